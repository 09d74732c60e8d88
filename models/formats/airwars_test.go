package formats

import (
	"slices"
	"strings"
	"testing"

	"concord/models"
)

// airwarsHeader is the export as domain.md section 7 lists it, with two belligerents.
var airwarsHeader = func() string {
	header := "post_id,post_status,post_published,post_modified,permalink,code,previous_codes,date_type,date,date_end,local_time_type,local_time,local_time_start,local_time_end," +
		"local_time_of_day,local_first_reported_date_time,local_first_reported_by,local_first_reported_url,country_name,country_slug,location_name,location_name_arabic," +
		"location_name_hebrew,location_name_ukrainian,region,strike_status_name,strike_status_slug,infrastructure_name,infrastructure_slug,strike_type_name,strike_type_slug," +
		"targeted_belligerent_name,targeted_belligerent_slug,observation_name,observation_slug,impact_name,impact_slug,total_strikes,civilian_harm_reported," +
		"civilian_harm_status_name,civilian_harm_status_slug,cause_of_death_injury_name,cause_of_death_injury_slug,geolocated,latitude,longitude,geolocation_status_name," +
		"geolocation_status_slug,geolocation_accuracy_name,geolocation_accuracy_slug,geojson_caption,geolocation_notes,geolocation_notes_internal,geolocation_sign_off_assessor," +
		"geolocation_sign_off_date_time,num_media,num_victims,num_victims_named,num_victims_named_english,num_victims_named_arabic,num_victims_named_hebrew," +
		"num_victims_named_ukrainian,num_reconciled,num_families,num_individuals,victim_average_age,declassified_assessment,press_release"
	for _, group := range strings.Split("civilian_non_combatants,children,women,men,human_rights_defenders,journalists,trade_unionists,healthcare_personnel,"+
		"other_civilian_non_combatants,undetermined,other_protected_persons,medical_and_religious_personnel_state,medical_and_religious_personnel_non_state,"+
		"persons_hors_de_combat,belligerents,member_of_armed_forces,persons_directly_participating_in_hostilities,civilian_role_in_military", ",") {
		for _, end := range []string{"killed_min", "killed_max", "injured_min", "injured_max"} {
			header += "," + group + "_" + end
		}
	}
	header += ",num_sources,num_sources_twitter,num_sources_facebook,num_sources_telegram,num_sources_other,summary,belligerent_orland-coalition,belligerent_free-coast-front"
	for _, n := range []string{"1", "2"} {
		for _, field := range strings.Split("belligerent_id,belligerent_name,belligerent_slug,type,assessment_name,assessment_slug,deaths_conceded_min,deaths_conceded_max,"+
			"injuries_conceded_min,injuries_conceded_max,location,mgrs_coordinate,mgrs_accuracy,civcas_statements,strike_reports", ",") {
			header += ",belligerent_" + n + "_" + field
		}
	}
	return header
}()

var goodAirwars = map[string]string{
	"post_id": "9001", "code": "AW-1", "date": "2031-03-04", "country_name": "Orland", "location_name": "Tarn Quay", "latitude": "0.41235", "longitude": "0.8124",
	"geolocation_accuracy_slug": "town", "civilian_non_combatants_killed_min": "4", "civilian_non_combatants_killed_max": "6",
}

func airwarsFile(rows []map[string]string) string { return csvFile(airwarsHeader, rows) }

// oneAirwars is the facts of a good row with some cells changed.
func oneAirwars(t *testing.T, cells map[string]string) models.ReportFacts {
	t.Helper()
	rows, bad := read(t, "airwars", airwarsFile([]map[string]string{with(goodAirwars, cells)}))
	if len(bad) > 0 || len(rows) != 1 {
		t.Fatalf("%v: %d rows, bad cells %v", cells, len(rows), bad)
	}
	return rows[0].Facts
}

