package investigations

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"

	"gorm.io/gorm"
)

// gapOpen are the states in which a gap still asks for something.
var gapOpen = []string{models.GapOpen, models.GapExplained, models.GapInResolution}

// findGaps finds the gaps of everything that was touched anew: within each
// report, between each pair that is linked, and where an implicated partner has
// no report. What is the same stays untouched, what changed is opened again with
// what changed, what is gone is kept as superseded.
func (d *desk) findGaps(reports, incidents []string) error {
	pairs, err := d.linkedPairs(reports, incidents)
	if err != nil {
		return err
	}
	members, err := d.membersOf(incidents, pairs)
	if err != nil {
		return err
	}
	issued, err := d.issued(members)
	if err != nil {
		return err
	}
	found := map[string]models.Gap{}
	for _, m := range pairs {
		a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
		ctx := d.gapContext(issued[a.Incident] || issued[b.Incident])
		if ctx.Partners[a.Partner].Observer || ctx.Partners[b.Partner].Observer {
			continue // what comes from outside is found beside all partners
		}
		var beside []gaps.Account
		if a.Incident == b.Incident {
			beside = compared(members[a.Incident])
		}
		for _, f := range gaps.Pair(ctx, a.compared(), b.compared(), gaps.Standing(beside)...) {
			g := d.gap(f, m.State == models.Provisional)
			found[g.ID] = g
		}
	}
	subjects := map[string]bool{}
	for _, group := range members {
		if len(group) == 0 {
			continue
		}
		ctx := d.gapContext(issued[group[0].Incident])
		own, linked := compared(group), compared(d.besideGroup(group, pairs))
		keep := func(list []models.Finding, provisional bool) {
			for _, f := range list {
				g := d.gap(f, provisional)
				found[g.ID] = g
			}
		}
		for _, a := range group {
			subjects[a.ID] = true
			if a.live() {
				keep(gaps.Alone(ctx, a.compared()), false)
			}
		}
		for _, f := range gaps.Missing(ctx, append(slices.Clone(own), linked...)) {
			of := f.ReportA
			if of == "" {
				of = f.ReportB
			}
			if d.accounts[of].Incident == group[0].Incident { // else it is the other incident's
				keep([]models.Finding{f}, false)
			}
		}
		live := gaps.Standing(own)
		keep(gaps.Twice(ctx, live), false)
		if slices.ContainsFunc(live, func(a gaps.Account) bool { return ctx.Partners[a.Partner].Observer }) {
			agreed, err := d.agreedCounts(group[0].Incident)
			if err != nil {
				return err
			}
			keep(gaps.Outside(ctx, live, agreed), false)
		}
	}
	for _, m := range pairs {
		subjects[m.ReportA], subjects[m.ReportB] = true, true
	}
	return d.saveGaps(slices.Sorted(maps.Keys(subjects)), found)
}

func (a *account) compared() gaps.Account {
	c := gaps.Account{Report: a.ID, Partner: a.Partner, Version: a.Version, Withdrawn: a.Status == "WITHDRAWN", Facts: a.Facts, LoggedAt: a.LoggedAt.Time}
	if a.SharedAt != nil {
		c.SharedAt = &a.SharedAt.Time
	}
	return c
}

// gapConfig is what the partners have settled for finding gaps.
func (d *desk) gapConfig() gaps.Config { return gaps.Config{} }

func (d *desk) gapContext(issued bool) gaps.Context {
	ctx := gaps.Context{Config: d.gapConfig(), Partners: make(map[string]gaps.Partner, len(d.partners)), StatementIssued: issued}
	for code, p := range d.partners {
		ctx.Partners[code] = gaps.Partner{Code: code, Name: p.Name, UTCOffsetMin: p.UTCOffsetMin, Observer: p.Role == "OBSERVER"}
	}
	return ctx
}

// linkedPairs are the confirmed and provisional matches that touch these
// reports or lie under these incidents, between reports that stand.
func (d *desk) linkedPairs(reports, incidents []string) ([]models.Match, error) {
	ids := map[string]bool{}
	for _, id := range reports {
		ids[id] = true
	}
	for some := range slices.Chunk(incidents, 400) {
		rows, err := gorm.G[models.Report](d.tx.DB).Select("id").Where("incident IN ?", some).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			ids[r.ID] = true
		}
	}
	stored, err := d.storedMatches(slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	for id, m := range stored {
		if m.State != models.Confirmed && m.State != models.Provisional {
			delete(stored, id)
		}
	}
	if err := d.loadEnds(nil, stored); err != nil {
		return nil, err
	}
	var pairs []models.Match
	for _, id := range slices.Sorted(maps.Keys(stored)) {
		m := stored[id]
		if d.accounts[m.ReportA].live() && d.accounts[m.ReportB].live() {
			pairs = append(pairs, m)
		}
	}
	return pairs, nil
}

