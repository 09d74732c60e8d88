package models

import (
	"fmt"
	"slices"
	"strings"
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

// CellAt reads what Path writes; false for the path of anything else.
func CellAt(path string) (c Cell, ok bool) {
	parts := strings.Split(path, "/")
	if len(parts) < 2 || parts[0] != "casualties" {
		return c, false
	}
	c.Outcome = parts[1]
	for _, p := range parts[2:] {
		switch key, value, _ := strings.Cut(p, "="); key {
		case "sex":
			c.Sex = value
		case "age":
			c.Age = value
		case "protected":
			c.Protected = value
		default:
			c.Status = p
		}
	}
	return c, true
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
func Total(rows []Casualty, cell Cell) (Count, bool) { return TallyOf(rows).Total(cell) }

// Tally is rows summed cell by cell, for whoever asks for many totals.
type Tally []tallied

type tallied struct {
	Cell
	Count
}

// TallyOf sums rows; it is never nil.
func TallyOf(rows []Casualty) Tally {
	t := make(Tally, 0, len(rows))
next:
	for _, r := range rows {
		k := r.Cell()
		for i := range t {
			if t[i].Cell == k {
				t[i].Count = add(t[i].Count, r.Count)
				continue next
			}
		}
		t = append(t, tallied{k, r.Count})
	}
	return t
}

// Total is Total of the rows.
func (t Tally) Total(cell Cell) (best Count, ok bool) {
	said := false
	for i := range t {
		if t[i].Cell == cell {
			return t[i].Count, true
		}
		said = said || t[i].Outcome == cell.Outcome
	}
	if !said {
		return best, false
	}
	for axis := range axes {
		if *axisOf(&cell, axis) != "" {
			continue
		}
		sum, any := Count{}, false
		for i := range t {
			value := *axisOf(&t[i].Cell, axis)
			if !t.first(i, axis, &cell) {
				continue
			}
			part := cell
			*axisOf(&part, axis) = value
			c, stated := t.Total(part)
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

// first tells whether a row is the first inside a cell to state its value of an axis.
func (t Tally) first(i, axis int, cell *Cell) bool {
	value := *axisOf(&t[i].Cell, axis)
	if value == "" || !t[i].inside(cell) {
		return false
	}
	for k := range t[:i] {
		if *axisOf(&t[k].Cell, axis) == value && t[k].inside(cell) {
			return false
		}
	}
	return true
}

// values lists what the rows inside a cell state on an axis, in a fixed order.
func (t Tally) values(axis int, cell *Cell) (out []string) {
	for i := range t {
		if t.first(i, axis, cell) {
			out = append(out, *axisOf(&t[i].Cell, axis))
		}
	}
	slices.Sort(out)
	return out
}

// inside tells whether a cell is a part of another.
func (c *Cell) inside(of *Cell) bool {
	return c.Outcome == of.Outcome && (of.Status == "" || c.Status == of.Status) && (of.Sex == "" || c.Sex == of.Sex) &&
		(of.Age == "" || c.Age == of.Age) && (of.Protected == "" || c.Protected == of.Protected)
}

// axes are the ways a total is broken down, status first.
const axes = 4

func axisOf(c *Cell, axis int) *string {
	switch axis {
	case 0:
		return &c.Status
	case 1:
		return &c.Sex
	case 2:
		return &c.Age
	}
	return &c.Protected
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
