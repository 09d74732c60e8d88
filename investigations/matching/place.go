package matching

import (
	"math"
	"unique"

	"concord/geo"
)

// place is where a report says it happened. The point is kept as a vector from
// the earth's centre in km, so that distances need no trigonometry and poles and
// the antimeridian are places like any other.
type place struct {
	x, y, z float32 // km; exact to half a metre
	sigma   float32 // km; the stated radius, at least finestSigma; 0 where no point is known
}

// placeName is how a place is called; few names serve many reports, so each is kept once.
type placeName struct {
	full  bitmap // folded, with vowels
	bones bitmap // consonants only
	key   key    // of the folded name, 0 for none or one too short to tell
	abjad bool   // the name is written without vowels
}

// noName is that of a place of which none is said.
var noName = unique.Make(placeName{})

func (p *place) measured() bool { return p.sigma > 0 }

const (
	earth       = geo.MeanRadius / 1000 // km
	finestSigma = 0.1                   // km; stated precision is never trusted below this
	plainSigma  = 1.0                   // km; a point of which no radius is known (api.md section 4)
)

// shortestName is how many consonants a name must have to be looked up by.
const shortestName = 3

func packPlace(p geo.Place) (q place) {
	if p.HasPoint() && finite(*p.Lat) && finite(*p.Lon) { // every door refuses what is no number; here it is no place
		lat, lon := *p.Lat*math.Pi/180, *p.Lon*math.Pi/180
		q.x, q.y, q.z = float32(earth*math.Cos(lat)*math.Cos(lon)), float32(earth*math.Cos(lat)*math.Sin(lon)), float32(earth*math.Sin(lat))
		q.sigma = plainSigma
		if p.RadiusM != nil {
			q.sigma = float32(max(*p.RadiusM/1000, finestSigma))
		}
	}
	return q
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

var placeNames memo[unique.Handle[placeName]]

func packName(name string) unique.Handle[placeName] { return placeNames.of(name, newName) }

func newName(name string) unique.Handle[placeName] {
	full, bones := foldName(name)
	if full == "" {
		return noName
	}
	n := placeName{full: bigrams(full), bones: bigrams(bones), abjad: withoutVowels(name)}
	if len(bones) >= shortestName {
		n.key = keyOf(bones)
	}
	return unique.Make(n)
}

// Distance levels: the cuts of d²/(σA²+σB²) of matching.md 3.3, then what lies
// beyond the reach, then what cannot be measured.
const (
	withinHalf = iota // of one sigma
	withinOne
	withinOneAndHalf
	withinTwo
	withinThree
	withinFive
	withinReach
	outOfReach // as a slip in one figure may do
	elsewhere  // farther still
	unmeasured
	mistaken // elsewhere, but near if latitude and longitude were exchanged or one has lost its sign
	distanceLevels
)

// slipKm is how far beyond the reach a gross error in a coordinate still often lands.
const slipKm = 50

var distanceCuts = [...]float32{0.25, 1, 2.25, 4, 9, 25}

// Name levels, in sixteenths of Dice.
const (
	nameSame = iota
	nameClose
	nameAkin
	nameFaint
	nameOther
	nameUnknown
	nameLevels
)

// placeBits is the joint table of distance and name, for they tell the same
// thing twice. Rows are distance levels, columns name levels.
var placeBits = [distanceLevels][nameLevels]float64{
	withinHalf:       {1.9, 1.9, 1.5, 0.7, -0.8, 1.2},
	withinOne:        {1.8, 1.8, 1.4, 0.5, -0.9, 1.1},
	withinOneAndHalf: {1.6, 1.6, 1.2, 0.4, -1.2, 0.9},
	withinTwo:        {1.4, 1.3, 1.0, 0.0, -1.6, 0.5},
	withinThree:      {0.2, 0.2, 0.0, -0.9, -2.8, -1.0},
	withinFive:       {-0.6, -0.6, -1.0, -3.5, -4.3, -2.4},
	withinReach:      {-1.0, -1.2, -2.0, -3.2, -4.4, -2.6},
	outOfReach:       {-6.0, -7.0, -8.0, -9.0, -10.0, -9.0},
	elsewhere:        {-12.0, -13.0, -14.0, -14.0, -15.0, -14.0},
	mistaken:         {-1.0, -1.5, -3.0, -5.0, -6.0, -4.0},
	unmeasured:       {2.2, 1.4, -0.5, -2.0, -4.0, 0},
}

// Precision classes by the larger of the two: what two exact points agree on is
// rare, what two provinces agree on is not.
var classCuts = [...]float32{0.3, 1.5, 6, 25, 100} // km, of sqrt(σA²+σB²)

// Zones of distance, crossed with the precision class.
const (
	zoneNear   = iota // the distance agrees, to two sigma
	zoneMissed        // it misses by little, to five
	zoneReach         // it lies within the reach
	zoneBeyond        // or beyond, or cannot be measured
	zones
)

func zoneOf(distance int) int {
	switch {
	case distance <= withinTwo:
		return zoneNear
	case distance <= withinFive:
		return zoneMissed
	case distance <= withinReach:
		return zoneReach
	}
	return zoneBeyond
}

// classBits is what a precision class adds to a zone.
var classBits = [len(classCuts) + 1][zones]float64{
	{5.0, 4.0, 0, 0}, {3.3, 1.3, 1.0, 0}, {0, 0, 0, 0}, {-1.0, -2.0, 0, 0}, {-2.2, -2.2, 0, 0}, {-4.0, -4.0, 0, 0},
}

// levels of two places and the precision class of the pair.
func (a *place) levels(b *place) (distance, class int) {
	if !a.measured() || !b.measured() {
		return unmeasured, 0
	}
	dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
	d2 := dx*dx + dy*dy + dz*dz
	s2 := a.sigma*a.sigma + b.sigma*b.sigma
	// which cut comes next cannot be foretold, so all are counted that are passed
	for _, cut := range classCuts {
		class += when(s2 > cut*cut)
	}
	for _, cut := range distanceCuts {
		distance += when(d2 > cut*s2)
	}
	if distance == withinReach {
		switch r := reachOf(s2); {
		case d2 > (r+slipKm)*(r+slipKm):
			distance = elsewhere
			if a.mistakenFor(b, r) || b.mistakenFor(a, r) { // exchanging keeps no distances, so each is tried
				distance = mistaken
			}
		case d2 > r*r:
			distance = outOfReach
		}
	}
	return distance, class
}

// mistakenFor tells whether two places lie within reach of each other once latitude
// and longitude of one are exchanged, or one of them has changed its sign.
func (a *place) mistakenFor(b *place, reach float32) bool {
	near := func(x, y, z float32) bool {
		dx, dy, dz := x-b.x, y-b.y, z-b.z
		return dx*dx+dy*dy+dz*dz <= reach*reach
	}
	if near(a.x, a.y, -a.z) || near(a.x, -a.y, a.z) || near(a.x, -a.y, -a.z) {
		return true
	}
	// exchanged: the sine of one becomes that of the other, and no angle is needed
	h := float32(math.Sqrt(float64(a.x*a.x + a.y*a.y)))
	if a.x < 0 || h == 0 {
		return false // no latitude is beyond 90 degrees
	}
	return near(a.x, a.x*a.z/h, earth*a.y/h)
}

func nameLevel(of, other unique.Handle[placeName]) int {
	if of == other {
		if of == noName {
			return nameUnknown
		}
		return nameSame
	}
	p, q := of.Value(), other.Value()
	if p.full.empty() || q.full.empty() {
		return nameUnknown
	}
	dice := alike(p.full, q.full)
	if p.abjad || q.abjad {
		dice = alike(p.bones, q.bones)
	}
	switch {
	case dice >= 14:
		return nameSame
	case dice >= 11:
		return nameClose
	case dice >= 8:
		return nameAkin
	case dice >= 5:
		return nameFaint
	}
	return nameOther
}
