package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"time"

	"concord/investigations/matching"
	"concord/tests/world/worlds"
)

const (
	heldIncidents = 975_000 // about a million reports of both partners
	putWithin     = time.Millisecond
)

// arriveAnswer is how long reports took that came one by one.
type arriveAnswer struct {
	Held, New, Edited int
	Building          float64         // seconds until all that were held were linked
	Took              []time.Duration // of each, sorted
	NewP99, EditP99   time.Duration
	ThreadP99         time.Duration // of what the processor spent on each; 0 if not known
	HeldMiB           int
}

// arrivals measures T8.
func (b *bench) arrivals() error {
	b.table.head()
	full := b.size >= 1 && b.puts >= fullPuts
	puts := max(500, int(float64(b.puts)*min(b.size, 1)))
	for _, w := range []struct {
		name string
		days int
	}{{"ten years", tenYears}, {"one year", oneYear}} {
		o := large(b.scaled(heldIncidents), w.days, "usual", 1)
		dir, err := b.folder(o, nameOf(o))
		if err != nil {
			return err
		}
		var a arriveAnswer
		if _, _, err := child(&a, "arrive", dir, asJSON(o), strconv.Itoa(puts)); err != nil {
			return err
		}
		at := func(share float64) float64 { return ms(a.Took[min(len(a.Took)-1, int(share*float64(len(a.Took))))]) }
		set := fmt.Sprintf("%s, %d held, %d new and %d edited come", w.name, a.Held, a.New, a.Edited)
		b.table.row("T8", set, "match p99 ≤ 1 ms", fmt.Sprintf("p50 %.3f, p99 %.3f, most %.2f ms (p99 new %.3f, edited %.3f; of the processor alone %.3f)", at(0.5), at(0.99), at(1), ms(a.NewP99), ms(a.EditP99), ms(a.ThreadP99)), full, at(0.99) <= ms(putWithin))
		b.table.note("  all that are held", fmt.Sprintf("linked in %.1f s, %.2f GB after the last", a.Building, mib(a.HeldMiB)))
		if err := b.forget(o); err != nil {
			return err
		}
	}
	b.table.line("T8", "with commit", peers["T8"], "≤ 10 ms", "run: "+commitCommand, "(measured there)")
	return nil
}

// commitCommand measures an arrival with its commit, by the program as people start it.
const commitCommand = "go run ./tests/arriving"

// arriveChild holds the reports of a folder and lets some come that were held back,
// and newer versions of some that are there.
func arriveChild(args []string) (any, error) {
	var o worlds.Options
	if err := json.Unmarshal([]byte(args[1]), &o); err != nil {
		return nil, err
	}
	puts, err := strconv.Atoi(args[2])
	if err != nil {
		return nil, err
	}
	held, coming, err := parted(o, args[0], puts)
	if err != nil {
		return nil, err
	}
	a := arriveAnswer{Held: len(held)}
	began := time.Now()
	live := matching.NewLive(matching.Link(slices.Clone(held)).Estimate.Model, held)
	a.Building = time.Since(began).Seconds()
	settled()
	runtime.LockOSThread()
	var took [2][]time.Duration // new, edited
	var spent []time.Duration
	for _, c := range coming {
		began, cpu := time.Now(), threadTime()
		live.Put(c.record)
		took[c.edited] = append(took[c.edited], time.Since(began))
		spent = append(spent, threadTime()-cpu)
	}
	slices.Sort(spent)
	a.ThreadP99 = spent[len(spent)*99/100]
	a.New, a.Edited = len(took[0]), len(took[1])
	slices.Sort(took[0])
	slices.Sort(took[1])
	if a.New > 0 && a.Edited > 0 {
		a.NewP99, a.EditP99 = took[0][a.New*99/100], took[1][a.Edited*99/100]
	}
	a.Took = append(took[0], took[1]...)
	slices.Sort(a.Took)
	a.HeldMiB, _ = memory()
	return a, nil
}

// coming is a report that comes after the others.
type coming struct {
	record matching.Record
	edited int // 1 if an earlier version is held
}

// parted takes half of so many reports out, and holds the early version of as many
// that were revised: the later one is an edit. They come in random order.
func parted(o worlds.Options, dir string, puts int) (held []matching.Record, come []coming, err error) {
	early := map[string]matching.Record{}
	for _, code := range o.PartnerCodes() {
		if err := packFile(o, code, code+".early.csv", inFolder(dir), func(r matching.Record) { early[r.Report] = r }); err != nil {
			return nil, nil, err
		}
	}
	all, err := packed(o, inFolder(dir))
	if err != nil {
		return nil, nil, err
	}
	random := rand.New(rand.NewPCG(o.Seed, 8))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	edits := puts / 2
	for _, r := range all {
		before, revised := early[r.Report]
		switch {
		case revised && edits > 0:
			edits--
			held, come = append(held, before), append(come, coming{r, 1})
		case !revised && len(come)-(puts/2-edits) < puts-puts/2:
			come = append(come, coming{r, 0})
		default:
			held = append(held, r)
		}
	}
	random.Shuffle(len(come), func(i, j int) { come[i], come[j] = come[j], come[i] })
	return held, come, nil
}
