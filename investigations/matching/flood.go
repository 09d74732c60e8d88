package matching

import (
	"cmp"
	"math"
	"slices"
)

// The guard against floods (matching.md 3.2): a vague report with more than Flood
// candidates is compared with the best KeptOf alone, and what is left out is counted. Both
// are more than the 500 and 200 of matching.md, since most pairs are left after a look, which
// is as quick as choosing among some hundreds: what is guarded is how many pairs are kept.
const (
	Flood  = 2000
	KeptOf = 500
)

// flood and keptOf are the same, for tests to make smaller.
var flood, keptOf = Flood, KeptOf

// best keeps those that lie nearest in place, time and numbers harmed; of equals those
// whose names sort first. Most of a flood need not be looked at in full: the first few
// tell what the others must be worth.
func (x *Index) best(r *Record, self *mark, of []int32, room *choosing) []int32 {
	least := float32(math.Inf(-1))
	could := room.could[:0]
	room.fetch(x.Records, of)
	for n, i := range of {
		if bits, enough := x.roughly(r, self, i, least); enough {
			could = append(could, ranked{i, bits})
		}
		if len(could) < keptOf+keptOf/2 && n < len(of)-1 || len(could) < keptOf {
			continue
		}
		room.order = room.order[:0]
		for _, c := range could {
			room.order = append(room.order, c.bits)
		}
		least = nth(room.order, keptOf-1)
		could = slices.DeleteFunc(could, func(c ranked) bool { return c.bits < least })
	}
	kept, equal := room.kept[:0], room.equal[:0]
	for _, c := range could {
		if c.bits > least {
			kept = append(kept, c.at)
		} else {
			equal = append(equal, c.at)
		}
	}
	if more := keptOf - len(kept); len(equal) > more {
		slices.SortFunc(equal, func(a, b int32) int { return compareNames(&x.Records[a], &x.Records[b]) })
		kept = append(kept, equal[:more]...)
	} else {
		kept = append(kept, equal...)
	}
	room.could, room.kept, room.equal = could, kept, equal
	slices.Sort(kept)
	return kept
}

// nth is the number that would stand at a place if they were sorted, the largest
// first. It changes their order.
func nth(of []float32, place int) float32 {
	low, high := 0, len(of)-1
	for low < high {
		middle := of[(low+high)/2]
		i, j := low, high
		for i <= j {
			for of[i] > middle {
				i++
			}
			for of[j] < middle {
				j--
			}
			if i <= j {
				of[i], of[j] = of[j], of[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case place <= j:
			high = j
		case place >= i:
			low = i
		default:
			return of[place]
		}
	}
	return of[place]
}

type ranked struct {
	at   int32
	bits float32
}

func (x *Index) compareRanks(a, b ranked) int {
	if a.bits != b.bits {
		return cmp.Compare(b.bits, a.bits)
	}
	return compareNames(&x.Records[a.at], &x.Records[b.at])
}

// roughly is how well a record, of which this is the mark, agrees with another in what is
// quick to compare, and whether that is at least so much; what is asked for last is left
// where it cannot be.
func (x *Index) roughly(r *Record, self *mark, i int32, least float32) (bits float32, enough bool) {
	o := &x.Records[i]
	distance, class := self.place.levels(&x.marks[i].place)
	t := &Stated.Tables
	precision, time := t[Precision][class*zones+zoneOf(distance)], t[Time][r.time.pattern(&o.time)]
	harm := t[Harm][r.killed.level(&o.killed)*harmLevels+r.injured.level(&o.injured)]
	words := aWord * float64(r.others.and(o.others).size())
	if float32(mostRest[distance]+precision+time+harm+words)+rounding < least {
		return 0, false
	}
	bits = float32(t[Place][distance*nameLevels+nameLevel(r.name, o.name)] + precision + time + harm +
		t[Actor][actorLevel(r.actors, o.actors)] + t[Means][r.means.level(&o.means)] + words)
	return bits, bits >= least
}

// mostRest is the most that stated weights give for names, at a distance, actors and means.
var mostRest = func() (most [distanceLevels]float64) {
	t := &Stated.Tables
	for distance := range most {
		most[distance] = slices.Max(t[Place][distance*nameLevels:][:nameLevels]) + slices.Max(t[Actor]) + slices.Max(t[Means])
	}
	return most
}()

// aWord, in bits, is what a word that two texts seem to share is worth roughly.
const aWord = 2.5
