package matching

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"concord/geo"
	"concord/models"

	"pgregory.net/rapid"
)

// spotted is a record somewhere, some time, as vague as drawn.
func spotted(t *rapid.T, n int) Record {
	lat := rapid.OneOf(rapid.Float64Range(-90, 90), rapid.Float64Range(89, 90), rapid.Float64Range(-90, -89), rapid.Float64Range(9, 11)).Draw(t, "lat")
	lon := rapid.OneOf(rapid.Float64Range(-180, 180), rapid.Float64Range(179, 180), rapid.Float64Range(-180, -179), rapid.Float64Range(19, 21)).Draw(t, "lon")
	radius := rapid.SampledFrom([]float64{0, 100, 500, 3000, 15_000, 50_000, 400_000}).Draw(t, "radius")
	from := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 24*40).Draw(t, "hour")) * time.Hour)
	to := from.Add(time.Duration(rapid.SampledFrom([]int{0, 5, 24, 70, 24 * 12}).Draw(t, "hours")) * time.Hour)
	return Pack(fmt.Sprintf("r%03d", n), rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "partner"), models.ReportFacts{
		Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"}, Place: &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}})
}

// The index finds exactly the records within reach in place and time, and of the
// asker's own those that are likely one place and whose windows meet, at the poles and
// across the antimeridian as anywhere, whether they were there from the
// beginning or came one by one, and none that was taken out.
func TestIndexFindsAllWithinReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Record
		for n := range rapid.IntRange(2, 60).Draw(t, "records") {
			all = append(all, spotted(t, n))
		}
		v := Vocabulary{}
		inTime(all) // as an index numbers them
		bulk, grown := NewIndex(slices.Clone(all), &v), NewIndex(nil, &v)
		for _, r := range all {
			grown.Add(r)
		}
		out := int32(rapid.IntRange(0, len(all)-1).Draw(t, "removed"))
		bulk.Remove(out)
		grown.Remove(out)
		for i := range all {
			for _, whose := range []Whose{Others, Own, All} {
				var want []int32
				for j := range all {
					own := all[i].Partner == all[j].Partner
					a, b := bulk.markOf(&all[i], 1), bulk.markOf(&all[j], 1)
					near := a.apart(&b) <= slack/minute && a.reaches(&b)
					if own {
						near = a.apart(&b) == 0 && a.reachesClosely(&b)
					}
					if i != j && int32(j) != out && whose&whoseIs(own) != 0 && near {
						want = append(want, int32(j))
					}
				}
				for name, x := range map[string]*Index{"bulk": bulk, "grown": grown} {
					if got, cut := x.Candidates(&all[i], whose, nil); cut != 0 || !slices.Equal(got, want) {
						t.Fatalf("%s: of record %d the candidates are %v, want %v", name, i, got, want)
					}
				}
			}
		}
	})
}

// Who lies together finds in the tile of the group what each would find alone, wherever
// they lie and whatever they are called.
func TestTileHoldsWhatEachFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.SampledFrom([]float64{-89.8, -45, 0, 10, 60, 89.9}).Draw(t, "lat")
		lon := rapid.SampledFrom([]float64{-179.9, 0, 20, 179.8}).Draw(t, "lon")
		var all []Record
		var facts models.ReportFacts
		for n := range rapid.IntRange(2, 80).Draw(t, "records") {
			north := max(-90, min(90, lat+rapid.SampledFrom([]float64{0, 0, 0.05, -0.05, 0.2, -0.3, 1.5}).Draw(t, "north")))
			east := math.Mod(lon+rapid.SampledFrom([]float64{0, 0, 0.05, -0.05, 0.2, -0.3, 1.5, 170}).Draw(t, "east")+540, 360) - 180
			radius := rapid.SampledFrom([]float64{100, 100, 3900, 15_000, 50_000, 400_000}).Draw(t, "radius")
			from := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 24*14).Draw(t, "hour")) * time.Hour)
			to := from.Add(time.Duration(rapid.SampledFrom([]int{0, 5, 24, 70, 24 * 12}).Draw(t, "hours")) * time.Hour)
			facts = models.ReportFacts{Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"},
				Place: &geo.Place{Lat: &north, Lon: &east, RadiusM: &radius, Name: rapid.SampledFrom([]string{"", "Tarn Quay", "Oster"}).Draw(t, "name")}}
			all = append(all, Pack(fmt.Sprintf("r%03d", n), rapid.SampledFrom([]string{"A", "B"}).Draw(t, "partner"), facts))
		}
		vocabulary := Count(all)
		x := newIndex(all, &vocabulary, true)
		x.Remove(int32(rapid.IntRange(0, len(all)-1).Draw(t, "removed")))
		if rapid.Bool().Draw(t, "another comes") {
			x.Add(Pack("later", "B", facts))
		}
		var near tile
		var s seeking
		for rest := x.neighbours(0, len(all), nil); len(rest) > 0; {
			var group []lies
			for group, rest = near.next(x, &s, rest); len(group) > 0; group = group[1:] {
				i := group[0].at
				want, _ := x.counterparts(i, &seeking{})
				if got, _ := x.counterparts(i, &s); !slices.Equal(got, want) {
					t.Fatalf("record %d finds %v in the tile, alone %v", i, got, want)
				}
			}
		}
	})
}

