package investigations

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
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
	reports, decided := slices.Clone(tx.Touched("report")), slices.Clone(tx.Touched("match"))
	if err := d.load(reports...); err != nil {
		return err
	}
	if err := d.relink(m, reports); err != nil {
		return err
	}
	slices.Sort(d.parted)
	incidents, err := d.regroup(slices.Concat(reports, d.parted), append(decided, d.moved...))
	if err != nil {
		return err
	}
	if err := d.parties(incidents); err != nil {
		return err
	}
	spoken, err := d.spokenOf()
	if err != nil {
		return err
	}
	began := time.Now()
	err = d.findGaps(slices.Concat(incidents, spoken, tx.Touched(foundAnew)))
	m.finds.Add(1)
	m.found.Add(int64(time.Since(began)))
	if err != nil {
		return err
	}
	return d.voidStale(append(incidents, d.otherGaps...))
}

// spokenOf are the incidents of statements that were released: what is public weighs.
func (d *desk) spokenOf() (incidents []string, err error) {
	touched := d.tx.Touched("statement")
	if len(touched) == 0 {
		return nil, nil
	}
	rows, err := gorm.G[models.Statement](d.tx.DB).Select("incident").Where("id IN ? AND released_at IS NOT NULL", touched).Find(d.tx.Ctx)
	for _, s := range rows {
		incidents = append(incidents, s.Incident)
	}
	return incidents, err
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
	anew := touched
	if len(stored) > 0 || d.anyMutual(found) { // else others are weighed as they were: what one partner alone can see does not compete
		if anew, err = d.compete(found, stored, touched); err != nil {
			return err
		}
	}
	d.assign(found)
	if err := d.uphold(found); err != nil {
		return err
	}
	for id, m := range stored {
		if !anew[m.ReportA] && !anew[m.ReportB] { // it was read to weigh others beside it
			delete(stored, id)
			delete(found, id)
		}
	}
	return d.saveMatches(stored, found)
}

// storedMatches are the pairs already kept of these reports, by id, without why they
// score as they do: that is told anew where it changes.
func (d *desk) storedMatches(ids []string) (map[string]models.Match, error) {
	rows, err := d.tx.PairsOf(ids)
	if err != nil {
		return nil, err
	}
	stored := make(map[string]models.Match, len(rows))
	for _, m := range rows {
		stored[m.ID] = m
	}
	return stored, nil
}

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

// anyMutual tells whether both partners can see any of these pairs.
func (d *desk) anyMutual(pairs map[string]models.Match) bool {
	for _, m := range pairs {
		if d.mutual(d.accounts[m.ReportA], d.accounts[m.ReportB]) {
			return true
		}
	}
	return false
}

// saveMatches writes what changed and drops undecided pairs that are gone. A pair that
// weighs otherwise beside its rivals, but scores as it did, is explained as it was.
func (d *desk) saveMatches(stored, found map[string]models.Match) error {
	if err := d.know(found); err != nil {
		return err
	}
	var changed, fresh, rescored []models.Match
	scored := map[string]models.Match{} // anew
	for _, id := range slices.Sorted(maps.Keys(found)) {
		m := found[id]
		m.AsksFirst = d.asksFirst(m)
		old, was := stored[id]
		if was && same(old, m) {
			continue
		}
		changed = append(changed, m)
		if !was || !scoresAs(old, m) {
			scored[id] = m
		}
	}
	if err := d.loadEnds(nil, scored); err != nil {
		return err
	}
	var reweighed []models.Match
	for _, m := range changed {
		old, was := stored[m.ID]
		_, anew := scored[m.ID]
		m.Seq = old.Seq
		switch {
		case !was:
			fresh = append(fresh, m)
		case !anew:
			reweighed = append(reweighed, m)
		default:
			if err := d.keepWeights(); err != nil {
				return err
			}
			if _, err := gorm.G[models.Match](d.tx.DB).Where("id = ?", m.ID).
				Select("state", "band", "bits", "probability", "compared_at", "model", "version_a", "version_b", "asks_first").Updates(d.tx.Ctx, m); err != nil {
				return err
			}
			rescored = append(rescored, m)
		}
		if anew || old.State != m.State {
			d.moved = append(d.moved, m.ID)
		}
		d.tx.Touch("match", m.ID)
	}
	if err := d.tx.Reweigh(reweighed); err != nil {
		return err
	}
	for id, old := range stored {
		if _, still := found[id]; !still {
			d.tx.Touch("match", id)
			d.moved = append(d.moved, id)
			if old.State == models.Provisional { // the other end may lack a record now, and its row no longer tells which it was
				d.parted = append(d.parted, old.ReportA, old.ReportB)
			}
			if _, err := gorm.G[models.Match](d.tx.DB).Where("id = ?", id).Delete(d.tx.Ctx); err != nil {
				return err
			}
		}
	}
	if len(fresh) > 0 {
		if err := d.keepWeights(); err != nil {
			return err
		}
		if err := gorm.G[models.Match](d.tx.DB).CreateInBatches(d.tx.Ctx, &fresh, 60); err != nil {
			return err
		}
	}
	return d.explain(append(fresh, rescored...)...)
}

// keepWeights stores the stated weights when the first pair is compared by them: a
// later program may state others, and the pair is replayed by these.
func (d *desk) keepWeights() error {
	if d.stored || d.weights.id != stated.id { // others were read from there
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
	return scoresAs(old, now) && old.State == now.State && old.Band == now.Band && math.Abs(old.Probability-now.Probability) < 1e-6 && math.Abs(old.AsksFirst-now.AsksFirst) < 1e-6
}

// scoresAs tells whether a pair was compared as it would be now.
func scoresAs(old, now models.Match) bool {
	return old.Bits == now.Bits && old.Model == now.Model && old.VersionA == now.VersionA && old.VersionB == now.VersionB
}

// explain stores why matches, which are stored and whose accounts are on the desk, score
// as they do.
func (d *desk) explain(matches ...models.Match) error {
	var all []models.MatchReasons
	for _, m := range matches {
		text, err := json.Marshal(d.weights.model.Explain(d.record(d.accounts[m.ReportA]), d.record(d.accounts[m.ReportB])))
		if err != nil {
			return err
		}
		all = append(all, models.MatchReasons{Seq: m.Seq, Reasons: text})
	}
	if len(all) == 0 {
		return nil
	}
	return gorm.G[models.MatchReasons](d.tx.DB, clause.OnConflict{UpdateAll: true}).CreateInBatches(d.tx.Ctx, &all, 60)
}

// asksFirst is how much is gained by deciding a pair now: how open it is, times the
// people it concerns by the larger account, and one.
func (d *desk) asksFirst(m models.Match) float64 {
	if m.State == models.Confirmed || m.State == models.Refused {
		return 0
	}
	return m.Probability * (1 - m.Probability) * float64(1+mostKilled(d.end(m.ReportA), d.end(m.ReportB)))
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
