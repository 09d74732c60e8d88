package investigations

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"

	"gorm.io/gorm"
)

// ruled finds gaps under rules. It holds all that finding looks at, so that what a
// write finds, what a run finds and what a preview says cannot differ.
type ruled struct {
	rules    rules
	contexts [4]gaps.Context // with and without a released statement, and a case that waits for signatures
	held     map[string]*account
	now      models.Instant
}

func newRuled(r rules, partners map[string]models.Partner, held map[string]*account, now models.Instant) *ruled {
	f := &ruled{rules: r, held: held, now: now}
	known := make(map[string]gaps.Partner, len(partners))
	for code, p := range partners {
		known[code] = gaps.Partner{Code: code, Name: p.Name, UTCOffsetMin: p.UTCOffsetMin, Observer: p.Role == "OBSERVER"}
	}
	for i := range f.contexts {
		f.contexts[i] = gaps.Context{Config: r.config, Partners: known, StatementIssued: i&1 != 0, T8Running: i&2 != 0}
	}
	return f
}

// context is what weighs on the gaps of incidents that hang together.
func (f *ruled) context(h hanging, incidents ...string) gaps.Context {
	i := 0
	for _, id := range incidents {
		if h.issued[id] {
			i |= 1
		}
		if h.signing[id] {
			i |= 2
		}
	}
	return f.contexts[i]
}

// all finds the gaps of what hangs together: those between linked reports of which one
// is of the core, those of every report by itself and of partners that have none, and of
// the core's incidents those of two reports of one partner and of reports from outside.
func (f *ruled) all(h hanging) []models.Gap {
	linked := h.linked()
	var pairs []models.Match
	for _, m := range h.pairs {
		if (h.core[m.ReportA] || h.core[m.ReportB]) && !f.outside(m.PartnerA) && !f.outside(m.PartnerB) {
			pairs = append(pairs, m)
		}
	}
	incidents := slices.Sorted(maps.Keys(h.members))
	parts := make([][]models.Gap, len(pairs)+len(incidents))
	do := func(i int) {
		if i < len(pairs) {
			parts[i] = f.between(h, pairs[i])
		} else {
			incident := incidents[i-len(pairs)]
			parts[i] = f.within(h, incident, linked[incident])
		}
	}
	together(len(parts), do)
	return slices.Concat(parts...)
}

// outside tells whether a partner only reports from outside.
func (f *ruled) outside(partner string) bool { return f.contexts[0].Partners[partner].Observer }

// between finds the gaps of a linked pair.
func (f *ruled) between(h hanging, m models.Match) (out []models.Gap) {
	a, b := f.held[m.ReportA], f.held[m.ReportB]
	var beside []gaps.Account
	if a.Incident == b.Incident {
		beside = gaps.Standing(compared(h.members[a.Incident]))
	}
	for _, one := range gaps.Pair(f.context(h, a.Incident, b.Incident), a.compared(), b.compared(), beside...) {
		out = append(out, f.gap(one, m.State == models.Provisional))
	}
	return out
}

// within finds the gaps of one incident's reports. linked are those of other incidents
// that are provisionally linked with one of them.
func (f *ruled) within(h hanging, incident string, linked []*account) (out []models.Gap) {
	group := h.members[incident]
	ctx := f.context(h, incident)
	own := compared(group)
	found := gaps.Missing(ctx, slices.Concat(own, compared(linked)))
	found = slices.DeleteFunc(found, func(one models.Finding) bool { // what the other incident's reports implicate is its own
		of := one.ReportA
		if of == "" {
			of = one.ReportB
		}
		return f.held[of].Incident != incident
	})
	live := gaps.Standing(own)
	for _, a := range live {
		found = append(found, gaps.Alone(ctx, a)...)
	}
	if len(group) > 0 && h.core[group[0].ID] {
		found = slices.Concat(found, gaps.Twice(ctx, live), gaps.Outside(ctx, live))
	}
	for _, one := range found {
		out = append(out, f.gap(one, false))
	}
	return out
}

