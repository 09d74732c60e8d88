package sealed

import (
	"context"

	"concord/models"
	"concord/models/access"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

// Replace seals a new version of an identity. Versions before it stay sealed beside
// it. version is the one the actor has seen, 0 for any; pseudonym and role stay as
// they are where the facts leave them empty.
func Replace(ctx context.Context, db *store.DB, ring *keys.Ring, who models.Actor, id string, version int, facts Facts) (models.SealedIdentity, error) {
	var none models.SealedIdentity
	if err := access.Check(who, access.SealIdentity); err != nil {
		return none, err
	}
	r := db.Read(ctx, who)
	row, err := Find(r, id)
	if err != nil {
		return none, err
	}
	if facts.Pseudonym == "" {
		facts.Pseudonym = row.Pseudonym
	}
	if facts.Role == "" {
		facts.Role = row.Role
	}
	if err := facts.Check(); err != nil {
		return none, err
	}
	if err := fits(row, version); err != nil {
		return none, err
	}
	if _, err := keyOf(r, ring); err != nil {
		return none, err
	}
	key, err := ring.Object(row.Partner, row.ID)
	if err != nil {
		return none, lost(err)
	}
	before := row.Version
	row.Version++
	text, err := seal(key, placeOf(row), facts.Identity)
	if err != nil {
		return none, err
	}
	err = db.Write(ctx, who, access.SealIdentity, func(tx *store.Tx) error {
		now, err := locked(tx, id)
		if err != nil {
			return err
		}
		if err := fits(now, before); err != nil {
			return err
		}
		row.Pseudonym, row.Role, row.ChangedAt, row.ChangedBy = facts.Pseudonym, facts.Role, &tx.Now, tx.Actor.Name
		if _, err := gorm.G[models.SealedIdentity](tx.DB).Where("seq = ?", row.Seq).Select("*").Updates(tx.Ctx, row); err != nil {
			return taken(err, facts.Pseudonym)
		}
		return record(tx, row, text)
	})
	if err != nil {
		return none, err
	}
	return row, nil
}
