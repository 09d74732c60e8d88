package investigations

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// longestWait is how far ahead information can be awaited (domain.md 4.3).
const longestWait = 30 * 24 * time.Hour

// proposing is one proposal while it is weighed: what it would agree on, and every
// rule it breaks. The guards of domain.md 4.3 are kept here: within the hull of all
// parties' accounts unless new evidence is cited, a minimum below every minimum only
// with it and with the legal advisers, and no averaging.
type proposing struct {
	tx       *store.Tx
	g        models.Gap
	facts    ProposalFacts
	parties  []string
	value    []byte          // agreed on; nil for an ending that agrees on none
	until    *models.Instant // information is awaited until then
	below    bool            // the minimum lies below every minimum that is stated
	cited    bool            // new evidence that every party can read
	problems []models.FieldError
}

func (p *proposing) bad(pointer, detail string) {
	p.problems = append(p.problems, models.FieldError{Pointer: pointer, Detail: detail})
}

// weigh checks a proposal against every guard, and reports all that it breaks at once.
func (p *proposing) weigh() error {
	if err := p.weighEvidence(); err != nil {
		return err
	}
	if err := p.weighOutcome(); err != nil {
		return err
	}
	return models.Invalid(p.problems...)
}

// words are what a reader of the course reads of the proposal.
func (p *proposing) words() string {
	words := []string{p.facts.Rationale}
	for _, partner := range []string{p.g.PartnerA, p.g.PartnerB} {
		if d := strings.TrimSpace(p.facts.Definitions[partner]); d != "" {
			words = append(words, partner+": "+d)
		}
	}
	return strings.Join(words, "\n")
}

func (p *proposing) weighOutcome() error {
	f := p.facts
	agrees := slices.Contains([]string{"AGREED_VALUE", "AGREED_RANGE", "CLERICAL_CORRECTION"}, f.Outcome)
	if !agrees && !strings.HasPrefix(f.Outcome, "ADOPT_") && (f.Min != nil || f.Max != nil || len(f.Value) > 0 && string(f.Value) != "null") {
		p.bad("/value", "This ending agrees on no value; leave it out, or propose AGREED_VALUE or AGREED_RANGE.")
	}
	if f.Outcome == models.Reopen && strings.TrimSpace(f.PublicNote) != "" {
		p.bad("/public_note", "To open a gap again ends nothing that could be said in public; leave the note out.")
	}
	if f.Until != "" && f.Outcome != "AWAITING_INFORMATION" {
		p.bad("/until", "Only AWAITING_INFORMATION has a date; leave it out.")
	}
	switch f.Outcome {
	case "ADOPT_A":
		p.adopt(p.g.ValueA, p.g.PartnerA)
	case "ADOPT_B":
		p.adopt(p.g.ValueB, p.g.PartnerB)
	case "AGREED_VALUE", "AGREED_RANGE", "CLERICAL_CORRECTION":
		return p.agreeOn()
	case "AWAITING_INFORMATION":
		p.await()
	case "DEFINITION_DIFFERENCE":
		return p.defined()
	case "PARTNER_WITHDREW":
		return p.withdrew()
	case "CANNOT_BE_DETERMINED":
		if len(strings.Fields(f.Rationale)) < 3 && len(strings.TrimSpace(f.Rationale)) < 20 {
			p.bad("/rationale", "Say what was tried and why more cannot be found out, in a sentence at least.")
		}
	case "NOT_SAME_INCIDENT", "SPLIT", "MERGED":
		if p.g.ReportB == "" {
			p.bad("/outcome", "This gap lies within one report or one side has none; only two linked reports can be of two incidents.")
		}
	}
	return nil
}

func (p *proposing) adopt(value []byte, partner string) {
	if string(value) == "null" {
		p.bad("/outcome", partner+" states no value here that could be adopted.")
		return
	}
	p.value = value
}

// await reads the date until which information is awaited.
func (p *proposing) await() {
	now := p.tx.Now.Time
	at, err := time.Parse(time.RFC3339, p.facts.Until)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, p.facts.Until); err == nil {
			at = at.Add(24*time.Hour - time.Second) // the whole of that day
		}
	}
	last := now.Add(longestWait)
	switch {
	case err != nil:
		p.bad("/until", "Give the day until which information is awaited, such as "+last.Format(time.DateOnly)+".")
	case !at.After(now):
		p.bad("/until", "This day has passed; give one at most 30 days ahead.")
	case at.Truncate(24 * time.Hour).After(last):
		p.bad("/until", "Wait at most 30 days, until "+last.Format(time.DateOnly)+"; it can be agreed on again then.")
	default:
		until := models.At(at)
		p.until = &until
	}
}

