package matching

import (
	"cmp"
	"math"
	"slices"
)

// A tile is what lies near some records that lie close together and tell of the same days:
// it is looked for once for all of them, and each takes of it what is near enough to
// itself, as if it had looked alone. Where reports name a town or a district by its middle,
// dozens of a day ask the same.
type tile struct {
	items [durations][]tiled // by duration, in the order of number

	group  mark    // as wide as all its records together
	one    bool    // they lie in one place, so that what reaches one of them reaches all;
	radius float64 // else so many km of the first, along the ground
	joint  seeking
	keys   []uint64
	found  []int32
	could  []int32
}

// tiled is a record in a tile.
type tiled struct {
	mark
	at int32
}

// tiles tells whether a record can be one of a group: it has a point, not too vague for a
// grid, and a window not so long that it would be looked for through years.
func (m *mark) tiles() bool {
	return m.sigma > 0 && precisionOf(m.sigma) < precisions && durationOf(m) < durations-1
}

// lies is where a record lies.
type lies struct {
	where uint64
	at    int32
}

// neighbours gives records of a stretch of time in the order of where they lie, so that
// what one finds is at hand for the next, in the room of an older list.
func (x *Index) neighbours(from, to int, room []lies) []lies {
	room = room[:0]
	for i := from; i < to; i++ {
		if m := &x.marks[i]; m.partner != 0 {
			room = append(room, lies{m.neighbourhood(), int32(i)})
		}
	}
	slices.SortFunc(room, func(a, b lies) int {
		if a.where != b.where {
			return cmp.Compare(a.where, b.where)
		}
		return cmp.Compare(a.at, b.at)
	})
	return room
}

// neighbourhood is a number for the cell that an exactly known place lies in, and for a
// vague place itself: many are vague alike. What is near stands together.
func (m *mark) neighbourhood() uint64 {
	if !m.vague {
		lat, lon := m.degrees()
		row := rowOf(lat, radii[exactly][exactly])
		return uint64(row)<<32 | uint64(columnOf(lon, int(columnsIn[exactly][exactly][row])))
	}
	h := uint64(math.Float32bits(m.x))<<32 | uint64(math.Float32bits(m.y))
	h = (h ^ uint64(math.Float32bits(m.z))<<13 ^ uint64(math.Float32bits(m.sigma))) * 0x9E3779B97F4A7C15
	return 1<<63 | m.cube()<<20 | h>>44
}

// next takes the first group off neighbours, and has those that seek find what is near in
// the tile. Who is in no group seeks alone, and so do all where some came later.
func (t *tile) next(x *Index, s *seeking, list []lies) (group, rest []lies) {
	first, n := &x.marks[list[0].at], 1
	if s.tile = nil; first.tiles() && len(x.added) == 0 {
		for n < len(list) && list[n].where == list[0].where && x.marks[list[n].at].tiles() {
			n++
		}
		t.gather(x, list[:n])
		s.tile = t
	}
	return list[:n], list[n:]
}

// gather looks for what is near a group of records, which stand by number.
func (t *tile) gather(x *Index, records []lies) {
	first := &x.marks[records[0].at]
	t.group, t.one, t.radius = *first, true, 0
	for _, r := range records {
		m := &x.marks[r.at]
		d2, _ := first.between(m)
		t.one = t.one && m.place == first.place
		t.radius = max(t.radius, 2*earth*math.Asin(min(1, math.Sqrt(float64(d2))/(2*earth))))
		t.group.sigma, t.group.until = max(t.group.sigma, m.sigma), max(t.group.until, m.until) // the first began first
	}
	s := &t.joint
	s.x, s.self, s.to, s.upTo, s.exact, s.shortest = x, &t.group, 0, records[len(records)-1].at, !first.vague, durations
	classes := precisions
	if s.exact {
		s.shortest, classes = durations-1, exactly+1
	}
	s.window(slack / minute)
	t.keys = t.keys[:0]
	eachCellNear(&t.group.place, t.radius, classes, func(key uint64) { t.keys = append(t.keys, key) })
	for d := range t.items {
		t.items[d], t.found = t.items[d][:0], t.found[:0]
		if d >= s.shortest {
			continue
		}
		s.tables(d, func(in *table) {
			for _, key := range t.keys {
				for _, at := range s.within(in.find(key), s.from[d]) {
					if o := &x.marks[at]; o.partner != 0 && t.reaches(o) {
						t.found = append(t.found, at)
					}
				}
			}
		})
		t.found = s.room.sorted(t.found)
		for _, at := range t.found {
			t.items[d] = append(t.items[d], tiled{x.marks[at], at})
		}
	}
}

// reaches tells whether a record of the group may reach a place.
func (t *tile) reaches(o *mark) bool {
	if t.one {
		return t.group.reaches(o)
	}
	d2, s2 := t.group.between(o)
	return math.Sqrt(float64(d2)) <= float64(reachOf(s2))+t.radius+aLittle
}

// take gives what is near one of the group.
func (t *tile) take(s *seeking) {
	s.window(slack / minute)
	bounds, self := s.bounds(), s.self
	for d, items := range t.items[:s.shortest] {
		from, _ := slices.BinarySearchFunc(items, s.from[d], func(o tiled, at int32) int { return cmp.Compare(o.at, at) })
		items = items[from:]
		t.could = slices.Grow(t.could[:0], len(items))[:len(items)]
		could, n := t.could, 0
		for i := range items {
			o := &items[i]
			if o.at >= s.to {
				break
			}
			b := &bounds[when(o.partner == self.partner)]
			could[n] = int32(i)
			n += b.fit(b.near(self.between(&o.mark)), &o.mark)
		}
		for _, i := range could[:n] {
			o := &items[i]
			if t.one && o.partner != self.partner || s.nearEnough(&o.mark) {
				s.found = append(s.found, o.at)
			}
		}
	}
}
