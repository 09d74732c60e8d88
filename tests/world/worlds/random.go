package worlds

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// chances is a source of random numbers for one purpose. Each family of incidents
// and each record has its own, so that a change of one leaves the others as they are.
type chances struct{ pcg rand.PCG }

// Purposes keep the numbers of one thing apart from those of another.
const (
	forNames = iota + 1
	forPlaces
	forFamilies
	forIncidents
	forReporting
	forPress
	forRecords
	forOffsets
	forPeriods
)

// about gives the source for a purpose and what it is about.
func about(seed uint64, purpose int, what ...int) *chances {
	c := &chances{}
	c.about(seed, purpose, what...)
	return c
}

func (c *chances) about(seed uint64, purpose int, what ...int) {
	h := mix(seed + uint64(purpose)*0x9e3779b97f4a7c15)
	for _, w := range what {
		h = mix(h ^ uint64(w)*0xbf58476d1ce4e5b9)
	}
	c.pcg.Seed(h, mix(h+1))
}

// mix spreads a number over all 64 bits (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// unit is uniform from 0 to below 1.
func (c *chances) unit() float64 { return float64(c.pcg.Uint64()>>11) / (1 << 53) }

// up is uniform from above 0 to 1, for logarithms.
func (c *chances) up() float64 { return float64(c.pcg.Uint64()>>11+1) / (1 << 53) }

// n is uniform from 0 to below n.
func (c *chances) n(n int) int {
	high, _ := bits.Mul64(c.pcg.Uint64(), uint64(n))
	return int(high)
}

func (c *chances) happens(p float64) bool { return c.unit() < p }

func (c *chances) exponential(mean float64) float64 { return mul(mean, -log(c.up())) }

// direction is a point on the unit circle.
func (c *chances) direction() (x, y float64) {
	for {
		x, y = 2*c.unit()-1, 2*c.unit()-1
		if s := mul(x, x) + mul(y, y); s > 0.0001 && s <= 1 {
			root := math.Sqrt(s)
			return x / root, y / root
		}
	}
}

// normal has mean 0 and deviation 1 (Marsaglia's polar method, one of the two thrown away).
func (c *chances) normal() float64 {
	for {
		x, y := 2*c.unit()-1, 2*c.unit()-1
		if s := mul(x, x) + mul(y, y); s > 0 && s < 1 {
			return mul(x, math.Sqrt(-2*log(s)/s))
		}
	}
}

// lognormal has median 1.
func (c *chances) lognormal(deviation float64) float64 { return exp(mul(deviation, c.normal())) }

// among picks by shares that add up to 1.
func (c *chances) among(shares []float64) int {
	at := c.unit()
	for i, s := range shares {
		if at < s {
			return i
		}
		at -= s
	}
	return len(shares) - 1
}

// shuffle puts a list in random order.
func shuffle[T any](c *chances, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := c.n(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
