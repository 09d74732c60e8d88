package matching

import (
	"cmp"
	"math"
)

// Index holds records and finds those that one may be of one incident with, by the
// union of four ways (matching.md 3.2): near in place and time; the same folded
// place name, or the same district where one gives no point; a rare word in common; a
// reference in common. What one way cannot see,
// because coordinates are missing or wrong, another finds. It is not safe for use
// from several goroutines while it changes.
//
// Records that were there at first stand in the order in which their incidents
// began: those of a few days lie close together in memory, and a list of them is cut
// to a time by searching it for two numbers. Records that came later are in lists of
// their own.
type Index struct {
	Records  []Record // by number; a removed one has no report id
	marks    []mark   // of each record, what tells whether two are near
	sorted   int32    // how many stand in the order of time
	began    began    // where to look for a moment among those
	lists    lists    // of those
	called   *called  // of those, where no more will come; else nil
	added    map[uint64]*moments
	counted  *Vocabulary
	partners map[string]uint16
	gaps     [weightMask + 1]int64   // of words by their weight, as counted
	apart    func(a, b *Record) bool // whether somebody has said that two are not the same; may be nil
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
	place
	from, until int32  // minutes since 1970, whole ones
	partner     uint16 // 0 for a record that was taken out
	vague       bool
}

const (
	maxRareWords = 4   // of a report that are looked up
	namedIn      = 500 // reports of one reference that are gone through
)

// NewIndex indexes records, in an order of its own; their words must have been
// weighed before. More can be added.
func NewIndex(records []Record, counted *Vocabulary) *Index { return newIndex(records, counted, true) }

// newIndex is NewIndex, or of records to which no more will come: what is looked for among
// those by name, by words and by reference is kept in less room and found sooner.
func newIndex(records []Record, counted *Vocabulary, growing bool) *Index {
	x := &Index{counted: counted, added: map[uint64]*moments{}, partners: map[string]uint16{}}
	for bits := range x.gaps {
		x.gaps[bits] = counted.wordGap(uint32(bits))
	}
	inTime(records)
	x.Records = records
	x.marks = make([]mark, len(records))
	x.sorted = int32(len(records))
	for i := range records {
		x.number(records[i].Partner)
	}
	inParts(len(records), func(_, from, to int) {
		for i := from; i < to; i++ {
			x.marks[i] = x.markOf(&records[i], x.partners[records[i].Partner])
		}
	})
	x.began = whenBegan(x.marks)
	var twice *seenTwice
	if !growing {
		x.called, twice = calledBy(x)
	}
	x.lists = listed(x, twice)
	return x
}

// inTime puts records into the order in which their incidents began; equal ones by
// their names, so that a number means the same whatever order they came in.
func inTime(records []Record) {
	type lies struct {
		from int64
		at   int32
	}
	all := make([]lies, len(records))
	for i := range all {
		all[i] = lies{records[i].time.from, int32(i)}
	}
	sortInParallel(all, func(a, b lies) int {
		if a.from != b.from {
			return cmp.Compare(a.from, b.from)
		}
		return compareNames(&records[a.at], &records[b.at])
	})
	order := make([]int32, len(records))
	for i, b := range all {
		order[i] = b.at
	}
	for first := range order { // each cycle of the permutation, in place
		if order[first] < 0 {
			continue
		}
		held, at := records[first], int32(first)
		for {
			from := order[at]
			order[at] = -1
			if from == int32(first) {
				records[at] = held
				break
			}
			records[at], at = records[from], from
		}
	}
}

func compareInTime(p, q *Record) int {
	if p.time.from != q.time.from {
		return cmp.Compare(p.time.from, q.time.from)
	}
	return compareNames(p, q)
}

func (x *Index) compareInTime(a, b int32) int { return compareInTime(&x.Records[a], &x.Records[b]) }

// compareNames orders records in a way that depends on nothing else.
func compareNames(p, q *Record) int {
	if p.Report != q.Report {
		return cmp.Compare(p.Report, q.Report)
	}
	return cmp.Compare(p.Partner, q.Partner)
}

// Add indexes one more record and gives its number.
func (x *Index) Add(r Record) int32 {
	i := int32(len(x.Records))
	x.Records = append(x.Records, r)
	x.marks = append(x.marks, x.markOf(&r, x.number(r.Partner)))
	if r.time.known() {
		x.each(&r, func(key uint64) {
			m := x.added[key]
			if m == nil {
				m = &moments{}
				x.added[key] = m
			}
			m.put(&x.marks[i], i)
		})
	}
	return i
}

