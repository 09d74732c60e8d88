package unrecorded

import "math"

// Ratios of the odds of being in one list for incidents in the other to those for
// incidents that are not: 1 is independence, 4 is two lists that see the same.
var Ratios = [...]float64{0.5, 1, 2, 4}

// ByDependence is the estimate under each of Ratios. The counts fit all of them
// equally well.
type ByDependence [len(Ratios)]Estimate

// byDependence multiplies what is hidden: in a table of two by two the odds ratio
// does so, and with more lists a dependence of all of them at once, which no count
// shows.
func byDependence(e Estimate) (out ByDependence) {
	for i, ratio := range Ratios {
		out[i] = e
		if e.Known() {
			spread := 0.0
			if e.Hidden > 0 {
				spread = spreadOf(e.Hidden, e.SE*e.SE)
			}
			out[i] = estimated(e.N-e.Hidden, ratio*e.Hidden, spread)
		}
	}
	return out
}

// Shifts are by how much precision and recall of the links may be other than they
// say of themselves.
var Shifts = [...]float64{-0.05, 0, 0.05}

// ByLinks is the estimate with each of Shifts of precision (first) and recall.
type ByLinks [len(Shifts)][len(Shifts)]Estimate

// byLinks is of two lists with so many links between them as they stand.
func byLinks(p Pair, linked float64, q Quality) (out ByLinks) {
	for i, dp := range Shifts {
		for j, dr := range Shifts {
			moved := q
			moved.Precision, moved.Recall = shifted(q.Precision, dp), shifted(q.Recall, dr)
			out[i][j] = Chapman(p.N1, p.N2, min(moved.correct(linked), p.N1, p.N2))
		}
	}
	return out
}

// shifted keeps within what a share can be.
func shifted(share, by float64) float64 { return math.Min(math.Max(share+by, 0.01), 1) }

// Range is the least and greatest number among those that are known.
func (b ByLinks) Range() (low, high Estimate) {
	low, high = b[1][1], b[1][1]
	for _, row := range b {
		for _, e := range row {
			if e.Known() && (e.N < low.N || !low.Known()) {
				low = e
			}
			if e.Known() && (e.N > high.N || !high.Known()) {
				high = e
			}
		}
	}
	return low, high
}
