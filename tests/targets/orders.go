package main

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"concord/investigations/matching"
	"concord/tests/world/worlds"
)

// orderWorlds are the worlds of T10 for a seed, each of about 400 reports: two and
// three partners, all densities.
func orderWorlds(seed int) (list []worlds.Options) {
	for _, density := range worlds.Densities {
		for _, partners := range []int{2, 3} {
			list = append(list, worlds.Options{Seed: uint64(seed), Incidents: 750 / partners, Days: 60, Partners: partners, Density: density, Noise: "usual", Reporting: "even"})
		}
	}
	return list
}

// orders measures T10.
func (b *bench) orders() error {
	b.table.head()
	same, all, reports, pairs, learned := 0, 0, 0, 0, 0
	var differs string
	for seed := 1; seed <= b.orderSeeds; seed++ {
		for _, o := range orderWorlds(seed) {
			r, err := arrive(o)
			if err != nil {
				return err
			}
			all++
			reports, pairs = reports+r.reports, pairs+r.pairs
			if r.learned {
				learned++
			}
			if r.differs == "" {
				same++
			} else if differs == "" {
				differs = fmt.Sprintf("; seed %d, %s, %d partners: %s", seed, o.Density, o.Partners, r.differs)
			}
		}
	}
	set := fmt.Sprintf("%d seeds, %d worlds of %d reports", b.orderSeeds, all, reports/all)
	measured := fmt.Sprintf("%d of %d alike, %d pairs each, %d by learned weights%s", same, all, pairs/all, learned, differs)
	b.table.row("T10", set, "identical clusters", measured, b.orderSeeds >= fullOrders || same < all, same == all)
	return nil
}

// arrived is what the orders of arrival of one world came to.
type arrived struct {
	reports, pairs int
	learned        bool
	differs        string // what was not alike, "" if nothing
}

// arrive links a world whole, whole in another order, and one by one in three orders,
// some reports coming twice; what an order's answers add up to is compared too.
func arrive(o worlds.Options) (a arrived, err error) {
	files, err := worlds.InMemory(o)
	if err != nil {
		return a, err
	}
	shuffled := func(order uint64) []matching.Record {
		records, failed := packed(o, inMemory(files))
		err = cmp.Or(err, failed)
		if order > 0 {
			random := rand.New(rand.NewPCG(o.Seed, order))
			random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		}
		return records
	}
	bulk := matching.Link(shuffled(0))
	whole := found{bulk.Pairs, bulk.Duplicates}
	a.reports, a.pairs, a.learned = len(shuffled(0)), len(bulk.Pairs), !bulk.Estimate.Kept
	again := matching.Link(shuffled(1))
	a.differs = whole.against(found{again.Pairs, again.Duplicates}, "all together in another order")
	for order := uint64(2); order < 5 && a.differs == "" && err == nil; order++ {
		live := matching.NewLive(bulk.Estimate.Model, nil)
		reader := follower{}
		for n, r := range shuffled(order) {
			reader.put(live, r)
			if n%10 == 0 {
				reader.put(live, r)
			}
		}
		var last found
		last.pairs, last.duplicates = live.Pairs()
		a.differs = whole.against(last, fmt.Sprintf("one by one, order %d", order))
		if a.differs == "" {
			a.differs = whole.against(reader.found(), fmt.Sprintf("what the answers of order %d add up to", order))
		}
	}
	return a, err
}

// found is what linking gave: pairs across partners, whose band auto makes the
// clusters, and records that stand twice.
type found struct{ pairs, duplicates []matching.Pair }

// against tells where another answer is not the same, "" if it is: the same pairs in
// the same bands with the same probabilities.
func (f found) against(o found, of string) string {
	for _, list := range [][2][]matching.Pair{{f.pairs, o.pairs}, {f.duplicates, o.duplicates}} {
		a, b := inOrder(list[0]), inOrder(list[1])
		for i := range max(len(a), len(b)) {
			switch {
			case i == len(b) || i < len(a) && cmpEnds(a[i], b[i]) < 0:
				return fmt.Sprintf("%s: %s is not there, of %d pairs", of, told(a[i]), len(a))
			case i == len(a) || cmpEnds(a[i], b[i]) > 0:
				return fmt.Sprintf("%s: %s is one too many, beside %d pairs", of, told(b[i]), len(a))
			case a[i].Band != b[i].Band || math.Abs(a[i].Probability-b[i].Probability) > 1e-9:
				return fmt.Sprintf("%s: %s, not %s", of, told(b[i]), told(a[i]))
			}
		}
	}
	return ""
}

func inOrder(pairs []matching.Pair) []matching.Pair {
	return slices.SortedFunc(slices.Values(pairs), cmpEnds)
}

func cmpEnds(p, q matching.Pair) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) }

// told is a pair in words.
func told(p matching.Pair) string {
	_, a, _ := strings.Cut(p.A, "\x1f")
	_, b, _ := strings.Cut(p.B, "\x1f")
	return fmt.Sprintf("%s and %s (%.2f bits, p %.6f, %s)", a, b, p.Bits, p.Probability, p.Band)
}

// follower knows the pairs as one does who reads each answer and nothing else.
type follower struct{ pairs, duplicates map[[2]string]matching.Pair }

func (f *follower) put(live *matching.Live, r matching.Record) {
	c := live.Put(r)
	touched := map[string]bool{}
	for _, report := range c.Reports {
		touched[report] = true
	}
	f.pairs, f.duplicates = replaced(f.pairs, touched, c.Pairs), replaced(f.duplicates, touched, c.Duplicates)
}

// replaced drops every pair of a touched report and adds those that were told.
func replaced(known map[[2]string]matching.Pair, touched map[string]bool, told []matching.Pair) map[[2]string]matching.Pair {
	if known == nil {
		known = map[[2]string]matching.Pair{}
	}
	for k := range known {
		if touched[k[0]] || touched[k[1]] {
			delete(known, k)
		}
	}
	for _, p := range told {
		known[[2]string{p.A, p.B}] = p
	}
	return known
}

func (f *follower) found() (out found) {
	for _, p := range f.pairs {
		out.pairs = append(out.pairs, p)
	}
	for _, p := range f.duplicates {
		out.duplicates = append(out.duplicates, p)
	}
	return out
}
