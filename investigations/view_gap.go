package investigations

import (
	"encoding/json"
	"slices"

	"concord/models"
	"concord/models/store"
)

// GapView is a gap as the API gives it (api.md section 3).
type GapView struct {
	ID          string          `json:"id"`
	Code        string          `json:"code"`
	Incident    string          `json:"incident"`
	IncidentB   string          `json:"incident_b,omitempty"` // the other report's, while the link is provisional
	Title       string          `json:"title"`
	Field       string          `json:"field"`
	A           GapSide         `json:"a"`
	B           GapSide         `json:"b"`
	Relation    models.Relation `json:"relation"`
	Magnitude   float64         `json:"magnitude"`
	Score       int             `json:"score"`
	Severity    string          `json:"severity"`
	Reasons     json.RawMessage `json:"reasons"`
	Diagnosis   json.RawMessage `json:"diagnosis"`
	State       string          `json:"state"`
	Owner       string          `json:"owner"`
	Owners      []string        `json:"owners"`
	WaitingOn   []string        `json:"waiting_on"`
	Provisional bool            `json:"provisional"`
	RaisedAt    models.Instant  `json:"raised_at"`
	DueAt       *models.Instant `json:"due_at"`
	ClosedAt    *models.Instant `json:"closed_at"`
	Reports     []string        `json:"reports"`
	Proposals   []ProposalView  `json:"proposals"`

	Outcome       string                 `json:"outcome,omitempty"` // how it ended
	Late          bool                   `json:"late"`              // shown, never closed by itself
	AwaitingUntil *models.Instant        `json:"awaiting_until"`    // both agreed to wait until then
	ReopenedAt    *models.Instant        `json:"reopened_at"`
	Changes       []models.GapChange     `json:"changes"`      // why it was opened again, or what changed while it was worked on
	Explanations  map[string]Explanation `json:"explanations"` // that stand, by partner
	Dissent       []DissentView          `json:"dissent,omitempty"`
	Family        string                 `json:"family"`           // of its field: HARM, TIME, PLACE, …
	Course        []CourseStep           `json:"course,omitempty"` // of one gap, in the order of time; not in lists
	IncidentTitle string                 `json:"incident_title,omitempty"`
	IncidentRef   string                 `json:"incident_ref,omitempty"`
}

// DissentView is one partner's view, printed beside the others'.
type DissentView struct {
	Partner string          `json:"partner"`
	Value   json.RawMessage `json:"value"`
	Text    string          `json:"text"`
	By      string          `json:"by"`
	At      *models.Instant `json:"at"`
}

// GapSide is one partner's value.
type GapSide struct {
	Partner string          `json:"partner"`
	Report  string          `json:"report,omitempty"`
	Value   json.RawMessage `json:"value"`
}

// ReadGap is one gap the looker sees.
func ReadGap(l store.Looker, id string) (GapView, error) {
	page, err := ReadGaps(l, GapQuery{ID: id, State: "ALL", Limit: 1})
	if err != nil || len(page.Items) == 0 {
		if err == nil {
			err = models.ErrMissing
		}
		return GapView{}, err
	}
	v := page.Items[0]
	one := []GapView{v}
	if err := nameIncidents(l, one); err != nil {
		return v, err
	}
	v = one[0]
	v.Course, err = readCourse(l, v)
	return v, err
}

// readCourse is the whole course of a gap in the order of time, from when it was raised.
func readCourse(l store.Looker, v GapView) ([]CourseStep, error) {
	g, err := store.Visible[models.Gap](l).Where("id = ?", v.ID).Take(l.Context())
	if err != nil {
		return nil, missing(err)
	}
	rows, err := store.Visible[models.GapStep](l).Where("gap_id = ?", v.ID).Order("seq").Find(l.Context())
	if err != nil {
		return nil, err
	}
	reports, err := reportsByID(l, v.Reports)
	if err != nil {
		return nil, err
	}
	parties, err := partiesOfGaps(l, []models.Gap{g})
	if err != nil {
		return nil, err
	}
	out := []CourseStep{{At: v.RaisedAt, Kind: "RAISED"}}
	for _, s := range rows {
		if !parties[g.ID].taking.names(g, s.Partner, l.Person()) { // what a report has made of it, by whom one may not know of
			s.ByName, s.Partner = "", ""
		}
		out = append(out, viewStep(s, g, reports, l.Person()))
	}
	return out, nil
}

