package durability

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

const writers = 64

// ledger is what was acknowledged, kept where no kill reaches it.
type ledger struct {
	mu       sync.Mutex
	versions map[string]int // by local reference, the newest acknowledged
	ids      map[string]string
	open     map[string]request // sent and not answered
	wrong    []string           // answers that must not be
	statuses map[int]int
	sent     int
	slowest  time.Duration
}

type request struct {
	token, key string
	body       []byte
}

func newLedger() *ledger {
	return &ledger{versions: map[string]int{}, ids: map[string]string{}, open: map[string]request{}, statuses: map[int]int{}}
}

// answered notes one answer.
func (l *ledger) answered(status int, retry string, text []byte, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent++
	l.statuses[status]++
	l.slowest = max(l.slowest, took)
	fine := status < 500 || status == http.StatusServiceUnavailable && retry != ""
	if !fine || strings.Contains(string(text), "locked") {
		l.wrong = append(l.wrong, fmt.Sprintf("%d %s", status, text))
	}
}

func (l *ledger) acknowledge(ref, id string, version int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.versions[ref], l.ids[ref] = version, id
	delete(l.open, ref)
}

// client is one writer with connections of its own.
type client struct {
	http    *http.Client
	address string
	token   string
	book    *ledger
}

func newClient(address, token string, book *ledger) *client {
	return &client{&http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}, address, token, book}
}

// do sends one request; the error is that no whole answer came.
func (c *client) do(method, path string, body []byte, header ...string) (status int, text []byte, err error) {
	r, err := http.NewRequest(method, c.address+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	began := time.Now()
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	if text, err = io.ReadAll(answer.Body); err != nil {
		return 0, nil, err
	}
	c.book.answered(answer.StatusCode, answer.Header.Get("Retry-After"), text, time.Since(began))
	if answer.StatusCode == http.StatusTooManyRequests { // one person may not ask without end
		time.Sleep(20 * time.Millisecond)
	}
	return answer.StatusCode, text, nil
}

// write logs reports until stop is closed or the service is gone: each third with
// an Idempotency-Key, each fifth amended, each eighth shared, so that the matching
// runs as well.
func (c *client) write(writer, round int, stop <-chan struct{}) {
	defer c.http.CloseIdleConnections()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		ref := fmt.Sprintf("W%02d-%02d-%06d", writer, round, n)
		facts := account(rand.IntN(1<<30), ref)
		body, _ := json.Marshal(facts)
		var header []string
		if n%3 == 0 {
			header = []string{"Idempotency-Key", ref}
			c.book.mu.Lock()
			c.book.open[ref] = request{c.token, ref, body}
			c.book.mu.Unlock()
		}
		status, text, err := c.do("POST", "/api/v1/reports", body, header...)
		if err != nil {
			return
		}
		if status != http.StatusCreated {
			c.book.mu.Lock()
			delete(c.book.open, ref) // refused, and that was said
			c.book.mu.Unlock()
			continue
		}
		var made stored
		if json.Unmarshal(text, &made) != nil || made.LocalRef != ref {
			c.book.answered(599, "", text, 0)
			return
		}
		c.book.acknowledge(ref, made.ID, 1)
		version := 1
		if n%5 == 0 {
			facts["title"] = "Amended " + ref
			body, _ = json.Marshal(facts)
			if status, _, err = c.do("PUT", "/api/v1/reports/"+made.ID, body, "If-Match", `"1"`); err != nil {
				return
			}
			if status == http.StatusOK {
				version++
				c.book.acknowledge(ref, made.ID, version)
			}
		}
		if n%8 == 0 {
			if status, _, err = c.do("POST", "/api/v1/reports/"+made.ID+"/share", []byte(`{"with":"joint"}`)); err != nil {
				return
			}
			if status == http.StatusOK {
				c.book.acknowledge(ref, made.ID, version+1)
			}
		}
	}
}

// load lets all writers write for a time and waits for them.
func load(address string, tokens []string, book *ledger, round int, during func()) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			newClient(address, tokens[i], book).write(i, round, stop)
		}()
	}
	during()
	close(stop)
	wg.Wait()
}

