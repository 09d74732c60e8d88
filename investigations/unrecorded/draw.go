package unrecorded

import (
	"math/rand/v2"
	"slices"
)

const (
	seed  = 0x5eed  // of all drawings: equal records give equal numbers
	draws = 200     // of the uncertain links
	fewer = 40      // where their chances cancel out, of
	many  = 200_000 // links
)

// counts are of incidents by stratum (0 is all) and set of lists: at stratum times
// the number of sets, plus the set. At 0 are those outside of what is covered.
type counts []uint32

// counting works out the counts of one way to link.
type counting struct {
	*linked
	g    joined
	next []int32 // the next unit of the same group, by unit
	head []int32 // the last unit of a group, at its first
	base counts  // of units that nothing can be linked to
	busy []int32 // the others
}

func newCounting(l *linked) *counting {
	c := &counting{linked: l, g: newJoined(l.units), base: make(counts, l.strata<<len(l.lists))}
	size := make([]int32, len(l.units))
	for _, part := range l.parts {
		size[part]++
	}
	for i, part := range l.parts {
		if size[part] > 1 {
			c.busy = append(c.busy, int32(i))
			continue
		}
		c.base.add(l, l.units[i].said, 1<<l.units[i].list)
	}
	c.next, c.head = make([]int32, len(l.units)), make([]int32, len(l.units))
	return c
}

// begin makes every unit an incident of its own.
func (c *counting) begin() {
	for _, i := range c.busy {
		c.g.groups[i], c.g.in[i] = i, 1<<c.units[i].list
	}
}

// add counts an incident under everything that is said of it, unless it lies where
// some list does not cover.
func (n counts) add(l *linked, said labels, set int) {
	if l.covers.outside(said) {
		n[0]++
		return
	}
	n[set]++
	for way := range ways {
		n[(l.first[way]+said.stratum(way))<<len(l.lists)+set]++
	}
}

// count the incidents of the present groups.
func (c *counting) count() counts {
	n := slices.Clone(c.base)
	for _, i := range c.busy {
		c.head[i] = -1
	}
	for _, i := range c.busy {
		root := c.g.find(int(i))
		c.next[i], c.head[root] = c.head[root], i
	}
	var said []labels
	for _, i := range c.busy {
		if c.head[i] < 0 {
			continue
		}
		said = said[:0]
		for j := c.head[i]; j >= 0; j = c.next[j] {
			said = append(said, c.units[j].said)
		}
		n.add(c.linked, agreed(said), int(c.g.in[i]))
	}
	return n
}

// asItStands counts with the links that hold.
func (l *linked) asItStands() counts {
	c := newCounting(l)
	c.begin()
	for _, p := range l.made {
		c.g.join(p.A, p.B)
	}
	return c.count()
}

// drawings link at random, each link as often as it is probable, and count each time
// (linkage averaging: Sadinle 2018). Open links are drawn first. What is one incident
// as things stand falls apart together: of its links those above one random number hold.
func (l *linked) drawings() []counts {
	n := draws
	if len(l.links) > many {
		n = fewer
	}
	out := make([]counts, n)
	inParts(n, 20, func(from, to int) {
		c := newCounting(l)
		level := make([]float64, len(l.units))
		for d := from; d < to; d++ {
			out[d] = c.draw(rand.New(rand.NewPCG(seed, uint64(d))), level)
		}
	})
	return out
}

func (c *counting) draw(chances *rand.Rand, level []float64) counts {
	c.begin()
	for _, i := range c.busy {
		level[i] = -1
	}
	for _, p := range c.open {
		if chances.Float64()*p.free < p.Probability {
			c.g.join(p.A, p.B)
		}
	}
	for _, p := range c.made {
		group := c.groups[p.A]
		if level[group] < 0 {
			level[group] = chances.Float64()
		}
		if level[group]*p.free < p.Probability {
			c.g.join(p.A, p.B)
		}
	}
	return c.count()
}

// table is what was counted in a stratum; 0 is everything.
func (l *linked) table(n counts, stratum int) Table {
	t := NewTable(l.lists...)
	for set := 1; set < len(t.Counts); set++ {
		t.Counts[set] = float64(n[stratum<<len(l.lists)+set])
	}
	return t
}
