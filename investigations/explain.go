package investigations

import (
	"context"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Explain records why the actor's partner says what it says. A later explanation
// replaces the one before, which stays in the course of the gap; it can be taken back.
func Explain(ctx context.Context, db *store.DB, who models.Actor, gapID string, facts ExplanationFacts, still ...Still) error {
	return db.Write(ctx, who, access.ExplainGap, func(tx *store.Tx) error {
		g, err := lockedGap(tx, gapID)
		if err == nil {
			err = asRead(tx, still)
		}
		if err != nil {
			return err
		}
		if err := facts.check(); err != nil {
			return err
		}
		if err := mayExplain(tx, g); err != nil {
			return err
		}
		kind := models.StepExplained
		if facts.Withdraw {
			kind = models.StepExplanationWithdrawn
			steps, err := stepsOf(tx, g.ID)
			if err != nil {
				return err
			}
			if _, stands := standingExplanations(steps)[who.Partner]; !stands {
				return models.Refuse("Your partner has no explanation here that could be taken back.")
			}
		}
		if err := step(tx, models.GapStep{GapID: g.ID, Kind: kind, Text: strings.TrimSpace(facts.Text)}); err != nil {
			return err
		}
		tx.Touch("gap", g.ID)
		if g.State == models.GapInResolution {
			return nil
		}
		steps, err := stepsOf(tx, g.ID)
		if err != nil {
			return err
		}
		_, err = gorm.G[models.Gap](tx.DB).Where("id = ?", g.ID).Update(tx.Ctx, "state", restingState(g, steps))
		return err
	})
}

func (f ExplanationFacts) check() error {
	problems := models.CheckTags(f)
	if !f.Withdraw && !models.Said(f.Text) {
		problems = append(problems, models.FieldError{Pointer: "/text", Detail: "Say why your partner's value is what it is; the other partners read it."})
	}
	return models.Invalid(problems...)
}

// lockedGap is a gap the actor sees, locked until the write ends: on PostgreSQL the
// second of two who act on it waits here and then sees the first.
func lockedGap(tx *store.Tx, id string) (models.Gap, error) {
	if _, err := store.Visible[models.Gap](tx).Where("id = ?", id).Take(tx.Ctx); err != nil {
		return models.Gap{}, err
	}
	return gorm.G[models.Gap](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(tx.Ctx)
}

// mayExplain refuses who is no side of the gap, and what has ended.
func mayExplain(tx *store.Tx, g models.Gap) error {
	parties, err := partiesOf(tx, g.Incident)
	if err != nil {
		return err
	}
	if g.IncidentB != "" { // a provisional link: each side takes part in its own incident
		more, err := partiesOf(tx, g.IncidentB)
		if err != nil {
			return err
		}
		parties = append(parties, more...)
	}
	own := tx.Actor.Partner
	if !slices.Contains([]string{g.PartnerA, g.PartnerB}, own) || !slices.Contains(parties, own) {
		return models.Deny("Only the partners whose accounts differ here explain it.")
	}
	if !slices.Contains(gapOpen, g.State) {
		return models.Refuse("This gap has come to its end already.", "propose to open it again")
	}
	return nil
}
