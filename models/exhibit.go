package models

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// EvidenceFacts is what a person says about one item of evidence (domain.md 2.9).
// Everything else about it is the system's own. "" and null are not known.
type EvidenceFacts struct {
	Report           string   `json:"report"`   // a report of the own partner it belongs to, and/or
	Incident         string   `json:"incident"` // an incident one can see
	Kind             string   `json:"kind" validate:"required,code=EVIDENCE_KIND"`
	Title            string   `json:"title" validate:"required,max=200,line"` // read by all it is shared with
	CollectedAt      *Instant `json:"collected_at"`
	CollectedBy      string   `json:"collected_by" validate:"max=200,line"`                          // own partner only, as the three below:
	Method           string   `json:"method" validate:"max=1000"`                                    // they can tell who gave it
	OriginalLocation string   `json:"original_location" validate:"max=1000"`                         // where it was found
	DeviceOrURL      string   `json:"device_or_url" validate:"max=1000"`                             // what recorded it, or its address
	Existence        string   `json:"existence" validate:"code=EXISTENCE"`                           // "" is HELD with a file, UNKNOWN without
	Holder           string   `json:"holder" validate:"max=12,line"`                                 // partner code; "" is the own one
	Reason           string   `json:"reason,omitempty" validate:"max=2000"`                          // for the existence, when there is no file
	HoldUntil        string   `json:"hold_until,omitempty" validate:"omitempty,datetime=2006-01-02"` // a day; the hold does not end by itself
}

// Held tells whether an existence says that its partner has the item.
func Held(existence string) bool { return existence == "HELD" || existence == "FOUND_LATER" }

// Complete fills in what follows, for an item with or without a file and of a
// partner, and reports every broken rule.
func (f EvidenceFacts) Complete(file bool, own string) (EvidenceFacts, []FieldError) {
	if f.Existence == "" {
		f.Existence = map[bool]string{true: "HELD", false: "UNKNOWN"}[file]
	}
	if f.Holder == "" && f.Existence != "HELD_BY_OTHER" {
		f.Holder = own
	}
	problems := CheckTags(f)
	bad := func(pointer, detail string) { problems = append(problems, FieldError{pointer, detail}) }
	switch {
	case Held(f.Existence) && !file:
		bad("/existence", "Of what is held, send the file; or say what became of it.")
	case !Held(f.Existence) && file:
		bad("/existence", "A file came along, so it is HELD or FOUND_LATER.")
	}
	switch {
	case f.Existence == "HELD_BY_OTHER" && (f.Holder == "" || f.Holder == own):
		bad("/holder", "Say which other partner holds it.")
	case Held(f.Existence) && f.Holder != own:
		bad("/holder", "What "+f.Holder+" holds is HELD_BY_OTHER; leave the holder out of what is held here.")
	}
	if strings.HasPrefix(f.Existence, "DECLARED_") && !Said(f.Reason) {
		bad("/reason", "Say who declared this and what it rests on; the reason stays with the item.")
	}
	if f.Report == "" && f.Incident == "" {
		bad("/incident", "Say which report or which incident it belongs to.")
	}
	for pointer, text := range map[string]string{"/method": f.Method, "/original_location": f.OriginalLocation, "/device_or_url": f.DeviceOrURL, "/reason": f.Reason} {
		if !oneLine(strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(text)) {
			bad(pointer, "Use plain text without control or direction characters.")
		}
	}
	return f, problems
}

// Said tells whether a reason says something.
func Said(reason string) bool { return len(strings.TrimSpace(reason)) >= 3 }

// Longer tells whether a text has more letters than that, in whatever script.
func Longer(text string, most int) bool {
	return len(text) > most && utf8.RuneCountInString(text) > most
}

