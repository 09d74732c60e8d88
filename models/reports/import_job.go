package reports

import (
	"context"
	"errors"
	"io"
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
	name       atomic.Pointer[string]
	done, of   atomic.Int64
	read, size atomic.Int64 // bytes of the file, while it is checked
}

// counted is a file whose job is told how much of it was read.
type counted struct {
	file io.Reader
	job  *Job
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.file.Read(b)
	c.job.read.Add(int64(n))
	return n, err
}

// reading is the file as its job follows it. A format that wants the end of the
// file first, as a workbook does, reads it whole before its first row.
func (j *Job) reading(file io.ReadSeeker) io.Reader {
	if size, err := file.Seek(0, io.SeekEnd); err == nil {
		j.size.Store(size)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return file // which will say so when it is read
	}
	return counted{file, j}
}

func (j *Job) phase(name string, of int) {
	j.name.Store(&name)
	j.done.Store(0)
	j.of.Store(int64(of))
}

func (j *Job) at(done int) { j.done.Store(int64(done)) }

// Progress is how far an import is.
type Progress struct {
	Phase string // CHECKING, then STORING, or COMPARING where it is only tried
	Done  int64  // rows
	Of    int64  // rows; 0 while their number is not known
	Read  int64  // bytes of the file that were checked
	Size  int64  // bytes of the file
}

// Progress is how far the import is at the moment.
func (j *Job) Progress() Progress {
	p := Progress{Done: j.done.Load(), Of: j.of.Load(), Read: j.read.Load(), Size: j.size.Load()}
	if name := j.name.Load(); name != nil {
		p.Phase = *name
	}
	return p
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
// followed. done is told when it is over, and whether the file was taken.
func (js *Jobs) Start(ctx context.Context, db *store.DB, who models.Actor, file File, done func(taken bool)) (id string, work func(), err error) {
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
		taken := false
		defer func() { done(taken) }()
		defer js.drop(i.sum.ID)
		ctx := context.WithoutCancel(store.Further(ctx))
		sum, err := i.run(ctx)
		if err != nil {
			i.fail(ctx, err)
		}
		taken = err == nil && Taken(file, sum)
	}, nil
}

// Taken tells whether an import that ended without an error stored the rows of its
// file, so that the file is not needed any more.
func Taken(file File, sum models.ImportSummary) bool {
	return !file.DryRun && (sum.Rejected == 0 || file.SkipBad)
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
