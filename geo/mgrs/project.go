package mgrs

import "math"

// WGS 84, and the constants of UTM and UPS (NGA.SIG.0012).
const (
	semiMajor     = 6378137.0
	flattening    = 1 / 298.257223563
	eccentricity2 = flattening * (2 - flattening)

	utmScale      = 0.9996
	falseEasting  = 500_000.0
	falseNorthing = 10_000_000.0 // south of the equator

	upsScale    = 0.994
	polarOrigin = 2_000_000.0 // easting and northing of both poles
)

var eccentricity = math.Sqrt(eccentricity2)

// project takes degrees to metres of easting and northing. Zone 0 is the cap
// around the pole that north names; the caller sees to it that the zone fits.
func project(zone int, north bool, lat, lon float64) (e, n float64) {
	if zone == 0 {
		return polarForward(north, lat, lon)
	}
	e, n = transverseForward(lat, math.Remainder(lon-centralMeridian(zone), 360))
	e += falseEasting
	if !north {
		n += falseNorthing
	}
	return e, n
}

// unproject is the inverse of project; lon is between -180 and 180 degrees.
func unproject(zone int, north bool, e, n float64) (lat, lon float64) {
	if zone == 0 {
		return polarInverse(north, e, n)
	}
	if !north {
		n -= falseNorthing
	}
	lat, lon = transverseInverse(e-falseEasting, n)
	return lat, math.Remainder(lon+centralMeridian(zone), 360)
}

func centralMeridian(zone int) float64 { return float64(6*zone - 183) }

// conformalTan takes the tangent of a geographic latitude to that of the
// conformal latitude (Karney 2011, equations 7 to 9).
func conformalTan(tau float64) float64 {
	sec := math.Hypot(1, tau)
	sigma := math.Sinh(eccentricity * math.Atanh(eccentricity*tau/sec))
	return tau*math.Hypot(1, sigma) - sigma*sec
}

// geographicTan is the inverse of conformalTan by Newton's method, which gains
// all figures in two or three rounds (Karney 2011, equations 19 to 21).
func geographicTan(conformal float64) float64 {
	tau := conformal / (1 - eccentricity2)
	for range 5 {
		at := conformalTan(tau)
		step := (conformal - at) / math.Hypot(1, at) *
			(1 + (1-eccentricity2)*tau*tau) / ((1 - eccentricity2) * math.Hypot(1, tau))
		tau += step
		if math.Abs(step) <= 1e-15*max(1, math.Abs(tau)) {
			break
		}
	}
	return tau
}

func radians(deg float64) float64 { return deg * (math.Pi / 180) }

func degrees(rad float64) float64 { return rad * (180 / math.Pi) }
