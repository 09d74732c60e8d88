// Package sealed keeps who stands behind a pseudonym: victims, witnesses and
// sources. Each identity is one age file, encrypted to a key of its own that is
// wrapped to its partner's key and lies outside the database (models/keys). It is
// opened by few, for a reason that is on record before anything is decrypted, and
// it can be made unreadable for good while the record of it stays.
package sealed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

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

// fits tells whether a row can be replaced or opened: it is not erased, and it is
// the version that was meant.
func fits(row models.SealedIdentity, version int) error {
	if row.ErasedAt != nil {
		return errErased
	}
	if version != 0 && version != row.Version {
		return &models.Error{Kind: models.Stale, Detail: "Someone replaced this identity first. Open it again, compare and send yours again; nothing was changed."}
	}
	return nil
}

var errErased = models.Refuse("This identity was erased: its key was destroyed and nobody can read it any more.",
	"If it is needed again and the person agrees, seal it anew under the same report.")

// lost turns a key that is gone into words: the object is not erased, so its key
// should be there.
func lost(err error) error {
	if errors.Is(err, keys.ErrDestroyed) {
		return models.Refuse("The key of this identity is not in its place, so it cannot be read.",
			"Put the folder keys back into the data folder from your partner's own backup, then try again.")
	}
	return err
}

// keyOf is the print of the partner's key, which is made when nothing was ever
// sealed for the partner. A key other than the one before is refused: it would
// hide that the right one is lost until somebody needs it.
func keyOf(r *store.Reader, ring *keys.Ring) (string, error) {
	partner := r.Who.Partner
	newest, err := store.Visible[models.SealedIdentity](r).Where("partner = ?", partner).Order("seq DESC").Limit(1).Find(r.Ctx)
	if err != nil {
		return "", err
	}
	if len(newest) == 0 {
		if err := ring.Make(partner); err != nil {
			return "", err
		}
	}
	print, err := ring.Print(partner)
	if err == nil && len(newest) > 0 && newest[0].KeyPrint != print {
		err = models.Refuse(fmt.Sprintf("The key of %s in its place (%s) is not the one its identities are sealed with (%s).", partner, print, newest[0].KeyPrint),
			"Put the right keys/"+partner+".age back into the data folder from "+partner+"'s own backup, then try again.")
	}
	return print, err
}

// DigestOf is a digest of a request that holds an identity, keyed so that only who
// has the partner's key could find out by trying what was in it.
func DigestOf(r *store.Reader, ring *keys.Ring, data ...[]byte) ([]byte, error) {
	if _, err := keyOf(r, ring); err != nil {
		return nil, err
	}
	return ring.Digest(r.Who.Partner, data...)
}

// visibleReport is a report the looker may read.
func visibleReport(l store.Looker, id string) (models.Report, error) {
	report, err := store.Visible[models.Report](l).Where("id = ?", id).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.ErrMissing
	}
	return report, err
}

func ownReport(l store.Looker, id string) error {
	report, err := visibleReport(l, id)
	if err == nil && report.Partner != l.Person().Partner {
		err = models.Deny("This report belongs to " + report.Partner + "; only its own staff keep identities with it.")
	}
	return err
}

// Find is a sealed identity the looker may know of.
func Find(l store.Looker, id string) (models.SealedIdentity, error) {
	row, err := store.Visible[models.SealedIdentity](l).Where("id = ?", id).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.ErrMissing
	}
	return row, err
}

func placeOf(row models.SealedIdentity) place {
	return place{row.ID, row.ReportID, row.Partner, row.Version}
}

func taken(err error, pseudonym string) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Invalid(models.FieldError{Pointer: "/pseudonym", Detail: fmt.Sprintf("An identity is sealed behind %q in this report already; replace that one or use another pseudonym.", pseudonym)})
	}
	return err
}

// shortest is how many letters and digits a reason has at least.
const shortest = 10

func checkReason(reason, what string) (string, error) {
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) < shortest || len(slices.Compact(slices.Sorted(slices.Values([]rune(reason))))) < 3 {
		return "", models.Invalid(models.FieldError{Pointer: "/reason", Detail: fmt.Sprintf("Say in at least %d characters why it is %s. The reason stays in the audit log, which auditors read: no names.", shortest, what)})
	}
	if utf8.RuneCountInString(reason) > 1000 {
		return "", models.Invalid(models.FieldError{Pointer: "/reason", Detail: "This is too long; use at most 1000 characters."})
	}
	return reason, nil
}
