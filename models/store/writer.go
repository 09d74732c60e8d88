package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/audit"

	"gorm.io/gorm"
)

const (
	queueLength = 1024 // writes that may wait; one more is told to come back
	batchLength = 256  // writes that may share one transaction
)

// job is one write that waits its turn.
type job struct {
	who    models.Actor
	action access.Action
	f      func(*Tx) error
	claim  *Claim
	chore  func(*gorm.DB) error // instead of f: a change that carries no content
	done   chan error
}

// submit queues a job and waits for its transaction. A caller who goes away does
// not take the write back: it may be under way together with others.
func (db *DB) submit(j *job) error {
	if err := db.enqueue(j); err != nil {
		return err
	}
	return <-j.done
}

func (db *DB) enqueue(j *job) error {
	db.closing.RLock()
	defer db.closing.RUnlock()
	if db.closed {
		return errClosing
	}
	select {
	case db.queue <- j:
		return nil
	default:
		return errBusy
	}
}

// writeLoop is the one goroutine that owns the writing connection. It takes one
// job, drains whatever else waits and commits them together: a lone writer
// never waits for company. Once nobody has written for a while it folds SQLite's log
// into the database, so that no write has to wait for that.
func (db *DB) writeLoop() {
	defer close(db.done)
	quiet := time.NewTimer(db.quiet)
	for {
		var first *job
		select {
		case <-quiet.C:
			if !db.fold() {
				quiet.Reset(db.quiet)
			}
			continue
		case j, open := <-db.queue:
			if !open {
				return
			}
			first = j
		}
		waiting := []*job{first}
		for len(waiting) < batchLength {
			select {
			case j, open := <-db.queue:
				if !open {
					db.commit(waiting)
					return
				}
				waiting = append(waiting, j)
				continue
			default:
			}
			break
		}
		db.commit(waiting)
		quiet.Reset(db.quiet) // from the end of a write, which may have been long
	}
}

// fold moves what SQLite's log holds into the database, as far as nobody still reads
// what was there before, and tells whether that
// was all. It is a convenience: what is in
// the log is as durable.
func (db *DB) fold() (whole bool) {
	var busy, logged, folded int
	if err := db.pinned.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &logged, &folded); err != nil {
		slog.Error("SQLite's log could not be folded into the database; it grows until it can", "err", err)
		return true // the next write tries again
	}
	return busy == 0 && folded == logged
}

// commit runs jobs in one transaction and answers every job once the
// transaction is on disk. It runs under the writer's own context: one that
// expired during an INSERT would end the whole transaction (performance.md 9).
func (db *DB) commit(waiting []*job) {
	ctx := context.Background()
	if len(waiting) == 1 {
		waiting[0].done <- db.alone(ctx, waiting[0])
		return
	}
	results := make([]error, len(waiting))
	err := db.together(ctx, func(g *gorm.DB) error {
		var entries []models.Entry
		with := &batch{}
		for i, j := range waiting {
			made, err := db.item(ctx, g, j, with)
			if broken, fatal := err.(savepointError); fatal {
				return broken
			}
			results[i] = err
			if err == nil {
				entries = append(entries, made...)
			}
		}
		return audit.Append(ctx, g, entries)
	})
	for i, j := range waiting {
		if err != nil {
			j.done <- fmt.Errorf("store: commit: %w", err)
		} else {
			j.done <- results[i]
		}
	}
}

// errUndone takes back the transaction of a job that failed.
var errUndone = errors.New("the write failed")

// alone runs the only job of a transaction. It needs no savepoint, which would keep
// every page that a large import touches a second time in memory.
func (db *DB) alone(ctx context.Context, j *job) (result error) {
	err := db.together(ctx, func(g *gorm.DB) error {
		entries, err := db.work(ctx, g, j, &batch{})
		if result = err; err != nil {
			return errUndone
		}
		return audit.Append(ctx, g, entries)
	})
	if err != nil && err != errUndone {
		return fmt.Errorf("store: commit: %w", err)
	}
	return result
}

// work does what a job is for.
func (db *DB) work(ctx context.Context, g *gorm.DB, j *job, with *batch) ([]models.Entry, error) {
	if j.chore != nil {
		return nil, j.chore(g)
	}
	return db.run(ctx, g, j, with)
}

// together runs f in one transaction on the writer's connection.
func (db *DB) together(ctx context.Context, f func(*gorm.DB) error) (err error) {
	g := db.writer.WithContext(ctx)
	if err := g.Exec("BEGIN IMMEDIATE").Error; err != nil {
		return err
	}
	done := false
	defer func() { // also when f panics
		if !done {
			g.Exec("ROLLBACK")
		}
	}()
	if err := f(g); err != nil {
		return err
	}
	if err := g.Exec("COMMIT").Error; err != nil {
		return err
	}
	done = true
	return nil
}

// savepointError means that the transaction itself can no longer be trusted.
type savepointError struct{ error }

// item runs one job inside its savepoint; a failed one leaves the others whole.
func (db *DB) item(ctx context.Context, g *gorm.DB, j *job, with *batch) ([]models.Entry, error) {
	if err := g.Exec("SAVEPOINT item").Error; err != nil {
		return nil, savepointError{err}
	}
	entries, err := db.work(ctx, g, j, with)
	if err != nil {
		if back := g.Exec("ROLLBACK TO item").Error; back != nil {
			return nil, savepointError{back}
		}
	}
	if release := g.Exec("RELEASE item").Error; release != nil {
		return nil, savepointError{release}
	}
	return entries, err
}

// Waiting is how many writes wait for their turn.
func (db *DB) Waiting() int { return len(db.queue) }
