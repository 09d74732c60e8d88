package formats

import (
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
)

// airwars reads the incident export of Airwars, a third party that records what
// others say of harm and what belligerents answer. What it finds is its own
// account: a belligerent's assessment becomes a claim under responsibility and
// never the assessment of the report.
var airwars = &layout{
	required: []string{"code", "date", "country_name", "latitude", "longitude", "civilian_non_combatants_killed_min", "civilian_non_combatants_killed_max"},
	held: []string{"code", "date", "date_end", "latitude", "longitude", "location_name", "location_name_arabic", "location_name_hebrew", "location_name_ukrainian",
		"region", "permalink", "summary", "geolocation_sign_off_assessor", "geolocation_sign_off_date_time",
		"local_first_reported_by", "local_first_reported_url",
		"civilian_non_combatants_killed_min", "civilian_non_combatants_killed_max", "civilian_non_combatants_injured_min", "civilian_non_combatants_injured_max"},
	holds:  func(name string) bool { return strings.HasPrefix(name, "belligerent_") },
	ref:    "code",
	facts:  readAirwars,
	column: airwarsColumn,
}

func readAirwars(r *row) models.ReportFacts {
	code := r.line("code", 120)
	title := "Airwars " + code
	if place := r.at("location_name"); place != "" {
		title += ", " + place
	}
	kind := airwarsKinds[words(r.first("strike_type_slug", "strike_type_name"))]
	if kind.category == "" {
		kind.category = "UNKNOWN"
	}
	f := models.ReportFacts{
		LocalRef: code, Title: tidy(title, 120), Narrative: r.text("summary", maxExtra),
		Category: kind.category, OwnInvolvement: "UNKNOWN",
		Started: airwarsStarted(r), Place: airwarsPlace(r), Casualties: airwarsCasualties(r),
		Means: airwarsMeans(r, kind.means), Sources: airwarsSources(r, code), Extra: r.extra(),
	}
	f.Confidence, f.ConfidenceReason = airwarsConfidence(r.first("civilian_harm_status_slug", "civilian_harm_status_name"))
	readBelligerents(r, &f)
	return f
}

// first is the first of several cells with anything in it.
func (r *row) first(columns ...string) string {
	for _, c := range columns {
		if s := r.at(c); s != "" {
			return s
		}
	}
	return ""
}

// airwarsStarted is the local day or days, and within one day the hours, where the
// country keeps one clock. Without a known clock the hours stay as stated.
func airwarsStarted(r *row) *geo.Window {
	day, end := r.day("date", plainDay), r.day("date_end", plainDay)
	exact, from, to := r.minutes("local_time"), r.minutes("local_time_start"), r.minutes("local_time_end")
	if day == nil {
		if r.at("date") == "" {
			r.refuse("date", "The cell is empty; give the day it happened, such as 2031-03-04.")
		}
		return &geo.Window{Precision: "DAY"}
	}
	stated := r.at("date")
	zone := countryOf(r.first("country_name", "country_slug", "country")).clock()
	const midnight = 24 * 60
	if end != nil && !end.Equal(*day) {
		if end.Before(*day) {
			r.refuse("date_end", "%s lies before the date %s; correct one of them.", quote(r.at("date_end")), stated)
		}
		return localWindow(*day, 0, (max(daysBetween(*day, *end), 0)+1)*midnight, zone, stated+dateRange+r.at("date_end"))
	}
	part := words(r.at("local_time_of_day"))
	switch hours, known := partsOfDay[part]; {
	case exact != nil:
		return localWindow(*day, *exact, *exact+1, zone, stated+", "+hhmm(*exact)+" local time")
	case from != nil && to != nil:
		if *to < *from { // past midnight
			*to += midnight
		}
		return localWindow(*day, *from, *to+1, zone, stated+", "+hhmm(*from)+dateRange+hhmm(*to)+" local time")
	case known:
		return localWindow(*day, hours[0]*60, hours[1]*60, zone, stated+", "+part)
	}
	return localWindow(*day, 0, midnight, zone, stated)
}

// airwarsAccuracies are the steps of the ladder of geolocation, the more exact
// word first where one holds the other.
var airwarsAccuracies = []struct{ word, precision string }{
	{"subdistrict", "SUBDISTRICT"}, {"district", "DISTRICT"}, {"province", "PROVINCE"}, {"governorate", "PROVINCE"},
	{"within 100", "WITHIN_100M"}, {"within 1", "GRID_1M"}, {"exact", "EXACT"}, {"landmark", "LANDMARK"}, {"street", "STREET"},
	{"neighbo", "NEIGHBOURHOOD"}, {"area", "NEIGHBOURHOOD"}, {"village", "VILLAGE"}, {"town", "TOWN"}, {"city", "CITY"}, {"country", "COUNTRY"},
	{"other", geo.PrecisionUnknown}, {"unknown", geo.PrecisionUnknown},
}

// accuracy is the class of a step of the ladder; a step that is not known is refused.
func (r *row) accuracy(column string) string {
	s := words(strings.ReplaceAll(r.at(column), "sub-", "sub"))
	if s == "" {
		return ""
	}
	for _, step := range airwarsAccuracies {
		if strings.Contains(s, step.word) {
			return step.precision
		}
	}
	r.refuse(column, "%s is not a step of Airwars' accuracy of geolocation; use one such as exact, within-100m, street, village, town, city, district or province, or leave the cell empty.", quote(r.at(column)))
	return ""
}

func airwarsPlace(r *row) *geo.Place {
	accuracy := "geolocation_accuracy_slug"
	if r.at(accuracy) == "" {
		accuracy = "geolocation_accuracy_name"
	}
	p := &geo.Place{
		Lat: r.decimal("latitude", "degrees"), Lon: r.decimal("longitude", "degrees"), Precision: r.accuracy(accuracy),
		Stated: tidy(r.at("location_name"), maxLine), Name: tidy(r.first("location_name", "region", "country_name"), maxLine),
		Admin0: countryOf(r.first("country_name", "country_slug")).iso, Admin1: r.line("region", 200),
		SignedOffBy: r.line("geolocation_sign_off_assessor", 200), SignedOffAt: r.stamp("geolocation_sign_off_date_time"),
	}
	var local []string
	for _, column := range []string{"location_name_arabic", "location_name_hebrew", "location_name_ukrainian"} {
		if s := r.line(column, 130); s != "" && !r.refused(column) && !slices.Contains(local, s) {
			local = append(local, s)
		}
	}
	p.NameLocal = strings.Join(local, "; ")
	return p
}

var airwarsPointers = map[string]string{
	"/local_ref": "code", "/narrative": "summary", "/place": "location_name",
	"/place/lat": "latitude", "/place/lon": "longitude", "/place/name": "location_name", "/place/admin1": "region",
}

func airwarsColumn(pointer string, f models.ReportFacts) string {
	if column, ok := airwarsPointers[pointer]; ok {
		return column
	}
	if strings.HasPrefix(pointer, "/started") {
		return windowColumn(pointer, f.Started, "date", "date_end")
	}
	if column := airwarsGroupColumn(pointer, f); column != "" {
		return column
	}
	return "code"
}
