package formats

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/models"
	"concord/tests/fixtures"
)

// read gives the facts and the bad cells of a file, and fails on any other end.
func read(t *testing.T, format, file string) ([]Row, []models.RowError) {
	t.Helper()
	rows, bad, err := readAll(format, file)
	if err != nil {
		t.Fatalf("Read(%s): %v", format, err)
	}
	return rows, bad
}

func readAll(format, file string) (rows []Row, bad []models.RowError, err error) {
	err = Read(format, strings.NewReader(file), func(r Row) error {
		rows = append(rows, r)
		return nil
	}, func(e models.RowError) { bad = append(bad, e) })
	return rows, bad, err
}

// one is the facts of a concord-csv file of one row, its cells as name=value lines.
func one(t *testing.T, cells ...string) models.ReportFacts {
	t.Helper()
	rows, bad := read(t, "concord-csv", oneRow(cells...))
	if len(bad) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, bad cells %v", len(rows), bad)
	}
	return rows[0].Facts
}

func oneRow(cells ...string) string {
	names, values := []string{"local_ref"}, []string{"A-1"}
	for _, c := range cells {
		name, value, _ := strings.Cut(c, "=")
		names, values = append(names, name), append(values, `"`+value+`"`)
	}
	return strings.Join(names, ",") + "\n" + strings.Join(values, ",") + "\n"
}

func TestEveryBadCellIsNamed(t *testing.T) {
	file, want := fixtures.BadCells()
	rows, bad := read(t, "concord-csv", file)
	if len(want) < 25 {
		t.Fatalf("the fixture has %d bad cells, want 25 kinds at least", len(want))
	}
	for i, w := range want {
		if i >= len(bad) {
			t.Errorf("row %d, %s is not named", w.Row, w.Column)
			continue
		}
		if b := bad[i]; b.Row != w.Row || b.Column != w.Column || !strings.Contains(b.Message, w.Message) {
			t.Errorf("bad cell %d = %+v, want row %d, %s, …%s…", i, b, w.Row, w.Column, w.Message)
		}
	}
	if len(bad) != len(want) {
		t.Errorf("%d bad cells, want %d; past the end: %v", len(bad), len(want), bad[min(len(want), len(bad)):])
	}
	for _, r := range rows {
		if slices.ContainsFunc(bad, func(b models.RowError) bool { return b.Row == r.Number }) {
			t.Errorf("row %d has a bad cell and was emitted", r.Number)
		}
	}
	if good := len(want) - 3; len(rows) != good { // the last two rows, with three bad cells, follow no good one
		t.Errorf("%d rows emitted, want %d", len(rows), good)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	const head = "local_ref,start_earliest,place_name\n"
	tests := []struct {
		name, format, file string
		kind               models.Kind
		says               string
	}{
		{"nothing", "concord-csv", "", models.Unreadable, "empty"},
		{"a byte-order mark alone", "concord-csv", "\xEF\xBB\xBF", models.Unreadable, "empty"},
		{"UTF-16", "concord-csv", "\xFF\xFEl\x00", models.Unreadable, "UTF-16"},
		{"Latin-1", "concord-csv", head + "A,2031-03-04,K\xf6ln\n", models.Unreadable, "Line 2, cell 3 is not UTF-8"},
		{"a NUL byte", "concord-csv", head + "A,2031-03-04,\"x\ny\"\nB,2031\x00,x\n", models.Unreadable, "Line 4, cell 2 holds a NUL"},
		{"an open quote", "concord-csv", head + "A,2031-03-04,x\nB,2031-03-04,\"x\nC,2031-03-04,x\n", models.Unreadable, "begins on line 3"},
		{"a quote inside a cell", "concord-csv", head + "A,2031-03-04,x\"y\n", models.Unreadable, "Line 2"},
		{"a cell over 1 MiB", "concord-csv", head + "A,2031-03-04," + strings.Repeat("x", maxCell+1) + "\n", models.Unreadable, "Line 2, cell 3 is 1048577 bytes"},
		{"a row over 8 MiB", "concord-csv", head + "A,2031-03-04,\"" + strings.Repeat("x\n", maxRow), models.Unreadable, "Row 2 is longer"},
		{"401 columns", "concord-csv", strings.Repeat("a,", maxColumns) + "b\n", models.Unreadable, "401 cells"},
		{"201 unknown columns", "concord-csv", head[:len(head)-1] + unknownColumns(201) + "\n", models.Malformed, "201 columns"},
		{"semicolons", "concord-csv", "local_ref;start_earliest\nA;2031-03-04\n", models.Unreadable, "commas"},
		{"a column twice", "concord-csv", "local_ref,start_earliest,LAT, lat\n", models.Malformed, "lat stands in the header twice"},
		{"no local_ref", "concord-csv", "start_earliest\n2031-03-04\n", models.Malformed, "local_ref is missing"},
		{"UCDP without its columns", "ucdp-ged", "id,year\n1,2013\n", models.Malformed, "date_start is missing"},
		{"ACLED without its columns", "acled", "event_id_cnty\nX1\n", models.Malformed, "event_date is missing"},
		{"a format we do not know", "xls", head, models.Malformed, "not a format"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := readAll(tt.format, tt.file)
			if err == nil || models.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error = %v (kind %d), want kind %d and …%s…", err, models.KindOf(err), tt.kind, tt.says)
			}
		})
	}
}

