package matching

import (
	"cmp"
	"slices"
)

// Live keeps reports linked while they come, change and go, one by one, under one
// model (matching.md 3.6). What it gives for a report is what Link would give for
// all of them together: only what hangs together with the report is decided anew.
// It is not safe for use from several goroutines.
type Live struct {
	index      *Index
	model      *Model
	at         map[string]int32 // report → its number
	edges      map[int32][]scored
	likenesses map[int32][]scored
}

// NewLive starts with records that are there, under a model.
func NewLive(m *Model, records []Record) *Live {
	for i := range records {
		m.Vocabulary.Weigh(&records[i])
	}
	l := &Live{index: NewIndex(records, &m.Vocabulary), model: m, at: map[string]int32{}, edges: map[int32][]scored{}, likenesses: map[int32][]scored{}}
	for i := range records {
		l.at[records[i].Report] = int32(i)
	}
	var told Linking
	edges, likenesses := l.index.scores(m, &told)
	tie(l.edges, edges)
	tie(l.likenesses, likenesses)
	return l
}

// tie notes each pair at both of its ends.
func tie(at map[int32][]scored, pairs []scored) {
	for _, e := range pairs {
		at[e.a], at[e.b] = append(at[e.a], e), append(at[e.b], e)
	}
}

// Put adds a report, or puts its newer version in the place of the older, and gives
// all pairs of what hangs together with it now, and of what did before and no longer
// does, best first.
func (l *Live) Put(r Record) (pairs, duplicates []Pair) {
	was := l.take(r.Report)
	l.model.Vocabulary.Weigh(&r)
	i := l.index.Add(r)
	l.at[r.Report] = i
	found, _ := l.index.Candidates(&l.index.Records[i], All, nil)
	var edges, likenesses []scored
	for _, j := range found {
		a, b := &l.index.Records[i], &l.index.Records[j]
		switch s := l.model.Compare(a, b); {
		case a.Partner != b.Partner && s.Bits >= leastBits:
			edges = append(edges, l.index.inOrder(i, j, s.Bits))
		case a.Partner == b.Partner && s.Bits >= sameBits:
			likenesses = append(likenesses, l.index.inOrder(i, j, s.Bits))
		}
	}
	tie(l.edges, edges)
	tie(l.likenesses, likenesses)
	return l.solved(append(was, i))
}

// Drop takes a report out and gives the pairs of what hung together with it.
func (l *Live) Drop(report string) (pairs, duplicates []Pair) { return l.solved(l.take(report)) }

// take removes a report and gives those it was tied to.
func (l *Live) take(report string) (tied []int32) {
	i, there := l.at[report]
	if !there {
		return nil
	}
	for _, at := range []map[int32][]scored{l.edges, l.likenesses} {
		for _, e := range at[i] {
			other := e.a + e.b - i
			tied = append(tied, other)
			at[other] = slices.DeleteFunc(at[other], func(o scored) bool { return o.a == i || o.b == i })
		}
		delete(at, i)
	}
	l.index.Remove(i)
	delete(l.at, report)
	return tied
}

// solved decides every component that one of the records is in.
func (l *Live) solved(from []int32) (pairs, duplicates []Pair) {
	seen := map[int32]bool{}
	for _, start := range from {
		if seen[start] {
			continue
		}
		seen[start] = true
		var c component
		queue := []int32{start}
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			c.edges, c.likenesses = append(c.edges, l.edges[i]...), append(c.likenesses, l.likenesses[i]...)
			for _, list := range [][]scored{l.edges[i], l.likenesses[i]} {
				for _, e := range list {
					if other := e.a + e.b - i; !seen[other] {
						seen[other] = true
						queue = append(queue, other)
					}
				}
			}
		}
		c.edges, c.likenesses = tidied(c.edges), tidied(c.likenesses)
		s := l.index.solve(l.model, c)
		pairs, duplicates = append(pairs, s.pairs...), append(duplicates, s.duplicates...)
	}
	bestFirst(pairs)
	bestFirst(duplicates)
	return pairs, duplicates
}

// Pairs decides everything that is there.
func (l *Live) Pairs() (pairs, duplicates []Pair) {
	all := make([]int32, 0, len(l.at))
	for _, i := range l.at {
		all = append(all, i)
	}
	slices.SortFunc(all, func(a, b int32) int {
		return cmp.Compare(l.index.Records[a].Report, l.index.Records[b].Report)
	})
	return l.solved(all)
}
