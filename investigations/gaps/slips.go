package gaps

import (
	"math"
	"strconv"
	"strings"

	"concord/geo"
	"concord/geo/mgrs"
	"concord/models"
)

// slip is a simple mistake with a point, and what would be there without it.
type slip struct {
	code, text string
	lat, lon   float64
	slack      float64 // metres that the way back is not exact by
}

// slipOfPlace tries the simple slips on either point and names the first that
// brings the two within precision. It corrects nothing.
func slipOfPlace(a, b geo.Place) []models.Diagnosis {
	apart := geo.Distance(*a.Lat, *a.Lon, *b.Lat, *b.Lon)
	along := alongOneAxis(a, b, apart)
	grid := func(lat, lon float64) []slip { return slipsOfGrid(lat, lon, apart, along) }
	for _, slips := range []func(lat, lon float64) []slip{slipsOfNumbers, grid} {
		for _, pair := range [][2]geo.Place{{a, b}, {b, a}} {
			for _, s := range slips(*pair[0].Lat, *pair[0].Lon) {
				if math.Abs(s.lat) > 90 || math.Abs(s.lon) > 180 {
					continue
				}
				moved := pair[0]
				moved.Lat, moved.Lon = &s.lat, &s.lon
				if r, ok := geo.Compare(moved, pair[1]); ok && r.Distance <= r.Sum+s.slack {
					return []models.Diagnosis{{Code: s.code, Text: s.text}}
				}
			}
		}
	}
	return nil
}

// slipsOfNumbers are those of latitude and longitude.
func slipsOfNumbers(lat, lon float64) []slip {
	minutes := func(v float64) float64 { // 12.3045 where 12°30.45' was meant
		whole := math.Trunc(v)
		return whole + (v-whole)*100/60
	}
	seconds := func(v float64) float64 { // 12.3045 where 12°30'45" was meant
		whole := math.Trunc(v)
		rest := math.Round(math.Abs(v-whole)*1e6) / 1e4 // 30.45
		mm := math.Trunc(rest)
		return math.Copysign(math.Abs(whole)+mm/60+(rest-mm)*100/3600, v)
	}
	return []slip{
		{"LAT_LON_SWAP", "Latitude and longitude may have been exchanged.", lon, lat, 0},
		{"SIGN_ERROR", "The sign of the latitude may be wrong.", -lat, lon, 0},
		{"SIGN_ERROR", "The sign of the longitude may be wrong.", lat, -lon, 0},
		{"SIGN_ERROR", "Both signs may be wrong.", -lat, -lon, 0},
		{"DMS_READ_AS_DECIMAL", "Degrees and minutes may have been read as decimal degrees.", minutes(lat), minutes(lon), 0},
		{"DMS_READ_AS_DECIMAL", "Degrees, minutes and seconds may have been read as decimal degrees.", seconds(lat), seconds(lon), 0},
	}
}

const (
	columnLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	rowLetters    = "ABCDEFGHJKLMNPQRSTUV"
	bandLetters   = "CDEFGHJKLMNPQRSTUVWX"
	degreeM       = 111_195.0 // of latitude
)

// alongOneAxis tells whether two points lie north or east of each other, as far as both
// are known and the grid is turned against the meridian: figures of one axis of a grid
// reference, or one letter of its square, move a point along that axis alone.
func alongOneAxis(a, b geo.Place, apart float64) bool {
	north := math.Abs(*a.Lat-*b.Lat) * degreeM
	east := math.Abs(math.Remainder(*a.Lon-*b.Lon, 360)) * degreeM * math.Cos(*a.Lat*math.Pi/180)
	return min(north, east) <= *a.RadiusM+*b.RadiusM+0.06*apart+500
}

