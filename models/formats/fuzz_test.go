package formats

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/models"
	"concord/tests/fixtures"
)

// Whatever a file holds, reading it ends, and what it gives are complete facts
// or faults that say where they are.
func fuzzFormat(f *testing.F, format string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file string) {
		err := Read(format, strings.NewReader(file), func(r Row) error {
			again, err := r.Facts.Complete()
			if err != nil {
				t.Errorf("row %d was emitted and breaks a rule: %v", r.Number, err)
			}
			if !sameJSON(t, again, r.Facts) {
				t.Errorf("row %d was emitted and is not complete", r.Number)
			}
			if r.Facts.LocalRef == "" {
				t.Errorf("row %d was emitted without a reference", r.Number)
			}
			return nil
		}, func(e models.RowError) {
			if e.Row < 1 || e.Message == "" {
				t.Errorf("a bad cell without its place or fault: %+v", e)
			}
		})
		if err != nil && models.KindOf(err) == models.Internal {
			t.Errorf("an error that is not for the sender: %v", err)
		}
	})
}

func FuzzConcordCSV(f *testing.F) {
	bad, _ := fixtures.BadCells()
	fuzzFormat(f, "concord-csv", bad, "local_ref,start_earliest,place_name\nA,2031-03-04,\"x\"\n", "local_ref,start_earliest\n\"A",
		oneRow("start_earliest=2031-03-04", "mgrs=31NBA565456", "concord_facts={\"\"mrm\"\":[]}"))
}

func FuzzUCDP(f *testing.F) {
	var some strings.Builder
	fixtures.GenerateUCDP(&some, 1, 2)
	_, bare, _ := strings.Cut(some.String(), "\n")
	fuzzFormat(f, "ucdp-ged", some.String(), bare)
}

func FuzzACLED(f *testing.F) {
	var some strings.Builder
	fixtures.GenerateACLED(&some, 1, 2, 1)
	fuzzFormat(f, "acled", some.String())
}

func seeds(f *testing.F, pattern string) (all []string) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		f.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

func FuzzConcordJSON(f *testing.F) {
	fuzzFormat(f, "concord-json", append(seeds(f, "testdata/concord-json/*.json*"), `{"local_ref":"A"}`, "concord_object\n\"{}\"\n")...)
}

func FuzzGeoJSON(f *testing.F) { fuzzFormat(f, "geojson", seeds(f, "testdata/geojson/*.geojson")...) }

func FuzzKML(f *testing.F) { fuzzFormat(f, "kml", seeds(f, "testdata/kml/*.kml")...) }

func FuzzXLSX(f *testing.F) { fuzzFormat(f, "xlsx", seeds(f, "testdata/xlsx/*.xlsx")...) }

// FuzzMask checks that what is exported is never a formula and always comes back.
func FuzzMask(f *testing.F) {
	for _, s := range []string{"", "=1", "'=1", "-0.5", "\t=1", "＝1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if unmask(Mask(cell)) != cell {
			t.Errorf("%q comes back %q", cell, unmask(Mask(cell)))
		}
	})
}
