package matching

import (
	"cmp"
	"slices"
)

// decide weighs rivals between every two partners, then puts units together into
// incidents: from the likeliest pair down, two groups become one while no partner
// stands in it twice and their pairs on the whole speak for it (correlation
// clustering; matching.md 3.5). Likeness is never simply passed on: of a chain each
// new member is weighed against every one that is there.
func (x *Index) decide(m *Model, u *units, edges []scored) []Pair {
	best := map[[2]int32]float64{} // units → the best two of their records
	for _, e := range edges {
		k := [2]int32{u.of[e.a], u.of[e.b]}
		if was, there := best[k]; !there || e.bits > was {
			best[k] = e.bits
		}
	}
	rivals := make([]Pair, 0, len(best))
	at := make([][2]int32, 0, len(best))
	for k := range best {
		at = append(at, k)
	}
	name := func(i int32) string { return x.Records[i].Report }
	slices.SortFunc(at, func(p, q [2]int32) int {
		return cmp.Or(cmp.Compare(name(p[0]), name(q[0])), cmp.Compare(name(p[1]), name(q[1])))
	})
	for _, k := range at {
		a, b := &x.Records[k[0]], &x.Records[k[1]]
		rivals = append(rivals, Pair{A: a.Report, B: b.Report, PartnerA: a.Partner, PartnerB: b.Partner, Bits: best[k]})
	}
	rivals = Assign(rivals)
	order := make([]int, len(rivals))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(rivals[j].Probability, rivals[i].Probability), cmp.Compare(rivals[j].Bits, rivals[i].Bits), cmp.Compare(i, j))
	})
	g := clusters{index: x, model: m, best: best, of: map[int32]int32{}, members: map[int32][]int32{}, sure: map[int32]float64{}}
	for _, i := range order {
		if rivals[i].Probability < linkFrom {
			break
		}
		g.join(at[i], rivals[i].Probability)
	}
	return g.pairs(u, edges, rivals, at)
}

// linkFrom is the probability from which two units are put together. A pair below
// stays a question.
const linkFrom = 0.5

// clusters are incidents under construction: which units are together, and how sure it is.
type clusters struct {
	index   *Index
	model   *Model
	best    map[[2]int32]float64
	of      map[int32]int32
	members map[int32][]int32
	sure    map[int32]float64 // group → the least probable join that made it
}

func (g *clusters) find(unit int32) (int32, []int32) {
	if id, there := g.of[unit]; there {
		return id, g.members[id]
	}
	return unit, []int32{unit}
}

func (g *clusters) join(pair [2]int32, p float64) {
	ida, as := g.find(pair[0])
	idb, bs := g.find(pair[1])
	if ida == idb {
		return
	}
	sum := 0.0
	for _, a := range as {
		for _, b := range bs {
			if g.index.Records[a].Partner == g.index.Records[b].Partner {
				return
			}
			sum += g.bits(a, b)
		}
	}
	if sum <= 0 {
		return
	}
	joined := append(slices.Clone(as), bs...)
	id := min(ida, idb)
	sure := p
	for _, old := range []int32{ida, idb} {
		if s, there := g.sure[old]; there {
			sure = min(sure, s)
		}
		delete(g.members, old)
		delete(g.sure, old)
	}
	g.members[id], g.sure[id] = joined, sure
	for _, unit := range joined {
		g.of[unit] = id
	}
}

// bits of two units: of their best records, or of the first two where none met.
func (g *clusters) bits(a, b int32) float64 {
	if g.index.Records[b].Partner < g.index.Records[a].Partner {
		a, b = b, a
	}
	if bits, met := g.best[[2]int32{a, b}]; met {
		return bits
	}
	bits := g.model.Compare(&g.index.Records[a], &g.index.Records[b]).Bits
	g.best[[2]int32{a, b}] = bits
	return bits
}

// pairs are all reports of different partners in one group, and beside them the
// pairs that are a question.
func (g *clusters) pairs(u *units, edges []scored, rivals []Pair, at [][2]int32) (out []Pair) {
	direct := map[[2]int32]float64{}
	for i, k := range at {
		direct[k] = rivals[i].Probability
	}
	bits := map[[2]int32]float64{}
	for _, e := range edges {
		bits[[2]int32{e.a, e.b}] = e.bits
	}
	done := map[[2]int32]bool{}
	add := func(a, b int32, p float64, band string) {
		k := [2]int32{a, b}
		if done[k] {
			return
		}
		done[k] = true
		x, y := &g.index.Records[a], &g.index.Records[b]
		score, met := bits[k]
		if !met {
			score = g.model.Compare(x, y).Bits
		}
		out = append(out, Pair{A: x.Report, B: y.Report, PartnerA: x.Partner, PartnerB: y.Partner, Bits: score, Probability: p, Band: band})
	}
	for _, id := range sortedKeys(g.members) {
		list := g.members[id]
		for _, p := range list {
			for _, q := range list {
				if g.index.Records[p].Partner >= g.index.Records[q].Partner {
					continue
				}
				together := max(direct[[2]int32{p, q}], g.sure[id])
				for _, a := range u.all(p) {
					for _, b := range u.all(q) {
						add(a, b, together, band(together))
					}
				}
			}
		}
	}
	for i, k := range at {
		r := rivals[i]
		if r.Band == "" {
			continue
		}
		for _, a := range u.all(k[0]) {
			for _, b := range u.all(k[1]) {
				if _, met := bits[[2]int32{a, b}]; met {
					add(a, b, min(r.Probability, linkFrom), Review)
				}
			}
		}
	}
	return out
}

func sortedKeys[V any](m map[int32]V) []int32 {
	keys := make([]int32, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
