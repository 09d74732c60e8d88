package formats

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/models"
	"concord/tests/fixtures"

	"github.com/xuri/excelize/v2"
)

// The bad cells of our own table are named as well where the same cells stand in a
// workbook, in the properties of GeoJSON or in the data of KML.
func TestBadCellsOfOtherContainers(t *testing.T) {
	text, all := fixtures.BadCells()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	table, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	whole := [][]string{table[0]} // rows with a cell for each column
	now := map[int]int{}          // row there → row here
	for i, row := range table[1:] {
		if len(row) == len(table[0]) {
			whole = append(whole, row)
			now[i+2] = len(whole)
		}
	}
	for _, tt := range []struct {
		format string
		write  func(t *testing.T, rows [][]string) string
		refs   bool // a feature without a reference is given one
	}{{"xlsx", asWorkbook, false}, {"geojson", asGeoJSON, true}, {"kml", asKML, true}} {
		t.Run(tt.format, func(t *testing.T) {
			whole := slices.Clone(whole)
			var want []models.RowError
			for _, w := range all {
				if w.Message == "U+0007" && tt.format != "geojson" { // no such character can stand in XML
					row := slices.Clone(whole[now[w.Row]-1])
					row[slices.Index(whole[0], w.Column)] = "Strike near Tarn Quay"
					whole[now[w.Row]-1] = row
					continue
				}
				if row := now[w.Row]; row > 0 && (!tt.refs || w.Message != "is empty") {
					want = append(want, models.RowError{Row: row, Column: w.Column, Message: w.Message})
				}
			}
			if len(want) < 25 {
				t.Fatalf("%d bad cells, want 25 kinds at least", len(want))
			}
			rows, bad, err := readAll(tt.format, tt.write(t, whole))
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range want {
				at := slices.IndexFunc(bad, func(b models.RowError) bool { return b.Row == w.Row && b.Column == w.Column })
				if at < 0 || !strings.Contains(bad[at].Message, w.Message) {
					t.Errorf("row %d, %s, …%s… is not named, but %v", w.Row, w.Column, w.Message, rowErrors(bad, w.Row))
				}
			}
			if len(bad) != len(want) {
				t.Errorf("%d bad cells named, want %d", len(bad), len(want))
			}
			for _, r := range rows {
				if slices.ContainsFunc(bad, func(b models.RowError) bool { return b.Row == r.Number }) {
					t.Errorf("row %d has a bad cell and was emitted", r.Number)
				}
			}
		})
	}
}

