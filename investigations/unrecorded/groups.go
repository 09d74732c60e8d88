package unrecorded

// groups are sets that are joined (Tarjan 1975).
type groups []int32

func newGroups(n int) groups {
	g := make(groups, n)
	for i := range g {
		g[i] = int32(i)
	}
	return g
}

func (g groups) find(i int) int {
	for int(g[i]) != i {
		g[i] = g[g[i]]
		i = int(g[i])
	}
	return i
}

func (g groups) join(i, j int) {
	i, j = g.find(i), g.find(j)
	g[max(i, j)] = int32(min(i, j))
}

// firsts are for each the first of its set.
func (g groups) firsts() []int32 {
	out := make([]int32, len(g))
	for i := range g {
		out[i] = int32(g.find(i))
	}
	return out
}

// joined are units in groups in which no list stands twice.
type joined struct {
	groups
	in []uint8 // the lists of each group, at its first unit
}

func newJoined(units []unit) joined {
	g := joined{newGroups(len(units)), make([]uint8, len(units))}
	for i, u := range units {
		g.in[i] = 1 << u.list
	}
	return g
}

// join joins two groups if they share no list.
func (g joined) join(i, j int) {
	i, j = g.find(i), g.find(j)
	if i == j || g.in[i]&g.in[j] != 0 {
		return
	}
	g.groups.join(i, j)
	g.in[min(i, j)] |= g.in[max(i, j)]
}
