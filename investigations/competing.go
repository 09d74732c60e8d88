package investigations

import (
	"maps"
	"slices"

	"concord/investigations/matching"
	"concord/models"

	"gorm.io/gorm"
)

// keepDecided carries what people said over a new comparison: a confirmed or
// refused pair stays so however the facts or the weights changed, and one proposed
// by hand or with a verdict stays although it scores low.
func (d *desk) keepDecided(stored, found map[string]models.Match) error {
	judged, err := d.judged(stored)
	if err != nil {
		return err
	}
	for id, old := range stored {
		m, likely := found[id]
		decided := old.State == models.Confirmed || old.State == models.Refused || old.ByHand != "" || judged[id]
		if !likely && decided {
			m = old
			if a, b := d.accounts[old.ReportA], d.accounts[old.ReportB]; a.live() && b.live() {
				m, _ = d.score(a, b)
			}
		}
		if !likely && !decided {
			continue
		}
		if old.State == models.Confirmed || old.State == models.Refused {
			m.State = old.State
		}
		m.Seq, m.ByHand = old.Seq, old.ByHand
		found[id] = m
	}
	return nil
}

// judged tells which of these pairs somebody has said something of that still holds.
func (d *desk) judged(stored map[string]models.Match) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(stored)), 400) {
		rows, err := gorm.G[models.Verdict](d.tx.DB).Where("match_id IN ? AND verdict <> ?", some, models.Withdrawn).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range rows {
			out[v.MatchID] = true
		}
	}
	return out, nil
}

// compete adds the other stored pairs that compete with those found, and gives the
// reports whose pairs it decides anew. What was compared under other weights is compared
// again first, so that rivals are always weighed alike; a pair that is no longer likely
// then goes.
func (d *desk) compete(found, stored map[string]models.Match, touched map[string]bool) (map[string]bool, error) {
	edge := maps.Clone(stored) // also those that are gone: what they stood against stands better now
	maps.Copy(edge, found)
	rivals, anew, err := d.rivals(edge, found, touched)
	if err != nil {
		return nil, err
	}
	now, outdated := map[string]models.Match{}, map[string]models.Match{}
	for id, m := range rivals {
		stored[id] = m
		if m.Model == d.weights.id {
			found[id] = m
		} else {
			outdated[id] = m
		}
	}
	if err := d.know(rivals); err != nil {
		return nil, err
	}
	if err := d.loadEnds(nil, outdated); err != nil {
		return nil, err
	}
	for id, m := range outdated {
		a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
		if fresh, likely := d.score(a, b); likely && a.live() && b.live() {
			now[id] = fresh
		}
	}
	if err := d.keepDecided(outdated, now); err != nil {
		return nil, err
	}
	maps.Copy(found, now)
	return anew, nil
}

