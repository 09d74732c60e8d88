package investigations

import (
	"encoding/json"
	"slices"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// conclude does what every party signed: gives the gap its end, and with it the
// agreed value where the outcome has one; waits; or opens again what had ended.
func conclude(tx *store.Tx, p *models.Proposal, g models.Gap, signed []models.Signature) error {
	if err := endedAs(tx, p, signed); err != nil {
		return err
	}
	if p.Outcome != models.Reopen {
		if err := seal(tx, p, g, signed); err != nil {
			return err
		}
	}
	switch p.Outcome {
	case "AWAITING_INFORMATION": // agreed to wait: the gap stays open, and is due then
		return endProposal(tx, p, g, models.Gap{State: models.GapExplained, AwaitsUntil: p.UntilAt, DueAt: p.UntilAt, ReopenedAt: g.ReopenedAt})
	case models.Reopen:
		return openAgain(tx, p, g)
	case "RECORDED_DISSENT":
		return endProposal(tx, p, g, models.Gap{State: models.GapDissentRecorded, ClosedAt: &tx.Now, Outcome: p.Outcome, DueAt: g.DueAt, ReopenedAt: g.ReopenedAt})
	case "NOT_SAME_INCIDENT":
		if err := unlink(tx, p, g); err != nil {
			return err
		}
	}
	if p.Value != nil {
		if err := agree(tx, g.Incident, g.Field, p.Value, "RESOLUTION", p.ID, g.ID, signed); err != nil {
			return err
		}
	}
	return endProposal(tx, p, g, models.Gap{State: models.GapResolved, ClosedAt: &tx.Now, Outcome: p.Outcome, DueAt: g.DueAt, ReopenedAt: g.ReopenedAt})
}

// endedAs is the step that says how, and by whose signatures.
func endedAs(tx *store.Tx, p *models.Proposal, signed []models.Signature) error {
	body, err := json.Marshal(models.GapEnd{Outcome: p.Outcome, Value: p.Value, Signed: signed})
	if err != nil {
		return err
	}
	return step(tx, models.GapStep{GapID: p.GapID, Kind: models.StepEnded, Proposal: p.ID, Body: body})
}

// unlink takes the link of the two reports back as a verdict of the last signer's partner,
// which is one of the two whose reports they are: nobody else is asked. What was confirmed
// comes apart by the way every link does.
func unlink(tx *store.Tx, p *models.Proposal, g models.Gap) error {
	rows, err := gorm.G[models.Match](tx.DB).Where("(report_a = ? AND report_b = ?) OR (report_a = ? AND report_b = ?)", g.ReportA, g.ReportB, g.ReportB, g.ReportA).Find(tx.Ctx)
	if err != nil || len(rows) == 0 {
		return err
	}
	_, err = decideIn(tx, rows[0].ID, Decision{Verdict: "not_same", Reason: p.Rationale})
	return err
}

// openAgain opens a gap that had ended, and takes its agreed value back.
func openAgain(tx *store.Tx, p *models.Proposal, g models.Gap) error {
	if err := takeBackAgreed(tx, g); err != nil {
		return err
	}
	if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepReopened, Proposal: p.ID, Text: p.Rationale}); err != nil {
		return err
	}
	now, err := openNow(tx, g)
	if err != nil {
		return err
	}
	return endProposal(tx, p, g, now)
}

// openNow is how a gap stands that is opened again: due as if it were new.
func openNow(tx *store.Tx, g models.Gap) (models.Gap, error) {
	rules, err := inForceRules(tx.Whole())
	now := models.Gap{State: models.GapOpen, ReopenedAt: &tx.Now}
	if due := rules.config.Due(g.Code, g.Severity); due > 0 {
		at := models.At(tx.Now.Add(due))
		now.DueAt = &at
	}
	return now, err
}

// lastEnding is the last proposal that ended a gap and was not taken back, nil for none.
func lastEnding(tx *store.Tx, gap string) (*models.Proposal, error) {
	last, err := gorm.G[models.Proposal](tx.DB).Where("gap_id = ? AND state = 'AGREED' AND outcome NOT IN ('REOPEN', 'AWAITING_INFORMATION')", gap).Order("seq DESC").Limit(1).Find(tx.Ctx)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	return &last[0], nil
}

// asleep tells whether a gap had come to an end and went with the link of its reports: no
// fact that was signed has changed, so that the ending comes back with the link.
func asleep(g models.Gap) bool {
	return g.Outcome != "" && (g.State == models.GapSuperseded || slices.Contains(gapOpen, g.State))
}

