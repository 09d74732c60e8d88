package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/tests/world/worlds"
)

// end is a record of a true pair.
type end struct {
	worlds.Record
	time string // its time_precision
}

// pairKinds are true pairs that are hard to find: one end is so, the other otherwise.
var pairKinds = []struct {
	name          string
	so, otherwise func(end) bool
}{
	{"all", anything, anything},
	{"no coordinates on one side", nowhere, somewhere},
	{"no coordinates on both", nowhere, nowhere},
	{"a span of days against a single hour", timed("DAYS_2_6"), timed("HOUR")},
	{"a span of days against a span", timed("DAYS_2_6"), timed("DAYS_2_6")},
	{"a merged record against a single one", marked(worlds.MergedIncidents), unmarked(worlds.MergedIncidents)},
}

func anything(end) bool    { return true }
func nowhere(e end) bool   { return e.Precision == "none" }
func somewhere(e end) bool { return e.Precision != "none" }

func timed(precision string) func(end) bool { return func(e end) bool { return e.time == precision } }

func marked(n worlds.Noise) func(end) bool   { return func(e end) bool { return e.Marks.Has(n) } }
func unmarked(n worlds.Noise) func(end) bool { return func(e end) bool { return !e.Marks.Has(n) } }

// truePair is a true pair and what became of it: auto, review, or "" for not found.
type truePair struct {
	a, b end
	band string
}

// pairs are the true pairs of a run.
func (r *run) pairs() ([]truePair, error) {
	pairs, err := r.truth.Pairs()
	if err != nil {
		return nil, err
	}
	bands := map[[2]string]string{}
	for _, l := range r.links {
		band := "review"
		if l.Auto {
			band = "auto"
		}
		bands[[2]string{l.RefA, l.RefB}], bands[[2]string{l.RefB, l.RefA}] = band, band
	}
	times, err := r.times()
	if err != nil {
		return nil, err
	}
	list := make([]truePair, len(pairs))
	for i, p := range pairs {
		a, b := r.truth.Records[p[0]], r.truth.Records[p[1]]
		list[i] = truePair{end{a, times[a.Ref]}, end{b, times[b.Ref]}, bands[[2]string{a.Ref, b.Ref}]}
	}
	return list, nil
}

// times are the time_precision of each record; references begin with their partner.
func (r *run) times() (map[string]string, error) {
	times := map[string]string{}
	for _, code := range r.options.PartnerCodes() {
		rows, err := csv.NewReader(bytes.NewReader(r.files[code+".csv"])).ReadAll()
		if err != nil {
			return nil, err
		}
		ref, precision := slices.Index(rows[0], "local_ref"), slices.Index(rows[0], "time_precision")
		for _, row := range rows[1:] {
			times[row[ref]] = row[precision]
		}
	}
	return times, nil
}

// hardPairs counts, in the worlds of T4, how many of the true pairs of a kind are found.
func (b *bench) hardPairs() error {
	truth, auto, shown := make([]int, len(pairKinds)), make([]int, len(pairKinds)), make([]int, len(pairKinds))
	for seed := 1; seed <= b.seeds; seed++ {
		r, err := b.world(b.usual("usual", "war", seed))
		if err != nil {
			return err
		}
		pairs, err := r.pairs()
		if err != nil {
			return err
		}
		for _, p := range pairs {
			for i, k := range pairKinds {
				if !(k.so(p.a) && k.otherwise(p.b) || k.so(p.b) && k.otherwise(p.a)) {
					continue
				}
				truth[i]++
				if p.band != "" {
					shown[i]++
				}
				if p.band == "auto" {
					auto[i]++
				}
			}
		}
	}
	for i, k := range pairKinds {
		b.table.line("  "+k.name, "", "", fmt.Sprint(truth[i]), "", part(float64(auto[i])/float64(truth[i])), part(float64(shown[i])/float64(truth[i])))
	}
	return nil
}

// hardNoise prints the recall by kind of noise, the worst first.
func (b *bench) hardNoise() error {
	truth, auto, shown := map[string]float64{}, map[string]float64{}, map[string]float64{}
	err := b.each("usual", "war", func(r *run) {
		for _, s := range r.evaluation {
			name, is := strings.CutPrefix(s.Part, "noise ")
			if !is || s.True == 0 {
				continue
			}
			n := float64(s.True)
			truth[name], auto[name], shown[name] = truth[name]+n, auto[name]+n*s.Recall, shown[name]+n*s.Seen
		}
	})
	names := slices.SortedFunc(maps.Keys(truth), func(a, b string) int { return int(1e6 * (shown[a]/truth[a] - shown[b]/truth[b])) })
	for _, name := range names {
		b.table.line("  noise "+name, "", "", fmt.Sprint(truth[name]), "", part(auto[name]/truth[name]), part(shown[name]/truth[name]))
	}
	return err
}
