package matching

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// plainly goes through all ways to link one to one, the plain way: of each pair on from n it
// is taken or not.
func (w *weighing) plainly(n int, taken map[int32]bool, weight float64, linked []float64, free map[int32]float64, chosen []int) float64 {
	if n == len(w.odds) {
		for _, i := range chosen {
			linked[i] += weight
		}
		for e := range w.beside {
			if !taken[int32(e)] {
				free[int32(e)] += weight / (1 + w.beside[e]) // claimed by none that is weighed elsewhere either
			}
		}
		return weight
	}
	all := w.plainly(n+1, taken, weight, linked, free, chosen)
	a, b := w.a[n], w.b[n]
	if !taken[a] && !taken[b] {
		taken[a], taken[b] = true, true
		all += w.plainly(n+1, taken, weight*w.odds[n]/((1+w.beside[a])*(1+w.beside[b])), linked, free, append(chosen, n))
		delete(taken, a)
		delete(taken, b)
	}
	return all
}

// With loops and without, the probability of each pair is its share in all ways to link
// the reports one to one, and a report is claimed as far as it is free in none of them.
func TestWeighingIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w weighing
		as, bs := rapid.IntRange(1, 4).Draw(t, "as"), rapid.IntRange(1, 4).Draw(t, "bs")
		ends := map[[2]int]int32{}
		end := func(side, n int) int32 {
			e, there := ends[[2]int{side, n}]
			if !there {
				e = int32(len(ends))
				ends[[2]int{side, n}] = e
				w.beside = append(w.beside, rapid.SampledFrom([]float64{0, 0, 0.3, 2}).Draw(t, "beside"))
			}
			return e
		}
		for a := range as {
			for b := range bs {
				if rapid.IntRange(0, 3).Draw(t, "there") > 0 {
					w.add(end(0, a), end(1, b), float64(rapid.IntRange(-8, 60).Draw(t, "bits"))/2)
				}
			}
		}
		w.weigh()
		linked, free := make([]float64, len(w.odds)), map[int32]float64{}
		all := w.plainly(0, map[int32]bool{}, 1, linked, free, nil)
		for i := range linked {
			if want := linked[i] / all; math.Abs(w.share[i]-want) > 1e-9 {
				t.Fatalf("pair %d of %v: %.9f, want %.9f", i, w.odds, w.share[i], want)
			}
		}
		for e := range w.beside {
			if got, want := 1/(1+w.claims[e]), free[int32(e)]/all; math.Abs(got-want) > 1e-9 {
				t.Fatalf("end %d of %v is free by %.9f, want %.9f", e, w.odds, got, want)
			}
		}
	})
}

// Two and two that are all alike are the smallest loop; where its echo is heard, each pair
// comes out too improbable. A group too wide to go through keeps what it has.
func TestLoops(t *testing.T) {
	square := func(n int) (w weighing) {
		w.beside = make([]float64, 2*n)
		for a := range n {
			for b := range n {
				w.add(int32(a), int32(n+b), 0)
			}
		}
		return w
	}
	small := square(2)
	small.weigh()
	if want := 2.0 / 7; math.Abs(small.share[0]-want) > 1e-12 {
		t.Errorf("%.6f, want %.6f", small.share[0], want)
	}
	wide := square(narrow + 1)
	wide.weigh()
	sum := 0.0
	for _, p := range wide.share {
		sum += p
	}
	if sum <= 0.5*(narrow+1) || sum >= narrow+1 {
		t.Errorf("of %d, %.2f are linked", narrow+1, sum)
	}
	for i := range wide.share {
		if wide.share[i] != wide.share[0] {
			t.Fatalf("pair %d: %v, the first %v", i, wide.share[i], wide.share[0])
		}
	}
}
