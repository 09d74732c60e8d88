// Gapping measures what finding every gap anew costs: of so many linked reports all at
// once, and of one write.
//
//	go run ./tests/gapping [-reports 1000000] [-seed 1]
//
// It is a command and no test: the figures depend on the machine. The floor beside them
// is reading the same accounts from the JSON they are stored in, which whoever finds
// gaps has to do first.
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"concord/geo"
	"concord/investigations/gaps"
	"concord/models"
)

// What is asked of it (issue: all of a million within 30 s on two cores, one write 2 ms).
const (
	within = 30 * time.Second
	p99    = 2 * time.Millisecond
)

func main() {
	reports := flag.Int("reports", 1_000_000, "how many linked reports, half of each of two partners; one incident in twenty has a third account, from outside")
	seed := flag.Uint64("seed", 1, "of the accounts")
	flag.Parse()
	if err := measure(*reports, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "gapping:", err)
		os.Exit(1)
	}
}

func measure(reports int, seed uint64) error {
	const batch = 20_000 // incidents that are in memory at a time
	incidents := reports / 2
	var found, severe int
	var finding, reading time.Duration
	var took []time.Duration
	for from := 0; from < incidents; from += batch {
		n := min(batch, incidents-from)
		list, err := invent(n, seed+uint64(from))
		if err != nil {
			return err
		}
		began := time.Now()
		if err := inParallel(n, func(i int) error {
			for _, text := range list[i].stored {
				if _, err := models.DecodeFacts(text); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		reading += time.Since(began)
		each := make([]time.Duration, n)
		counts := make([][2]int, n)
		began = time.Now()
		if err := inParallel(n, func(i int) error {
			start := time.Now()
			for _, f := range gaps.Incident(context, list[i].accounts, gaps.Beside{}) {
				counts[i][0]++
				if f.Severity == "CRITICAL" {
					counts[i][1]++
				}
			}
			each[i] = time.Since(start)
			return nil
		}); err != nil {
			return err
		}
		finding += time.Since(began)
		took = append(took, each...)
		for _, c := range counts {
			found, severe = found+c[0], severe+c[1]
		}
		fmt.Fprintf(os.Stderr, "\r%d of %d incidents", from+n, incidents)
	}
	fmt.Fprintln(os.Stderr)
	slices.Sort(took)
	verdict := func(met bool) string { return map[bool]string{true: "met", false: "NOT MET"}[met] }
	at := took[len(took)*99/100]
	fmt.Printf("%d reports in %d incidents on %d processors: %d gaps, %d of them critical\n", reports, incidents, runtime.GOMAXPROCS(0), found, severe)
	fmt.Printf("all of them          %6.1f s   asked ≤ %.0f s   %s\n", finding.Seconds(), within.Seconds(), verdict(finding <= within))
	fmt.Printf("one incident, p99    %6.3f ms  asked ≤ %.0f ms   %s (half of them %.3f ms, the longest %.3f ms)\n", ms(at), ms(p99), verdict(at <= p99), ms(took[len(took)/2]), ms(took[len(took)-1]))
	fmt.Printf("floor: reading them  %6.1f s   finding takes %.2f of it\n", reading.Seconds(), finding.Seconds()/reading.Seconds())
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

var context = gaps.Context{Partners: map[string]gaps.Partner{"ORL": {Code: "ORL", Name: "Orland"}, "VAR": {Code: "VAR", Name: "Varsenna", UTCOffsetMin: 180}, "IR": {Code: "IR", Name: "Isle Recorders", Observer: true}}}

// incident is the accounts of one, and what is stored of them.
type incident struct {
	accounts []gaps.Account
	stored   [][]byte
}

// invent makes incidents that two partners tell of alike, or not, in one of many ways.
func invent(n int, seed uint64) ([]incident, error) {
	out := make([]incident, n)
	return out, inParallel(n, func(i int) error {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		truth := facts(r, nil)
		partners := []string{"ORL", "VAR"}
		if i%20 == 0 {
			partners = append(partners, "IR")
		}
		for _, p := range partners {
			f := facts(r, &truth)
			text, err := f.Encode()
			if err != nil {
				return err
			}
			if f, err = models.DecodeFacts(text); err != nil {
				return err
			}
			at := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
			shared := at.Add(time.Duration(r.IntN(100)) * time.Hour)
			f.AwareAt = &at
			out[i].accounts = append(out[i].accounts, gaps.Account{Report: fmt.Sprintf("%s-%d", p, i), Partner: p, Version: 1, Facts: f, SharedAt: &shared, LoggedAt: at})
			out[i].stored = append(out[i].stored, text)
		}
		return nil
	})
}

// facts are an account's: of the truth they repeat most, and differ in the rest.
func facts(r *rand.Rand, truth *models.ReportFacts) models.ReportFacts {
	pick := func(codes ...string) string { return codes[r.IntN(len(codes))] }
	count := func(most int) models.Count {
		lo := r.IntN(most)
		hi := lo + r.IntN(4)
		return models.Count{Min: &lo, Max: &hi}
	}
	lat, lon := r.Float64()*40-20, r.Float64()*60-30
	from := time.Date(2031, 1, 1+r.IntN(300), r.IntN(24), r.IntN(60), 0, 0, time.UTC)
	f := models.ReportFacts{
		Title: "An incident", Category: pick("AIR_STRIKE", "RAID", "CHECKPOINT"), OwnInvolvement: pick("INVOLVED", "NOT_INVOLVED", "UNKNOWN"),
		Casualties: []models.Casualty{
			{Outcome: "KILLED", Status: "CIVILIAN", Count: count(12)}, {Outcome: "KILLED", Status: "CIVILIAN", Age: "CHILD", Count: count(2)},
			{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT", Count: count(3)}, {Outcome: "INJURED", Status: "CIVILIAN", Count: count(20)}},
		Responsibility: []models.Responsibility{{Actor: pick("ORL", "VAR"), ActorKind: "PARTNER", Role: "FIRED"}},
		Means:          []models.Means{{Weapon: pick("MORTAR", "ROCKET", "AIR_BOMB_GUIDED"), Submunition: pick("", "NO", "SUSPECTED")}},
		Assessment:     &models.Assessment{Status: pick("CREDIBLE", "ASSESSING", "CLOSED"), Standard: pick("", "MORE_LIKELY_THAN_NOT")},
		Sources:        []models.Source{{Kind: "NGO", Reliability: pick("A", "B", "C")}},
	}
	if truth != nil { // most is told alike
		f.Category = truth.Category
		if r.IntN(3) > 0 {
			f.Casualties = truth.Casualties
		}
		if r.IntN(5) > 0 {
			f.Responsibility, f.Means = truth.Responsibility, truth.Means
		}
		if r.IntN(10) > 0 {
			lat, lon = *truth.Place.Lat+r.NormFloat64()*0.005, *truth.Place.Lon+r.NormFloat64()*0.005
			from = truth.Started.Earliest.Add(time.Duration(r.IntN(3)) * time.Hour)
		}
	}
	w, _ := geo.Window{Earliest: &from, Precision: pick("MINUTE", "HOUR", "DAY")}.Complete()
	p, _ := geo.Place{Lat: &lat, Lon: &lon, Precision: pick("EXACT", "WITHIN_100M", "VILLAGE"), Method: "GPS_ON_SITE"}.Complete()
	f.Started, f.Place = &w, &p
	return f
}

// inParallel runs f for 0 to n-1 on all processors and gives the first error.
func inParallel(n int, f func(i int) error) error {
	workers := runtime.GOMAXPROCS(0)
	failed := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && failed[w] == nil; i += workers {
				failed[w] = f(i)
			}
		})
	}
	wg.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
