package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"time"

	"concord/investigations/matching"
	"concord/tests/world/worlds"
)

// What is asked of linking all at once (T7).
const (
	sparseBulk  = 10 * time.Second
	denseBulk   = 20 * time.Second
	bulkMiB     = 1.2 * 1e9 / (1 << 20)
	persistedIn = 40 * time.Second
)

// bulkAnswer is what linking packed reports takes, in a process of its own.
type bulkAnswer struct {
	Reports, Compared, Cut, Pairs int
	Seconds, CPU                  float64
	HeldMiB, PeakMiB              int // packed reports alone; the most while linking
}

// bulk measures T7, in worlds with the noise of those that the figures asked for come from,
// and in ones with all that section 4 asks for, which have a twentieth more reports.
func (b *bench) bulk() error {
	b.table.head()
	for _, noise := range []string{"plain", "usual"} {
		for _, w := range []struct {
			name   string
			days   int
			within time.Duration
		}{{"ten years", tenYears, sparseBulk}, {"one year", oneYear, denseBulk}} {
			if err := b.bulkOf(large(b.scaled(manyIncidents), w.days, noise, 1), noise+" noise, "+w.name, w.within); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) bulkOf(o worlds.Options, name string, within time.Duration) error {
	dir, err := b.folder(o, nameOf(o))
	if err != nil {
		return err
	}
	var a bulkAnswer
	if _, _, err := child(&a, "bulk", dir, asJSON(o)); err != nil {
		return err
	}
	set := fmt.Sprintf("%s, %d reports, %.1f candidates each", name, a.Reports, 2*float64(a.Compared)/float64(a.Reports))
	b.table.row("T7", set, fmt.Sprintf("≤ %.0f s in memory", within.Seconds()), fmt.Sprintf("%.1f s (%.1f s of processors), %d pairs", a.Seconds, a.CPU, a.Pairs), b.size >= 1, a.Seconds <= within.Seconds())
	b.table.row("T7", set, "≤ 1.2 GB", fmt.Sprintf("%.2f GB at most, %.2f of it packed reports", mib(a.PeakMiB), mib(a.HeldMiB)), b.size >= 1, a.PeakMiB > 0 && float64(a.PeakMiB) <= bulkMiB)
	_, linked, err := b.linkFiles(o)
	if err != nil {
		return err
	}
	b.table.row("T7", name+", files in to files out", fmt.Sprintf("≤ %.0f s", persistedIn.Seconds()), fmt.Sprintf("%.1f s, %.2f GB at most", linked.took.Seconds(), mib(linked.peakMiB)), b.size >= 1, linked.took <= persistedIn)
	return b.forget(o)
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
	debug.SetGCPercent(20) // as concord link does
	settled()
	a.HeldMiB, _ = memory()
	began, cpu := time.Now(), processorTime()
	l := matching.Link(records)
	a.Seconds, a.CPU = time.Since(began).Seconds(), (processorTime() - cpu).Seconds()
	_, a.PeakMiB = memory()
	a.Compared, a.Cut, a.Pairs = l.Compared, l.Cut, len(l.Pairs)
	return a, nil
}
