package worlds

import (
	"math"
	"math/bits"
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
	for n := range kinds {
		add("noise " + n.String())
	}
}

// partsOfPair are the parts that a pair counts in, until the next question: what was true of the incident it
// shares, or of the larger and denser of its incidents where it shares none; the
// coarser precision; and the noise of either record.
func (s *scoring) partsOfPair(a, b int) []*part {
	x, y := s.records[a], s.records[b]
	incidents := []int{s.shared(a, b)}
	if incidents[0] == 0 {
		incidents = slices.Concat(x.Incidents, y.Incidents)
	}
	coarser := max(slices.Index(Precisions, x.Precision), slices.Index(Precisions, y.Precision))
	return s.partsOf(incidents, coarser, x.Marks|y.Marks)
}

// partsOfRecord are the parts that a record counts in.
func (s *scoring) partsOfRecord(a int) []*part {
	r := s.records[a]
	return s.partsOf(r.Incidents, slices.Index(Precisions, r.Precision), r.Marks)
}

func (s *scoring) partsOf(incidents []int, precision int, marks Marks) []*part {
	fromPrecision := 1 + len(killedBands)
	fromNear := fromPrecision + len(Precisions)
	fromNoise := fromNear + len(nearBands)
	list := append(s.scratch[:0], s.parts[0])
	if s.known {
		killed, near := 0, 0
		for _, i := range incidents {
			killed, near = max(killed, s.killed[i-1]), max(near, s.near[i-1])
		}
		list = append(list, s.parts[1+bandOf(killedBands, killed)], s.parts[fromNear+bandOf(nearBands, near)])
	}
	if precision >= 0 {
		list = append(list, s.parts[fromPrecision+precision])
	}
	for ; marks != 0; marks &= marks - 1 {
		list = append(list, s.parts[fromNoise+bits.TrailingZeros64(uint64(marks))])
	}
	s.scratch = list
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
