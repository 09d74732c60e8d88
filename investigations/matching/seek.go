package matching

import (
	"math"
	"slices"
)

// seeking is one search of an index.
type seeking struct {
	x        *Index
	self     *mark
	upTo     int32 // numbers from here on are not wanted
	exact    bool  // nor are vague records, nor those that were added
	shortest int   // so many durations are looked at
	found    []int32

	gap  int64 // minutes, of the window below
	from [durations]int32
	to   int32
}

// window makes numbers of sorted records of a time: where each duration may begin
// and where all must have begun.
func (s *seeking) window(gap int64) {
	if s.to > 0 && s.gap == gap {
		return
	}
	s.gap = gap
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

// list gives the records of a list that may come within the window's gap.
func (s *seeking) list(key uint64, f func(int32)) {
	items, ends := s.x.lists.find(key)
	start := uint32(0)
	for d := range s.shortest {
		part := items[start:ends[d]]
		start = ends[d]
		if len(part) == 0 {
			continue
		}
		i := 0
		if s.from[d] > part[0] {
			i, _ = slices.BinarySearch(part, s.from[d])
		}
		for _, at := range part[i:] {
			if at >= s.to {
				break
			}
			f(at)
		}
	}
	if s.exact {
		return
	}
	if m := s.x.added[key]; m != nil {
		m.meeting(s.self, s.gap, s.shortest, f)
	}
}

// near finds what is near in place and time.
func (s *seeking) near(p *place) {
	if !p.measured() {
		return
	}
	const gap = slack / minute
	s.window(gap)
	add := func(i int32) {
		if o := &s.x.marks[i]; o.partner != 0 && !(s.exact && o.vague) && s.self.apart(o) <= gap && s.self.reaches(o) {
			s.found = append(s.found, i)
		}
	}
	if precisionOf(p.sigma) < precisions {
		classes := precisions
		if s.exact {
			classes = exactly + 1
		}
		eachCellNear(p, classes, func(key uint64) { s.list(key, add) })
		if !s.exact {
			s.list(listKey(listVague, 0), add)
		}
		return
	}
	for i := s.from[0]; i < s.to; i++ {
		add(i)
	}
	s.list(listKey(listTime, 0), add)
}

// by finds those with a name or a word in common.
func (s *seeking) by(kind int, of uint64, gap int64) {
	gap /= minute
	s.window(gap)
	s.list(listKey(kind, of), func(i int32) {
		if o := &s.x.marks[i]; o.partner != 0 && !(s.exact && o.vague) && s.self.apart(o) <= gap {
			s.found = append(s.found, i)
		}
	})
}

// reference finds those with a reference in common, whenever they happened. One that
// stands everywhere, as the address of a newspaper, leads nowhere.
func (s *seeking) reference(k key) {
	key := listKey(listRef, uint64(k))
	items, _ := s.x.lists.find(key)
	n := len(items)
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
