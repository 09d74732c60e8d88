package unrecorded

import (
	"math"
	"testing"
)

// kosovo counts 4,400 killings in Kosovo, 20 March to 22 June 1999, by which of four
// lists hold them: table kosovo_aggregate of the R package LCMCR 0.4.14 (GPL 2 or
// later; cran/LCMCR, data/kosovo_aggregate.RData). Counts only, without names. Ball,
// Betts, Scheuren, Dudukovic and Asher (2002), Killings and Refugee Flow in Kosovo,
// March-June 1999; AAAS.
func kosovo() Table {
	t := NewTable("EXH", "ABA", "OSCE", "HRW")
	for _, row := range [...][5]int{
		{0, 0, 0, 0, 0}, // not seen by any, to be estimated
		{1, 0, 0, 0, 1131},
		{0, 1, 0, 0, 845},
		{1, 1, 0, 0, 177},
		{0, 0, 1, 0, 936},
		{1, 0, 1, 0, 228},
		{0, 1, 1, 0, 217},
		{1, 1, 1, 0, 181},
		{0, 0, 0, 1, 306},
		{1, 0, 0, 1, 106},
		{0, 1, 0, 1, 31},
		{1, 1, 0, 1, 18},
		{0, 0, 1, 1, 123},
		{1, 0, 1, 1, 42},
		{0, 1, 1, 1, 32},
		{1, 1, 1, 1, 27},
	} {
		t.Counts[row[0]|row[1]<<1|row[2]<<2|row[3]<<3] = float64(row[4])
	}
	return t
}

// Every two lists by themselves: the figures of matching.md section 5.
func TestKosovoByPair(t *testing.T) {
	want := []struct {
		a, b  string
		n, se float64
	}{
		{"EXH", "ABA", 7231, 274}, {"EXH", "OSCE", 7128, 241}, {"EXH", "HRW", 6756, 388},
		{"ABA", "OSCE", 5965, 201}, {"ABA", "HRW", 9622, 811}, {"OSCE", "HRW", 5447, 278},
	}
	got := Pairs(kosovo())
	if len(got) != len(want) {
		t.Fatalf("%d pairs, want %d", len(got), len(want))
	}
	for i, w := range want {
		if g := got[i]; g.A != w.a || g.B != w.b || math.Round(g.N) != w.n || math.Round(g.SE) != w.se {
			t.Errorf("%s-%s %.1f (%.1f), want %s-%s %.0f (%.0f)", g.A, g.B, g.N, g.SE, w.a, w.b, w.n, w.se)
		}
	}
}

// The best model leaves out only that ABA and HRW depend; none of all 64 fits well,
// and their numbers lie far apart.
func TestKosovoByModels(t *testing.T) {
	a := LogLinear(kosovo())
	if a.Fitted != 64 {
		t.Errorf("%d models have a number, want all 64", a.Fitted)
	}
	for _, tt := range []struct {
		name        string
		model       Model
		n, deviance float64
		df          int
	}{
		{"all pairs but ABA and HRW", a.Best(), 14342, 39.9, 5},
		{"all pairs", modelOf(t, a, pairs(4)), 14402, 39.8, 4},
	} {
		if m := tt.model; math.Round(m.N) != tt.n || math.Abs(m.Deviance-tt.deviance) > 0.05 || m.DF != tt.df || m.Fit() > 0.001 {
			t.Errorf("%s: %v N %.1f, deviance %.2f on %d df, chance %.2g", tt.name, m.Terms, m.N, m.Deviance, m.DF, m.Fit())
		}
	}
	if got, want := len(a.Best().Terms), 5; got != want {
		t.Errorf("the best model has %d pairs, want %d", got, want)
	}
	for _, pair := range a.Best().Terms {
		if kosovo().Name(pair) == "ABA:HRW" {
			t.Error("the best model holds ABA:HRW")
		}
	}
	low, high := a.Spread(0)
	t.Logf("average %.0f (%.0f to %.0f), se %.0f; models from %.0f to %.0f", a.N, a.Low, a.High, a.SE, low, high)
	if a.N < 14200 || a.N > 14500 || low > 8000 || high < 14402 {
		t.Errorf("average %.0f, spread %.0f to %.0f", a.N, low, high)
	}
}

func modelOf(t *testing.T, a Average, terms []int) Model {
	t.Helper()
	for _, m := range a.Models {
		if len(m.Terms) == len(terms) {
			same := true
			for i := range terms {
				same = same && m.Terms[i] == terms[i]
			}
			if same {
				return m
			}
		}
	}
	t.Fatalf("there is no model %v", terms)
	return Model{}
}

// Chao's bound of 3,218 in one list and 882 in two: by the form of 1987 3218²/1764
// are hidden at least, by that for unequal lists Σ fi·fj / 882 = 3,696,303/882.
func TestKosovoAtLeast(t *testing.T) {
	b := Chao(kosovo())
	t.Logf("%.0f (se %.0f, %.0f to %.0f), classic %.0f (se %.0f)", b.N, b.SE, b.Low, b.High, b.Classic.N, b.Classic.SE)
	if math.Abs(b.Classic.N-(4400+3218.0*3218/1764)) > 1e-6 || math.Abs(b.N-(4400+3696303.0/882)) > 1e-6 {
		t.Errorf("%.1f and %.1f", b.N, b.Classic.N)
	}
	f := 3218.0 / 882
	if want := math.Sqrt(882 * (f*f*f*f/4 + f*f*f + f*f/2)); math.Abs(b.Classic.SE-want) > 1e-6 {
		t.Errorf("standard error %.2f, Chao's is %.2f", b.Classic.SE, want)
	}
}
