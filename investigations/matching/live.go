package matching

import (
	"maps"
	"math"
	"slices"
)

// Live keeps reports linked while they come, change and go, one by one, under one
// model (matching.md 3.6). What it gives for a report is what Linked would give for
// all of them together under that model, but for what a reference alone leads to that more
// than namedIn come to bear: only what hangs together with the report is decided anew. It is
// not safe for use from several goroutines.
type Live struct {
	*web
	c       *comparer
	at      map[string]int32 // report → its number
	near    []int32          // how many candidates each vague record has
	crowded map[int32]ranked // vague records with too many, and the least of those they keep
	told    solution         // of the last change; its room is used again

	// What the change at hand has stirred.
	touched map[int32]bool // has other ties than before
	stirred map[int32]bool // has other strong ones, or other likenesses
	alike   map[int32]bool // has other likenesses
}

// Change is what became of pairs when a report came or went: of each of these reports
// all pairs are told, best first; all other pairs stand as they did.
type Change struct {
	Reports           []string
	Pairs, Duplicates []Pair
}

// NewLive starts with records that are there, under a model. It puts them into an
// order of its own.
func NewLive(m *Model, records []Record) *Live {
	m.Vocabulary.WeighAll(records)
	x := NewIndex(records, &m.Vocabulary)
	silent := func(string, int, int) {}
	found := x.scores(m, silent)
	l := &Live{web: x.woven(m, &found), c: newComparer(m), at: make(map[string]int32, len(records)), crowded: map[int32]ranked{}, near: make([]int32, len(records)),
		touched: map[int32]bool{}, stirred: map[int32]bool{}, alike: map[int32]bool{}}
	l.decide(&found, silent)
	for i := range records {
		l.at[records[i].Report] = int32(i)
	}
	inParts(len(records), func(_, from, to int) {
		for i := int32(from); i < int32(to); i++ {
			if l.marks[i].vague {
				l.near[i] = int32(len(l.counterparts(i)))
			}
		}
	})
	for _, i := range found.crowded {
		l.look(i)
	}
	return l
}

func (l *Live) tie(a, b int32, bits float32) {
	l.ties[a], l.ties[b] = append(l.ties[a], tie{b, bits}), append(l.ties[b], tie{a, bits})
	l.stir(a, b, bits)
}

func (l *Live) untie(a, b int32) {
	for _, t := range l.ties[a] {
		if t.to == b {
			l.stir(a, b, t.bits)
		}
	}
	l.ties[a] = slices.DeleteFunc(l.ties[a], func(t tie) bool { return t.to == b })
	l.ties[b] = slices.DeleteFunc(l.ties[b], func(t tie) bool { return t.to == a })
}

// stir notes that a pair came or went.
func (l *Live) stir(a, b int32, bits float32) {
	for _, i := range []int32{a, b} {
		l.touched[i] = true
		if l.own(a, b) {
			l.stirred[i], l.alike[i] = true, true
		} else if strong(bits) {
			l.stirred[i] = true
		}
	}
}

// Put adds a report, or puts its newer version in the place of the older.
func (l *Live) Put(r Record) Change {
	l.take(r.Report)
	l.m.Vocabulary.Weigh(&r)
	i := l.Add(r)
	l.makeRoom()
	l.at[r.Report] = i
	near := l.counterparts(i)
	l.near = append(l.near, int32(len(near)))
	l.touched[i] = true
	kept := near
	if l.marks[i].vague && len(near) > flood {
		kept = l.look(i)
	}
	for _, j := range kept {
		l.compare(i, j)
	}
	if len(kept) < len(near) { // others may keep it although it does not keep them
		for _, j := range near {
			if l.marks[j].vague && !slices.Contains(kept, j) && l.keeps(j, i) {
				l.compare(i, j)
			}
		}
	}
	for _, j := range near {
		if l.marks[j].vague {
			l.crowd(j, i)
		}
	}
	return l.changed(r.Report)
}

