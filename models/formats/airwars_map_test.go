package formats

import (
	"strings"
	"testing"

	"concord/models"
)

var goodPoint = map[string]string{
	"post_id": "", "date": "2031-03-04", "country": "Iraq", "latitude": "35.7", "longitude": "44.5", "geolocation_accuracy": "Village", "grading": "fair",
	"strike_status": "declared", "permalink": "https://airwars.example/1", "civilians_killed_min": "4", "civilians_killed_max": "6",
	"civilians_injured_min": "0", "civilians_injured_max": "2", "militants_killed_min": "1", "militants_killed_max": "1",
}

func TestAirwarsMapBadCells(t *testing.T) {
	deep := strings.Repeat("[", 33) + strings.Repeat("]", 33)
	checkBadCells(t, "airwars-map", jsonFile, goodPoint, "post_id", []badCell{
		{map[string]string{"post_id": ""}, "post_id", "empty"},
		{map[string]string{"post_id": "null"}, "post_id", "empty"},
		{map[string]string{"post_id": "good-0"}, "post_id", "is the reference of row 2 already"},
		{map[string]string{"post_id": strings.Repeat("x", 121)}, "post_id", "at most 120"},
		{map[string]string{"post_id": "9\u202e1"}, "post_id", "U+202E"},
		{map[string]string{"date": ""}, "date", "give the day"},
		{map[string]string{"date": "04/03/2031"}, "date", "cannot be read"},
		{map[string]string{"date": "2031-02-31"}, "date", "does not exist"},
		{map[string]string{"date": "0999-01-01"}, "date", "1900 to 2200"},
		{map[string]string{"date": "[2031]"}, "date", "cannot be read"},
		{map[string]string{"latitude": "91"}, "latitude", "between -90 and 90"},
		{map[string]string{"latitude": "1e999"}, "latitude", "not a number of degrees"},
		{map[string]string{"latitude": "null"}, "latitude", "lon was given without lat"},
		{map[string]string{"longitude": "-181"}, "longitude", "between -180 and 180"},
		{map[string]string{"longitude": "east"}, "longitude", "not a number of degrees"},
		{map[string]string{"longitude": "true"}, "longitude", "not a number of degrees"},
		{map[string]string{"latitude": "null", "longitude": "null", "country": "null"}, "country", "say where it was"},
		{map[string]string{"geolocation_accuracy": "roughly"}, "geolocation_accuracy", "not a step"},
		{map[string]string{"permalink": "https://a.example/\u2066"}, "permalink", "U+2066"},
		{map[string]string{"civilians_killed_min": "-1"}, "civilians_killed_min", "below 0"},
		{map[string]string{"civilians_killed_min": "2.5"}, "civilians_killed_min", "not a whole number"},
		{map[string]string{"civilians_killed_max": "3"}, "civilians_killed_max", "4 or more"},
		{map[string]string{"civilians_injured_max": "many"}, "civilians_injured_max", "not a whole number"},
		{map[string]string{"civilians_injured_min": "1" + strings.Repeat("0", 400)}, "civilians_injured_min", "not a whole number"},
		{map[string]string{"militants_killed_min": "99999999"}, "militants_killed_min", "more than 10000000"},
		{map[string]string{"militants_killed_max": `{"n": 1}`}, "militants_killed_max", "not a whole number"},
		{map[string]string{"grading": deep}, "grading", "nested 33 deep"},
		{map[string]string{"strike_status": `"a\u0000b"`}, "strike_status", "NUL"},
		{map[string]string{"note": strings.Repeat("x", maxExtra+1)}, "note", "at most 20000"},
	})
}

