package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"slices"

	"concord/tests/world/worlds"
)

// hardest prints what is hardest in tables of its own. Nothing is asked of it.
func (b *bench) hardest() error {
	b.table.line("world", "reports", "candidates", "true pairs", "P", "R", "R+review", "1-1 F", "B3 F", "ECE")
	for _, c := range b.cases() {
		if err := b.hardCase(c); err != nil {
			return err
		}
	}
	b.table.line("")
	b.table.line("pairs, usual noise, war", "", "", "true pairs", "", "R", "R+review")
	if err := b.hardPairs(); err != nil {
		return err
	}
	return b.hardNoise()
}

// hardCase is a world, and what is taken out of its files.
type hardCase struct {
	name    string
	options worlds.Options
	without map[string][]string // partner → columns that are emptied
}

var coordinates = []string{"lat", "lon", "radius_m", "place_precision"}

func (b *bench) cases() []hardCase {
	war := b.usual("usual", "war", 1)
	with := func(change func(*worlds.Options)) worlds.Options {
		o := war
		change(&o)
		return o
	}
	siege := with(func(o *worlds.Options) { o.Density, o.Days = "siege", max(1, o.Incidents/100) }) // more than 50 candidates a report
	return []hardCase{
		{"usual noise, war, as it is", war, nil},
		{"  no coordinates in one file", war, map[string][]string{"VAR": coordinates}},
		{"  no coordinates in either", war, map[string][]string{"ORL": coordinates, "VAR": coordinates}},
		{"  no text", war, map[string][]string{"ORL": {"title", "narrative"}, "VAR": {"title", "narrative"}}},
		{"  high noise", with(func(o *worlds.Options) { o.Noise = "high" }), nil},
		{"  overlap by size as published", with(func(o *worlds.Options) { o.Reporting = "quoted" }), nil},
		{"siege, 100 incidents a day", siege, nil},
		{"  plain noise", with(func(o *worlds.Options) { *o = siege; o.Noise = "plain" }), nil},
		{"  no coordinates in one file", siege, map[string][]string{"VAR": coordinates}},
		{"three partners", with(func(o *worlds.Options) { o.Partners = 3 }), nil},
		{"  siege, 100 incidents a day", with(func(o *worlds.Options) { *o = siege; o.Partners = 3 }), nil},
		{"four partners", with(func(o *worlds.Options) { o.Partners = 4 }), nil},
	}
}

// hardCase links one case; one seed is enough to see what is wrong.
func (b *bench) hardCase(c hardCase) error {
	files, err := worlds.InMemory(c.options)
	if err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(c.without)) {
		if files[code+".csv"], err = emptied(files[code+".csv"], c.without[code]); err != nil {
			return err
		}
	}
	r, err := linked(c.options, files)
	if err != nil {
		return err
	}
	s := r.all()
	b.table.line(c.name, fmt.Sprint(r.records), fmt.Sprintf("%.1f", r.candidates()), fmt.Sprint(s.True), part(s.Precision), part(s.Recall), part(s.Seen), part(s.OneF), part(s.CubeF), part(s.ECE))
	return nil
}

// part is a share, or – of nothing.
func part(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.4f", x)
}

// emptied is a file with the cells of some columns taken out. A report must say where
// it was: one that named its district or province alone has that for a place.
func emptied(file []byte, columns []string) ([]byte, error) {
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		return nil, err
	}
	at := func(column string) int { return slices.Index(rows[0], column) }
	for _, row := range rows[1:] {
		if name := &row[at("place_name")]; *name == "" {
			*name = cmp.Or(row[at("admin2")], row[at("admin1")])
		}
		for i, column := range rows[0] {
			if slices.Contains(columns, column) {
				row[i] = ""
			}
		}
	}
	var out bytes.Buffer
	err = csv.NewWriter(&out).WriteAll(rows)
	return out.Bytes(), err
}
