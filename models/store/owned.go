package store

import (
	"strings"

	"concord/models"

	"gorm.io/gorm"
)

// OwnedBy leaves the gaps that any of the roles resolves; without roles all of them.
func OwnedBy(rows gorm.ChainInterface[models.Gap], roles []models.Role) gorm.ChainInterface[models.Gap] {
	if len(roles) == 0 {
		return rows
	}
	var one condition
	for _, role := range roles {
		one.text += " OR ',' || owner || ',' LIKE ?"
		one.args = append(one.args, "%,"+string(role)+",%")
	}
	return rows.Where("("+strings.TrimPrefix(one.text, " OR ")+")", one.args...)
}
