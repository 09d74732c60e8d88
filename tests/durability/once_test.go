package durability

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	. "concord/tests/harness"
)

// atOnce lets n people do something at the same moment and gives their answers.
func atOnce(t *testing.T, n int, do func(i int) *http.Request) (statuses map[int]int, bodies, replayed []string) {
	t.Helper()
	statuses = map[int]int{}
	var mu sync.Mutex
	var ready, done sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			r := do(i)
			ready.Done()
			<-begin
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			text, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			statuses[answer.StatusCode]++
			bodies = append(bodies, answer.Header.Get("ETag")+" "+answer.Header.Get("Location")+" "+string(text))
			replayed = append(replayed, answer.Header.Get("Idempotency-Replayed"))
		}()
	}
	ready.Wait()
	close(begin)
	done.Wait()
	return statuses, bodies, replayed
}

func ask(t *testing.T, address, token, method, path string, body []byte, header ...string) *http.Request {
	r, err := http.NewRequest(method, address+path, strings.NewReader(string(body)))
	if err != nil {
		t.Error(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func rounds() int {
	if *full {
		return 200
	}
	return 5
}

// One key is one effect, however many send it at once, and all of them read the
// same bytes; the service started anew still knows them. The key with another
// request is refused, and the key of somebody else is another key.
func TestOneKeyIsOneReport(t *testing.T) {
	keys := 3
	if *full {
		keys = 60
	}
	s, tokens := populated(t, keys+1) // a key for each person: one may not ask without end
	v := s.serve(t)
	var key, first string
	var body []byte
	for round := range keys {
		key, token := fmt.Sprintf("key %d", round), tokens[round]
		body, _ = json.Marshal(account(round, fmt.Sprintf("K-%d", round)))
		statuses, answers, replayed := atOnce(t, writers, func(int) *http.Request {
			return ask(t, v.address, token, "POST", "/api/v1/reports", body, "Idempotency-Key", key)
		})
		if statuses[201] != writers {
			t.Fatalf("64 with one key were answered %v: %v", statuses, answers[:2])
		}
		fresh := 0
		for i, a := range answers {
			if a != answers[0] {
				t.Fatalf("two answers differ:\n%s\n%s", answers[0], a)
			}
			if replayed[i] == "" {
				fresh++
			}
		}
		if fresh != 1 {
			t.Errorf("%d answers say that they were made now, want 1", fresh)
		}
		first = answers[0]
	}
	last := keys - 1
	key = fmt.Sprintf("key %d", last)
	other, _ := json.Marshal(account(last, "K-other"))
	v.kill()
	v = s.serve(t)
	for _, tt := range []struct {
		name   string
		token  string
		body   []byte
		status int
	}{
		{"the same again", tokens[last], body, 201},
		{"another body", tokens[last], other, 422},
		{"somebody else's key", tokens[keys], other, 201},
	} {
		statuses, answers, _ := atOnce(t, 1, func(int) *http.Request {
			return ask(t, v.address, tt.token, "POST", "/api/v1/reports", tt.body, "Idempotency-Key", key)
		})
		if statuses[tt.status] != 1 {
			t.Errorf("%s: %v, want %d: %v", tt.name, statuses, tt.status, answers)
		}
		if tt.name == "the same again" && answers[0] != first {
			t.Errorf("after a restart the key is answered\n%s\nand not\n%s", answers[0], first)
		}
	}
	v.stop(t)
	if have := s.exported(t); len(have) != last+2 {
		t.Errorf("%d reports are stored, want %d: %v", len(have), last+2, have)
	}
	s.clean(t)
}

// Of 64 who amend the version they read, one succeeds and 63 are told that they
// were not first; no version is lost and none is made twice.
func TestOneOfManyAmendments(t *testing.T) {
	s, tokens := populated(t, writers)
	v := s.serve(t)
	made, _ := json.Marshal(account(1, "C-1"))
	book := newLedger()
	c := newClient(v.address, tokens[0], book)
	status, text, err := c.do("POST", "/api/v1/reports", made)
	var report stored
	if err != nil || status != 201 || json.Unmarshal(text, &report) != nil {
		t.Fatalf("%d %s %v", status, text, err)
	}
	path := "/api/v1/reports/" + report.ID
	amended := func(round, i int) []byte {
		f := account(1, "C-1")
		f["title"] = fmt.Sprintf("Round %d by %d", round, i)
		b, _ := json.Marshal(f)
		return b
	}
	if status, _, _ := c.do("PUT", path, amended(0, 0)); status != http.StatusPreconditionRequired {
		t.Errorf("without If-Match: %d, want 428", status)
	}
	for _, tag := range []string{`W/"1"`, `"0"`, `"2"`, `1`} {
		if status, _, _ := c.do("PUT", path, amended(0, 0), "If-Match", tag); status != http.StatusPreconditionFailed {
			t.Errorf("If-Match %s on version 1: %d, want 412", tag, status)
		}
	}
	for round := range rounds() {
		tag := fmt.Sprintf(`"%d"`, round+1)
		statuses, answers, _ := atOnce(t, writers, func(i int) *http.Request {
			return ask(t, v.address, tokens[i/2*2], "PUT", path, amended(round, i), "If-Match", tag) // the even ones are of the report's partner
		})
		if statuses[200] != 1 || statuses[412] != writers-1 {
			t.Fatalf("round %d: %v, want one 200 and 63 times 412: %v", round, statuses, answers[:2])
		}
	}
	status, text, err = c.do("GET", path+"/versions", nil)
	var history struct{ Items []M }
	if err != nil || status != 200 || json.Unmarshal(text, &history) != nil {
		t.Fatalf("%d %s %v", status, text, err)
	}
	if len(history.Items) != rounds()+1 {
		t.Errorf("%d versions after %d rounds, want one more than rounds", len(history.Items), rounds())
	}
	for i, item := range history.Items {
		round := len(history.Items) - 2 - i
		if want := fmt.Sprintf("Round %d by ", round); round >= 0 && !strings.HasPrefix(Text(item, "facts.title"), want) {
			t.Errorf("version %v is titled %q, want %q …", item["version"], Text(item, "facts.title"), want)
		}
	}
	v.stop(t)
	s.clean(t)
}

// Writes that share a transaction do not share their fate: of 64 at once every
// second one cannot be stored, and each of the others is.
func TestNeighboursStand(t *testing.T) {
	s, tokens := populated(t, writers)
	v := s.serve(t)
	taken := map[int][]byte{}
	for i := range 2 {
		taken[i], _ = json.Marshal(account(i, fmt.Sprintf("TAKEN-%d", i)))
		c := newClient(v.address, tokens[i], newLedger())
		if status, text, err := c.do("POST", "/api/v1/reports", taken[i]); err != nil || status != 201 {
			t.Fatalf("%d %s %v", status, text, err)
		}
	}
	want := 0
	for round := range rounds() {
		statuses, answers, _ := atOnce(t, writers, func(i int) *http.Request {
			body, _ := json.Marshal(account(i, fmt.Sprintf("N-%d-%d", round, i)))
			if i/2%2 == 1 { // a reference the partner used before is found out by the database itself
				body = taken[i%2]
			}
			return ask(t, v.address, tokens[i], "POST", "/api/v1/reports", body)
		})
		if statuses[201] != writers/2 || statuses[422] != writers/2 {
			t.Fatalf("round %d: %v, want 32 times 201 and 32 times 422: %v", round, statuses, answers[:2])
		}
		want += writers / 2
	}
	v.stop(t)
	have := s.exported(t)
	for round := range rounds() {
		for i := range writers {
			_, there := have[fmt.Sprintf("N-%d-%d", round, i)]
			if there != (i/2%2 == 0) {
				t.Errorf("round %d writer %d: stored %v", round, i, there)
			}
		}
	}
	s.clean(t)
}
