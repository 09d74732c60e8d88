package investigations

import (
	"encoding/json"
	"strings"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// step adds what the actor did to the course of a gap, and to the log.
func step(tx *store.Tx, s models.GapStep) error {
	s.At, s.ByName, s.Partner = tx.Now, tx.Actor.Name, tx.Actor.Partner
	roles := make([]string, len(tx.Actor.Roles))
	for i, r := range tx.Actor.Roles {
		roles[i] = string(r)
	}
	s.Roles = strings.Join(roles, ",")
	if err := gorm.G[models.GapStep](tx.DB).Create(tx.Ctx, &s); err != nil {
		return err
	}
	return tx.Record("gap", s.GapID, s)
}

// stepsOf is the course of a gap so far.
func stepsOf(tx *store.Tx, gap string) ([]models.GapStep, error) {
	return gorm.G[models.GapStep](tx.DB).Where("gap_id = ?", gap).Order("seq").Find(tx.Ctx)
}

// standingExplanations are the explanations of each side that were neither taken back nor replaced.
// One given before the facts changed is kept, and told to be about what was said then.
func standingExplanations(steps []models.GapStep) map[string]Explanation {
	out := map[string]Explanation{}
	for _, s := range steps {
		switch s.Kind {
		case models.StepExplained:
			out[s.Partner] = Explanation{Partner: s.Partner, Text: s.Text, By: s.ByName, At: s.At}
		case models.StepExplanationWithdrawn:
			delete(out, s.Partner)
		case models.StepChanged, models.StepReopened:
			for partner, e := range out {
				e.Earlier = true
				out[partner] = e
			}
		}
	}
	return out
}

// restingState is where a gap stands when nothing waits for answers: explained while
// a side's explanation of these values stands or something is awaited, else open.
func restingState(g models.Gap, steps []models.GapStep) string {
	if g.AwaitsUntil != nil {
		return models.GapExplained
	}
	for _, e := range standingExplanations(steps) {
		if !e.Earlier {
			return models.GapExplained
		}
	}
	return models.GapOpen
}

// Explanation is what one side says of a gap: why its value is what it is.
type Explanation struct {
	Partner string         `json:"partner"`
	Text    string         `json:"text"`
	By      string         `json:"by"`
	At      models.Instant `json:"at"`
	Earlier bool           `json:"earlier"` // it was given before a report changed
}

// CourseStep is one step in the course of a gap, as its reader sees it.
type CourseStep struct {
	At       models.Instant     `json:"at"`
	Kind     string             `json:"kind"`
	By       string             `json:"by"`
	Partner  string             `json:"partner"`
	Proposal string             `json:"proposal,omitempty"`
	Stance   string             `json:"stance,omitempty"`
	Text     string             `json:"text,omitempty"`
	Outcome  string             `json:"outcome,omitempty"`
	Value    json.RawMessage    `json:"value,omitempty"`
	Changes  []models.GapChange `json:"changes,omitempty"`
	Signed   []models.Signature `json:"signatures,omitempty"`
}

// viewStep is a step for a reader. What a value was before is told to the two
// partners it lay between, and only from when its report could be read.
func viewStep(s models.GapStep, g models.Gap, reports map[string]models.Report, who models.Actor) CourseStep {
	v := CourseStep{At: s.At, Kind: s.Kind, By: s.ByName, Partner: s.Partner, Proposal: s.Proposal, Stance: s.Stance, Text: s.Text}
	switch s.Kind {
	case models.StepChanged, models.StepReopened, models.StepGone:
		_ = json.Unmarshal(s.Body, &v.Changes) // written as this type
		for i, c := range v.Changes {
			if !mayReadBefore(c, s, g, reports, who) {
				v.Changes[i].Before = nil
			}
		}
	case models.StepProposed, models.StepEnded, models.StepStandsAgain:
		var end models.GapEnd
		_ = json.Unmarshal(s.Body, &end) // written as this type
		v.Outcome, v.Value, v.Signed = end.Outcome, end.Value, end.Signed
	}
	return v
}

func mayReadBefore(c models.GapChange, s models.GapStep, g models.Gap, reports map[string]models.Report, who models.Actor) bool {
	if c.Partner == who.Partner || who.Has(models.Auditor) {
		return true
	}
	for _, id := range []string{g.ReportA, g.ReportB} {
		if r := reports[id]; r.Partner == c.Partner {
			return (who.Partner == g.PartnerA || who.Partner == g.PartnerB) && r.SharedAt != nil && r.SharedAt.Before(s.At.Time)
		}
	}
	return false
}

// ExplanationFacts is what a person enters to explain a side, or to take that back.
type ExplanationFacts struct {
	Text     string `json:"text" validate:"max=8000"`
	Withdraw bool   `json:"withdraw"`
}
