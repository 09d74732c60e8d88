package linkfiles

import (
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
)

// read reads and links files of concord-csv, each named by its place: a.csv, b.csv, …
func read(t *testing.T, files ...string) *Work {
	t.Helper()
	var list []File
	for i, text := range files {
		list = append(list, File{string(rune('a'+i)) + ".csv", strings.NewReader(text)})
	}
	w, faults, err := Read(list, Options{Unrecorded: true})
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	w.Link()
	return w
}

func unrecordedText(t *testing.T, w *Work) string {
	t.Helper()
	var b strings.Builder
	if err := w.WriteUnrecorded(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// incidents of which each file holds some: far apart, with names of their own, so that
// which are the same is beyond doubt.
func incidentsOf(n int, holds func(i int) bool, district func(i int) string) string {
	var b strings.Builder
	b.WriteString("local_ref,title,start_earliest,time_precision,lat,lon,place_precision,place_name,admin2,killed_civilian_min,killed_civilian_max\n")
	for i := range n {
		if holds(i) {
			name := "Place" + strings.Repeat(string(rune('a'+i%20)), 1) + string(rune('b'+i/20)) + "orim"
			fmt.Fprintf(&b, "R-%03d,Strike at %s market,2031-%02d-%02dT10:00:00Z,MINUTE,%.4f,%.4f,EXACT,%s,%s,%d,%d\n",
				i, name, 1+i%6, 1+i%27, float64(i%13)*2-12, float64(i)*0.9-60, name, district(i), i%9, i%9)
		}
	}
	return b.String()
}

func tarn(int) string { return "Tarn" }

// Two files of sixty and thirty incidents, twenty of them shared: the text counts them
// and gives Chapman's number, whatever the order of rows.
func TestUnrecordedOfFiles(t *testing.T) {
	a := incidentsOf(90, func(i int) bool { return i < 60 }, tarn)
	b := incidentsOf(90, func(i int) bool { return i >= 40 && i < 70 }, tarn)
	text := unrecordedText(t, read(t, a, b))
	for _, say := range []string{"a.csv  60 reports of 60 incidents", "b.csv  30 reports of 30 incidents", "only in         a.csv: 40", "only in         b.csv: 10",
		"in all of       a.csv, b.csv and no other: 20", "About 89 incidents in all", "BY PEOPLE KILLED", "P and R follow from stated weights"} {
		if !strings.Contains(text, say) {
			t.Errorf("%q is not in\n%s", say, text)
		}
	}
	rows := strings.SplitAfter(strings.TrimSuffix(a, "\n"), "\n")
	turned := rows[0]
	for i := len(rows) - 1; i > 0; i-- {
		turned += strings.TrimSuffix(rows[i], "\n") + "\n"
	}
	if other := unrecordedText(t, read(t, turned, b)); other != text {
		t.Error("the order of rows changes the text")
	}
}

// A report told twice in a file counts once.
func TestUnrecordedCountsDuplicatesOnce(t *testing.T) {
	a := incidentsOf(30, func(int) bool { return true }, tarn)
	b := incidentsOf(30, func(i int) bool { return i < 20 }, tarn)
	again := strings.ReplaceAll(strings.SplitAfter(b, "\n")[1], "R-000", "R-000-again")
	text := unrecordedText(t, read(t, a, b+again))
	if want := "b.csv  21 reports of 20 incidents (1 tell of one again and count once)"; !strings.Contains(text, want) {
		t.Errorf("%q is not in\n%s", want, text)
	}
}

// Seven files are more than can be compared; the text says so.
func TestUnrecordedOfTooManyFiles(t *testing.T) {
	var files []string
	for range 7 {
		files = append(files, incidentsOf(3, func(int) bool { return true }, tarn))
	}
	if text := unrecordedText(t, read(t, files...)); !strings.Contains(text, "No number can be given: overlaps of 7 lists") {
		t.Errorf("%s", text)
	}
}

// One district is one, in whatever spelling or script; it is named as most write it.
func TestDistrictsInManySpellings(t *testing.T) {
	a := incidentsOf(30, func(int) bool { return true }, func(int) string { return "Halab" })
	b := incidentsOf(30, func(i int) bool { return i < 20 }, func(int) string { return "حلب" })
	for _, r := range read(t, a, b).overlaps().Reports {
		if r.District != "Halab" {
			t.Fatalf("district %q, want Halab", r.District)
		}
	}
}

// What a report says of killed and of time: the middle of the interval; nothing where
// nothing is stated, and no month of a window longer than one.
func TestTraits(t *testing.T) {
	w := read(t, "local_ref,start_earliest,start_latest,place_name,killed_civilian_min,killed_civilian_max,killed_min\n"+
		"R-1,2031-01-31,,Oster,2,5,\nR-2,2031-01-20,2031-02-18,Oster,,,7\nR-3,2031-01-01,2031-12-31,Oster,,,\nR-4,2031-03-01,,Oster,0,0,9\n",
		"local_ref,start_earliest,place_name\nR-1,2031-01-01,Oster\n")
	want := []trait{{3.5, "", "2031-01"}, {7, "", "2031-02"}, {math.NaN(), "", ""}, {0, "", "2031-03"}}
	for i := range want {
		got := w.traits[key(w.Files[0], fmt.Sprintf("R-%d", i+1))]
		if got != want[i] && !(math.IsNaN(want[i].killed) && math.IsNaN(got.killed) && got.month == want[i].month) {
			t.Errorf("report %d: %+v, want %+v", i, got, want[i])
		}
	}
}

// What cannot be written is said.
func TestUnrecordedUnwritten(t *testing.T) {
	w := read(t, incidentsOf(20, func(int) bool { return true }, tarn), incidentsOf(20, func(int) bool { return true }, tarn))
	r, closed := io.Pipe()
	r.Close()
	if err := w.WriteUnrecorded(closed); err == nil {
		t.Error("nobody reads it, and no error is given")
	}
}
