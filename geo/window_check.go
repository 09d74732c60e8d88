package geo

import (
	"fmt"
	"strings"
	"time"
)

func (w Window) checkCodes() []Problem {
	var problems []Problem
	switch {
	case w.Precision == "":
		problems = append(problems, Problem{"/precision", "precision is missing; use one of " + strings.Join(TimePrecisions, ", ")})
	case !KnownTimePrecision(w.Precision):
		problems = append(problems, unknownCode("precision", w.Precision, TimePrecisions))
	}
	if w.UTCOffsetMin != nil {
		problems = append(problems, checkOffset(*w.UTCOffsetMin)...)
	}
	return problems
}

// checkOffset admits every minute between the extremes, for clocks have stood at
// quarters of an hour and, in older records, at odd minutes.
func checkOffset(minutes int) []Problem {
	if minutes >= minOffset && minutes <= maxOffset {
		return nil
	}
	return []Problem{{"/utc_offset_min", fmt.Sprintf("utc_offset_min must be between %d and %d minutes; %d was given", minOffset, maxOffset, minutes)}}
}

func (w Window) checkTimes() []Problem {
	var problems []Problem
	year := func(field string, t *time.Time) {
		if t != nil && (t.Year() < FirstYear || t.Year() > LastYear) {
			problems = append(problems, Problem{"/" + field, fmt.Sprintf("%s must be in the years %d to %d; %d was given", field, FirstYear, LastYear, t.Year())})
		}
	}
	year("earliest", w.Earliest)
	year("latest", w.Latest)
	if w.Earliest != nil && w.Latest != nil && w.Latest.Before(*w.Earliest) {
		problems = append(problems, Problem{"/latest", fmt.Sprintf("latest %s lies before earliest %s; correct one of them",
			w.Latest.Format(time.RFC3339), w.Earliest.Format(time.RFC3339))})
	}
	return problems
}
