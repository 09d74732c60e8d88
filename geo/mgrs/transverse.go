package mgrs

import "math"

// third is the third flattening n, in which Krüger's series run.
const third = flattening / (2 - flattening)

const (
	n1 = third
	n2 = n1 * n1
	n3 = n2 * n1
	n4 = n3 * n1
	n5 = n4 * n1
	n6 = n5 * n1

	// rectifying is the radius whose circle is as long as a meridian, times the
	// scale on the central meridian.
	rectifying = utmScale * semiMajor / (1 + n1) * (1 + n2/4 + n4/64 + n6/256)
)

// alpha and beta are the coefficients of the series to the sixth order
// (Karney 2011, equations 35 and 36).
var alpha = [6]float64{
	n1/2 - 2*n2/3 + 5*n3/16 + 41*n4/180 - 127*n5/288 + 7891*n6/37800,
	13*n2/48 - 3*n3/5 + 557*n4/1440 + 281*n5/630 - 1983433*n6/1935360,
	61*n3/240 - 103*n4/140 + 15061*n5/26880 + 167603*n6/181440,
	49561*n4/161280 - 179*n5/168 + 6601661*n6/7257600,
	34729*n5/80640 - 3418889*n6/1995840,
	212378941 * n6 / 319334400,
}

var beta = [6]float64{
	n1/2 - 2*n2/3 + 37*n3/96 - n4/360 - 81*n5/512 + 96199*n6/604800,
	n2/48 + n3/15 - 437*n4/1440 + 46*n5/105 - 1118711*n6/3870720,
	17*n3/480 - 37*n4/840 - 209*n5/4480 + 5569*n6/90720,
	4397*n4/161280 - 11*n5/504 - 830251*n6/7257600,
	4583*n5/161280 - 108847*n6/3991680,
	20648693 * n6 / 638668800,
}

// transverseForward is the transverse Mercator projection with UTM's scale: lat
// and degrees from the central meridian to metres from it and from the equator.
func transverseForward(lat, dlon float64) (x, y float64) {
	tau := conformalTan(math.Tan(radians(lat)))
	sin, cos := math.Sincos(radians(dlon))
	xi := math.Atan2(tau, cos)
	eta := math.Asinh(sin / math.Hypot(tau, cos))
	dxi, deta := series(&alpha, xi, eta)
	return rectifying * (eta + deta), rectifying * (xi + dxi)
}

// transverseInverse is the inverse of transverseForward.
func transverseInverse(x, y float64) (lat, dlon float64) {
	xi, eta := y/rectifying, x/rectifying
	dxi, deta := series(&beta, xi, eta)
	sin, cos := math.Sincos(xi - dxi)
	sinh := math.Sinh(eta - deta)
	tau := geographicTan(sin / math.Hypot(sinh, cos))
	return degrees(math.Atan(tau)), degrees(math.Atan2(sinh, cos))
}

// series sums c[j] sin(2(j+1)ζ) for the complex ζ = xi + i eta by Clenshaw's
// method, which needs one sine and cosine instead of six.
func series(c *[6]float64, xi, eta float64) (re, im float64) {
	sin, cos := math.Sincos(2 * xi)
	sinh, cosh := math.Sinh(2*eta), math.Cosh(2*eta)
	twice := complex(2*cos*cosh, -2*sin*sinh)
	var b1, b2 complex128
	for j := len(c) - 1; j >= 0; j-- {
		b1, b2 = complex(c[j], 0)+twice*b1-b2, b1
	}
	sum := b1 * complex(sin*cosh, cos*sinh)
	return real(sum), imag(sum)
}
