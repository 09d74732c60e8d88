package investigations

import (
	"errors"

	"concord/models"

	"gorm.io/gorm"
)

// missing turns "no such row" into the one answer for what is not there and for
// what one may not see.
func missing(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrMissing
	}
	return err
}
