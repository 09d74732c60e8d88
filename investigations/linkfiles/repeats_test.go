package linkfiles

import (
	"fmt"
	"strings"
	"testing"
)

// Where very many rows of a file compare alike, one is compared for the others: each is
// linked to it, none is lost, and how many it was is told. Rows that differ in anything
// that is compared are not of them.
func TestManyAlikeAreComparedOnce(t *testing.T) {
	const rows = 400
	var a strings.Builder
	a.WriteString("local_ref,start_earliest,lat,lon,narrative\n")
	for n := range rows {
		fmt.Fprintf(&a, "A-%d,2031-01-02T10:00:00Z,0.5,0.5,The Meridian ferry with Halcyon fishermen sank\n", n)
	}
	a.WriteString("A-other,2031-01-02T10:00:00Z,0.5,0.5,The Meridian ferry with Halcyon fishermen burnt\n")
	b := "local_ref,start_earliest,lat,lon,narrative\nB-1,2031-01-02T10:00:00Z,0.5,0.5,The Meridian ferry with Halcyon fishermen sank\n"
	w := read(t, a.String(), b)
	if w.Reports["a.csv"] != rows+1 || w.Repeats["a.csv"] != rows-many-1 || w.Repeats["b.csv"] != 0 {
		t.Errorf("%d rows, %d of them repeats, want %d and %d", w.Reports["a.csv"], w.Repeats["a.csv"], rows+1, rows-many-1)
	}
	linked := map[string]bool{}
	for _, p := range w.Pairs {
		linked[p.A], linked[p.B] = true, true
	}
	for n := range rows {
		if id := key("a.csv", fmt.Sprintf("A-%d", n)); !linked[id] {
			t.Fatalf("%s has no link", id)
		}
	}
	if len(w.Pairs) > 2*rows+many*many {
		t.Errorf("%d pairs of %d rows that say one thing", len(w.Pairs), rows)
	}
}
