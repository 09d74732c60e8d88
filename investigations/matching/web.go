package matching

import (
	"cmp"
	"slices"
)

// StrongBits is what a pair must score for its two reports to be decided together:
// even odds by itself. A weaker one is never a link; it takes a little from what the
// stronger ones of its reports may claim, and may be a question for people. So only
// what hangs together by strong pairs is decided at once, and that stays small
// however crowded a year is, while by weak pairs nearly everything hangs together.
const StrongBits = 0

func strong(bits float32) bool { return bits >= StrongBits }

// tie is a pair that weighs something, as one of its records sees it.
type tie struct {
	to   int32
	bits float32
}

// web is records with all pairs of them that weigh something, and what was decided.
type web struct {
	*Index
	m       *Model
	ties    [][]tie
	unit    []int32           // record → its unit, named by the unit's first record
	joined  []bool            // record → whether its unit has others
	several map[int32][]int32 // unit → its records, where there is more than one

	// What was decided, of each unit and partner: how much all its candidates of that
	// partner claim, weighed by how free each is, and which unit it was put together with.
	sides  int
	claims []float64
	mates  []int32

	frees []float64 // how free each unit is for each partner, while all are decided; else nil
}

// woven makes the web of records that stand in the order of time, and finds the units.
func (x *Index) woven(m *Model, found *scores) *web {
	n := len(x.Records)
	w := &web{Index: x, m: m, ties: make([][]tie, n), unit: make([]int32, n), joined: make([]bool, n), several: map[int32][]int32{}}
	for i := range w.unit {
		w.unit[i] = int32(i)
	}
	w.makeRoom()
	lists := [][]scored{found.edges, found.likenesses}
	count := make([]int32, n)
	for _, list := range lists {
		for _, e := range list {
			count[e.a]++
			count[e.b]++
		}
	}
	all := make([]tie, 2*(len(found.edges)+len(found.likenesses)))
	for i, k := range count {
		w.ties[i], all = all[:0:k], all[k:]
	}
	for _, list := range lists {
		for _, e := range list {
			w.ties[e.a] = append(w.ties[e.a], tie{e.b, e.bits})
			w.ties[e.b] = append(w.ties[e.b], tie{e.a, e.bits})
		}
	}
	found.edges = nil // the ties tell them
	alike := grouped(n, nil, found.likenesses)
	var room []int32
	for g := range alike.ends {
		w.joinUnits(alike.at(g, &room), w.setUnit)
	}
	return w
}

// decide decides everything.
func (w *web) decide(found *scores, told func(string, int, int)) (pairs, duplicates []decided) {
	firm := make([][]scored, len(w.Records)/partSize+1)
	inParts(len(w.Records), func(part, from, to int) {
		for i := int32(from); i < int32(to); i++ {
			w.eachPair(i, func(t tie) {
				if strong(t.bits) {
					firm[part] = append(firm[part], w.inOrder(i, t.to, t.bits))
				}
			})
		}
	})
	groups := grouped(len(w.Records), slices.Concat(firm...), found.likenesses)
	solved := make([]solution, max(len(groups.ends), len(w.Records))/partSize+1)
	frees := make([]float64, len(w.Records)*w.sides)
	inParts(len(w.Records), func(part, from, to int) {
		for i := int32(from); i < int32(to); i++ {
			for p := 0; p < w.sides && w.unit[i] == i; p++ {
				frees[int(i)*w.sides+p] = w.free(i, uint16(p)+1, &solved[part].room)
			}
		}
	})
	w.frees = frees
	defer func() { w.frees = nil }() // later changes would not show in them
	inParts(len(w.Records), func(part, from, to int) {
		for i := int32(from); i < int32(to); i++ {
			if len(w.ties[i]) > 0 {
				w.lone(i, &solved[part].room)
			}
		}
	})
	inParts(len(groups.ends), func(part, from, to int) {
		for g := from; g < to; g++ {
			w.solve(groups.at(g, &solved[part].room.records), &solved[part])
		}
		told("deciding", to, len(groups.ends))
	})
	inParts(len(w.Records), func(part, from, to int) {
		for i := int32(from); i < int32(to); i++ {
			w.eachPair(i, func(t tie) {
				if !strong(t.bits) {
					w.asked(i, t.to, t.bits, &solved[part])
				}
			})
		}
	})
	n := 0
	for _, s := range solved {
		n += len(s.pairs)
	}
	pairs = make([]decided, 0, n)
	for i := range solved {
		s := &solved[i]
		pairs, duplicates = append(pairs, s.pairs...), append(duplicates, s.duplicates...)
		*s = solution{}
	}
	return pairs, duplicates
}

// eachPair gives the pairs that a record has with others of a higher number, of other
// partners: those of all records are each pair once.
func (w *web) eachPair(i int32, f func(tie)) {
	for _, t := range w.ties[i] {
		if i < t.to && !w.own(i, t.to) {
			f(t)
		}
	}
}

// lone decides a record that has no strong pair, or will be decided with its group.
func (w *web) lone(i int32, room *room) {
	for p := range w.sides {
		w.mates[int(i)*w.sides+p] = -1
		if p != int(w.marks[i].partner)-1 && w.unit[i] == i {
			w.claims[int(i)*w.sides+p] = w.beside(i, uint16(p)+1, room)
		}
	}
}

