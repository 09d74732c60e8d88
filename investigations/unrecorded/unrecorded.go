// Package unrecorded estimates how many incidents nobody recorded, from how far
// partners' lists overlap (matching.md section 5). Counts, or reports with links, go
// in; what comes out is a number with its interval and its caveats, or in words why
// no number can be had. It counts incidents, never people harmed.
package unrecorded

import (
	"fmt"
	"math"
)

const (
	// MostLists is how many lists can be compared: of seven, the sets of pair terms
	// would be two million.
	MostLists = 6
	// LeastShared is how many incidents must be in two lists or more; of fewer the
	// estimate is noise.
	LeastShared = 7
	// nothing is the count below which nobody can be said to be there: weighed links
	// leave fractions of an incident where there is none.
	nothing = 0.5
	// deviations from the middle that hold 95 %.
	deviations = 1.959963984540054
)

// Estimate is how many incidents there were in all, recorded or not, or why that
// cannot be said. Where Why is not empty the numbers mean nothing.
type Estimate struct {
	N         float64 // incidents in all
	SE        float64 // standard error of N
	Low, High float64 // 95 % of the time N lies between, if all assumptions hold
	Hidden    float64 // of N those that nobody recorded
	Why       string  // the reason why there is no number, a sentence
}

// Known tells whether there is a number.
func (e Estimate) Known() bool { return e.Why == "" }

func without(format string, args ...any) Estimate {
	return Estimate{Why: fmt.Sprintf(format, args...)}
}

// estimated is a number: what was recorded, what was not, and the variance of the
// logarithm of the latter. An interval symmetrical on that scale never says that
// fewer happened than were recorded (Burnham et al. 1987).
func estimated(recorded, hidden, spread float64) Estimate {
	e := Estimate{N: recorded + hidden, Hidden: hidden, Low: recorded + hidden, High: recorded + hidden}
	if hidden > 0 {
		factor := math.Exp(deviations * math.Sqrt(spread))
		e.Low, e.High = recorded+hidden/factor, recorded+hidden*factor
		e.SE = hidden * math.Sqrt(math.Expm1(spread))
	}
	return e
}

// spreadOf is the variance of a logarithm whose value has this variance by itself.
func spreadOf(hidden, variance float64) float64 {
	return math.Log1p(variance / (hidden * hidden))
}

// wider is the estimate with a further variance of the logarithm of what is hidden,
// for what its own does not hold: that the counts are uncertain.
func (e Estimate) wider(spread float64) Estimate {
	if !e.Known() || spread <= 0 {
		return e
	}
	hidden := max(e.Hidden, nothing)
	w := estimated(e.N-e.Hidden, hidden, spreadOf(hidden, e.SE*e.SE)+spread)
	w.N, w.Hidden, w.Low = e.N, e.Hidden, min(w.Low, e.Low)
	return w
}
