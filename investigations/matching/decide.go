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
	records       []int32
	rivals        []rival
	ends          []int32
	weighing      weighing
	order         []int32
	clusters      clusters
	near, far     []sought
	claimed, odds []float64
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
	*web
	group
	in     []int32 // record of the group → the first of its unit
	rivals []rival // strong ones
	room   *room
}

// rival is a pair of units of two partners.
type rival struct {
	a, b        int32
	bits        float32 // of the best two of their records
	probability float64
	review      bool // whatever its probability is
}

// settle keeps a pair from being more probable than by itself, and from being dropped
// silently for its rivals.
func (r rival) settle() rival {
	own := probability(float64(r.bits))
	r.probability = min(r.probability, own)
	r.review = r.review || r.probability < reviewFrom && own >= reviewFrom
	return r
}

// besides is how probable it is that a pair tells of one incident, from how probable it
// is that it is the one link its reports may have: a pair that a likelier rival shuts
// out may tell of the same incident where a partner tells of one in two reports and
// they are not seen to be one.
func (m *Model) besides(link, bits float64) float64 {
	return link + max(0, probability(bits)-link)*m.Twice
}

// OneToOne is how probable it is that a pair is the one link its reports may have, what
// besides added taken away: each incident is shared once, however often it is told.
func (m *Model) OneToOne(p Pair) float64 {
	own := probability(p.Bits)
	if p.PartnerA == p.PartnerB || p.Probability >= own {
		return p.Probability
	}
	return max(0, (p.Probability-own*m.Twice)/(1-m.Twice))
}

func (r *rival) shown() bool { return r.review || r.probability >= reviewFrom }

// linkFrom is the probability from which two units are put together. A pair below
// stays a question.
const linkFrom = 0.5

// solve decides one group: it weighs rivals between every two partners, then puts
// units together into incidents, and notes what was decided of each unit.
func (w *web) solve(g group, into *solution) {
	d := deciding{web: w, group: g, rivals: into.room.rivals[:0], room: &into.room}
	d.findUnits(into)
	d.weighRivals()
	c := d.together()
	d.note(c)
	for i := range d.rivals {
		r := &d.rivals[i]
		r.review = r.review || d.twoInOne(d.records[r.a], d.records[r.b])
	}
	d.put(into, c)
	into.room.rivals = d.rivals
}

// findUnits also says which reports of one partner tell of one incident twice.
func (d *deciding) findUnits(into *solution) {
	d.in = nil
	if len(d.likenesses) == 0 {
		return
	}
	d.in = make([]int32, len(d.records))
	for n, i := range d.records {
		d.in[n] = int32(n)
		if u := d.unit[i]; u != i {
			at, _ := slices.BinarySearchFunc(d.records, u, d.compareInTime)
			d.in[n] = int32(at)
		}
	}
	for _, l := range d.likenesses {
		if d.of(l.a) == d.of(l.b) {
			into.duplicates = append(into.duplicates, decided{a: d.records[l.a], b: d.records[l.b], bits: l.bits, probability: probability(float64(l.bits))})
		}
	}
}

func (d *deciding) of(record int32) int32 {
	if d.in == nil {
		return record
	}
	return d.in[record]
}

func (d *deciding) record(i int32) *Record { return &d.Records[d.records[i]] }

// weighRivals finds the pairs of units, and how probable each is beside its rivals.
func (d *deciding) weighRivals() {
	for _, e := range d.edges {
		d.rivals = append(d.rivals, rival{a: d.of(e.a), b: d.of(e.b), bits: e.bits})
	}
	if d.in != nil {
		slices.SortFunc(d.rivals, func(p, q rival) int {
			return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b), cmp.Compare(q.bits, p.bits))
		})
		d.rivals = slices.CompactFunc(d.rivals, func(p, q rival) bool { return p.a == q.a && p.b == q.b })
	}
	room := d.room
	w := &room.weighing
	w.reset()
	room.ends = fill(room.ends, len(d.records)*d.sides, -1) // unit, other partner → its place among ends
	n := int32(0)
	end := func(unit, partner int32) int32 {
		at := &room.ends[unit*int32(d.sides)+partner]
		if *at < 0 {
			*at = n
			n++
			w.beside = append(w.beside, d.beside(d.records[unit], uint16(partner)+1, room))
		}
		return *at
	}
	partner := func(unit int32) int32 { return int32(d.marks[d.records[unit]].partner) - 1 }
	for _, r := range d.rivals {
		w.add(end(r.a, partner(r.b)), end(r.b, partner(r.a)), float64(r.bits))
	}
	w.weigh()
	for i := range d.rivals {
		r := &d.rivals[i]
		r.probability = w.share[i]
		*r = r.settle()
	}
	for unit := range int32(len(d.records)) {
		if d.of(unit) != unit {
			continue
		}
		for p := range int32(d.sides) {
			if p == partner(unit) {
				continue
			}
			claim := &d.claims[int(d.records[unit])*d.sides+int(p)]
			if at := room.ends[unit*int32(d.sides)+p]; at >= 0 {
				*claim = w.claims[at]
			} else {
				*claim = d.beside(d.records[unit], uint16(p)+1, room)
			}
		}
	}
}

