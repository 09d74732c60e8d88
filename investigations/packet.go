package investigations

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"concord/investigations/gaps"
	"concord/models"
)

// Packet is what the approvers sign: the findings as they stand, each with every
// party's value, and the gaps that are open or dissented on. Its SHA-256 is the
// digest a signature means. It is made of what every party may read, so that it
// is the same for all of them.
type Packet struct {
	Incident string          `json:"incident"`
	Findings []PacketFinding `json:"findings"`
	Gaps     []PacketGap     `json:"gaps"`
	Reports  []PacketReport  `json:"reports"`
}

// PacketReport names exactly the version of a report that was compared.
type PacketReport struct {
	Report   string `json:"report"`
	Partner  string `json:"partner"`
	Facts    string `json:"facts"` // SHA-256 of the facts every party may read
	Standard string `json:"standard"`
}

// PacketFinding is one field: what is agreed, or would be by signing, and what
// each party says.
type PacketFinding struct {
	Field  string           `json:"field"`
	Value  any              `json:"value"` // nil where the parties differ
	Basis  string           `json:"basis"` // RESOLUTION, EQUAL, COMPATIBLE, OPEN or DISSENT
	Values []PacketPosition `json:"positions"`
}

// PacketPosition is one party's value.
type PacketPosition struct {
	Partner string `json:"partner"`
	Value   any    `json:"value"`
}

// PacketGap is a gap as it stood.
type PacketGap struct {
	Gap      string `json:"gap"`
	Code     string `json:"code"`
	Field    string `json:"field"`
	Severity string `json:"severity"` // without the clock of the signatures themselves
	State    string `json:"state"`
}

func (s *situation) makePacket() (Packet, string, error) {
	p := Packet{Incident: s.c.Incident, Findings: []PacketFinding{}, Gaps: []PacketGap{}, Reports: []PacketReport{}}
	common := s.common()
	var compared []gaps.Account
	shown := map[string]bool{}
	for _, a := range common {
		facts := a.Facts.ForOthers()
		text, err := facts.Encode()
		if err != nil {
			return p, "", err
		}
		sum := sha256.Sum256(text)
		p.Reports = append(p.Reports, PacketReport{a.ID, a.Partner, hex.EncodeToString(sum[:]), s.standard(a)})
		c := a.compared()
		c.Facts = facts
		compared = append(compared, c)
		shown[a.ID] = true
	}
	state := map[string]string{}
	for _, g := range s.gaps {
		if !shown[g.ReportA] || g.ReportB != "" && !shown[g.ReportB] {
			continue
		}
		p.Gaps = append(p.Gaps, PacketGap{g.ID, g.Code, g.Field, unhurried(g), g.State})
		if state[g.Field] != models.GapDissentRecorded {
			state[g.Field] = g.State
		}
	}
	slices.SortFunc(p.Gaps, func(a, b PacketGap) int {
		return slices.Compare([]string{a.Field, a.Code, a.Gap}, []string{b.Field, b.Code, b.Gap})
	})
	p.Findings = s.findings(compared, state, p.Gaps)
	text, err := json.Marshal(p)
	if err != nil {
		return p, "", err
	}
	sum := sha256.Sum256(append([]byte("concord packet v1\n"), text...))
	return p, hex.EncodeToString(sum[:]), nil
}

// common are the live accounts of parties that every party may read, in a fixed order.
func (s *situation) common() []*account {
	var out []*account
	for _, a := range s.members {
		all := a.live() && slices.Contains(s.parties, a.Partner)
		for _, party := range s.parties {
			all = all && a.readableBy(s.partners[party])
		}
		if all {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *account) int { return slices.Compare([]string{a.Partner, a.ID}, []string{b.Partner, b.ID}) })
	return out
}

// findings are the values that signing would agree on. What some parties agreed of a gap
// that others may not see is theirs alone.
func (s *situation) findings(compared []gaps.Account, state map[string]string, shown []PacketGap) []PacketFinding {
	out := []PacketFinding{}
	settled := map[string]models.AgreedValue{}
	for _, v := range s.agreed {
		known := v.GapID == "" || slices.ContainsFunc(shown, func(g PacketGap) bool { return g.Gap == v.GapID })
		if v.Basis == "RESOLUTION" && known { // the others follow from the facts and are made by signing
			settled[v.Field] = v
		}
	}
	seen := map[string]bool{}
	for _, row := range gaps.Rows(gaps.Context{}, compared) {
		f := PacketFinding{Field: row.Field, Values: []PacketPosition{}}
		for _, v := range row.Values {
			f.Values = append(f.Values, PacketPosition{v.Partner, v.Value})
		}
		f.Value, f.Basis = finding(row, state[row.Field])
		if v, ok := settled[row.Field]; ok {
			f.Value, f.Basis = json.RawMessage(v.Value), "RESOLUTION"
		}
		seen[row.Field] = true
		out = append(out, f)
	}
	for field, v := range settled {
		if !seen[field] {
			out = append(out, PacketFinding{Field: field, Value: json.RawMessage(v.Value), Basis: "RESOLUTION", Values: []PacketPosition{}})
		}
	}
	slices.SortFunc(out, func(a, b PacketFinding) int { return slices.Compare([]string{a.Field}, []string{b.Field}) })
	return out
}

// finding is the value that signing would make the agreed one: the same value on
// all sides, or, of compatible ones, the more precise. A value only one party
// states is not agreed on by the other's silence.
func finding(row gaps.Row, state string) (any, string) {
	if state == models.GapDissentRecorded {
		return nil, "DISSENT"
	}
	if row.Field == "own_involvement" {
		return nil, "OPEN" // each states its own; there is nothing to agree on
	}
	stated := 0
	for _, v := range row.Values {
		if v.Value != nil {
			stated++
		}
	}
	switch {
	case stated < 2:
		return nil, "OPEN"
	case row.Relation == models.Equal:
		return row.Values[0].Value, "EQUAL"
	case (row.Relation == models.Compatible || row.Relation == models.CompatibleButVague || row.Relation == models.Nested) && !slices.Contains(gapOpen, state):
		return finer(row.Values), "COMPATIBLE"
	}
	return nil, "OPEN"
}
