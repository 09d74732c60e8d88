package models

import (
	"fmt"
	"slices"
	"strings"
)

// checkRows reports the rules between the rows of a report: ranges that cross,
// numbers of sources that are not there, pseudonyms used twice.
func (f ReportFacts) checkRows() (problems []FieldError) {
	bad := func(pointer, detail string, args ...any) {
		problems = append(problems, FieldError{pointer, fmt.Sprintf(detail, args...)})
	}
	between := func(at, low, high string, lo, hi *int) {
		if lo != nil && hi != nil && *hi < *lo {
			bad(at+"/"+high, "At most must be %d or more; %d was given.", *lo, *hi)
		}
	}
	sources := func(at string, numbers []int) {
		for i, n := range numbers {
			if n > len(f.Sources) {
				bad(fmt.Sprintf("%s/sources/%d", at, i), "There is no source number %d; the report names %d.", n, len(f.Sources))
			}
		}
	}
	for i, o := range f.ObjectHarm {
		at := fmt.Sprintf("/object_harm/%d", i)
		between(at, "min", "max", o.Min, o.Max)
		between(at, "affected_min", "affected_max", o.AffectedMin, o.AffectedMax)
		between(at, "days_min", "days_max", o.DaysMin, o.DaysMax)
	}
	for i, m := range f.Means {
		if m.QuantityMin == nil {
			continue
		}
		between(fmt.Sprintf("/means/%d", i), "quantity_min", "quantity_max", m.QuantityMin, m.QuantityMax)
	}
	for i, c := range f.Casualties {
		if len(c.Sources) == 0 {
			continue
		}
		sources(fmt.Sprintf("/casualties/%d", i), c.Sources)
	}
	for i, r := range f.Responsibility {
		if len(r.Sources) == 0 {
			continue
		}
		sources(fmt.Sprintf("/responsibility/%d", i), r.Sources)
	}
	for i, k := range f.Knowledge {
		if k.Source != nil && *k.Source > len(f.Sources) {
			bad(fmt.Sprintf("/knowledge/%d/source", i), "There is no source number %d; the report names %d.", *k.Source, len(f.Sources))
		}
	}
	seen := map[string]int{}
	for i, p := range f.People {
		if first, twice := seen[p.Pseudonym]; twice && p.Pseudonym != "" {
			bad(fmt.Sprintf("/people/%d/pseudonym", i), "%q is used for person %d already; give each a pseudonym of its own.", p.Pseudonym, first+1)
		}
		seen[p.Pseudonym] = i
	}
	if f.Confidence != "" && strings.TrimSpace(f.ConfidenceReason) == "" {
		bad("/confidence_reason", "Say in a sentence what the confidence rests on.")
	}
	if f.MRMVerification != "" && len(f.MRM) == 0 {
		bad("/mrm_verification", "This says how a violation was verified; name the violation in mrm.")
	}
	return problems
}

// addUp reports where parts and totals contradict each other (domain.md 2.6):
// the least of the parts along one axis cannot exceed the most of their total,
// and the most of a part cannot exceed the most of its total. Parts by sex and
// parts by age are two ways to break down the same people and are never added.
// Rows of one class add up: a file may count the dead of two sides apart.
func addUp(rows []Casualty) []FieldError {
	if !brokenDown(rows) {
		return nil
	}
	return partsAndTotals(rows)
}

func partsAndTotals(rows []Casualty) (problems []FieldError) {
	t := TallyOf(rows)
	for i, r := range rows {
		whole := r.Cell()
		stated, _ := t.Total(whole)
		for axis := range axes {
			if *axisOf(&whole, axis) != "" {
				continue
			}
			least := 0
			for _, value := range t.values(axis, &whole) {
				part := whole
				*axisOf(&part, axis) = value
				c, ok := t.Total(part)
				if !ok {
					continue
				}
				if c.Min != nil {
					least += *c.Min
				}
				if stated.Max != nil && c.Max != nil && *c.Max > *stated.Max {
					problems = append(problems, FieldError{fmt.Sprintf("/casualties/%d/max", i), fmt.Sprintf("At most %d %s in all, but up to %d of them %s; raise this or lower the part.", *stated.Max, people(whole), *c.Max, words(value))})
				}
			}
			if stated.Max != nil && least > *stated.Max {
				problems = append(problems, FieldError{fmt.Sprintf("/casualties/%d/max", i), fmt.Sprintf("At most %d %s in all, but the parts come to at least %d; raise this or lower the parts.", *stated.Max, people(whole), least)})
			} else if stated.Min != nil && least > *stated.Min {
				problems = append(problems, FieldError{fmt.Sprintf("/casualties/%d/min", i), fmt.Sprintf("At least %d %s in all, but the parts come to at least %d; raise this to %d or lower the parts.", *stated.Min, people(whole), least, least)})
			}
		}
	}
	slices.SortStableFunc(problems, func(a, b FieldError) int { return strings.Compare(a.Pointer, b.Pointer) })
	return slices.CompactFunc(problems, func(a, b FieldError) bool { return a.Pointer == b.Pointer })
}

// brokenDown tells whether any row may be a part of another: of the same outcome, the
// same on every axis that the other states, and stating one more. Nearly no report is,
// and this costs next to nothing.
func brokenDown(rows []Casualty) bool {
	var few [8]Cell
	if len(rows) > len(few) {
		return true
	}
	cells := few[:len(rows)]
	for i, r := range rows {
		cells[i] = r.Cell()
	}
	for i := range cells {
		for j := range cells {
			if i != j && within(&cells[j], &cells[i]) {
				return true
			}
		}
	}
	return false
}

// within tells whether a cell is a part of another that is not the same.
func within(part, whole *Cell) bool {
	return part.Outcome == whole.Outcome && *part != *whole &&
		(whole.Status == "" || whole.Status == part.Status) && (whole.Sex == "" || whole.Sex == part.Sex) &&
		(whole.Age == "" || whole.Age == part.Age) && (whole.Protected == "" || whole.Protected == part.Protected)
}

func people(c Cell) string { return "people " + words(c.Outcome) }

func words(code string) string { return strings.ToLower(strings.ReplaceAll(code, "_", " ")) }
