package matching

import (
	"cmp"
	"slices"
)

// leastBits is what a pair must score to be weighed against its rivals (matching.md
// 3.5); below it nobody needs to look.
const leastBits = -6.0

// Linking is what becomes of many reports of several partners.
type Linking struct {
	Pairs      []Pair // reports of different partners that are linked or to be looked at, best first
	Duplicates []Pair // reports of one partner that tell of one incident twice
	Estimate   Estimate
	Compared   int // pairs
	Cut        int // candidates left out because a report had too many
}

// Link finds which reports of different partners tell of one incident. It changes
// the weights of the records' words. The result does not depend on the order of the
// records.
func Link(records []Record) Linking {
	vocabulary := Count(records)
	for i := range records {
		vocabulary.Weigh(&records[i])
	}
	x := NewIndex(records, &vocabulary)
	l := Linking{Estimate: x.Learn()}
	m := l.Estimate.Model
	u := x.duplicates(m)
	l.Duplicates = u.pairs
	edges := x.edges(m, &u, &l)
	l.Pairs = x.decide(m, &u, edges)
	slices.SortFunc(l.Pairs, func(p, q Pair) int {
		return cmp.Or(cmp.Compare(q.Probability, p.Probability), cmp.Compare(q.Bits, p.Bits), cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
	})
	return l
}

// scored is a pair of records by number, and what they score.
type scored struct {
	a, b int32
	bits float64
}

// edges scores every candidate pair of different partners once.
func (x *Index) edges(m *Model, u *units, l *Linking) (all []scored) {
	var buffer []int32
	for i := range x.Records {
		r := &x.Records[i]
		if r.Report == "" {
			continue
		}
		var cut int
		buffer, cut = x.Candidates(r, false, buffer)
		l.Cut += cut
		for _, j := range buffer {
			o := &x.Records[j]
			if o.Partner < r.Partner && !cutOff(cut) {
				continue // met from the other side
			}
			l.Compared++
			if s := m.Compare(r, o); s.Bits >= leastBits {
				all = append(all, x.inOrder(int32(i), j, s.Bits))
			}
		}
	}
	slices.SortFunc(all, func(p, q scored) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return slices.Compact(all)
}

// cutOff: a report with too many candidates is compared with those kept from its
// own side, whether or not the others kept it.
func cutOff(cut int) bool { return cut > 0 }

func (x *Index) inOrder(a, b int32, bits float64) scored {
	if x.Records[b].Partner < x.Records[a].Partner {
		a, b = b, a
	}
	return scored{a, b, bits}
}
