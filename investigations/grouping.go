package investigations

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"concord/models"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// regroup puts reports under the incidents they belong to: reports held together
// by confirmed matches share the oldest of the incidents made for them, every
// other stays in its own. It gives the ids of all incidents that may look
// different now.
func (d *desk) regroup(reports, matches []string) ([]string, error) {
	start := slices.Clone(reports)
	for some := range slices.Chunk(matches, 400) {
		rows, err := gorm.G[models.Match](d.tx.DB).Where("id IN ?", some).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			start = append(start, m.ReportA, m.ReportB)
		}
	}
	slices.Sort(start)
	start = slices.Compact(start)
	if err := d.load(start...); err != nil {
		return nil, err
	}
	affected := map[string]bool{}
	linked, err := d.confirmedOf(start)
	if err != nil {
		return nil, err
	}
	done := map[string]bool{}
	for _, id := range start {
		a := d.accounts[id]
		affected[a.Incident] = true
		if done[id] {
			continue
		}
		group := []string{id}
		if len(linked[id]) > 0 || a.Incident != a.HomeIncident {
			if group, err = d.component(id, linked); err != nil {
				return nil, err
			}
		}
		for _, member := range group {
			done[member] = true
		}
		if len(group) == 1 && a.Incident == a.HomeIncident {
			continue // by itself and at home
		}
		parts, err := d.parts(group)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			if err := d.gather(part, affected); err != nil {
				return nil, err
			}
		}
	}
	return slices.Sorted(maps.Keys(affected)), nil
}

// confirmedOf maps each report to those it is confirmed to match.
func (d *desk) confirmedOf(ids []string) (map[string][]string, error) {
	linked := map[string][]string{}
	for some := range slices.Chunk(ids, 400) {
		rows, err := gorm.G[models.Match](d.tx.DB).Select("report_a", "report_b"). // by the index of states SQLite would read all that are confirmed
												Where("(state || '') = ? AND (report_a IN ? OR report_b IN ?)", models.Confirmed, some, some).Find(d.tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			linked[m.ReportA] = append(linked[m.ReportA], m.ReportB)
			linked[m.ReportB] = append(linked[m.ReportB], m.ReportA)
		}
	}
	return linked, nil
}

// component walks the confirmed matches from a report, asking for those of each
// report it comes to.
func (d *desk) component(id string, linked map[string][]string) ([]string, error) {
	group, seen := []string{id}, map[string]bool{id: true}
	for i := 0; i < len(group); i++ {
		next, err := d.confirmedOf(group[i : i+1])
		if err != nil {
			return nil, err
		}
		for _, other := range next[group[i]] {
			if !seen[other] {
				seen[other] = true
				group = append(group, other)
			}
		}
	}
	slices.Sort(group)
	return group, d.load(group...)
}

// gather puts one group under its oldest incident and lets the others answer
// with where they went.
func (d *desk) gather(group []string, affected map[string]bool) error {
	homes := make([]string, 0, len(group))
	for _, id := range group {
		homes = append(homes, d.accounts[id].HomeIncident)
	}
	rows, err := gorm.G[models.Incident](d.tx.DB).Where("id IN ?", homes).Order("seq").Find(d.tx.Ctx)
	if err != nil || len(rows) == 0 {
		return err
	}
	oldest := rows[0].ID
	for i, row := range rows {
		into := oldest
		if i == 0 {
			into = ""
		}
		if row.MergedInto != into {
			if _, err := gorm.G[models.Incident](d.tx.DB).Where("id = ?", row.ID).Update(d.tx.Ctx, "merged_into", into); err != nil {
				return err
			}
		}
		affected[row.ID] = true
	}
	for _, id := range group {
		a := d.accounts[id]
		if a.Incident == oldest {
			continue
		}
		affected[a.Incident], affected[oldest] = true, true
		a.Incident = oldest
		if _, err := gorm.G[models.Report](d.tx.DB).Where("id = ?", id).Update(d.tx.Ctx, "incident", oldest); err != nil {
			return err
		}
		if err := d.moveCase(a.HomeIncident, oldest); err != nil {
			return err
		}
	}
	return nil
}