// Remove takes a record out; its number is not used again.
func (x *Index) Remove(i int32) {
	r := &x.Records[i]
	if r.Report == "" {
		return
	}
	if i >= x.sorted && r.time.known() {
		x.each(r, func(key uint64) {
			if m := x.added[key]; m != nil && m.remove(&x.marks[i], i) {
				delete(x.added, key)
			}
		})
	}
	*r = Record{name: noName, area: noArea, actors: noActors}
	x.marks[i].partner = 0 // what lists it finds that it is gone
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
	m := mark{place: r.place, from: minuteOf(r.time.from), until: minuteOf(r.time.until() + minute - 1), partner: partner}
	m.vague = m.sigma == 0 || precisionOf(m.sigma) > exactly || durationOf(&m) == durations-1
	if !r.time.known() {
		m.partner = 0
	}
	return m
}

func minuteOf(seconds int64) int32 {
	return int32(max(math.MinInt32/2, min(math.MaxInt32/2, (seconds-seconds%minute)/minute)))
}

// apart is how many minutes lie between two windows, episodes whole; 0 when they meet.
func (m *mark) apart(o *mark) int64 {
	return max(0, int64(o.from)-int64(m.until), int64(m.from)-int64(o.until))
}

// reaches tells whether two places may be one.
func (m *mark) reaches(o *mark) bool {
	if m.sigma == 0 || o.sigma == 0 {
		return false
	}
	d2, s2 := m.between(o)
	// 5s+5 ≥ d in squares without a root for nearly all: (5s+5)² lies between 25s²+25 and 50s²+50
	if d2 <= 25*s2+25 {
		return true
	}
	if d2 > 50*s2+50 {
		return false
	}
	r := reachOf(s2)
	return d2 <= r*r
}

// between is the square of the distance of two places, and the sum of the squares of
// how exactly they are known.
func (m *mark) between(o *mark) (d2, s2 float32) {
	dx, dy, dz := m.x-o.x, m.y-o.y, m.z-o.z
	return dx*dx + dy*dy + dz*dz, m.sigma*m.sigma + o.sigma*o.sigma
}

// reachesClosely tells whether two places are likely one: to three sigma and 3 km.
func (m *mark) reachesClosely(o *mark) bool {
	if m.sigma == 0 || o.sigma == 0 {
		return false
	}
	d2, s2 := m.between(o)
	return d2 <= 9*s2+9 || d2 <= 18*s2+18 && math.Sqrt(float64(d2)) <= 3*math.Sqrt(float64(s2))+3
}

// rare are the words by which a record is looked up: of those seldom enough, the
// most telling. Which they are depends on the record and the vocabulary alone.
func (x *Index) rare(r *Record) (found [maxRareWords]uint32, n int) {
	for _, w := range r.text.words() {
		if w&ownPlace != 0 || w&weightMask == 0 || x.gaps[w&weightMask] == 0 {
			continue
		}
		i := n
		for i > 0 && found[i-1]&weightMask < w&weightMask {
			i--
		}
		if i < maxRareWords {
			n = min(n+1, maxRareWords)
			copy(found[i+1:n], found[i:n-1])
			found[i] = w &^ (noOther | ownPlace)
		}
	}
	return found, n
}

// Candidates of a record, by number and in order, and how many were left out where
// they are more than can be compared. The record need not be in the index; one with
// the same report id is not its own candidate.
func (x *Index) Candidates(r *Record, whose Whose, into []int32) (found []int32, cut int) {
	return x.candidates(r, x.markOf(r, x.partners[r.Partner]), whose, into)
}

func (x *Index) candidates(r *Record, self mark, whose Whose, into []int32) (found []int32, cut int) {
	if !r.time.known() {
		return into[:0], 0
	}
	s := seeking{found: into}
	found = x.seek(&s, r, &self, -1, false)
	n := 0
	for _, i := range found {
		o := &x.Records[i]
		if o.Report != r.Report && whose&whoseIs(o.Partner == r.Partner) != 0 {
			found[n] = i
			n++
		}
	}
	found = found[:n]
	if self.vague && len(found) > flood {
		cut = len(found) - keptOf
		found = x.best(r, &self, found, &s.room)
	}
	return found, cut
}

func whoseIs(own bool) Whose {
	if own {
		return Own
	}
	return Others
}

// seek gives the numbers of all that may be of one incident with a record, itself
// among them where it is indexed, each once and in order. Where exact is set, only
// sorted ones that are not vague and come before its own number; one that has none, -1, can be
// sought for where more may come. They stand in the room of s, till it seeks again.
func (x *Index) seek(s *seeking, r *Record, self *mark, number int32, exact bool) []int32 {
	s.x, s.self, s.upTo, s.exact = x, self, number, exact
	s.found, s.to = s.found[:0], 0
	s.shortest = durations
	if exact {
		s.shortest = durations - 1
	}
	s.near(&r.place)
	s.byName(r, number)
	if district := r.area.Value().district; district != 0 && !exact {
		s.by(listKey(listWithout, uint64(district)), slack)
		if !r.place.measured() { // then its district is the only place it gives for sure
			s.by(listKey(listDistrict, uint64(district)), slack)
		}
	}
	refs := r.text.references()
	for i := range refs.len() {
		s.reference(refs.at(i))
	}
	s.found = s.room.sorted(s.found)
	return s.found
}
