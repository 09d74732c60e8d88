// Package sealed keeps who stands behind a pseudonym: victims, witnesses and
// sources. Each identity is one age file, encrypted to a key of its own that is
// wrapped to its partner's key and lies outside the database (models/keys). It is
// opened by few, for a reason that is on record before anything is decrypted, and
// it can be made unreadable for good while the record of it stays.
package sealed

import (
	"context"
	"errors"

	"concord/models"
	"concord/models/access"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

// Facts is what a person sends to seal. Role is VICTIM, WITNESS or SOURCE.
type Facts struct {
	Pseudonym string          `json:"pseudonym" validate:"required,max=40,line"`
	Role      string          `json:"role" validate:"required,code=PERSON_ROLE"`
	Identity  models.Identity `json:"identity" validate:"-"`
}

// Check reports every rule the facts break.
func (f Facts) Check() error {
	problems := models.CheckTags(f)
	for _, p := range f.Identity.Check() {
		problems = append(problems, models.FieldError{Pointer: "/identity" + p.Pointer, Detail: p.Detail})
	}
	if f.Identity.Told(f.Pseudonym) {
		problems = append(problems, models.FieldError{Pointer: "/pseudonym", Detail: "The pseudonym holds a part of a name; use one that tells nothing, such as V-07."})
	}
	return models.Invalid(problems...)
}

// Seal seals who a pseudonym of one of the actor's partner's reports stands for.
// The report may name the pseudonym already or later.
func Seal(ctx context.Context, db *store.DB, ring *keys.Ring, who models.Actor, report string, facts Facts) (models.SealedIdentity, error) {
	var none models.SealedIdentity
	if err := access.Check(who, access.SealIdentity); err != nil {
		return none, err
	}
	if err := facts.Check(); err != nil {
		return none, err
	}
	r := db.Read(ctx, who)
	if err := ownReport(r, report); err != nil {
		return none, err
	}
	print, err := keyOf(r, ring)
	if err != nil {
		return none, err
	}
	row := models.SealedIdentity{ID: models.NewID(), ReportID: report, Partner: who.Partner, Pseudonym: facts.Pseudonym, Role: facts.Role, Version: 1, KeyPrint: print, ByName: who.Name}
	key, err := ring.NewObject(row.Partner, row.ID)
	if err != nil {
		return none, err
	}
	text, err := seal(key, placeOf(row), facts.Identity)
	if err == nil {
		err = db.Write(ctx, who, access.SealIdentity, func(tx *store.Tx) error {
			if err := ownReport(tx, report); err != nil {
				return err
			}
			row.Seq, row.At = 0, tx.Now // a second try begins anew
			if err := gorm.G[models.SealedIdentity](tx.DB).Create(tx.Ctx, &row); err != nil {
				return taken(err, facts.Pseudonym)
			}
			return record(tx, row, text)
		})
	}
	if err != nil { // an object that was never stored needs no key
		return none, errors.Join(err, ring.Destroy(row.Partner, row.ID))
	}
	return row, nil
}

// List is the sealed identities of a report that the looker may know of: that they
// are held, not what they hold.
func List(l store.Looker, report string) ([]models.SealedIdentity, error) {
	if _, err := visibleReport(l, report); err != nil {
		return nil, err
	}
	return store.Visible[models.SealedIdentity](l).Where("report_id = ?", report).Order("pseudonym, seq").Find(l.Context())
}
