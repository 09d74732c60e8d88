package gaps

import (
	"fmt"
	"math"
	"time"

	"concord/geo"
	"concord/models"
)

// place: farther apart than both accounts' stated precision allows.
func (p *pair) place() {
	if p.a.Facts.Place == nil || p.b.Facts.Place == nil {
		return
	}
	a, b := *p.a.Facts.Place, *p.b.Facts.Place
	r, ok := geo.Compare(a, b)
	if !ok || r.Compatible {
		return
	}
	p.add(models.Finding{Code: "G20", Field: "place", ValueA: p.a.Facts.Place, ValueB: p.b.Facts.Place, Relation: models.Distant, Magnitude: math.Round(r.Distance), Diagnosis: slipOfPlace(a, b),
		Title: fmt.Sprintf("The places lie %s apart, more than the %s their stated precision allows.", metres(r.Distance), metres(r.Sum))})
}

func metres(m float64) string {
	if m >= 10_000 {
		return fmt.Sprintf("%.0f km", m/1000)
	}
	return fmt.Sprintf("%.0f m", m)
}

// slipOfPlace tries the simple slips on either point and names the first that
// brings the two within precision. It corrects nothing.
func slipOfPlace(a, b geo.Place) []models.Diagnosis {
	const degreeM = 111_195.0
	type move struct {
		code, text string
		f          func(lat, lon float64) (float64, float64)
	}
	shift := func(north, east float64) func(lat, lon float64) (float64, float64) {
		return func(lat, lon float64) (float64, float64) {
			return lat + north/degreeM, lon + east/(degreeM*math.Cos(lat*math.Pi/180))
		}
	}
	minutes := func(v float64) float64 { // 12.3045 read as decimal where 12°30.45' was meant
		whole := math.Trunc(v)
		return whole + (v-whole)*100/60
	}
	moves := []move{
		{"LAT_LON_SWAP", "Latitude and longitude may have been exchanged.", func(lat, lon float64) (float64, float64) { return lon, lat }},
		{"SIGN_ERROR", "The sign of the latitude may be wrong.", func(lat, lon float64) (float64, float64) { return -lat, lon }},
		{"SIGN_ERROR", "The sign of the longitude may be wrong.", func(lat, lon float64) (float64, float64) { return lat, -lon }},
		{"MGRS_ZONE_SLIP", "The grid zone may be the neighbouring one.", func(lat, lon float64) (float64, float64) { return lat, lon + 6 }},
		{"MGRS_ZONE_SLIP", "The grid zone may be the neighbouring one.", func(lat, lon float64) (float64, float64) { return lat, lon - 6 }},
		{"MGRS_SQUARE_SLIP", "The 100 km square may be the neighbouring one.", shift(100_000, 0)},
		{"MGRS_SQUARE_SLIP", "The 100 km square may be the neighbouring one.", shift(-100_000, 0)},
		{"MGRS_SQUARE_SLIP", "The 100 km square may be the neighbouring one.", shift(0, 100_000)},
		{"MGRS_SQUARE_SLIP", "The 100 km square may be the neighbouring one.", shift(0, -100_000)},
		{"DMS_READ_AS_DECIMAL", "Degrees and minutes may have been read as decimal degrees.", func(lat, lon float64) (float64, float64) { return minutes(lat), minutes(lon) }},
	}
	for _, m := range moves {
		for _, pair := range [][2]geo.Place{{a, b}, {b, a}} {
			lat, lon := m.f(*pair[0].Lat, *pair[0].Lon)
			moved := pair[0]
			moved.Lat, moved.Lon = &lat, &lon
			if math.Abs(lat) > 90 || math.Abs(lon) > 180 {
				continue
			}
			if r, ok := geo.Compare(moved, pair[1]); ok && r.Distance <= r.Sum+200 { // a shift along the sphere is not quite one along the grid
				return []models.Diagnosis{{Code: m.code, Text: m.text}}
			}
		}
	}
	return nil
}

// time: windows that do not meet. A difference that is a clock's offset is
// likely a slip; it gets a gap of its own that a clerk can correct.
func (p *pair) time() {
	if p.a.Facts.Started == nil || p.b.Facts.Started == nil {
		return
	}
	a, b := *p.a.Facts.Started, *p.b.Facts.Started
	r, ok := geo.CompareWindows(a, b)
	if !ok || r.Overlap {
		return
	}
	apart := b.Earliest.Sub(*a.Earliest)
	f := models.Finding{Code: "G25", Field: "started", ValueA: p.a.Facts.Started, ValueB: p.b.Facts.Started, Relation: models.Disjoint, Magnitude: math.Round(r.GapMinutes),
		Diagnosis: p.slipOfTime(a, b, apart), Title: fmt.Sprintf("The times do not meet: %s lie between them.", span(time.Duration(r.GapMinutes*float64(time.Minute))))}
	var extra []models.Points
	if r.GapMinutes < 30 && a.Precision == "PART_OF_DAY" && b.Precision == "PART_OF_DAY" {
		extra = []models.Points{{Text: "less than half an hour between two parts of a day", Points: -30}}
	}
	p.add(f, extra...)
	if len(f.Diagnosis) > 0 {
		p.add(models.Finding{Code: "G26", Field: "started", ValueA: p.a.Facts.Started, ValueB: p.b.Facts.Started, Relation: models.Disjoint, Magnitude: math.Round(math.Abs(apart.Minutes())),
			Title: fmt.Sprintf("The beginnings differ by exactly %s: a slip of the clock or the calendar is likely.", span(apart.Abs()))})
	}
}

func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.3g hours", d.Hours())
	}
	return fmt.Sprintf("%.0f minutes", d.Minutes())
}

func (p *pair) slipOfTime(a, b geo.Window, apart time.Duration) []models.Diagnosis {
	near := func(minutes int) bool { return math.Abs(math.Abs(apart.Minutes())-math.Abs(float64(minutes))) <= 1 }
	var offsets []int
	for _, code := range []string{p.a.Partner, p.b.Partner} {
		offsets = append(offsets, p.ctx.Partners[code].UTCOffsetMin)
	}
	for _, w := range []geo.Window{a, b} {
		if w.UTCOffsetMin != nil {
			offsets = append(offsets, *w.UTCOffsetMin)
		}
	}
	for _, minutes := range append(offsets, 60, 720) {
		if minutes != 0 && near(minutes) {
			return []models.Diagnosis{{Code: "TZ_SLIP", Text: fmt.Sprintf("The difference is %s, which is an offset of a clock: local time may have been entered as UTC.", span(apart.Abs()))}}
		}
	}
	if near(1440) {
		return []models.Diagnosis{{Code: "DATE_LINE_MIDNIGHT", Text: "The difference is one day: the date may have been taken on the other side of midnight."}}
	}
	if swapped(*a.Earliest, *b.Earliest) {
		return []models.Diagnosis{{Code: "DAY_MONTH_SWAP", Text: "Day and month may have been exchanged."}}
	}
	return nil
}

// swapped tells whether two moments have each other's day and month.
func swapped(a, b time.Time) bool {
	return a.Year() == b.Year() && a.Day() == int(b.Month()) && b.Day() == int(a.Month()) && a.Day() != int(a.Month())
}
