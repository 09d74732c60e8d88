package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"concord/models/directory"
	"concord/models/sealed"
	. "concord/tests/harness"
)

// person is who stands behind a pseudonym in these stories.
var person = M{
	"names": []string{"Samira Haddad-Invented", "سميرة حداد"}, "contact": "a house by the quay, second door", "next_of_kin": "her brother",
	"notes": "speaks through her brother", "age_exact": 34, "language": "ar", "consent": "INFORMED", "reconciliation_id": "list-7/112",
}

const why = "Her family asked for the findings letter"

// sealedIn logs a report of ORL and seals one identity with it.
func sealedIn(t *testing.T, w *World) (report, id string) {
	t.Helper()
	var r, held M
	clerk := w.As(t, "orl.clerk")
	clerk.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
	clerk.Want(201, "POST", "/api/v1/reports/"+Text(r, "id")+"/identities", M{"pseudonym": "V-07", "role": "VICTIM", "identity": person}, &held)
	return Text(r, "id"), Text(held, "id")
}

// entries is what the log says of a record.
func entries(t *testing.T, w *World, subject string) []any {
	t.Helper()
	var log M
	w.As(t, "auditor").Want(200, "GET", "/api/v1/audit?limit=200&subject="+subject, nil, &log)
	return log["items"].([]any)
}

// A clerk seals who a pseudonym stands for; few may open it, for a reason, and the
// log tells each opening. Everybody else finds nothing, also not that it is there.
func TestIdentityIsOpenedByFewForAReason(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		report, id := sealedIn(t, w)
		var list M
		a := w.As(t, "orl.pa").Want(200, "GET", "/api/v1/reports/"+report+"/identities", nil, &list)
		if Text(list, "items.0.pseudonym") != "V-07" || Text(list, "items.0.by") != "orl.clerk" || bytes.Contains(a.Body, []byte("Samira")) || bytes.Contains(a.Body, []byte("identity\"")) {
			t.Errorf("the list says %s", a.Body)
		}
		for _, name := range []string{"orl.victims", "orl.investigator", "orl.legal"} {
			var open M
			a := w.As(t, name).Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, &open)
			if Text(open, "identity.names.1") != "سميرة حداد" || Get(open, "identity.age_exact") != 34.0 || Text(open, "identity.reconciliation_id") != "list-7/112" || Get(open, "identity.age_low") != nil {
				t.Errorf("%s opened %s", name, a.Body)
			}
			if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("ETag") != "" {
				t.Errorf("an opening may be stored: %v", a.Header)
			}
		}
		log := entries(t, w, id)
		if len(log) != 4 || Text(log[0], "action") != "OPEN_IDENTITY" || Text(log[0], "by") != "orl.legal" || Text(log[0], "body.reason") != why || Text(log[3], "action") != "SEAL_IDENTITY" {
			t.Errorf("the log says %v", log)
		}

		for _, name := range []string{"orl.clerk", "orl.lead", "orl.approver", "orl.pa", "orl.liaison", "orl.authority", "auditor", "admin"} {
			w.As(t, name).Want(403, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
		}
		w.As(t, "").Want(401, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
		w.As(t, "auditor").Want(403, "GET", "/api/v1/reports/"+report+"/identities", nil, nil)

		// another partner that may read the report still learns nothing of the identity
		w.As(t, "var.clerk").Want(404, "GET", "/api/v1/reports/"+report+"/identities", nil, nil)
		w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+report+"/share", M{"with": "joint"}, nil)
		if a := w.As(t, "var.clerk").Want(200, "GET", "/api/v1/reports/"+report+"/identities", nil, nil); string(a.Body) != `{"items":[],"next":null}` {
			t.Errorf("another partner reads %s", a.Body)
		}
		w.As(t, "var.clerk").Want(403, "POST", "/api/v1/reports/"+report+"/identities", M{"pseudonym": "V-07", "role": "VICTIM", "identity": person}, nil)
		for _, name := range []string{"var.victims", "tri.victims", "ir.victims"} {
			for _, ask := range []struct{ method, path string }{{"POST", "/openings"}, {"PUT", ""}, {"POST", "/erasure"}} {
				body := any(M{"reason": why})
				if ask.method == "PUT" {
					body = M{"identity": person}
				}
				there := w.As(t, name).Want(404, ask.method, "/api/v1/identities/"+id+ask.path, body, nil)
				nowhere := w.As(t, name).Want(404, ask.method, "/api/v1/identities/00000000-0000-4000-8000-000000000000"+ask.path, body, nil)
				if len(there.Body) != len(nowhere.Body) {
					t.Errorf("%s can tell one that is there from one that is not: %s, %s", name, there.Body, nowhere.Body)
				}
			}
		}
		if n := len(entries(t, w, id)); n != 4 {
			t.Errorf("refused openings left %d entries, want the 4 before", n)
		}
	})
}

