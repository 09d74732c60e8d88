package formats

import (
	"bytes"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"concord/models"
	"concord/tests/fixtures"
)

// One operation is one row; -benchmem tells the allocations of a row.
func BenchmarkRead(b *testing.B) {
	const rows = 2000
	var ucdp, acled strings.Builder
	fixtures.GenerateUCDP(&ucdp, 1, rows)
	fixtures.GenerateACLED(&acled, 1, rows, 0)
	files := map[string]string{"ucdp-ged": ucdp.String(), "acled": acled.String(), "concord-csv": concordRows(b, rows)}
	maps.Copy(files, otherRows(rows))
	for _, format := range slices.Sorted(maps.Keys(files)) {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for done := 0; done < b.N; {
				err := Read(format, strings.NewReader(files[format]), func(Row) error { done++; return nil }, func(e models.RowError) { b.Fatal(e) })
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// concordRows is a file of the columns that partners fill.
func concordRows(tb testing.TB, n int) string {
	var out bytes.Buffer
	w := WriteCSV(&out)
	for i := range n {
		f := concordReport(tb)
		f.LocalRef = "ORL-" + itoa(i)
		if err := w.Write(f); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func concordReport(tb testing.TB) models.ReportFacts {
	rows, bad, err := readAll("concord-csv", oneRow("start_earliest=2031-03-04T01:10:00Z", "title=Air strike at Tarn Quay", "category=AIR_STRIKE", "lat=0.41235", "lon=0.8124",
		"place_precision=EXACT", "place_name=Tarn Quay", "killed_civilian_min=4", "killed_civilian_max=6", "weapon=AIR_BOMB_GUIDED", "own_involvement=INVOLVED"))
	if err != nil || len(bad) > 0 {
		tb.Fatal(err, bad)
	}
	return rows[0].Facts
}

func BenchmarkWriteCSV(b *testing.B) {
	f := concordReport(b)
	w := WriteCSV(io.Discard)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(f); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// A long file takes no more memory than a short one, but for its references.
func TestReadingTakesConstantMemory(t *testing.T) {
	const rows = 40_000
	in, out := io.Pipe()
	go func() { out.CloseWithError(fixtures.GenerateUCDP(out, 1, rows)) }()
	var before, after runtime.MemStats
	n, peak := 0, uint64(0)
	err := Read("ucdp-ged", in, func(Row) error {
		n++
		if n == 1000 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		if n > 1000 && n%10_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			peak = max(peak, after.HeapAlloc)
		}
		return nil
	}, func(e models.RowError) { t.Fatal(e) })
	if err != nil || n != rows {
		t.Fatalf("%d rows, %v", n, err)
	}
	// 100 bytes a reference for the map of those seen, and the generator's own list.
	if limit := before.HeapAlloc + rows*100 + 4<<20; peak > limit {
		t.Errorf("heap grew from %d to %d bytes over %d rows, want at most %d", before.HeapAlloc, peak, rows, limit)
	}
}
