package matching

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
)

// reached is what linking a labelled set came to.
type reached struct{ precision, recall, seen float64 }

// against compares pairs with the truth, a set of "a b".
func against(pairs []Pair, truth map[string]bool) reached {
	auto, right, seen := 0.0, 0.0, 0.0
	for _, p := range pairs {
		hit := 0.0
		if truth[p.A+" "+p.B] {
			hit = 1
		}
		seen += hit
		if p.Band == Auto {
			auto, right = auto+1, right+hit
		}
	}
	return reached{right / auto, right / float64(len(truth)), seen / float64(len(truth))}
}

// The floors lie a little below what was reached: weights learned without labels
// link far more by themselves than the stated ones, and lose nothing.
func TestLearnedWeights(t *testing.T) {
	for _, tt := range []struct {
		name  string
		days  int64
		learn bool
		floor reached
	}{
		{"a sparse year", 365, true, reached{0.99, 0.90, 0.98}},
		{"ten times as dense", 36, true, reached{0.985, 0.87, 0.965}},
		{"too few days for decoys", 12, false, reached{0.985, 0.83, 0.955}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := readWorld(t, tt.days)
			truth := map[string]bool{}
			var all []Record
			for i := range a {
				for j := range b {
					if a[i].same(b[j]) {
						truth[a[i].Report+" "+b[j].Report] = true
					}
				}
				all = append(all, a[i].Record)
			}
			for _, r := range b {
				all = append(all, r.Record)
			}
			l := Link(all)
			got := against(l.Pairs, truth)
			t.Logf("auto precision %.3f, auto recall %.3f, recall with review %.3f; %s", got.precision, got.recall, got.seen, l.Estimate.Why)
			if got.precision < tt.floor.precision || got.recall < tt.floor.recall || got.seen < tt.floor.seen {
				t.Errorf("got %+v, want at least %+v", got, tt.floor)
			}
			if l.Estimate.Kept == tt.learn {
				t.Errorf("stated weights kept: %v, want %v", l.Estimate.Kept, !tt.learn)
			}
			if estimated := l.Estimate.Linked; tt.learn && (estimated < 0.8*float64(len(truth)) || estimated > 1.2*float64(len(truth))) {
				t.Errorf("%.0f pairs of one incident are estimated; there are %d", estimated, len(truth))
			}
			for f, table := range l.Estimate.Model.Tables {
				for level, bits := range table {
					if math.IsNaN(bits) || math.Abs(bits) > 16 {
						t.Errorf("%s, level %d: %v bits", Feature(f), level, bits)
					}
				}
			}
		})
	}
}

// Few reports, or few of one incident, are no ground to learn from: what was stated
// is used, and it is said.
func TestNothingToLearnFrom(t *testing.T) {
	a, b := readWorld(t, 365)
	var few, strangers []Record
	for i := range 30 {
		few = append(few, a[i].Record, b[i].Record)
	}
	for i := range a {
		strangers = append(strangers, a[i].Record)
	}
	for i := range b { // a year later: nobody tells of the same
		strangers = append(strangers, b[i].shift(400).Record)
	}
	for name, list := range map[string][]Record{"few": few, "strangers": strangers, "none": nil} {
		l := Link(list)
		if !l.Estimate.Kept || l.Estimate.Why == "" || !slices.Equal(l.Estimate.Model.Tables[Place], Stated.Tables[Place]) {
			t.Errorf("%s: learned from nothing: %+v", name, l.Estimate)
		}
	}
}

// A model is kept, and read again says the same; one of another shape is refused.
func TestModelIsKept(t *testing.T) {
	a, b := readWorld(t, 365)
	var all []Record
	for _, r := range append(a, b...) {
		all = append(all, r.Record)
	}
	m := Link(all).Estimate.Model
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var again Model
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if again.Version() != m.Version() || again.Compare(&all[0], &all[len(all)-1]) != m.Compare(&all[0], &all[len(all)-1]) {
		t.Error("the model read again is another")
	}
	if m.Version() == Stated.Version() {
		t.Error("two models have one version")
	}
	var short map[string]any
	if err := json.Unmarshal(text, &short); err != nil {
		t.Fatal(err)
	}
	short["tables"].(map[string]any)["time"] = []float64{1}
	text, _ = json.Marshal(short)
	if err := json.Unmarshal(text, &again); err == nil {
		t.Error("a model with one level of time was taken")
	}
}

