package mgrs

import "math"

// polarFactor takes the tangent of half the conformal colatitude to metres.
var polarFactor = 2 * upsScale * semiMajor /
	math.Sqrt(math.Pow(1+eccentricity, 1+eccentricity)*math.Pow(1-eccentricity, 1-eccentricity))

// polarForward is the polar stereographic projection of UPS, degrees to metres.
// Northing grows along 0° from the south pole and along 180° from the north pole.
func polarForward(north bool, lat, lon float64) (e, n float64) {
	if !north {
		lat = -lat
	}
	var rho float64
	if lat < 90 { // at the pole itself the tangent has no value
		rho = polarFactor * halfColatitude(conformalTan(math.Tan(radians(lat))))
	}
	sin, cos := sincosDegrees(lon)
	if north {
		cos = -cos
	}
	return polarOrigin + rho*sin, polarOrigin + rho*cos
}

// polarInverse is the inverse of polarForward. The pole's longitude is 0.
func polarInverse(north bool, e, n float64) (lat, lon float64) {
	x, y := e-polarOrigin, n-polarOrigin
	if north {
		y = -y
	}
	lat = 90
	if t := math.Hypot(x, y) / polarFactor; t > 0 {
		lat = degrees(math.Atan(geographicTan((1/t - t) / 2)))
		lon = degrees(math.Atan2(x, y))
	}
	if !north {
		lat = -lat
	}
	return lat, lon
}

// halfColatitude is tan(45° - χ/2) from tan χ, without cancellation near the pole.
func halfColatitude(tau float64) float64 {
	if tau < 0 {
		return math.Hypot(1, tau) - tau
	}
	return 1 / (math.Hypot(1, tau) + tau)
}

// sincosDegrees is exact at multiples of 90°, so that the meridian 180 falls on
// the line between the two halves of a cap and not a rounding error beside it.
func sincosDegrees(deg float64) (sin, cos float64) {
	quarter := math.Round(deg / 90)
	s, c := math.Sincos(radians(deg - 90*quarter))
	switch int(quarter) & 3 {
	case 1:
		return c, -s
	case 2:
		return -s, -c
	case 3:
		return -c, s
	}
	return s, c
}
