package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"

	"concord/models"
	"concord/models/access"
)

// hot keeps the prepared statements of the busiest reads, by their text: raw
// prepared SQL costs a third of what GORM does on these (performance.md 1.4).
type hot struct {
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

func (h *hot) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.statements {
		s.Close()
	}
	h.statements = nil
}

// statement prepares text once on the reader pool. Texts are built from the
// constants of this package only, so there are few.
func (db *DB) statement(text string) (*sql.Stmt, error) {
	db.hot.mu.RLock()
	s := db.hot.statements[text]
	db.hot.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	db.hot.mu.Lock()
	defer db.hot.mu.Unlock()
	if s := db.hot.statements[text]; s != nil {
		return s, nil
	}
	s, err := db.readerSQL.Prepare(db.numbered(text))
	if err != nil {
		return nil, err
	}
	if db.hot.statements == nil {
		db.hot.statements = map[string]*sql.Stmt{}
	}
	db.hot.statements[text] = s
	return s, nil
}

func (db *DB) numbered(text string) string { return db.dialect.numbered(text) }

// numbered writes ? as $1, $2, … where the database wants that.
func (d dialect) numbered(text string) string {
	if d.name == "sqlite" {
		return text
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Stored is a report with the facts of its version in force, as bytes.
type Stored struct {
	models.Report
	Facts []byte
}

const storedFields = `reports.seq, reports.id, reports.ref, reports.partner, reports.incident, reports.version, reports.status, reports.sharing, reports.shared_with,
 reports.logged_at, reports.logged_by, reports.amended_at, reports.amended_by, reports.has_unshared, reports.sort_at, reports.lat, reports.lon, report_versions.facts`

const storedColumns = storedFields + ` FROM reports JOIN report_versions ON report_versions.seq = reports.version_seq WHERE `

func scanStored(scan func(...any) error) (s Stored, err error) {
	var logged, sortAt int64
	var amended sql.NullInt64
	err = scan(&s.Seq, &s.ID, &s.Ref, &s.Partner, &s.Incident, &s.Version, &s.Status, &s.Sharing, &s.SharedWith,
		&logged, &s.LoggedBy, &amended, &s.AmendedBy, &s.HasUnshared, &sortAt, &s.Lat, &s.Lon, &s.Facts)
	s.LoggedAt, s.SortAt = instant(logged), instant(sortAt)
	if amended.Valid {
		at := instant(amended.Int64)
		s.AmendedAt = &at
	}
	return s, err
}

// Report reads one report the person may see; models.ErrMissing otherwise.
func (db *DB) Report(ctx context.Context, who models.Actor, id string) (Stored, error) {
	scope := access.Of("reports", who)
	stmt, err := db.statement("SELECT " + storedColumns + "reports.id = ? AND " + scope.SQL)
	if err != nil {
		return Stored{}, err
	}
	// A cancelable context would cost 1.6 times this read, which is over in microseconds.
	s, err := scanStored(stmt.QueryRow(append([]any{id}, scope.Args...)...).Scan)
	if err == sql.ErrNoRows {
		return Stored{}, models.ErrMissing
	}
	return s, err
}
