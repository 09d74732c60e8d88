package geo

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Geometry is a line or an area in the manner of GeoJSON (RFC 7946): degrees as
// lon, lat. A point needs none: it is the place's own lat and lon.
//
// Lines holds one line for a LineString, and the outer ring, then the holes, for
// a Polygon; a ring ends where it began.
type Geometry struct {
	Type  string
	Lines [][][2]float64
}

// maxVertices keeps one report's drawing within what a person could draw.
const maxVertices = 2_000

// MarshalJSON writes the geometry as GeoJSON.
func (g Geometry) MarshalJSON() ([]byte, error) {
	if g.Type == "LineString" && len(g.Lines) == 1 {
		return json.Marshal(map[string]any{"type": g.Type, "coordinates": g.Lines[0]})
	}
	return json.Marshal(map[string]any{"type": g.Type, "coordinates": g.Lines})
}

// UnmarshalJSON reads a GeoJSON LineString or Polygon. A third coordinate, the
// height, is left out.
func (g *Geometry) UnmarshalJSON(b []byte) error {
	var raw struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	var lines [][][]float64
	switch raw.Type {
	case "LineString":
		var line [][]float64
		if err := json.Unmarshal(raw.Coordinates, &line); err != nil {
			return errors.New("geometry: a LineString is a list of [lon, lat]")
		}
		lines = [][][]float64{line}
	case "Polygon":
		if err := json.Unmarshal(raw.Coordinates, &lines); err != nil {
			return errors.New("geometry: a Polygon is a list of rings of [lon, lat]")
		}
	default:
		return fmt.Errorf("geometry: type %q is not known; use LineString or Polygon, and lat and lon for a point", clip(raw.Type))
	}
	*g = Geometry{Type: raw.Type, Lines: make([][][2]float64, len(lines))}
	for i, line := range lines {
		g.Lines[i] = make([][2]float64, len(line))
		for j, at := range line {
			if len(at) < 2 || len(at) > 3 {
				return errors.New("geometry: a position is [lon, lat]")
			}
			g.Lines[i][j] = [2]float64{at[0], at[1]}
		}
	}
	return nil
}

// ParsePolygon reads corners written as "lon lat,lon lat,…", at least three; the
// last need not repeat the first.
func ParsePolygon(text string) (*Geometry, error) {
	var ring [][2]float64
	for corner := range strings.SplitSeq(text, ",") {
		var at [2]float64
		if n, err := fmt.Sscan(corner, &at[0], &at[1]); n != 2 || err != nil || len(strings.Fields(corner)) != 2 {
			return nil, fmt.Errorf("corner %d is %q; write each as lon lat, such as 0.81 0.41,0.83 0.41,0.83 0.43", len(ring)+1, clip(corner))
		}
		ring = append(ring, at)
	}
	if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
		ring = append(ring, ring[0])
	}
	g := &Geometry{Type: "Polygon", Lines: [][][2]float64{ring}}
	if problems := g.check(); len(problems) > 0 {
		return nil, errors.New(problems[0].Detail)
	}
	return g, nil
}

// check reports what cannot be drawn: positions off the earth, lines too short,
// rings that do not close.
func (g *Geometry) check() (problems []Problem) {
	if g == nil {
		return nil
	}
	bad := func(detail string, args ...any) {
		problems = append(problems, Problem{"/geometry", fmt.Sprintf(detail, args...)})
	}
	n := 0
	for i, line := range g.Lines {
		n += len(line)
		for j, at := range line {
			if !inRange(at[1], -90, 90) || !inRange(at[0], -180, 180) {
				bad("position %d of line %d is %v, %v; use [lon, lat] with lon from -180 to 180 and lat from -90 to 90", j+1, i+1, at[0], at[1])
				return problems
			}
		}
		switch {
		case g.Type == "LineString" && len(line) < 2:
			bad("a line has at least two positions")
		case g.Type == "Polygon" && (len(line) < 4 || line[0] != line[len(line)-1]):
			bad("ring %d must have at least four positions and end where it began", i+1)
		}
	}
	if g.Type == "Polygon" && len(g.Lines) == 0 {
		bad("a polygon has at least one ring")
	}
	if n > maxVertices {
		bad("it has %d positions; draw it with at most %d", n, maxVertices)
	}
	return problems
}

// Circle is the point and the radius in metres that hold the geometry: the middle
// of its extent, across the antimeridian where that is the shorter way round.
func (g *Geometry) Circle() (lat, lon, radius float64) {
	south, north := math.Inf(1), math.Inf(-1)
	west, east, first := 0.0, 0.0, math.NaN()
	for _, line := range g.Lines {
		for _, at := range line {
			south, north = min(south, at[1]), max(north, at[1])
			if math.IsNaN(first) {
				first = at[0]
			}
			away := math.Remainder(at[0]-first, 360)
			west, east = min(west, away), max(east, away)
		}
	}
	lat, lon = (south+north)/2, math.Remainder(first+(west+east)/2, 360)
	for _, line := range g.Lines {
		for _, at := range line {
			radius = max(radius, Distance(lat, lon, at[1], at[0]))
		}
	}
	return lat, lon, math.Ceil(radius)
}

// Holds tells whether a point lies in a polygon, its edge included as far as
// rounding allows, and in none of its holes. Edges run the shorter way round.
func (g *Geometry) Holds(lat, lon float64) bool {
	if g.Type != "Polygon" {
		return false
	}
	for i, ring := range g.Lines {
		if len(ring) == 0 || within(ring, lat, lon) != (i == 0) {
			return false
		}
	}
	return len(g.Lines) > 0
}

// within counts the edges of a ring that a ray to the east of the point crosses.
func within(ring [][2]float64, lat, lon float64) bool {
	inside := false
	x1, y1 := math.Remainder(ring[0][0]-lon, 360), ring[0][1]-lat
	for _, at := range ring[1:] { // the ring is followed round, never taken apart at the antimeridian
		x2, y2 := x1+math.Remainder(at[0]-lon-x1, 360), at[1]-lat
		if (y1 > 0) != (y2 > 0) && x1+(x2-x1)*(-y1)/(y2-y1) > 0 {
			inside = !inside
		}
		x1, y1 = x2, y2
	}
	return inside
}

// Boxes is the extent of the geometry, in two boxes where it crosses the
// antimeridian.
func (g *Geometry) Boxes() []Box {
	lat, lon, radius := g.Circle()
	return Around(lat, lon, radius)
}
