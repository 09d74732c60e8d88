package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Reversed is a proposal by which a gap had ended until one partner took it back.
const Reversed = "REVERSED"

// Resolution is how a gap ended, as every party signed it (domain.md 2.17). Its hash is
// kept with it and in the log: whoever has the parts can make it again.
type Resolution struct {
	Gap             string           `json:"gap"`
	Code            string           `json:"code"`
	Field           string           `json:"field"`
	RuleVersion     int              `json:"rule_version"` // of the program's catalogue the gap was found by
	Config          int              `json:"config"`       // version of what the partners had settled, 0 for nothing
	ValueA          json.RawMessage  `json:"value_a"`      // what the two said when it was signed
	ValueB          json.RawMessage  `json:"value_b"`
	VersionA        int              `json:"version_a"` // of their reports, 0 where one has none
	VersionB        int              `json:"version_b"`
	Outcome         string           `json:"outcome"`
	Value           json.RawMessage  `json:"value"`
	Min             *int             `json:"min"`
	Max             *int             `json:"max"`
	Until           *Instant         `json:"until"` // information is awaited
	Downward        bool             `json:"downward"`
	Rationale       string           `json:"rationale"`
	Words           string           `json:"words"` // as they stand in the course: the rationale, and what each side counts
	Evidence        json.RawMessage  `json:"evidence"`
	ProposedBy      string           `json:"proposed_by"`
	Partner         string           `json:"partner"` // that proposed it
	PublicNote      string           `json:"public_note"`
	ReversibleUntil *Instant         `json:"reversible_until"`
	Positions       []SignedPosition `json:"positions"`  // one a party, in the order of their codes
	Signatures      []Signature      `json:"signatures"` // of every person who signed, by partner and time
}

// SignedPosition is what one party said to the ending, who said it and when.
type SignedPosition struct {
	Partner string  `json:"partner"`
	Stance  string  `json:"stance"`
	By      string  `json:"by"`
	At      Instant `json:"at"`
	Reasons string  `json:"reasons"`
}

// ResolutionOf puts together how a proposal ended a gap, as it stood then. Words are
// those under which it was proposed.
func ResolutionOf(p Proposal, g Gap, words string, positions []Position, signed []Signature) Resolution {
	r := Resolution{Gap: p.GapID, Code: g.Code, Field: g.Field, RuleVersion: p.RuleVersion, Config: p.Config, ValueA: g.ValueA, ValueB: g.ValueB,
		VersionA: p.VersionA, VersionB: p.VersionB, Outcome: p.Outcome, Value: p.Value, Min: p.Min, Max: p.Max, Until: p.UntilAt, Downward: p.Below,
		Rationale: p.Rationale, Words: words, ProposedBy: p.ByName, Partner: p.Partner, PublicNote: p.PublicNote, ReversibleUntil: p.ReversibleUntil,
		Positions: []SignedPosition{}, Signatures: signed}
	if p.Evidence != "" {
		r.Evidence = json.RawMessage(p.Evidence)
	}
	for _, s := range positions {
		r.Positions = append(r.Positions, SignedPosition{s.Partner, s.Stance, s.ByName, s.At, s.Reasons})
	}
	return r
}

// Hash is the SHA-256, in hexadecimal digits, of the line "concord resolution v1" and the
// resolution's JSON with a line break behind each: its members in the order above, without
// spaces, what is not there as null, times in UTC as RFC 3339 has them, and of all
// characters only quotation marks, backslashes, control characters and the two Unicode
// line breaks written with a backslash.
func (r Resolution) Hash() (string, error) {
	var text bytes.Buffer
	text.WriteString("concord resolution v1\n")
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return "", err // the stored value is no JSON
	}
	sum := sha256.Sum256(text.Bytes())
	return hex.EncodeToString(sum[:]), nil
}
