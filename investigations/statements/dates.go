package statements

import (
	"strconv"
	"strings"
	"time"

	"concord/geo"
)

// dates finds the days a sentence writes out: 4 March 2031, March 4, 2031,
// 2031-03-04, 04/03/2031 (day first), 4 mars 2031, 4 مارس 2031. One without a
// year is left alone.
func dates(s sentence) []time.Time {
	var out []time.Time
	w := s.words
	for i, word := range w {
		if t, ok := numericDate(word); ok {
			out = append(out, t)
			continue
		}
		month := monthOf(word)
		if month == 0 {
			continue
		}
		day, year := 0, 0
		if i > 0 {
			day = leading(w[i-1])
		}
		if i+1 < len(w) {
			year = leading(w[i+1])
		}
		if year > 0 && year <= 31 && i+2 < len(w) && (day == 0 || day > 31) {
			day, year = year, leading(w[i+2])
		}
		if day >= 1 && day <= 31 && year >= geo.FirstYear && year <= geo.LastYear {
			out = append(out, time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
		}
	}
	return out
}

// leading is the number a word begins with: 4, 4th, 1er.
func leading(word string) int {
	end := strings.IndexFunc(word, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(word)
	}
	n, _ := strconv.Atoi(word[:min(end, 6)])
	return n
}

func numericDate(word string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02", "2006/01/02", "02/01/2006", "2/1/2006", "02.01.2006", "2.1.2006"} {
		if t, err := time.Parse(layout, word); err == nil && t.Year() >= geo.FirstYear && t.Year() <= geo.LastYear {
			return t, true
		}
	}
	return time.Time{}, false
}

// monthNumbers are the names of months, folded, and the short English ones; without
// a day and a year beside it none makes a date.
var monthNumbers = func() map[string]time.Month {
	out := map[string]time.Month{"sept": time.September}
	for lang, names := range months {
		for i, name := range names {
			folded := fold(name)
			out[folded] = time.Month(i + 1)
			if lang == "en" {
				out[folded[:3]] = time.Month(i + 1)
			}
		}
	}
	return out
}()

func monthOf(word string) time.Month { return monthNumbers[word] }

// holds tells whether a day touches a window, on the clock it was read from.
func holds(w geo.Window, day time.Time) bool {
	if w.Earliest == nil {
		return true
	}
	last := w.Latest
	if last == nil {
		last = w.Earliest
	}
	offset := 0
	if w.UTCOffsetMin != nil {
		offset = *w.UTCOffsetMin
	}
	shift := time.Duration(offset) * time.Minute
	from, to := w.Earliest.Add(shift).UTC(), last.Add(shift).UTC()
	if offset == 0 && subDay[w.Precision] { // the local day may be the next or the one before
		from, to = from.Add(-12*time.Hour), to.Add(14*time.Hour)
	}
	return !day.Before(from.Truncate(24*time.Hour)) && !day.After(to)
}
