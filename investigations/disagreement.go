package investigations

import (
	"slices"

	"concord/models"
	"concord/models/store"
)

// Disagreement is an incident's own summary of how far the accounts of it agree: its
// fields by how they stand, its worst gap and whose turn it is, and what was opened
// again since it was agreed on.
type Disagreement struct {
	Conflict  int        `json:"conflict"` // fields that differ
	Missing   int        `json:"missing"`  // fields that one side alone states
	Near      int        `json:"near"`     // compatible, within what was said
	Agree     int        `json:"agree"`    // the same by themselves
	Agreed    int        `json:"agreed"`   // agreed on with every signature
	Dissent   int        `json:"dissent"`  // fields on which a dissent is recorded
	Open      int        `json:"open"`     // gaps that still ask for something
	Late      int        `json:"late"`
	Worst     *GapName   `json:"worst"`      // the most serious open gap
	WaitingOn []string   `json:"waiting_on"` // partners whose turn it is with any of them
	Reopened  []Reopened `json:"reopened"`
}

// GapName names a gap in a sentence.
type GapName struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Title    string `json:"title"`
	Severity string `json:"severity"`
}

// Reopened is a gap that was opened again, with what had changed: which partner, what
// it said before and says now.
type Reopened struct {
	Gap     string             `json:"gap"`
	Field   string             `json:"field"`
	Title   string             `json:"title"`
	At      models.Instant     `json:"at"`
	Changes []models.GapChange `json:"changes"`
}

// disagreement sums up what the compare page shows field by field.
func disagreement(l store.Looker, v IncidentView) (*Disagreement, error) {
	out := Disagreement{WaitingOn: []string{}, Reopened: []Reopened{}}
	compared, err := Compare(l, v.ID)
	if err != nil {
		return nil, err
	}
	dissent := map[string]bool{}
	for _, g := range compared.Gaps {
		if g.State == models.GapDissentRecorded {
			dissent[g.Field] = true
		}
		if !slices.Contains(gapOpen, g.State) {
			continue
		}
		out.Open++
		if g.Late {
			out.Late++
		}
		if out.Worst == nil { // they come with the most serious first
			out.Worst = &GapName{g.ID, g.Code, g.Title, g.Severity}
		}
		for _, p := range g.WaitingOn {
			if !slices.Contains(out.WaitingOn, p) {
				out.WaitingOn = append(out.WaitingOn, p)
			}
		}
		if g.ReopenedAt != nil && g.Outcome == "" {
			out.Reopened = append(out.Reopened, Reopened{g.ID, g.Field, g.Title, *g.ReopenedAt, g.Changes})
		}
	}
	slices.Sort(out.WaitingOn)
	out.Dissent = len(dissent)
	for _, row := range compared.Rows {
		if dissent[row.Field] || len(compared.Reports) < 2 {
			continue
		}
		switch row.Look {
		case "conflict":
			out.Conflict++
		case "missing":
			out.Missing++
		case "near":
			out.Near++
		case "agree":
			out.Agree++
		case "agreed":
			out.Agreed++
		}
	}
	return &out, nil
}
