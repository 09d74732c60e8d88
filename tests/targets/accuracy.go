package main

import "fmt"

// The accuracy that is asked for (T4), and the calibration (T9).
const (
	oneToOneF = 0.97
	seen      = 0.985
	mostECE   = 0.03
)

var kindsOfWorld = []struct{ noise, density string }{{"plain", "sparse"}, {"plain", "war"}, {"usual", "sparse"}, {"usual", "war"}}

var killedBands = []string{"killed 0", "killed 1", "killed 2–4", "killed 5–19", "killed ≥20"}

// each gives the runs of all seeds for a noise and a density.
func (b *bench) each(noise, density string, f func(*run)) error {
	for seed := 1; seed <= b.seeds; seed++ {
		r, err := b.world(b.usual(noise, density, seed))
		if err != nil {
			return err
		}
		f(r)
	}
	return nil
}

// accuracy measures T4; the worst seed decides.
func (b *bench) accuracy() error {
	b.table.head()
	full := b.incidents >= fullIncidents && b.seeds >= fullSeeds
	for _, k := range kindsOfWorld {
		var one, all, p, r, candidates figure
		records, stated := 0, 0
		err := b.each(k.noise, k.density, func(run *run) {
			s := run.all()
			one.add(s.OneF)
			all.add(s.Seen)
			p.add(s.Precision)
			r.add(s.Recall)
			candidates.add(run.candidates())
			records += run.records
			if !run.learned {
				stated++
			}
		})
		if err != nil {
			return err
		}
		set := fmt.Sprintf("%s noise, %s, %d reports", k.noise, k.density, records/b.seeds)
		b.table.row("T4", set, "1-1 F ≥ .97", one.String(), full, one.worst >= oneToOneF)
		b.table.row("T4", set, "R+review ≥ .985", all.String(), full, all.worst >= seen)
		b.table.note("  by themselves", fmt.Sprintf("P %s R %s, %.1f candidates a report%s", p.String(), r.String(), candidates.mean(), byStated(stated, b.seeds)))
	}
	return nil
}

// byStated says how many worlds gave no ground to learn from.
func byStated(n, of int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of %d by stated weights", n, of)
}

// calibration measures T9 over all links that are shown, and by how many were killed.
func (b *bench) calibration() error {
	b.table.head()
	full := b.incidents >= fullIncidents && b.seeds >= fullSeeds
	for _, k := range kindsOfWorld {
		parts := append([]string{"all"}, killedBands...)
		ece, links := make([]figure, len(parts)), make([]int, len(parts))
		err := b.each(k.noise, k.density, func(run *run) {
			for i, part := range parts {
				s, _ := run.evaluation.Of(part)
				ece[i].up = true
				ece[i].add(s.ECE)
				links[i] += s.Links
			}
		})
		if err != nil {
			return err
		}
		for i, part := range parts {
			if i == 0 {
				b.table.row("T9", fmt.Sprintf("%s noise, %s", k.noise, k.density), "ECE ≤ .03", ece[0].String(), full, ece[0].worst <= mostECE)
				continue
			}
			b.table.note("  "+part, fmt.Sprintf("%s, %d links", ece[i].String(), links[i]/b.seeds))
		}
	}
	return nil
}