// makeRoom has room for every record and partner that is there.
func (w *web) makeRoom() {
	n := len(w.Records)
	for len(w.unit) < n {
		w.unit, w.joined, w.ties = append(w.unit, int32(len(w.unit))), append(w.joined, false), append(w.ties, nil)
	}
	if sides := len(w.partners); sides > w.sides {
		claims, mates := make([]float64, n*sides), fill([]int32(nil), n*sides, -1)
		for i := 0; w.sides > 0 && i < len(w.claims)/w.sides; i++ {
			copy(claims[i*sides:], w.claims[i*w.sides:(i+1)*w.sides])
			copy(mates[i*sides:], w.mates[i*w.sides:(i+1)*w.sides])
		}
		w.sides, w.claims, w.mates = sides, claims, mates
	}
	for len(w.mates) < n*w.sides {
		w.claims, w.mates = append(w.claims, 0), append(w.mates, -1)
	}
}

// side is the place of what was decided of a unit and a partner.
func (w *web) side(unit int32, partner uint16) int { return int(unit)*w.sides + int(partner) - 1 }

func (w *web) own(i, j int32) bool { return w.marks[i].partner == w.marks[j].partner }

// all are the records of a unit.
func (w *web) all(unit int32) []int32 {
	if w.joined[unit] {
		return w.several[unit]
	}
	return []int32{unit}
}

// sought is a unit of another partner as one unit sees it: by its best pair.
type sought struct {
	unit    int32
	partner uint16
	bits    float32
}

// seen are the units of other partners that a unit has pairs with, each once.
func (w *web) seen(unit int32, into []sought) []sought {
	into = into[:0]
	again := w.joined[unit]
	for _, i := range w.all(unit) {
		for _, t := range w.ties[i] {
			if !w.own(i, t.to) {
				into = append(into, sought{w.unit[t.to], w.marks[t.to].partner, t.bits})
				again = again || w.joined[t.to]
			}
		}
	}
	if !again {
		return into
	}
	slices.SortFunc(into, func(p, q sought) int { return cmp.Or(cmp.Compare(p.unit, q.unit), cmp.Compare(q.bits, p.bits)) })
	return slices.CompactFunc(into, func(p, q sought) bool { return p.unit == q.unit })
}

// total adds up; the sum does not depend on the order.
func total(parts []float64) (sum float64) {
	slices.Sort(parts)
	for _, p := range parts {
		sum += p
	}
	return sum
}

// free is how free a unit is for a weak pair with a partner, as far as one may know
// without deciding: the more so the less its strong pairs with that partner claim.
func (w *web) free(unit int32, partner uint16, room *room) float64 {
	if w.frees != nil {
		return w.frees[w.side(unit, partner)]
	}
	room.far = w.seen(unit, room.far)
	room.odds = room.odds[:0]
	for _, s := range room.far {
		if s.partner == partner && strong(s.bits) {
			room.odds = append(room.odds, oddsOf(float64(s.bits)))
		}
	}
	return 1 / (1 + total(room.odds))
}

// beside is what the weak pairs of a unit with a partner claim of it.
func (w *web) beside(unit int32, partner uint16, room *room) float64 {
	room.near = w.seen(unit, room.near)
	room.claimed = room.claimed[:0]
	for _, s := range room.near {
		if s.partner == partner && !strong(s.bits) {
			room.claimed = append(room.claimed, oddsOf(float64(s.bits))*w.free(s.unit, w.marks[unit].partner, room))
		}
	}
	return total(room.claimed)
}

// claim is what all pairs of a unit with a partner claim of it: as it was decided in
// its group, or of one that has only weak pairs with that partner those.
func (w *web) claim(unit int32, partner uint16) float64 { return w.claims[w.side(unit, partner)] }

// question is what becomes of a weak pair of two units, one weighed with what else
// claims each of them.
func (w *web) question(a, b int32, bits float32, room *room) rival {
	odds := oddsOf(float64(bits))
	p, q := w.marks[a].partner, w.marks[b].partner
	others := (1 + rest(w.claim(a, q), odds*w.free(b, p, room))) * (1 + rest(w.claim(b, p), odds*w.free(a, q, room)))
	r := rival{a: a, b: b, bits: bits, probability: odds / (odds + others)}
	r.review = w.twoInOne(a, b)
	return r.settle()
}

// together tells whether two units of different partners were put together.
func (w *web) together(a, b int32) bool { return w.mates[w.side(a, w.marks[b].partner)] == b }

// alone tells whether a unit was put together with none.
func (w *web) alone(unit int32) bool {
	for _, mate := range w.mates[int(unit)*w.sides : int(unit+1)*w.sides] {
		if mate >= 0 {
			return false
		}
	}
	return true
}

// twoInOne tells whether one of two units is linked, the other is not, and the numbers
// of the other and of what the first is linked with add up to what the first says: it
// may tell of two incidents at once (matching.md 3.5). Such a pair is a question for
// people, however improbable it is by itself.
func (w *web) twoInOne(a, b int32) bool {
	for _, side := range [][2]int32{{a, b}, {b, a}} {
		merged, alone := side[0], side[1]
		other := w.mates[w.side(merged, w.marks[alone].partner)]
		if other >= 0 && w.alone(alone) && addUp(&w.Records[merged], &w.Records[other], &w.Records[alone]) {
			return true
		}
	}
	return false
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

// asked gives a weak pair of two records as it is shown, if it is.
func (w *web) asked(i, j int32, bits float32, into *solution) {
	a, b := w.unit[i], w.unit[j]
	if w.together(a, b) {
		return // told with the group of both
	}
	best := bits
	if len(w.all(a))+len(w.all(b)) > 2 {
		into.room.near = w.seen(a, into.room.near)
		for _, s := range into.room.near {
			if s.unit == b {
				best = max(best, s.bits)
			}
		}
		if strong(best) {
			return // decided with the group of both
		}
	}
	if r := w.question(a, b, best, &into.room); r.shown() {
		s := w.inOrder(i, j, bits)
		into.pairs = append(into.pairs, decided{a: s.a, b: s.b, bits: bits, probability: min(w.m.besides(r.probability, float64(r.bits)), linkFrom), review: true})
	}
}
