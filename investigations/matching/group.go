package matching

import "slices"

// group is all that hangs together by pairs that are weighed: what is decided in one
// has no bearing on another. Its records stand in the order of time and name, and
// its pairs are by their places in it.
type group struct {
	records           []int32
	edges, likenesses []scored
}

// parted are pairs parted into what hangs together.
type parted struct {
	edges, likenesses []scored
	ends              []ends
}

// ends are where the pairs of a group end.
type ends struct{ edges, likenesses int32 }

// grouped parts pairs of n records into what hangs together.
func grouped(n int, edges, likenesses []scored) parted {
	parent := make([]int32, n)
	for i := range parent {
		parent[i] = int32(i)
	}
	root := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, list := range [][]scored{edges, likenesses} {
		for _, e := range list {
			if a, b := root(e.a), root(e.b); a != b {
				parent[max(a, b)] = min(a, b)
			}
		}
	}
	all := parted{edges: byRoot(edges, n, root), likenesses: byRoot(likenesses, n, root)}
	var at ends
	for int(at.edges) < len(all.edges) || int(at.likenesses) < len(all.likenesses) {
		edges, likenesses = all.edges[at.edges:], all.likenesses[at.likenesses:]
		of := int32(n)
		for _, list := range [][]scored{edges, likenesses} {
			if len(list) > 0 {
				of = min(of, root(list[0].a))
			}
		}
		end := func(list []scored) (k int32) {
			for int(k) < len(list) && root(list[k].a) == of {
				k++
			}
			return k
		}
		at = ends{at.edges + end(edges), at.likenesses + end(likenesses)}
		all.ends = append(all.ends, at)
	}
	return all
}

// at gives a group, once, with its records in the room of an older one's.
func (all *parted) at(n int, room *[]int32) group {
	var from ends
	if n > 0 {
		from = all.ends[n-1]
	}
	to := all.ends[n]
	g := group{(*room)[:0], all.edges[from.edges:to.edges], all.likenesses[from.likenesses:to.likenesses]}
	g.settle()
	*room = g.records
	return g
}

// byRoot sorts pairs by what they hang together with, and within it by number.
func byRoot(list []scored, n int, root func(int32) int32) []scored {
	if len(list) == 0 {
		return nil
	}
	at := make([]int32, n+1)
	for _, e := range list {
		at[root(e.a)+1]++
	}
	for i := range n {
		at[i+1] += at[i]
	}
	out := make([]scored, len(list))
	for _, e := range list {
		r := root(e.a)
		out[at[r]] = e
		at[r]++
	}
	return out
}

// settle lists the records, which stand by number, and gives pairs their places.
func (g *group) settle() {
	for _, list := range [][]scored{g.edges, g.likenesses} {
		for _, e := range list {
			g.records = append(g.records, e.a, e.b)
		}
	}
	slices.Sort(g.records)
	g.records = slices.Compact(g.records)
	for _, list := range [][]scored{g.edges, g.likenesses} {
		for i := range list {
			e := &list[i]
			a, _ := slices.BinarySearch(g.records, e.a)
			b, _ := slices.BinarySearch(g.records, e.b)
			e.a, e.b = int32(a), int32(b)
		}
	}
	g.sort()
}

func (g *group) sort() {
	slices.SortFunc(g.edges, compareScored)
	slices.SortFunc(g.likenesses, compareScored)
}

func compareScored(p, q scored) int {
	switch {
	case p.a != q.a:
		return int(p.a - q.a)
	case p.b != q.b:
		return int(p.b - q.b)
	}
	return 0
}
