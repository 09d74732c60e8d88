// Package gaps finds where partners' accounts of one incident differ, how, how
// much it matters and who can resolve it (domain.md section 4). It is pure:
// accounts and configuration in, findings in a fixed order out, no clock and no
// database.
package gaps

import (
	"time"

	"concord/models"
)

// RuleVersion is kept with every gap; it grows when a rule changes what it finds.
const RuleVersion = 1

// rule is one line of the catalogue.
type rule struct {
	base     int
	modified bool // harm, responsibility, law and statement gaps weigh more by what is at stake
	owners   []models.Role
	due      time.Duration // to be resolved or escalated
}

var (
	leads         = []models.Role{models.CellLead}
	investigators = []models.Role{models.Investigator}
	legal         = []models.Role{models.LegalAdviser}
	approvers     = []models.Role{models.Approver}
)

const day = 24 * time.Hour

var catalogue = map[string]rule{
	"G01": {60, true, leads, 3 * day},
	"G02": {60, true, approvers, 14 * day},
	"G04": {80, true, []models.Role{models.Approver, models.LegalAdviser}, 14 * day},
	"G05": {70, true, approvers, 14 * day},
	"G06": {70, true, legal, 14 * day},
	"G10": {60, true, investigators, 14 * day},
	"G11": {30, true, investigators, 30 * day},
	"G12": {40, true, leads, 14 * day},
	"G13": {40, true, investigators, 14 * day},
	"G14": {40, true, leads, 14 * day},
	"G15": {60, true, []models.Role{models.Investigator, models.LegalAdviser}, 14 * day},
	"G16": {80, true, legal, 14 * day},
	"G17": {70, true, legal, 14 * day},
	"G20": {50, false, investigators, 14 * day},
	"G23": {70, true, legal, 14 * day},
	"G25": {50, false, investigators, 14 * day},
	"G26": {30, false, investigators, 30 * day},
	"G30": {50, false, investigators, 14 * day},
	"G31": {80, true, legal, 14 * day},
	"G42": {60, false, []models.Role{models.Liaison}, 14 * day},
	"G43": {40, false, legal, 30 * day},
	"G50": {30, false, leads, 30 * day},
	"G52": {60, false, legal, 14 * day},
	"G71": {40, false, leads, 14 * day},
	"G81": {40, false, leads, 14 * day},
}

// Roles are those that can resolve a gap of a code; the first is its owner.
func Roles(code string) []models.Role { return catalogue[code].owners }

// Severity of a score (domain.md 4.2).
func Severity(score int) string {
	switch {
	case score >= 80:
		return "CRITICAL"
	case score >= 60:
		return "HIGH"
	case score >= 40:
		return "MEDIUM"
	}
	return "LOW"
}

// Account is one partner's report as it is compared.
type Account struct {
	Report, Partner string
	Version         int
	Withdrawn       bool
	Facts           models.ReportFacts
	SharedAt        *time.Time // when another partner could first read it
	LoggedAt        time.Time
}

// Partner is what the rules need to know of a partner.
type Partner struct {
	Code, Name     string
	UTCOffsetMin   int
	DefinitionNote string
	Observer       bool
}

// Context is what weighs beside the accounts themselves.
type Context struct {
	Partners        map[string]Partner
	StatementIssued bool
	T8Running       bool
	Config          Config
}

func (c Context) name(code string) string {
	if n := c.Partners[code].Name; n != "" {
		return n
	}
	return code
}

// slips are diagnoses that lower a score: a clerical cause is likely.
var slips = map[string]bool{"TZ_SLIP": true, "DATE_LINE_MIDNIGHT": true, "DAY_MONTH_SWAP": true, "CALENDAR_CONVERSION": true, "MGRS_ZONE_SLIP": true,
	"MGRS_SQUARE_SLIP": true, "MGRS_DIGIT_SWAP": true, "LAT_LON_SWAP": true, "SIGN_ERROR": true, "DMS_READ_AS_DECIMAL": true, "KILLED_INJURED_LATER_DEATH": true,
	"SECOND_STRIKE_MERGED": true, "DUPLICATE_IN_ONE_SIDE": true}

// score weighs a finding: the base of its code, what is at stake, less 20 for a
// slip; each item is kept with its reason, and the sum is cut to 0..100.
func (c Context) score(f *models.Finding, extra []models.Points, accounts ...Account) {
	r := catalogue[f.Code]
	f.Reasons = append([]models.Points{{Text: "base of " + f.Code, Points: c.Config.base(f.Code)}}, extra...)
	if r.modified {
		f.Reasons = append(f.Reasons, c.modifiers(accounts)...)
	}
	for _, d := range f.Diagnosis {
		if slips[d.Code] {
			f.Reasons = append(f.Reasons, models.Points{Text: "a clerical slip would explain it", Points: -20})
			break
		}
	}
	for _, p := range f.Reasons {
		f.Score += p.Points
	}
	f.Score = max(0, min(100, f.Score))
	f.Severity, f.Owner = Severity(f.Score), r.owners
}

func (c Context) modifiers(accounts []Account) []models.Points {
	var out []models.Points
	add := func(holds bool, text string) {
		if holds {
			out = append(out, models.Points{Text: text, Points: 10})
		}
	}
	child, law, stake := false, false, 0
	for _, a := range accounts {
		child = child || harmsChild(a.Facts)
		law = law || a.Facts.LawConcern != "" && a.Facts.LawConcern != "NONE_SUSPECTED" && a.Facts.LawConcern != "UNDER_LEGAL_REVIEW"
		stake = max(stake, most(a.Facts, "KILLED")+most(a.Facts, "INJURED"))
	}
	add(child, "a child was harmed")
	add(stake >= 10, "ten or more people were harmed")
	add(c.StatementIssued, "a public statement has been issued")
	add(law, "a concern of law is stated")
	add(c.T8Running, "the time for signatures is running")
	return out
}

func harmsChild(f models.ReportFacts) bool {
	for _, row := range f.Casualties {
		if models.AgeClass(row.Age) == "CHILD" && row.Min != nil && *row.Min >= 1 {
			return true
		}
	}
	return false
}

// most is the largest number a report leaves possible; an open end counts as its
// minimum.
func most(f models.ReportFacts, outcome string) int {
	c, ok := models.Total(f.Casualties, models.Cell{Outcome: outcome})
	if !ok {
		return 0
	}
	lo, hi := c.Interval()
	if hi != nil {
		return *hi
	}
	return lo
}
