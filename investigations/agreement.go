package investigations

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/store"
)

// AgreementView is how far partners' accounts agree: of each pair of them and each
// family of fields, how many fields are agreed, compatible, different and missing.
// Observers' accounts are never among the partners'; their pairs stand apart.
type AgreementView struct {
	Families  []string        `json:"families"`
	Kinds     []string        `json:"kinds"`
	Incidents int             `json:"incidents"` // that two partners or more, or an observer beside one, tell of
	Pairs     []AgreementPair `json:"pairs"`
	Observers []AgreementPair `json:"observers"` // a partner against an observer, or two observers
}

// AgreementPair is two of them; A sorts first.
type AgreementPair struct {
	A           string                              `json:"a"`
	B           string                              `json:"b"`
	Incidents   int                                 `json:"incidents"`
	Provisional int                                 `json:"provisional"` // of these, linked only provisionally
	Families    map[string]map[string]AgreementCell `json:"families"`    // family → kind → how many
}

// AgreementCell counts fields, and the incidents that they are of. Query lists those,
// at GET /api/v1/gaps/agreement/incidents and together with the filters.
type AgreementCell struct {
	Fields    int    `json:"fields"`
	Incidents int    `json:"incidents"`
	Query     string `json:"query"`
}

// Cell names what a list of incidents is asked for; an empty family or kind is all.
type Cell struct{ A, B, Family, Kind string }

// AgreementList is a page of the incidents behind a cell.
type AgreementList struct {
	Items []AgreementItem `json:"items"`
	Next  *string         `json:"next"`
	Total *int            `json:"total,omitempty"`
}

// AgreementItem is an incident with the fields that a cell counts in it.
type AgreementItem struct {
	ID          string           `json:"id"`
	Ref         *string          `json:"ref"`
	Title       string           `json:"title"`
	Started     any              `json:"started"`
	Place       any              `json:"place"`
	Provisional bool             `json:"provisional"`
	Fields      []AgreementField `json:"fields"`
}

// AgreementField is one field and how the two accounts stand in it.
type AgreementField struct {
	Family string `json:"family"`
	Field  string `json:"field"`
	Kind   string `json:"kind"`
	Why    string `json:"why"`
}

// meeting is two partners' accounts of one incident.
type meeting struct {
	a, b        string
	incident    string
	provisional bool
	accounts    []*account
}

// meetings are all pairs of partners that tell of the same incident, the incidents in
// the order of the list.
func (s *survey) meetings() []meeting {
	linked := map[string][]models.Match{} // by the incident of what was asked for, once each
	for _, m := range s.links {
		at := s.accounts[m.ReportA].Incident
		if !s.asked[at] {
			at = s.accounts[m.ReportB].Incident
		}
		if s.asked[at] {
			linked[at] = append(linked[at], m)
		}
	}
	var out []meeting
	for _, incident := range s.incidents {
		by := map[string][]*account{}
		for _, a := range s.members[incident] {
			if a.live() {
				by[a.Partner] = append(by[a.Partner], a)
			}
		}
		codes := slices.Sorted(maps.Keys(by))
		for i, a := range codes {
			for _, b := range codes[i+1:] {
				out = append(out, meeting{a, b, incident, false, slices.Concat(by[a], by[b])})
			}
		}
		slices.SortFunc(linked[incident], func(x, y models.Match) int { return strings.Compare(x.ID, y.ID) })
		for _, m := range linked[incident] {
			a, b := s.accounts[m.ReportA], s.accounts[m.ReportB]
			out = append(out, meeting{a.Partner, b.Partner, incident, true, []*account{a, b}})
		}
	}
	return out
}

// fields are the fields of a meeting with how they stand. A value that both have
// signed is agreed, whatever their reports say.
func (m meeting) fields(ctx gaps.Context, signed map[string]bool) []AgreementField {
	compared := make([]gaps.Account, len(m.accounts))
	for i, a := range m.accounts {
		compared[i] = a.compared()
	}
	var out []AgreementField
	for _, row := range gaps.Rows(ctx, compared) {
		if !m.provisional && signed[m.incident+" "+row.Field+" "+m.a] && signed[m.incident+" "+row.Field+" "+m.b] {
			row.Look, row.Why = "agreed", "Both have signed a value."
		}
		out = append(out, AgreementField{row.Group, row.Field, row.Kind(), row.Why})
	}
	return out
}

// signedIn tells which partners have signed a value, by incident, field and partner.
func (s *survey) signedIn(l store.Looker) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(s.incidents, 400) {
		rows, err := store.All[models.AgreedValue](l).Where("incident IN ?", some).Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if !signedBy(r, l.Person()) {
				continue
			}
			for _, signature := range viewAgreed(r).Signatures {
				out[r.Incident+" "+r.Field+" "+signature.Partner] = true
			}
		}
	}
	return out, nil
}

