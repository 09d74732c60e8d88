package gaps

import (
	"fmt"
	"slices"

	"concord/models"
)

// split finds the same people put into other classes: totals that agree or
// overlap with statuses that do not. It then says so instead of counting them twice,
// and the count gap of that outcome is left out.
func (p *pair) split(outcome string, totalA, totalB models.Count) bool {
	a, b := statuses(&p.a, outcome), statuses(&p.b, outcome)
	relation, _ := relate(totalA, totalB)
	if !a.stated || !b.stated || relation == models.Disjoint {
		return false
	}
	if r, _ := relate(a.civilians, b.civilians); r != models.Disjoint {
		return false
	}
	f := models.Finding{Code: "G15", Field: models.Cell{Outcome: outcome}.Path(), ValueA: totalA, ValueB: totalB, Relation: relation,
		Title: fmt.Sprintf("The totals fit each other (%s and %s), and the statuses do not: %s.", totalA.Text(), totalB.Text(), p.civilians(a, b))}
	if relation == models.Equal {
		f.Title = fmt.Sprintf("The totals agree (%s), and the statuses do not: %s.", totalA.Text(), p.civilians(a, b))
		f.Diagnosis = []models.Diagnosis{{Code: "TOTAL_EQUAL_STATUS_SPLIT", Text: "The same number of people, put into other statuses."}}
	}
	p.add(f)
	if atLeastOne(a.civilians) && atLeastOne(b.fighters) || atLeastOne(b.civilians) && atLeastOne(a.fighters) {
		p.asFighters(outcome, a, b)
	}
	return true
}

// civilians says how many of them each side counts, or leaves room for.
func (p *pair) civilians(a, b byStatus) string { return a.says(p.nameA()) + ", " + b.says(p.nameB()) }

func (s byStatus) says(name string) string {
	if s.certain {
		return fmt.Sprintf("%s counts %s civilians", name, s.civilians.Text())
	}
	if _, most := s.civilians.Interval(); most != nil {
		return fmt.Sprintf("%s does not say how many were civilians, and leaves room for at most %d", name, *most)
	}
	return name + " does not say how many were civilians"
}

// fightersOrCivilians: the numbers differ too, and who counts more civilians counts fewer
// fighters.
func (p *pair) fightersOrCivilians(outcome string) {
	a, b := statuses(&p.a, outcome), statuses(&p.b, outcome)
	if !a.stated || !b.stated {
		return
	}
	more := func(a, b models.Count) bool { // certainly
		lo, _ := a.Interval()
		_, hi := b.Interval()
		return hi != nil && lo > *hi
	}
	if more(a.civilians, b.civilians) && more(b.fighters, a.fighters) || more(b.civilians, a.civilians) && more(a.fighters, b.fighters) {
		p.asFighters(outcome, a, b)
	}
}

// asFighters: a number that a side does not say is not its value, so that nobody can
// adopt it.
func (p *pair) asFighters(outcome string, a, b byStatus) {
	f := models.Finding{Code: "G16", Field: models.Cell{Outcome: outcome, Status: "CIVILIAN"}.Path(), Relation: models.Disjoint,
		Title: fmt.Sprintf("One partner counts as civilians whom the other counts as fighters: %s.", p.civilians(a, b))}
	if a.certain {
		f.ValueA = a.civilians
	}
	if b.certain {
		f.ValueB = b.civilians
	}
	p.add(f)
}

// byStatus is how a side divides the people of an outcome.
type byStatus struct {
	civilians, fighters models.Count
	stated              bool // it states any status
	certain             bool // how many were civilians it says, or leaves no other number
}

