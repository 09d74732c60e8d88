// Package points gathers places on a map into clusters and times into bars. It
// knows neither records nor database: what is counted has been seen already.
package points

import (
	"cmp"
	"math"
	"slices"
)

// Cluster is incidents that stand too close to be told apart at a zoom.
type Cluster struct {
	Lat      float64        `json:"lat"`
	Lon      float64        `json:"lon"`
	Count    int            `json:"count"`    // incidents
	Partners map[string]int `json:"partners"` // incidents that the partner recorded
	BBox     [4]float64     `json:"bbox"`     // west, south, east, north of the members
}

const (
	tile     = 256.0 // pixels of the world at zoom 0
	apart    = 84.0  // pixels between clusters (ux.md section 9)
	maxLat   = 85.0511
	overlaps = 60.0 // pixels closer than which two circles of at most 52 would touch
)

// project gives pixels from the north-west corner of the world at a zoom.
func project(lat, lon float64, zoom int) (x, y float64) {
	world := tile * math.Exp2(float64(zoom))
	lat = max(-maxLat, min(maxLat, lat))
	s := math.Sin(lat * math.Pi / 180)
	return (lon + 180) / 360 * world, (0.5 - math.Log((1+s)/(1-s))/(4*math.Pi)) * world
}

// heap is a cluster under way: sums for its middle.
type heap struct {
	Cluster
	x, y     float64
	lat, lon float64
}

// join gathers what has been counted by the cells of the map at a zoom.
func join(all []*heap, zoom int) []Cluster {
	slices.SortFunc(all, func(a, b *heap) int { // the same sums whatever the order
		return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x))
	})
	cells := map[[2]int]*heap{}
	for _, o := range all {
		n := float64(o.Count)
		at := [2]int{int(math.Floor(o.x / n / apart)), int(math.Floor(o.y / n / apart))}
		if h := cells[at]; h != nil {
			h.join(o)
			continue
		}
		cells[at] = o
	}
	order := make([][2]int, 0, len(cells))
	for at := range cells {
		order = append(order, at)
	}
	slices.SortFunc(order, func(a, b [2]int) int { // the largest first, so that small ones join it
		return cmp.Or(cmp.Compare(cells[b].Count, cells[a].Count), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	var out []Cluster
	for _, at := range order {
		h := cells[at]
		if h == nil {
			continue
		}
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				other := [2]int{at[0] + dx, at[1] + dy}
				if n := cells[other]; n != nil && other != at && h.near(n) {
					h.join(n)
					delete(cells, other)
				}
			}
		}
		delete(cells, at)
		h.Lat, h.Lon = h.lat/float64(h.Count), h.lon/float64(h.Count)
		out = append(out, h.Cluster)
	}
	return out
}

func (h *heap) near(o *heap) bool {
	a, b := float64(h.Count), float64(o.Count)
	return math.Hypot(h.x/a-o.x/b, h.y/a-o.y/b) < overlaps
}

func (h *heap) join(o *heap) {
	h.Count += o.Count
	h.x, h.y, h.lat, h.lon = h.x+o.x, h.y+o.y, h.lat+o.lat, h.lon+o.lon
	for code, n := range o.Partners {
		h.Partners[code] += n
	}
	h.BBox = [4]float64{min(h.BBox[0], o.BBox[0]), min(h.BBox[1], o.BBox[1]), max(h.BBox[2], o.BBox[2]), max(h.BBox[3], o.BBox[3])}
}
