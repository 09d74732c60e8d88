package matching

import "math"

// Grids find the records near a point, however exactly either place is known: one
// grid for each pair of precision classes, with cells as wide as the reach of that
// pair (matching.md 3.2). A record stands in the grids of its own class and every
// coarser one; whoever asks looks at one grid a class, about nine cells each. All
// that is at least as exact as a town is one class: to pass over records that lie too
// far costs less than to look into more cells.

// sigmaCuts are the upper ends, in km, of the precision classes; what is vaguer is
// sought by time alone.
var sigmaCuts = [...]float32{4, 20, 100}

const (
	precisions = len(sigmaCuts)
	exactly    = 0 // the class of a place that is not vague
)

// precisionOf is the class of a place; precisions for one too vague for a grid.
func precisionOf(sigma float32) int {
	for class, cut := range sigmaCuts {
		if sigma <= cut {
			return class
		}
	}
	return precisions
}

const kmPerDegree = earth * math.Pi / 180

// radii is the widest reach between two precision classes.
var radii = func() (r [precisions][precisions]float64) {
	for a := range r {
		for b := range r {
			r[a][b] = reachKm(float64(sigmaCuts[a]), float64(sigmaCuts[b]))
		}
	}
	return r
}()

// arcs are the same along the ground, for reach is measured straight through it.
var arcs = func() (r [precisions][precisions]float64) {
	for a := range r {
		for b := range r {
			r[a][b] = 2 * earth * math.Asin(radii[a][b]/(2*earth))
		}
	}
	return r
}()

// degrees of a place.
func (p *place) degrees() (lat, lon float64) {
	return math.Asin(max(-1, min(1, float64(p.z)/earth))) * 180 / math.Pi, math.Atan2(float64(p.y), float64(p.x)) * 180 / math.Pi
}

// cube is a number for the cube of 32 km that a place lies in; those of one cube of 512 km
// stand together.
func (p *place) cube() uint64 {
	along := func(km float32) uint64 { return uint64(km+earth+32) / 32 }
	x, y, z := along(p.x), along(p.y), along(p.z)
	return x>>4<<37 | y>>4<<32 | z>>4<<27 | x<<18 | y<<9 | z
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

// columnsIn remembers columnsOf of every row of every grid.
var columnsIn = func() (all [precisions][precisions][]int32) {
	for a := range all {
		for b := range all[a] {
			if b < a {
				continue
			}
			for row := range rowOf(90, radii[a][b]) + 2 {
				all[a][b] = append(all[a][b], int32(columnsOf(row, radii[a][b])))
			}
		}
	}
	return all
}()

func columnOf(lon float64, columns int) int {
	c := int(math.Floor((lon + 180) / 360 * float64(columns)))
	return ((c % columns) + columns) % columns
}

func cellKey(class, wide, row, column int) uint64 {
	return listKey(listNear, uint64(class)<<60|uint64(wide)<<56|uint64(row)<<28|uint64(column))
}

// eachCell gives the cells a place stands in.
func eachCell(p *place, f func(key uint64)) {
	class := precisionOf(p.sigma)
	if class == precisions {
		return
	}
	lat, lon := p.degrees()
	for wide := class; wide < precisions; wide++ {
		row := rowOf(lat, radii[class][wide])
		f(cellKey(class, wide, row, columnOf(lon, int(columnsIn[class][wide][row]))))
	}
}

// aLittle is how much farther cells are looked for than the reach, for what is lost
// where a point is kept to half a metre.
const aLittle = 0.002 // km

// eachCellNear gives the cells of the first classes that may hold a place within
// reach of p, or of one as exact within so many km along the ground of it.
func eachCellNear(p *place, radius float64, classes int, f func(key uint64)) {
	own := precisionOf(p.sigma)
	lat, lon := p.degrees()
	for class := range classes {
		wide := max(class, own)
		reach := radii[class][wide]
		high := (arcs[class][wide] + radius + aLittle) / kmPerDegree
		wideLon := 180.0
		if edge := math.Abs(lat) + high; edge < 89 {
			wideLon = high / math.Cos(edge*math.Pi/180)
		}
		for row := rowOf(max(-90, lat-high), reach); row <= rowOf(min(90, lat+high), reach); row++ {
			columns := int(columnsIn[class][wide][row])
			first, last := 0, columns-1
			from, to := math.Floor((lon-wideLon+180)/360*float64(columns)), math.Floor((lon+wideLon+180)/360*float64(columns))
			if int(to-from) < columns-1 {
				first, last = int(from), int(to)
			}
			for c := first; c <= last; c++ {
				f(cellKey(class, wide, row, (c%columns+columns)%columns))
			}
		}
	}
}
