package evidence

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"concord/models"
	"concord/models/store"
	"concord/models/vault"
)

// every is how often each file is compared with its digests (security.md 2.6).
const every = 30 * 24 * time.Hour

// Scrub compares the files of items that were not compared for thirty days, for as
// long as ctx lasts, and says how many items it looked at. What differs is recorded
// and marked; what was marked and is whole again, too.
func Scrub(ctx context.Context, db *store.DB) (looked int, err error) {
	for ctx.Err() == nil {
		due, err := db.UncheckedEvidence(ctx, models.At(db.Now().Add(-every)), 20)
		if err != nil || len(due) == 0 {
			return looked, err
		}
		for _, o := range due {
			if ctx.Err() != nil {
				return looked, nil
			}
			if err := scrub(ctx, db, o); err != nil {
				return looked, err
			}
			looked++
		}
	}
	return looked, nil
}

func scrub(ctx context.Context, db *store.DB, o models.Original) error {
	e, o, err := db.EvidenceByID(ctx, o.Evidence)
	if err != nil {
		return err
	}
	sha256, what, err := compare(db, e, o)
	if err != nil {
		return err
	}
	if what != "" {
		slog.Error("evidence is damaged", "evidence", e.ID, "sha256", sha256, "damage", what)
	}
	if err := mark(db, e.ID, sha256, what); err != nil {
		return err
	}
	return db.CheckedEvidence(ctx, e.ID)
}

// compare reads the files of an item whole and says which one differs, and how.
func compare(db *store.DB, e models.Evidence, o models.Original) (sha256, what string, err error) {
	if o.DestroyedAt != nil {
		return "", "", nil
	}
	for _, sum := range []vault.Sum{originalFile(o), workingCopy(e)} {
		if sum.SHA256 == "" {
			continue
		}
		f, err := vault.In(db.Dir()).Open(e.Partner, sum)
		if err == nil {
			err = errors.Join(f.Check(), f.Close())
		}
		var d *vault.Damage
		if errors.As(err, &d) {
			return sum.SHA256, d.What, nil
		}
		if err != nil {
			return "", "", err
		}
	}
	return o.SHA256, "", nil
}

// Tidy removes files on which no item stands: of entries that were refused after
// their file was stored, and of items destroyed by rule. It waits for another time
// while files are being put in place.
func Tidy(ctx context.Context, db *store.DB) error {
	if !placing.TryLock() {
		return nil
	}
	defer placing.Unlock()
	used, err := db.FilesInUse(ctx)
	if err != nil {
		return err
	}
	items, err := vault.In(db.Dir()).Items()
	if err != nil {
		return err
	}
	before := time.Now().Add(-24 * time.Hour) // of the file system's clock; another process may have just put it there
	for _, i := range items {
		if i.Kind != vault.Stored || used[i.Partner+"/"+i.Name] || i.Modified.After(before) {
			continue
		}
		if err := vault.In(db.Dir()).Discard(i); err != nil {
			return err
		}
		slog.Info("removed a file on which no evidence stands", "partner", i.Partner, "sha256", i.Name)
	}
	return nil
}
