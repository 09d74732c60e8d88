package gaps

import (
	"fmt"
	"slices"
	"time"

	"concord/models"
)

// What was said in public, against what the record carries.

// contradicted: a statement gives a number that the record does not carry: what was
// agreed, else what its own partner's account says, else any (G60).
func (s *besides) contradicted() {
	for _, st := range s.Statements {
		for _, c := range st.Claims {
			recorded, partner, known := s.recorded(st, c.Field)
			if !known {
				continue
			}
			said := c.said()
			relation, apart := relate(said, recorded)
			if relation != models.Disjoint {
				continue
			}
			base := 0
			if c.None || zero(said) {
				base = 80
			}
			s.add(models.Finding{Code: "G60", Field: "statement/" + st.Ref + "/" + c.Field, ValueA: said, ValueB: recorded, Relation: relation, Magnitude: apart,
				Title: fmt.Sprintf("Statement %s says %s; the record says %s.", st.Ref, said.Text(), recorded.Text())}, base, partner)
		}
	}
}

func (s *besides) recorded(st Statement, field string) (c models.Count, partner string, known bool) {
	partner = s.live[0].Partner
	if len(st.Partners) > 0 {
		partner = st.Partners[0]
	}
	if c, there := s.Agreed[field]; there {
		return c, partner, true
	}
	cell, ok := models.CellAt(field)
	if !ok {
		return c, partner, false
	}
	own := func(a Account) bool { return slices.Contains(st.Partners, a.Partner) }
	for _, mine := range []bool{true, false} {
		for _, a := range s.live {
			if own(a) != mine || s.ctx.observer(a) {
				continue
			}
			if c, ok := a.total(cell); ok && c.Known() {
				return c, partner, true
			}
		}
	}
	return c, partner, false
}

// contradicting: statements of different partners that give one number and do not meet (G61).
func (s *besides) contradicting() {
	for i, st := range s.Statements {
		for _, o := range s.Statements[i+1:] {
			if len(st.Partners) == 0 || len(o.Partners) == 0 || slices.ContainsFunc(st.Partners, func(p string) bool { return slices.Contains(o.Partners, p) }) {
				continue
			}
			for _, c := range st.Claims {
				for _, d := range o.Claims {
					a, b := c.said(), d.said()
					if c.Field != d.Field || !a.Known() || !b.Known() {
						continue
					}
					if r, m := relate(a, b); r == models.Disjoint {
						s.add(models.Finding{Code: "G61", Field: "statement/" + st.Ref + "/" + o.Ref + "/" + c.Field, ValueA: a, ValueB: b, Relation: r, Magnitude: m,
							Title: fmt.Sprintf("%s's statement says %s, %s's says %s.", s.ctx.name(st.Partners[0]), a.Text(), s.ctx.name(o.Partners[0]), b.Text())}, 0, st.Partners[0], o.Partners[0])
					}
				}
			}
		}
	}
}

func (c Claim) said() models.Count {
	if c.None && !c.Count.Known() {
		none := 0
		return models.Count{Min: &none, Max: &none}
	}
	return c.Count
}

// untold: published before a family that is known to have been told was told (G62). Where
// it is not known when they were told nothing is said.
func (s *besides) untold() {
	for _, st := range s.Statements {
		for _, a := range s.live {
			for _, p := range a.Facts.People {
				told, err := time.Parse(time.DateOnly, p.InformedOn)
				if p.Role != "VICTIM" || err != nil || !st.At.Before(told) {
					continue
				}
				s.add(models.Finding{Code: "G62", Field: "statement/" + st.Ref, ValueA: st.At.UTC().Format(time.DateOnly), ValueB: p.InformedOn, Relation: models.Different,
					Title: fmt.Sprintf("Statement %s was published before the family of %s was told.", st.Ref, p.Pseudonym)}, 0, a.Partner)
				break
			}
		}
	}
}

func (s *besides) exact() {
	for _, st := range s.Statements {
		why := ""
		switch {
		case st.Names:
			why = "lets a person be identified"
		case st.TooExact:
			why = "shows the place more exactly than allowed"
		default:
			continue
		}
		s.add(models.Finding{Code: "G63", Field: "statement/" + st.Ref + "/public", Relation: models.Different, Title: fmt.Sprintf("Statement %s %s.", st.Ref, why)}, 0, st.Partners...)
	}
}
