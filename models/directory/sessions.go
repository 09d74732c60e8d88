package directory

import (
	"context"
	"sync"
	"time"

	"concord/models"
	"concord/models/store"
)

// trusted is how long a session read from the database is believed without
// asking again. Signing out in this process is noticed at once; what another
// process changed (a person made inactive) within this time.
const trusted = 2 * time.Second

// Sessions tells who is behind a secret, from memory where it can.
type Sessions struct {
	db    *store.DB
	mu    sync.RWMutex
	known map[string]known
}

type known struct {
	who     models.Actor
	seen    time.Time // as stored
	expires time.Time
	checked time.Time
	token   bool
}

// NewSessions starts with an empty memory.
func NewSessions(db *store.DB) *Sessions { return &Sessions{db: db, known: map[string]known{}} }

// Actor is the person whose session or token the secret is; SignIn otherwise.
func (s *Sessions) Actor(ctx context.Context, secret string, token bool) (models.Actor, error) {
	key := string(HashSecret(secret))
	now := s.db.Now()
	s.mu.RLock()
	k, ok := s.known[key]
	s.mu.RUnlock()
	if !ok || k.token != token || now.Sub(k.checked) > trusted || now.Before(k.checked) {
		var err error
		if k, err = s.lookUp(ctx, key, token, now); err != nil {
			return models.Actor{}, err
		}
	}
	if !now.Before(k.expires) || !token && now.Sub(k.seen) > Idle {
		s.Forget(secret)
		return models.Actor{}, errEnded
	}
	if !token && now.Sub(k.seen) > time.Minute {
		k.seen = now
		s.keep(key, k)
		if err := s.db.SeeSession(ctx, []byte(key)); err != nil {
			return models.Actor{}, err
		}
	}
	return k.who, nil
}

var errEnded = &models.Error{Kind: models.SignIn, Detail: "Sign in first; a session ends after 15 minutes without a request. What you typed is kept on this page."}

func (s *Sessions) lookUp(ctx context.Context, key string, token bool, now time.Time) (known, error) {
	find := s.db.ActorBySession
	if token {
		find = s.db.ActorByToken
	}
	who, seen, expires, err := find(ctx, []byte(key))
	if models.KindOf(err) == models.Missing {
		s.mu.Lock()
		delete(s.known, key)
		s.mu.Unlock()
		return known{}, errEnded
	}
	if err != nil {
		return known{}, err
	}
	k := known{who: who, seen: seen.Time, expires: expires.Time, checked: now, token: token}
	s.keep(key, k)
	return k, nil
}

func (s *Sessions) keep(key string, k known) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) > 50_000 { // forget everything rather than grow without end
		clear(s.known)
	}
	s.known[key] = k
}

// Forget makes the next request ask the database.
func (s *Sessions) Forget(secret string) {
	s.mu.Lock()
	delete(s.known, string(HashSecret(secret)))
	s.mu.Unlock()
}
