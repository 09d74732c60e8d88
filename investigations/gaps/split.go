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
	civA, fightA, statedA := statuses(&p.a, outcome)
	civB, fightB, statedB := statuses(&p.b, outcome)
	relation, _ := relate(totalA, totalB)
	if !statedA || !statedB || relation == models.Disjoint {
		return false
	}
	if r, _ := relate(civA, civB); r != models.Disjoint {
		return false
	}
	f := models.Finding{Code: "G15", Field: models.Cell{Outcome: outcome}.Path(), ValueA: totalA, ValueB: totalB, Relation: relation,
		Title: fmt.Sprintf("The totals agree (%s and %s), and the statuses do not: %s counts %s civilians, %s %s.", totalA.Text(), totalB.Text(), p.nameA(), civA.Text(), p.nameB(), civB.Text())}
	if relation == models.Equal {
		f.Diagnosis = []models.Diagnosis{{Code: "TOTAL_EQUAL_STATUS_SPLIT", Text: "The same number of people, put into other statuses."}}
	}
	p.add(f)
	if atLeastOne(civA) && atLeastOne(fightB) || atLeastOne(civB) && atLeastOne(fightA) {
		p.asFighters(outcome, civA, civB)
	}
	return true
}

// fightersOrCivilians: the numbers differ too, and who counts more civilians counts fewer
// fighters.
func (p *pair) fightersOrCivilians(outcome string) {
	civA, fightA, statedA := statuses(&p.a, outcome)
	civB, fightB, statedB := statuses(&p.b, outcome)
	if !statedA || !statedB {
		return
	}
	more := func(a, b models.Count) bool { // certainly
		lo, _ := a.Interval()
		_, hi := b.Interval()
		return hi != nil && lo > *hi
	}
	if more(civA, civB) && more(fightB, fightA) || more(civB, civA) && more(fightA, fightB) {
		p.asFighters(outcome, civA, civB)
	}
}

func (p *pair) asFighters(outcome string, civA, civB models.Count) {
	p.add(models.Finding{Code: "G16", Field: models.Cell{Outcome: outcome, Status: "CIVILIAN"}.Path(), ValueA: civA, ValueB: civB, Relation: models.Disjoint,
		Title: fmt.Sprintf("One partner counts as civilians whom the other counts as fighters: %s %s civilians, %s %s.", p.nameA(), civA.Text(), p.nameB(), civB.Text())})
}

// statuses sums civilians and fighters of an outcome. A side that states any
// status and no civilian counts none; stated is false when it states no status.
func statuses(a *Account, outcome string) (civilians, fighters models.Count, stated bool) {
	none := 0
	civilians, fighters = models.Count{Min: &none, Max: &none}, models.Count{Min: &none, Max: &none}
	for _, status := range []string{"CIVILIAN", "OTHER_PROTECTED", "ARMED_FORCES", "DIRECT_PARTICIPANT"} {
		c, ok := a.total(models.Cell{Outcome: outcome, Status: status})
		if !ok || !c.Known() || !slices.ContainsFunc(a.Facts.Casualties, func(r models.Casualty) bool { return r.Outcome == outcome && r.Status == status }) {
			continue
		}
		stated = true
		switch status {
		case "CIVILIAN":
			civilians = c
		case "ARMED_FORCES", "DIRECT_PARTICIPANT":
			if atLeastOne(c) {
				fighters = c
			}
		}
	}
	return civilians, fighters, stated
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