// A token can seal and list, as a form outside may, and can never open or erase.
func TestTokenNeverOpens(t *testing.T) {
	w := Start(t, "sqlite")
	_, id := sealedIn(t, w)
	token, err := directory.NewToken(context.Background(), w.Server.DB, "orl.victims", 30)
	if err != nil {
		t.Fatal(err)
	}
	program := []string{"Authorization", "Bearer " + token}
	var p Problem
	w.As(t, "").Want(403, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, &p, program...)
	if !strings.Contains(p.Detail, "token") {
		t.Errorf("the refusal says %q", p.Detail)
	}
	w.As(t, "").Want(403, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": why}, nil, program...)
	a := w.As(t, "").Want(200, "GET", "/api/v1/me", nil, nil, program...)
	if bytes.Contains(a.Body, []byte("OPEN_IDENTITY")) || !bytes.Contains(a.Body, []byte("SEAL_IDENTITY")) {
		t.Errorf("a program is told it can %s", a.Body)
	}
	w.As(t, "orl.victims").Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil) // the person behind it can
}

// What cannot be sealed says where and why, and repeats nothing of what was sent.
func TestWhatCannotBeSealed(t *testing.T) {
	w := Start(t, "sqlite")
	report, id := sealedIn(t, w)
	with := func(key string, value any) M {
		i := M{}
		for k, v := range person {
			i[k] = v
		}
		i[key] = value
		return M{"pseudonym": "W-1", "role": "WITNESS", "identity": i}
	}
	tests := []struct {
		name    string
		send    any
		status  int
		pointer string
	}{
		{"no name and no contact", M{"pseudonym": "W-1", "role": "WITNESS", "identity": M{"notes": "secretword"}}, 422, "/identity/names"},
		{"an empty name", with("names", []string{""}), 422, "/identity/names/0"},
		{"a name with a direction override", with("names", []string{"secretword\u202e"}), 422, "/identity/names/0"},
		{"a name too long", with("names", []string{strings.Repeat("secretword", 21)}), 422, "/identity/names/0"},
		{"notes too long", with("notes", strings.Repeat("secretword ", 1000)), 422, "/identity/notes"},
		{"an age below zero", with("age_exact", -77), 422, "/identity/age_exact"},
		{"both an exact age and a span", with("age_low", 30), 422, "/identity/age_exact"},
		{"no such consent", with("consent", "secretword"), 422, "/identity/consent"},
		{"no such role", M{"pseudonym": "W-1", "role": "SPY", "identity": person}, 422, "/role"},
		{"the name as pseudonym", M{"pseudonym": "W-samira", "role": "WITNESS", "identity": person}, 422, "/pseudonym"},
		{"a pseudonym in use", M{"pseudonym": "V-07", "role": "VICTIM", "identity": person}, 422, "/pseudonym"},
		{"a field that is not there", with("blood_group", "secretword"), 400, "/identity/blood_group"},
		{"not JSON", []byte(`{"pseudonym":"W-1","identity":{"names":["secretword"`), 400, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var p Problem
			a := w.As(t, "orl.clerk").Want(tt.status, "POST", "/api/v1/reports/"+report+"/identities", tt.send, &p)
			if tt.pointer != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != tt.pointer) {
				t.Errorf("the answer points at %v, want %s", p.Errors, tt.pointer)
			}
			if bytes.Contains(a.Body, []byte("secretword")) {
				t.Errorf("the answer repeats what was sent: %s", a.Body)
			}
		})
	}
	for _, reason := range []string{"", "  because ", "aaaaaaaaaaaaaaa", strings.Repeat("why ", 300)} {
		w.As(t, "orl.victims").Want(422, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": reason}, nil)
	}
	if n := len(entries(t, w, id)); n != 1 {
		t.Errorf("%d entries, want the sealing alone", n)
	}
	var list M
	w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+report+"/identities", nil, &list)
	if n := len(list["items"].([]any)); n != 1 {
		t.Errorf("%d identities are held, want 1", n)
	}
}

