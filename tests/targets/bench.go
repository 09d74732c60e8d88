package main

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"concord/investigations/matching"
	"concord/tests/world/worlds"
)

// bench holds what is measured and at which size, and the worlds that several
// targets ask about.
type bench struct {
	table      table
	seeds      int     // T4, T9, hardest
	bigSeeds   int     // T5
	orderSeeds int     // T10
	small      bool    // so that nothing is said of how fast it is
	size       float64 // of T5, T7, T8, 1 being the target's
	incidents  int     // of T4, T9, hardest
	puts       int     // of T8
	dir        string  // of the large worlds, made when first needed
	runs       map[worlds.Options]*run
	links      map[worlds.Options]linkRun
}

const (
	fullIncidents = 20_000
	fullPuts      = 20_000
	fullSeeds     = 5
	fullOrders    = 100
)

func newBench() *bench {
	return &bench{seeds: fullSeeds, bigSeeds: 1, orderSeeds: fullOrders, size: 1, incidents: fullIncidents, puts: fullPuts,
		runs: map[worlds.Options]*run{}, links: map[worlds.Options]linkRun{}}
}

// makeSmall takes sizes that are done in less than a minute.
func (b *bench) makeSmall() {
	b.small = true
	b.seeds, b.bigSeeds, b.orderSeeds, b.size, b.incidents = 1, 1, 3, 0.002, 2_000
}

// usual are the options of the worlds of T4.
func (b *bench) usual(noise, density string, seed int) worlds.Options {
	return worlds.Options{Seed: uint64(seed), Incidents: b.incidents, Days: 365, Partners: 2, Density: density, Noise: noise, Reporting: "even"}
}

// run is a world linked in memory, and how well.
type run struct {
	options    worlds.Options
	files      map[string][]byte
	truth      worlds.Truth
	links      []worlds.Link
	evaluation worlds.Evaluation
	records    int
	compared   int
	took       time.Duration // of matching.Link
	learned    bool          // the weights; else they are the stated ones
}

// all is the score of all pairs.
func (r *run) all() worlds.Score {
	s, _ := r.evaluation.Of("all")
	return s
}

// candidates is how many others a report was compared with, in the mean.
func (r *run) candidates() float64 { return 2 * float64(r.compared) / float64(r.records) }

// world makes a world and links it, once for all who ask.
func (b *bench) world(o worlds.Options) (*run, error) {
	if r, known := b.runs[o]; known {
		return r, nil
	}
	files, err := worlds.InMemory(o)
	if err != nil {
		return nil, err
	}
	r, err := linked(o, files)
	if err == nil {
		b.runs[o] = r
	}
	return r, err
}

// linked links the files of a world and scores the links.
func linked(o worlds.Options, files map[string][]byte) (*run, error) {
	truth, err := worlds.TruthOf(files)
	if err != nil {
		return nil, err
	}
	records, err := packed(o, inMemory(files))
	if err != nil {
		return nil, err
	}
	began := time.Now()
	l := matching.Link(records)
	r := &run{options: o, files: files, truth: truth, links: linksOf(l), records: len(records), compared: l.Compared, took: time.Since(began), learned: !l.Estimate.Kept}
	r.evaluation, err = worlds.Evaluate(truth, r.links)
	return r, err
}

// folder makes a world as files in a folder, for the large ones.
func (b *bench) folder(o worlds.Options, name string) (string, error) {
	if b.dir == "" {
		var err error
		if b.dir, err = os.MkdirTemp("", "concord-targets-"); err != nil {
			return "", err
		}
	}
	dir := filepath.Join(b.dir, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	files, err := worlds.NewFiles(o, func(name string) (io.WriteCloser, error) { return newBuffered(filepath.Join(dir, name)) })
	if err != nil {
		return "", err
	}
	return dir, errors.Join(worlds.Generate(o, files), files.Close())
}

// scaled is a number of incidents at the size chosen.
func (b *bench) scaled(incidents int) int {
	return max(200, int(math.Round(float64(incidents)*b.size)))
}

func (b *bench) cleanUp() {
	if b.dir != "" {
		os.RemoveAll(b.dir)
	}
}
