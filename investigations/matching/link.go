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
	edges, likenesses := x.scores(m, &l)
	u := x.units(m, likenesses)
	l.Duplicates = u.pairs
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

// scores compares every candidate pair once: those of different partners, by number,
// and those of one partner that are as good as the same.
func (x *Index) scores(m *Model, l *Linking) (edges, likenesses []scored) {
	type part struct {
		edges, likenesses []scored
		compared, cut     int
	}
	parts := make([]part, (len(x.Records)+partSize-1)/partSize)
	inParts(len(x.Records), func(n, from, to int) {
		p := &parts[n]
		var buffer []int32
		for i := from; i < to; i++ {
			r := &x.Records[i]
			if r.Report == "" {
				continue
			}
			var cut int
			buffer, cut = x.Candidates(r, All, buffer)
			p.cut += cut
			for _, j := range buffer {
				o := &x.Records[j]
				if cut == 0 && !before(r, o) {
					continue // met from the other side; a record with too many is compared with those it kept
				}
				p.compared++
				switch s := m.Compare(r, o); {
				case r.Partner != o.Partner && s.Bits >= leastBits:
					p.edges = append(p.edges, x.inOrder(int32(i), j, s.Bits))
				case r.Partner == o.Partner && s.Bits >= sameBits:
					p.likenesses = append(p.likenesses, x.inOrder(int32(i), j, s.Bits))
				}
			}
		}
	})
	for _, p := range parts {
		edges, likenesses = append(edges, p.edges...), append(likenesses, p.likenesses...)
		l.Compared, l.Cut = l.Compared+p.compared, l.Cut+p.cut
	}
	return tidied(edges), tidied(likenesses)
}

// tidied is each pair once, by number.
func tidied(all []scored) []scored {
	slices.SortFunc(all, func(p, q scored) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return slices.Compact(all)
}

// before orders two records in a way that does not depend on where they stand.
func before(a, b *Record) bool {
	return a.id < b.id || a.id == b.id && a.Report < b.Report
}

// inOrder puts the partner whose code sorts first, and of one partner the report
// that does, in front.
func (x *Index) inOrder(a, b int32, bits float64) scored {
	p, q := &x.Records[a], &x.Records[b]
	if cmp.Or(cmp.Compare(p.Partner, q.Partner), cmp.Compare(p.Report, q.Report)) > 0 {
		a, b = b, a
	}
	return scored{a, b, bits}
}
