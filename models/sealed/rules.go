package sealed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/models"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

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
