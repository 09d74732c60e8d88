package worlds

import "math"

// mul is a product rounded by itself. Some processors add to a product without
// rounding it first, which changes the last bit and so, sooner or later, the world;
// the conversion forbids it (Go specification, Floating-point operators). A test
// looks for products of fractions elsewhere.
func mul(a, b float64) float64 { return float64(a * b) }

// exp and log are ours, because those of package math are assembly on some
// platforms and differ in the last bit.
func exp(x float64) float64 {
	if x < -700 {
		return 0
	}
	k := math.Floor(x/math.Ln2 + 0.5)
	r := x - mul(k, math.Ln2)
	sum := 1.0
	for i := 13; i > 0; i-- {
		sum = 1 + mul(sum, r)/float64(i)
	}
	return math.Ldexp(sum, int(k))
}

// log of a number above 0.
func log(x float64) float64 {
	part, k := math.Frexp(x) // from 0.5 to 1
	if part < math.Sqrt2/2 {
		part, k = part+part, k-1
	}
	s := (part - 1) / (part + 1)
	square := mul(s, s)
	sum := 0.0
	for i := 21; i > 0; i -= 2 {
		sum = mul(sum, square) + 1/float64(i)
	}
	return mul(float64(k), math.Ln2) + mul(2, mul(s, sum))
}

// cosine of an angle in degrees, from -90 to 90.
func cosine(degrees float64) float64 {
	x := mul(degrees, math.Pi/180)
	square := mul(x, x)
	sum := 1.0
	for i := 20; i > 0; i -= 2 {
		sum = 1 - mul(sum, square)/float64(i*(i-1))
	}
	return sum
}

func logistic(x float64) float64 { return 1 / (1 + exp(-x)) }

// rounded to whole numbers, halves up; below 0 it is 0.
func rounded(x float64) int {
	if x <= 0 {
		return 0
	}
	return int(math.Floor(x + 0.5))
}

// point is a place on the globe, in degrees.
type point struct{ lat, lon float64 }

const kmPerDegree = 111.195 // along a meridian, mean radius of the earth

// moved is the point so many kilometres north and east of p, over the pole and the
// antimeridian where it must. It is meant for up to some hundred kilometres.
func (p point) moved(north, east float64) point {
	cos := max(cosine(p.lat), 0.005) // within half a kilometre of a pole every direction is as good
	return point{p.lat + north/kmPerDegree, p.lon + east/mul(kmPerDegree, cos)}.onGlobe()
}

// onGlobe brings latitude to -90…90 and longitude to -180…180.
func (p point) onGlobe() point {
	if p.lat > 90 {
		p = point{180 - p.lat, p.lon + 180}
	}
	if p.lat < -90 {
		p = point{-180 - p.lat, p.lon + 180}
	}
	for p.lon > 180 {
		p.lon -= 360
	}
	for p.lon < -180 {
		p.lon += 360
	}
	return p
}

// apart is the square of the distance in kilometres, on a plane: good enough to
// tell which town is nearest.
func (p point) apart(q point) float64 { return p.apartAt(q, cosine(p.lat)) }

// apartAt is apart with the cosine of p's latitude at hand.
func (p point) apartAt(q point, cos float64) float64 {
	north := mul(q.lat-p.lat, kmPerDegree)
	around := q.lon - p.lon
	if around > 180 {
		around -= 360
	}
	if around < -180 {
		around += 360
	}
	east := mul(around, mul(kmPerDegree, cos))
	return mul(north, north) + mul(east, east)
}
