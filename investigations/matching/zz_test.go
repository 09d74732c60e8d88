package matching

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	for _, days := range []int64{365, 36, 12, 4} {
		a, b := readWorld(t, days)
		truth := map[string]bool{}
		for i := range a {
			for j := range b {
				if a[i].same(b[j]) {
					truth[a[i].Report+" "+b[j].Report] = true
				}
			}
		}
		var rec []Record
		for _, r := range a {
			rec = append(rec, r.Record)
		}
		for _, r := range b {
			rec = append(rec, r.Record)
		}
		t0 := time.Now()
		l := Link(rec)
		if days == 365 {
			idx := map[string]*Record{}
			for i := range rec {
				idx[rec[i].Report] = &rec[i]
			}
			pr := map[string]float64{}
			bt := map[string]float64{}
			for _, p := range l.Pairs {
				pr[p.A+" "+p.B] = p.Probability
				bt[p.A+" "+p.B] = p.Bits
			}
			n := 0
			for k := range truth {
				if pr[k] < .5 {
					n++
					if n > 45 {
						continue
					}
					var A, B string
					fmt.Sscan(k, &A, &B)
					fmt.Printf("MISS %s p=%.3f bits %.1f\n", k, pr[k], bt[k])
					for _, x := range l.Estimate.Model.Explain(idx[A], idx[B]) {
						fmt.Printf("   %s %.1f [%s|%s]\n", x.Feature, x.Bits, x.A, x.B)
					}
				}
			}
			fmt.Println("misses", n)
			n = 0
			for _, p := range l.Pairs {
				if p.Probability >= .5 && !truth[p.A+" "+p.B] {
					n++
					if n < 15 {
						fmt.Printf("FALSE %s %s p=%.3f\n", p.A, p.B, p.Probability)
						for _, x := range l.Estimate.Model.Explain(idx[p.A], idx[p.B]) {
							fmt.Printf("   %s %.1f [%s|%s]\n", x.Feature, x.Bits, x.A, x.B)
						}
					}
				}
			}
			fmt.Println("false", n)
		}
		auto, at, seen := 0., 0., 0.
		for _, p := range l.Pairs {
			hit := 0.
			if truth[p.A+" "+p.B] {
				hit = 1
			}
			seen += hit
			if p.Band == Auto {
				auto++
				at += hit
			}
		}
		// greedy 1-1
		ps := slices.Clone(l.Pairs)
		slices.SortStableFunc(ps, func(x, y Pair) int { return cmp.Compare(y.Probability, x.Probability) })
		best := 0.
		bt := 0.
		for _, th := range []float64{.1, .17, .3, .5, .7} {
			used := map[string]bool{}
			n, h := 0., 0.
			for _, p := range ps {
				if p.Probability < th || used[p.A] || used[p.B] {
					continue
				}
				used[p.A] = true
				used[p.B] = true
				n++
				if truth[p.A+" "+p.B] {
					h++
				}
			}
			if f := 2 * h / (n + float64(len(truth))); f > best {
				best = f
				bt = th
			}
		}
		fmt.Printf("%d days: cand %d decoy %.0f kept %v | auto P %.3f R %.3f | seen %.3f | best 1-1 F %.4f at %.2f | prior %.2f %v %s\n", days, l.Compared, l.Estimate.Decoys, l.Estimate.Kept, at/auto, at/float64(len(truth)), seen/float64(len(truth)), best, bt, l.Estimate.Model.Prior, time.Since(t0), l.Estimate.Why)
	}
}
