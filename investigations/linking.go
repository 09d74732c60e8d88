package investigations

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// React follows every write in its own transaction: reports that were logged,
// amended, shared, withdrawn or imported are compared with the other partners'
// reports they may be compared with, incidents are put together again from what
// both partners confirmed, and the gaps of all that was touched are found anew.
func (m *Matcher) React(tx *store.Tx) error {
	d, err := newDesk(tx)
	if err != nil {
		return err
	}
	reports := slices.Clone(tx.Touched("report"))
	if err := d.load(reports...); err != nil {
		return err
	}
	if err := d.relink(m, reports); err != nil {
		return err
	}
	incidents, err := d.regroup(reports, tx.Touched("match"))
	if err != nil {
		return err
	}
	if err := d.parties(incidents); err != nil {
		return err
	}
	if err := d.findGaps(reports, incidents); err != nil {
		return err
	}
	return d.voidStale(incidents)
}

// relink compares each touched report with its candidates and stores the pairs.
func (d *desk) relink(m *Matcher, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	stored, err := d.storedMatches(ids)
	if err != nil {
		return err
	}
	touched := make(map[string]bool, len(ids))
	var live []*account
	for _, id := range ids {
		touched[id] = true
		if a := d.accounts[id]; a.live() && a.StartedFrom != nil {
			live = append(live, a)
		}
	}
	likely, err := m.seek(d, live)
	if err != nil {
		return err
	}
	if err := d.loadEnds(likely, stored); err != nil {
		return err
	}
	found := map[string]models.Match{}
	for _, p := range likely {
		one := d.match(d.accounts[p.a], d.accounts[p.b], p.Score)
		found[one.ID] = one
	}
	if err := d.keepDecided(stored, found); err != nil {
		return err
	}
	if err := d.compete(found, stored, touched); err != nil {
		return err
	}
	d.assign(found)
	d.uphold(found)
	return d.saveMatches(stored, found)
}

// match makes the row of a comparison.
func (d *desk) match(a, b *account, s matching.Score) models.Match {
	if b.Partner < a.Partner {
		a, b = b, a
	}
	return models.Match{
		ID: models.DerivedID("match", a.ID, b.ID), ReportA: a.ID, ReportB: b.ID, PartnerA: a.Partner, PartnerB: b.Partner,
		State: models.Proposed, Band: s.Band, Bits: s.Bits, Probability: s.Probability, ComparedAt: d.tx.Now,
		Model: d.weights.id, VersionA: a.Version, VersionB: b.Version,
	}
}

// score compares two accounts; false when they are too unlike to be shown.
func (d *desk) score(a, b *account) (models.Match, bool) {
	s := d.weights.compare(d.record(a), d.record(b))
	return d.match(a, b, s), s.Band != ""
}

// storedMatches are the pairs already kept of these reports, by id.
func (d *desk) storedMatches(ids []string) (map[string]models.Match, error) {
	stored := map[string]models.Match{}
	for some := range slices.Chunk(ids, 400) {
		rows, err := gorm.G[models.Match](d.tx.DB).Where("report_a IN ? OR report_b IN ?", some, some).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			stored[m.ID] = m
		}
	}
	return stored, nil
}

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

// judged tells which of these pairs somebody has said something of.
func (d *desk) judged(stored map[string]models.Match) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(stored)), 400) {
		rows, err := gorm.G[models.Verdict](d.tx.DB).Where("match_id IN ?", some).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range rows {
			out[v.MatchID] = true
		}
	}
	return out, nil
}

// compete adds the other stored pairs that compete with those found. What was
// compared under other weights is compared again first, so that rivals are always
// weighed alike; a pair that is no longer likely then goes.
func (d *desk) compete(found, stored map[string]models.Match, touched map[string]bool) error {
	edge := maps.Clone(stored) // also those that are gone: what they stood against stands better now
	maps.Copy(edge, found)
	rivals, err := d.rivals(edge, found, touched)
	if err != nil {
		return err
	}
	if err := d.loadEnds(nil, rivals); err != nil {
		return err
	}
	now, outdated := map[string]models.Match{}, map[string]models.Match{}
	for id, m := range rivals {
		stored[id] = m
		if m.Model == d.weights.id {
			found[id] = m
			continue
		}
		outdated[id] = m
		a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
		if fresh, likely := d.score(a, b); likely && a.live() && b.live() {
			now[id] = fresh
		}
	}
	if err := d.keepDecided(outdated, now); err != nil {
		return err
	}
	maps.Copy(found, now)
	return nil
}

