package matching

import (
	"fmt"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
)

// said is what a report said in words, for explanations.
type said struct {
	place           geo.Place
	started         geo.Window
	killed, injured counts
	category, site  string
	responsibility  []models.Responsibility
	weapons         []models.Means
	words           map[uint32]string
	extra           map[string]string
}

// counts are how many civilians and how many persons, by models.Total. One row
// alone, as most reports have, is its own total.
type counts struct{ civilians, all models.Count }

func countsOf(rows []models.Casualty, outcome string) counts {
	var only models.Casualty
	n := 0
	for _, r := range rows {
		if r.Outcome == outcome {
			only, n = r, n+1
		}
	}
	switch {
	case n == 0:
		return counts{}
	case n == 1 && only.Status == "CIVILIAN":
		return counts{civilians: only.Count, all: only.Count}
	case n == 1:
		return counts{all: only.Count}
	}
	civilians, _ := models.Total(rows, models.Cell{Outcome: outcome, Status: "CIVILIAN"})
	all, _ := models.Total(rows, models.Cell{Outcome: outcome})
	return counts{civilians, all}
}

const notKnown = "not known"

func say(f models.ReportFacts) *said {
	s := &said{category: f.Category, responsibility: f.Responsibility, weapons: f.Means, extra: f.Extra}
	if f.Place != nil {
		s.place, s.site = *f.Place, f.Place.Site
	}
	if f.Started != nil {
		s.started = *f.Started
	}
	s.words = spellings(f)
	s.killed, s.injured = countsOf(f.Casualties, "KILLED"), countsOf(f.Casualties, "INJURED")
	return s
}

// actors are the names of those who did it.
func (s *said) actors() string {
	var names []string
	for _, r := range s.responsibility {
		if acted[r.Role] {
			names = append(names, r.Actor)
		}
	}
	return list(names)
}

// means are the weapons, or where none is named the classes of cause.
func (s *said) means() string {
	var names []string
	for _, m := range s.weapons {
		name := code(m.Weapon)
		if name == notKnown {
			name = code(m.Cause)
		}
		if name != notKnown {
			names = append(names, name)
		}
	}
	return list(names)
}

// code is a vocabulary code in words: AIR_BOMB_GUIDED is "air bomb guided".
func code(c string) string {
	if c == "" || c == "UNKNOWN" {
		return notKnown
	}
	return strings.ReplaceAll(strings.ToLower(c), "_", " ")
}

func list(words []string) string {
	if len(words) == 0 {
		return notKnown
	}
	return strings.Join(words, ", ")
}

// where is a place in words: its name, its point and how exact it is.
func (s *said) where() string {
	p := s.place
	var parts []string
	if p.Name != "" {
		parts = append(parts, p.Name)
	}
	if p.HasPoint() {
		point := fmt.Sprintf("%.5f, %.5f", *p.Lat, *p.Lon)
		if p.RadiusM != nil {
			point += " within " + metres(*p.RadiusM)
		}
		parts = append(parts, point)
	}
	return list(parts)
}

func (s *said) area() string {
	var parts []string
	for _, name := range []string{s.place.Admin2, s.place.Admin1} {
		if name != "" {
			parts = append(parts, name)
		}
	}
	return list(parts)
}

// when is a window in words, in UTC.
func (s *said) when() string {
	w := s.started
	if w.Earliest == nil {
		return notKnown
	}
	from := w.Earliest.UTC()
	text := from.Format("2006-01-02 15:04")
	if w.Latest != nil && w.Latest.Sub(*w.Earliest) >= time.Minute {
		to := w.Latest.UTC()
		layout := "2006-01-02 15:04"
		if to.YearDay() == from.YearDay() && to.Year() == from.Year() {
			layout = "15:04"
		}
		text += " to " + to.Format(layout)
	}
	text += " UTC"
	if w.UTCOffsetMin != nil && *w.UTCOffsetMin != 0 {
		text += ", stated at " + offset(*w.UTCOffsetMin)
	}
	return text
}

// offset of a clock in words: 180 is "UTC+03:00".
func offset(minutes int) string {
	sign := '+'
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	return fmt.Sprintf("UTC%c%02d:%02d", sign, minutes/60, minutes%60)
}

// metres writes a length as a person would say it.
func metres(m float64) string {
	switch {
	case m < 1000:
		return fmt.Sprintf("%.0f m", m)
	case m < 10_000:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", m/1000), ".0") + " km"
	}
	return fmt.Sprintf("%.0f km", m/1000)
}

// duration writes a time span as a person would say it.
func duration(seconds int64) string {
	switch {
	case seconds < 2*hour:
		return fmt.Sprintf("%d minutes", (seconds+minute/2)/minute)
	case seconds < 2*day:
		return fmt.Sprintf("%d hours", (seconds+hour/2)/hour)
	}
	return fmt.Sprintf("%d days", (seconds+day/2)/day)
}