// moveCase lets the case that was opened for a report's own incident follow it.
// Where the incident it comes to has a case already, the newer one is MERGED and
// keeps its history.
func (d *desk) moveCase(home, now string) error {
	c, err := gorm.G[models.Investigation](d.tx.DB).Where("home_incident = ?", home).Take(d.tx.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.Incident == now && c.State != models.MergedCase {
		return nil
	}
	others, err := gorm.G[models.Investigation](d.tx.DB).Where("incident = ? AND id <> ? AND state <> ?", now, c.ID, models.MergedCase).Count(d.tx.Ctx, "id")
	if err != nil {
		return err
	}
	from := c.State
	c.Incident = now
	switch {
	case others > 0 && c.State != models.MergedCase:
		c.HeldFrom, c.State = c.State, models.MergedCase
	case others == 0 && c.State == models.MergedCase:
		c.State, c.HeldFrom = c.HeldFrom, ""
	}
	c.Version++
	if _, err := gorm.G[models.Investigation](d.tx.DB).Where("id = ?", c.ID).Select("incident", "state", "held_from", "version").Updates(d.tx.Ctx, c); err != nil {
		return err
	}
	return d.tx.Record("investigation", c.ID, map[string]any{"incident": now, "from": from, "to": c.State})
}

// parties decides who takes part in each incident and gives it its JI number
// when a second partner can first see it.
func (d *desk) parties(incidents []string) error {
	for some := range slices.Chunk(incidents, 400) {
		rows, err := gorm.G[models.Report](d.tx.DB).Where("incident IN ?", some).Order("seq").Find(d.tx.Ctx)
		if err != nil {
			return err
		}
		if err := d.place(slices.Clone(rows)); err != nil {
			return err
		}
		members := map[string][]*account{}
		for _, r := range rows {
			members[r.Incident] = append(members[r.Incident], d.accounts[r.ID])
		}
		there, err := gorm.G[models.Participant](d.tx.DB).Where("incident IN ?", some).Find(d.tx.Ctx)
		if err != nil {
			return err
		}
		have := map[string][]string{}
		for _, p := range there {
			have[p.Incident] = append(have[p.Incident], p.Partner)
		}
		for _, id := range some {
			if err := d.setParties(id, members[id], have[id]); err != nil {
				return err
			}
		}
		if err := d.number(some, members); err != nil {
			return err
		}
	}
	if len(d.joining) > 0 {
		if err := gorm.G[models.Participant](d.tx.DB).CreateInBatches(d.tx.Ctx, &d.joining, 300); err != nil {
			return err
		}
	}
	return d.keepCounters()
}

// partiesTo are the partners an incident concerns: those with a report in it,
// those it names who can read one, and, while only one partner has reported,
// all who were told of it and are asked for their account. Observers are none.
func (d *desk) partiesTo(members []*account) []string {
	var in []string
	add := func(code string) {
		if p, ok := d.partners[code]; ok && p.Role != "OBSERVER" && p.Active && !slices.Contains(in, code) {
			in = append(in, code)
		}
	}
	for _, a := range members {
		add(a.Partner)
	}
	told := func(code string) bool {
		return slices.ContainsFunc(members, func(a *account) bool { return a.readableBy(d.partners[code]) })
	}
	for _, a := range members {
		for _, r := range a.Facts.Responsibility {
			if told(r.Actor) {
				add(r.Actor)
			}
		}
	}
	if len(in) < 2 {
		for _, code := range slices.Sorted(maps.Keys(d.partners)) {
			if told(code) {
				add(code)
			}
		}
	}
	slices.Sort(in)
	return in
}

func (d *desk) setParties(incident string, members []*account, have []string) error {
	if len(members) == 0 {
		return nil // merged away: its case and its parties went along
	}
	want := d.partiesTo(members)
	for _, code := range have {
		if slices.Contains(want, code) {
			continue
		}
		// A partner that was told is no longer asked once two have reported. Where there
		// is a case or a statement nobody takes another out of it by unsharing.
		bound := false
		if len(want) < 2 {
			var err error
			if bound, err = d.bound(incident); err != nil {
				return err
			}
		}
		if !bound {
			if _, err := gorm.G[models.Participant](d.tx.DB).Where("incident = ? AND partner = ?", incident, code).Delete(d.tx.Ctx); err != nil {
				return err
			}
		}
	}
	for _, code := range want {
		if !slices.Contains(have, code) {
			d.joining = append(d.joining, models.Participant{Incident: incident, Partner: code})
		}
	}
	return nil
}

// bound tells whether signatures depend on who takes part in an incident.
func (d *desk) bound(incident string) (bool, error) {
	n, err := gorm.G[models.Investigation](d.tx.DB).Where("incident = ?", incident).Count(d.tx.Ctx, "id")
	if err != nil || n > 0 {
		return n > 0, err
	}
	n, err = gorm.G[models.Statement](d.tx.DB).Where("incident = ?", incident).Count(d.tx.Ctx, "id")
	return n > 0, err
}

// number gives incidents their JI numbers, each once a second partner can see it.
func (d *desk) number(incidents []string, members map[string][]*account) error {
	seen := slices.DeleteFunc(slices.Clone(incidents), func(id string) bool { return !d.seenByTwo(members[id]) })
	if len(seen) == 0 {
		return nil
	}
	rows, err := gorm.G[models.Incident](d.tx.DB).Select("id").Where("id IN ? AND ref = ''", seen).Find(d.tx.Ctx)
	if err != nil {
		return err
	}
	without := make(map[string]bool, len(rows))
	for _, row := range rows {
		without[row.ID] = true
	}
	for _, id := range seen {
		if !without[id] {
			continue
		}
		year := d.tx.Now.Year()
		if from := members[id][0].StartedFrom; from != nil {
			year = from.Year()
		}
		n, err := d.next(fmt.Sprintf("JI-%d", year))
		if err != nil {
			return err
		}
		if _, err := gorm.G[models.Incident](d.tx.DB).Where("id = ?", id).Update(d.tx.Ctx, "ref", fmt.Sprintf("JI-%04d-%04d", year, n)); err != nil {
			return err
		}
	}
	return nil
}

// seenByTwo tells whether two partners can see an incident.
func (d *desk) seenByTwo(members []*account) bool {
	seen := 0
	for _, p := range d.partners {
		if slices.ContainsFunc(members, func(a *account) bool { return a.readableBy(p) }) {
			seen++
		}
	}
	return seen >= 2
}

// Counter is a named number that only grows.
type Counter struct {
	Name  string `gorm:"primaryKey"`
	Value int64
}

// next counts a named number up; keepCounters writes what was counted.
func (d *desk) next(name string) (int64, error) {
	if _, read := d.counters[name]; !read {
		rows, err := gorm.G[Counter](d.tx.DB, clause.Locking{Strength: "UPDATE"}).Where("name = ?", name).Find(d.tx.Ctx)
		if err != nil {
			return 0, err
		}
		d.counters[name] = 0
		if len(rows) > 0 {
			d.counters[name] = rows[0].Value
		}
	}
	d.counters[name]++
	return d.counters[name], nil
}

func (d *desk) keepCounters() error {
	for name, value := range d.counters {
		if err := gorm.G[Counter](d.tx.DB, clause.OnConflict{UpdateAll: true}).Create(d.tx.Ctx, &Counter{Name: name, Value: value}); err != nil {
			return err
		}
	}
	return nil
}
