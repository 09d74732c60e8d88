package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"concord/models"

	"gorm.io/gorm"
)

// Answer is what was answered to a POST that carried an Idempotency-Key, so that
// sending it again has the same effect as sending it once.
type Answer struct {
	UserID         string `gorm:"primaryKey"`
	IdempotencyKey string `gorm:"primaryKey"`
	Request        []byte // digest of method, path and body; keyed where the body holds an identity
	At             models.Instant
	Status         int // 0 while only the effect is known and not yet the answer
	Location       string
	ETag           string `gorm:"column:etag"`
	Body           []byte
}

// Claim is a key that a request holds. The write takes it in its own
// transaction, so that the effect and the claim stand or fall together.
type Claim struct {
	UserID, Key string
	Request     []byte
	Taken       bool
}

type claimKey struct{}

// WithClaim puts a claim into a request's context for its write to take; further ones
// have a context of Further.
func WithClaim(ctx context.Context, c *Claim) context.Context {
	return context.WithValue(ctx, claimKey{}, c)
}

// Further is the context for what a request writes after its first write, which has
// taken the claim.
func Further(ctx context.Context) context.Context {
	return context.WithValue(ctx, claimKey{}, (*Claim)(nil))
}

func claimOf(ctx context.Context) *Claim {
	c, _ := ctx.Value(claimKey{}).(*Claim)
	return c
}

// errTaken means that the effect happened already.
var errTaken = &models.Error{Kind: models.Conflict, Detail: "This request was carried out before; read what it made instead of sending it again."}

func (c *Claim) take(tx *Tx) error {
	if c == nil {
		return nil
	}
	err := gorm.G[Answer](tx.DB).Create(tx.Ctx, &Answer{UserID: c.UserID, IdempotencyKey: c.Key, Request: c.Request, At: tx.Now, Body: []byte{}})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errTaken
	}
	c.Taken = err == nil
	return err
}

// answersFor is how long a key is remembered.
const answersFor = 48 * time.Hour

// Answered finds what was answered to a key before: nil if nothing was. The
// same key with another request is refused.
func (db *DB) Answered(ctx context.Context, c *Claim) (*Answer, error) {
	a, err := gorm.G[Answer](db.reader).Where("user_id = ? AND idempotency_key = ?", c.UserID, c.Key).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(a.Request, c.Request) {
		return nil, models.Invalid(models.FieldError{Pointer: "", Detail: "This Idempotency-Key was used for another request; use a new key."})
	}
	return &a, nil
}

// KeepAnswer remembers the answer to a claim that a write took.
func (db *DB) KeepAnswer(ctx context.Context, c *Claim, a Answer) error {
	return db.maintain(ctx, func(g *gorm.DB) error {
		_, err := gorm.G[Answer](g).Where("user_id = ? AND idempotency_key = ?", c.UserID, c.Key).
			Select("status", "location", "etag", "body").Updates(ctx, a)
		return err
	})
}

// ForgetAnswers drops keys older than two days.
func (db *DB) ForgetAnswers(ctx context.Context) error {
	return db.maintain(ctx, func(g *gorm.DB) error {
		_, err := gorm.G[Answer](g).Where("at < ?", models.At(db.now().Add(-answersFor))).Delete(ctx)
		return err
	})
}
