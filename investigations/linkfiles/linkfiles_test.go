package linkfiles

import (
	"strings"
	"testing"
)

// A reference and a day are enough to be linked: what has no place is found by words.
// A row without a day is named.
func TestLeastThatLinks(t *testing.T) {
	a := "local_ref,start_earliest,narrative\nA-1,2031-01-02,The Meridian ferry with Halcyon fishermen sank\n"
	w := read(t, a, strings.Replace(a, "A-1", "B-1", 1))
	if len(w.Pairs) != 1 || w.Pairs[0].Band != "auto" {
		t.Errorf("pairs %+v, want the one", w.Pairs)
	}
	_, faults, err := Read([]File{{"a.csv", strings.NewReader(a)}, {"b.csv", strings.NewReader("local_ref,start_earliest\nB-1,\n")}}, Options{})
	if err != nil || len(faults) != 1 || faults[0].Row != 2 || faults[0].Column != "start_earliest" {
		t.Errorf("faults %v and error %v, want row 2, start_earliest", faults, err)
	}
}
