package store

import (
	"context"

	"concord/models"

	"gorm.io/gorm"
)

// Erased is every sealed identity that is recorded as erased, for the program to
// make sure at its start that their keys are gone.
func (db *DB) Erased(ctx context.Context) ([]models.SealedIdentity, error) {
	return gorm.G[models.SealedIdentity](db.reader).Where("erased_at IS NOT NULL").Order("seq").Find(ctx)
}

// SealedEntries is what the log says of sealed identities, the oldest first.
func (db *DB) SealedEntries(ctx context.Context) ([]models.Entry, error) {
	return gorm.G[models.Entry](db.reader).Where("kind = 'identity'").Order("seq").Find(ctx)
}

// EachSealed gives every sealed identity with its versions, the first first; an
// identity that has lost its row is given with nothing but its id.
func (db *DB) EachSealed(ctx context.Context, f func(models.SealedIdentity, []models.SealedVersion)) error {
	rows, err := gorm.G[models.SealedIdentity](db.reader).Order("seq").Find(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		versions, err := gorm.G[models.SealedVersion](db.reader).Where("identity = ?", row.ID).Order("version").Find(ctx)
		if err != nil {
			return err
		}
		f(row, versions)
	}
	lost, err := gorm.G[models.SealedVersion](db.reader).Where("identity NOT IN (SELECT id FROM sealed_identities)").Order("identity, version").Find(ctx)
	if err != nil {
		return err
	}
	for _, v := range lost {
		f(models.SealedIdentity{ID: v.Identity}, []models.SealedVersion{v})
	}
	return nil
}
