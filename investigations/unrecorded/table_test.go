package unrecorded

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cells make a table of lists A, B, …, its counts from set 1 on.
func cells(counts ...float64) Table {
	lists := map[int]int{3: 2, 7: 3, 15: 4}[len(counts)]
	return Table{[]string{"A", "B", "C", "D"}[:lists], append([]float64{0}, counts...)}
}

// expected is what independent lists of these reaches hold of so many incidents.
func expected(incidents float64, reach ...float64) Table {
	t := NewTable([]string{"A", "B", "C", "D", "E", "F"}[:len(reach)]...)
	for set := 1; set < len(t.Counts); set++ {
		t.Counts[set] = incidents
		for i, p := range reach {
			if set>>i&1 == 0 {
				p = 1 - p
			}
			t.Counts[set] *= p
		}
	}
	return t
}

// seen is what independent lists hold by chance.
func seen(seed uint64, incidents int, reach ...float64) Table {
	chances := rand.New(rand.NewPCG(seed, 1))
	t := NewTable([]string{"A", "B", "C", "D", "E", "F"}[:len(reach)]...)
	for range incidents {
		set := 0
		for i, p := range reach {
			if chances.Float64() < p {
				set |= 1 << i
			}
		}
		if set > 0 {
			t.Counts[set]++
		}
	}
	return t
}

// drawTable draws counts of independent lists with some more in every overlap.
func drawTable(t *rapid.T) Table {
	lists := rapid.IntRange(3, 4).Draw(t, "lists")
	reach := make([]float64, lists)
	for i := range reach {
		reach[i] = rapid.Float64Range(0.15, 0.7).Draw(t, "reach")
	}
	table := expected(rapid.Float64Range(200, 5000).Draw(t, "incidents"), reach...)
	for set := 1; set < len(table.Counts); set++ {
		table.Counts[set] = math.Round(table.Counts[set]*rapid.Float64Range(0.8, 1.3).Draw(t, "more")) + 1
	}
	return table
}

func near(a, b, share float64) bool { return math.Abs(a-b) <= share*math.Max(math.Abs(a), math.Abs(b)) }

// In which order lists are named changes no number.
func TestOrderOfListsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		order := rapid.Permutation([]int{0, 1, 2, 3}[:len(table.Lists)]).Draw(t, "order")
		var names []string
		for _, from := range order {
			names = append(names, table.Lists[from])
		}
		turned := NewTable(names...)
		for set := range table.Counts {
			to := 0
			for i, from := range order {
				to |= set >> from & 1 << i
			}
			turned.Counts[to] = table.Counts[set]
		}
		a, b := LogLinear(table), LogLinear(turned)
		if a.Known() != b.Known() || !near(a.N, b.N, 1e-6) || !near(a.Low, b.Low, 1e-6) || !near(a.High, b.High, 1e-6) || a.Fitted != b.Fitted {
			t.Errorf("%+v\n%+v", a.Estimate, b.Estimate)
		}
		if c, d := Chao(table), Chao(turned); !near(c.N, d.N, 1e-9) || !near(c.High, d.High, 1e-9) {
			t.Errorf("Chao %+v, %+v", c, d)
		}
		byName := map[string]Estimate{}
		for _, p := range Pairs(table) {
			byName[p.A+p.B], byName[p.B+p.A] = p.Estimate, p.Estimate
		}
		for _, p := range Pairs(turned) {
			if was := byName[p.A+p.B]; !near(was.N, p.N, 1e-9) || !near(was.SE, p.SE, 1e-9) {
				t.Errorf("%s and %s %+v, %+v", p.A, p.B, was, p.Estimate)
			}
		}
	})
}

// Twice as many in every overlap are about twice as many in all: exactly so in every
// model, and for the average within what the models say.
func TestTwiceTheCountsAreTwiceTheNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		double := NewTable(table.Lists...)
		for set, n := range table.Counts {
			double.Counts[set] = 2 * n
		}
		one, two := LogLinear(table), LogLinear(double)
		low, high := one.Spread(0)
		if two.N < 2*low-0.1 || two.N > 2*high+0.1 {
			t.Errorf("%.1f becomes %.1f, of models from %.1f to %.1f", one.N, two.N, low, high)
		}
		for _, terms := range pairSets(len(table.Lists)) {
			if a, b := fit(table, terms), fit(double, terms); !near(2*a.N, b.N, 1e-6) {
				t.Errorf("model %v: %.3f becomes %.3f", terms, a.N, b.N)
			}
		}
		for i, p := range Pairs(table) {
			if d := Pairs(double)[i]; p.Known() && p.M > 30 && !near(2*p.N, d.N, 0.05) {
				t.Errorf("pair of %v: %.1f becomes %.1f", p.M, p.N, d.N)
			}
		}
	})
}

