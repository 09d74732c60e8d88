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

// Answer records the actor's partner's position on a proposal. The gap takes its
// end when the last party concurs; a dissent declines the proposal with its reasons.
func Answer(ctx context.Context, db *store.DB, who models.Actor, id string, stance Stance, still ...Still) (models.Proposal, error) {
	var p models.Proposal
	err := db.Write(ctx, who, access.TakePosition, func(tx *store.Tx) error {
		var g models.Gap
		var err error
		if p, g, err = lockedProposal(tx, id); err == nil {
			err = asRead(tx, still)
		}
		if err != nil {
			return err
		}
		if err := stance.Check(); err != nil {
			return err
		}
		means := p.Digest()
		if stance.Digest != "" && stance.Digest != means || stance.Version != 0 && stance.Version != p.VersionA && stance.Version != p.VersionB {
			return models.Refuse("A report this is about has changed since; read it again.", "the position names the digest in force: "+means)
		}
		if p.State != "WAITING" {
			return models.Refuse("This proposal has been decided or has died; it is " + p.State + ".")
		}
		if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepAnswered, Proposal: p.ID, Stance: stance.Stance, Text: stance.Reasons}); err != nil {
			return err
		}
		return takePosition(tx, &p, g, stance)
	})
	return p, err
}

// lockedProposal is a proposal the actor sees with its gap, locked until the write ends.
func lockedProposal(tx *store.Tx, id string) (p models.Proposal, g models.Gap, err error) {
	if p, err = store.Visible[models.Proposal](tx).Where("id = ?", id).Take(tx.Ctx); err != nil {
		return p, g, err
	}
	if g, err = gorm.G[models.Gap](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", p.GapID).Take(tx.Ctx); err != nil {
		return p, g, err
	}
	p, err = gorm.G[models.Proposal](tx.DB).Where("id = ?", id).Take(tx.Ctx)
	return p, g, err
}

// TakeBack takes back what the actor's partner said on a proposal that still waits:
// the proposal itself where it is its own, else its position on it. Where every party has
// signed it takes the ending back, while one alone may. All stays in the course of the gap.
func TakeBack(ctx context.Context, db *store.DB, who models.Actor, id, reason string, still ...Still) (models.Proposal, error) {
	var p models.Proposal
	err := db.Write(ctx, who, access.TakePosition, func(tx *store.Tx) error {
		var g models.Gap
		var err error
		if p, g, err = lockedProposal(tx, id); err == nil {
			err = asRead(tx, still)
		}
		if err != nil {
			return err
		}
		if models.Longer(reason, 2000) {
			return models.Invalid(models.FieldError{Pointer: "/reason", Detail: "This is too long; use at most 2000 characters."})
		}
		if p.State == "AGREED" && p.ReversibleUntil != nil {
			return reverse(tx, &p, g, reason)
		}
		if p.State != "WAITING" {
			return models.Refuse("This proposal has been decided or has died; it is "+p.State+".", "for a gap that has ended, propose to open it again")
		}
		tx.Touch("gap", g.ID)
		if p.Partner == who.Partner {
			if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepProposalWithdrawn, Proposal: p.ID, Text: reason}); err != nil {
				return err
			}
			d := desk{tx: tx}
			if err := d.voidPositions(p.ID, "The proposal was withdrawn by "+who.Name+"."); err != nil {
				return err
			}
			return leaveOpen(tx, &p, g, "WITHDRAWN")
		}
		n, err := gorm.G[models.Position](tx.DB).Where("subject = ? AND partner = ? AND void_at IS NULL", p.ID, who.Partner).Count(tx.Ctx, "partner")
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Refuse("Your partner has no position on this proposal that could be taken back.")
		}
		if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepPositionWithdrawn, Proposal: p.ID, Text: reason}); err != nil {
			return err
		}
		if _, err := gorm.G[models.Position](tx.DB).Where("subject = ? AND partner = ?", p.ID, who.Partner).
			Select("void_at", "void_for").Updates(tx.Ctx, models.Position{VoidAt: &tx.Now, VoidFor: strings.TrimSpace("Taken back by " + who.Name + ". " + reason)}); err != nil {
			return err
		}
		_, _, err = stillNeeded(tx, &p, g)
		return err
	})
	return p, err
}

