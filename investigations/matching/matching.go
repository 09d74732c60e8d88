// Package matching says how likely it is that two partners' reports tell of the
// same incident, and why, by adding up evidence in bits (Fellegi and Sunter 1969)
// over the levels of matching.md 3.3. It knows no database and no clock: the same
// two reports always compare alike, in either order.
package matching

import (
	"math"
	"unique"

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

// Score is what comparing two reports gives. Bits is the base-2 logarithm of the
// odds that they tell of the same incident, Probability the same as 0 to 1.
type Score struct {
	Bits        float64
	Probability float64
	Band        string
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
// and beside them what it said in words, which only Explain reads. What is compared
// first stands first: a record is three lines of a processor's cache, and most pairs
// are left after one or two of each.
type Record struct {
	time    span
	others  bitmap // a bit for each word that weighs anything, but those of its own place name
	killed  harm
	injured harm
	name    unique.Handle[placeName] // one for all reports that say the same, as are actors and area

	weighty weighty
	actors  unique.Handle[actors]
	extras  *extras // nil for none
	area    unique.Handle[area]
	means   means
	kind    kind
	said    *said

	place   place // an index has it in its marks
	text    text
	Report  string
	Partner string
}

// Pack makes facts ready for comparison. It takes them as they are: what was not
// completed (models.ReportFacts.Complete) counts as not stated.
func Pack(report, partner string, f models.ReportFacts) Record {
	return PackWith(report, partner, f, nil)
}

// PackWith is Pack for columns with taxonomies.
func PackWith(report, partner string, f models.ReportFacts, taxonomies Taxonomies) Record {
	r := PackBare(report, partner, f, taxonomies)
	r.said = say(f)
	return r
}

// PackBare is PackWith without what only Explain needs, three quarters of a record.
func PackBare(report, partner string, f models.ReportFacts, taxonomies Taxonomies) Record {
	r := Record{Report: report, Partner: partner, name: noName, area: noArea}
	if f.Place != nil {
		r.place, r.name, r.area = packPlace(*f.Place), packName(f.Place.Name), packArea(*f.Place)
	}
	r.time = packTime(f.Started, f.Ended)
	r.killed, r.injured = packHarm(countsOf(f.Casualties, "KILLED")), packHarm(countsOf(f.Casualties, "INJURED"))
	r.actors = packActors(f.Responsibility)
	r.means = packMeans(f.Means)
	r.kind = packKind(f)
	var room [2 * maxWords]uint32
	words, sketch := packWords(f, room[:0])
	own, mentions, locators := packReferences(f)
	r.text = keepText(words, own, mentions, locators, sketch)
	r.extras = packExtras(f.Extra, taxonomies)
	r.hint()
	return r
}