func TestAirwarsMapFacts(t *testing.T) {
	file := `{"post_id": 71023, "Date": "2031-03-04", "country": "Iraq", "latitude": 35.7, "longitude": "44.5", "geolocation_accuracy": "Neighbourhood/area", "grading": "weak",
		"strike_status": "alleged", "permalink": "https://airwars.example/1", "civilians_killed_min": 4, "civilians_killed_max": 6, "militants_killed_min": 0, "militants_killed_max": 1, "civilians_injured_min": null, "civilians_injured_max": null}` + "\n" +
		`{"post_id":71024,"date":"20310305","latitude":null,"longitude":null,"country":"Iraq"}` + "\n"
	rows, bad := read(t, "airwars-map", file)
	if len(bad) > 0 || len(rows) != 2 || rows[0].Number != 2 || rows[1].Number != 3 {
		t.Fatalf("%+v, bad cells %v", rows, bad)
	}
	f := rows[0].Facts
	armed, _ := models.Total(f.Casualties, models.Cell{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT"})
	if f.LocalRef != "71023" || f.Killed().Text() != "4 to 6" || armed.Text() != "0 to 1" || f.Injured().Known() || f.Place.Precision != "NEIGHBOURHOOD" || f.Place.Admin0 != "IRQ" ||
		f.Confidence != "LOW" || f.Extra["grading"] != "weak" || f.Extra["strike_status"] != "alleged" || f.Assessment != nil || len(f.Responsibility) > 0 {
		t.Errorf("%+v, killed %s, armed %s", f, f.Killed().Text(), armed.Text())
	}
	if p := rows[1].Facts.Place; p.Name != "Iraq" || p.Lat != nil {
		t.Errorf("without a point: %+v", p)
	}
}

func TestObjectsThatCannotBeRead(t *testing.T) {
	tests := []struct{ name, file, says string }{
		{"nothing", "", "empty"},
		{"no JSON", "post_id,date\n1,2031-03-04\n", "does not begin as JSON"},
		{"UTF-16 with a mark", "\xFF\xFE{\x00", "UTF-16"},
		{"UTF-16 without a mark", "{\x00\"\x00", "UTF-16"},
		{"Windows-1256", "[{\"post_id\":\"1\",\"country\":\"\xc7\xe1\xda\xd1\xc7\xde\"}]", "not UTF-8"},
		{"a NUL byte", "[{\"post_id\":\"1\x002\"}]", "not valid JSON"},
		{"a half surrogate", `[{"post_id":"\ud800"}]`, "Object 1"},
		{"an object cut off", `[{"post_id":"1"},{"post_id":"2",`, "Object 2"},
		{"a list cut off", `[{"post_id":"1"}`, "Object 1"},
		{"two lists", `[{"post_id":"1"}][]`, "follows the list"},
		{"a list of numbers", `[1,2]`, "Item 1"},
		{"a list in a list", `[[{"post_id":"1"}]]`, "Item 1"},
		{"nested without end", `[{"post_id":` + strings.Repeat("[", 200_000), "Object 1"},
		{"an object over 8 MiB", `[{"post_id":"` + strings.Repeat("x", maxRow+(1<<20)) + `"}]`, "Object 1 is longer than 8 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, _, err := readAll("airwars-map", tt.file)
			if err == nil || models.KindOf(err) != models.Unreadable || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%d rows, error = %v (kind %d), want …%s…", len(rows), err, models.KindOf(err), tt.says)
			}
		})
	}
}

// A key twice, a value too long and too many keys are named at their object; the
// others are read.
func TestObjectsThatAreNamed(t *testing.T) {
	const good = `"date":"2031-03-04","country":"Iraq"`
	many := ""
	for i := range maxColumns {
		many += `,"k` + itoa(i) + `":1`
	}
	tests := []struct{ name, object, column, says string }{
		{"a key twice", `"post_id":1,"date":"2031-03-05",` + good, "date", "stands in the object twice"},
		{"a key twice in other letters", `"post_id":1,"COUNTRY":"Syria",` + good, "COUNTRY", "stands in the object twice"},
		{"a cell of 2 MiB", `"post_id":1,"note":"` + strings.Repeat("x", 2<<20) + `",` + good, "note", "is 2097154 bytes long"},
		{"201 keys without a meaning", `"post_id":1,` + good + many, "", "more than 200 keys"},
		{"a key with a line feed", `"post_id":1,"a\nb":1,` + good, "a\nb", "cannot be used"},
		{"a key of 300 letters", `"post_id":1,"` + strings.Repeat("k", 300) + `":1,` + good, strings.Repeat("k", 59) + "…", "cannot be used"},
		{"an empty key", `"post_id":1,"":1,` + good, "", "cannot be used"},
	}
	for _, tt := range tests {
		rows, bad, err := readAll("airwars-map", "[{"+tt.object+`},{"post_id":2,`+good+"}]")
		if err != nil || len(rows) != 1 || rows[0].Facts.LocalRef != "2" || len(bad) != 1 || bad[0].Row != 2 || bad[0].Column != tt.column || !strings.Contains(bad[0].Message, tt.says) || !strings.HasPrefix(bad[0].Message, "Object 1: ") {
			t.Errorf("%s: %d rows, %v, bad cells %.300v", tt.name, len(rows), err, bad)
		}
	}
}

func TestDetectThirdParties(t *testing.T) {
	kobo := koboFile([]map[string]string{goodKobo})
	tests := []struct{ name, start, want string }{
		{"Airwars export", airwarsHeader + "\n", "airwars"},
		{"Airwars export, quoted, with a mark", "\xEF\xBB\xBF\"" + strings.ReplaceAll(airwarsHeader, ",", `","`) + "\"\n", "airwars"},
		{"Airwars feed", jsonFile([]map[string]string{goodPoint}), "airwars-map"},
		{"Airwars feed by lines", `{"post_id":1,"geolocation_accuracy":"City"}`, "airwars-map"},
		{"Kobo, semicolons", kobo, "kobo"},
		{"Kobo, commas", "_uuid,started_on,_index\n", "kobo"},
		{"Kobo, zip", zipped(t, "main.csv", kobo), "kobo"},
		{"intake", jsonFile([]map[string]string{goodIntake}), "intake"},
		{"other JSON", `{"name":"x"}`, ""},
		{"another zip", zipped(t, "photo.jpg", "x"), ""},
	}
	for _, tt := range tests {
		if got := Detect([]byte(tt.start)); got != tt.want {
			t.Errorf("%s: Detect = %q, want %q", tt.name, got, tt.want)
		}
	}
}
