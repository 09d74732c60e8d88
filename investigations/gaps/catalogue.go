// Package gaps finds where partners' accounts of one incident differ, how, how
// much it matters and who can resolve it (domain.md section 4). It is pure:
// accounts and configuration in, findings in a fixed order out, no clock and no
// database.
package gaps

import (
	"time"

	"concord/geo"
	"concord/models"
)

// RuleVersion is kept with every gap; it grows when a rule changes what it finds.
const RuleVersion = 3

// rule is one line of the catalogue (domain.md 4.2).
type rule struct {
	name     string // what differs, in a few words
	base     int
	modified bool // harm, responsibility, law and statement gaps weigh more by what is at stake
	owners   []models.Role
	due      time.Duration // to be resolved or escalated
	ends     string        // how it may legitimately end, beside being superseded
}

var (
	leads         = []models.Role{models.CellLead}
	investigators = []models.Role{models.Investigator}
	legal         = []models.Role{models.LegalAdviser}
	approvers     = []models.Role{models.Approver}
	liaison       = []models.Role{models.Liaison}
	authority     = []models.Role{models.ArrangementAuthority}
	affairs       = []models.Role{models.PublicAffairs}
	andLegal      = []models.Role{models.Investigator, models.LegalAdviser}
)

const day = 24 * time.Hour

// A gap whose owner is "owner" in the catalogue belongs to the lead of the partner whose
// report it is.
var catalogue = map[string]rule{
	"G01": {"No report on one side", 60, true, leads, 3 * day, "a report is logged; the partner states that it was not involved; dissent"},
	"G02": {"One calls it credible, the other does not", 60, true, approvers, 14 * day, "agreed; the reason is recorded; dissent"},
	"G03": {"Closed on one side, open on the other", 40, false, leads, 14 * day, "reopened; closed by each for itself"},
	"G04": {"Who did it", 80, true, []models.Role{models.Approver, models.LegalAdviser}, 14 * day, "an actor agreed; several with their roles; not known; dissent"},
	"G05": {"Said to have fired, and not involved", 70, true, approvers, 14 * day, "an actor agreed; several with their roles; not known; dissent"},
	"G06": {"A supporting role left unsaid", 70, true, legal, 14 * day, "the role is added; it is explained"},
	"G10": {"People killed: the ranges do not meet", 60, true, investigators, 14 * day, "a value or a range agreed; dissent"},
	"G11": {"People killed: the ranges differ and meet", 30, true, investigators, 30 * day, "a range agreed; both are kept"},
	"G12": {"Nobody, somebody, or not known", 40, true, leads, 14 * day, "corrected to not known; a count is found"},
	"G13": {"People injured, missing or detained", 40, true, investigators, 14 * day, "a value or a range agreed; moved between injured and killed with the date; dissent"},
	"G14": {"Numbers that cannot be", 40, true, leads, 14 * day, "corrected"},
	"G15": {"The same people in other classes", 60, true, andLegal, 14 * day, "the status agreed; a range of status not known; dissent"},
	"G16": {"Civilians or fighters", 80, true, legal, 14 * day, "decided person by person; not known; dissent"},
	"G17": {"A child or an adult", 70, true, legal, 14 * day, "taken for a child until shown otherwise"},
	"G18": {"A person on one list alone", 50, false, investigators, 14 * day, "added; the same name in other letters; not the same person"},
	"G20": {"The places lie too far apart", 50, false, investigators, 14 * day, "a point or an area agreed; a slip corrected; not the same incident"},
	"G21": {"Exact, and no method says how", 20, false, leads, 30 * day, "the precision is put right"},
	"G22": {"The point lies outside the stated district", 30, false, leads, 30 * day, "put right"},
	"G23": {"A protected or a military site", 70, true, legal, 14 * day, "agreed; used for both; dissent"},
	"G25": {"The times do not meet", 50, false, investigators, 14 * day, "a window agreed; a slip corrected; not the same incident"},
	"G26": {"A clock or calendar that looks wrong", 30, false, leads, 30 * day, "a clerical correction"},
	"G27": {"What came first", 60, false, investigators, 14 * day, "the course of events agreed"},
	"G30": {"Weapon or way of delivery", 50, false, investigators, 14 * day, "agreed; not known; several weapons"},
	"G31": {"Submunitions or a prohibited means", 80, true, legal, 14 * day, "examined; dissent; escalated"},
	"G32": {"A lot that was transferred, and its user does not say so", 80, true, authority, 14 * day, "the end use is checked; an inquiry into diversion"},
	"G33": {"How many strikes or impacts", 40, false, investigators, 14 * day, "a report of the second strike; not the same incident"},
	"G40": {"One source, graded far apart", 30, false, leads, 30 * day, "each keeps its grade; reasons"},
	"G41": {"One source counted as two", 50, false, leads, 14 * day, "counted once"},
	"G42": {"Rests on material the other may not see", 60, false, liaison, 14 * day, "a request for information; a redacted view; a third party"},
	"G43": {"Other standards of proof", 40, false, legal, 30 * day, "restated at both standards"},
	"G44": {"Other definitions", 50, false, legal, 30 * day, "a note on the definition in both"},
	"G45": {"Evidence said not to exist, and held", 80, false, []models.Role{models.LegalAdviser, models.ArrangementAuthority}, 14 * day, "explained; a review of the assistance"},
	"G46": {"A chain of custody that is broken", 60, false, leads, 14 * day, "hashed anew; graded lower; excluded"},
	"G50": {"Told late", 30, false, leads, 30 * day, "a reason"},
	"G51": {"A request for information refused or overdue", 50, false, liaison, 14 * day, "answered; another way; a review of the assistance"},
	"G52": {"Known long before it was told", 60, false, legal, 14 * day, "noted in the log"},
	"G60": {"A statement says what the record does not", 70, true, affairs, day, "corrected; withdrawn; held"},
	"G61": {"Two statements contradict each other", 70, true, []models.Role{models.PublicAffairs, models.Approver}, day, "a joint correction; both views in the text"},
	"G62": {"Published before the family was told", 50, false, []models.Role{models.VictimLiaison}, 3 * day, "an apology; a note"},
	"G63": {"Published more exactly than allowed", 80, false, affairs, day, "redacted; withdrawn"},
	"G70": {"A report from outside says otherwise", 40, false, leads, 30 * day, "explained in public; reopened"},
	"G71": {"A child was harmed, and no violation is marked", 40, false, leads, 14 * day, "marked"},
	"G72": {"No decision on a response", 50, false, approvers, 30 * day, "a plan of both"},
	"G73": {"Closed without a lesson", 30, false, leads, 30 * day, "added"},
	"G80": {"Two reports of one partner may be one", 30, false, leads, 30 * day, "one kept, with both references"},
	"G81": {"Two reports may tell of one incident", 40, false, leads, 14 * day, "the same; not the same; related"},
	"G82": {"One incident or two", 50, false, leads, 14 * day, "split or merged, with the positions"},
	"G83": {"Judged by a version that has changed", 20, false, leads, 14 * day, "compared again"},
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

	tally models.Tally // of its casualties, once it is needed
}

