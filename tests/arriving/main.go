// Arriving measures what one more report costs beside many that are held: the
// matching, and the whole write until it is on disk.
//
//	go run ./tests/arriving [-reports 100000] [-arrivals 500] [-pause 0s] [-data DIR]
//
// It is a command and no test: the figures depend on the machine. The targets are
// those of matching.md section 6, T8.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"concord/investigations"
	"concord/investigations/statements"
	"concord/models"
	"concord/models/directory"
	"concord/models/reports"
	"concord/models/store"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	held := flag.Int("reports", 100_000, "how many reports are held, about half of each of two partners")
	arrivals := flag.Int("arrivals", 500, "how many more come one by one")
	pause := flag.Duration("pause", 0, "how long nobody writes before each: without one, about a tenth of the writes beside a million reports fall into the work of the collector")
	keep := flag.String("data", "", "a folder to keep the store in, and to use again when one is there")
	linked := flag.Bool("linked", false, "link all that is held first, by a run")
	flag.Parse()
	if err := measure(*held, *arrivals, *pause, *keep, *linked); err != nil {
		fmt.Fprintln(os.Stderr, "arriving:", err)
		os.Exit(1)
	}
}

func clerk(partner string) models.Actor {
	return models.Actor{Name: partner + " clerk", Partner: partner, Roles: []models.Role{models.CellClerk}}
}

func measure(held, arrivals int, pause time.Duration, keep string, linked bool) error {
	dir := keep
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "concord-arriving-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	ctx := context.Background()
	world, err := invent(held+arrivals, arrivals)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "concord.db")); err != nil {
		began := time.Now()
		if err := fill(ctx, dir, world); err != nil {
			return err
		}
		fmt.Printf("%-58s %s\n", fmt.Sprintf("entering %d reports", len(world.held["ORL"])+len(world.held["VAR"])), time.Since(began).Round(time.Millisecond))
	}
	world.held = nil // a program that serves does not hold it
	db, matcher, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	began := time.Now()
	if err := matcher.Warm(ctx); err != nil {
		return err
	}
	fmt.Printf("%-58s %s\n", "reading all of them into memory, packed and indexed", time.Since(began).Round(time.Millisecond))
	if linked {
		began = time.Now()
		work, err := matcher.StartRun(ctx, models.Actor{Name: "ORL lead", Partner: "ORL", Roles: []models.Role{models.CellLead}})
		if err != nil {
			return err
		}
		work()
		v, err := investigations.Standing(db.Whole(ctx))
		if err != nil {
			return err
		}
		fmt.Printf("%-58s %s (%s: %d pairs)\n", "a run over all of them", time.Since(began).Round(time.Millisecond), v.Last.State, v.Last.Pairs)
	}
	return arrive(ctx, dir, db, matcher, world, pause)
}

func open(ctx context.Context, dir string) (*store.DB, *investigations.Matcher, error) {
	db, err := store.Open(ctx, store.Config{Dir: dir})
	if err != nil {
		return nil, nil, err
	}
	matcher := investigations.NewMatcher(db)
	db.React(matcher.React)
	db.React(statements.React)
	return db, matcher, nil
}

