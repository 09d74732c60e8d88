package worlds

import (
	"math"
	"testing"
)

// A plain world has the errors that matching.md section 4 names before the word
// "add" and no other: not one record with a mark of another kind.
func TestPlainNoise(t *testing.T) {
	for _, density := range Densities {
		world := collect(t, with(func(o *Options) { o.Noise, o.Density, o.Reporting, o.Partners = "plain", density, "even", 3 }))
		var marks Marks
		for _, r := range world.reports {
			marks |= r.Marks
			if r.Marks&^plainKinds != 0 {
				t.Fatalf("%s, %s: %s is marked %v", density, r.Partner, r.Ref, r.Marks.Kinds())
			}
			switch {
			case r.cell("lat") == "" || r.Early != nil || r.Copied != "":
				t.Fatalf("%s, %s: %s has no place, an earlier version or copied text", density, r.Partner, r.Ref)
			case r.cell("killed_civilian_min") != "" || r.cell("killed_min") != "" && r.cell("killed_max") == "":
				t.Fatalf("%s, %s: %s parts its counts, or leaves one open", density, r.Partner, r.Ref)
			case r.cell("category") != "UNKNOWN" || r.cell("cause") != "" || r.cell("x_method") != "":
				t.Fatalf("%s, %s: %s says by what means in other words than its weapon", density, r.Partner, r.Ref)
			}
		}
		if marks != plainKinds {
			t.Errorf("%s: the marks are %v, want all of %v", density, marks.Kinds(), plainKinds.Kinds())
		}
	}
}

// The prototype wrote 1,138 and 977 records of 2,000 incidents, with 625 true pairs; a
// plain world with even reporting has about as many (pairs a little more than
// incidents, by the duplicates), in the last month too.
func TestPlainReporting(t *testing.T) {
	world := collect(t, with(func(o *Options) { o.Noise, o.Reporting = "plain", "even" }))
	records, both, lastMonth := map[string]int{}, 0, 0
	for _, r := range world.reports {
		records[r.Partner]++
	}
	months := 0
	for _, i := range world.incidents {
		if len(i.Partners) == 2 {
			both++
		}
		if i.Minute >= int64(usualYear.Days-30)*day {
			months++
			lastMonth += len(i.Partners)
		}
	}
	all := len(world.incidents)
	for _, tt := range []struct {
		what      string
		got, want float64
	}{
		{"records of ORL", share(records["ORL"], all), .569},
		{"records of VAR", share(records["VAR"], all), .489},
		{"incidents that both recorded", share(both, all), .312},
		{"records of an incident of the last month", share(lastMonth, months), 1.0},
	} {
		t.Logf("%s: %.3f, wanted about %.3f", tt.what, tt.got, tt.want)
		if math.Abs(tt.got-tt.want) > 0.05 {
			t.Errorf("%s: %.3f, want about %.3f", tt.what, tt.got, tt.want)
		}
	}
}
