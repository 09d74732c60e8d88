package matching

import (
	"math"
	"slices"
	"testing"
	"time"
	"unique"

	"concord/geo"
	"concord/models"

	"pgregory.net/rapid"
)

// full is facts in which every feature is stated.
func full(t tester, change func(*models.ReportFacts)) models.ReportFacts {
	locator, lot := "https://news.example/2031/05/ridge-road", "KX-77-0412"
	f := models.ReportFacts{
		LocalRef: "ORL-2031-0142", Title: "Strike near Ridge Road",
		Narrative: "A white minibus carrying wedding guests burned near the old waterworks.",
		Category:  "AIR_STRIKE", Started: at(t, "2031-05-11T21:30:00Z", "", "MINUTE", 0),
		Place:          spot(t, "Ridge Road", "EXACT", 0.605, 1.2001),
		Casualties:     []models.Casualty{harmed("KILLED", "CIVILIAN", 9, 9), harmed("INJURED", "CIVILIAN", 4, 6)},
		Responsibility: []models.Responsibility{{Actor: "ORL", ActorKind: "PARTNER", Role: "FIRED"}},
		Means:          []models.Means{{Cause: "HEAVY_WEAPONS", Weapon: "DRONE_LOITERING", Lot: &lot}},
		Sources:        []models.Source{{Kind: "LOCAL_MEDIA", Title: "Evening paper", Locator: &locator}},
		Extra:          map[string]string{"x_model": "K-4", "note": "kept, not compared"},
	}
	f.Place.Admin1, f.Place.Admin2, f.Place.Site = "North Shore", "Ridge", "ROAD"
	change(&f)
	return f
}

func packed(t tester, partner string, change func(*models.ReportFacts)) *Record {
	r := Pack(partner, partner, full(t, change))
	return &r
}

// featureBits is the bits one feature has in the waterfall, and whether it is there.
func featureBits(reasons []models.MatchReason, feature string) (float64, bool) {
	i := slices.IndexFunc(reasons, func(r models.MatchReason) bool { return r.Feature == feature })
	if i < 0 {
		return 0, false
	}
	return reasons[i].Bits, true
}

