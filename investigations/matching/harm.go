package matching

import "concord/models"

// harm is how many people a report says were killed, or injured: civilians, and
// all persons. Partners that disagree on who was a civilian still agree on the
// number of dead, so whichever of the two agrees better is taken.
type harm struct{ civilians, all interval }

// interval is a count with open ends made explicit; max < 0 is no upper end.
type interval struct{ min, max int16 } // min < 0: not known

// mostCounted is where counts are cut: beyond it more people say nothing more of
// whether two reports tell of one incident.
const mostCounted = 1<<15 - 1

var notCounted = interval{-1, -1}

func (i interval) known() bool { return i.min >= 0 }

func packHarm(c counts) harm { return harm{packCount(c.civilians), packCount(c.all)} }

func packCount(c models.Count) interval {
	if !c.Known() {
		return notCounted
	}
	lo, hi := c.Interval()
	i := interval{min: int16(min(lo, mostCounted)), max: -1}
	if hi != nil {
		i.max = int16(min(max(*hi, lo), mostCounted))
	}
	return i
}

// Harm levels, best first.
const (
	agree20 = iota // the counts overlap, at this many people or more
	agree8
	agree3
	agree1
	agree0 // both say nobody
	agreeLoosely
	gapOne     // one person apart, or a quarter
	gapHalf    // up to half apart
	gapMore    // further
	noneToSome // one says nobody, the other somebody
	harmUnknown
	harmLevels
)

// Agreement on many is rarer by chance than agreement on one.
var killedBits = [harmLevels]float64{
	agree20: 5.0, agree8: 4.0, agree3: 2.4, agree1: 0.8, agree0: 1.2, agreeLoosely: 0.6,
	gapOne: 0.4, gapHalf: 0.1, gapMore: -2.6, noneToSome: -2.4, harmUnknown: 0,
}

// The injured are counted less exactly than the dead, and their number follows
// that of the dead, so they weigh less.
var injuredBits = [harmLevels]float64{
	agree20: 2.4, agree8: 1.6, agree3: 1.2, agree1: 0.9, agree0: 0.9, agreeLoosely: 0.3,
	gapOne: 0.7, gapHalf: 0.6, gapMore: -0.8, noneToSome: -1.6, harmUnknown: 0,
}

func (a *harm) level(b *harm) int {
	all := a.all.level(b.all)
	if a.civilians == a.all && b.civilians == b.all {
		return all
	}
	return min(a.civilians.level(b.civilians), all)
}

// best is the best level that a number can reach, whatever it is compared with.
func (a *harm) best() int { return min(a.civilians.best(), a.all.best()) }

func (a interval) best() int {
	switch {
	case !a.known():
		return harmUnknown
	case a.max < 0 || a.loose():
		return agreeLoosely
	case a.max >= 20:
		return agree20
	case a.max >= 8:
		return agree8
	case a.max >= 3:
		return agree3
	case a.max >= 1:
		return agree1
	}
	return agree0
}

// bySum tells whether the level is that of all persons, not that of civilians.
func (a *harm) bySum(b *harm) bool {
	return a.all.level(b.all) < a.civilians.level(b.civilians)
}

func (a interval) level(b interval) int {
	if !a.known() || !b.known() {
		return harmUnknown
	}
	if a.min > b.min {
		a, b = b, a
	}
	if a.max >= 0 && a.max < b.min {
		return a.apart(b)
	}
	shared := b.min // what both say were at least harmed
	top := b.max
	if top < 0 || a.max >= 0 && a.max < top {
		top = a.max
	}
	switch {
	case a.max < 0 || b.max < 0 || a.loose() || b.loose():
		return agreeLoosely
	case shared >= 20:
		return agree20
	case shared >= 8:
		return agree8
	case shared >= 3:
		return agree3
	case top > 0:
		return agree1
	}
	return agree0
}

// loose tells whether the ends lie so far apart that much agrees with it.
func (a interval) loose() bool { return int(a.max) > 2*int(a.min)+3 }

// apart is the level of two counts that do not meet; a is the smaller.
func (a interval) apart(b interval) int {
	gap, largest := int(b.min)-int(a.max), int(max(b.min, b.max))
	switch {
	case a.max == 0 && gap >= 1:
		return noneToSome
	case gap == 1 || 4*gap <= largest:
		return gapOne
	case 2*gap <= largest:
		return gapHalf
	}
	return gapMore
}
