package matching

import (
	"cmp"
	"math"
	"slices"
)

// Index holds records and finds those that one may be of one incident with, by the
// union of four ways (matching.md 3.2): near in place and time; the same folded
// place name within a week; a rare word in common within a month; a reference in
// common. What one way cannot see, because coordinates are missing or wrong, another
// finds. It is not safe for use from several goroutines while it changes.
type Index struct {
	Records  []Record // by number; a removed one has no report id
	grids    grids
	vague    cell               // records without a grid, by time alone
	placed   cell               // all with a point, by time alone: for one too vague for a grid
	names    map[key][]int32    // by folded place name
	words    map[uint32][]int32 // by rare word
	refs     map[key][]int32    // by reference and address
	counted  *Vocabulary
	marks    []mark // of each record, what tells whether two are near
	partners map[string]uint16
}

// Whose are the reports that are looked for beside one.
type Whose uint8

const (
	Others Whose = 1 << iota // of other partners
	Own                      // of the same
	All    = Others | Own
)

// mark is what tells whether two records are near, close together in memory.
type mark struct {
	from, until int64
	x, y, z     float32 // km
	sigma       float32 // km; negative where no point is known
	partner     uint16  // 0 for a record that was taken out
}

const (
	nameSlack = 7 * day
	wordSlack = 31 * day
	rareIn    = 50   // reports that a rare word stands in at most
	rareWords = 6    // of a report that are looked up
	flood     = 500  // candidates of one report, before the best are kept
	keptOf    = 200  // so many
	namedIn   = 2000 // reports of one place name that are gone through
)

// NewIndex indexes records; their words must have been weighed before.
func NewIndex(records []Record, counted *Vocabulary) *Index {
	x := &Index{counted: counted, names: map[key][]int32{}, words: map[uint32][]int32{}, refs: map[key][]int32{}, partners: map[string]uint16{}}
	x.Records = slices.Grow(x.Records, len(records))
	order := make([]int32, len(records))
	for i := range order {
		order[i] = int32(i)
	}
	// in the order of time, so that each list of each cell grows at its end
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(records[a].time.from, records[b].time.from), cmp.Compare(a, b))
	})
	x.Records = append(x.Records, records...)
	x.marks = make([]mark, len(records))
	for _, i := range order {
		x.enter(i)
	}
	return x
}

// Add indexes one more record and gives its number.
func (x *Index) Add(r Record) int32 {
	x.Records = append(x.Records, r)
	x.marks = append(x.marks, mark{})
	x.enter(int32(len(x.Records) - 1))
	return int32(len(x.Records) - 1)
}

func (x *Index) enter(i int32) {
	r := &x.Records[i]
	x.marks[i] = x.markOf(r, x.number(r.Partner))
	if !r.time.known {
		return
	}
	if r.place.measured {
		x.placed.put(&r.time, i)
		if precisionOf(r.place.sigma) < precisions {
			x.grids.put(&r.place, &r.time, i)
		} else {
			x.vague.put(&r.time, i)
		}
	}
	if r.place.key != 0 {
		x.names[r.place.key] = append(x.names[r.place.key], i)
	}
	for _, w := range r.rare() {
		x.words[w] = append(x.words[w], i)
	}
	for _, k := range r.refs.keys {
		x.refs[k] = append(x.refs[k], i)
	}
}

// Remove takes a record out; its number is not used again.
func (x *Index) Remove(i int32) {
	r := &x.Records[i]
	if r.Report == "" {
		return
	}
	if r.time.known {
		if r.place.measured {
			x.placed.remove(&r.time, i)
			if precisionOf(r.place.sigma) < precisions {
				x.grids.remove(&r.place, &r.time, i)
			} else {
				x.vague.remove(&r.time, i)
			}
		}
		drop(x.names, r.place.key, i)
		for _, w := range r.rare() {
			drop(x.words, w, i)
		}
		for _, k := range r.refs.keys {
			drop(x.refs, k, i)
		}
	}
	*r, x.marks[i] = Record{}, mark{}
}

// number of a partner, from 1.
func (x *Index) number(partner string) uint16 {
	n, known := x.partners[partner]
	if !known {
		n = uint16(len(x.partners) + 1)
		x.partners[partner] = n
	}
	return n
}