// What grids cannot see is found by name, by rare words or by a reference; with none
// of them it is not.
func TestCandidatesWithoutCoordinates(t *testing.T) {
	at := func(lat, lon float64) *geo.Place { return &geo.Place{Lat: &lat, Lon: &lon, Name: "Tarn Quay"} }
	tests := []struct {
		name   string
		change func(*models.ReportFacts)
		found  bool
	}{
		{"as it was", func(*models.ReportFacts) {}, true},
		{"no coordinates", func(f *models.ReportFacts) { f.Place = &geo.Place{Name: "Tarn Quay"} }, true},
		{"no coordinates, the name in Arabic letters", func(f *models.ReportFacts) { f.Place = &geo.Place{Name: "تارن كواي"} }, true},
		{"latitude and longitude swapped", func(f *models.ReportFacts) { f.Place = at(20, 10) }, true},
		{"the wrong sign", func(f *models.ReportFacts) { f.Place = at(-10, 20) }, true},
		{"300 km off", func(f *models.ReportFacts) { f.Place = at(12.7, 20) }, true},
		{"300 km off, another name, rare words in common", func(f *models.ReportFacts) { f.Place = at(12.7, 20); f.Place.Name = "Oster" }, true},
		{"300 km off, another name, other words", func(f *models.ReportFacts) {
			f.Place, f.Title, f.Narrative = at(12.7, 20), "Incident", "Nothing is known."
			f.Place.Name = "Oster"
		}, false},
		{"the same name two months later", func(f *models.ReportFacts) {
			f.Started, f.Place = later(f.Started), &geo.Place{Name: "Tarn Quay"}
		}, false},
		{"two months later, naming the other's reference", func(f *models.ReportFacts) {
			f.Started, f.Place, f.Narrative = later(f.Started), nil, "See ORL-2031-00417."
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			from, to := time.Date(2031, 3, 4, 1, 0, 0, 0, time.UTC), time.Date(2031, 3, 4, 2, 0, 0, 0, time.UTC)
			facts := models.ReportFacts{LocalRef: "ORL-2031-00417", Title: "Strike on Halcyon jetty", Narrative: "Two fishermen, Meridian ferry.",
				Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"}, Place: at(10, 20)}
			a := Pack("a", "ORL", facts)
			facts.LocalRef = "V-1"
			tt.change(&facts)
			b := Pack("b", "VAR", facts)
			x := NewIndex([]Record{a}, &Vocabulary{})
			if got, _ := x.Candidates(&b, Others, nil); (len(got) == 1) != tt.found {
				t.Errorf("found %v, want %v", got, tt.found)
			}
		})
	}
}

// Coordinates that are no numbers, which every door refuses, are no place to the engine.
func TestCoordinatesThatAreNoNumbers(t *testing.T) {
	for _, point := range [][2]float64{{10, math.NaN()}, {math.NaN(), 20}, {math.Inf(1), 20}, {10, math.Inf(-1)}} {
		from, to := time.Date(2031, 3, 4, 1, 0, 0, 0, time.UTC), time.Date(2031, 3, 4, 2, 0, 0, 0, time.UTC)
		facts := models.ReportFacts{Title: "Strike on Halcyon jetty", Narrative: "Two fishermen, Meridian ferry.",
			Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"}, Place: &geo.Place{Lat: &point[0], Lon: &point[1], Name: "Tarn Quay"}}
		if l := Link([]Record{Pack("a", "ORL", facts), Pack("b", "VAR", facts)}); len(l.Pairs) != 1 {
			t.Errorf("at %v %d pairs were found, want the one that name and words tell", point, len(l.Pairs))
		}
	}
}

func later(w *geo.Window) *geo.Window {
	from, to := w.Earliest.AddDate(0, 2, 0), w.Latest.AddDate(0, 2, 0)
	return &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"}
}

// Of a flood of candidates the best are kept, and how many were left out is told.
func TestFloodIsCounted(t *testing.T) {
	var all []Record
	from := time.Date(2031, 3, 4, 1, 0, 0, 0, time.UTC)
	for n := range Flood + 50 {
		lat, lon, radius := 10+float64(n)/5000, 20.0, 100.0
		all = append(all, Pack(fmt.Sprint("b", n), "B", models.ReportFacts{Started: &geo.Window{Earliest: &from, Precision: "MINUTE"}, Place: &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}}))
	}
	lat, lon, radius := 10.0, 20.0, 50_000.0
	a := Pack("a", "A", models.ReportFacts{Started: &geo.Window{Earliest: &from, Precision: "MINUTE"}, Place: &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}})
	learned := NewIndex(append(slices.Clone(all), a), &Vocabulary{}).compareMoved([]int32{0}, 0)
	if learned.asked != 0 {
		t.Errorf("it was learned from: %+v", learned)
	}
	got, cut := NewIndex(all, &Vocabulary{}).Candidates(&a, Others, nil)
	if len(got) != KeptOf || cut != Flood+50-KeptOf {
		t.Errorf("%d kept and %d left out, want %d and %d", len(got), cut, KeptOf, Flood+50-KeptOf)
	}
}

