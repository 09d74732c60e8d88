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
	Band        string // auto or review; "" for a pair below both that people keep: readers are told review
	Bits        float64
	Probability float64
	ByHand      string // the reason given by whoever proposed it by hand, or ""
	ComparedAt  Instant
	Model       string  // the MatchModel it was compared under, "" of older stores
	VersionA    int     // of the reports when they were compared
	VersionB    int     //
	AsksFirst   float64 // uncertainty × people killed: the order of the review queue; 0 once it is decided
}

// MatchReasons is why a match scores as it does. It has a table of its own: a match is
// weighed beside its rivals far more often than it is explained, and is a tenth as large.
type MatchReasons struct {
	Seq     int64  `gorm:"primaryKey;autoIncrement:false"` // of the match
	Reasons []byte // JSON list of MatchReason, the waterfall
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

// Withdrawn is the verdict that takes back what the partner has said before. It is an
// entry like any other in the log, and counts as no answer.
const Withdrawn = "withdrawn"

// Verdict is what one partner says of a match; a later one of the same partner
// replaces it, and the audit log keeps both.
type Verdict struct {
	MatchID string  `gorm:"primaryKey" json:"-"`
	Partner string  `gorm:"primaryKey" json:"partner"`
	Verdict string  `json:"verdict"` // same, not_same, unsure; Withdrawn is shown to nobody
	ByName  string  `json:"by"`
	At      Instant `json:"at"`
	Reason  string  `json:"reason"`

	Model    string  `json:"-"` // what the match stood at when it was given, so that it can be replayed
	VersionA int     `json:"-"`
	VersionB int     `json:"-"`
	Bits     float64 `json:"-"`
}

// MatchModel is weights that reports are or were compared by. The one in force is
// that with the highest Adopted; where none has one, the stated weights.
type MatchModel struct {
	ID          string `gorm:"primaryKey"` // names what it says: matching.Model.Version, and the calibration with it
	How         string // "stated", or what it was estimated from; counts what not everybody may see
	Body        []byte // JSON of the matching.Model
	Calibration []byte // JSON of the investigations.Calibration, nil while there is none
	MadeAt      Instant
	ByName      string
	Accepted    bool
	Why         string // it was accepted or refused
	Labels      []byte // JSON list of Label: the verdicts that it rests on
	Adopted     int64  // 1 for the first that came into force, then 2 …; 0 never
}

// Label is what people said of a pair, as weights are fitted and judged by it.
type Label struct {
	Match string  `json:"match"`
	Same  bool    `json:"same"`
	Bits  float64 `json:"bits"` // under the weights that it is a label of
}

// States of a run (MatchRun.State).
const (
	RunRunning     = "RUNNING"
	RunDone        = "DONE"
	RunRefused     = "REFUSED"     // what was estimated cannot be trusted; the weights before stay in force
	RunCancelled   = "CANCELLED"   // by a person; what was written until then stays
	RunInterrupted = "INTERRUPTED" // by the end of the program; what was written until then stays
	RunFailed      = "FAILED"
)

// MatchRun is one estimation of weights with the linking of everything under them.
// At most one is RUNNING.
type MatchRun struct {
	Seq       int64  `gorm:"primaryKey"`
	ID        string `gorm:"unique"`
	State     string
	Stage     string // reading, estimating, comparing, deciding, writing
	Done      int64  // reports of Total in this stage
	Total     int64
	Cancel    bool   // somebody asks it to end
	Model     string // the MatchModel it made
	Why       string // it ended as it did
	Result    []byte // JSON of what it counted, by who may see it
	ByName    string
	Partner   string
	StartedAt Instant
	SeenAt    Instant // when it last said that it goes on
	EndedAt   *Instant
}
