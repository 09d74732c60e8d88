package formats

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"concord/geo"
	"concord/geo/mgrs"
	"concord/models"
)

// ConcordColumns are the columns of concord-csv (api.md section 4), as written.
var ConcordColumns = []string{
	"local_ref", "title", "narrative", "category", "start_earliest", "start_latest", "time_precision", "utc_offset_min",
	"lat", "lon", "mgrs", "radius_m", "place_precision", "place_name", "admin0", "admin1", "admin2", "site",
	"killed_civilian_min", "killed_civilian_max", "injured_civilian_min", "injured_civilian_max",
	"killed_children_min", "killed_children_max", "killed_combatant_min", "killed_combatant_max",
	"killed_min", "killed_max", "injured_min", "injured_max",
	"actor", "actor_role", "weapon", "cause", "own_involvement", "assessment_status", "standard",
	"source_kind", "source_reliability", "source_credibility", "source_url",
}

var concordCSV = &layout{
	required: []string{"local_ref", "start_earliest"},
	held:     concordHeld,
	ref:      "local_ref",
	masked:   true,
	facts:    readConcord,
	column:   concordColumn,
}

// concordHeld are the columns with a meaning here; all others are kept as they are.
var concordHeld = append(slices.Clone(ConcordColumns), restColumn)

// countColumns are the pairs of columns that hold casualty rows, by the name
// before _min and _max, and the class each counts.
//
// A combatant is a DIRECT_PARTICIPANT and not ARMED_FORCES: the column says that
// a person fought, not that an army has him on its rolls.
var countColumns = func() []countColumn {
	all := countClasses
	for i, c := range all {
		all[i].min, all[i].max = c.name+"_min", c.name+"_max"
	}
	return all
}()

type countColumn struct {
	name     string
	class    models.Casualty
	min, max string
}

