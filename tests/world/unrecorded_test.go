package main

import (
	"math"
	"testing"

	"concord/tests/world/worlds"
)

// In a world whose truth is known, links weighed by their own probabilities count what
// two lists truly share, and the number errs as its caveats say: two partners who both
// see large incidents make it too low, and strata by people killed less so.
func TestUnrecordedOfAWorld(t *testing.T) {
	for _, o := range []worlds.Options{
		{Seed: 11, Incidents: 6000, Days: 365, Partners: 2, Density: "war", Noise: "usual", Reporting: "quoted"},
		{Seed: 12, Incidents: 4000, Days: 365, Partners: 3, Density: "war", Noise: "usual", Reporting: "even"},
	} {
		files, err := worlds.InMemory(o)
		if err != nil {
			t.Fatal(err)
		}
		work, _ := link(t, files)
		truth, err := worlds.TruthOf(files)
		if err != nil {
			t.Fatal(err)
		}
		s, err := work.Unrecorded()
		if err != nil {
			t.Fatal(err)
		}
		held := map[string]map[int]bool{}
		for _, r := range truth.Records {
			for _, incident := range r.Incidents {
				if held[r.Partner] == nil {
					held[r.Partner] = map[int]bool{}
				}
				held[r.Partner][incident] = true
			}
		}
		for _, p := range s.Pairs {
			shared := 0.0
			for incident := range held[p.A[:len(p.A)-len(".csv")]] {
				if held[p.B[:len(p.B)-len(".csv")]][incident] {
					shared++
				}
			}
			t.Logf("%s %s, %d partners: %s and %s share %.0f; as linked %.0f, corrected %.1f (P %.3f, R %.3f)",
				o.Reporting, o.Density, o.Partners, p.A, p.B, shared, p.Linked, p.M, p.Quality.Precision, p.Quality.Recall)
			if math.Abs(p.M-shared) > 0.05*shared {
				t.Errorf("%s and %s share %.0f, corrected they are %.1f", p.A, p.B, shared, p.M)
			}
		}
		killed := s.Strata[0].Sum
		t.Logf("truth %d: %.0f (%.0f to %.0f); by people killed %.0f (%.0f to %.0f) %s; at least %.0f", o.Incidents, s.N, s.Low, s.High, killed.N, killed.Low, killed.High, killed.Why, s.Bound.N)
		if o.Partners == 2 && !(s.N < killed.N && killed.N < float64(o.Incidents)) {
			t.Errorf("%.0f, by people killed %.0f, truth %d: want them in this order", s.N, killed.N, o.Incidents)
		}
		if s.Bound.N > 1.05*float64(o.Incidents) {
			t.Errorf("at least %.0f, of %d", s.Bound.N, o.Incidents)
		}
	}
}