// Each case changes one side and says which way the feature then speaks: +1 for
// one incident, -1 against, 0 neither.
func TestFeatures(t *testing.T) {
	type facts = models.ReportFacts
	kill := func(rows ...models.Casualty) func(*facts) { return func(f *facts) { f.Casualties = rows } }
	minutes := func(earliest string, offset int) func(*facts) {
		return func(f *facts) { f.Started = at(t, earliest, "", "MINUTE", offset) }
	}
	named := func(actor, kind, role string) func(*facts) {
		return func(f *facts) {
			f.Responsibility = []models.Responsibility{{Actor: actor, ActorKind: kind, Role: role}}
		}
	}
	weapon := func(code string) func(*facts) { return func(f *facts) { f.Means = []models.Means{{Weapon: code}} } }
	tests := []struct {
		feature, name string
		change        func(*facts)
		want          int
	}{
		{"place", "the same point", func(f *facts) {}, 1},
		{"place", "30 km off, both exact, another name", func(f *facts) { f.Place = spot(t, "Oster", "EXACT", 0.9, 1.2) }, -1},
		{"place", "no point and no name", func(f *facts) { f.Place = &geo.Place{Admin1: "North Shore"} }, 0},
		{"place", "no point, the same name", func(f *facts) { f.Place = &geo.Place{Name: "Ridge Road"} }, 1},
		{"place", "no point, another name", func(f *facts) { f.Place = &geo.Place{Name: "Oster Bridge"} }, -1},
		{"area", "another province", func(f *facts) { f.Place.Admin1 = "Salt Marches" }, -1},
		{"time", "the same minute", func(f *facts) {}, 1},
		{"time", "three hours off, as the stated offsets are", minutes("2031-05-11T18:30:00Z", 180), 1},
		{"time", "three hours off the other way", minutes("2031-05-12T00:30:00Z", 180), 1},
		{"time", "a whole hour off, as with summer time", minutes("2031-05-11T22:30:00Z", 0), 1},
		{"time", "five and a half hours off, no slip", minutes("2031-05-12T03:05:00Z", 0), -1},
		{"time", "three days off", minutes("2031-05-14T21:30:00Z", 0), -1},
		{"time", "exactly one day off", minutes("2031-05-12T21:30:00Z", 0), -1},
		{"time", "time not known", func(f *facts) { f.Started = &geo.Window{Precision: "UNKNOWN"} }, 0},
		{"time", "began while the other went on", func(f *facts) {
			f.Started, f.Ended = at(t, "2031-05-10T09:00:00Z", "", "HOUR", 0), at(t, "2031-05-13T09:00:00Z", "", "HOUR", 0)
		}, 0},
		{"killed", "the same number", func(f *facts) {}, 1},
		{"killed", "not known is no disagreement with nine", kill(harmed("INJURED", "CIVILIAN", 4, 6)), 0},
		{"killed", "none against nine", kill(harmed("KILLED", "CIVILIAN", 0, 0)), -1},
		{"killed", "one against nine", kill(harmed("KILLED", "CIVILIAN", 1, 1)), -1},
		{"killed", "nine of another status", kill(harmed("KILLED", "DIRECT_PARTICIPANT", 9, 9)), 1},
		{"killed", "six civilians and three others", kill(harmed("KILLED", "CIVILIAN", 6, 6), harmed("KILLED", "ARMED_FORCES", 3, 3)), 1},
		{"killed", "at least five", kill(models.Casualty{Outcome: "KILLED", Count: models.Count{Min: num(5)}}), 1},
		{"injured", "forty against five", kill(harmed("INJURED", "CIVILIAN", 40, 40)), -1},
		{"actor", "the same partner", func(f *facts) {}, 1},
		{"actor", "another", named("VAR", "PARTNER", "FIRED"), -1},
		{"actor", "only an adviser is named", named("VAR", "PARTNER", "PRESENT_ADVISER"), 0},
		{"actor", "an unknown actor", named("Unidentified gunmen", "UNKNOWN_ACTOR", "FIRED"), 0},
		{"weapon", "the same", func(f *facts) {}, 1},
		{"weapon", "of one family", weapon("MISSILE_AIR"), 1},
		{"weapon", "another", weapon("SMALL_ARM"), -1},
		{"weapon", "unknown", weapon("UNKNOWN"), 0},
		{"category", "another", func(f *facts) { f.Category = "CHECKPOINT" }, -1},
		{"category", "one that goes together", func(f *facts) { f.Category = "INDIRECT_FIRE" }, 1},
		{"category", "unknown", func(f *facts) { f.Category = "UNKNOWN" }, 0},
		{"site", "another", func(f *facts) { f.Place.Site = "SCHOOL" }, -1},
		{"words", "the same", func(f *facts) {}, 1},
		{"words", "nothing in common", func(f *facts) {
			f.Title, f.Narrative = "Granary destroyed", "Harvesters sleeping beneath tarpaulins; fishermen carried stretchers upstream."
		}, -1},
		{"columns", "an unequal column", func(f *facts) { f.Extra = map[string]string{"x_model": "T-9"} }, -1},
		{"columns", "an equal column, spelled otherwise", func(f *facts) { f.Extra = map[string]string{"x_model": " k-4"} }, 1},
	}
	for _, tt := range tests {
		t.Run(tt.feature+"/"+tt.name, func(t *testing.T) {
			got, _ := featureBits(Stated.Explain(packed(t, "ORL", func(*facts) {}), packed(t, "VAR", tt.change)), tt.feature)
			if got > 0 && tt.want <= 0 || got < 0 && tt.want >= 0 || got == 0 && tt.want != 0 {
				t.Errorf("%+.1f bits, want the sign %+d", got, tt.want)
			}
		})
	}
}

