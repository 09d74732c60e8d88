package matching

import (
	"iter"
	"math"
	"slices"
)

// weighing is pairs while their rivals are weighed.
type weighing struct {
	a, b   []int32 // the two ends of each
	odds   []float64
	beside []float64 // of each end, what else claims it
	share  []float64 // what comes of it: how probable each pair is,
	claims []float64 // and what claims each end in all

	// Room for the work.
	above, first, order, line []int32
	ways                      []way
	before, after, next       []float64
	toA, toB                  []float64 // of each pair, the weight with which the other end is free for it, were it not there
}

func (w *weighing) reset() { w.a, w.b, w.odds, w.beside = w.a[:0], w.b[:0], w.odds[:0], w.beside[:0] }

func (w *weighing) add(a, b int32, bits float64) {
	w.a, w.b, w.odds = append(w.a, a), append(w.b, b), append(w.odds, oddsOf(bits))
}

// oddsLimit, in bits, keeps the sums below within what a float64 can tell apart.
const oddsLimit = 40

// oddsOf bits.
func oddsOf(bits float64) float64 { return math.Exp2(max(-oddsLimit, min(oddsLimit, bits))) }

// weigh finds how probable each pair is among all ways to link reports one to one, each
// way weighed by the product of its pairs' odds. Each group that hangs together is gone
// through way by way; one that is too wide for that is weighed by exchange.
func (w *weighing) weigh() {
	w.share = fill(w.share, len(w.odds), 0)
	w.claims = append(w.claims[:0], w.beside...)
	w.line = fill(w.line, len(w.beside), -1)
	for group := range w.groups() {
		if !w.count(group) {
			w.exchange(group)
		}
	}
}

// groups gives the pairs of each group, by number.
func (w *weighing) groups() iter.Seq[[]int32] {
	w.above = w.above[:0]
	for e := range w.beside {
		w.above = append(w.above, int32(e))
	}
	root := func(e int32) int32 {
		for w.above[e] != e {
			w.above[e] = w.above[w.above[e]]
			e = w.above[e]
		}
		return e
	}
	for i := range w.odds {
		w.above[root(w.b[i])] = root(w.a[i])
	}
	w.first = fill(w.first, len(w.beside)+1, 0) // of each group, named by its root, the place of its next pair
	for i := range w.odds {
		w.first[root(w.a[i])+1]++
	}
	for e := range w.beside {
		w.first[e+1] += w.first[e]
	}
	w.order = fill(w.order, len(w.odds), 0)
	for i := range w.odds {
		at := &w.first[root(w.a[i])]
		w.order[*at] = int32(i)
		*at++
	}
	return func(yield func([]int32) bool) {
		for from := int32(0); int(from) < len(w.order); {
			to := w.first[root(w.a[w.order[from]])]
			if !yield(w.order[from:to]) {
				return
			}
			from = to
		}
	}
}

// A group is gone through way by way where its narrower side has no more than so many
// ends and the work is no more than so many sums, about a millisecond.
const (
	narrow   = 12
	mostSums = 1 << 18
)

// way is a pair of a row with a column.
type way struct {
	pair, row int32
	column    uint
	odds      float64 // against both ends' being free
}