// membersOf are the accounts under each incident that is touched, and under
// those a provisional link reaches.
func (d *desk) membersOf(incidents []string, pairs []models.Match) (map[string][]*account, error) {
	want := map[string]bool{}
	for _, id := range incidents {
		want[id] = true
	}
	for _, m := range pairs {
		want[d.accounts[m.ReportA].Incident], want[d.accounts[m.ReportB].Incident] = true, true
	}
	members := map[string][]*account{}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(want)), 400) {
		rows, err := gorm.G[models.Report](d.tx.DB).Where("incident IN ?", some).Order("seq").Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		if err := d.place(slices.Clone(rows)); err != nil {
			return nil, err
		}
		for _, r := range rows {
			members[r.Incident] = append(members[r.Incident], d.accounts[r.ID])
		}
	}
	return members, nil
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

// besideGroup are the reports that are provisionally linked with one of a group: none of
// their partners is missing.
func (d *desk) besideGroup(group []*account, pairs []models.Match) (out []*account) {
	in := map[string]bool{}
	for _, a := range group {
		in[a.ID] = true
	}
	for _, m := range pairs {
		if m.State == models.Provisional && in[m.ReportA] != in[m.ReportB] {
			other := m.ReportA
			if in[m.ReportA] {
				other = m.ReportB
			}
			out = append(out, d.accounts[other])
		}
	}
	return out
}

// agreedCounts are the numbers of people that partners agreed on for an incident.
func (d *desk) agreedCounts(incident string) (map[string]models.Count, error) {
	rows, err := gorm.G[models.AgreedValue](d.tx.DB).Where("incident = ? AND field LIKE 'casualties/%'", incident).Find(d.tx.Ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]models.Count{}
	for _, r := range rows {
		var c models.Count
		if json.Unmarshal(r.Value, &c) == nil && c.Known() {
			out[r.Field] = c
		}
	}
	return out, nil
}

// issued tells for which incidents a statement has been released.
func (d *desk) issued(members map[string][]*account) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(members)), 400) {
		rows, err := gorm.G[models.Statement](d.tx.DB).Select("incident").Where("incident IN ? AND released_at IS NOT NULL", some).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, s := range rows {
			out[s.Incident] = true
		}
	}
	return out, nil
}

// gap makes the row of a finding.
func (d *desk) gap(f models.Finding, provisional bool) models.Gap {
	text := func(v any) []byte {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // findings hold plain values only
		}
		return b
	}
	g := models.Gap{
		Code: f.Code, Field: f.Field, PartnerA: f.PartnerA, PartnerB: f.PartnerB, ReportA: f.ReportA, ReportB: f.ReportB,
		ValueA: text(f.ValueA), ValueB: text(f.ValueB), Relation: f.Relation, Magnitude: f.Magnitude, Score: f.Score,
		Severity: f.Severity, Reasons: text(f.Reasons), Diagnosis: text(f.Diagnosis), Title: f.Title, State: models.GapOpen,
		Provisional: provisional, RaisedAt: d.tx.Now, RuleVersion: gaps.RuleVersion,
	}
	if g.ReportA == "" { // the missing record's partner sorts first: the report that is there anchors the gap
		g.ReportA, g.ReportB = f.ReportB, ""
	}
	var roles []string
	for _, r := range f.Owner {
		roles = append(roles, string(r))
	}
	g.Owner = strings.Join(roles, ",")
	a := d.accounts[g.ReportA]
	g.Incident = a.Incident
	g.VersionA = a.Version
	if b := d.accounts[g.ReportB]; b != nil {
		g.VersionB = b.Version
		if b.Incident != a.Incident {
			g.IncidentB = b.Incident
		}
	}
	if due := d.gapConfig().Due(f.Code, f.Severity); due > 0 {
		at := models.At(d.tx.Now.Add(due))
		g.DueAt = &at
	}
	g.ID = models.DerivedID("gap", f.PartnerA, f.ReportA, f.PartnerB, f.ReportB, f.Code, f.Field)
	return g
}

