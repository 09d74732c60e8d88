package models

// Incident is the joint object that links the partners' reports of one event.
// It links, it never merges: it holds no facts of its own except values that
// the partners agreed (AgreedValue).
type Incident struct {
	Seq        int64  `gorm:"primaryKey"`
	ID         string `gorm:"unique"`
	Ref        string // JI-2031-0007 from the moment a second partner can see it, before that ""
	MergedInto string // id of the older incident while a confirmed match holds them together, else ""
	CreatedAt  Instant
}

// AgreedValue is a value that every party signed, for one field of an incident.
type AgreedValue struct {
	Incident string `gorm:"primaryKey"`
	Field    string `gorm:"primaryKey"`
	Value    []byte // JSON: a Count, a window, a place or a code
	At       Instant
	Basis    string // RESOLUTION, EQUAL or COMPATIBLE
	Subject  string // the proposal or the transition that carried the signatures
	GapID    string // the gap it resolved, or ""
	Signed   []byte // JSON list of Signature
}

// Signature is one partner's concurrence, by whom and when.
type Signature struct {
	Partner string  `json:"partner"`
	By      string  `json:"by"`
	At      Instant `json:"at"`
}
