package mgrs

import (
	"fmt"
	"math"
	"strings"
)

// edge is how far, in degrees, rounding may put a cell off its band: a tenth of a
// millimetre.
const edge = 1e-9

// utmRef finds the cell that the letters and digits of a numbered zone name.
func utmRef(p parts) (Ref, error) {
	if strings.IndexByte(bandLetters, p.band) < 0 {
		return Ref{}, fmt.Errorf("%c is a polar band and stands without a zone; bands run from C to X", p.band)
	}
	if p.band == 'X' && (p.zone == 32 || p.zone == 34 || p.zone == 36) {
		return Ref{}, fmt.Errorf("zone %d has no band X: around Svalbard there are only 31, 33, 35 and 37", p.zone)
	}
	columns := columnLetters[p.zone%3]
	col := strings.IndexByte(columns, p.col)
	if col < 0 {
		return Ref{}, fmt.Errorf("square %c%c is not in zone %d, where the first letter is one of %s", p.col, p.row, p.zone, columns)
	}
	row := strings.IndexByte(rowLetters, p.row)
	if row < 0 {
		return Ref{}, fmt.Errorf("square %c%c does not exist: the second letter runs from A to V", p.col, p.row)
	}
	r := Ref{zone: int8(p.zone), band: p.band, digits: int8(p.digits)}
	r.easting = int32(col+1)*square + p.easting
	row = (row - rowShift(p.zone) + len(rowLetters)) % len(rowLetters)
	r.northing = nearestCycle(p.band, int32(row)*square) + p.northing

	if !r.touchesBand() {
		south, north := bandLimits(p.band)
		return Ref{}, fmt.Errorf("band %c does not match: it lies between latitude %.0f and %.0f, and square %c%c with these digits does not", p.band, south, north, p.col, p.row)
	}
	if km := r.outsideZone() / 1000; km > square/1000+r.Cell()/1000 {
		return Ref{}, fmt.Errorf("square %c%c lies %.0f km outside zone %d", p.col, p.row, km, p.zone)
	}
	return r, nil
}

// nearestCycle adds the multiple of 2000 km, after which row letters repeat, that
// brings a row nearest to the middle of its band. A band is at most 1340 km high,
// so no second cycle can be meant.
func nearestCycle(band byte, row int32) int32 {
	south, north := bandLimits(band)
	middle := (south + north) / 2 * 111_000 * utmScale
	if south < 0 {
		middle += falseNorthing
	}
	const cycle = 2_000_000
	return row + cycle*int32(math.Round((middle-float64(row))/cycle))
}

// touchesBand says whether any part of the cell lies in its band. Latitude is
// monotonic along the sides, for no cell reaches across the central meridian.
func (r Ref) touchesBand() bool {
	if r.northing < 0 || !r.north() && r.northing >= falseNorthing {
		return false
	}
	south, north := bandLimits(r.band)
	lat, _ := r.Centre()
	if reach := r.Cell() / square; lat-reach > south && lat+reach < north {
		return true // a cell spans far less than a degree for each 100 km either way
	}
	low, high := 90.0, -90.0
	for _, e := range []float64{0, r.Cell()} {
		for _, n := range []float64{0, r.Cell()} {
			lat, _ := unproject(int(r.zone), r.north(), float64(r.easting)+e, float64(r.northing)+n)
			low, high = min(low, lat), max(high, lat)
		}
	}
	return high >= south-edge && low < north+edge
}

// outsideZone is how far the cell's centre lies from its zone, in metres.
func (r Ref) outsideZone() float64 {
	lat, lon := r.Centre()
	west, east := zoneLimits(int(r.zone), r.band)
	off := math.Abs(math.Remainder(lon-(west+east)/2, 360)) - (east-west)/2
	return off * 111_320 * math.Cos(radians(lat))
}

// polarRef finds the cell that the letters and digits of a polar band name.
func polarRef(p parts) (Ref, error) {
	g := polarGrids[p.band]
	col, row := strings.IndexByte(g.columns, p.col), strings.IndexByte(g.rows, p.row)
	if col < 0 || row < 0 {
		return Ref{}, fmt.Errorf("square %c%c is not in polar band %c, where the letters are %s and %s", p.col, p.row, p.band, g.columns, g.rows)
	}
	r := Ref{band: p.band, digits: int8(p.digits)}
	r.easting = (int32(col)+g.east)*square + p.easting
	r.northing = (int32(row)+g.north)*square + p.northing

	// The point of the cell nearest to the pole must be in the cap.
	e := min(max(polarOrigin, float64(r.easting)), float64(r.easting)+r.Cell())
	n := min(max(polarOrigin, float64(r.northing)), float64(r.northing)+r.Cell())
	lat, _ := polarInverse(r.north(), e, n)
	if r.north() && lat < 84-edge || !r.north() && lat > -80+edge {
		return Ref{}, fmt.Errorf("square %c%c of polar band %c lies at latitude %.2f, where the numbered zones apply", p.col, p.row, p.band, lat)
	}
	return r, nil
}
