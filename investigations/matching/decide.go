package matching

import (
	"cmp"
	"slices"
)

// solution is what becomes of groups.
type solution struct {
	pairs, duplicates []decided
	room              room
}

// room is what deciding a group needs, kept for the next.
type room struct {
	rivals   []rival
	ends     []int32
	weighing weighing
	order    []int32
	of       []int32
	members  [][]int32
	sure     []float64
}

// fill makes a list of so many equal values, in the room of an older one.
func fill[T any](list []T, n int, value T) []T {
	list = slices.Grow(list[:0], n)[:n]
	for i := range list {
		list[i] = value
	}
	return list
}

// deciding is one group while it is decided. Its answer depends on the records and
// the model alone.
type deciding struct {
	*Index
	m *Model
	group
	units
	rivals []rival
}

// rival is a pair of units of two partners.
type rival struct {
	a, b        int32
	bits        float32 // of the best two of their records
	probability float64
	review      bool
}

// linkFrom is the probability from which two units are put together. A pair below
// stays a question.
const linkFrom = 0.5

// solve decides one group: it weighs rivals between every two partners, then puts
// units together into incidents.
func (x *Index) solve(m *Model, g group, into *solution) {
	if len(g.edges) == 1 && len(g.likenesses) == 0 { // most are
		e := g.edges[0]
		if p := probability(float64(e.bits)); p >= reviewFrom {
			into.pairs = append(into.pairs, decided{a: g.records[e.a], b: g.records[e.b], bits: e.bits, probability: p})
		}
		return
	}
	d := deciding{Index: x, m: m, group: g, rivals: into.room.rivals[:0]}
	d.findUnits(into)
	d.weighRivals(&into.room)
	c := d.together(&into.room)
	d.twoInOne(c)
	d.put(into, c)
	into.room.rivals = d.rivals
}

func (d *deciding) record(i int32) *Record { return &d.Records[d.records[i]] }

func (d *deciding) compare(i, j int32) float32 {
	return float32(d.m.Compare(d.record(i), d.record(j)).Bits)
}

// findUnits also says which reports of one partner tell of one incident twice.
func (d *deciding) findUnits(into *solution) {
	d.joinUnits()
	for _, l := range d.likenesses {
		if d.of(l.a) == d.of(l.b) {
			into.duplicates = append(into.duplicates, decided{a: d.records[l.a], b: d.records[l.b], bits: l.bits, probability: probability(float64(l.bits))})
		}
	}
}

// weighRivals finds the pairs of units, and how probable each is beside its rivals.
func (d *deciding) weighRivals(room *room) {
	for _, e := range d.edges {
		d.rivals = append(d.rivals, rival{a: d.of(e.a), b: d.of(e.b), bits: e.bits})
	}
	if d.in != nil {
		slices.SortFunc(d.rivals, func(p, q rival) int {
			return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b), cmp.Compare(q.bits, p.bits))
		})
		d.rivals = slices.CompactFunc(d.rivals, func(p, q rival) bool { return p.a == q.a && p.b == q.b })
	}
	w := &room.weighing
	w.reset()
	partners := int32(len(d.partners)) + 1
	room.ends = fill(room.ends, len(d.records)*int(partners), -1) // unit, other partner → its place among ends
	n := int32(0)
	end := func(unit, other int32) int32 {
		at := &room.ends[unit*partners+int32(d.marks[d.records[other]].partner)]
		if *at < 0 {
			*at = n
			n++
		}
		return *at
	}
	for _, r := range d.rivals {
		w.add(end(r.a, r.b), end(r.b, r.a), float64(r.bits))
	}
	w.weigh(int(n))
	for i := range d.rivals {
		r := &d.rivals[i]
		own := probability(float64(r.bits))
		r.probability = min(w.share[i], own)
		r.review = r.probability < reviewFrom && own >= reviewFrom // never dropped silently
	}
}

