package formats

import (
	"io"
	"runtime"
	"testing"

	"concord/models"
	"concord/tests/fixtures"
)

// measured counts what is read of a file.
type measured struct {
	r    io.Reader
	read int64
}

func (c *measured) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	return n, err
}

// grown reads a concord-csv of a size and gives by how many bytes the heap grew after
// its first 8 MiB, and over how many rows.
func grown(t *testing.T, size int64, emit func(Row)) (bytes, rows int64) {
	t.Helper()
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	file := &measured{r: fixtures.ConcordFile(size)}
	var before int64
	err := Read("concord-csv", file, func(r Row) error {
		emit(r)
		switch {
		case file.read < 8<<20:
		case before == 0:
			before = heap()
		default:
			if rows++; rows%50_000 == 0 {
				bytes = max(bytes, heap()-before)
			}
		}
		return nil
	}, func(e models.RowError) { t.Fatal(e) })
	if err != nil || rows < 50_000 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	return bytes, rows
}

// A long file takes no more memory than a short one, but for 20 bytes a row by which
// references are known again, and what grows in steps. go run ./tests/bigfile reads
// one of two gigabytes.
func TestLongFileTakesNoMoreMemory(t *testing.T) {
	limit := func(rows int64) int64 { return 20*rows + 1<<20 }
	took, rows := grown(t, 64<<20, func(Row) {})
	t.Logf("the heap grew by %d KiB over %d rows", took>>10, rows)
	if took > limit(rows) {
		t.Errorf("the heap grew by %d bytes over %d rows, want at most %d", took, rows, limit(rows))
	}
	var kept []Row // the control: whoever keeps rows is noticed
	if took, rows := grown(t, 24<<20, func(r Row) { kept = append(kept, r) }); took <= 10*limit(rows) {
		t.Errorf("the heap grew by %d bytes over %d rows that were kept: the test sees nothing", took, rows)
	}
	runtime.KeepAlive(kept)
}