func TestActorWords(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"Government of Varsenna", "Military Forces of Varsenna (2019-)", sameActor},
		{"Northern Front", "northern front", sameActor},
		{"Northern Front", "Northern Column", akinActor},
		{"Northern Front", "Harbour Guard", otherActor},
		{"Armed group", "Harbour Guard", actorUnknown},
	}
	pack := func(name string) unique.Handle[actors] {
		return packActors([]models.Responsibility{{Actor: name, ActorKind: "ARMED_GROUP", Role: "FIRED"}})
	}
	for _, tt := range tests {
		a, b := pack(tt.a), pack(tt.b)
		if got := actorLevel(a, b); got != tt.want {
			t.Errorf("%s against %s: level %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestUnknownAgainstZero(t *testing.T) {
	zero := []models.Casualty{harmed("KILLED", "CIVILIAN", 0, 0)}
	a := packed(t, "ORL", func(f *models.ReportFacts) { f.Casualties = zero })
	b := packed(t, "VAR", func(f *models.ReportFacts) { f.Casualties = nil })
	got, there := featureBits(Stated.Explain(a, b), "killed")
	if !there || got != 0 {
		t.Errorf("killed: %+.1f bits, there %v; want 0 and the value of the side that states it", got, there)
	}
}

func TestReferences(t *testing.T) {
	type facts = models.ReportFacts
	page := func(at string) func(*facts) {
		return func(f *facts) { f.Means, f.LocalRef, f.Sources[0].Locator = nil, "", &at }
	}
	bare := func(narrative string) func(*facts) {
		return func(f *facts) { f.Means, f.Sources, f.LocalRef, f.Narrative = nil, nil, "V1", narrative }
	}
	tests := []struct {
		name   string
		change func(*facts)
		want   float64
	}{
		{"the other's reference in the text", bare("See your (ORL-2031-0142)."), referenceBits[namesOther]},
		{"a reference one digit off", bare("See your ORL-2031-0143."), 0},
		{"the lot number in the text", bare("Remnants of lot KX-77-0412, photographed."), referenceBits[namesOther]},
		{"the same page", page("http://www.news.example/2031/05/ridge-road/"), referenceBits[sameSource]},
		{"the same page, kept back by one side", func(f *facts) {
			no := false
			f.Means, f.LocalRef, f.Sources[0].Shared = nil, "", &no
		}, 0},
		{"the same site, another page", page("https://news.example/2031/06/other"), 0},
		{"only the front page", page("https://news.example/"), 0},
		{"a year is no reference", bare("In 2031 nine died."), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := featureBits(Stated.Explain(packed(t, "ORL", func(*facts) {}), packed(t, "VAR", tt.change)), "reference")
			if got != tt.want {
				t.Errorf("%+.1f bits, want %+.1f", got, tt.want)
			}
		})
	}
}

// Two exact points that agree say more than two town centres at the same spot.
func TestPrecisionOutweighsDistance(t *testing.T) {
	bits := func(precision string, lat, other float64) float64 {
		at := func(lat float64) Record {
			return Record{place: packPlace(*spot(t, "", precision, lat, 1.2)), name: noName, area: noArea, actors: noActors}
		}
		a, b := at(lat), at(other)
		return Stated.bits(a.pattern(&b, &Stated.Vocabulary))
	}
	exact := bits("EXACT", 0.6, 0.60045) // 50 m
	towns := bits("TOWN", 0.6, 0.6)
	if exact <= towns {
		t.Errorf("two exact points 50 m apart: %.1f bits, two town centres at one spot: %.1f", exact, towns)
	}
}

func TestDistanceAcrossTheAntimeridian(t *testing.T) {
	a, b := packPlace(*spot(t, "", "STREET", -17, 179.9999)), packPlace(*spot(t, "", "STREET", -17, -179.9999))
	if level, _ := a.levels(&b); level != withinHalf {
		t.Errorf("21 m apart across the antimeridian: level %d, want %d", level, withinHalf)
	}
}

// anyFacts draws facts in which each field is stated or not.
func anyFacts(t *rapid.T, label string) models.ReportFacts {
	f := full(t, func(*models.ReportFacts) {})
	coin := rapid.Bool()
	f.LocalRef = rapid.SampledFrom([]string{"", "ORL-2031-0142", "VAR-31-9"}).Draw(t, label+" ref")
	f.Title = rapid.SampledFrom([]string{"Strike near Ridge Road", "ORL-2031-0142 revisited", "Convoy burned"}).Draw(t, label+" title")
	f.Category = rapid.SampledFrom(models.Codes["INCIDENT_CAT"]).Draw(t, label+" category")
	lat, lon := rapid.Float64Range(-90, 90).Draw(t, label+" lat"), rapid.Float64Range(-180, 180).Draw(t, label+" lon")
	if coin.Draw(t, label+" near") {
		lat, lon = 0.6+lat/1000, 1.2+lon/1000
	}
	radius := rapid.Float64Range(1, 600_000).Draw(t, label+" radius")
	f.Place = &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius, Name: rapid.SampledFrom([]string{"", "Ridge Road", "Rijd Roud", "حلب"}).Draw(t, label+" name"),
		Admin1: rapid.SampledFrom([]string{"", "North Shore", "Salt Marches"}).Draw(t, label+" admin1"), Site: rapid.SampledFrom(geo.Sites).Draw(t, label+" site")}
	if coin.Draw(t, label+" nowhere") {
		f.Place.Lat, f.Place.Lon = nil, nil
	}
	from := worldStart.Add(time.Hour * rapid.SampledFrom([]time.Duration{0, 1, 3, 24, 25, 70}).Draw(t, label+" from"))
	to := from.Add(time.Hour * rapid.SampledFrom([]time.Duration{0, 1, 6, 24, 100, 400}).Draw(t, label+" width"))
	offset := rapid.SampledFrom([]int{0, 60, 180, -300}).Draw(t, label+" offset")
	f.Started = &geo.Window{Earliest: &from, Latest: &to, UTCOffsetMin: &offset}
	if coin.Draw(t, label+" whenever") {
		f.Started = nil
	}
	f.Casualties = nil
	for _, outcome := range []string{"KILLED", "INJURED"} {
		if coin.Draw(t, label+" counted") {
			lo := rapid.IntRange(0, 30).Draw(t, label+" lo")
			c := harmed(outcome, rapid.SampledFrom([]string{"", "CIVILIAN", "ARMED_FORCES"}).Draw(t, label+" status"), lo, lo+rapid.IntRange(0, 9).Draw(t, label+" more"))
			if coin.Draw(t, label+" open") {
				c.Max = nil
			}
			f.Casualties = append(f.Casualties, c)
		}
	}
	f.Means[0].Weapon = rapid.SampledFrom(models.Codes["WEAPON"]).Draw(t, label+" weapon")
	f.Responsibility[0].Actor = rapid.SampledFrom([]string{"ORL", "Northern Front", "Northern Front (2019-)", "Government of Varsenna"}).Draw(t, label+" actor")
	f.Extra = map[string]string{"x_a": rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, label+" x")}
	return f
}

