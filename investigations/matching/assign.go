package matching

import (
	"cmp"

	"slices"
)

// Pair is two reports of different partners that were compared.
type Pair struct {
	A, B               string // report ids
	PartnerA, PartnerB string
	Bits               float64 // of the two by themselves, from Compare
	Probability        float64
	Band               string
}

// Assign weighs rivals: within two partners a report has at most one counterpart
// or none, so what speaks for one candidate speaks against the others (matching.md
// 3.5). Strong pairs are weighed with all that hang together with them by strong
// pairs; a weak one, which is never a link, takes a little from them and is weighed
// beside what they leave, as web does it. Each pair's Probability becomes that of
// being linked; of several candidates for one report at most one stays in the band
// auto. A pair that would be in review by itself stays there even if a rival is
// far likelier: it is never dropped silently.
//
// The result depends on Bits alone, not on the order of pairs, which is kept, nor
// on earlier results. For a pair it wants all pairs of what hangs together with either
// report by strong pairs, all pairs of the other reports of these, and the strong
// pairs of theirs.
func (m *Model) Assign(pairs []Pair) []Pair {
	out := slices.Clone(pairs)
	order := make([]int, len(out))
	for i := range out {
		p := &out[i]
		if p.PartnerB < p.PartnerA || p.PartnerA == p.PartnerB && p.B < p.A {
			p.A, p.B, p.PartnerA, p.PartnerB = p.B, p.A, p.PartnerB, p.PartnerA
		}
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { // sums depend on their order
		p, q := &out[i], &out[j]
		return cmp.Or(cmp.Compare(p.PartnerA, q.PartnerA), cmp.Compare(p.PartnerB, q.PartnerB), cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B), cmp.Compare(p.Bits, q.Bits))
	})
	w := weighing{}
	numbers := map[end]int32{}
	number := func(e end) int32 {
		n, seen := numbers[e]
		if !seen {
			n = int32(len(numbers))
			numbers[e] = n
			w.beside = append(w.beside, 0)
		}
		return n
	}
	ends := make([][2]int32, len(out))
	for _, i := range order {
		p := &out[i]
		ends[i] = [2]int32{number(end{p.A, p.PartnerA, p.PartnerB}), number(end{p.B, p.PartnerB, p.PartnerA})}
		if p.strong() {
			w.add(ends[i][0], ends[i][1], p.Bits)
		}
	}
	free := make([]float64, len(numbers))
	for n, odds := range w.odds {
		free[w.a[n]] += odds
		free[w.b[n]] += odds
	}
	for e := range free {
		free[e] = 1 / (1 + free[e])
	}
	for _, i := range order {
		if p := &out[i]; !p.strong() {
			a, b, odds := ends[i][0], ends[i][1], oddsOf(p.Bits)
			w.beside[a] += odds * free[b]
			w.beside[b] += odds * free[a]
		}
	}
	w.weigh()
	n := 0
	for _, i := range order {
		p := &out[i]
		if p.strong() {
			p.Probability = w.share[n]
			n++
		} else {
			p.Probability = w.question(ends[i][0], ends[i][1], p.Bits, free)
		}
		own := probability(p.Bits)
		p.Probability = m.besides(min(p.Probability, own), p.Bits)
		p.Band = band(p.Probability)
		if p.Band == "" && own >= reviewFrom {
			p.Band = Review
		}
	}
	return out
}

func (p *Pair) strong() bool { return strong(float32(p.Bits)) }

// question weighs a weak pair with what else claims its ends.
func (w *weighing) question(a, b int32, bits float64, free []float64) float64 {
	odds := oddsOf(bits)
	others := (1 + rest(w.claims[a], odds*free[b])) * (1 + rest(w.claims[b], odds*free[a]))
	return odds / (odds + others)
}

// end is a report as seen from one other partner: it may have a counterpart with
// each of them.
type end struct{ report, partner, other string }
