package matching

import (
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

// Where a moment is looked for, the same record is found as by searching all of them,
// also where one bears a year that is far off, and before and after them all.
func TestFirstFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minutes := rapid.SliceOf(rapid.OneOf(rapid.Int32Range(-50, 50), rapid.Int32Range(30_000_000, 30_000_100), rapid.Int32Range(-1_000_000_000, 1_000_000_000))).Draw(t, "began")
		slices.Sort(minutes)
		x := Index{sorted: int32(len(minutes))}
		for _, m := range minutes {
			x.marks = append(x.marks, mark{from: m})
		}
		x.began = whenBegan(x.marks)
		asked := append(minutes, rapid.Int32().Draw(t, "moment"))
		for _, m := range asked {
			for _, at := range []int64{int64(m) - 1, int64(m), int64(m) + 1} {
				want := sort.Search(len(minutes), func(i int) bool { return int64(minutes[i]) >= at })
				if got := x.firstFrom(at); int(got) != want {
					t.Fatalf("of %v the first from %d is %d, want %d", minutes, at, got, want)
				}
			}
		}
	})
}
