package investigations

import (
	"encoding/json"
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"
)

// MatchView is a match as the interface and programs read it.
type MatchView struct {
	ID           string               `json:"id"`
	State        string               `json:"state"`
	Band         string               `json:"band"` // auto or review
	Probability  float64              `json:"probability"`
	Bits         float64              `json:"bits"`
	A            MatchSide            `json:"a"`
	B            MatchSide            `json:"b"`
	Explanation  []models.MatchReason `json:"explanation"`
	Sentence     string               `json:"sentence"`
	Model        ModelView            `json:"model"`         // under which it was compared
	CommonSource bool                 `json:"common_source"` // agreement of words is then not independent
	ToldAgain    *ToldAgain           `json:"told_again"`    // null where no twin was refused
	AsksFirst    float64              `json:"asks_first"`    // the order of the review queue
	ByHand       string               `json:"by_hand,omitempty"`
	Verdicts     []models.Verdict     `json:"verdicts"`
	WaitingOn    []string             `json:"waiting_on"` // of the two, who can answer and has not said same
	Rivals       []Rival              `json:"rivals"`
}

// MatchSide is one report of a pair, in short.
type MatchSide struct {
	Report   string `json:"report"`
	Partner  string `json:"partner"`
	Ref      string `json:"ref"`
	Title    string `json:"title"`
	Incident string `json:"incident"`
	Started  any    `json:"started"`
	Place    any    `json:"place"`
	Killed   Bounds `json:"killed"`
}

// Rival is another pair of one of the two reports; Report is its other end.
type Rival struct {
	ID          string  `json:"id"`
	Probability float64 `json:"probability"`
	Bits        float64 `json:"bits"`
	Report      string  `json:"report"`
	Ref         string  `json:"ref"`
	Title       string  `json:"title"`
	Partner     string  `json:"partner"`
	Of          string  `json:"of"` // a or b: for whose report it competes
	State       string  `json:"state"`
}

// ToldAgain is a refused pair of which a match may be a repetition: a report of the
// same partner that tells the same was said not to be this incident.
type ToldAgain struct {
	Match   string `json:"match"`
	Report  string `json:"report"`
	Ref     string `json:"ref"`
	Partner string `json:"partner"`
}

// Bounds are the ends of a count; null is not known.
type Bounds struct {
	Min *int `json:"min"`
	Max *int `json:"max"`
}

// ModelView names weights. How says no counts: they would tell of reports that the
// reader may not see.
type ModelView struct {
	Version    string `json:"version"`
	How        string `json:"how"`
	Calibrated bool   `json:"calibrated"`
}

const estimatedHow = "estimated from the reports that are shared"

func modelView(row models.MatchModel) ModelView {
	v := ModelView{Version: row.ID, How: estimatedHow, Calibrated: len(row.Calibration) > 0}
	if row.How == matching.Stated.How {
		v.How = row.How
	}
	return v
}

// modelViews are the weights of these matches by id, those not stored left out.
func modelViews(l store.Looker, ids []string) (map[string]ModelView, error) {
	out := map[string]ModelView{stated.id: {Version: stated.id, How: stated.how}}
	slices.Sort(ids)
	rows, err := store.All[models.MatchModel](l).Select("id", "how", "calibration").Where("id IN ?", slices.Compact(ids)).Find(l.Context())
	for _, row := range rows {
		out[row.ID] = modelView(row)
	}
	return out, err
}

// sameSource is how an explanation says that both cite one source.
const sameSource = "a source at the same address"

// commonSource tells whether the two accounts cite one source or copy one text.
func commonSource(reasons []models.MatchReason) bool {
	return slices.ContainsFunc(reasons, func(r models.MatchReason) bool {
		return r.Feature == "copied" || r.Feature == "reference" && r.Text == sameSource
	})
}

