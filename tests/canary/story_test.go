package canary

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	. "concord/tests/harness"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

const (
	password = "a long enough pass phrase"
	why      = "The family asked for the findings"
)

// identity holds a token in every field that takes words, some of them many times.
func (m *marks) identity() M {
	return M{
		"names": []string{m.token(), m.word(), m.word() + " " + m.token()}, "contact": strings.Repeat(m.token()+" "+m.word()+"\n", 20),
		"next_of_kin": m.token() + " / " + m.word(), "notes": strings.Repeat(m.word()+" ", 100) + strings.Repeat(m.token()+" ", 100),
		"language": "ar", "reconciliation_id": m.token(), "age_low": 30, "age_high": 40,
	}
}

// holds tells whether an answer holds tokens of both scripts.
func (m *marks) holds(text []byte) bool {
	return bytes.Contains(text, []byte(m.latin)) && bytes.Contains(text, []byte(m.arabic))
}

// settle adds two partners, their people and an auditor.
func settle(t *testing.T, s *site) {
	s.run(t, "", "partner", "add", "ORL", "Orland")
	s.run(t, "", "partner", "add", "VAR", "Varsenna", "--role", "ASSISTED")
	for name, role := range map[string]string{"orl.clerk": "CELL_CLERK", "orl.victims": "VICTIM_LIAISON", "orl.legal": "LEGAL_ADVISER", "orl.pa": "PUBLIC_AFFAIRS"} {
		s.run(t, password, "user", "add", name, "--partner", "ORL", "--role", role, "--password-stdin")
	}
	s.run(t, password, "user", "add", "var.clerk", "--partner", "VAR", "--role", "CELL_CLERK", "--password-stdin")
	s.run(t, password, "user", "add", "auditor", "--role", "AUDITOR", "--password-stdin")
}

