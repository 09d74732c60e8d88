package sealed

import (
	"bytes"
	"encoding/json"
	"errors"

	"concord/models"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

// Batch is identities that are sealed before the write that stores them: keys have
// to reach the disk first, and nobody's write waits for that. It is for an import,
// which seals under its own permission what its file says: whoever may send a file
// has read it, and sealing only takes it out of sight.
type Batch struct {
	reader *store.Reader
	ring   *keys.Ring
	print  string
	made   []ahead
}

// ahead is a version sealed and not stored; before is the one it follows, 0 for none.
type ahead struct {
	row    models.SealedIdentity
	before int
	text   []byte
}

// NewBatch is an empty one of the reader's partner.
func NewBatch(r *store.Reader, ring *keys.Ring) *Batch { return &Batch{reader: r, ring: ring} }

// Add seals an identity that nothing was sealed of, under an id of the caller's.
func (b *Batch) Add(id, report, pseudonym, role string, identity models.Identity) error {
	if problems := identity.Check(); len(problems) > 0 {
		return models.Invalid(problems...)
	}
	if b.print == "" {
		print, err := keyOf(b.reader, b.ring)
		if err != nil {
			return err
		}
		b.print = print
	}
	row := models.SealedIdentity{ID: id, ReportID: report, Partner: b.reader.Who.Partner, Pseudonym: pseudonym, Role: role, Version: 1, KeyPrint: b.print, ByName: b.reader.Who.Name}
	key, err := b.ring.NewObject(row.Partner, row.ID)
	if err != nil {
		return err
	}
	b.made = append(b.made, ahead{row: row}) // from here on there is a key to drop
	last := &b.made[len(b.made)-1]
	last.text, err = seal(key, placeOf(row), identity)
	return err
}

// Next seals the next version of an identity. Those before stay sealed beside it.
func (b *Batch) Next(row models.SealedIdentity, identity models.Identity) error {
	if problems := identity.Check(); len(problems) > 0 {
		return models.Invalid(problems...)
	}
	key, err := b.ring.Object(row.Partner, row.ID)
	if err != nil {
		return lost(err)
	}
	before := row.Version
	row.Version++
	text, err := seal(key, placeOf(row), identity)
	b.made = append(b.made, ahead{row, before, text})
	return err
}

// StoreIn stores what was sealed in the write that stores its reports.
func (b *Batch) StoreIn(tx *store.Tx) error {
	for _, a := range b.made { // a copy: the write may run more than once
		if a.before == 0 {
			a.row.At = tx.Now
			if err := gorm.G[models.SealedIdentity](tx.DB).Create(tx.Ctx, &a.row); err != nil {
				return taken(err, a.row.Pseudonym)
			}
		} else {
			now, err := locked(tx, a.row.ID)
			if err == nil {
				err = fits(now, a.before)
			}
			if err != nil {
				return err
			}
			a.row.ChangedAt, a.row.ChangedBy = &tx.Now, tx.Actor.Name
			if _, err := gorm.G[models.SealedIdentity](tx.DB).Where("seq = ?", a.row.Seq).Select("*").Updates(tx.Ctx, a.row); err != nil {
				return err
			}
		}
		if err := record(tx, a.row, a.text); err != nil {
			return err
		}
	}
	return nil
}

// Drop destroys the keys of what was not stored after all.
func (b *Batch) Drop() (err error) {
	for _, a := range b.made {
		if a.before == 0 {
			err = errors.Join(err, b.ring.Destroy(a.row.Partner, a.row.ID))
		}
	}
	b.made = nil
	return err
}

// Holds tells whether a version of an identity is word for word this one. It is for
// the program, which must know a file that it has read before: nobody is shown what
// was compared, so it is no opening. What is erased holds nothing.
func Holds(ring *keys.Ring, row models.SealedIdentity, versions []models.SealedVersion, identity models.Identity) (bool, error) {
	if row.ErasedAt != nil {
		return false, nil
	}
	key, err := ring.Object(row.Partner, row.ID)
	if err != nil {
		return false, lost(err)
	}
	want, err := json.Marshal(models.Revealed(identity))
	if err != nil {
		return false, err
	}
	defer clear(want)
	for _, v := range versions {
		at := placeOf(row)
		at.Version = v.Version
		is, err := unseal(key, at, v.Sealed)
		if err != nil {
			return false, err
		}
		got, err := json.Marshal(models.Revealed(is))
		same := bytes.Equal(got, want)
		clear(got)
		if err != nil || same {
			return same, err
		}
	}
	return false, nil
}