// statuses sums civilians and fighters of an outcome. Where a side states statuses and no
// civilian, as many may have been civilians as its total leaves: none where the others
// make it up. What it leaves out is not zero.
func statuses(a *Account, outcome string) byStatus {
	none := 0
	s := byStatus{fighters: models.Count{Min: &none, Max: &none}}
	least := 0 // of all others
	for _, status := range []string{"CIVILIAN", "OTHER_PROTECTED", "ARMED_FORCES", "DIRECT_PARTICIPANT"} {
		c, ok := a.total(models.Cell{Outcome: outcome, Status: status})
		if !ok || !c.Known() || !slices.ContainsFunc(a.Facts.Casualties, func(r models.Casualty) bool { return r.Outcome == outcome && r.Status == status }) {
			continue
		}
		s.stated = true
		if status == "CIVILIAN" {
			s.civilians, s.certain = c, true
			continue
		}
		if status != "OTHER_PROTECTED" && atLeastOne(c) {
			s.fighters = c
		}
		lo, _ := c.Interval()
		least += lo
	}
	if s.certain || !s.stated {
		return s
	}
	if !slices.ContainsFunc(a.Facts.Casualties, func(r models.Casualty) bool {
		return r.Outcome == outcome && (r.Status == "" || r.Status == "UNKNOWN")
	}) {
		s.civilians, s.certain = models.Count{Min: &none, Max: &none}, true
		return s
	}
	var hi *int
	if total, ok := a.total(models.Cell{Outcome: outcome}); ok && total.Known() {
		if _, to := total.Interval(); to != nil {
			room := max(0, *to-least)
			hi = &room
		}
	}
	s.civilians = models.Count{Min: &none, Max: hi} // the rest may also be of unknown status
	s.certain = hi != nil && *hi == 0
	return s
}

// parts compares the breakdown of a cell both sides state. Where the whole is no
// difference it is the same people in other classes; where it is, each class has a
// difference of its own. A part that one side does not break down raises nothing.
func (p *pair) parts(cell models.Cell, a, b models.Count) {
	whole, _ := relate(a, b)
	child, adult := cell, cell
	child.Age, adult.Age = "CHILD", "ADULT"
	ages := []models.Cell{child, adult}
	if p.straddles(cell, a, b) {
		ages = nil
	}
	for _, axis := range [][]models.Cell{{withSex(cell, "FEMALE"), withSex(cell, "MALE")}, ages} {
		for _, part := range axis {
			pa, okA := p.a.total(part)
			pb, okB := p.b.total(part)
			if !okA || !okB || !pa.Known() || !pb.Known() {
				continue
			}
			r, m := relate(pa, pb)
			if r != models.Disjoint {
				continue
			}
			if whole == models.Disjoint {
				p.count(part, pa, pb)
				continue
			}
			f := models.Finding{Code: "G15", Field: part.Path(), ValueA: pa, ValueB: pb, Relation: r, Magnitude: m,
				Title: fmt.Sprintf("The totals agree, and their breakdown does not: of %s %s counts %s, %s %s.", called(part), p.nameA(), pa.Text(), p.nameB(), pb.Text())}
			if part.Age != "" && whole == models.Equal {
				f.Diagnosis = []models.Diagnosis{{Code: "TOTAL_EQUAL_AGE_SPLIT", Text: "The same number of people, put into other ages."}}
			}
			p.add(f)
			break // the other class of this axis differs by the same people
		}
	}
}

func withSex(c models.Cell, sex string) models.Cell { c.Sex = sex; return c }

// straddles finds a child on one side where the other says that all were adults.
func (p *pair) straddles(cell models.Cell, a, b models.Count) bool {
	child, adult := cell, cell
	child.Age, adult.Age = "CHILD", "ADULT"
	one := func(x, y Account, whole models.Count) bool {
		c, ok := x.total(child)
		grown, okGrown := y.total(adult)
		_, alsoChild := y.total(child)
		if !ok || !okGrown || alsoChild || !atLeastOne(c) {
			return false
		}
		r, _ := relate(grown, whole)
		return r == models.Equal
	}
	if !one(p.a, p.b, b) && !one(p.b, p.a, a) {
		return false
	}
	ca, _ := p.a.total(child)
	cb, _ := p.b.total(child)
	f := models.Finding{Code: "G17", Field: child.Path(), Relation: models.Different,
		Title: "One partner counts a child where the other says that all were adults. A child is presumed until shown otherwise."}
	if ca.Known() {
		f.ValueA = ca
	}
	if cb.Known() {
		f.ValueB = cb
	}
	p.add(f)
	return true
}
