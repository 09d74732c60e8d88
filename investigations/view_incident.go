package investigations

import (
	"encoding/json"
	"slices"

	"concord/models"
	"concord/models/store"
)

// IncidentView is an incident as the looker sees it: made of the reports it may
// read and of nothing else.
type IncidentView struct {
	ID            string                           `json:"id"`
	Ref           *string                          `json:"ref"`
	Title         string                           `json:"title"`
	Category      string                           `json:"category"`
	State         *models.State                    `json:"state"`
	Investigation *string                          `json:"investigation"`
	Reports       []ReportInIncident               `json:"reports"`
	Agreed        map[string]AgreedView            `json:"agreed"`
	Positions     map[string]map[string]FieldStand `json:"positions"`
	Gaps          GapCounts                        `json:"gaps"`
	Killed        Bounds                           `json:"killed"`
	Injured       Bounds                           `json:"injured"`
	Place         any                              `json:"place"`
	Started       any                              `json:"started"`
	MergedInto    *string                          `json:"merged_into"`
	Parties       []string                         `json:"parties"`
	Matches       []MatchInIncident                `json:"matches"`
	Statements    []StatementInCase                `json:"statements"`
	Disagreement  *Disagreement                    `json:"disagreement,omitempty"` // of one incident, not in lists
}

// ReportInIncident is a report in short.
type ReportInIncident struct {
	ID             string         `json:"id"`
	Ref            string         `json:"ref"`
	Partner        string         `json:"partner"`
	Version        int            `json:"version"`
	Status         string         `json:"status"`
	Title          string         `json:"title"`
	Sharing        any            `json:"sharing"`
	OwnInvolvement string         `json:"own_involvement"`
	AssessStatus   string         `json:"assessment_status"`
	Started        any            `json:"started"`
	Place          any            `json:"place"`
	Killed         Bounds         `json:"killed"`
	Injured        Bounds         `json:"injured"`
	LoggedAt       models.Instant `json:"logged_at"`
	LoggedBy       string         `json:"logged_by"`
}

// AgreedView is an agreed value with both signatures and their dates.
type AgreedView struct {
	Value      json.RawMessage    `json:"value"`
	At         models.Instant     `json:"at"`
	Basis      string             `json:"basis"`
	Signatures []models.Signature `json:"signatures"`
}

// FieldStand is what one partner says to the proposal about a field.
type FieldStand struct {
	Stance  string          `json:"stance"`
	Value   json.RawMessage `json:"value"`
	Reasons string          `json:"reasons"`
}

// GapCounts are the gaps that still ask for something.
type GapCounts struct {
	Open     int `json:"open"`
	Critical int `json:"critical"`
}

// MatchInIncident is a possible counterpart of one of the incident's reports.
type MatchInIncident struct {
	ID          string           `json:"id"`
	State       string           `json:"state"`
	Band        string           `json:"band"`
	Probability float64          `json:"probability"`
	Own         string           `json:"own"` // the incident's own report of the pair
	Other       MatchSide        `json:"other"`
	Verdicts    []models.Verdict `json:"verdicts"`
	WaitingOn   []string         `json:"waiting_on"`
}

// SharingView is who a report is shared with. The names are told to its own
// partner; another learns only of itself.
func SharingView(r models.Report, who models.Actor) any {
	with := []string{}
	if r.Sharing == models.Named {
		with = csv(r.SharedWith)
		if r.Partner != who.Partner && !who.Has(models.Auditor) {
			with = []string{who.Partner}
		}
	}
	return struct {
		Level string   `json:"level"`
		With  []string `json:"with"`
	}{r.Sharing, with}
}

// ReadIncident is one incident with its possible counterparts. The id of one
// that was merged answers with where it went.
func ReadIncident(l store.Looker, name string) (IncidentView, error) {
	i, err := incidentNamed(l, name)
	if err != nil {
		return IncidentView{}, err
	}
	views, err := viewIncidents(l, []models.Incident{i})
	if err != nil {
		return IncidentView{}, err
	}
	v := views[0]
	if v.Matches, err = counterparts(l, v); err != nil {
		return v, err
	}
	rows, err := store.Visible[models.Statement](l).Where("incident = ?", i.ID).Order("created_at, id").Find(l.Context())
	for _, s := range rows {
		v.Statements = append(v.Statements, StatementInCase{s.ID, s.Ref, s.State})
	}
	if err == nil {
		v.Positions, err = fieldStands(l, i.ID)
	}
	if err == nil {
		v.Disagreement, err = disagreement(l, v)
	}
	return v, err
}

// incidentNamed is an incident by its id or, as people write it, its JI reference.
func incidentNamed(l store.Looker, name string) (models.Incident, error) {
	i, err := store.Visible[models.Incident](l).Where("id = ? OR ref = ?", name, name).Take(l.Context())
	return i, missing(err)
}

