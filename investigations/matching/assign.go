package matching

import (
	"cmp"
	"math"
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
// 3.5). Each pair's Probability becomes that of being linked when all are weighed
// together; of several candidates for one report at most one stays in the band
// auto. A pair that would be in review by itself stays there even if a rival is
// far likelier: it is never dropped silently.
//
// The result depends on Bits alone, not on the order of pairs, which is kept, nor
// on earlier results. It is exact for what it is given, so it wants whole groups:
// with a pair, every other pair of both reports, and theirs.
func Assign(pairs []Pair) []Pair {
	out := slices.Clone(pairs)
	edges := make([]edge, len(out))
	for i, p := range out {
		if p.PartnerB < p.PartnerA || p.PartnerA == p.PartnerB && p.B < p.A {
			p.A, p.B, p.PartnerA, p.PartnerB = p.B, p.A, p.PartnerB, p.PartnerA
		}
		edges[i] = edge{at: i, a: end{p.A, p.PartnerA, p.PartnerB}, b: end{p.B, p.PartnerB, p.PartnerA},
			odds: math.Exp2(max(-oddsLimit, min(oddsLimit, p.Bits))), toA: 1, toB: 1}
	}
	slices.SortFunc(edges, func(x, y edge) int { return cmp.Or(x.a.compare(y.a), x.b.compare(y.b), cmp.Compare(x.odds, y.odds)) })
	weigh(edges)
	for _, e := range edges {
		p := &out[e.at]
		own := probability(p.Bits)
		p.Probability = min(e.share, own)
		p.Band = band(p.Probability)
		if p.Band == "" && own >= reviewFrom {
			p.Band = Review
		}
	}
	return out
}

// end is a report as seen from one other partner: it may have a counterpart with
// each of them.
type end struct{ report, partner, other string }

func (e end) compare(o end) int {
	return cmp.Or(cmp.Compare(e.partner, o.partner), cmp.Compare(e.other, o.other), cmp.Compare(e.report, o.report))
}

// edge is a pair while rivals are weighed. toA is the weight with which B is free
// for A, were this pair not there; toB the other way round.
type edge struct {
	at       int
	a, b     end
	odds     float64
	toA, toB float64
	share    float64
}

// oddsLimit, in bits, keeps the sums below within what a float64 can tell apart.
const oddsLimit = 40

// rounds bounds the exchange below. Groups without loops settle in as many rounds
// as they are long; in a loop of equal rivals the rest is noise below 1e-9.
const (
	rounds  = 200
	settled = 1e-9
)

// weigh finds how probable each pair is among all ways to link reports one to one,
// each way weighed by the product of its pairs' odds. Reports tell each other how
// free they are until nothing changes: belief propagation, which on groups without
// loops is exact and on others always settles (Bayati et al. 2007; Zdeborová and
// Mézard 2006).
func weigh(edges []edge) {
	atA, atB := endsOf(edges)
	for range rounds {
		change := 0.0
		claims := claimsOn(edges, atA, atB)
		for i := range edges {
			e := &edges[i]
			fromA := 1 / (1 + rest(claims[atA[i]], e.odds*e.toA))
			fromB := 1 / (1 + rest(claims[atB[i]], e.odds*e.toB))
			change = max(change, math.Abs(fromB-e.toA), math.Abs(fromA-e.toB))
			e.toA, e.toB = (fromB+e.toA)/2, (fromA+e.toB)/2 // half a step at a time does not swing
		}
		if change < settled {
			break
		}
	}
	claims := claimsOn(edges, atA, atB)
	for i := range edges {
		e := &edges[i]
		e.share = min(e.odds*e.toA/(1+claims[atA[i]]), e.odds*e.toB/(1+claims[atB[i]]))
	}
}

// claimsOn is, for each report, the weight of all its candidates together; that of
// having none is 1.
func claimsOn(edges []edge, atA, atB []int) []float64 {
	claims := make([]float64, 2*len(edges))
	for i, e := range edges {
		claims[atA[i]] += e.odds * e.toA
		claims[atB[i]] += e.odds * e.toB
	}
	return claims
}

// rest is a sum without one of its parts, never below zero by rounding.
func rest(sum, part float64) float64 { return max(sum-part, 0) }

// endsOf numbers the reports on either side of sorted edges.
func endsOf(edges []edge) (atA, atB []int) {
	atA, atB = make([]int, len(edges)), make([]int, len(edges))
	number := map[end]int{}
	for i, e := range edges {
		for _, side := range []struct {
			of end
			in []int
		}{{e.a, atA}, {e.b, atB}} {
			n, seen := number[side.of]
			if !seen {
				n = len(number)
				number[side.of] = n
			}
			side.in[i] = n
		}
	}
	return atA, atB
}
