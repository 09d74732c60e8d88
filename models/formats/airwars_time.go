package formats

import (
	"errors"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // the clocks of countries, wherever the program runs

	"concord/geo"
)

// country is a country by the name that Airwars gives it: its ISO 3166 alpha-3 code
// and the clock that all of it keeps.
type country struct{ iso, zone string }

var countries = map[string]country{
	"afghanistan": {"AFG", "Asia/Kabul"}, "egypt": {"EGY", "Africa/Cairo"}, "gaza": {"PSE", "Asia/Gaza"}, "gaza strip": {"PSE", "Asia/Gaza"},
	"iran": {"IRN", "Asia/Tehran"}, "iraq": {"IRQ", "Asia/Baghdad"}, "israel": {"ISR", "Asia/Jerusalem"}, "jordan": {"JOR", "Asia/Amman"},
	"lebanon": {"LBN", "Asia/Beirut"}, "libya": {"LBY", "Africa/Tripoli"}, "mali": {"MLI", "Africa/Bamako"}, "niger": {"NER", "Africa/Niamey"},
	"pakistan": {"PAK", "Asia/Karachi"}, "palestine": {"PSE", "Asia/Gaza"}, "palestinian territories": {"PSE", "Asia/Gaza"}, "qatar": {"QAT", "Asia/Qatar"},
	"saudi arabia": {"SAU", "Asia/Riyadh"}, "somalia": {"SOM", "Africa/Mogadishu"}, "sudan": {"SDN", "Africa/Khartoum"}, "syria": {"SYR", "Asia/Damascus"},
	"turkey": {"TUR", "Europe/Istanbul"}, "türkiye": {"TUR", "Europe/Istanbul"}, "ukraine": {"UKR", "Europe/Kiev"}, "west bank": {"PSE", "Asia/Hebron"},
	"yemen": {"YEM", "Asia/Aden"},
}

func countryOf(name string) country {
	return countries[strings.TrimPrefix(words(name), "the ")]
}

// words is a slug or a name as plain small words: "Nearby-landmark" and "nearby
// landmark" are one.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return strings.ContainsRune(" -_/()&,.", c) }), " ")
}

// clock is the zone of a place; nil where the offset is not known. A day is then
// taken for one in UTC, and the hour is left to what is stated.
func (c country) clock() *time.Location {
	if c.zone == "" {
		return nil
	}
	zone, err := time.LoadLocation(c.zone)
	if err != nil {
		return nil // not with the zones built in
	}
	return zone
}

// dayLayouts are the ways exports write a day. Figures with strokes are not among
// them: 03/04 is two days.
var dayLayouts = []string{time.DateOnly, "20060102", "2 January 2006", "January 2, 2006", "2006-01-02 15:04:05", time.RFC3339}

// plainDay reads a day; an hour that stands with it is left out.
func plainDay(s string) (time.Time, error) {
	var first error
	for _, layout := range dayLayouts {
		t, err := time.Parse(layout, s)
		if err == nil {
			return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), nil
		}
		if first == nil || strings.Contains(err.Error(), "out of range") {
			first = err
		}
	}
	return time.Time{}, first
}

var clockLayouts = []string{"15:04", "15:04:05", "15:04:05.000", "15.04", "1504", "3:04 pm", "3:04 PM", "3:04pm", "3pm", "3 pm"}

var errNoClock = errors.New("no time of day")

// plainClock reads the time that a clock showed, in minutes from midnight.
func plainClock(s string) (int, error) {
	for _, layout := range clockLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Hour()*60 + t.Minute(), nil
		}
	}
	return 0, errNoClock
}

// minutes reads a cell with a time of day; nil if it is empty or refused.
func (r *row) minutes(column string) *int {
	s := r.at(column)
	if s == "" {
		return nil
	}
	m, err := plainClock(s)
	if err != nil {
		r.refuse(column, "%s is not a time of day; write it like 14:30, or leave the cell empty if not known.", quote(s))
		return nil
	}
	return &m
}

// partsOfDay are local hours, as the form for a new report has them. A night may be
// the one that ends on that date or the one that begins on it: both lie within.
var partsOfDay = map[string][2]int{
	"dawn": {4, 8}, "early morning": {4, 9}, "morning": {6, 12}, "late morning": {9, 12}, "midday": {11, 14}, "noon": {11, 14},
	"afternoon": {12, 18}, "evening": {18, 23}, "dusk": {17, 21}, "night": {0, 30}, "day": {6, 18}, "daytime": {6, 18},
}

// localWindow is the window from one minute of a local day to another, the last one
// to its end. Without a zone it is the whole of those days in UTC.
func localWindow(day time.Time, from, to int, zone *time.Location, stated string) *geo.Window {
	w := &geo.Window{Stated: tidy(stated, maxLine)}
	clock := zone
	if clock == nil {
		clock, from, to = time.UTC, 0, (to-1)/(24*60)*24*60+24*60
	}
	at := func(minutes int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, clock)
	}
	first, last := at(from), at(to).Add(-time.Second)
	if zone != nil {
		_, seconds := first.Zone()
		offset := seconds / 60
		w.UTCOffsetMin = &offset
	}
	earliest, latest := first.UTC(), last.UTC()
	w.Earliest, w.Latest = &earliest, &latest
	w.Precision = widthPrecision(latest.Sub(earliest))
	return w
}

// widthPrecision is the finest precision whose name covers a width of time. Two
// hours more than a day are still a day: clocks are set back, and nights end late.
func widthPrecision(wide time.Duration) string {
	for _, w := range widths {
		if wide <= w.longest || w.precision == "DAY" && wide <= 30*time.Hour {
			return w.precision
		}
	}
	return geo.UnknownTime
}

// daysBetween is the number of days from one midnight to another.
func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

func hhmm(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60%24, minutes%60) }

var stampLayouts = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly}

// stamp is a cell with the moment at which something was written down, in UTC where
// no offset is stated; nil if it is empty or refused.
func (r *row) stamp(column string) *time.Time {
	s := r.at(column)
	if s == "" {
		return nil
	}
	var first error
	for _, layout := range stampLayouts {
		t, err := time.Parse(layout, s)
		if err == nil {
			t = t.UTC()
			if t.Year() < geo.FirstYear || t.Year() > geo.LastYear {
				r.refuse(column, "%s lies outside the years %d to %d; correct it, or leave the cell empty.", quote(s), geo.FirstYear, geo.LastYear)
				return nil
			}
			return &t
		}
		if first == nil || strings.Contains(err.Error(), "out of range") {
			first = err
		}
	}
	r.refuse(column, "%s %s", quote(s), calendarProblem(first, "write a time as 2031-03-04T01:10:00Z"))
	return nil
}

// windowColumn is the column behind a broken rule of a window: the end is at fault
// only where the beginning is not.
func windowColumn(pointer string, w *geo.Window, from, to string) string {
	year := func(t *time.Time) bool { return t != nil && (t.Year() < geo.FirstYear || t.Year() > geo.LastYear) }
	if pointer == "/started/latest" && !year(w.Earliest) {
		return to
	}
	return from
}
