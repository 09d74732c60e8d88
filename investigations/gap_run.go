package investigations

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// foundAnew is the kind of touch that asks for the gaps of an incident, whatever has
// changed: rules have.
const foundAnew = "incident to find gaps of"

// findStep is how many incidents are looked at in one write, with what is linked to
// them, so that others can write between.
const findStep = 400

// Finder finds all gaps anew beside the requests, after the rules have changed. One
// process has one; the store holds the run, so that it goes on after a crash and on
// whichever process is there.
type Finder struct {
	db   *store.DB
	name string // in the row of a run this one is at

	busy   sync.Mutex // held while a run is worked on
	state  sync.Mutex // of what follows
	cancel context.CancelFunc
	ended  chan struct{}
	closed bool

	previews sync.Mutex // one at a time: each goes through all that is linked
}

// NewFinder is a finder of gaps for a store with its reactions.
func NewFinder(db *store.DB) *Finder { return &Finder{db: db, name: models.NewID()} }

// beginGapRun asks for all gaps to be found anew, in the transaction that puts other
// rules in force. A run that is under way for earlier rules is overtaken.
func beginGapRun(tx *store.Tx, id string, version int) error {
	if _, err := gorm.G[models.GapRun](tx.DB).Where("state = ?", models.RunRunning).Select("state", "ended_at", "why").
		Updates(tx.Ctx, models.GapRun{State: models.Overtaken, EndedAt: &tx.Now, Why: "Other rules have come into force; all gaps are found under those."}); err != nil {
		return err
	}
	row := models.GapRun{ID: id, State: models.RunRunning, Version: version, ByName: tx.Actor.Name, Partner: tx.Actor.Partner, StartedAt: tx.Now, SeenAt: tx.Now,
		RuleVersion: gaps.RuleVersion}
	if err := gorm.G[models.GapRun](tx.DB).Create(tx.Ctx, &row); err != nil {
		return err
	}
	return tx.Record("gap-run", row.ID, map[string]any{"run": "started", "rules": version})
}

// StartGapRun finds all gaps anew under the rules in force: after a run was cancelled
// or a program came that finds other gaps. Work does it.
func StartGapRun(ctx context.Context, db *store.DB, who models.Actor) error {
	return db.Write(ctx, who, access.SetGapRules, func(tx *store.Tx) error {
		if err := setsRules(tx.Actor); err != nil {
			return err
		}
		n, err := gorm.G[models.GapRun](tx.DB).Where("state = ?", models.RunRunning).Count(tx.Ctx, "id")
		if err != nil {
			return err
		}
		if n > 0 {
			return models.Refuse("All gaps are being found anew already.", "the run ends, or is cancelled")
		}
		now, err := inForceRules(tx)
		if err != nil {
			return err
		}
		return beginGapRun(tx, models.NewID(), now.version)
	})
}

// CancelGapRun ends the run under way. What it has found stays; the other gaps are as
// they were found before, each saying under which rules, until something touches them.
func CancelGapRun(ctx context.Context, db *store.DB, who models.Actor) error {
	return db.Write(ctx, who, access.SetGapRules, func(tx *store.Tx) error {
		if err := setsRules(tx.Actor); err != nil {
			return err
		}
		rows, err := gorm.G[models.GapRun](tx.DB).Where("state = ?", models.RunRunning).Find(tx.Ctx)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return models.Refuse("Nothing is being found anew.")
		}
		return endGapRun(tx, rows[0].ID, models.RunCancelled, "It was cancelled; what had been found anew until then stays.")
	})
}

func endGapRun(tx *store.Tx, id, state, why string) error {
	n, err := gorm.G[models.GapRun](tx.DB).Where("id = ? AND state = ?", id, models.RunRunning).Select("state", "ended_at", "why", "cancel").
		Updates(tx.Ctx, models.GapRun{State: state, EndedAt: &tx.Now, Why: why, Cancel: state == models.RunCancelled})
	if err == nil && n == 0 {
		err = store.ErrNothing
	}
	if err != nil {
		return err
	}
	return tx.Record("gap-run", id, map[string]any{"run": state, "why": why})
}

// Work does the run that waits for somebody, if there is one and nobody is at it. It
// is called when a run has been asked for, and from time to time.
func (f *Finder) Work() { f.work(false) }

// Resume is Work when the service starts: on SQLite no other program can be at a run
// that is under way. A program whose catalogue finds other gaps begins one by itself.
func (f *Finder) Resume() {
	if err := f.follow(context.Background()); err != nil && !errors.Is(err, store.ErrNothing) && !f.stopped() {
		slog.Error("whether gaps were found by an earlier catalogue could not be told", "err", err)
	}
	f.work(!f.db.Shared())
}

