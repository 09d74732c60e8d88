package handlers

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

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
	Errors    []models.FieldError `json:"errors,omitempty"`
	Missing   []string            `json:"missing,omitempty"` // what must happen first
}

// problems says how each kind of error is told over HTTP, here and nowhere else.
var problems = map[models.Kind]problem{
	models.Internal:     {Type: "/problems/internal", Title: "Something went wrong here", Status: 500},
	models.Unreadable:   {Type: "/problems/unreadable", Title: "It could not be read", Status: 400},
	models.SignIn:       {Type: "/problems/sign-in", Title: "Sign in first", Status: 401},
	models.Forbidden:    {Type: "/problems/forbidden", Title: "This is not yours to do", Status: 403},
	models.Missing:      {Type: "/problems/missing", Title: "Not found", Status: 404},
	models.Conflict:     {Type: "/problems/conflict", Title: "It cannot be done now", Status: 409},
	models.Stale:        {Type: "/problems/stale", Title: "Someone saved first", Status: 412},
	models.TooLarge:     {Type: "/problems/too-large", Title: "Too large", Status: 413},
	models.Malformed:    {Type: "/problems/malformed", Title: "Fields need correcting", Status: 422},
	models.Precondition: {Type: "/problems/precondition", Title: "Say which version you mean", Status: 428},
	models.Slow:         {Type: "/problems/slow", Title: "Too many requests", Status: 429},
	models.Busy:         {Type: "/problems/busy", Title: "Busy", Status: 503},
}

// respondError turns any error a handler returns into a problem. The text of an
// error that is not ours stays on the server.
func respondError(c *fiber.Ctx, err error) error {
	p := problems[models.KindOf(err)]
	var ours *models.Error
	var fibers *fiber.Error
	switch {
	case errors.As(err, &ours):
		p.Detail, p.Errors, p.Missing = ours.Detail, ours.Fields, ours.Missing
	case errors.As(err, &fibers):
		if fibers.Code == fiber.StatusNotFound { // an address without a route looks like a record that is not there
			p = problems[models.Missing]
			p.Detail = models.ErrMissing.Detail
			break
		}
		p = problem{Type: "about:blank", Title: http.StatusText(fibers.Code), Status: fibers.Code}
		if fibers.Message != p.Title && fibers.Code < 500 {
			p.Detail = fibers.Message
		}
	default:
		slog.ErrorContext(c.UserContext(), "request failed", "request", c.Locals(requestLocal), "method", c.Method(), "path", c.Path(), "err", err)
		p.Detail = "Nothing was changed. Try again; if it stays, tell the operator the request's id."
	}
	p.RequestID, _ = c.Locals(requestLocal).(string)
	switch p.Status {
	case fiber.StatusTooManyRequests, fiber.StatusServiceUnavailable:
		c.Set(fiber.HeaderRetryAfter, "1")
	case fiber.StatusUnauthorized:
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	return c.Status(p.Status).JSON(p, "application/problem+json")
}

func itoa(n int) string { return strconv.Itoa(n) }
