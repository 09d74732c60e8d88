package gaps

import (
	"fmt"
	"slices"
	"strings"

	"concord/models"
)

// relate compares two counts that are known (domain.md 4.1). magnitude is the
// distance of disjoint ones in persons, else the width of what only one allows.
func relate(a, b models.Count) (models.Relation, float64) {
	aLo, aHi := a.Interval()
	bLo, bHi := b.Interval()
	same := aHi == nil && bHi == nil || aHi != nil && bHi != nil && *aHi == *bHi
	switch {
	case aLo == bLo && same:
		return models.Equal, 0
	case aHi != nil && *aHi < bLo:
		return models.Disjoint, float64(bLo - *aHi)
	case bHi != nil && *bHi < aLo:
		return models.Disjoint, float64(aLo - *bHi)
	}
	width := float64(abs(aLo - bLo))
	if aHi != nil && bHi != nil {
		width += float64(abs(*aHi - *bHi))
	}
	aInB := aLo >= bLo && (bHi == nil || aHi != nil && *aHi <= *bHi)
	bInA := bLo >= aLo && (aHi == nil || bHi != nil && *bHi <= *aHi)
	if aInB || bInA {
		return models.Nested, width
	}
	return models.Overlap, width
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func zero(c models.Count) bool {
	lo, hi := c.Interval()
	return c.Known() && lo == 0 && hi != nil && *hi == 0
}

func atLeastOne(c models.Count) bool { lo, _ := c.Interval(); return c.Known() && lo >= 1 }

var outcomes = []string{"KILLED", "INJURED", "MISSING", "DETAINED", "DISPLACED", "SEXUALLY_HARMED", "RECOVERED_ALIVE"}

var outcomeWords = map[string]string{"KILLED": "people killed", "INJURED": "people injured", "MISSING": "people missing", "DETAINED": "people detained",
	"DISPLACED": "people displaced", "SEXUALLY_HARMED": "people harmed by sexual violence", "RECOVERED_ALIVE": "people recovered alive"}

// harm compares the counts of each outcome.
func (p *pair) harm() {
	for _, outcome := range outcomes {
		p.outcome(outcome)
	}
}

func (p *pair) outcome(outcome string) {
	totalA, okA := p.a.total(models.Cell{Outcome: outcome})
	totalB, okB := p.b.total(models.Cell{Outcome: outcome})
	okA, okB = okA && totalA.Known(), okB && totalB.Known()
	switch {
	case !okA && !okB:
		return
	case okA != okB:
		p.oneSided(outcome, totalA, totalB, okA)
		return
	}
	if p.split(outcome, totalA, totalB) {
		return
	}
	p.fightersOrCivilians(outcome)
	cell := models.Cell{Outcome: outcome, Status: "CIVILIAN"}
	civA, statedA := p.a.total(cell)
	civB, statedB := p.b.total(cell)
	switch {
	case statedA && statedB && civA.Known() && civB.Known():
		p.count(cell, civA, civB)
		p.parts(cell, civA, civB)
		p.otherStatuses(outcome)
		if r, _ := relate(civA, civB); r == models.Equal {
			p.statedTotals(outcome)
		}
	default: // a total is compared with the other's total also where one side leaves the status out: what fits is no agreement
		p.count(models.Cell{Outcome: outcome}, totalA, totalB)
		p.parts(models.Cell{Outcome: outcome}, totalA, totalB)
	}
}

// statedTotals compares what both sides state over all statuses, where they agree on
// the civilians.
func (p *pair) statedTotals(outcome string) {
	cell := models.Cell{Outcome: outcome}
	stated := func(a Account) bool {
		return slices.ContainsFunc(a.Facts.Casualties, func(r models.Casualty) bool { return r.Cell() == cell })
	}
	if !stated(p.a) || !stated(p.b) {
		return
	}
	a, _ := p.a.total(cell)
	b, _ := p.b.total(cell)
	if a.Known() && b.Known() {
		p.count(cell, a, b)
	}
}

// otherStatuses compares those that both sides count beside civilians.
func (p *pair) otherStatuses(outcome string) {
	for _, status := range models.Codes["PERSON_STATUS"] {
		cell := models.Cell{Outcome: outcome, Status: status}
		a, okA := p.a.total(cell)
		b, okB := p.b.total(cell)
		if status != "CIVILIAN" && status != "UNKNOWN" && okA && okB && a.Known() && b.Known() {
			p.count(cell, a, b)
		}
	}
}

// statusLeftOut says of totals that differ and meet that one side gives no status. Where
// that side's total is ten times as wide or more it holds the other's without agreeing
// with it (domain.md 4.1).
func (p *pair) statusLeftOut(f *models.Finding, outcome string, a, b models.Count) {
	says := func(of Account) bool {
		return slices.ContainsFunc(of.Facts.Casualties, func(r models.Casualty) bool { return r.Outcome == outcome && r.Status != "" })
	}
	if says(p.a) == says(p.b) {
		return
	}
	silent, wide, fine := p.nameA(), a, b
	if says(p.a) {
		silent, wide, fine = p.nameB(), b, a
	}
	f.Title += fmt.Sprintf(" %s does not say of what status they are.", silent)
	if f.Relation == models.Nested && vague(wide, fine) {
		f.Relation = models.CompatibleButVague
	}
}

// vague tells whether a count allows ten times as many numbers as another, or has no
// upper end where that has one.
func vague(wide, fine models.Count) bool {
	wLo, wHi := wide.Interval()
	fLo, fHi := fine.Interval()
	if fHi == nil || wHi == nil {
		return fHi != nil
	}
	return *wHi-wLo+1 >= 10*(*fHi-fLo+1)
}

// oneSided is a count against nothing said: zero and unknown are not the same.
func (p *pair) oneSided(outcome string, a, b models.Count, onlyA bool) {
	stated, of := b, &p.b
	if onlyA {
		stated, of = a, &p.a
	}
	if !zero(stated) && !atLeastOne(stated) {
		return
	}
	cell := models.Cell{Outcome: outcome}
	if civ, ok := of.total(models.Cell{Outcome: outcome, Status: "CIVILIAN"}); ok && civ.Known() {
		cell.Status, stated = "CIVILIAN", civ
	}
	f := models.Finding{Code: "G13", Field: cell.Path(), Relation: models.OneSided}
	if outcome == "KILLED" || zero(stated) {
		f.Code = "G12"
	}
	who, silent := p.nameB(), p.nameA()
	if onlyA {
		f.ValueA = stated
		who, silent = p.nameA(), p.nameB()
	} else {
		f.ValueB = stated
	}
	f.Title = fmt.Sprintf("%s counts %s; %s says nothing of them, which is not zero.", who, counted(stated, called(cell)), silent)
	p.add(f)
}

// count compares one cell both sides state.
func (p *pair) count(cell models.Cell, a, b models.Count) {
	relation, magnitude := relate(a, b)
	if relation == models.Equal || relation == models.Disjoint && magnitude <= float64(p.ctx.Config.Tolerances.People) && !zero(a) && !zero(b) {
		return
	}
	f := models.Finding{Field: cell.Path(), ValueA: a, ValueB: b, Relation: relation, Magnitude: magnitude}
	words := called(cell)
	f.Title = fmt.Sprintf("%s counts %s, %s %s.", p.nameA(), counted(a, words), p.nameB(), b.Text())
	var extra []models.Points
	switch {
	case cell.Outcome != "KILLED":
		f.Code = "G13"
		if relation == models.Disjoint {
			f.Diagnosis = p.whyCounts(cell.Outcome)
		}
	case relation != models.Disjoint:
		f.Code = "G11"
	case zero(a) || zero(b):
		f.Code, extra = "G12", []models.Points{{Text: "none against at least one", Points: 30}}
	default:
		f.Code = "G10"
		if magnitude >= 5 || magnitude*2 >= largest(a, b) {
			extra = []models.Points{{Text: fmt.Sprintf("%g apart: five or more, or half of the larger count", magnitude), Points: 20}}
		}
		f.Title = fmt.Sprintf("%s counts %s, %s %s: the ranges do not overlap, %g apart.", p.nameA(), counted(a, words), p.nameB(), b.Text(), magnitude)
		f.Diagnosis = p.whyCounts(cell.Outcome)
	}
	if cell.Status == "" && relation != models.Disjoint {
		p.statusLeftOut(&f, cell.Outcome, a, b)
	}
	p.add(f, extra...)
}

// called is a cell as one would say it.
func called(c models.Cell) string {
	words := outcomeWords[c.Outcome]
	switch {
	case c.Age == "CHILD":
		words = strings.Replace(words, "people", "children", 1)
	case c.Status == "CIVILIAN":
		words = strings.Replace(words, "people", "civilians", 1)
	}
	var more []string
	if c.Status != "" && (c.Status != "CIVILIAN" || c.Age == "CHILD") {
		more = append(more, plain(c.Status))
	}
	for _, v := range []string{c.Sex, c.Age} {
		if v != "" && v != "CHILD" {
			more = append(more, plain(v))
		}
	}
	if len(more) > 0 {
		words += " (" + strings.Join(more, ", ") + ")"
	}
	return words
}

// counted is a count with what it counts: "1 person killed", "4 to 6 people killed".
func counted(c models.Count, words string) string {
	if lo, hi := c.Interval(); lo == 1 && hi != nil && *hi == 1 {
		for many, one := range map[string]string{"people": "person", "civilians": "civilian", "children": "child"} {
			if rest, plural := strings.CutPrefix(words, many); plural {
				words = one + rest
			}
		}
	}
	return c.Text() + " " + words
}

// largest is the larger best estimate; where there is none, the larger upper end.
func largest(a, b models.Count) float64 {
	best, top, least := -1, -1, 0
	for _, c := range []models.Count{a, b} {
		lo, hi := c.Interval()
		if c.Best != nil {
			best = max(best, *c.Best)
		}
		if hi != nil {
			top = max(top, *hi)
		}
		least = max(least, lo)
	}
	switch {
	case best >= 0:
		return float64(best)
	case top >= least:
		return float64(top)
	}
	return float64(least) // an open range has no upper end
}

// whyCounts tries what would explain two counts that do not meet.
func (p *pair) whyCounts(outcome string) []models.Diagnosis {
	if d := p.laterDeaths(); d != nil {
		return d
	}
	for _, side := range [][2]Account{{p.a, p.b}, {p.b, p.a}} {
		one, other := side[0], side[1]
		var several []Account
		for _, c := range p.beside {
			if c.Partner == other.Partner {
				several = append(several, c)
			}
		}
		if len(several) < 2 || slices.ContainsFunc(p.beside, func(c Account) bool { return c.Partner == one.Partner && c.Report != one.Report }) {
			continue
		}
		if mergedSecond(one, several, outcome) {
			return []models.Diagnosis{{Code: "SECOND_STRIKE_MERGED", Text: fmt.Sprintf("%s's reports together come to what %s says: it may have told of both at once.", p.ctx.name(other.Partner), p.ctx.name(one.Partner))}}
		}
	}
	return nil
}

// laterDeaths is the explanation that people one side counts as injured died
// later and are counted as killed by the other: killed and injured together agree.
func (p *pair) laterDeaths() []models.Diagnosis {
	var k, i [2]models.Count
	for n, a := range []Account{p.a, p.b} {
		var okK, okI bool
		k[n], okK = a.total(models.Cell{Outcome: "KILLED"})
		i[n], okI = a.total(models.Cell{Outcome: "INJURED"})
		if !okK || !okI {
			return nil
		}
	}
	kRel, kDist := relate(k[0], k[1])
	iRel, iDist := relate(i[0], i[1])
	kALo, _ := k[0].Interval()
	kBLo, _ := k[1].Interval()
	iALo, _ := i[0].Interval()
	iBLo, _ := i[1].Interval()
	if kRel != models.Disjoint || iRel != models.Disjoint || kDist != iDist || (kALo < kBLo) == (iALo < iBLo) {
		return nil
	}
	return []models.Diagnosis{{Code: "KILLED_INJURED_LATER_DEATH", Text: fmt.Sprintf("%g more killed on one side and as many more injured on the other: some may have died later.", kDist)}}
}
