package geo

import (
	"fmt"
	"strings"
	"time"
)

// Years before FirstYear or after LastYear are taken for a slip of the hand. A
// date in the future is not.
const (
	FirstYear = 1900
	LastYear  = 2200
)

// Offsets from UTC that any place keeps, in minutes.
const (
	minOffset = -720
	maxOffset = 840
)

// Window is when something happened: at some time from Earliest to Latest, both
// included, Latest to the end of its second. What is known to the minute runs from
// 01:10:00 to 01:10:59.
type Window struct {
	Earliest     *time.Time `json:"earliest"`       // UTC
	Latest       *time.Time `json:"latest"`         // UTC
	Precision    string     `json:"precision"`      // a code of TimePrecisions
	Stated       string     `json:"stated"`         // as the source wrote it, never changed
	UTCOffsetMin *int       `json:"utc_offset_min"` // minutes east of UTC of the clock it was read from
}

// Complete takes times to UTC, fills Latest from Earliest and the precision, and
// Earliest from a date-time group in Stated if there is nothing else; it reports
// every problem at once. Completing again changes nothing.
func (w Window) Complete() (Window, []Problem) {
	problems := w.checkCodes()
	w.Earliest, w.Latest = inUTC(w.Earliest), inUTC(w.Latest)
	switch {
	case w.Earliest != nil:
	case w.Precision == UnknownTime && w.Latest == nil:
		return w, problems
	case w.Precision == UnknownTime:
		problems = append(problems, Problem{"/earliest", "earliest is missing; with precision UNKNOWN send both earliest and latest, or neither"})
	default:
		read, problem := w.fromStated()
		if problem != nil {
			problems = append(problems, *problem)
		}
		w = read
	}
	if w.Earliest != nil && w.Latest == nil {
		if w.Precision == UnknownTime {
			problems = append(problems, Problem{"/latest", "latest is missing; with precision UNKNOWN send both earliest and latest, or neither"})
		} else if KnownTimePrecision(w.Precision) {
			latest := lastSecond(*w.Earliest, w.Precision, w.clock())
			w.Latest = &latest
		}
	}
	return w, append(problems, w.checkTimes()...)
}

// clock is the offset in minutes if it is one that a clock can have, or nil.
func (w Window) clock() *int {
	if w.UTCOffsetMin == nil || len(checkOffset(*w.UTCOffsetMin)) > 0 {
		return nil
	}
	return w.UTCOffsetMin
}

// fromStated reads the date-time group a source wrote. A group on the observer's
// local clock needs the offset beside it.
func (w Window) fromStated() (Window, *Problem) {
	if strings.TrimSpace(w.Stated) == "" {
		return w, &Problem{"/earliest", "earliest is missing; send a time such as 2031-03-04T01:10:00Z, or a date-time group such as 040110ZMAR31 as stated"}
	}
	group, err := ParseDTG(w.Stated)
	if err != nil {
		return w, &Problem{"/earliest", fmt.Sprintf("earliest is missing and stated cannot be read as a date-time group: %s", err)}
	}
	if group.Local {
		switch {
		case w.UTCOffsetMin == nil:
			return w, &Problem{"/utc_offset_min", "stated is on the observer's local clock (J); send utc_offset_min, or earliest in UTC"}
		case w.clock() == nil:
			return w, nil // the offset is reported already
		}
		group.Time = group.At(*w.UTCOffsetMin)
	}
	if w.UTCOffsetMin == nil {
		w.UTCOffsetMin = group.OffsetMin
	}
	w.Earliest = &group.Time
	return w, nil
}

// lastSecond is the last second of what a precision covers from a time on. Months
// and years follow the calendar of the clock the time was read from.
func lastSecond(from time.Time, precision string, offsetMin *int) time.Time {
	zone := time.UTC
	if offsetMin != nil {
		zone = time.FixedZone("", *offsetMin*60)
	}
	local := from.In(zone)
	var end time.Time
	switch precision {
	case "MINUTE":
		end = local.Add(time.Minute)
	case "QUARTER_HOUR":
		end = local.Add(15 * time.Minute)
	case "HOUR":
		end = local.Add(time.Hour)
	case "PART_OF_DAY":
		end = local.Add(6 * time.Hour)
	case "DAY":
		end = local.AddDate(0, 0, 1)
	case "DAYS_2_6":
		end = local.AddDate(0, 0, 6)
	case "WEEK":
		end = local.AddDate(0, 0, 7)
	case "MONTH":
		end = addMonths(local, 1)
	case "YEAR":
		end = addMonths(local, 12)
	}
	return end.Add(-time.Second).UTC()
}

// addMonths keeps to the last day of a shorter month: a month from 31 January is
// 28 February and not 3 March.
func addMonths(t time.Time, months int) time.Time {
	end := t.AddDate(0, months, 0)
	if end.Day() != t.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return end
}

// inUTC is a copy, so that the caller's value stays as it is.
func inUTC(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC().Round(0)
	return &utc
}
