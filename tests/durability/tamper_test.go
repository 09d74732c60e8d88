package durability

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "concord/tests/harness"
)

// Whatever else is changed behind the log is named: versions taken out or put in,
// entries, the tree above them, and the rows that lists and matching read.
func TestTamperingIsNamed(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			h := happened(t, kind)
			v := h.versions[2]
			var newest int
			if err := h.db.QueryRow("SELECT version FROM reports WHERE id = '" + v.id + "'").Scan(&newest); err != nil {
				t.Fatal(err)
			}
			report := []string{v.id, v.ref}
			of := func(column, value string) string {
				return fmt.Sprintf("UPDATE reports SET %s = %s WHERE id = '%s'", column, value, v.id)
			}
			type tamper struct {
				name   string
				tables []string
				change string
				says   []string // one of these, for any one of which the record is found
				also   string
			}
			tests := []tamper{
				{"a version taken out", []string{"report_versions"}, "DELETE FROM report_versions WHERE " + v.key(), report, "removed"},
				{"the newest version taken out", []string{"report_versions"}, fmt.Sprintf("DELETE FROM report_versions WHERE report_id = '%s' AND version = %d", v.id, newest), report, "removed"},
				{"a version put in behind the log", []string{"report_versions"}, "INSERT INTO report_versions SELECT seq + 1000, report_id, version + 1000, partner, action, at, by_name, reason, status, sharing, shared_with, facts, salt, ref, home FROM report_versions WHERE " + v.key(), report, "inserted behind the log"},
				{"two versions exchanged", []string{"report_versions"}, "UPDATE report_versions SET version = 3 - version + 1000 WHERE report_id = '" + v.id + "' AND version < 3", report, ""},
				{"an old version put in force", []string{"reports"}, of("version", "1"), report, "put back"},
				{"a statement's version taken out", []string{"statement_versions"}, "DELETE FROM statement_versions WHERE version = 1", []string{h.drafts[0].id}, "removed"},
				{"an entry's author altered", []string{"entries"}, "UPDATE entries SET by_name = 'somebody' WHERE subject = '" + v.id + "#1'", report, "the entry was altered"},
				{"an entry's time altered", []string{"entries"}, "UPDATE entries SET at = at + 1 WHERE subject = '" + v.id + "#1'", report, "the entry was altered"},
				{"an entry's content altered", []string{"entries"}, "UPDATE entries SET body = CAST('{}' AS BYTEA) WHERE kind = 'partner'", []string{"partner ORL", "partner VAR"}, "was altered"},
				{"an entry taken out", []string{"entries"}, "DELETE FROM entries WHERE seq = 7", []string{"entry 7"}, "removed from the log"},
				{"the last entry taken out", []string{"entries"}, "DELETE FROM entries WHERE seq = (SELECT MAX(seq) FROM entries)", []string{"the log's head"}, ""},
				{"an entry added", []string{"entries"}, "INSERT INTO entries SELECT seq + 1, at, by_name, partner, action, kind, subject, salt, digest, body, leaf FROM entries WHERE seq = (SELECT MAX(seq) FROM entries)", []string{"the log's head"}, ""},
				{"a leaf altered", []string{"entries"}, "UPDATE entries SET leaf = salt WHERE subject = '" + v.id + "#1'", report, "the entry was altered"},
				{"a hash of the tree altered", []string{"tree_hashes"}, "UPDATE tree_hashes SET hash = (SELECT hash FROM tree_hashes WHERE idx = 4) WHERE idx = 5", []string{"tree hash 5"}, "altered"},
				{"a hash of the tree taken out", []string{"tree_hashes"}, "DELETE FROM tree_hashes WHERE idx = 5", []string{"the tree"}, ""},
				{"the head set back", []string{"tree_heads"}, "UPDATE tree_heads SET size = size - 1", []string{"the log's head"}, ""},
				{"a reader put in", []string{"report_shares"}, "INSERT INTO report_shares (report_id, partner) VALUES ('" + v.id + "', 'TRI')", report, ""},
				{"a statement taken out", []string{"statements"}, "DELETE FROM statements", []string{h.drafts[0].id}, "removed"},
				{"a statement made public", []string{"statements"}, "UPDATE statements SET state = 'ISSUED', released_at = 1, published = CAST('{}' AS BYTEA)", []string{h.drafts[0].ref}, "no release is recorded"},
				{"a report put under no incident", []string{"reports"}, of("incident", "'elsewhere'"), report, "an incident that does not exist"},
				{"a report's row taken out", []string{"reports"}, "DELETE FROM reports WHERE id = '" + v.id + "'", report, ""},
			}
			for column, value := range map[string]string{
				"title": "'Another'", "lat": "lat + 0.001", "lon": "lon + 0.001", "radius_m": "1", "killed_min": "0", "killed_max": "99", "category": "'OTHER'", "status": "'DRAFT'",
				"sharing": "'PUBLIC'", "shared_with": "'VAR'", "local_ref": "'H-X'", "sort_at": "sort_at + 1", "started_from": "started_from + 1", "started_to": "started_to + 1",
				"started_day": "started_day + 1", "place_key": "'elsewhere'", "own_involvement": "'NOT_INVOLVED'", "assess_status": "'NON_CREDIBLE'", "has_unshared": "NOT has_unshared",
				"ref": "'R-2031-0000000'", "home_incident": "'elsewhere'", "partner": "'TRI'", "logged_by": "'somebody'", "logged_at": "logged_at + 1", "amended_by": "'somebody'", "amended_at": "COALESCE(amended_at, 0) + 1", "version_seq": "version_seq + 1",
			} {
				tests = append(tests, tamper{"the column " + column, []string{"reports"}, of(column, value), report, ""})
			}
			for _, tt := range tests {
				t.Run(tt.name, func(t *testing.T) {
					if kind == "sqlite" {
						tt.change = strings.ReplaceAll(tt.change, "BYTEA", "BLOB")
					}
					h.within(t, tt.tables, tt.change, func() {
						words := h.faults(t)
						found := false
						for _, s := range tt.says {
							found = found || strings.Contains(words, s)
						}
						if !found || !strings.Contains(words, tt.also) {
							t.Errorf("verify does not say %v %q: %s", tt.says, tt.also, words)
						}
					})
				})
			}
			h.clean(t)
		})
	}
}

