package worlds

import (
	"cmp"
	"fmt"
	"slices"
)

// Score says how well links tell what is true, for all or for a part of the pairs.
// A share of nothing is NaN.
//
// A pair is of two records of different partners and true if they tell of one
// incident: a record of two incidents has true pairs with the records of both, and
// so has each of two records of one incident.
type Score struct {
	Part string // "all", "killed 2–4", "precision town", "near 3–9", "noise gross_error"

	True              int     // true pairs
	Links             int     // pairs linked, auto and review
	Precision, Recall float64 // of the band auto
	F                 float64
	Seen              float64 // recall of auto and review together

	// One to one: the best link of each record with each other partner, from
	// probability 1/2. Recall is against the most pairs that any such choice can hold.
	OneP, OneR, OneF float64

	// B-cubed (Bagga and Baldwin 1998): for the mean record, the share of its cluster
	// that is of its true cluster, and the other way. Clusters are what auto links tie
	// together, and what true pairs do.
	CubeP, CubeR, CubeF float64

	// Of the probabilities of all links: expected calibration error over ten bins of
	// equal count, mean square error, mean negative natural logarithm.
	ECE, Brier, LogLoss float64
}

// Evaluation is a score of all pairs and then of each part.
type Evaluation []Score

// Of gives the score of a part; false if there is none of that name.
func (e Evaluation) Of(part string) (Score, bool) {
	i := slices.IndexFunc(e, func(s Score) bool { return s.Part == part })
	if i < 0 {
		return Score{}, false
	}
	return e[i], true
}

// oneFrom is the probability from which a link counts where one must choose.
const oneFrom = 0.5

// Evaluate scores links against the truth. A link that names no record of the
// truth, or the pair of another link, is an error. Links within a file are no pairs
// and count for clusters alone.
func Evaluate(t Truth, links []Link) (Evaluation, error) {
	s, err := newScoring(t)
	if err != nil {
		return nil, err
	}
	pairs, within, err := s.pairsOf(links)
	if err != nil {
		return nil, err
	}
	s.truePairs()
	for _, p := range pairs {
		for _, part := range s.partsOfPair(p.a, p.b) {
			part.link(p)
		}
	}
	s.oneToOne(pairs)
	s.cubed(pairs, within)
	var e Evaluation
	for _, part := range s.parts {
		if part.name == "all" || part.truth+part.links+part.records > 0 {
			e = append(e, part.score())
		}
	}
	return e, nil
}

// pair is a link between two records, by their places in the truth; a comes first.
type pair struct {
	a, b              int
	probability, bits float64
	auto, hit         bool
}

// pairsOf finds the records that links name; the second list is of links within a file.
func (s *scoring) pairsOf(links []Link) (across, within []pair, err error) {
	at := make(map[[2]string]int, len(s.records))
	for i, r := range s.records {
		at[[2]string{r.Partner, r.Ref}] = i
	}
	seen := make(map[[2]int]bool, len(links))
	for n, l := range links {
		a, okA := at[[2]string{l.FileA, l.RefA}]
		b, okB := at[[2]string{l.FileB, l.RefB}]
		if !okA || !okB {
			return nil, nil, fmt.Errorf("link %d: %s %s and %s %s are not both in the truth", n+1, l.FileA, l.RefA, l.FileB, l.RefB)
		}
		if a > b {
			a, b = b, a
		}
		if a == b || seen[[2]int{a, b}] {
			return nil, nil, fmt.Errorf("link %d: %s %s and %s %s are linked twice, or to themselves", n+1, l.FileA, l.RefA, l.FileB, l.RefB)
		}
		seen[[2]int{a, b}] = true
		p := pair{a, b, l.Probability, l.Bits, l.Auto, s.shared(a, b) > 0}
		if s.partner[a] == s.partner[b] {
			within = append(within, p)
		} else {
			across = append(across, p)
		}
	}
	slices.SortFunc(across, func(p, q pair) int {
		return cmp.Or(cmp.Compare(q.probability, p.probability), cmp.Compare(q.bits, p.bits), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	return across, within, nil
}