// A correction seals a new version; who corrects an older one is told, and loses
// nothing of the other's.
func TestIdentityIsReplaced(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		report, id := sealedIn(t, w)
		lead, victims := w.As(t, "orl.lead"), w.As(t, "orl.victims")
		var held, open M
		a := lead.Want(200, "PUT", "/api/v1/identities/"+id, M{"identity": M{"names": []string{"Salma Haddad-Invented"}}}, &held, "If-Match", `"1"`)
		if held["version"] != 2.0 || Text(held, "pseudonym") != "V-07" || Text(held, "changed_by") != "orl.lead" || Text(held, "by") != "orl.clerk" || a.Header.Get("ETag") != `"2"` {
			t.Errorf("replacing gave %s", a.Body)
		}
		victims.Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, &open)
		if Text(open, "identity.names.0") != "Salma Haddad-Invented" || Text(open, "identity.contact") != "" {
			t.Errorf("opened %v", open)
		}
		lead.Want(412, "PUT", "/api/v1/identities/"+id, M{"identity": person}, nil, "If-Match", `"1"`)
		w.As(t, "orl.pa").Want(403, "PUT", "/api/v1/identities/"+id, M{"identity": person}, nil)
		lead.Want(200, "PUT", "/api/v1/identities/"+id, M{"pseudonym": "W-3", "role": "WITNESS", "identity": person}, &held)
		if Text(held, "pseudonym") != "W-3" || Text(held, "role") != "WITNESS" {
			t.Errorf("replacing gave %v", held)
		}
		lead.Want(201, "POST", "/api/v1/reports/"+report+"/identities", M{"pseudonym": "V-07", "role": "VICTIM", "identity": person}, nil)
		lead.Want(422, "PUT", "/api/v1/identities/"+id, M{"pseudonym": "V-07", "identity": person}, nil)
		noFaults(t, w)
	})
}

// Erasing destroys the key: the entry stays, the log verifies, nobody reads it
// again, and the pseudonym can be sealed anew.
func TestIdentityIsErased(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		report, id := sealedIn(t, w)
		file := filepath.Join(w.Config.Data, "keys", "ORL", id+".age")
		if _, err := os.Stat(file); err != nil {
			t.Fatal(err)
		}
		var list, again M
		w.As(t, "orl.clerk").Want(403, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": why}, nil)
		victims := w.As(t, "orl.victims")
		victims.Want(422, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": "short"}, nil)
		victims.Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
		victims.Want(200, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": "She took her consent back"}, nil)
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Errorf("the key is still there (%v)", err)
		}
		var p Problem
		victims.Want(409, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, &p)
		if !strings.Contains(p.Detail, "erased") {
			t.Errorf("opening what was erased says %q", p.Detail)
		}
		victims.Want(409, "PUT", "/api/v1/identities/"+id, M{"identity": person}, nil)
		victims.Want(200, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": "She took her consent back"}, nil)
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+report+"/identities", nil, &list)
		if Text(list, "items.0.erased_by") != "orl.victims" || Text(list, "items.0.pseudonym") != "V-07" {
			t.Errorf("the list says %v", list)
		}
		log := entries(t, w, id)
		if len(log) != 3 || Text(log[0], "action") != "ERASE_IDENTITY" || Text(log[0], "body.reason") != "She took her consent back" {
			t.Errorf("the log says %v", log)
		}
		w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/reports/"+report+"/identities", M{"pseudonym": "V-07", "role": "VICTIM", "identity": person}, &again)
		victims.Want(200, "POST", "/api/v1/identities/"+Text(again, "id")+"/openings", M{"reason": why}, nil)
		noFaults(t, w)
	})
}