// counted has its casualties summed once for all rules.
func (a Account) counted() Account {
	if a.tally == nil {
		a.tally = models.TallyOf(a.Facts.Casualties)
	}
	return a
}

func (a *Account) total(c models.Cell) (models.Count, bool) {
	if a.tally == nil {
		return models.Total(a.Facts.Casualties, c)
	}
	return a.tally.Total(c)
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
	T8Running       bool // the case is in joint review: its packet is frozen and waits for signatures, also when they are late
	Config          Config
	Outside         func(geo.Place) string // the area a point is said to lie in and does not, "" for none; nil where no areas are known
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
		law = law || concernOfLaw(a.Facts)
		stake = max(stake, most(a, "KILLED")+most(a, "INJURED"))
	}
	add(child, "a child was harmed")
	add(stake >= 10, "ten or more people were harmed")
	add(c.StatementIssued, "a public statement has been issued")
	add(law, "a concern of law is stated")
	add(c.T8Running, clockRuns)
	return out
}

const clockRuns = "the time for signatures is running"

// Unhurried is the severity that items of a score give without the clock: a packet that
// is being signed says how grave a gap is, not that it is urgent now.
func Unhurried(items []models.Points) string {
	sum := 0
	for _, p := range items {
		if p.Text != clockRuns {
			sum += p.Points
		}
	}
	return Severity(max(0, min(100, sum)))
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
func most(a Account, outcome string) int {
	c, ok := a.total(models.Cell{Outcome: outcome})
	if !ok {
		return 0
	}
	lo, hi := c.Interval()
	if hi != nil {
		return *hi
	}
	return lo
}
