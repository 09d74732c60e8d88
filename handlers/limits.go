package handlers

import (
	"net/netip"
	"sync"
	"time"

	"concord/models"

	"golang.org/x/time/rate"
)

// people limits what one person may ask for and how often signing in is tried.
type people struct {
	limits Limits
	mu     sync.Mutex
	known  map[string]*bucket
	swept  time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

func newPeople(l Limits) *people {
	return &people{limits: l.orDefault(), known: map[string]*bucket{}}
}

var errSlow = &models.Error{Kind: models.Slow, Detail: "Too many requests in a short time. Nothing was changed; wait a moment."}

// take counts one request of a person.
func (p *people) take(id string) error {
	return p.allow("p "+id, rate.Limit(p.limits.PerSecond), 2*p.limits.PerSecond)
}

// signIn counts one attempt from a network, and one for a name from that
// network: nobody elsewhere can keep a person out by failing in that name.
func (p *people) signIn(ip, name string) error {
	per := rate.Limit(float64(p.limits.SignInsPerMinute) / 60)
	burst := p.limits.SignInsPerMinute
	if err := p.allow("n "+network(ip), 4*per, 4*burst); err != nil {
		return err
	}
	return p.allow("s "+network(ip)+" "+name, per, burst)
}

// network is the part of an address that one household or unit shares.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	bits := 24
	if a.Is6() {
		bits = 48
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return ip
	}
	return prefix.String()
}

func (p *people) allow(key string, per rate.Limit, burst int) error {
	now := time.Now()
	p.mu.Lock()
	b := p.known[key]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(per, burst)}
		p.known[key] = b
	}
	b.used = now
	if now.Sub(p.swept) > time.Minute { // forget who has been quiet
		p.swept = now
		for k, other := range p.known {
			if now.Sub(other.used) > 10*time.Minute {
				delete(p.known, k)
			}
		}
	}
	p.mu.Unlock()
	if !b.AllowN(now, 1) {
		return errSlow
	}
	return nil
}
