package formats

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
	"concord/tests/fixtures"

	"pgregory.net/rapid"
)

func sameJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	if errX != nil || errY != nil {
		t.Fatal(errX, errY)
	}
	return bytes.Equal(x, y)
}

func export(t interface{ Fatal(...any) }, more []string, reports ...models.ReportFacts) string {
	var out bytes.Buffer
	w := WriteCSV(&out)
	w.Columns(more...)
	for _, f := range reports {
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// writers are the exports that must read back, with the format that reads each.
var writers = []struct {
	format string
	write  func(t interface{ Fatal(...any) }, reports ...models.ReportFacts) string
}{
	{"concord-csv", func(t interface{ Fatal(...any) }, reports ...models.ReportFacts) string {
		return export(t, []string{"x_model", "=notes"}, reports...)
	}},
	{"xlsx", exportXLSX},
	{"geojson", exportGeoJSON},
	{"concord-json", exportJSON},
}

func exportJSON(t interface{ Fatal(...any) }, reports ...models.ReportFacts) string {
	var out bytes.Buffer
	w := WriteJSON(&out)
	for _, f := range reports {
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func exportXLSX(t interface{ Fatal(...any) }, reports ...models.ReportFacts) string {
	var out bytes.Buffer
	w := WriteReportsXLSX(&out, [2]string{"Filter", "=everything"})
	w.Columns("x_model", "=notes")
	for _, f := range reports {
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func exportGeoJSON(t interface{ Fatal(...any) }, reports ...models.ReportFacts) string {
	var out bytes.Buffer
	w := WriteGeoJSON(&out)
	for _, f := range reports {
		if err := w.Write(f, map[string]any{"id": "abc", "ref": "R-2031-1", "partner": "ORL", "incident": nil}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// What is exported and read again is the same report to the byte, whatever a
// report may hold, so that importing one's own export changes nothing.
func TestExportReadsBack(t *testing.T) {
	for _, writer := range writers {
		t.Run(writer.format, func(t *testing.T) {
			complete := 0
			rapid.Check(t, func(rt *rapid.T) {
				f, err := someFacts(rt).Complete()
				if err != nil {
					rt.Skip("not a report")
				}
				complete++
				want, err := f.Encode()
				if err != nil {
					rt.Fatal(err)
				}
				file := writer.write(rt, f)
				rows, bad, err := readAll(writer.format, file)
				if err != nil || len(bad) > 0 || len(rows) != 1 {
					rt.Fatalf("read again: %d rows, %v, %v\n%.3000q", len(rows), bad, err, file)
				}
				got, err := rows[0].Facts.Encode()
				if err != nil || !bytes.Equal(got, want) {
					at := 0
					for at < min(len(got), len(want)) && got[at] == want[at] {
						at++
					}
					rt.Fatalf("read again, from byte %d on: …%.600s\nwas …%.600s", at, got[max(0, at-40):], want[max(0, at-40):])
				}
			})
			if complete < 50 {
				t.Errorf("only %d reports were tried", complete)
			}
		})
	}
}

func someFacts(t *rapid.T) models.ReportFacts {
	text := func(name string) string {
		return rapid.OneOf(rapid.Just(""), rapid.StringMatching(`['=+\-@ \t\r\n,;"a-zÀ-ÿـ-ي0-9]{0,12}`), rapid.StringN(0, 20, 60)).Draw(t, name)
	}
	line := func(name string) string { return tidy(strings.TrimSpace(text(name)), 100) }
	code := func(vocabulary string) string {
		return rapid.SampledFrom(append([]string{""}, models.Codes[vocabulary]...)).Draw(t, vocabulary)
	}
	number := func(name string) *int {
		return rapid.Ptr(rapid.IntRange(0, 40), true).Draw(t, name)
	}
	from := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "from"), 0)
	f := models.ReportFacts{
		LocalRef: "R" + line("ref"), Title: "T" + line("title"), Narrative: strings.ReplaceAll(text("narrative"), "\x00", ""),
		Category: rapid.SampledFrom(models.Codes["INCIDENT_CAT"]).Draw(t, "category"), OwnInvolvement: "INVOLVED",
		OperationContext: code("OPERATION_CONTEXT"), LawConcern: code("LAW_CONCERN"),
		Started: &geo.Window{Earliest: &from, Precision: rapid.SampledFrom(geo.TimePrecisions[:9]).Draw(t, "precision"), Stated: line("stated")},
		Place:   &geo.Place{Name: "P" + line("place"), Site: rapid.SampledFrom(geo.Sites).Draw(t, "site")},
	}
	if rapid.Bool().Draw(t, "day") {
		day := from.UTC().Truncate(24 * time.Hour)
		f.Started.Earliest, f.Started.Stated = &day, day.Format(time.DateOnly)
	}
	if rapid.Bool().Draw(t, "point") {
		lat, lon := rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon")
		f.Place.Lat, f.Place.Lon, f.Place.Method = &lat, &lon, rapid.SampledFrom(append(geo.Methods, "")).Draw(t, "method")
	}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		c := models.Casualty{Outcome: rapid.SampledFrom(models.Codes["OUTCOME"][:2]).Draw(t, "outcome"), Status: code("PERSON_STATUS"), Sex: code("SEX"), Age: code("AGE_GROUP")}
		c.Min, c.Max, c.Best = number("min"), number("max"), number("best")
		f.Casualties = append(f.Casualties, c)
	}
	for range rapid.IntRange(0, 2).Draw(t, "actors") {
		f.Responsibility = append(f.Responsibility, models.Responsibility{Actor: "A" + line("actor"), ActorKind: "ARMED_GROUP", Role: "FIRED", Claim: code("CLAIM")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "weapons") {
		f.Means = append(f.Means, models.Means{Weapon: code("WEAPON"), Cause: code("CAUSE"), Delivery: code("DELIVERY")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "sources") {
		kind := rapid.SampledFrom(models.Codes["SOURCE_KIND"][:15]).Draw(t, "kind") // without ICRC_CONFIDENTIAL
		f.Sources = append(f.Sources, models.Source{Kind: kind, Title: line("source"), Reliability: code("RELIABILITY")})
	}
	if rapid.Bool().Draw(t, "assessed") {
		f.Assessment = &models.Assessment{Status: code("ASSESS_STATUS"), Methods: map[string]string{"SITE_VISIT": "NO"}}
	}
	if rapid.Bool().Draw(t, "more") {
		moreFacts(t, &f, line, code, number)
	}
	if rapid.Bool().Draw(t, "extra") {
		f.Extra = map[string]string{"x_model": line("model"), "=notes": text("notes"), "title": "another file's"}
	}
	return f
}

// moreFacts adds what the short report leaves out: every further field of the
// dictionary, and something too long for the cell of a sheet.
func moreFacts(t *rapid.T, f *models.ReportFacts, line, code func(string) string, number func(string) *int) {
	yes := func(name string) *bool { return rapid.Ptr(rapid.Bool(), true).Draw(t, name) }
	pick := func(vocabulary string) string { return rapid.SampledFrom(models.Codes[vocabulary]).Draw(t, vocabulary) }
	at := time.Date(2031, 3, 5, 1, 2, 3, 0, time.UTC)
	f.Ended = &geo.Window{Earliest: &at, Precision: "HOUR"}
	f.ReceivedAt, f.AwareAt = &at, &at
	f.MRM, f.MRMVerification = []string{pick("MRM_VIOLATION")}, code("MRM_VERIFICATION")
	f.InDeclaredTheatre, f.GroundOwner, f.HarmDirect = yes("theatre"), line("owner"), code("HARM_DIRECT")
	if f.Confidence = code("CONFIDENCE"); f.Confidence != "" {
		f.ConfidenceReason = "R" + line("reason")
	}
	line2 := &geo.Geometry{Type: "LineString", Lines: [][][2]float64{{{0.8, 0.4}, {0.9, 0.41}}}}
	f.Places = []models.Place{{Role: pick("PLACE_ROLE"), Place: geo.Place{Name: "N" + line("further"), NameLocal: line("local"), Geometry: line2, Publish: "ADMIN2", SignedOffAt: &at}}}
	f.Place.NameLocal, f.Place.Admin3, f.Place.LocatedBy, f.Place.SignedOffBy, f.Place.SignedOffAt = line("local name"), line("admin3"), line("located"), line("signed"), &at
	if f.Place.Lat == nil && rapid.Bool().Draw(t, "area") {
		f.Place.Geometry = &geo.Geometry{Type: "Polygon", Lines: [][][2]float64{{{0.8, 0.4}, {0.9, 0.4}, {0.9, 0.5}, {0.8, 0.4}}}}
	}
	f.People = []models.Person{{Pseudonym: "V-1", Role: "VICTIM", Outcome: code("OUTCOME"), Family: line("family"), Consent: code("CONSENT"), InformedOn: "2031-03-09", Sealed: "abc", Shared: yes("shared")}}
	f.Sources = append(f.Sources, models.Source{Kind: "NGO", GradedBy: line("grader"), GradedAt: &at, PublishedOn: "2031-03-06", Language: "ar", Consent: code("CONSENT"), Protected: yes("protected"),
		SHA256: strings.Repeat("0a", 32), Summary: strings.Repeat("long ", rapid.IntRange(0, 800).Draw(t, "long")), Claims: map[string]string{"title": line("claim")}})
	f.Knowledge = []models.Knowledge{{At: &at, Who: "W" + line("who"), What: "K" + line("what"), Source: rapid.Ptr(rapid.Just(1), true).Draw(t, "source")}}
	f.Told = []models.Told{{At: &at, Whom: "W" + line("whom"), Kind: pick("TOLD_KIND"), What: strings.Repeat("_x0041_ \u0007\uffff", rapid.IntRange(1, 140).Draw(t, "told")), By: line("by")}}
	f.ObjectHarm = []models.ObjectHarm{{Object: pick("SITE_TYPE"), Damage: code("DAMAGE"), Min: number("objects"), ServiceLost: []string{"WATER"}, Emblem: yes("emblem"), AffectedMin: number("affected"), DaysMin: number("days")}}
	for i := range f.Means {
		f.Means[i].Munition, f.Means[i].QuantityMin, f.Means[i].Fire, f.Means[i].Remnant = line("munition"), number("quantity"), code("FIRE"), line("remnant")
	}
	for i := range f.Responsibility {
		f.Responsibility[i].Basis, f.Responsibility[i].Support, f.Responsibility[i].Sources = line("basis"), line("support"), []int{1}
	}
	for i := range f.Casualties {
		f.Casualties[i].Basis, f.Casualties[i].Sources = code("COUNT_BASIS"), []int{1}
	}
	if f.Assessment != nil {
		f.Assessment.DecisionLevel, f.Assessment.ConflictOfInterest, f.Assessment.PartnerIntel, f.Assessment.PartnerIntelNote = code("DECISION_LEVEL"), code("CONFLICT"), yes("intel"), line("note")
	}
	if rapid.IntRange(0, 9).Draw(t, "very long") == 0 {
		f.Narrative = strings.Repeat("\U0001F54A", 20_000) // twice as many units as one cell can hold
	}
}

// Events of other datasets come back from our export with everything they had.
func TestForeignEventsSurviveExport(t *testing.T) {
	var ucdp, acled strings.Builder
	if err := fixtures.GenerateUCDP(&ucdp, 3, 300); err != nil {
		t.Fatal(err)
	}
	if _, err := fixtures.GenerateACLED(&acled, 3, 300, 1); err != nil {
		t.Fatal(err)
	}
	for format, file := range map[string]string{"ucdp-ged": ucdp.String(), "acled": acled.String()} {
		rows, bad := read(t, format, file)
		if len(bad) > 0 || len(rows) < 250 {
			t.Fatalf("%s: %d rows, bad cells %v", format, len(rows), bad)
		}
		facts := make([]models.ReportFacts, len(rows))
		for i, r := range rows {
			facts[i] = r.Facts
		}
		again, bad := read(t, "concord-csv", export(t, []string{"x_model", "region", "Title"}, facts...))
		if len(bad) > 0 || len(again) != len(rows) {
			t.Fatalf("%s: %d of %d rows come back, bad cells %v", format, len(again), len(rows), bad)
		}
		for i := range rows {
			if !sameJSON(t, again[i].Facts, facts[i]) {
				t.Fatalf("%s, row %d:\n%+v\nwas\n%+v", format, i, again[i].Facts, facts[i])
			}
		}
	}
}

// A report as the columns hold it needs no second column, and a date stays a date.
func TestColumnsAloneHoldWhatTheyCan(t *testing.T) {
	f := one(t, "start_earliest=2031-03-04", "utc_offset_min=180", "lat=-0.4", "lon=0.8", "title==1+1", "killed_civilian_min=4", "killed_civilian_max=6",
		"killed_children_min=1", "injured_min=2", "actor=ORL", "actor_role=FIRED", "weapon=MORTAR", "source_kind=WITNESS", "source_credibility=2")
	file := export(t, nil, f)
	cells := exportedCells(t, file)
	for column, want := range map[string]string{
		"concord_facts": "", "start_earliest": "2031-03-04", "start_latest": "", "lat": "-0.4", "title": "'=1+1", "killed_civilian_max": "6", "killed_min": "",
	} {
		if cells[column] != want {
			t.Errorf("%s = %q, want %q", column, cells[column], want)
		}
	}
	rows, _ := read(t, "concord-csv", file)
	if !sameJSON(t, rows[0].Facts, f) || f.Title != "=1+1" {
		t.Errorf("read again %+v, was %+v", rows[0].Facts, f)
	}
}

func exportedCells(t *testing.T, file string) map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil || len(records) != 2 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	cells := map[string]string{}
	for i, name := range records[0] {
		cells[name] = records[1][i]
	}
	return cells
}

// Whoever edits a cell of an export means it; what no cell shows stays.
func TestEditedCellsRule(t *testing.T) {
	four, six, five := 4, 6, 5
	f := one(t, "start_earliest=2031-03-04T01:10:00Z", "lat=0.4", "lon=0.8")
	f.Started.Stated = "040110ZMAR31"
	f.OperationContext = "PATROL"
	f.Casualties = []models.Casualty{
		{Outcome: "KILLED", Status: "CIVILIAN", Count: models.Count{Min: &four, Max: &six, Best: &five}, Basis: "ESTIMATE"},
		{Outcome: "KILLED", Status: "CIVILIAN", Sex: "FEMALE", Count: models.Count{Min: &four}},
	}
	f.Means = []models.Means{{Weapon: "MORTAR", Submunition: "NO"}, {Weapon: "ROCKET"}}
	edit := func(column, to string) models.ReportFacts {
		t.Helper()
		records, err := csv.NewReader(strings.NewReader(export(t, nil, f))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range records[0] {
			if name == column {
				records[1][i] = to
			}
		}
		var out strings.Builder
		csv.NewWriter(&out).WriteAll(records)
		rows, bad := read(t, "concord-csv", out.String())
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		return rows[0].Facts
	}
	if got := edit("killed_civilian_max", "9"); *got.Casualties[0].Max != 9 || got.Casualties[1].Sex != "FEMALE" || got.Started.Stated != "040110ZMAR31" || got.OperationContext != "PATROL" {
		t.Errorf("after editing a count: %+v", got)
	}
	if got := edit("weapon", "ARTILLERY").Means; len(got) != 2 || got[0].Weapon != "ARTILLERY" || got[0].Submunition != "NO" || got[1].Weapon != "ROCKET" {
		t.Errorf("after editing the weapon: %+v", got)
	}
	if got := edit("start_earliest", "2031-03-04T01:10:30Z").Started; got.Stated != "" || got.Earliest.Second() != 30 {
		t.Errorf("after editing the time: %+v", got)
	}
	if got := edit("concord_facts", ""); got.OperationContext != "" {
		t.Errorf("after emptying the rest: %+v", got)
	}
}

func TestExportKeepsConfidences(t *testing.T) {
	f := one(t, "start_earliest=2031-03-04", "place_name=x", "source_kind=WITNESS")
	f.Sources = append(f.Sources, models.Source{Kind: "ICRC_CONFIDENTIAL", Title: "told in confidence"})
	if file := export(t, nil, f); strings.Contains(file, "confidence") || !strings.Contains(file, "WITNESS") {
		t.Errorf("export = %s", file)
	}
}
