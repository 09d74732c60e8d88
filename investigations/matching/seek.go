package matching

import (
	"math"
	"math/bits"
	"slices"
)

// seeking is one search of an index; it can be used again for the next.
type seeking struct {
	x        *Index
	self     *mark
	upTo     int32 // numbers from here on are not wanted
	exact    bool  // nor are vague records, nor those that were added
	shortest int   // so many durations are looked at
	found    []int32
	tile     *tile // what is near, where it was looked for already; else nil

	room choosing

	gap         int64 // minutes, of the window below
	first, last int32 // minutes that it spans
	from        [durations]int32
	to          int32
}

// choosing is the room that sorting what was found and choosing of it needs.
type choosing struct {
	bits  []uint64
	could []ranked
	order []float32
	kept  []int32
	equal []int32

	fetched uint32
}

// fetch brings what is compared of many records to hand: their memory is asked for at
// once, not each when the one before is done.
func (c *choosing) fetch(records []Record, list []int32) {
	for _, i := range list {
		r := &records[i]
		c.fetched += r.time.width + r.weighty.references // one of each line
	}
}

// sorted puts numbers in order, each once, in the place where they stand.
func (c *choosing) sorted(list []int32) []int32 {
	const few = 64
	if len(list) >= few {
		low, high := slices.Min(list), slices.Max(list)
		if n := int(high-low)/64 + 1; n < 8*len(list) { // a bit for each number is soon gone through
			if len(c.bits) < n {
				c.bits = make([]uint64, 2*n)
			}
			for _, i := range list {
				c.bits[(i-low)>>6] |= 1 << ((i - low) & 63)
			}
			list = list[:0]
			for at, left := range c.bits[:n] {
				for ; left != 0; left &= left - 1 {
					list = append(list, low+int32(at<<6+bits.TrailingZeros64(left)))
				}
			}
			clear(c.bits[:n])
			return list
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// window makes numbers of sorted records of a time: where each duration may begin
// and where all must have begun.
func (s *seeking) window(gap int64) {
	if s.to > 0 && s.gap == gap {
		return
	}
	s.gap = gap
	s.first, s.last = int32(int64(s.self.from)-gap), int32(int64(s.self.until)+gap) // within bounds, see minuteOf
	for d, cut := range durationCuts[:s.shortest] {
		if cut == math.MaxInt32 {
			s.from[d] = 0
		} else {
			s.from[d] = s.x.firstFrom(int64(s.self.from) - gap - cut)
		}
	}
	if s.exact {
		s.to = max(1, s.upTo) // those before it began before it
	} else {
		s.to = max(1, s.x.firstFrom(int64(s.self.until)+gap+1))
	}
}

// fits tells whether a record may be of one incident, by its mark. Nothing is sought
// across both space and time: who has a point and a date wrong at once is found by a
// reference alone. Of one partner's own reports only those that may well be the same
// one twice are asked for: their windows meet, or they lie within a day and a name or
// a word led there too.
func (s *seeking) fits(o *mark, near bool) bool {
	if o.from > s.last || o.until < s.first || o.partner == 0 || s.exact && o.vague {
		return false
	}
	apart := s.self.apart(o)
	if o.partner == s.self.partner && apart > 0 && (near || apart > slack/minute) {
		return false
	}
	if near {
		if o.partner == s.self.partner {
			return s.self.reachesClosely(o)
		}
		return s.self.reaches(o)
	}
	return apart <= slack/minute && (apart == 0 || o.partner != s.self.partner) || s.self.sigma == 0 || o.sigma == 0 || s.self.reaches(o)
}

// list takes the records of a list that may come within the window's gap.
func (s *seeking) list(key uint64, near bool) {
	for d := range s.shortest {
		s.tables(d, func(in *table) {
			if items := in.find(key); near {
				s.pickNear(items, s.from[d])
			} else {
				s.pick(items, s.from[d])
			}
		})
	}
	if s.exact {
		return
	}
	if m := s.x.added[key]; m != nil {
		m.meeting(s.self, s.gap, s.shortest, func(at int32) {
			if s.fits(&s.x.marks[at], near) {
				s.found = append(s.found, at)
			}
		})
	}
}

// tables gives those that may hold something of a duration within the window.
func (s *seeking) tables(d int, f func(in *table)) {
	tables := s.x.lists.tables[d]
	for n := int(s.from[d]) / stretches[d]; n < len(tables) && n*stretches[d] < int(s.to); n++ {
		f(&tables[n])
	}
}

// pick takes those of sorted records, from a number on, that may come within the window.
func (s *seeking) pick(items []int32, from int32) {
	for _, at := range s.within(items, from) {
		if s.fits(&s.x.marks[at], false) {
			s.found = append(s.found, at)
		}
	}
}

// pickNear is pick for records that have a point and were sought by theirs, in the list of
// a duration.
func (s *seeking) pickNear(items []int32, from int32) {
	items = s.within(items, from)
	if len(items) == 0 {
		return
	}
	bounds, self := s.bounds(), s.self
	n := len(s.found)
	found := slices.Grow(s.found, len(items))[:n+len(items)]
	for _, at := range items {
		o := &s.x.marks[at]
		b := &bounds[when(o.partner == self.partner)]
		found[n] = at
		n += b.fit(b.near(self.between(o)), o)
	}
	could := found[len(s.found):n]
	s.found = found[:len(s.found)]
	for _, at := range could {
		if s.nearEnough(&s.x.marks[at]) {
			s.found = append(s.found, at)
		}
	}
}

// within are those of a list from a number on that may come within the window.
func (s *seeking) within(items []int32, from int32) []int32 {
	if len(items) == 0 || items[0] >= s.to || items[len(items)-1] < from {
		return nil
	}
	items = items[after(items, from):]
	return items[:after(items, s.to)]
}

// bounds are for others' records and for its own, wide enough for fits. Which records of a
// list lie within reach cannot be foretold, so most are passed over without a branch. What
// fits asks beside that holds of all: none is vague that stands in the lists an exact search
// looks into.
type bounds [2]bound

type bound struct {
	far         float32
	first, last int64
}

func (s *seeking) bounds() bounds {
	return bounds{{50, int64(s.first), int64(s.last)}, {18, int64(s.self.from), int64(s.self.until)}} // see reaches and reachesClosely
}

// near is not below zero where a place may be near enough.
func (b *bound) near(d2, s2 float32) int64 {
	return int64(math.Float32bits(b.far*s2+b.far)) - int64(math.Float32bits(d2)) // what is not below zero stands in the order of its bits
}

// fit is 1 for a record that may be near enough, else 0.
func (b *bound) fit(near int64, o *mark) int {
	return 1 - int(uint64(near|(b.last-int64(o.from))|(int64(o.until)-b.first))>>63)
}

// nearEnough tells it for sure, of one within the bounds.
func (s *seeking) nearEnough(o *mark) bool {
	own := o.partner == s.self.partner
	return o.partner != 0 && (own && s.self.reachesClosely(o) || !own && s.self.reaches(o))
}

// after is the place of the first number of a list that is not below from.
func after(list []int32, from int32) int {
	low, high := 0, len(list)
	for low < high {
		if middle := (low + high) / 2; list[middle] < from {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// near finds what is near in place and time.
func (s *seeking) near(p *place) {
	if !p.measured() {
		return
	}
	s.window(slack / minute)
	if precisionOf(p.sigma) < precisions {
		classes := precisions
		if s.exact {
			classes = exactly + 1
		}
		if s.tile != nil {
			s.tile.take(s)
		} else {
			eachCellNear(p, 0, classes, func(key uint64) { s.list(key, true) })
		}
		if !s.exact {
			s.list(listKey(listVague, 0), true)
		}
		return
	}
	for i := s.from[0]; i < s.to; i++ {
		if s.fits(&s.x.marks[i], true) {
			s.found = append(s.found, i)
		}
	}
	s.list(listKey(listTime, 0), true)
}

// by finds those that stand in a list and may come within some seconds.
func (s *seeking) by(key uint64, gap int64) {
	s.window(gap / minute)
	s.list(key, false)
}

// byName finds those with a name or a word in common with a record of that number.
func (s *seeking) byName(r *Record, number int32) {
	if s.x.called == nil {
		s.x.eachName(r, s.by)
		return
	}
	s.called(number)
	if !s.exact {
		s.x.eachName(r, func(key uint64, gap int64) {
			s.window(gap / minute)
			s.tables(durations-1, func(in *table) { s.pick(in.find(key), s.from[durations-1]) })
		})
	}
}

// reference finds those with a reference in common, whenever they happened. One that
// stands everywhere, as the address of a newspaper, leads nowhere.
func (s *seeking) reference(k key) {
	key := listKey(listRef, uint64(k))
	items := s.x.lists.named.find(key)
	n := 0
	for _, i := range items {
		n += when(s.x.marks[i].partner != 0)
	}
	m := s.x.added[key]
	if m != nil {
		n += len(m[0]) + len(m[1]) + len(m[2])
	}
	if n > namedIn {
		return
	}
	add := func(i int32) {
		if o := &s.x.marks[i]; o.partner != 0 && !(s.exact && (o.vague || i >= s.upTo)) {
			s.found = append(s.found, i)
		}
	}
	for _, i := range items {
		add(i)
	}
	if m != nil {
		for _, part := range m {
			for _, o := range part {
				add(o.at)
			}
		}
	}
}
