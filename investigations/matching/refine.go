package matching

import "math"

const (
	sweeps  = 60  // over all features
	damping = 0.6 // of each step: features that say the same thing must not overshoot together
	steady  = 25  // pairs that a level counts as beside what was seen
)

// refine adjusts all tables together, so that what several features say alike is not
// counted twice: weapon, kind of incident and a coded method mostly tell one thing,
// and by themselves each would be worth all of it.
//
// A pair at the true time is of one incident with odds λ·exp(s) to 1−λ, a decoy
// never is; s is the sum of the tables. That is a logistic regression whose labels
// are hidden among the pairs and known for the decoys: labels are expected from the
// present tables, then each level is moved until the pairs it should hold are those
// it holds, and so on (Dempster, Laird and Rubin 1977; Darroch and Ratcliff 1972).
// The order of patterns is that of the caller.
func refine(m *Model, patterns []Pattern, pairs, moved []float64, lambda, most float64) float64 {
	n, decoyed := 0.0, 0.0
	for i := range patterns {
		n, decoyed = n+pairs[i], decoyed+moved[i]
	}
	base := math.Ln2 * m.Prior
	intercept := base + math.Log(1-lambda) // ln λ + c: exp of it and of a pattern's sum is the weight of one incident
	odds, linked := make([]float64, len(patterns)), make([]float64, len(patterns))
	for i, p := range patterns {
		odds[i] = math.Exp(intercept + math.Ln2*(m.bits(p)-m.Prior))
	}
	for range sweeps {
		total := 0.0
		for i := range patterns {
			linked[i] = pairs[i] * odds[i] / (1 - lambda + odds[i])
			total += linked[i]
		}
		lambda = min(max(total/n, 1e-9), most)
		rest := 1 - lambda + decoyed/n // what is of different incidents, for each pair at the true time
		for f := range m.Tables {
			table := m.Tables[f]
			want, have := make([]float64, len(table)), make([]float64, len(table))
			for i, p := range patterns {
				want[p[f]] += linked[i]
				have[p[f]] += (pairs[i] + moved[i]) * odds[i] / (rest + odds[i])
			}
			by := make([]float64, len(table))
			for level := range table {
				by[level] = 1
				if unstated(Feature(f), level) {
					continue // what is not stated weighs nothing
				}
				step := damping * math.Log((want[level]+steady)/(have[level]+steady))
				was := table[level]
				table[level] = max(-worst(Feature(f)), min(mostBits, was+step/math.Ln2))
				by[level] = math.Exp2(table[level] - was)
			}
			for i, p := range patterns {
				odds[i] *= by[p[f]]
			}
		}
		want, have := 0.0, 0.0
		for i := range patterns {
			want += linked[i]
			have += (pairs[i] + moved[i]) * odds[i] / (rest + odds[i])
		}
		step := damping * math.Log((want+steady)/(have+steady))
		intercept += step
		by := math.Exp(step)
		for i := range odds {
			odds[i] *= by
		}
	}
	for f := range m.Tables {
		for _, chain := range chains(Feature(f)) {
			falling(m.Tables[f], chain, make([]float64, len(m.Tables[f])))
		}
	}
	m.Prior = (intercept - math.Log(1-lambda)) / math.Ln2
	return lambda
}

// unstated tells whether a level has no alternative: it stands for what is not stated.
func unstated(f Feature, level int) bool {
	n := 0
	for other := range len(Stated.Tables[f]) {
		if alternative(f, other) == alternative(f, level) {
			n++
		}
	}
	return n == 1
}
