package unrecorded

import "math"

// Model is a Poisson log-linear model of a table: how often each list holds an
// incident, and for some pairs of lists that they do so together more or less often
// than chance (Fienberg 1972). What it says of the lists' overlaps it says of the
// incidents in none as well; that is the assumption.
type Model struct {
	Terms []int // the pairs of lists that depend, as sets of two
	Estimate
	Deviance float64
	DF       int // degrees of freedom
	BIC      float64
	Weight   float64 // its part in the average, 0 to 1
}

// Fit is the chance of counts that lie so far from the model, if it were true; NaN
// where nothing is left to test it by.
func (m Model) Fit() float64 { return chance(m.Deviance, m.DF) }

// fit finds the model's maximum of likelihood. Where that does not exist, or a term
// is of two lists that share nothing, there is no number (Chan, Silverman and
// Vincent 2021). The table must be without fault.
func fit(t Table, terms []int) Model {
	m := Model{Terms: terms}
	for _, pair := range terms {
		if t.In(pair) < nothing {
			m.Estimate = without("%s share no incident, so how they depend cannot be told.", t.Name(pair))
			return m
		}
	}
	f := newFitting(t, terms)
	m.DF = len(t.Counts) - 1 - len(f.terms)
	if m.DF < 0 {
		m.Estimate = without("The model has more terms than there are overlaps.")
		return m
	}
	if !f.exists() {
		m.Estimate = without("Overlaps are empty, and the counts are most likely only for infinite terms.")
		return m
	}
	if !f.climb() {
		m.Estimate = without("The fit did not settle.")
		return m
	}
	recorded := t.Recorded()
	m.Deviance = f.deviance()
	m.BIC = m.Deviance + float64(len(f.terms))*math.Log(recorded)
	hidden := math.Exp(f.beta[0])
	m.Estimate = estimated(recorded, hidden, spreadOf(hidden, hidden+hidden*hidden*f.variance()))
	return m
}
