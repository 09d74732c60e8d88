package handlers

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"concord/models"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// toy is the HTTP layer on a real socket with a few routes that show what of a
// request reaches a handler.
type toy struct {
	app  *fiber.App
	addr string
	hits atomic.Int64 // requests that reached /hit or /raw
	mu   sync.Mutex
	ids  []string // as /ids/:id was given them, kept unchanged
}

func startToy(t testing.TB, cfg AppConfig, without ...string) *toy {
	t.Helper()
	return startToyWith(t, cfg, func(*fiber.App) {}, without...)
}

// startToyWith has further routes.
func startToyWith(t testing.TB, cfg AppConfig, more func(*fiber.App), without ...string) *toy {
	t.Helper()
	cfg.without = map[string]bool{}
	for _, name := range without {
		cfg.without[name] = true
	}
	y := &toy{app: NewApp(cfg)}
	y.routes()
	more(y.app)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	y.addr = ln.Addr().String()
	done := make(chan error, 1)
	go func() { done <- Serve(y.app, ln) }()
	t.Cleanup(func() {
		y.app.ShutdownWithTimeout(100 * time.Millisecond)
		ln.Close() // for a test that ended before Serve had begun
		<-done
	})
	return y
}

func (y *toy) routes() {
	hit := func(c *fiber.Ctx) error { y.hits.Add(1); return c.SendString("hit") }
	y.app.Get("/ok", func(c *fiber.Ctx) error { return c.SendString("ok") })
	y.app.Get("/api/v1/ok", func(c *fiber.Ctx) error { return c.SendString("ok") })
	y.app.Get("/api/v1/kept", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "max-age=60")
		c.Set(fiber.HeaderETag, `"1"`)
		return models.ErrMissing
	})
	y.app.Get("/hit", hit)
	y.app.Post("/hit", hit)
	y.app.Post("/raw", func(c *fiber.Ctx) error {
		y.hits.Add(1)
		n := int64(len(c.BodyRaw()))
		if stream := c.Context().RequestBodyStream(); stream != nil {
			n, _ = io.Copy(io.Discard, stream)
		}
		return c.SendString(fmt.Sprint(n))
	})
	y.app.Post("/inflated", func(c *fiber.Ctx) error { return c.SendString(fmt.Sprint(len(c.Body()))) })
	y.app.Get("/ids/:id", func(c *fiber.Ctx) error {
		y.mu.Lock()
		y.ids = append(y.ids, c.Params("id"))
		y.mu.Unlock()
		return nil
	})
	y.app.Get("/who", func(c *fiber.Ctx) error {
		return c.SendString(c.Protocol() + " " + c.Hostname() + " " + c.IP())
	})
	y.app.Get("/go", func(c *fiber.Ctx) error { return c.Redirect(c.Query("to")) })
	y.app.Get("/panic", func(c *fiber.Ctx) error { panic("the password is swordfish") })
	y.app.Get("/fail", func(c *fiber.Ctx) error { return errors.New("pq: password swordfish refused") })
	y.app.Get("/fail/:status", func(c *fiber.Ctx) error {
		n, _ := c.ParamsInt("status")
		return fiber.NewError(n, "swordfish")
	})
	y.app.Post("/facts", func(c *fiber.Ctx) error {
		facts, err := body[models.ReportFacts](c)
		if err != nil {
			return err
		}
		return c.JSON(facts)
	})
	y.app.Post("/maybe", func(c *fiber.Ctx) error {
		facts, err := optionalBody[models.ReportFacts](c)
		if err != nil {
			return err
		}
		return c.JSON(facts)
	})
	y.app.Put("/versioned", func(c *fiber.Ctx) error { return ifMatch(c, etag(3)) })
	y.app.Post("/form", func(c *fiber.Ctx) error { return c.SendString(c.FormValue("name")) })
}

