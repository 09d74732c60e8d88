package sealed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// MostAnHour is how many identities one person may open within an hour: enough for
// the families of one incident, too few to carry a list away unseen.
const MostAnHour = 30

// TooMany is the refusal of one opening too many; After is how long to wait.
type TooMany struct {
	error
	After time.Duration
}

func (t *TooMany) Unwrap() error { return t.error }

// Open reads an identity for a reason. Who opens which object and why is committed
// to the audit log before its key is touched, so the log may tell of an opening
// that failed and never misses one that did not.
func Open(ctx context.Context, db *store.DB, ring *keys.Ring, who models.Actor, id, reason string) (models.SealedIdentity, models.Identity, error) {
	var row models.SealedIdentity
	var version models.SealedVersion
	var none models.Identity
	if err := access.Check(who, access.OpenIdentity); err != nil {
		return row, none, err
	}
	reason, err := checkReason(reason, "opened")
	if err != nil {
		return row, none, err
	}
	err = db.Write(ctx, who, access.OpenIdentity, func(tx *store.Tx) (err error) {
		if row, err = locked(tx, id); err != nil {
			return err
		}
		if err := fits(row, 0); err != nil {
			return err
		}
		if err := count(tx, row); err != nil {
			return err
		}
		if version, err = gorm.G[models.SealedVersion](tx.DB).Where("identity = ? AND version = ?", row.ID, row.Version).Take(tx.Ctx); err != nil {
			return err
		}
		return tx.Record("identity", row.ID, opened{row.ReportID, row.Pseudonym, row.Version, reason})
	})
	if err != nil {
		return row, none, err
	}
	key, err := ring.Object(row.Partner, row.ID)
	if err != nil {
		return row, none, lost(err)
	}
	identity, err := unseal(key, placeOf(row), version.Sealed)
	return row, identity, err
}

// opened is what the audit log says of an opening.
type opened struct {
	Report    string `json:"report"`
	Pseudonym string `json:"pseudonym"`
	Version   int    `json:"version"`
	Reason    string `json:"reason"`
}

// count adds an opening of the actor's, or refuses when there were too many.
func count(tx *store.Tx, row models.SealedIdentity) error {
	// whoever counts for the same person at the same moment waits here
	if _, err := gorm.G[models.User](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", tx.Actor.UserID).Find(tx.Ctx); err != nil {
		return err
	}
	since := models.At(tx.Now.Add(-time.Hour))
	recent, err := gorm.G[models.Opening](tx.DB).Where("user_id = ? AND at > ?", tx.Actor.UserID, since).Order("at").Find(tx.Ctx)
	if err != nil {
		return err
	}
	if n := len(recent); n >= MostAnHour {
		slog.WarnContext(tx.Ctx, "refused: too many identities opened", "by", tx.Actor.Name)
		free := recent[n-MostAnHour].At.Add(time.Hour)
		return &TooMany{&models.Error{Kind: models.Slow, Detail: fmt.Sprintf("You have opened %d identities within an hour, which is the most. Nothing was opened; the next one can be from %s UTC on.", n, free.UTC().Format("15:04:05"))}, free.Sub(tx.Now.Time)}
	}
	return gorm.G[models.Opening](tx.DB).Create(tx.Ctx, &models.Opening{Identity: row.ID, UserID: tx.Actor.UserID, At: tx.Now})
}

// locked is a sealed identity the actor may know of, held until the write ends.
func locked(tx *store.Tx, id string) (models.SealedIdentity, error) {
	row, err := Find(tx, id)
	if err != nil {
		return row, err
	}
	row, err = gorm.G[models.SealedIdentity](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("seq = ?", row.Seq).Take(tx.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.ErrMissing
	}
	return row, err
}