// Evidence is an item of evidence as all read it whom it is shared with. The file
// itself and what tells of its origin are in the Original, which stays with its
// partner; others get a working copy of pictures without what they say of their maker.
type Evidence struct {
	Seq         int64  `gorm:"primaryKey"` // never leaves the database
	ID          string `gorm:"unique"`
	Partner     string // code of the partner it stays with
	Incident    string // the incident it was entered for; where that is now, its merged_into says
	Report      string // the report of the partner, or ""
	Kind        string // EVIDENCE_KIND
	Title       string
	CollectedAt *Instant
	Existence   string // EXISTENCE
	Holder      string // partner that has it, as its partner says
	Hold        bool   // preserved: neither released nor destroyed
	HoldUntil   string // a day, or ""
	Sharing     string // ORIGIN, NAMED or JOINT
	SharedWith  string // codes, comma separated, sorted; "" unless NAMED
	AddedAt     Instant
	AddedBy     string
	CopySHA256  string `gorm:"column:copy_sha256"` // of the working copy; "" for none
	CopySize    int64
	CopyType    string
	CopyChunks  []byte
	Custody     int // custody rows so far
}

func (Evidence) TableName() string { return "evidence" }

// Original is what only the own partner reads of an item: the file as it came and
// what tells where it came from.
type Original struct {
	Evidence         string `gorm:"primaryKey"`
	Partner          string
	SHA256           string `gorm:"column:sha256"` // "" where there is no file
	Size             int64  // bytes
	MediaType        string // by its first bytes
	Name             string // of the file as it came
	Chunks           []byte // SHA-256 of each MiB
	CollectedBy      string
	Method           string
	OriginalLocation string
	DeviceOrURL      string `gorm:"column:device_or_url"`
	Metadata         []byte // JSON of pictures.Facts: camera, time and place; nil for none
	CopyNote         string // why there is no working copy, "" when there is one
	HoldLiftedBy     string // who lifted the hold, "" while it is on
	DestroyedAt      *Instant
	CheckedAt        Instant  // when the files were last compared with their digests
	DamagedAt        *Instant // since when they differ, nil while they do not
	Damage           string   // how
}

// Custody is one event in the keeping of an item. Rows are never changed; each is a
// leaf of the audit log and names the digest of the row before it.
type Custody struct {
	Evidence string  `gorm:"primaryKey" json:"evidence"`
	N        int     `gorm:"primaryKey;autoIncrement:false" json:"n"` // from 1
	At       Instant `json:"at"`
	Action   string  `json:"action"` // CUSTODY_ACTION
	FromWhom string  `json:"from"`   // partner, place or person
	ToWhom   string  `json:"to"`
	ByName   string  `json:"by"`
	Partner  string  `json:"partner"` // of the person
	Reason   string  `json:"reason"`
	SHA256   string  `gorm:"column:sha256" json:"sha256"` // of the file it was about, "" for none
	Prev     string  `json:"prev"`                        // SHA-256 of the JSON of the row before, "" for the first
}

func (Custody) TableName() string { return "custody" }

// EvidenceShare lets one partner read one item by name.
type EvidenceShare struct {
	Evidence string `gorm:"primaryKey"`
	Partner  string `gorm:"primaryKey"`
}

// madeByProgram are the custody actions nobody writes by hand.
var madeByProgram = []string{"HASHED", "COPIED_WORKING"}

// CheckCustody reports what is wrong with a custody event that a person writes.
func CheckCustody(action, to, reason string) (problems []FieldError) {
	bad := func(pointer, detail string) { problems = append(problems, FieldError{pointer, detail}) }
	switch {
	case !slices.Contains(Codes["CUSTODY_ACTION"], action):
		bad("/action", fmt.Sprintf("%q is not one of the codes; use one of %s.", action, strings.Join(Codes["CUSTODY_ACTION"], ", ")))
	case slices.Contains(madeByProgram, action):
		bad("/action", "The program writes this by itself when it happens.")
	}
	if (action == "TRANSFERRED" || action == "RETURNED" || action == "RELEASED") && strings.TrimSpace(to) == "" {
		bad("/to", "Say to whom it went: a partner's code, or a place or person in words.")
	}
	if Longer(to, 200) || !oneLine(to) {
		bad("/to", "Use one line of plain text of at most 200 characters.")
	}
	if !Said(reason) {
		bad("/reason", "Say why; the reason stays with the item.")
	} else if Longer(reason, 2000) {
		bad("/reason", "This is too long; use at most 2000 characters.")
	}
	return problems
}
