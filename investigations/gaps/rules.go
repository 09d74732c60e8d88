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
}

// names are what a gap of each code is, in the words of a list.
var names = map[string]string{
	"G01": "Record missing on one side", "G02": "Assessments differ", "G03": "Cases stand differently", "G04": "Responsibility differs", "G05": "Involvement differs",
	"G06": "Supporting role not explained", "G10": "Counts of people killed apart", "G11": "Counts of people killed overlap", "G12": "None against not known",
	"G13": "Other counts of people differ", "G14": "Parts exceed the total", "G15": "Same total, different split", "G16": "Civilian or combatant", "G17": "Child or adult",
	"G18": "Lists of names differ", "G20": "Places too far apart", "G21": "Precision without a method", "G22": "Point outside the area named", "G23": "Kind of site differs",
	"G25": "Times do not meet", "G26": "Clock or date in doubt", "G27": "Order of events differs", "G30": "Weapon differs", "G31": "Submunition differs",
	"G32": "Lot matches a transfer", "G33": "Strikes declared and impacts reported differ", "G40": "Source graded differently", "G41": "One source counted as two",
	"G42": "Material not shared", "G43": "Standard of proof differs", "G44": "Definition differs", "G45": "Existence of evidence disputed", "G46": "Chain of custody broken",
	"G50": "Told late", "G51": "Request refused or overdue", "G52": "Known before it was told", "G60": "Statement contradicts the record", "G61": "Statements contradict each other",
	"G62": "Said in public before the family knew", "G63": "Public text is too precise", "G70": "External data disagree", "G71": "Children and armed conflict not marked",
	"G72": "No decision on a response", "G73": "No lesson recorded", "G80": "Possible duplicate of one partner", "G81": "Possibly the same incident", "G82": "One incident or two",
	"G83": "Comparison is out of date",
}

// Rules lists the catalogue under a configuration, by code.
func (c Config) Rules() []Rule {
	out := make([]Rule, 0, len(catalogue))
	for _, code := range slices.Sorted(maps.Keys(catalogue)) {
		r := catalogue[code]
		one := Rule{Code: code, Name: names[code], Points: c.base(code), DefaultPoints: r.base, Modified: r.modified, Owners: r.owners,
			DueDays: int(r.due / day), DefaultDueDays: int(r.due / day)}
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
