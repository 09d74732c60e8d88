package worlds

// account is what one partner is about to write down: a record to be. It waits half
// a day, since until then the partner may take the next incident in the same town
// for the same one.
type account struct {
	partner   int
	number    int // in the partner's file, from 1
	incidents []*Incident
	received  int64 // minute
	marks     Marks
	part      int // of a split: 1 has what 2 has not; 0 is the whole
}

const (
	mergeWithin = 12 * hour
	mostDoubles = 0.5
)

// ledger is a partner's list as it grows.
type ledger struct {
	numbers int
	last    map[int]*account // by town, the last account there: looked up, never walked
	waiting []*account       // in order of time
}

// report lets each partner write an incident down or not.
func (w *world) report(i *Incident) {
	var c chances
	for p := range w.options.Partners {
		c.about(w.options.Seed, forReporting, i.ID, p)
		if !w.records(&c, p, i) {
			continue
		}
		received := w.received(&c, p, i)
		if received >= w.end && !w.plain {
			continue
		}
		if w.merge(&c, p, i, received) {
			continue
		}
		profile := &profiles[p]
		first := w.open(p, i, received)
		i.accounts[p] = first
		w.ledgers[p].last[i.Town] = first
		switch u := c.unit(); {
		case u < min(w.loud(Duplicate, profile.twice), mostDoubles):
			second := w.open(p, i, w.received(&c, p, i))
			second.marks |= 1 << Duplicate
			first.closed(w, p, i.Town)
		case u >= 1-w.loud(SplitIncident, usual[SplitIncident]):
			second := w.open(p, i, received)
			first.part, second.part = 1, 2
			first.marks |= 1 << SplitIncident
			second.marks |= 1 << SplitIncident
			first.closed(w, p, i.Town)
		}
	}
}

func (w *world) open(p int, i *Incident, received int64) *account {
	l := &w.ledgers[p]
	l.numbers++
	a := &account{partner: p, number: l.numbers, incidents: []*Incident{i}, received: min(received, w.end-1)}
	l.waiting = append(l.waiting, a)
	return a
}

// closed keeps an account from taking up another incident.
func (a *account) closed(w *world, p, town int) { delete(w.ledgers[p].last, town) }

// merge writes an incident into the partner's last account of that town.
func (w *world) merge(c *chances, p int, i *Incident, received int64) bool {
	l := &w.ledgers[p]
	last := l.last[i.Town]
	if last == nil || i.Minute-last.incidents[0].Minute >= mergeWithin {
		return false
	}
	w.tally.mergeable[p]++
	if !c.happens(w.loud(MergedIncidents, usual[MergedIncidents])) {
		return false
	}
	last.incidents = append(last.incidents, i)
	last.marks |= 1 << MergedIncidents
	last.received = max(last.received, received)
	last.closed(w, p, i.Town)
	i.accounts[p] = last
	return true
}

// ready takes the partner's accounts that no incident from now on can change.
func (w *world) ready(p int, now int64) []*account {
	l := &w.ledgers[p]
	n := 0
	for n < len(l.waiting) && now-l.waiting[n].incidents[0].Minute >= mergeWithin {
		n++
	}
	done := l.waiting[:n]
	l.waiting = l.waiting[n:]
	return done
}

// killed, fighters and injured of the account's incidents, or of its part.
func (a *account) killed() (killed, fighters, injured int) {
	for _, i := range a.incidents {
		killed, fighters, injured = killed+i.Killed, fighters+i.Fighters, injured+i.Injured
	}
	switch a.part {
	case 1:
		return killed - killed/2, fighters - fighters/2, injured - injured/2
	case 2:
		return killed / 2, fighters / 2, injured / 2
	}
	return killed, fighters, injured
}
