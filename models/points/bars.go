package points

import (
	"slices"
	"time"
)

// Bar is the incidents that began within a stretch of days, both included.
type Bar struct {
	From     string         `json:"from"` // 2031-01-01
	To       string         `json:"to"`
	Count    int            `json:"count"`
	Partners map[string]int `json:"partners"`
}

// Begun is incidents that began at one time and that the same partners recorded.
type Begun struct {
	At       time.Time
	Count    int
	Partners []string
}

// mostBars is how many bars fit beside each other.
const mostBars = 120

// Scales are the widths of a bar, the finest first.
var Scales = []string{"day", "week", "month", "year"}

// start is the first day of the stretch that a moment falls into.
func start(by string, at time.Time) time.Time {
	at = at.UTC()
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	switch by {
	case "week":
		return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	case "month":
		return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	case "year":
		return time.Date(at.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return day
}

func next(by string, from time.Time) time.Time {
	switch by {
	case "week":
		return from.AddDate(0, 0, 7)
	case "month":
		return from.AddDate(0, 1, 0)
	case "year":
		return from.AddDate(1, 0, 0)
	}
	return from.AddDate(0, 0, 1)
}

// Bars counts incidents by stretches of time, empty stretches between them
// included as far as they fit. by is one of Scales, or "auto" for the finest of
// which at most 120 are needed; it answers with the one that was taken.
func Bars(all []Begun, by string) (string, []Bar) {
	if len(all) == 0 {
		if by == "auto" {
			by = "month"
		}
		return by, []Bar{}
	}
	first, last := all[0].At, all[0].At
	for _, b := range all {
		if b.At.Before(first) {
			first = b.At
		}
		if b.At.After(last) {
			last = b.At
		}
	}
	if by == "auto" {
		for _, by = range Scales {
			if span(by, first, last) <= mostBars {
				break
			}
		}
	}
	found := map[time.Time]*Bar{}
	bar := func(from time.Time) *Bar {
		if found[from] == nil {
			found[from] = &Bar{From: from.Format(time.DateOnly), To: next(by, from).AddDate(0, 0, -1).Format(time.DateOnly), Partners: map[string]int{}}
		}
		return found[from]
	}
	if span(by, first, last) <= 10*mostBars {
		for at := start(by, first); !at.After(last); at = next(by, at) {
			bar(at)
		}
	}
	for _, b := range all {
		one := bar(start(by, b.At))
		one.Count += b.Count
		for _, code := range b.Partners {
			one.Partners[code] += b.Count
		}
	}
	bars := make([]Bar, 0, len(found))
	for _, b := range found {
		bars = append(bars, *b)
	}
	slices.SortFunc(bars, func(a, b Bar) int {
		if len(a.From) != len(b.From) {
			return len(a.From) - len(b.From)
		}
		if a.From < b.From {
			return -1
		}
		return 1
	})
	return by, bars
}

// span is about how many bars a stretch of time needs.
func span(by string, first, last time.Time) int {
	days := int(last.Sub(start(by, first)).Hours() / 24)
	return 1 + days/map[string]int{"day": 1, "week": 7, "month": 30, "year": 365}[by]
}
