package formats

import (
	"fmt"
	"strings"
	"testing"

	"concord/models"
)

// jsonReport is a good report in JSON with further members behind it.
func jsonReport(ref, more string) string {
	return fmt.Sprintf(`{"local_ref":%q,"title":"Strike near Tarn Quay","category":"AIR_STRIKE","started":{"earliest":"2031-03-04T01:10:00Z","precision":"MINUTE"},"own_involvement":"INVOLVED"%s}`, ref, more)
}

const mill = `,"place":{"name":"Mill"}`

// Everything that is wrong with a report is named in one pass, at its field, with
// where in the field it lies; the reports around it are read.
func TestFaultsOfOneReport(t *testing.T) {
	for _, tt := range []struct {
		name, more string
		column     string
		says       []string
	}{
		{"two texts for numbers", mill + `,"casualties":[{"outcome":"KILLED","status":"CIVILIAN","min":"x"},{"outcome":"KILLED","status":"CIVILIAN","max":"y"}]`, "casualties", []string{"/casualties/0/min", "/casualties/1/max"}},
		{"items that are none", mill + `,"means":[1,{"weapon":"MORTAR"},"x"]`, "means", []string{"/means/0", "/means/2"}},
		{"two unknown keys", `,"place":{"name":"Mill","height":3,"colour":"red"}`, "place", []string{"/place/height", "/place/colour"}},
		{"a key twice", mill + `,"title":"Another"`, "title", []string{"twice"}},
		{"a key twice within", `,"place":{"name":"Mill","name":"Barn"}`, "place", []string{"/place/name", "twice"}},
		{"an unknown key that turns the direction", mill + `,"blue` + "\u202e" + `":1`, "blue", []string{"no such field"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := "[" + jsonReport("A", mill) + "," + jsonReport("B", tt.more) + "," + jsonReport("C", mill) + "]"
			rows, bad, err := readAll("concord-json", file)
			if err != nil || len(rows) != 2 {
				t.Fatalf("%d rows, want those before and behind; %v", len(rows), err)
			}
			if len(bad) != 1 || bad[0].Row != 3 || bad[0].Column != tt.column {
				t.Fatalf("bad cells %v, want %s of row 3 alone", bad, tt.column)
			}
			for _, says := range tt.says {
				if !strings.Contains(bad[0].Message, says) {
					t.Errorf("told %q, want …%s…", bad[0].Message, says)
				}
			}
			checkRaw(t, "concord-json", file, bad)
		})
	}
}

// An unknown key hides no broken rule of the same field.
func TestRulesBesideUnknownKeys(t *testing.T) {
	_, bad, err := readAll("concord-json", jsonReport("A", `,"place":{"name":"Mill","height":3,"lat":95,"lon":0}`))
	if err != nil || len(bad) != 2 || bad[0].Column != "place" || bad[1].Column != "place/lat" {
		t.Errorf("bad cells %v, %v", bad, err)
	}
}

// References no report may have are not remembered: a file of them takes no memory.
func TestLongReferencesAreForgotten(t *testing.T) {
	long := strings.Repeat("x", maxRef+1)
	for format, file := range map[string]string{
		"concord-json": jsonReport(long, mill) + jsonReport(long, mill),
		"concord-csv":  "local_ref,start_earliest,place_name\n" + strings.Repeat(long+",2031-03-04,Mill\n", 2),
	} {
		_, bad, err := readAll(format, file)
		if err != nil || len(bad) != 2 || strings.Contains(bad[1].Message, "already") {
			t.Errorf("%s: %.300v, %v", format, bad, err)
		}
	}
	_, bad, _ := readAll("concord-json", jsonReport("A", mill)+jsonReport("A", mill))
	if len(bad) != 1 || bad[0].Column != "local_ref" || !strings.Contains(bad[0].Message, "already") {
		t.Errorf("a reference twice: %v", bad)
	}
}

// What our own export writes around the facts is passed over, a row corrected reads.
func TestRejectedReportsReadAgain(t *testing.T) {
	file := strings.Replace(jsonReport("A", mill+`,"colour":"blue"`), "{", `{"id":"x","ref":"R-1","partner":"ORL","incident":"i","version":2,"status":"REPORTED","sharing":{"level":"JOINT","with":[]},"logged_at":"2031-03-05T00:00:00Z","logged_by":"x","amended_at":null,`, 1)
	_, bad, err := readAll("concord-json", file)
	if err != nil || len(bad) != 1 || bad[0].Column != "colour" {
		t.Fatalf("bad cells %v, %v", bad, err)
	}
	text := rejected(t, "concord-json", file, bad)
	if got := Detect([]byte(text)); got != "concord-json" {
		t.Errorf("the rejected rows are taken for %q", got)
	}
	rows, again, err := readAll("concord-json", strings.Replace(text, `,""colour"":""blue""`, "", 1))
	if err != nil || len(rows) != 1 || len(again) > 0 || rows[0].Facts.LocalRef != "A" {
		t.Errorf("corrected: %d rows, %v, %v", len(rows), again, err)
	}
	if err := Read("concord-json", strings.NewReader("[1] 2"), nil, func(models.RowError) {}); err == nil || !strings.Contains(err.Error(), "Something follows") {
		t.Errorf("what follows the list: %v", err)
	}
}