// assign decides between rivals. Only pairs that both partners can see compete,
// so that no report that is kept back shows through another pair's band.
func (d *desk) assign(found map[string]models.Match) {
	var pairs []matching.Pair
	for _, id := range slices.Sorted(maps.Keys(found)) {
		m := found[id]
		if m.State == models.Refused || m.State == models.Confirmed {
			continue
		}
		a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
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
	for _, p := range matching.Assign(pairs) {
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

// rivals are the other stored pairs that compete with those at the edge, and those
// that compete with these, and so on: weighing wants whole groups. A new and
// better candidate takes a provisional link from an older one.
func (d *desk) rivals(edge, found map[string]models.Match, touched map[string]bool) (map[string]models.Match, error) {
	asked := maps.Clone(touched)
	all := map[string]models.Match{}
	for len(edge) > 0 && len(all) < wholeGroup {
		var ask []string
		for _, m := range edge {
			for _, id := range []string{m.ReportA, m.ReportB} {
				if !asked[id] {
					asked[id] = true
					ask = append(ask, id)
				}
			}
		}
		slices.Sort(ask)
		rows, err := d.storedMatches(ask)
		if err != nil {
			return nil, err
		}
		edge = map[string]models.Match{}
		for id, m := range rows {
			_, known := all[id]
			_, fresh := found[id]
			// a pair of a touched report that was not found again is gone
			if !known && !fresh && !touched[m.ReportA] && !touched[m.ReportB] {
				all[id], edge[id] = m, m
			}
		}
	}
	return all, nil
}

// wholeGroup bounds how far rivalry is followed: in a group of this many pairs
// what lies beyond no longer tells.
const wholeGroup = 5000

// loadEnds reads both reports of every pair.
func (d *desk) loadEnds(likely []likeness, pairs map[string]models.Match) error {
	var ids []string
	for _, p := range likely {
		ids = append(ids, p.a, p.b)
	}
	for _, m := range pairs {
		ids = append(ids, m.ReportA, m.ReportB)
	}
	slices.Sort(ids)
	return d.load(slices.Compact(ids)...)
}

// saveMatches writes what changed and drops undecided pairs that are gone.
func (d *desk) saveMatches(stored, found map[string]models.Match) error {
	var fresh []models.Match
	for _, id := range slices.Sorted(maps.Keys(found)) {
		m := found[id]
		m.AsksFirst = d.asksFirst(m)
		old, was := stored[id]
		if was && same(old, m) {
			continue
		}
		if err := d.explain(&m); err != nil {
			return err
		}
		if !was {
			fresh = append(fresh, m)
		} else if err := d.keepWeights(); err != nil {
			return err
		} else if _, err := gorm.G[models.Match](d.tx.DB).Where("id = ?", id).
			Select("state", "band", "bits", "probability", "explanation", "compared_at", "model", "version_a", "version_b", "asks_first").Updates(d.tx.Ctx, m); err != nil {
			return err
		}
		d.tx.Touch("match", id)
	}
	for id := range stored {
		if _, still := found[id]; !still {
			d.tx.Touch("match", id)
			if _, err := gorm.G[models.Match](d.tx.DB).Where("id = ?", id).Delete(d.tx.Ctx); err != nil {
				return err
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := d.keepWeights(); err != nil {
		return err
	}
	return gorm.G[models.Match](d.tx.DB).CreateInBatches(d.tx.Ctx, &fresh, 60)
}

// keepWeights stores the stated weights when the first pair is compared by them: a
// later program may state others, and the pair is replayed by these.
func (d *desk) keepWeights() error {
	if d.stored {
		return nil
	}
	n, err := gorm.G[models.MatchModel](d.tx.DB).Where("id = ?", d.weights.id).Count(d.tx.Ctx, "id")
	if d.stored = err == nil; err != nil || n > 0 {
		return err
	}
	row, err := d.weights.row()
	if err != nil {
		return err
	}
	row.MadeAt, row.ByName, row.Accepted, row.Why = d.tx.Now, models.System.Name, true, "They are stated by the program."
	return gorm.G[models.MatchModel](d.tx.DB).Create(d.tx.Ctx, &row)
}

// same tells whether a pair stands as it is kept.
func same(old, now models.Match) bool {
	return old.State == now.State && old.Band == now.Band && old.Bits == now.Bits && math.Abs(old.Probability-now.Probability) < 1e-6 &&
		old.Model == now.Model && old.VersionA == now.VersionA && old.VersionB == now.VersionB && math.Abs(old.AsksFirst-now.AsksFirst) < 1e-6
}

// asksFirst is how much is gained by deciding a pair now: how open it is, times the
// people it concerns by the larger account, and one.
func (d *desk) asksFirst(m models.Match) float64 {
	if m.State == models.Confirmed || m.State == models.Refused {
		return 0
	}
	return m.Probability * (1 - m.Probability) * float64(1+mostKilled(d.accounts[m.ReportA], d.accounts[m.ReportB]))
}

// mostKilled is the number of people killed by the larger of two accounts: at most
// where it says so, else at least.
func mostKilled(accounts ...*account) int {
	most := 0
	for _, a := range accounts {
		for _, n := range []*int{a.KilledMin, a.KilledMax} {
			if n != nil {
				most = max(most, *n)
			}
		}
	}
	return most
}

func (d *desk) explain(m *models.Match) error {
	a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
	text, err := json.Marshal(d.weights.model.Explain(d.record(a), d.record(b)))
	m.Explanation = text
	return err
}

// partnersOf names the partners of accounts once each, sorted.
func partnersOf(accounts []*account) []string {
	var codes []string
	for _, a := range accounts {
		codes = append(codes, a.Partner)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// csv splits a comma separated column; "" is none.
func csv(text string) []string {
	return slices.DeleteFunc(strings.Split(text, ","), func(s string) bool { return s == "" })
}
