package matching

import (
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var seeds = flag.Int("seeds", 100, "how many orders of arrival are tried (T10 of matching.md)")

// worldOf is part of the synthetic world, three partners, as it is packed.
func worldOf(t testing.TB, each int) (fresh func() []Record) {
	a, b := readWorld(t, 36)
	return func() (all []Record) {
		for _, r := range append(a[:each:each], b[:each]...) {
			all = append(all, Pack(r.Report, r.Partner, r.facts))
		}
		for i := range all {
			if i%5 == 0 && all[i].Partner == "B" {
				again := b[i-each].facts
				again.Narrative = "Told again."
				all = append(all, Pack("C"+all[i].Report, "C", again))
			}
		}
		return all
	}
}

// Reports that come one by one, in any order, some of them twice and some taken out
// again, are linked as all of them together are: the same pairs with the same
// probabilities, to the last bit.
func TestArrivalMakesNoDifference(t *testing.T) { arrives(t, *seeds) }

// So they are where vague ones have too many candidates, and newcomers push others out.
func TestArrivalInAFlood(t *testing.T) {
	flood, keptOf = 12, 6
	defer func() { flood, keptOf = Flood, KeptOf }()
	if bulk := arrives(t, min(*seeds, 12)); bulk.Cut == 0 {
		t.Error("nothing was left out: there was no flood")
	}
}

func arrives(t *testing.T, seeds int) (bulk Linking) {
	fresh := worldOf(t, 300)
	bulk = Link(fresh())
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		all := fresh()
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		some := r.IntN(len(all))
		live := NewLive(bulk.Estimate.Model, slices.Clone(all[:some]))
		shown := map[[2]string]Pair{} // as one who follows the answers knows the pairs
		follow := func(c Change) {
			maps.DeleteFunc(shown, func(k [2]string, _ Pair) bool {
				return slices.Contains(c.Reports, k[0]) || slices.Contains(c.Reports, k[1])
			})
			for _, p := range c.Pairs {
				shown[[2]string{p.A, p.B}] = p
			}
		}
		first, _ := live.Pairs()
		follow(Change{Pairs: first})
		for n, record := range all[some:] {
			if n%7 == 0 { // an earlier version, elsewhere and at another time
				early := record.apart()
				early.time.from -= 40 * day
				follow(live.Put(early))
			}
			follow(live.Put(record))
			if n%11 == 0 {
				follow(live.Drop(record.Report))
				follow(live.Put(record))
			}
		}
		pairs, duplicates := live.Pairs()
		if !slices.Equal(pairs, bulk.Pairs) || !slices.Equal(duplicates, bulk.Duplicates) {
			t.Fatalf("seed %d: %d pairs and %d duplicates, together %d and %d", seed, len(pairs), len(duplicates), len(bulk.Pairs), len(bulk.Duplicates))
		}
		if followed := slices.Collect(maps.Values(shown)); len(followed) != len(bulk.Pairs) {
			t.Errorf("seed %d: who follows the answers knows %d pairs, there are %d", seed, len(followed), len(bulk.Pairs))
		}
		for _, p := range bulk.Pairs {
			if shown[[2]string{p.A, p.B}] != p {
				t.Errorf("seed %d: who follows the answers knows %+v, it is %+v", seed, shown[[2]string{p.A, p.B}], p)
				break
			}
		}
	}
	return bulk
}

// A report that goes takes its pairs with it and leaves the others as they would be
// without it: the control that Drop does anything.
func TestDrop(t *testing.T) {
	all := worldOf(t, 200)()
	bulk := Link(slices.Clone(all))
	live := NewLive(bulk.Estimate.Model, all)
	gone := bulk.Pairs[0].A
	live.Drop(gone)
	pairs, _ := live.Pairs()
	if len(pairs) >= len(bulk.Pairs) || slices.ContainsFunc(pairs, func(p Pair) bool { return p.A == gone || p.B == gone }) {
		t.Errorf("%s was dropped; %d pairs are left of %d", gone, len(pairs), len(bulk.Pairs))
	}
	if c := live.Drop("nobody"); c.Reports != nil || c.Pairs != nil {
		t.Errorf("dropping what is not there gave %v", c)
	}
}

func BenchmarkPut(b *testing.B) {
	x, y := readWorld(b, 365)
	var all []Record
	for _, r := range append(x, y...) {
		all = append(all, r.Record)
	}
	m := Link(slices.Clone(all)).Estimate.Model
	live := NewLive(m, all)
	var took []time.Duration
	n := 0
	for b.Loop() {
		r := all[n*7919%len(all)]
		n++
		began := time.Now()
		live.Put(r)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e3, "p99-µs")
}
