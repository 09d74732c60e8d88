package matching

import (
	"math"
	"time"

	"concord/geo"
)

// span is when a report says it began, and till when it went on.
type span struct {
	from      int64  // seconds since 1970
	width     uint32 // seconds; 0 where no time is known
	tail      uint32 // seconds it went on after that, where an end is stated
	offset    int16  // minutes east of UTC of the clock it was read from
	hasOffset bool
	class     int8
}

func (s *span) known() bool { return s.width > 0 }

// to is the first moment after the window, until that after the whole incident.
func (s *span) to() int64    { return s.from + int64(s.width) }
func (s *span) until() int64 { return s.from + int64(s.width) + int64(s.tail) }

const (
	minute = int64(60)
	hour   = 60 * minute
	day    = 24 * hour
	slack  = 30 * hour // how far beyond the windows a counterpart is sought (matching.md 3.2)
)

// Width classes of a window.
const (
	precise = iota // to two hours
	partOfDay
	oneDay
	someDays
	long // over eight days
	widthClasses
)

func packTime(started, ended *geo.Window) span {
	if started == nil || started.Earliest == nil {
		return span{}
	}
	s := span{from: started.Earliest.Unix(), width: uint32(minute)}
	seconds := func(from, to int64) uint32 { return uint32(min(max(to-from, 0), math.MaxUint32)) }
	if started.Latest != nil {
		s.width = max(seconds(s.from, started.Latest.Unix()+1), 1)
	}
	if ended != nil && ended.Latest != nil {
		s.tail = seconds(s.to(), ended.Latest.Unix()+1)
	}
	if started.UTCOffsetMin != nil {
		s.offset, s.hasOffset = int16(*started.UTCOffsetMin), true
	}
	switch w := int64(s.width); {
	case w <= 2*hour:
		s.class = precise
	case w <= 12*hour:
		s.class = partOfDay
	case w <= 26*hour:
		s.class = oneDay
	case w <= 8*day:
		s.class = someDays
	default:
		s.class = long
	}
	return s
}

// Time levels.
const (
	timeUnknown   = iota
	overlap       // the windows share a moment; weighed by how short they are
	zoneSlip      // precise, and apart by exactly the difference of the stated offsets
	wholeHours    // precise, and apart by that and an hour of summer time, or by whole hours
	dayApart      // apart by exactly 24 hours
	insideEpisode // one began while the other still went on
	within4h
	within12h
	within30h
	withinTenDays
	withinMonth
	outOfTime
)

// overlapBits by the two width classes: the shorter both windows, the rarer it is
// that they overlap by chance.
var overlapBits = [widthClasses][widthClasses]float64{
	precise:   {3.6, 2.8, 1.8, 0.6, -1.8},
	partOfDay: {2.8, 2.4, 1.7, 0.5, -1.8},
	oneDay:    {1.8, 1.7, 1.5, 0.4, -1.9},
	someDays:  {0.6, 0.5, 0.4, -0.8, -2.2},
	long:      {-1.8, -1.8, -1.9, -2.2, -2.8},
}

var timeBits = [...]float64{
	zoneSlip: 3.0, wholeHours: 0.8, dayApart: -0.9, insideEpisode: 0,
	within4h: 0.3, within12h: -1.8, within30h: -3.5, withinTenDays: -13.0, withinMonth: -14.0, outOfTime: -14.0, // overlap stands in overlapBits
}

func (a *span) level(b *span) int {
	if !a.known() || !b.known() {
		return timeUnknown
	}
	if a.from > b.from || a.from == b.from && a.width > b.width {
		a, b = b, a
	}
	gap := b.from - a.to() // a begins first
	if gap < 0 {
		return overlap
	}
	if a.class == precise && b.class == precise {
		if level := slipped(a, b); level != timeUnknown {
			return level
		}
	}
	shift := b.from - a.from
	switch {
	case a.class == b.class && a.class <= oneDay && shift >= day-minute && shift <= day+minute:
		return dayApart
	case b.from < a.until():
		return insideEpisode
	case gap <= 4*hour:
		return within4h
	case gap <= 12*hour:
		return within12h
	case gap <= slack:
		return within30h
	case gap <= 10*day:
		return withinTenDays
	case gap <= 31*day:
		return withinMonth
	}
	return outOfTime
}

// slipped tells whether two precise windows would overlap if one clock had been
// taken for the other: b lies later than a by the difference of their offsets.
func slipped(a, b *span) int {
	covers := func(shift int64) bool { return b.from-shift < a.to() && a.from < b.to()-shift }
	if a.hasOffset && b.hasOffset {
		apart := minute * int64(a.offset-b.offset)
		apart = max(apart, -apart)
		if apart > 0 && covers(apart) {
			return zoneSlip
		}
		if apart > 0 && (covers(apart+hour) || covers(apart-hour)) {
			return wholeHours
		}
	}
	if int64(a.width) > minute || int64(b.width) > minute {
		return timeUnknown // too wide for a whole number of hours to mean anything
	}
	if shift := b.from - a.from; shift%hour == 0 && shift <= 14*hour {
		return wholeHours
	}
	return timeUnknown
}

// pattern is the level, and for windows that overlap how wide both are: the levels
// first, then a square of width classes.
func (a *span) pattern(b *span) int {
	level := a.level(b)
	if level == overlap {
		return len(timeBits) + int(min(a.class, b.class))*widthClasses + int(max(a.class, b.class))
	}
	return level
}

func instant(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
