package unrecorded

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Two lists without a term are the formula of Lincoln and Petersen, and its variance
// by the delta method.
func TestIndependenceIsLincolnPetersen(t *testing.T) {
	m := fit(cells(300, 200, 60), nil)
	hidden := 300.0 * 200 / 60
	se := math.Sqrt(hidden * 360 * 260 / (60 * 60))
	if !near(m.N, 560+hidden, 1e-9) || !near(m.SE, se, 1e-9) || m.DF != 0 || m.Deviance > 1e-9 {
		t.Errorf("%+v, want %.3f with %.3f", m, 560+hidden, se)
	}
}

// With every pair, three lists leave nothing over: what nobody holds follows from the
// counts alone (Fienberg 1972).
func TestAllPairsOfThree(t *testing.T) {
	m := fit(cells(100, 90, 40, 80, 30, 20, 10), pairs(3))
	if want := 100.0 * 90 * 80 * 10 / (40 * 30 * 20); !near(m.Hidden, want, 1e-9) || m.DF != 0 || !math.IsNaN(m.Fit()) {
		t.Errorf("%+v, want %.3f hidden", m, want)
	}
}

// A pair that shares nothing says nothing of how it depends; nor do counts that only
// infinite terms make likeliest.
func TestModelsThatHaveNoNumber(t *testing.T) {
	apart := cells(90, 80, 0, 70, 30, 25, 0) // A and B share nothing
	hollow := cells(90, 80, 30, 70, 25, 20, 0)
	for _, tt := range []struct {
		name  string
		table Table
		terms []int
		says  string
	}{
		{"a term of what shares nothing", apart, []int{0b011}, "A:B share no incident"},
		{"a term of what hardly shares half", cells(90, 80, 0.2, 70, 30, 25, 0.1), []int{0b011}, "A:B share no incident"},
		{"the same without the term", apart, []int{0b101}, ""},
		{"every pair shares something, yet not all three", hollow, pairs(3), "infinite"},
		{"the same with a term less", hollow, []int{0b011, 0b101}, ""},
		{"only pairs were seen", cells(0, 0, 30, 0, 20, 25, 0), []int{0b011}, "infinite"},
	} {
		m := fit(tt.table, tt.terms)
		if m.Known() != (tt.says == "") || !strings.Contains(m.Why, tt.says) {
			t.Errorf("%s: %q, want %q", tt.name, m.Why, tt.says)
		}
	}
	a := LogLinear(apart)
	if !a.Known() || a.Fitted != 3 || len(a.Models) != 8 {
		t.Errorf("of 8 models %d have a number (%s), want the 3 that have neither A:B nor both others", a.Fitted, a.Why)
	}
	for _, m := range a.Models[a.Fitted:] {
		if m.Weight != 0 || m.Why == "" {
			t.Errorf("%v counts with %v though it has no number", m.Terms, m.Weight)
		}
	}
	none := LogLinear(cells(0, 0, 0, 0, 0, 0, 50)) // all three hold the same
	if none.Known() || !strings.Contains(none.Why, "None of the 8 models") {
		t.Errorf("%+v", none.Estimate)
	}
}

// Whether a maximum exists is told without looking for it; the search agrees: where
// there is none some cell that was not seen fades to nothing.
func TestExistsAsTheSearchFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.IntRange(3, 4).Draw(t, "lists")
		table := NewTable([]string{"A", "B", "C", "D"}[:lists]...)
		for set := 1; set < len(table.Counts); set++ {
			table.Counts[set] = float64(rapid.SampledFrom([]int{0, 0, 1, 3, 9}).Draw(t, "count"))
		}
		sets := pairSets(lists)
		terms := sets[rapid.IntRange(0, len(sets)-1).Draw(t, "model")]
		f := newFitting(table, terms)
		said := f.exists()
		found := f.climb()
		if found {
			for set := 1; set < len(f.mean); set++ {
				found = found && f.mean[set] > 1e-7
			}
		}
		if said != found {
			t.Errorf("%v with %v: said %v, the search finds %v: %v", table.Counts, terms, said, found, f.mean)
		}
	})
}

