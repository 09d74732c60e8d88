package worlds

import (
	"container/heap"
	"math"
	"time"
)

// Start is when every world begins.
var Start = time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)

// Incident is what truly happened.
type Incident struct {
	ID       int   // from 1, in order of time
	Minute   int64 // from Start
	At       point
	Killed   int // people, fighters among them
	Fighters int
	Injured  int
	Weapon   int // a place in weapons
	Method   int // 0 or 1: the finer kind of weapon
	Actor    int // of the theatre, 0 to 3
	Town     int // of all theatres

	words    [told]int
	seen     float64 // how visible it is to all, in logits: partners do not miss independently
	press    bool
	accounts [4]*account // the first record of each partner, nil if there is none
}

// Time is when it happened.
func (i *Incident) Time() time.Time { return Start.Add(time.Duration(i.Minute) * time.Minute) }

const (
	nobodyKilled = 0.25
	paretoShape  = 1.25
	mostKilled   = 400
	firstKm      = 0.01 * kmPerDegree // least distance of an offspring
	lastKm       = 0.06 * kmPerDegree
	inTownKm     = 1.2 // deviation of incidents around the middle of their town
	strayTown    = 0.10
)

// stream gives the incidents in order of time and holds only those that are about
// to happen: parents come as the order statistics of a uniform draw, their
// offspring wait in a heap.
type stream struct {
	w        *world
	crowding crowding
	c        chances // of the parents' times
	family   int     // the next one
	families int
	last     int     // members of the last family, which is cut so that the count is exact
	now      float64 // minutes, of the last parent
	end      float64
	waiting  byMinute
	given    int
}

func newStream(w *world) *stream {
	s := &stream{w: w, crowding: w.options.crowding(), end: float64(w.end)}
	s.c.about(w.options.Seed, forFamilies)
	var c chances
	for sum := 0; sum < w.options.Incidents; s.families++ {
		s.last = min(s.size(&c, s.families), w.options.Incidents-sum)
		sum += s.last
	}
	return s
}

// size is how many incidents a family has: the parent and, with a chance each, one more.
func (s *stream) size(c *chances, family int) int {
	c.about(s.w.options.Seed, forIncidents, family)
	n := 1
	for c.happens(s.crowding.offspring) {
		n++
	}
	return n
}

// next gives the next incident; false when all have been given.
func (s *stream) next() (*Incident, bool) {
	for s.family < s.families && (len(s.waiting) == 0 || float64(s.waiting[0].Minute) >= s.now) {
		s.parent()
	}
	if len(s.waiting) == 0 {
		return nil, false
	}
	i := heap.Pop(&s.waiting).(*Incident)
	s.given++
	i.ID = s.given
	return i, true
}

// parent brings the next family into the world. The least of m uniform numbers from
// now to the end is now + (end-now)·(1 - u^(1/m)).
func (s *stream) parent() {
	m := float64(s.families - s.family)
	s.now += mul(s.end-s.now, 1-exp(log(s.c.up())/m))
	var c chances
	size := s.size(&c, s.family)
	if s.family == s.families-1 {
		size = s.last
	}
	parent := s.first(&c)
	heap.Push(&s.waiting, parent)
	for range size - 1 {
		heap.Push(&s.waiting, s.follows(&c, parent))
	}
	s.family++
}

func (s *stream) first(c *chances) *Incident {
	g := s.w.ground
	u := c.unit()
	theatre := int(mul(float64(s.crowding.theatres), mul(u, math.Sqrt(u)))) // the first ones see more
	u = c.unit()
	rank := mul(u, u)
	for k := 2; k < s.crowding.squares; k++ {
		rank = mul(rank, u)
	}
	if s.crowding.half {
		rank = mul(rank, math.Sqrt(u))
	}
	town := g.order[theatre*townsIn+int(mul(townsIn, rank))]
	i := &Incident{Minute: int64(s.now), Town: town, At: g.towns[town].centre.moved(c.around(inTownKm)),
		Weapon: min(len(weapons)-1, int(c.exponential(2.5))), Method: c.n(2), Actor: min(actorsEach-1, int(c.exponential(1.2)))}
	s.harm(c, i)
	return i
}

// follows is an incident that comes after another: near, at a place of its own,
// mostly by the same people and means.
func (s *stream) follows(c *chances, parent *Incident) *Incident {
	g := s.w.ground
	lag := c.exponential(s.crowding.lag)
	if left := s.end - float64(parent.Minute); lag >= left {
		lag = mul(left, c.unit())
	}
	km := min(firstKm/c.up(), lastKm) // twice as far is half as likely
	x, y := c.direction()
	at := parent.At.moved(mul(km, x), mul(km, y))
	town := g.home(parent.Town, at)
	if c.happens(strayTown) {
		town = g.towns[parent.Town].neighbours[c.n(4)]
		at = g.towns[town].centre.moved(c.around(inTownKm))
	}
	i := &Incident{Minute: parent.Minute + int64(lag), Town: town, At: at, Weapon: parent.Weapon, Method: parent.Method, Actor: parent.Actor}
	if c.happens(0.4) {
		i.Weapon, i.Method = min(len(weapons)-1, int(c.exponential(2.5))), c.n(2)
	}
	if c.happens(0.2) {
		i.Actor = c.n(actorsEach)
	}
	s.harm(c, i)
	return i
}

// harm says who was hurt, what there is to tell, and who may learn of it.
func (s *stream) harm(c *chances, i *Incident) {
	if !c.happens(nobodyKilled) {
		i.Killed = min(mostKilled, int(exp(-log(c.up())/paretoShape)))
	}
	i.Injured = rounded(mul(float64(2*i.Killed+2)/2, c.lognormal(0.8)))
	if c.happens(0.3) {
		i.Fighters = c.n(i.Killed + 1)
	}
	i.words = c.words()
	i.seen = mul(visibility, c.normal())
	i.press = c.happens(inPress)
}

// byMinute is a heap; of two in one minute the less visible comes first, so that there is one order.
type byMinute []*Incident

func (h byMinute) Len() int { return len(h) }
func (h byMinute) Less(i, j int) bool {
	if h[i].Minute != h[j].Minute {
		return h[i].Minute < h[j].Minute
	}
	return h[i].seen < h[j].seen
}
func (h byMinute) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *byMinute) Push(x any)   { *h = append(*h, x.(*Incident)) }
func (h *byMinute) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}
