package models

import (
	"encoding/json"
	"fmt"
)

// Relation between two partners' values (domain.md 4.1).
type Relation string

const (
	Equal              Relation = "EQUAL"
	Nested             Relation = "NESTED"
	Overlap            Relation = "OVERLAP"
	Disjoint           Relation = "DISJOINT"
	OneSided           Relation = "ONE_SIDED" // one side says nothing
	MissingRecord      Relation = "MISSING"   // one side has no report
	Compatible         Relation = "COMPATIBLE"
	CompatibleButVague Relation = "COMPATIBLE_BUT_VAGUE"
	Distant            Relation = "DISTANT"
	Different          Relation = "DIFFERENT" // codes or sets that differ
)

// Gap states (domain.md 2.16).
const (
	GapOpen            = "OPEN"
	GapExplained       = "EXPLAINED"
	GapInResolution    = "IN_RESOLUTION"
	GapResolved        = "RESOLVED"
	GapDissentRecorded = "DISSENT_RECORDED"
	GapSuperseded      = "SUPERSEDED" // the difference is no longer there; kept for the history
)

// Reopen is what a proposal on a gap that has ended asks for. It is no ending.
const Reopen = "REOPEN"

// Points is one item of a gap's score, so that the severity explains itself.
type Points struct {
	Text   string `json:"text"`
	Points int    `json:"points"`
}

// Diagnosis is an automatic explanation of a difference. It never corrects.
type Diagnosis struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Finding is a gap as the pure engine finds it: what differs, how, how much it
// matters and why. A is the partner whose code sorts first; PartnerB is the
// partner whose report is missing where Relation is MISSING. Values are Count,
// *geo.Window, *geo.Place, string, []string or nil.
type Finding struct {
	Code      string
	Field     string
	PartnerA  string
	PartnerB  string
	ReportA   string // id; "" where the record is missing
	ReportB   string // "" where the record is missing or the gap lies within one report
	ValueA    any
	ValueB    any
	Relation  Relation
	Magnitude float64 // persons, metres, minutes or 0, as the code defines
	Score     int     // 0 to 100
	Severity  string  // LOW, MEDIUM, HIGH, CRITICAL
	Reasons   []Points
	Diagnosis []Diagnosis
	Owner     []Role // who can resolve it
	Title     string // one plain sentence
}

// Gap is a finding as it is kept and worked to an end.
type Gap struct {
	Seq         int64  `gorm:"primaryKey"`
	ID          string `gorm:"unique"` // derived from report ids, code and field
	Code        string
	Field       string
	Incident    string // that of ReportA
	IncidentB   string // that of ReportB while the link is provisional, else ""
	ReportA     string // the report whose partner sorts first, or the only one
	ReportB     string // "" where a report is missing or the gap lies within one
	PartnerA    string
	PartnerB    string
	VersionA    int
	VersionB    int
	ValueA      []byte
	ValueB      []byte
	Relation    Relation
	Magnitude   float64
	Score       int
	Severity    string
	Reasons     []byte
	Diagnosis   []byte
	Owner       string // role codes, comma separated; the first is shown
	Title       string
	State       string
	Provisional bool
	RaisedAt    Instant
	DueAt       *Instant
	ClosedAt    *Instant
	Outcome     string   // how it ended, OUTCOME_OF_GAP; "" while it has not. Without an ended state: how it had, when the link of its reports went
	AwaitsUntil *Instant // until when the parties agreed to wait for information
	ReopenedAt  *Instant // when it was last opened again, nil for never
	RuleVersion int
	Config      int // version of the settings it was found under, 0 for the catalogue as printed
}

