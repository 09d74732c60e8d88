package worlds

import (
	"strings"
	"testing"
)

// Every kind of error befalls the share of records that matching.md section 4 says
// (where it names no rate, ours), counted among those that it can befall.
func TestRatesOfNoise(t *testing.T) {
	every := func(Report) bool { return true }
	of := func(partner string) func(Report) bool { return func(r Report) bool { return r.Partner == partner } }
	filled := func(columns ...string) func(Report) bool {
		return func(r Report) bool {
			for _, c := range columns {
				if r.cell(c) != "" {
					return true
				}
			}
			return false
		}
	}
	marked := func(n Noise) func(Report) bool { return func(r Report) bool { return r.Marks.Has(n) } }
	not := func(f func(Report) bool) func(Report) bool { return func(r Report) bool { return !f(r) } }
	both := func(f, g func(Report) bool) func(Report) bool { return func(r Report) bool { return f(r) && g(r) } }
	cell := func(column, value string) func(Report) bool {
		return func(r Report) bool { return r.cell(column) == value }
	}
	counted := filled("killed_civilian_min", "killed_combatant_min", "killed_min")
	world := collect(t, with(func(o *Options) { o.Reporting = "even" }))
	swappable := func(r Report) bool {
		lon := world.about(r).At.lon
		return lon > -85 && lon < 85 && r.Precision != "none"
	}
	harmed := func(r Report) bool { return world.about(r).Killed > 0 }
	tests := []struct {
		kind        string
		among, what func(Report) bool
		least, most float64
	}{
		{"ORL states gps", of("ORL"), cell("place_precision", "WITHIN_100M"), .42, .48},
		{"VAR states gps", of("VAR"), cell("place_precision", "WITHIN_100M"), .10, .14},
		{"VAR states a town", of("VAR"), cell("place_precision", "TOWN"), .38, .44},
		{"VAR states a province", of("VAR"), cell("place_precision", "PROVINCE"), .03, .05},
		{"precision overstated", not(cell("place_precision", "PROVINCE")), marked(Overstated), .07, .09},
		{"gross error", every, marked(GrossError), .008, .012},
		{"latitude and longitude swapped", swappable, marked(SwappedLatLon), .002, .006},
		{"sign slip", every, marked(SignSlip), .002, .006},
		{"wrong town", every, marked(WrongTown), .004, .008},
		{"no coordinates", every, cell("lat", ""), .025, .035},
		{"hour known", every, cell("time_precision", "HOUR"), .38, .42},
		{"a day, the right one", every, both(cell("time_precision", "DAY"), not(func(r Report) bool { return r.Marks.Has(DayOff) || r.Marks.Has(LateDate) })), .41, .47},
		{"a day off", every, marked(DayOff), .085, .115},
		{"a span of days", every, cell("time_precision", "DAYS_2_6"), .04, .06},
		{"5 to 30 days off", every, marked(LateDate), .007, .013},
		{"zone slip, of a clock that is not UTC", of("VAR"), marked(ZoneSlip), .015, .025},
		{"killed multiplied", not(marked(Copied)), marked(TollOff), .43, .49},
		{"killed as a range", counted, marked(TollRange), .18, .22},
		{"killed not told", every, not(counted), .05, .07},
		{"civilians and fighters confused", both(harmed, both(counted, not(cell("killed_civilian_min", "")))), marked(StatusConfused), .06, .10},
		{"revised", both(harmed, counted), func(r Report) bool { return r.Early != nil }, .07, .13},
		{"actor unknown to ORL", of("ORL"), cell("actor", ""), .13, .17},
		{"actor unknown to VAR", of("VAR"), cell("actor", ""), .32, .38},
		{"actor wrong", filled("actor"), marked(ActorWrong), .03, .05},
		{"weapon unknown to ORL", of("ORL"), cell("weapon", ""), .07, .09},
		{"weapon unknown to VAR", of("VAR"), cell("weapon", ""), .13, .17},
		{"weapon wrong", filled("weapon"), marked(WeaponWrong), .10, .14},
		{"translated", not(marked(Copied)), marked(Translated), .085, .115},
		{"copied from the press", every, func(r Report) bool { return r.Copied != "" }, .02, .04},
		{"cites another reference", every, marked(CitesOther), .001, .01},
		{"letter dropped", both(filled("place_name"), func(r Report) bool { return len([]rune(world.about(r).Place)) >= 6 }), marked(LetterDropped), .10, .14},
		{"neighbouring town named", filled("place_name"), marked(NeighbourTown), .04, .06},
		{"another script, ORL", of("ORL"), marked(OtherScript), 0, 0},
		{"another script, VAR", of("VAR"), marked(OtherScript), .27, .33},
		{"recorded twice by ORL", of("ORL"), marked(Duplicate), .02, .04},
		{"recorded twice by VAR", of("VAR"), marked(Duplicate), .04, .06},
		{"split in two", every, marked(SplitIncident), .03, .05}, // 2 % of incidents, two records each
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			among, what := 0, 0
			for _, r := range world.reports {
				if tt.among(r) {
					among++
					if tt.what(r) {
						what++
					}
				}
			}
			got := share(what, among)
			t.Logf("%-45s %6d of %6d = %.4f, wanted %.3f to %.3f", tt.kind, what, among, got, tt.least, tt.most)
			if !(got >= tt.least && got <= tt.most) {
				t.Errorf("%.4f, want %.3f to %.3f", got, tt.least, tt.most)
			}
		})
	}
	merged, could := 0, 0
	for _, r := range world.reports {
		if len(r.Incidents) > 1 {
			merged++
		}
	}
	for _, n := range world.tally.mergeable {
		could += n
	}
	t.Logf("merged %d of %d neighbours in one town within 12 hours = %.4f, wanted 0.06 to 0.10", merged, could, share(merged, could))
	if got := share(merged, could); !(got >= .06 && got <= .10) {
		t.Errorf("%.4f of neighbours are merged, want 8 %%", got)
	}
}

