package models

import (
	"fmt"
	"slices"
)

// Count is a number of persons or things as a closed interval. A nil end is not
// known, never 0: Min alone is "at least". Best lies between the ends where given.
type Count struct {
	Min  *int `json:"min" validate:"omitempty,gte=0,lte=10000000"`
	Max  *int `json:"max" validate:"omitempty,gte=0,lte=10000000"`
	Best *int `json:"best" validate:"omitempty,gte=0,lte=10000000"`
}

// Known tells whether anything at all is said.
func (c Count) Known() bool { return c.Min != nil || c.Max != nil || c.Best != nil }

// Interval is what the count asserts for comparison: lo persons or more, and hi
// or fewer where hi is not nil. A best estimate alone stands for both ends.
func (c Count) Interval() (lo int, hi *int) {
	if c.Min == nil && c.Max == nil {
		if c.Best == nil {
			return 0, nil
		}
		return *c.Best, c.Best
	}
	if c.Min != nil {
		lo = *c.Min
	}
	return lo, c.Max
}

// Text says the count as a duty officer would: "4 to 6", "at least 3", "unknown".
func (c Count) Text() string {
	if !c.Known() {
		return "not known"
	}
	lo, hi := c.Interval()
	switch {
	case hi == nil:
		return fmt.Sprintf("at least %d", lo)
	case lo == *hi:
		return fmt.Sprint(lo)
	case c.Min == nil:
		return fmt.Sprintf("at most %d", *hi)
	}
	return fmt.Sprintf("%d to %d", lo, *hi)
}

// Casualty is one row of harm to people: a count for one outcome, status, sex,
// age and protected group. A class that is "" or UNKNOWN makes the row the total
// over that class; rows that state it are parts of that total. Status "" (null)
// is the total over statuses; UNKNOWN is persons whose status is unknown.
type Casualty struct {
	Outcome   string `json:"outcome" validate:"required,code=OUTCOME"`
	Status    string `json:"status,omitzero" validate:"code=PERSON_STATUS"`
	Sex       string `json:"sex,omitzero" validate:"code=SEX"`
	Age       string `json:"age,omitzero" validate:"code=AGE_GROUP"`
	Protected string `json:"protected,omitzero" validate:"code=PROTECTED"`
	Count
	Basis   string `json:"basis,omitzero" validate:"code=COUNT_BASIS"`
	Grade   string `json:"grade,omitempty" validate:"code=INJURY_GRADE"`    // only of people injured
	Sources []int  `json:"sources,omitempty" validate:"max=100,dive,gte=1"` // numbers of sources, from 1
}

// Child age groups, rolled up as SDG 16.1.2 does: under 18.
var childAges = []string{"INFANT_0_4", "CHILD_5_11", "ADOLESCENT_12_17", "CHILD_UNSPECIFIED", "CHILD"}

// AgeClass rolls an age group up to CHILD, ADULT or "" for not stated.
func AgeClass(age string) string {
	switch {
	case age == "" || age == "UNKNOWN":
		return ""
	case slices.Contains(childAges, age):
		return "CHILD"
	}
	return "ADULT"
}

// Cell names one class of people harmed. "" on an axis is the total over it.
type Cell struct{ Outcome, Status, Sex, Age, Protected string }

// Path is the cell as the API names it: casualties/KILLED/CIVILIAN/sex=FEMALE/age=CHILD.
func (c Cell) Path() string {
	p := "casualties/" + c.Outcome
	if c.Status != "" {
		p += "/" + c.Status
	}
	if c.Sex != "" {
		p += "/sex=" + c.Sex
	}
	if c.Age != "" {
		p += "/age=" + c.Age
	}
	if c.Protected != "" {
		p += "/protected=" + c.Protected
	}
	return p
}

// Cell is the row's own cell, with ages rolled up and UNKNOWN axes as totals.
func (c Casualty) Cell() Cell {
	blank := func(s string) string {
		if s == "UNKNOWN" {
			return ""
		}
		return s
	}
	return Cell{c.Outcome, c.Status, blank(c.Sex), AgeClass(c.Age), blank(c.Protected)}
}

// Cells sums the rows cell by cell: rows that share a cell after the roll-up of
// ages (infants and adolescents, both children) are added.
func Cells(rows []Casualty) map[Cell]Count {
	cells := make(map[Cell]Count, len(rows))
	for _, r := range rows {
		k := r.Cell()
		sum, seen := cells[k]
		if seen {
			sum = add(sum, r.Count)
		} else {
			sum = r.Count
		}
		cells[k] = sum
	}
	return cells
}

// Total is the count for a cell: the row that states it, else the largest sum
// of its parts along one axis (the axes are independent, so they are never
// added to each other). ok is false when nothing is said about the cell.
func Total(rows []Casualty, cell Cell) (Count, bool) {
	return total(Cells(rows), cell)
}

func total(cells map[Cell]Count, cell Cell) (best Count, ok bool) {
	if c, stated := cells[cell]; stated {
		return c, true
	}
	for _, axis := range axes {
		if *axis(&cell) != "" {
			continue
		}
		sum, any := Count{}, false
		for _, value := range values(cells, axis, cell) {
			part := cell
			*axis(&part) = value
			c, stated := total(cells, part)
			if !stated {
				continue
			}
			if !any {
				sum, any = c, true
			} else {
				sum = add(sum, c)
			}
		}
		if any && (!ok || larger(sum, best)) {
			best, ok = sum, true
		}
	}
	return best, ok
}

// axes are the ways a total is broken down, status first.
var axes = []func(*Cell) *string{
	func(c *Cell) *string { return &c.Status },
	func(c *Cell) *string { return &c.Sex },
	func(c *Cell) *string { return &c.Age },
	func(c *Cell) *string { return &c.Protected },
}

// values lists what the rows inside cell state on an axis, in a fixed order.
func values(cells map[Cell]Count, axis func(*Cell) *string, cell Cell) []string {
	var out []string
	for k := range cells {
		if k.Outcome != cell.Outcome {
			continue
		}
		inside := true
		for _, other := range axes {
			if want := *other(&cell); want != "" && *other(&k) != want {
				inside = false
			}
		}
		if v := *axis(&k); inside && v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return out
}

// Added sums two counts, of which one that is not known at all leaves the other.
func Added(a, b Count) Count {
	switch {
	case !a.Known():
		return b
	case !b.Known():
		return a
	}
	return add(a, b)
}

// add sums two counts. A minimum not known adds nothing to the minimum; a
// maximum not known leaves the sum open.
func add(a, b Count) Count {
	sum := func(x, y *int, both bool) *int {
		if x == nil && y == nil || both && (x == nil || y == nil) {
			return nil
		}
		n := 0
		if x != nil {
			n += *x
		}
		if y != nil {
			n += *y
		}
		return &n
	}
	return Count{Min: sum(a.Min, b.Min, false), Max: sum(a.Max, b.Max, true), Best: sum(a.Best, b.Best, true)}
}

func larger(a, b Count) bool {
	aLo, aHi := a.Interval()
	bLo, bHi := b.Interval()
	if aHi != nil && bHi != nil && *aHi != *bHi {
		return *aHi > *bHi
	}
	return aLo > bLo
}
