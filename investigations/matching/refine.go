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
// it holds, and so on; pairs that people have judged count with them, but for how many
// there are of each kind (Dempster, Laird and Rubin 1977; Darroch and Ratcliff 1972).
// The order of patterns is that of the caller.
func refine(m *Model, patterns []Pattern, pairs, moved, same, apart []float64, lambda, most float64) float64 {
	n, decoyed := 0.0, 0.0
	for i := range patterns {
		n, decoyed = n+pairs[i], decoyed+moved[i]
	}
	base := math.Ln2 * m.Prior
	intercept := base + math.Log(1-lambda) // ln λ + c: exp of it and of a pattern's sum is the weight of one incident
	odds, linked := make([]float64, len(patterns)), make([]float64, len(patterns))
	wanted, all := make([]float64, len(patterns)), make([]float64, len(patterns)) // linked with same; all that have the pattern
	for i, p := range patterns {
		all[i] = pairs[i] + moved[i] + same[i] + apart[i]
		odds[i] = math.Exp(intercept + math.Ln2*(m.bits(p)-m.Prior))
	}
	var by [levelsOfOne]float64 // what the step before has done to each level of its feature
	last := Feature(0)
	for level := range by {
		by[level] = 1
	}
	for range sweeps {
		rate := lambda
		total := inChunks(len(patterns), func(from, to int, sum *sums) {
			for i := from; i < to; i++ {
				odds[i] *= by[patterns[i][last]]
				linked[i] = pairs[i] * odds[i] / (1 - rate + odds[i])
				wanted[i] = linked[i] + same[i]
				sum.want[0] += linked[i]
			}
		}).want[0]
		for level := range by {
			by[level] = 1
		}
		lambda = min(max(total/n, 1e-9), most)
		rest := 1 - lambda + decoyed/n // what is of different incidents, for each pair at the true time
		for f := range m.Tables {
			table := m.Tables[f]
			before := last
			sum := inChunks(len(patterns), func(from, to int, sum *sums) {
				for i := from; i < to; i++ {
					p := &patterns[i]
					odds[i] *= by[p[before]]
					sum.want[p[f]] += wanted[i]
					sum.have[p[f]] += all[i] * odds[i] / (rest + odds[i])
				}
			})
			for level := range table {
				by[level] = 1
				if unstated(Feature(f), level) {
					continue // what is not stated weighs nothing
				}
				step := damping * math.Log((sum.want[level]+steady)/(sum.have[level]+steady))
				was := table[level]
				table[level] = max(-worst(Feature(f)), min(mostBits, was+step/math.Ln2))
				by[level] = math.Exp2(table[level] - was)
			}
			last = Feature(f)
		}
		sum := inChunks(len(patterns), func(from, to int, sum *sums) {
			for i := from; i < to; i++ {
				odds[i] *= by[patterns[i][last]]
				sum.want[0] += linked[i]
				sum.have[0] += (pairs[i] + moved[i]) * odds[i] / (rest + odds[i])
			}
		})
		step := damping * math.Log((sum.want[0]+steady)/(sum.have[0]+steady))
		intercept += step
		for level := range by {
			by[level] = math.Exp(step) // of every pattern
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

// levelsOfOne is more than any feature has.
const levelsOfOne = 256

// sums are what levels of one feature add up to.
type sums struct{ want, have [levelsOfOne]float64 }

// chunks is into how many parts patterns are cut, on however many processors: sums of
// fractions depend on it.
const chunks = 8

// inChunks adds up over n patterns.
func inChunks(n int, f func(from, to int, sum *sums)) *sums {
	parts := make([]sums, chunks)
	parallel(chunks, func(part int) { f(part*n/chunks, (part+1)*n/chunks, &parts[part]) })
	all := &parts[0]
	for i := range parts[1:] {
		for level := range all.want {
			all.want[level] += parts[1+i].want[level]
			all.have[level] += parts[1+i].have[level]
		}
	}
	return all
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
