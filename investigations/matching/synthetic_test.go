package matching

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
)

// invented is one row of the synthetic world: the report and what it truly tells of.
type invented struct {
	Record
	facts     models.ReportFacts
	inc, inc2 string
}

// same tells whether two rows tell of one incident; a merged row tells of two.
func (r invented) same(o invented) bool {
	for _, x := range []string{r.inc, r.inc2} {
		for _, y := range []string{o.inc, o.inc2} {
			if x == y && x != "-1" {
				return true
			}
		}
	}
	return false
}

// dataFolder finds shared/data beside a folder above this one, "" if there is none.
func dataFolder() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		for _, at := range []string{"shared/data", "../shared/data"} {
			if f := filepath.Join(dir, at); isFolder(f) {
				return f
			}
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// readWorld reads the synthetic world, its days folded into the first so many:
// fewer days make it denser. It skips the test where the data is not there.
func readWorld(t testing.TB, days int64) (a, b []invented) {
	t.Helper()
	folder := dataFolder()
	if folder == "" {
		t.Skip("the labelled data (shared/data/synthetic_incidents_2k) is not beside this checkout")
	}
	read := func(name, partner string) (rows []invented) {
		f, err := os.Open(filepath.Join(folder, "synthetic_incidents_2k", name))
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
			facts := inventedFacts(row, days)
			id := partner + row["id"]
			rows = append(rows, invented{Pack(id, partner, facts), facts, row["inc"], row["inc2"]})
		}
		return rows
	}
	return read("partner_a.csv", "A"), read("partner_b.csv", "B")
}

var worldStart = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)

var (
	inventedPlaces  = map[string]string{"0": "WITHIN_100M", "1": "STREET", "2": "TOWN", "3": "SUBDISTRICT", "4": "DISTRICT"}
	inventedRadii   = map[string]float64{"0": 100, "1": 500, "2": 3000, "3": 15000, "4": 50000}
	inventedWeapons = []string{"SMALL_ARM", "MACHINE_GUN", "AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "ARTILLERY", "MORTAR",
		"MINE", "IED", "VEHICLE", "EDGED"}
)

// inventedFacts turns a row into facts as a partner would log them.
func inventedFacts(row map[string]string, days int64) models.ReportFacts {
	number := func(column string) int64 {
		n, _ := strconv.ParseInt(row[column], 10, 64)
		return n
	}
	from := number("t0")
	width := number("t1") - from
	earliest := worldStart.Add(time.Duration(from%(24*days)) * time.Hour)
	latest := earliest.Add(time.Duration(width)*time.Hour - time.Second)
	lat, _ := strconv.ParseFloat(row["lat"], 64)
	lon, _ := strconv.ParseFloat(row["lon"], 64)
	radius := inventedRadii[row["lp"]]
	f := models.ReportFacts{
		LocalRef: row["id"], Title: "Incident", Category: "UNKNOWN", OwnInvolvement: "UNKNOWN",
		Started: &geo.Window{Earliest: &earliest, Latest: &latest, Precision: "DAY"},
		Place:   &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius, Precision: inventedPlaces[row["lp"]], Name: row["place"]},
	}
	if lo, hi := int(number("klo")), int(number("khi")); lo >= 0 {
		f.Casualties = append(f.Casualties, models.Casualty{Outcome: "KILLED", Count: models.Count{Min: &lo, Max: &hi}})
	}
	if n := int(number("inj")); n >= 0 {
		f.Casualties = append(f.Casualties, models.Casualty{Outcome: "INJURED", Count: models.Count{Min: &n, Max: &n}})
	}
	if a := number("actor"); a != 255 {
		name := "Front " + inventedWord(a/4+1000) + " Column " + inventedWord(a+5000)
		f.Responsibility = []models.Responsibility{{Actor: name, ActorKind: "ARMED_GROUP", Role: "FIRED"}}
	}
	if w := number("weapon"); w != 255 {
		f.Means = []models.Means{{Weapon: inventedWeapons[w]}}
	}
	var text []string
	for _, token := range strings.Fields(row["tokens"]) {
		n, _ := strconv.ParseInt(token, 10, 64)
		text = append(text, inventedWord(n))
	}
	f.Narrative = strings.Join(text, " ")
	return f
}

// inventedWord spells a token id in syllables, two letters a digit: as in language,
// what is said often is short.
func inventedWord(n int64) string {
	syllables := [10]string{"ba", "ke", "di", "fo", "gu", "la", "me", "ni", "ro", "tu"}
	var b strings.Builder
	for _, digit := range strconv.FormatInt(n, 10) {
		b.WriteString(syllables[digit-'0'])
	}
	return b.String()
}

// shift moves a record by whole days.
func (r invented) shift(days int64) invented {
	r.time.from += days * day
	return r
}

// outcome of linking a world.
type outcome struct {
	precision, recall float64 // of the band auto
	seen              float64 // recall of auto and review together
	f                 float64 // of linking from p = 1/6, where a miss costs five false links (matching.md 3.5)
}

