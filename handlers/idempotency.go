package handlers

import (
	"log/slog"
	"sync"

	"concord/models"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
)

// once runs a POST. With an Idempotency-Key its effect happens once however often
// it is sent, and sending it again gets the answer of the first time, byte for
// byte. Requests with the same key wait for each other.
func (a *API) once(c *fiber.Ctx, route Route) error {
	key := c.Get("Idempotency-Key")
	if key == "" || keepsNothing(route) {
		return route.Handle(a, c)
	}
	if len(key) > 200 {
		return models.Invalid(models.FieldError{Pointer: "", Detail: "The Idempotency-Key is too long; use at most 200 characters."})
	}
	digest, err := a.digestOf(c, route)
	if err != nil {
		return err
	}
	claim := &store.Claim{UserID: actor(c).UserID, Key: key, Request: digest}
	defer turns.wait(claim.UserID + "\n" + key)()

	before, err := a.db.Answered(c.UserContext(), claim)
	if err != nil {
		return err
	}
	if before != nil && before.Status > 0 {
		return replay(c, before)
	}
	c.SetUserContext(store.WithClaim(c.UserContext(), claim))
	if err := route.Handle(a, c); err != nil {
		return err
	}
	if !claim.Taken {
		return nil // nothing was written, so nothing can happen twice
	}
	answer := store.Answer{Status: c.Response().StatusCode(), Location: string(c.Response().Header.Peek(fiber.HeaderLocation)),
		ETag: string(c.Response().Header.Peek(fiber.HeaderETag)), Body: append([]byte{}, c.Response().Body()...)}
	if err := a.db.KeepAnswer(c.UserContext(), claim, answer); err != nil {
		slog.Error("the answer to an idempotent request was not kept", "err", err) // the effect is safe: the claim is
	}
	return nil
}

func replay(c *fiber.Ctx, before *store.Answer) error {
	if before.Location != "" {
		c.Set(fiber.HeaderLocation, before.Location)
	}
	if before.ETag != "" {
		c.Set(fiber.HeaderETag, before.ETag)
	}
	c.Set("Idempotency-Replayed", "true")
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Status(before.Status).Send(before.Body)
}

// queueing lets requests with one key through one at a time.
type queueing struct {
	mu    sync.Mutex
	turns map[string]*turn
}

type turn struct {
	mu      sync.Mutex
	waiting int
}

var turns = queueing{turns: map[string]*turn{}}

// wait takes the turn of a key and gives back how to end it.
func (q *queueing) wait(key string) func() {
	q.mu.Lock()
	t := q.turns[key]
	if t == nil {
		t = &turn{}
		q.turns[key] = t
	}
	t.waiting++
	q.mu.Unlock()
	t.mu.Lock()
	return func() {
		t.mu.Unlock()
		q.mu.Lock()
		if t.waiting--; t.waiting == 0 {
			delete(q.turns, key)
		}
		q.mu.Unlock()
	}
}
