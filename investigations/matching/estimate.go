package matching

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// decoys are the days by which records are moved to find pairs that share place,
// manner and people but cannot be one incident (matching.md 3.4).
var decoys = [...]int64{-9, -5, 5, 9}

const (
	leastDays   = 30     // that nine in ten reports must span
	leastPairs  = 60     // pairs of one incident, as estimated, below which the stated model is used
	mostQueries = 20_000 // records asked for when levels are counted
	mostLearned = 1e6    // pairs, after which no more are asked for
	emRounds    = 60
	mostLinked  = 0.9 // of the smaller side: no more can have a counterpart
	stoutness   = 40  // pairs that the stated tables count as, so that rare levels are not taken from noise
	guardLow    = 0.2 // the estimated share of pairs of one incident may lie this far from the first guess
	guardHigh   = 5.0
)

// Estimate is a model made from the records themselves, without labels, and what it
// rests on.
type Estimate struct {
	Model      *Model
	Candidates int     // pairs compared
	Decoys     float64 // pairs compared per shift, on average
	Linked     float64 // pairs of one incident, as estimated
	Kept       bool    // the stated weights were kept
	Why        string  // in words
}

// counted is how often each pattern was seen.
type counted map[Pattern]float64

// Learn estimates the worth of every level from indexed records (matching.md 3.4):
// what agreement is worth by chance from decoys, how many pairs are of one incident
// from the excess of candidates over decoys, and how true pairs agree by expectation
// and maximisation with the first two held. Where that cannot be trusted the stated
// weights are kept, with the reason. The answer does not depend on the order of the
// records.
func (x *Index) Learn() Estimate {
	start := *Stated
	start.Vocabulary = *x.counted
	e := Estimate{Model: &start, Kept: true}
	queries := x.sample()
	asked := 0
	if x.counted.Days*0.9 < leastDays {
		e.Why = fmt.Sprintf("The reports span fewer than %d days, too few to tell a decoy from an incident; the stated weights are used.", leastDays)
		return e
	}
	pairs, moved := counted{}, counted{}
	candidates := 0.0
	for n := 0; n < len(queries) && (candidates < mostLearned || n < partSize); n += partSize { // a crowded world needs fewer
		if n+partSize < len(queries) {
			candidates += x.compareMoved(queries[n:n+partSize], 0, pairs)
		} else {
			candidates += x.compareMoved(queries[n:], 0, pairs)
		}
		asked = min(n+partSize, len(queries))
	}
	queries = queries[:asked]
	e.Candidates = int(candidates)
	for _, days := range decoys {
		e.Decoys += x.compareMoved(queries, days, moved) / float64(len(decoys))
	}
	excess := max(0, candidates-e.Decoys)
	e.Linked = excess / 2 // each pair is met from both sides
	if e.Linked < leastPairs {
		e.Why = fmt.Sprintf("Too few reports tell of one incident to learn from (about %.0f pairs, %d are needed); the stated weights are used.", e.Linked, leastPairs)
		return e
	}
	most := mostLinked * float64(len(queries)) / candidates
	lambda := min(excess/candidates, most)
	model, share := learn(&start, pairs, moved, lambda, most)
	if share < guardLow*lambda || share > guardHigh*lambda {
		e.Why = fmt.Sprintf("The estimate did not settle (%.4f of pairs against %.4f at first); the stated weights are used.", share, lambda)
		return e
	}
	model.How = fmt.Sprintf("estimated from %d reports, %d pairs and %.0f decoys", len(queries), e.Candidates, e.Decoys)
	e.Model, e.Kept, e.Linked = model, false, share*candidates/2
	e.Why = fmt.Sprintf("Weights were estimated from %d pairs, of which about %.0f tell of one incident.", e.Candidates/2, e.Linked)
	return e
}

// compareMoved counts how records compare with their candidates when they are moved
// by some days, and how many those are.
func (x *Index) compareMoved(queries []int32, days int64, into counted) (n float64) {
	const step = 256
	parts := make([]counted, (len(queries)+step-1)/step)
	parallel(len(parts), func(part int) {
		parts[part] = counted{}
		var buffer []int32
		for _, i := range queries[part*step : min(len(queries), (part+1)*step)] {
			r := x.Records[i]
			r.time.from += days * day
			moved := x.markOf(&r, 0)
			buffer, _ = x.Candidates(&r, Others, buffer)
			for _, j := range buffer {
				if moved.apart(&x.marks[j]) <= slack/minute { // one found by a name or a word would still be, days away
					parts[part][r.pattern(&x.Records[j], x.counted)]++
				}
			}
		}
	})
	for _, part := range parts {
		for p, k := range part { // whole numbers: their sums do not depend on the order
			into[p] += k
			n += k
		}
	}
	return n
}

// sample takes records evenly, by their report ids, so that neither their order nor
// their number decides which.
func (x *Index) sample() []int32 {
	type drawn struct {
		by key
		at int32
	}
	all := make([]drawn, 0, len(x.Records))
	for i := range x.Records {
		if r := &x.Records[i]; x.marks[i].partner != 0 {
			all = append(all, drawn{keyOf(r.Partner + "\x00" + r.Report), int32(i)})
		}
	}
	slices.SortFunc(all, func(a, b drawn) int {
		return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(x.Records[a.at].Report, x.Records[b.at].Report))
	})
	out := make([]int32, min(len(all), mostQueries))
	for i := range out {
		out[i] = all[i].at
	}
	return out
}

// learn is the estimation proper. u comes from decoys and stays; m of each level is
// what the pairs of one incident show, weighed by how probable each pattern makes
// it; both are drawn towards what was stated where little was seen.
func learn(start *Model, seen, decoy counted, lambda, most float64) (*Model, float64) {
	patterns := make([]Pattern, 0, len(seen)+len(decoy))
	for p := range seen {
		patterns = append(patterns, p)
	}
	for p := range decoy {
		if seen[p] == 0 {
			patterns = append(patterns, p)
		}
	}
	slices.SortFunc(patterns, func(a, b Pattern) int { return slices.Compare(a[:], b[:]) })
	u := shares(start, decoy)
	model := *start
	n, moved, all := make([]float64, len(patterns)), make([]float64, len(patterns)), 0.0
	for i, p := range patterns {
		n[i], moved[i] = seen[p], decoy[p]
		all += n[i]
	}
	for range emRounds {
		var m [features][]float64
		for f := range m {
			m[f] = make([]float64, len(u[f]))
		}
		linked := 0.0
		prior := math.Log2(lambda / (1 - lambda))
		for i, p := range patterns {
			w := n[i] * probability(model.bits(p)-model.Prior+prior)
			linked += w
			for f, level := range p {
				m[f][level] += w
			}
		}
		next := min(linked/all, most)
		change := math.Abs(next - lambda)
		lambda = max(next, 1e-9)
		for f := range model.Tables {
			model.Tables[f] = worth(Feature(f), m[f], u[f], start.Tables[f])
		}
		if change < 1e-7 {
			break
		}
	}
	model.Prior = math.Log2(lambda / (1 - lambda))
	lambda = refine(&model, patterns, n, moved, lambda, most)
	return &model, lambda
}

// shares counts the levels of every feature.
func shares(m *Model, in counted) (out [features][]float64) {
	for f := range out {
		out[f] = make([]float64, len(m.Tables[f]))
	}
	for p, n := range in { // whole numbers: their sums do not depend on the order
		for f, level := range p {
			out[f][level] += n
		}
	}
	return out
}