func unknownColumns(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",c%d", i)
	}
	return b.String()
}

// Columns come in any order and case, with a mark, spaces, blank lines and the
// cells that spreadsheets add; a line of HXL tags is no report.
func TestFilesAsProgramsWriteThem(t *testing.T) {
	file := "\xEF\xBB\xBF Place_Name ,START_EARLIEST,local_ref,x_model\r\n" +
		"#loc+name,#date+start,#event+id+local,\r\n" +
		"\r\n" +
		"\"Tarn, Quay\n\"\"east\"\"\",2031-03-04, A-1 ,M3,,\r\n"
	file = strings.ReplaceAll(file, "Tarn, Quay\n", "Tarn, Quay ")
	rows, bad := read(t, "concord-csv", file)
	if len(bad) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, bad cells %v", len(rows), bad)
	}
	f := rows[0].Facts
	if rows[0].Number != 3 || f.LocalRef != "A-1" || f.Place.Name != `Tarn, Quay "east"` || f.Extra["x_model"] != "M3" {
		t.Errorf("row %d = %+v, place %+v", rows[0].Number, f, f.Place)
	}
	if f.Category != "UNKNOWN" || f.OwnInvolvement != "UNKNOWN" || f.Title != `Report A-1, Tarn, Quay "east"` {
		t.Errorf("filled in: %q %q %q", f.Category, f.OwnInvolvement, f.Title)
	}
	if f.Place.RadiusM != nil {
		t.Errorf("radius without coordinates = %v, want none", *f.Place.RadiusM)
	}
}

func TestReadStopsWithItsReceiver(t *testing.T) {
	full := errors.New("the store is full")
	seen := 0
	err := Read("concord-csv", strings.NewReader("local_ref,start_earliest,place_name\nA,2031-03-04,x\nB,2031-03-04,x\n"),
		func(Row) error { seen++; return full }, func(models.RowError) {})
	if err != full || seen != 1 {
		t.Errorf("err = %v after %d rows, want the receiver's own after 1", err, seen)
	}
}

func TestDetect(t *testing.T) {
	var ucdp, acled strings.Builder
	fixtures.GenerateUCDP(&ucdp, 1, 1)
	fixtures.GenerateACLED(&acled, 1, 1, 0)
	_, bare, _ := strings.Cut(ucdp.String(), "\n")
	tests := []struct{ name, start, want string }{
		{"ours", "\xEF\xBB\xBFTitle,LOCAL_REF,start_earliest\n", "concord-csv"},
		{"ours, quoted", `"local_ref","start_earliest"`, "concord-csv"},
		{"UCDP", ucdp.String(), "ucdp-ged"},
		{"UCDP without a header", bare, "ucdp-ged"},
		{"ACLED", acled.String(), "acled"},
		{"old ACLED", "ISO,EVENT_ID_CNTY,EVENT_ID_NO_CNTY,EVENT_DATE,YEAR\n", "acled"},
		{"another file", "name,age\n", ""},
		{"no text", "PK\x03\x04\x00\x00", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		if got := Detect([]byte(tt.start)); got != tt.want {
			t.Errorf("%s: Detect = %q, want %q", tt.name, got, tt.want)
		}
	}
}
