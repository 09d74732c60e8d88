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
		for _, f := range gaps.Pair(ctx, a.compared(), b.compared()) {
			g := d.gap(f, m.State == models.Provisional)
			found[g.ID] = g
		}
	}
	subjects := map[string]bool{}
	for _, group := range members {
		present := d.present(group, pairs)
		for _, a := range group {
			subjects[a.ID] = true
			if !a.live() {
				continue
			}
			for _, f := range gaps.Alone(d.gapContext(issued[a.Incident]), a.compared(), present) {
				g := d.gap(f, false)
				found[g.ID] = g
			}
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

// present are the partners with a report that stands under an incident or
// provisionally linked with it: none of these is missing.
func (d *desk) present(group []*account, pairs []models.Match) []string {
	var live []*account
	for _, a := range group {
		if a.live() {
			live = append(live, a)
		}
	}
	for _, m := range pairs {
		if m.State != models.Provisional {
			continue
		}
		for _, a := range group {
			if a.ID == m.ReportA {
				live = append(live, d.accounts[m.ReportB])
			}
			if a.ID == m.ReportB {
				live = append(live, d.accounts[m.ReportA])
			}
		}
	}
	return partnersOf(live)
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
	changes := changed(old, now)
	now.Seq, now.RaisedAt, now.State, now.ClosedAt = old.Seq, old.RaisedAt, old.State, old.ClosedAt
	now.Outcome, now.AwaitsUntil, now.ReopenedAt = old.Outcome, old.AwaitsUntil, old.ReopenedAt
	due := now.DueAt
	now.DueAt = old.DueAt
	ended := old.State == models.GapResolved || old.State == models.GapDissentRecorded
	moved := len(changes) > 0
	again := old.State == models.GapSuperseded || ended && moved
	switch {
	case again:
		now.State, now.ReopenedAt, now.ClosedAt, now.DueAt, now.Outcome, now.AwaitsUntil = models.GapOpen, &d.tx.Now, nil, due, "", nil
	case moved: // what was explained, awaited or proposed was about other values
		now.State, now.AwaitsUntil = models.GapOpen, nil
		if old.AwaitsUntil != nil {
			now.DueAt = due
		}
	}
	if !moved && old.State == now.State && old.VersionA == now.VersionA && old.VersionB == now.VersionB && old.Score == now.Score &&
		old.Provisional == now.Provisional && old.Incident == now.Incident && old.IncidentB == now.IncidentB && old.Title == now.Title {
		return nil
	}
	if moved {
		if err := d.voidProposals(now.ID, "A report this was about has changed."); err != nil {
			return err
		}
	}
	switch {
	case again:
		if err := d.reopened(old, changes); err != nil {
			return err
		}
	case moved && old.State != models.GapOpen: // nobody had said anything about it else
		if err := d.note(old, models.StepChanged, changes); err != nil {
			return err
		}
	}
	d.tx.Touch("gap", now.ID)
	_, err := gorm.G[models.Gap](d.tx.DB).Where("id = ?", now.ID).Select("*").Omit("seq").Updates(d.tx.Ctx, now)
	return err
}

// changed is what became of the two values of a gap, partner by partner.
func changed(old, now models.Gap) (out []models.GapChange) {
	if !bytes.Equal(old.ValueA, now.ValueA) {
		out = append(out, models.GapChange{Partner: now.PartnerA, Version: now.VersionA, Before: old.ValueA, Now: now.ValueA})
	}
	if !bytes.Equal(old.ValueB, now.ValueB) {
		out = append(out, models.GapChange{Partner: now.PartnerB, Version: now.VersionB, Before: old.ValueB, Now: now.ValueB})
	}
	return out
}

// note adds to the course of a gap what the reports have made of it.
func (d *desk) note(g models.Gap, kind string, changes []models.GapChange) error {
	body, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	return step(d.tx, models.GapStep{GapID: g.ID, Kind: kind, Body: body})
}

// reopened takes back the agreed value of a gap whose facts changed, visibly.
func (d *desk) reopened(old models.Gap, changes []models.GapChange) error {
	if err := takeBackAgreed(d.tx, old); err != nil {
		return err
	}
	return d.note(old, models.StepReopened, changes)
}

// supersede keeps a gap that is no longer there, for the history. One that the
// parties ended by parting the two reports stays ended.
func (d *desk) supersede(g models.Gap) error {
	ended := g.State == models.GapResolved || g.State == models.GapDissentRecorded
	if g.State == models.GapResolved && g.Outcome == "NOT_SAME_INCIDENT" && !d.stillLinked(g) {
		return nil
	}
	if ended {
		amended, err := d.amendedSince(g)
		if err != nil {
			return err
		}
		if d.stillLinked(g) && !amended {
			return nil // worked to an end, and nothing it was about has changed
		}
		if err := takeBackAgreed(d.tx, g); err != nil {
			return err
		}
	}
	if err := d.voidProposals(g.ID, "The difference is no longer there."); err != nil {
		return err
	}
	if g.State != models.GapOpen {
		if err := d.note(g, models.StepGone, d.saysNow(g)); err != nil {
			return err
		}
	}
	d.tx.Touch("gap", g.ID)
	_, err := gorm.G[models.Gap](d.tx.DB).Where("id = ?", g.ID).Select("state", "closed_at", "awaits_until").Updates(d.tx.Ctx, models.Gap{State: models.GapSuperseded, ClosedAt: &d.tx.Now})
	return err
}

// saysNow is what the two reports of a gap that is gone say of its field now, where
// that is something else than before.
func (d *desk) saysNow(g models.Gap) []models.GapChange {
	now := g
	now.ValueA, now.ValueB = []byte("null"), []byte("null")
	for i, id := range []string{g.ReportA, g.ReportB} {
		a := d.accounts[id]
		if a == nil || !a.live() {
			continue
		}
		for _, row := range gaps.Rows(gaps.Context{}, []gaps.Account{a.compared()}) {
			if row.Field != g.Field {
				continue
			}
			text := []byte(jsonOf(row.Values[0].Value))
			if i == 0 {
				now.ValueA, now.VersionA = text, a.Version
			} else {
				now.ValueB, now.VersionB = text, a.Version
			}
		}
	}
	return changed(g, now)
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
		if err := step(d.tx, models.GapStep{GapID: gap, Kind: models.StepVoided, Proposal: p.ID, Text: reason}); err != nil {
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