// fill enters what is held: as files that nobody else reads, which compares nothing,
// and then shares all of it at once.
func fill(ctx context.Context, dir string, world *world) error {
	db, _, err := open(ctx, dir)
	if err != nil {
		return err
	}
	for _, p := range []models.Partner{{Code: "ORL", Name: "Orland", Kind: "STATE_FORCES", Role: "ASSISTING", StandardOfProof: "NOT_STATED"},
		{Code: "VAR", Name: "Varsenna", Kind: "STATE_FORCES", Role: "ASSISTED", StandardOfProof: "NOT_STATED"}} {
		if err := directory.AddPartner(ctx, db, p); err != nil {
			return err
		}
		file, err := world.file(p.Code)
		if err != nil {
			return err
		}
		if _, err := reports.Import(ctx, db, clerk(p.Code), reports.File{Name: p.Code, Format: "concord-json", Content: file}); err != nil {
			return err
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	raw, err := sql.Open("sqlite3", filepath.Join(dir, "concord.db"))
	if err != nil {
		return err
	}
	defer raw.Close()
	_, err = raw.Exec("UPDATE reports SET sharing = 'JOINT', status = 'SHARED', shared_at = logged_at; ANALYZE")
	return err
}

// arrive logs and shares one report after another, by turns of both partners. Some come
// before it measures: SQLite's log, which is new when a store is opened, first grows to
// the length it keeps, and a file that grows is slower than one that is written again.
func arrive(ctx context.Context, dir string, db *store.DB, matcher *investigations.Matcher, world *world, pause time.Duration) error {
	var logging, sharing, matching, gaps, commits []time.Duration
	floor, err := bareCommits(dir)
	if err != nil {
		return err
	}
	defer floor.Close()
	found := func() time.Duration { _, took := matcher.Found(); return took }
	sought := func() time.Duration { _, took := matcher.Sought(); return took }
	first := len(world.arriving) / 3
	for n, one := range world.arriving {
		if n == first {
			logging, sharing, matching, gaps, commits = nil, nil, nil, nil, nil
		}
		before, gapped := sought(), found()
		time.Sleep(pause)
		one.facts.LocalRef = "" // one is made up, so that a store that is kept can be measured again
		began := time.Now()
		r, err := reports.Log(ctx, db, clerk(one.partner), one.facts)
		if err != nil {
			return err
		}
		logging = append(logging, time.Since(began))
		logged, gappedOnce := sought(), found()
		began = time.Now()
		if _, err := reports.Share(ctx, db, clerk(one.partner), r.ID, reports.With{Level: models.Joint}); err != nil {
			return err
		}
		sharing = append(sharing, time.Since(began))
		began = time.Now()
		if _, err := floor.Exec("INSERT INTO rows (text) VALUES (?)", row); err != nil {
			return err
		}
		commits = append(commits, time.Since(began))
		matching = append(matching, logged-before, sought()-logged)
		gaps = append(gaps, gappedOnce-gapped, found()-gappedOnce)
	}
	pairs, err := db.PairTallies(ctx)
	if err != nil {
		return err
	}
	n := 0
	for _, p := range pairs {
		n += p.Pairs
	}
	fmt.Printf("%d reports came one by one, after %d that are not measured; %d pairs are kept\n", len(world.arriving)-first, first, n)
	for _, line := range []struct {
		what  string
		took  []time.Duration
		limit time.Duration // 0 for the floor
	}{
		{"the floor: a bare commit of 16 kB to SQLite on this disk", commits, 0},
		{"matching within a write: following the log, candidates, scores", matching, time.Millisecond},
		{"finding gaps anew within a write, read and written", gaps, 2 * time.Millisecond},
		{"logging one more, with its commit", logging, 10 * time.Millisecond},
		{"sharing it, with its links, gaps and commit", sharing, 10 * time.Millisecond},
	} {
		slices.Sort(line.took)
		p50, p99 := line.took[len(line.took)/2], line.took[len(line.took)*99/100]
		verdict := ""
		switch {
		case line.limit == 0:
		case p99 > line.limit:
			verdict = fmt.Sprintf("(p99 within %s: MISSED)", line.limit)
		default:
			verdict = fmt.Sprintf("(p99 within %s: holds)", line.limit)
		}
		fmt.Printf("%-64s p50 %-10s p99 %-10s max %-10s %s\n", line.what, short(p50), short(p99), short(line.took[len(line.took)-1]), verdict)
	}
	return nil
}

// row is about as much as one report with its links and gaps writes.
var row = make([]byte, 16_000)

// bareCommits is a database beside the store, as durable as it, with nothing in it.
func bareCommits(dir string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "floor.db")+"?_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE IF NOT EXISTS rows (text BLOB)")
	return db, err
}

func short(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }
