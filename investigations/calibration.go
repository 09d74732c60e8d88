package investigations

import (
	"cmp"
	"math"
	"slices"

	"concord/investigations/matching"
	"concord/models"
)

// Calibration turns the evidence of a pair, in bits, into how often people say that
// such pairs are the same: a curve through the means of blocks that pooling adjacent
// violators makes of labels (Ayer et al. 1955; Zadrozny and Elkan 2002). Between two
// means it runs straight, so that of two rivals the better one stays ahead. Beyond
// what was labelled the weights' own probability stands, where it says more.
type Calibration struct {
	Bits   []float64 `json:"bits"` // rising
	P      []float64 `json:"p"`    // rising, never 0 or 1
	Labels int       `json:"labels"`
}

// labelsNeeded is how many pairs people must have judged before a calibration is
// fitted (matching.md 3.5).
const labelsNeeded = 200

// fitCalibration is nil while there are too few labels, or when all say the same.
func fitCalibration(labels []models.Label) *Calibration {
	if len(labels) < labelsNeeded {
		return nil
	}
	return isotonic(labels)
}

// block is neighbouring labels that share one probability.
type block struct{ bits, same, n float64 }

// isotonic pools adjacent violators: blocks are put together until their shares of
// same rise.
func isotonic(labels []models.Label) *Calibration {
	sorted := slices.Clone(labels)
	slices.SortFunc(sorted, func(a, b models.Label) int { return cmp.Compare(a.Bits, b.Bits) })
	var blocks []block // first of equal evidence, then rising
	all, same := 0.0, 0.0
	for n := 0; n < len(sorted); {
		var b block
		for at := sorted[n].Bits; n < len(sorted) && sorted[n].Bits == at; n++ {
			b.bits, b.n = b.bits+at, b.n+1
			if sorted[n].Same {
				b.same++
			}
		}
		all, same = all+b.n, same+b.same
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.same*b.n < b.same*last.n {
				break
			}
			b = block{last.bits + b.bits, last.same + b.same, last.n + b.n}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	if same == 0 || same == all {
		return nil // nothing tells the two apart
	}
	c := &Calibration{Labels: len(labels)}
	least := 0.5 / all // of so many labels none can be surer
	for _, b := range blocks {
		c.Bits = append(c.Bits, b.bits/b.n)
		c.P = append(c.P, max(least, min(1-least, b.same/b.n)))
	}
	return c
}

// Probability of evidence in bits.
func (c *Calibration) Probability(bits float64) float64 {
	own := 1 / (1 + math.Exp2(-bits))
	last := len(c.Bits) - 1
	switch {
	case bits < c.Bits[0]:
		return min(own, c.P[0])
	case bits >= c.Bits[last]:
		return max(own, c.P[last])
	}
	i, _ := slices.BinarySearch(c.Bits, bits)
	if c.Bits[i] == bits {
		return c.P[i]
	}
	part := (bits - c.Bits[i-1]) / (c.Bits[i] - c.Bits[i-1])
	return c.P[i-1] + part*(c.P[i]-c.P[i-1])
}

// Judged is a pair that people gave a verdict of, and how probable it was held.
type Judged struct {
	models.Label
	P      float64
	Killed int // people killed by the larger account

	a, b matching.Record // at the versions that were judged
}

// Reliability is how far probabilities and verdicts agree among pairs of one band of
// people killed.
type Reliability struct {
	Killed string  `json:"killed"` // "0", "1", "2-4", "5-19", "20+" or "all"
	Pairs  int     `json:"pairs"`
	Mean   float64 `json:"mean"`  // probability
	Same   float64 `json:"same"`  // share that people call the same
	Brier  float64 `json:"brier"` // mean squared distance of probability and verdict: 0 is perfect, 0.25 tells nothing
}

var killedBands = []struct {
	name string
	from int
}{{"0", 0}, {"1", 1}, {"2-4", 2}, {"5-19", 5}, {"20+", 20}}

func killedBand(n int) string {
	name := killedBands[0].name
	for _, b := range killedBands {
		if n >= b.from {
			name = b.name
		}
	}
	return name
}

// reliability judges probabilities by verdicts: all first, then each band that has
// pairs.
func reliability(judged []Judged) []Reliability {
	sum := func(name string, in func(Judged) bool) Reliability {
		r := Reliability{Killed: name}
		for _, j := range judged {
			if !in(j) {
				continue
			}
			said := 0.0
			if j.Same {
				said = 1
			}
			r.Pairs++
			r.Mean, r.Same, r.Brier = r.Mean+j.P, r.Same+said, r.Brier+(j.P-said)*(j.P-said)
		}
		if n := float64(r.Pairs); n > 0 {
			r.Mean, r.Same, r.Brier = r.Mean/n, r.Same/n, r.Brier/n
		}
		return r
	}
	out := []Reliability{sum("all", func(Judged) bool { return true })}
	for _, b := range killedBands {
		if r := sum(b.name, func(j Judged) bool { return killedBand(j.Killed) == b.name }); r.Pairs > 0 {
			out = append(out, r)
		}
	}
	return out
}

// folds of a cross-check: each label is judged by a curve that did not see it.
const folds = 5

// crossed gives each pair the probability that labels of the others give it; own is
// that of the weights themselves, for where these are too few.
func crossed(judged []Judged, own func(bits float64) float64) {
	for fold := range folds {
		var rest []models.Label
		for i, j := range judged {
			if i%folds != fold {
				rest = append(rest, j.Label)
			}
		}
		var c *Calibration
		if len(judged) >= labelsNeeded {
			c = isotonic(rest)
		}
		for i := fold; i < len(judged); i += folds {
			judged[i].P = own(judged[i].Bits)
			if c != nil {
				judged[i].P = c.Probability(judged[i].Bits)
			}
		}
	}
}