// check insists that everything acknowledged is stored, once and not older than
// acknowledged, and that no answer was one that must not be.
func (l *ledger) check(t *testing.T, have map[string]stored) {
	t.Helper()
	lost := 0
	for ref, version := range l.versions {
		r, there := have[ref]
		if !there || r.ID != l.ids[ref] || r.Version < version {
			if lost++; lost <= 10 {
				t.Errorf("%s was acknowledged as %s version %d; stored is %+v", ref, l.ids[ref], version, r)
			}
		}
		if want := "Amended " + ref; r.Version > 1 && r.Title != want && r.Title != "Report "+ref {
			t.Errorf("%s is titled %q", ref, r.Title)
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged reports are missing or older than acknowledged", lost, len(l.versions))
	}
	for i, w := range l.wrong {
		if i == 10 {
			t.Fatalf("and %d more", len(l.wrong)-i)
		}
		t.Errorf("an answer that must not be: %s", w)
	}
}

// 64 people write at once. Nobody is told of locks, and every report that was
// acknowledged is there exactly once.
func TestSixtyFourWriters(t *testing.T) {
	last, floor := 2*time.Second, 2*writers
	if *full {
		last, floor = 20*time.Second, 50*writers
	}
	s, tokens := populated(t, writers)
	v := s.serve(t)
	book := newLedger()
	began := time.Now()
	load(v.address, tokens, book, 0, func() { time.Sleep(last) })
	took := time.Since(began)
	v.stop(t)
	have := s.exported(t)
	book.check(t, have)
	if len(have) != len(book.versions) {
		t.Errorf("%d reports are stored, %d were acknowledged and nothing was left open", len(have), len(book.versions))
	}
	if len(book.versions) < floor {
		t.Errorf("only %d reports in %v: too few to have been at once", len(book.versions), took)
	}
	s.clean(t)
	t.Logf("%d requests in %v (%.0f/s), %d reports, slowest %v, statuses %v", book.sent, took.Round(time.Millisecond), float64(book.sent)/took.Seconds(), len(book.versions), book.slowest.Round(time.Millisecond), book.statuses)
}

// The service is killed under that load again and again. Nothing acknowledged is
// missing, a request that got no answer can be sent again and happens once, and
// the log is whole after every kill.
func TestKilledUnderLoad(t *testing.T) {
	kills, floor := 3, writers/2
	if *full {
		kills, floor = 20, 10*writers
	}
	s, tokens := populated(t, writers)
	book := newLedger()
	var slowest time.Duration
	repeated := map[int]int{}
	for round := range kills {
		v := s.serve(t)
		slowest = max(slowest, v.ready)
		load(v.address, tokens, book, round, func() {
			time.Sleep(time.Duration(50+rand.IntN(750)) * time.Millisecond)
			v.kill()
		})
		if out, words, status := s.run(t, "verify"); status != 0 {
			t.Fatalf("after kill %d verify = %d: %s%s", round+1, status, out, words)
		}
		book.check(t, s.exported(t))
		resend(t, s, book, repeated)
	}
	have := s.exported(t)
	book.check(t, have)
	s.clean(t)
	if len(book.versions) < floor {
		t.Errorf("only %d reports were acknowledged in %d rounds", len(book.versions), kills)
	}
	if slowest > 2*time.Second {
		t.Errorf("ready again after %v, want 2 s at most", slowest)
	}
	t.Logf("%d kills, %d acknowledged, %d stored, ready again in %v at most, repeated requests were answered %v, statuses %v", kills, len(book.versions), len(have), slowest.Round(time.Millisecond), repeated, book.statuses)
}

// resend sends every unanswered request again under its key, twice. Whether the
// first one had happened or not, it has happened once afterwards: 201 tells what
// was made, 409 that it had been made before the answer was lost.
func resend(t *testing.T, s store, book *ledger, repeated map[int]int) {
	t.Helper()
	v := s.serve(t)
	defer v.stop(t)
	before := s.exported(t)
	for ref, r := range book.open {
		c := newClient(v.address, r.token, newLedger())
		_, happened := before[ref]
		for range 2 {
			status, text, err := c.do("POST", "/api/v1/reports", r.body, "Idempotency-Key", r.key)
			if err != nil {
				t.Fatal(err)
			}
			repeated[status]++
			if status != http.StatusCreated && !(status == http.StatusConflict && happened) {
				t.Errorf("%s sent again (it had happened: %v): %d %s", ref, happened, status, text)
			}
		}
		c.http.CloseIdleConnections()
	}
	after := s.exported(t)
	for ref := range book.open {
		r, there := after[ref]
		if !there {
			t.Errorf("%s was sent again and is not there", ref)
		}
		book.versions[ref], book.ids[ref] = 1, r.ID
	}
	clear(book.open)
}