// linked are the reports that are provisionally linked with one of an incident, by
// incident: none of their partners is missing there.
func (h hanging) linked() map[string][]*account {
	out := map[string][]*account{}
	whose := map[string]*account{}
	for _, group := range h.members {
		for _, a := range group {
			whose[a.ID] = a
		}
	}
	for _, m := range h.pairs {
		a, b := whose[m.ReportA], whose[m.ReportB]
		if m.State == models.Provisional && a != nil && b != nil && a.Incident != b.Incident {
			out[a.Incident], out[b.Incident] = append(out[a.Incident], b), append(out[b.Incident], a)
		}
	}
	return out
}

// compared are accounts as the rules take them, without drafts.
func compared(group []*account) (out []gaps.Account) {
	for _, a := range group {
		if a.Status != "DRAFT" {
			out = append(out, a.compared())
		}
	}
	return out
}

func (a *account) compared() gaps.Account {
	c := gaps.Account{Report: a.ID, Partner: a.Partner, Version: a.Version, Withdrawn: a.Status == "WITHDRAWN", Facts: a.Facts, LoggedAt: a.LoggedAt.Time}
	if a.SharedAt != nil {
		c.SharedAt = &a.SharedAt.Time
	}
	return c
}

// gap makes the row of a finding.
func (f *ruled) gap(found models.Finding, provisional bool) models.Gap {
	g := models.Gap{
		Code: found.Code, Field: found.Field, PartnerA: found.PartnerA, PartnerB: found.PartnerB, ReportA: found.ReportA, ReportB: found.ReportB,
		ValueA: plainJSON(found.ValueA), ValueB: plainJSON(found.ValueB), Relation: found.Relation, Magnitude: found.Magnitude, Score: found.Score,
		Severity: found.Severity, Reasons: plainJSON(found.Reasons), Diagnosis: plainJSON(found.Diagnosis), Title: found.Title, State: models.GapOpen,
		Provisional: provisional, RaisedAt: f.now, RuleVersion: gaps.RuleVersion, Config: f.rules.version,
	}
	if g.ReportA == "" { // the missing record's partner sorts first: the report that is there anchors the gap
		g.ReportA, g.ReportB = found.ReportB, ""
	}
	var roles []string
	for _, r := range found.Owner {
		roles = append(roles, string(r))
	}
	g.Owner = strings.Join(roles, ",")
	a := f.held[g.ReportA]
	g.Incident = a.Incident
	g.VersionA = a.Version
	if b := f.held[g.ReportB]; b != nil {
		g.VersionB = b.Version
		if b.Incident != a.Incident {
			g.IncidentB = b.Incident
		}
	}
	if due := f.rules.config.Due(found.Code, found.Severity); due > 0 {
		at := models.At(f.now.Add(due))
		g.DueAt = &at
	}
	g.ID = models.DerivedID("gap", found.PartnerA, found.ReportA, found.PartnerB, found.ReportB, found.Code, found.Field)
	return g
}

var nullJSON = []byte("null")

func plainJSON(v any) []byte {
	if v == nil {
		return nullJSON
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // findings hold plain values only
	}
	return b
}

// keptGaps are the gaps that are kept of what was found anew: all of the core, and
// beside it those that one report has by itself.
func (d *desk) keptGaps(h hanging) (map[string]models.Gap, error) {
	kept := map[string]models.Gap{}
	keep := func(rows []models.Gap, err error) error {
		for _, g := range rows {
			kept[g.ID] = g
		}
		return err
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(h.core)), 400) {
		if err := keep(gorm.G[models.Gap](d.tx.DB).Where("report_a IN ? OR report_b IN ?", some, some).Find(d.tx.Ctx)); err != nil {
			return nil, err
		}
	}
	var beside []string
	for _, group := range h.members {
		for _, a := range group {
			if !h.core[a.ID] {
				beside = append(beside, a.ID)
			}
		}
	}
	slices.Sort(beside)
	alone := func(rows []models.Gap, err error) ([]models.Gap, error) {
		return slices.DeleteFunc(rows, func(g models.Gap) bool { return g.ReportB != "" }), err
	}
	for some := range slices.Chunk(beside, 400) {
		if err := keep(alone(gorm.G[models.Gap](d.tx.DB).Where("report_a IN ?", some).Find(d.tx.Ctx))); err != nil {
			return nil, err
		}
	}
	return kept, nil
}
