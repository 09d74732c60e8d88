package matching

import (
	"cmp"
	"slices"
)

// units are the reports of one partner that tell of one incident twice, taken as
// one so that a duplicate does not stand in the way of its partner's link
// (matching.md 3.5). A report by itself is its own unit.
type units struct {
	in      []int32           // record of the group → its unit, named by its first record; nil where all stand alone
	members map[int32][]int32 // unit → records, where there are several
}

// sameBits is what two reports of one partner must score to be taken for one: they
// are the partner's own, and should be one already.
const sameBits = 5.0

// joinUnits finds them. Every two reports of a unit score sameBits or more: a chain of
// likenesses makes no unit.
func (d *deciding) joinUnits() {
	if len(d.likenesses) == 0 {
		return
	}
	d.in, d.members = make([]int32, len(d.records)), map[int32][]int32{}
	for i := range d.in {
		d.in[i] = int32(i)
	}
	best := slices.Clone(d.likenesses)
	slices.SortFunc(best, func(p, q scored) int {
		return cmp.Or(cmp.Compare(q.bits, p.bits), compareScored(p, q))
	})
	for _, l := range best {
		p, q := d.of(l.a), d.of(l.b)
		if p == q || !d.alike(d.all(p), d.all(q)) {
			continue
		}
		joined := append(slices.Clone(d.all(p)), d.all(q)...)
		slices.Sort(joined)
		delete(d.members, p)
		delete(d.members, q)
		d.members[joined[0]] = joined
		for _, i := range joined {
			d.in[i] = joined[0]
		}
	}
}

func (u *units) of(record int32) int32 {
	if u.in == nil {
		return record
	}
	return u.in[record]
}

func (u *units) all(unit int32) []int32 {
	if list, several := u.members[unit]; several {
		return list
	}
	return []int32{unit}
}

func (d *deciding) alike(a, b []int32) bool {
	for _, i := range a {
		for _, j := range b {
			if d.compare(i, j) < sameBits {
				return false
			}
		}
	}
	return true
}