// count weighs a group by all ways to link its rows with its columns: from row to row, for
// every set of columns that are taken by then, the sum of all ways that lead there and of
// all that lead on. It tells whether the group was narrow enough.
func (w *weighing) count(group []int32) bool {
	var sides [2]int32
	for _, i := range group {
		for side, e := range [2]int32{w.a[i], w.b[i]} {
			if w.line[e] < 0 {
				w.line[e] = sides[side]
				sides[side]++
			}
		}
	}
	row, column := w.a, w.b
	if sides[0] < sides[1] {
		row, column = column, row
	}
	rows, columns := max(sides[0], sides[1]), min(sides[0], sides[1])
	if columns > narrow || len(group)<<columns > mostSums {
		return false
	}
	w.ways = w.ways[:0]
	for _, i := range group {
		w.ways = append(w.ways, way{i, w.line[row[i]], uint(w.line[column[i]]), w.odds[i] / ((1 + w.beside[w.a[i]]) * (1 + w.beside[w.b[i]]))})
	}
	slices.SortStableFunc(w.ways, func(p, q way) int { return int(p.row - q.row) })
	sets := 1 << columns
	w.before = fill(w.before, int(rows+1)*sets, 0)
	w.before[0] = 1
	at := 0
	for r := range int(rows) {
		here, there := w.before[r*sets:][:sets], w.before[(r+1)*sets:][:sets]
		copy(there, here)
		for ; at < len(w.ways) && w.ways[at].row == int32(r); at++ {
			y := &w.ways[at]
			for set := range sets {
				if set>>y.column&1 == 0 {
					there[set|1<<y.column] += y.odds * here[set]
				}
			}
		}
	}
	last, all := w.before[int(rows)*sets:], 0.0
	for _, sum := range last {
		all += sum
	}
	w.after, w.next = fill(w.after, sets, 1), fill(w.next, sets, 0)
	for r := int(rows) - 1; r >= 0; r-- {
		here := w.before[r*sets:][:sets]
		free := 0.0
		for set, sum := range here {
			free += sum * w.after[set]
		}
		copy(w.next, w.after)
		for at--; at >= 0 && w.ways[at].row == int32(r); at-- {
			y := &w.ways[at]
			linked := 0.0
			for set := range sets {
				if set>>y.column&1 == 0 {
					on := y.odds * w.after[set|1<<y.column]
					linked += here[set] * on
					w.next[set] += on
				}
			}
			w.share[y.pair] = linked / all
			w.claimed(row[y.pair], free/all)
		}
		at++
		w.after, w.next = w.next, w.after
	}
	for i := range w.ways {
		free, y := 0.0, &w.ways[i]
		for set, sum := range last {
			if set>>y.column&1 == 0 {
				free += sum
			}
		}
		w.claimed(column[y.pair], free/all)
	}
	return true
}

// claimed notes how free an end is of the pairs of its group.
func (w *weighing) claimed(e int32, free float64) { w.claims[e] = (1+w.beside[e])/free - 1 }

// rounds bounds the exchange below; what is left after so many is noise below settled.
const (
	rounds  = 200
	settled = 1e-9
)

// exchange weighs a group nearly: reports tell each other how free they are until nothing
// changes, which is exact where there are no loops, and always settles (belief
// propagation; Bayati et al. 2007; Zdeborová and Mézard 2006).
func (w *weighing) exchange(group []int32) {
	w.toA, w.toB = fill(w.toA, len(w.odds), 1), fill(w.toB, len(w.odds), 1)
	for range rounds {
		change := 0.0
		w.claim(group)
		for _, i := range group {
			fromA := 1 / (1 + rest(w.claims[w.a[i]], w.odds[i]*w.toA[i]))
			fromB := 1 / (1 + rest(w.claims[w.b[i]], w.odds[i]*w.toB[i]))
			change = max(change, math.Abs(fromB-w.toA[i]), math.Abs(fromA-w.toB[i]))
			w.toA[i], w.toB[i] = (fromB+w.toA[i])/2, (fromA+w.toB[i])/2 // half a step at a time does not swing
		}
		if change < settled {
			break
		}
	}
	w.claim(group)
	for _, i := range group {
		w.share[i] = min(w.odds[i]*w.toA[i]/(1+w.claims[w.a[i]]), w.odds[i]*w.toB[i]/(1+w.claims[w.b[i]]))
	}
}

// claim sums, for each end of a group, the weight of all its candidates together; that of
// having none is 1.
func (w *weighing) claim(group []int32) {
	for _, i := range group {
		w.claims[w.a[i]], w.claims[w.b[i]] = w.beside[w.a[i]], w.beside[w.b[i]]
	}
	for _, i := range group {
		w.claims[w.a[i]] += w.odds[i] * w.toA[i]
		w.claims[w.b[i]] += w.odds[i] * w.toB[i]
	}
}

// rest is a sum without one of its parts, never below zero by rounding.
func rest(sum, part float64) float64 { return max(sum-part, 0) }
