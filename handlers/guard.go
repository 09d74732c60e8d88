package handlers

import (
	"bytes"
	"log/slog"
	"net"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"concord/models"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// AppConfig is what the HTTP layer is told.
type AppConfig struct {
	Limits         Limits
	TrustedProxies []string      // addresses or networks whose X-Forwarded-* is believed; none by default
	Secure         bool          // reached over TLS, spoken by us or by the proxy before us
	ReadTimeout    time.Duration // for a request's headers, and again for its body; 30 s when zero

	without map[string]bool // protections a test takes out to see that they matter
}

// methods are all that are known here; HEAD is GET without the body.
var methods = []string{fiber.MethodGet, fiber.MethodHead, fiber.MethodPost, fiber.MethodPut, fiber.MethodPatch, fiber.MethodDelete, fiber.MethodOptions}

// NewApp is Fiber with its traps closed (security.md section 0; F numbers are its
// rows). Every response, a refusal too, carries the security headers.
func NewApp(cfg AppConfig) *fiber.App {
	cfg.Limits = cfg.Limits.orDefault()
	g := newGuard(cfg)
	app := fiber.New(fiber.Config{
		Immutable:                    !cfg.without["immutable"], // Fiber's strings are reused buffers (F3)
		CaseSensitive:                !cfg.without["strict-routing"],
		StrictRouting:                !cfg.without["strict-routing"],
		RequestMethods:               methods,
		BodyLimit:                    cfg.Limits.Upload,
		StreamRequestBody:            cfg.without["body-limit"], // streaming switches BodyLimit off (F2)
		DisablePreParseMultipartForm: true,                      // BodyRaw stays what was sent
		ReadBufferSize:               cfg.Limits.Header,
		WriteTimeout:                 2 * time.Minute, // 6 MB over a 50 KB/s line
		IdleTimeout:                  time.Minute,
		EnableTrustedProxyCheck:      !cfg.without["proxy-check"], // else everybody's X-Forwarded-* is believed (F7)
		TrustedProxies:               cfg.TrustedProxies,
		ProxyHeader:                  fiber.HeaderXForwardedFor,
		EnableIPValidation:           true,
		DisableStartupMessage:        true,
		ErrorHandler:                 g.errorHandler(),
	})
	app.Use(g.first)

	// fasthttp's own handler is ours from here on: a request is looked at before
	// Fiber sees it (F4), and what cannot be parsed is answered without an echo.
	server := app.Server()
	server.Handler = g.wary(server.Handler)
	server.ErrorHandler = g.unparsed
	server.SecureErrorLogMessage = true
	server.CloseOnShutdown = true
	if !cfg.without["timeouts"] { // they are endless by default (F7, F8)
		server.ReadTimeout = min(g.cfg.ReadTimeout, 10*time.Second)
		server.HeaderReceived = func(*fasthttp.RequestHeader) fasthttp.RequestConfig {
			return fasthttp.RequestConfig{ReadTimeout: g.cfg.ReadTimeout}
		}
	}
	return app
}

// Serve answers on ln until the app is shut down.
func Serve(app *fiber.App, ln net.Listener) error { return app.Listener(ln) }

// guard stands before every route.
type guard struct {
	cfg     AppConfig
	trusted []netip.Prefix
	checks  []wireCheck
}

func newGuard(cfg AppConfig) *guard {
	if cfg.ReadTimeout == 0 {
		cfg.ReadTimeout = 30 * time.Second
	}
	g := &guard{cfg: cfg}
	for _, text := range cfg.TrustedProxies {
		if network, err := netip.ParsePrefix(text); err == nil {
			g.trusted = append(g.trusted, network)
		} else if a, err := netip.ParseAddr(text); err == nil {
			g.trusted = append(g.trusted, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	for _, check := range wireChecks {
		if !cfg.without[check.name] {
			g.checks = append(g.checks, check)
		}
	}
	return g
}

func (g *guard) errorHandler() fiber.ErrorHandler {
	if g.cfg.without["errors"] {
		return fiber.DefaultErrorHandler
	}
	return respondError
}

const configLocal = "config"

// first runs before every route: nothing of a request is used before it.
func (g *guard) first(c *fiber.Ctx) (err error) {
	if !g.cfg.without["recover"] { // without it a panic ends the process (F6)
		defer func() {
			if p := recover(); p != nil {
				slog.Error("a handler panicked", "request", requestID(c), "method", c.Method(), "path", c.Path(), "panic", p, "stack", string(debug.Stack()))
				err = errPanicked
			}
		}()
	}
	c.Locals(configLocal, &g.cfg)
	if len(c.Request().RequestURI()) > g.cfg.Limits.URL {
		return fiber.NewError(fiber.StatusRequestURITooLong, "The address is too long.")
	}
	if !g.cfg.without["encoding"] && encoded(&c.Request().Header) {
		return fiber.NewError(fiber.StatusUnsupportedMediaType, "Send the body as it is, without Content-Encoding.")
	}
	if !g.cfg.without["text"] && !readable(c) {
		return &models.Error{Kind: models.Unreadable, Detail: "The address or the form holds bytes that are not text in UTF-8."}
	}
	g.nameClient(c)
	if !g.cfg.without["csrf"] && !g.sameSite(c) {
		return models.Deny("This request came from another site.")
	}
	return c.Next()
}

// encoded tells whether the body is compressed. Reading it through Fiber would
// inflate it without a limit: 1 MB became 1 GB (F1).
func encoded(h *fasthttp.RequestHeader) bool {
	for _, v := range h.PeekAll(fiber.HeaderContentEncoding) {
		if v = bytes.TrimSpace(v); len(v) > 0 && !bytes.EqualFold(v, []byte("identity")) {
			return true
		}
	}
	return false
}

// readable tells whether parameters and form fields are text that every database
// takes: UTF-8 without NUL.
func readable(c *fiber.Ctx) bool {
	ok := true
	look := func(args *fasthttp.Args) {
		for key, value := range args.All() {
			for _, b := range [2][]byte{key, value} {
				ok = ok && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0
			}
		}
	}
	look(c.Context().QueryArgs())
	if bytes.HasPrefix(c.Request().Header.ContentType(), []byte(fiber.MIMEApplicationForm)) {
		look(c.Context().PostArgs())
	}
	return ok
}

// nameClient leaves one address in X-Forwarded-For: the nearest that is not a
// trusted proxy. Whoever stands before it can write anything into that header.
func (g *guard) nameClient(c *fiber.Ctx) {
	if len(g.trusted) == 0 || !c.IsProxyTrusted() {
		return
	}
	h := &c.Request().Header
	said := strings.Split(string(bytes.Join(h.PeekAll(fiber.HeaderXForwardedFor), []byte(","))), ",")
	h.Del(fiber.HeaderXForwardedFor)
	for i := len(said) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(said[i]))
		if err != nil {
			return
		}
		if a = a.Unmap(); !g.trusts(a) {
			h.Set(fiber.HeaderXForwardedFor, a.String())
			return
		}
	}
}

func (g *guard) trusts(a netip.Addr) bool {
	for _, network := range g.trusted {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// sameSite refuses a change asked for by another site's page. Browsers say where
// a request comes from; programs with a token say nothing.
func (g *guard) sameSite(c *fiber.Ctx) bool {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return true
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	origins := c.Request().Header.PeekAll(fiber.HeaderOrigin)
	if len(origins) == 0 {
		return true
	}
	scheme := c.Protocol()
	if g.cfg.Secure {
		scheme = "https"
	}
	return len(origins) == 1 && string(origins[0]) == scheme+"://"+c.Hostname()
}
