package unrecorded

import "math"

const (
	steps   = 200   // of Newton's method; some ten are usual
	settled = 1e-10 // of a count, relative to all, by which expected and seen margins may differ
	halved  = 40    // times that a step which makes things worse is cut
)

// fitting is a fit under way. A cell's expectation is exp of the sum of those terms
// whose lists it has all; terms[0] is the empty set, so beta[0] is the logarithm of
// what nobody recorded. Sums over cells are margins, and those of two terms together
// are the margins of their union, so that no design matrix is needed.
type fitting struct {
	counts  []float64 // as seen, by cell; cell 0 is outside
	terms   []int
	beta    []float64
	seen    []float64 // margins of counts, by set
	mean    []float64 // expected, by cell
	margins []float64 // of mean
	lower   []float64 // Cholesky factor of the information, row by row
}

func newFitting(t Table, pairs []int) *fitting {
	f := &fitting{counts: append([]float64{0}, t.Counts[1:]...), terms: []int{0}}
	for i := range t.Lists {
		f.terms = append(f.terms, 1<<i)
	}
	f.terms = append(f.terms, pairs...)
	n := len(f.terms)
	f.beta, f.lower = make([]float64, n), make([]float64, n*n)
	f.seen = margins(f.counts)
	f.mean, f.margins = make([]float64, len(f.counts)), make([]float64, len(f.counts))
	return f
}

// margins are, for every set of lists, the sum over the cells that have them all.
func margins(cells []float64) []float64 {
	out := append([]float64(nil), cells...)
	for bit := 1; bit < len(out); bit <<= 1 {
		for s := range out {
			if s&bit == 0 {
				out[s] += out[s|bit]
			}
		}
	}
	return out
}

// expect works out the expectation of every cell.
func (f *fitting) expect(beta []float64) {
	clear(f.mean)
	for i, term := range f.terms {
		f.mean[term] = beta[i]
	}
	for bit := 1; bit < len(f.mean); bit <<= 1 {
		for s := range f.mean {
			if s&bit != 0 {
				f.mean[s] += f.mean[s^bit]
			}
		}
	}
	for s := range f.mean {
		f.mean[s] = math.Exp(f.mean[s])
	}
	f.mean[0] = 0 // not seen by anybody, so it is no part of the likelihood
}

// climb goes up the likelihood by Newton's method, a step halved until it is better.
// The likelihood is concave, so what it settles at is the maximum.
func (f *fitting) climb() bool {
	f.start()
	f.expect(f.beta)
	now := f.deviance()
	next, slope := make([]float64, len(f.beta)), make([]float64, len(f.beta))
	for range steps {
		copy(f.margins, margins(f.mean))
		worst := 0.0
		for i, term := range f.terms {
			slope[i] = f.seen[term] - f.margins[term]
			worst = max(worst, math.Abs(slope[i]))
		}
		if !f.factor(f.margins) {
			return false
		}
		if worst <= settled*(1+f.seen[0]) {
			return true
		}
		f.solve(slope)
		better := false
		for range halved {
			for i := range next {
				next[i] = f.beta[i] + slope[i]
			}
			f.expect(next)
			if d := f.deviance(); d <= now+1e-12*(1+math.Abs(now)) {
				now, better = d, true
				break
			}
			for i := range slope {
				slope[i] /= 2
			}
		}
		if !better {
			return false
		}
		copy(f.beta, next)
	}
	return false
}

// start is one step of weighed least squares from the counts themselves.
func (f *fitting) start() {
	weights, logs := make([]float64, len(f.counts)), make([]float64, len(f.counts))
	for s := 1; s < len(f.counts); s++ {
		weights[s] = f.counts[s] + nothing
		logs[s] = weights[s] * math.Log(weights[s])
	}
	target := margins(logs)
	if !f.factor(margins(weights)) {
		return
	}
	for i, term := range f.terms {
		f.beta[i] = target[term]
	}
	f.solve(f.beta)
}

// deviance is twice by how much the likelihood lies below that of the counts
// themselves (McCullagh and Nelder 1989).
func (f *fitting) deviance() (d float64) {
	for s := 1; s < len(f.counts); s++ {
		n, mean := f.counts[s], f.mean[s]
		if n > 0 {
			d += n * math.Log(n/mean)
		}
		d += mean - n
	}
	return 2 * d
}

// factor parts the information matrix into a lower triangle and its mirror
// (Cholesky); false if it is singular.
func (f *fitting) factor(margins []float64) bool {
	n := len(f.terms)
	for i := range n {
		for j := range i + 1 {
			sum := margins[f.terms[i]|f.terms[j]]
			for k := range j {
				sum -= f.lower[i*n+k] * f.lower[j*n+k]
			}
			switch {
			case i != j:
				f.lower[i*n+j] = sum / f.lower[j*n+j]
			case sum > 1e-12*margins[f.terms[i]]:
				f.lower[i*n+i] = math.Sqrt(sum)
			default:
				return false
			}
		}
	}
	return true
}

// solve replaces x by the solution for x of the factored matrix.
func (f *fitting) solve(x []float64) {
	n := len(f.terms)
	for i := range n {
		for k := range i {
			x[i] -= f.lower[i*n+k] * x[k]
		}
		x[i] /= f.lower[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= f.lower[k*n+i] * x[k]
		}
		x[i] /= f.lower[i*n+i]
	}
}

// variance of beta[0].
func (f *fitting) variance() float64 {
	unit := make([]float64, len(f.terms))
	unit[0] = 1
	f.solve(unit)
	return unit[0]
}
