package unrecorded

// linked is records ready to be counted: units, how they hang together as the links
// stand, and which links are open.
type linked struct {
	lists  []string
	names  names
	units  []unit
	links  []Link  // all, between units
	made   []rival // those that hold as they stand
	open   []rival // those that do not
	groups []int32 // unit → the first that it is one incident with, as the links stand
	parts  []int32 // unit → the first of those that a drawing may put it together with
	covers coverage
	first  []int // the number of the first stratum of each way
	strata int   // of all ways together, and one for all incidents
}

// rival is a link among others that it cannot hold beside. Free is how probable it is
// that none of those drawn before it holds.
type rival struct {
	Link
	free float64
}

// link takes the links above one half, the likeliest first, as long as no list comes
// to tell of an incident twice. Whether two groups are one is then asked once, by the
// likeliest link between them.
func link(r Records) *linked {
	l := &linked{lists: r.Lists, names: namesOf(r.Reports), strata: 1}
	for way := range ways {
		l.first = append(l.first, l.strata)
		l.strata += len(l.names[way]) + 1
	}
	var of []int
	l.units, of = r.units(l.names)
	l.links = r.between(l.units, of)
	g := newJoined(l.units)
	for _, p := range l.links {
		if p.Probability > 0.5 {
			g.join(p.A, p.B)
		}
	}
	asked := map[[2]int]bool{}
	for _, p := range l.links {
		a, b := g.find(p.A), g.find(p.B)
		k := [2]int{min(a, b), max(a, b)}
		switch {
		case a == b:
			l.made = append(l.made, rival{p, 1})
		case p.Probability > 0 && !asked[k]:
			asked[k] = true
			l.open = append(l.open, rival{p, 1})
		}
	}
	l.weighRivals()
	l.groups = g.firsts()
	for _, q := range l.open {
		g.groups.join(q.A, q.B) // whatever lists they are of
	}
	l.parts = g.firsts()
	l.covers = l.coverage()
	return l
}

// weighRivals finds how free each link is when it is drawn: the open ones first, then
// those that stand, which hold where none of the open ones has taken either side. A
// link that is asked only when it is free must then hold the more often. Both sides
// are taken to be free independently; that is exact where rivals form a tree that is
// drawn from its middle, and mostly they are two.
func (l *linked) weighRivals() {
	type side struct{ unit, list int }
	alone := map[side]float64{} // that a unit has no counterpart in a list
	sides := func(p Link) (a, b side) { return side{p.A, l.units[p.B].list}, side{p.B, l.units[p.A].list} }
	of := func(s side) float64 {
		if p, asked := alone[s]; asked {
			return p
		}
		return 1
	}
	for i := range l.open {
		a, b := sides(l.open[i].Link)
		l.open[i].free = of(a) * of(b)
		alone[a], alone[b] = max(of(a)-l.open[i].Probability, 0), max(of(b)-l.open[i].Probability, 0)
	}
	for i := range l.made {
		a, b := sides(l.made[i].Link)
		l.made[i].free = of(a) * of(b)
	}
}
