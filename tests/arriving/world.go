package main

import (
	"bytes"
	"fmt"
	"io"

	"concord/models"
	"concord/models/formats"
	"concord/tests/world/worlds"
)

// world is invented reports of two partners: those that are held, and those that come.
type world struct {
	held     map[string][]models.ReportFacts
	arriving []arrival
}

type arrival struct {
	partner string
	facts   models.ReportFacts
}

// invent makes about n reports and takes some of them, spread over the whole world,
// to come later.
func invent(n, arrivals int) (*world, error) {
	files, err := worlds.InMemory(worlds.Options{Seed: 7, Incidents: n, Days: max(365, n/30), Partners: 2, Density: "war", Noise: "usual", Reporting: "even"})
	if err != nil {
		return nil, err
	}
	w := &world{held: map[string][]models.ReportFacts{}}
	for i, partner := range []string{"ORL", "VAR"} {
		file, there := files[partner+".csv"]
		if !there {
			return nil, fmt.Errorf("the world has no file of %s", partner)
		}
		var all []models.ReportFacts
		err := formats.Read("concord-csv", bytes.NewReader(file), func(r formats.Row) error {
			all = append(all, r.Facts)
			return nil
		}, func(models.RowError) {})
		if err != nil {
			return nil, err
		}
		every := max(2, 2*len(all)/max(1, arrivals))
		for n, facts := range all {
			if n%every == 1 && len(w.arriving) < (i+1)*arrivals/2 {
				w.arriving = append(w.arriving, arrival{partner, facts})
			} else {
				w.held[partner] = append(w.held[partner], facts)
			}
		}
	}
	// by turns
	half := len(w.arriving) / 2
	var turns []arrival
	for n := range half {
		turns = append(turns, w.arriving[n], w.arriving[half+n])
	}
	w.arriving = turns
	return w, nil
}

// file is what a partner holds, as a file to be imported.
func (w *world) file(partner string) (io.ReadSeeker, error) {
	var b bytes.Buffer
	out := formats.WriteJSON(&b)
	for _, facts := range w.held[partner] {
		if err := out.Write(facts); err != nil {
			return nil, err
		}
	}
	err := out.Close()
	return bytes.NewReader(b.Bytes()), err
}
