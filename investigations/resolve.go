package investigations

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// ProposalFacts is what a person enters to resolve a gap.
type ProposalFacts struct {
	Outcome     string            `json:"outcome" validate:"required,code=OUTCOME_OF_GAP"`
	Value       json.RawMessage   `json:"value"`
	Min         *int              `json:"min" validate:"omitempty,gte=0"`
	Max         *int              `json:"max" validate:"omitempty,gte=0"`
	Rationale   string            `json:"rationale" validate:"required,max=8000"`
	Evidence    json.RawMessage   `json:"evidence"`                        // id of an item of evidence, or a list; other words are kept and prove nothing
	PublicNote  string            `json:"public_note" validate:"max=1000"` // what public affairs may say of it, names of nobody; signed with the rest
	Until       string            `json:"until"`                           // AWAITING_INFORMATION: a day, or a moment, at most 30 days ahead
	Definitions map[string]string `json:"definitions"`                     // DEFINITION_DIFFERENCE: what each partner counts, by partner code
}

// Still tells, once a write has begun and its subject is locked, whether what the writer
// had read stands: an error refuses the write.
type Still func(l store.Looker) error

func asRead(tx *store.Tx, still []Still) error {
	for _, check := range still {
		if err := check(tx); err != nil {
			return err
		}
	}
	return nil
}

// Stance is a position on a proposal, a transition or a statement. Digest or
// Version may name what it means; a stale one is refused.
type Stance struct {
	Stance  string `json:"stance" validate:"required,code=STANCE"`
	Reasons string `json:"reasons" validate:"max=20000"`
	Digest  string `json:"digest"`
	Version int    `json:"version"`
}

// Check reports broken rules. Dissent and abstention carry reasons: an honest
// ending says why.
func (s Stance) Check() error {
	problems := models.CheckTags(s)
	if (s.Stance == "DISSENT" || s.Stance == "ABSTAIN") && strings.TrimSpace(s.Reasons) == "" {
		problems = append(problems, models.FieldError{Pointer: "/reasons", Detail: "Give the reasons; they are printed beside the other partner's view."})
	}
	return models.Invalid(problems...)
}

// Concurs tells whether the stance is one of agreement.
func (s Stance) Concurs() bool { return s.Stance == "CONCUR" || s.Stance == "CONCUR_WITH_COMMENT" }

// Propose puts forward how a gap ends, or that one that ended is opened again. The
// proposer's partner concurs by proposing; it is decided when every other party has
// concurred too, and those have signed who must.
func Propose(ctx context.Context, db *store.DB, who models.Actor, gapID string, facts ProposalFacts, still ...Still) (models.Proposal, error) {
	var p models.Proposal
	err := db.Write(ctx, who, access.ProposeResolution, func(tx *store.Tx) error {
		g, err := lockedGap(tx, gapID)
		if err == nil {
			err = asRead(tx, still)
		}
		if err != nil {
			return err
		}
		if problems := models.CheckTags(facts); len(problems) > 0 {
			return models.Invalid(problems...)
		}
		parties, err := mayResolve(tx, g, facts.Outcome)
		if err != nil {
			return err
		}
		on := proposing{tx: tx, g: g, facts: facts, parties: parties}
		if err := on.weigh(); err != nil {
			return err
		}
		p = models.Proposal{ID: models.NewID(), GapID: g.ID, Outcome: facts.Outcome, Value: on.value, Min: facts.Min, Max: facts.Max,
			Rationale: facts.Rationale, Evidence: string(facts.Evidence), ByName: who.Name, Partner: who.Partner, At: tx.Now,
			State: "WAITING", VersionA: g.VersionA, VersionB: g.VersionB, UntilAt: on.until, Below: on.below, PublicNote: strings.TrimSpace(facts.PublicNote)}
		if err := gorm.G[models.Proposal](tx.DB).Create(tx.Ctx, &p); err != nil {
			return err
		}
		if err := tx.Record("proposal", p.ID, p); err != nil {
			return err
		}
		body, err := json.Marshal(models.GapEnd{Outcome: p.Outcome, Value: p.Value})
		if err != nil {
			return err
		}
		if err := step(tx, models.GapStep{GapID: g.ID, Kind: models.StepProposed, Proposal: p.ID, Stance: "CONCUR", Text: on.words(), Body: body}); err != nil {
			return err
		}
		if p.Outcome != models.Reopen { // what has ended stays so until all agree to open it
			if _, err := gorm.G[models.Gap](tx.DB).Where("id = ?", g.ID).Update(tx.Ctx, "state", models.GapInResolution); err != nil {
				return err
			}
		}
		return takePosition(tx, &p, g, Stance{Stance: "CONCUR", Reasons: facts.Rationale})
	})
	return p, err
}