func asWorkbook(t *testing.T, rows [][]string) string {
	f := excelize.NewFile()
	for i, row := range rows {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func asGeoJSON(t *testing.T, rows [][]string) string {
	var features []any
	for _, row := range rows[1:] {
		properties := map[string]string{}
		for i, cell := range row {
			properties[rows[0][i]] = cell
		}
		features = append(features, map[string]any{"type": "Feature", "geometry": nil, "properties": properties})
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func asKML(t *testing.T, rows [][]string) string {
	var out strings.Builder
	out.WriteString(`<kml xmlns="http://www.opengis.net/kml/2.2"><Document>`)
	for _, row := range rows[1:] {
		out.WriteString("<Placemark><ExtendedData>")
		for i, cell := range row {
			fmt.Fprintf(&out, `<Data name="%s"><value>`, rows[0][i])
			if err := xml.EscapeText(&out, []byte(cell)); err != nil {
				t.Fatal(err)
			}
			out.WriteString("</value></Data>")
		}
		out.WriteString("</ExtendedData></Placemark>")
	}
	return out.String() + "</Document></kml>"
}

// Every bad field of a report in JSON is named by its place, and nothing of the
// report is emitted.
func TestBadFieldsOfJSONReports(t *testing.T) {
	good := map[string]string{"title": `"Strike near Tarn Quay"`, "category": `"AIR_STRIKE"`, "started": `{"earliest":"2031-03-04T01:10:00Z","precision":"MINUTE"}`,
		"place": `{"name":"Tarn Quay","lat":0.41235,"lon":0.8124}`, "own_involvement": `"INVOLVED"`}
	bad := []struct{ field, value, column, says string }{
		{"title", `""`, "title", "needed"}, {"title", `7`, "title", "cannot be read"}, {"title", `"` + strings.Repeat("x", 121) + `"`, "title", "120"},
		{"category", `"NO_SUCH"`, "category", "not one of the codes"}, {"category", `["RAID"]`, "category", "cannot be read"}, {"category", `null`, "category", "needed"},
		{"started", `{"earliest":"yesterday"}`, "started", "cannot be read"}, {"started", `null`, "started", ""}, {"started", `{"precision":"NOON","earliest":"2031-03-04T01:10:00Z"}`, "started/precision", "is not known"},
		{"started", `{"earliest":"2031-03-04T01:10:00Z","latest":"2031-03-03T01:10:00Z","precision":"DAY"}`, "started/latest", "before"},
		{"place", `{"lat":95,"lon":0}`, "place/lat", "between -90 and 90"}, {"place", `{"lat":1}`, "place/lon", ""}, {"place", `{"mgrs":"31N ZZ 12"}`, "place/mgrs", "cannot be read"},
		{"place", `{"name":"Mill","height":3}`, "place", "height"}, {"place", `"Mill"`, "place", "cannot be read"}, {"place", `{"name":"Mill","radius_m":-5}`, "place/radius_m", ""},
		{"own_involvement", `"PERHAPS"`, "own_involvement", "not one of the codes"}, {"colour", `"blue"`, "colour", "no such field"},
		{"casualties", `[{"outcome":"KILLED","status":"CIVILIAN","min":5,"max":2}]`, "casualties/0/max", "5 or more"}, {"casualties", `[{"outcome":"LOST","status":"CIVILIAN","min":1}]`, "casualties/0/outcome", "not one of the codes"},
		{"casualties", `[{"outcome":"KILLED","status":"CIVILIAN","min":-1}]`, "casualties/0/min", ""}, {"casualties", `{"killed":3}`, "casualties", "cannot be read"},
		{"casualties", `[{"outcome":"KILLED","status":"CIVILIAN","min":2.5}]`, "casualties", "cannot be read"}, {"means", `"mortar"`, "means", "cannot be read"},
		{"means", `[{"weapon":"CATAPULT"}]`, "means/0/weapon", "not one of the codes"}, {"sources", `[{"kind":"RUMOUR"}]`, "sources/0/kind", "not one of the codes"},
		{"mrm", `["NONE_SUCH"]`, "mrm/0", "not one of the codes"}, {"law_concern", `"SOME"`, "law_concern", "not one of the codes"},
	}
	var file strings.Builder
	for i, b := range bad {
		for _, wrong := range []bool{false, true} {
			fmt.Fprintf(&file, `{"local_ref":"R-%d-%t"`, i, wrong)
			for field, value := range good {
				if wrong && field == b.field {
					continue
				}
				fmt.Fprintf(&file, `,%q:%s`, field, value)
			}
			if wrong {
				fmt.Fprintf(&file, `,%q:%s`, b.field, b.value)
			}
			file.WriteString("}\n")
		}
	}
	rows, named, err := readAll("concord-json", file.String())
	if err != nil || len(rows) != len(bad) {
		t.Fatalf("%d rows emitted, want the %d good ones; %v", len(rows), len(bad), err)
	}
	for i, b := range bad {
		errs := rowErrors(named, 3+2*i)
		at := slices.IndexFunc(named, func(e models.RowError) bool { return e.Row == 3+2*i && e.Column == b.column })
		if at < 0 || !strings.Contains(named[at].Message, b.says) {
			t.Errorf("%s = %s: %s, …%s… is not named, but %v", b.field, b.value, b.column, b.says, errs)
		}
	}
}