var countClasses = []countColumn{
	{name: "killed_civilian", class: models.Casualty{Outcome: "KILLED", Status: "CIVILIAN"}},
	{name: "injured_civilian", class: models.Casualty{Outcome: "INJURED", Status: "CIVILIAN"}},
	{name: "killed_children", class: models.Casualty{Outcome: "KILLED", Status: "CIVILIAN", Age: "CHILD"}},
	{name: "killed_combatant", class: models.Casualty{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT"}},
	{name: "killed", class: models.Casualty{Outcome: "KILLED"}},
	{name: "injured", class: models.Casualty{Outcome: "INJURED"}},
}

// The vocabularies of the columns, found once.
var (
	incidentCodes    = models.Codes["INCIDENT_CAT"]
	involvementCodes = models.Codes["INVOLVEMENT"]
	roleCodes        = models.Codes["ACT_ROLE"]
	weaponCodes      = models.Codes["WEAPON"]
	causeCodes       = models.Codes["CAUSE"]
	sourceCodes      = models.Codes["SOURCE_KIND"]
	reliabilityCodes = models.Codes["RELIABILITY"]
	assessCodes      = models.Codes["ASSESS_STATUS"]
	standardCodes    = models.Codes["PROOF_STANDARD"]
)

// readConcord is the facts of a row: those of its columns, and from an export of
// ours those that no column holds.
func readConcord(r *row) models.ReportFacts {
	facts := readColumns(r)
	if rest := r.raw(restColumn); rest != "" {
		return withRest(r, facts, rest)
	}
	return facts
}

func readColumns(r *row) models.ReportFacts {
	f := models.ReportFacts{
		LocalRef:       r.line("local_ref", 120),
		Title:          r.line("title", 120),
		Narrative:      r.text("narrative", 20_000),
		Category:       r.code("category", incidentCodes),
		OwnInvolvement: r.code("own_involvement", involvementCodes),
		Started:        readStarted(r),
		Place:          readPlace(r),
		Casualties:     readCasualties(r),
		Responsibility: readResponsibility(r),
		Means:          readMeans(r),
		Sources:        readSources(r),
		Assessment:     readAssessment(r),
		Extra:          r.extra(),
	}
	if f.Category == "" {
		f.Category = "UNKNOWN"
	}
	if f.OwnInvolvement == "" {
		f.OwnInvolvement = "UNKNOWN"
	}
	if f.Title == "" {
		f.Title = madeTitle(f)
	}
	return f
}

// madeTitle stands in for an absent title: the reference and the place.
func madeTitle(f models.ReportFacts) string {
	title := "Report " + f.LocalRef
	if f.Place.Name != "" {
		title += ", " + f.Place.Name
	}
	return tidy(title, 120)
}

func readPlace(r *row) *geo.Place {
	p := &geo.Place{
		Lat: r.decimal("lat", "degrees"), Lon: r.decimal("lon", "degrees"), MGRS: r.line("mgrs", 40),
		RadiusM: r.decimal("radius_m", "metres"), Precision: r.code("place_precision", precisionCodes),
		Name: r.line("place_name", maxLine), Admin0: r.line("admin0", maxLine), Admin1: r.line("admin1", maxLine), Admin2: r.line("admin2", maxLine),
		Site: r.code("site", geo.Sites),
	}
	_, byClass := geo.DefaultRadius(p.Precision)
	if p.MGRS == "" || (p.RadiusM != nil || byClass) && spelt(p.MGRS) {
		return p
	}
	ref, err := mgrs.Parse(p.MGRS)
	if err != nil {
		return p // Complete says what is wrong with it
	}
	if p.MGRS != ref.String() {
		p.Stated = p.MGRS
	}
	// The digits of a grid reference that was sent are its radius where the
	// precision class has none, whatever else was sent.
	if p.RadiusM == nil && !byClass {
		half := ref.Cell() * math.Sqrt2 / 2
		p.RadiusM = &half
	}
	return p
}

// spelt tells that a grid reference is written as we write one to 1 m, such as
// 31N BA 56521 45610, so that nothing of it was stated otherwise.
func spelt(s string) bool {
	const like = "00A AA 00000 00000"
	if len(s) != len(like) {
		return false
	}
	for i := range len(like) {
		c := s[i]
		switch {
		case like[i] == '0' && (c < '0' || c > '9'), like[i] == 'A' && (c < 'A' || c > 'Z'), like[i] == ' ' && c != ' ':
			return false
		}
	}
	return true
}

var precisionCodes = func() (codes []string) {
	for _, p := range geo.Precisions {
		codes = append(codes, p.Code)
	}
	return codes
}()

// readCasualties makes a row of each pair of columns with anything in it. A part
// larger than its total is not refused here: that is a gap of its own (G14).
func readCasualties(r *row) []models.Casualty {
	var rows []models.Casualty
	for _, c := range countColumns {
		low, high := r.count(c.min), r.count(c.max)
		if low == nil && high == nil {
			continue
		}
		if rows == nil {
			rows = make([]models.Casualty, 0, 2) // as most rows have
		}
		rows = append(rows, c.class)
		harmed := &rows[len(rows)-1]
		harmed.Min, harmed.Max = low, high
	}
	return rows
}

// partnerCode is what a partner's code looks like.
var partnerCode = regexp.MustCompile(`^[A-Z]{2,12}$`)

// readResponsibility names who acted. Without actor_role the role is OTHER: that
// somebody fired is said by nobody.
func readResponsibility(r *row) []models.Responsibility {
	actor, role := r.line("actor", 200), r.code("actor_role", roleCodes)
	if actor == "" {
		if role != "" && !r.refused("actor_role") {
			r.refuse("actor", "The cell is empty, but actor_role is %s; name the actor, or empty both cells.", role)
		}
		return nil
	}
	kind := "UNKNOWN_ACTOR"
	if partnerCode.MatchString(actor) {
		kind = "PARTNER"
	}
	if role == "" {
		role = "OTHER"
	}
	return []models.Responsibility{{Actor: actor, ActorKind: kind, Role: role}}
}

func readMeans(r *row) []models.Means {
	m := models.Means{Weapon: r.code("weapon", weaponCodes), Cause: r.code("cause", causeCodes)}
	if m == (models.Means{}) {
		return nil
	}
	return []models.Means{m}
}

// readSources makes one source of its four columns; a source of no stated kind is OTHER.
func readSources(r *row) []models.Source {
	s := models.Source{
		Kind:        r.code("source_kind", sourceCodes),
		Reliability: r.code("source_reliability", reliabilityCodes),
		Credibility: r.whole("source_credibility", "the scale 1 to 6"),
	}
	if url := r.line("source_url", 2000); url != "" {
		s.Locator = &url
	}
	if s.Kind == "" && s.Reliability == "" && s.Credibility == nil && s.Locator == nil {
		return nil
	}
	if s.Kind == "" {
		s.Kind = "OTHER"
	}
	return []models.Source{s}
}

func readAssessment(r *row) *models.Assessment {
	a := models.Assessment{
		Status:   r.code("assessment_status", assessCodes),
		Standard: r.code("standard", standardCodes),
	}
	if a.Status == "" && a.Standard == "" {
		return nil
	}
	return &a
}

// pointerColumns are the columns behind the places in facts that Complete names.
var pointerColumns = map[string]string{
	"/local_ref": "local_ref", "/title": "title", "/narrative": "narrative", "/category": "category", "/own_involvement": "own_involvement",
	"/started/earliest": "start_earliest", "/started/latest": "start_latest", "/started/precision": "time_precision", "/started/utc_offset_min": "utc_offset_min",
	"/place": "lat", "/place/lat": "lat", "/place/lon": "lon", "/place/mgrs": "mgrs", "/place/radius_m": "radius_m", "/place/precision": "place_precision", "/place/site": "site",
	"/place/name": "place_name", "/place/admin0": "admin0", "/place/admin1": "admin1", "/place/admin2": "admin2",
	"/responsibility/0/actor": "actor", "/responsibility/0/role": "actor_role", "/means/0/weapon": "weapon", "/means/0/cause": "cause",
	"/sources/0/kind": "source_kind", "/sources/0/reliability": "source_reliability", "/sources/0/credibility": "source_credibility", "/sources/0/locator": "source_url",
	"/assessment/status": "assessment_status", "/assessment/standard": "standard",
}

func concordColumn(pointer string, f models.ReportFacts) string {
	if column, ok := pointerColumns[pointer]; ok {
		return column
	}
	if class, end, ok := casualtyAt(pointer, f); ok {
		for _, c := range countColumns {
			if c.class.Cell() == class && (end == "min" || end == "max") {
				return c.name + "_" + end
			}
		}
	}
	return restColumn
}

// casualtyAt reads a pointer such as /casualties/2/max: the class of that row and "max".
func casualtyAt(pointer string, f models.ReportFacts) (class models.Cell, end string, ok bool) {
	steps := strings.Split(pointer, "/")
	if len(steps) != 4 || steps[1] != "casualties" {
		return class, "", false
	}
	for i, c := range f.Casualties {
		if steps[2] == itoa(i) {
			return c.Cell(), steps[3], true
		}
	}
	return class, "", false
}
