package matching

import (
	"cmp"
	"runtime/debug"
	"slices"
)

// leastBits is what a pair must score to be weighed: below it is less than half as likely
// as what is shown to people by itself (matching.md 3.5), even as one of two in one.
const leastBits = -5.5

// Linking is what becomes of many reports of several partners.
type Linking struct {
	Pairs      []Pair // reports of different partners that are linked or to be looked at, best first
	Duplicates []Pair // reports of one partner that tell of one incident twice
	Estimate   Estimate
	Compared   int // pairs
}

// Options of Linked.
type Options struct {
	Model *Model                           // to use as it is; nil to estimate one
	Apart func(a, b *Record) bool          // whether somebody has said that two are not the same: they are never put together; may be nil
	Told  func(stage string, done, of int) // how far the work is; called from several goroutines; may be nil
}

// Link finds which reports of different partners tell of one incident. It changes
// the weights of the records' words, and their order. The result does not depend on
// the order they come in.
func Link(records []Record) Linking { return Linked(records, Options{}) }

// Linked is Link with options.
func Linked(records []Record, o Options) Linking {
	told := o.Told
	if told == nil {
		told = func(string, int, int) {}
	}
	var l Linking
	var vocabulary Vocabulary
	told("counting words", 0, len(records))
	if o.Model != nil {
		vocabulary = o.Model.Vocabulary
	} else {
		vocabulary = Count(records)
	}
	inParts(len(records), func(_, from, to int) {
		for i := range records[from:to] {
			vocabulary.Weigh(&records[from+i])
		}
	})
	told("ordering", 0, len(records))
	x := newIndex(records, &vocabulary, false)
	x.apart = o.Apart
	if o.Model != nil {
		l.Estimate = Estimate{Model: o.Model, Kept: true, Why: o.Model.How}
	} else {
		told("learning", 0, len(records))
		l.Estimate = x.Learn()
	}
	m := l.Estimate.Model
	found := x.scores(m, told)
	l.Compared = found.compared
	x.lists = lists{}    // nothing is looked for any more
	giveBack := func() { // as much is taken again to decide, and once more to name
		if len(x.Records) >= many {
			debug.FreeOSMemory()
		}
	}
	giveBack()
	pairs, duplicates := x.woven(m, &found).decide(&found, told)
	giveBack()
	l.Pairs, l.Duplicates = x.named(pairs, len(duplicates)), x.named(duplicates, 0)
	return l
}

// many is how many records have memory worth giving back between two steps.
const many = 100_000

// decided is a pair of records by number and what became of it.
type decided struct {
	a, b        int32
	bits        float32
	review      bool // whatever its probability is
	probability float64
}

// named gives pairs by the names of their reports, best first, with room for some more.
func (x *Index) named(pairs []decided, more int) []Pair {
	order := make([]int32, len(pairs))
	for i := range order {
		order[i] = int32(i)
	}
	sortInParallel(order, func(i, j int32) int {
		p, q := &pairs[i], &pairs[j]
		switch {
		case p.probability != q.probability:
			return cmp.Compare(q.probability, p.probability)
		case p.bits != q.bits:
			return cmp.Compare(q.bits, p.bits)
		case p.a != q.a:
			return x.compareInTime(p.a, q.a)
		}
		return x.compareInTime(p.b, q.b)
	})
	if len(pairs) == 0 {
		return nil
	}
	out := make([]Pair, len(pairs), len(pairs)+more)
	for n, i := range order {
		p := &pairs[i]
		a, b := &x.Records[p.a], &x.Records[p.b]
		out[n] = Pair{A: a.Report, B: b.Report, PartnerA: a.Partner, PartnerB: b.Partner, Bits: float64(p.bits), Probability: p.probability, Band: band(p.probability)}
		if p.review {
			out[n].Band = Review
		}
	}
	return out
}

// scored is a pair of records by number, and what they score.
type scored struct {
	a, b int32
	bits float32
}

// scores are all pairs that were compared and weigh something: those of different
// partners, and those of one partner that are as good as the same.
type scores struct {
	edges, likenesses []scored
	compared          int
}

// scores compares every candidate pair once, however many a vague report has: most are
// left after a look, which is quicker than choosing among them.
func (x *Index) scores(m *Model, told func(string, int, int)) scores {
	parts := make([]scores, (len(x.Records)+stretch-1)/stretch)
	c := newComparer(m)
	parallel(len(parts), func(n int) {
		from, to := n*stretch, min(len(x.Records), (n+1)*stretch)
		p := &parts[n]
		var s seeking
		for _, i := range x.neighbours(from, to) {
			self := &x.marks[i]
			if self.partner == 0 {
				continue
			}
			found := x.counterparts(i, &s)
			s.room.fetch(x.Records, found)
			asked := c.ask(x, i)
			for _, j := range found {
				own := x.marks[j].partner == self.partner
				bits, ok := asked.compare(j, own)
				p.compared++
				if !ok {
					continue
				}
				if s := x.inOrder(i, j, bits); own {
					p.likenesses = append(p.likenesses, s)
				} else {
					p.edges = append(p.edges, s)
				}
			}
		}
		told("comparing", to, len(x.Records))
	})
	var all scores
	edges := 0
	for i := range parts {
		edges += len(parts[i].edges)
	}
	all.edges = make([]scored, 0, edges)
	for i := range parts {
		p := &parts[i]
		all.edges, all.likenesses = append(all.edges, p.edges...), append(all.likenesses, p.likenesses...)
		all.compared += p.compared
		*p = scores{}
	}
	return all
}

// neighbours are records of a stretch of time in the order of where they lie, so that
// what one finds is at hand for the next.
func (x *Index) neighbours(from, to int) []int32 {
	type lies struct {
		where uint64
		at    int32
	}
	all := make([]lies, 0, to-from)
	for i := from; i < to; i++ {
		all = append(all, lies{x.marks[i].cube(), int32(i)})
	}
	slices.SortFunc(all, func(a, b lies) int { return cmp.Or(cmp.Compare(a.where, b.where), cmp.Compare(a.at, b.at)) })
	order := make([]int32, len(all))
	for n, l := range all {
		order[n] = l.at
	}
	return order
}

// counterparts of a sorted record are those it is to be compared with, itself left out:
// one whose place and time are known well is compared with those like it that come before
// it, a vague one with all of those and with the vague ones before it, as they find each other.
func (x *Index) counterparts(i int32, s *seeking) []int32 {
	r, self := &x.Records[i], &x.marks[i]
	found := x.seek(s, r, self, i, !self.vague)
	n := 0
	for _, j := range found {
		if (j < i || j > i && !x.marks[j].vague) && (x.apart == nil || !x.apart(r, &x.Records[j])) {
			found[n] = j
			n++
		}
	}
	return found[:n]
}

// inOrder puts the partner whose code sorts first, and of one partner the report
// that does, in front.
func (x *Index) inOrder(a, b int32, bits float32) scored {
	p, q := &x.Records[a], &x.Records[b]
	if x.marks[a].partner == x.marks[b].partner && p.Report > q.Report || p.Partner > q.Partner {
		a, b = b, a
	}
	return scored{a, b, bits}
}