// defined: a difference of definition says what each of the two sides counts: in the
// proposal, or in the explanation that side has given.
func (p *proposing) defined() error {
	steps, err := stepsOf(p.tx, p.g.ID)
	if err != nil {
		return err
	}
	explained := standingExplanations(steps)
	for _, partner := range []string{p.g.PartnerA, p.g.PartnerB} {
		if _, said := explained[partner]; partner != "" && !said && !models.Said(p.facts.Definitions[partner]) {
			p.bad("/definitions/"+partner, "Say what "+partner+" counts here, or let it explain its value first.")
		}
	}
	for partner, text := range p.facts.Definitions {
		if partner != p.g.PartnerA && partner != p.g.PartnerB || models.Longer(text, 2000) {
			p.bad("/definitions/"+partner, "Give one definition of at most 2000 characters for each of the two partners, by its code.")
		}
	}
	return nil
}

// withdrew: a partner has withdrawn its account only where none of it stands.
func (p *proposing) withdrew() error {
	standing := 0
	for _, id := range []string{p.g.ReportA, p.g.ReportB} {
		r, err := gorm.G[models.Report](p.tx.DB).Where("id = ?", id).Find(p.tx.Ctx)
		if err != nil {
			return err
		}
		if len(r) > 0 && r[0].Status != "WITHDRAWN" {
			standing++
		}
	}
	if standing > 1 {
		p.bad("/outcome", "Both partners' reports stand; one is withdrawn first, or another ending is chosen.")
	}
	return nil
}

// agreeOn reads the value proposed and holds it against what the parties state.
func (p *proposing) agreeOn() error {
	f, g := p.facts, p.g
	if !strings.HasPrefix(g.Field, "casualties/") {
		return p.agreeOnOther()
	}
	count, problems := f.count()
	if p.problems = append(p.problems, problems...); len(problems) > 0 {
		return nil
	}
	stated, err := p.stated()
	if err != nil {
		return err
	}
	p.weighCount(count, stated)
	p.value, err = json.Marshal(count)
	return err
}

// weighCount holds a count against the hull of what is stated and against the least
// of all minima.
func (p *proposing) weighCount(c models.Count, stated []models.Count) {
	const remedy = " needs new evidence: cite in evidence the id of an item that every party can read."
	lo, hi, open, any := hull(stated)
	if !any {
		return
	}
	cLo, cHi := c.Interval()
	least, known := leastMinimum(stated)
	p.below = known && cLo < least
	switch {
	case p.cited:
	case p.below:
		p.bad("/value", fmt.Sprintf("The least that an account states at the least is %d; a minimum below", least)+remedy+" The legal adviser of each side then signs as well.")
	case cLo < lo || !open && (cHi == nil || *cHi > hi):
		upper := fmt.Sprint(hi)
		if open {
			upper = "no stated upper end"
		}
		p.bad("/value", fmt.Sprintf("The parties' accounts together span %d to %s; a value outside", lo, upper)+remedy)
	}
}

// stated are the counts of all parties for the gap's cell, as far as every party can
// read them, and the two it lies between. Who only observes is not a party.
func (p *proposing) stated() ([]models.Count, error) {
	var out []models.Count
	for _, text := range [][]byte{p.g.ValueA, p.g.ValueB} {
		var c models.Count
		if json.Unmarshal(text, &c) == nil && c.Known() {
			out = append(out, c)
		}
	}
	cell, _ := models.CellAt(p.g.Field)
	members, err := membersSeen(p.tx.Whole(), p.g.Incident)
	if err != nil {
		return nil, err
	}
	d, err := newDesk(p.tx)
	if err != nil {
		return nil, err
	}
	for _, a := range members {
		all := a.live() && slices.Contains(p.parties, a.Partner) && d.partners[a.Partner].Role != "OBSERVER"
		for _, party := range p.parties {
			all = all && a.readableBy(d.partners[party])
		}
		if c, ok := models.Total(a.Facts.Casualties, cell); all && ok && c.Known() {
			out = append(out, c)
		}
	}
	return out, nil
}

