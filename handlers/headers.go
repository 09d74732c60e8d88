package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/models"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// policy lets a page use our own files only, and nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// onEvery response stand these (security.md 2.10).
var onEvery = [][2]string{
	{fiber.HeaderContentSecurityPolicy, policy},
	{fiber.HeaderXContentTypeOptions, "nosniff"},
	{fiber.HeaderReferrerPolicy, "no-referrer"},
	{fiber.HeaderXFrameOptions, "DENY"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Embedder-Policy", "require-corp"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{fiber.HeaderPermissionsPolicy, "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), " +
		"gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"},
}

// dress puts the headers of every response on this one; a handler may replace them.
func (g *guard) dress(ctx *fasthttp.RequestCtx) {
	ctx.SetUserValue(requestLocal, models.NewID())
	h := &ctx.Response.Header
	h.Set(fiber.HeaderXRequestID, ctx.UserValue(requestLocal).(string))
	if g.cfg.without["headers"] {
		return
	}
	for _, pair := range onEvery {
		h.Set(pair[0], pair[1])
	}
	if g.cfg.Secure || ctx.IsTLS() {
		h.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
	}
	if bytes.HasPrefix(ctx.Request.Header.RequestURI(), []byte("/api/")) {
		h.Set(fiber.HeaderCacheControl, "no-store")
	}
}

// wireCheck finds one kind of request that fasthttp's parser lets pass although
// two programs may read it differently (F4).
type wireCheck struct {
	name   string
	status int
	broken func(*fasthttp.RequestHeader) bool
}

var wireChecks = []wireCheck{
	{"version", fiber.StatusHTTPVersionNotSupported, func(h *fasthttp.RequestHeader) bool {
		v := string(h.Protocol())
		return v != "HTTP/1.1" && v != "HTTP/1.0"
	}},
	{"fold", fiber.StatusBadRequest, func(h *fasthttp.RequestHeader) bool {
		raw := h.RawHeaders()
		return bytes.Contains(raw, []byte("\n ")) || bytes.Contains(raw, []byte("\n\t"))
	}},
	{"framing", fiber.StatusBadRequest, twiceFramed},
	{"trailers", fiber.StatusBadRequest, func(h *fasthttp.RequestHeader) bool { return len(h.PeekTrailerKeys()) > 0 }},
	{"target", fiber.StatusBadRequest, func(h *fasthttp.RequestHeader) bool {
		target := h.RequestURI() // an absolute one would stand in for Host
		return len(target) == 0 || target[0] != '/' || bytes.HasPrefix(target, []byte("//"))
	}},
	{"host", fiber.StatusBadRequest, func(h *fasthttp.RequestHeader) bool { return bytes.ContainsAny(h.Host(), "@/\\?#, ") }},
	{"header-text", fiber.StatusBadRequest, func(h *fasthttp.RequestHeader) bool { return !utf8.Valid(h.RawHeaders()) }},
	{"method", fiber.StatusMethodNotAllowed, func(h *fasthttp.RequestHeader) bool { return !slices.Contains(methods, string(h.Method())) }},
}

// twiceFramed tells whether the length of the body is said in two ways, or in one
// that not everybody knows. The parsed headers no longer show it; the raw ones do.
func twiceFramed(h *fasthttp.RequestHeader) bool {
	length, transfer := false, false
	for line := range bytes.SplitSeq(h.RawHeaders(), []byte("\n")) {
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte(fiber.HeaderContentLength)):
			length = true
		case bytes.EqualFold(name, []byte(fiber.HeaderTransferEncoding)):
			transfer = true
			if !bytes.EqualFold(bytes.TrimSpace(value), []byte("chunked")) {
				return true
			}
		}
	}
	return length && transfer
}

// wary looks at a request before Fiber does. What it refuses also loses its
// connection, so that nothing behind it is read as a request.
func (g *guard) wary(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		g.dress(ctx)
		for _, check := range g.checks {
			if check.broken(&ctx.Request.Header) {
				refuse(ctx, check.status)
				return
			}
		}
		if ctx.IsHead() {
			ctx.Request.Header.SetMethod(fiber.MethodGet)
			ctx.Response.SkipBody = true
		}
		next(ctx)
	}
}

// unparsed answers what fasthttp could not read. fasthttp's own answer, and
// Fiber's, repeat the raw headers.
func (g *guard) unparsed(ctx *fasthttp.RequestCtx, err error) {
	g.dress(ctx)
	var small *fasthttp.ErrSmallBuffer
	var netErr net.Error
	status := fiber.StatusBadRequest
	switch {
	case errors.As(err, &small):
		status = fiber.StatusRequestHeaderFieldsTooLarge
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		status = fiber.StatusRequestEntityTooLarge
	case errors.As(err, &netErr) && netErr.Timeout():
		status = fiber.StatusRequestTimeout
	}
	if g.cfg.without["echo"] {
		ctx.Error(err.Error(), status)
		return
	}
	refuse(ctx, status)
}

// refuse answers without a word of what was sent and closes the connection.
func refuse(ctx *fasthttp.RequestCtx, status int) {
	id, _ := ctx.UserValue(requestLocal).(string)
	p := plainProblem(status, "", id)
	switch status {
	case fiber.StatusBadRequest:
		p.Type, p.Title = problems[models.Unreadable].Type, problems[models.Unreadable].Title
	case fiber.StatusRequestEntityTooLarge:
		p.Type, p.Title = problems[models.TooLarge].Type, problems[models.TooLarge].Title
	case fiber.StatusMethodNotAllowed:
		ctx.Response.Header.Set(fiber.HeaderAllow, strings.Join(methods, ", "))
	}
	ctx.SetStatusCode(status)
	ctx.SetContentType(problemType)
	ctx.SetBody(p.encode())
	ctx.SetConnectionClose()
}

// etag is the strong tag of a version, or of whatever together makes one.
func etag(version ...any) string {
	words := make([]string, len(version))
	for i, v := range version {
		words[i] = fmt.Sprint(v)
	}
	return `"` + strings.Join(words, ".") + `"`
}

// ifMatch insists that a change names the version it was made from: one of the
// tags listed in If-Match, or * for whatever there is. A weak tag never matches
// (RFC 9110 section 13.1.1).
func ifMatch(c *fiber.Ctx, current string) error {
	if len(c.Request().Header.PeekAll(fiber.HeaderIfMatch)) == 0 {
		return &models.Error{Kind: models.Precondition, Detail: "Send If-Match with the ETag you read, so that nobody's change is overwritten unseen."}
	}
	return anyTag(condition(c), current)
}

// condition is the If-Match of a request; a copy, which outlives the request.
func condition(c *fiber.Ctx) string {
	return string(bytes.Join(c.Request().Header.PeekAll(fiber.HeaderIfMatch), []byte(",")))
}

func anyTag(tags, current string) error {
	for tag := range strings.SplitSeq(tags, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || tag == current {
			return nil
		}
	}
	return &models.Error{Kind: models.Stale, Detail: "Someone saved first. Nothing of yours was lost: read it again, compare and save."}
}
