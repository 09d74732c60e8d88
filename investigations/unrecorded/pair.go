package unrecorded

import "math/bits"

// PairStudy is what two lists by themselves say, with M corrected for errors of
// linking, and how that moves.
type PairStudy struct {
	Pair
	Linked    float64 // M as the links stand
	Drawn     float64 // on average over drawings
	Quality   Quality
	Dependent ByDependence
	ByLinks   ByLinks
}

// pair corrects what the links as they stand say of the two lists of a set.
func (l *linked) pair(p Pair, set int, drawn []Table) PairStudy {
	s := PairStudy{Pair: p, Linked: p.M, Quality: l.quality(set)}
	s.M = min(s.Quality.correct(p.M), p.N1, p.N2)
	var common []float64
	var each []Estimate
	for _, t := range drawn {
		m := t.In(set)
		common = append(common, m)
		each = append(each, chapman(t.In(set&-set), t.In(1<<(bits.Len(uint(set))-1)), m))
	}
	s.Drawn, _ = mean(common)
	s.Estimate = overDrawings(Chapman(p.N1, p.N2, s.M), each)
	s.Dependent, s.ByLinks = byDependence(s.Estimate), byLinks(s.Pair, s.Linked, s.Quality)
	return s
}
