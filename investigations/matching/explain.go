package matching

import "concord/models"

// Explain is the waterfall of Compare: the prior, then each feature that at least
// one report states, with both values in words, its bits and a plain clause. The
// bits add up to Compare's.
func Explain(a, b *Record) []models.MatchReason {
	reasons := []models.MatchReason{{
		Feature: "prior", Bits: prior,
		Text: "most reports this near in place and time tell of different incidents",
	}}
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
	weaponsKnown := a.means.known() && b.means.known()
	add("place", x.where(), y.where(), a.place.bits(&b.place), placeText(a, b))
	add("area", x.area(), y.area(), a.area.bits(&b.area, a.place.measured && b.place.measured), areaTexts[a.area.level(&b.area)])
	add("time", x.when(), y.when(), a.time.bits(&b.time), timeText(&a.time, &b.time))
	addHarm := func(did string, h, o *harm, c, d counts, table *[harmLevels]float64) {
		m, n, what := c.civilians, d.civilians, did
		if h.bySum(o) || !m.Known() && !n.Known() {
			m, n, what = c.all, d.all, did+", civilians and others together"
		}
		add(did, m.Text(), n.Text(), h.bits(o, table), harmText(m, n, what, h.level(o)))
	}
	addHarm("killed", &a.killed, &b.killed, x.killed, y.killed, &killedBits)
	addHarm("injured", &a.injured, &b.injured, x.injured, y.injured, &injuredBits)
	add("actor", x.actors(), y.actors(), a.actors.bits(&b.actors), actorTexts[a.actors.level(&b.actors)])
	add("weapon", x.means(), y.means(), a.means.bits(&b.means), meansTexts[a.means.level(&b.means)])
	add("category", code(x.category), code(y.category), a.kind.categoryBits(&b.kind, weaponsKnown), categoryTexts[a.kind.categoryLevel(&b.kind)])
	add("site", code(x.site), code(y.site), a.kind.siteBits(&b.kind), siteTexts[a.kind.siteLevel(&b.kind)])
	shared := sharedWords(a, b)
	add("words", shared, shared, a.words.bits(b.words), wordsText(shared, a.words.level(b.words)))
	if level := a.refs.level(&b.refs); level != noReference {
		add("reference", "", "", a.refs.bits(&b.refs), referenceTexts[level])
	}
	saidA, saidB, text := extraTexts(a, b)
	add("columns", saidA, saidB, a.extras.bits(b.extras), text)
	return reasons
}
