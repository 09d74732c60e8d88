package investigations

import (
	"cmp"
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"
)

// Nearby is a report that may tell of the same incident as facts being typed.
type Nearby struct {
	Report      MatchSide            `json:"report"`
	Incident    string               `json:"incident"`
	Probability float64              `json:"probability"`
	Bits        float64              `json:"bits"`
	Explanation []models.MatchReason `json:"explanation"`
}

// FindNearby compares facts that are being typed, complete or not, with the
// other reports the person may read. It stores nothing.
func FindNearby(l store.Looker, facts models.ReportFacts) ([]Nearby, error) {
	if facts.Place != nil {
		place, _ := facts.Place.Complete()
		facts.Place = &place
	}
	if facts.Started == nil {
		return []Nearby{}, nil
	}
	window, _ := facts.Started.Complete()
	facts.Started = &window
	w, err := inForce(l)
	if err != nil {
		return nil, err
	}
	typed := w.pack("", l.Person().Partner, facts)
	near, err := likeTo(l, w, &typed)
	out := []Nearby{}
	for _, n := range near[:min(len(near), 10)] {
		if n.Band != "" {
			out = append(out, Nearby{Report: sideOf(n.account), Incident: n.Incident, Probability: n.Probability, Bits: n.Bits, Explanation: w.model.Explain(&typed, n.packed)})
		}
	}
	return out, err
}

// likely is an account and how like a record it is.
type likely struct {
	*account
	matching.Score
}

// likeTo are the reports that stand near a record in place and time, as far as the
// person may see, the likeliest first.
func likeTo(l store.Looker, w *weights, r *matching.Record) ([]likely, error) {
	reach := r.Reach()
	if reach.From.IsZero() {
		return nil, nil
	}
	rows, err := store.Near(l, store.Window{From: reach.From, To: reach.To, Boxes: reach.Boxes, Wide: reach.Wide})
	if err != nil {
		return nil, err
	}
	byID := map[string]*account{}
	if err := withFacts(l, rows, byID); err != nil {
		return nil, err
	}
	var out []likely
	for _, a := range byID {
		if a.live() && a.ID != r.Report {
			o := w.pack(a.ID, a.Partner, a.Facts)
			a.packed = &o
			out = append(out, likely{a, w.compare(r, &o)})
		}
	}
	slices.SortFunc(out, func(a, b likely) int {
		if a.Bits != b.Bits {
			return cmp.Compare(b.Bits, a.Bits)
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return out, nil
}
