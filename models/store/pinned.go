package store

import (
	"context"
	"database/sql"
)

// pinned is the one writing connection of SQLite with its prepared statements.
// database/sql prepares a statement anew in every transaction when it was first
// prepared in another, which cost more than most statements themselves. Only the
// writer's goroutine uses it.
type pinned struct {
	conn *sql.Conn
	kept map[string]*sql.Stmt
}

// keptStatements bounds how many are kept; texts with lists of many lengths would
// else pile up.
const keptStatements = 400

func pin(ctx context.Context, db *sql.DB) (*pinned, error) {
	conn, err := db.Conn(ctx)
	return &pinned{conn: conn, kept: map[string]*sql.Stmt{}}, err
}

func (p *pinned) PrepareContext(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := p.kept[text]; s != nil {
		return s, nil
	}
	if len(p.kept) == keptStatements {
		p.forget()
	}
	s, err := p.conn.PrepareContext(context.WithoutCancel(ctx), text)
	if err == nil {
		p.kept[text] = s
	}
	return s, err
}

func (p *pinned) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	s, err := p.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (p *pinned) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s, err := p.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *pinned) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	s, err := p.PrepareContext(ctx, text)
	if err != nil {
		return p.conn.QueryRowContext(ctx, text, args...) // which carries the error
	}
	return s.QueryRowContext(ctx, args...)
}

func (p *pinned) forget() {
	for text, s := range p.kept {
		s.Close()
		delete(p.kept, text)
	}
}

// release gives the connection back to its pool.
func (p *pinned) release() error {
	p.forget()
	return p.conn.Close()
}
