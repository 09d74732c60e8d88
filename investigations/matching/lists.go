package matching

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

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
	x.eachName(r, func(key uint64, _ int64) { f(key) })
	eachReference(r, f)
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

// eachName gives the lists of what a record is called by, and how many seconds each leads
// from it.
func (x *Index) eachName(r *Record, f func(key uint64, gap int64)) {
	if name := r.name.Value().key; name != 0 {
		f(listKey(listName, uint64(name)), x.counted.placeGap(name))
	}
	words, n := x.rare(r)
	for _, w := range words[:n] {
		f(listKey(listWord, uint64(w&^flagMask)), x.gaps[w&weightMask])
	}
}

// eachReference gives the lists of its references.
func eachReference(r *Record, f func(key uint64)) {
	refs := r.text.references()
	for i := range refs.len() {
		if k := refs.at(i); i == 0 || k != refs.at(i-1) {
			f(listKey(listRef, uint64(k)))
		}
	}
}

// stretches is, for each duration, for how many records one after another there is a
// table of their own. A table of all would be looked into all over its millions of slots;
// those of the days around a report are still at hand from the report before.
var stretches = [durations]int{stretch, 8 * stretch, math.MaxInt32}

const stretch = 1 << 13

// lists are where to look for what: by duration and stretch of time, and by references
// whenever it happened.
type lists struct {
	tables [durations][]table
	named  table
}

// table holds the numbers of records by key, each list in the order of time. It is made
// once, by counting: no list is ever sorted or moved.
type table struct {
	there []uint64 // a bit for each key, to pass over most that are not; different keys may share one
	slots []slot   // by key; their length is a power of two
	items []int32
}

type slot struct {
	key     uint64
	from, n uint32
}

func (t *table) slot(key uint64) *slot { return &t.slots[t.at(key)] }

// at is the place of the slot of a key, or of the one it would take.
func (t *table) at(key uint64) uint64 {
	mask := uint64(len(t.slots) - 1)
	at := key & mask
	for t.slots[at].key != key && t.slots[at].key != 0 {
		at = (at + 1) & mask
	}
	return at
}

// find is the list of a key.
func (t *table) find(key uint64) []int32 {
	if len(t.slots) == 0 || t.there[key>>32&uint64(len(t.there)-1)]>>(key>>26&63)&1 == 0 {
		return nil
	}
	s := t.slot(key)
	return t.items[s.from : s.from+s.n]
}

// listing is a record in a list.
type listing struct {
	key uint64
	at  int32
}

// listingRoom is what making a table needs, kept for the next.
type listingRoom struct {
	brief    []listing
	callings []calling
	counted  []slot
}

// slotsFor is how many slots so many keys need.
func slotsFor(keys int) int {
	n := 1
	for 2*n < 3*keys {
		n *= 2
	}
	return n
}

// slotsOf is a table of empty slots for so many keys.
func (room *listingRoom) slotsOf(keys int) table {
	n := slotsFor(keys)
	if len(room.counted) < n {
		room.counted = make([]slot, n)
	}
	clear(room.counted[:n])
	return table{slots: room.counted[:n]}
}

// tabled makes a table of what stands in the order of time.
func (room *listingRoom) tabled(parts ...[]listing) (t table) {
	total := 0
	for _, part := range parts {
		total += len(part)
	}
	if total == 0 {
		return t
	}
	all := room.slotsOf(total)
	n := 0
	for _, part := range parts {
		for i := range part {
			s := all.slot(part[i].key)
			if s.key == 0 {
				n++
				s.key = part[i].key
			}
			s.n++
		}
	}
	t.slots = make([]slot, slotsFor(n))
	for _, s := range all.slots {
		if s.key != 0 {
			*t.slot(s.key) = s
		}
	}
	from := uint32(0)
	for i := range t.slots {
		s := &t.slots[i]
		s.from, from, s.n = from, from+s.n, 0
	}
	t.there = make([]uint64, max(1, len(t.slots)/8)) // a dozen bits a key
	for i := range t.slots {
		if key := t.slots[i].key; key != 0 {
			t.there[key>>32&uint64(len(t.there)-1)] |= 1 << (key >> 26 & 63)
		}
	}
	t.items = make([]int32, total)
	for _, part := range parts {
		for i := range part {
			s := t.slot(part[i].key)
			t.items[s.from+s.n] = part[i].at
			s.n++
		}
	}
	return t
}

// listed makes the lists of all records of an index. Where no more will come, names and
// words of most stand in another way (called), and of references only those that were seen
// twice, for others find nothing.
func listed(x *Index, twice *seenTwice) lists {
	n := (len(x.Records) + stretch - 1) / stretch
	var l lists
	l.tables[0] = make([]table, n)
	lasting, named := [durations][][]listing{}, make([][]listing, n) // by stretch
	for d := range lasting {
		lasting[d] = make([][]listing, n)
	}
	rooms := sync.Pool{New: func() any { return &listingRoom{brief: make([]listing, 0, 10*min(stretch, len(x.Records)))} }}
	parallel(n, func(part int) {
		room := rooms.Get().(*listingRoom)
		defer rooms.Put(room)
		brief := room.brief[:0]
		for i := part * stretch; i < min(len(x.Records), (part+1)*stretch); i++ {
			r, m := &x.Records[i], &x.marks[i]
			if m.partner == 0 {
				continue
			}
			into := &brief
			if duration := durationOf(m); duration > 0 {
				into = &lasting[duration][part]
			}
			each := func(key uint64) { *into = append(*into, listing{key, int32(i)}) }
			if r.place.measured() {
				eachCell(&r.place, each)
				if precisionOf(r.place.sigma) == precisions {
					each(listKey(listVague, 0))
				}
				if into != &brief {
					each(listKey(listTime, 0)) // the short ones are a stretch of numbers
				}
			}
			eachDistrict(r, each)
			if x.called == nil || durationOf(m) == durations-1 { // the others know where they stand
				x.eachName(r, func(key uint64, _ int64) { each(key) })
			}
			eachReference(r, func(key uint64) {
				if twice == nil || twice.twice(key) {
					named[part] = append(named[part], listing{key, int32(i)})
				}
			})
		}
		l.tables[0][part], room.brief = room.tabled(brief), brief
	})
	var made []func(room *listingRoom)
	for d, parts := range lasting[1:] {
		several := slices.Collect(slices.Chunk(parts, max(1, min(n, stretches[d+1]/stretch))))
		l.tables[d+1] = make([]table, len(several))
		for i, some := range several {
			made = append(made, func(room *listingRoom) { l.tables[d+1][i] = room.tabled(some...) })
		}
	}
	made = append(made, func(room *listingRoom) { l.named = room.tabled(named...) })
	parallel(len(made), func(n int) {
		room := rooms.Get().(*listingRoom)
		defer rooms.Put(room)
		made[n](room)
	})
	return l
}

// seenTwice remembers which keys were seen twice, and takes few that were not for one.
// It may be told of keys from several goroutines.
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
	if atomic.OrUint64(&s.once[at], bit)&bit != 0 {
		atomic.OrUint64(&s.more[at], bit)
	}
}

func (s *seenTwice) twice(key uint64) bool {
	return s.more[key>>38&uint64(len(s.once)-1)]>>(key>>1&63)&1 == 1
}