// Kinds of a step in the course of a gap.
const (
	StepExplained            = "EXPLAINED"
	StepExplanationWithdrawn = "EXPLANATION_WITHDRAWN"
	StepProposed             = "PROPOSED"
	StepAnswered             = "ANSWERED"
	StepPositionWithdrawn    = "POSITION_WITHDRAWN"
	StepProposalWithdrawn    = "PROPOSAL_WITHDRAWN"
	StepDeclined             = "DECLINED"
	StepVoided               = "VOIDED"   // what a proposal was about has changed
	StepEnded                = "ENDED"    // as every party signed, or agreed to wait
	StepReversed             = "REVERSED" // one party took its signature back in time
	StepChanged              = "CHANGED"
	StepReopened             = "REOPENED"
	StepGone                 = "GONE"         // the difference is no longer there
	StepStandsAgain          = "STANDS_AGAIN" // the link came back that its ending had gone with
)

// GapStep is one thing that happened to a gap, by whom. Rows are added and never
// changed: what is taken back is a step of its own.
type GapStep struct {
	Seq      int64   `gorm:"primaryKey" json:"-"`
	GapID    string  `json:"gap"`
	At       Instant `json:"at"`
	ByName   string  `json:"by"`
	Partner  string  `json:"partner"`
	Roles    string  `json:"roles"` // of the person then, comma separated
	Kind     string  `json:"kind"`
	Proposal string  `json:"proposal"` // id, or ""
	Stance   string  `json:"stance"`
	Text     string  `json:"text"`
	Body     []byte  `json:"body"` // JSON: a list of GapChange, or how a proposal ended; nil for nothing
}

// GapChange is what became of one partner's value.
type GapChange struct {
	Partner string          `json:"partner"`
	Version int             `json:"version"` // of the report that says so now
	Before  json.RawMessage `json:"before"`
	Now     json.RawMessage `json:"now"`
}

// GapEnd is how a proposal ended a gap, with everybody who signed it.
type GapEnd struct {
	Outcome string          `json:"outcome"`
	Value   json.RawMessage `json:"value"`
	Signed  []Signature     `json:"signatures"`
}

// Proposal is a way to resolve a gap that waits for every party's position.
type Proposal struct {
	Seq       int64  `gorm:"primaryKey"`
	ID        string `gorm:"unique"`
	GapID     string
	Outcome   string
	Value     []byte // JSON as sent, or nil
	Min       *int
	Max       *int
	Rationale string
	Evidence  string
	ByName    string
	Partner   string
	At        Instant
	State     string // WAITING, AGREED, DECLINED, VOID, WITHDRAWN, REVERSED
	VersionA  int    // the report versions it means: it dies when one changes
	VersionB  int
	UntilAt   *Instant // the day information is awaited
	Below     bool     // its minimum lies below every minimum stated: legal advisers sign too
	Needs     string   // JSON list of Need: who else has to sign; "" before anybody has

	PublicNote      string   // what may be said of it in public; signed with the rest
	ReversibleUntil *Instant // until when one party alone takes the ending back; nil while it has not ended
	RuleVersion     int      // the gap was found under when it ended
	Config          int      // version of the settings, then
	Hash            string   // of the Resolution, once every party has signed
}

// Need is a signature that a proposal lacks beside each partner's position.
type Need struct {
	Partner string `json:"partner"`
	Roles   []Role `json:"roles"` // one of these signs
	Why     string `json:"why"`
}

// Digest names what a position on the proposal means: these report versions.
func (p Proposal) Digest() string { return fmt.Sprintf("%s@%d.%d", p.ID, p.VersionA, p.VersionB) }

// Position is what one partner says to a proposal, a transition or a statement.
// Silence is no row: it is printed as no position and never taken for consent.
type Position struct {
	Subject string   `gorm:"primaryKey" json:"-"` // id of the proposal, transition or statement
	Partner string   `gorm:"primaryKey" json:"partner"`
	Stance  string   `json:"stance"`
	ByName  string   `json:"by"`
	At      Instant  `json:"at"`
	Reasons string   `json:"reasons"`
	Digest  string   `json:"digest"`      // of exactly what was signed
	VoidAt  *Instant `json:"void_at"`     // when an edit to what was signed voided it
	VoidFor string   `json:"void_reason"` // the reason, shown to both
}
