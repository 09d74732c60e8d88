package formats

import (
	"strings"

	"concord/geo"
	"concord/models"
)

// maxBelligerents bounds the numbered groups of columns of one file.
const maxBelligerents = 25

// belligerentFields are the columns of a numbered belligerent that its row of
// responsibility says in full; the others stay in the extra cells.
var belligerentFields = map[string]bool{
	"belligerent_name": true, "assessment_name": true, "deaths_conceded_min": true, "deaths_conceded_max": true,
	"injuries_conceded_min": true, "injuries_conceded_max": true, "location": true, "mgrs_coordinate": true,
}

// readBelligerents adds a row of responsibility for each numbered belligerent, with
// what it says of the allegation as the state of the claim, and one for each that is
// only tracked. The place a belligerent names is a further place of its own.
func readBelligerents(r *row, f *models.ReportFacts) {
	named, numbers := map[string]bool{}, map[string]bool{}
	for n := range maxBelligerents {
		if b := (belligerent{r, n}); b.there() {
			named[words(b.at("belligerent_slug"))], named[words(b.at("belligerent_name"))] = true, true
			numbers[itoa(n)] = true
			b.add(f)
		}
	}
	for i, column := range r.columns.names {
		rest, is := strings.CutPrefix(column, "belligerent_")
		cell := strings.TrimSpace(r.cells[i])
		if !is || cell == "" {
			continue
		}
		if number, field, numbered := strings.Cut(rest, "_"); numbered && digits(number) {
			if !numbers[number] || !belligerentFields[field] {
				f.Extra = keep(f.Extra, column, r.at(column))
			}
			continue
		}
		switch strings.ToLower(cell) {
		case "1", "1.0", "true", "yes":
			switch name := words(rest); {
			case named[name]:
			case len(f.Responsibility) == 50: // as many as facts hold
				f.Extra = keep(f.Extra, column, cell)
			default:
				f.Responsibility = append(f.Responsibility, models.Responsibility{Actor: tidy(name, 200), ActorKind: "UNKNOWN_ACTOR", Role: "OTHER", Claim: "ASSERTED"})
			}
		case "0", "0.0", "false", "no":
		default:
			r.refuse(column, "%s says neither yes nor no; write 1, or 0 or nothing.", quote(cell))
		}
	}
}

func keep(extra map[string]string, column, cell string) map[string]string {
	if extra == nil {
		extra = map[string]string{}
	}
	extra[column] = cut(cell, maxExtra)
	return extra
}

// belligerent is one numbered group of columns of a row.
type belligerent struct {
	r *row
	n int
}

func (b belligerent) column(field string) string { return "belligerent_" + itoa(b.n) + "_" + field }
func (b belligerent) at(field string) string     { return b.r.at(b.column(field)) }

func (b belligerent) there() bool {
	return b.at("belligerent_name") != "" || b.at("belligerent_slug") != ""
}

func (b belligerent) add(f *models.ReportFacts) {
	actor := b.at("belligerent_name")
	if actor == "" {
		actor = words(b.at("belligerent_slug"))
	}
	// Airwars names who is said to have struck; that it fired is the claim.
	who := models.Responsibility{Actor: tidy(actor, 200), ActorKind: b.kind(), Role: "FIRED"}
	killed := models.Count{Min: b.r.count(b.column("deaths_conceded_min")), Max: b.r.count(b.column("deaths_conceded_max"))}
	injured := models.Count{Min: b.r.count(b.column("injuries_conceded_min")), Max: b.r.count(b.column("injuries_conceded_max"))}
	who.Claim = b.claim(killed)
	var basis []string
	if s := b.at("assessment_name"); s != "" {
		basis = append(basis, "The actor's assessment: "+s)
	}
	if killed.Known() {
		basis = append(basis, "Deaths it concedes: "+killed.Text())
	}
	if injured.Known() {
		basis = append(basis, "Injuries it concedes: "+injured.Text())
	}
	if s := b.r.first("strike_status_name", "strike_status_slug"); s != "" {
		basis = append(basis, "Strike status: "+s)
	}
	who.Basis = cut(strings.Join(basis, ". "), 2000)
	f.Responsibility = append(f.Responsibility, who)
	b.addPlace(f, actor)
}

// kind is a state's or a group's where the type says so.
func (b belligerent) kind() string {
	switch kind := words(b.at("type")); {
	case strings.Contains(kind, "non state"), strings.Contains(kind, "armed group"), strings.Contains(kind, "militia"):
		return "ARMED_GROUP"
	case strings.Contains(kind, "state"):
		return "OTHER_STATE"
	}
	return "UNKNOWN_ACTOR"
}

// claim is what the belligerent says of the allegation. That a strike was declared
// accepts a strike nearby and not this harm, so it leaves the claim asserted; so
// does a duplicate, which is answered elsewhere. Too little information is no denial.
func (b belligerent) claim(killed models.Count) string {
	switch s := words(b.at("assessment_slug") + " " + b.at("assessment_name")); {
	case strings.TrimSpace(s) == "", strings.Contains(s, "duplicate"):
		return "ASSERTED"
	case strings.Contains(s, "not yet"), strings.Contains(s, "insufficient"):
		return "NOT_ADDRESSED"
	case strings.Contains(s, "non credible"), strings.Contains(s, "not credible"), strings.Contains(s, "noncredible"), strings.Contains(s, "unsubstantiated"):
		return "DENIED_BY_ACTOR"
	case strings.Contains(s, "partly"), strings.Contains(s, "partially"):
		return "PARTLY_ACCEPTED"
	case strings.Contains(s, "credible"), strings.Contains(s, "substantiated"):
		if least := b.r.count("civilian_non_combatants_killed_min"); least != nil && killed.Max != nil && *killed.Max < *least {
			return "PARTLY_ACCEPTED" // it concedes fewer deaths than the least that are reported
		}
		return "ACCEPTED_BY_ACTOR"
	}
	return "ASSERTED"
}

func (b belligerent) addPlace(f *models.ReportFacts, actor string) {
	name, grid := b.r.line(b.column("location"), maxLine), b.r.line(b.column("mgrs_coordinate"), 40)
	if name == "" && grid == "" {
		return
	}
	place := geo.Place{Name: name, MGRS: grid, Stated: grid, LocatedBy: tidy(actor, 200)}
	if _, problems := place.Complete(); len(problems) > 0 {
		column := b.column("mgrs_coordinate")
		b.r.refuse(column, "%s", b.r.withValue(column, problems[0].Detail))
		return
	}
	f.Places = append(f.Places, models.Place{Role: "OTHER", Place: place})
}
