package sealed

import (
	"context"
	"errors"
	"fmt"

	"concord/models"
	"concord/models/access"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

// Erase destroys the key of an identity, for a reason. Entry and ciphertext stay,
// so the log still verifies; nobody can read any version again, also not from a
// backup of the database. Erasing again makes sure of it and changes nothing.
func Erase(ctx context.Context, db *store.DB, ring *keys.Ring, who models.Actor, id, reason string) (models.SealedIdentity, error) {
	var row models.SealedIdentity
	if err := access.Check(who, access.EraseIdentity); err != nil {
		return row, err
	}
	reason, err := checkReason(reason, "erased")
	if err != nil {
		return row, err
	}
	err = db.Write(ctx, who, access.EraseIdentity, func(tx *store.Tx) (err error) {
		if row, err = locked(tx, id); err != nil {
			return err
		}
		if row.ErasedAt != nil {
			return store.ErrNothing
		}
		row.ErasedAt, row.ErasedBy = &tx.Now, tx.Actor.Name
		if _, err := gorm.G[models.SealedIdentity](tx.DB).Where("seq = ?", row.Seq).Select("*").Updates(tx.Ctx, row); err != nil {
			return err
		}
		return tx.Record("identity", row.ID, erased{row.ReportID, row.Pseudonym, row.Version, reason})
	})
	if err != nil && !errors.Is(err, store.ErrNothing) {
		return row, err
	}
	if err := ring.Destroy(row.Partner, row.ID); err != nil {
		return row, fmt.Errorf("sealed: the erasure of %s is recorded and its key is still there; it is tried again at the next start: %w", row.ID, err)
	}
	return row, nil
}

// erased is what the audit log says of an erasure.
type erased struct {
	Report    string `json:"report"`
	Pseudonym string `json:"pseudonym"`
	Version   int    `json:"version"`
	Reason    string `json:"reason"`
}

// Finish destroys the keys of what is recorded as erased: the program may have
// been stopped between the record and the deed, or keys have come back from a backup.
func Finish(ctx context.Context, db *store.DB, ring *keys.Ring) error {
	rows, err := db.Erased(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := ring.Destroy(row.Partner, row.ID); err != nil {
			return err
		}
	}
	return nil
}
