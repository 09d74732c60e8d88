package matching

import (
	"math"
	"sync"
)

// called is what records are called by, names and rare words, where no more will come: each
// record knows where it stands in each of its lists, and finds the others beside itself
// without looking the list up.
type called struct {
	places [][callings]uint32 // of each record, where it stands among items; nowhere for a list of its own
	gaps   [][callings]uint16 // in minutes, how far each list leads
	items  []uint32           // numbers of records, list after list, each in the order of time
}

// callings is by how many names and words a record is looked up.
const callings = 1 + maxRareWords

const nowhere = math.MaxUint32

// Flags of an item, beside its number.
const (
	firstItem   = 1 << 31         // of its list
	lastingItem = 1 << lastingBit // its window is of the second duration
	lastingBit  = 30
	itemNumber  = lastingItem - 1
)

// calling is a record in a list that is being made.
type calling struct {
	key  uint64
	item uint32
	k    uint32 // which of its lists
}

// bucketBits is into how many parts, as a power of two, lists are divided while they are
// made: the slots of one are at hand for a processor.
const bucketBits = 10

func bucketOf(key uint64) int { return int(key >> (64 - bucketBits)) }

// callingsOf are the callings of some records, those of a bucket together, and where each
// bucket begins.
type callingsOf struct {
	list []calling
	from [1<<bucketBits + 1]uint32
}

func (c *callingsOf) bucket(b int) []calling { return c.list[c.from[b]:c.from[b+1]] }

// calledBy makes the lists of names and rare words of an index, and notes which references
// were seen twice.
func calledBy(x *Index) (*called, *seenTwice) {
	c := &called{places: make([][callings]uint32, len(x.Records)), gaps: make([][callings]uint16, len(x.Records))}
	twice := newSeenTwice(len(x.Records))
	parts := make([]callingsOf, (len(x.Records)+partSize-1)/partSize)
	rooms := sync.Pool{New: func() any { return new(listingRoom) }}
	inParts(len(x.Records), func(part, from, to int) {
		room := rooms.Get().(*listingRoom)
		defer rooms.Put(room)
		found := room.callings[:0]
		for i := from; i < to; i++ {
			for k := range c.places[i] {
				c.places[i][k] = nowhere
			}
			if x.marks[i].partner == 0 {
				continue
			}
			item := uint32(i)
			if durationOf(&x.marks[i]) == 1 { // the longest are looked up
				item |= lastingItem
			}
			k := uint32(0)
			x.eachName(&x.Records[i], func(key uint64, gap int64) {
				found = append(found, calling{key, item, k})
				c.gaps[i][k] = uint16(gap / minute)
				k++
			})
			eachReference(&x.Records[i], twice.note)
		}
		room.callings = found
		parts[part] = inBuckets(found)
	})
	var from [1<<bucketBits + 1]uint32
	for b := range 1 << bucketBits {
		from[b+1] = from[b]
		for part := range parts {
			from[b+1] += uint32(len(parts[part].bucket(b)))
		}
	}
	c.items = make([]uint32, from[1<<bucketBits]+1)
	parallel(1<<bucketBits, func(b int) {
		room := rooms.Get().(*listingRoom)
		defer rooms.Put(room)
		room.callings = room.callings[:0]
		for part := range parts { // so that they stand in the order of time
			room.callings = append(room.callings, parts[part].bucket(b)...)
		}
		c.fill(room, room.callings, from[b])
	})
	c.items[len(c.items)-1] = firstItem
	return c, twice
}

// inBuckets puts those of a bucket together and keeps their order.
func inBuckets(found []calling) callingsOf {
	in := callingsOf{list: make([]calling, len(found))}
	for i := range found {
		in.from[bucketOf(found[i].key)+1]++
	}
	for b := range 1 << bucketBits {
		in.from[b+1] += in.from[b]
	}
	at := in.from
	for i := range found {
		b := bucketOf(found[i].key)
		in.list[at[b]] = found[i]
		at[b]++
	}
	return in
}

// fill makes the lists of one bucket, whose items begin at a place. Lists of one are left
// out.
func (c *called) fill(room *listingRoom, bucket []calling, from uint32) {
	if len(bucket) == 0 {
		return
	}
	in := room.slotsOf(len(bucket))
	for i := range bucket {
		at := in.at(bucket[i].key)
		in.slots[at].key, bucket[i].key = bucket[i].key, at
		in.slots[at].n++
	}
	end := from + uint32(len(bucket))
	for i := range in.slots {
		if s := &in.slots[i]; s.n > 1 {
			s.from, from, s.n = from, from+s.n, 0
		} else {
			s.from = nowhere
		}
	}
	if from < end {
		c.items[from] = firstItem // ends the last list
	}
	for i := range bucket {
		one := &bucket[i]
		s := &in.slots[one.key]
		if s.from == nowhere {
			continue
		}
		at := s.from + s.n
		c.items[at], c.places[one.item&itemNumber][one.k] = one.item, at
		if s.n == 0 {
			c.items[at] |= firstItem
		}
		s.n++
	}
}

// called finds those with a name or a word in common with a record of the index: those of
// a list that may come within the window stand beside it.
func (s *seeking) called(i int32) {
	c := s.x.called
	places, gaps := &c.places[i], &c.gaps[i]
	for _, at := range places { // all are asked for before any is used, for they lie far apart
		if at != nowhere {
			s.room.fetched += c.items[at]
		}
	}
	for k, at := range places {
		if at == nowhere {
			continue
		}
		s.window(int64(gaps[k]))
		for c.items[at]&firstItem == 0 && numberOf(c.items[at-1]) >= s.from[1] {
			at--
		}
		for numberOf(c.items[at]) < s.to {
			s.beside(c.items[at])
			if at++; c.items[at]&firstItem != 0 {
				break
			}
		}
	}
}

func numberOf(item uint32) int32 { return int32(item & itemNumber) }

// beside takes an item of a list if it comes within the window.
func (s *seeking) beside(item uint32) {
	at := numberOf(item)
	if at >= s.from[item>>lastingBit&1] && s.fits(&s.x.marks[at], false) {
		s.found = append(s.found, at)
	}
}
