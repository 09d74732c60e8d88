package formats

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"concord/models"
)

var goodIntake = map[string]string{
	"publicUUID": "", "full_name": "Marit Halvorsen-Quist", "phone_number": "+31 6 5550 1234", "email_address": "marit.h@mail.example",
	"location": "Tarn Quay, by the harbour gate", "start_datetime": "2031-03-04T04:10", "end_datetime": "2031-03-04T04:40", "time_zone": "Asia/Baghdad",
	"total_harm": "Three people were killed.", "us_harm": "unknown",
}

func TestIntakeBadCells(t *testing.T) {
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	checkBadCells(t, "intake", jsonFile, goodIntake, "publicUUID", []badCell{
		{map[string]string{"publicUUID": ""}, "publicUUID", "empty"},
		{map[string]string{"publicUUID": "good-0"}, "publicUUID", "is the reference of row 2 already"},
		{map[string]string{"publicUUID": strings.Repeat("x", 121)}, "publicUUID", "at most 120"},
		{map[string]string{"publicUUID": "u\u202e1"}, "publicUUID", "U+202E"},
		{map[string]string{"publicUUID": `"a\u0000b"`}, "publicUUID", "NUL"},
		{map[string]string{"location": ""}, "location", "say where it was"},
		{map[string]string{"location": strings.Repeat("x", 401)}, "location", "at most 400"},
		{map[string]string{"location": "95.5, 195.25"}, "location", "cannot be read"},
		{map[string]string{"location": "Tarn\u2067Quay"}, "location", "U+2067"},
		{map[string]string{"location": deep}, "location", "nested 40 deep"},
		{map[string]string{"start_datetime": "yesterday"}, "start_datetime", "cannot be read"},
		{map[string]string{"start_datetime": "2031-02-30T10:00"}, "start_datetime", "does not exist"},
		{map[string]string{"start_datetime": "03/04/2031 10:00"}, "start_datetime", "cannot be read"},
		{map[string]string{"start_datetime": "1066-10-14"}, "start_datetime", "1900 to 2200"},
		{map[string]string{"start_datetime": ""}, "start_datetime", "give both"},
		{map[string]string{"end_datetime": "2031-03-03T10:00"}, "end_datetime", "lies before"},
		{map[string]string{"end_datetime": "later"}, "end_datetime", "cannot be read"},
		{map[string]string{"end_datetime": "2400-01-01"}, "end_datetime", "1900 to 2200"},
		{map[string]string{"time_zone": "our time"}, "time_zone", "not a time zone"},
		{map[string]string{"time_zone": "UTC+99:00"}, "time_zone", "not a time zone"},
		{map[string]string{"time_zone": "../../etc/passwd"}, "time_zone", "not a time zone"},
		{map[string]string{"total_harm": strings.Repeat("x", 9_001)}, "total_harm", "at most 9000"},
		{map[string]string{"us_harm": strings.Repeat("x", 9_001)}, "us_harm", "at most 9000"},
		{map[string]string{"information_url": "https://a.example/\u0007"}, "information_url", "U+0007"},
		{map[string]string{"reporting_unit": strings.Repeat("x", maxExtra+1)}, "reporting_unit", "at most 20000"},
		{map[string]string{"combat_command": deep}, "combat_command", "nested 40 deep"},
	})
}

// What is withheld is bad where it cannot be sealed, and even then is not repeated;
// it is not in a file of rejected rows either.
func TestIntakeContactThatCannotBeSealed(t *testing.T) {
	for _, tt := range []struct{ key, value, column string }{
		{"full_name", strings.Repeat("Marit ", 40), "full_name"},
		{"full_name", "Marit\u202eHalvorsen", "full_name"},
		{"poc_1_info", "Marit at " + strings.Repeat("the mill ", 300), "poc_1_info"},
		{"favourite_colour", "Marit's " + strings.Repeat("blue ", 3000), "publicUUID"},
	} {
		file := jsonFile([]map[string]string{with(goodIntake, map[string]string{"publicUUID": "u-1", tt.key: tt.value})})
		rows, bad, err := readAll("intake", file)
		if err != nil || len(rows) > 0 || len(bad) != 1 || bad[0].Column != tt.column || strings.Contains(bad[0].Message, "Marit") {
			t.Errorf("%s: %d rows, %v, %v", tt.key, len(rows), bad, err)
		}
		if text := rejected(t, "intake", file, bad); strings.Contains(text, "Marit") || !strings.Contains(text, "Tarn Quay") {
			t.Errorf("%s: the rejected rows hold %s", tt.key, text)
		}
	}
}

// secrets are what one sender says of himself, in the ways that come up elsewhere.
var secrets = []string{"Marit", "Halvorsen", "Quist", "5550", "1234", "marit.h", "mail.example", "Bram", "Oosterling", "7001", "colonel", "Sabre", "1987-05-06", "blue"}

