package matching

import (
	"math"
	"time"

	"concord/geo"
)

// Reach is where and when counterparts of a report must be sought (matching.md
// 3.2).
type Reach struct {
	From, To time.Time // both zero when no time is known
	Boxes    []geo.Box // nil: anywhere
	Wide     bool      // the report spans too much to be sought by place and day
}

const (
	narrowSigma = 15.0 // km; Boxes hold every counterpart at most this vague
	wideSigma   = 30.0 // km; from here on a report is sought by time alone
)

// reachKm is the farthest that two reports of one incident are sought apart.
func reachKm(sigmaA, sigmaB float64) float64 {
	return 5*math.Sqrt(sigmaA*sigmaA+sigmaB*sigmaB) + 5
}

// reachOf is the same of the sum of their squares.
func reachOf(s2 float32) float32 { return 5*float32(math.Sqrt(float64(s2))) + 5 }

// Reach of a report: 30 hours beyond its window, and boxes for counterparts of up
// to 15 km of uncertainty. Wider counterparts are fetched by time alone.
func (r Record) Reach() Reach {
	var reach Reach
	if r.time.known() {
		reach.From, reach.To = instant(r.time.from-slack), instant(r.time.until()+slack)
	}
	reach.Wide = !r.time.known() || r.time.class == long || !r.place.measured() || r.place.sigma >= wideSigma
	if r.place.measured() {
		p := r.said.place
		reach.Boxes = geo.Around(*p.Lat, *p.Lon, 1000*reachKm(float64(r.place.sigma), narrowSigma))
	}
	return reach
}
