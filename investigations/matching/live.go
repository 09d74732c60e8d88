package matching

import "slices"

// Live keeps reports linked while they come, change and go, one by one, under one
// model (matching.md 3.6). What it gives for a report is what Linked would give for
// all of them together under that model: only what hangs together with the report is
// decided anew. It is not safe for use from several goroutines.
type Live struct {
	index   *Index
	c       *comparer
	at      map[string]int32 // report → its number
	ties    [][]tie          // of each record
	near    []int32          // how many candidates each vague record has
	crowded map[int32]ranked // vague records with too many, and the least of those they keep
}

// tie is a pair that weighs something, as one of its records sees it.
type tie struct {
	to   int32
	bits float32
}

// NewLive starts with records that are there, under a model. It puts them into an
// order of its own.
func NewLive(m *Model, records []Record) *Live {
	inParts(len(records), func(_, from, to int) {
		for i := range records[from:to] {
			m.Vocabulary.Weigh(&records[from+i])
		}
	})
	l := &Live{index: NewIndex(records, &m.Vocabulary), c: newComparer(m), at: make(map[string]int32, len(records)), crowded: map[int32]ranked{}, near: make([]int32, len(records))}
	for i := range records {
		l.at[records[i].Report] = int32(i)
	}
	found := l.index.scores(m, func(string, int, int) {})
	l.ties = make([][]tie, len(records))
	for _, list := range [][]scored{found.edges, found.likenesses} {
		for _, e := range list {
			l.tie(e.a, e.b, e.bits)
		}
	}
	inParts(len(records), func(_, from, to int) {
		for i := int32(from); i < int32(to); i++ {
			if l.index.marks[i].vague {
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
}

func (l *Live) untie(a, b int32) {
	l.ties[a] = slices.DeleteFunc(l.ties[a], func(t tie) bool { return t.to == b })
	l.ties[b] = slices.DeleteFunc(l.ties[b], func(t tie) bool { return t.to == a })
}

// Put adds a report, or puts its newer version in the place of the older, and gives
// all pairs of what hangs together with it now, and of what did before and no longer
// does, best first.
func (l *Live) Put(r Record) (pairs, duplicates []Pair) {
	touched := l.take(r.Report)
	l.c.m.Vocabulary.Weigh(&r)
	i := l.index.Add(r)
	l.at[r.Report] = i
	near := l.counterparts(i)
	l.ties, l.near = append(l.ties, nil), append(l.near, int32(len(near)))
	kept := near
	if l.index.marks[i].vague && len(near) > flood {
		kept = l.look(i)
	}
	for _, j := range kept {
		l.compare(i, j)
	}
	if len(kept) < len(near) { // others may keep it although it does not keep them
		for _, j := range near {
			if l.index.marks[j].vague && !slices.Contains(kept, j) && l.keeps(j, i) {
				l.compare(i, j)
			}
		}
	}
	for _, j := range near {
		if l.index.marks[j].vague {
			touched = append(touched, l.crowd(j, i)...)
		}
	}
	return l.solved(append(touched, i))
}

// Drop takes a report out and gives the pairs of what hung together with it.
func (l *Live) Drop(report string) (pairs, duplicates []Pair) { return l.solved(l.take(report)) }

// counterparts are the records that may be of one incident with a record.
func (l *Live) counterparts(i int32) []int32 {
	x := l.index
	if x.marks[i].partner == 0 {
		return nil
	}
	return slices.DeleteFunc(x.seek(&x.Records[i], &x.marks[i], 0, false, nil), func(j int32) bool {
		return j == i || x.apart != nil && x.apart(&x.Records[i], &x.Records[j])
	})
}

func (l *Live) compare(i, j int32) {
	x := l.index
	if bits, ok := l.c.compare(&x.Records[i], &x.Records[j], x.marks[i].partner == x.marks[j].partner); ok {
		l.tie(i, j, bits)
	}
}

// look finds what a vague record keeps of its candidates, and notes the least.
func (l *Live) look(i int32) []int32 {
	x := l.index
	near := l.counterparts(i)
	if len(near) <= flood {
		delete(l.crowded, i)
		return near
	}
	kept := x.best(&x.Records[i], near)
	var last ranked
	for n, j := range kept {
		if r := (ranked{j, x.roughly(&x.Records[i], j)}); n == 0 || x.compareRanks(r, last) > 0 {
			last = r
		}
	}
	l.crowded[i] = last
	return kept
}

// keeps tells whether a vague record would compare itself with another.
func (l *Live) keeps(j, i int32) bool {
	last, crowded := l.crowded[j]
	return !crowded || l.index.compareRanks(ranked{i, l.index.roughly(&l.index.Records[j], i)}, last) <= 0
}

// crowd follows what a newcomer does to a vague record near it: it may push another
// out, and the first that is too many pushes out all but the best.
func (l *Live) crowd(j, newcomer int32) (touched []int32) {
	l.near[j]++
	if _, crowded := l.crowded[j]; crowded && !l.keeps(j, newcomer) {
		return l.forsake(j, []int32{newcomer})
	} else if !crowded && l.near[j] <= flood {
		return nil
	}
	return l.again(j)
}

// again compares a vague record anew with those it keeps.
func (l *Live) again(j int32) (touched []int32) {
	kept := l.look(j)
	var gone []int32
	for _, t := range l.ties[j] {
		if _, still := slices.BinarySearch(kept, t.to); !still {
			gone = append(gone, t.to)
		}
	}
	touched = l.forsake(j, gone)
	for _, k := range kept {
		if !slices.ContainsFunc(l.ties[j], func(t tie) bool { return t.to == k }) {
			n := len(l.ties[j])
			if l.compare(j, k); len(l.ties[j]) > n {
				touched = append(touched, k)
			}
		}
	}
	return append(touched, j)
}

// forsake unties a vague record from others, unless they keep it themselves.
func (l *Live) forsake(j int32, others []int32) (touched []int32) {
	for _, k := range others {
		if l.index.marks[k].vague && l.keeps(k, j) {
			continue
		}
		l.untie(j, k)
		touched = append(touched, j, k)
	}
	return touched
}

// take removes a report and gives those it was tied to.
func (l *Live) take(report string) (touched []int32) {
	i, there := l.at[report]
	if !there {
		return nil
	}
	var again []int32
	for _, j := range l.counterparts(i) {
		if !l.index.marks[j].vague {
			continue
		}
		l.near[j]--
		if _, crowded := l.crowded[j]; crowded && (l.near[j] <= flood || l.keeps(j, i)) {
			again = append(again, j)
		}
	}
	for _, t := range l.ties[i] {
		touched = append(touched, t.to)
		l.ties[t.to] = slices.DeleteFunc(l.ties[t.to], func(o tie) bool { return o.to == i })
	}
	l.ties[i] = nil
	delete(l.crowded, i)
	l.index.Remove(i)
	delete(l.at, report)
	for _, j := range again {
		touched = append(touched, l.again(j)...)
	}
	return touched
}

// solved decides every group that one of the records is in.
func (l *Live) solved(from []int32) (pairs, duplicates []Pair) {
	x := l.index
	var into solution
	seen := map[int32]bool{}
	for _, start := range from {
		if seen[start] || x.marks[start].partner == 0 {
			continue
		}
		seen[start] = true
		g := group{records: []int32{start}}
		for n := 0; n < len(g.records); n++ {
			for _, t := range l.ties[g.records[n]] {
				if !seen[t.to] {
					seen[t.to] = true
					g.records = append(g.records, t.to)
				}
			}
		}
		l.lay(&g)
		x.solve(l.c.m, g, &into)
	}
	return x.named(into.pairs), x.named(into.duplicates)
}

// lay puts the records of a group into the order of time and name, as sorted ones
// stand, and gives it their pairs.
func (l *Live) lay(g *group) {
	x := l.index
	slices.SortFunc(g.records, x.compareInTime)
	place := make(map[int32]int32, len(g.records))
	for n, i := range g.records {
		place[i] = int32(n)
	}
	for n, i := range g.records {
		for _, t := range l.ties[i] {
			if place[t.to] < int32(n) {
				continue // met from the other side
			}
			s := x.inOrder(i, t.to, t.bits)
			s.a, s.b = place[s.a], place[s.b]
			if x.marks[i].partner == x.marks[t.to].partner {
				g.likenesses = append(g.likenesses, s)
			} else {
				g.edges = append(g.edges, s)
			}
		}
	}
	g.sort()
}

// Pairs decides everything that is there.
func (l *Live) Pairs() (pairs, duplicates []Pair) {
	all := make([]int32, 0, len(l.at))
	for _, i := range l.at {
		all = append(all, i)
	}
	slices.Sort(all)
	return l.solved(all)
}
