package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"concord/models"

	"github.com/gofiber/fiber/v2"
)

// tell answers a request with err and gives back what was sent.
func tell(t *testing.T, err error) (a answer, p problem) {
	t.Helper()
	y := startToyWith(t, AppConfig{}, func(app *fiber.App) { app.Get("/told", func(c *fiber.Ctx) error { return err }) })
	a = y.get(t, "/told")
	if err := json.Unmarshal([]byte(a.text), &p); err != nil {
		t.Fatalf("%v: %s", err, a.text)
	}
	return a, p
}

func TestProblems(t *testing.T) {
	listen(t)
	fields := []models.FieldError{{Pointer: "/place", Detail: "Say where."}, {Pointer: "/title", Detail: "Say what."}}
	tests := []struct {
		name string
		err  error
		want problem
	}{
		{"every broken field at once", models.Invalid(fields...), problem{Type: "/problems/malformed", Title: "Fields need correcting", Status: 422, Detail: "2 fields need correcting.", Errors: fields}},
		{"wrapped on its way", fmt.Errorf("reports: %w", models.ErrMissing), problem{Type: "/problems/missing", Title: "Not found", Status: 404, Detail: models.ErrMissing.Detail}},
		{"what must happen first", models.Refuse("Not yet.", "Varda's approval"), problem{Type: "/problems/conflict", Title: "It cannot be done now", Status: 409, Detail: "Not yet.", Missing: []string{"Varda's approval"}}},
		{"not one's own to do", models.Deny("Ask the cell lead."), problem{Type: "/problems/forbidden", Title: "This is not yours to do", Status: 403, Detail: "Ask the cell lead."}},
		{"not signed in", &models.Error{Kind: models.SignIn}, problem{Type: "/problems/sign-in", Title: "Sign in first", Status: 401}},
		{"unreadable", &models.Error{Kind: models.Unreadable}, problem{Type: "/problems/unreadable", Title: "It could not be read", Status: 400}},
		{"stale", &models.Error{Kind: models.Stale}, problem{Type: "/problems/stale", Title: "Someone saved first", Status: 412}},
		{"no version", &models.Error{Kind: models.Precondition}, problem{Type: "/problems/precondition", Title: "Say which version you mean", Status: 428}},
		{"too large", &models.Error{Kind: models.TooLarge}, problem{Type: "/problems/too-large", Title: "Too large", Status: 413}},
		{"busy", &models.Error{Kind: models.Busy}, problem{Type: "/problems/busy", Title: "Busy", Status: 503}},
		{"slow", &models.Error{Kind: models.Slow}, problem{Type: "/problems/slow", Title: "Too many requests", Status: 429}},
		{"a word of HTTP", fiber.NewError(415, "Send JSON."), problem{Type: "about:blank", Title: "Unsupported Media Type", Status: 415, Detail: "Send JSON."}},
		{"a word of HTTP for our own failing", fiber.NewError(502, "swordfish"), problem{Type: "about:blank", Title: "Bad Gateway", Status: 502}},
		{"anything else", errors.New("swordfish"), problem{Type: "/problems/internal", Title: "Something went wrong here", Status: 500, Detail: tellOperator}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, p := tell(t, tt.err)
			if p.RequestID == "" || p.RequestID != a.header.Get("X-Request-Id") {
				t.Errorf("request_id %q, header %q", p.RequestID, a.header.Get("X-Request-Id"))
			}
			p.RequestID = ""
			if a.status != tt.want.Status || !reflect.DeepEqual(p, tt.want) {
				t.Errorf("%d %+v\nwant %+v", a.status, p, tt.want)
			}
			retry := a.header.Get("Retry-After")
			if (retry != "") != (a.status == 429 || a.status == 503) {
				t.Errorf("Retry-After %q with %d", retry, a.status)
			}
			if (a.header.Get("WWW-Authenticate") != "") != (a.status == 401) {
				t.Errorf("WWW-Authenticate %q with %d", a.header.Get("WWW-Authenticate"), a.status)
			}
		})
	}
	if a, _ := tell(t, later{&models.Error{Kind: models.Slow}, 2100 * time.Millisecond}); a.header.Get("Retry-After") != "3" {
		t.Errorf("Retry-After %q, want 3", a.header.Get("Retry-After"))
	}
}

// Every kind of error has its problem: a new one cannot be forgotten here.
func TestEveryKindHasItsProblem(t *testing.T) {
	types := map[string]bool{}
	for kind := models.Internal; kind <= models.TooLarge; kind++ {
		p, ok := problems[kind]
		if !ok || p.Status < 400 || types[p.Type] {
			t.Errorf("kind %d: %+v", kind, p)
		}
		types[p.Type] = true
	}
}

// The text of an error that is not ours is in the log under the request's id and
// in no answer (F7).
func TestErrorTextStaysHere(t *testing.T) {
	log := listen(t)
	a := startToy(t, AppConfig{}).get(t, "/fail")
	if a.status != 500 || strings.Contains(a.text, "swordfish") {
		t.Errorf("told: %d %s", a.status, a.text)
	}
	if !strings.Contains(log.String(), "swordfish") || !strings.Contains(log.String(), a.header.Get("X-Request-Id")) {
		t.Errorf("not in the log: %s", log)
	}
	if a := startToy(t, AppConfig{}, "errors").get(t, "/fail"); !strings.Contains(a.text, "swordfish") {
		t.Errorf("control: Fiber's own handler does not tell: %s", a.text)
	}
}

// An address without a route cannot be told from a record that is not there.
func TestMissingRouteLooksLikeMissingRecord(t *testing.T) {
	y := startToyWith(t, AppConfig{}, func(app *fiber.App) {
		app.Get("/api/v1/reports/:id", func(*fiber.Ctx) error { return models.ErrMissing })
	})
	route, record := y.get(t, "/api/v1/nowhere/1"), y.get(t, "/api/v1/reports/1")
	same := func(a answer) string {
		return strings.ReplaceAll(a.text, a.header.Get("X-Request-Id"), "") + a.header.Get("Content-Type") + a.header.Get("Cache-Control")
	}
	if route.status != 404 || record.status != 404 || same(route) != same(record) {
		t.Errorf("%d %s\n%d %s", route.status, route.text, record.status, record.text)
	}
}

// A problem is as short for app.Test as over the wire.
func TestProblemIsRFC9457(t *testing.T) {
	y := startToy(t, AppConfig{})
	res, err := y.app.Test(httptest.NewRequest("GET", "/none", nil))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	for _, member := range []string{"type", "title", "status", "detail", "request_id"} {
		if got[member] == nil {
			t.Errorf("no %s in %v", member, got)
		}
	}
	if len(got) != 5 || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s %v", res.Header.Get("Content-Type"), got)
	}
}
