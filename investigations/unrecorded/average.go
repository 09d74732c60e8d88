package unrecorded

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Average is the mean of all models of a table, each by how well it serves (BIC).
// Its interval holds what each model is unsure of and how far they lie apart.
type Average struct {
	Estimate
	Models []Model // with a number, best first; then those without
	Fitted int     // how many have a number
}

// Best is the model with the least BIC; only where the average is known.
func (a Average) Best() Model { return a.Models[0] }

// Spread is the least and the greatest number of all models that count for at least
// so much.
func (a Average) Spread(weight float64) (low, high float64) {
	low = math.Inf(1)
	for _, m := range a.Models[:a.Fitted] {
		if m.Weight >= weight {
			low, high = min(low, m.N), max(high, m.N)
		}
	}
	return low, high
}

// LogLinear fits every model of three lists or more that has each list and any set
// of pairs, and averages them.
func LogLinear(t Table) Average {
	if why := t.empty(); why != "" {
		return Average{Estimate: without("%s", why)}
	}
	if len(t.Lists) < 3 {
		return Average{Estimate: without("Two lists cannot tell how they depend; it takes three for models of dependence.")}
	}
	return average(t, pairSets(len(t.Lists)))
}

// pairSets are all sets of pairs of so many lists, that without any first.
func pairSets(lists int) [][]int {
	all := pairs(lists)
	sets := make([][]int, 1<<len(all))
	for s := range sets {
		for left := s; left != 0; left &= left - 1 {
			sets[s] = append(sets[s], all[bits.TrailingZeros(uint(left))])
		}
	}
	return sets
}

// atOnce is how many models are fitted without looking for another processor.
const atOnce = 64

// average fits these models and weighs them by exp(-BIC/2) (Kass and Raftery 1995).
// The mean is taken of the logarithm of what is hidden, on whose scale estimates are
// symmetrical, so that one loose model does not carry all others away; below half an
// incident nothing is told apart.
func average(t Table, sets [][]int) Average {
	a := Average{Models: make([]Model, len(sets))}
	inParts(len(sets), atOnce, func(from, to int) {
		for i := from; i < to; i++ {
			a.Models[i] = fit(t, sets[i])
		}
	})
	slices.SortStableFunc(a.Models, func(m, n Model) int {
		switch {
		case m.Known() && n.Known():
			return cmp.Compare(m.BIC, n.BIC)
		case m.Known():
			return -1
		case n.Known():
			return 1
		}
		return 0
	})
	total := 0.0
	for i := range a.Models {
		m := &a.Models[i]
		if !m.Known() {
			break
		}
		a.Fitted++
		m.Weight = math.Exp((a.Models[0].BIC - m.BIC) / 2)
		total += m.Weight
	}
	if a.Fitted == 0 {
		a.Estimate = without("None of the %d models can be fitted: %s", len(sets), a.Models[0].Why)
		return a
	}
	centre, square, within := 0.0, 0.0, 0.0
	for i := range a.Models[:a.Fitted] {
		m := &a.Models[i]
		m.Weight /= total
		hidden := max(m.Hidden, nothing)
		log := math.Log(hidden)
		centre, square = centre+m.Weight*log, square+m.Weight*log*log
		within += m.Weight * spreadOf(hidden, m.SE*m.SE)
	}
	a.Estimate = estimated(t.Recorded(), math.Exp(centre), within+max(square-centre*centre, 0))
	return a
}