// A reference that stands everywhere leads nowhere; reports that were taken out do not count.
func TestReferenceEverywhere(t *testing.T) {
	told := func(n int, partner string) Record {
		from, locator := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 3*n, 0), "https://news.example/2031/05/ridge-road"
		return Pack(fmt.Sprintf("%s%04d", partner, n), partner, models.ReportFacts{Started: &geo.Window{Earliest: &from, Precision: "MINUTE"},
			Sources: []models.Source{{Kind: "LOCAL_MEDIA", Locator: &locator}}})
	}
	var all []Record
	for n := range namedIn + 5 {
		all = append(all, told(n%700, "A"))
		all[n].Report = fmt.Sprintf("a%04d", n)
	}
	x, one := NewIndex(all, &Vocabulary{}), told(2000, "B")
	if got, _ := x.Candidates(&one, Others, nil); len(got) != 0 {
		t.Errorf("%d were found by what %d bear", len(got), namedIn+5)
	}
	for i := range int32(5) {
		x.Remove(i)
	}
	if got, _ := x.Candidates(&one, Others, nil); len(got) != namedIn {
		t.Errorf("%d were found, want all %d that are left", len(got), namedIn)
	}
}

// Where reach is so wide that the ground is longer than the straight line through it, all
// that lies within the line is found.
func TestReachGoesStraight(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	from, radius := time.Date(2031, 3, 4, 1, 0, 0, 0, time.UTC), 100_000.0
	at := func(id, partner string, lat, lon float64) Record {
		return Pack(id, partner, models.ReportFacts{Started: &geo.Window{Earliest: &from, Precision: "MINUTE"}, Place: &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}})
	}
	straight := reachKm(100, 100)
	for range 20_000 {
		lat, lon := 120*r.Float64()-60, 300*r.Float64()-150
		arc := 2 * math.Asin((straight-0.01)/(2*earth))
		bearing := 2 * math.Pi * r.Float64()
		phi := lat * math.Pi / 180
		there := math.Asin(math.Sin(phi)*math.Cos(arc) + math.Cos(phi)*math.Sin(arc)*math.Cos(bearing))
		along := math.Atan2(math.Sin(bearing)*math.Sin(arc)*math.Cos(phi), math.Cos(arc)-math.Sin(phi)*math.Sin(there))
		a, b := at("a", "A", lat, lon), at("b", "B", there*180/math.Pi, lon+along*180/math.Pi)
		if found, _ := NewIndex([]Record{a}, &Vocabulary{}).Candidates(&b, Others, nil); len(found) != 1 {
			t.Fatalf("%.3f %.3f is not found from %.3f %.3f", lat, lon, there*180/math.Pi, lon+along*180/math.Pi)
		}
	}
}

