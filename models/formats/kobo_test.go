package formats

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"concord/models"

	"github.com/xuri/excelize/v2"
)

const koboHeader = "start;end;report/title;report/category;report/narrative;when/started_on;when/started_at;when/part_of_day;when/ended_on;when/utc_offset_min;" +
	"where/point;where/_point_latitude;where/_point_longitude;where/_point_altitude;where/_point_precision;where/place_precision;where/mgrs;where/place_name;where/place_name_local;" +
	"where/admin1;where/admin2;where/site;harm/killed_min;harm/killed_max;harm/injured_min;harm/injured_max;objects/object_harm;objects/object_harm/FUEL;objects/object_harm/MARKET;" +
	"objects/damage;objects/service_lost;who/actor;who/actor_role;who/own_involvement;who/weapon;who/weapon/MORTAR;who/weapon/CLUSTER;who/cause;" +
	"source/source_kind;source/source_reliability;source/source_credibility;source/source_consent;extra/weather;" +
	"_id;_uuid;_submission_time;_validation_status;_notes;_status;_submitted_by;__version__;_tags;_index"

// koboHeads are the header cells by the names that the tests use.
var koboHeads = func() map[string]string {
	heads := map[string]string{}
	for _, cell := range strings.Split(koboHeader, ";") {
		heads[koboName(cell)] = cell
	}
	return heads
}()

var goodKobo = map[string]string{
	"title": "Shelling of the market", "category": "INDIRECT_FIRE", "started_on": "2031-03-04", "point": "0.41235 0.8124 12 6.5", "place_name": "Tarn Quay",
	"killed_min": "3", "killed_max": "5", "_submission_time": "2031-03-05T06:00:00", "_submitted_by": "clerk.seven",
}

func koboFile(rows []map[string]string) string {
	spelt := make([]map[string]string, len(rows))
	for i, cells := range rows {
		spelt[i] = map[string]string{koboHeads["_index"]: itoa(i + 1)}
		for name, value := range cells {
			spelt[i][koboHeads[name]] = value
		}
	}
	return csvFile(koboHeader, spelt)
}

func oneKobo(t *testing.T, cells map[string]string) models.ReportFacts {
	t.Helper()
	rows, bad := read(t, "kobo", koboFile([]map[string]string{with(with(goodKobo, map[string]string{"_uuid": "u-1"}), cells)}))
	if len(bad) > 0 || len(rows) != 1 {
		t.Fatalf("%v: %d rows, bad cells %v", cells, len(rows), bad)
	}
	return rows[0].Facts
}

func TestKoboBadCells(t *testing.T) {
	checkBadCells(t, "kobo", koboFile, goodKobo, "_uuid", []badCell{
		{map[string]string{"_uuid": ""}, "_uuid", "empty"},
		{map[string]string{"_uuid": "good-0"}, "_uuid", "is the reference of row 2 already"},
		{map[string]string{"title": strings.Repeat("x", 121)}, "title", "at most 120"},
		{map[string]string{"title": "Shelling\u202e"}, "title", "U+202E"},
		{map[string]string{"narrative": strings.Repeat("x", 20_001)}, "narrative", "at most 20000"},
		{map[string]string{"category": "Mishap"}, "category", "not one of the choices"},
		{map[string]string{"started_on": ""}, "started_on", "give the day"},
		{map[string]string{"started_on": "04/03/2031"}, "started_on", "cannot be read"},
		{map[string]string{"started_on": "2031-02-31"}, "started_on", "does not exist"},
		{map[string]string{"started_on": "1800-01-01"}, "started_on", "1900 to 2200"},
		{map[string]string{"started_at": "soon"}, "started_at", "not a time of day"},
		{map[string]string{"part_of_day": "TEATIME"}, "part_of_day", "not one of the choices"},
		{map[string]string{"ended_on": "2031-03-01"}, "ended_on", "lies before"},
		{map[string]string{"utc_offset_min": "+3h"}, "utc_offset_min", "not a whole number"},
		{map[string]string{"utc_offset_min": "1800"}, "utc_offset_min", "between -720 and 840"},
		{map[string]string{"point": "0.4"}, "point", "not a position"},
		{map[string]string{"point": "0.4 0.8 1 2 3"}, "point", "not a position"},
		{map[string]string{"point": "0.4 0.8 1 -2"}, "point", "not a position"},
		{map[string]string{"point": "91 0.8 1 2"}, "point", "between -90 and 90"},
		{map[string]string{"point": "0.4 0.8 1 2", "_point_latitude": "0.5", "_point_longitude": "0.8"}, "point", "do not agree"},
		{map[string]string{"point": "", "_point_latitude": "0.4", "_point_longitude": "0.8", "_point_precision": "-4"}, "_point_precision", "below 0"},
		{map[string]string{"point": "", "_point_latitude": "0,4", "_point_longitude": "0.8"}, "_point_latitude", "with a point"},
		{map[string]string{"point": "", "place_name": ""}, "point", "say where it was"},
		{map[string]string{"place_precision": "ROUGHLY"}, "place_precision", "not one of the choices"},
		{map[string]string{"point": "", "mgrs": "31N ZZ 12"}, "mgrs", "cannot be read"},
		{map[string]string{"site": "CASTLE"}, "site", "not one of the choices"},
		{map[string]string{"killed_min": "-1"}, "killed_min", "below 0"},
		{map[string]string{"killed_min": "9"}, "killed_max", "9 or more"},
		{map[string]string{"injured_max": "several"}, "injured_max", "not a whole number"},
		{map[string]string{"object_harm": "FUEL CASTLE"}, "object_harm", "not one of the choices"},
		{map[string]string{"object_harm": "FUEL", "object_harm/market": "1"}, "object_harm", "do not agree"},
		{map[string]string{"weapon/mortar": "perhaps"}, "weapon/mortar", "neither yes nor no"},
		{map[string]string{"damage": "BAD"}, "damage", "not one of the choices"},
		{map[string]string{"actor_role": "FIRED"}, "actor", "name the actor"},
		{map[string]string{"source_reliability": "Z"}, "source_reliability", "not one of the choices"},
		{map[string]string{"source_credibility": "9"}, "source_credibility", "not one of the choices"},
		{map[string]string{"_submission_time": "today"}, "_submission_time", "cannot be read"},
	})
}

