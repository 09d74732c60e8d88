package evidence

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"concord/models"
	"concord/models/access"
	"concord/models/store"
	"concord/models/vault"

	"gorm.io/gorm"
)

// Content is the bytes of an item for one person: the original for its partner, the
// working copy for others. Reading gives compared bytes alone; where the file differs
// from what was recorded it gives an error, after that was recorded as well.
type Content struct {
	io.ReadCloser
	Size      int64
	MediaType string // of a working copy, which is ours; "" for an original, which is anybody's
	Name      string // of the original as it came; "" for a working copy
}

// errDamaged answers for a file that is not what was stored.
func errDamaged(d *vault.Damage) error {
	return models.Refuse("The stored file is damaged and is not given out: "+d.What+". This was recorded.",
		"Tell the operator: the same file, uploaded again or put back from a backup, takes its place; the item and its record stay as they are.")
}

// Open opens the file of an item. Every byte is compared before the first one leaves,
// and who opens it is on record by then.
func Open(ctx context.Context, db *store.DB, who models.Actor, id string) (Content, error) {
	var none Content
	r, err := allowed(ctx, db, who, access.OpenEvidence)
	if err != nil {
		return none, err
	}
	e, err := visible(r, id)
	if err != nil {
		return none, err
	}
	c, sum := Content{Size: e.CopySize, MediaType: e.CopyType}, workingCopy(e)
	if e.Partner == who.Partner {
		o, err := original(r, id)
		if err != nil {
			return none, err
		}
		c, sum = Content{Size: o.Size, Name: o.Name}, originalFile(o)
		if o.DestroyedAt != nil {
			sum = vault.Sum{}
		}
	}
	if sum.SHA256 == "" {
		return none, models.ErrMissing
	}
	f, err := vault.In(db.Dir()).Open(e.Partner, sum)
	if err == nil {
		if err = f.Check(); err != nil {
			f.Close()
		}
	}
	if err != nil {
		return none, found(db, e.ID, sum.SHA256, err)
	}
	err = db.Write(ctx, who, access.OpenEvidence, func(tx *store.Tx) error {
		e, err := visible(tx, id)
		if err != nil {
			return err
		}
		if e, err = lock(tx, e.Seq); err != nil {
			return err
		}
		return hand(tx, &e, models.Custody{Action: "VIEWED", FromWhom: e.Partner, ToWhom: tx.Actor.Partner, SHA256: sum.SHA256})
	})
	if err != nil {
		f.Close()
		return none, err
	}
	c.ReadCloser = watched{f, db, e.ID, sum.SHA256}
	return c, nil
}

// watched records damage that comes up while a file is being read.
type watched struct {
	*vault.File
	db       *store.DB
	id, file string
}

func (w watched) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	if err != nil && err != io.EOF {
		err = found(w.db, w.id, w.file, err)
	}
	return n, err
}

// damage is what the log says when a file was found to differ, or whole again.
type damage struct {
	SHA256 string `json:"sha256"`
	What   string `json:"what"`
}

// found turns an error of reading into its answer; damage is recorded and the item is
// marked, once until it is whole again.
func found(db *store.DB, id, sha256 string, err error) error {
	var d *vault.Damage
	if !errors.As(err, &d) {
		return err
	}
	slog.Error("evidence is damaged", "evidence", id, "sha256", sha256, "damage", d.What)
	if bad := mark(db, id, sha256, d.What); bad != nil {
		slog.Error("the damage was not recorded", "evidence", id, "err", bad)
	}
	return errDamaged(d)
}

// mark records what was found of an item's files: how they are damaged, or "" when
// they are whole. Nothing is recorded when that is known already.
func mark(db *store.DB, id, sha256, what string) error {
	err := db.System(context.Background(), access.CheckEvidence, func(tx *store.Tx) error {
		o, err := gorm.G[models.Original](tx.DB).Where("evidence = ?", id).Take(tx.Ctx)
		if err != nil {
			return err
		}
		if (o.DamagedAt != nil) == (what != "") {
			return store.ErrNothing
		}
		if o.Damage, o.DamagedAt = what, nil; what != "" {
			o.DamagedAt = &tx.Now
		}
		if _, err := gorm.G[models.Original](tx.DB).Where("evidence = ?", id).Select("damaged_at", "damage").Updates(tx.Ctx, o); err != nil {
			return err
		}
		return tx.Record("damage", id, damage{sha256, what})
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
