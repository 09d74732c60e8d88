package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
)

const legend = `Best peer: from matching.md, by its section; M was measured there with that peer, Q is quoted from the peer's
own documentation. Measured: on this machine, now. P, R, F: of cross-partner links; R+review: links for review
count as found; 1-1: after one-to-one assignment. Of several seeds the mean, and the worst behind it.`

// peers are the best peers' figures (matching.md sections 1 and 6).
var peers = map[string]string{
	"T1":  "meltt P .961 R .859 F .907, 0.78 s (M 1.1)",
	"T4":  "recordlinkage 1-1 F .719 (M 1.3), meltt F .585 (M 1.1)",
	"T5":  "none finishes (1.1 M, 1.3-1.4 Q)",
	"T7":  "Splink about 1 M in a minute (Q 1.2)",
	"T8":  "none",
	"T9":  "none reports it",
	"T10": "none; meltt depends on the order (Q 1.1)",
}

// table gathers lines of cells and counts the verdicts.
type table struct {
	lines       [][]string
	met, missed int
}

// line adds cells as they are.
func (t *table) line(cells ...string) { t.lines = append(t.lines, cells) }

// head begins a group of targets.
func (t *table) head() { t.line("", "set", "best peer", "accept when", "measured", "") }

// row adds a target with its verdict; with counts false the sizes were not those of
// the target, and there is no verdict.
func (t *table) row(target, set, accept, measured string, counts, held bool) {
	verdict := "met"
	switch {
	case !counts:
		verdict = "(no verdict at this size)"
	case held:
		t.met++
	default:
		verdict = "NOT MET"
		t.missed++
	}
	t.line(target, set, peers[target], accept, measured, verdict)
}

// note adds a figure that nothing is asked of.
func (t *table) note(what, measured string) { t.line("", what, "", "", measured, "") }

// write prints what was gathered, aligned, and forgets it.
func (t *table) write(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, cells := range t.lines {
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	w.Flush()
	t.lines = nil
}

// figure is a share with its mean and its worst; a share of nothing is left out.
type figure struct {
	sum, worst float64
	n          int
	up         bool // the worst is the largest
}

func (f *figure) add(x float64) {
	if math.IsNaN(x) {
		return
	}
	if f.n == 0 || f.up == (x > f.worst) {
		f.worst = x
	}
	f.sum, f.n = f.sum+x, f.n+1
}

func (f *figure) mean() float64 { return f.sum / float64(f.n) }

func (f *figure) String() string {
	switch f.n {
	case 0:
		return "–"
	case 1:
		return fmt.Sprintf("%.4f", f.sum)
	}
	return fmt.Sprintf("%.4f (%.4f)", f.mean(), f.worst)
}