// tell tells the whole story on a site and gives what was answered in it, the
// openings left out.
func tell(t *testing.T, s *site, m *marks) (heard *bytes.Buffer) {
	heard = &bytes.Buffer{}
	settle(t, s)
	v := s.serve(t)
	clerk, victims := v.as(t, "orl.clerk", heard), v.as(t, "orl.victims", heard)

	report := Text(clerk.want(t, 201, "POST", "/api/v1/reports", Facts(M{"people": []M{{"pseudonym": "V-01", "role": "VICTIM", "shared": true}}})), "id")
	clerk.want(t, 200, "POST", "/api/v1/reports/"+report+"/share", M{"with": "joint"})
	path := "/api/v1/reports/" + report + "/identities"
	var ids []string
	for n := range 12 { // sealed, each sent twice under one key
		facts := M{"pseudonym": fmt.Sprintf("V-%02d", n), "role": "VICTIM", "identity": m.identity()}
		key := []string{"Idempotency-Key", fmt.Sprintf("seal-%d", n)}
		ids = append(ids, Text(clerk.want(t, 201, "POST", path, facts, key...), "id"))
		if again := Text(clerk.want(t, 201, "POST", path, facts, key...), "id"); again != ids[n] {
			t.Errorf("sent twice, sealed twice: %s and %s", ids[n], again)
		}
		clerk.want(t, 422, "POST", path, M{"pseudonym": fmt.Sprintf("X-%02d", n), "role": "VICTIM", "identity": m.identity()}, key...)
	}
	brief := Text(clerk.want(t, 201, "POST", path, M{"pseudonym": "S-1", "role": "SOURCE", "identity": m.short()}), "id")
	clerk.want(t, 200, "PUT", "/api/v1/identities/"+brief, M{"identity": m.short()})
	for n, id := range ids { // opened, twice under one key; replaced; erased
		status, text := victims.do("POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, "Idempotency-Key", "open-"+id)
		if status != 200 || !m.holds(text) {
			t.Fatalf("opening = %d: %s", status, text)
		}
		victims.do("POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, "Idempotency-Key", "open-"+id)
		if n%3 == 0 {
			clerk.want(t, 200, "PUT", "/api/v1/identities/"+id, M{"identity": m.identity()})
		}
		if n%4 == 0 {
			victims.want(t, 200, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": why})
		}
	}
	bringIn(t, s, v, m, heard)
	wrong(t, s, v, m, report, ids[1], heard)
	look(t, v, m, report, heard)

	var keep sync.Mutex // kill -9 while four clerks seal
	var acknowledged []string
	var busy sync.WaitGroup
	for n := range 4 {
		busy.Add(1)
		go func() {
			defer busy.Done()
			for i := 0; ; i++ {
				status, text := clerk.do("POST", path, M{"pseudonym": fmt.Sprintf("K-%d-%d", n, i), "role": "WITNESS", "identity": m.short()})
				var held M
				if status != 201 || json.Unmarshal(text, &held) != nil {
					return
				}
				keep.Lock()
				acknowledged = append(acknowledged, Text(held, "id"))
				keep.Unlock()
			}
		}()
	}
	clerk.heard, victims.heard = nil, nil // four write at once from here on
	time.Sleep(400 * time.Millisecond)
	v.kill()
	busy.Wait()
	if len(acknowledged) == 0 {
		t.Error("nothing was sealed before the kill")
	}

	s.program = "panics"
	v = s.serve(t)
	clerk = v.as(t, "orl.clerk", heard)
	clerk.want(t, 500, "POST", path, M{"pseudonym": "P-1", "role": "WITNESS", "identity": m.identity()}, "Idempotency-Key", "panic")
	v.as(t, "orl.legal", heard).want(t, 500, "POST", "/api/v1/identities/"+ids[1]+"/openings", M{"reason": why})
	form, kind := Form(t, "sent", m.intakeFile(t, "I-9"), "format", "intake")
	clerk.want(t, 500, "POST", "/api/v1/imports", form, "Content-Type", kind)
	v.stop(t)
	s.program = "as it is"

	v = s.serve(t)
	legal := v.as(t, "orl.legal", heard)
	for _, id := range acknowledged[max(0, len(acknowledged)-15):] {
		if status, text := legal.do("POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}); status != 200 || !m.holds(text) {
			t.Errorf("what was acknowledged before the kill opens as %d: %s", status, text)
		}
	}
	out := filepath.Join(s.root, "out")
	s.backUp(t, filepath.Join(out, "backup-while-serving"))
	v.kill() // the journal of the database stays as it was
	s.backUp(t, filepath.Join(out, "backup-after-kill"))
	for _, what := range []string{"reports", "incidents", "gaps"} {
		if err := os.WriteFile(filepath.Join(out, what+".json"), []byte(s.run(t, "", "export", what, "--as", "orl.clerk", "--format", "json")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, "", "verify")
	t.Logf("%d tokens, %d identities acknowledged before kill -9", m.minted, len(acknowledged))
	return heard
}

// short is an identity of few words, for several goroutines at once: its tokens need
// no number. PostgreSQL compresses what is longer than 2 KB, and in its files only
// what is shorter would lie open; longer values are read whole from the tables.
func (m *marks) short() M { return M{"names": []string{m.latin + "s", m.arabic}} }

// wrong provokes every refusal there is around an identity.
func wrong(t *testing.T, s *site, v *service, m *marks, report, id string, heard *bytes.Buffer) {
	clerk, path := v.as(t, "orl.clerk", heard), "/api/v1/reports/"+report+"/identities"
	long := m.identity()
	long["notes"] = strings.Repeat(m.word()+m.token(), 400)
	huge := m.identity()
	huge["notes"] = strings.Repeat(m.token(), 30_000)
	consent := m.identity()
	consent["consent"] = m.token()
	named := m.identity()
	text, err := json.Marshal(M{"pseudonym": "V-90", "role": "VICTIM", "identity": m.identity()})
	if err != nil {
		t.Fatal(err)
	}
	key := []string{"Idempotency-Key", "wrong"}
	clerk.want(t, 400, "POST", path, text[:len(text)/2], key...)
	clerk.want(t, 400, "POST", path, append(text[:len(text)-1:len(text)-1], []byte(`,"pseudonym":"twice"}`)...), key...)
	clerk.want(t, 400, "POST", path, M{"pseudonym": "V-90", "role": "VICTIM", "identity": m.token()}, key...)
	clerk.want(t, 400, "POST", path, M{"pseudonym": "V-90", "role": "VICTIM", "person": m.identity()}, key...)
	clerk.want(t, 422, "POST", path, M{"pseudonym": "V-90", "role": "VICTIM", "identity": long}, key...)
	clerk.want(t, 413, "POST", path, M{"pseudonym": "V-90", "role": "VICTIM", "identity": huge}, key...)
	clerk.want(t, 422, "POST", path, M{"pseudonym": "V-90", "role": "VICTIM", "identity": consent}, key...)
	clerk.want(t, 422, "POST", path, M{"pseudonym": "V-01", "role": "VICTIM", "identity": m.identity()}, key...)
	clerk.want(t, 422, "POST", path, M{"pseudonym": strings.Fields(named["names"].([]string)[2])[1], "role": "VICTIM", "identity": named}, key...)
	clerk.want(t, 415, "POST", path, text, "Content-Type", "text/plain")
	clerk.want(t, 415, "POST", path, text, "Content-Encoding", "gzip")
	clerk.want(t, 404, "POST", "/api/v1/reports/none/identities", text, key...)
	clerk.want(t, 404, "PUT", "/api/v1/identities/none", text)
	clerk.want(t, 404, "POST", "/api/v1/nowhere", text)
	clerk.want(t, 412, "PUT", "/api/v1/identities/"+id, text, "If-Match", `"99"`)
	clerk.want(t, 400, "POST", "/api/v1/session", text)
	clerk.want(t, 403, "POST", "/api/v1/identities/"+id+"/openings", text)
	v.as(t, "orl.pa", heard).want(t, 403, "POST", path, text)
	v.as(t, "var.clerk", heard).want(t, 403, "POST", path, text)
	v.as(t, "auditor", heard).want(t, 403, "POST", path, text)
	v.as(t, "", heard).want(t, 401, "POST", path, text)
	program := v.as(t, "", heard)
	program.token = strings.TrimSpace(s.run(t, "", "token", "orl.victims"))
	program.want(t, 403, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why})
	program.want(t, 201, "POST", path, M{"pseudonym": "T-1", "role": "SOURCE", "identity": m.identity()})
}

// look reads everything that can be read, as each of several people.
func look(t *testing.T, v *service, m *marks, report string, heard *bytes.Buffer) {
	paths := []string{"/health", "/metrics", "/openapi.json", "/", "/public", "/api/v1/me", "/api/v1/reports", "/api/v1/reports?limit=200&total=exact", "/api/v1/reports/" + report,
		"/api/v1/reports/" + report + "/versions", "/api/v1/reports/" + report + "/identities", "/api/v1/incidents", "/api/v1/matches", "/api/v1/gaps", "/api/v1/investigations",
		"/api/v1/statements", "/api/v1/audit?limit=200", "/api/v1/imports"}
	for _, kind := range []string{"reports", "incidents", "gaps"} {
		for _, format := range []string{"csv", "json", "geojson"} {
			paths = append(paths, "/api/v1/export/"+kind+"?format="+format)
		}
	}
	for _, name := range []string{"orl.clerk", "orl.pa", "var.clerk", "auditor", ""} {
		p := v.as(t, name, heard)
		for _, path := range paths {
			if status, text := p.do("GET", path, nil); status == 0 || status >= 500 {
				t.Errorf("%q: GET %s = %d: %s", name, path, status, text)
			}
		}
		for _, word := range []string{m.latin, m.arabic} { // what is not searched is not found
			r, err := http.NewRequest("GET", v.address+"/api/v1/reports", nil)
			if err != nil {
				t.Fatal(err)
			}
			q := r.URL.Query()
			q.Set("q", word)
			if status, text := p.do("GET", "/api/v1/reports?"+q.Encode(), nil); name != "" && (status != 200 || !bytes.Contains(text, []byte(`"items":[]`))) {
				t.Errorf("%q searches for an identity and gets %d: %s", name, status, text)
			}
		}
		p.client.Timeout = time.Second // the stream of changes, for as long as that
		p.do("GET", "/api/v1/events?last_event_id=", nil)
	}
	form, kind := Form(t, "reports.csv", "local_ref,start_earliest,title,lat,lon\nC-1,2031-06-01,Imported,-20,30\n", "format", "concord-csv")
	v.as(t, "orl.clerk", heard).want(t, 201, "POST", "/api/v1/imports", form, "Content-Type", kind)
}

// backUp copies the database as an operator would: by its own means, and file by file.
func (s *site) backUp(t *testing.T, to string) {
	t.Helper()
	if s.database == "" {
		db, err := sql.Open("sqlite3", filepath.Join(s.data, "concord.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("VACUUM INTO ?", to+".db"); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(to, os.DirFS(s.data)); err != nil {
		t.Fatal(err)
	}
}

// dump is every value of every table as the database gives it, so that a value that
// lies in several pieces on disk is searched whole.
func (s *site) dump(t *testing.T) (text []byte, values int) {
	t.Helper()
	driver, address, list := "sqlite3", filepath.Join(s.data, "concord.db"), "SELECT name FROM sqlite_master WHERE type = 'table'"
	if s.database != "" {
		driver, address, list = "pgx", s.database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out bytes.Buffer
	for _, table := range column(t, db, list) {
		rows, err := db.Query(`SELECT * FROM "` + table + `"`)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			row, into := make([]any, len(names)), make([]any, len(names))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for _, v := range row {
				values++
				if b, ok := v.([]byte); ok {
					out.Write(b)
				} else {
					fmt.Fprint(&out, v)
				}
				io.WriteString(&out, " | ")
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes(), values
}

func column(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		out = append(out, text)
	}
	return out
}

// search looks everywhere the program could have left something.
func (s *site) search(t *testing.T, m *marks, heard *bytes.Buffer) (hits []hit) {
	t.Helper()
	hits, files, size := m.under(t, s.root)
	rows, values := s.dump(t)
	hits = append(hits, m.in("the tables", rows)...)
	hits = append(hits, m.in("the answers", heard.Bytes())...)
	t.Logf("%d files of %d KB, %d values of all tables and %d KB of answers searched in %d writings", files, size>>10, values, heard.Len()>>10, len(m.forms()))
	if s.database != "" {
		hits = append(hits, s.searchServer(t, m)...)
	}
	return hits
}

// searchServer searches the data folder of a PostgreSQL server on this machine,
// its write-ahead log too, where it may be read.
func (s *site) searchServer(t *testing.T, m *marks) []hit {
	db, err := sql.Open("pgx", s.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), "CHECKPOINT"); err != nil {
		t.Logf("the server's files are not searched: %v", err)
		return nil
	}
	base := column(t, db, "SHOW data_directory")[0]
	own := column(t, db, "SELECT oid::text FROM pg_database WHERE datname = current_database()")[0]
	var hits []hit
	for _, dir := range []string{filepath.Join(base, "base", own), filepath.Join(base, "pg_wal")} {
		if _, err := os.ReadDir(dir); err != nil {
			t.Logf("the server's files are not searched, its tables are: %v", err)
			return hits
		}
		found, files, size := m.under(t, dir)
		t.Logf("%s: %d files of %d KB searched", dir, files, size>>10)
		hits = append(hits, found...)
	}
	return hits
}

// readsServer tells whether the server's files can be searched from here.
func (s *site) readsServer(t *testing.T) bool {
	db, err := sql.Open("pgx", s.database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var base string
	if db.QueryRow("SHOW data_directory").Scan(&base) != nil {
		return false
	}
	_, err = os.ReadDir(filepath.Join(base, "base"))
	return err == nil
}

// After the whole story no identity lies in any byte outside the sealed objects.
func TestNoIdentityOutsideSealedObjects(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			s, m := newSite(t, kind), newMarks()
			heard := tell(t, s, m)
			for _, h := range s.search(t, m, heard) {
				t.Errorf("%s: %s", h.where, h.form)
			}
			log, err := os.ReadFile(s.logs.Name())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(log, []byte("panicked")) { // the log was written, and searched
				t.Errorf("the log says nothing of the panic: %s", tail(log))
			}
		})
	}
}

// The scan is believed because it fails when sealing does nothing.
func TestScanFindsWhatIsNotSealed(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			s, m, heard := newSite(t, kind), newMarks(), &bytes.Buffer{}
			s.program = "plain"
			settle(t, s)
			v := s.serve(t)
			clerk := v.as(t, "orl.clerk", heard)
			report := Text(clerk.want(t, 201, "POST", "/api/v1/reports", Facts(nil)), "id")
			held := clerk.want(t, 201, "POST", "/api/v1/reports/"+report+"/identities", M{"pseudonym": "V-1", "role": "VICTIM", "identity": m.identity()})
			if status, text := v.as(t, "orl.victims", heard).do("POST", "/api/v1/identities/"+Text(held, "id")+"/openings", M{"reason": why}); status != 200 || !m.holds(text) {
				t.Fatalf("opening = %d: %s", status, text)
			}
			clerk.want(t, 201, "POST", "/api/v1/reports/"+report+"/identities", M{"pseudonym": "V-2", "role": "VICTIM", "identity": m.short()})
			s.backUp(t, filepath.Join(s.root, "out", "backup"))
			v.stop(t)
			found := map[string]bool{}
			for _, h := range s.search(t, m, heard) {
				where, _, _ := strings.Cut(h.where, " at byte ")
				found[where] = true
			}
			want := []string{"the tables"}
			if kind == "sqlite" {
				want = append(want, filepath.Join(s.data, "concord.db"), filepath.Join(s.root, "out", "backup", "concord.db-wal"), filepath.Join(s.root, "out", "backup.db"))
			}
			onServer := false
			for where := range found {
				onServer = onServer || kind == "postgres" && !strings.HasPrefix(where, s.root) && strings.Contains(where, "/base/")
			}
			if kind == "postgres" && s.readsServer(t) && !onServer {
				t.Errorf("nothing was found in the server's own files, where everything lies open; found in %v", found)
			}
			for _, where := range want {
				if !found[where] {
					t.Errorf("nothing was found in %s, where everything lies open; found in %v", where, found)
				}
			}
			if found["the answers"] {
				t.Error("an answer other than an opening held an identity")
			}
		})
	}
}