// together puts units into incidents: from the likeliest pair down, two clusters
// become one while no partner stands in it twice and their pairs on the whole speak
// for it (correlation clustering; matching.md 3.5). Likeness is never simply passed
// on: of a chain each new member is weighed against every one that is there.
func (d *deciding) together() *clusters {
	room := d.room
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
	c, n := &room.clusters, len(d.records)
	c.of, c.members, c.sure, c.made = fill(c.of, n, -1), fill(c.members, n, nil), fill(c.sure, n, 1), c.made[:0]
	for _, i := range order {
		d.join(c, &d.rivals[i])
	}
	return c
}

// clusters are incidents under construction: which units are together, and how sure it is.
type clusters struct {
	of      []int32   // unit → its cluster, named by its first unit; -1 while it is alone
	members [][]int32 // cluster → its units
	sure    []float64 // cluster → the least probable join that made it
	made    []int32   // where members are written
}

func (c *clusters) find(unit int32, alone *[1]int32) (id int32, members []int32) {
	if id := c.of[unit]; id >= 0 {
		return id, c.members[id]
	}
	alone[0] = unit
	return unit, alone[:]
}

func (d *deciding) join(c *clusters, r *rival) {
	var a, b [1]int32
	ida, as := c.find(r.a, &a)
	idb, bs := c.find(r.b, &b)
	if ida == idb {
		return
	}
	if len(as)+len(bs) > 2 {
		sum := 0.0
		for _, a := range as {
			for _, b := range bs {
				p, q := d.record(a), d.record(b)
				if p.Partner == q.Partner || d.apart != nil && d.apart(p, q) {
					return
				}
				sum += d.bits(a, b)
			}
		}
		if sum <= 0 {
			return
		}
	}
	before := len(c.made)
	c.made = append(append(c.made, as...), bs...)
	joined := c.made[before:]
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

// bits of two units: of their best records, or of the first two where no strong pair
// of them is there.
func (d *deciding) bits(a, b int32) float64 {
	if r, met := d.rivalOf(min(a, b), max(a, b)); met {
		return float64(r.bits)
	}
	if r, met := d.rivalOf(max(a, b), min(a, b)); met {
		return float64(r.bits)
	}
	return float64(d.score(d.records[a], d.records[b]))
}

// note writes down which units were put together.
func (d *deciding) note(c *clusters) {
	for unit, i := range d.records {
		clear := d.mates[int(i)*d.sides : int(i+1)*d.sides]
		for p := range clear {
			clear[p] = -1
		}
		if id := c.of[unit]; id >= 0 {
			for _, other := range c.members[id] {
				if other != int32(unit) {
					j := d.records[other]
					d.mates[d.side(i, d.marks[j].partner)] = j
				}
			}
		}
	}
}

// put gives all reports of different partners in one cluster as pairs, and beside
// them the strong pairs that are a question.
func (d *deciding) put(into *solution, c *clusters) {
	for id, list := range c.members {
		for _, p := range list {
			for _, q := range list {
				if d.record(p).Partner >= d.record(q).Partner {
					continue
				}
				r, _ := d.rivalOf(p, q)
				together := max(r.probability, c.sure[id])
				for _, a := range d.all(d.records[p]) {
					for _, b := range d.all(d.records[q]) {
						if d.apart != nil && d.apart(&d.Records[a], &d.Records[b]) {
							continue // its twin is linked, and it is not
						}
						into.pairs = append(into.pairs, decided{a: a, b: b, bits: d.bitsOf(a, b), probability: d.m.besides(together, float64(r.bits))})
					}
				}
			}
		}
	}
	for i := range d.rivals {
		r := &d.rivals[i]
		if id := c.of[r.a]; id >= 0 && id == c.of[r.b] || !r.shown() {
			continue
		}
		// all pairs of the two units, also the weak ones
		a, b := d.records[r.a], d.records[r.b]
		for _, i := range d.all(a) {
			for _, t := range d.ties[i] {
				if d.unit[t.to] == b {
					s := d.inOrder(i, t.to, t.bits)
					into.pairs = append(into.pairs, decided{a: s.a, b: s.b, bits: t.bits, probability: min(d.m.besides(r.probability, float64(r.bits)), linkFrom), review: true})
				}
			}
		}
	}
}

// rivalOf is how two units were weighed, if they were.
func (d *deciding) rivalOf(a, b int32) (rival, bool) {
	i, met := slices.BinarySearchFunc(d.rivals, scored{a: a, b: b}, func(r rival, s scored) int {
		return compareScored(scored{a: r.a, b: r.b}, s)
	})
	if !met {
		return rival{}, false
	}
	return d.rivals[i], true
}

// bitsOf two records: as they were compared, or compared now if they never met.
func (d *deciding) bitsOf(a, b int32) float32 {
	for _, t := range d.ties[a] {
		if t.to == b {
			return t.bits
		}
	}
	return d.score(a, b)
}
