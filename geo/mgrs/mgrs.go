// Package mgrs reads and writes grid references of the Military Grid Reference
// System on WGS 84: UTM between 80° south and 84° north with the exceptions for
// Norway and Svalbard, and UPS around the poles. It never guesses: a reference
// without its zone and band repeats every few degrees and is refused.
//
// Rules follow NGA.STND.0037 (the universal grids and the MGRS); the projections
// are Krüger's series to the sixth order (Karney 2011, doi 10.1007/s00190-011-0445-3)
// and the ellipsoidal polar stereographic, both good to well under a micrometre.
package mgrs

import "math"

// Example is a valid reference; error messages show it.
const Example = "31N BA 56521 45610"

// square is the side of a lettered square in metres.
const square = 100_000

// Ref is one cell of the grid. It is comparable; the zero Ref is no reference.
type Ref struct {
	zone     int8  // 1 to 60, 0 around the poles
	band     byte  // C to X without I and O; A, B, Y, Z around the poles
	digits   int8  // for each axis, 0 to 5
	easting  int32 // metres, south-west corner, false easting included
	northing int32 // metres, south-west corner, false northing included
}

// Cell is the side of the cell in metres: 100000, 10000, 1000, 100, 10 or 1.
func (r Ref) Cell() float64 { return float64(r.cell()) }

// Digits is how many digits each axis has, 0 to 5.
func (r Ref) Digits() int { return int(r.digits) }

// Corner is the south-west corner on the grid, which is what the digits name, in
// degrees. The place meant lies north-east of it, within the cell.
func (r Ref) Corner() (lat, lon float64) {
	return unproject(int(r.zone), r.north(), float64(r.easting), float64(r.northing))
}

// Centre is the middle of the cell in degrees. With half the cell's diagonal
// (0.707 × Cell) as radius it is the honest reading of a reference as a point.
func (r Ref) Centre() (lat, lon float64) {
	half := r.Cell() / 2
	return unproject(int(r.zone), r.north(), float64(r.easting)+half, float64(r.northing)+half)
}

// Within says whether a point in degrees lies in the cell or no more than margin
// metres outside it on either axis, measured on the cell's own grid, so that a
// point just across a zone's edge is not taken for a distant one.
func (r Ref) Within(lat, lon, margin float64) bool {
	// Farther than this from its central meridian no cell reaches, and the
	// projection stops being one to one.
	if r.zone != 0 && math.Abs(math.Remainder(lon-centralMeridian(int(r.zone)), 360)) > 60 {
		return false
	}
	e, n := project(int(r.zone), r.north(), lat, lon)
	e, n = e-float64(r.easting), n-float64(r.northing)
	far := r.Cell() + margin
	return e >= -margin && e <= far && n >= -margin && n <= far
}

// String is the reference with spaces, "31N BA 56521 45610" or "Z AH 00 00", the
// zone always with two figures. The zero Ref is "".
func (r Ref) String() string {
	if r.band == 0 {
		return ""
	}
	col, row := r.letters()
	b := make([]byte, 0, len(Example))
	if r.zone != 0 {
		b = append(b, '0'+byte(r.zone/10), '0'+byte(r.zone%10))
	}
	b = append(b, r.band, ' ', col, row)
	if r.digits == 0 {
		return string(b)
	}
	c := r.cell()
	b = r.figures(append(b, ' '), r.easting%square/c)
	return string(r.figures(append(b, ' '), r.northing%square/c))
}

// figures writes a coordinate with all its digits.
func (r Ref) figures(b []byte, n int32) []byte {
	for unit := square / r.cell() / 10; unit > 0; unit /= 10 {
		b = append(b, '0'+byte(n/unit%10))
	}
	return b
}

func (r Ref) cell() int32 { return cellOf(int(r.digits)) }

func (r Ref) north() bool { return r.band >= 'N' }

func cellOf(digits int) int32 {
	cell := int32(square)
	for ; digits > 0; digits-- {
		cell /= 10
	}
	return cell
}