func takePosition(tx *store.Tx, p *models.Proposal, g models.Gap, stance Stance) error {
	parties, err := partiesTo(tx, g, p.Outcome)
	if err != nil {
		return err
	}
	if !slices.Contains(parties, tx.Actor.Partner) {
		return models.Deny("Only the partners that this is asked of can take a position.")
	}
	if stance, err = withView(tx, p, g, stance); err != nil {
		return err
	}
	if stance.Concurs() {
		if err := stillCited(tx, p, g, parties); err != nil {
			return err
		}
	}
	if err := savePosition(tx, "proposal", p.ID, stance, p.Digest()); err != nil {
		return err
	}
	tx.Touch("gap", g.ID)
	if stance.Stance == "DISSENT" {
		if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepDeclined, Proposal: p.ID, Text: stance.Reasons}); err != nil {
			return err
		}
		return leaveOpen(tx, p, g, "DECLINED")
	}
	signed, waits, err := stillNeeded(tx, p, g)
	if err != nil || waits {
		return err
	}
	return conclude(tx, p, g, signed)
}

// withView gives a side's concurrence in a recorded dissent the view that is printed beside
// the other's: what is written with it, else its standing explanation of the gap, else what
// somebody of the partner wrote with an earlier signature. Without any it is refused.
func withView(tx *store.Tx, p *models.Proposal, g models.Gap, stance Stance) (Stance, error) {
	own := tx.Actor.Partner
	if p.Outcome != "RECORDED_DISSENT" || !stance.Concurs() || !sideOfGap(g, own) || models.Said(stance.Reasons) {
		return stance, nil
	}
	steps, err := stepsOf(tx, g.ID)
	if err != nil {
		return stance, err
	}
	if e, said := standingExplanations(steps)[own]; said {
		stance.Reasons = e.Text
		return stance, nil
	}
	earlier, err := gorm.G[models.Position](tx.DB).Where("subject = ? AND partner = ? AND void_at IS NULL AND stance IN ('CONCUR', 'CONCUR_WITH_COMMENT')", p.ID, own).Find(tx.Ctx)
	if err != nil {
		return stance, err
	}
	if len(earlier) > 0 && models.Said(earlier[0].Reasons) {
		stance.Reasons = earlier[0].Reasons
		return stance, nil
	}
	pointer := "/reasons"
	if p.Partner == own && p.At.Equal(tx.Now.Time) { // it is proposing
		pointer = "/rationale"
	}
	return stance, models.Invalid(models.FieldError{Pointer: pointer, Detail: "Write your partner's view and what it rests on: a recorded dissent prints it beside the other partner's."})
}

// stillNeeded tells who has signed a proposal, and keeps with it who else must.
func stillNeeded(tx *store.Tx, p *models.Proposal, g models.Gap) (signed []models.Signature, waits bool, err error) {
	parties, err := partiesTo(tx, g, p.Outcome)
	if err != nil {
		return nil, false, err
	}
	positions, err := signatures(tx, p.ID)
	if err != nil {
		return nil, false, err
	}
	for _, party := range parties { // silence is no position
		waits = waits || !slices.ContainsFunc(positions, func(s models.Signature) bool { return s.Partner == party })
	}
	steps, err := stepsOf(tx, g.ID)
	if err != nil {
		return nil, false, err
	}
	people := signers(steps, p.ID)
	needs, err := needsOf(tx, p, g, parties, people)
	if err != nil {
		return nil, false, err
	}
	p.Needs = jsonOf(needs)
	_, err = gorm.G[models.Proposal](tx.DB).Where("id = ?", p.ID).Update(tx.Ctx, "needs", p.Needs)
	return signaturesOf(people), waits || len(needs) > 0, err
}

// savePosition stores a position; a later one of the same partner replaces it
// and the log keeps both.
func savePosition(tx *store.Tx, kind, subject string, stance Stance, digest string) error {
	row := models.Position{Subject: subject, Partner: tx.Actor.Partner, Stance: stance.Stance, ByName: tx.Actor.Name, At: tx.Now, Reasons: stance.Reasons, Digest: digest}
	if err := gorm.G[models.Position](tx.DB, clause.OnConflict{UpdateAll: true}).Create(tx.Ctx, &row); err != nil {
		return err
	}
	return tx.Record(kind, subject, row)
}

// signatures are the standing concurrences on a subject.
func signatures(tx *store.Tx, subject string) ([]models.Signature, error) {
	rows, err := gorm.G[models.Position](tx.DB).Where("subject = ? AND void_at IS NULL AND stance IN ('CONCUR', 'CONCUR_WITH_COMMENT')", subject).Order("partner").Find(tx.Ctx)
	var out []models.Signature
	for _, r := range rows {
		out = append(out, models.Signature{Partner: r.Partner, By: r.ByName, At: r.At})
	}
	return out, err
}
