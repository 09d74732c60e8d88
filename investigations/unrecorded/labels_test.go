package unrecorded

import (
	"math"
	"testing"
)

// The bands of people killed, at their edges.
func TestBands(t *testing.T) {
	for killed, want := range map[float64]string{0: "none", 0.4: "none", 0.5: "1", 1: "1", 1.5: "2 to 4", 4: "2 to 4", 4.5: "5 to 19", 19: "5 to 19", 19.5: "20 and more", 400: "20 and more"} {
		if got := bandNames[labels{killed: killed}.stratum(byKilled)-1]; got != want {
			t.Errorf("%v killed is %q, want %q", killed, got, want)
		}
	}
	if got := (labels{killed: math.NaN()}).stratum(byKilled); got != 0 {
		t.Errorf("not stated is stratum %d", got)
	}
}

// What several say of one incident: mean of the killed, most frequent district, first
// month; whoever says nothing has no say.
func TestAgreed(t *testing.T) {
	unknown := math.NaN()
	for _, tt := range []struct {
		name string
		all  []labels
		want labels
	}{
		{"one", []labels{{3, 2, 1}}, labels{3, 2, 1}},
		{"one says nothing", []labels{{unknown, 0, 0}, {3, 2, 1}}, labels{3, 2, 1}},
		{"they differ", []labels{{2, 3, 5}, {5, 2, 4}}, labels{3.5, 2, 4}},
		{"two against one", []labels{{2, 3, 5}, {2, 1, 5}, {5, 3, 6}}, labels{3, 3, 5}},
	} {
		for range 2 {
			if got := agreed(tt.all); got != tt.want {
				t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
			}
			for i, j := 0, len(tt.all)-1; i < j; i, j = i+1, j-1 { // and the other way round
				tt.all[i], tt.all[j] = tt.all[j], tt.all[i]
			}
		}
	}
	if got := agreed([]labels{{unknown, 0, 0}, {unknown, 0, 0}}); !math.IsNaN(got.killed) || got.district != 0 || got.month != 0 {
		t.Errorf("of nothing %+v", got)
	}
}
