package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"concord/investigations/matching"
	"concord/tests/world/worlds"
)

// The large worlds: about 1.0 million reports of one partner and 0.9 of the other,
// of one year or of ten.
const (
	manyIncidents = 1_850_000
	oneYear       = 365
	tenYears      = 3650
)

// What is asked of them (T5, T7).
const (
	denseOneF   = 0.96
	denseSeen   = 0.97
	sparseBulk  = 10 * time.Second
	denseBulk   = 20 * time.Second
	bulkMiB     = 1.2 * 1e9 / (1 << 20)
	persistedIn = 40 * time.Second
)

// linkRun is concord link, from files to files.
type linkRun struct {
	links   string // their path
	took    time.Duration
	peakMiB int
}

// linkFiles runs concord link over a large world, once for all who ask.
func (b *bench) linkFiles(o worlds.Options) (dir string, r linkRun, err error) {
	if dir, err = b.folder(o, nameOf(o)); err != nil {
		return "", r, err
	}
	if r, known := b.links[o]; known {
		return dir, r, nil
	}
	r.links = filepath.Join(dir, "LINKS.csv")
	args := []string{"link", "-o", r.links}
	for _, code := range o.PartnerCodes() {
		args = append(args, filepath.Join(dir, code+".csv"))
	}
	words, took, err := child(nil, args...)
	if err != nil {
		return "", r, err
	}
	r.took = took
	if _, after, said := strings.Cut(words, " peak_mib="); said {
		r.peakMiB, _ = strconv.Atoi(strings.TrimSpace(after))
	}
	b.links[o] = r
	return dir, r, nil
}

func nameOf(o worlds.Options) string {
	return fmt.Sprintf("%s-%s-%d-%d-%d", o.Noise, o.Density, o.Days, o.Incidents, o.Seed)
}

// dense measures T5: the links that concord link wrote, against the truth.
func (b *bench) dense() error {
	b.table.head()
	for _, noise := range []string{"plain", "usual"} {
		var one, seen, p, r, ece figure
		ece.up = true
		pairs := 0
		for seed := 1; seed <= b.bigSeeds; seed++ {
			o := large(b.scaled(manyIncidents), oneYear, noise, seed)
			dir, linked, err := b.linkFiles(o)
			if err != nil {
				return err
			}
			s, err := scored(dir, linked.links)
			if err != nil {
				return err
			}
			one.add(s.OneF)
			seen.add(s.Seen)
			p.add(s.Precision)
			r.add(s.Recall)
			ece.add(s.ECE)
			pairs += s.True
			if noise == "usual" && seed == 1 {
				continue // T7 asks for this one too
			}
			if err := b.forget(o); err != nil { // a world is a gigabyte
				return err
			}
		}
		set := fmt.Sprintf("%s noise, war, %d seeds of %d true pairs", noise, b.bigSeeds, pairs/b.bigSeeds)
		b.table.row("T5", set, "1-1 F ≥ .96", one.String(), b.size >= 1, one.worst >= denseOneF)
		b.table.row("T5", set, "R+review ≥ .97", seen.String(), b.size >= 1, seen.worst >= denseSeen)
		b.table.note("  by themselves", fmt.Sprintf("P %s R %s, ECE %s", p.String(), r.String(), ece.String()))
	}
	return nil
}

// scored scores the links of a world in a folder.
func scored(dir, links string) (worlds.Score, error) {
	truth, err := worlds.ReadTruth(filepath.Join(dir, "truth.csv"))
	if err != nil {
		return worlds.Score{}, err
	}
	list, err := worlds.ReadLinks(links)
	if err != nil {
		return worlds.Score{}, err
	}
	e, err := worlds.Evaluate(truth, list)
	if err != nil {
		return worlds.Score{}, err
	}
	all, _ := e.Of("all")
	return all, nil
}

// forget takes a large world off the disk.
func (b *bench) forget(o worlds.Options) error {
	delete(b.links, o)
	return os.RemoveAll(filepath.Join(b.dir, nameOf(o)))
}

// bulkAnswer is what linking packed reports takes, in a process of its own.
type bulkAnswer struct {
	Reports, Compared, Cut, Pairs int
	Seconds, CPU                  float64
	HeldMiB, PeakMiB              int // packed reports alone; the most while linking
}

// bulk measures T7.
func (b *bench) bulk() error {
	b.table.head()
	for _, w := range []struct {
		name   string
		days   int
		within time.Duration
	}{{"ten years", tenYears, sparseBulk}, {"one year", oneYear, denseBulk}} {
		o := large(b.scaled(manyIncidents), w.days, "usual", 1)
		dir, err := b.folder(o, nameOf(o))
		if err != nil {
			return err
		}
		var a bulkAnswer
		if _, _, err := child(&a, "bulk", dir, asJSON(o)); err != nil {
			return err
		}
		set := fmt.Sprintf("%s, %d reports, %.1f candidates each", w.name, a.Reports, 2*float64(a.Compared)/float64(a.Reports))
		b.table.row("T7", set, fmt.Sprintf("≤ %.0f s in memory", w.within.Seconds()), fmt.Sprintf("%.1f s (%.1f s of processors), %d pairs", a.Seconds, a.CPU, a.Pairs), b.size >= 1, a.Seconds <= w.within.Seconds())
		b.table.row("T7", set, "≤ 1.2 GB", fmt.Sprintf("%.2f GB at most, %.2f of it packed reports", mib(a.PeakMiB), mib(a.HeldMiB)), b.size >= 1, a.PeakMiB > 0 && float64(a.PeakMiB) <= bulkMiB)
		_, linked, err := b.linkFiles(o)
		if err != nil {
			return err
		}
		b.table.row("T7", w.name+", files in to files out", fmt.Sprintf("≤ %.0f s", persistedIn.Seconds()), fmt.Sprintf("%.1f s, %.2f GB at most", linked.took.Seconds(), mib(linked.peakMiB)), b.size >= 1, linked.took <= persistedIn)
		if err := b.forget(o); err != nil {
			return err
		}
	}
	return nil
}

// mib is mebibytes as the gigabytes that the targets speak of.
func mib(n int) float64 { return float64(n) * (1 << 20) / 1e9 }

func asJSON(o worlds.Options) string {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // numbers and words
	}
	return string(text)
}

// bulkChild packs the reports of a folder, then links them.
func bulkChild(args []string) (any, error) {
	var o worlds.Options
	if err := json.Unmarshal([]byte(args[1]), &o); err != nil {
		return nil, err
	}
	records, err := packed(o, inFolder(args[0]))
	if err != nil {
		return nil, err
	}
	a := bulkAnswer{Reports: len(records)}
	settled()
	a.HeldMiB, _ = memory()
	began, cpu := time.Now(), processorTime()
	l := matching.Link(records)
	a.Seconds, a.CPU = time.Since(began).Seconds(), (processorTime() - cpu).Seconds()
	_, a.PeakMiB = memory()
	a.Compared, a.Cut, a.Pairs = l.Compared, l.Cut, len(l.Pairs)
	return a, nil
}
