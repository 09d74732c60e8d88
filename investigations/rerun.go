package investigations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

const (
	runSilent = 2 * time.Minute // a run that has said nothing for so long has died with its program
	runTells  = time.Second     // between two words of a run on how far it is
	runStep   = 100             // reports linked anew in one write, so that others can write between
)

// stages of a run, in order.
const (
	stageReading    = "reading"
	stageEstimating = "estimating"
	stageComparing  = "comparing"
	stageDeciding   = "deciding"
	stageWriting    = "writing"
)

var (
	errCancelled = errors.New("the run was cancelled")
	errStopping  = errors.New("the program is stopping")
)

// run is an estimation of weights under way, with the linking that follows.
type run struct {
	m      *Matcher
	ctx    context.Context
	who    models.Actor
	id     string
	stage  string
	done   int64
	total  int64
	told   time.Time
	result runResult
	model  string
	why    string
}

// StartRun begins to estimate weights and to link everything anew, and gives the
// function that does the work, to be run beside the request. One runs at a time.
func (m *Matcher) StartRun(ctx context.Context, who models.Actor) (work func(), err error) {
	row := models.MatchRun{ID: models.NewID(), State: models.RunRunning, Stage: stageReading, Result: []byte("{}"), ByName: who.Name, Partner: who.Partner}
	err = m.db.Write(ctx, who, access.RunMatching, func(tx *store.Tx) error {
		if _, err := buryRuns(tx, tx.Now.Add(-runSilent)); err != nil {
			return err
		}
		row.Seq, row.StartedAt, row.SeenAt = 0, tx.Now, tx.Now
		if err := gorm.G[models.MatchRun](tx.DB).Create(tx.Ctx, &row); err != nil {
			if errors.Is(err, gorm.ErrDuplicatedKey) {
				return models.Refuse("A run is under way already.", "it ends, or is cancelled")
			}
			return err
		}
		return tx.Record("matching", row.ID, map[string]any{"run": "started"})
	})
	if err != nil {
		return nil, err
	}
	runCtx, cancel := context.WithCancelCause(context.WithoutCancel(store.Further(ctx)))
	r := &run{m: m, ctx: runCtx, who: who, id: row.ID}
	ended := make(chan struct{})
	m.job.Lock()
	m.cancel, m.ended = cancel, ended
	m.job.Unlock()
	return func() {
		defer close(ended)
		defer cancel(nil)
		r.end(r.safely())
		m.offer(nil) // what did not come into force is not held
	}, nil
}

// CancelRun asks the run under way to end. What it has not written is dropped.
func (m *Matcher) CancelRun(ctx context.Context, who models.Actor) error {
	err := m.db.Write(ctx, who, access.RunMatching, func(tx *store.Tx) error {
		row, err := gorm.G[models.MatchRun](tx.DB).Where("state = ?", models.RunRunning).Take(tx.Ctx)
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return models.Refuse("No run is under way.")
		}
		if err != nil {
			return err
		}
		if _, err := gorm.G[models.MatchRun](tx.DB).Where("id = ?", row.ID).Update(tx.Ctx, "cancel", true); err != nil {
			return err
		}
		return tx.Record("matching", row.ID, map[string]any{"run": "cancelled"})
	})
	if err == nil {
		m.stop(errCancelled, 3*time.Second)
	}
	return err
}

// Stop ends a run of this process, which is then shown as interrupted.
func (m *Matcher) Stop() { m.stop(errStopping, time.Minute) }

// stop ends the run of this process, if there is one, and waits for its last word.
func (m *Matcher) stop(why error, wait time.Duration) {
	m.job.Lock()
	cancel, ended := m.cancel, m.ended
	m.job.Unlock()
	if cancel == nil {
		return
	}
	cancel(why)
	select {
	case <-ended:
	case <-time.After(wait): // it says so itself when it is done
	}
}