// saveGaps compares what was found with what is kept for these reports.
func (d *desk) saveGaps(reports []string, found map[string]models.Gap) error {
	kept := map[string]models.Gap{}
	for some := range slices.Chunk(reports, 400) {
		rows, err := gorm.G[models.Gap](d.tx.DB).Where("report_a IN ? OR report_b IN ?", some, some).Find(d.tx.Ctx)
		if err != nil {
			return err
		}
		for _, g := range rows {
			kept[g.ID] = g
		}
	}
	var fresh []models.Gap
	for _, id := range slices.Sorted(maps.Keys(found)) {
		now := found[id]
		old, was := kept[id]
		if !was {
			fresh = append(fresh, now)
			continue
		}
		if err := d.updateGap(old, now); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		g := kept[id]
		if _, still := found[id]; still || g.State == models.GapSuperseded {
			continue
		}
		if err := d.supersede(g); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	for _, g := range fresh {
		d.tx.Touch("gap", g.ID)
	}
	return gorm.G[models.Gap](d.tx.DB).CreateInBatches(d.tx.Ctx, &fresh, 30)
}

// updateGap carries a gap's standing over to its newly found self. One that was
// worked to an end is opened again when the values it was about have changed.
func (d *desk) updateGap(old, now models.Gap) error {
	same := bytes.Equal(old.ValueA, now.ValueA) && bytes.Equal(old.ValueB, now.ValueB)
	now.Seq, now.RaisedAt, now.DueAt, now.State, now.ClosedAt = old.Seq, old.RaisedAt, old.DueAt, old.State, old.ClosedAt
	ended := old.State == models.GapResolved || old.State == models.GapDissentRecorded
	if old.State == models.GapSuperseded || ended && !same {
		now.State, now.RaisedAt, now.ClosedAt = models.GapOpen, d.tx.Now, nil
	}
	if old.State == models.GapInResolution && !same {
		now.State = models.GapOpen
	}
	if same && old.State == now.State && old.VersionA == now.VersionA && old.VersionB == now.VersionB && old.Score == now.Score &&
		old.Provisional == now.Provisional && old.Incident == now.Incident && old.IncidentB == now.IncidentB && old.Title == now.Title {
		return nil
	}
	if !same {
		if err := d.voidProposals(now.ID, "A report this was about has changed."); err != nil {
			return err
		}
	}
	if ended && !same {
		if err := d.reopened(old, now); err != nil {
			return err
		}
	}
	d.tx.Touch("gap", now.ID)
	_, err := gorm.G[models.Gap](d.tx.DB).Where("id = ?", now.ID).Select("*").Omit("seq").Updates(d.tx.Ctx, now)
	return err
}

// reopened takes back the agreed value of a gap whose facts changed, visibly.
func (d *desk) reopened(old, now models.Gap) error {
	if _, err := gorm.G[models.AgreedValue](d.tx.DB).Where("gap_id = ?", old.ID).Delete(d.tx.Ctx); err != nil {
		return err
	}
	return d.tx.Record("gap", old.ID, map[string]any{
		"reopened": true, "was": old.State, "a_before": json.RawMessage(old.ValueA), "a_now": json.RawMessage(now.ValueA),
		"b_before": json.RawMessage(old.ValueB), "b_now": json.RawMessage(now.ValueB),
	})
}

// supersede keeps a gap that is no longer there, for the history.
func (d *desk) supersede(g models.Gap) error {
	if g.State == models.GapResolved || g.State == models.GapDissentRecorded {
		amended, err := d.amendedSince(g)
		if err != nil {
			return err
		}
		if d.stillLinked(g) && !amended {
			return nil // worked to an end, and nothing it was about has changed
		}
		if err := d.reopened(g, g); err != nil {
			return err
		}
	}
	if err := d.voidProposals(g.ID, "The difference is no longer there."); err != nil {
		return err
	}
	d.tx.Touch("gap", g.ID)
	_, err := gorm.G[models.Gap](d.tx.DB).Where("id = ?", g.ID).Select("state", "closed_at").Updates(d.tx.Ctx, models.Gap{State: models.GapSuperseded, ClosedAt: &d.tx.Now})
	return err
}

func (d *desk) stillLinked(g models.Gap) bool {
	a, b := d.accounts[g.ReportA], d.accounts[g.ReportB]
	return a != nil && a.live() && (g.ReportB == "" || b != nil && b.live() && a.Incident == b.Incident)
}

// amendedSince tells whether a report a gap is about says something else than
// when the gap was last found. Sharing makes a version too, with the same facts.
func (d *desk) amendedSince(g models.Gap) (bool, error) {
	n, err := gorm.G[models.ReportVersion](d.tx.DB).Where("action = 'AMEND' AND (report_id = ? AND version > ? OR report_id = ? AND version > ?)",
		g.ReportA, g.VersionA, g.ReportB, g.VersionB).Count(d.tx.Ctx, "seq")
	return n > 0, err
}

// voidProposals ends what waits for positions on a gap, with the reason shown.
func (d *desk) voidProposals(gap, reason string) error {
	waiting, err := gorm.G[models.Proposal](d.tx.DB).Where("gap_id = ? AND state = 'WAITING'", gap).Find(d.tx.Ctx)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		if _, err := gorm.G[models.Proposal](d.tx.DB).Where("id = ?", p.ID).Update(d.tx.Ctx, "state", "VOID"); err != nil {
			return err
		}
		if err := d.voidPositions(p.ID, reason); err != nil {
			return err
		}
		if err := d.tx.Record("proposal", p.ID, map[string]any{"void": reason}); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) voidPositions(subject, reason string) error {
	_, err := gorm.G[models.Position](d.tx.DB).Where("subject = ? AND void_at IS NULL", subject).
		Select("void_at", "void_for").Updates(d.tx.Ctx, models.Position{VoidAt: &d.tx.Now, VoidFor: reason})
	return err
}
