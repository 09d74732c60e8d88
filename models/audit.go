package models

// Entry is one line of the audit log and one leaf of its Merkle tree: who did
// what to which record when, and a salted digest of what was recorded. The leaf
// reveals nothing of the content; Body holds it, except for versions, whose rows
// are the content.
type Entry struct {
	Seq     int64 `gorm:"primaryKey;autoIncrement:false"` // leaf index, from 0
	At      Instant
	ByName  string
	Partner string
	Action  string
	Kind    string // report, match, gap, investigation, statement, user, …
	Subject string // id of the record
	Salt    []byte
	Digest  []byte // SHA-256 of salt and body
	Body    []byte // JSON; nil where a version row holds it
	Leaf    []byte // RFC 6962 leaf hash
}

// TreeHash is a stored hash of the tree, by its index in tlog's numbering.
type TreeHash struct {
	Idx  int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash []byte
}

// TreeHead is the one row that grows the log: PostgreSQL writers lock it last.
type TreeHead struct {
	ID   int `gorm:"primaryKey;autoIncrement:false"` // always 1
	Size int64
}
