package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"concord/investigations/linkfiles"
	"concord/tests/world/worlds"
)

// link links the files of a world as the command line does.
func link(t *testing.T, files map[string][]byte) (*linkfiles.Work, worlds.Evaluation) {
	t.Helper()
	var list []linkfiles.File
	o := linkfiles.Options{Unrecorded: true}
	for _, name := range slices.Sorted(keysOf(files)) {
		switch {
		case strings.HasSuffix(name, ".taxonomy.csv"):
			groups, faults := linkfiles.ReadTaxonomy(name, bytes.NewReader(files[name]))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			o.Taxonomies = map[string]map[string][]string{strings.TrimSuffix(name, ".taxonomy.csv"): groups}
		case strings.HasSuffix(name, ".csv") && name == strings.ToUpper(strings.TrimSuffix(name, ".csv"))+".csv":
			list = append(list, linkfiles.File{Name: name, Content: bytes.NewReader(files[name])})
		}
	}
	work, faults, err := linkfiles.Read(list, o)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	work.Link()
	var links bytes.Buffer
	if err := work.WriteLinks(&links); err != nil {
		t.Fatal(err)
	}
	read, err := worlds.LinksFrom(&links)
	if err != nil {
		t.Fatal(err)
	}
	truth, err := worlds.TruthOf(files)
	if err != nil {
		t.Fatal(err)
	}
	e, err := worlds.Evaluate(truth, read)
	if err != nil {
		t.Fatal(err)
	}
	return work, e
}

func keysOf(files map[string][]byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		for name := range files {
			if !yield(name) {
				return
			}
		}
	}
}

// Invented worlds are linked at least so well. The floors lie a little below what
// was reached; three partners come in one run, and a world of few reports, of which
// nothing can be learned, is linked by stated weights.
func TestWorldsAreLinked(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options worlds.Options
		learned bool
		floor   worlds.Score
	}{
		{"a sparse year", worlds.Options{Seed: 7, Incidents: 6000, Days: 365, Partners: 2, Density: "sparse", Noise: "usual", Reporting: "even"}, true,
			worlds.Score{Precision: 0.98, OneF: 0.93, Seen: 0.92, CubeF: 0.94, ECE: 0.05}},
		{"a year of war", worlds.Options{Seed: 11, Incidents: 6000, Days: 365, Partners: 2, Density: "war", Noise: "usual", Reporting: "even"}, true,
			worlds.Score{Precision: 0.96, OneF: 0.93, Seen: 0.95, CubeF: 0.93, ECE: 0.05}},
		{"three partners", worlds.Options{Seed: 12, Incidents: 4000, Days: 365, Partners: 3, Density: "war", Noise: "usual", Reporting: "even"}, true,
			worlds.Score{Precision: 0.96, OneF: 0.92, Seen: 0.94, CubeF: 0.92, ECE: 0.06}},
		{"few reports", worlds.Options{Seed: 13, Incidents: 100, Days: 365, Partners: 2, Density: "sparse", Noise: "usual", Reporting: "even"}, false,
			worlds.Score{Precision: 0.95, OneF: 0.86, Seen: 0.86, CubeF: 0.92, ECE: 0.15}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, err := worlds.InMemory(tt.options)
			if err != nil {
				t.Fatal(err)
			}
			work, e := link(t, files)
			got, _ := e.Of("all")
			t.Logf("%d true pairs: auto P %.3f R %.3f, with review R %.3f, 1-1 F %.3f, B-cubed F %.3f, ECE %.3f; %s", got.True, got.Precision, got.Recall, got.Seen, got.OneF, got.CubeF, got.ECE, work.Estimate.Why)
			if got.Precision < tt.floor.Precision || got.OneF < tt.floor.OneF || got.Seen < tt.floor.Seen || got.CubeF < tt.floor.CubeF || got.ECE > tt.floor.ECE {
				t.Errorf("got %+v\nwant at least %+v", got, tt.floor)
			}
			if work.Estimate.Kept == tt.learned {
				t.Errorf("weights learned: %v, want %v", !work.Estimate.Kept, tt.learned)
			}
		})
	}
}
