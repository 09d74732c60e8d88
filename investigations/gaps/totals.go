package gaps

import (
	"slices"

	"concord/models"
)

// Toll is what one report says of civilians killed, as a total takes it.
type Toll struct {
	Min *int // nil: it says nothing of a minimum
	Max *int // nil: it gives no maximum
}

// CiviliansKilled is the toll of a report. Persons who took a direct part, or were of
// armed forces, are no civilians: where a report counts only such people, no civilian
// was killed. A number without a status bounds civilians from above and no more.
func CiviliansKilled(f models.ReportFacts) Toll {
	if c, ok := models.Total(f.Casualties, models.Cell{Outcome: "KILLED", Status: "CIVILIAN"}); ok && c.Known() {
		lo, hi := c.Interval()
		return Toll{&lo, hi}
	}
	others, open := false, false
	for _, r := range f.Casualties {
		if r.Outcome != "KILLED" || !r.Known() {
			continue
		}
		if r.Status == "" || r.Status == "UNKNOWN" {
			open = true
		} else {
			others = true
		}
	}
	if !open {
		if !others {
			return Toll{}
		}
		none := 0
		return Toll{&none, &none}
	}
	c, ok := models.Total(f.Casualties, models.Cell{Outcome: "KILLED", Status: "UNKNOWN"})
	if !ok {
		c, _ = models.Total(f.Casualties, models.Cell{Outcome: "KILLED"})
	}
	_, hi := c.Interval()
	return Toll{nil, hi}
}

// TolledIncident is an incident with what each partner's report says of it. One that
// lies outside of what is asked for counts only as the other side of an undecided pair.
type TolledIncident struct {
	ID      string
	Tolls   []Toll
	Outside bool
}

// Totals are the people killed in a period, as bounds. They are never a sum of what
// two partners say of the same incident.
type Totals struct {
	Min          int // at least so many
	Max          int // what the upper ends come to; while Open, that many or more
	Open         int // incidents of which no side gives a maximum
	IncidentsMin int // so many, if every undecided pair is one incident
	IncidentsMax int // so many, if every undecided pair is two
	Undecided    int // pairs that nobody has decided on
}

// Total adds the hulls of incidents (domain.md 8, at its end): the lower bound takes
// each undecided pair for one incident, the upper bound for two.
func Total(incidents []TolledIncident, undecided [][2]string) Totals {
	var t Totals
	at := make(map[string]int, len(incidents))
	above := make([]int, len(incidents))
	for i, one := range incidents {
		at[one.ID], above[i] = i, i
	}
	root := func(i int) int {
		for above[i] != i {
			above[i] = above[above[i]]
			i = above[i]
		}
		return i
	}
	for _, pair := range undecided {
		a, okA := at[pair[0]]
		b, okB := at[pair[1]]
		if okA && okB && a != b && !(incidents[a].Outside && incidents[b].Outside) {
			t.Undecided++
			above[root(a)] = root(b)
		}
	}
	together := map[int][]Toll{}
	counted := map[int]bool{}
	for i, one := range incidents {
		r := root(i)
		together[r] = append(together[r], one.Tolls...)
		if one.Outside {
			continue
		}
		counted[r] = true
		t.IncidentsMax++
		_, most, open := hullOf(one.Tolls)
		t.Max += most
		if open {
			t.Open++
		}
	}
	for r := range counted {
		t.IncidentsMin++
		least, _, _ := hullOf(together[r])
		t.Min += least
	}
	return t
}

// hullOf is the smallest interval that holds all tolls. One that says nothing adds
// nothing to the minimum, and the upper end is open only when no side gives one; most
// is then the most that anybody gives for a minimum.
func hullOf(tolls []Toll) (least, most int, open bool) {
	var minima, maxima []int
	for _, toll := range tolls {
		if toll.Min != nil {
			minima = append(minima, *toll.Min)
		}
		if toll.Max != nil {
			maxima = append(maxima, *toll.Max)
		}
	}
	if len(minima) > 0 {
		least = slices.Min(minima)
	}
	if len(maxima) > 0 {
		return least, slices.Max(append(maxima, minima...)), false
	}
	if len(minima) > 0 {
		most = slices.Max(minima)
	}
	return least, most, true
}