// Swapping two reports changes nothing, and the waterfall adds up.
func TestSymmetricAndExplained(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Pack("a", "ORL", anyFacts(t, "a")), Pack("b", "VAR", anyFacts(t, "b"))
		s := Stated.Compare(&a, &b)
		if back := Stated.Compare(&b, &a); back != s {
			t.Fatalf("a with b %+v, b with a %+v", s, back)
		}
		if s.Probability < 0 || s.Probability > 1 || s.Band != band(s.Probability) {
			t.Fatalf("%+v is no score", s)
		}
		reasons, sum := Stated.Explain(&a, &b), 0.0
		for _, r := range reasons {
			sum += r.Bits
			if r.Text == "" {
				t.Fatalf("%s has no words", r.Feature)
			}
		}
		if math.Abs(sum-s.Bits) > 1e-9 {
			t.Fatalf("the reasons add up to %v bits, the score is %v: %+v", sum, s.Bits, reasons)
		}
		other := Stated.Explain(&b, &a)
		for i, r := range reasons {
			if o := other[i]; o.Feature != r.Feature || o.Bits != r.Bits || o.A != r.B || o.Text != r.Text {
				t.Fatalf("%+v one way, %+v the other", r, o)
			}
		}
		if Sentence(reasons) == "" {
			t.Fatal("no sentence")
		}
	})
}

