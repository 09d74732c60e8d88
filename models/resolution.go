package models

import (
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
	RuleVersion     int              `json:"rule_version"` // of the program's catalogue the gap was found by
	Config          int              `json:"config"`       // version of what the partners had settled, 0 for nothing
	Outcome         string           `json:"outcome"`
	Value           json.RawMessage  `json:"value"`
	Min             *int             `json:"min"`
	Max             *int             `json:"max"`
	Rationale       string           `json:"rationale"`
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

// ResolutionOf puts together how a proposal ended its gap.
func ResolutionOf(p Proposal, code string, positions []Position, signed []Signature) Resolution {
	r := Resolution{Gap: p.GapID, Code: code, RuleVersion: p.RuleVersion, Config: p.Config, Outcome: p.Outcome, Value: p.Value, Min: p.Min, Max: p.Max,
		Rationale: p.Rationale, PublicNote: p.PublicNote, ReversibleUntil: p.ReversibleUntil, Positions: []SignedPosition{}, Signatures: signed}
	for _, s := range positions {
		r.Positions = append(r.Positions, SignedPosition{s.Partner, s.Stance, s.ByName, s.At, s.Reasons})
	}
	return r
}

// Hash is the SHA-256 of the resolution's JSON, its members in the order above, after a
// line that says what it is; in hexadecimal digits.
func (r Resolution) Hash() (string, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return "", err // the stored value is no JSON
	}
	sum := sha256.Sum256(append([]byte("concord resolution v1\n"), text...))
	return hex.EncodeToString(sum[:]), nil
}
