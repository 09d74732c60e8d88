package worlds

import (
	"math"
	"slices"
)

// band is a range of whole numbers, both ends included.
type band struct {
	name        string
	least, most int
}

var (
	killedBands = []band{{"killed 0", 0, 0}, {"killed 1", 1, 1}, {"killed 2–4", 2, 4}, {"killed 5–19", 5, 19}, {"killed ≥20", 20, math.MaxInt}}
	nearBands   = []band{{"near 0", 0, 0}, {"near 1–2", 1, 2}, {"near 3–9", 3, 9}, {"near 10–29", 10, 29}, {"near ≥30", 30, math.MaxInt}}
)

func bandOf(bands []band, n int) int {
	return slices.IndexFunc(bands, func(b band) bool { return n >= b.least && n <= b.most })
}

// part is one row of the evaluation, being counted.
type part struct {
	name                      string
	truth, links              int
	auto, autoTrue, seenTrue  int
	chosen, chosenTrue, could int
	records                   int
	cubeP, cubeR              float64
	guesses                   []guess
}

type guess struct {
	probability float64
	hit         bool
}

// makeParts lays the parts out in order: all, killed, precision, near, noise.
func (s *scoring) makeParts() {
	add := func(name string) *part {
		p := &part{name: name}
		s.parts = append(s.parts, p)
		return p
	}
	add("all")
	for _, b := range killedBands {
		add(b.name)
	}
	for _, p := range Precisions {
		add("precision " + p)
	}
	for _, b := range nearBands {
		add(b.name)
	}
	s.byNoise = map[string]*part{}
	for n := range kinds {
		s.byNoise[n.String()] = add("noise " + n.String())
	}
}

// partsOfPair are the parts that a pair counts in: what was true of the incident it
// shares, or of the larger and denser of its incidents where it shares none; the
// coarser precision; and the noise of either record.
func (s *scoring) partsOfPair(a, b int) []*part {
	x, y := s.records[a], s.records[b]
	incidents := []int{s.shared(a, b)}
	if incidents[0] == 0 {
		incidents = slices.Concat(x.Incidents, y.Incidents)
	}
	coarser := max(slices.Index(Precisions, x.Precision), slices.Index(Precisions, y.Precision))
	return s.partsOf(incidents, coarser, x.Noise, y.Noise)
}

// partsOfRecord are the parts that a record counts in.
func (s *scoring) partsOfRecord(a int) []*part {
	r := s.records[a]
	return s.partsOf(r.Incidents, slices.Index(Precisions, r.Precision), r.Noise, nil)
}

func (s *scoring) partsOf(incidents []int, precision int, noise, more []string) []*part {
	list := append(make([]*part, 0, 12), s.parts[0])
	if s.known {
		killed, near := 0, 0
		for _, i := range incidents {
			killed, near = max(killed, s.killed[i-1]), max(near, s.near[i-1])
		}
		list = append(list, s.parts[1+bandOf(killedBands, killed)], s.parts[1+len(killedBands)+len(Precisions)+bandOf(nearBands, near)])
	}
	if precision >= 0 {
		list = append(list, s.parts[1+len(killedBands)+precision])
	}
	for _, n := range noise {
		if p := s.byNoise[n]; p != nil {
			list = append(list, p)
		}
	}
	for _, n := range more {
		if p := s.byNoise[n]; p != nil && !slices.Contains(noise, n) {
			list = append(list, p)
		}
	}
	return list
}

// link counts a link in a part.
func (p *part) link(l pair) {
	p.links++
	p.guesses = append(p.guesses, guess{l.probability, l.hit})
	if l.hit {
		p.seenTrue++
	}
	if !l.auto {
		return
	}
	p.auto++
	if l.hit {
		p.autoTrue++
	}
}
