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
		if _, still := found[id]; still || g.State == models.GapSuperseded && !(asleep(g) && d.stillLinked(g)) {
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
// worked to an end is opened again when the values it was about have changed. An ending
// that went with the link of the two reports comes back with it: to say that they are not
// the same, and to say the next moment that they are, takes back no signature but one's
// own on the link. While the link is only provisional the gap is open, as nothing stands
// on such a link, and the ending is kept for when both say the same. alike is
// true where nothing but the rules that it was found under is another: the caller says so.
func (d *desk) updateGap(old, now models.Gap) (alike bool, err error) {
	changes := changed(old, now)
	due := now.DueAt
	now.Seq, now.RaisedAt, now.DueAt, now.State, now.ClosedAt = old.Seq, old.RaisedAt, old.DueAt, old.State, old.ClosedAt
	now.Outcome, now.AwaitsUntil, now.ReopenedAt = old.Outcome, old.AwaitsUntil, old.ReopenedAt
	ended := old.State == models.GapResolved || old.State == models.GapDissentRecorded
	moved := len(changes) > 0
	slept := asleep(old)
	graver := (ended || slept) && !moved && now.Severity == "CRITICAL" && old.Severity != "CRITICAL" && (old.VersionA != now.VersionA || old.VersionB != now.VersionB)
	parted := ended && old.Outcome == "NOT_SAME_INCIDENT" && !now.Provisional        // and both say now that they are the same
	again := old.State == models.GapSuperseded || ended && moved || graver || parted // fewer had to sign for it than a critical one asks for
	back := slept && !moved && !graver
	switch {
	case back && now.Provisional:
		if old.State == models.GapSuperseded {
			now.State, now.ReopenedAt, now.ClosedAt, now.DueAt = models.GapOpen, &d.tx.Now, nil, due
		}
	case back:
		if err := standAgain(d.tx, &now); err != nil {
			return false, err
		}
	case slept && !again:
		now.State, now.Outcome, now.AwaitsUntil = models.GapOpen, "", nil
	case again:
		now.State, now.ReopenedAt, now.ClosedAt, now.DueAt, now.Outcome, now.AwaitsUntil = models.GapOpen, &d.tx.Now, nil, due, "", nil
	case moved: // what was explained, awaited or proposed was about other values
		now.State, now.AwaitsUntil = models.GapOpen, nil
		if old.AwaitsUntil != nil {
			now.DueAt = due
		}
	}
	otherRules := old.Config != now.Config || old.RuleVersion != now.RuleVersion
	if otherRules && !ended && !again && !back && now.AwaitsUntil == nil { // one that awaits something is due when it does
		since := now.RaisedAt
		if now.ReopenedAt != nil {
			since = *now.ReopenedAt
		}
		now.DueAt = dueUnder(since, due, d.tx.Now)
	}
	if !moved && old.State == now.State && old.VersionA == now.VersionA && old.VersionB == now.VersionB && old.Score == now.Score && bytes.Equal(old.Reasons, now.Reasons) &&
		old.Provisional == now.Provisional && old.Incident == now.Incident && old.IncidentB == now.IncidentB && old.Title == now.Title &&
		(!otherRules || sameDue(old.DueAt, now.DueAt) && old.Severity == now.Severity && old.Owner == now.Owner) {
		return otherRules, nil
	}
	if moved {
		if err := d.voidProposals(now.ID, "A report this was about has changed."); err != nil {
			return false, err
		}
	}
	switch {
	case back:
	case parted:
		if err := step(d.tx, models.GapStep{GapID: old.ID, Kind: models.StepReopened, Text: "Both partners say now that the two reports tell of the same incident."}); err != nil {
			return false, err
		}
	case again:
		if err := d.reopened(old, changes); err != nil {
			return false, err
		}
	case moved && old.State != models.GapOpen: // nobody had said anything about it else
		if err := d.note(old, models.StepChanged, changes); err != nil {
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
	if len(changes) == 0 && old.State != models.GapSuperseded {
		return step(d.tx, models.GapStep{GapID: old.ID, Kind: models.StepReopened, Text: "It is critical by what a report says now, and was ended by fewer signatures than that asks for."})
	}
	return d.note(old, models.StepReopened, changes)
}

// supersede keeps a gap that is no longer there, for the history. One that the
// parties ended by parting the two reports stays ended. Where it is the link that went,
// how the gap had ended is kept for when it comes back; where the facts are others, what
// was signed of them is over (domain.md 3.1).
func (d *desk) supersede(g models.Gap) error {
	ended := g.State == models.GapResolved || g.State == models.GapDissentRecorded
	if g.State == models.GapResolved && g.Outcome == "NOT_SAME_INCIDENT" && !d.stillLinked(g) {
		return nil
	}
	if ended || asleep(g) {
		amended, err := d.amendedSince(g)
		linked := d.stillLinked(g)
		switch {
		case err != nil:
			return err
		case linked && !amended && ended:
			return nil // worked to an end, and nothing it was about has changed
		case linked && !amended:
			if err := standAgain(d.tx, &g); err != nil {
				return err
			}
			d.touchGap(g)
			_, err := gorm.G[models.Gap](d.tx.DB).Where("id = ?", g.ID).Select("state", "closed_at", "awaits_until", "outcome", "reopened_at").Updates(d.tx.Ctx, g)
			return err
		case linked:
			g.Outcome = ""
		}
		if err := takeBackAgreed(d.tx, g); err != nil {
			return err
		}
	}
	if err := d.voidProposals(g.ID, "The difference is no longer there."); err != nil {
		return err
	}
	if g.State != models.GapOpen && g.State != models.GapSuperseded {
		if err := d.note(g, models.StepGone, d.saysNow(g)); err != nil {
			return err
		}
	}
	d.touchGap(g)
	_, err := gorm.G[models.Gap](d.tx.DB).Where("id = ?", g.ID).Select("state", "closed_at", "awaits_until", "outcome").Updates(d.tx.Ctx, models.Gap{State: models.GapSuperseded, ClosedAt: &d.tx.Now, Outcome: g.Outcome})
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
