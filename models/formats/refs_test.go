package formats

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// Every reference is found again with the row that has it first, and no other is.
func TestRefsAreFoundAgain(t *testing.T) {
	r, want, random := newRefs(), map[string]int{}, rand.New(rand.NewPCG(1, 2))
	for row := 2; row < 200_000; row++ {
		ref := fmt.Sprintf("M-%d", random.IntN(150_000))
		earlier, twice := r.add(ref, row)
		if first, there := want[ref]; there != twice || earlier != first {
			t.Fatalf("row %d, %s: found %v in row %d, want %v in row %d", row, ref, twice, earlier, there, first)
		} else if !there {
			want[ref] = row
		}
	}
}

// A reference takes at most 19 bytes, whatever its length, and the part that grows is
// there twice for a moment.
func TestRefsTakeLittleMemory(t *testing.T) {
	const n = 1 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	grown := func(keep func(ref string, row int)) uint64 {
		before := heap()
		for row := 1; row <= n; row++ {
			keep(fmt.Sprintf("a reference of the length that is often seen %08d", row), row)
		}
		return heap() - before
	}
	r, texts := newRefs(), map[string]int{}
	if took := grown(func(ref string, row int) { r.add(ref, row) }); took > 24*n {
		t.Errorf("%d references take %d bytes each, want at most 24", n, took/n)
	}
	if took := grown(func(ref string, row int) { texts[ref] = row }); took <= 24*n { // the control
		t.Errorf("texts take %d bytes each: the test sees nothing", took/n)
	}
	runtime.KeepAlive(r)
	runtime.KeepAlive(texts)
}
