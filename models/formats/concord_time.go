package formats

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/geo"
)

func itoa(n int) string { return strconv.Itoa(n) }

// span is a time as a cell states it: an instant, or a whole local day.
type span struct {
	from, to time.Time // to is the last second of a day; for an instant it is from
	day      bool
	offset   *int // minutes east of UTC, where an instant states another than UTC
}

// readStarted is the window of the start_… columns. A date is the local day at
// utc_offset_min; with start_latest empty the window ends with the precision of
// start_earliest, which for an instant of no stated precision is its minute.
func readStarted(r *row) *geo.Window {
	offset := r.whole("utc_offset_min", "minutes")
	w := &geo.Window{Precision: r.code("time_precision", geo.TimePrecisions), UTCOffsetMin: offset}
	from, okFrom := r.span("start_earliest", offset)
	to, okTo := r.span("start_latest", offset)
	if !okFrom {
		switch {
		case r.refused("start_earliest"):
		case okTo:
			r.refuse("start_earliest", "The cell is empty, but start_latest is %s; give both, or start_earliest alone.", r.at("start_latest"))
		case w.Precision != geo.UnknownTime:
			r.refuse("start_earliest", "The cell is empty. Say when it began, such as 2031-03-04 or 2031-03-04T01:10:00Z, or set time_precision to UNKNOWN.")
		}
		return w
	}
	w.Earliest = &from.from
	if w.UTCOffsetMin == nil && !r.refused("utc_offset_min") {
		w.UTCOffsetMin = from.offset
	}
	switch {
	case okTo:
		w.Latest = &to.to
	case from.day && !coarserThanDay(w.Precision):
		w.Latest = &from.to
	}
	if w.Precision == "" {
		w.Precision = precisionOf(from, to, okTo)
	}
	if from.day {
		w.Stated = r.at("start_earliest")
		if okTo && to.day {
			w.Stated += dateRange + r.at("start_latest")
		}
	}
	return w
}

// dateRange stands between two dates as stated.
const dateRange = " to "

// span reads a date or an RFC 3339 time; false if the cell is empty or refused.
func (r *row) span(column string, offset *int) (span, bool) {
	s := r.at(column)
	if s == "" {
		return span{}, false
	}
	t, problem := parseSpan(s, offset)
	if problem != "" {
		r.refuse(column, "%s %s", quote(s), problem)
		return span{}, false
	}
	return t, true
}

// parseSpan says what is wrong with s instead of an error: it is half a sentence.
func parseSpan(s string, offset *int) (span, string) {
	minutes := 0
	if offset != nil && *offset >= -24*60 && *offset <= 24*60 {
		minutes = *offset
	}
	if len(s) == len(time.DateOnly) {
		day, err := time.ParseInLocation(time.DateOnly, s, time.FixedZone("", minutes*60))
		if err == nil {
			return span{from: day.UTC(), to: day.AddDate(0, 0, 1).Add(-time.Second).UTC(), day: true}, ""
		}
		return span{}, calendarProblem(err, "write a date as 2031-03-04 (year, month, day)")
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return span{}, calendarProblem(err, "write 2031-03-04 for a day, or 2031-03-04T01:10:00Z for a time, which needs its offset")
	}
	read := span{from: t.UTC(), to: t.UTC()}
	if _, seconds := t.Zone(); seconds%60 == 0 && !strings.HasSuffix(s, "Z") && seconds != 0 {
		m := seconds / 60
		read.offset = &m
	}
	return read, ""
}

func calendarProblem(err error, remedy string) string {
	if strings.Contains(err.Error(), "out of range") {
		return "does not exist in the calendar; correct it, and " + remedy + "."
	}
	return "cannot be read as a date or time; " + remedy + "."
}

func coarserThanDay(precision string) bool {
	return slices.Contains([]string{"DAYS_2_6", "WEEK", "MONTH", "YEAR"}, precision)
}

// widths are the longest windows that go by the name of a precision.
var widths = []struct {
	precision string
	longest   time.Duration
}{
	{"MINUTE", time.Minute}, {"QUARTER_HOUR", 15 * time.Minute}, {"HOUR", time.Hour}, {"PART_OF_DAY", 12 * time.Hour},
	{"DAY", 24 * time.Hour}, {"DAYS_2_6", 6 * 24 * time.Hour}, {"WEEK", 7 * 24 * time.Hour}, {"MONTH", 31 * 24 * time.Hour}, {"YEAR", 366 * 24 * time.Hour},
}

// precisionOf is the precision that the cells show where none is stated.
func precisionOf(from, to span, both bool) string {
	if !both {
		if from.day {
			return "DAY"
		}
		return "MINUTE"
	}
	wide := to.to.Sub(from.from)
	for _, w := range widths {
		if wide <= w.longest {
			return w.precision
		}
	}
	return geo.UnknownTime
}
