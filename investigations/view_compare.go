package investigations

import (
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/store"
)

// CompareView is every field of every partner side by side with its relation.
type CompareView struct {
	Incident    IncidentName       `json:"incident"`
	Provisional bool               `json:"provisional"`
	Pairs       [][2]string        `json:"pairs"`
	Reports     []ReportInIncident `json:"reports"`
	Rows        []CompareRow       `json:"rows"`
	Gaps        []GapView          `json:"gaps"`
}

// IncidentName is an incident's id and reference.
type IncidentName struct {
	ID  string  `json:"id"`
	Ref *string `json:"ref"`
}

// CompareRow is one field.
type CompareRow struct {
	Group    string          `json:"group"`
	Field    string          `json:"field"`
	Values   []CompareValue  `json:"values"`
	Relation models.Relation `json:"relation"`
	Look     string          `json:"look"` // conflict, missing, near, agree or agreed
	Why      string          `json:"why"`
	Agreed   *AgreedView     `json:"agreed"`
	Gaps     []string        `json:"gaps"`
}

// CompareValue is what one report says of it, since when and by whom.
type CompareValue struct {
	Partner string         `json:"partner"`
	Report  string         `json:"report"`
	Value   any            `json:"value"`
	Basis   string         `json:"basis"`
	Source  string         `json:"source"`
	By      string         `json:"by"`
	At      models.Instant `json:"at"`
}

// Compare puts an incident's reports side by side, and with them those that are
// linked to it only provisionally.
func Compare(l store.Looker, id string) (CompareView, error) {
	i, err := store.Visible[models.Incident](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		return CompareView{}, missing(err)
	}
	v := CompareView{Incident: IncidentName{ID: id}, Pairs: [][2]string{}, Reports: []ReportInIncident{}, Rows: []CompareRow{}, Gaps: []GapView{}}
	if i.Ref != "" {
		v.Incident.Ref = &i.Ref
	}
	members, err := membersSeen(l, id)
	if err != nil {
		return v, err
	}
	linked, err := provisionalOf(l, members)
	if err != nil {
		return v, err
	}
	v.Provisional = len(linked) > 0
	members = slices.DeleteFunc(append(members, linked...), func(a *account) bool { return !a.live() })
	slices.SortStableFunc(members, func(a, b *account) int { return strings.Compare(a.Partner, b.Partner) })
	page, err := ReadGaps(l, GapQuery{Incident: id, State: "ALL", Limit: 200})
	if err != nil {
		return v, err
	}
	v.Gaps = slices.DeleteFunc(page.Items, func(g GapView) bool { return g.State == models.GapSuperseded })
	agreed, err := agreedFor(l, id)
	if err != nil {
		return v, err
	}
	v.fill(l.Person(), members, agreed)
	return v, nil
}

// provisionalOf are the accounts linked to these by the automatic band only.
func provisionalOf(l store.Looker, members []*account) ([]*account, error) {
	ids := make([]string, len(members))
	for i, a := range members {
		ids[i] = a.ID
	}
	rows, err := store.Visible[models.Match](l).Where("(report_a IN ? OR report_b IN ?) AND state = ?", ids, ids, models.Provisional).Order("probability DESC, id").Find(l.Context())
	if err != nil {
		return nil, err
	}
	var others []string
	for _, m := range rows {
		for _, id := range []string{m.ReportA, m.ReportB} {
			if !slices.Contains(ids, id) && !slices.Contains(others, id) {
				others = append(others, id)
			}
		}
	}
	found, err := accountsSeen(l, slices.Clone(others))
	var out []*account
	for _, id := range others {
		if a := found[id]; a != nil {
			out = append(out, a)
		}
	}
	return out, err
}

// agreedFor are the agreed values the looker may read.
func agreedFor(l store.Looker, incident string) (map[string]AgreedView, error) {
	out := map[string]AgreedView{}
	rows, err := store.All[models.AgreedValue](l).Where("incident = ?", incident).Order("field").Find(l.Context())
	for _, r := range rows {
		if signedBy(r, l.Person()) {
			out[r.Field] = viewAgreed(r)
		}
	}
	return out, err
}

func (v *CompareView) fill(who models.Actor, members []*account, agreed map[string]AgreedView) {
	compared := make([]gaps.Account, 0, len(members))
	byReport := map[string]*account{}
	for i, a := range members {
		compared = append(compared, a.compared())
		byReport[a.ID] = a
		v.Reports = append(v.Reports, ReportInIncident{ID: a.ID, Ref: a.Ref, Partner: a.Partner, Version: a.Version, Status: a.Status, Title: a.Title,
			Sharing: SharingView(a.Report, who), OwnInvolvement: a.OwnInvolvement, AssessStatus: a.AssessStatus, Started: a.Facts.Started, Place: a.Facts.Place,
			Killed: boundsOf(a.Facts.Killed()), Injured: boundsOf(a.Facts.Injured()), LoggedAt: a.LoggedAt, LoggedBy: a.LoggedBy})
		for _, b := range members[i+1:] {
			if pair := [2]string{a.Partner, b.Partner}; a.Partner != b.Partner && !slices.Contains(v.Pairs, pair) {
				v.Pairs = append(v.Pairs, pair)
			}
		}
	}
	for _, row := range gaps.Rows(gaps.Context{}, compared) {
		r := CompareRow{Group: row.Group, Field: row.Field, Relation: row.Relation, Look: row.Look, Why: row.Why, Values: []CompareValue{}, Gaps: []string{}}
		for _, value := range row.Values {
			a := byReport[value.Report]
			c := CompareValue{Partner: value.Partner, Report: value.Report, Value: value.Value, Basis: value.Basis, Source: value.Source, By: a.LoggedBy, At: a.LoggedAt}
			if a.AmendedAt != nil {
				c.By, c.At = a.AmendedBy, *a.AmendedAt
			}
			r.Values = append(r.Values, c)
		}
		for _, g := range v.Gaps {
			if g.Field == row.Field {
				r.Gaps = append(r.Gaps, g.ID)
			}
		}
		if value, ok := agreed[row.Field]; ok {
			r.Agreed, r.Look = &value, "agreed"
		}
		v.Rows = append(v.Rows, r)
	}
}
