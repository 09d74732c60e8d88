package unrecorded

import "math"

// chance of a deviance so large or larger, where the model holds: the upper tail of
// chi-square. It is the finite sum that whole degrees of freedom allow (Abramowitz
// and Stegun 26.4.4 and 26.4.5). Without degrees of freedom nothing is tested: NaN.
func chance(deviance float64, df int) float64 {
	if df < 1 {
		return math.NaN()
	}
	half := max(deviance, 0) / 2
	if df%2 == 0 {
		term, sum := 1.0, 1.0
		for i := 1; i < df/2; i++ {
			term *= half / float64(i)
			sum += term
		}
		return math.Exp(-half) * sum
	}
	tail := math.Erfc(math.Sqrt(half))
	term := math.Sqrt(half/math.Pi) * 2
	for i := 1; i <= df/2; i++ {
		tail += math.Exp(-half) * term
		term *= half / (float64(i) + 0.5)
	}
	return tail
}
