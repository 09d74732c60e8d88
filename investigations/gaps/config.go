package gaps

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"concord/models"
)

// Config is what the partners of an arrangement have settled for finding gaps. The
// zero Config is the catalogue as it is printed (domain.md 4.2 and 3.4).
type Config struct {
	Tolerances Tolerances     `json:"tolerances"`
	Base       map[string]int `json:"base,omitempty"`     // code → points it starts from, 0 to 100
	DueDays    map[string]int `json:"due_days,omitempty"` // code → days until it is late, 1 to 365
	Clocks     Clocks         `json:"clocks"`
}

// Tolerances are differences that partners have agreed to take for none. They never
// make two values that differ the same: such a row reads as compatible.
type Tolerances struct {
	Metres  int `json:"metres"`  // between places, beyond what both precisions allow; 0 to 10,000
	Minutes int `json:"minutes"` // between windows; 0 to 1,440
	People  int `json:"people"`  // between ranges that do not meet; 0 to 5, and never between none and some
}

// Clocks are how long a partner may take, in hours; 0 is the default.
type Clocks struct {
	Notice    int `json:"notice"`    // T1, from awareness to the other partner: 24
	Knowledge int `json:"knowledge"` // from which on that is a gap in knowledge: 72
	Response  int `json:"response"`  // A1, from credible to a decision on a response: 90 days
}

const (
	defaultNotice    = 24
	defaultKnowledge = 72
	defaultResponse  = 90 * 24
)

func hours(n, otherwise int) time.Duration {
	if n == 0 {
		n = otherwise
	}
	return time.Duration(n) * time.Hour
}

// Check reports every setting that is out of its bounds.
func (c Config) Check() error {
	var problems []models.FieldError
	within := func(pointer string, n, least, most int) {
		if n < least || n > most {
			problems = append(problems, models.FieldError{Pointer: pointer, Detail: fmt.Sprintf("Give a number from %d to %d.", least, most)})
		}
	}
	within("/tolerances/metres", c.Tolerances.Metres, 0, 10_000)
	within("/tolerances/minutes", c.Tolerances.Minutes, 0, 1440)
	within("/tolerances/people", c.Tolerances.People, 0, 5)
	for _, list := range []struct {
		name        string
		of          map[string]int
		least, most int
	}{{"base", c.Base, 0, 100}, {"due_days", c.DueDays, 1, 365}} {
		for _, code := range slices.Sorted(maps.Keys(list.of)) {
			if _, known := catalogue[code]; !known {
				problems = append(problems, models.FieldError{Pointer: "/" + list.name + "/" + code, Detail: "There is no such gap; GET /api/v1/gaps/rules lists them."})
				continue
			}
			within("/"+list.name+"/"+code, list.of[code], list.least, list.most)
		}
	}
	within("/clocks/notice", c.Clocks.Notice, 0, 24*30)
	within("/clocks/knowledge", c.Clocks.Knowledge, 0, 24*60)
	within("/clocks/response", c.Clocks.Response, 0, 24*365)
	if n, k := hours(c.Clocks.Notice, defaultNotice), hours(c.Clocks.Knowledge, defaultKnowledge); k < n {
		problems = append(problems, models.FieldError{Pointer: "/clocks/knowledge", Detail: "Give as many hours as for a notice, or more: what is late becomes a gap in knowledge later."})
	}
	return models.Invalid(problems...)
}

func (c Config) base(code string) int {
	if points, set := c.Base[code]; set {
		return points
	}
	return catalogue[code].base
}

// Due is how long a gap may stay open, by its severity: critical and high ones are
// named an owner within two days and escalated after 14 (domain.md 3.4, T6).
func (c Config) Due(code, severity string) time.Duration {
	if severity == "CRITICAL" {
		return 2 * day
	}
	if days, set := c.DueDays[code]; set {
		return time.Duration(days) * day
	}
	return catalogue[code].due
}
