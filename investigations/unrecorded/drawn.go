package unrecorded

import "math"

// mean and variance of values.
func mean(values []float64) (mean, variance float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(max(len(values)-1, 1))
	}
	return mean, variance
}

// boundOver widens the bound by how it moves over drawings.
func boundOver(b Bound, tables []Table) Bound {
	drawn, classic := make([]Estimate, len(tables)), make([]Estimate, len(tables))
	for i, t := range tables {
		if t.Held(2) < nothing {
			drawn[i] = without("No incident is in exactly two lists.")
			classic[i] = drawn[i]
			continue
		}
		c := chao(t)
		drawn[i], classic[i] = c.Estimate, c.Classic
	}
	return Bound{overDrawings(b.Estimate, drawn), overDrawings(b.Classic, classic)}
}

// failing is the share of drawings without a number from which there is none at all.
const failing = 0.05

// overDrawings widens an estimate by how its number moves from one drawing of the
// links to the next, on the scale of what is hidden (Sadinle 2018).
func overDrawings(e Estimate, drawn []Estimate) Estimate {
	if !e.Known() {
		return e
	}
	var logs []float64
	for _, d := range drawn {
		if d.Known() {
			logs = append(logs, math.Log(max(d.N-(e.N-e.Hidden), nothing)))
		}
	}
	if missing := len(drawn) - len(logs); float64(missing) > failing*float64(len(drawn)) {
		return without("In %d of %d drawings of the uncertain links no number can be had.", missing, len(drawn))
	}
	_, variance := mean(logs)
	return e.wider(variance)
}

// mostAgain is how many models are fitted again to every drawing, the heaviest: of six
// lists thousands may share the weight, and drawings only tell how much uncertain links
// move it.
const mostAgain = 40

// again gives the number of each table, by two lists' formula or by the models of an
// average.
func again(a Average, tables []Table) []Estimate {
	var sets [][]int
	for _, m := range a.Models[:min(a.Fitted, mostAgain)] {
		sets = append(sets, m.Terms)
	}
	out := make([]Estimate, len(tables))
	inParts(len(tables), 10, func(from, to int) {
		for i := from; i < to; i++ {
			if t := tables[i]; len(t.Lists) == 2 {
				out[i] = chapman(t.In(1), t.In(2), t.In(3))
			} else {
				out[i] = average(t, sets).Estimate
			}
		}
	})
	return out
}

// ofTables is the estimate of the mean of tables, as wide as they differ.
func ofTables(t Table, each []Table) (Estimate, Average) {
	if why := t.empty(); why != "" {
		return without("%s", why), Average{Estimate: without("%s", why)}
	}
	if len(t.Lists) == 2 {
		return overDrawings(Chapman(t.In(1), t.In(2), t.In(3)), again(Average{}, each)), Average{}
	}
	a := LogLinear(t)
	if !a.Known() {
		return a.Estimate, a
	}
	return overDrawings(a.Estimate, again(a, each)), a
}
