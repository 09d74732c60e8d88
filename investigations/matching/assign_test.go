package matching

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// pair of A's report and B's, by their numbers.
func pair(a, b int, bits float64) Pair {
	p := probability(bits)
	return Pair{A: fmt.Sprint("a", a), B: fmt.Sprint("b", b), PartnerA: "A", PartnerB: "B", Bits: bits, Probability: p, Band: band(p)}
}

func TestAssign(t *testing.T) {
	other := pair(1, 1, 8)
	other.B, other.PartnerB = "c1", "C"
	tests := []struct {
		name  string
		pairs []Pair
		bands []string
	}{
		{"no pairs", nil, nil},
		{"alone", []Pair{pair(1, 1, 8)}, []string{Auto}},
		{"unlikely alone", []Pair{pair(1, 1, -6)}, []string{""}},
		{"a clear winner and a loser that goes to review", []Pair{pair(1, 1, 14), pair(1, 2, 6)}, []string{Auto, Review}},
		{"two alike: neither links by itself", []Pair{pair(1, 1, 10), pair(1, 2, 10)}, []string{Review, Review}},
		{"rivals of the other side's report", []Pair{pair(1, 1, 10), pair(2, 1, 10)}, []string{Review, Review}},
		{"a rival that has a better counterpart of its own", []Pair{pair(1, 1, 12), pair(1, 2, 11), pair(2, 2, 16)}, []string{Auto, Review, Auto}},
		{"each other's twins, crosswise weaker", []Pair{pair(1, 1, 12), pair(1, 2, 6), pair(2, 1, 6), pair(2, 2, 12)}, []string{Auto, Review, Review, Auto}},
		{"a counterpart at another partner is no rival", []Pair{pair(1, 1, 8), other}, []string{Auto, Auto}},
		{"below review by itself it stays out", []Pair{pair(1, 1, 9), pair(1, 2, -5)}, []string{Auto, ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Stated.Assign(tt.pairs) {
				got = append(got, p.Band)
			}
			if !slices.Equal(got, tt.bands) {
				t.Errorf("%q, want %q: %+v", got, tt.bands, Stated.Assign(tt.pairs))
			}
		})
	}
}

// In a group without loops the probability of a link is that of all one-to-one links
// weighed together; here they can be listed. A pair that is not the link may still tell
// of the same incident.
func TestAssignWeighsAllWays(t *testing.T) {
	x, y, z := math.Exp2(3), math.Exp2(2), math.Exp2(4) // a1-b1, a1-b2, a2-b2
	twice := *Stated
	twice.Twice = 0.05
	got := twice.Assign([]Pair{pair(1, 1, 3), pair(1, 2, 2), pair(2, 2, 4)})
	all := 1 + x + y + z + x*z
	for i, link := range []float64{(x + x*z) / all, y / all, (z + x*z) / all} {
		want := twice.besides(link, got[i].Bits)
		if back := twice.OneToOne(got[i]); math.Abs(back-link) > 1e-6 {
			t.Errorf("pair %d: %.6f for the one link, want %.6f", i, back, link)
		}
		if math.Abs(got[i].Probability-want) > 1e-6 {
			t.Errorf("pair %d: %.6f, want %.6f", i, got[i].Probability, want)
		}
	}
}

// Any order of pairs and sides gives the same answer; no report is in two
// automatic pairs of the same partners; nothing that was in review is lost; and
// assigning again changes nothing.
func TestAssignRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		taken := map[[3]int]bool{}
		var pairs []Pair
		for range rapid.IntRange(0, 30).Draw(t, "pairs") {
			a, b, third := rapid.IntRange(0, 5).Draw(t, "a"), rapid.IntRange(0, 5).Draw(t, "b"), rapid.IntRange(0, 1).Draw(t, "third")
			if taken[[3]int{a, b, third}] {
				continue
			}
			taken[[3]int{a, b, third}] = true
			p := pair(a, b, float64(rapid.IntRange(-80, 250).Draw(t, "bits"))/10)
			if third == 1 {
				p.B, p.PartnerB = fmt.Sprint("c", b), "C"
			}
			pairs = append(pairs, p)
		}
		first := Stated.Assign(pairs)
		autos := map[string]int{}
		for i, p := range first {
			if p.Band == "" && probability(p.Bits) >= reviewFrom {
				t.Fatalf("%+v was dropped", p)
			}
			if p.Probability > probability(p.Bits) {
				t.Fatalf("rivals made %+v likelier", p)
			}
			if p.Bits != pairs[i].Bits || p.A != pairs[i].A {
				t.Fatalf("pair %d became %+v", i, p)
			}
			if p.Band == Auto {
				autos[p.A+p.PartnerB]++
				autos[p.B+p.PartnerA]++
			}
		}
		for report, n := range autos {
			if n > 1 {
				t.Fatalf("%s is in %d automatic pairs: %+v", report, n, first)
			}
		}

		mixed := slices.Clone(first)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		rng.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		for i := range mixed {
			if rng.IntN(2) == 0 {
				p := &mixed[i]
				p.A, p.B, p.PartnerA, p.PartnerB = p.B, p.A, p.PartnerB, p.PartnerA
			}
		}
		again := Stated.Assign(mixed)
		for i := range again {
			if p := &again[i]; p.PartnerB < p.PartnerA {
				p.A, p.B, p.PartnerA, p.PartnerB = p.B, p.A, p.PartnerB, p.PartnerA
			}
		}
		for _, list := range [][]Pair{first, again} {
			slices.SortFunc(list, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
		}
		if !slices.Equal(first, again) {
			t.Fatalf("one order gives %+v, another %+v", first, again)
		}
	})
}

func BenchmarkAssign(b *testing.B) {
	var pairs []Pair
	for i := range 30 {
		for j := range 30 {
			pairs = append(pairs, pair(i, j, float64((i*7+j*13)%20)))
		}
	}
	for b.Loop() {
		Stated.Assign(pairs)
	}
}