// Interrupted closes runs that died with their program, when the service starts. On
// SQLite there is no other service that could still be at work.
func Interrupted(ctx context.Context, db *store.DB) error {
	err := db.System(ctx, access.RunMatching, func(tx *store.Tx) error {
		before := tx.Now.Add(time.Hour)
		if db.Shared() {
			before = tx.Now.Add(-runSilent)
		}
		n, err := buryRuns(tx, before)
		if err == nil && n == 0 {
			err = store.ErrNothing
		}
		return err
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}

// buryRuns marks runs as interrupted that have said nothing since a moment.
func buryRuns(tx *store.Tx, since time.Time) (n int, err error) {
	rows, err := gorm.G[models.MatchRun](tx.DB).Where("state = ? AND seen_at < ?", models.RunRunning, models.At(since)).Find(tx.Ctx)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		row.State, row.EndedAt, row.Why = models.RunInterrupted, &tx.Now, interruptedWhy
		if _, err := gorm.G[models.MatchRun](tx.DB).Where("id = ?", row.ID).Select("state", "ended_at", "why").Updates(tx.Ctx, row); err != nil {
			return 0, err
		}
		if err := tx.Record("matching", row.ID, map[string]any{"run": models.RunInterrupted}); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// tell keeps how far the run is, from time to time, and ends it when it is told to.
func (r *run) tell(stage string, done, total int) error {
	if r.ctx.Err() != nil {
		return context.Cause(r.ctx)
	}
	fresh := r.stage != stage
	r.stage, r.done, r.total = stage, int64(done), int64(total)
	if !fresh && time.Since(r.told) < runTells {
		return nil
	}
	r.told = time.Now()
	cancelled, err := r.m.db.RunGoesOn(r.ctx, r.id, stage, r.done, r.total)
	if err == nil && cancelled {
		err = errCancelled
	}
	return err
}

// safely does the work; a panic is an error of the run.
func (r *run) safely() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("investigations: a run panicked: %v", p)
		}
	}()
	return r.work()
}

func (r *run) work() error {
	now, err := inForce(r.m.db.Whole(r.ctx))
	if err != nil {
		return err
	}
	fresh, next, refused, err := r.estimate(now)
	if err != nil {
		return err
	}
	pairs, err := r.compare(fresh)
	if err != nil {
		return err
	}
	order, err := r.order(pairs)
	if err != nil {
		return err
	}
	if next.id != now.id {
		if err := r.adopt(next, fresh); err != nil {
			return err
		}
	}
	r.model = next.id
	if err := r.write(order); err != nil {
		return err
	}
	if refused {
		return errRefused
	}
	return nil
}

var errRefused = errors.New("what was estimated was refused")

// estimate reads all reports and makes weights from those that are shared. Where the
// estimate cannot be trusted those in force are kept; with enough verdicts of people
// either are calibrated.
func (r *run) estimate(now *weights) (fresh *memory, next *weights, refused bool, err error) {
	read := func(w *weights) (counted *matching.Vocabulary, err error) {
		err = r.m.db.OnSource(r.ctx, func(s store.Source) error {
			fresh, counted, err = readMemory(s, w, nil, func(done int) error { return r.tell(stageReading, done, done) })
			if err == nil {
				err = r.m.check(s, fresh)
			}
			return err
		})
		return counted, err
	}
	if err := r.tell(stageReading, 0, 0); err != nil {
		return nil, nil, false, err
	}
	if _, err := read(nil); err != nil {
		return nil, nil, false, err
	}
	if err := r.tell(stageEstimating, 0, len(fresh.shared.at)); err != nil {
		return nil, nil, false, err
	}
	whole := r.m.db.Whole(r.ctx)
	before, err := judgements(whole, now)
	if err != nil {
		return nil, nil, false, err
	}
	e := fresh.shared.index.Learn(labelled(before)...)
	r.why, next = e.Why, newWeights(e.Model, nil)
	if e.Kept {
		next = newWeights(now.model, nil)
		r.why = e.Why + " The weights in force stay."
		if _, err := read(next); err != nil {
			return nil, nil, false, err
		}
	}
	judged, err := judgements(whole, next)
	if err != nil {
		return nil, nil, false, err
	}
	labels := make([]models.Label, len(judged))
	for i, j := range judged {
		labels[i] = j.Label
	}
	next = newWeights(next.model, fitCalibration(labels))
	crossed(judged, func(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) })
	fresh.weights = next
	r.result.Judged = judged
	r.result.reports(fresh)
	return fresh, next, e.Kept, r.tell(stageEstimating, len(fresh.shared.at), len(fresh.shared.at))
}

