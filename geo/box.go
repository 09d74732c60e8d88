package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Box is a rectangle in degrees, edges included, with South <= North and
// West <= East: one that crosses the antimeridian is two boxes, so that a database
// can compare columns. Longitude 180 is not -180 here.
type Box struct {
	South float64 `json:"south"`
	West  float64 `json:"west"`
	North float64 `json:"north"`
	East  float64 `json:"east"`
}

// Contains says whether a point in degrees is in the box or on its edge.
func (b Box) Contains(lat, lon float64) bool {
	return lat >= b.South && lat <= b.North && lon >= b.West && lon <= b.East
}

// slack widens boxes by a tenth of a millimetre, in degrees, so that rounding
// never loses a point on the circle.
const slack = 1e-9

// Around is the boxes that hold every point within radiusM metres of a point in
// degrees: two where the circle crosses the antimeridian, a band of all longitudes
// where it holds a pole. They hold more than the circle; measure afterwards. Nil
// if anything is not a number or the point is out of range.
func Around(lat, lon, radiusM float64) []Box {
	if !inRange(lat, -90, 90) || !inRange(lon, -180, 180) || math.IsNaN(radiusM) {
		return nil
	}
	angle := max(radiusM, 0) / MeanRadius
	reach := angle*(180/math.Pi) + slack
	south, north := max(lat-reach, -90), min(lat+reach, 90)
	if lat+reach >= 90 || lat-reach <= -90 {
		return []Box{{South: south, West: -180, North: north, East: 180}}
	}
	// The meridians that touch a circle lie asin(sin r / cos lat) to either side,
	// farther than the circle is wide at its own latitude.
	width := math.Asin(min(1, math.Sin(angle)/math.Cos(lat*math.Pi/180)))*(180/math.Pi) + slack
	return split(south, lon-width, north, lon+width)
}

// ParseBox reads "west,south,east,north" in degrees, the order of GeoJSON's bbox
// (RFC 7946). West greater than east means that it crosses the antimeridian and
// gives two boxes.
func ParseBox(s string) ([]Box, error) {
	const want = "a box is west,south,east,north in degrees, such as 0.5,0.2,1.5,0.9"
	fields := strings.Split(s, ",")
	if len(fields) != 4 {
		return nil, fmt.Errorf("%d numbers were given and four are needed: %s", len(fields), want)
	}
	var edges [4]float64
	for i, field := range fields {
		v, err := strconv.ParseFloat(strings.TrimSpace(field), 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number: %s", clip(field), want)
		}
		edges[i] = v
	}
	west, south, east, north := edges[0], edges[1], edges[2], edges[3]
	switch {
	case !inRange(west, -180, 180) || !inRange(east, -180, 180):
		return nil, fmt.Errorf("west and east must be between -180 and 180; %v and %v were given: %s", west, east, want)
	case !inRange(south, -90, 90) || !inRange(north, -90, 90):
		return nil, fmt.Errorf("south and north must be between -90 and 90; %v and %v were given: %s", south, north, want)
	case south > north:
		return nil, fmt.Errorf("south %v lies above north %v; change them round: %s", south, north, want)
	case west > east:
		return []Box{{south, west, north, 180}, {south, -180, north, east}}, nil
	}
	return []Box{{south, west, north, east}}, nil
}

// split cuts a box whose longitudes run over the antimeridian in two.
func split(south, west, north, east float64) []Box {
	switch {
	case east-west >= 360:
		return []Box{{south, -180, north, 180}}
	case west < -180:
		return []Box{{south, west + 360, north, 180}, {south, -180, north, east}}
	case east > 180:
		return []Box{{south, west, north, 180}, {south, -180, north, east - 360}}
	}
	return []Box{{south, west, north, east}}
}
