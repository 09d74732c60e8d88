package linking

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/reports"
	"concord/models/store"
	. "concord/tests/harness"
)

// told is one account of an invented incident: who tells it and what it says.
type told struct {
	by    string // partner
	level string // sharing
	facts models.ReportFacts
}

var kinds = []struct{ category, cause, weapon, words string }{
	{"AIR_STRIKE", "HEAVY_WEAPONS", "AIR_BOMB_GUIDED", "strike on the grain store"},
	{"INDIRECT_FIRE", "HEAVY_WEAPONS", "MORTAR", "mortar rounds on the bazaar"},
	{"CHECKPOINT", "SMALL_ARMS", "SMALL_ARM", "shooting at the bridge checkpoint"},
}

// invent makes accounts of incidents that lie so close together in a few days and
// towns that nearly every report has rivals. Some are kept back, some without a point.
func invent(seed uint64, incidents int) []told {
	r := rand.New(rand.NewPCG(seed, 10))
	var all []told
	for i := range incidents {
		at := time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(4*24*60)) * time.Minute)
		town := r.IntN(3)
		lat, lon := 10+0.05*float64(town)+0.01*r.Float64(), 20+0.01*r.Float64()
		what := kinds[r.IntN(len(kinds))]
		killed := r.IntN(9)
		for _, by := range []string{"ORL", "VAR", "TRI"} {
			if r.IntN(4) == 0 {
				continue
			}
			f := models.ReportFacts{LocalRef: fmt.Sprintf("%s-%d", by, i), Title: fmt.Sprintf("%s, %d", what.words, r.IntN(3)), Category: what.category, OwnInvolvement: "NOT_INVOLVED",
				Means: []models.Means{{Cause: what.cause, Weapon: what.weapon}}}
			began := at.Add(time.Duration(r.IntN(90)) * time.Minute)
			precision := []string{"MINUTE", "HOUR", "DAY"}[r.IntN(3)]
			f.Started = &geo.Window{Earliest: &began, Precision: precision}
			place := geo.Place{Precision: []string{"EXACT", "LANDMARK", "VILLAGE"}[r.IntN(3)], Name: []string{"Tarn Quay", "Oster Bridge", "Kessel Farm"}[town]}
			if r.IntN(12) > 0 {
				x, y := lat+0.004*r.Float64(), lon+0.004*r.Float64()
				place.Lat, place.Lon = &x, &y
			}
			f.Place = &place
			if n := killed + r.IntN(2); r.IntN(5) > 0 {
				f.Casualties = []models.Casualty{{Outcome: "KILLED", Status: "CIVILIAN", Count: models.Count{Min: &n, Max: &n}, Basis: "ESTIMATE"}}
			}
			level := models.Joint
			switch r.IntN(8) {
			case 0:
				level = models.Origin
			case 1:
				level = models.Public
			}
			all = append(all, told{by, level, f})
		}
	}
	return all
}

func clerk(partner string) models.Actor {
	return models.Actor{Name: strings.ToLower(partner) + ".clerk", Partner: partner, Roles: []models.Role{models.CellClerk}}
}

// logAll enters accounts one by one, in the order given.
func logAll(t testing.TB, db *store.DB, all []told) {
	t.Helper()
	for _, one := range all {
		enter(t, db, one)
	}
}

