package investigations

import (
	"encoding/json"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// conclude gives a gap the end that every party signed, and with it the agreed
// value where the outcome has one.
func conclude(tx *store.Tx, p *models.Proposal, g models.Gap, signed []models.Signature) error {
	switch p.Outcome {
	case "AWAITING_INFORMATION": // agreed to wait: the gap stays open
		return endProposal(tx, p, g, "AGREED", models.GapExplained)
	case "RECORDED_DISSENT":
		return endProposal(tx, p, g, "AGREED", models.GapDissentRecorded)
	}
	if p.Value != nil {
		if err := agree(tx, g.Incident, g.Field, p.Value, "RESOLUTION", p.ID, g.ID, signed); err != nil {
			return err
		}
	}
	return endProposal(tx, p, g, "AGREED", models.GapResolved)
}

func endProposal(tx *store.Tx, p *models.Proposal, g models.Gap, state, gapState string) error {
	p.State = state
	if _, err := gorm.G[models.Proposal](tx.DB).Where("id = ?", p.ID).Update(tx.Ctx, "state", state); err != nil {
		return err
	}
	end := models.Gap{State: gapState}
	if gapState == models.GapResolved || gapState == models.GapDissentRecorded {
		end.ClosedAt = &tx.Now
	}
	if _, err := gorm.G[models.Gap](tx.DB).Where("id = ?", g.ID).Select("state", "closed_at").Updates(tx.Ctx, end); err != nil {
		return err
	}
	tx.Touch("incident", g.Incident)
	return tx.Record("gap", g.ID, map[string]any{"state": gapState, "proposal": p.ID, "outcome": p.Outcome})
}

// agree makes a value the agreed one of an incident's field, with who signed.
func agree(tx *store.Tx, incident, field string, value []byte, basis, subject, gap string, signed []models.Signature) error {
	text, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	row := models.AgreedValue{Incident: incident, Field: field, Value: value, At: tx.Now, Basis: basis, Subject: subject, GapID: gap, Signed: text}
	if err := gorm.G[models.AgreedValue](tx.DB, clause.OnConflict{UpdateAll: true}).Create(tx.Ctx, &row); err != nil {
		return err
	}
	tx.Touch("incident", incident)
	return tx.Record("agreed", incident, map[string]any{"field": field, "value": json.RawMessage(value), "signed": signed, "basis": basis})
}
