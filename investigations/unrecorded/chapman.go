package unrecorded

import "math/bits"

// Chapman is the estimate from two lists of n1 and n2 incidents with m in common
// (Chapman 1951), nearly unbiased where the lists are independent, with the variance
// of Seber (1970). Fewer than seven in common give no number.
func Chapman(n1, n2, m float64) Estimate {
	switch {
	case n1 < nothing || n2 < nothing:
		return without("One of the two lists holds no incident here.")
	case m < LeastShared:
		return without("Only %s in both lists; it takes %d.", incidents(m), LeastShared)
	case m > min(n1, n2)+negligible:
		return without("More incidents are said to be in both lists (%s) than one of them holds.", number(m))
	}
	return chapman(n1, n2, m)
}

// chapman is the formula, (n1+1)(n2+1)/(m+1) - 1, less what is recorded.
func chapman(n1, n2, m float64) Estimate {
	a, b := max(n1-m, 0), max(n2-m, 0) // in one alone
	hidden := a * b / (m + 1)
	if hidden == 0 {
		return estimated(n1+n2-m, 0, 0)
	}
	variance := (n1 + 1) * (n2 + 1) * a * b / ((m + 1) * (m + 1) * (m + 2))
	return estimated(n1+n2-m, hidden, spreadOf(hidden, variance))
}

// Pair is what two lists by themselves say.
type Pair struct {
	A, B      string
	N1, N2, M float64 // incidents in A, in B, in both
	Estimate
}

// Pairs are the estimates of every two lists, as if there were no others.
func Pairs(t Table) (out []Pair) {
	if t.fault() != "" {
		return nil
	}
	for _, set := range pairs(len(t.Lists)) {
		i, j := bits.TrailingZeros(uint(set)), bits.Len(uint(set))-1
		p := Pair{A: t.Lists[i], B: t.Lists[j], N1: t.In(1 << i), N2: t.In(1 << j), M: t.In(set)}
		p.Estimate = Chapman(p.N1, p.N2, p.M)
		out = append(out, p)
	}
	return out
}