// slipsOfGrid are those of a grid reference that come to about so many metres: two
// figures of one axis exchanged, another 100 km square, another zone or band.
func slipsOfGrid(lat, lon, apart float64, along bool) (out []slip) {
	ref, err := mgrs.From(lat, lon, 5)
	if err != nil {
		return nil
	}
	f := strings.Fields(ref.String()) // "31N BA 56521 45610"
	if len(f) != 4 || len(f[2]) != 5 || len(f[3]) != 5 {
		return nil
	}
	add := func(code, text string, fields ...string) {
		r, err := mgrs.Parse(strings.Join(fields, " "))
		if err != nil {
			return // the zone has no such square
		}
		la, lo := r.Centre()
		out = append(out, slip{code, text, la, lo, 1})
	}
	if apart < 150_000 {
		if along {
			figures(f, add)
		}
		add("MGRS_DIGIT_SWAP", "Easting and northing may have been exchanged.", f[0], f[1], f[3], f[2])
	}
	if apart > 50_000 {
		add("MGRS_SQUARE_SLIP", "The letters of the 100 km square may have been exchanged.", f[0], f[1][1:]+f[1][:1], f[2], f[3])
	}
	if apart > 250_000 || apart > 50_000 && along {
		squares(f, lat, lon, add, &out)
	}
	return out
}

// figures exchanged.
func figures(f []string, add func(code, text string, fields ...string)) {
	const figures = "Two figures of the grid reference may have been exchanged."
	for i := range 4 {
		add("MGRS_DIGIT_SWAP", figures, f[0], f[1], exchanged(f[2], i), f[3])
		add("MGRS_DIGIT_SWAP", figures, f[0], f[1], f[2], exchanged(f[3], i))
	}
}

// squares, zones and bands that may have been another.
func squares(f []string, lat, lon float64, add func(code, text string, fields ...string), out *[]slip) {
	const square = "The 100 km square may be another one."
	for _, c := range beside(columnLetters, f[1][0]) {
		add("MGRS_SQUARE_SLIP", square, f[0], c+f[1][1:], f[2], f[3])
	}
	for _, r := range beside(rowLetters, f[1][1]) {
		add("MGRS_SQUARE_SLIP", square, f[0], f[1][:1]+r, f[2], f[3])
	}
	zone, _ := strconv.Atoi(f[0][:len(f[0])-1])
	band := f[0][len(f[0])-1]
	const zones = "The grid zone or band may be another one."
	for _, z := range []int{zone - 1, zone + 1} {
		if z >= 1 && z <= 60 {
			add("MGRS_ZONE_SLIP", zones, strconv.Itoa(z)+string(band), f[1], f[2], f[3])
		}
	}
	for _, b := range beside(bandLetters, band) {
		add("MGRS_ZONE_SLIP", zones, f[0][:len(f[0])-1]+b, f[1], f[2], f[3])
	}
	// where a zone has no such square, the place that lies in it as this does in its own;
	// one along the sphere is not quite one along the grid
	east := 100_000 / (degreeM * math.Cos(lat*math.Pi/180))
	*out = append(*out, slip{"MGRS_ZONE_SLIP", zones, lat, lon + 6, 200}, slip{"MGRS_ZONE_SLIP", zones, lat, lon - 6, 200},
		slip{"MGRS_SQUARE_SLIP", square, lat + 100_000/degreeM, lon, 200}, slip{"MGRS_SQUARE_SLIP", square, lat - 100_000/degreeM, lon, 200},
		slip{"MGRS_SQUARE_SLIP", square, lat, lon + east, 200}, slip{"MGRS_SQUARE_SLIP", square, lat, lon - east, 200})
}

// exchanged is a number with two neighbouring figures in each other's place.
func exchanged(figures string, at int) string {
	b := []byte(figures)
	b[at], b[at+1] = b[at+1], b[at]
	return string(b)
}

// beside are the letters next to one.
func beside(letters string, one byte) (out []string) {
	at := strings.IndexByte(letters, one)
	if at < 0 {
		return nil
	}
	n := len(letters)
	return []string{string(letters[(at+n-1)%n]), string(letters[(at+1)%n])}
}