// labelled are the pairs that people have judged, for weights to learn from.
func labelled(judged []Judged) []matching.Labelled {
	out := make([]matching.Labelled, len(judged))
	for i, j := range judged {
		out[i] = matching.Labelled{A: j.a, B: j.b, Same: j.Same}
	}
	return out
}

// adopt puts weights in force, from the next write on.
func (r *run) adopt(w *weights, fresh *memory) error {
	r.m.offer(fresh)
	return r.m.db.Write(r.ctx, r.who, access.RunMatching, func(tx *store.Tx) error {
		row, err := w.row()
		if err != nil {
			return err
		}
		if row.Labels, err = json.Marshal(r.result.labels()); err != nil {
			return err
		}
		last, err := gorm.G[models.MatchModel](tx.DB).Select("adopted").Order("adopted DESC").Limit(1).Find(tx.Ctx)
		if err != nil {
			return err
		}
		row.MadeAt, row.ByName, row.Accepted, row.Why, row.Adopted = tx.Now, r.who.Name, true, r.why, 1
		if len(last) > 0 {
			row.Adopted = last[0].Adopted + 1
		}
		n, err := gorm.G[models.MatchModel](tx.DB).Where("id = ?", row.ID).Select("made_at", "by_name", "accepted", "why", "labels", "adopted").Updates(tx.Ctx, row)
		if err == nil && n == 0 {
			err = gorm.G[models.MatchModel](tx.DB).Create(tx.Ctx, &row)
		}
		if err != nil {
			return err
		}
		return tx.Record("matching", r.id, map[string]any{"model": row.ID, "how": row.How, "why": row.Why, "calibrated": w.calibration != nil})
	})
}

// write links reports anew, some in each write. Each is what any other write of
// these reports would be: between two of them the store is as whole as ever.
func (r *run) write(order []string) error {
	done := 0
	for some := range slices.Chunk(order, runStep) {
		if err := r.tell(stageWriting, done, len(order)); err != nil {
			return err
		}
		err := r.m.db.Write(r.ctx, r.who, access.RunMatching, func(tx *store.Tx) error {
			tx.Touch("report", some...)
			return tx.Record("matching", r.id, map[string]any{"linked_anew": len(some)})
		})
		if err != nil {
			return err
		}
		done += len(some)
	}
	return r.tell(stageWriting, done, len(order))
}

// end closes the row of the run with what became of it.
func (r *run) end(cause error) {
	ctx := context.WithoutCancel(r.ctx)
	state := models.RunDone
	switch {
	case cause == nil:
	case errors.Is(cause, errRefused):
		state = models.RunRefused
	case errors.Is(cause, errCancelled), context.Cause(r.ctx) == errCancelled:
		state, r.why = models.RunCancelled, "It was cancelled; what had been linked anew until then stays."
	case errors.Is(cause, errStopping), context.Cause(r.ctx) == errStopping:
		state, r.why = models.RunInterrupted, interruptedWhy
	default:
		slog.Error("a run of matching failed", "err", cause)
		state, r.why = models.RunFailed, "It stopped by a fault here; tell the operator. What had been linked anew until then stays."
	}
	err := r.finish(ctx, state)
	if err != nil {
		slog.Error("the end of a run of matching could not be kept", "err", err)
	}
}

const interruptedWhy = "The program ended while it ran; what had been linked anew until then stays."

func (r *run) finish(ctx context.Context, state string) error {
	var err error
	if r.result.Pairs, err = r.m.db.PairTallies(ctx); err != nil {
		return err
	}
	text, err := json.Marshal(r.result)
	if err != nil {
		return err
	}
	return r.m.db.System(ctx, access.RunMatching, func(tx *store.Tx) error {
		row := models.MatchRun{State: state, Stage: r.stage, Done: r.done, Total: r.total, Model: r.model, Why: r.why, Result: text, SeenAt: tx.Now, EndedAt: &tx.Now}
		if _, err := gorm.G[models.MatchRun](tx.DB).Where("id = ? AND state = ?", r.id, models.RunRunning).
			Select("state", "stage", "done", "total", "model", "why", "result", "seen_at", "ended_at").Updates(tx.Ctx, row); err != nil {
			return err
		}
		return tx.Record("matching", r.id, map[string]any{"run": state, "why": r.why})
	})
}