// FindIncidents lists incidents, each where the first of its reports that pass
// the query stands.
func FindIncidents(db *store.DB, l store.Looker, q store.Query) (store.Page[IncidentView], error) {
	q.Each = true
	page, err := db.Reports(l.Context(), l.Person(), q)
	if err != nil {
		return store.Page[IncidentView]{}, err
	}
	ids := make([]string, 0, len(page.Items))
	for _, s := range page.Items {
		ids = append(ids, s.Incident)
	}
	rows, err := store.Visible[models.Incident](l).Where("id IN ?", ids).Find(l.Context())
	if err != nil {
		return store.Page[IncidentView]{}, err
	}
	slices.SortFunc(rows, func(a, b models.Incident) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	views, err := viewIncidents(l, rows)
	return store.Page[IncidentView]{Items: views, Next: page.Next, Total: page.Total}, err
}

func viewIncidents(l store.Looker, rows []models.Incident) ([]IncidentView, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	about, err := aboutIncidents(l, ids)
	if err != nil {
		return nil, err
	}
	out := make([]IncidentView, 0, len(rows))
	for _, i := range rows {
		v := IncidentView{ID: i.ID, Reports: []ReportInIncident{}, Agreed: map[string]AgreedView{}, Positions: map[string]map[string]FieldStand{},
			Parties: []string{}, Matches: []MatchInIncident{}, Statements: []StatementInCase{}}
		if i.Ref != "" {
			v.Ref = &i.Ref
		}
		if i.MergedInto != "" {
			v.MergedInto = &i.MergedInto
		}
		v.fill(l.Person(), about)
		out = append(out, v)
	}
	return out, nil
}

// about is what a page of incidents is filled from: a few reads for all of them.
type about struct {
	members map[string][]*account
	cases   map[string]models.Investigation
	gaps    []models.Gap
	agreed  []models.AgreedValue
	parties []models.Participant
	others  map[string]bool // partners that only report from outside
}

// partners' accounts of an incident; where only observers report, theirs.
func (a about) partners(members []*account) []*account {
	own := slices.DeleteFunc(slices.Clone(members), func(m *account) bool { return a.others[m.Partner] })
	if !slices.ContainsFunc(own, (*account).live) {
		return members
	}
	return own
}

func aboutIncidents(l store.Looker, ids []string) (a about, err error) {
	ctx := l.Context()
	rows, err := store.Visible[models.Report](l).Where("incident IN ?", ids).Order("logged_at, id").Find(ctx)
	if err != nil {
		return a, err
	}
	byID := map[string]*account{}
	if err := withFacts(l, rows, byID); err != nil {
		return a, err
	}
	a.members, a.cases = map[string][]*account{}, map[string]models.Investigation{}
	for _, r := range rows {
		if one := byID[r.ID]; one != nil {
			a.members[r.Incident] = append(a.members[r.Incident], one)
		}
	}
	cases, err := store.Visible[models.Investigation](l).Where("incident IN ? AND state <> ?", ids, models.MergedCase).Find(ctx)
	if err != nil {
		return a, err
	}
	for _, c := range cases {
		a.cases[c.Incident] = c
	}
	if a.gaps, err = store.Visible[models.Gap](l).Where("(incident IN ? OR incident_b IN ?) AND state IN ?", ids, ids, gapOpen).Find(ctx); err != nil {
		return a, err
	}
	if a.agreed, err = store.All[models.AgreedValue](l).Where("incident IN ?", ids).Order("field").Find(ctx); err != nil {
		return a, err
	}
	if a.parties, err = store.All[models.Participant](l).Where("incident IN ?", ids).Order("partner").Find(ctx); err != nil {
		return a, err
	}
	d, err := partnersFor(l)
	if err != nil {
		return a, err
	}
	a.others = map[string]bool{}
	for code, p := range d.partners {
		a.others[code] = p.Role == "OBSERVER"
	}
	return a, nil
}

func (v *IncidentView) fill(who models.Actor, from about) {
	members := from.members[v.ID]
	for _, a := range members {
		v.Reports = append(v.Reports, ReportInIncident{ID: a.ID, Ref: a.Ref, Partner: a.Partner, Version: a.Version, Status: a.Status, Title: a.Title,
			Sharing: SharingView(a.Report, who), OwnInvolvement: a.OwnInvolvement, AssessStatus: a.AssessStatus, Started: a.Facts.Started, Place: a.Facts.Place,
			Killed: boundsOf(a.Facts.Killed()), Injured: boundsOf(a.Facts.Injured()), LoggedAt: a.LoggedAt, LoggedBy: a.LoggedBy})
	}
	if len(members) > 0 {
		first := members[0]
		v.Title, v.Category, v.Place, v.Started = first.Title, first.Category, first.Facts.Place, first.Facts.Started
	}
	own := from.partners(members)
	v.Killed = hullOf(own, models.ReportFacts.Killed)
	v.Injured = hullOf(own, models.ReportFacts.Injured)
	if c, ok := from.cases[v.ID]; ok {
		v.State, v.Investigation = &c.State, &c.ID
	}
	for _, g := range from.gaps {
		if g.Incident == v.ID || g.IncidentB == v.ID {
			v.Gaps.Open++
			if g.Severity == "CRITICAL" {
				v.Gaps.Critical++
			}
		}
	}
	party := who.Has(models.Auditor)
	for _, p := range from.parties {
		if p.Incident == v.ID {
			party = party || p.Partner == who.Partner
			if party && who.Has(models.Auditor) || told(members, p.Partner) { // a report that is kept back does not show by who takes part
				v.Parties = append(v.Parties, p.Partner)
			}
		}
	}
	if !party {
		v.Parties = []string{}
	}
	for _, g := range from.agreed {
		if g.Incident == v.ID && signedBy(g, who) {
			v.Agreed[g.Field] = viewAgreed(g)
		}
	}
}

// told tells whether a partner is known to take part by accounts that one may read: it
// has one of them, or is named in one.
func told(members []*account, partner string) bool {
	return slices.ContainsFunc(members, func(a *account) bool {
		return a.Partner == partner || a.Facts.GroundOwner == partner || slices.ContainsFunc(a.Facts.Responsibility, func(r models.Responsibility) bool { return r.Actor == partner })
	})
}

// signedBy tells whether a person may read an agreed value: it is theirs who
// signed it, until a statement says it in public. A partner that joins later may
// not read in it what another never shared.
func signedBy(g models.AgreedValue, who models.Actor) bool {
	return who.Has(models.Auditor) || slices.ContainsFunc(viewAgreed(g).Signatures, func(s models.Signature) bool { return s.Partner == who.Partner })
}

func viewAgreed(g models.AgreedValue) AgreedView {
	a := AgreedView{Value: g.Value, At: g.At, Basis: g.Basis, Signatures: []models.Signature{}}
	_ = json.Unmarshal(g.Signed, &a.Signatures) // written by agree, as this type
	return a
}

func boundsOf(c models.Count) Bounds {
	if !c.Known() {
		return Bounds{}
	}
	lo, hi := c.Interval()
	return Bounds{&lo, hi}
}

// hullOf is the hull over partners of what the live reports count (domain.md 8):
// one that says nothing adds nothing, and the upper end is open only when no
// report gives one.
func hullOf(members []*account, count func(models.ReportFacts) models.Count) Bounds {
	var b Bounds
	for _, a := range members {
		c := count(a.Facts)
		if !a.live() || !c.Known() {
			continue
		}
		lo, hi := c.Interval()
		if b.Min == nil || lo < *b.Min {
			b.Min = &lo
		}
		if hi != nil && (b.Max == nil || *hi > *b.Max) {
			b.Max = hi
		}
	}
	return b
}

// counterparts are the matches of an incident's reports that are not settled by
// the incident itself.
func counterparts(l store.Looker, v IncidentView) ([]MatchInIncident, error) {
	ids := make([]string, len(v.Reports))
	own := map[string]bool{}
	for i, r := range v.Reports {
		ids[i], own[r.ID] = r.ID, true
	}
	rows, err := store.Visible[models.Match](l).Where("report_a IN ? OR report_b IN ?", ids, ids).Order("probability DESC, id").Limit(100).Find(l.Context())
	if err != nil {
		return nil, err
	}
	views, err := ViewMatches(l, rows)
	out := make([]MatchInIncident, 0, len(views))
	for _, m := range views {
		mine, other := m.A, m.B
		if !own[mine.Report] {
			mine, other = m.B, m.A
		}
		out = append(out, MatchInIncident{ID: m.ID, State: m.State, Band: m.Band, Probability: m.Probability, Own: mine.Report, Other: other, Verdicts: m.Verdicts, WaitingOn: m.WaitingOn})
	}
	return out, err
}

// fieldStands are the positions on proposals that wait, by field and partner.
func fieldStands(l store.Looker, incident string) (map[string]map[string]FieldStand, error) {
	out := map[string]map[string]FieldStand{}
	views, err := ReadGaps(l, GapQuery{Incident: incident, State: "open", Limit: 200})
	if err != nil {
		return out, err
	}
	for _, g := range views.Items {
		for _, p := range g.Proposals {
			if p.State != "WAITING" {
				continue
			}
			stands := map[string]FieldStand{}
			for _, s := range p.Positions {
				stands[s.Partner] = FieldStand{s.Stance, p.Value, s.Reasons}
			}
			out[g.Field] = stands
		}
	}
	return out, nil
}
