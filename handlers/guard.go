package handlers

import (
	"bytes"
	"log/slog"
	"net"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"concord/models"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"
)

// AppConfig is what the HTTP layer is told.
type AppConfig struct {
	Limits         Limits
	TrustedProxies []string // networks whose X-Forwarded-* is believed; none by default
	Secure         bool     // reached over TLS
	ReadTimeout    time.Duration

	without map[string]bool // protections a test takes out to see that they matter
}

// Limits of what one request and one person may ask for; zero is the default.
type Limits struct {
	JSON             int // bytes of a JSON body
	Upload           int // bytes of any body
	Depth            int // of JSON
	Elements         int // of JSON: values in all
	String           int // bytes of one JSON string
	URL              int // bytes
	Header           int // bytes
	PerSecond        int // requests of one person
	SignInsPerMinute int // from one network, and for one name
}

func (l Limits) orDefault() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.JSON, 256<<10)
	set(&l.Upload, 9<<20)
	set(&l.Depth, 32)
	set(&l.Elements, 10_000)
	set(&l.String, 64<<10)
	set(&l.URL, 2<<10)
	set(&l.Header, 8<<10)
	set(&l.PerSecond, 100)
	set(&l.SignInsPerMinute, 60)
	return l
}

// NewApp is Fiber with the traps of security.md section 0 closed.
func NewApp(cfg AppConfig) *fiber.App {
	cfg.Limits = cfg.Limits.orDefault()
	read := cfg.ReadTimeout
	if read == 0 {
		read = 30 * time.Second
	}
	app := fiber.New(fiber.Config{
		Immutable:                    !cfg.without["immutable"], // Fiber's strings are reused buffers (F3)
		CaseSensitive:                !cfg.without["strict-routing"],
		StrictRouting:                !cfg.without["strict-routing"],
		BodyLimit:                    cfg.Limits.Upload,
		ReadBufferSize:               cfg.Limits.Header,
		ReadTimeout:                  read,
		WriteTimeout:                 30 * time.Second,
		IdleTimeout:                  60 * time.Second,
		EnableTrustedProxyCheck:      !cfg.without["proxy-check"],
		TrustedProxies:               cfg.TrustedProxies,
		ProxyHeader:                  proxyHeader(cfg),
		EnableIPValidation:           true,
		DisablePreParseMultipartForm: true, // a form is read only by the route that wants one
		DisableStartupMessage:        true,
		ErrorHandler:                 respondError,
	})
	app.Use(func(c *fiber.Ctx) error { return first(c, cfg) })
	return app
}

func proxyHeader(cfg AppConfig) string {
	if len(cfg.TrustedProxies) == 0 && !cfg.without["proxy-check"] {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// first runs before every route: nothing of a request is looked at before it.
func first(c *fiber.Ctx, cfg AppConfig) (err error) {
	id := uuid.NewString()
	c.Locals(requestLocal, id)
	c.Set("X-Request-Id", id)
	if !cfg.without["recover"] {
		defer func() {
			if p := recover(); p != nil {
				slog.Error("a handler panicked", "request", id, "method", c.Method(), "path", c.Path(), "panic", p, "stack", string(debug.Stack()))
				err = fiber.NewError(fiber.StatusInternalServerError)
			}
		}()
	}
	secureHeaders(c, cfg)
	if len(c.Request().RequestURI()) > cfg.Limits.URL {
		return fiber.NewError(fiber.StatusRequestURITooLong, "The address is too long.")
	}
	// Reading a body through Fiber inflates it without a limit (F1).
	if e := strings.ToLower(c.Get(fiber.HeaderContentEncoding)); e != "" && e != "identity" && !cfg.without["encoding"] {
		return fiber.NewError(fiber.StatusUnsupportedMediaType, "Send the body as it is, without Content-Encoding.")
	}
	if !sameSite(c) && !cfg.without["csrf"] {
		return models.Deny("This request came from another site.")
	}
	return c.Next()
}

const requestLocal = "request"

// policy is sent on every response: our own files only, nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func secureHeaders(c *fiber.Ctx, cfg AppConfig) {
	c.Set(fiber.HeaderContentSecurityPolicy, policy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Embedder-Policy", "require-corp")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if cfg.Secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
	}
	if strings.HasPrefix(c.Path(), "/api/") {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
}

// sameSite refuses a change asked for by another site's page: browsers say where
// a request comes from, programs with a token say nothing.
func sameSite(c *fiber.Ctx) bool {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return true
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == string(c.Request().Host())
}

// Serve answers on ln until the app is shut down. It puts a last refusal before
// fasthttp's own handler, for what its parser still lets pass (F4).
func Serve(app *fiber.App, ln net.Listener) error {
	app.Handler() // finishes the app's set-up, so that the handler below is the last word
	server := app.Server()
	server.Handler = wary(server.Handler)
	server.NoDefaultServerHeader = true
	server.ErrorHandler = func(ctx *fasthttp.RequestCtx, err error) { refuse(ctx, statusOf(err)) }
	return server.Serve(ln)
}

func wary(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		h := &ctx.Request.Header
		raw := h.RawHeaders()
		switch {
		case string(h.Protocol()) != "HTTP/1.1" && string(h.Protocol()) != "HTTP/1.0":
			refuse(ctx, fasthttp.StatusHTTPVersionNotSupported)
		case bytes.Contains(raw, []byte("\n ")) || bytes.Contains(raw, []byte("\n\t")), // folded
			len(h.Peek("Transfer-Encoding")) > 0 && hasHeader(raw, "content-length"),
			hasTrailer(h), bytes.IndexByte(raw, 0) >= 0,
			bytes.Contains(h.RequestURI(), []byte("://")) && !bytes.HasPrefix(h.RequestURI(), []byte("/")):
			refuse(ctx, fasthttp.StatusBadRequest)
		default:
			next(ctx)
		}
	}
}

// hasHeader looks for a header in the raw text: the parser drops Content-Length
// where Transfer-Encoding stands beside it.
func hasHeader(raw []byte, name string) bool {
	for _, line := range bytes.Split(raw, []byte("\n")) {
		key, _, ok := bytes.Cut(line, []byte(":"))
		if ok && strings.EqualFold(strings.TrimSpace(string(key)), name) {
			return true
		}
	}
	return false
}

func hasTrailer(h *fasthttp.RequestHeader) bool {
	found := false
	h.VisitAllTrailer(func([]byte) { found = true })
	return found || len(h.Peek("Trailer")) > 0
}

// refuse answers without a word of what was sent and closes the connection.
func refuse(ctx *fasthttp.RequestCtx, status int) {
	ctx.Response.Reset()
	ctx.SetStatusCode(status)
	ctx.SetContentType("application/problem+json")
	ctx.Response.Header.Set("Content-Security-Policy", policy)
	ctx.Response.Header.Set("X-Content-Type-Options", "nosniff")
	ctx.SetBodyString(`{"type":"about:blank","title":"` + fasthttp.StatusMessage(status) + `","status":` + itoa(status) + `}`)
	ctx.SetConnectionClose()
}

func statusOf(err error) int {
	switch e := err.(type) {
	case *fasthttp.ErrSmallBuffer:
		return fasthttp.StatusRequestHeaderFieldsTooLarge
	case net.Error:
		if e.Timeout() {
			return fasthttp.StatusRequestTimeout
		}
	}
	if err == fasthttp.ErrBodyTooLarge {
		return fasthttp.StatusRequestEntityTooLarge
	}
	return fasthttp.StatusBadRequest
}