// standAgain gives a gap that is asleep the end it had: its value is agreed on as it was
// signed, and by whom, and its course says that it came back.
func standAgain(tx *store.Tx, g *models.Gap) error {
	p, err := lastEnding(tx, g.ID)
	if err != nil {
		return err
	}
	steps, err := stepsOf(tx, g.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(steps, func(s models.GapStep) bool { return s.Kind == models.StepEnded && p != nil && s.Proposal == p.ID })
	if i < 0 || p.Outcome != g.Outcome {
		g.State, g.ClosedAt, g.Outcome, g.ReopenedAt = models.GapOpen, nil, "", &tx.Now // its course has no such end: nothing is made up
		return step(tx, models.GapStep{GapID: g.ID, Kind: models.StepReopened})
	}
	var end models.GapEnd
	if err := json.Unmarshal(steps[i].Body, &end); err != nil {
		return err
	}
	g.State, g.ClosedAt, g.AwaitsUntil = models.GapResolved, &steps[i].At, nil
	if g.Outcome == "RECORDED_DISSENT" {
		g.State = models.GapDissentRecorded
	}
	if p.Value != nil {
		later, err := gorm.G[models.AgreedValue](tx.DB).Where("incident = ? AND field = ? AND basis = 'RESOLUTION' AND at > ?", g.Incident, g.Field, steps[i].At).Count(tx.Ctx, "field")
		if err != nil {
			return err
		}
		if later == 0 { // what was agreed on since, on another gap of this field, stays
			if err := agreeSince(tx, steps[i].At, g.Incident, g.Field, p.Value, "RESOLUTION", p.ID, g.ID, end.Signed); err != nil {
				return err
			}
		}
	}
	return step(tx, models.GapStep{GapID: g.ID, Kind: models.StepStandsAgain, Proposal: p.ID, Body: steps[i].Body})
}

// takeBackAgreed takes back the value a gap ended with. It stays in its course.
func takeBackAgreed(tx *store.Tx, g models.Gap) error {
	_, err := gorm.G[models.AgreedValue](tx.DB).Where("gap_id = ?", g.ID).Delete(tx.Ctx)
	return err
}

// endProposal closes a proposal that every party signed, with what it makes of the gap.
func endProposal(tx *store.Tx, p *models.Proposal, g models.Gap, now models.Gap) error {
	p.State = "AGREED"
	return standAs(tx, p, g, now)
}

// standAs keeps what became of a proposal and of its gap.
func standAs(tx *store.Tx, p *models.Proposal, g models.Gap, now models.Gap) error {
	if _, err := gorm.G[models.Proposal](tx.DB).Where("id = ?", p.ID).Update(tx.Ctx, "state", p.State); err != nil {
		return err
	}
	if _, err := gorm.G[models.Gap](tx.DB).Where("id = ?", g.ID).Select("state", "closed_at", "outcome", "awaits_until", "due_at", "reopened_at").Updates(tx.Ctx, now); err != nil {
		return err
	}
	tx.Touch("incident", g.Incident)
	return tx.Record("gap", g.ID, map[string]any{"state": now.State, "proposal": p.ID, "outcome": p.Outcome})
}

// leaveOpen closes a proposal that was declined or withdrawn: the gap stands where it
// stood. What had ended and was not opened again stays ended.
func leaveOpen(tx *store.Tx, p *models.Proposal, g models.Gap, state string) error {
	p.State = state
	if _, err := gorm.G[models.Proposal](tx.DB).Where("id = ?", p.ID).Update(tx.Ctx, "state", state); err != nil {
		return err
	}
	if !slices.Contains(gapOpen, g.State) {
		return nil
	}
	steps, err := stepsOf(tx, g.ID)
	if err != nil {
		return err
	}
	_, err = gorm.G[models.Gap](tx.DB).Where("id = ?", g.ID).Update(tx.Ctx, "state", restingState(g, steps))
	tx.Touch("incident", g.Incident)
	return err
}

// agree makes a value the agreed one of an incident's field, with who signed.
func agree(tx *store.Tx, incident, field string, value []byte, basis, subject, gap string, signed []models.Signature) error {
	return agreeSince(tx, tx.Now, incident, field, value, basis, subject, gap, signed)
}

// agreeSince is agree for a value that was signed before and stands again.
func agreeSince(tx *store.Tx, at models.Instant, incident, field string, value []byte, basis, subject, gap string, signed []models.Signature) error {
	text, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	row := models.AgreedValue{Incident: incident, Field: field, Value: value, At: at, Basis: basis, Subject: subject, GapID: gap, Signed: text}
	if err := gorm.G[models.AgreedValue](tx.DB, clause.OnConflict{UpdateAll: true}).Create(tx.Ctx, &row); err != nil {
		return err
	}
	tx.Touch("incident", incident)
	return tx.Record("agreed", incident, map[string]any{"field": field, "value": json.RawMessage(value), "signed": signed, "basis": basis})
}
