// Package evidence keeps what a partner collected about an incident: the file as it
// came, which stays with its partner and is never written again, who had it when, what
// became of it, and for the others a copy of pictures without what tells of their
// maker. From the moment an item is entered it is preserved.
package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"concord/models"
	"concord/models/access"
	"concord/models/store"
	"concord/models/vault"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// standing is how an item stands: what the log holds of it with each change, and what
// its rows must give again. Of what a camera wrote it holds a digest alone, because
// place and time of a picture are not for whoever reads the log.
type standing struct {
	Partner    string               `json:"partner"`
	Facts      models.EvidenceFacts `json:"facts"`
	Hold       bool                 `json:"hold"`
	Sharing    string               `json:"sharing"`
	SharedWith string               `json:"shared_with"`
	AddedAt    models.Instant       `json:"added_at"`
	AddedBy    string               `json:"added_by"`
	File       *file                `json:"file"`
	Copy       *file                `json:"copy"`
	Metadata   string               `json:"metadata"` // SHA-256, "" for none
	Destroyed  *models.Instant      `json:"destroyed"`
	LiftedBy   string               `json:"hold_lifted_by"`
}

type file struct {
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type"`
	Name      string `json:"name,omitempty"`
	Chunks    string `json:"chunks"` // SHA-256 of the digests of its pieces
}

func standingOf(e models.Evidence, o models.Original) standing {
	s := standing{Partner: e.Partner, Hold: e.Hold, Sharing: e.Sharing, SharedWith: e.SharedWith, AddedAt: e.AddedAt, AddedBy: e.AddedBy, Destroyed: o.DestroyedAt, LiftedBy: o.HoldLiftedBy,
		Facts: models.EvidenceFacts{Report: e.Report, Incident: e.Incident, Kind: e.Kind, Title: e.Title, CollectedAt: e.CollectedAt, Existence: e.Existence, Holder: e.Holder,
			HoldUntil: e.HoldUntil, CollectedBy: o.CollectedBy, Method: o.Method, OriginalLocation: o.OriginalLocation, DeviceOrURL: o.DeviceOrURL}}
	if o.SHA256 != "" {
		s.File = &file{o.SHA256, o.Size, o.MediaType, o.Name, digest(o.Chunks)}
	}
	if e.CopySHA256 != "" {
		s.Copy = &file{e.CopySHA256, e.CopySize, e.CopyType, "", digest(e.CopyChunks)}
	}
	if o.Metadata != nil {
		s.Metadata = digest(o.Metadata)
	}
	return s
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// change is the log's entry of one change: how the item stands since, and why.
type change struct {
	standing
	Reason string `json:"reason"`
}

func record(tx *store.Tx, e models.Evidence, o models.Original, reason string) error {
	return tx.Record("evidence", e.ID, change{standingOf(e, o), reason})
}

// originalFile and workingCopy are the files an item stands on.
func originalFile(o models.Original) vault.Sum {
	return vault.Sum{SHA256: o.SHA256, Size: o.Size, Chunks: o.Chunks}
}

func workingCopy(e models.Evidence) vault.Sum {
	return vault.Sum{SHA256: e.CopySHA256, Size: e.CopySize, Chunks: e.CopyChunks}
}

// visible is an item the looker may read.
func visible(l store.Looker, id string) (models.Evidence, error) {
	e, err := store.Visible[models.Evidence](l).Where("id = ?", id).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.ErrMissing
	}
	return e, err
}

// original is what stays with its partner of an item that is the looker's own.
func original(l store.Looker, id string) (models.Original, error) {
	o, err := store.Visible[models.Original](l).Where("evidence = ?", id).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.ErrMissing
	}
	return o, err
}

// own is an item of the actor's partner with its original, held until the write ends.
func own(tx *store.Tx, id string) (e models.Evidence, o models.Original, err error) {
	if e, err = visible(tx, id); err != nil {
		return e, o, err
	}
	if e.Partner != tx.Actor.Partner {
		return e, o, models.Deny("This item is " + e.Partner + "'s: only its own people can do this.")
	}
	if e, err = lock(tx, e.Seq); err != nil {
		return e, o, err
	}
	o, err = gorm.G[models.Original](tx.DB).Where("evidence = ?", id).Take(tx.Ctx)
	return e, o, err
}

func lock(tx *store.Tx, seq int64) (models.Evidence, error) {
	return gorm.G[models.Evidence](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("seq = ?", seq).Take(tx.Ctx)
}

// save writes both rows and the log's entry of why.
func save(tx *store.Tx, e models.Evidence, o models.Original, reason string) error {
	if _, err := gorm.G[models.Evidence](tx.DB).Where("seq = ?", e.Seq).Select("*").Omit("seq").Updates(tx.Ctx, e); err != nil {
		return err
	}
	if _, err := gorm.G[models.Original](tx.DB).Where("evidence = ?", o.Evidence).Select("*").Updates(tx.Ctx, o); err != nil {
		return err
	}
	return record(tx, e, o, reason)
}

// hand adds a custody event to an item, as a row and as a leaf of the log.
func hand(tx *store.Tx, e *models.Evidence, c models.Custody) error {
	prev := ""
	if e.Custody > 0 {
		before, err := gorm.G[models.Custody](tx.DB).Where("evidence = ? AND n = ?", e.ID, e.Custody).Take(tx.Ctx)
		if err != nil {
			return fmt.Errorf("evidence: custody of %s has a hole: %w", e.ID, err)
		}
		if prev, err = link(before); err != nil {
			return err
		}
	}
	e.Custody++
	c.Evidence, c.N, c.At, c.ByName, c.Partner, c.Prev = e.ID, e.Custody, tx.Now, tx.Actor.Name, tx.Actor.Partner, prev
	if err := gorm.G[models.Custody](tx.DB).Create(tx.Ctx, &c); err != nil {
		return err
	}
	if _, err := gorm.G[models.Evidence](tx.DB).Where("seq = ?", e.Seq).Update(tx.Ctx, "custody", e.Custody); err != nil {
		return err
	}
	return tx.Record("custody", fmt.Sprintf("%s#%d", c.Evidence, c.N), c)
}

// link is what the next custody row names a row by.
func link(c models.Custody) (string, error) {
	text, err := json.Marshal(c)
	return digest(text), err
}

// Custody is the events in the keeping of an item, the first first, as far as the
// looker may see them. Of what its partner did another one reads that and when; words,
// names and digests of it stay with the partner.
func Custody(l store.Looker, id string) ([]models.Custody, error) {
	e, err := visible(l, id)
	if err != nil {
		return nil, err
	}
	rows, err := store.Visible[models.Custody](l).Where("evidence = ?", id).Order("n").Find(l.Context())
	if err != nil || whole(l.Person(), e) {
		return rows, err
	}
	for i, c := range rows {
		rows[i].N, rows[i].Prev = i+1, "" // gaps in the numbers would count what others did
		if c.Partner == l.Person().Partner {
			continue
		}
		rows[i].FromWhom, rows[i].ToWhom, rows[i].ByName, rows[i].Reason = "", "", "", ""
		if c.SHA256 != e.CopySHA256 {
			rows[i].SHA256 = ""
		}
	}
	return rows, nil
}

// whole tells whether somebody reads all that is recorded of an item.
func whole(who models.Actor, e models.Evidence) bool {
	return who.Partner == e.Partner || who.Has(models.Auditor)
}

func allowed(ctx context.Context, db *store.DB, who models.Actor, action access.Action) (*store.Reader, error) {
	if err := access.Check(who, action); err != nil {
		return nil, err
	}
	return db.Read(ctx, who), nil
}
