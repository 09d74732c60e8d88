package matching

import "math"

// What a list is of; the lowest bits of its key.
const (
	listNear     = iota // one cell of one grid
	listName            // a folded place name
	listWord            // a rare word
	listRef             // a reference or an address
	listTime            // all with a point whose windows are long, by time alone
	listVague           // those whose place is too vague for a grid, by time alone
	listDistrict        // a folded district, of those with a point
	listWithout         // the same, of those without one
)

// listKey mixes what a list is of into one number, never 0.
func listKey(kind int, of uint64) uint64 {
	h := (of ^ uint64(kind)*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>29) * 0x94D049BB133111EB
	return h ^ h>>32 | 1
}

// Durations of windows: within a list all are at most this long, so that those
// which meet a window are found from their beginnings.
var durationCuts = [...]int64{26 * hour / minute, 8 * day / minute, math.MaxInt32}

const durations = len(durationCuts)

func durationOf(m *mark) int {
	for class, cut := range durationCuts {
		if int64(m.until)-int64(m.from) <= cut {
			return class
		}
	}
	return durations - 1
}

// each gives the key of every list that a record stands in.
func (x *Index) each(r *Record, f func(key uint64)) {
	if r.place.measured() {
		eachCell(&r.place, f)
		if precisionOf(r.place.sigma) == precisions {
			f(listKey(listVague, 0))
		}
		f(listKey(listTime, 0))
	}
	eachDistrict(r, f)
	x.eachName(r, f)
}

// eachDistrict gives the list of the district a record names. Those with a point and
// those without stand in two, so that even a list of one finds another.
func eachDistrict(r *Record, f func(key uint64)) {
	if district := r.area.Value().district; district != 0 {
		if r.place.measured() {
			f(listKey(listDistrict, uint64(district)))
		} else {
			f(listKey(listWithout, uint64(district)))
		}
	}
}

// eachName gives the lists of what a record is called by.
func (x *Index) eachName(r *Record, f func(key uint64)) {
	if name := r.place.name.Value().key; name != 0 {
		f(listKey(listName, uint64(name)))
	}
	words, n := x.rare(r)
	for _, w := range words[:n] {
		f(listKey(listWord, uint64(w&^flagMask)))
	}
	for i, k := range r.refs.keys {
		if i == 0 || k != r.refs.keys[i-1] {
			f(listKey(listRef, uint64(k)))
		}
	}
}

// lists are the numbers of records by key, each list by duration and then in the
// order of time. They are made once, by counting: no list is ever sorted or moved.
type lists struct {
	slots []listSlot // a table by key; its length is a power of two
	items []int32
}

type listSlot struct {
	key  uint64
	from uint32
	n    [durations]uint32 // while counting, how many; then where each ends, from the start
}

func (l *lists) slot(key uint64) *listSlot {
	mask := uint64(len(l.slots) - 1)
	for at := key & mask; ; at = (at + 1) & mask {
		if s := &l.slots[at]; s.key == key || s.key == 0 {
			return s
		}
	}
}

// find is the list of a key: all of it and where its durations end.
func (l *lists) find(key uint64) (items []int32, ends [durations]uint32) {
	if len(l.slots) == 0 {
		return nil, ends
	}
	s := l.slot(key)
	if s.key == 0 {
		return nil, ends
	}
	return l.items[s.from : s.from+s.n[durations-1]], s.n
}

// listed makes the lists of all records of an index. A list of one finds nothing
// among those that are there, and is left out where no more will come.
func listed(x *Index, growing bool) lists {
	var l lists
	var twice *seenTwice
	if !growing {
		twice = newSeenTwice(len(x.Records))
		for i := range x.Records {
			if x.marks[i].partner != 0 {
				x.eachName(&x.Records[i], twice.note)
			}
		}
	}
	all := func(f func(i int32, duration int, key uint64)) {
		for i := range x.Records {
			r, m := &x.Records[i], &x.marks[i]
			if m.partner == 0 {
				continue
			}
			duration := durationOf(m)
			each := func(key uint64) { f(int32(i), duration, key) }
			if r.place.measured() {
				eachCell(&r.place, each)
				if precisionOf(r.place.sigma) == precisions {
					each(listKey(listVague, 0))
				}
				if duration > 0 {
					each(listKey(listTime, 0)) // the short ones are a stretch of numbers
				}
			}
			eachDistrict(r, each)
			x.eachName(r, func(key uint64) {
				if twice == nil || twice.twice(key) {
					each(key)
				}
			})
		}
	}
	n, total := 0, 0
	l.slots = make([]listSlot, 1<<10)
	all(func(_ int32, duration int, key uint64) {
		s := l.slot(key)
		if s.key == 0 {
			if n++; 3*n > 2*len(l.slots) {
				l.grow()
				s = l.slot(key)
			}
			s.key = key
		}
		s.n[duration]++
		total++
	})
	from := uint32(0)
	for i := range l.slots {
		s := &l.slots[i]
		s.from = from
		for d, k := range s.n {
			from += k
			s.n[d] = from - s.from - k // where the next of this duration goes
		}
	}
	l.items = make([]int32, total)
	all(func(i int32, duration int, key uint64) {
		s := l.slot(key)
		l.items[s.from+s.n[duration]] = i
		s.n[duration]++
	})
	return l
}

func (l *lists) grow() {
	old := l.slots
	l.slots = make([]listSlot, 4*len(old))
	for _, s := range old {
		if s.key != 0 {
			*l.slot(s.key) = s
		}
	}
}

// seenTwice remembers which keys were seen twice, and takes few that were not for one.
type seenTwice struct {
	once, more []uint64
}

func newSeenTwice(records int) *seenTwice {
	words := 1
	for words*64 < 16*records {
		words *= 2
	}
	return &seenTwice{make([]uint64, words), make([]uint64, words)}
}

func (s *seenTwice) note(key uint64) {
	at, bit := key>>38&uint64(len(s.once)-1), uint64(1)<<(key>>1&63)
	s.more[at] |= s.once[at] & bit
	s.once[at] |= bit
}

func (s *seenTwice) twice(key uint64) bool {
	return s.more[key>>38&uint64(len(s.once)-1)]>>(key>>1&63)&1 == 1
}