// A key that comes back after its object was erased, from a backup or because the
// program was stopped in between, is destroyed at the next start.
func TestErasureIsFinishedAtTheNextStart(t *testing.T) {
	w := Start(t, "sqlite")
	_, id := sealedIn(t, w)
	file := filepath.Join(w.Config.Data, "keys", "ORL", id+".age")
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w.As(t, "orl.victims").Want(200, "POST", "/api/v1/identities/"+id+"/erasure", M{"reason": why}, nil)
	if err := os.WriteFile(file, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Restart(t)
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the key is still there (%v)", err)
	}
}

// noFaults insists that the log and the sealed identities verify.
func noFaults(t *testing.T, w *World) {
	t.Helper()
	_, faults, err := w.Server.DB.Verify(context.Background())
	if err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
	if faults, err = sealed.Verify(context.Background(), w.Server.DB); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

// One person opens at most so many within an hour; a restart does not forgive, an
// hour does, and a colleague is not held up.
func TestOpeningsAreCapped(t *testing.T) {
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			w := Start(t, kind, Unlimited, WithClock(clock))
			_, id := sealedIn(t, w)
			victims := w.As(t, "orl.victims")
			for range sealed.MostAnHour {
				victims.Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
			}
			var p Problem
			a := victims.Want(429, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, &p)
			if !strings.Contains(p.Detail, "30") || a.Header.Get("Retry-After") == "1" {
				t.Errorf("the refusal says %q, Retry-After %s", p.Detail, a.Header.Get("Retry-After"))
			}
			w.Restart(t)
			victims.Want(429, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
			w.As(t, "orl.legal").Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
			if n := len(entries(t, w, id)); n != 1+sealed.MostAnHour+1 {
				t.Errorf("%d entries, want each opening and no refusal", n)
			}
			ahead.Add(int64(61 * time.Minute))
			again := w.As(t, "orl.victims")
			again.Want(201, "POST", "/api/v1/session", M{"username": "orl.victims", "password": Password}, nil)
			again.Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
		})
	}
}

// kept is what the store remembers of requests sent with an Idempotency-Key.
func kept(t *testing.T, w *World) (requests, answers [][]byte) {
	t.Helper()
	driver, address := "sqlite3", filepath.Join(w.Config.Data, "concord.db")
	if w.Config.Database != "" {
		driver, address = "pgx", w.Config.Database
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT request, body FROM answers ORDER BY at")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var request, answer []byte
		if err := rows.Scan(&request, &answer); err != nil {
			t.Fatal(err)
		}
		requests, answers = append(requests, request), append(answers, answer)
	}
	return requests, answers
}

