package worlds

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// score works the shares out.
func (p *part) score() Score {
	s := Score{Part: p.name, True: p.truth, Links: p.links,
		Precision: share(p.autoTrue, p.auto), Recall: share(p.autoTrue, p.truth), Seen: share(p.seenTrue, p.truth),
		OneP: share(p.chosenTrue, p.chosen), OneR: share(p.chosenTrue, p.could),
		CubeP: p.cubeP / float64(p.records), CubeR: p.cubeR / float64(p.records)}
	s.F = 2 * share(p.autoTrue, p.auto+p.truth)
	s.OneF = 2 * share(p.chosenTrue, p.chosen+p.could)
	s.CubeF = 2 * s.CubeP * s.CubeR / (s.CubeP + s.CubeR)
	s.ECE, s.Brier, s.LogLoss = calibration(p.guesses)
	return s
}

func share(of, all int) float64 { return float64(of) / float64(all) }

const (
	bins  = 10
	floor = 1e-6 // a probability of 0 or 1 that is wrong costs no more than this does
)

// calibration of probabilities. ECE is the mean distance, weighted by count, between
// the mean probability of a bin and the share of its links that are true.
func calibration(guesses []guess) (ece, brier, logLoss float64) {
	slices.SortFunc(guesses, func(a, b guess) int { return cmp.Compare(a.probability, b.probability) })
	n := len(guesses)
	for bin := range bins {
		gap := 0.0
		for _, g := range guesses[bin*n/bins : (bin+1)*n/bins] {
			hit := 0.0
			if g.hit {
				hit = 1
			}
			gap += g.probability - hit
			brier += (g.probability - hit) * (g.probability - hit)
			logLoss -= math.Log(max(1-math.Abs(g.probability-hit), floor))
		}
		ece += math.Abs(gap)
	}
	return ece / float64(n), brier / float64(n), logLoss / float64(n)
}

// Write prints the evaluation as one aligned table; – is a share of nothing.
func (e Evaluation) Write(w io.Writer) error {
	rows := [][]string{{"part", "true", "links", "P", "R", "F", "R+review", "1-1 P", "1-1 R", "1-1 F", "B3 P", "B3 R", "B3 F", "ECE", "Brier", "log loss"}}
	for _, s := range e {
		row := []string{s.Part, fmt.Sprint(s.True), fmt.Sprint(s.Links)}
		for _, x := range []float64{s.Precision, s.Recall, s.F, s.Seen, s.OneP, s.OneR, s.OneF, s.CubeP, s.CubeR, s.CubeF, s.ECE, s.Brier, s.LogLoss} {
			if math.IsNaN(x) {
				row = append(row, "–")
			} else {
				row = append(row, fmt.Sprintf("%.4f", x))
			}
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
