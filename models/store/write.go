package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/audit"

	"gorm.io/gorm"
)

// Tx is a write under way. DB sees every row; what is fetched on behalf of a
// person goes through Visible.
type Tx struct {
	DB    *gorm.DB
	Ctx   context.Context
	Actor models.Actor
	Now   models.Instant // one act has one time

	action  access.Action
	entries []models.Entry
	touched map[string][]string
	seen    map[string]bool
	size    int64  // of the log before this transaction, once the reactions run
	with    *batch // what the other writes of the transaction did
}

// Record appends body to the audit log under the write's permission as what
// happened to the record of that kind and id.
func (tx *Tx) Record(kind, id string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	salt := audit.NewSalt()
	tx.enter(models.Entry{Kind: kind, Subject: id, Salt: salt, Digest: audit.Commit(salt, text), Body: text})
	return nil
}

// RecordReport stores a version of a report, which is its own entry's body.
func (tx *Tx) RecordReport(v *models.ReportVersion) error {
	v.Salt = audit.NewSalt()
	if err := gorm.G[models.ReportVersion](tx.DB).Create(tx.Ctx, v); err != nil {
		return err
	}
	tx.enterReport(*v)
	return nil
}

func (tx *Tx) enterReport(v models.ReportVersion) {
	tx.enter(models.Entry{Kind: "report", Subject: fmt.Sprintf("%s#%d", v.ReportID, v.Version), Salt: v.Salt, Digest: audit.Commit(v.Salt, audit.VersionBody(v))})
}

// RecordStatement does the same for a statement's text.
func (tx *Tx) RecordStatement(v *models.StatementVersion) error {
	v.Salt = audit.NewSalt()
	if err := gorm.G[models.StatementVersion](tx.DB).Create(tx.Ctx, v); err != nil {
		return err
	}
	tx.enter(models.Entry{Kind: "statement", Subject: fmt.Sprintf("%s#%d", v.StatementID, v.Version), Salt: v.Salt, Digest: audit.Commit(v.Salt, audit.StatementBody(*v))})
	return nil
}

func (tx *Tx) enter(e models.Entry) {
	e.At, e.ByName, e.Partner, e.Action = tx.Now, tx.Actor.Name, tx.Actor.Partner, string(tx.action)
	tx.entries = append(tx.entries, e)
}

// Touch tells the reactions that a record of this kind changed.
func (tx *Tx) Touch(kind string, ids ...string) {
	for _, id := range ids {
		if key := kind + " " + id; !tx.seen[key] {
			tx.seen[key] = true
			tx.touched[kind] = append(tx.touched[kind], id)
		}
	}
}

// Touched lists what was touched of a kind, in the order of touching.
func (tx *Tx) Touched(kind string) []string { return tx.touched[kind] }

// Write checks that who may do action, runs f in a transaction with the
// reactions to what it touched, and appends what they recorded to the audit log
// in that same transaction. A write that records nothing is a programming error
// and is rolled back. f may run more than once; only its last run counts.
//
// On SQLite waiting writes share a transaction, a savepoint each: one fsync
// serves them all. When too many wait the error is of kind Busy.
func (db *DB) Write(ctx context.Context, who models.Actor, action access.Action, f func(*Tx) error) error {
	if err := access.Check(who, action); err != nil {
		slog.WarnContext(ctx, "refused", "by", who.Name, "action", action)
		return err
	}
	return db.write(ctx, who, action, f)
}

// System is Write for what the program or its operator does outside of any
// session: first start, command line, demonstration. The caller has the data
// folder, which is the permission.
func (db *DB) System(ctx context.Context, action access.Action, f func(*Tx) error) error {
	return db.write(ctx, models.System, action, f)
}

func (db *DB) write(ctx context.Context, who models.Actor, action access.Action, f func(*Tx) error) error {
	return db.begin(ctx, who, action, f)()
}

// WriteSoon is Write for a caller with work of its own to do meanwhile: it gives
// the function that waits for the end, which must be called. f must touch nothing
// that the caller uses before.
func (db *DB) WriteSoon(ctx context.Context, who models.Actor, action access.Action, f func(*Tx) error) (wait func() error) {
	if err := access.Check(who, action); err != nil {
		return func() error { return err }
	}
	return db.begin(ctx, who, action, f)
}

func (db *DB) begin(ctx context.Context, who models.Actor, action access.Action, f func(*Tx) error) (wait func() error) {
	j := &job{who: who, action: action, f: f, claim: claimOf(ctx), done: make(chan error, 1)}
	if db.queue == nil { // on PostgreSQL the writer is the caller
		j.done <- db.runAlone(ctx, j)
	} else if err := db.enqueue(j); err != nil {
		j.done <- err
	}
	return func() error {
		err := <-j.done
		if err == nil {
			db.changed()
		}
		return translate(err)
	}
}

// run is one write inside a transaction or savepoint: f, the reactions, and the
// entries it leaves, which the caller appends.
func (db *DB) run(ctx context.Context, g *gorm.DB, j *job, with *batch) (entries []models.Entry, err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("write panicked", "action", j.action, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("store: %s panicked: %v", j.action, p)
			with.kept = nil
		}
	}()
	tx := &Tx{DB: g, Ctx: ctx, Actor: j.who, Now: models.At(db.now()), action: j.action, touched: map[string][]string{}, seen: map[string]bool{}, with: with}
	if err := j.claim.take(tx); err != nil {
		return nil, err
	}
	if err := j.f(tx); err != nil {
		return nil, err
	}
	if len(tx.touched) > 0 {
		head, err := audit.Lock(ctx, g)
		if err != nil { // what follows must see every earlier write
			return nil, err
		}
		tx.size = head.Size
		for _, react := range db.reactions {
			if err := react(tx); err != nil {
				with.kept = nil // what reactions kept may tell of this write, which is taken back
				return nil, err
			}
		}
	}
	if len(tx.entries) == 0 {
		with.kept = nil
		return nil, fmt.Errorf("store: %s wrote without an audit entry", j.action)
	}
	with.reports = append(with.reports, tx.Reported()...)
	return tx.entries, nil
}

// runAlone is a write on PostgreSQL: a transaction of its own, tried again when
// the database asks for it.
func (db *DB) runAlone(ctx context.Context, j *job) error {
	db.closing.RLock()
	defer db.closing.RUnlock()
	if db.closed {
		return errClosing
	}
	for attempt := 1; ; attempt++ {
		err := db.writer.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			entries, err := db.run(ctx, g, j, &batch{})
			if err != nil {
				return err
			}
			return audit.Append(ctx, g, entries)
		})
		if err == nil || !again(err) || attempt == 8 {
			return err
		}
		time.Sleep(time.Duration(rand.IntN(10*attempt)+1) * time.Millisecond)
	}
}

var (
	errClosing = &models.Error{Kind: models.Busy, Detail: "The service is stopping. Nothing was changed; send it again in a moment."}
	errBusy    = &models.Error{Kind: models.Busy, Detail: "Too many writes are waiting. Nothing was changed; send it again in a moment."}
)

// ErrNothing is returned by an operation that found nothing to do: the write is
// rolled back, and its caller answers with what was there already.
var ErrNothing = errors.New("store: nothing to do")

// translate turns what a database says into what a person can act on.
func translate(err error) error {
	var ours *models.Error
	switch {
	case err == nil, errors.As(err, &ours):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return models.ErrMissing
	case full(err):
		slog.Error("the disk does not take the write", "err", err)
		return &models.Error{Kind: models.Busy, Detail: "The disk does not take more. Nothing was changed; tell the operator."}
	}
	return err
}
