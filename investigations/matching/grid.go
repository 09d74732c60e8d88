package matching

import (
	"math"
	"slices"
)

// grids find the records near a point, however exactly either place is known: one
// grid for each pair of precision classes, with cells as wide as the reach of that
// pair (matching.md 3.2). A record stands in the grids of its own class and every
// coarser one; whoever asks looks at one grid a class, about nine cells each.
type grids [precisions][precisions]map[uint64]*cell

// sigmaCuts are the upper ends, in km, of the precision classes; what is vaguer is
// sought by time alone.
var sigmaCuts = [...]float64{0.15, 0.75, 4, 20, 100}

const precisions = len(sigmaCuts)

// precisionOf is the class of a place; precisions for one too vague for a grid.
func precisionOf(sigma float64) int {
	for class, cut := range sigmaCuts {
		if sigma <= cut {
			return class
		}
	}
	return precisions
}

// cell holds records by how long their windows are, each list by when it begins.
type cell [durations][]moment

type moment struct {
	from int64 // seconds since 1970
	at   int32 // which record
}

// Durations of windows: within a list all are at most this long, so that those
// which meet a window are found from their beginnings.
var durationCuts = [...]int64{26 * hour, 8 * day, math.MaxInt64}

const durations = len(durationCuts)

func durationOf(s *span) int {
	for class, cut := range durationCuts {
		if s.until-s.from <= cut {
			return class
		}
	}
	return durations - 1
}

// put adds a record, keeping the list in order; equal beginnings stand by number.
func (c *cell) put(s *span, at int32) {
	list := &c[durationOf(s)]
	i, _ := slices.BinarySearchFunc(*list, moment{s.from, at}, compareMoments)
	*list = slices.Insert(*list, i, moment{s.from, at})
}

func (c *cell) remove(s *span, at int32) {
	list := &c[durationOf(s)]
	if i, found := slices.BinarySearchFunc(*list, moment{s.from, at}, compareMoments); found {
		*list = slices.Delete(*list, i, i+1)
	}
}

func compareMoments(a, b moment) int {
	switch {
	case a.from != b.from && a.from < b.from, a.from == b.from && a.at < b.at:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// meeting gives every record whose window may come within slack of s.
func (c *cell) meeting(s *span, slack int64, found func(int32)) {
	for class, list := range c {
		earliest := int64(math.MinInt64)
		if cut := durationCuts[class]; cut < math.MaxInt64 {
			earliest = s.from - slack - cut
		}
		i, _ := slices.BinarySearchFunc(list, moment{earliest, 0}, compareMoments)
		for ; i < len(list) && list[i].from <= s.until+slack; i++ {
			found(list[i].at)
		}
	}
}

const kmPerDegree = earth * math.Pi / 180

// radius of the widest reach between two precision classes.
func radius(a, b int) float64 { return reachKm(sigmaCuts[a], sigmaCuts[b]) }

// degrees of a place.
func (p *place) degrees() (lat, lon float64) {
	return math.Asin(max(-1, min(1, p.z/earth))) * 180 / math.Pi, math.Atan2(p.y, p.x) * 180 / math.Pi
}

// rowOf and columnsOf: a row of cells is as high as the reach and has as many
// columns as stay that wide at its end nearer to the pole, so that poles and the
// antimeridian are rows and columns like any other.
func rowOf(lat, reach float64) int { return int((lat + 90) * kmPerDegree / reach) }

func columnsOf(row int, reach float64) int {
	south := float64(row)*reach/kmPerDegree - 90
	farthest := min(90, max(math.Abs(south), math.Abs(south+reach/kmPerDegree)))
	return max(1, int(360*kmPerDegree*math.Cos(farthest*math.Pi/180)/reach))
}

func columnOf(lon float64, columns int) int {
	c := int(math.Floor((lon + 180) / 360 * float64(columns)))
	return ((c % columns) + columns) % columns
}

func cellOf(row, column int) uint64 { return uint64(row)<<32 | uint64(column) }

// each gives the grids a record stands in, with its cell in each.
func (g *grids) each(p *place, f func(m *map[uint64]*cell, at uint64)) {
	class := precisionOf(p.sigma)
	lat, lon := p.degrees()
	for other := class; other < precisions; other++ {
		reach := radius(class, other)
		row := rowOf(lat, reach)
		f(&g[class][other], cellOf(row, columnOf(lon, columnsOf(row, reach))))
	}
}

func (g *grids) put(p *place, s *span, at int32) {
	g.each(p, func(m *map[uint64]*cell, id uint64) {
		if *m == nil {
			*m = map[uint64]*cell{}
		}
		c := (*m)[id]
		if c == nil {
			c = &cell{}
			(*m)[id] = c
		}
		c.put(s, at)
	})
}

func (g *grids) remove(p *place, s *span, at int32) {
	g.each(p, func(m *map[uint64]*cell, id uint64) {
		if c := (*m)[id]; c != nil {
			c.remove(s, at)
		}
	})
}

// near gives every record of a grid class that may lie within reach of p and come
// within slack of s; some lie farther.
func (g *grids) near(p *place, s *span, slack int64, found func(int32)) {
	own := precisionOf(p.sigma)
	lat, lon := p.degrees()
	for class := range precisions {
		wide := max(class, own)
		m := g[class][wide]
		if len(m) == 0 {
			continue
		}
		reach := radius(class, wide)
		high := reach / kmPerDegree
		for row := rowOf(max(-90, lat-high), reach); row <= rowOf(min(90, lat+high), reach); row++ {
			columns := columnsOf(row, reach)
			first, last := 0, columns-1
			if edge := math.Abs(lat) + high; edge < 89 {
				wideLon := high / math.Cos(edge*math.Pi/180)
				from, to := math.Floor((lon-wideLon+180)/360*float64(columns)), math.Floor((lon+wideLon+180)/360*float64(columns))
				if int(to-from) < columns-1 {
					first, last = int(from), int(to)
				}
			}
			for c := first; c <= last; c++ {
				if cell := m[cellOf(row, (c%columns+columns)%columns)]; cell != nil {
					cell.meeting(s, slack, found)
				}
			}
		}
	}
}
