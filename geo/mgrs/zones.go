package mgrs

import (
	"math"
	"strings"
)

// Letters leave out I and O, which are read as 1 and 0.
const (
	bandLetters = "CDEFGHJKLMNPQRSTUVWX" // 8° each from 80° south; X has 12°
	rowLetters  = "ABCDEFGHJKLMNPQRSTUV" // repeat every 2000 km
)

// columnLetters by zone modulo 3, from 100 km of easting.
var columnLetters = [3]string{"STUVWXYZ", "ABCDEFGH", "JKLMNPQR"}

// polarGrid is the lettering of one of the four half caps.
type polarGrid struct {
	columns, rows string
	east, north   int32 // square index (metres / 100000) of the first column and row
}

// Polar letters leave out D, E, M, N, V, W in columns too, so that no polar
// square is named like its UTM neighbour.
var polarGrids = map[byte]polarGrid{
	'A': {"JKLPQRSTUXYZ", "ABCDEFGHJKLMNPQRSTUVWXYZ", 8, 8},
	'B': {"ABCFGHJKLPQR", "ABCDEFGHJKLMNPQRSTUVWXYZ", 20, 8},
	'Y': {"RSTUXYZ", "ABCDEFGHJKLMNP", 13, 13},
	'Z': {"ABCFGHJ", "ABCDEFGHJKLMNP", 20, 13},
}

// zoneOf is the zone and band a point belongs to; zone 0 is polar, its band is
// told by polarBand.
func zoneOf(lat, lon float64) (zone int, band byte) {
	if lat < -80 || lat >= 84 {
		return 0, 0
	}
	// Divided before anything is added, so that a hair south of the equator stays south.
	band = bandLetters[min(int(math.Floor(lat/8))+10, len(bandLetters)-1)]
	if lon >= 180 {
		lon -= 360 // the antimeridian is the western edge of zone 1
	}
	zone = int(math.Floor(lon/6)) + 31
	switch {
	case band == 'V' && zone == 31 && lon >= 3:
		zone = 32 // south-west Norway
	case band == 'X' && lon >= 0 && lon < 42:
		zone = svalbard(lon)
	}
	return zone, band
}

// svalbard is the zone between 0 and 42° east in band X, where 32, 34 and 36 are
// left out.
func svalbard(lon float64) int {
	switch {
	case lon < 9:
		return 31
	case lon < 21:
		return 33
	case lon < 33:
		return 35
	}
	return 37
}

// zoneLimits are the western and eastern edge of a zone in a band, in degrees.
func zoneLimits(zone int, band byte) (west, east float64) {
	cm := centralMeridian(zone)
	west, east = cm-3, cm+3
	switch {
	case band == 'V' && zone == 31:
		east = 3
	case band == 'V' && zone == 32:
		west = 3
	case band == 'X' && zone == 31:
		east = 9
	case band == 'X' && (zone == 33 || zone == 35):
		west, east = cm-6, cm+6
	case band == 'X' && zone == 37:
		west = 33
	}
	return west, east
}

// bandLimits are the southern and northern edge of a UTM band in degrees.
func bandLimits(band byte) (south, north float64) {
	south = -80 + 8*float64(strings.IndexByte(bandLetters, band))
	if band == 'X' {
		return south, 84
	}
	return south, south + 8
}

// polarBand is the half cap an easting lies in; the meridians 0 and 180 belong to
// the eastern half.
func polarBand(north bool, easting float64) byte {
	switch east := easting >= polarOrigin; {
	case north && east:
		return 'Z'
	case north:
		return 'Y'
	case east:
		return 'B'
	}
	return 'A'
}

// letters names the 100 km square.
func (r Ref) letters() (col, row byte) {
	e, n := r.easting/square, r.northing/square
	if r.zone == 0 {
		g := polarGrids[r.band]
		return g.columns[e-g.east], g.rows[n-g.north]
	}
	return columnLetters[r.zone%3][e-1], rowLetters[(int(n)+rowShift(int(r.zone)))%len(rowLetters)]
}

// rowShift is where the rows begin: even zones start at F, so that neighbours differ.
func rowShift(zone int) int {
	if zone%2 == 0 {
		return 5
	}
	return 0
}
