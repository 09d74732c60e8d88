// Package matching says how likely it is that two partners' reports tell of the
// same incident, and why, by adding up evidence in bits (Fellegi and Sunter 1969)
// over the levels of matching.md 3.3. It knows no database and no clock: the same
// two reports always compare alike, in either order.
package matching

import (
	"math"

	"concord/models"
)

// Bands of a pair (matching.md 3.5). Below both it has the band "".
const (
	Auto   = "auto"   // linked provisionally
	Review = "review" // shown to people
)

// The probabilities at which the bands begin.
const (
	autoFrom   = 0.95
	reviewFrom = 0.05
)

// prior is the evidence, in bits, for two reports within each other's reach of
// which nothing else is known: about one such pair in seven tells of one incident.
//
// It is fixed for now, and so are the tables beside each feature. They are
// log-odds of level frequencies among the true pairs of a synthetic world against
// those among pairs 5 to 13 days apart, which share place and manner but cannot be
// one incident (matching.md 3.4); smoothed, made monotone, and drawn in where an
// invented world is more regular than real reports. The share of true pairs within
// reach runs from one in two in a sparse year to one in ninety in a siege, so the
// prior is set towards the dense end: a link too few costs a look, a link too many
// hides an incident.
const prior = -2.5

// Score is what comparing two reports gives. Bits is the base-2 logarithm of the
// odds that they tell of the same incident, Probability the same as 0 to 1.
type Score struct {
	Bits        float64
	Probability float64
	Band        string
}

// Compare scores two reports by themselves; Assign then weighs the rivals. It
// makes no difference which comes first. Nothing is allocated.
func Compare(a, b *Record) Score {
	sum := prior
	sum += a.place.bits(&b.place)
	sum += a.area.bits(&b.area, a.place.measured && b.place.measured)
	sum += a.time.bits(&b.time)
	sum += a.killed.bits(&b.killed, &killedBits)
	sum += a.injured.bits(&b.injured, &injuredBits)
	sum += a.actors.bits(&b.actors)
	sum += a.means.bits(&b.means)
	sum += a.kind.categoryBits(&b.kind, a.means.known() && b.means.known())
	sum += a.kind.siteBits(&b.kind)
	sum += a.words.bits(b.words)
	sum += a.refs.bits(&b.refs)
	sum += a.extras.bits(b.extras)
	p := probability(sum)
	return Score{Bits: sum, Probability: p, Band: band(p)}
}

// probability of odds given in bits.
func probability(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

func band(p float64) string {
	switch {
	case p >= autoFrom:
		return Auto
	case p >= reviewFrom:
		return Review
	}
	return ""
}

// Record is a report packed for comparison: numbers, bitmaps and sorted hashes,
// and beside them what it said in words, which only Explain reads.
type Record struct {
	Report  string
	Partner string

	place   place
	area    area
	time    span
	killed  harm
	injured harm
	actors  actors
	means   means
	kind    kind
	words   words
	refs    references
	extras  extras
	said    *said
}

// Pack makes facts ready for comparison. It takes them as they are: what was not
// completed (models.ReportFacts.Complete) counts as not stated.
func Pack(report, partner string, f models.ReportFacts) Record {
	r := Record{Report: report, Partner: partner, said: say(f)}
	if f.Place != nil {
		r.place, r.area = packPlace(*f.Place), packArea(*f.Place)
	}
	r.time = packTime(f.Started, f.Ended)
	r.killed, r.injured = packHarm(r.said.killed), packHarm(r.said.injured)
	r.actors = packActors(f.Responsibility)
	r.means = packMeans(f.Means)
	r.kind = packKind(f)
	r.words, r.said.words = packWords(f)
	r.refs = packReferences(f)
	r.extras = packExtras(f.Extra)
	return r
}
