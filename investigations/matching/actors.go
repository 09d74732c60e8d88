package matching

import (
	"strings"
	"unique"

	"concord/models"
)

// actors are those who, by a report, did it: fired, ordered or called it in.
// Those who only advised, supplied or held the ground are left out, since they
// are the same for many incidents.
type actors struct {
	n    uint8
	list [maxActors]actor
}

const (
	maxActors    = 3
	maxActorKeys = 3
)

// actor is one name, its words, and whether it is a partner, who is named often.
type actor struct {
	name    uint32 // hashes
	words   [maxActorKeys]uint32
	partner bool
}

// acted are the roles of those who did it.
var acted = map[string]bool{"FIRED": true, "ORDERED": true, "CALLED_FIRE": true, "DETAINED": true, "OTHER": true}

var noActors = unique.Make(actors{})

func packActors(rows []models.Responsibility) unique.Handle[actors] {
	var as actors
	for _, r := range rows {
		if int(as.n) == maxActors {
			break
		}
		if !acted[r.Role] || r.ActorKind == "UNKNOWN_ACTOR" {
			continue
		}
		a := actorNames.of(r.Actor, packActor)
		if a.name == 0 {
			continue
		}
		a.partner = r.ActorKind == "PARTNER"
		as.list[as.n] = a
		as.n++
	}
	return unique.Make(as)
}

var actorNames memo[actor]

func packActor(name string) (a actor) {
	words := actorWords(name)
	if len(words) == 0 {
		return a
	}
	a.name = short(strings.Join(words, " "))
	for i := range min(len(words), maxActorKeys) {
		a.words[i] = short(words[i])
	}
	return a
}

// actorWords are the words that tell one actor from another: without years in
// brackets and without what most names of forces have in common, as in UCDP's
// "Government of X" and ACLED's "Military Forces of X (2019-)".
func actorWords(name string) []string {
	if before, rest, ok := strings.Cut(name, "("); ok {
		if _, after, closed := strings.Cut(rest, ")"); closed {
			name = before + " " + after
		}
	}
	var kept []string
	for _, w := range strings.Fields(latin(name)) {
		if !commonActorWords[w] {
			kept = append(kept, w)
		}
	}
	return kept
}

var commonActorWords = map[string]bool{"the": true, "of": true, "and": true, "for": true, "in": true, "military": true,
	"forces": true, "force": true, "armed": true, "government": true, "police": true, "army": true, "air": true,
	"group": true, "groups": true, "unidentified": true, "unknown": true, "militia": true, "gunmen": true,
	"civilians": true, "state": true, "national": true, "de": true, "du": true, "des": true, "les": true, "al": true}

// Actor levels.
const (
	actorUnknown = iota
	sameActor
	samePartner
	akinActor // the names share a word that tells
	otherActor
	actorLevels
)

var actorBits = [actorLevels]float64{sameActor: 1.0, samePartner: 0.7, akinActor: 0, otherActor: -2.0}

// level is the best that any two named actors reach.
func actorLevel(of, other unique.Handle[actors]) int {
	if of == noActors || other == noActors {
		return actorUnknown
	}
	a, b := of.Value(), other.Value()
	best := actorUnknown
	for i := range a.n {
		for j := range b.n {
			if l := a.list[i].level(&b.list[j]); best == actorUnknown || l < best {
				best = l
			}
		}
	}
	return best
}

func (a *actor) level(b *actor) int {
	switch {
	case a.name == b.name && (a.partner || b.partner):
		return samePartner
	case a.name == b.name:
		return sameActor
	}
	for _, w := range a.words {
		for _, v := range b.words {
			if w != 0 && w == v {
				return akinActor
			}
		}
	}
	return otherActor
}