func linkWorld(a, b []invented) outcome {
	var pairs []Pair
	truth := map[string]bool{}
	for i := range a {
		for j := range b {
			if a[i].same(b[j]) {
				truth[a[i].Report+" "+b[j].Report] = true
			}
			if s := Stated.Compare(&a[i].Record, &b[j].Record); s.Band != "" {
				pairs = append(pairs, Pair{A: a[i].Report, B: b[j].Report, PartnerA: "A", PartnerB: "B", Bits: s.Bits, Probability: s.Probability, Band: s.Band})
			}
		}
	}
	auto, autoTrue, seen, linked, linkedTrue := 0., 0., 0., 0., 0.
	for _, p := range Stated.Assign(pairs) {
		hit := 0.
		if truth[p.A+" "+p.B] {
			hit = 1
		}
		seen += hit
		if p.Band == Auto {
			auto, autoTrue = auto+1, autoTrue+hit
		}
		if p.Probability >= 1./6 {
			linked, linkedTrue = linked+1, linkedTrue+hit
		}
	}
	all := float64(len(truth))
	return outcome{autoTrue / auto, autoTrue / all, seen / all, 2 * linkedTrue / (linked + all)}
}

// The floors lie a little below what was reached when the tables were made.
func TestSyntheticWorldIsLinked(t *testing.T) {
	tests := []struct {
		name      string
		days      int64
		narrative bool
		floor     outcome
	}{
		{"a sparse year", 365, true, outcome{precision: 0.99, recall: 0.70, seen: 0.96, f: 0.93}},
		{"ten times as dense", 36, true, outcome{precision: 0.99, recall: 0.69, seen: 0.95, f: 0.90}},
		{"thirty times as dense", 12, true, outcome{precision: 0.98, recall: 0.68, seen: 0.94, f: 0.88}},
		{"a sparse year without narratives", 365, false, outcome{precision: 0.98, recall: 0.25, seen: 0.95, f: 0.89}},
		{"ninety times as dense without narratives", 4, false, outcome{precision: 0.95, recall: 0.18, seen: 0.89, f: 0.72}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := readWorld(t, tt.days)
			if !tt.narrative {
				for i := range a {
					a[i].facts.Narrative = ""
					a[i].Record = Pack(a[i].Report, "A", a[i].facts)
				}
			}
			got := linkWorld(a, b)
			t.Logf("auto precision %.3f, auto recall %.3f, recall with review %.3f, F at one in six %.3f", got.precision, got.recall, got.seen, got.f)
			if got.precision < tt.floor.precision || got.recall < tt.floor.recall || got.seen < tt.floor.seen || got.f < tt.floor.f {
				t.Errorf("got %+v, want at least %+v", got, tt.floor)
			}
		})
	}
}

// Reports moved by some days lie in the same towns and tell of like things, but
// cannot be of one incident: none may link by itself.
func TestDecoysAreNotLinked(t *testing.T) {
	a, b := readWorld(t, 365)
	auto, review := 0, 0
	for _, days := range []int64{-9, -5, 5, 9} {
		for i := range a {
			x := a[i].shift(days)
			for j := range b {
				if a[i].same(b[j]) {
					continue
				}
				switch Stated.Compare(&x.Record, &b[j].Record).Band {
				case Auto:
					auto++
				case Review:
					review++
				}
			}
		}
	}
	t.Logf("of %d moved reports %d link and %d pairs go to review", 4*len(a), auto, review)
	if auto > 4*len(a)/1000 || review > 4*len(a)/10 {
		t.Errorf("%d of %d moved reports link and %d pairs go to review; want at most one in a thousand and one in ten", auto, 4*len(a), review)
	}
}

// Whatever scores in either band must be found by the window search.
func TestReachHoldsWhatLinks(t *testing.T) {
	a, b := readWorld(t, 365)
	held, lost := 0, 0
	for i := range a {
		reach := a[i].Reach()
		for j := range b {
			if Stated.Compare(&a[i].Record, &b[j].Record).Band == "" {
				continue
			}
			held++
			if !reach.holds(b[j].Record) {
				lost++
			}
		}
	}
	t.Logf("%d pairs in either band, %d of them out of reach", held, lost)
	if lost*100 > held {
		t.Errorf("%d of %d pairs in either band lie out of reach, want at most one in a hundred", lost, held)
	}
}

// holds tells whether the window search of matching.md 3.2 would fetch o.
func (r Reach) holds(o Record) bool {
	if r.From.After(instant(o.time.to())) || r.To.Before(instant(o.time.from)) {
		return false
	}
	if r.Wide || o.time.class == long || !o.place.measured() || o.place.sigma >= wideSigma {
		return true
	}
	for _, box := range r.Boxes {
		if box.Contains(*o.said.place.Lat, *o.said.place.Lon) {
			return true
		}
	}
	return false
}