// copied is the whole store as it lies on disk.
func (s store) copied(t testing.TB) store {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(s.dir)); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"log.key": 0o600, "keys": 0o700} { // CopyFS does not keep them
		if err := os.Chmod(filepath.Join(to, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	return store{dir: to}
}

func (s store) path(name string) string { return filepath.Join(s.dir, name) }

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A database that was put back, or whose history was written anew, agrees with
// itself; the checkpoints kept outside of it tell.
func TestRollbackIsReported(t *testing.T) {
	h := happened(t, "sqlite")
	h.db.Close()
	s := h.store
	early := s.copied(t)
	other := s.copied(t)
	s.must(t, "partner", "add", "TRI", "Trimark")
	s.must(t, "partner", "add", "QUA", "Quarter")
	other.must(t, "partner", "add", "TRI", "Trimark")
	other.must(t, "partner", "add", "UNO", "Another")
	out := t.TempDir()
	late := write(t, filepath.Join(out, "late"), s.must(t, "checkpoint"))
	s.clean(t)
	s.must(t, "verify", "--checkpoint", late)
	s.must(t, "verify", "--checkpoint", early.path("checkpoint"))

	says := func(where store, want string, args ...string) {
		t.Helper()
		if words := where.faults(t, args...); !strings.Contains(words, want) {
			t.Errorf("verify %v says %q, want %q", args, words, want)
		}
	}
	says(early, "rolled back", "--checkpoint", late)
	says(other, "rewritten", "--checkpoint", late)

	// The kept checkpoint lies beside the database and is newer than what was put back.
	v := s.serve(t)
	v.stop(t)
	database, err := os.ReadFile(early.path("concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	now, err := os.ReadFile(s.path("concord.db"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.path("concord.db"), string(database))
	says(s, "rolled back")
	write(t, s.path("concord.db"), string(now))
	s.clean(t)

	// What is not signed by this log's key proves nothing and is refused.
	foreign, _ := populated(t, 0)
	theirs := write(t, filepath.Join(out, "theirs"), foreign.must(t, "checkpoint"))
	says(s, "not signed by this log's key", "--checkpoint", theirs)
	text, err := os.ReadFile(late)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitN(string(text), "\n", 3)
	says(s, "not signed by this log's key", "--checkpoint", write(t, filepath.Join(out, "forged"), lines[0]+"\n1\n"+lines[2]))
	kept, err := os.ReadFile(s.path("checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.path("checkpoint"), strings.Replace(string(kept), "\n", "x\n", 1))
	says(s, "not signed by this log's key")
	write(t, s.path("checkpoint"), string(kept))

	// With another key the log's own checkpoints are refused too.
	key, err := os.ReadFile(foreign.path("log.key"))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := os.ReadFile(s.path("log.key"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.path("log.key"), string(key))
	says(s, "not signed by this log's key")
	write(t, s.path("log.key"), string(mine))
	s.clean(t)
}