// A further list that does not depend on the others makes the interval narrower, and
// moves the number hardly.
func TestAnIndependentListNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Float64Range(500, 20000).Draw(t, "incidents")
		a, b := rapid.Float64Range(0.1, 0.4).Draw(t, "a"), rapid.Float64Range(0.1, 0.4).Draw(t, "b")
		c := rapid.Float64Range(0.4, 0.8).Draw(t, "c")
		two := Pairs(expected(n, a, b))[0].Estimate
		if !two.Known() {
			t.Skip("too few in common")
		}
		three := LogLinear(expected(n, a, b, c))
		if three.High-three.Low >= two.High-two.Low || !near(three.N, n, 0.01) {
			t.Errorf("two lists %.0f to %.0f, three %.0f (%.0f to %.0f), truth %.0f", two.Low, two.High, three.N, three.Low, three.High, n)
		}
	})
}

// Of lists that are independent, the interval holds the truth as often as it says.
func TestIntervalsHoldTheTruth(t *testing.T) {
	const seeds = 200
	for _, tt := range []struct {
		name  string
		reach []float64
	}{
		{"two lists", []float64{0.3, 0.25}},
		{"two that overlap much", []float64{0.8, 0.7}},
		{"three lists", []float64{0.3, 0.25, 0.4}},
		{"four lists", []float64{0.3, 0.25, 0.4, 0.2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const truth = 1000
			held := 0
			sum := 0.0
			for seed := range uint64(seeds) {
				table := seen(seed, truth, tt.reach...)
				e := LogLinear(table).Estimate
				if len(tt.reach) == 2 {
					e = Pairs(table)[0].Estimate
				}
				if e.Known() && e.Low <= truth && truth <= e.High {
					held++
				}
				sum += e.N / seeds
			}
			t.Logf("%d of %d hold %d; mean %.0f", held, seeds, truth, sum)
			if held < seeds*9/10 || !near(sum, truth, 0.03) {
				t.Errorf("%d of %d intervals hold %d, the mean is %.0f", held, seeds, truth, sum)
			}
		})
	}
}

// No estimate lies below what was recorded, whatever the interval.
func TestNeverFewerThanRecorded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		all := []Estimate{LogLinear(table).Estimate, Chao(table).Estimate}
		for _, p := range Pairs(table) {
			if e := p.Estimate; e.Known() && (e.Low < p.N1+p.N2-p.M || e.Low > e.N || e.High < e.N) {
				t.Errorf("pair %+v", p)
			}
		}
		for _, e := range all {
			if e.Known() && (e.Low < table.Recorded() || e.Low > e.N || e.High < e.N) {
				t.Errorf("%+v of %v recorded", e, table.Recorded())
			}
		}
	})
}

// Where nothing can be known there is a reason and no number.
func TestNoNumber(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  Estimate
		says string
	}{
		{"six in common", Chapman(100, 100, 6), "6 incidents are in both lists; it takes 7"},
		{"not quite seven", Chapman(100, 100, 6.9), "6.9 incidents"},
		{"one in common", Chapman(100, 100, 1), "1 incident is in both"},
		{"an empty list", Chapman(100, 0, 0), "holds no incident"},
		{"more in common than there are", Chapman(10, 10, 12), "than one of them holds"},
		{"too few in three lists", LogLinear(cells(90, 80, 2, 70, 2, 1, 1)).Estimate, "6 incidents are in more than one list"},
		{"one of three is empty", LogLinear(cells(90, 80, 30, 0, 0, 0, 0)).Estimate, "C holds no incident"},
		{"models for two", LogLinear(cells(90, 80, 30)).Estimate, "takes three"},
		{"a negative count", LogLinear(cells(90, 80, 30, -1, 9, 9, 9)).Estimate, "not a count"},
		{"a count that is none", Chao(cells(90, math.NaN(), 30)).Estimate, "not a count"},
		{"a list alone", Chao(Table{[]string{"A"}, make([]float64, 2)}).Estimate, "2 to 6"},
		{"seven lists", LogLinear(NewTable("A", "B", "C", "D", "E", "F", "G")).Estimate, "2 to 6"},
		{"a table cut off", LogLinear(Table{[]string{"A", "B", "C"}, make([]float64, 5)}).Estimate, "8 counts"},
		{"hardly any in just two", Chao(cells(90, 80, 2, 70, 2, 2, 9)).Estimate, "exactly two lists"},
	} {
		if tt.got.Known() || !strings.Contains(tt.got.Why, tt.says) || tt.got.N != 0 {
			t.Errorf("%s: %+v, want no number and %q", tt.name, tt.got, tt.says)
		}
	}
	if e := Chapman(100, 60, 7); !e.Known() {
		t.Errorf("seven in common: %s", e.Why)
	}
	if e := Chapman(50, 80, 50); e.N != 80 || e.SE != 0 || e.Low != 80 || e.High != 80 {
		t.Errorf("a list that holds all of the other: %+v", e)
	}
}
