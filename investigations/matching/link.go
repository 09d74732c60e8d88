package matching

import (
	"cmp"
	"runtime/debug"
	"slices"
	"sync"
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
	Cut        int // candidates left out because a vague report had too many
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
	vocabulary.WeighAll(records)
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
	l.Compared, l.Cut = found.compared, found.cut
	x.lists, x.called = lists{}, nil // nothing is looked for any more
	giveBack := func() {             // as much is taken again to decide, and once more to name
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
// It changes their order.
func (x *Index) named(pairs []decided, more int) []Pair {
	sortInParallel(pairs, func(p, q decided) int {
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
	inParts(len(pairs), func(_, from, to int) {
		for n := from; n < to; n++ {
			p := &pairs[n]
			a, b := &x.Records[p.a], &x.Records[p.b]
			out[n] = Pair{A: a.Report, B: b.Report, PartnerA: a.Partner, PartnerB: b.Partner, Bits: float64(p.bits), Probability: p.probability, Band: band(p.probability)}
			if p.review {
				out[n].Band = Review
			}
		}
	})
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
	compared, cut     int
	crowded           []int32 // vague records with more candidates than were compared
}

// scores compares every candidate pair once. Reports whose place and time are known
// well find each other; a vague one finds all that may be its counterpart, and keeps
// the best where they are too many.
func (x *Index) scores(m *Model, told func(string, int, int)) scores {
	type part struct {
		scores
		vague, alike []scored // pairs of two vague records, which find each other
	}
	type room struct {
		part
		seeking    seeking
		tile       tile
		neighbours []lies
	}
	size := x.atOnce()
	parts := make([]part, (len(x.Records)+size-1)/size)
	rooms := sync.Pool{New: func() any { return new(room) }}
	c := newComparer(m)
	parallel(len(parts), func(n int) {
		from, to := n*size, min(len(x.Records), (n+1)*size)
		room := rooms.Get().(*room)
		defer rooms.Put(room)
		p := &room.part
		*p = part{scores{edges: p.edges[:0], likenesses: p.likenesses[:0]}, p.vague[:0], p.alike[:0]}
		room.neighbours = x.neighbours(from, to, room.neighbours)
		for rest := room.neighbours; len(rest) > 0; {
			var group []lies
			group, rest = room.tile.next(x, &room.seeking, rest)
			for _, l := range group {
				i, self := l.at, &x.marks[l.at]
				found, cut := x.counterparts(i, &room.seeking)
				if cut > 0 {
					p.cut += cut
					p.crowded = append(p.crowded, i)
				}
				room.seeking.room.fetch(x.Records, found)
				asked := c.ask(x, i)
				for _, j := range found {
					own := x.marks[j].partner == self.partner
					bits, ok := asked.compare(j, own)
					p.compared++
					if !ok {
						continue
					}
					s := x.inOrder(i, j, bits)
					both := self.vague && x.marks[j].vague
					switch {
					case own && both:
						p.alike = append(p.alike, s)
					case own:
						p.likenesses = append(p.likenesses, s)
					case both:
						p.vague = append(p.vague, s)
					default:
						p.edges = append(p.edges, s)
					}
				}
			}
		}
		kept := *p
		kept.edges, kept.likenesses, kept.vague, kept.alike = slices.Clone(p.edges), slices.Clone(p.likenesses), slices.Clone(p.vague), slices.Clone(p.alike)
		parts[n] = kept
		told("comparing", to, len(x.Records))
	})
	var all scores
	var vague, alike []scored
	edges := 0
	for i := range parts {
		edges += len(parts[i].edges) + len(parts[i].vague)
	}
	all.edges = make([]scored, 0, edges)
	for i := range parts {
		p := &parts[i]
		all.edges, all.likenesses = append(all.edges, p.edges...), append(all.likenesses, p.likenesses...)
		vague, alike = append(vague, p.vague...), append(alike, p.alike...)
		all.crowded = append(all.crowded, p.crowded...)
		all.compared, all.cut = all.compared+p.compared, all.cut+p.cut
		*p = part{}
	}
	all.edges, all.likenesses = append(all.edges, tidied(vague)...), append(all.likenesses, tidied(alike)...)
	return all
}

// atOnce is how many records are gone through as one part: those of some days, so that what is
// near is not looked for again and again, but not more than what they look into can be at
// hand for, and few enough that every processor has its part.
func (x *Index) atOnce() int {
	const days = 6
	most := stretch
	if x.counted.Days > 0 {
		most = min(4*stretch, max(stretch, int(days*float64(len(x.Records))/x.counted.Days)))
	}
	return max(1, min(most, len(x.Records)/16))
}

// counterparts of a sorted record are those it is to be compared with, itself left out.
func (x *Index) counterparts(i int32, s *seeking) (found []int32, cut int) {
	r, self := &x.Records[i], &x.marks[i]
	found = x.seek(s, r, self, i, !self.vague)
	n := 0
	for _, j := range found {
		if j != i && (x.apart == nil || !x.apart(r, &x.Records[j])) {
			found[n] = j
			n++
		}
	}
	found = found[:n]
	if self.vague && len(found) > flood {
		cut = len(found) - keptOf
		found = x.best(r, self, found, &s.room)
	}
	return found, cut
}

// tidied is each pair once, by number.
func tidied(all []scored) []scored {
	slices.SortFunc(all, func(p, q scored) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return slices.Compact(all)
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
