package formats

import (
	"regexp"
	"strings"
	"time"

	"concord/geo"
	"concord/models"

	"golang.org/x/text/language"
)

// acled reads both generations of ACLED's export: upper-case names with days as
// 08-03-2019 or 08 March 2019, and lower-case names with ISO days.
var acled = &layout{
	required: []string{"event_id_cnty", "event_date", "event_type", "latitude", "longitude", "fatalities"},
	held:     []string{"event_id_cnty", "event_date", "latitude", "longitude", "location", "admin1", "admin2", "notes"},
	ref:      "event_id_cnty",
	facts:    readACLED,
	column:   acledColumn,
}

func readACLED(r *row) models.ReportFacts {
	id := r.line("event_id_cnty", 120)
	kind := acledKind(r.at("event_type"), r.at("sub_event_type"))
	title := "ACLED " + id
	for _, part := range []string{r.at("sub_event_type"), r.at("location")} {
		if part != "" {
			title += ", " + part
		}
	}
	f := models.ReportFacts{
		LocalRef: id, Title: tidy(title, 120), Narrative: cut(r.at("notes"), maxExtra),
		Category: kind.category, OwnInvolvement: "UNKNOWN",
		Started: acledStarted(r), Place: acledPlace(r), Casualties: acledFatalities(r),
		Responsibility: acledResponsibility(r, kind.role), Sources: acledSources(r), Extra: r.extra(),
	}
	if kind.means != (models.Means{}) {
		f.Means = []models.Means{kind.means}
	}
	return f
}

// acledDays are the ways ACLED has written a day; the day comes before the month.
var acledDays = []string{time.DateOnly, "2 January 2006", "2-January-2006", "2-Jan-2006", "2-1-2006", "2/1/2006"}

func acledDate(s string) (time.Time, error) {
	var first error
	for _, layout := range acledDays {
		t, err := time.Parse(layout, s)
		if err == nil {
			return t, nil
		}
		if first == nil || strings.Contains(err.Error(), "out of range") {
			first = err
		}
	}
	return time.Time{}, first
}

// acledStarted is the day for time_precision 1, the week around it for 2, and the
// month around it for 3: ACLED then gives a day in the middle.
func acledStarted(r *row) *geo.Window {
	w := &geo.Window{Precision: "DAY"}
	days := 0
	switch prec := r.at("time_precision"); prec {
	case "", "1":
	case "2":
		w.Precision, days = "WEEK", 3
	case "3":
		w.Precision, days = "MONTH", 15
	default:
		r.refuse("time_precision", "%s is not a time precision of ACLED; use 1 (day), 2 (week) or 3 (month), or leave the cell empty.", quote(prec))
	}
	day := r.day("event_date", acledDate)
	if day == nil {
		if r.at("event_date") == "" {
			r.refuse("event_date", "The cell is empty; give the day it happened, such as 2019-03-08.")
		}
		return w
	}
	from, to := day.AddDate(0, 0, -days), day.AddDate(0, 0, days+1).Add(-time.Second)
	w.Earliest, w.Latest, w.Stated = &from, &to, r.at("event_date")
	return w
}

// acledPlace takes the radius from geo_precision: 1 is the middle of a named
// place, which may be a town, 2 the district around it, 3 the province.
func acledPlace(r *row) *geo.Place {
	p := &geo.Place{
		Lat: r.decimal("latitude", "degrees"), Lon: r.decimal("longitude", "degrees"), Method: "GAZETTEER",
		Name: tidy(r.at("location"), maxLine), Admin0: acledCountry(r), Admin1: tidy(r.at("admin1"), maxLine), Admin2: tidy(r.at("admin2"), maxLine),
	}
	switch prec := r.at("geo_precision"); prec {
	case "":
	case "1":
		p.Precision = "TOWN"
	case "2":
		p.Precision = "DISTRICT"
	case "3":
		p.Precision = "PROVINCE"
	default:
		r.refuse("geo_precision", "%s is not a place precision of ACLED; use 1 (exact), 2 (near) or 3 (region), or leave the cell empty.", quote(prec))
	}
	return p
}

// acledCountry is the ISO 3166 alpha-3 code for the numeric one in the file.
func acledCountry(r *row) string {
	iso := r.at("iso")
	if !digits(iso) || len(iso) > 3 {
		return ""
	}
	region, err := language.ParseRegion(strings.Repeat("0", 3-len(iso)) + iso)
	if err != nil || !region.IsCountry() {
		return ""
	}
	return region.ISO3()
}

// none finds notes that say nobody died. That no death was reported is not that.
var none = regexp.MustCompile(`(?i)\b(?:no (?:fatalities|deaths|casualties|one was killed|one died)|nobody (?:was killed|died)|without (?:fatalities|casualties))\b(\s+(?:were |was |have been |has been )?(?:reported|recorded|confirmed|known|mentioned))?`)

// acledFatalities takes the number as reported, the least: more may have died. A
// zero says that no number was reported, unless the notes say that nobody died.
func acledFatalities(r *row) []models.Casualty {
	killed := models.Casualty{Outcome: "KILLED"}
	killed.Min = r.count("fatalities")
	if killed.Min == nil {
		return nil
	}
	if *killed.Min == 0 {
		said := none.FindStringSubmatch(r.at("notes"))
		if said == nil || said[1] != "" {
			return nil
		}
		killed.Max = killed.Min
	}
	return []models.Casualty{killed}
}

var acledPointers = map[string]string{
	"/local_ref": "event_id_cnty", "/started/earliest": "event_date", "/started/latest": "event_date",
	"/place": "latitude", "/place/lat": "latitude", "/place/lon": "longitude", "/casualties/0/min": "fatalities",
	"/place/name": "location", "/place/admin1": "admin1", "/place/admin2": "admin2", "/narrative": "notes",
}

func acledColumn(pointer string, _ models.ReportFacts) string {
	if column, ok := acledPointers[pointer]; ok {
		return column
	}
	return "event_id_cnty"
}