// hull is the smallest interval that holds all counts; any is false where none says
// anything.
func hull(counts []models.Count) (lo, hi int, open, any bool) {
	for _, c := range counts {
		if !c.Known() {
			continue
		}
		cLo, cHi := c.Interval()
		if !any || cLo < lo {
			lo = cLo
		}
		if cHi == nil {
			open = true
		} else if !any || *cHi > hi {
			hi = *cHi
		}
		any = true
	}
	return lo, hi, open, any
}

// leastMinimum is the smallest minimum that an account states; "at most 5" states none.
func leastMinimum(counts []models.Count) (least int, known bool) {
	for _, c := range counts {
		if c.Min == nil && c.Best == nil {
			continue
		}
		if lo, _ := c.Interval(); !known || lo < least {
			least, known = lo, true
		}
	}
	return least, known
}

// count reads the value of a gap in numbers of people: a number, a count or min and max.
func (f ProposalFacts) count() (models.Count, []models.FieldError) {
	c := models.Count{Min: f.Min, Max: f.Max}
	if len(f.Value) > 0 && string(f.Value) != "null" {
		var n int
		if json.Unmarshal(f.Value, &n) == nil {
			c = models.Count{Min: &n, Max: &n}
		} else if err := json.Unmarshal(f.Value, &c); err != nil {
			return c, []models.FieldError{{Pointer: "/value", Detail: "Give a whole number of people, or min and max."}}
		}
	}
	problems := models.CheckTags(c)
	switch {
	case c.Min == nil && c.Max == nil:
		problems = append(problems, models.FieldError{Pointer: "/value", Detail: "Give the number agreed on, or min and max."})
	case c.Min != nil && c.Max != nil && *c.Max < *c.Min:
		problems = append(problems, models.FieldError{Pointer: "/max", Detail: fmt.Sprintf("At most must be %d or more.", *c.Min)})
	case c.Best != nil && (c.Min != nil && *c.Best < *c.Min || c.Max != nil && *c.Best > *c.Max):
		problems = append(problems, models.FieldError{Pointer: "/value/best", Detail: "The best estimate lies between at least and at most; put it right or leave it out."})
	case f.Outcome == "AGREED_VALUE" && (c.Min == nil || c.Max == nil || *c.Min != *c.Max):
		problems = append(problems, models.FieldError{Pointer: "/outcome", Detail: "These are two ends; propose AGREED_RANGE, or give one number."})
	}
	return c, problems
}

// agreeOnOther reads the value of a gap in time, place or codes.
func (p *proposing) agreeOnOther() error {
	f := p.facts
	if len(f.Value) == 0 || string(f.Value) == "null" {
		p.bad("/value", "Give the value agreed on.")
		return nil
	}
	var err error
	switch p.g.Field {
	case "started", "ended":
		var w geo.Window
		if json.Unmarshal(f.Value, &w) != nil {
			p.bad("/value", "Give a window: earliest, latest and precision.")
			return nil
		}
		w, problems := w.Complete()
		p.inValue(problems)
		if len(problems) == 0 && (w.Earliest == nil || w.Latest == nil) {
			p.bad("/value", "Give earliest, and latest or a precision; a time that is not known ends a gap as CANNOT_BE_DETERMINED.")
		}
		p.weighWindow(w)
		p.value, err = json.Marshal(w)
	case "place":
		var place geo.Place
		if json.Unmarshal(f.Value, &place) != nil {
			p.bad("/value", "Give a place: lat and lon, or mgrs, with a precision.")
			return nil
		}
		place, problems := place.Complete()
		p.inValue(problems)
		if len(problems) == 0 && (!place.HasPoint() || place.RadiusM == nil) {
			p.bad("/value", "Give a point with a precision; a place that is not known ends a gap as CANNOT_BE_DETERMINED.")
		}
		p.weighPlace(place)
		p.value, err = json.Marshal(place)
	default:
		p.value = f.code(p)
	}
	return err
}

// inValue reports what is wrong within a window or a place.
func (p *proposing) inValue(problems []geo.Problem) {
	for _, x := range problems {
		p.bad("/value"+x.Field, x.Detail)
	}
}

