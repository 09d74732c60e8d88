package formats

import (
	"slices"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
)

// ucdpColumns are the 49 columns of a UCDP GED release in the documented order,
// which is how candidate releases without a header are read.
var ucdpColumns = strings.Split("id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"+
	"dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"+
	"source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,where_description,adm_1,adm_2,"+
	"latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,"+
	"deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob", ",")

var ucdpGED = &layout{
	required: []string{"id", "date_start", "latitude", "longitude", "best"},
	aliases:  map[string]string{"best_est": "best", "high_est": "high", "low_est": "low"},
	held:     []string{"id", "date_start", "date_end", "latitude", "longitude", "where_coordinates", "where_description", "adm_1", "adm_2"},
	bare:     ucdpColumns,
	ref:      "id",
	facts:    readUCDP,
	column:   ucdpColumn,
}

// bareUCDP tells whether a first record is an event already and not a header.
func bareUCDP(first []string) bool {
	if len(first) != len(ucdpColumns) || !digits(first[0]) {
		return false
	}
	_, err := ucdpDate(first[slices.Index(ucdpColumns, "date_start")])
	return err == nil
}

func digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
}

// readUCDP reads an event as domain.md section 7 says. UCDP codes conflicts, not
// harm by a weapon, so category and involvement are unknown. The sides of a
// conflict fight each other: who killed is said of one-sided violence alone.
func readUCDP(r *row) models.ReportFacts {
	id := r.line("id", 120)
	title := "UCDP " + id
	if place := r.at("where_coordinates"); place != "" {
		title += ", " + place
	}
	return models.ReportFacts{
		LocalRef: id, Title: tidy(title, 120), Narrative: ucdpNarrative(r),
		Category: "UNKNOWN", OwnInvolvement: "UNKNOWN",
		Started: ucdpStarted(r), Place: ucdpPlace(r), Casualties: ucdpCasualties(r),
		Responsibility: ucdpResponsibility(r), Sources: ucdpSources(r), Extra: r.extra(),
	}
}

var violence = map[string]string{"1": "state-based", "2": "non-state", "3": "one-sided"}

// ucdpNarrative says in words who the parties were and where, for reading and search.
func ucdpNarrative(r *row) string {
	var parts []string
	if sides := r.at("dyad_name"); sides != "" {
		parts = append(parts, sides)
	} else if a, b := r.at("side_a"), r.at("side_b"); a != "" && b != "" {
		parts = append(parts, a+" - "+b)
	}
	if kind, known := violence[r.at("type_of_violence")]; known {
		parts = append(parts, "UCDP type of violence: "+kind)
	}
	if where := r.at("where_description"); where != "" {
		parts = append(parts, where)
	}
	return cut(strings.Join(parts, ". "), maxExtra)
}

// ucdpDatePrecisions are TIME_PREC for date_prec: 1 the day, 2 two to six days,
// 3 a week, 4 up to a month, 5 up to a year. The window itself is date_start to
// date_end, whole days.
var ucdpDatePrecisions = map[string]string{"1": "DAY", "2": "DAYS_2_6", "3": "WEEK", "4": "MONTH", "5": "YEAR"}

func ucdpStarted(r *row) *geo.Window {
	w := &geo.Window{Precision: "DAY"}
	if prec := r.at("date_prec"); prec != "" {
		if known, ok := ucdpDatePrecisions[prec]; ok {
			w.Precision = known
		} else {
			r.refuse("date_prec", "%s is not a date precision of UCDP; use 1 (day) to 5 (year), or leave the cell empty.", quote(prec))
		}
	}
	from := r.day("date_start", ucdpDate)
	if from == nil {
		if r.at("date_start") == "" {
			r.refuse("date_start", "The cell is empty; give the day it began, such as 2026-07-11.")
		}
		return w
	}
	to := r.day("date_end", ucdpDate)
	w.Stated = r.at("date_start")
	if to == nil {
		to = from
	} else if !to.Equal(*from) {
		w.Stated += dateRange + r.at("date_end")
	}
	w.Stated = tidy(w.Stated, maxLine)
	latest := to.AddDate(0, 0, 1).Add(-time.Second)
	w.Earliest, w.Latest = from, &latest
	return w
}

// ucdpDate reads 2026-07-11, also with the midnight that releases append.
func ucdpDate(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if len(s) > len(time.DateOnly) {
		if t, err := time.Parse("2006-01-02 15:04:05", s); err == nil { // reads .000 too
			return t.Truncate(24 * time.Hour), nil
		}
	}
	return time.Parse(time.DateOnly, s)
}

// day reads a cell with a day; nil if it is empty or refused.
func (r *row) day(column string, parse func(string) (time.Time, error)) *time.Time {
	s := r.at(column)
	if s == "" {
		return nil
	}
	t, err := parse(s)
	if err != nil {
		r.refuse(column, "%s %s", quote(s), calendarProblem(err, "write a day as 2026-07-11"))
		return nil
	}
	return &t
}

// ucdpCasualties is the total from the least to the greatest of low, best and
// high, since 1 % of real events break low ≤ best ≤ high, and each side's dead as
// a part of it by best estimate. The dead of a government are ARMED_FORCES, those
// of any other party to the fighting DIRECT_PARTICIPANT.
func ucdpCasualties(r *row) []models.Casualty {
	var rows []models.Casualty
	total := models.Casualty{Outcome: "KILLED"}
	total.Best = r.count("best")
	for _, n := range []*int{r.count("low"), total.Best, r.count("high")} {
		if n != nil && (total.Min == nil || *n < *total.Min) {
			total.Min = n
		}
		if n != nil && (total.Max == nil || *n > *total.Max) {
			total.Max = n
		}
	}
	if total.Known() {
		rows = append(rows, total)
	}
	part := func(column, status string) {
		if n := r.count(column); n != nil && *n > 0 {
			rows = append(rows, models.Casualty{Outcome: "KILLED", Status: status, Count: models.Count{Best: n}})
		}
	}
	part("deaths_a", fighterStatus(r.at("side_a")))
	part("deaths_b", fighterStatus(r.at("side_b")))
	part("deaths_civilians", "CIVILIAN")
	part("deaths_unknown", "UNKNOWN")
	return rows
}

func government(side string) bool { return strings.HasPrefix(side, "Government of ") }

func fighterStatus(side string) string {
	if government(side) {
		return "ARMED_FORCES"
	}
	return "DIRECT_PARTICIPANT"
}

func ucdpResponsibility(r *row) []models.Responsibility {
	side := r.at("side_a")
	if r.at("type_of_violence") != "3" || side == "" {
		return nil
	}
	kind := "ARMED_GROUP"
	if government(side) {
		kind = "OTHER_STATE"
	}
	return []models.Responsibility{{Actor: tidy(side, 200), ActorKind: kind, Role: "FIRED", Claim: "ASSERTED"}}
}

var ucdpPointers = map[string]string{
	"/local_ref": "id", "/started/earliest": "date_start", "/started/latest": "date_end",
	"/place": "latitude", "/place/lat": "latitude", "/place/lon": "longitude",
}

func ucdpColumn(pointer string, f models.ReportFacts) string {
	if column, ok := ucdpPointers[pointer]; ok {
		return column
	}
	if class, end, ok := casualtyAt(pointer, f); ok && class.Status == "" {
		return map[string]string{"min": "low", "max": "high"}[end]
	}
	return "id"
}