func TestKoboAnswers(t *testing.T) {
	f := oneKobo(t, map[string]string{"category": "Indirect fire", "object_harm": "FUEL MARKET", "object_harm/fuel": "1", "object_harm/market": "True", "damage": "SEVERE", "service_lost": "POWER WATER",
		"weapon/mortar": "1", "weapon/cluster": "0", "cause": "HEAVY_WEAPONS", "actor": "Free Coast Front", "actor_role": "FIRED", "source_kind": "WITNESS", "source_reliability": "B", "source_credibility": "2",
		"place_name_local": "مرسى تارن", "extra/weather": "clear"})
	if f.Category != "INDIRECT_FIRE" || len(f.ObjectHarm) != 2 || f.ObjectHarm[1].Object != "MARKET" || !slices.Equal(f.ObjectHarm[0].ServiceLost, []string{"POWER", "WATER"}) ||
		len(f.Means) != 1 || f.Means[0].Weapon != "MORTAR" || f.Means[0].Cause != "HEAVY_WEAPONS" || f.Responsibility[0].Actor != "Free Coast Front" || *f.Sources[0].Credibility != 2 ||
		f.Place.NameLocal != "مرسى تارن" || f.Extra["extra/weather"] != "clear" || f.ReceivedAt.Format("15:04") != "06:00" {
		t.Errorf("%+v", f)
	}
	c, _ := models.Total(f.Casualties, models.Cell{Outcome: "KILLED"})
	if c.Text() != "3 to 5" {
		t.Errorf("killed %s", c.Text())
	}
}

func TestKoboPlaces(t *testing.T) {
	tests := []struct {
		cells     map[string]string
		radius    float64
		method    string
		precision string
	}{
		{map[string]string{"point": "0.41235 0.8124 12 6.5"}, 6.5, "GPS_ON_SITE", ""},
		{map[string]string{"point": "", "_point_latitude": "0.41235", "_point_longitude": "0.8124", "_point_altitude": "3", "_point_precision": "40"}, 40, "GPS_ON_SITE", ""},
		{map[string]string{"point": "0.41235 0.8124 0 0"}, 1000, "MAP_PICK", ""},
		{map[string]string{"point": "0.41235 0.8124"}, 1000, "MAP_PICK", ""},
		// A class that is wider rules over the accuracy of the telephone, a finer one does not.
		{map[string]string{"point": "0.41235 0.8124 12 6.5", "place_precision": "VILLAGE"}, 1000, "GPS_ON_SITE", "VILLAGE"},
		{map[string]string{"point": "0.41235 0.8124 12 90", "place_precision": "EXACT"}, 90, "GPS_ON_SITE", "EXACT"},
	}
	for _, tt := range tests {
		p := oneKobo(t, tt.cells).Place
		if *p.RadiusM != tt.radius || p.Method != tt.method || p.Precision != tt.precision {
			t.Errorf("%v: %v m, %s, %s; want %v m, %s, %s", tt.cells, *p.RadiusM, p.Method, p.Precision, tt.radius, tt.method, tt.precision)
		}
	}
}