// A sealing sent twice under one key seals once and answers the same; an opening
// sent twice is two openings, because its answer is kept nowhere.
func TestIdentityRequestsSentTwice(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		var r, held M
		clerk, victims := w.As(t, "orl.clerk"), w.As(t, "orl.victims")
		clerk.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
		path := "/api/v1/reports/" + Text(r, "id") + "/identities"
		facts := M{"pseudonym": "V-07", "role": "VICTIM", "identity": M{"names": []string{"Samira Haddad-Invented"}}}
		text, err := json.Marshal(facts)
		if err != nil {
			t.Fatal(err)
		}
		first := clerk.Want(201, "POST", path, text, &held, "Idempotency-Key", "k-1")
		second := clerk.Want(201, "POST", path, text, nil, "Idempotency-Key", "k-1")
		if !bytes.Equal(first.Body, second.Body) || second.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("sent twice: %s, then %s", first.Body, second.Body)
		}
		clerk.Want(422, "POST", path, M{"pseudonym": "V-08", "role": "VICTIM", "identity": person}, nil, "Idempotency-Key", "k-1")

		id := Text(held, "id")
		for range 2 {
			a := victims.Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil, "Idempotency-Key", "k-2")
			if a.Header.Get("Idempotency-Replayed") != "" || !bytes.Contains(a.Body, []byte("Samira")) {
				t.Errorf("opening answered %s", a.Body)
			}
		}
		if log := entries(t, w, id); len(log) != 3 {
			t.Errorf("%d entries, want one sealing and two openings", len(log))
		}
		requests, answers := kept(t, w)
		if len(requests) != 1 || bytes.Contains(answers[0], []byte("Samira")) {
			t.Errorf("%d answers are kept: %s", len(requests), answers)
		}
		// with everything but the key, the right guess cannot be told from a wrong one
		for _, guess := range digests("POST\n"+path+"\n", text) {
			if bytes.Equal(guess, requests[0]) {
				t.Error("the kept digest can be found by trying names")
			}
		}
		// control: the same search finds what an ordinary request left behind
		ordinary, err := json.Marshal(M{"reason": why})
		if err != nil {
			t.Fatal(err)
		}
		victims.Want(200, "POST", "/api/v1/identities/"+id+"/erasure", ordinary, nil, "Idempotency-Key", "k-3")
		requests, _ = kept(t, w)
		found := false
		for _, guess := range digests("POST\n/api/v1/identities/"+id+"/erasure\n", ordinary) {
			found = found || bytes.Equal(guess, requests[len(requests)-1])
		}
		if !found {
			t.Error("the search for a bare digest finds none where there is one")
		}
	})
}

// digests are what somebody without the key would compute of a guessed request.
func digests(address string, text []byte) [][]byte {
	a, b := sha256.Sum256(append([]byte(address), text...)), sha256.Sum256(text)
	return [][]byte{a[:], b[:]}
}

// Without its key, or with another, nothing is sealed and nothing opened, and the
// words say what to do; put back, everything is as before.
func TestLostAndWrongKey(t *testing.T) {
	w := Start(t, "sqlite")
	report, id := sealedIn(t, w)
	victims := w.As(t, "orl.victims")
	file := filepath.Join(w.Config.Data, "keys", "ORL.age")
	right, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what, word string) {
		t.Helper()
		for _, ask := range []struct {
			method, path string
			body         any
		}{
			{"POST", "/api/v1/identities/" + id + "/openings", M{"reason": why}},
			{"PUT", "/api/v1/identities/" + id, M{"identity": person}},
			{"POST", "/api/v1/reports/" + report + "/identities", M{"pseudonym": "V-09", "role": "VICTIM", "identity": person}},
		} {
			var p Problem
			a := victims.Want(409, ask.method, ask.path, ask.body, &p)
			if !strings.Contains(p.Detail, word) || len(p.Missing) == 0 || !strings.Contains(p.Missing[0], "keys/ORL.age") || bytes.Contains(a.Body, []byte(w.Config.Data)) {
				t.Errorf("%s: %s %s says %s", what, ask.method, ask.path, a.Body)
			}
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	check("no key", "not in its place")
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Error("a new key was made in the place of the lost one")
	}
	var r M
	w.As(t, "var.clerk").Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
	w.As(t, "var.clerk").Want(201, "POST", "/api/v1/reports/"+Text(r, "id")+"/identities", M{"pseudonym": "V-1", "role": "VICTIM", "identity": person}, nil)
	other, err := os.ReadFile(filepath.Join(w.Config.Data, "keys", "VAR.age"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, other, 0o600); err != nil {
		t.Fatal(err)
	}
	check("another partner's key", "not")
	if err := os.WriteFile(file, right, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	check("a key others may read", "read by others")
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	victims.Want(200, "POST", "/api/v1/identities/"+id+"/openings", M{"reason": why}, nil)
	for _, e := range entries(t, w, id)[:4] { // the log tells also of openings that failed afterwards
		if Text(e, "action") != "OPEN_IDENTITY" {
			t.Errorf("the log has %v", e)
		}
	}
}