func reportsByID(l store.Looker, ids []string) (map[string]models.Report, error) {
	rows, err := store.Visible[models.Report](l).Where("id IN ?", ids).Find(l.Context())
	out := map[string]models.Report{}
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, err
}

// gapParties is who has to do with a gap, as far as its reader may know.
type gapParties struct {
	gap       models.Gap
	taking    *partaking
	concerned []string
	reader    models.Actor
}

// partiesOfGaps tells who has to do with each gap.
func partiesOfGaps(l store.Looker, gaps []models.Gap) (map[string]gapParties, error) {
	d, err := partnersFor(l)
	if err != nil {
		return nil, err
	}
	var ids, incidents []string
	for _, g := range gaps {
		ids, incidents = append(ids, g.ReportA, g.ReportB), append(incidents, g.Incident)
	}
	taking, err := partakeIn(l, incidents, d.partners)
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	byID := map[string]models.Report{}
	for some := range slices.Chunk(slices.Compact(ids), 400) {
		rows, err := store.Visible[models.Report](l).Select("id", "partner", "sharing", "shared_with").Where("id IN ?", some).Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			byID[r.ID] = r
		}
	}
	out := make(map[string]gapParties, len(gaps))
	for _, g := range gaps {
		p := taking[g.Incident]
		out[g.ID] = gapParties{g, p, p.concerned(g, byID[g.ReportA], byID[g.ReportB]), l.Person()}
	}
	return out, nil
}

// asked are the partners whose positions an outcome takes, of those the reader may know of.
func (p gapParties) asked(outcome string) []string {
	return p.known(p.taking.asked(p.gap, p.concerned, outcome))
}

func (p gapParties) known(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return !p.taking.names(p.gap, code, p.reader) })
}

func viewGaps(l store.Looker, rows []models.Gap) ([]GapView, error) {
	ids := make([]string, len(rows))
	for i, g := range rows {
		ids[i] = g.ID
	}
	proposals, err := store.Visible[models.Proposal](l).Where("gap_id IN ?", ids).Order("at, id").Find(l.Context())
	if err != nil {
		return nil, err
	}
	parties, err := partiesOfGaps(l, rows)
	if err != nil {
		return nil, err
	}
	positions, err := positionsOnProposals(l, proposals)
	if err != nil {
		return nil, err
	}
	anchors, err := anchorPartners(l, rows)
	if err != nil {
		return nil, err
	}
	steps, err := stepsSeen(l, ids)
	if err != nil {
		return nil, err
	}
	items, err := citedItems(l, proposals)
	if err != nil {
		return nil, err
	}
	reports, err := reportsByID(l, reopenedReports(rows, steps))
	if err != nil {
		return nil, err
	}
	out := make([]GapView, 0, len(rows))
	for _, g := range rows {
		v := GapView{ID: g.ID, Code: g.Code, Incident: g.Incident, IncidentB: g.IncidentB, Title: g.Title, Field: g.Field,
			A: GapSide{g.PartnerA, g.ReportA, g.ValueA}, B: GapSide{g.PartnerB, g.ReportB, g.ValueB},
			Relation: g.Relation, Magnitude: g.Magnitude, Score: g.Score, Severity: g.Severity, Reasons: g.Reasons, Diagnosis: listed(g.Diagnosis),
			State: g.State, Owners: csv(g.Owner), WaitingOn: []string{}, Provisional: g.Provisional, RaisedAt: g.RaisedAt, DueAt: g.DueAt, ClosedAt: g.ClosedAt,
			Reports: []string{g.ReportA}, Proposals: []ProposalView{}, Outcome: g.Outcome, AwaitingUntil: g.AwaitsUntil, ReopenedAt: g.ReopenedAt,
			Late: g.DueAt != nil && slices.Contains(gapOpen, g.State) && g.DueAt.Before(l.Moment().Time), Family: familyOf(g.Field), Changes: []models.GapChange{}}
		if slices.Contains(gapOpen, g.State) {
			v.Outcome = "" // that it comes back with the link is no ending yet
		}
		if len(v.Owners) > 0 {
			v.Owner = v.Owners[0]
		}
		if g.ReportB == "" && anchors[g.ReportA] == g.PartnerB { // the partner that sorts first has no report
			v.A.Report, v.B.Report = "", g.ReportA
		}
		if g.ReportB != "" {
			v.Reports = append(v.Reports, g.ReportB)
		}
		for _, p := range proposals {
			if p.GapID == g.ID {
				one := viewProposal(p, parties[g.ID], positions)
				one.Cited = append(one.Cited, items[p.ID]...)
				v.Proposals = append(v.Proposals, one)
			}
		}
		v.Explanations = standingExplanations(steps[g.ID])
		for _, s := range steps[g.ID] {
			switch s.Kind {
			case models.StepChanged, models.StepReopened:
				v.Changes = append([]models.GapChange{}, viewStep(s, g, reports, l.Person()).Changes...)
			case models.StepEnded, models.StepStandsAgain:
				v.Changes = []models.GapChange{}
			}
		}
		if g.State == models.GapDissentRecorded {
			v.Dissent = dissentOf(v)
		}
		v.WaitingOn = waitingOn(v, parties[g.ID].concerned, l.Moment())
		out = append(out, v)
	}
	return out, nil
}

