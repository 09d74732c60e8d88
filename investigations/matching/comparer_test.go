package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"

	"pgregory.net/rapid"
)

// mixed is facts in which each thing is said, or not, by lot, from so few words, codes and
// numbers that much agrees.
func mixed(r *rand.Rand, n int) models.ReportFacts {
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	some := func() bool { return r.IntN(4) > 0 }
	var f models.ReportFacts
	from := time.Date(2031, 3, 1, r.IntN(72), 0, 0, 0, time.UTC)
	to := from.Add(time.Duration([]int{1, 60, 24 * 60, 5 * 24 * 60}[r.IntN(4)]) * time.Minute)
	f.Started = &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"}
	f.Place = &geo.Place{Name: one("", "", "Tarn Quay", "Tarn", "Oster Bridge"), Admin1: one("", "North Shore", "South"), Admin2: one("", "Ridge", "Vale"), Site: one("", "ROAD", "HOSPITAL", "DWELLING")}
	if some() {
		lat, lon, radius := 10+r.Float64()/2, 20+r.Float64()/2, []float64{100, 3000, 15_000, 80_000}[r.IntN(4)]
		f.Place.Lat, f.Place.Lon, f.Place.RadiusM = &lat, &lon, &radius
	}
	for _, outcome := range []string{"KILLED", "INJURED"} {
		if low := r.IntN(30); some() {
			f.Casualties = append(f.Casualties, harmed(outcome, one("CIVILIAN", "UNKNOWN"), low, low+r.IntN(2)*r.IntN(40)))
		}
	}
	if some() {
		f.Responsibility = []models.Responsibility{{Actor: one("ORL", "Red Banner", "Red Star"), ActorKind: one("PARTNER", "NON_STATE"), Role: "FIRED"}}
	}
	if some() {
		f.Means = []models.Means{{Cause: one("HEAVY_WEAPONS", "UNKNOWN"), Weapon: one("", "MORTAR", "DRONE_LOITERING", "SNIPER")}}
	}
	f.Category = one("", "AIR_STRIKE", "DIRECT_FIRE")
	var words []string
	for range r.IntN(14) {
		words = append(words, one("tarn", "quay", "minibus", "ferry", "lantern", "hospital", "waterworks", "wedding", "causeway", "orchard", fmt.Sprint("placename", r.IntN(40))))
	}
	f.Narrative = strings.Join(words, " ")
	f.LocalRef = fmt.Sprintf("KX-2031-%04d", n)
	if r.IntN(5) == 0 {
		f.Narrative += fmt.Sprintf(" See KX-2031-%04d.", r.IntN(60))
	}
	if some() {
		f.Extra = map[string]string{"x_method": one("a", "b", "c")}
	}
	return f
}

// A pair is left before all of it is compared only where it could not have been enough:
// what is weighed, and what it scores, is what comparing it whole gives, whatever the
// weights are.
func TestPairsAreLeftForCertain(t *testing.T) {
	weighed, left := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var all []Record
		for n := range fewReports + 20 {
			all = append(all, Pack(fmt.Sprint("r", n), []string{"A", "B"}[n%2], mixed(r, n)))
		}
		m := *Stated
		m.Vocabulary, m.Prior = Count(all), float64(r.IntN(6)-5)
		if r.IntN(2) == 0 { // any weights
			for f := range m.Tables {
				m.Tables[f] = slices.Clone(m.Tables[f])
				for level := range m.Tables[f] {
					m.Tables[f][level] = 6*r.Float64() - 3.5
				}
			}
		}
		for i := range all {
			m.Vocabulary.Weigh(&all[i])
		}
		x, c := NewIndex(all, &m.Vocabulary), newComparer(&m)
		for i := range int32(len(all)) {
			q := c.ask(x, i)
			for j := range int32(len(all)) {
				own, limit := all[i].Partner == all[j].Partner, leastBits
				if own {
					limit = sameBits
				}
				want := m.Compare(&x.Records[i], &x.Records[j]).Bits
				got, enough := q.compare(j, own)
				if enough != (want >= limit) || enough && got != float32(want) {
					t.Fatalf("%d and %d score %v, enough: %v; whole they score %v of %v", i, j, got, enough, want, limit)
				}
				weighed, left = weighed+when(enough), left+when(!enough)
			}
		}
	})
	if weighed < left/100 || left < weighed/100 {
		t.Errorf("%d pairs were weighed and %d left: too few of either to tell", weighed, left)
	}
}

// The best level that two texts may reach is told from bits alone, also where many words
// share one, words of a place name stand in both, and one's words are the other's boilerplate.
func TestWordsReachNoMoreThanTold(t *testing.T) {
	near := 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		vocabulary := make([]uint32, 4+r.IntN(60))
		for i := range vocabulary {
			vocabulary[i] = r.Uint32()&^flagMask | uint32(r.IntN(heaviest+1))
			if r.IntN(4) == 0 {
				vocabulary[i] |= noOther
			}
		}
		text := func() (rec Record) {
			var list words
			boilerplate := r.IntN(3) * r.IntN(5)
			for n, w := range vocabulary {
				if (n+boilerplate)%7 == 0 && boilerplate > 0 {
					w = w&^flagMask | noOther // as of its partner
				}
				if r.IntN(3) == 0 {
					list = append(list, w|uint32(when(r.IntN(5) == 0))*ownPlace)
				}
			}
			slices.SortFunc(list, compareWord)
			list = slices.CompactFunc(list, func(v, w uint32) bool { return compareWord(v, w) == 0 })
			rec.text = keepText(list, nil, nil, nil, sketch{})
			rec.hint()
			return rec
		}
		for range 50 {
			a, b := text(), text()
			best, level := a.weighty.atBest(&b.weighty, a.shared(&b)), a.wordsInCommon(&b)
			if unlike, certain := a.weighty.unlike(&b.weighty); a.shared(&b) == 0 && certain && unlike != level {
				t.Fatalf("%v and %v share nothing and are told to be %d, and are %d", a.text.words(), b.text.words(), unlike, level)
			}
			if level >= share24 && level < best {
				t.Fatalf("%v and %v reach %d, at best %d was told", a.text.words(), b.text.words(), level, best)
			}
			near += when(level == best && level < shareLittle)
		}
	})
	if near == 0 {
		t.Error("no two texts reached what was told: it tells nothing")
	}
}
