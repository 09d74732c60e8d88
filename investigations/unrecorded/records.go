package unrecorded

import (
	"cmp"
	"fmt"
	"slices"
)

// Records are partners' lists and what links them.
type Records struct {
	Lists   []string
	Reports []Report
	Links   []Link
}

// Report is what is asked of one report.
type Report struct {
	List     int     // a place in Records.Lists
	Killed   float64 // people, the middle of what is stated; NaN is not stated
	District string  // "" is not stated
	Month    string  // "2031-03", so that months sort by time; "" is not stated
}

// Link says how probable it is that two reports, places in Records.Reports, tell of
// one incident. Two of one list that are linked are one incident told twice and count
// once. Of two lists, those above one half are taken to hold, the likeliest first,
// unless a list would then tell of an incident twice.
type Link struct {
	A, B        int
	Probability float64
}

// Check reports the first thing that makes records useless.
func (r Records) Check() error {
	if n := len(r.Lists); n < 2 || n > MostLists {
		return fmt.Errorf("overlaps of %d lists cannot be estimated from; it takes 2 to %d", n, MostLists)
	}
	for i, report := range r.Reports {
		if report.List < 0 || report.List >= len(r.Lists) {
			return fmt.Errorf("report %d is in list %d, of %d", i, report.List, len(r.Lists))
		}
	}
	for i, l := range r.Links {
		if l.A < 0 || l.B < 0 || l.A >= len(r.Reports) || l.B >= len(r.Reports) || l.A == l.B {
			return fmt.Errorf("link %d is between reports %d and %d, of %d", i, l.A, l.B, len(r.Reports))
		}
		if !(l.Probability >= 0 && l.Probability <= 1) {
			return fmt.Errorf("link %d has the probability %v; it must be 0 to 1", i, l.Probability)
		}
	}
	return nil
}

// unit is what one list says of one incident, in one report or in several.
type unit struct {
	list int
	said labels
}

// units puts the reports of one list that are linked together, and gives for each
// report its unit.
func (r Records) units(n names) (units []unit, of []int) {
	same := newGroups(len(r.Reports))
	for _, l := range r.Links {
		if r.Reports[l.A].List == r.Reports[l.B].List {
			same.join(l.A, l.B)
		}
	}
	of = make([]int, len(r.Reports))
	several := map[int][]labels{}
	for i, report := range r.Reports {
		first := same.find(i) // comes before all others of its set
		if first == i {
			of[i] = len(units)
			units = append(units, unit{report.List, n.of(report)})
			continue
		}
		u := of[first]
		of[i] = u
		if several[u] == nil {
			several[u] = []labels{units[u].said}
		}
		several[u] = append(several[u], n.of(report))
	}
	for u, said := range several {
		units[u].said = agreed(said)
	}
	return units, of
}

// between are the links between units of different lists, the likeliest of every two,
// best first.
func (r Records) between(units []unit, of []int) []Link {
	var links []Link
	for _, l := range r.Links {
		if a, b := of[l.A], of[l.B]; units[a].list != units[b].list {
			links = append(links, Link{min(a, b), max(a, b), l.Probability})
		}
	}
	byEnds := func(p, q Link) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) }
	slices.SortFunc(links, func(p, q Link) int { return cmp.Or(byEnds(p, q), cmp.Compare(q.Probability, p.Probability)) })
	links = slices.CompactFunc(links, func(p, q Link) bool { return byEnds(p, q) == 0 })
	slices.SortStableFunc(links, func(p, q Link) int { return cmp.Compare(q.Probability, p.Probability) })
	return links
}

// Middle is what Report.Killed takes for a count from low to high people; without
// high it is "at least low", and counts as low.
func Middle(low int, high *int) float64 {
	if high == nil {
		return float64(low)
	}
	return float64(low+*high) / 2
}
