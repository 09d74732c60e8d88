package points

import (
	"math"
	"slices"

	"concord/geo"
)

// cell is the incidents in a small square of the map.
type cell struct {
	count    int
	lat, lon float64    // sums
	box      [4]float64 // west, south, east, north
	partners []int      // incidents that each recorded, by number
}

// cells counts places in small squares of the map as they come along the curve.
type cells struct {
	shift    uint // bits of the curve within a square
	at       map[uint64]*cell
	last     uint64
	here     *cell
	partners []string
	of       []int // by kind: the number of its partner
}

// fine is how many pixels wide the squares are.
const fine = 8

func newCells(zoom int, kinds []Kind) *cells {
	bits := min(32, uint(zoom)+uint(math.Log2(tile/fine))) // squares each way, as a power of two
	c := &cells{shift: 64 - 2*bits, at: map[uint64]*cell{}}
	for _, k := range kinds {
		n := slices.Index(c.partners, k.Partner)
		if n < 0 {
			n = len(c.partners)
			c.partners = append(c.partners, k.Partner)
		}
		c.of = append(c.of, n)
	}
	return c
}

// add counts one incident at the place of r; group are the reports of it.
func (c *cells) add(r *Row, group []*Row) {
	if at := r.z >> c.shift; at != c.last || c.here == nil {
		c.last, c.here = at, c.at[at]
		if c.here == nil {
			c.here = &cell{box: [4]float64{r.Lon, r.Lat, r.Lon, r.Lat}, partners: make([]int, len(c.partners))}
			c.at[at] = c.here
		}
	}
	h := c.here
	h.count++
	h.lat, h.lon = h.lat+r.Lat, h.lon+r.Lon
	h.box = [4]float64{min(h.box[0], r.Lon), min(h.box[1], r.Lat), max(h.box[2], r.Lon), max(h.box[3], r.Lat)}
	for i, s := range group {
		n := c.of[s.kind]
		if !slices.ContainsFunc(group[:i], func(o *Row) bool { return c.of[o.kind] == n }) {
			h.partners[n]++
		}
	}
}

// clusters joins the squares, each counted at the middle of its incidents.
func (c *cells) clusters(zoom int) []Cluster {
	all := make([]*heap, 0, len(c.at))
	for _, s := range c.at {
		n := float64(s.count)
		x, y := project(s.lat/n, s.lon/n, zoom)
		h := &heap{Cluster: Cluster{Count: s.count, Partners: map[string]int{}, BBox: s.box}, x: x * n, y: y * n, lat: s.lat, lon: s.lon}
		for i, count := range s.partners {
			if count > 0 {
				h.Partners[c.partners[i]] = count
			}
		}
		all = append(all, h)
	}
	return join(all, zoom)
}

// widest is how many pixels a frame is across at most; one that is asked to be wider
// is counted at a lower zoom, so that nobody can ask for a cluster an incident.
const widest = 8_192

func within(zoom int, boxes []geo.Box) int {
	across := 0.0
	for _, b := range boxes {
		in := areaOf(b)
		across = max(across, float64(in.x1-in.x0), float64(in.y1-in.y0))
	}
	if len(boxes) == 0 {
		across = 1 << 32
	}
	for zoom > 0 && across/(1<<32)*tile*math.Exp2(float64(zoom)) > widest {
		zoom--
	}
	return zoom
}

// with adds a partner that is not there yet.
func with(partners []string, code string) []string {
	if slices.Contains(partners, code) {
		return partners
	}
	return append(partners, code)
}
