package investigations

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/access"
)

// RulesPreview is what other rules would change, among the gaps the reader may see.
type RulesPreview struct {
	Gaps     int                     `json:"gaps"` // found now, under the rules in force
	Total    Change                  `json:"total"`
	Codes    []CodeChange            `json:"codes"` // those of which something would change
	Examples map[string][]GapExample `json:"examples"`
}

// Change counts gaps by what would become of them. One can be of another severity and
// due at another time.
type Change struct {
	New      int `json:"new"`
	Gone     int `json:"gone"`
	Severity int `json:"severity"`
	Due      int `json:"due"`
}

// CodeChange is a Change of the gaps of one code.
type CodeChange struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Change
}

// GapExample is a gap that would change; Before is null where it would be new, After
// where it would be gone.
type GapExample struct {
	Code     string        `json:"code"`
	Title    string        `json:"title"`
	Incident string        `json:"incident"`
	Partners []string      `json:"partners"`
	Before   *ExampleState `json:"before"`
	After    *ExampleState `json:"after"`
}

// ExampleState is how a gap weighs under rules.
type ExampleState struct {
	Score    int             `json:"score"`
	Severity string          `json:"severity"`
	DueDays  float64         `json:"due_days"`
	Reasons  json.RawMessage `json:"reasons"`
}

// examplesOf is how many gaps of each kind of change are shown.
const examplesOf = 20

var changes = []string{"new", "gone", "severity", "due"}

// Preview tells what rules would change, by finding all gaps under those in force and
// under these. It writes nothing, and counts only what the reader may see.
func (f *Finder) Preview(ctx context.Context, who models.Actor, config gaps.Config) (RulesPreview, error) {
	v := RulesPreview{Codes: []CodeChange{}, Examples: map[string][]GapExample{}}
	for _, kind := range changes {
		v.Examples[kind] = []GapExample{}
	}
	if err := setsRules(who); err != nil {
		return v, err
	}
	if err := prefixed("/config", config.Check()); err != nil {
		return v, err
	}
	if !f.previews.TryLock() {
		return v, &models.Error{Kind: models.Busy, Detail: "A preview is being made for somebody else. Nothing was changed; ask again in a moment."}
	}
	defer f.previews.Unlock()
	l := f.db.Whole(ctx)
	now, err := inForceRules(l)
	if err != nil {
		return v, err
	}
	partners, err := partnersFor(l)
	if err != nil {
		return v, err
	}
	p := preview{who: who, view: &v, codes: map[string]*Change{}}
	err = f.through(ctx, 0, func(incidents []string, _ int64) error {
		held := map[string]*account{}
		h, err := gathered(l, held, incidents)
		if err != nil {
			return err
		}
		before := newRuled(now, partners.partners, held, l.Moment()).all(h)
		after := newRuled(rules{now.version, config}, partners.partners, held, l.Moment()).all(h)
		p.compare(h, held, before, after)
		return nil
	})
	for _, r := range config.Rules() {
		if c := p.codes[r.Code]; c != nil {
			v.Codes = append(v.Codes, CodeChange{r.Code, r.Name, *c})
		}
	}
	return v, err
}

// prefixed puts the place of a part of what was sent before the places in it.
func prefixed(place string, err error) error {
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	fields := slices.Clone(e.Fields)
	for i := range fields {
		fields[i].Pointer = place + fields[i].Pointer
	}
	return models.Invalid(fields...)
}

type preview struct {
	who   models.Actor
	view  *RulesPreview
	codes map[string]*Change
}

// compare counts what differs between what is found of the same reports under two rules.
func (p *preview) compare(h hanging, held map[string]*account, before, after []models.Gap) {
	seen := func(g models.Gap) bool {
		if !h.core[g.ReportA] { // it is counted where its first report is of the core, which is once
			return false
		}
		for _, id := range []string{g.ReportA, g.ReportB} {
			if a := held[id]; a != nil && !access.SeesReport(p.who, a.Partner, a.Sharing, a.SharedWith) {
				return false
			}
		}
		return true
	}
	then := map[string]models.Gap{}
	for _, g := range before {
		if seen(g) {
			then[g.ID] = g
			p.view.Gaps++
		}
	}
	for _, g := range after {
		if !seen(g) {
			continue
		}
		old, was := then[g.ID]
		delete(then, g.ID)
		switch {
		case !was:
			p.count("new", nil, &g)
			continue
		case old.Severity != g.Severity:
			p.count("severity", &old, &g)
		}
		if !sameDue(old.DueAt, g.DueAt) {
			p.count("due", &old, &g)
		}
	}
	for _, g := range before {
		if _, still := then[g.ID]; still {
			p.count("gone", &g, nil)
		}
	}
}

func (p *preview) count(kind string, before, after *models.Gap) {
	g := after
	if g == nil {
		g = before
	}
	if p.codes[g.Code] == nil {
		p.codes[g.Code] = &Change{}
	}
	for _, c := range []*Change{&p.view.Total, p.codes[g.Code]} {
		*map[string]*int{"new": &c.New, "gone": &c.Gone, "severity": &c.Severity, "due": &c.Due}[kind]++
	}
	if len(p.view.Examples[kind]) < examplesOf {
		e := GapExample{Code: g.Code, Title: g.Title, Incident: g.Incident, Partners: []string{}, Before: exampleState(before), After: exampleState(after)}
		for _, partner := range []string{g.PartnerA, g.PartnerB} {
			if partner != "" {
				e.Partners = append(e.Partners, partner)
			}
		}
		p.view.Examples[kind] = append(p.view.Examples[kind], e)
	}
}

func exampleState(g *models.Gap) *ExampleState {
	if g == nil {
		return nil
	}
	s := &ExampleState{Score: g.Score, Severity: g.Severity, Reasons: g.Reasons}
	if g.DueAt != nil {
		s.DueDays = g.DueAt.Sub(g.RaisedAt.Time).Hours() / 24
	}
	return s
}
