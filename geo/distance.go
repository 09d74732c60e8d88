package geo

import "math"

// MeanRadius is the earth's mean radius in metres (IUGG R1, WGS 84).
const MeanRadius = 6_371_008.8

// vagueRatio is how many times coarser one side must be before agreeing within
// its bounds says little.
const vagueRatio = 10

// Distance is the great-circle distance in metres between two points in degrees.
// It is the haversine formula with its complement computed rather than
// subtracted, so that it keeps its figures at both ends, near 0 and near the
// antipode. It differs from the ellipsoid by at most 0.6 %.
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	const half = math.Pi / 360
	cos := math.Cos(2*half*lat1) * math.Cos(2*half*lat2)
	sinLon, cosLon := math.Sincos(half * (lon1 - lon2))
	sinDiff := math.Sin(half * (lat1 - lat2))
	sinSum := math.Sin(half * (lat1 + lat2))
	near := sinDiff*sinDiff + cos*sinLon*sinLon
	far := sinSum*sinSum + cos*cosLon*cosLon
	return 2 * MeanRadius * math.Atan2(math.Sqrt(near), math.Sqrt(far))
}

// PlaceRelation is how two statements of a place stand to each other.
type PlaceRelation struct {
	Distance   float64 `json:"distance"`   // metres between the centres
	Sum        float64 `json:"sum"`        // metres, both radii together
	Ratio      float64 `json:"ratio"`      // Distance / Sum; above 1 is distant
	Compatible bool    `json:"compatible"` // both may mean the same spot
	Vague      bool    `json:"vague"`      // compatible, but one is 10 or more times coarser
}

// Compare relates two places: they are compatible if the circles touch. Compatible
// is not agreement, so a pair in which one radius is ten times the other is marked
// vague and the finer statement should be asked for. False if either has no point
// or no radius.
func Compare(a, b Place) (PlaceRelation, bool) {
	if !a.measured() || !b.measured() {
		return PlaceRelation{}, false
	}
	r := PlaceRelation{
		Distance: Distance(*a.Lat, *a.Lon, *b.Lat, *b.Lon),
		Sum:      *a.RadiusM + *b.RadiusM,
	}
	r.Ratio = r.Distance / r.Sum
	r.Compatible = r.Distance <= r.Sum
	r.Vague = r.Compatible && max(*a.RadiusM, *b.RadiusM) >= vagueRatio*min(*a.RadiusM, *b.RadiusM)
	return r, true
}

func (p Place) measured() bool {
	return p.HasPoint() && p.RadiusM != nil && *p.RadiusM > 0
}
