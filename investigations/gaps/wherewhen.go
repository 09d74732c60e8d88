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
	if !ok || r.Compatible || r.Distance <= r.Sum+float64(p.ctx.Config.Tolerances.Metres) {
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

// time: windows that do not meet. A difference that is a clock's offset is
// likely a slip; it gets a gap of its own that a clerk can correct.
func (p *pair) time() {
	if p.a.Facts.Started == nil || p.b.Facts.Started == nil {
		return
	}
	a, b := *p.a.Facts.Started, *p.b.Facts.Started
	r, ok := geo.CompareWindows(a, b)
	if !ok || r.Overlap || p.ctx.Config.Tolerances.Minutes > 0 && r.GapMinutes <= float64(p.ctx.Config.Tolerances.Minutes) {
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
	if p.suspicious(a, b, apart) {
		p.add(models.Finding{Code: "G26", Field: "started", ValueA: p.a.Facts.Started, ValueB: p.b.Facts.Started, Relation: models.Disjoint, Magnitude: math.Round(math.Abs(apart.Minutes())),
			Title: fmt.Sprintf("The beginnings differ by %s, to the minute: a slip of the clock or the calendar is likely.", span(apart.Abs()))})
	}
}

// offsets are those that a clock of either side may have had, in minutes.
func (p *pair) offsets(windows ...geo.Window) []int {
	var out []int
	for _, code := range []string{p.a.Partner, p.b.Partner} {
		out = append(out, p.ctx.Partners[code].UTCOffsetMin)
	}
	for _, w := range windows {
		if w.UTCOffsetMin != nil {
			out = append(out, *w.UTCOffsetMin)
		}
	}
	if n := len(out); n > 1 {
		out = append(out, out[0]-out[1]) // one clock read as the other
	}
	return out
}

// suspicious tells whether the beginnings differ by an offset of a clock, an hour, half
// a day, or by day and month exchanged (G26).
func (p *pair) suspicious(a, b geo.Window, apart time.Duration) bool {
	for _, minutes := range append(p.offsets(a, b), 60, 720) {
		if minutes != 0 && differs(apart, minutes) {
			return true
		}
	}
	return p.swapped(a, b)
}

// differs tells whether two beginnings lie so many minutes apart, to one.
func differs(apart time.Duration, minutes int) bool {
	return math.Abs(math.Abs(apart.Minutes())-math.Abs(float64(minutes))) <= 1
}

func span(d time.Duration) string {
	switch h := d.Hours(); {
	case h >= 72:
		return fmt.Sprintf("%.0f days", math.Floor(h/24))
	case h >= 2:
		return fmt.Sprintf("%g hours", math.Round(h*10)/10)
	}
	return fmt.Sprintf("%.0f minutes", d.Minutes())
}

// slipOfTime tries the simple slips of a clock and a calendar, and names the first that
// brings the two together. Of windows wider than the slip itself only an exact
// difference tells anything.
func (p *pair) slipOfTime(a, b geo.Window, apart time.Duration) []models.Diagnosis {
	shifted := func(minutes int) bool {
		by := time.Duration(abs(minutes)) * time.Minute
		if apart > 0 {
			by = -by
		}
		if differs(apart, minutes) {
			return true
		}
		if wide(a) >= by.Abs() || wide(b) >= by.Abs() {
			return false
		}
		from, until := b.Earliest.Add(by), b.Latest.Add(by)
		moved := b
		moved.Earliest, moved.Latest = &from, &until
		r, ok := geo.CompareWindows(a, moved)
		return ok && r.Overlap
	}
	for _, minutes := range append(p.offsets(a, b), 60, 120, 720) {
		if minutes != 0 && shifted(minutes) {
			return []models.Diagnosis{{Code: "TZ_SLIP", Text: fmt.Sprintf("Moved by %s the two agree, which is an offset of a clock: local time may have been entered as UTC.", span(time.Duration(abs(minutes))*time.Minute))}}
		}
	}
	if differs(apart, 1440) {
		return []models.Diagnosis{{Code: "DATE_LINE_MIDNIGHT", Text: "The difference is one day: the date may have been taken on the other side of midnight."}}
	}
	if p.swapped(a, b) {
		return []models.Diagnosis{{Code: "DAY_MONTH_SWAP", Text: "Day and month may have been exchanged."}}
	}
	if differs(apart, 13*1440) {
		return []models.Diagnosis{{Code: "CALENDAR_CONVERSION", Text: "The difference is 13 days, which lie between the Julian and the Gregorian calendar."}}
	}
	return nil
}

func wide(w geo.Window) time.Duration { return w.Latest.Sub(*w.Earliest) }

// swapped tells whether two windows begin with each other's day and month, in UTC or by
// the clocks they were read from.
func (p *pair) swapped(a, b geo.Window) bool {
	local := func(w geo.Window, partner string) time.Time {
		minutes := p.ctx.Partners[partner].UTCOffsetMin
		if w.UTCOffsetMin != nil {
			minutes = *w.UTCOffsetMin
		}
		return w.Earliest.Add(time.Duration(minutes) * time.Minute)
	}
	return swapped(*a.Earliest, *b.Earliest) || swapped(local(a, p.a.Partner), local(b, p.b.Partner))
}

// swapped tells whether two moments have each other's day and month.
func swapped(a, b time.Time) bool {
	return a.Year() == b.Year() && a.Day() == int(b.Month()) && b.Day() == int(a.Month()) && a.Day() != int(a.Month())
}
