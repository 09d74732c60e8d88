package handlers

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"concord/models"

	"github.com/gofiber/fiber/v2"
)

// problem is the body of every error response (RFC 9457).
type problem struct {
	Type      string              `json:"type"` // stable; clients switch on it
	Title     string              `json:"title"`
	Status    int                 `json:"status"`
	Detail    string              `json:"detail,omitempty"`
	RequestID string              `json:"request_id"`
	Errors    []models.FieldError `json:"errors,omitempty"`  // every broken field
	Missing   []string            `json:"missing,omitempty"` // what must happen first
}

const (
	problemType  = "application/problem+json"
	requestLocal = "request"
)

// problems says how each kind of error is told over HTTP, here and nowhere else.
var problems = map[models.Kind]problem{
	models.Internal:     {Type: "/problems/internal", Title: "Something went wrong here", Status: fiber.StatusInternalServerError},
	models.Unreadable:   {Type: "/problems/unreadable", Title: "It could not be read", Status: fiber.StatusBadRequest},
	models.SignIn:       {Type: "/problems/sign-in", Title: "Sign in first", Status: fiber.StatusUnauthorized},
	models.Forbidden:    {Type: "/problems/forbidden", Title: "This is not yours to do", Status: fiber.StatusForbidden},
	models.Missing:      {Type: "/problems/missing", Title: "Not found", Status: fiber.StatusNotFound},
	models.Conflict:     {Type: "/problems/conflict", Title: "It cannot be done now", Status: fiber.StatusConflict},
	models.Stale:        {Type: "/problems/stale", Title: "Someone saved first", Status: fiber.StatusPreconditionFailed},
	models.TooLarge:     {Type: "/problems/too-large", Title: "Too large", Status: fiber.StatusRequestEntityTooLarge},
	models.Malformed:    {Type: "/problems/malformed", Title: "Fields need correcting", Status: fiber.StatusUnprocessableEntity},
	models.Precondition: {Type: "/problems/precondition", Title: "Say which version you mean", Status: fiber.StatusPreconditionRequired},
	models.Slow:         {Type: "/problems/slow", Title: "Too many requests", Status: fiber.StatusTooManyRequests},
	models.Busy:         {Type: "/problems/busy", Title: "Busy", Status: fiber.StatusServiceUnavailable},
}

// errPanicked stands for a panic that is in the log already.
var errPanicked = errors.New("handlers: a handler panicked")

const tellOperator = "Try again, and look first whether it was done. If it stays, tell the operator the request's id."

// later is an error that goes away by waiting.
type later struct {
	error
	after time.Duration
}

func (l later) Unwrap() error { return l.error }

// respondError turns any error a handler returns into a problem. The text of an
// error that is not ours stays on the server, in its log.
func respondError(c *fiber.Ctx, err error) error {
	p := problems[models.KindOf(err)]
	var ours *models.Error
	var fibers *fiber.Error
	switch {
	case errors.As(err, &ours):
		p.Detail, p.Errors, p.Missing = ours.Detail, ours.Fields, ours.Missing
	case errors.As(err, &fibers) && fibers.Code == fiber.StatusNotFound:
		p = problems[models.Missing] // no such route looks like no such record
		p.Detail = models.ErrMissing.Detail
	case errors.As(err, &fibers) && fibers.Code < fiber.StatusInternalServerError:
		p = plainProblem(fibers.Code, fibers.Message, "")
	case errors.Is(err, errPanicked):
		p.Detail = tellOperator
	default:
		slog.ErrorContext(c.UserContext(), "request failed", "request", requestID(c), "method", c.Method(), "path", c.Path(), "err", err)
		p.Detail = tellOperator
		if fibers != nil {
			p = plainProblem(fibers.Code, "", "")
		}
	}
	p.RequestID = requestID(c)

	h := &c.Response().Header
	h.Del(fiber.HeaderContentEncoding) // what a handler said of the answer that did not come
	h.Del(fiber.HeaderETag)
	h.Del(fiber.HeaderLocation)
	h.Set(fiber.HeaderCacheControl, "no-store")
	switch p.Status {
	case fiber.StatusTooManyRequests, fiber.StatusServiceUnavailable:
		h.Set(fiber.HeaderRetryAfter, retryAfter(err))
	case fiber.StatusUnauthorized:
		h.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	h.SetContentType(problemType)
	return c.Status(p.Status).Send(p.encode())
}

// retryAfter is the wait in whole seconds, at least one.
func retryAfter(err error) string {
	var l later
	errors.As(err, &l)
	return strconv.Itoa(max(1, int((l.after+time.Second-1)/time.Second)))
}

// plainProblem is one that HTTP itself has a word for.
func plainProblem(status int, detail, request string) problem {
	p := problem{Type: "about:blank", Title: http.StatusText(status), Status: status, RequestID: request}
	if detail != p.Title {
		p.Detail = detail
	}
	return p
}

func (p problem) encode() []byte {
	text, err := json.Marshal(p)
	if err != nil { // cannot happen: strings and numbers only
		panic(err)
	}
	return text
}

func requestID(c *fiber.Ctx) string {
	id, _ := c.Locals(requestLocal).(string)
	return id
}