// together puts units into incidents: from the likeliest pair down, two clusters
// become one while no partner stands in it twice and their pairs on the whole speak
// for it (correlation clustering; matching.md 3.5). Likeness is never simply passed
// on: of a chain each new member is weighed against every one that is there.
func (d *deciding) together(room *room) *clusters {
	order := room.order[:0]
	for i, r := range d.rivals {
		if r.probability >= linkFrom {
			order = append(order, int32(i))
		}
	}
	room.order = order
	slices.SortFunc(order, func(i, j int32) int {
		p, q := &d.rivals[i], &d.rivals[j]
		return cmp.Or(cmp.Compare(q.probability, p.probability), cmp.Compare(q.bits, p.bits), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	n := len(d.records)
	room.of, room.members, room.sure = fill(room.of, n, -1), fill(room.members, n, nil), fill(room.sure, n, 1)
	c := &clusters{d: d, of: room.of, members: room.members, sure: room.sure}
	for _, i := range order {
		c.join(d.rivals[i])
	}
	return c
}

// clusters are incidents under construction: which units are together, and how sure it is.
type clusters struct {
	d       *deciding
	of      []int32   // unit → its cluster, named by its first unit; -1 while it is alone
	members [][]int32 // cluster → its units
	sure    []float64 // cluster → the least probable join that made it
	worth   map[[2]int32]float64
}

func (c *clusters) find(unit int32) (int32, []int32) {
	if id := c.of[unit]; id >= 0 {
		return id, c.members[id]
	}
	return unit, []int32{unit}
}

func (c *clusters) join(r rival) {
	ida, as := c.find(r.a)
	idb, bs := c.find(r.b)
	if ida == idb {
		return
	}
	if len(as)+len(bs) > 2 {
		sum := 0.0
		for _, a := range as {
			for _, b := range bs {
				p, q := c.d.record(a), c.d.record(b)
				if p.Partner == q.Partner || c.d.apart != nil && c.d.apart(p, q) {
					return
				}
				sum += c.bits(a, b)
			}
		}
		if sum <= 0 {
			return
		}
	}
	joined := append(slices.Clone(as), bs...)
	id := min(ida, idb)
	sure := min(r.probability, c.sure[ida], c.sure[idb])
	for _, old := range []int32{ida, idb} {
		c.members[old], c.sure[old] = nil, 1
	}
	slices.Sort(joined)
	c.members[id], c.sure[id] = joined, sure
	for _, unit := range joined {
		c.of[unit] = id
	}
}

// bits of two units: of their best records, or of the first two where none met.
func (c *clusters) bits(a, b int32) float64 {
	if c.worth == nil {
		c.worth = map[[2]int32]float64{}
		for _, r := range c.d.rivals {
			c.worth[[2]int32{min(r.a, r.b), max(r.a, r.b)}] = float64(r.bits)
		}
	}
	k := [2]int32{min(a, b), max(a, b)}
	bits, met := c.worth[k]
	if !met {
		bits = float64(c.d.compare(a, b))
		c.worth[k] = bits
	}
	return bits
}

// twoInOne finds reports that nobody is linked to beside ones that are, where the
// numbers of both add up to what the report they compete for says: it may tell of two
// incidents at once (matching.md 3.5). Such a pair is a question for people, however
// improbable it is by itself.
func (d *deciding) twoInOne(c *clusters) {
	for i := range d.rivals {
		r := &d.rivals[i]
		for _, side := range [][2]int32{{r.a, r.b}, {r.b, r.a}} {
			merged, alone := side[0], side[1]
			id := c.of[merged]
			if id < 0 || c.of[alone] >= 0 {
				continue
			}
			for _, other := range c.members[id] {
				if other != merged && d.record(other).Partner == d.record(alone).Partner && addUp(d.record(merged), d.record(other), d.record(alone)) {
					r.review = true
				}
			}
		}
	}
}

// addUp tells whether the people killed by two reports are those of a third, and
// nothing else speaks against its telling of both.
func addUp(whole, a, b *Record) bool {
	sum, x, y := whole.killed.all, a.killed.all, b.killed.all
	if !sum.known() || !x.known() || !y.known() || sum.max < 0 || x.max < 0 || y.max < 0 || x.min < 1 || y.min < 1 {
		return false
	}
	meet := int(x.min)+int(y.min) <= int(sum.max) && int(sum.min) <= int(x.max)+int(y.max)
	return meet && whole.time.level(&a.time) < withinTenDays && whole.time.level(&b.time) < withinTenDays &&
		actorLevel(whole.actors, b.actors) != otherActor
}

// put gives all reports of different partners in one cluster as pairs, and beside
// them the pairs that are a question.
func (d *deciding) put(into *solution, c *clusters) {
	for id, list := range c.members {
		for _, p := range list {
			for _, q := range list {
				if d.record(p).Partner >= d.record(q).Partner {
					continue
				}
				together := max(d.rivalOf(p, q).probability, c.sure[id])
				for _, a := range d.all(p) {
					for _, b := range d.all(q) {
						if d.apart != nil && d.apart(d.record(a), d.record(b)) {
							continue // its twin is linked, and it is not
						}
						into.pairs = append(into.pairs, decided{a: d.records[a], b: d.records[b], bits: d.bitsOf(a, b), probability: together})
					}
				}
			}
		}
	}
	in := func(unit int32) int32 {
		if id := c.of[unit]; id >= 0 {
			return id
		}
		return -1 - unit
	}
	for _, e := range d.edges {
		a, b := d.of(e.a), d.of(e.b)
		r := d.rivalOf(a, b)
		if in(a) == in(b) || r.probability < reviewFrom && !r.review {
			continue
		}
		into.pairs = append(into.pairs, decided{a: d.records[e.a], b: d.records[e.b], bits: e.bits, probability: min(r.probability, linkFrom), review: true})
	}
}

// rivalOf is how two units were weighed; the zero rival where they never met.
func (d *deciding) rivalOf(a, b int32) rival {
	i, met := slices.BinarySearchFunc(d.rivals, scored{a: a, b: b}, func(r rival, s scored) int {
		return compareScored(scored{a: r.a, b: r.b}, s)
	})
	if !met {
		return rival{}
	}
	return d.rivals[i]
}

// bitsOf two records: as they were compared, or compared now if they never met.
func (d *deciding) bitsOf(a, b int32) float32 {
	i, met := slices.BinarySearchFunc(d.edges, scored{a: a, b: b}, compareScored)
	if met {
		return d.edges[i].bits
	}
	return d.compare(a, b)
}