// rivals are the other stored pairs that bear on those at the edge, and the reports
// whose pairs change with them: those that hang together by strong pairs with a report
// at the edge, or with one that stood against a strong pair there (matching.Model.Assign says
// what it wants to know of each). So what one write decides anew stays small, also where
// by weak pairs everything hangs together.
func (d *desk) rivals(edge, found map[string]models.Match, touched map[string]bool) (all map[string]models.Match, anew map[string]bool, err error) {
	all = map[string]models.Match{}
	beside := map[string][]models.Match{} // report → its pairs, as far as they are known
	add := func(m models.Match) {
		for _, id := range []string{m.ReportA, m.ReportB} {
			beside[id] = append(beside[id], m)
		}
	}
	for _, m := range found {
		add(m)
	}
	asked := maps.Clone(touched)
	ask := func(reports map[string]bool) error { // for all pairs of these
		var ids []string
		for id := range reports {
			if !asked[id] {
				asked[id] = true
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		rows, err := d.storedMatches(ids)
		for id, m := range rows {
			_, known := all[id]
			_, fresh := found[id]
			// a pair of a touched report that was not found again is gone
			if !known && !fresh && !touched[m.ReportA] && !touched[m.ReportB] {
				all[id] = m
				add(m)
			}
		}
		return err
	}
	next := func(reports map[string]bool, strongOnly bool) map[string]bool { // those and who they have a pair with
		out := maps.Clone(reports)
		for id := range reports {
			for _, m := range beside[id] {
				if !strongOnly || d.strong(m) {
					out[m.ReportA], out[m.ReportB] = true, true
				}
			}
		}
		return out
	}
	together := func(reports map[string]bool) (map[string]bool, error) { // by strong pairs
		for {
			if err := ask(reports); err != nil {
				return nil, err
			}
			more := next(reports, true)
			if len(more) == len(reports) || len(all) > wholeGroup {
				return more, nil
			}
			reports = more
		}
	}
	first, stirred := maps.Clone(touched), maps.Clone(touched)
	for _, m := range edge {
		for _, id := range []string{m.ReportA, m.ReportB} {
			first[id] = true
			if d.strong(m) {
				stirred[id] = true
			}
		}
	}
	if err := ask(stirred); err != nil {
		return nil, nil, err
	}
	maps.Copy(first, next(stirred, false))
	if anew, err = together(first); err != nil {
		return nil, nil, err
	}
	others, err := together(next(anew, false))
	if err != nil {
		return nil, nil, err
	}
	return all, anew, ask(next(others, false))
}

// strong tells whether a pair is decided together with what hangs together by such.
func (d *desk) strong(m models.Match) bool {
	return m.State != models.Refused && m.State != models.Confirmed && d.weights.evidence(m.Bits) >= matching.StrongBits
}

// wholeGroup bounds how far rivalry is followed: in a group of this many pairs
// what lies beyond no longer tells.
const wholeGroup = 5000

// assign decides between rivals. Only pairs that both partners can see compete,
// so that no report that is kept back shows through another pair's band.
func (d *desk) assign(found map[string]models.Match) {
	var pairs []matching.Pair
	for _, id := range slices.Sorted(maps.Keys(found)) {
		m := found[id]
		if m.State == models.Refused || m.State == models.Confirmed {
			continue
		}
		a, b := d.end(m.ReportA), d.end(m.ReportB)
		if !a.live() || !b.live() { // kept for what was said of it
			m.State, m.Band = models.Proposed, ""
			found[id] = m
			continue
		}
		if d.mutual(a, b) {
			pairs = append(pairs, matching.Pair{A: m.ReportA, B: m.ReportB, PartnerA: m.PartnerA, PartnerB: m.PartnerB, Bits: d.weights.evidence(m.Bits)})
			continue
		}
		m.State = models.Proposed
		if m.Band == matching.Auto {
			m.Band = matching.Review // the other side cannot see it, so it cannot link by itself
		}
		found[id] = m
	}
	linked := linkedWith(found)
	for _, p := range d.weights.model.Assign(pairs) {
		id := models.DerivedID("match", p.A, p.B)
		m := found[id]
		if linked[p.A+" "+p.PartnerB] || linked[p.B+" "+p.PartnerA] {
			p.Band, p.Probability = matching.Review, p.Probability*toldTwice // its place is taken by a link both partners confirmed
		}
		m.Band, m.Probability = p.Band, p.Probability
		m.State = models.Proposed
		if p.Band == matching.Auto {
			m.State = models.Provisional
		}
		found[id] = m
	}
}

// toldTwice is how many reports have a second of the same partner about the same
// incident: 3 to 5 in a hundred (matching.md section 4).
const toldTwice = 0.05

// linkedWith tells which reports have a confirmed counterpart of which partner.
func linkedWith(found map[string]models.Match) map[string]bool {
	out := map[string]bool{}
	for _, m := range found {
		if m.State == models.Confirmed {
			out[m.ReportA+" "+m.PartnerB], out[m.ReportB+" "+m.PartnerA] = true, true
		}
	}
	return out
}