// mayResolve refuses what cannot be agreed on now, with what must come first, and
// gives the parties whose positions it takes.
func mayResolve(tx *store.Tx, g models.Gap, outcome string) ([]string, error) {
	ended := !slices.Contains(gapOpen, g.State)
	switch {
	case g.Provisional:
		return nil, models.Refuse("The two reports are linked only provisionally; nothing can be agreed on yet.", "both partners say that the reports tell of the same incident")
	case g.State == models.GapSuperseded:
		return nil, models.Refuse("This difference is no longer there.", "amend a report, which shows it again if it is")
	case ended && outcome != models.Reopen:
		return nil, models.Refuse("This gap has come to its end already.", "propose to open it again (outcome REOPEN), or amend a report, which opens it by itself")
	case !ended && outcome == models.Reopen:
		return nil, models.Refuse("This gap is open.", "propose how it ends")
	}
	waiting, err := gorm.G[models.Proposal](tx.DB).Where("gap_id = ? AND state = 'WAITING'", g.ID).Count(tx.Ctx, "id")
	if err != nil {
		return nil, err
	}
	if waiting > 0 {
		return nil, models.Refuse("A proposal for this gap is waiting already.", "each party answers it, or its partner withdraws it")
	}
	parties, err := partiesTo(tx, g, outcome)
	switch {
	case err != nil || slices.Contains(parties, tx.Actor.Partner):
	case outcome == "NOT_SAME_INCIDENT":
		err = models.Deny("That these are two incidents is for the two partners to say whose reports they are.")
	default:
		err = models.Deny("Only the parties of the incident can resolve its gaps.")
	}
	return parties, err
}

// partiesTo are the partners whose positions an outcome of a gap takes, the actor's own
// shown by what it is about to do.
func partiesTo(tx *store.Tx, g models.Gap, outcome string) ([]string, error) {
	if _, err := partiesOf(tx, g.Incident); err != nil {
		return nil, err
	}
	d, err := partnersFor(tx)
	if err != nil {
		return nil, err
	}
	taking, err := partake(tx, g.Incident, d.partners, tx.Actor.Partner)
	if err != nil {
		return nil, err
	}
	reports, err := gorm.G[models.Report](tx.DB).Where("id IN ?", []string{g.ReportA, g.ReportB}).Find(tx.Ctx)
	return taking.asked(g, taking.concerned(g, reports...), outcome), err
}

// partiesOf are the partners that take part in an incident. For one that came in
// with many, and that nobody else could read, they are found out now.
func partiesOf(tx *store.Tx, incident string) ([]string, error) {
	codes, err := keptParties(tx, incident)
	if err != nil || len(codes) > 0 {
		return codes, err
	}
	d, err := newDesk(tx)
	if err != nil {
		return nil, err
	}
	if err := d.parties([]string{incident}); err != nil {
		return nil, err
	}
	return keptParties(tx, incident)
}

func keptParties(tx *store.Tx, incident string) (codes []string, err error) {
	rows, err := gorm.G[models.Participant](tx.DB).Where("incident = ?", incident).Order("partner").Find(tx.Ctx)
	for _, r := range rows {
		codes = append(codes, r.Partner)
	}
	return codes, err
}
