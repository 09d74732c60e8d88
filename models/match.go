package models

// Match states (api.md section 2). Refused is durable: a changed report does not
// revive the pair, only the partner that refused may withdraw it.
const (
	Proposed    = "proposed"    // in the review band
	Provisional = "provisional" // in the automatic band: gaps show, nothing can be agreed
	Confirmed   = "confirmed"   // each partner has said same
	Refused     = "refused"     // one has said not_same
)

// Match is a pair of reports of different partners that may tell of the same
// incident. A's partner code sorts before B's.
type Match struct {
	Seq         int64  `gorm:"primaryKey"`
	ID          string `gorm:"unique"` // derived from the two report ids
	ReportA     string
	ReportB     string
	PartnerA    string
	PartnerB    string
	State       string
	Band        string // auto or review; "" for a pair proposed by hand below both
	Bits        float64
	Probability float64
	Explanation []byte // JSON list of MatchReason, the waterfall
	ByHand      string // the reason given by whoever proposed it by hand, or ""
	ComparedAt  Instant
}

// MatchReason is one step of the waterfall: how much one feature speaks for
// (positive bits) or against (negative) the two reports telling of one incident.
type MatchReason struct {
	Feature string  `json:"feature"`
	A       string  `json:"a"`
	B       string  `json:"b"`
	Bits    float64 `json:"bits"`
	Text    string  `json:"text"`
}

// Verdict is what one partner says of a match; a later one of the same partner
// replaces it, and the audit log keeps both.
type Verdict struct {
	MatchID string  `gorm:"primaryKey" json:"-"`
	Partner string  `gorm:"primaryKey" json:"partner"`
	Verdict string  `json:"verdict"` // same, not_same, unsure
	ByName  string  `json:"by"`
	At      Instant `json:"at"`
	Reason  string  `json:"reason"`
}