func enter(t testing.TB, db *store.DB, one told) models.Report {
	t.Helper()
	ctx := context.Background()
	r, err := reports.Log(ctx, db, clerk(one.by), one.facts)
	if err == nil && one.level != models.Origin {
		r, err = reports.Share(ctx, db, clerk(one.by), r.ID, reports.With{Level: one.level})
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// pairs describes every stored pair by what people call the two reports.
func pairs(t testing.TB, db *store.DB) map[string]models.Match {
	t.Helper()
	l := db.Whole(context.Background())
	rows, err := store.Visible[models.Report](l).Find(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := map[string]string{}
	for _, r := range rows {
		name[r.ID] = r.LocalRef
	}
	ms, err := store.Visible[models.Match](l).Find(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]models.Match{}
	for _, m := range ms {
		ends := []string{name[m.ReportA], name[m.ReportB]}
		slices.Sort(ends)
		out[strings.Join(ends, " ")] = m
	}
	return out
}

// alike compares two worlds' pairs: the same, in the same state and band, with the
// same bits to the last and the same probability but for what rounding leaves.
func alike(t testing.TB, what string, want, got map[string]models.Match) {
	t.Helper()
	for key, w := range want {
		g, there := got[key]
		if !there {
			t.Errorf("%s: %s is missing (%s %.3f)", what, key, w.State, w.Probability)
			continue
		}
		if g.State != w.State || g.Band != w.Band || g.Bits != w.Bits || math.Abs(g.Probability-w.Probability) > 1e-5 || math.Abs(g.AsksFirst-w.AsksFirst) > 1e-3 {
			t.Errorf("%s: %s is %s %q %.9f %.9f, want %s %q %.9f %.9f", what, key, g.State, g.Band, g.Bits, g.Probability, w.State, w.Band, w.Bits, w.Probability)
		}
	}
	for key := range got {
		if _, there := want[key]; !there {
			t.Errorf("%s: %s is too many", what, key)
		}
	}
}

// imported enters all accounts of each partner and level as one file.
func imported(t testing.TB, w *World, all []told) {
	t.Helper()
	for _, by := range []string{"TRI", "ORL", "VAR"} {
		for _, level := range []string{models.Origin, models.Joint, models.Public} {
			var rows []models.ReportFacts
			for _, one := range all {
				if one.by == by && one.level == level {
					rows = append(rows, one.facts)
				}
			}
			if len(rows) > 0 {
				importRows(t, w, by, level, rows)
			}
		}
	}
}

// Reports that come one by one in any order, or in files, end as the same pairs, in
// the same bands and states.
func TestArrivalMakesNoDifference(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			for seed := range uint64(3) {
				all := invent(seed, 22)
				first := Start(t, kind)
				logAll(t, first.Server.DB, all)
				want := pairs(t, first.Server.DB)
				states := map[string]int{}
				for _, m := range want {
					states[m.State+" "+m.Band]++
				}
				if states["provisional auto"] == 0 || states["proposed review"] == 0 {
					t.Fatalf("the invented world decides nothing: %v", states)
				}
				r := rand.New(rand.NewPCG(seed, 11))
				for n := range 2 {
					shuffled := slices.Clone(all)
					r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
					w := Start(t, kind)
					logAll(t, w.Server.DB, shuffled)
					alike(t, fmt.Sprintf("seed %d, order %d", seed, n), want, pairs(t, w.Server.DB))
				}
				w := Start(t, kind)
				imported(t, w, all)
				alike(t, fmt.Sprintf("seed %d, in files", seed), want, pairs(t, w.Server.DB))
				t.Logf("seed %d: %d reports, %v", seed, len(all), states)
			}
		})
	}
}

// What is withdrawn, unshared or amended away leaves the others as if it had never
// been there: rivals stand again where they stood.
func TestWhatGoesLeavesNoTrace(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		ctx, db := context.Background(), w.Server.DB
		all := invent(5, 22)
		logAll(t, db, all)
		want := pairs(t, db)
		extra := invent(6, 22)
		for i := range extra {
			extra[i].facts.LocalRef = "X" + extra[i].facts.LocalRef
		}
		extra = slices.DeleteFunc(extra, func(one told) bool { return one.level == models.Origin })
		for i, one := range extra {
			r := enter(t, db, one)
			var err error
			if i%2 == 0 {
				_, err = reports.Withdraw(ctx, db, clerk(one.by), r.ID, "entered twice")
			} else {
				far := one.facts
				began := one.facts.Started.Earliest.AddDate(2, 0, i)
				far.Started = &geo.Window{Earliest: &began, Precision: "MINUTE"}
				_, err = reports.Amend(ctx, db, clerk(one.by), r.ID, r.Version, far)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		got := pairs(t, db)
		for key := range got {
			if strings.Contains(key, "X") {
				delete(got, key)
			}
		}
		alike(t, "after they went", want, got)
	})
}