// ViewMatches fills matches with their two sides, verdicts and rivals, all as
// the reader may see them. One that is gone by now is left out.
func ViewMatches(l store.Looker, ms []models.Match) ([]MatchView, error) {
	out := make([]MatchView, 0, len(ms))
	if len(ms) == 0 {
		return out, nil
	}
	var reportIDs, matchIDs, modelIDs []string
	for _, m := range ms {
		reportIDs, matchIDs, modelIDs = append(reportIDs, m.ReportA, m.ReportB), append(matchIDs, m.ID), append(modelIDs, m.Model)
	}
	verdicts, err := store.All[models.Verdict](l).Where("match_id IN ? AND verdict <> ?", matchIDs, models.Withdrawn).Order("at").Find(l.Context())
	if err != nil {
		return nil, err
	}
	rivals, err := store.Visible[models.Match](l).Where("report_a IN ? OR report_b IN ?", reportIDs, reportIDs).Order("probability DESC, bits DESC").Limit(1000).Find(l.Context())
	if err != nil {
		return nil, err
	}
	for _, r := range rivals {
		reportIDs = append(reportIDs, r.ReportA, r.ReportB)
	}
	accounts, err := accountsSeen(l, reportIDs)
	if err != nil {
		return nil, err
	}
	d, err := partnersFor(l)
	if err != nil {
		return nil, err
	}
	under, err := modelViews(l, modelIDs)
	if err != nil {
		return nil, err
	}
	again, err := toldAgain(l, ms, accounts)
	if err != nil {
		return nil, err
	}
	reasons, err := store.ReasonsOf(l, matchIDs)
	if err != nil {
		return nil, err
	}
	for _, m := range ms {
		why, there := reasons[m.ID]
		if !there {
			continue
		}
		v := MatchView{ID: m.ID, State: m.State, Band: bandOf(m), Probability: m.Probability, Bits: why.Bits, ByHand: m.ByHand, AsksFirst: m.AsksFirst,
			Model: under[m.Model], ToldAgain: again[m.ID], A: sideOf(accounts[m.ReportA]), B: sideOf(accounts[m.ReportB]), Verdicts: []models.Verdict{}, WaitingOn: []string{}, Rivals: rivalsOf(m, rivals, accounts)}
		if err := json.Unmarshal(why.Reasons, &v.Explanation); err != nil {
			return nil, err
		}
		v.Sentence, v.CommonSource = matching.Sentence(v.Explanation), commonSource(v.Explanation)
		said := map[string]string{}
		for _, one := range verdicts {
			if one.MatchID == m.ID {
				v.Verdicts = append(v.Verdicts, one)
				said[one.Partner] = one.Verdict
			}
		}
		if m.State != models.Refused {
			for _, p := range []string{m.PartnerA, m.PartnerB} {
				if said[p] != "same" && readsBoth(d.partners[p], accounts[m.ReportA], accounts[m.ReportB]) {
					v.WaitingOn = append(v.WaitingOn, p)
				}
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// ViewMatch is ViewMatches of one; models.ErrMissing where it is gone by now.
func ViewMatch(l store.Looker, m models.Match) (MatchView, error) {
	views, err := ViewMatches(l, []models.Match{m})
	if err == nil && len(views) == 0 {
		err = models.ErrMissing
	}
	if err != nil {
		return MatchView{}, err
	}
	return views[0], nil
}

// readsBoth tells whether a partner may read both reports of a pair: one that may not
// cannot answer, and nobody waits for it.
func readsBoth(p models.Partner, a, b *account) bool {
	return a != nil && b != nil && a.readableBy(p) && b.readableBy(p)
}

// bandOf is auto or review. A pair below both bands is kept because somebody has put it
// up for review or has answered: it is there for people to look at.
func bandOf(m models.Match) string {
	if m.Band == "" {
		return matching.Review
	}
	return m.Band
}

// rivalsOf are the pairs among others that compete for one of a match's reports.
func rivalsOf(m models.Match, others []models.Match, accounts map[string]*account) []Rival {
	out := []Rival{}
	for _, o := range others {
		if o.ID == m.ID || o.State == models.Refused {
			continue
		}
		for _, end := range []struct{ of, report string }{{"a", m.ReportA}, {"b", m.ReportB}} {
			other := ""
			switch end.report {
			case o.ReportA:
				other = o.ReportB
			case o.ReportB:
				other = o.ReportA
			default:
				continue
			}
			if a := accounts[other]; a != nil {
				out = append(out, Rival{ID: o.ID, Probability: o.Probability, Bits: o.Bits, Report: other, Ref: a.Ref, Title: a.Title, Partner: a.Partner, Of: end.of, State: o.State})
			}
		}
	}
	return out
}

func sideOf(a *account) MatchSide {
	if a == nil {
		return MatchSide{}
	}
	return MatchSide{Report: a.ID, Partner: a.Partner, Ref: a.Ref, Title: a.Title, Incident: a.Incident, Started: a.Facts.Started, Place: a.Facts.Place, Killed: Bounds{a.KilledMin, a.KilledMax}}
}
