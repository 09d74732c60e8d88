package unrecorded

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
)

// Table counts incidents by which lists hold them. Counts[s] are in the lists of the
// set s and in no other: bit i of s stands for Lists[i]. Counts[0], those in no list,
// is what is asked for and never read. Counts may be fractions, as links are weighed.
type Table struct {
	Lists  []string
	Counts []float64
}

// NewTable is a table of these lists without any incident.
func NewTable(lists ...string) Table {
	return Table{lists, make([]float64, 1<<len(lists))}
}

// fault is why a table cannot be worked with at all, "" for none.
func (t Table) fault() string {
	if n := len(t.Lists); n < 2 || n > MostLists {
		return fmt.Sprintf("Overlaps of %d lists cannot be estimated from; it takes 2 to %d.", n, MostLists)
	}
	if len(t.Counts) != 1<<len(t.Lists) {
		return fmt.Sprintf("A table of %d lists has %d counts; %d were given.", len(t.Lists), 1<<len(t.Lists), len(t.Counts))
	}
	for _, n := range t.Counts[1:] {
		if !(n >= 0) || math.IsInf(n, 0) {
			return fmt.Sprintf("%v is not a count.", n)
		}
	}
	return ""
}

// Recorded is how many incidents are in some list.
func (t Table) Recorded() (n float64) {
	for _, count := range t.Counts[1:] {
		n += count
	}
	return n
}

// In is how many incidents are in every list of a set, whatever others hold them.
func (t Table) In(set int) (n float64) {
	for s := 1; s < len(t.Counts); s++ {
		if s&set == set {
			n += t.Counts[s]
		}
	}
	return n
}

// Held is how many incidents are in exactly so many lists.
func (t Table) Held(lists int) (n float64) {
	for s := 1; s < len(t.Counts); s++ {
		if bits.OnesCount(uint(s)) == lists {
			n += t.Counts[s]
		}
	}
	return n
}

// empty is the reason why a table gives no number whatever the method, "" for none:
// a list without incidents, or too few in common.
func (t Table) empty() string {
	if why := t.fault(); why != "" {
		return why
	}
	for i, name := range t.Lists {
		if t.In(1<<i) < nothing {
			return fmt.Sprintf("%s holds no incident here, so nothing can be compared with it.", name)
		}
	}
	if shared := t.Recorded() - t.Held(1); shared < LeastShared {
		return tooFew(shared)
	}
	return ""
}

func tooFew(shared float64) string {
	return fmt.Sprintf("Only %s in more than one list; it takes %d.", incidents(shared), LeastShared)
}

// Name of a set of lists: "EXH:ABA".
func (t Table) Name(set int) string {
	var names []string
	for i, name := range t.Lists {
		if set>>i&1 == 1 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ":")
}

// pairs are the sets of two lists, in order.
func pairs(lists int) (sets []int) {
	for i := range lists {
		for j := i + 1; j < lists; j++ {
			sets = append(sets, 1<<i|1<<j)
		}
	}
	return sets
}

// averageTable is the mean of tables of the same lists.
func averageTable(tables []Table) Table {
	t := NewTable(tables[0].Lists...)
	for _, o := range tables {
		t.add(o)
	}
	for set := range t.Counts {
		t.Counts[set] /= float64(len(tables))
	}
	return t
}

func (t Table) add(o Table) {
	for set, n := range o.Counts {
		t.Counts[set] += n
	}
}