// answer is what came back on a raw socket.
type answer struct {
	status int // 0 when the connection was closed without a word
	text   string
	header http.Header
	closed bool // nothing more can be asked on this connection
}

// say writes exactly these bytes and reads one response.
func (y *toy) say(t testing.TB, raw string) answer {
	t.Helper()
	return y.pour(t, strings.NewReader(raw))
}

func (y *toy) pour(t testing.TB, raw io.Reader) answer {
	t.Helper()
	conn, err := net.Dial("tcp", y.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	go io.Copy(conn, raw) // the service may answer and close before it has read all
	return hear(conn)
}

func hear(conn net.Conn) answer {
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		return answer{closed: true}
	}
	text, _ := io.ReadAll(res.Body)
	conn.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	_, err = r.Peek(1)
	return answer{res.StatusCode, string(text), res.Header, err != nil && !errors.Is(err, os.ErrDeadlineExceeded)}
}

// get asks in the ordinary way.
func (y *toy) get(t testing.TB, path string, headers ...string) answer {
	t.Helper()
	return y.say(t, "GET "+path+" HTTP/1.1\r\nHost: concord\r\n"+lines(headers)+"Connection: close\r\n\r\n")
}

func (y *toy) post(t testing.TB, path, body string, headers ...string) answer {
	t.Helper()
	return y.say(t, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: concord\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n%s", path, len(body), lines(headers), body))
}

func lines(headers []string) string {
	var b strings.Builder
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	return b.String()
}

// heard is a log that may be read while it is written.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// listen catches what is logged while the test runs.
func listen(t *testing.T) *heard {
	h := &heard{}
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(h, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return h
}

// F3: strings of a request stay what they were after later requests.
func TestStringsOutliveTheirRequest(t *testing.T) {
	changed := func(y *toy) int {
		conn, err := net.Dial("tcp", y.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		r := bufio.NewReader(conn)
		for i := range 200 {
			fmt.Fprintf(conn, "GET /ids/id-%04d HTTP/1.1\r\nHost: concord\r\n\r\n", i)
			res, err := http.ReadResponse(r, nil)
			if err != nil || res.StatusCode != 200 {
				t.Fatal(res, err)
			}
		}
		y.mu.Lock()
		defer y.mu.Unlock()
		n := 0
		for i, id := range y.ids {
			if id != fmt.Sprintf("id-%04d", i) {
				n++
			}
		}
		return n
	}
	if n := changed(startToy(t, AppConfig{})); n != 0 {
		t.Errorf("%d of 200 kept ids were changed by later requests", n)
	}
	if n := changed(startToy(t, AppConfig{}, "immutable")); n == 0 {
		t.Error("control: without Immutable no id was changed, so this test sees nothing")
	}
}

// F6: a panic is one failed request. Its text is logged under the request's id
// and is not told.
func TestPanicIsOneFailedRequest(t *testing.T) {
	log := listen(t)
	y := startToy(t, AppConfig{})
	a := y.get(t, "/panic")
	if a.status != 500 || a.header.Get("Content-Type") != problemType {
		t.Fatalf("a panic is answered %d %s", a.status, a.text)
	}
	if strings.Contains(a.text, "swordfish") {
		t.Errorf("the panic's text is told: %s", a.text)
	}
	if id := a.header.Get("X-Request-Id"); !strings.Contains(a.text, id) || !strings.Contains(log.String(), id) || !strings.Contains(log.String(), "swordfish") {
		t.Errorf("request id %q is not in both the answer and the log:\n%s\n%s", id, a.text, log)
	}
	if a := y.get(t, "/ok"); a.status != 200 {
		t.Errorf("after the panic: %d", a.status)
	}
}

// Control of F6, in a process of its own: without recover it ends.
func TestPanicWithoutRecoverEndsTheProcess(t *testing.T) {
	if os.Getenv("CONCORD_TEST_PANIC") != "" {
		startToy(t, AppConfig{}, "recover").get(t, "/panic")
		return
	}
	endsIn(t, "CONCORD_TEST_PANIC", "swordfish")
}

// endsIn runs the calling test again with a variable set and expects that the
// process dies of a panic with these words.
func endsIn(t *testing.T, variable, words string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), variable+"=1")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !bytes.Contains(out, []byte("panic: ")) || !bytes.Contains(out, []byte(words)) {
		t.Errorf("control: the process went on: %v\n%s", err, out)
	}
}

// F7: letter case and a trailing slash make another address.
func TestRoutesAreExact(t *testing.T) {
	for _, path := range []string{"/OK", "/ok/", "/Api/v1/ok"} {
		if a := startToy(t, AppConfig{}).get(t, path); a.status != 404 {
			t.Errorf("%s: %d, want 404", path, a.status)
		}
		if a := startToy(t, AppConfig{}, "strict-routing").get(t, path); a.status != 200 {
			t.Errorf("control: %s: %d without strict routing, want 200", path, a.status)
		}
	}
}

// F7: X-Forwarded-* is believed from a trusted proxy only, and of the addresses
// in it the one that proxy saw.
func TestForwardedHeaders(t *testing.T) {
	forged := []string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https"}
	ours := AppConfig{TrustedProxies: []string{"127.0.0.0/8"}}
	tests := []struct {
		name    string
		cfg     AppConfig
		without string
		headers []string
		want    string
	}{
		{"nobody is trusted", AppConfig{}, "", forged, "http concord 127.0.0.1"},
		{"control: everybody is", AppConfig{}, "proxy-check", forged, "https evil.example 203.0.113.9"},
		{"another proxy is trusted", AppConfig{TrustedProxies: []string{"10.0.0.0/8"}}, "", forged, "http concord 127.0.0.1"},
		{"our proxy", ours, "", []string{"X-Forwarded-For: 203.0.113.9", "X-Forwarded-Host: concord.example", "X-Forwarded-Proto: https"}, "https concord.example 203.0.113.9"},
		{"the client wrote an address before the proxy did", ours, "", []string{"X-Forwarded-For: 127.0.0.1, 198.51.100.7, 203.0.113.9"}, "http concord 203.0.113.9"},
		{"in two headers", ours, "", []string{"X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 203.0.113.9"}, "http concord 203.0.113.9"},
		{"two proxies of ours", ours, "", []string{"X-Forwarded-For: 203.0.113.9, 127.0.0.2"}, "http concord 203.0.113.9"},
		{"an IPv4 address written as IPv6", ours, "", []string{"X-Forwarded-For: ::ffff:203.0.113.9"}, "http concord 203.0.113.9"},
		{"no address", ours, "", []string{"X-Forwarded-For: unknown"}, "http concord 127.0.0.1"},
		{"a single address as the proxy", AppConfig{TrustedProxies: []string{"127.0.0.1"}}, "", []string{"X-Forwarded-For: 203.0.113.9"}, "http concord 203.0.113.9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := startToy(t, tt.cfg, tt.without).get(t, "/who", tt.headers...); a.text != tt.want {
				t.Errorf("got %q, want %q", a.text, tt.want)
			}
		})
	}
}