// compareAll gives the fields of every meeting, compared on all processors.
func (s *survey) compareAll(l store.Looker) ([]meeting, [][]AgreementField, error) {
	signed, err := s.signedIn(l)
	if err != nil {
		return nil, nil, err
	}
	rules, err := inForceRules(l)
	if err != nil {
		return nil, nil, err
	}
	ctx := gaps.Context{Config: rules.config}
	all := s.meetings()
	fields := make([][]AgreementField, len(all))
	together(len(all), func(i int) { fields[i] = all[i].fields(ctx, signed) })
	return all, fields, nil
}

// Agreement counts how far partners' accounts agree, over the incidents that a query
// finds and what the reader sees of them.
func Agreement(db *store.DB, l store.Looker, q store.Query) (AgreementView, error) {
	v := AgreementView{Families: gaps.Families, Kinds: gaps.Kinds, Pairs: []AgreementPair{}, Observers: []AgreementPair{}}
	s, err := surveyed(db, l, q)
	if err != nil {
		return v, err
	}
	all, fields, err := s.compareAll(l)
	if err != nil {
		return v, err
	}
	pairs := map[[2]string]*AgreementPair{}
	incidents := map[string]bool{}
	told := map[string]bool{} // pair, and cell, of an incident
	first := func(key string) bool {
		was := told[key]
		told[key] = true
		return !was
	}
	for i, m := range all {
		p := pairs[[2]string{m.a, m.b}]
		if p == nil {
			p = &AgreementPair{A: m.a, B: m.b, Families: map[string]map[string]AgreementCell{}}
			for _, family := range gaps.Families {
				p.Families[family] = map[string]AgreementCell{}
				for _, kind := range gaps.Kinds {
					p.Families[family][kind] = AgreementCell{Query: url.Values{"pair": {m.a + "," + m.b}, "family": {family}, "kind": {kind}}.Encode()}
				}
			}
			pairs[[2]string{m.a, m.b}] = p
		}
		incidents[m.incident] = true
		where := m.a + " " + m.b + " " + m.incident
		if first(where) {
			p.Incidents++
			if m.provisional {
				p.Provisional++
			}
		}
		for _, f := range fields[i] {
			cell := p.Families[f.Family][f.Kind]
			cell.Fields++
			if first(where + " " + f.Family + " " + f.Kind) {
				cell.Incidents++
			}
			p.Families[f.Family][f.Kind] = cell
		}
	}
	v.Incidents = len(incidents)
	for _, key := range slices.SortedFunc(maps.Keys(pairs), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }) {
		if s.observers[key[0]] || s.observers[key[1]] {
			v.Observers = append(v.Observers, *pairs[key])
		} else {
			v.Pairs = append(v.Pairs, *pairs[key])
		}
	}
	return v, nil
}

// AgreementIncidents lists the incidents behind a cell of the matrix, with the fields
// that it counts, in the order of the list of incidents.
func AgreementIncidents(db *store.DB, l store.Looker, q store.Query, cell Cell) (AgreementList, error) {
	list := AgreementList{Items: []AgreementItem{}}
	after, limit, total := q.Cursor, q.Limit, q.Total
	if after != "" {
		if _, id, err := store.DecodeCursor(after); err != nil {
			return list, err
		} else {
			after = id
		}
	}
	s, err := surveyed(db, l, q)
	if err != nil {
		return list, err
	}
	all, fields, err := s.compareAll(l)
	if err != nil {
		return list, err
	}
	var order []string
	found := map[string]*AgreementItem{}
	for i, m := range all {
		if m.a != cell.A || m.b != cell.B {
			continue
		}
		for _, f := range fields[i] {
			if cell.Family != "" && f.Family != cell.Family || cell.Kind != "" && f.Kind != cell.Kind {
				continue
			}
			one := found[m.incident]
			if one == nil {
				one = &AgreementItem{ID: m.incident, Provisional: m.provisional}
				found[m.incident] = one
				order = append(order, m.incident)
			}
			one.Fields = append(one.Fields, f)
		}
	}
	if total {
		n := len(order)
		list.Total = &n
	}
	start := 0
	if after != "" {
		start = slices.Index(order, after) + 1 // an incident that no longer is in the list begins it anew
	}
	page := order[start:min(len(order), start+limit)]
	if start+limit < len(order) {
		next := store.EncodeCursor(int64(start+limit), page[len(page)-1])
		list.Next = &next
	}
	named, err := store.Visible[models.Incident](l).Select("id", "ref").Where("id IN ?", page).Find(l.Context())
	if err != nil {
		return list, err
	}
	for _, n := range named {
		if n.Ref != "" {
			found[n.ID].Ref = &n.Ref
		}
	}
	for _, id := range page {
		one := found[id]
		if group := s.members[id]; len(group) > 0 {
			one.Title, one.Started, one.Place = group[0].Title, group[0].Facts.Started, group[0].Facts.Place
		}
		list.Items = append(list.Items, *one)
	}
	return list, nil
}