// No byte of the facts, of what is named bad or of what prints holds a name, a
// number or an address of the person reporting; all of it is given for sealing.
func TestIntakeContactLeavesNoByteInTheFacts(t *testing.T) {
	object := `{"publicUUID": "5f0c-1", "full_name": "Marit Halvorsen-Quist", "Phone_Number": "+31 6 5550 1234", "email_address": "marit.h@mail.example",
		"location": "Tarn Quay, behind the house of marit halvorsen quist", "start_datetime": "2031-03-04T04:10", "time_zone": "Asia/Baghdad",
		"total_harm": "My name is QUIST, Marit Halvorsen. Call 0031655501234 or (06) 5550-1234, or write to MARIT.H@mail.example. Bram Oosterling saw it.",
		"us_harm": "Two of them, says Oosterling Bram.", "poc_1_name": "Bram Oosterling", "poc_1_info": "tel. 555 7001 22, bram@mail.example",
		"information_url": "https://social.example/marit.halvorsen-quist/posts/1", "document_files": ["marit_halvorsen_quist.pdf", "harbour.jpg"],
		"duty_title": "colonel", "assigned_unit": "Sabre", "reporting_unit": "Joint cell", "combat_command": "Centre",
		"reporter": {"born": "1987-05-06"}, "favourite_colour": "blue"}`
	rows, bad := read(t, "intake", object)
	if len(bad) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, bad cells %v", len(rows), bad)
	}
	facts, err := rows[0].Facts.Encode()
	if err != nil {
		t.Fatal(err)
	}
	row, err := json.Marshal(rows[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if bytes.Contains(bytes.ToLower(facts), []byte(strings.ToLower(secret))) {
			t.Errorf("the facts hold %q: %s", secret, facts)
		}
		if bytes.Contains(bytes.ToLower(row), []byte(strings.ToLower(secret))) {
			t.Errorf("the row as JSON holds %q", secret)
		}
	}
	for _, kept := range []string{"Tarn Quay", "harbour.jpg", "Joint cell", "Centre", "5f0c-1"} {
		if !bytes.Contains(facts, []byte(kept)) {
			t.Errorf("the facts lack %q: %s", kept, facts)
		}
	}
	sealed, err := json.Marshal(models.Revealed(*rows[0].Contact))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range append(secrets, "reporter", "as written") { // the control: nothing of it is lost
		if !bytes.Contains(bytes.ToLower(sealed), []byte(strings.ToLower(secret))) {
			t.Errorf("what is to be sealed lacks %q: %s", secret, sealed)
		}
	}
	if problems := rows[0].Contact.Check(); len(problems) > 0 {
		t.Errorf("the contact cannot be sealed: %v", problems)
	}
	if s := rows[0].Facts.Sources[0]; s.Protected == nil || !*s.Protected || s.Kind != "OWN_UNIT_REPORT" {
		t.Errorf("source: %+v", s)
	}
	raw := rejected(t, "intake", object, []models.RowError{{Row: 2, Message: "x"}})
	for _, secret := range secrets {
		if strings.Contains(strings.ToLower(raw), strings.ToLower(secret)) {
			t.Errorf("the rejected rows hold %q: %s", secret, raw)
		}
	}
}

func TestIntakeFacts(t *testing.T) {
	tests := []struct {
		change            map[string]string
		from, to          string
		precision, stated string
	}{
		{nil, "2031-03-04T01:10:00Z", "2031-03-04T01:40:59Z", "HOUR", "2031-03-04T04:10 to 2031-03-04T04:40 Asia/Baghdad"},
		{map[string]string{"end_datetime": ""}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE", "2031-03-04T04:10 Asia/Baghdad"},
		{map[string]string{"end_datetime": "", "time_zone": "UTC+3"}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE", "2031-03-04T04:10 UTC+3"},
		{map[string]string{"end_datetime": "", "time_zone": "(UTC-05:30) Somewhere"}, "2031-03-04T09:40:00Z", "2031-03-04T09:40:59Z", "MINUTE", "2031-03-04T04:10 (UTC-05:30) Somewhere"},
		{map[string]string{"end_datetime": "", "time_zone": "", "start_datetime": "2031-03-04T01:10:30Z"}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE", "2031-03-04T01:10:30Z"},
		{map[string]string{"end_datetime": "", "start_datetime": "2031-03-04"}, "2031-03-03T21:00:00Z", "2031-03-04T20:59:59Z", "DAY", "2031-03-04 Asia/Baghdad"},
		// A time of no known offset is known to its day only.
		{map[string]string{"end_datetime": "", "time_zone": ""}, "2031-03-04T00:00:00Z", "2031-03-04T23:59:59Z", "DAY", "2031-03-04T04:10"},
		{map[string]string{"start_datetime": "", "end_datetime": ""}, "", "", "UNKNOWN", "Asia/Baghdad"},
	}
	for _, tt := range tests {
		rows, bad := read(t, "intake", jsonFile([]map[string]string{with(goodIntake, with(map[string]string{"publicUUID": "u-1"}, tt.change))}))
		if len(bad) > 0 {
			t.Errorf("%v: %v", tt.change, bad)
			continue
		}
		w, from, to := rows[0].Facts.Started, "", ""
		if w.Earliest != nil {
			from, to = w.Earliest.Format("2006-01-02T15:04:05Z07:00"), w.Latest.Format("2006-01-02T15:04:05Z07:00")
		}
		if from != tt.from || to != tt.to || w.Precision != tt.precision || w.Stated != tt.stated {
			t.Errorf("%v: %s to %s, %s, %q; want %s to %s, %s, %q", tt.change, from, to, w.Precision, w.Stated, tt.from, tt.to, tt.precision, tt.stated)
		}
	}
	file := jsonFile([]map[string]string{with(goodIntake, map[string]string{"publicUUID": "u-1", "location": "31N BA 56521 45610", "total_harm": "12", "us_harm": "One strike"})})
	rows, _ := read(t, "intake", file)
	f := rows[0].Facts
	if f.Place.Lat == nil || *f.Place.RadiusM > 10 || len(f.Casualties) > 0 || !strings.Contains(f.Narrative, "Harm in all: 12") || len(f.Responsibility) != 1 || f.Responsibility[0].Claim != "ASSERTED" {
		t.Errorf("%+v, place %+v", f, f.Place)
	}
	rows, _ = read(t, "intake", jsonFile([]map[string]string{with(goodIntake, map[string]string{"publicUUID": "u-2"})}))
	if f := rows[0].Facts; len(f.Responsibility) > 0 || f.Place.Name != "Tarn Quay, by the harbour gate" {
		t.Errorf("%+v", f)
	}
}