// A page of another site cannot make a signed-in person's browser change anything.
func TestChangesComeFromOurOwnPages(t *testing.T) {
	tests := []struct {
		name    string
		headers []string
		secure  bool
		want    int
	}{
		{"our page", []string{"Sec-Fetch-Site: same-origin", "Origin: http://concord"}, false, 200},
		{"typed by the person", []string{"Sec-Fetch-Site: none"}, false, 200},
		{"another site", []string{"Sec-Fetch-Site: cross-site"}, false, 403},
		{"a neighbour of our domain", []string{"Sec-Fetch-Site: same-site"}, false, 403},
		{"another site that names us", []string{"Sec-Fetch-Site: cross-site", "Origin: http://concord"}, false, 403},
		{"an old browser on our page", []string{"Origin: http://concord"}, false, 200},
		{"an old browser on another site", []string{"Origin: http://evil.example"}, false, 403},
		{"another port is another origin", []string{"Origin: http://concord:8081"}, false, 403},
		{"another scheme is another origin", []string{"Origin: http://concord"}, true, 403},
		{"our page over TLS that a proxy speaks", []string{"Origin: https://concord"}, true, 200},
		{"a sandboxed frame", []string{"Origin: null"}, false, 403},
		{"two origins", []string{"Origin: http://concord", "Origin: http://evil.example"}, false, 403},
		{"a program", nil, false, 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			y := startToy(t, AppConfig{Secure: tt.secure})
			if a := y.post(t, "/hit", "", tt.headers...); a.status != tt.want || y.hits.Load() != int64(btoi(tt.want == 200)) {
				t.Errorf("%d with %d hits, want %d", a.status, y.hits.Load(), tt.want)
			}
			if a := y.get(t, "/ok", tt.headers...); a.status != 200 {
				t.Errorf("reading: %d, want 200", a.status)
			}
			if a := startToy(t, AppConfig{Secure: tt.secure}, "csrf").post(t, "/hit", "", tt.headers...); a.status != 200 {
				t.Errorf("control: %d without the rule, want 200", a.status)
			}
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Text that no database takes ends in 400 and not in an error of the database.
func TestParametersAreText(t *testing.T) {
	tests := []struct {
		name string
		ask  func(*toy) answer
	}{
		{"NUL in a parameter", func(y *toy) answer { return y.get(t, "/ok?q=a%00b") }},
		{"NUL in a parameter's name", func(y *toy) answer { return y.get(t, "/ok?q%00=a") }},
		{"half a character", func(y *toy) answer { return y.get(t, "/ok?q=%c3") }},
		{"in a form", func(y *toy) answer {
			return y.post(t, "/form", "name=%ff", "Content-Type: application/x-www-form-urlencoded")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := tt.ask(startToy(t, AppConfig{})); a.status != 400 {
				t.Errorf("%d, want 400", a.status)
			}
			if a := tt.ask(startToy(t, AppConfig{}, "text")); a.status != 200 {
				t.Errorf("control: %d without the rule, want 200", a.status)
			}
		})
	}
	if a := startToy(t, AppConfig{}).get(t, "/ok?q=%D8%AD%D8%A7"); a.status != 200 {
		t.Errorf("Arabic: %d, want 200", a.status)
	}
}

// A form with files reaches the handler as it was sent, so that its digest is the
// same when it is sent again, and its fields can be read.
func TestFormsAreKeptAsSent(t *testing.T) {
	const kind = "Content-Type: multipart/form-data; boundary=b"
	const form = "before\r\n--b\r\nContent-Disposition: form-data; name=\"name\"\r\nX-A: b\r\n\r\nTarn Quay\r\n--b--\r\nafter"
	y := startToy(t, AppConfig{})
	if a := y.post(t, "/raw", form, kind); a.text != fmt.Sprint(len(form)) {
		t.Errorf("%d %s bytes, want %d", a.status, a.text, len(form))
	}
	if a := y.post(t, "/form", form, kind); a.text != "Tarn Quay" {
		t.Errorf("%d %q", a.status, a.text)
	}
}

// What the whole guard costs a request, without a socket.
func BenchmarkGuard(b *testing.B) {
	y := startToy(b, AppConfig{})
	handle := y.app.Server().Handler
	var ctx fasthttp.RequestCtx
	ctx.Request.Header.SetHost("concord")
	ctx.Request.SetRequestURI("/api/v1/ok?q=quay")
	b.ReportAllocs()
	for b.Loop() {
		ctx.Response.Reset()
		handle(&ctx)
	}
	if ctx.Response.StatusCode() != 200 {
		b.Fatal(ctx.Response.StatusCode())
	}
}
