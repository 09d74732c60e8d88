package worlds

import (
	"strconv"
	"time"
)

const hourPrecise = 0.40 // share of records that know the hour

// when writes the time as the partner's clock had it. Of the ways of being wrong by
// days a record has at most one.
func (r *record) when() {
	c, w := &r.c, r.w
	minute := r.first().Minute
	offset := r.p.offset
	slip := offset != 0 && r.strikes(w, c, ZoneSlip)
	if !slip && offset != 0 {
		r.set("utc_offset_min", strconv.Itoa(offset))
	}
	if c.happens(hourPrecise) {
		r.toTheHour(minute+int64(c.n(2*hour+1)-hour), slip)
		return
	}
	today := floorDiv(minute+int64(offset), day)
	from, to := today, today
	// The rates are of all records; those that know the hour are drawn already.
	rate := func(n Noise) float64 { return usual[n] / (1 - hourPrecise) }
	switch {
	case r.strikesAt(w, c, LateDate, rate(LateDate)):
		days := int64(5 + c.n(26))
		if c.happens(0.2) {
			days = -days
		}
		from, to = today+days, today+days
	case r.strikesAt(w, c, Span, rate(Span)):
		length := int64(2 + c.n(4))
		from = today - int64(c.n(int(length)))
		to = from + length - 1
	case r.strikesAt(w, c, DayOff, rate(DayOff)):
		from = today + int64(2*c.n(2)-1)
		to = from
	}
	r.set("start_earliest", date(from))
	r.set("time_precision", "DAY")
	if to > from {
		r.set("start_latest", date(to))
		r.set("time_precision", "DAYS_2_6")
	}
}

// toTheHour writes the full hour on the partner's clock, or, by a slip of the zone,
// the hour of that clock as though it were UTC.
func (r *record) toTheHour(minute int64, slip bool) {
	local := floorDiv(minute+int64(r.p.offset), hour) * hour
	at := Start.Add(time.Duration(local) * time.Minute)
	text := at.Format("2006-01-02T15:04:05Z")
	if !slip && r.p.offset != 0 {
		text = at.Add(-time.Duration(r.p.offset) * time.Minute).In(time.FixedZone("", r.p.offset*60)).Format(time.RFC3339)
	}
	r.set("start_earliest", text)
	r.set("time_precision", "HOUR")
}

func date(days int64) string { return Start.AddDate(0, 0, int(days)).Format(time.DateOnly) }

// floorDiv rounds towards the past, before the start of the world too.
func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}
