package investigations

import (
	"concord/investigations/gaps"
	"concord/models/store"
)

// TotalsView is the people killed over a period, by the partners' accounts that the
// reader sees: bounds, never a sum of what two say of the same incident.
type TotalsView struct {
	Min           int  `json:"min"`            // at least so many
	Max           *int `json:"max"`            // at most so many; null while no side gives a maximum for some incident
	StatedMax     int  `json:"stated_max"`     // what the upper ends that are stated come to
	Open          int  `json:"open"`           // incidents of which no side gives a maximum
	IncidentsMin  int  `json:"incidents_min"`  // if every undecided pair is one incident
	IncidentsMax  int  `json:"incidents_max"`  // if every undecided pair is two
	Undecided     int  `json:"undecided"`      // pairs that nobody has decided on
	ObserversOnly int  `json:"observers_only"` // incidents that only observers tell of, which are not in these numbers
}

// KilledInAll adds up the civilians killed in the incidents that a query finds, by the
// rule at the end of domain.md section 8.
func KilledInAll(db *store.DB, l store.Looker, q store.Query) (TotalsView, error) {
	var v TotalsView
	s, err := surveyed(db, l, q)
	if err != nil {
		return v, err
	}
	var all []gaps.TolledIncident
	for incident, group := range s.members {
		one := gaps.TolledIncident{ID: incident, Outside: !s.asked[incident]}
		live, observed := 0, 0
		for _, a := range group {
			switch {
			case !a.live():
			case s.observers[a.Partner]:
				observed++
			default:
				live++
				one.Tolls = append(one.Tolls, gaps.CiviliansKilled(a.Facts))
			}
		}
		if live > 0 {
			all = append(all, one)
		} else if observed > 0 && !one.Outside {
			v.ObserversOnly++
		}
	}
	var undecided [][2]string
	for _, m := range s.open {
		if !s.observers[m.PartnerA] && !s.observers[m.PartnerB] {
			undecided = append(undecided, [2]string{s.accounts[m.ReportA].Incident, s.accounts[m.ReportB].Incident})
		}
	}
	t := gaps.Total(all, undecided)
	v.Min, v.StatedMax, v.Open, v.IncidentsMin, v.IncidentsMax, v.Undecided = t.Min, t.Max, t.Open, t.IncidentsMin, t.IncidentsMax, t.Undecided
	if t.Open == 0 {
		v.Max = &t.Max
	}
	return v, nil
}