func with(good, cells map[string]string) map[string]string {
	all := map[string]string{}
	for _, m := range []map[string]string{good, cells} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

func TestAirwarsBadCells(t *testing.T) {
	checkBadCells(t, "airwars", airwarsFile, goodAirwars, "code", []badCell{
		{map[string]string{"code": ""}, "code", "empty"},
		{map[string]string{"code": "good-0"}, "code", "is the reference of row 2 already"},
		{map[string]string{"code": strings.Repeat("x", 121)}, "code", "at most 120"},
		{map[string]string{"code": "AW\u202e-9"}, "code", "U+202E"},
		{map[string]string{"date": ""}, "date", "give the day"},
		{map[string]string{"date": "03/04/2031"}, "date", "cannot be read"},
		{map[string]string{"date": "2031-02-31"}, "date", "does not exist"},
		{map[string]string{"date": "1066-10-14"}, "date", "1900 to 2200"},
		{map[string]string{"date_end": "2031-03-01"}, "date_end", "lies before"},
		{map[string]string{"date_end": "soon"}, "date_end", "cannot be read"},
		{map[string]string{"local_time": "25:10"}, "local_time", "not a time of day"},
		{map[string]string{"local_time_start": "noonish"}, "local_time_start", "not a time of day"},
		{map[string]string{"local_time_end": "12h"}, "local_time_end", "not a time of day"},
		{map[string]string{"latitude": "91"}, "latitude", "between -90 and 90"},
		{map[string]string{"latitude": "0,41"}, "latitude", "with a point"},
		{map[string]string{"latitude": ""}, "latitude", "lon was given without lat"},
		{map[string]string{"longitude": "1e999"}, "longitude", "not a number of degrees"},
		{map[string]string{"geolocation_accuracy_slug": "roughly"}, "geolocation_accuracy_slug", "not a step"},
		{map[string]string{"geolocation_accuracy_slug": "", "geolocation_accuracy_name": "Roughly"}, "geolocation_accuracy_name", "not a step"},
		{map[string]string{"geolocation_sign_off_date_time": "last week"}, "geolocation_sign_off_date_time", "cannot be read"},
		{map[string]string{"location_name_arabic": "مرسى\u2066تارن"}, "location_name_arabic", "U+2066"},
		{map[string]string{"region": strings.Repeat("x", 201)}, "region", "at most 200"},
		{map[string]string{"permalink": "https://a.example/\u0007"}, "permalink", "U+0007"},
		{map[string]string{"post_published": "2031-13-01 10:00:00"}, "post_published", "does not exist"},
		{map[string]string{"summary": strings.Repeat("x", 20_001)}, "summary", "at most 20000"},
		{map[string]string{"civilian_non_combatants_killed_min": "some"}, "civilian_non_combatants_killed_min", "not a whole number"},
		{map[string]string{"civilian_non_combatants_killed_min": "7"}, "civilian_non_combatants_killed_max", "7 or more"},
		{map[string]string{"civilian_non_combatants_injured_max": "-1"}, "civilian_non_combatants_injured_max", "below 0"},
		{map[string]string{"children_killed_min": "99999999999999999999"}, "children_killed_min", "not a whole number"},
		{map[string]string{"women_injured_max": "20000000"}, "women_injured_max", "more than 10000000"},
		{map[string]string{"undetermined_killed_min": "x"}, "undetermined_killed_min", "not a whole number"},
		{map[string]string{"num_sources": "several"}, "num_sources", "not a whole number"},
		{map[string]string{"num_sources": "3", "num_sources_telegram": "1.5"}, "num_sources_telegram", "not a whole number"},
		{map[string]string{"belligerent_orland-coalition": "maybe"}, "belligerent_orland-coalition", "neither yes nor no"},
		{map[string]string{"belligerent_1_belligerent_name": "Orland", "belligerent_1_deaths_conceded_min": "two"}, "belligerent_1_deaths_conceded_min", "not a whole number"},
		{map[string]string{"belligerent_2_belligerent_name": "Orland", "belligerent_2_mgrs_coordinate": "ZZ 12"}, "belligerent_2_mgrs_coordinate", "cannot be read"},
		// Parts and totals: the file's own numbers contradict each other.
		{map[string]string{"children_killed_min": "3", "children_killed_max": "3", "women_killed_min": "2", "women_killed_max": "3"}, "civilian_non_combatants_killed_min", "the parts come to at least 5"},
		{map[string]string{"journalists_killed_max": "7"}, "civilian_non_combatants_killed_max", "up to 7 of them journalist"},
	})
}

// Children, women and men are the civilians by age and sex, professions the civilians
// by group: however many are given, the total stays the total.
func TestAirwarsGroupsAreNeverCountedTwice(t *testing.T) {
	f := oneAirwars(t, map[string]string{
		"civilian_non_combatants_killed_min": "6", "civilian_non_combatants_killed_max": "8",
		"children_killed_min": "2", "children_killed_max": "2", "women_killed_min": "1", "women_killed_max": "2", "men_killed_min": "3", "men_killed_max": "4",
		"journalists_killed_min": "1", "journalists_killed_max": "1", "other_civilian_non_combatants_killed_min": "5", "other_civilian_non_combatants_killed_max": "7",
		"healthcare_personnel_killed_min": "0", "healthcare_personnel_killed_max": "0",
		"belligerents_killed_min": "3", "belligerents_killed_max": "3", "member_of_armed_forces_killed_min": "2", "member_of_armed_forces_killed_max": "2",
		"persons_directly_participating_in_hostilities_killed_min": "1", "persons_directly_participating_in_hostilities_killed_max": "1",
	})
	tests := []struct {
		cell models.Cell
		want string
	}{
		{models.Cell{Outcome: "KILLED", Status: "CIVILIAN"}, "6 to 8"},
		{models.Cell{Outcome: "KILLED"}, "9 to 11"},
		{models.Cell{Outcome: "KILLED", Age: "CHILD"}, "2"},
		{models.Cell{Outcome: "KILLED", Status: "CIVILIAN", Sex: "FEMALE"}, "1 to 2"},
		{models.Cell{Outcome: "KILLED", Status: "CIVILIAN", Protected: "JOURNALIST"}, "1"},
		{models.Cell{Outcome: "KILLED", Status: "ARMED_FORCES"}, "2"},
		{models.Cell{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT"}, "1"},
		{models.Cell{Outcome: "KILLED", Status: "CIVILIAN", Protected: "HEALTH"}, "not known"}, // a zero where nobody looked
		{models.Cell{Outcome: "INJURED"}, "not known"},
	}
	for _, tt := range tests {
		if c, _ := models.Total(f.Casualties, tt.cell); c.Text() != tt.want {
			t.Errorf("%s: %s, want %s", tt.cell.Path(), c.Text(), tt.want)
		}
	}
	if f.Killed().Text() != "6 to 8" || f.Extra["belligerents_killed_min"] != "3" || f.Extra["healthcare_personnel_killed_max"] != "0" {
		t.Errorf("killed %s, extra %v", f.Killed().Text(), f.Extra)
	}

	alone := oneAirwars(t, map[string]string{"belligerents_killed_min": "3", "belligerents_killed_max": "4"})
	if c, _ := models.Total(alone.Casualties, models.Cell{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT"}); c.Text() != "3 to 4" {
		t.Errorf("belligerents alone: %s", c.Text())
	}
	none := oneAirwars(t, map[string]string{"civilian_non_combatants_killed_min": "0", "civilian_non_combatants_killed_max": "0"})
	if none.Killed().Text() != "0" {
		t.Errorf("no civilian killed: %s, want 0", none.Killed().Text())
	}
	unknown := oneAirwars(t, map[string]string{"civilian_non_combatants_killed_min": "", "civilian_non_combatants_killed_max": ""})
	if unknown.Killed().Known() {
		t.Errorf("empty cells: %s, want not known", unknown.Killed().Text())
	}
}

func TestAirwarsClaims(t *testing.T) {
	tests := []struct {
		name, slug, conceded string
		claim                string
	}{
		{"Not yet assessed", "not-yet-assessed", "", "NOT_ADDRESSED"},
		{"Non credible / Unsubstantiated", "non-credible-unsubstantiated", "", "DENIED_BY_ACTOR"},
		{"Insufficient evidence of civilian harm", "", "", "NOT_ADDRESSED"},
		{"Credible / Substantiated", "credible-substantiated", "5", "ACCEPTED_BY_ACTOR"},
		{"Credible / Substantiated", "credible-substantiated", "", "ACCEPTED_BY_ACTOR"},
		{"Credible / Substantiated", "credible-substantiated", "1", "PARTLY_ACCEPTED"},
		{"Duplicate", "duplicate", "", "ASSERTED"},
		{"", "", "", "ASSERTED"},
	}
	for _, tt := range tests {
		f := oneAirwars(t, map[string]string{"strike_status_slug": "declared-strike", "belligerent_1_belligerent_name": "Orland coalition", "belligerent_1_belligerent_slug": "orland-coalition",
			"belligerent_1_type": "State", "belligerent_1_assessment_name": tt.name, "belligerent_1_assessment_slug": tt.slug, "belligerent_1_deaths_conceded_max": tt.conceded,
			"belligerent_orland-coalition": "1", "belligerent_free-coast-front": "1"})
		if len(f.Responsibility) != 2 {
			t.Fatalf("%s: %+v, want the numbered belligerent once and the tracked one", tt.slug, f.Responsibility)
		}
		r := f.Responsibility[0]
		if r.Claim != tt.claim || r.Actor != "Orland coalition" || r.ActorKind != "OTHER_STATE" || r.Role != "FIRED" || !strings.Contains(r.Basis, "declared-strike") || !strings.Contains(r.Basis, tt.name) {
			t.Errorf("%s, conceded %q: %+v, want %s", tt.slug, tt.conceded, r, tt.claim)
		}
		if f.Assessment != nil {
			t.Errorf("%s: a third party's word became the report's own assessment %+v", tt.slug, f.Assessment)
		}
		if second := f.Responsibility[1]; second.Actor != "free coast front" || second.Claim != "ASSERTED" {
			t.Errorf("tracked: %+v", second)
		}
	}
}

func TestAirwarsPlaces(t *testing.T) {
	tests := []struct{ accuracy, class string }{
		{"Province/governorate", "PROVINCE"}, {"District", "DISTRICT"}, {"Subdistrict", "SUBDISTRICT"}, {"sub-district", "SUBDISTRICT"}, {"City", "CITY"}, {"Town", "TOWN"},
		{"Village", "VILLAGE"}, {"Neighbourhood/area", "NEIGHBOURHOOD"}, {"Street", "STREET"}, {"Nearby landmark", "LANDMARK"},
		{"Within 100m (via Coalition)", "WITHIN_100M"}, {"within-1m-via-coalition", "GRID_1M"}, {"Exact location (via Airwars)", "EXACT"},
		{"exact-location-via-coalition", "EXACT"}, {"Exact location (other)", "EXACT"}, {"", ""},
	}
	for _, tt := range tests {
		f := oneAirwars(t, map[string]string{"geolocation_accuracy_slug": tt.accuracy})
		if f.Place.Precision != tt.class {
			t.Errorf("%q: %s, want %s", tt.accuracy, f.Place.Precision, tt.class)
		}
	}
	f := oneAirwars(t, map[string]string{"country_name": "The Gaza Strip", "location_name_arabic": "مرسى تارن", "location_name_hebrew": "רציף טארן", "location_name_ukrainian": "Тарнська пристань",
		"geolocation_sign_off_assessor": "Assessor 4", "geolocation_sign_off_date_time": "2031-03-09 10:11:12",
		"belligerent_1_belligerent_name": "Orland", "belligerent_1_location": "Tarn harbour", "belligerent_1_mgrs_coordinate": "31NBA5652145610", "belligerent_1_mgrs_accuracy": "1m"})
	if p := f.Place; p.NameLocal != "مرسى تارن; רציף טארן; Тарнська пристань" || p.Admin0 != "PSE" || p.SignedOffBy != "Assessor 4" || p.SignedOffAt.Format("2006-01-02T15:04:05Z") != "2031-03-09T10:11:12Z" {
		t.Errorf("place: %+v", p)
	}
	if len(f.Places) != 1 || f.Places[0].Name != "Tarn harbour" || f.Places[0].LocatedBy != "Orland" || f.Places[0].Lat == nil || f.Extra["belligerent_1_mgrs_accuracy"] != "1m" {
		t.Errorf("places: %+v, extra %v", f.Places, f.Extra)
	}
}

func TestAirwarsTimes(t *testing.T) {
	tests := []struct {
		cells             map[string]string
		from, to          string
		precision, stated string
		offset            int
	}{
		{map[string]string{"country_name": "Iraq"}, "2031-03-03T21:00:00Z", "2031-03-04T20:59:59Z", "DAY", "2031-03-04", 180},
		{map[string]string{"country_name": "Iraq", "date": "20310304"}, "2031-03-03T21:00:00Z", "2031-03-04T20:59:59Z", "DAY", "20310304", 180},
		{map[string]string{"country_name": "Iraq", "local_time": "14:30"}, "2031-03-04T11:30:00Z", "2031-03-04T11:30:59Z", "MINUTE", "2031-03-04, 14:30 local time", 180},
		{map[string]string{"country_name": "Iraq", "local_time": "2:30 pm"}, "2031-03-04T11:30:00Z", "2031-03-04T11:30:59Z", "MINUTE", "2031-03-04, 14:30 local time", 180},
		{map[string]string{"country_name": "Iraq", "local_time_start": "14:00", "local_time_end": "14:59"}, "2031-03-04T11:00:00Z", "2031-03-04T11:59:59Z", "HOUR", "2031-03-04, 14:00 to 14:59 local time", 180},
		{map[string]string{"country_name": "Iraq", "local_time_start": "23:00", "local_time_end": "01:00"}, "2031-03-04T20:00:00Z", "2031-03-04T22:00:59Z", "PART_OF_DAY", "2031-03-04, 23:00 to 01:00 local time", 180},
		{map[string]string{"country_name": "Iraq", "local_time_of_day": "Afternoon"}, "2031-03-04T09:00:00Z", "2031-03-04T14:59:59Z", "PART_OF_DAY", "2031-03-04, afternoon", 180},
		{map[string]string{"country_name": "Iraq", "local_time_of_day": "Night"}, "2031-03-03T21:00:00Z", "2031-03-05T02:59:59Z", "DAY", "2031-03-04, night", 180},
		{map[string]string{"country_name": "Iraq", "date_end": "2031-03-06"}, "2031-03-03T21:00:00Z", "2031-03-06T20:59:59Z", "DAYS_2_6", "2031-03-04 to 2031-03-06", 180},
		{map[string]string{"country_name": "Ukraine", "date": "2026-07-01", "local_time": "10:00"}, "2026-07-01T07:00:00Z", "2026-07-01T07:00:59Z", "MINUTE", "2026-07-01, 10:00 local time", 180},
		{map[string]string{"country_name": "Ukraine", "date": "2026-01-01", "local_time": "10:00"}, "2026-01-01T08:00:00Z", "2026-01-01T08:00:59Z", "MINUTE", "2026-01-01, 10:00 local time", 120},
		// Where the clock is not known, the day is all that can be said.
		{map[string]string{"country_name": "Orland", "local_time": "14:30"}, "2031-03-04T00:00:00Z", "2031-03-04T23:59:59Z", "DAY", "2031-03-04, 14:30 local time", -1},
	}
	for _, tt := range tests {
		w := oneAirwars(t, tt.cells).Started
		from, to := w.Earliest.Format("2006-01-02T15:04:05Z07:00"), w.Latest.Format("2006-01-02T15:04:05Z07:00")
		offset := -1
		if w.UTCOffsetMin != nil {
			offset = *w.UTCOffsetMin
		}
		if from != tt.from || to != tt.to || w.Precision != tt.precision || w.Stated != tt.stated || offset != tt.offset {
			t.Errorf("%v: %s to %s, %s, %q, %d; want %s to %s, %s, %q, %d", tt.cells, from, to, w.Precision, w.Stated, offset, tt.from, tt.to, tt.precision, tt.stated, tt.offset)
		}
	}
}

func TestAirwarsKeepsItsGrading(t *testing.T) {
	for slug, want := range map[string]string{"confirmed": "HIGH", "fair": "MEDIUM", "weak": "LOW", "contested": "", "discounted": ""} {
		f := oneAirwars(t, map[string]string{"civilian_harm_status_slug": slug, "strike_status_slug": "alleged"})
		if f.Confidence != want || f.Extra["civilian_harm_status_slug"] != slug || f.Extra["strike_status_slug"] != "alleged" || want != "" && !strings.Contains(f.ConfidenceReason, slug) {
			t.Errorf("%s: confidence %q because %q, extra %v", slug, f.Confidence, f.ConfidenceReason, f.Extra)
		}
	}
	f := oneAirwars(t, map[string]string{"permalink": "https://airwars.example/aw-1", "num_sources": "12", "num_sources_twitter": "5", "num_sources_facebook": "4", "num_sources_telegram": "0", "num_sources_other": "3",
		"local_first_reported_by": "Coast Wire", "local_first_reported_url": "https://wire.example/1", "strike_type_name": "Drone strike", "cause_of_death_injury_name": "Heavy weapons and explosive munitions"})
	if len(f.Sources) != 2 || f.Sources[0].Kind != "NGO" || *f.Sources[0].Locator != "https://airwars.example/aw-1" || !strings.Contains(f.Sources[0].Summary, "12, Twitter 5, Facebook 4, Telegram 0, other 3") || f.Sources[1].Title != "Coast Wire" {
		t.Errorf("sources: %+v", f.Sources)
	}
	if f.Category != "AIR_STRIKE" || !slices.Equal(f.Means, []models.Means{{Cause: "HEAVY_WEAPONS", Delivery: "AIR_UNCREWED"}}) {
		t.Errorf("%s by %+v", f.Category, f.Means)
	}
}

// An export tracks many belligerents and numbers several: its header is wider than
// what a report keeps, and is read all the same.
func TestAirwarsWideHeader(t *testing.T) {
	header := airwarsHeader
	for i := range 60 {
		header += ",belligerent_group-" + itoa(i)
	}
	for i := 3; i < 12; i++ {
		header += ",belligerent_" + itoa(i) + "_belligerent_name,belligerent_" + itoa(i) + "_type,belligerent_" + itoa(i) + "_strike_reports"
	}
	rows, bad := read(t, "airwars", csvFile(header, []map[string]string{with(goodAirwars, map[string]string{"belligerent_group-7": "1", "belligerent_11_belligerent_name": "Varsenna"})}))
	if len(bad) > 0 || len(rows) != 1 || len(rows[0].Facts.Responsibility) != 2 {
		t.Fatalf("%+v, bad cells %v", rows, bad)
	}
}