// Low noise has less of everything than usual noise, and high noise more.
func TestNoisePresets(t *testing.T) {
	marks := func(noise string) (n [kinds]float64) {
		world := collect(t, with(func(o *Options) { o.Noise, o.Reporting, o.Incidents = noise, "even", 8000 }))
		for _, r := range world.reports {
			for _, k := range r.Marks.Kinds() {
				n[k] += 1 / float64(len(world.reports))
			}
		}
		return n
	}
	low, usual, high := marks("low"), marks("usual"), marks("high")
	for _, k := range []Noise{Overstated, NoPosition, DayOff, Span, TollOff, TollMissing, ActorUnknown, WeaponWrong, Translated, Copied, LetterDropped, OtherScript, Duplicate, SplitIncident} {
		if !(low[k] < usual[k] && usual[k] < high[k]) {
			t.Errorf("%s: %.4f of records at low noise, %.4f at usual, %.4f at high; want them to rise", k, low[k], usual[k], high[k])
		}
	}
}

// What two lists share depends on how many were killed: 17.4 % of records of one
// person killed and 94.1 % of 20 and more have a counterpart (Carpenter et al. 2013).
func TestOverlapBySize(t *testing.T) {
	tests := []struct {
		name        string
		least, most int // killed
		want, give  float64
	}{
		{"nobody killed", 0, 0, 0.06, 0.03},
		{"one", 1, 1, 0.174, 0.02},
		{"two to four", 2, 4, 0.34, 0.04},
		{"five to nineteen", 5, 19, 0.67, 0.05},
		{"twenty and more", 20, mostKilled, 0.941, 0.025},
	}
	recorded, shared := map[int]int{}, map[int]int{}
	for seed := range uint64(4) {
		world := collect(t, with(func(o *Options) { o.Seed, o.Incidents = seed, 30_000 }))
		for _, i := range world.incidents {
			recorded[i.Killed] += len(i.Partners)
			if len(i.Partners) == 2 {
				shared[i.Killed] += 2
			}
		}
	}
	for _, tt := range tests {
		all, both := 0, 0
		for k := tt.least; k <= tt.most; k++ {
			all, both = all+recorded[k], both+shared[k]
		}
		got := share(both, all)
		t.Logf("%-18s %5d records, %.3f have a counterpart", tt.name, all, got)
		if !(got >= tt.want-tt.give && got <= tt.want+tt.give) {
			t.Errorf("%s killed: %.3f of records have a counterpart, want %.3f ± %.3f", tt.name, got, tt.want, tt.give)
		}
	}
}

// A mark is set where the error is, and nowhere else: records without a mark of the
// place are as near as their precision says.
func TestPlacesAreAsPreciseAsMarked(t *testing.T) {
	world := collect(t, usualYear)
	tests := []struct {
		precision string
		km, share float64 // within which, for how many at least
	}{{"gps", 0.3, 0.999}, {"street", 1.1, 0.999}, {"town", 8, 0.97}, {"district", 60, 0.98}, {"province", 160, 0.97}}
	for _, tt := range tests {
		all, inside, wild, far := 0, 0, 0, 0
		for _, r := range world.reports {
			if r.Precision != tt.precision || r.Marks.Has(Overstated) {
				continue
			}
			d := world.about(r).At.apart(point{number(t, r.cell("lat")), number(t, r.cell("lon"))})
			if r.Marks&(1<<SwappedLatLon|1<<SignSlip) != 0 {
				wild++
				if d > 1000*1000 {
					far++
				}
				continue
			}
			if r.Marks&(1<<GrossError|1<<WrongTown) != 0 {
				continue
			}
			all++
			if d <= tt.km*tt.km {
				inside++
			}
		}
		if got := share(inside, all); !(got >= tt.share) {
			t.Errorf("%s: %.4f of %d lie within %v km, want %.3f", tt.precision, got, all, tt.km, tt.share)
		}
		// One theatre lies on 180°, where east for west changes nothing.
		if wild > 20 && share(far, wild) < 0.7 {
			t.Errorf("%s: %d of %d swapped or of the wrong sign lie more than 1,000 km off", tt.precision, far, wild)
		}
	}
}

// Names in another script are in its letters.
func TestOtherScripts(t *testing.T) {
	world := collect(t, with(func(o *Options) { o.Partners = 4; o.Incidents = 4000 }))
	letters := map[string]string{"VAR": "ابتجحخدرزسشغفقكلمنوي", "IR": "абвгджзийклмнопрстуфхчш", "SEL": "ابتجحخدرزسشغفقكلمنوي"}
	found := map[string]int{}
	for _, r := range world.reports {
		if r.Marks.Has(OtherScript) && r.cell("place_name") != "" {
			found[r.Partner]++
			if !strings.ContainsAny(strings.ToLower(r.cell("place_name")), letters[r.Partner]) {
				t.Errorf("%s writes %q, marked as another script", r.Partner, r.cell("place_name"))
			}
		}
	}
	for partner := range letters {
		if found[partner] < 20 {
			t.Errorf("%s names %d places in another script, want more", partner, found[partner])
		}
	}
}
