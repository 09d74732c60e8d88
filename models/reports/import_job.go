package reports

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// Job is how far an import is: rows done of those there are. What it says is for
// the partner that imports.
type Job struct {
	name     atomic.Pointer[string]
	done, of atomic.Int64
}

func (j *Job) phase(name string, of int) {
	j.name.Store(&name)
	j.done.Store(0)
	j.of.Store(int64(of))
}

func (j *Job) at(done int) { j.done.Store(int64(done)) }

// Progress is CHECKING or STORING, the rows done, and all of them, 0 where the
// number is not known yet.
func (j *Job) Progress() (phase string, done, of int64) {
	if name := j.name.Load(); name != nil {
		phase = *name
	}
	return phase, j.done.Load(), j.of.Load()
}

// Jobs are the imports under way in this program, by id.
type Jobs struct {
	mu      sync.Mutex
	running map[string]*Job
}

// Of is the job of an import; nil when it does not run here.
func (js *Jobs) Of(id string) *Job {
	js.mu.Lock()
	defer js.mu.Unlock()
	return js.running[id]
}

// Start takes an import up and gives the function that does the work, to be run
// beside the request. Its row is there before Start returns, so that it can be
// followed. done is told when it is over.
func (js *Jobs) Start(ctx context.Context, db *store.DB, who models.Actor, file File, done func()) (id string, work func(), err error) {
	file.Job = &Job{}
	i, err := newImport(db, who, file)
	if err != nil {
		return "", nil, err
	}
	if err := db.Write(ctx, who, access.Import, func(tx *store.Tx) error { return i.keepIn(tx, models.ImportRunning, i.sum) }); err != nil {
		return "", nil, err
	}
	i.kept = true
	js.mu.Lock()
	defer js.mu.Unlock()
	if js.running == nil {
		js.running = map[string]*Job{}
	}
	js.running[i.sum.ID] = file.Job
	return i.sum.ID, func() {
		defer done()
		defer js.drop(i.sum.ID)
		ctx := context.WithoutCancel(ctx)
		if _, err := i.run(ctx); err != nil {
			i.fail(ctx, err)
		}
	}, nil
}

func (js *Jobs) drop(id string) {
	js.mu.Lock()
	defer js.mu.Unlock()
	delete(js.running, id)
}

// fail keeps why an import stopped, in words for its sender.
func (i *importing) fail(ctx context.Context, cause error) {
	var ours *models.Error
	i.sum.Problem = "It stopped by a fault here; tell the operator. What its numbers say is stored."
	if errors.As(cause, &ours) {
		i.sum.Problem = ours.Detail
		for _, f := range ours.Fields {
			i.sum.Problem += " " + f.Detail
		}
	} else {
		slog.ErrorContext(ctx, "import failed", "import", i.sum.ID, "err", cause)
	}
	err := i.db.Write(ctx, i.who, access.Import, func(tx *store.Tx) error { return i.keepIn(tx, models.ImportFailed, i.sum) })
	if err != nil {
		slog.ErrorContext(ctx, "import not closed", "import", i.sum.ID, "err", err)
	}
}

// Interrupted marks the imports that stopped with the service. It runs at start,
// before any other can.
func Interrupted(ctx context.Context, db *store.DB) error {
	err := db.System(ctx, access.Import, func(tx *store.Tx) error {
		rows, err := gorm.G[models.Import](tx.DB).Where("state = ?", models.ImportRunning).Find(tx.Ctx)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return store.ErrNothing
		}
		for _, r := range rows {
			if _, err := gorm.G[models.Import](tx.DB).Where("id = ?", r.ID).Update(tx.Ctx, "state", models.ImportInterrupted); err != nil {
				return err
			}
			if err := tx.Record("import", r.ID, map[string]any{"state": models.ImportInterrupted}); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrNothing) {
		return nil
	}
	return err
}
