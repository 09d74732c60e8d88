package investigations

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ProposalFacts is what a person enters to resolve a gap.
type ProposalFacts struct {
	Outcome   string          `json:"outcome" validate:"required,code=OUTCOME_OF_GAP"`
	Value     json.RawMessage `json:"value"`
	Min       *int            `json:"min" validate:"omitempty,gte=0"`
	Max       *int            `json:"max" validate:"omitempty,gte=0"`
	Rationale string          `json:"rationale" validate:"required,max=8000"`
	Evidence  json.RawMessage `json:"evidence"`
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

// Propose puts forward how a gap ends. The proposer's partner concurs by
// proposing; the gap is resolved when every other party has concurred too.
func Propose(ctx context.Context, db *store.DB, who models.Actor, gapID string, facts ProposalFacts) (models.Proposal, error) {
	var p models.Proposal
	err := db.Write(ctx, who, access.ProposeResolution, func(tx *store.Tx) error {
		g, err := store.Visible[models.Gap](tx).Where("id = ?", gapID).Take(tx.Ctx)
		if err != nil {
			return err
		}
		if err := models.Invalid(models.CheckTags(facts)...); err != nil {
			return err
		}
		if err := mayResolve(tx, g); err != nil {
			return err
		}
		value, err := facts.value(g)
		if err != nil {
			return err
		}
		p = models.Proposal{ID: models.NewID(), GapID: g.ID, Outcome: facts.Outcome, Value: value, Min: facts.Min, Max: facts.Max,
			Rationale: facts.Rationale, Evidence: string(facts.Evidence), ByName: who.Name, Partner: who.Partner, At: tx.Now,
			State: "WAITING", VersionA: g.VersionA, VersionB: g.VersionB}
		if err := gorm.G[models.Proposal](tx.DB).Create(tx.Ctx, &p); err != nil {
			return err
		}
		if err := tx.Record("proposal", p.ID, p); err != nil {
			return err
		}
		if _, err := gorm.G[models.Gap](tx.DB).Where("id = ?", g.ID).Update(tx.Ctx, "state", models.GapInResolution); err != nil {
			return err
		}
		tx.Touch("gap", g.ID)
		return takePosition(tx, &p, g, Stance{Stance: "CONCUR", Reasons: facts.Rationale})
	})
	return p, err
}

// mayResolve refuses what cannot be agreed on now, with what must come first.
func mayResolve(tx *store.Tx, g models.Gap) error {
	if g.Provisional {
		return models.Refuse("The two reports are linked only provisionally; nothing can be agreed on yet.", "both partners say that the reports tell of the same incident")
	}
	if !slices.Contains(gapOpen, g.State) {
		return models.Refuse("This gap has come to its end already.", "amend a report, which opens it again")
	}
	waiting, err := gorm.G[models.Proposal](tx.DB).Where("gap_id = ? AND state = 'WAITING'", g.ID).Count(tx.Ctx, "id")
	if err != nil {
		return err
	}
	if waiting > 0 {
		return models.Refuse("A proposal for this gap is waiting already.", "each party answers it")
	}
	parties, err := partiesOf(tx, g.Incident)
	if err == nil && !slices.Contains(parties, tx.Actor.Partner) {
		err = models.Deny("Only the parties of the incident can resolve its gaps.")
	}
	return err
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

// value is the value an outcome would make the agreed one; nil for those that
// agree on none. The guards of domain.md 4.3 are kept here: within the hull of
// both accounts unless new evidence is cited, and no averaging.
func (f ProposalFacts) value(g models.Gap) ([]byte, error) {
	switch f.Outcome {
	case "ADOPT_A":
		return adopted(g.ValueA, g.PartnerA)
	case "ADOPT_B":
		return adopted(g.ValueB, g.PartnerB)
	case "AGREED_VALUE", "AGREED_RANGE", "CLERICAL_CORRECTION":
	default:
		return nil, nil
	}
	if !strings.HasPrefix(g.Field, "casualties/") {
		return f.other(g)
	}
	count, err := f.count()
	if err != nil {
		return nil, err
	}
	if err := f.withinHull(g, count); err != nil {
		return nil, err
	}
	return json.Marshal(count)
}

func adopted(value []byte, partner string) ([]byte, error) {
	if string(value) == "null" {
		return nil, models.Invalid(models.FieldError{Pointer: "/outcome", Detail: partner + " states no value here that could be adopted."})
	}
	return value, nil
}

// count reads the value of a gap in numbers of people: a number, a count or min and max.
func (f ProposalFacts) count() (models.Count, error) {
	c := models.Count{Min: f.Min, Max: f.Max}
	if len(f.Value) > 0 && string(f.Value) != "null" {
		var n int
		if json.Unmarshal(f.Value, &n) == nil {
			c = models.Count{Min: &n, Max: &n}
		} else if err := json.Unmarshal(f.Value, &c); err != nil {
			return c, models.Invalid(models.FieldError{Pointer: "/value", Detail: "Give a number of people, or min and max."})
		}
	}
	problems := models.CheckTags(c)
	switch {
	case c.Min == nil && c.Max == nil:
		problems = append(problems, models.FieldError{Pointer: "/value", Detail: "Give the number agreed on, or min and max."})
	case c.Min != nil && c.Max != nil && *c.Max < *c.Min:
		problems = append(problems, models.FieldError{Pointer: "/max", Detail: fmt.Sprintf("At most must be %d or more.", *c.Min)})
	}
	return c, models.Invalid(problems...)
}

func (f ProposalFacts) withinHull(g models.Gap, c models.Count) error {
	if f.cites() {
		return nil
	}
	var a, b models.Count
	if json.Unmarshal(g.ValueA, &a) != nil || json.Unmarshal(g.ValueB, &b) != nil || !a.Known() && !b.Known() {
		return nil
	}
	lo, hi, open := hull(a, b)
	cLo, cHi := c.Interval()
	if cLo < lo || !open && (cHi == nil || *cHi > hi) {
		upper := fmt.Sprint(hi)
		if open {
			upper = "no stated upper end"
		}
		return models.Invalid(models.FieldError{Pointer: "/value", Detail: fmt.Sprintf("The two accounts together span %d to %s; a value outside needs new evidence: cite it in evidence.", lo, upper)})
	}
	return nil
}

// hull is the smallest interval that holds both counts. A side that says nothing
// adds nothing.
func hull(a, b models.Count) (lo, hi int, open bool) {
	first := true
	for _, c := range []models.Count{a, b} {
		if !c.Known() {
			continue
		}
		cLo, cHi := c.Interval()
		if first || cLo < lo {
			lo = cLo
		}
		if cHi == nil {
			open = true
		} else if first || *cHi > hi {
			hi = *cHi
		}
		first = false
	}
	return lo, hi, open
}

// other reads the value of a gap in time, place or codes.
func (f ProposalFacts) other(g models.Gap) ([]byte, error) {
	bad := func(detail string) ([]byte, error) {
		return nil, models.Invalid(models.FieldError{Pointer: "/value", Detail: detail})
	}
	if len(f.Value) == 0 || string(f.Value) == "null" {
		return bad("Give the value agreed on.")
	}
	switch g.Field {
	case "started", "ended":
		var w geo.Window
		if json.Unmarshal(f.Value, &w) != nil {
			return bad("Give a window: earliest, latest and precision.")
		}
		w, problems := w.Complete()
		if len(problems) > 0 {
			return bad(problems[0].Detail)
		}
		return json.Marshal(w)
	case "place":
		var p geo.Place
		if json.Unmarshal(f.Value, &p) != nil {
			return bad("Give a place: lat and lon, or mgrs, with a precision.")
		}
		p, problems := p.Complete()
		if len(problems) > 0 {
			return bad(problems[0].Detail)
		}
		return json.Marshal(p)
	}
	return f.code(g.Field)
}

// vocabularies of the fields whose agreed value is a code.
var vocabularies = map[string]string{"category": "INCIDENT_CAT", "place/site": "SITE_TYPE", "means/weapon": "WEAPON", "means/delivery": "DELIVERY", "means/submunition": "SUBMUNITION",
	"assessment/status": "ASSESS_STATUS", "assessment/standard": "PROOF_STANDARD", "law_concern": "LAW_CONCERN", "own_involvement": "INVOLVEMENT"}

// code reads a code, or several, of the field's vocabulary.
func (f ProposalFacts) code(field string) ([]byte, error) {
	vocabulary := vocabularies[field]
	if strings.HasPrefix(field, "responsibility/") {
		vocabulary = "ACT_ROLE"
	}
	var one string
	var many []string
	if json.Unmarshal(f.Value, &one) == nil {
		many = []string{one}
	} else if json.Unmarshal(f.Value, &many) != nil || len(many) == 0 {
		return nil, models.Invalid(models.FieldError{Pointer: "/value", Detail: "Give a code, or a list of codes."})
	}
	for _, c := range many {
		if vocabulary != "" && !slices.Contains(models.Codes[vocabulary], c) || vocabulary == "" && (c == "" || len(c) > 200) {
			return nil, models.Invalid(models.FieldError{Pointer: "/value", Detail: fmt.Sprintf("%q cannot be agreed on for %s; use one of %s.", c, field, strings.Join(models.Codes[vocabulary], ", "))})
		}
	}
	return f.Value, nil
}

// cites tells whether evidence names something: text, or a list of texts.
func (f ProposalFacts) cites() bool {
	var one string
	var many []string
	if json.Unmarshal(f.Evidence, &one) == nil {
		many = []string{one}
	} else if json.Unmarshal(f.Evidence, &many) != nil {
		return false
	}
	return slices.ContainsFunc(many, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// Answer records the actor's partner's position on a proposal. The gap takes its
// end when the last party concurs; a dissent declines the proposal with its reasons.
func Answer(ctx context.Context, db *store.DB, who models.Actor, id string, stance Stance) (models.Proposal, error) {
	var p models.Proposal
	err := db.Write(ctx, who, access.TakePosition, func(tx *store.Tx) error {
		var err error
		if p, err = store.Visible[models.Proposal](tx).Where("id = ?", id).Take(tx.Ctx); err != nil {
			return err
		}
		if err := stance.Check(); err != nil {
			return err
		}
		g, err := gorm.G[models.Gap](tx.DB, clause.Locking{Strength: "UPDATE"}).Where("id = ?", p.GapID).Take(tx.Ctx)
		if err != nil {
			return err
		}
		if p, err = gorm.G[models.Proposal](tx.DB).Where("id = ?", id).Take(tx.Ctx); err != nil {
			return err
		}
		means := p.Digest()
		if stance.Digest != "" && stance.Digest != means || stance.Version != 0 && stance.Version != p.VersionA && stance.Version != p.VersionB {
			return models.Refuse("A report this is about has changed since; read it again.", "the position names the digest in force: "+means)
		}
		if p.State != "WAITING" {
			return models.Refuse("This proposal has been decided or has died; it is " + p.State + ".")
		}
		return takePosition(tx, &p, g, stance)
	})
	return p, err
}

func takePosition(tx *store.Tx, p *models.Proposal, g models.Gap, stance Stance) error {
	parties, err := partiesOf(tx, g.Incident)
	if err != nil {
		return err
	}
	if !slices.Contains(parties, tx.Actor.Partner) {
		return models.Deny("Only the parties of the incident can take a position.")
	}
	if err := savePosition(tx, "proposal", p.ID, stance, p.Digest()); err != nil {
		return err
	}
	tx.Touch("gap", g.ID)
	if stance.Stance == "DISSENT" {
		return endProposal(tx, p, g, "DECLINED", models.GapOpen)
	}
	signed, err := signatures(tx, p.ID)
	if err != nil {
		return err
	}
	for _, party := range parties {
		if !slices.ContainsFunc(signed, func(s models.Signature) bool { return s.Partner == party }) {
			return nil // waits for this party; silence is no position
		}
	}
	return conclude(tx, p, g, signed)
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