// stepsSeen is the course of each gap so far.
func stepsSeen(l store.Looker, gaps []string) (map[string][]models.GapStep, error) {
	rows, err := store.Visible[models.GapStep](l).Where("gap_id IN ?", gaps).Order("seq").Find(l.Context())
	out := map[string][]models.GapStep{}
	for _, s := range rows {
		out[s.GapID] = append(out[s.GapID], s)
	}
	return out, err
}

// reopenedReports are the reports of gaps in whose course a value changed.
func reopenedReports(rows []models.Gap, steps map[string][]models.GapStep) (ids []string) {
	for _, g := range rows {
		if len(steps[g.ID]) > 0 {
			ids = append(ids, g.ReportA, g.ReportB)
		}
	}
	return ids
}

// dissentOf sets both views beside each other: each side's value with its explanation,
// else with the reasons it gave for its position.
func dissentOf(v GapView) []DissentView {
	var out []DissentView
	for _, side := range []GapSide{v.A, v.B} {
		if side.Partner == "" {
			continue
		}
		d := DissentView{Partner: side.Partner, Value: side.Value}
		for _, p := range v.Proposals {
			if p.State != "AGREED" || p.Outcome != "RECORDED_DISSENT" {
				continue
			}
			for _, s := range p.Positions {
				if s.Partner == side.Partner {
					d.Text, d.By, d.At = s.Reasons, s.By, s.At
				}
			}
		}
		if e, said := v.Explanations[side.Partner]; said {
			at := e.At
			d.Text, d.By, d.At = e.Text, e.By, &at
		}
		out = append(out, d)
	}
	return out
}

// anchorPartners tells whose report each one-sided gap hangs on.
func anchorPartners(l store.Looker, rows []models.Gap) (map[string]string, error) {
	var ids []string
	for _, g := range rows {
		if g.ReportB == "" {
			ids = append(ids, g.ReportA)
		}
	}
	out := map[string]string{}
	reports, err := store.Visible[models.Report](l).Select("id", "partner").Where("id IN ?", ids).Find(l.Context())
	for _, r := range reports {
		out[r.ID] = r.Partner
	}
	return out, err
}

// listed makes a stored null an empty list.
func listed(text []byte) json.RawMessage {
	if string(text) == "null" {
		return json.RawMessage("[]")
	}
	return text
}

// waitingOn names whose turn it is: those without a position on the proposal that
// waits, and those who still have to sign it, else its own partner; nobody while both
// have agreed to wait; else the partner whose report is missing, else everybody.
func waitingOn(v GapView, parties []string, now models.Instant) []string {
	out := []string{}
	add := func(partner string) {
		if !slices.Contains(out, partner) {
			out = append(out, partner)
		}
	}
	for _, p := range v.Proposals {
		if p.State != "WAITING" {
			continue
		}
		for _, s := range p.Positions {
			if s.Stance == "NO_POSITION" || s.Void {
				add(s.Partner)
			}
		}
		for _, n := range p.Needs {
			add(n.Partner)
		}
		if len(out) == 0 { // somebody abstained: its partner withdraws it, or proposes something else
			add(p.Partner)
		}
		slices.Sort(out)
		return out
	}
	if !slices.Contains(gapOpen, v.State) || v.AwaitingUntil != nil && v.AwaitingUntil.After(now.Time) {
		return out
	}
	if v.Relation == models.MissingRecord {
		for _, side := range []GapSide{v.A, v.B} {
			if side.Report == "" && side.Partner != "" {
				return []string{side.Partner}
			}
		}
	}
	for _, p := range []string{v.A.Partner, v.B.Partner} {
		if slices.Contains(parties, p) {
			add(p)
		}
	}
	return out
}