// Drop takes a report out.
func (l *Live) Drop(report string) Change {
	if !l.take(report) {
		return Change{}
	}
	return l.changed(report)
}

// counterparts are the records that may be of one incident with a record.
func (l *Live) counterparts(i int32) []int32 {
	x := l.Index
	if x.marks[i].partner == 0 {
		return nil
	}
	return slices.DeleteFunc(x.seek(&seeking{}, &x.Records[i], &x.marks[i], i, false), func(j int32) bool {
		return j == i || x.apart != nil && x.apart(&x.Records[i], &x.Records[j])
	})
}

func (l *Live) compare(i, j int32) {
	asked := l.c.ask(l.Index, i)
	if bits, ok := asked.compare(j, l.own(i, j)); ok {
		l.tie(i, j, bits)
	}
}

// look finds what a vague record keeps of its candidates, and notes the least.
func (l *Live) look(i int32) []int32 {
	x := l.Index
	near := l.counterparts(i)
	if len(near) <= flood {
		delete(l.crowded, i)
		return near
	}
	kept := x.best(&x.Records[i], &x.marks[i], near, &choosing{})
	var last ranked
	for n, j := range kept {
		bits, _ := x.roughly(&x.Records[i], &x.marks[i], j, float32(math.Inf(-1)))
		if r := (ranked{j, bits}); n == 0 || x.compareRanks(r, last) > 0 {
			last = r
		}
	}
	l.crowded[i] = last
	return kept
}

// keeps tells whether a vague record would compare itself with another.
func (l *Live) keeps(j, i int32) bool {
	last, crowded := l.crowded[j]
	if !crowded {
		return true
	}
	bits, enough := l.roughly(&l.Records[j], &l.marks[j], i, last.bits)
	return enough && l.compareRanks(ranked{i, bits}, last) <= 0
}

// crowd follows what a newcomer does to a vague record near it: it may push another
// out, and the first that is too many pushes out all but the best.
func (l *Live) crowd(j, newcomer int32) {
	l.near[j]++
	if _, crowded := l.crowded[j]; crowded && !l.keeps(j, newcomer) {
		l.forsake(j, []int32{newcomer})
	} else if crowded || int(l.near[j]) > flood {
		l.again(j)
	}
}

// again compares a vague record anew with those it keeps.
func (l *Live) again(j int32) {
	kept := l.look(j)
	var gone []int32
	for _, t := range l.ties[j] {
		if _, still := slices.BinarySearch(kept, t.to); !still {
			gone = append(gone, t.to)
		}
	}
	l.forsake(j, gone)
	for _, k := range kept {
		if !slices.ContainsFunc(l.ties[j], func(t tie) bool { return t.to == k }) {
			l.compare(j, k)
		}
	}
}

// forsake unties a vague record from others, unless they keep it themselves.
func (l *Live) forsake(j int32, others []int32) {
	for _, k := range others {
		if l.marks[k].vague && l.keeps(k, j) {
			continue
		}
		l.untie(j, k)
	}
}

// take removes a report and tells whether it was there.
func (l *Live) take(report string) bool {
	i, there := l.at[report]
	if !there {
		return false
	}
	var again []int32
	for _, j := range l.counterparts(i) {
		if !l.marks[j].vague {
			continue
		}
		l.near[j]--
		if _, crowded := l.crowded[j]; crowded && (int(l.near[j]) <= flood || l.keeps(j, i)) {
			again = append(again, j)
		}
	}
	for _, other := range l.all(l.unit[i]) {
		l.alike[other], l.stirred[other] = true, true
	}
	for len(l.ties[i]) > 0 {
		l.untie(i, l.ties[i][0].to)
	}
	l.loosen(i)
	delete(l.crowded, i)
	l.Remove(i)
	delete(l.at, report)
	for _, j := range again {
		l.again(j)
	}
	for _, stirred := range []map[int32]bool{l.touched, l.stirred, l.alike} {
		delete(stirred, i)
	}
	return true
}

