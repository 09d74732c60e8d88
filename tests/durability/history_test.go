package durability

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	. "concord/tests/harness"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

// history is a store in which much has happened and whose service is stopped, so
// that it can be tampered with.
type history struct {
	store
	db       *sql.DB
	versions []version
	drafts   []version
}

// version is one immutable version in the store, and what verify must name.
type version struct {
	table, owner string // table, and its column for the record's id
	id, ref      string
	number       int
}

func (v version) key() string {
	return fmt.Sprintf("%s = '%s' AND version = %d", v.owner, v.id, v.number)
}

// named insists that verify fails and names the record.
func (h history) named(t testing.TB, what, id, ref string, args ...string) {
	t.Helper()
	words := h.faults(t, args...)
	if !strings.Contains(words, id) && (ref == "" || !strings.Contains(words, ref)) {
		t.Errorf("%s: verify does not name %s (%s): %s", what, id, ref, words)
	}
}

// happened fills a store: eight reports of two partners, amended, shared and
// withdrawn, and a statement in two versions.
func happened(t *testing.T, kind string) history {
	t.Helper()
	h := history{store: store{dir: t.TempDir(), database: Database(t, kind)}}
	_, tokens := settled(t, h.store, 2)
	h.must(t, "user", "add", "spokesperson", "--partner", "ORL", "--role", "PUBLIC_AFFAIRS", "--role", "CELL_LEAD")
	h.must(t, "user", "add", "inspector", "--role", "AUDITOR")
	spokesperson := strings.TrimSpace(h.must(t, "token", "spokesperson"))
	v := h.serve(t)
	incident := ""
	do := func(token string, want int, method, path string, body any, header ...string) M {
		t.Helper()
		text, _ := json.Marshal(body)
		status, answer, err := newClient(v.address, token, newLedger()).do(method, path, text, header...)
		var m M
		if err != nil || status != want || json.Unmarshal(answer, &m) != nil {
			t.Fatalf("%s %s = %d, want %d: %s %v", method, path, status, want, answer, err)
		}
		return m
	}
	for i := range 8 {
		token := tokens[i%2]
		facts := account(i/2, fmt.Sprintf("H-%d", i)) // each two tell of one place and time, so that matches and gaps arise
		facts["narrative"] = fmt.Sprintf("Marker %d marked here. Témoin à l'hôpital, شاهد.", i)
		made := do(token, 201, "POST", "/api/v1/reports", facts)
		path := "/api/v1/reports/" + Text(made, "id")
		if i%2 == 0 {
			facts["title"] = "Amended " + Text(made, "ref")
			do(token, 200, "PUT", path, facts, "If-Match", `"1"`)
		}
		if i < 6 {
			do(token, 200, "POST", path+"/share", M{"with": []any{"joint", []string{[]string{"VAR", "ORL"}[i%2]}}[i/4]})
		}
		if i == 5 {
			do(token, 200, "POST", path+"/withdraw", M{"reason": "Logged by mistake."})
		}
		if i == 0 {
			incident = Text(made, "incident")
		}
	}
	draft := M{"kind": "FINDINGS_AGREED", "audience": "PUBLIC", "bodies": M{"en": "We offer our sincere condolences to the families."}, "incident": incident}
	st := do(spokesperson, 201, "POST", "/api/v1/statements", draft)
	delete(draft, "incident")
	draft["bodies"] = M{"en": "We offer our condolences to the families."}
	do(spokesperson, 200, "PUT", "/api/v1/statements/"+Text(st, "id"), draft, "If-Match", "*")
	v.stop(t)
	h.clean(t)

	driver, address := "sqlite3", "file:"+filepath.Join(h.dir, "concord.db")+"?_busy_timeout=5000"
	if h.database != "" {
		driver, address = "pgx", h.database
	}
	var err error
	if h.db, err = sql.Open(driver, address); err != nil {
		t.Fatal(err)
	}
	h.db.SetMaxOpenConns(1)
	t.Cleanup(func() { h.db.Close() })
	h.versions = h.list(t, "report_versions", "report_id", "SELECT v.report_id, r.ref, v.version FROM report_versions v JOIN reports r ON r.id = v.report_id ORDER BY v.seq")
	h.drafts = h.list(t, "statement_versions", "statement_id", "SELECT v.statement_id, s.ref, v.version FROM statement_versions v JOIN statements s ON s.id = v.statement_id ORDER BY v.seq")
	if len(h.versions) < 18 || len(h.drafts) != 2 {
		t.Fatalf("%d versions of reports and %d of statements are stored", len(h.versions), len(h.drafts))
	}
	return h
}

func (h history) list(t testing.TB, table, owner, query string) (all []version) {
	t.Helper()
	rows, err := h.db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		v := version{table: table, owner: owner}
		if err := rows.Scan(&v.id, &v.ref, &v.number); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// exec changes the store behind the program's back.
func (h history) exec(t testing.TB, query string, args ...any) int64 {
	t.Helper()
	result, err := h.db.Exec(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// within makes a change, lets f look and takes the change back: the rows of these
// tables are kept aside and put back as they were.
func (h history) within(t testing.TB, tables []string, change string, f func()) {
	t.Helper()
	for _, table := range tables {
		h.exec(t, "CREATE TABLE kept_"+table+" AS SELECT * FROM "+table)
	}
	if n := h.exec(t, change); n == 0 {
		t.Errorf("%s changed nothing", change)
	}
	f()
	for _, table := range tables {
		h.exec(t, "DELETE FROM "+table)
		h.exec(t, "INSERT INTO "+table+" SELECT * FROM kept_"+table)
		h.exec(t, "DROP TABLE kept_"+table)
	}
}
