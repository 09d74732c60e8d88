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
func React(tx *store.Tx) error {
	d, err := newDesk(tx)
	if err != nil {
		return err
	}
	reports := slices.Clone(tx.Touched("report"))
	if err := d.load(reports...); err != nil {
		return err
	}
	if err := d.relink(reports); err != nil {
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
func (d *desk) relink(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	stored, err := d.storedMatches(ids)
	if err != nil {
		return err
	}
	touched := make(map[string]bool, len(ids))
	found := map[string]models.Match{}
	for _, id := range ids {
		touched[id] = true
		if err := d.seek(d.accounts[id], found); err != nil {
			return err
		}
	}
	if err := d.keepDecided(stored, found); err != nil {
		return err
	}
	if err := d.assign(found, stored, touched); err != nil {
		return err
	}
	return d.saveMatches(stored, found)
}

// seek scores a report against the candidates in its window.
func (d *desk) seek(a *account, found map[string]models.Match) error {
	if !a.live() || a.StartedFrom == nil {
		return nil
	}
	reach := a.record().Reach()
	ids, err := d.tx.Candidates(a.Partner, store.Window{From: reach.From, To: reach.To, Boxes: reach.Boxes, Wide: reach.Wide})
	if err != nil {
		return err
	}
	if err := d.load(ids...); err != nil {
		return err
	}
	for _, id := range ids {
		b := d.accounts[id]
		if !b.live() || !d.comparable(a, b) {
			continue
		}
		m, ok := d.score(a, b)
		if ok {
			found[m.ID] = m
		}
	}
	return nil
}

// score compares two accounts; false when they are too unlike to be shown.
func (d *desk) score(a, b *account) (models.Match, bool) {
	if b.Partner < a.Partner {
		a, b = b, a
	}
	s := matching.Stated.Compare(a.record(), b.record())
	m := models.Match{
		ID: models.DerivedID("match", a.ID, b.ID), ReportA: a.ID, ReportB: b.ID, PartnerA: a.Partner, PartnerB: b.Partner,
		State: models.Proposed, Band: s.Band, Bits: s.Bits, Probability: s.Probability, ComparedAt: d.tx.Now,
	}
	return m, s.Band != ""
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
// refused pair stays so however the facts changed, and one proposed by hand or
// with a verdict stays although it scores low.
func (d *desk) keepDecided(stored, found map[string]models.Match) error {
	judged, err := d.judged(stored)
	if err != nil {
		return err
	}
	for id, old := range stored {
		a, b := d.accounts[old.ReportA], d.accounts[old.ReportB]
		m, scored := found[id]
		decided := old.State == models.Confirmed || old.State == models.Refused || old.ByHand != "" || judged[id]
		if !scored && decided {
			m = old
			if a != nil && b != nil && a.live() && b.live() {
				m, _ = d.score(a, b)
			}
		}
		if !scored && !decided {
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

// assign decides between rivals. Only pairs that both partners can see compete,
// so that no report that is kept back shows through another pair's band.
func (d *desk) assign(found, stored map[string]models.Match, touched map[string]bool) error {
	rivals, err := d.rivals(found, touched)
	if err != nil {
		return err
	}
	for id, m := range rivals {
		stored[id], found[id] = m, m
	}
	if err := d.loadEnds(found); err != nil {
		return err
	}
	var pairs []matching.Pair
	var open []string
	for id, m := range found {
		a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
		if m.State == models.Refused || m.State == models.Confirmed {
			continue
		}
		if !d.mutual(a, b) {
			m.State = models.Proposed
			if m.Band == "auto" {
				m.Band = "review" // the other side cannot see it, so it cannot link by itself
			}
			found[id] = m
			continue
		}
		open = append(open, id)
	}
	slices.Sort(open)
	for _, id := range open {
		m := found[id]
		pairs = append(pairs, matching.Pair{A: m.ReportA, B: m.ReportB, PartnerA: m.PartnerA, PartnerB: m.PartnerB, Bits: m.Bits})
	}
	linked := linkedWith(found)
	for _, p := range matching.Assign(pairs) {
		id := models.DerivedID("match", p.A, p.B)
		m := found[id]
		if p.Band == matching.Auto && (linked[p.A+" "+p.PartnerB] || linked[p.B+" "+p.PartnerA]) {
			p.Band = matching.Review // its place is taken by a link both partners confirmed
		}
		m.Band, m.Probability = p.Band, p.Probability
		m.State = models.Proposed
		if p.Band == "auto" {
			m.State = models.Provisional
		}
		found[id] = m
	}
	return nil
}

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

// rivals are the other stored pairs that compete with those found, and those
// that compete with these, and so on: weighing wants whole groups. A new and
// better candidate takes a provisional link from an older one.
func (d *desk) rivals(found map[string]models.Match, touched map[string]bool) (map[string]models.Match, error) {
	asked := maps.Clone(touched)
	all := map[string]models.Match{}
	edge := found
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

func (d *desk) loadEnds(found map[string]models.Match) error {
	var ids []string
	for _, m := range found {
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
		old, was := stored[id]
		if was && old.State == m.State && old.Band == m.Band && old.Bits == m.Bits && math.Abs(old.Probability-m.Probability) < 1e-6 {
			continue
		}
		if err := d.explain(&m); err != nil {
			return err
		}
		if !was {
			fresh = append(fresh, m)
		} else if _, err := gorm.G[models.Match](d.tx.DB).Where("id = ?", id).
			Select("state", "band", "bits", "probability", "explanation", "compared_at").Updates(d.tx.Ctx, m); err != nil {
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
	return gorm.G[models.Match](d.tx.DB).CreateInBatches(d.tx.Ctx, &fresh, 60)
}

func (d *desk) explain(m *models.Match) error {
	a, b := d.accounts[m.ReportA], d.accounts[m.ReportB]
	text, err := json.Marshal(matching.Stated.Explain(a.record(), b.record()))
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