// At the maximum the model has the margins that were seen, and any step away from it
// is less likely.
func TestFitIsTheMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		sets := pairSets(len(table.Lists))
		f := newFitting(table, sets[rapid.IntRange(0, len(sets)-1).Draw(t, "model")])
		if !f.climb() {
			t.Fatal("did not settle")
		}
		for i, m := range margins(f.mean) {
			for _, term := range f.terms {
				if term == i && !near(m, f.seen[i], 1e-6) {
					t.Errorf("margin of %b is %.6f, seen %.0f", i, m, f.seen[i])
				}
			}
		}
		best := f.deviance()
		at := rapid.IntRange(0, len(f.beta)-1).Draw(t, "term")
		f.beta[at] += rapid.SampledFrom([]float64{-0.01, 0.01}).Draw(t, "step")
		f.expect(f.beta)
		if f.deviance() <= best {
			t.Errorf("deviance %v becomes %v", best, f.deviance())
		}
	})
}

// The average's interval holds what each model is unsure of and how far they lie
// apart.
func TestAverageHoldsTheSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := LogLinear(drawTable(t))
		within, between, weights := 0.0, 0.0, 0.0
		low, high := math.Inf(1), 0.0
		for _, m := range a.Models[:a.Fitted] {
			within += m.Weight * spreadOf(m.Hidden, m.SE*m.SE)
			apart := math.Log(m.Hidden / a.Hidden)
			between += m.Weight * apart * apart
			weights += m.Weight
			low, high = min(low, m.N), max(high, m.N)
		}
		if !near(weights, 1, 1e-9) || a.N < low-1e-6 || a.N > high+1e-6 {
			t.Errorf("weights %v, %v of %v to %v", weights, a.N, low, high)
		}
		if own := spreadOf(a.Hidden, a.SE*a.SE); low > a.Models[0].N-a.Models[0].Hidden+nothing && !near(own, within+between, 1e-6) {
			t.Errorf("the average has a spread of %v, its models %v and %v between them", own, within, between)
		}
	})
}

// The upper tail of chi-square, from tables.
func TestChance(t *testing.T) {
	for _, tt := range []struct {
		deviance float64
		df       int
		want     float64
	}{
		{3.841459, 1, 0.05}, {5.991465, 2, 0.05}, {7.814728, 3, 0.05}, {11.070498, 5, 0.05}, {18.307038, 10, 0.05},
		{6.634897, 1, 0.01}, {40.646469, 41, 0.486}, {0, 4, 1}, {0, 3, 1}, {-1e-12, 2, 1},
	} {
		if got := chance(tt.deviance, tt.df); math.Abs(got-tt.want) > 5e-4 {
			t.Errorf("%v on %d: %.5f, want %.5f", tt.deviance, tt.df, got, tt.want)
		}
	}
	if !math.IsNaN(chance(3, 0)) {
		t.Error("without degrees of freedom something is tested")
	}
}

// The bound is exact for lists of whatever reach that are independent, if none are in
// three; the form of 1987 is not, by twice the hidden of two alike lists.
func TestChaoOfTwo(t *testing.T) {
	b := Chao(cells(300, 200, 60))
	if want := 560 + 300.0*200/60; !near(b.N, want, 1e-9) {
		t.Errorf("%.2f, want that of Lincoln and Petersen, %.2f", b.N, want)
	}
	if want := 560 + 500.0*500/120; !near(b.Classic.N, want, 1e-9) {
		t.Errorf("classic %.2f, want %.2f", b.Classic.N, want)
	}
}

// Where some incidents are seen by all more easily, the bound stays below the truth.
func TestChaoIsABound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		easy := expected(1000, 0.6, 0.7, 0.5)
		hard := expected(rapid.Float64Range(500, 5000).Draw(t, "hard"), 0.1, 0.15, 0.08)
		truth := 1000 + hard.Recorded()/(1-0.9*0.85*0.92)
		for set := range easy.Counts {
			easy.Counts[set] += hard.Counts[set]
		}
		if b := Chao(easy); b.N > truth {
			t.Errorf("at least %.0f of %.0f", b.N, truth)
		}
	})
}
