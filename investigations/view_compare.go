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
	Observers   []string           `json:"observers"` // whose accounts stand beside the parties', and are no part of their agreement
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

	Between map[string]CompareRelation `json:"between"` // by pair, such as ORL-VAR
}

// CompareRelation is how two partners' values of one field stand to each other.
type CompareRelation struct {
	Relation models.Relation `json:"relation"`
	Look     string          `json:"look"`
	Why      string          `json:"why"`
}

// CompareValue is what one report says of it, since when and by whom.
type CompareValue struct {
	Partner string         `json:"partner"`
	Report  string         `json:"report"`
	Value   any            `json:"value"`
	Basis   string         `json:"basis"`
	By      string         `json:"by"`
	At      models.Instant `json:"at"`
	Version int            `json:"version"`
}

// Compare puts an incident's reports side by side, and with them those that are
// linked to it only provisionally.
func Compare(l store.Looker, name string) (CompareView, error) {
	i, err := incidentNamed(l, name)
	if err != nil {
		return CompareView{}, err
	}
	id := i.ID
	v := CompareView{Incident: IncidentName{ID: id}, Pairs: [][2]string{}, Reports: []ReportInIncident{}, Rows: []CompareRow{}, Gaps: []GapView{}, Observers: []string{}}
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
	ctx, err := namesOf(l)
	if err != nil {
		return v, err
	}
	v.fill(l.Person(), members, agreed, ctx)
	return v, nil
}

// namesOf is what the rules need to know of the partners to name them.
func namesOf(l store.Looker) (gaps.Context, error) {
	ctx := gaps.Context{Partners: map[string]gaps.Partner{}}
	rows, err := store.All[models.Partner](l).Order("code").Find(l.Context())
	for _, p := range rows {
		ctx.Partners[p.Code] = gaps.Partner{Code: p.Code, Name: p.Name, UTCOffsetMin: p.UTCOffsetMin, Observer: p.Role == "OBSERVER"}
	}
	return ctx, err
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

func (v *CompareView) fill(who models.Actor, members []*account, agreed map[string]AgreedView, ctx gaps.Context) {
	compared := make([]gaps.Account, 0, len(members))
	byReport := map[string]*account{}
	for i, a := range members {
		compared = append(compared, a.compared())
		if ctx.Partners[a.Partner].Observer && !slices.Contains(v.Observers, a.Partner) {
			v.Observers = append(v.Observers, a.Partner)
		}
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
	between := v.between(compared, ctx)
	parties := partiesAlone(compared, ctx)
	for _, row := range gaps.Rows(ctx, compared) {
		r := CompareRow{Group: row.Group, Field: row.Field, Relation: row.Relation, Look: row.Look, Why: row.Why, Values: []CompareValue{}, Gaps: []string{}, Between: map[string]CompareRelation{}}
		if own, said := parties[row.Field]; said { // an observer's account makes no difference to the parties' agreement
			r.Relation, r.Look, r.Why = own.Relation, own.Look, own.Why
		}
		for pair, fields := range between {
			if found, said := fields[row.Field]; said {
				r.Between[pair] = found
			}
		}
		for _, value := range row.Values {
			a := byReport[value.Report]
			c := CompareValue{Partner: value.Partner, Report: value.Report, Value: value.Value, Basis: value.Basis, By: a.LoggedBy, At: a.LoggedAt, Version: a.Version}
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

// between relates every field of each pair of partners by itself.
func (v *CompareView) between(all []gaps.Account, ctx gaps.Context) map[string]map[string]CompareRelation {
	out := map[string]map[string]CompareRelation{}
	for _, pair := range v.Pairs {
		two := slices.DeleteFunc(slices.Clone(all), func(a gaps.Account) bool { return !slices.Contains(pair[:], a.Partner) })
		out[pair[0]+"-"+pair[1]] = relations(two, ctx)
	}
	return out
}

// partiesAlone relates every field without the accounts of those who only observe.
func partiesAlone(all []gaps.Account, ctx gaps.Context) map[string]CompareRelation {
	own := slices.DeleteFunc(slices.Clone(all), func(a gaps.Account) bool { return ctx.Partners[a.Partner].Observer })
	if len(own) == len(all) {
		return nil
	}
	return relations(own, ctx)
}

func relations(accounts []gaps.Account, ctx gaps.Context) map[string]CompareRelation {
	out := map[string]CompareRelation{}
	for _, row := range gaps.Rows(ctx, accounts) {
		out[row.Field] = CompareRelation{row.Relation, row.Look, row.Why}
	}
	return out
}
