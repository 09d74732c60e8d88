package matching

import (
	"cmp"
	"slices"
)

// sameBits is what two reports of one partner must score to be taken for one: they
// are the partner's own, and should be one already.
const sameBits = 5.0

// joinUnits finds, among reports of one partner that hang together by likeness, those
// that tell of one incident twice. They are taken as one unit, so that a duplicate
// does not stand in the way of its partner's link (matching.md 3.5). Every two reports
// of a unit score sameBits or more: a chain of likenesses makes no unit. A report by
// itself is its own unit.
func (w *web) joinUnits(g group, set func(unit int32, records []int32)) {
	in, members := make([]int32, len(g.records)), make([][]int32, len(g.records))
	for i := range in {
		in[i], members[i] = int32(i), []int32{int32(i)}
	}
	alike := func(a, b []int32) bool {
		for _, i := range a {
			for _, j := range b {
				if w.score(g.records[i], g.records[j]) < sameBits {
					return false
				}
			}
		}
		return true
	}
	slices.SortFunc(g.likenesses, func(p, q scored) int { return cmp.Or(cmp.Compare(q.bits, p.bits), compareScored(p, q)) })
	for _, l := range g.likenesses {
		p, q := in[l.a], in[l.b]
		if p == q || !alike(members[p], members[q]) {
			continue
		}
		joined := slices.Concat(members[p], members[q])
		slices.Sort(joined)
		members[p], members[q] = nil, nil
		members[joined[0]] = joined
		for _, i := range joined {
			in[i] = joined[0]
		}
	}
	for _, list := range members {
		if len(list) == 0 {
			continue
		}
		records := make([]int32, len(list))
		for n, i := range list {
			records[n] = g.records[i]
		}
		set(records[0], records)
	}
}

// score is what two records score in full.
func (w *web) score(i, j int32) float32 {
	return float32(w.m.Compare(&w.Records[i], &w.Records[j]).Bits)
}

// setUnit notes a unit.
func (w *web) setUnit(unit int32, records []int32) {
	for _, i := range records {
		delete(w.several, i)
		w.unit[i], w.joined[i] = unit, len(records) > 1
	}
	if len(records) > 1 {
		w.several[unit] = records
	}
}