// crashes are three partners' records of car crashes, each with its own codes, and
// the pairs that are one crash (data README: truth rebuilt).
func crashes(t testing.TB) (records []Record, truth map[string]bool) {
	folder := dataFolder()
	if folder == "" {
		t.Skip("the labelled data (shared/data/meltt_crashMD) is not beside this checkout")
	}
	rows := func(name string) (out []map[string]string) {
		f, err := os.Open(filepath.Join(folder, "meltt_crashMD", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines[1:] {
			row := map[string]string{}
			for i, column := range lines[0] {
				row[column] = l[i]
			}
			out = append(out, row)
		}
		return out
	}
	taxonomies := Taxonomies{}
	for name, levels := range map[string][]string{"model": {"make_level1", "make_level2", "make_level3"}, "color": {"col_level1", "col_level2"}, "damage": {"damage_level1"}} {
		groups := map[string][]string{}
		for _, row := range rows("taxonomy_" + name + ".csv") {
			var g []string
			for _, level := range levels {
				g = append(g, row[level])
			}
			groups[Fold(row["base.categories"])] = g
		}
		taxonomies["x_"+name] = groups
	}
	for partner := 1; partner <= 3; partner++ {
		for _, row := range rows(fmt.Sprintf("crash_data%d.csv", partner)) {
			from, err := time.Parse(time.DateOnly, row["date"])
			if err != nil {
				t.Fatal(err)
			}
			to, err := time.Parse(time.DateOnly, row["enddate"])
			if err != nil {
				t.Fatal(err)
			}
			to = to.Add(24*time.Hour - time.Second)
			lat, _ := strconv.ParseFloat(row["latitude"], 64)
			lon, _ := strconv.ParseFloat(row["longitude"], 64)
			records = append(records, PackWith(fmt.Sprintf("%d#%s", partner, row["event"]), fmt.Sprint(partner), models.ReportFacts{
				Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "DAY"}, Place: &geo.Place{Lat: &lat, Lon: &lon},
				Extra: map[string]string{"x_model": row["model_tax"], "x_color": row["color_tax"], "x_damage": row["damage_tax"]}}, taxonomies))
		}
	}
	truth = map[string]bool{}
	for _, row := range rows("truth_pairs_reconstructed.csv") {
		truth[row["data1"]+"#"+row["event1"]+" "+row["data2"]+"#"+row["event2"]] = true
	}
	return records, truth
}

// T1 of matching.md section 6, where meltt reaches precision .961 and recall .859.
func TestCrashesOfThreePartners(t *testing.T) {
	records, truth := crashes(t)
	l := Link(records)
	got := against(l.Pairs, truth)
	t.Logf("precision %.3f, recall %.3f, %d in review (meltt: .961, .859)", got.precision, got.recall, len(l.Pairs)-len(truth))
	if got.precision < 0.99 || got.recall < 0.99 {
		t.Errorf("precision %.3f and recall %.3f, want .99 of each", got.precision, got.recall)
	}
}

// Without taxonomies partners who code in different words never agree: the control
// that shows what they are worth.
func TestCrashesWithoutTaxonomies(t *testing.T) {
	records, truth := crashes(t)
	for i := range records {
		plain := slices.Clone(records[i].extras.all())
		for j := range plain {
			plain[j].values = plain[j].values[:1]
		}
		records[i].extras = sharedExtras(plain)
	}
	if got := against(Link(records).Pairs, truth); got.recall > 0.9 {
		t.Errorf("recall %.3f without taxonomies: they are worth nothing", got.recall)
	}
}

func BenchmarkLink2k(b *testing.B) {
	x, y := readWorld(b, 365)
	for b.Loop() {
		var all []Record
		for _, r := range append(x, y...) {
			all = append(all, r.Record)
		}
		Link(all)
	}
}

// Lists of which half finds nobody there, as it says no place, are learned from where the
// other half agrees: there may be more pairs of one incident than candidates to go round.
func TestLearningWhereManyFindNobody(t *testing.T) {
	list := func(partner string) (all []Record) {
		world, slip := rand.New(rand.NewPCG(7, 7)), rand.New(rand.NewPCG(uint64(partner[0]), 1))
		for n := range 450 {
			from := time.Date(2031, 1, 1+world.IntN(300), 0, 0, 0, 0, time.UTC)
			to := from.Add(24*time.Hour - time.Minute)
			f := models.ReportFacts{Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "DAY"}}
			if n < 300 {
				lat, lon, radius, killed := 30+world.Float64()*5+slip.Float64()*.002, 30+world.Float64()*5, 300.0, world.IntN(20)
				f.Place = &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}
				f.Casualties = []models.Casualty{harmed("KILLED", "CIVILIAN", killed, killed)}
			}
			all = append(all, Pack(fmt.Sprint(partner, n), partner, f))
		}
		return all
	}
	l := Link(append(list("A"), list("B")...))
	if p := l.Estimate.Model.Prior; l.Estimate.Kept || math.IsNaN(p) || math.IsInf(p, 0) {
		t.Errorf("the prior is %v: %s", p, l.Estimate.Why)
	}
	if _, err := json.Marshal(l.Estimate.Model); err != nil {
		t.Error(err)
	}
	linked := 0
	for _, p := range l.Pairs {
		linked += when(p.A[1:] == p.B[1:] && p.Probability > 0.5)
	}
	if linked < 285 {
		t.Errorf("%d of 300 were linked: %s", linked, l.Estimate.Why)
	}
}
