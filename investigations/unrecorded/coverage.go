package unrecorded

import "fmt"

// expectedAtLeast is how many reports must be missing from a stratum before it is
// said that a list does not cover it: by chance there would be none once in 150.
const expectedAtLeast = 5.0

// Uncovered is a stratum that some list does not cover: what the lists share there
// says nothing, so it is left out of every number.
type Uncovered struct {
	Way, Name string // "district", "Tarn"
	Lists     []string
}

// Why says it in a sentence.
func (u Uncovered) Why() string {
	return fmt.Sprintf("%s recorded nothing here, though by what others recorded it should have.", join(u.Lists))
}

// coverage is by way and stratum the set of lists that do not cover it.
type coverage [ways][]int

// coverage finds strata without any report of a list that, by the share of the others,
// should have five or more. A list that names the place otherwise, but is linked to
// reports there, has them. Months without are taken together while they follow each
// other: a partner that came late was not there from the start.
func (l *linked) coverage() (c coverage) {
	for way := range ways {
		strata := len(l.names[way])
		c[way] = make([]int, strata+1)
		for list := range l.lists {
			own, others, all := l.shares(way, list)
			for from := 1; from <= strata; {
				to, expected := from, 0.0
				for to <= strata && own[to] == 0 && (to == from || way == byMonth) {
					expected += own[0] * others[to] / all
					to++
				}
				for s := from; expected >= expectedAtLeast && s < to; s++ {
					c[way][s] |= 1 << list
				}
				from = max(to, from+1)
			}
		}
	}
	return c
}

// shares are by stratum how many incidents a list holds, at 0 in all strata together,
// and how many the others hold.
func (l *linked) shares(way, list int) (own, others []float64, all float64) {
	own, others = make([]float64, len(l.names[way])+1), make([]float64, len(l.names[way])+1)
	for _, u := range l.units {
		switch s := u.said.stratum(way); {
		case s == 0:
		case u.list == list:
			own[s]++
			own[0]++
		default:
			others[s]++
			all++
		}
	}
	for _, p := range l.made {
		a, b := l.units[p.A], l.units[p.B]
		if b.list == list {
			a, b = b, a
		}
		if s := b.said.stratum(way); a.list == list && s != 0 {
			own[s]++ // of itself under another name; the sum at 0 has it already
		}
	}
	return own, others, all
}

// outside tells whether some list does not cover where or when this was.
func (c *coverage) outside(l labels) bool {
	for way := range ways {
		if c[way][l.stratum(way)] != 0 {
			return true
		}
	}
	return false
}

// uncovered is all that some list does not cover.
func (l *linked) uncovered() (out []Uncovered) {
	for way := range ways {
		for s, lists := range l.covers[way] {
			if lists != 0 {
				out = append(out, l.uncoveredAt(way, s))
			}
		}
	}
	return out
}

func (l *linked) uncoveredAt(way, s int) Uncovered {
	u := Uncovered{Way: wayNames[way], Name: l.names[way][s-1]}
	for i, name := range l.lists {
		if l.covers[way][s]>>i&1 == 1 {
			u.Lists = append(u.Lists, name)
		}
	}
	return u
}
