package models

// Statement states used in the chain draft, partner concurrence, release.
const (
	StatementDraft     = "DRAFT"
	StatementConcurred = "PARTNER_CONCURRED"
	StatementIssued    = "ISSUED"
	StatementCorrected = "CORRECTED"
	StatementWithdrawn = "WITHDRAWN"
)

// Statement is a joint public statement about an incident. Its text lives in
// immutable versions; approvals bind to the digest of exactly one of them and
// of the agreed values it prints.
type Statement struct {
	Seq          int64  `gorm:"primaryKey"`
	ID           string `gorm:"unique"`
	Ref          string // ST-2031-4821337
	Incident     string
	Partner      string // whose public-affairs staff drafted it
	State        string
	Version      int
	CreatedBy    string
	CreatedAt    Instant
	ReleasedAt   *Instant
	ReleasedBy   string
	Published    []byte // JSON of what the public reads, fixed at release
	Digest       string // of the current version with the facts it prints
	CorrectionOf string
}

// StatementVersion is one immutable text of a statement.
type StatementVersion struct {
	Seq         int64 `gorm:"primaryKey"`
	StatementID string
	Version     int
	Kind        string
	Audience    string
	Bodies      []byte // JSON: language to text with tokens
	ByName      string
	At          Instant
	Salt        []byte
}

// StatementFacts is what a person enters for a statement.
type StatementFacts struct {
	Kind     string            `json:"kind" validate:"required,code=STATEMENT_KIND"`
	Audience string            `json:"audience" validate:"required,code=AUDIENCE"`
	Bodies   map[string]string `json:"bodies" validate:"required,min=1,max=12,dive,keys,len=2,endkeys,required,max=20000"`
}
