package unrecorded

// Quality is how far the links between two lists can be trusted, by their own
// probabilities: Precision of those that hold, as they stand, are right on average,
// and Recall is which part of the probability of all links is in them. Pairs that
// nobody compared have none and are missing from it.
type Quality struct {
	A, B              string
	Links             int
	Precision, Recall float64
}

// correct is the number of incidents in both lists with missed and false links
// weighed: m·P/R (Ding and Fienberg 1994).
func (q Quality) correct(m float64) float64 {
	if q.Links == 0 {
		return m
	}
	return m * q.Precision / q.Recall
}

// quality of the links between two lists, given as a set of two.
func (l *linked) quality(set int) (q Quality) {
	between := func(p Link) bool { return 1<<l.units[p.A].list|1<<l.units[p.B].list == set }
	made, all := 0.0, 0.0
	for _, p := range l.made {
		if between(p.Link) {
			q.Links++
			made += p.Probability
		}
	}
	for _, p := range l.links {
		if between(p) {
			all += p.Probability
		}
	}
	if q.Links > 0 {
		q.Precision, q.Recall = made/float64(q.Links), made/all
	}
	return q
}
