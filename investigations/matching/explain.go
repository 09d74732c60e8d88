package matching

import (
	"math"

	"concord/models"
)

// Explain is the waterfall of Compare: the prior, then each feature that at least
// one report states, with both values in words, its bits and a plain clause. The
// bits add up to Compare's.
func (m *Model) Explain(a, b *Record) []models.MatchReason {
	p := a.pattern(b, &m.Vocabulary)
	worth := func(f Feature) float64 { return m.Tables[f][p[f]] }
	prior := "most reports this near in place and time tell of different incidents"
	if m.Prior > 0 {
		prior = "most reports this near in place and time tell of one incident"
	}
	reasons := []models.MatchReason{{Feature: "prior", Bits: m.Prior, Text: prior}}
	add := func(feature, saidA, saidB string, bits float64, text string) {
		if saidA == notKnown && saidB == notKnown {
			return
		}
		if bits == 0 && (saidA == notKnown || saidB == notKnown) {
			text = feature + " stated by one side only"
		}
		reasons = append(reasons, models.MatchReason{Feature: feature, A: saidA, B: saidB, Bits: bits, Text: text})
	}
	x, y := a.said, b.said
	add("place", x.where(), y.where(), worth(Place)+worth(Precision), placeText(a, b))
	add("area", x.area(), y.area(), worth(Area), areaTexts[areaLevel(a.area, b.area)])
	add("time", x.when(), y.when(), worth(Time), timeText(&a.time, &b.time))
	addHarm := func(did string, h, o *harm, c, d counts, bits float64) {
		m, n, what := c.civilians, d.civilians, did
		if h.bySum(o) || !m.Known() && !n.Known() {
			m, n, what = c.all, d.all, did+", civilians and others together"
		}
		add(did, m.Text(), n.Text(), bits, harmText(m, n, what, h.level(o)))
	}
	alone := m.Tables[Harm][a.killed.level(&b.killed)*harmLevels+harmUnknown] // what the dead say, were nothing known of the injured
	addHarm("killed", &a.killed, &b.killed, x.killed, y.killed, alone)
	addHarm("injured", &a.injured, &b.injured, x.injured, y.injured, worth(Harm)-alone)
	add("actor", x.actors(), y.actors(), worth(Actor), actorTexts[actorLevel(a.actors, b.actors)])
	add("weapon", x.means(), y.means(), worth(Means), meansTexts[a.means.level(&b.means)])
	add("category", code(x.category), code(y.category), worth(Category), categoryTexts[a.kind.categoryLevel(&b.kind)])
	add("site", code(x.site), code(y.site), worth(Site), siteTexts[a.kind.siteLevel(&b.kind)])
	shared := sharedWords(a, b)
	add("words", shared, shared, worth(Words), wordsText(shared, a.wordsLevel(b)))
	if a.copied(b) {
		reasons = append(reasons, models.MatchReason{Feature: "copied", Text: "both texts come from one source: that they agree says it once, not twice"})
	}
	if level := a.text.referenceLevel(&b.text); level != noReference {
		add("reference", "", "", worth(References), referenceTexts[level])
	}
	saidA, saidB, text := extraTexts(a, b)
	add("columns", saidA, saidB, worth(Columns), text)
	rest := m.bits(p)
	for _, r := range reasons {
		rest -= r.Bits
	}
	if math.Abs(rest) > 0.005 { // what a level for not known is worth under learned weights
		reasons = append(reasons, models.MatchReason{Feature: "unstated", Bits: rest, Text: "what neither of them states"})
	}
	return reasons
}
