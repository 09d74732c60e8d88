package matching

import (
	"cmp"
	"slices"
)

// component is all that hangs together by pairs that are weighed: what is decided in
// one has no bearing on another.
type component struct{ edges, likenesses []scored }

// solution is what becomes of a component.
type solution struct{ pairs, duplicates []Pair }

// solve decides one component. Its answer depends on the records and the model alone.
func (x *Index) solve(m *Model, c component) solution {
	u := x.units(m, c.likenesses)
	return solution{x.decide(m, &u, c.edges), u.pairs}
}

// components parts pairs of n records into what hangs together.
func components(n int, edges, likenesses []scored) []component {
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
	byRoot := func(p, q scored) int {
		return cmp.Or(cmp.Compare(root(p.a), root(q.a)), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	}
	slices.SortFunc(edges, byRoot)
	slices.SortFunc(likenesses, byRoot)
	var out []component
	next := func(list []scored, of int32) (own, rest []scored) {
		end := 0
		for end < len(list) && root(list[end].a) == of {
			end++
		}
		return list[:end], list[end:]
	}
	for len(edges) > 0 || len(likenesses) > 0 {
		var c component
		of := int32(n)
		for _, list := range [][]scored{edges, likenesses} {
			if len(list) > 0 {
				of = min(of, root(list[0].a))
			}
		}
		c.edges, edges = next(edges, of)
		c.likenesses, likenesses = next(likenesses, of)
		out = append(out, c)
	}
	return out
}