func TestKoboTimes(t *testing.T) {
	tests := []struct {
		cells     map[string]string
		from, to  string
		precision string
	}{
		{nil, "2031-03-04T00:00:00Z", "2031-03-04T23:59:59Z", "DAY"},
		{map[string]string{"utc_offset_min": "180"}, "2031-03-03T21:00:00Z", "2031-03-04T20:59:59Z", "DAY"},
		{map[string]string{"started_at": "04:10:00.000+03:00"}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE"},
		{map[string]string{"started_at": "04:10", "utc_offset_min": "180"}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE"},
		{map[string]string{"started_at": "04:10"}, "2031-03-04T00:00:00Z", "2031-03-04T23:59:59Z", "DAY"},
		{map[string]string{"part_of_day": "Morning", "utc_offset_min": "180"}, "2031-03-04T03:00:00Z", "2031-03-04T08:59:59Z", "PART_OF_DAY"},
		{map[string]string{"ended_on": "2031-03-06", "utc_offset_min": "180"}, "2031-03-03T21:00:00Z", "2031-03-06T20:59:59Z", "DAYS_2_6"},
	}
	for _, tt := range tests {
		w := oneKobo(t, tt.cells).Started
		if from, to := w.Earliest.Format("2006-01-02T15:04:05Z07:00"), w.Latest.Format("2006-01-02T15:04:05Z07:00"); from != tt.from || to != tt.to || w.Precision != tt.precision {
			t.Errorf("%v: %s to %s, %s; want %s to %s, %s", tt.cells, from, to, w.Precision, tt.from, tt.to, tt.precision)
		}
	}
}

// zipped packs sheets by name, in the order given.
func zipped(t testing.TB, sheets ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(sheets); i += 2 {
		f, err := w.Create(sheets[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, sheets[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const harmedHeader = "casualties/outcome;casualties/status;casualties/sex;casualties/age;casualties/protected;casualties/min;casualties/max;casualties/basis;casualties/remark;" +
	"_index;_parent_table_name;_parent_index;_submission__id;_submission__uuid;_submission__submission_time\n"

// The repeat sheet may stand before the main sheet or after it, its rows in any
// order; each row finds its own report.
func TestKoboRepeatSheet(t *testing.T) {
	main := koboFile([]map[string]string{
		with(goodKobo, map[string]string{"_uuid": "u-1", "killed_min": "4", "killed_max": "6"}), with(goodKobo, map[string]string{"_uuid": "u-2", "killed_min": "", "killed_max": ""}),
	})
	harmed := harmedHeader +
		"KILLED;CIVILIAN;FEMALE;ADULT;;2;2;WITNESS;;1;main;2;12;u-2;x\n" +
		"KILLED;CIVILIAN;;CHILD;;1;2;;near the well;2;main;1;11;u-1;x\n" +
		"Injured;Civilian;;;;3;;;;3;main;2;;;x\n" +
		"KILLED;CIVILIAN;FEMALE;ADULT_18_59;;2;3;;;4;main;1;11;u-1;x\n"
	for _, file := range []string{
		zipped(t, "Form - all versions.csv", main, "casualties.csv", harmed), zipped(t, "export/casualties.csv", harmed, "export/main.csv", main, "__MACOSX/._main.csv", "\x00"),
	} {
		rows, bad := read(t, "kobo", file)
		if len(bad) > 0 || len(rows) != 2 {
			t.Fatalf("%d rows, bad cells %v", len(rows), bad)
		}
		first, second := rows[0].Facts, rows[1].Facts
		total, _ := models.Total(first.Casualties, models.Cell{Outcome: "KILLED"})
		if len(first.Casualties) != 3 || total.Text() != "4 to 6" || first.ChildrenKilled().Text() != "1 to 2" || first.Extra["casualties/1/casualties/remark"] != "near the well" {
			t.Errorf("first: %+v, %v", first.Casualties, first.Extra)
		}
		if len(second.Casualties) != 2 || second.Killed().Text() != "2" || second.Injured().Text() != "at least 3" || second.Casualties[0].Basis != "WITNESS" {
			t.Errorf("second: %+v", second.Casualties)
		}
	}
}

func TestKoboRepeatFaults(t *testing.T) {
	main := koboFile([]map[string]string{with(goodKobo, map[string]string{"_uuid": "u-1"}), with(goodKobo, map[string]string{"_uuid": "u-2"})})
	tests := []struct {
		name, row    string
		number       int // of the main row that is not read, or past the last
		column, says string
	}{
		{"an orphan by uuid", "KILLED;;;;;1;1;;;1;main;1;;u-9;x", 5, "casualties.csv/_submission__uuid", "not in the main sheet"},
		{"an orphan by index", "KILLED;;;;;1;1;;;1;main;7;;;x", 5, "casualties.csv/_parent_index", `belongs to "7"`},
		{"an index that is another's", "KILLED;;;;;1;1;;;1;main;2;;u-1;x", 2, "casualties.csv/2/_parent_index", "_submission__uuid names"},
		{"a row twice", "KILLED;;;;;1;1;;;1;main;1;;u-1;x\nKILLED;;;;;1;1;;;1;main;1;;u-1;x", 2, "casualties.csv/3/_index", "of row 2 already"},
		{"no outcome", ";;;;;1;1;;;1;main;1;;u-1;x", 2, "casualties.csv/2/outcome", "say what happened"},
		{"an unknown outcome", "HURT;;;;;1;1;;;1;main;1;;u-1;x", 2, "casualties.csv/2/outcome", "not one of the choices"},
		{"a bad count", "KILLED;;;;;few;1;;;1;main;1;;u-1;x", 2, "casualties.csv/2/min", "not a whole number"},
		{"bounds crossed", "KILLED;;;;;3;1;;;1;main;1;;u-1;x", 2, "casualties.csv/2/max", "3 or more"},
		{"parts above the total", "KILLED;CIVILIAN;;;;6;6;;;1;main;1;;u-1;x", 2, "killed_max", "6"},
		{"a cell too many", "KILLED;;;;;3;1;;;1;main;1;;u-1;x;y;z", 2, "casualties.csv/2/_submission__submission_time", "17 cells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := zipped(t, "casualties.csv", harmedHeader+tt.row+"\n", "main.csv", main)
			rows, bad := read(t, "kobo", file)
			if len(bad) != 1 || bad[0].Row != tt.number || bad[0].Column != tt.column || !strings.Contains(bad[0].Message, tt.says) {
				t.Errorf("bad cells %+v, want row %d, %s, …%s…", bad, tt.number, tt.column, tt.says)
			}
			want := []int{2, 3}
			if tt.number == 2 {
				want = []int{3}
			}
			var got []int
			for _, r := range rows {
				got = append(got, r.Number)
			}
			if !slices.Equal(got, want) {
				t.Errorf("rows %v read, want %v", got, want)
			}
			again := rejected(t, "kobo", file, bad)
			if strings.Contains(again, "clerk.seven") || !strings.Contains(again, casualtyColumn) {
				t.Errorf("rejected rows: %s", again)
			}
			if _, named := read(t, "kobo", again); len(named) == 0 {
				t.Errorf("the rejected rows read again are not bad: %s", again)
			}
			if strings.Contains(tt.row, "few") {
				if mended, named := read(t, "kobo", strings.ReplaceAll(again, "few", "1")); len(named) > 0 || len(mended) != 1 || len(mended[0].Facts.Casualties) != 2 {
					t.Errorf("the corrected rows: %+v, %v", mended, named)
				}
			}
		})
	}
}

func TestKoboFilesThatCannotBeRead(t *testing.T) {
	main := koboFile([]map[string]string{with(goodKobo, map[string]string{"_uuid": "u-1"})})
	broken := []byte(zipped(t, "main.csv", main))
	broken[60] ^= 0xFF
	var form bytes.Buffer
	if err := WriteKoboForm(&form); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, file, says string }{
		{"nothing", "", "empty"},
		{"another table", "a;b\n1;2\n", "_uuid is missing"},
		{"a question twice", "_uuid;started_on;g1/title;g2/title\n", "title stands in the header twice"},
		{"UTF-16", "\xFF\xFE_\x00u\x00", "UTF-16"},
		{"Windows-1256", "_uuid;started_on;place_name\nu-1;2031-03-04;\xc7\xe1\xda\xd1\xc7\xde\n", "Line 2, cell 3 is not UTF-8"},
		{"a NUL byte", "_uuid;started_on\nu-1;2031\x00\n", "NUL"},
		{"a cell of 10 MB", "_uuid;started_on;title\nu-1;2031-03-04;\"" + strings.Repeat("x", 10<<20) + "\"\n", "Row 2 is longer than 8 MiB"},
		{"a zip without sheets", zipped(t, "photo.jpg", "x"), "no main sheet"},
		{"a zip with two main sheets", zipped(t, "a.csv", main, "b.csv", main), "both main sheets"},
		{"a zip with two repeat sheets", zipped(t, "a.csv", harmedHeader, "b.csv", harmedHeader), "both sheets of people harmed"},
		{"a repeat of other questions", zipped(t, "a.csv", main, "b.csv", "name;_parent_index\nx;1\n"), "there is no outcome"},
		{"a sheet that packs a thousandfold", zipped(t, "a.csv", main+strings.Repeat(";", 8<<20)), "would be"},
		{"a workbook in the zip", zipped(t, "main.csv", form.String()), "no CSV"},
		{"no zip after its mark", "PK\x03\x04 and no more", "cannot be opened"},
		{"a zip with a flipped byte", string(broken), "export the form again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, _, err := readAll("kobo", tt.file)
			if kind := models.KindOf(err); err == nil || kind != models.Unreadable && kind != models.Malformed || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%d rows, error = %v, want …%s…", len(rows), err, tt.says)
			}
		})
	}
}

// Who collected the answers is given for sealing and stands in no byte of the facts.
func TestKoboCollectorLeavesNoByteInTheFacts(t *testing.T) {
	file := "_uuid,started_on,place_name,_submitted_by,username,deviceid,phonenumber,_index\nu-1,2031-03-04,Tarn Quay,clerk.seven,clerk.seven,imei-7788,+4415550,1\n"
	rows, bad := read(t, "kobo", file)
	if len(bad) > 0 || len(rows) != 1 {
		t.Fatal(rows, bad)
	}
	facts, err := rows[0].Facts.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"clerk.seven", "imei-7788", "4415550"} {
		if bytes.Contains(facts, []byte(secret)) {
			t.Errorf("the facts hold %s: %s", secret, facts)
		}
	}
	if who := rows[0].Contact; who == nil || !slices.Equal(who.Names, []string{"clerk.seven"}) || !strings.Contains(who.Contact, "imei-7788") || !strings.Contains(who.Contact, "+4415550") {
		t.Error("the contact is not given for sealing")
	}
}

// The form asks what the reader reads: every answer it allows is understood, and
// every list that a question names is there.
func TestKoboForm(t *testing.T) {
	var out bytes.Buffer
	if err := WriteKoboForm(&out); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	survey, err := book.GetRows("survey")
	if err != nil {
		t.Fatal(err)
	}
	choices, err := book.GetRows("choices")
	if err != nil {
		t.Fatal(err)
	}
	if settings, err := book.GetRows("settings"); err != nil || len(settings) != 2 {
		t.Fatalf("settings %v, %v", settings, err)
	}
	lists := map[string][]string{}
	for _, c := range choices[1:] {
		lists[c[0]] = append(lists[c[0]], c[1])
	}
	var open []string
	repeat, answers := false, 0
	for _, row := range survey[1:] {
		kind, name := row[0], row[1]
		switch {
		case strings.HasPrefix(kind, "begin_"):
			open = append(open, name)
			repeat = repeat || kind == "begin_repeat"
			continue
		case strings.HasPrefix(kind, "end_"):
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("%s %s closes nothing that is open: %v", kind, name, open)
			}
			open = open[:len(open)-1]
			repeat = repeat && kind != "end_repeat"
			continue
		case kind == "note":
			continue
		}
		if repeat && !harmedColumn(name) || !repeat && !slices.Contains(kobo.held, name) {
			t.Errorf("the question %s is not read", name)
		}
		_, list, chosen := strings.Cut(kind, " ")
		if !chosen {
			continue
		}
		if len(lists[list]) == 0 {
			t.Errorf("%s names the list %s, which is empty", name, list)
		}
		for _, code := range lists[list] {
			if repeat {
				continue
			}
			answers++
			for _, answer := range []string{code, choiceLabel(code)} {
				if strings.HasPrefix(kind, "select_multiple") && answer != code {
					continue // labels hold spaces, as answers do between them
				}
				cells := map[string]string{name: answer}
				if name == "actor_role" {
					cells["actor"] = "Free Coast Front"
				}
				oneKobo(t, cells)
			}
		}
	}
	if len(open) > 0 || answers < 100 {
		t.Errorf("left open %v, %d answers tried", open, answers)
	}
}