func TestSentence(t *testing.T) {
	a := packed(t, "ORL", func(f *models.ReportFacts) {})
	b := packed(t, "VAR", func(f *models.ReportFacts) {
		f.Place, f.Casualties = spot(t, "", "WITHIN_100M", 0.6052, 1.2001), []models.Casualty{harmed("KILLED", "CIVILIAN", 8, 10)}
		f.Means = []models.Means{{Weapon: "SMALL_ARM"}}
	})
	var some []models.MatchReason
	for _, r := range Stated.Explain(a, b) {
		if slices.Contains([]string{"prior", "place", "time", "killed", "weapon"}, r.Feature) {
			some = append(some, r)
		}
	}
	want := "22 m apart within stated precision, same time, both count about 9 people killed; but different weapons"
	if got := Sentence(some); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Sentence(nil); got != "too little is stated by both to tell" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestReach(t *testing.T) {
	exact := packed(t, "ORL", func(*models.ReportFacts) {}).Reach()
	if exact.Wide || len(exact.Boxes) != 1 || exact.To.Sub(exact.From).Hours() < 60 || exact.To.Sub(exact.From).Hours() > 60.1 {
		t.Errorf("an exact report: %+v, want one box and 30 hours to either side", exact)
	}
	if north := exact.Boxes[0].North; north < 0.605+0.7 || north > 0.605+0.8 { // 80 km are 0.72 degrees
		t.Errorf("the box reaches north to %v, want some 80 km beyond 0.605", north)
	}
	type facts = models.ReportFacts
	wide := map[string]func(*facts){
		"a province":   func(f *facts) { f.Place = spot(t, "", "PROVINCE", 0.6, 1.2) },
		"only a name":  func(f *facts) { f.Place = &geo.Place{Name: "Ridge Road"} },
		"a month":      func(f *facts) { f.Started = at(t, "2031-05-01T00:00:00Z", "", "MONTH", 0) },
		"no time":      func(f *facts) { f.Started = nil },
		"no place yet": func(f *facts) { f.Place = nil },
	}
	for name, change := range wide {
		if r := packed(t, "ORL", change).Reach(); !r.Wide {
			t.Errorf("%s: %+v, want wide", name, r)
		}
	}
	if r := packed(t, "ORL", wide["no time"]).Reach(); !r.From.IsZero() || !r.To.IsZero() {
		t.Errorf("no time: from %v to %v, want neither", r.From, r.To)
	}
	if r := packed(t, "ORL", func(f *facts) { f.Place = spot(t, "", "EXACT", -17, 179.9) }).Reach(); len(r.Boxes) != 2 {
		t.Errorf("at the antimeridian: %d boxes, want 2", len(r.Boxes))
	}
}

func BenchmarkCompare(b *testing.B) {
	x, y := packed(b, "ORL", func(*models.ReportFacts) {}), packed(b, "VAR", func(f *models.ReportFacts) { f.LocalRef = "VAR-1" })
	b.ReportAllocs()
	for b.Loop() {
		Stated.Compare(x, y)
	}
}

func BenchmarkPack(b *testing.B) {
	f := full(b, func(*models.ReportFacts) {})
	b.ReportAllocs()
	for b.Loop() {
		Pack("a", "ORL", f)
	}
}

func BenchmarkExplain(b *testing.B) {
	x, y := packed(b, "ORL", func(*models.ReportFacts) {}), packed(b, "VAR", func(f *models.ReportFacts) { f.LocalRef = "VAR-1" })
	b.ReportAllocs()
	for b.Loop() {
		Stated.Explain(x, y)
	}
}

func TestCompareAllocatesNothing(t *testing.T) {
	x, y := packed(t, "ORL", func(*models.ReportFacts) {}), packed(t, "VAR", func(*models.ReportFacts) {})
	if n := testing.AllocsPerRun(100, func() { Stated.Compare(x, y) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
