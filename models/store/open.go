// Package store opens SQLite or PostgreSQL and is the only way to them: Write is
// the one door for changes, Read the one scope for looking.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"concord/models/audit"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/gorm"
)

// Config says where the data lie.
type Config struct {
	Dir      string           // data folder: the SQLite file, the log's key and checkpoint
	Database string           // postgres://… for PostgreSQL; "" for SQLite in Dir
	Now      func() time.Time // the clock; time.Now when nil
	ReadOnly bool             // for verify: opens no writer and migrates nothing
}

// DB is an open store.
type DB struct {
	dialect   dialect
	dir       string
	now       func() time.Time
	writer    *gorm.DB
	reader    *gorm.DB
	writerSQL *sql.DB
	pinned    *pinned // SQLite: the writer's own connection
	readerSQL *sql.DB
	hot       hot // prepared statements of the busiest reads
	atlas     atlas

	queue   chan *job // SQLite: writes that wait
	done    chan struct{}
	quiet   time.Duration // without a write, after which SQLite's log is folded
	closing sync.RWMutex
	closed  bool

	reactions []func(*Tx) error
	changed   func() // told after every commit
}

// Open opens the store, brings its schema up to date and starts the writer.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	db := &DB{dir: cfg.Dir, now: cfg.Now, dialect: onSQLite, quiet: 2 * time.Second, changed: func() {}}
	if db.now == nil {
		db.now = time.Now
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: data folder: %w", err)
	}
	if err := db.connect(cfg); err != nil {
		db.shut()
		return nil, err
	}
	if !cfg.ReadOnly {
		if err := db.migrate(ctx); err != nil {
			db.shut()
			return nil, err
		}
	}
	if err := db.check(ctx); err != nil {
		db.shut()
		return nil, err
	}
	if db.dialect.name == "sqlite" && !cfg.ReadOnly {
		if err := db.pinWriter(ctx); err != nil {
			db.shut()
			return nil, err
		}
		db.queue, db.done = make(chan *job, queueLength), make(chan struct{})
		go db.writeLoop()
	}
	return db, nil
}

// connect opens the pools. On PostgreSQL reader and writer are one pool.
func (db *DB) connect(cfg Config) (err error) {
	if cfg.Database != "" {
		db.dialect = onPostgres
		if db.writerSQL, err = sql.Open("pgx", cfg.Database); err != nil {
			return fmt.Errorf("store: database address: %w", err)
		}
		db.writerSQL.SetMaxOpenConns(16)
		db.writerSQL.SetMaxIdleConns(16)
		if err := db.writerSQL.Ping(); err != nil {
			return fmt.Errorf("store: PostgreSQL does not answer: %w", err)
		}
		db.readerSQL = db.writerSQL
	} else {
		path := filepath.Join(cfg.Dir, "concord.db")
		if _, err := os.Stat(path); cfg.ReadOnly && errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("store: there is no database in %s", cfg.Dir)
		}
		if db.writerSQL, db.readerSQL, err = openSQLite(path); err != nil {
			return err
		}
	}
	if db.writer, err = gormOver(db.writerSQL, db.dialect); err != nil {
		return err
	}
	db.reader = db.writer
	if db.readerSQL != db.writerSQL {
		db.reader, err = gormOver(db.readerSQL, db.dialect)
	}
	return err
}

// pinWriter gives the writing connection to the writer's goroutine for good.
func (db *DB) pinWriter(ctx context.Context) (err error) {
	if db.pinned, err = pin(ctx, db.writerSQL); err != nil {
		return fmt.Errorf("store: writer: %w", err)
	}
	db.writer, err = gormOver(db.pinned, db.dialect)
	return err
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := db.dialect.migrations()
	if err != nil {
		return nil, err
	}
	var options []goose.ProviderOption
	if db.dialect.name == "postgres" { // instances that start together take turns
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(db.dialect.goose, db.writerSQL, files, options...)
}

func (db *DB) migrate(ctx context.Context) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	return db.statistics(ctx)
}

// statistics tells SQLite how its tables are filled. What it learns of a table that
// is nearly empty is forgotten again: believing that a table has one row it would
// walk the whole of it for every look, also when it has come to have millions.
func (db *DB) statistics(ctx context.Context) error {
	if db.dialect.name != "sqlite" {
		return nil
	}
	if _, err := db.writerSQL.ExecContext(ctx, "PRAGMA optimize"); err != nil {
		return fmt.Errorf("store: statistics: %w", err)
	}
	var kept int
	err := db.writerSQL.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'").Scan(&kept)
	if err != nil || kept == 0 {
		return err
	}
	_, err = db.writerSQL.ExecContext(ctx, "DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 10000; ANALYZE sqlite_schema")
	db.readerSQL.SetMaxIdleConns(0) // a connection that is open believes what it read when it opened
	db.readerSQL.SetMaxIdleConns(readers)
	return err
}

// refuseNewer stops an older program from working on a newer schema.
func refuseNewer(ctx context.Context, p *goose.Provider) error {
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("store: schema version: %w", err)
	}
	sources := p.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return fmt.Errorf("store: the database has schema %d, this program knows up to %d: use the newer program", have, newest)
	}
	return nil
}

// check makes sure the tables are there, so that a missing schema is said
// plainly and not as some later failure.
func (db *DB) check(ctx context.Context) error {
	if _, err := audit.Current(ctx, db.reader); err != nil {
		return fmt.Errorf("store: the database is not readable as Concord's: %w", err)
	}
	return nil
}

// React registers what must follow a write in its own transaction, such as
// matching and gaps. Only app/server calls it, before the first write.
func (db *DB) React(f func(*Tx) error) { db.reactions = append(db.reactions, f) }

// OnChange registers what is told after each commit; it must not block.
func (db *DB) OnChange(f func()) { db.changed = f }

// Now is the store's clock, which tests and the demonstration choose.
func (db *DB) Now() time.Time { return db.now().UTC() }

// Dir is the data folder.
func (db *DB) Dir() string { return db.dir }

// Close lets waiting writes finish, then closes. Later writes are refused.
func (db *DB) Close() error {
	db.closing.Lock()
	first := !db.closed
	db.closed = true
	db.closing.Unlock()
	if !first {
		return nil
	}
	if db.queue != nil {
		close(db.queue)
		<-db.done
		db.pinned.release()
		db.writerSQL.Exec("PRAGMA wal_checkpoint(TRUNCATE)") // a convenience; the WAL is as durable
	}
	return db.shut()
}

func (db *DB) shut() error {
	db.hot.close()
	var err error
	for _, pool := range []*sql.DB{db.readerSQL, db.writerSQL} {
		if pool != nil {
			err = errors.Join(err, pool.Close())
		}
	}
	return err
}

// Checkpoint signs the head of the log as it stands.
func (db *DB) Checkpoint(ctx context.Context, key *audit.Key) ([]byte, error) {
	head, err := audit.Current(ctx, db.reader)
	if err != nil {
		return nil, err
	}
	return key.Sign(head)
}

// Verify checks the log and everything it covers; see audit.Verify.
func (db *DB) Verify(ctx context.Context, heads ...audit.Head) (int64, []audit.Fault, error) {
	return audit.Verify(ctx, db.reader, heads...)
}
