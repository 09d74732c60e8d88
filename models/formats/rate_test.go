package formats

import (
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"time"

	"concord/models"
	"concord/tests/fixtures"
)

// One operation is one row. floor is encoding/csv over the same bytes: what it
// leaves is the price of reading and checking the facts.
func BenchmarkReadConcordCSV(b *testing.B) {
	text, err := io.ReadAll(fixtures.ConcordFile(4 << 20)) // some 18,000 rows
	if err != nil {
		b.Fatal(err)
	}
	file := string(text)
	floor := func(b *testing.B) time.Duration {
		began := time.Now()
		for done := 0; done < b.N; {
			r := csv.NewReader(strings.NewReader(file))
			r.ReuseRecord = true
			for {
				if _, err := r.Read(); err == io.EOF {
					break
				} else if err != nil {
					b.Fatal(err)
				}
				done++
			}
		}
		return time.Since(began)
	}
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		b.ReportMetric(float64(b.N)/floor(b).Seconds(), "rows/s")
	})
	b.Run("reader", func(b *testing.B) {
		b.ReportAllocs()
		for done := 0; done < b.N; {
			if err := Read("concord-csv", strings.NewReader(file), func(Row) error { done++; return nil }, func(e models.RowError) { b.Fatal(e) }); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		b.ReportMetric(float64(b.Elapsed())/float64(floor(b)), "×floor")
	})
}
