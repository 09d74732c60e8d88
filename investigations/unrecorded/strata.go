package unrecorded

// Parted is an estimate by strata of one kind.
type Parted struct {
	By       string
	Strata   []Stratum
	Together int      // districts or months that have no number by themselves
	Rest     Estimate // of those, taken together
	Unstated float64  // incidents of which nobody says where they lie; they are spread over the strata
	Sum      Estimate // of all that every list covers
}

// Stratum is one of them.
type Stratum struct {
	Name     string
	Recorded float64
	Estimate
}

// mostUnstated is the share of incidents without a stratum from which strata mean
// nothing.
const mostUnstated = 0.5

// parted makes the estimates by strata of one kind.
func (l *linked) parted(way int, drawn []counts) Parted {
	p := Parted{By: wayNames[way]}
	tables := make([][]Table, len(drawn))
	all := 0.0
	for d, n := range drawn {
		all += l.table(n, 0).Recorded() / float64(len(drawn))
		p.Unstated += l.table(n, l.first[way]).Recorded() / float64(len(drawn))
		tables[d] = l.spread(way, n)
	}
	if len(l.names[way]) == 0 || p.Unstated > mostUnstated*all {
		p.Sum = without("Of %s of %s recorded incidents it is not stated, too many to part them.", number(p.Unstated), number(all))
		return p
	}
	rest, alone := make([]Table, len(drawn)), 0
	for d := range rest {
		rest[d] = NewTable(l.lists...)
	}
	for s, name := range l.names[way] {
		of := make([]Table, len(drawn))
		for d := range drawn {
			of[d] = tables[d][s]
		}
		t := averageTable(of)
		stratum := Stratum{Name: name, Recorded: t.Recorded()}
		if covered := l.covers[way][s+1] == 0; covered {
			stratum.Estimate, _ = ofTables(t, of)
		} else {
			stratum.Estimate = without("%s", l.uncoveredAt(way, s+1).Why())
			of = nil
		}
		p.Strata = append(p.Strata, stratum)
		if stratum.Known() {
			alone++
		}
		if way != byKilled && of != nil && !stratum.Known() {
			p.Together++
			for d, t := range of {
				rest[d].add(t)
			}
		}
	}
	p.Rest = without("There are none.")
	if p.Together > 1 && alone > 0 {
		p.Rest, _ = ofTables(averageTable(rest), rest)
	}
	p.Sum = l.sum(way, p)
	return p
}

// sum of the strata that every list covers, those without a number of their own taken
// together. Where something has no number there is no sum either.
func (l *linked) sum(way int, p Parted) Estimate {
	var known []Estimate
	missing := 0
	for s, stratum := range p.Strata {
		switch {
		case l.covers[way][s+1] != 0:
		case stratum.Known():
			known = append(known, stratum.Estimate)
		default:
			missing++
		}
	}
	if missing > 0 {
		known = append(known, p.Rest)
	}
	if missing > 0 && !p.Rest.Known() {
		return without("%d of %d strata have no number, so there is no sum.", missing, len(p.Strata))
	}
	return sum(known)
}

// sum of estimates that do not depend on each other.
func sum(all []Estimate) Estimate {
	recorded, hidden, variance := 0.0, 0.0, 0.0
	for _, e := range all {
		recorded, hidden, variance = recorded+e.N-e.Hidden, hidden+e.Hidden, variance+e.SE*e.SE
	}
	if hidden == 0 {
		return estimated(recorded, 0, 0)
	}
	return estimated(recorded, hidden, spreadOf(hidden, variance))
}

// spread gives the tables of the strata of one kind, from the first. Incidents that
// say nothing of it are spread over them as those in the same lists are; a stratum of
// their own would hold what is recorded badly, not what happened elsewhere.
func (l *linked) spread(way int, n counts) []Table {
	tables := make([]Table, len(l.names[way]))
	stated := NewTable(l.lists...)
	for s := range tables {
		tables[s] = l.table(n, l.first[way]+s+1)
		for set, count := range tables[s].Counts {
			stated.Counts[set] += count
		}
	}
	unstated, all := l.table(n, l.first[way]), stated.Recorded()
	for s := range tables {
		share := 0.0
		if all > 0 {
			share = tables[s].Recorded() / all
		}
		for set := range tables[s].Counts {
			if stated.Counts[set] > 0 {
				share := tables[s].Counts[set] / stated.Counts[set]
				tables[s].Counts[set] += unstated.Counts[set] * share
				continue
			}
			tables[s].Counts[set] += unstated.Counts[set] * share
		}
	}
	return tables
}
