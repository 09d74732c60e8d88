package gaps

import (
	"maps"
	"slices"

	"concord/models"
)

// Rule is one line of the catalogue as people read it, and what a configuration makes of it.
type Rule struct {
	Code           string        `json:"code"`
	Name           string        `json:"name"`
	Points         int           `json:"points"`
	DefaultPoints  int           `json:"default_points"`
	Modified       bool          `json:"modified"` // weighs more by what is at stake
	Owners         []models.Role `json:"owners"`   // those who can resolve it, its owner first
	DueDays        int           `json:"due_days"` // a critical one has two days whatever is set
	DefaultDueDays int           `json:"default_due_days"`
	Ends           string        `json:"ends"` // how it may legitimately end
}

// Rules lists the catalogue under a configuration, by code.
func (c Config) Rules() []Rule {
	out := make([]Rule, 0, len(catalogue))
	for _, code := range slices.Sorted(maps.Keys(catalogue)) {
		r := catalogue[code]
		one := Rule{Code: code, Name: r.name, Points: c.base(code), DefaultPoints: r.base, Modified: r.modified, Owners: r.owners,
			DueDays: int(r.due / day), DefaultDueDays: int(r.due / day), Ends: r.ends}
		if days, set := c.DueDays[code]; set {
			one.DueDays = days
		}
		out = append(out, one)
	}
	return out
}

// Filled gives each clock that is left at 0 its default, so that a reader sees hours.
func (c Clocks) Filled() Clocks {
	return Clocks{Notice: int(hours(c.Notice, defaultNotice).Hours()), Knowledge: int(hours(c.Knowledge, defaultKnowledge).Hours()), Response: int(hours(c.Response, defaultResponse).Hours())}
}

// Same tells whether two configurations settle the same, however they say it.
func (c Config) Same(other Config) bool {
	same := func(a, b Rule) bool { return a.Code == b.Code && a.Points == b.Points && a.DueDays == b.DueDays }
	return c.Tolerances == other.Tolerances && c.Clocks.Filled() == other.Clocks.Filled() && slices.EqualFunc(c.Rules(), other.Rules(), same)
}
