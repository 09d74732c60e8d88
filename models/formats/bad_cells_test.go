package formats

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"concord/models"
)

// badCell is a good row changed in one place: the cells that are other, the column
// that must be named, and a part of what must be said of it.
type badCell struct {
	cells        map[string]string
	column, says string
}

// checkBadCells reads a file in which a good row stands before each bad one: every
// bad cell is named by its row and column, and nothing of a bad row is emitted.
func checkBadCells(t *testing.T, format string, file func(rows []map[string]string) string, good map[string]string, ref string, bad []badCell) {
	t.Helper()
	if len(bad) < 25 {
		t.Fatalf("%d bad cells, want 25 kinds at least", len(bad))
	}
	var rows []map[string]string
	for i, b := range bad {
		fine := maps.Clone(good)
		fine[ref] = "good-" + itoa(i)
		wrong := maps.Clone(good)
		wrong[ref] = "bad-" + itoa(i)
		maps.Copy(wrong, b.cells)
		rows = append(rows, fine, wrong)
	}
	text := file(rows)
	got, named, err := readAll(format, text)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range bad {
		number := 3 + 2*i
		at := slices.IndexFunc(named, func(e models.RowError) bool { return e.Row == number && e.Column == b.column })
		switch others := rowErrors(named, number); {
		case at < 0:
			t.Errorf("row %d, %v: %s is not named, but %v", number, b.cells, b.column, others)
		case !strings.Contains(named[at].Message, b.says):
			t.Errorf("row %d, %v: %s is told %q, want …%s…", number, b.cells, b.column, named[at].Message, b.says)
		case len(others) != 1:
			t.Errorf("row %d, %v: one cell is bad and %v are named", number, b.cells, others)
		}
	}
	if len(named) != len(bad) {
		t.Errorf("%d bad cells named, want %d", len(named), len(bad))
	}
	if len(got) != len(bad) {
		t.Errorf("%d rows emitted, want the %d good ones", len(got), len(bad))
	}
	for _, r := range got {
		if r.Number%2 != 0 {
			t.Errorf("row %d has a bad cell and was emitted", r.Number)
		}
	}
	checkRaw(t, format, text, named)
}

func rowErrors(all []models.RowError, row int) (of []models.RowError) {
	for _, e := range all {
		if e.Row == row {
			of = append(of, e)
		}
	}
	return of
}

// checkRaw writes the rejected rows out as an import does, and reads them again: the
// same cells are bad for the same reasons, so nothing was lost on the way.
func checkRaw(t *testing.T, format, file string, named []models.RowError) {
	t.Helper()
	text := rejected(t, format, file, named)
	_, again, err := readAll(format, text)
	if err != nil {
		t.Fatalf("the rejected rows cannot be read again: %v\n%s", err, text)
	}
	first, second := map[string]int{}, map[string]int{}
	for _, e := range named {
		if !strings.Contains(e.Message, "already") { // the earlier row is not among the rejected
			first[e.Column]++
		}
	}
	for _, e := range again {
		second[e.Column]++
	}
	if !maps.Equal(first, second) {
		t.Errorf("the rejected rows read again name %v, want %v", second, first)
	}
}

func rejected(t *testing.T, format, file string, named []models.RowError) string {
	t.Helper()
	var out strings.Builder
	w := csv.NewWriter(&out)
	err := Raw(format, strings.NewReader(file), func(number int, cells []string) error {
		if number == 1 {
			return w.Write(append(slices.Clone(cells), ProblemColumn))
		}
		if of := rowErrors(named, number); len(of) > 0 {
			return w.Write(append(slices.Clone(cells), of[0].Message))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return out.String()
}

// csvFile writes rows under a header, with the separator that stands in it.
func csvFile(header string, rows []map[string]string) string {
	comma := ','
	if strings.Contains(header, ";") {
		comma = ';'
	}
	names := strings.Split(header, string(comma))
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Comma = comma
	w.Write(names)
	for _, cells := range rows {
		row := make([]string, len(names))
		for i, name := range names {
			row[i] = cells[name]
		}
		w.Write(row)
	}
	w.Flush()
	return out.String()
}

// jsonFile writes rows as a list of objects; a value that is a number, a list or an
// object in its text stays one.
func jsonFile(rows []map[string]string) string {
	var out strings.Builder
	out.WriteString("[")
	for i, cells := range rows {
		if i > 0 {
			out.WriteString(",\n")
		}
		out.WriteString("{")
		for n, key := range slices.Sorted(maps.Keys(cells)) {
			if n > 0 {
				out.WriteString(",")
			}
			name, _ := json.Marshal(strings.TrimSuffix(key, "\x00")) // a mark lets a test repeat a key
			out.Write(name)
			out.WriteString(":")
			if value := cells[key]; json.Valid([]byte(value)) && value != "" {
				out.WriteString(value)
			} else {
				text, _ := json.Marshal(value)
				out.Write(text)
			}
		}
		out.WriteString("}")
	}
	return out.String() + "]"
}
