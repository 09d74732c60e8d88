package formats

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"concord/models"
)

func FuzzAirwars(f *testing.F) {
	all := with(goodAirwars, map[string]string{"children_killed_min": "2", "belligerents_killed_max": "1", "local_time": "14:30", "country_name": "Iraq", "date_end": "2031-03-06", "local_time_of_day": "night",
		"belligerent_1_belligerent_name": "Orland", "belligerent_1_assessment_slug": "credible", "belligerent_1_mgrs_coordinate": "31NBA5652145610", "belligerent_free-coast-front": "1"})
	fuzzFormat(f, "airwars", narrow(all), narrow(goodAirwars),
		"code,date,country_name,latitude,longitude,civilian_non_combatants_killed_min,civilian_non_combatants_killed_max\nA,2031-03-04,Iraq,1,1,1,2\n")
}

// narrow is a file with the columns that are filled alone: long inputs are slow to vary.
func narrow(cells map[string]string) string {
	return csvFile(strings.Join(slices.Sorted(maps.Keys(cells)), ","), []map[string]string{cells})
}

func FuzzAirwarsMap(f *testing.F) {
	point := with(goodPoint, map[string]string{"post_id": "1"})
	fuzzFormat(f, "airwars-map", jsonFile([]map[string]string{point, goodPoint}), `{"post_id":1,"date":"20310304","country":"x"}`+"\n"+`{"post_id":2}`, "[]", `[{"post_id":"\ud800"}]`,
		"concord_object\n\"{\"\"post_id\"\":1,\"\"date\"\":\"\"2031-03-04\"\",\"\"country\"\":\"\"x\"\"}\"\n")
}

func FuzzIntake(f *testing.F) {
	one := with(goodIntake, map[string]string{"publicUUID": "u-1"})
	fuzzFormat(f, "intake", jsonFile([]map[string]string{one}), jsonFile([]map[string]string{with(one, map[string]string{"poc_1_name": "Bram Oosterling", "poc_1_info": "+31 6 5550 9999", "other": "[1]"})}), `{"publicUUID":"u-1","location":"31NBA565456"}`)
}

func FuzzKobo(f *testing.F) {
	main := koboFile([]map[string]string{with(goodKobo, map[string]string{"_uuid": "u-1", "weapon/mortar": "1", "object_harm": "FUEL", "part_of_day": "NIGHT"})})
	fuzzFormat(f, "kobo", main, "_uuid,started_on,place_name,concord_casualties\nu-1,2031-03-04,x,\"[{\"\"outcome\"\":\"\"KILLED\"\",\"\"min\"\":\"\"1\"\"}]\"\n",
		zipped(f, "main.csv", main, "casualties.csv", harmedHeader+"KILLED;CIVILIAN;;;;1;1;;;1;main;1;;u-1;x\n"))
}

// Whatever a sender writes, neither facts nor faults repeat the name given.
func FuzzIntakeContact(f *testing.F) {
	f.Add("Tarn Quay", "Three people.", "https://a.example/")
	f.Add("MARIT HALVORSEN's house", "marit.halvorsen@mail.example", "marit_halvorsen")
	f.Fuzz(func(t *testing.T, where, harm, link string) {
		rows, bad, err := readAll("intake", jsonFile([]map[string]string{with(goodIntake, map[string]string{
			"publicUUID": "u-1", "full_name": "Marit Halvorsen", "location": where, "total_harm": harm, "information_url": link})}))
		if err != nil {
			return
		}
		said := repeated(func(column string) string { return map[string]string{"full_name": "Marit Halvorsen"}[column] })
		for _, r := range rows {
			facts, err := r.Facts.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if text := string(facts); said.own.MatchString(text) {
				t.Errorf("the facts hold %q: %s", said.own.FindString(text), text)
			}
		}
		for _, e := range bad {
			if said.own.MatchString(e.Message) {
				t.Errorf("a fault repeats who reports: %+v", models.RowError(e))
			}
		}
	})
}
