package matching

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// decoys are the days by which records are moved to find pairs that share place,
// manner and people but cannot be one incident (matching.md 3.4).
var decoys = [...]int64{-9, -5, 5, 9}

const (
	leastDays     = 30     // that nine in ten reports must span
	leastPairs    = 60     // pairs of one incident, as estimated, below which the stated model is used
	mostQueries   = 20_000 // records asked for when levels are counted
	mostLearned   = 5e5    // pairs, after which no more are asked for
	emRounds      = 60
	mostLinked    = 0.9 // of the smaller side: no more can have a counterpart
	stoutness     = 40  // pairs that the stated tables count as, so that rare levels are not taken from noise
	leastOfExcess = 0.6 // of the excess over decoys is taken for pairs of one incident at the least
	drowning      = 200 // candidates of a vague record, beyond which nothing is learned of it
	decoysOfEach  = 2   // as so many decoys of a record all of them count: more would drown what the pairs themselves say
	looseness     = 0.1 // the share of pairs of one incident is found no larger than counted by more than this
	unseenTwice   = 0.6 // as often as a list tells of one incident twice and shows it, it does so and does not
	mostTwice     = 0.1
	guardLow      = 0.2 // the estimated share of pairs of one incident may lie this far from the first guess
	guardHigh     = 5.0
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

// Labelled is a pair of reports that people have called one incident, or not.
type Labelled struct {
	A, B Record
	Same bool
}

// labelWeight is how many pairs of which nobody has said anything one label counts as
// (matching.md 3.5).
const labelWeight = 10

// told are the patterns of labels.
func (x *Index) told(labels []Labelled) (same, apart []Pattern) {
	for _, l := range labels {
		x.counted.Weigh(&l.A)
		x.counted.Weigh(&l.B)
		if p := l.A.pattern(&l.B, x.counted); l.Same {
			same = append(same, p)
		} else {
			apart = append(apart, p)
		}
	}
	return same, apart
}

// Learn estimates the worth of every level from indexed records (matching.md 3.4):
// what agreement is worth by chance from decoys, how many pairs are of one incident
// from the excess of candidates over decoys, and how true pairs agree by expectation
// and maximisation with the first two held. What people have said of pairs counts with
// that, each as several pairs of which nobody has said anything; how many pairs are of one
// incident it does not tell, since people are asked about the doubtful ones. Where the
// estimate cannot be trusted the stated weights are kept, with the reason. The answer does
// not depend on the order of the records. It weighs the words of labelled records.
func (x *Index) Learn(labels ...Labelled) Estimate {
	start := *Stated
	start.Vocabulary = *x.counted
	e := Estimate{Model: &start, Kept: true}
	queries := x.sample()
	asked := 0
	if x.counted.Days*0.9 < leastDays {
		e.Why = fmt.Sprintf("The reports span fewer than %d days, too few to tell a decoy from an incident; the stated weights are used.", leastDays)
		return e
	}
	var seen met
	for n := 0; n < len(queries) && (seen.near < mostLearned || n < partSize); n += partSize { // a crowded world needs fewer
		asked = min(n+partSize, len(queries))
		seen.add(x.compareMoved(queries[n:asked], 0))
	}
	queries = queries[:asked]
	candidates := seen.near
	e.Candidates = int(candidates)
	var decoyed met
	each := len(decoys)
	if candidates < mostLearned/2 {
		for _, days := range decoys {
			decoyed.add(x.compareMoved(queries, days))
		}
	} else { // half of the decoys of each are enough
		each /= 2
		half := len(queries) / 2
		for n, days := range decoys {
			decoyed.add(x.compareMoved([][]int32{queries[:half], queries[half:]}[n%2], days))
		}
	}
	e.Decoys = decoyed.near / float64(each)
	// How many are of one incident is told by those whose place and time are known well.
	exact := slices.DeleteFunc(slices.Clone(queries), func(i int32) bool { return x.marks[i].vague })
	byDecoys := max(0, seen.exact-decoyed.exact/float64(each))
	expected, twice := x.byOwn(exact, &seen)
	byOwn := min(byDecoys, max(seen.exact-expected, leastOfExcess*byDecoys)) // in a crowd the two nearly cancel
	excess := byOwn * seen.asked / float64(max(len(exact), 1))
	e.Linked = excess / 2 // each pair is met from both sides
	if e.Linked < leastPairs {
		e.Why = fmt.Sprintf("Too few reports tell of one incident to learn from (about %.0f pairs, %d are needed); the stated weights are used.", e.Linked, leastPairs)
		return e
	}
	lambda := min(min(excess, mostLinked*seen.asked)/candidates, mostLinked) // of lists in which many find nobody there may be more than a pair for each candidate
	most := min(lambda*(1+looseness), 0.999)
	same, apart := x.told(labels)
	model, share := learn(&start, seen.patterns, decoyed.patterns, same, apart, decoysOfEach/float64(each), lambda, most)
	if !(share >= guardLow*lambda && share <= guardHigh*lambda) { // nor is it a number otherwise
		e.Why = fmt.Sprintf("The estimate did not settle (%.4f of pairs against %.4f at first); the stated weights are used.", share, lambda)
		return e
	}
	model.afar(share*candidates, seen.far)
	model.Twice = min(unseenTwice*twice, mostTwice)
	model.How = fmt.Sprintf("estimated from %d reports, %d pairs and %.0f decoys", len(queries), e.Candidates, e.Decoys)
	if len(labels) > 0 {
		model.How += fmt.Sprintf(", and %d pairs that people have judged", len(labels))
	}
	e.Model, e.Kept, e.Linked = model, false, share*candidates/2
	e.Why = fmt.Sprintf("Weights were estimated from %d pairs, of which about %.0f tell of one incident.", e.Candidates/2, e.Linked)
	return e
}

// met is how many records were asked for, and how many candidates met: near in time, of
// them those of records that are not vague, and others that a name, a word or a reference
// led to. Patterns are how those near compare. Own is how many others of its partner's list
// those of each partner met, of records that are not vague and were not moved: those that
// look like other incidents, and those that look like the same one again.
type met struct {
	asked, near, exact, far float64
	patterns                []Pattern
	own                     []owned // by number of the partner
}

type owned struct{ other, again float64 }

func (m *met) add(o met) {
	m.asked, m.near, m.exact, m.far = m.asked+o.asked, m.near+o.near, m.exact+o.exact, m.far+o.far // whole numbers: their sums do not depend on the order
	m.patterns = append(m.patterns, o.patterns...)
	m.own = append(m.own, make([]owned, len(o.own)-min(len(o.own), len(m.own)))...)
	for partner, n := range o.own {
		m.own[partner].other, m.own[partner].again = m.own[partner].other+n.other, m.own[partner].again+n.again
	}
}

// compareMoved tells how records compare with their candidates when they are moved
// by some days. A vague one with a flood of them is passed over: it
// would drown what the others say.
func (x *Index) compareMoved(queries []int32, days int64) (all met) {
	const step = 256
	queries = slices.Sorted(slices.Values(queries)) // in the order of time, so that what one finds is at hand for the next
	parts := make([]met, (len(queries)+step-1)/step)
	parallel(len(parts), func(part int) {
		found := &parts[part]
		found.own = make([]owned, len(x.partners)+1)
		var s seeking
		var near []int32
		for _, i := range queries[part*step : min(len(queries), (part+1)*step)] {
			r := x.Records[i]
			r.time.from += days * day
			moved := x.markOf(&r, 0) // of no partner: its own are sought as others' are
			near = near[:0]
			own := &found.own[x.marks[i].partner]
			for _, j := range x.seek(&s, &r, &moved, i, false) {
				switch {
				case x.marks[i].partner != x.marks[j].partner:
					near = append(near, j)
				case j != i && days == 0 && !moved.vague && moved.apart(&x.marks[j]) <= slack/minute:
					bits := Stated.bits(r.pattern(&x.Records[j], x.counted))
					own.other += float64(when(bits < twiceTold))
					own.again += float64(when(bits >= sameBits))
				}
			}
			if moved.vague && len(near) > drowning {
				continue
			}
			found.asked++
			for _, j := range near {
				if moved.apart(&x.marks[j]) <= slack/minute {
					found.patterns = append(found.patterns, r.pattern(&x.Records[j], x.counted))
					found.near++
					found.exact += float64(when(!moved.vague))
				} else {
					found.far++
				}
			}
		}
	})
	for _, part := range parts {
		all.add(part)
	}
	return all
}

// afar makes the worth of a gap of days fit how many candidates lie so far apart:
// decoys cannot tell it, for they are days apart themselves. A wrong date that leaves
// that much between two reports befalls one pair in a hundred or so (matching.md
// section 4).
func (m *Model) afar(linked, far float64) {
	const wrongDates = 0.01
	odds := (wrongDates*linked + 1) / (far + 100)
	for _, level := range []int{withinTenDays, withinMonth, outOfTime} {
		m.Tables[Time][level] = max(-mostBits, min(m.Tables[Time][within30h], math.Log2(odds)-m.Prior))
	}
}

// byOwn is what each partner's own list tells. Expected is how many candidates of other
// partners would be there if no two partners told of one incident, by how close the
// different incidents of one list lie: one shooting follows another, which moving by
// days does not see. Of two partners it takes the mean, since the vaguer one reaches
// farther; pairs that look like one report told twice are left out. Twice is how many
// such pairs there are for each report.
func (x *Index) byOwn(queries []int32, seen *met) (expected, twice float64) {
	n := len(x.partners) + 1
	asked, lists, near := make([]float64, n), make([]float64, n), make([]float64, n) // near: own pairs a report, by the length of the list
	for _, i := range queries {
		asked[x.marks[i].partner]++
	}
	for i := range x.marks {
		lists[x.marks[i].partner]++
	}
	again := 0.0
	for partner, own := range seen.own {
		if asked[partner] > 0 {
			near[partner] = own.other / asked[partner] / lists[partner]
		}
		again += own.again
	}
	names := slices.Sorted(maps.Keys(x.partners)) // sums depend on their order
	for _, a := range names {
		for _, b := range names {
			if p, q := x.partners[a], x.partners[b]; p != q {
				expected += asked[p] * lists[q] * (near[p] + near[q]) / 2
			}
		}
	}
	return expected, again / float64(max(len(queries), 1))
}

// twiceTold, in bits of the stated model, is from where two reports of one partner
// are likelier one incident told twice than two.
const twiceTold = 2

// sample takes records evenly, by their report ids, so that neither their order nor
// their number decides which.
func (x *Index) sample() []int32 {
	type drawn struct {
		by uint64
		at int32
	}
	parts := make([][]drawn, (len(x.Records)+partSize-1)/partSize)
	draw := func(limit uint64) (all []drawn) {
		inParts(len(x.Records), func(part, from, to int) {
			parts[part] = parts[part][:0]
			for i := from; i < to; i++ {
				r := &x.Records[i]
				if x.marks[i].partner == 0 {
					continue
				}
				if k := lot(r.Partner, r.Report); k <= limit {
					parts[part] = append(parts[part], drawn{k, int32(i)})
				}
			}
		})
		return slices.Concat(parts...)
	}
	limit := uint64(math.MaxUint64) // of many, the lowest keys stand below a limit that nearly surely leaves enough
	if n := uint64(len(x.Records)); n > 4*mostQueries {
		limit = math.MaxUint64 / n * (2 * mostQueries)
	}
	all := draw(limit)
	if len(all) < mostQueries && limit < math.MaxUint64 {
		all = draw(math.MaxUint64)
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

// lot is a number drawn for a report by its name alone. The last letters of a name
// move only some bits of a key, so it is mixed once more.
func lot(partner, report string) uint64 {
	return listKey(listNear, uint64(keyOf(partner))*3+uint64(keyOf(report)))
}