func (x *Index) markOf(r *Record, partner uint16) mark {
	s := mark{from: r.time.from, until: r.time.until, sigma: -1, partner: partner}
	if r.place.measured {
		s.x, s.y, s.z, s.sigma = float32(r.place.x), float32(r.place.y), float32(r.place.z), float32(r.place.sigma)
	}
	return s
}

// apart is how long lies between two windows, episodes whole; 0 when they meet.
func (a *mark) apart(b *mark) int64 { return max(0, b.from-a.until, a.from-b.until) }

// reaches tells whether two places may be one.
func (a *mark) reaches(b *mark) bool {
	if a.sigma < 0 || b.sigma < 0 {
		return false
	}
	dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
	r := float32(reachKm(float64(a.sigma), float64(b.sigma)))
	return dx*dx+dy*dy+dz*dz <= r*r
}

func drop[K comparable](lists map[K][]int32, k K, i int32) {
	if at := slices.Index(lists[k], i); at >= 0 {
		lists[k] = slices.Delete(lists[k], at, at+1)
	}
}

// rare are the words by which a record is looked up: of those seldom enough, the
// most telling. Which they are depends on the record and the vocabulary alone.
func (r *Record) rare() []uint32 {
	var found [rareWords]uint32
	n := 0
	for _, w := range r.words {
		if w&weightMask < r.rareFrom || w&ownPlace != 0 || w&weightMask == 0 {
			continue
		}
		i := n
		for i > 0 && found[i-1]&weightMask < w&weightMask {
			i--
		}
		if i < rareWords {
			n = min(n+1, rareWords)
			copy(found[i+1:n], found[i:n-1])
			found[i] = w
		}
	}
	out := make([]uint32, n)
	for i := range n {
		out[i] = found[i] &^ flagMask
	}
	return out
}

// Candidates of a record, by number and in order, and how many were left out where
// they are more than can be compared. The record need not be in the index; one with
// the same report id is not its own candidate.
func (x *Index) Candidates(r *Record, whose Whose, into []int32) (found []int32, cut int) {
	found = into[:0]
	if !r.time.known {
		return found, 0
	}
	self := x.markOf(r, x.partners[r.Partner])
	fits := func(o *mark) bool {
		if o.partner == self.partner {
			return whose&Own != 0
		}
		return whose&Others != 0 && o.partner != 0
	}
	near := func(i int32) {
		if o := &x.marks[i]; self.apart(o) <= slack && self.reaches(o) && fits(o) && x.Records[i].Report != r.Report {
			found = append(found, i)
		}
	}
	if r.place.measured {
		if precisionOf(r.place.sigma) < precisions {
			x.grids.near(&r.place, &r.time, slack, near)
			x.vague.meeting(&r.time, slack, near)
		} else {
			x.placed.meeting(&r.time, slack, near)
		}
	}
	by := func(list []int32, gap int64) {
		for _, i := range list {
			if o := &x.marks[i]; self.apart(o) <= gap && fits(o) && x.Records[i].Report != r.Report {
				found = append(found, i)
			}
		}
	}
	if list := x.names[r.place.key]; r.place.key != 0 {
		by(list, nameSlack)
	}
	for _, w := range r.rare() {
		if list := x.words[w]; len(list) <= 2*rareIn {
			by(list, wordSlack)
		}
	}
	for _, k := range r.refs.keys {
		if list := x.refs[k]; len(list) <= flood {
			by(list, math.MaxInt64)
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if len(found) > flood {
		cut = len(found) - keptOf
		found = x.best(r, found)
	}
	return found, cut
}

// best keeps those that lie nearest in place, time and numbers killed.
func (x *Index) best(r *Record, of []int32) []int32 {
	type ranked struct {
		at   int32
		bits float64
	}
	all := make([]ranked, len(of))
	for n, i := range of {
		p := r.pattern(&x.Records[i], x.counted)
		all[n] = ranked{i, Stated.Tables[Place][p[Place]] + Stated.Tables[Precision][p[Precision]] + Stated.Tables[Time][p[Time]] + Stated.Tables[Harm][p[Harm]]}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(x.Records[a.at].Report, x.Records[b.at].Report))
	})
	of = of[:0]
	for _, c := range all[:keptOf] {
		of = append(of, c.at)
	}
	slices.Sort(of)
	return of
}
