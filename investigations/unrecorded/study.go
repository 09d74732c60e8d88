package unrecorded

// Study is all that can be said of how many incidents nobody recorded.
type Study struct {
	Estimate               // of all incidents: by Chapman for two lists, else the average of models
	Lists     []List       // with their sizes
	Linked    Table        // as the links stand
	Drawn     Table        // on average over drawings of the links
	Drawings  int          // how many
	Pairs     []PairStudy  // every two lists
	Average   Average      // with three lists and more
	Bound     Bound        // Chao's
	Dependent ByDependence // the estimate, if all lists depend on each other
	Strata    []Parted     // by people killed, district, month
	Uncovered []Uncovered  // what is left out of all of these
	Outside   float64      // incidents left out
}

// List is one partner's.
type List struct {
	Name      string
	Reports   int
	Incidents int // reports that tell of the same one counted once
}

// Of makes the study of records, which must pass Check. Equal records give equal
// numbers, in whatever order lists are named.
func Of(r Records) Study {
	l := link(r)
	s := Study{Lists: l.sizes(r)}
	drawn := l.drawings()
	each := make([]Table, len(drawn))
	for i, d := range drawn {
		each[i] = l.table(d, 0)
	}
	s.Drawings = len(drawn)
	stands := l.asItStands()
	s.Linked, s.Drawn = l.table(stands, 0), averageTable(each)
	s.Uncovered, s.Outside = l.uncovered(), float64(stands[0])
	for i, p := range Pairs(s.Linked) {
		s.Pairs = append(s.Pairs, l.pair(p, pairs(len(l.lists))[i], each))
	}
	s.Bound = boundOver(Chao(s.Drawn), each)
	if len(l.lists) == 2 {
		s.Estimate = s.Pairs[0].Estimate
	} else {
		s.Estimate, s.Average = ofTables(s.Drawn, each)
	}
	s.Dependent = byDependence(s.Estimate)
	for way := range ways {
		s.Strata = append(s.Strata, l.parted(way, drawn))
	}
	return s
}

// sizes of the lists.
func (l *linked) sizes(r Records) []List {
	out := make([]List, len(r.Lists))
	for i, name := range r.Lists {
		out[i].Name = name
	}
	for _, report := range r.Reports {
		out[report.List].Reports++
	}
	for _, u := range l.units {
		out[u.list].Incidents++
	}
	return out
}
