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
	Pairs    []Pair // every pair that is linked or to be looked at, best first
	Estimate Estimate
	Compared int // pairs
	Cut      int // candidates left out because a report had too many
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
	var l Linking
	l.Estimate = x.Learn()
	l.Pairs = x.pairs(l.Estimate.Model, &l)
	l.Pairs = Assign(l.Pairs)
	l.Pairs = slices.DeleteFunc(l.Pairs, func(p Pair) bool { return p.Band == "" })
	slices.SortFunc(l.Pairs, func(p, q Pair) int {
		return cmp.Or(cmp.Compare(q.Probability, p.Probability), cmp.Compare(q.Bits, p.Bits), cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
	})
	return l
}

// pairs scores every candidate pair of different partners once.
func (x *Index) pairs(m *Model, l *Linking) (pairs []Pair) {
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
			l.Compared++
			if o.Partner < r.Partner {
				continue // met from the other side
			}
			if s := m.Compare(r, o); s.Bits >= leastBits {
				pairs = append(pairs, Pair{A: r.Report, B: o.Report, PartnerA: r.Partner, PartnerB: o.Partner, Bits: s.Bits, Probability: s.Probability, Band: s.Band})
			}
		}
	}
	return pairs
}
