package worlds

import (
	"math/bits"
	"slices"
	"strings"
)

// Noise is a kind of error or gap that a record may have.
type Noise int

// The kinds, in the order of matching.md section 4.
const (
	Overstated      Noise = iota // the place is coarser than its stated precision
	GrossError                   // some 20 km off, sometimes 100
	SwappedLatLon                // latitude and longitude exchanged
	SignSlip                     // north for south or east for west
	WrongTown                    // coordinates of another town, of the same name if there is one
	NoPosition                   // no coordinates
	ZoneSlip                     // local time written as UTC
	DayOff                       // the day before or after
	Span                         // several days, the true one among them
	LateDate                     // 5 to 30 days off
	TollOff                      // numbers multiplied by a lognormal
	TollRange                    // a range
	TollMissing                  // nobody counted
	StatusConfused               // civilians counted as fighters or the other way
	Revised                      // an earlier version told of fewer
	ActorUnknown                 // who did it is left out
	ActorWrong                   // another group of the theatre
	WeaponUnknown                // weapon, cause and method are left out
	WeaponWrong                  // another one, half the time of the same family
	Translated                   // text in the partner's other language
	Synonym                      // some word by its synonym
	Copied                       // text taken from the press
	CitesOther                   // names the other partner's reference
	LetterDropped                // from the name of the place
	NeighbourTown                // named instead of the town itself
	OtherScript                  // names in the partner's other script
	Duplicate                    // a second record of one incident
	MergedIncidents              // one record of two incidents
	SplitIncident                // one of two records that tell of one incident in parts
	kinds
)

// usual is how often each kind befalls a record that it can befall; 0 where the
// partners differ. matching.md section 4 gives the rates; where it names a kind
// without a rate, the rate is ours.
var usual = [kinds]float64{
	Overstated: .08, GrossError: .01, SwappedLatLon: .004, SignSlip: .004, WrongTown: .006,
	ZoneSlip: .02, DayOff: .10, Span: .05, LateDate: .01,
	TollOff: .45, TollRange: .20, TollMissing: .06, StatusConfused: .08,
	ActorWrong: .04, WeaponWrong: .12,
	Translated: .10, Synonym: .06, CitesOther: .01,
	LetterDropped: .12, NeighbourTown: .05,
	MergedIncidents: .08, SplitIncident: .02,
}

var noiseNames = [kinds]string{
	"overstated", "gross_error", "swapped_lat_lon", "sign_slip", "wrong_town", "no_position",
	"zone_slip", "day_off", "span", "late_date",
	"toll_off", "toll_range", "toll_missing", "status_confused", "revised",
	"actor_unknown", "actor_wrong", "weapon_unknown", "weapon_wrong",
	"translated", "synonym", "copied", "cites_other", "letter_dropped", "neighbour_town", "other_script",
	"duplicate", "merged", "split",
}

// String is the kind as truth.csv names it.
func (n Noise) String() string { return noiseNames[n] }

// Marks are the kinds of noise in one record.
type Marks uint64

// Has tells whether a kind is among them.
func (m Marks) Has(n Noise) bool { return m&(1<<n) != 0 }

// Kinds lists them in order.
func (m Marks) Kinds() []Noise {
	list := make([]Noise, 0, 4)
	for m != 0 {
		n := Noise(bits.TrailingZeros64(uint64(m)))
		list = append(list, n)
		m &^= 1 << n
	}
	return list
}

// marksOf reads the kinds as truth.csv lists them; a name that is none is left out.
func marksOf(names string) (m Marks) {
	for _, name := range strings.Fields(names) {
		if n := slices.Index(noiseNames[:], name); n >= 0 {
			m |= 1 << n
		}
	}
	return m
}

// loudness multiplies the usual rates.
var loudness = map[string]float64{"low": 0.4, "usual": 1, "high": 1.8, plainNoise: 1}

const mostNoise = 0.9 // no kind befalls more than this

// loud is the rate of a kind under the noise chosen.
func (w *world) loud(n Noise, rate float64) float64 {
	if w.plain && !plainKinds.Has(n) {
		return 0
	}
	return min(mul(rate, w.loudness), mostNoise)
}

// strikes draws whether a kind befalls the record, and marks it.
func (a *account) strikes(w *world, c *chances, n Noise) bool {
	return a.strikesAt(w, c, n, usual[n])
}

// strikesAt is strikes with a rate of the partner's own.
func (a *account) strikesAt(w *world, c *chances, n Noise, rate float64) bool {
	if !c.happens(w.loud(n, rate)) {
		return false
	}
	a.marks |= 1 << n
	return true
}