// loosen makes the records of a unit units of their own.
func (l *Live) loosen(i int32) {
	unit := l.unit[i]
	for _, other := range l.all(unit) {
		l.unit[other], l.joined[other] = other, false
	}
	delete(l.several, unit)
}

// changed decides anew whatever the change at hand has a bearing on.
func (l *Live) changed(report string) Change {
	l.reunite()
	// How free a unit is depends on its strong pairs, and tells in what its weak pairs
	// claim of others.
	seeds := maps.Clone(l.touched)
	for i := range l.stirred {
		seeds[i] = true
		for _, other := range l.all(l.unit[i]) {
			for _, t := range l.ties[other] {
				seeds[t.to] = true
			}
		}
	}
	affected := map[int32]bool{}
	s := &l.told
	s.pairs, s.duplicates = s.pairs[:0], s.duplicates[:0]
	for _, start := range slices.Sorted(maps.Keys(seeds)) {
		if affected[start] || l.marks[start].partner == 0 {
			continue
		}
		g := l.around(start, affected, func(i int32, t tie) bool { return strong(t.bits) || l.own(i, t.to) })
		for _, i := range g.records {
			l.lone(i, &s.room)
		}
		if len(g.records) > 1 {
			l.solve(g, s)
		}
	}
	for i := range affected {
		for _, t := range l.ties[i] {
			if !l.own(i, t.to) && !strong(t.bits) && (i < t.to || !affected[t.to]) {
				l.asked(i, t.to, t.bits, s)
			}
		}
	}
	clear(l.touched)
	clear(l.stirred)
	clear(l.alike)
	change := Change{Reports: []string{report}, Pairs: l.named(s.pairs, 0), Duplicates: l.named(s.duplicates, 0)}
	for i := range affected {
		if r := l.Records[i].Report; r != report {
			change.Reports = append(change.Reports, r)
		}
	}
	slices.Sort(change.Reports)
	return change
}

// reunite finds the units of what has other likenesses than before.
func (l *Live) reunite() {
	done := map[int32]bool{}
	for _, start := range slices.Sorted(maps.Keys(l.alike)) {
		if done[start] || l.marks[start].partner == 0 {
			continue
		}
		g := l.around(start, done, func(i int32, t tie) bool { return l.own(i, t.to) })
		for _, i := range g.records {
			l.loosen(i)
		}
		g.edges = nil
		l.joinUnits(g, l.setUnit)
		for _, i := range g.records {
			l.stirred[i] = true
			for _, t := range l.ties[i] {
				if strong(t.bits) {
					l.stirred[t.to] = true
				}
			}
		}
	}
}

// around is the group that a record is in, by some of its ties; its records are noted.
func (l *Live) around(start int32, noted map[int32]bool, by func(int32, tie) bool) group {
	noted[start] = true
	g := group{records: []int32{start}}
	for n := 0; n < len(g.records); n++ {
		i := g.records[n]
		for _, t := range l.ties[i] {
			if !noted[t.to] && by(i, t) {
				noted[t.to] = true
				g.records = append(g.records, t.to)
			}
		}
	}
	if len(g.records) == 1 {
		return g
	}
	// in the order of time and name, as sorted ones stand
	slices.SortFunc(g.records, l.compareInTime)
	place := make(map[int32]int32, len(g.records))
	for n, i := range g.records {
		place[i] = int32(n)
	}
	for n, i := range g.records {
		for _, t := range l.ties[i] {
			if to, inside := place[t.to]; !inside || to < int32(n) || !by(i, t) {
				continue // met from the other side
			}
			s := l.inOrder(i, t.to, t.bits)
			s.a, s.b = place[s.a], place[s.b]
			if l.own(i, t.to) {
				g.likenesses = append(g.likenesses, s)
			} else {
				g.edges = append(g.edges, s)
			}
		}
	}
	g.sort()
	return g
}

// Pairs gives everything as it stands.
func (l *Live) Pairs() (pairs, duplicates []Pair) {
	for _, i := range l.at {
		l.touched[i] = true
	}
	all := l.changed("")
	return all.Pairs, all.Duplicates
}