// A report that was taken out is nobody's candidate, not even of one whose partner has none
// in the index.
func TestWhatIsGoneIsNotFound(t *testing.T) {
	from, lat, lon, radius := time.Date(2031, 3, 4, 1, 0, 0, 0, time.UTC), 10.0, 20.0, 100.0
	facts := models.ReportFacts{Started: &geo.Window{Earliest: &from, Precision: "MINUTE"}, Place: &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}}
	x := NewIndex([]Record{Pack("a", "A", facts), Pack("b", "B", facts)}, &Vocabulary{})
	stranger := Pack("c", "C", facts)
	if got, _ := x.Candidates(&stranger, All, nil); len(got) != 2 {
		t.Fatalf("%v were found, want both", got)
	}
	x.Remove(0)
	if got, _ := x.Candidates(&stranger, All, nil); !slices.Equal(got, []int32{1}) {
		t.Errorf("%v were found, want the one that is left", got)
	}
}

// The order of the records, and so of files and partners, makes no difference.
func TestLinkingDoesNotDependOnOrder(t *testing.T) {
	a, b := readWorld(t, 36)
	var all []Record
	for _, r := range append(a[:400:400], b[:400]...) {
		all = append(all, Pack(r.Report, r.Partner, r.facts))
	}
	for i := range all { // a third partner: some reports of the second, told again
		if i%5 == 0 && all[i].Partner == "B" {
			again := b[i-400].facts
			again.Narrative = "Told again."
			all = append(all, Pack("C"+all[i].Report, "C", again))
		}
	}
	shuffled := func(seed uint64) Linking {
		list := slices.Clone(all)
		for i := range list {
			list[i] = list[i].apart()
		}
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return Link(list)
	}
	first := shuffled(1)
	if len(first.Pairs) < 100 {
		t.Fatalf("%d pairs: too few to tell", len(first.Pairs))
	}
	for seed := range uint64(6) {
		if got := shuffled(seed + 2); !slices.Equal(got.Pairs, first.Pairs) || !slices.Equal(got.Duplicates, first.Duplicates) || got.Estimate.Model.Version() != first.Estimate.Model.Version() {
			t.Fatalf("in another order: %d pairs, %d duplicates, model %s; at first %d, %d, %s", len(got.Pairs), len(got.Duplicates), got.Estimate.Model.Version(), len(first.Pairs), len(first.Duplicates), first.Estimate.Model.Version())
		}
	}
}

func TestNth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Float32Range(-3, 3), 1, 40).Draw(t, "list")
		for i := range list {
			list[i] = float32(math.Round(float64(list[i]))) // many equal ones
		}
		place := rapid.IntRange(0, len(list)-1).Draw(t, "place")
		want := slices.SortedFunc(slices.Values(list), func(a, b float32) int { return -cmp.Compare(a, b) })[place]
		if got := nth(list, place); got != want {
			t.Fatalf("%v at %d, want %v", got, place, want)
		}
	})
}

func TestFalling(t *testing.T) {
	for _, tt := range []struct{ bits, weight, want []float64 }{
		{[]float64{3, 2, 1}, []float64{1, 1, 1}, []float64{3, 2, 1}},
		{[]float64{1, 3}, []float64{0, 0}, []float64{2, 2}},
		{[]float64{1, 3}, []float64{2, 0}, []float64{1.5, 1.5}},
		{[]float64{1, 2, 3, 0}, []float64{0, 0, 0, 0}, []float64{2, 2, 2, 0}},
	} {
		chain := make([]int, len(tt.bits))
		for i := range chain {
			chain[i] = i
		}
		got := slices.Clone(tt.bits)
		falling(got, chain, tt.weight)
		for i := range got {
			if math.Abs(got[i]-tt.want[i]) > 1e-9 {
				t.Errorf("%v with weights %v = %v, want %v", tt.bits, tt.weight, got, tt.want)
				break
			}
		}
	}
}
