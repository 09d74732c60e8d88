package mgrs

import (
	"fmt"
	"math"
)

// From is the cell that holds a point, lat -90 to 90 and lon -180 to 180 degrees,
// with digits figures for each axis: 0 is a 100 km square, 5 is 1 m. The grid is
// truncated and never rounded, as the standard demands, so the cell holds the point.
func From(lat, lon float64, digits int) (Ref, error) {
	if !(lat >= -90 && lat <= 90) {
		return Ref{}, fmt.Errorf("lat must be between -90 and 90 degrees; %v was given", lat)
	}
	if !(lon >= -180 && lon <= 180) {
		return Ref{}, fmt.Errorf("lon must be between -180 and 180 degrees; %v was given", lon)
	}
	if digits < 0 || digits > 5 {
		return Ref{}, fmt.Errorf("a grid reference has 0 to 5 digits for each axis; %d was asked for", digits)
	}
	zone, band := zoneOf(lat, lon)
	e, n := project(zone, lat >= 0, lat, lon)
	switch {
	case zone == 0:
		band = polarBand(lat >= 0, e)
	case lat < 0 && n >= falseNorthing:
		n = math.Nextafter(falseNorthing, 0) // a hair south of the equator is still south of it
	}
	cell := float64(cellOf(digits))
	return Ref{
		zone:     int8(zone),
		band:     band,
		digits:   int8(digits),
		easting:  int32(math.Floor(e/cell) * cell),
		northing: int32(math.Floor(n/cell) * cell),
	}, nil
}
