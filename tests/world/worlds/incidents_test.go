package worlds

import (
	"math"
	"testing"
)

// There are as many incidents as asked for, in order of time, within the days; a
// quarter killed nobody, and the others follow a Pareto law.
func TestIncidents(t *testing.T) {
	world := collect(t, usualYear)
	if len(world.incidents) != usualYear.Incidents {
		t.Fatalf("%d incidents, want %d", len(world.incidents), usualYear.Incidents)
	}
	killed := map[string]int{}
	for n, i := range world.incidents {
		if i.ID != n+1 || n > 0 && i.Minute < world.incidents[n-1].Minute || i.Minute < 0 || i.Minute >= int64(usualYear.Days)*day {
			t.Fatalf("incident %d is number %d, in minute %d", n+1, i.ID, i.Minute)
		}
		if i.Killed > mostKilled || i.Fighters > i.Killed {
			t.Fatalf("incident %d: %d people killed, %d of them fighters", i.ID, i.Killed, i.Fighters)
		}
		switch {
		case i.Killed == 0:
			killed["none"]++
		case i.Killed == 1:
			killed["one"]++
		case i.Killed >= 20:
			killed["twenty"]++
		}
	}
	tests := []struct {
		killed string
		want   float64
	}{{"none", nobodyKilled}, {"one", (1 - nobodyKilled) * (1 - math.Pow(2, -paretoShape))}, {"twenty", (1 - nobodyKilled) * math.Pow(20, -paretoShape)}}
	for _, tt := range tests {
		if got := share(killed[tt.killed], len(world.incidents)); math.Abs(got-tt.want) > 0.012 {
			t.Errorf("%s killed in %.4f of incidents, want %.4f", tt.killed, got, tt.want)
		}
	}
}

// What follows an incident lies near it in time and space, at a place of its own:
// mostly in the same town, often in another.
func TestOffspring(t *testing.T) {
	w := &world{options: usualYear, end: 365 * day}
	w.ground = newGeography(7, 6)
	s := newStream(w)
	c := about(7, forIncidents, 1)
	const n = 4000
	elsewhere, far, same, lag := 0, 0, 0, 0.0
	for range n {
		parent := s.first(c)
		i := s.follows(c, parent)
		lag += float64(i.Minute-parent.Minute) / n
		if i.Town != parent.Town {
			elsewhere++
		}
		if i.At == parent.At {
			same++
		}
		if i.At.apart(parent.At) > lastKm*lastKm*1.001 {
			far++
		}
	}
	if same > 0 {
		t.Errorf("%d of %d lie where their parent lies", same, n)
	}
	if got := share(far, n); got > strayTown*1.2 {
		t.Errorf("%.3f lie further than 0.06°, want those that strayed to another town, %.3f", got, strayTown)
	}
	if got := share(elsewhere, n); got < strayTown || got > 0.4 {
		t.Errorf("%.3f lie in another town", got)
	}
	if math.Abs(lag-60*60) > 5*60 {
		t.Errorf("they follow after %.1f hours in the mean, want 60", lag/60)
	}
}

// A report that comes in after the end of the world is in no file: the last days are
// recorded less, by the partner who is slow.
func TestReportsNotYetIn(t *testing.T) {
	world := collect(t, with(func(o *Options) { o.Days, o.Reporting, o.Partners = 60, "even", 3 }))
	end := int64(60) * day
	all, last := map[string]int{}, map[string]int{}
	recent := 0
	for _, i := range world.incidents {
		if i.Minute >= end-2*day {
			recent++
		}
		for _, p := range i.Partners {
			all[p]++
			if i.Minute >= end-2*day {
				last[p]++
			}
		}
	}
	rate := func(p string) float64 { return share(last[p], recent) / share(all[p], len(world.incidents)) }
	if rate("ORL") < 0.7 || rate("IR") > 0.5 || rate("IR") >= rate("ORL") {
		t.Errorf("of the last two days ORL recorded %.2f of its usual share and IR %.2f; want ORL, quick, to have most and IR, slow, few", rate("ORL"), rate("IR"))
	}
	limit := Start.AddDate(0, 0, 60).Format("2006-01-02T15:04:05Z")
	for _, r := range world.reports {
		if r.cell("received_at") >= limit {
			t.Fatalf("%s came in at %s, after the end", r.Ref, r.cell("received_at"))
		}
	}
}

// The densities differ in how many incidents one could take for another.
func TestDensities(t *testing.T) {
	near := func(density string) float64 {
		world := collect(t, with(func(o *Options) { o.Density, o.Incidents = density, 10_000 }))
		on := map[[2]int]int{}
		for _, i := range world.incidents {
			on[[2]int{i.Town, int(i.Minute / day)}]++
		}
		sum := 0
		for _, n := range on {
			sum += n * n
		}
		return float64(sum) / 10_000
	}
	sparse, war, siege := near("sparse"), near("war"), near("siege")
	if !(sparse < war && war*1.5 < siege) {
		t.Errorf("of an incident's day and town there are %.2f (sparse), %.2f (war) and %.2f (siege)", sparse, war, siege)
	}
}
