package gaps

import (
	"fmt"
	"slices"
	"time"

	"concord/models"
)

// Alone finds the gaps of one report by itself and of what should stand beside
// it: numbers that cannot be, harm told late, and partners it implicates that
// have no report of their own. present are the partners that have one.
func Alone(ctx Context, a Account, present []string) []models.Finding {
	s := &single{ctx: ctx, a: a}
	s.arithmetic()
	s.late()
	s.unflagged()
	s.absent(present)
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
			if part, lo := largestPart(s.a.Facts.Casualties, total); lo > *hi {
				s.add(models.Finding{Code: "G14", Field: total.Path(), ValueA: c, Relation: models.Disjoint, Magnitude: float64(lo - *hi),
					Title: fmt.Sprintf("The numbers cannot be: %s come to at least %d, the total is at most %d.", part, lo, *hi)})
			}
		}
	}
}

// largestPart is the largest minimum that the parts of a total give along one axis.
func largestPart(rows []models.Casualty, total models.Cell) (words string, lo int) {
	try := func(w string, parts ...models.Cell) {
		sum := 0
		for _, p := range parts {
			if c, ok := models.Total(rows, p); ok && c.Min != nil {
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

// late: the other partner was told long after this one knew (domain.md 3.4, T1).
func (s *single) late() {
	if s.a.Facts.AwareAt == nil || s.a.SharedAt == nil {
		return
	}
	took := s.a.SharedAt.Sub(*s.a.Facts.AwareAt)
	f := models.Finding{Field: "aware_at", ValueA: s.a.Facts.AwareAt.UTC().Format(time.RFC3339), Relation: models.Different, Magnitude: took.Hours(),
		Title: fmt.Sprintf("%s knew %s before it told anybody.", s.ctx.name(s.a.Partner), span(took))}
	switch {
	case took >= 72*time.Hour:
		f.Code = "G52"
	case took > 24*time.Hour:
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

// absent: partners this report implicates that have no report.
func (s *single) absent(present []string) {
	for _, actor := range actors(s.a) {
		p, known := s.ctx.Partners[actor]
		if !known || p.Observer || actor == s.a.Partner || slices.Contains(present, actor) {
			continue
		}
		roles := rolesOf(s.a.Facts, actor)
		f := models.Finding{Code: "G01", Field: "report/" + actor, Relation: models.MissingRecord,
			Title: fmt.Sprintf("%s has no report of this incident, although %s's account gives it the role %s.", s.ctx.name(actor), s.ctx.name(s.a.Partner), plain(roles...))}
		s.addMissing(f, actor, nil)
		for _, r := range roles {
			if slices.Contains(supporting, r) {
				s.addMissing(models.Finding{Code: "G06", Field: "responsibility/" + actor, Relation: models.MissingRecord,
					Title: fmt.Sprintf("%s's account shows %s in the role %s, which %s does not explain.", s.ctx.name(s.a.Partner), s.ctx.name(actor), plain(r), s.ctx.name(actor))}, actor, roles)
				break
			}
		}
	}
}

// addMissing keeps A the partner whose code sorts first; the one without a report
// has no report id.
func (s *single) addMissing(f models.Finding, actor string, stated any) {
	f.PartnerA, f.ReportA, f.PartnerB = s.a.Partner, s.a.Report, actor
	f.ValueA = stated
	if actor < s.a.Partner {
		f.PartnerA, f.ReportA, f.ValueA = actor, "", nil
		f.PartnerB, f.ReportB, f.ValueB = s.a.Partner, s.a.Report, stated
	}
	s.add(f)
}
