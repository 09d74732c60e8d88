package models

// Partner is a force, mission or observer body that keeps its own account.
type Partner struct {
	Code            string `gorm:"primaryKey" json:"code" validate:"required,min=2,max=12,line"` // such as ORL
	Name            string `json:"name" validate:"required,max=200,line"`
	Kind            string `json:"kind" validate:"required,code=PARTNER_KIND"`
	Role            string `json:"role" validate:"required,code=PARTNER_ROLE"`
	Slot            string `json:"slot"`           // A to E: shape and colour in the interface
	UTCOffsetMin    int    `json:"utc_offset_min"` // minutes east; for the diagnosis of zone slips
	StandardOfProof string `json:"standard_of_proof" validate:"code=PROOF_STANDARD"`
	Active          bool   `json:"active"`
}

// User is a person who signs in. Exactly one partner, or none for AUDITOR and ADMIN.
type User struct {
	ID       string `gorm:"primaryKey"`
	Name     string `gorm:"unique"`
	Display  string
	Partner  string
	Roles    string // role codes, comma separated
	Password string // argon2id, PHC string; "" until the one-time link is used
	Active   bool
	Created  Instant
}

// Session is a signed-in browser. Only the SHA-256 of its secret is stored.
type Session struct {
	Hash    []byte `gorm:"primaryKey"`
	UserID  string
	Created Instant
	Seen    Instant // moved at most once a minute
	Expires Instant
}

// Token lets a program act as a person. Only the SHA-256 of it is stored.
type Token struct {
	Hash    []byte `gorm:"primaryKey"`
	UserID  string
	Created Instant
	Expires Instant
}

// Setup is a one-time link: for the first administrator, or for a person added
// without a password. Only the SHA-256 of its secret is stored.
type Setup struct {
	Hash    []byte `gorm:"primaryKey"`
	UserID  string
	Expires Instant
}