// weighWindow: an agreed time lies within the hull of both windows.
func (p *proposing) weighWindow(w geo.Window) {
	var a, b geo.Window
	if p.cited || json.Unmarshal(p.g.ValueA, &a) != nil || json.Unmarshal(p.g.ValueB, &b) != nil ||
		slices.Contains([]*time.Time{a.Earliest, a.Latest, b.Earliest, b.Latest, w.Earliest, w.Latest}, nil) {
		return
	}
	from, to := *a.Earliest, *a.Latest
	if b.Earliest.Before(from) {
		from = *b.Earliest
	}
	if b.Latest.After(to) {
		to = *b.Latest
	}
	if w.Earliest.Before(from) || w.Latest.After(to.Add(time.Minute)) {
		p.bad("/value", fmt.Sprintf("The two accounts together span %s to %s; a time outside needs new evidence: cite in evidence the id of an item that every party can read.", from.Format(time.RFC3339), to.Format(time.RFC3339)))
	}
}

// weighPlace: an agreed point lies no farther from either point than the two are from
// each other, with the precision of both.
func (p *proposing) weighPlace(at geo.Place) {
	var a, b geo.Place
	if p.cited || json.Unmarshal(p.g.ValueA, &a) != nil || json.Unmarshal(p.g.ValueB, &b) != nil || !at.HasPoint() {
		return
	}
	r, both := geo.Compare(a, b)
	if !both {
		return
	}
	reach := r.Distance + r.Sum
	if geo.Distance(*at.Lat, *at.Lon, *a.Lat, *a.Lon) > reach || geo.Distance(*at.Lat, *at.Lon, *b.Lat, *b.Lon) > reach {
		p.bad("/value", fmt.Sprintf("This lies farther than %.0f m from one of the two places stated; a place outside both needs new evidence: cite in evidence the id of an item that every party can read.", reach))
	}
}

// vocabularies of the fields whose agreed value is a code.
var vocabularies = map[string]string{"category": "INCIDENT_CAT", "place/site": "SITE_TYPE", "means/weapon": "WEAPON", "means/delivery": "DELIVERY", "means/submunition": "SUBMUNITION",
	"assessment/status": "ASSESS_STATUS", "assessment/standard": "PROOF_STANDARD", "law_concern": "LAW_CONCERN", "own_involvement": "INVOLVEMENT"}

// code reads a code, or several, of the field's vocabulary.
func (f ProposalFacts) code(p *proposing) []byte {
	field := p.g.Field
	vocabulary := vocabularies[field]
	if strings.HasPrefix(field, "responsibility/") {
		vocabulary = "ACT_ROLE"
	}
	var one string
	var many []string
	if json.Unmarshal(f.Value, &one) == nil {
		many = []string{one}
	} else if json.Unmarshal(f.Value, &many) != nil || len(many) == 0 {
		p.bad("/value", "Give a code, or a list of codes.")
		return nil
	}
	for _, c := range many {
		if vocabulary != "" && !slices.Contains(models.Codes[vocabulary], c) || vocabulary == "" && (c == "" || models.Longer(c, 200)) {
			p.bad("/value", fmt.Sprintf("%q cannot be agreed on for %s; use one of %s.", c, field, strings.Join(models.Codes[vocabulary], ", ")))
		}
	}
	p.weighCodes(many)
	return f.Value
}

// weighCodes: what is agreed on is what one side says, or both together, or that it is
// not known; anything else needs new evidence.
func (p *proposing) weighCodes(many []string) {
	said := append(codesIn(p.g.ValueA), codesIn(p.g.ValueB)...)
	if p.cited || len(said) == 0 {
		return
	}
	for _, c := range many {
		if c != "UNKNOWN" && !slices.Contains(said, c) {
			p.bad("/value", fmt.Sprintf("Neither account says %s; this needs new evidence: cite in evidence the id of an item that every party can read.", c))
		}
	}
}

// codesIn are the codes or names of a value.
func codesIn(value []byte) []string {
	var one string
	var many []string
	if json.Unmarshal(value, &one) == nil && one != "" {
		return []string{one}
	}
	_ = json.Unmarshal(value, &many) // a value of another kind has none
	return many
}
