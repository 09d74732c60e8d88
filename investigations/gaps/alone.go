package gaps

import (
	"fmt"
	"time"

	"concord/geo/mgrs"
	"concord/models"
)

// Alone finds the gaps of one report by itself: numbers that cannot be, a precision that
// nothing carries, one source counted as two, harm told late, a violation not marked.
func Alone(ctx Context, a Account) []models.Finding {
	s := &single{ctx: ctx, a: a.counted()}
	s.arithmetic()
	s.overstated()
	s.outsideArea()
	s.countedTwice()
	if !ctx.observer(a) { // who reports from outside owes no notice and marks no violations
		s.late()
		s.unflagged()
	}
	return sorted(s.found)
}

type single struct {
	ctx   Context
	a     Account
	found []models.Finding
}

func (s *single) add(f models.Finding) {
	if f.PartnerA == "" {
		f.PartnerA, f.ReportA = s.a.Partner, s.a.Report
	}
	s.ctx.score(&f, nil, s.a)
	s.found = append(s.found, f)
}

// arithmetic: a part, or the parts along one axis, exceed their total.
func (s *single) arithmetic() {
	cells := models.Cells(s.a.Facts.Casualties)
	for _, outcome := range outcomes {
		for _, status := range append([]string{""}, models.Codes["PERSON_STATUS"]...) {
			total := models.Cell{Outcome: outcome, Status: status}
			c, stated := cells[total]
			_, hi := c.Interval()
			if !stated || hi == nil {
				continue
			}
			if part, lo := largestPart(&s.a, total); lo > *hi {
				s.add(models.Finding{Code: "G14", Field: total.Path(), ValueA: c, Relation: models.Disjoint, Magnitude: float64(lo - *hi),
					Title: fmt.Sprintf("The numbers cannot be: %s come to at least %d, the total is at most %d.", part, lo, *hi)})
			}
		}
	}
}

// largestPart is the largest minimum that the parts of a total give along one axis.
func largestPart(a *Account, total models.Cell) (words string, lo int) {
	try := func(w string, parts ...models.Cell) {
		sum := 0
		for _, p := range parts {
			if c, ok := a.total(p); ok && c.Min != nil {
				sum += *c.Min
			}
		}
		if sum > lo {
			words, lo = w, sum
		}
	}
	var sexes, ages, statuses []models.Cell
	for _, v := range []string{"FEMALE", "MALE", "OTHER"} {
		sexes = append(sexes, withSex(total, v))
	}
	for _, v := range []string{"CHILD", "ADULT"} {
		c := total
		c.Age = v
		ages = append(ages, c)
	}
	try("the parts by sex", sexes...)
	try("the parts by age", ages...)
	if total.Status == "" {
		for _, v := range models.Codes["PERSON_STATUS"] {
			c := total
			c.Status = v
			statuses = append(statuses, c)
		}
		try("the parts by status", statuses...)
	}
	return words, lo
}

// overstated: said to be exact, and no method says how, or by a grid reference of four
// figures, which is a square of a kilometre (G21).
func (s *single) overstated() {
	p := s.a.Facts.Place
	if p == nil || p.Precision != "EXACT" {
		return
	}
	ref, err := mgrs.Parse(p.Stated)
	coarse := err == nil && ref.Digits() <= 2
	if p.Method != "" && !coarse {
		return
	}
	title := "The place is said to be exact, and no method says how it was found."
	if coarse {
		title = "The place is said to be exact, and its grid reference names a square of a kilometre or more."
	}
	s.add(models.Finding{Code: "G21", Field: "place", ValueA: p, Relation: models.OneSided, Title: title})
}

// outsideArea: the point lies outside the district or province it is said to be in, by
// the areas that are known (G22).
func (s *single) outsideArea() {
	p := s.a.Facts.Place
	if p == nil || !p.HasPoint() || s.ctx.Outside == nil {
		return
	}
	if area := s.ctx.Outside(*p); area != "" {
		s.add(models.Finding{Code: "G22", Field: "place/admin", ValueA: area, Relation: models.Different,
			Title: fmt.Sprintf("The point does not lie in %s, where it is said to be.", area)})
	}
}

// countedTwice: two sources of one report that are one: the same copy, address or
// origin (G41). A source that is kept back stays out of it.
func (s *single) countedTwice() {
	var shown []models.Source
	for _, source := range s.a.Facts.Sources {
		if !visible(source) {
			continue
		}
		for _, other := range shown {
			if sameSource(source, other) {
				s.add(models.Finding{Code: "G41", Field: "sources/" + s.a.Partner, Relation: models.Equal,
					Title: fmt.Sprintf("%s counts one source as two: they share a copy, an address or an origin.", s.ctx.name(s.a.Partner))})
				return
			}
		}
		shown = append(shown, source)
	}
}

// late: the other partner was told long after this one knew (domain.md 3.4, T1).
func (s *single) late() {
	if s.a.Facts.AwareAt == nil || s.a.SharedAt == nil {
		return
	}
	took := s.a.SharedAt.Sub(*s.a.Facts.AwareAt)
	f := models.Finding{Field: "aware_at", ValueA: s.a.Facts.AwareAt.UTC().Format(time.RFC3339), Relation: models.Different, Magnitude: took.Hours(),
		Title: fmt.Sprintf("%s knew %s before it told anybody.", s.ctx.name(s.a.Partner), span(took))}
	clocks := s.ctx.Config.Clocks
	switch {
	case took >= hours(clocks.Knowledge, defaultKnowledge):
		f.Code = "G52"
	case took > hours(clocks.Notice, defaultNotice):
		f.Code = "G50"
	default:
		return
	}
	s.add(f)
}

// unflagged: a child was harmed and no violation against children is marked.
func (s *single) unflagged() {
	if harmsChild(s.a.Facts) && len(s.a.Facts.MRM) == 0 {
		s.add(models.Finding{Code: "G71", Field: "mrm", Relation: models.OneSided, Title: "A child was harmed and no violation against children is marked."})
	}
}
