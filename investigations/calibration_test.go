package investigations

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"concord/models"
)

func labelsOf(pairs ...any) (out []models.Label) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, models.Label{Bits: pairs[i].(float64), Same: pairs[i+1].(bool)})
	}
	return out
}

// Neighbours that fall are pooled; equal evidence is one block whatever its order;
// no label makes anything certain.
func TestIsotonic(t *testing.T) {
	tests := []struct {
		name   string
		labels []models.Label
		bits   []float64
		p      []float64
	}{
		{"rising as they are", labelsOf(-2.0, false, 3.0, true), []float64{-2, 3}, []float64{0.25, 0.75}},
		{"a fall is pooled", labelsOf(0.0, false, 1.0, true, 2.0, false, 3.0, true), []float64{0, 1.5, 3}, []float64{0.125, 0.5, 0.875}},
		{"equal evidence, one way", labelsOf(0.0, false, 1.0, true, 1.0, false, 2.0, true), []float64{0, 1, 2}, []float64{0.125, 0.5, 0.875}},
		{"equal evidence, the other way", labelsOf(2.0, true, 1.0, false, 1.0, true, 0.0, false), []float64{0, 1, 2}, []float64{0.125, 0.5, 0.875}},
		{"all fall", labelsOf(0.0, true, 1.0, false), []float64{0.5}, []float64{0.5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := isotonic(tt.labels)
			if !slices.Equal(c.Bits, tt.bits) || !slices.Equal(c.P, tt.p) {
				t.Errorf("bits %v, p %v; want %v, %v", c.Bits, c.P, tt.bits, tt.p)
			}
		})
	}
	if c := isotonic(labelsOf(0.0, true, 1.0, true)); c != nil {
		t.Errorf("labels that all say the same gave %v", c)
	}
}

// The curve never falls, and beyond its labels follows the weights where they say more.
func TestCalibrationRises(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var labels []models.Label
	for range 400 {
		bits := -6 + 12*r.Float64()
		labels = append(labels, models.Label{Bits: bits, Same: r.Float64() < 1/(1+math.Exp2(-bits/2-1))}) // the weights are twice too sure
	}
	if fitCalibration(labels[:labelsNeeded-1]) != nil {
		t.Error("fewer labels than are needed gave a calibration")
	}
	c := fitCalibration(labels)
	before := 0.0
	for bits := -30.0; bits <= 30; bits += 0.01 {
		p := c.Probability(bits)
		if p < before || p <= 0 && bits > -30 || p > 1 {
			t.Fatalf("at %.2f bits %v after %v", bits, p, before)
		}
		before = p
	}
	if p := c.Probability(4); math.Abs(p-1/(1+math.Exp2(-3))) > 0.12 {
		t.Errorf("at 4 bits %.3f, labels say %.3f", p, 1/(1+math.Exp2(-3)))
	}
	if own := 1 / (1 + math.Exp2(-20)); c.Probability(20) < own {
		t.Errorf("at 20 bits %v, the weights alone say %v", c.Probability(20), own)
	}
	w := newWeights(stated.model, c)
	if w.id == stated.id {
		t.Error("weights with and without a calibration have one name")
	}
	row, err := w.row()
	if err != nil {
		t.Fatal(err)
	}
	again, err := readWeights(row)
	if err != nil || again.id != w.id || again.evidence(3.3) != w.evidence(3.3) {
		t.Errorf("read again: %v", err)
	}
	row.Body = append([]byte(nil), row.Body...)
	row.Calibration = nil
	if _, err := readWeights(row); err == nil {
		t.Error("a model without the calibration that its name stands for was taken")
	}
}

// Reliability by people killed: what is said of each band, and of all together.
func TestReliability(t *testing.T) {
	judged := []Judged{
		{Label: models.Label{Same: true}, P: 1}, {Label: models.Label{Same: false}, P: 0.5},
		{Label: models.Label{Same: true}, P: 0.5, Killed: 30},
	}
	want := []Reliability{{"all", 3, 2.0 / 3, 2.0 / 3, 0.5 / 3}, {"0", 2, 0.75, 0.5, 0.125}, {"20+", 1, 0.5, 1, 0.25}}
	got := reliability(judged)
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		g, w := got[i], want[i]
		if g.Killed != w.Killed || g.Pairs != w.Pairs || math.Abs(g.Mean-w.Mean)+math.Abs(g.Same-w.Same)+math.Abs(g.Brier-w.Brier) > 1e-12 {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	for n, want := range map[int]string{0: "0", 1: "1", 4: "2-4", 5: "5-19", 19: "5-19", 20: "20+", 400: "20+"} {
		if got := killedBand(n); got != want {
			t.Errorf("%d killed is band %s, want %s", n, got, want)
		}
	}
}