// follow begins a run where open gaps were found by an earlier catalogue than this
// program's, once for each catalogue: one that somebody cancelled is not begun again.
func (f *Finder) follow(ctx context.Context) error {
	behind, err := f.db.BehindCatalogue(ctx, gaps.RuleVersion)
	if err != nil || !behind {
		return err
	}
	return f.db.System(ctx, access.SetGapRules, func(tx *store.Tx) error {
		n, err := gorm.G[models.GapRun](tx.DB).Where("rule_version >= ?", gaps.RuleVersion).Count(tx.Ctx, "id")
		if err == nil && n > 0 { // another program was first
			err = store.ErrNothing
		}
		if err != nil {
			return err
		}
		now, err := inForceRules(tx.Whole())
		if err != nil {
			return err
		}
		err = beginGapRun(tx, models.DerivedID("gap-run", "catalogue", strconv.Itoa(gaps.RuleVersion)), now.version)
		if errors.Is(err, gorm.ErrDuplicatedKey) { // another program has begun it at this moment
			err = store.ErrNothing
		}
		return err
	})
}

func (f *Finder) work(alone bool) {
	if !f.busy.TryLock() {
		return
	}
	defer f.busy.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	defer cancel()
	f.state.Lock()
	if f.closed {
		f.state.Unlock()
		return
	}
	f.cancel, f.ended = cancel, ended
	f.state.Unlock()
	defer close(ended)
	for ctx.Err() == nil {
		run, took, err := f.db.TakeGapRun(ctx, f.name, runSilent, alone)
		if err != nil || !took {
			if err != nil && ctx.Err() == nil {
				slog.Error("a run over all gaps could not be begun and will be tried again", "err", err)
			}
			return
		}
		f.do(ctx, run)
	}
}

// Stop ends the work of this process; the run goes on when a program is there again.
func (f *Finder) Stop() {
	f.state.Lock()
	cancel, ended := f.cancel, f.ended
	f.closed = true
	f.state.Unlock()
	if cancel != nil {
		cancel()
		<-ended
	}
}

func (f *Finder) stopped() bool {
	f.state.Lock()
	defer f.state.Unlock()
	return f.closed
}

var errLost = errors.New("the run is another's, or has ended")

// do works on a run from where it is to its end.
func (f *Finder) do(ctx context.Context, run models.GapRun) {
	err := f.safely(ctx, run)
	switch {
	case errors.Is(err, errLost):
	case ctx.Err() != nil:
		if err := f.db.LeaveGapRun(context.Background(), run.ID, f.name); err != nil {
			slog.Error("a run over all gaps was left as if it went on", "err", err)
		}
	default:
		state, why := models.RunDone, "All gaps were found anew."
		if err != nil {
			slog.Error("finding all gaps anew failed", "err", err)
			state, why = models.RunFailed, "It stopped by a fault here; tell the operator. What had been found anew until then stays."
		}
		err := f.db.System(context.Background(), access.SetGapRules, func(tx *store.Tx) error { return endGapRun(tx, run.ID, state, why) })
		if err != nil && !errors.Is(err, store.ErrNothing) {
			slog.Error("the end of a run over all gaps could not be kept", "err", err)
		}
	}
}

func (f *Finder) safely(ctx context.Context, run models.GapRun) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("investigations: finding all gaps anew panicked: %v", p)
		}
	}()
	return f.each(ctx, run)
}

// each finds the gaps of all incidents from where the run is.
func (f *Finder) each(ctx context.Context, run models.GapRun) error {
	total, err := f.db.LastReport(ctx)
	if err != nil {
		return err
	}
	return f.through(ctx, run.DoneTo, func(incidents []string, at int64) error {
		return f.write(ctx, run, incidents, at, max(total, at))
	})
}

// through goes through all incidents in the order of their first reports, some at a
// time, each once: at is the number up to which they are done then. What is linked
// provisionally comes together, so that it is not read twice.
func (f *Finder) through(ctx context.Context, after int64, do func(incidents []string, at int64) error) error {
	looked := map[string]bool{}
	for ctx.Err() == nil {
		firsts, err := f.db.IncidentsAfter(ctx, after, findStep)
		if err != nil {
			return err
		}
		if len(firsts) == 0 {
			return nil
		}
		after = firsts[len(firsts)-1].Seq
		var some []string
		for _, one := range firsts {
			if !looked[one.Incident] {
				some = append(some, one.Incident)
			}
			delete(looked, one.Incident)
		}
		if len(some) == 0 {
			continue
		}
		beside, err := f.db.LinkedIncidents(ctx, some)
		if err != nil {
			return err
		}
		for _, one := range beside {
			if one.Seq > after && !looked[one.Incident] {
				looked[one.Incident] = true
				some = append(some, one.Incident)
			}
		}
		if err := do(some, after); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// write finds the gaps of some incidents anew, as any write of their reports does, and
// keeps in the same transaction how far the run is.
func (f *Finder) write(ctx context.Context, run models.GapRun, incidents []string, done, total int64) error {
	return f.db.System(ctx, access.SetGapRules, func(tx *store.Tx) error {
		n, err := gorm.G[models.GapRun](tx.DB).Where("id = ? AND state = ? AND holder = ?", run.ID, models.RunRunning, f.name).Select("done_to", "done", "total", "seen_at").
			Updates(tx.Ctx, models.GapRun{DoneTo: done, Done: done, Total: total, SeenAt: tx.Now})
		if err != nil {
			return err
		}
		if n == 0 {
			return errLost
		}
		tx.Touch(foundAnew, incidents...)
		return tx.Record("gap-run", run.ID, map[string]any{"found_anew": len(incidents)})
	})
}
