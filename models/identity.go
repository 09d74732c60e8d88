package models

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"
)

// Identity is who a pseudonym stands for: a person killed, harmed or heard, or a
// source (domain.md 2.6b). It is the content of a sealed object and lives nowhere
// else: it refuses to become JSON and prints nothing of itself, so that no log,
// audit entry, kept answer or error can hold it by accident. Revealed is the form
// in which it is sealed and in which an opening answers.
//
// Ages are in years at the time of the incident: exact, or from low to high. ""
// and null are not known.
type Identity struct {
	Names            []string `json:"names" validate:"max=20,dive,required,max=200,line"` // every name and spelling
	Contact          string   `json:"contact" validate:"max=2000"`
	NextOfKin        string   `json:"next_of_kin" validate:"max=2000"` // whom to reach, and how
	Notes            string   `json:"notes" validate:"max=10000"`
	AgeExact         *int     `json:"age_exact" validate:"omitempty,gte=0,lte=130"`
	AgeLow           *int     `json:"age_low" validate:"omitempty,gte=0,lte=130"`
	AgeHigh          *int     `json:"age_high" validate:"omitempty,gte=0,lte=130"`
	Language         string   `json:"language" validate:"max=12,line"` // ISO 639-1
	Consent          string   `json:"consent" validate:"code=CONSENT"`
	ReconciliationID string   `json:"reconciliation_id" validate:"max=120,line"` // of an outside list of names
}

// Revealed is an Identity in plain words: what is sealed, and what one opening
// answers. Whoever makes one says so by the type.
type Revealed Identity

var errWithheld = errors.New("models: an identity is sealed or revealed, never written as it is")

// MarshalJSON refuses; see Revealed.
func (Identity) MarshalJSON() ([]byte, error) { return nil, errWithheld }

// Format prints the same for every identity, whatever the verb.
func (Identity) Format(f fmt.State, _ rune) { io.WriteString(f, "(identity)") }

// LogValue is Format for structured logs.
func (Identity) LogValue() slog.Value { return slog.StringValue("(identity)") }

// Format keeps a revealed identity out of everything that prints; JSON alone
// carries it.
func (Revealed) Format(f fmt.State, _ rune) { io.WriteString(f, "(identity)") }

// LogValue is Format for structured logs.
func (Revealed) LogValue() slog.Value { return slog.StringValue("(identity)") }

// Check reports every rule the identity breaks. Its sentences never repeat what
// was sent: an error may be seen over a shoulder, or written down.
func (i Identity) Check() []FieldError {
	var problems []FieldError
	var broken validator.ValidationErrors
	if errors.As(checker.Struct(Revealed(i)), &broken) {
		for _, b := range broken {
			detail := sentence(b)
			switch b.Tag() {
			case "code":
				detail = "This is not one of the codes; use one of " + strings.Join(Codes[b.Param()], ", ") + "."
			case "gte", "lte":
				detail = "Give an age in whole years from 0 to 130, or leave it out."
			}
			problems = append(problems, FieldError{pointer(b.Namespace()), detail})
		}
	}
	switch {
	case i.AgeExact != nil && (i.AgeLow != nil || i.AgeHigh != nil):
		problems = append(problems, FieldError{"/age_exact", "Give the exact age, or the lowest and highest, not both."})
	case i.AgeLow != nil && i.AgeHigh != nil && *i.AgeHigh < *i.AgeLow:
		problems = append(problems, FieldError{"/age_high", "The highest age is below the lowest; exchange them."})
	}
	if len(i.Names) == 0 && strings.TrimSpace(i.Contact) == "" {
		problems = append(problems, FieldError{"/names", "Give a name or a way to reach the person; without either there is nothing to seal."})
	}
	return problems
}

// Told tells whether text gives a name away: a word of a name stands in it, or a
// long word within one of its own, whatever the case. It keeps names out of
// pseudonyms.
func (i Identity) Told(text string) bool {
	said := strings.Fields(Fold(text))
	for _, name := range i.Names {
		for _, word := range strings.Fields(Fold(name)) {
			letters := len([]rune(word))
			if slices.ContainsFunc(said, func(s string) bool { return letters > 2 && s == word || letters > 4 && strings.Contains(s, word) }) {
				return true
			}
		}
	}
	return false
}

// SealedIdentity is the row of one sealed object: which pseudonym in which report
// it stands behind, and whose it is. What it hides lies in its versions.
type SealedIdentity struct {
	Seq       int64  `gorm:"primaryKey"` // never leaves the database
	ID        string `gorm:"unique"`
	ReportID  string
	Partner   string // the only partner whose staff may know of it
	Pseudonym string // unique within the report among those not erased
	Role      string // VICTIM, WITNESS or SOURCE
	Version   int    // 1 when sealed, +1 on each replacement
	KeyPrint  string // which key of the partner its own key is wrapped to, see models/keys
	At        Instant
	ByName    string
	ChangedAt *Instant // of the newest replacement, nil for none
	ChangedBy string
	ErasedAt  *Instant // when its key was destroyed; its content cannot be read since
	ErasedBy  string
}

// SealedVersion is one version of a sealed identity, as ciphertext.
type SealedVersion struct {
	Seq      int64 `gorm:"primaryKey"`
	Identity string
	Version  int
	At       Instant
	ByName   string
	Sealed   []byte // age file format, see models/sealed
}

// Opening is one reading of a sealed identity, kept to count them; what it was for
// stands in the audit log.
type Opening struct {
	Seq      int64 `gorm:"primaryKey"`
	Identity string
	UserID   string
	At       Instant
}
