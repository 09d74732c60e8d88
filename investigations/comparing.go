package investigations

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

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
func (d *desk) findGaps(incidents []string) error {
	if len(incidents) == 0 {
		return nil
	}
	h, err := gathered(d.tx.Whole(), d.accounts, incidents)
	if err != nil {
		return err
	}
	rules, err := inForceRules(d.tx.Whole())
	if err != nil {
		return err
	}
	f := newRuled(rules, d.partners, d.accounts, d.tx.Now)
	found := map[string]models.Gap{}
	for _, g := range f.all(h) {
		found[g.ID] = g
	}
	return d.saveGaps(h, rules.version, found)
}

// saveGaps compares what was found with what is kept of the same reports.
func (d *desk) saveGaps(h hanging, version int, found map[string]models.Gap) error {
	kept, err := d.keptGaps(h)
	if err != nil {
		return err
	}
	var fresh []models.Gap
	var alike []int64 // found under other rules, and just the same
	for _, id := range slices.Sorted(maps.Keys(found)) {
		now := found[id]
		old, was := kept[id]
		if !was {
			fresh = append(fresh, now)
			continue
		}
		only, err := d.updateGap(old, now)
		if err != nil {
			return err
		}
		if only {
			alike = append(alike, old.Seq)
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
	for some := range slices.Chunk(alike, 400) {
		if _, err := gorm.G[models.Gap](d.tx.DB).Where("seq IN ?", some).Select("config", "rule_version").Updates(d.tx.Ctx, models.Gap{Config: version, RuleVersion: gaps.RuleVersion}); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	for _, g := range fresh {
		d.touchGap(g)
	}
	return gorm.G[models.Gap](d.tx.DB).CreateInBatches(d.tx.Ctx, &fresh, 30)
}

// updateGap carries a gap's standing over to its newly found self. One that was
// worked to an end is opened again when the values it was about have changed. alike is
// true where nothing but the rules that it was found under is another: the caller says so.
func (d *desk) updateGap(old, now models.Gap) (alike bool, err error) {
	same := bytes.Equal(old.ValueA, now.ValueA) && bytes.Equal(old.ValueB, now.ValueB)
	due := now.DueAt
	now.Seq, now.RaisedAt, now.DueAt, now.State, now.ClosedAt = old.Seq, old.RaisedAt, old.DueAt, old.State, old.ClosedAt
	ended := old.State == models.GapResolved || old.State == models.GapDissentRecorded
	if old.State == models.GapSuperseded || ended && !same {
		now.State, now.RaisedAt, now.ClosedAt = models.GapOpen, d.tx.Now, nil
	}
	if old.State == models.GapInResolution && !same {
		now.State = models.GapOpen
	}
	otherRules := old.Config != now.Config || old.RuleVersion != now.RuleVersion
	if otherRules && !ended {
		now.DueAt = dueUnder(now.RaisedAt, due, d.tx.Now)
	}
	if same && old.State == now.State && old.VersionA == now.VersionA && old.VersionB == now.VersionB && old.Score == now.Score &&
		old.Provisional == now.Provisional && old.Incident == now.Incident && old.IncidentB == now.IncidentB && old.Title == now.Title &&
		(!otherRules || sameDue(old.DueAt, now.DueAt) && bytes.Equal(old.Reasons, now.Reasons) && old.Severity == now.Severity && old.Owner == now.Owner) {
		return otherRules, nil
	}
	if !same {
		if err := d.voidProposals(now.ID, "A report this was about has changed."); err != nil {
			return false, err
		}
	}
	if ended && !same {
		if err := d.reopened(old, now); err != nil {
			return false, err
		}
	}
	d.touchGap(now)
	_, err = gorm.G[models.Gap](d.tx.DB).Where("seq = ?", now.Seq).Select("*").Omit("seq").Updates(d.tx.Ctx, now)
	return false, err
}

// touchGap notes that a gap is not what it was: signatures on what its incident holds
// may end by it.
func (d *desk) touchGap(g models.Gap) {
	d.tx.Touch("gap", g.ID)
	d.otherGaps = append(d.otherGaps, g.Incident)
	if g.IncidentB != "" {
		d.otherGaps = append(d.otherGaps, g.IncidentB)
	}
}

// dueUnder counts the days that rules give from when a gap was raised; they were
// counted from now.
func dueUnder(raised models.Instant, due *models.Instant, now models.Instant) *models.Instant {
	if due == nil {
		return nil
	}
	at := models.At(raised.Add(due.Sub(now.Time)))
	return &at
}

func sameDue(a, b *models.Instant) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(b.Time)
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
	d.touchGap(g)
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
