// Package harness starts the whole program on a temporary database and speaks to
// it over HTTP as named people.
package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"
	"time"

	"concord/app/server"
	"concord/handlers"
	"concord/models"
	"concord/models/directory"
)

// Password is everybody's in tests.
const Password = "a long enough pass phrase"

// cheap makes signing in quick in tests; the program's own cost is asserted
// where it is set.
var cheap = directory.Cost{MemoryKiB: 64, Time: 1, Threads: 1}

// Partners of every test world: two that work together, a third equal one and an
// observer.
var Partners = []models.Partner{
	{Code: "ORL", Name: "Orland", Kind: "STATE_FORCES", Role: "ASSISTING", StandardOfProof: "MORE_LIKELY_THAN_NOT"},
	{Code: "VAR", Name: "Varsenna", Kind: "STATE_FORCES", Role: "ASSISTED", UTCOffsetMin: 180, StandardOfProof: "NOT_STATED"},
	{Code: "TRI", Name: "Trimark", Kind: "STATE_FORCES", Role: "CO_EQUAL", StandardOfProof: "NOT_STATED"},
	{Code: "IR", Name: "Isle Recorders", Kind: "OBSERVER_BODY", Role: "OBSERVER", StandardOfProof: "NOT_STATED"},
}

var posts = map[string]models.Role{
	"clerk": models.CellClerk, "lead": models.CellLead, "investigator": models.Investigator, "legal": models.LegalAdviser, "approver": models.Approver,
	"pa": models.PublicAffairs, "liaison": models.Liaison, "victims": models.VictimLiaison, "authority": models.ArrangementAuthority,
}

// World is a running program with its people.
type World struct {
	Server *server.Server
	Config server.Config
	mu     sync.Mutex
	people map[string]*Person
}

// Option changes how a world starts.
type Option func(*server.Config)

// WithClock makes the world's clock the test's.
func WithClock(now func() time.Time) Option { return func(c *server.Config) { c.Now = now } }

// Each runs a story on every database.
func Each(t *testing.T, story func(t *testing.T, w *World), options ...Option) {
	for _, name := range Databases(t) {
		t.Run(name, func(t *testing.T) { story(t, Start(t, name, options...)) })
	}
}

// Start runs a world on a database of a kind until the test ends.
func Start(t testing.TB, kind string, options ...Option) *World {
	t.Helper()
	cfg := server.Config{Data: t.TempDir(), Database: Database(t, kind), Listen: "127.0.0.1:0", PasswordCost: cheap}
	for _, o := range options {
		o(&cfg)
	}
	s, err := server.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Server: s, Config: cfg, people: map[string]*Person{}}
	t.Cleanup(func() {
		if err := w.Server.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	w.populate(t)
	return w
}

// Restart stops the program and starts it again on the same data.
func (w *World) Restart(t testing.TB) {
	t.Helper()
	if err := w.Server.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := server.Start(context.Background(), w.Config)
	if err != nil {
		t.Fatal(err)
	}
	w.Server = s
}

func (w *World) populate(t testing.TB) {
	ctx := context.Background()
	hash, err := directory.Hash(Password, cheap)
	if err != nil {
		t.Fatal(err)
	}
	add := func(p directory.Person) {
		p.PasswordHash = hash
		if _, err := directory.AddUser(ctx, w.Server.DB, p); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range Partners {
		if err := directory.AddPartner(ctx, w.Server.DB, p); err != nil {
			t.Fatal(err)
		}
		for post, role := range posts {
			add(directory.Person{Name: strings.ToLower(p.Code) + "." + post, Partner: p.Code, Roles: []models.Role{role}})
		}
	}
	add(directory.Person{Name: "auditor", Roles: []models.Role{models.Auditor}})
	add(directory.Person{Name: "admin", Roles: []models.Role{models.Admin}})
}

// Person is somebody signed in.
type Person struct {
	t      testing.TB
	w      *World
	Name   string
	client *http.Client
}

// As is a person of the world, signed in; the name "" is nobody.
func (w *World) As(t testing.TB, name string) *Person {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if p, ok := w.people[name]; ok {
		again := *p
		again.t = t
		return &again
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &Person{t: t, w: w, Name: name, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if name != "" {
		p.Want(201, "POST", "/api/v1/session", map[string]string{"username": name, "password": Password}, nil)
	}
	w.people[name] = p
	return p
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request; in is encoded as JSON unless it is nil or bytes.
func (p *Person) Do(method, path string, in any, header ...string) Answer {
	p.t.Helper()
	var body io.Reader
	if in != nil {
		text, raw := in.([]byte)
		if !raw {
			var err error
			if text, err = json.Marshal(in); err != nil {
				p.t.Fatal(err)
			}
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, p.w.Server.Address()+path, body)
	if err != nil {
		p.t.Fatal(err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return Answer{answer.StatusCode, answer.Header, text}
}

// Want sends a request, insists on the status and reads the answer into out.
func (p *Person) Want(status int, method, path string, in, out any, header ...string) Answer {
	p.t.Helper()
	a := p.Do(method, path, in, header...)
	if a.Status != status {
		p.t.Fatalf("%s: %s %s = %d, want %d: %s", p.Name, method, path, a.Status, status, a.Body)
	}
	if out != nil {
		if err := json.Unmarshal(a.Body, out); err != nil {
			p.t.Fatalf("%s: %s %s: %v in %s", p.Name, method, path, err, a.Body)
		}
	}
	return a
}

// Problem is an error as programs read it.
type Problem struct {
	Type    string   `json:"type"`
	Status  int      `json:"status"`
	Detail  string   `json:"detail"`
	Missing []string `json:"missing"`
	Errors  []struct {
		Pointer string `json:"pointer"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

// M is a JSON object.
type M = map[string]any

// Get reads a path of the answer such as "a.partner" or "items.0.id".
func Get(v any, path string) any {
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i := 0
			if _, err := fmt.Sscanf(step, "%d", &i); err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// Text is Get as a string.
func Text(v any, path string) string {
	s, _ := Get(v, path).(string)
	return s
}

// Form is a multipart form with one file and further fields.
func Form(t testing.TB, name, content string, fields ...string) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, content)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	m.Close()
	return b.Bytes(), m.FormDataContentType()
}

// Unlimited lets a test ask faster than a person may.
func Unlimited(c *server.Config) {
	c.Limits = handlers.Limits{PerSecond: 1_000_000, SignInsPerMinute: 1_000_000}
}

// Again starts a second program on the store of a world, as two machines serve one
// PostgreSQL. It has the world's people and none of its own.
func Again(t testing.TB, w *World) *World {
	t.Helper()
	cfg := w.Config
	cfg.Data = t.TempDir()
	s, err := server.Start(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return &World{Server: s, Config: cfg, people: map[string]*Person{}}
}
