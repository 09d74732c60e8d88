package matching

import (
	"cmp"
	"slices"
)

// units are the reports of one partner that tell of one incident twice, taken as
// one so that a duplicate does not stand in the way of its partner's link
// (matching.md 3.5). A report by itself is its own unit.
type units struct {
	of      []int32           // record → its unit, named by its first record
	members map[int32][]int32 // unit → records, where there are several
	pairs   []Pair            // the duplicates, each two of a unit
}

// sameBits is what two reports of one partner must score to be taken for one: they
// are the partner's own, and should be one already.
const sameBits = 5.0

// units finds them. Every two reports of a unit score sameBits or more: a chain of
// likenesses makes no unit.
func (x *Index) units(m *Model, all []scored) units {
	u := units{of: make([]int32, len(x.Records)), members: map[int32][]int32{}}
	for i := range u.of {
		u.of[i] = int32(i)
	}
	name := func(i int32) string { return x.Records[i].Report }
	slices.SortFunc(all, func(p, q scored) int {
		return cmp.Or(cmp.Compare(q.bits, p.bits), cmp.Compare(name(p.a), name(q.a)), cmp.Compare(name(p.b), name(q.b)))
	})
	for _, l := range all {
		p, q := u.of[l.a], u.of[l.b]
		if p == q || !x.alike(m, u.all(p), u.all(q)) {
			continue
		}
		joined := append(slices.Clone(u.all(p)), u.all(q)...)
		first := slices.MinFunc(joined, func(a, b int32) int { return cmp.Compare(name(a), name(b)) })
		delete(u.members, p)
		delete(u.members, q)
		u.members[first] = joined
		for _, i := range joined {
			u.of[i] = first
		}
	}
	for _, l := range all {
		if u.of[l.a] == u.of[l.b] {
			a, b := &x.Records[l.a], &x.Records[l.b]
			u.pairs = append(u.pairs, Pair{A: a.Report, B: b.Report, PartnerA: a.Partner, PartnerB: b.Partner, Bits: l.bits, Probability: probability(l.bits), Band: band(probability(l.bits))})
		}
	}
	return u
}

func (u *units) all(unit int32) []int32 {
	if list, several := u.members[unit]; several {
		return list
	}
	return []int32{unit}
}

func (x *Index) alike(m *Model, a, b []int32) bool {
	for _, i := range a {
		for _, j := range b {
			if m.Compare(&x.Records[i], &x.Records[j]).Bits < sameBits {
				return false
			}
		}
	}
	return true
}
