package handlers

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"concord/models"

	"golang.org/x/time/rate"
)

// Limits of what one request and one person may ask for; zero is the default
// (security.md 2.10).
type Limits struct {
	JSON             int   // bytes of a JSON body
	Upload           int   // bytes of any body: a chunk of 8 MiB and the form around it
	File             int64 // bytes of a file that comes in chunks
	Depth            int   // of JSON, in levels
	Elements         int   // of JSON: values in all
	String           int   // bytes of one JSON string
	URL              int   // bytes of path and query
	Header           int   // bytes of request line and headers together
	PerSecond        int   // requests of one person
	SignInsPerMinute int   // for one name from one network
}

func (l Limits) orDefault() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.JSON, 256<<10)
	set(&l.Upload, 9<<20)
	if l.File == 0 {
		l.File = 2 << 30
	}
	set(&l.Depth, 32)
	set(&l.Elements, 10_000)
	set(&l.String, 64<<10)
	set(&l.URL, 2<<10)
	set(&l.Header, 8<<10)
	set(&l.PerSecond, 100)
	set(&l.SignInsPerMinute, 60)
	return l
}

// people limits what one person may ask for and how often signing in is tried. It
// lives in memory: a restart forgives.
type people struct {
	limits Limits
	seed   maphash.Seed
	shards [32]shard
}

// shard is a part of the buckets under a lock of its own.
type shard struct {
	mu      sync.Mutex
	buckets map[uint64]*bucket
	swept   time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

// quiet is how long a bucket is kept unused; it has long been full again by then.
const quiet = 10 * time.Minute

func newPeople(l Limits) *people {
	p := &people{limits: l.orDefault(), seed: maphash.MakeSeed()}
	for i := range p.shards {
		p.shards[i].buckets = map[uint64]*bucket{}
	}
	return p
}

// take counts one request of a person.
func (p *people) take(person string) error {
	return p.spend(time.Now(), "person "+person, rate.Limit(p.limits.PerSecond), 2*p.limits.PerSecond)
}

// networkShare is how many names one network may try as often as one name: many
// people sit behind one address.
const networkShare = 4

// signIn counts one attempt from a network, then one for the name from that
// network. A name has no bucket of its own, so nobody elsewhere can keep a person
// out by failing in that name.
func (p *people) signIn(ip, name string) error {
	now, from := time.Now(), network(ip)
	perSecond := rate.Limit(p.limits.SignInsPerMinute) / 60
	if err := p.spend(now, "network "+from, networkShare*perSecond, networkShare*p.limits.SignInsPerMinute); err != nil {
		return err
	}
	return p.spend(now, "name "+from+" "+name, perSecond, p.limits.SignInsPerMinute)
}

// network is the part of an address that one household or office shares.
func network(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	a = a.Unmap().WithZone("")
	bits := 24
	if a.Is6() {
		bits = 48
	}
	prefix, _ := a.Prefix(bits) // an address has that many bits
	return prefix.String()
}

// spend takes one token from the bucket of key, or says how long to wait.
func (p *people) spend(now time.Time, key string, per rate.Limit, burst int) error {
	sum := maphash.String(p.seed, key)
	s := &p.shards[sum%uint64(len(p.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(now)
	b := s.buckets[sum]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(per, burst)}
		s.buckets[sum] = b
	}
	b.used = now
	if b.AllowN(now, 1) {
		return nil
	}
	wait := time.Duration((1 - b.TokensAt(now)) / float64(per) * float64(time.Second))
	return later{&models.Error{Kind: models.Slow, Detail: "Too many requests in a short time. Nothing was changed; wait a moment and try again."}, wait}
}

// sweep forgets who has been quiet.
func (s *shard) sweep(now time.Time) {
	if now.Sub(s.swept) < quiet/4 {
		return
	}
	s.swept = now
	for key, b := range s.buckets {
		if now.Sub(b.used) > quiet {
			delete(s.buckets, key)
		}
	}
}
