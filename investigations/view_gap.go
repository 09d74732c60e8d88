package investigations

import (
	"encoding/json"
	"slices"
	"strings"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
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

// ProposalView is a proposal with every party's position.
type ProposalView struct {
	ID        string          `json:"id"`
	Gap       string          `json:"gap"`
	Outcome   string          `json:"outcome"`
	Value     json.RawMessage `json:"value"`
	Min       *int            `json:"min"`
	Max       *int            `json:"max"`
	Rationale string          `json:"rationale"`
	Evidence  json.RawMessage `json:"evidence"`
	By        string          `json:"by"`
	Partner   string          `json:"partner"`
	At        models.Instant  `json:"at"`
	State     string          `json:"state"`
	Digest    string          `json:"digest"` // what a position on it means
	Positions []PositionView  `json:"positions"`
	Until     *models.Instant `json:"until,omitempty"` // information is awaited until then
	Downward  bool            `json:"downward,omitempty"`
	Cited     []CitedItem     `json:"cited"` // the items that evidence names, as far as the reader may see them
	Needs     []models.Need   `json:"needs"` // who else has to sign, while it waits
}

// CitedItem names an item of evidence that a proposal rests on.
type CitedItem struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Partner string `json:"partner"`
}

// GapQuery is what a list of gaps is asked for. State "" is every gap there is,
// "open" those that still ask for something, "ALL" also those that are no longer
// there, for the history.
type GapQuery struct {
	ID, Incident, Code, State, Severity, Partner string
	Family                                       string // of fields: HARM, TIME, …
	Turn                                         string // code of a partner whose turn it is
	Owner                                        string // role that resolves them
	Late                                         bool   // past its date
	Oldest                                       bool   // the oldest first, not the most serious
	Total                                        bool   // count them, by severity too
	Limit                                        int
	Cursor                                       string
}

// GapPage is a page of gaps with what was counted.
type GapPage struct {
	Items  []GapView        `json:"items"`
	Next   *string          `json:"next"`
	Total  *int64           `json:"total,omitempty"`
	Counts map[string]int64 `json:"counts,omitempty"` // by severity, and LATE
}

// ReadGaps lists gaps the looker sees, the most serious first.
func ReadGaps(l store.Looker, q GapQuery) (store.Page[GapView], error) {
	var page store.Page[GapView]
	rows := q.rows(l)
	if q.Cursor != "" {
		key, id, err := store.DecodeCursor(q.Cursor)
		if err != nil {
			return page, err
		}
		if q.Oldest {
			rows = rows.Where("(raised_at > ? OR raised_at = ? AND id > ?)", key, key, id)
		} else {
			rows = rows.Where("(score < ? OR score = ? AND id > ?)", key, key, id)
		}
	}
	if q.Oldest {
		rows = rows.Order("raised_at, id")
	} else {
		rows = rows.Order("score DESC, id")
	}
	found, err := rows.Limit(q.Limit + 1).Find(l.Context())
	if err != nil {
		return page, err
	}
	if len(found) > q.Limit {
		found = found[:q.Limit]
		last := found[q.Limit-1]
		key := int64(last.Score)
		if q.Oldest {
			key = last.RaisedAt.UnixMicro()
		}
		page.Next = store.EncodeCursor(key, last.ID)
	}
	page.Items, err = viewGaps(l, found)
	return page, err
}

// FindGaps is ReadGaps with what was counted, when that is asked for.
func FindGaps(l store.Looker, q GapQuery) (GapPage, error) {
	found, err := ReadGaps(l, q)
	if err != nil {
		return GapPage{}, err
	}
	page := GapPage{Items: found.Items}
	if found.Next != "" {
		page.Next = &found.Next
	}
	if err := nameIncidents(l, page.Items); err != nil || !q.Total {
		return page, err
	}
	n, err := q.rows(l).Count(l.Context(), "id")
	if err != nil {
		return page, err
	}
	page.Total, page.Counts = &n, map[string]int64{}
	for _, severity := range []string{"CRITICAL", "HIGH", "MEDIUM", "LOW", "LATE"} {
		of := q
		if severity == "LATE" {
			of.Late = true
		} else if of.Severity != "" && of.Severity != severity {
			continue
		} else {
			of.Severity = severity
		}
		if page.Counts[severity], err = of.rows(l).Count(l.Context(), "id"); err != nil {
			return page, err
		}
	}
	return page, nil
}

// nameIncidents gives each gap of a list its incident's reference and title, as the
// looker sees it.
func nameIncidents(l store.Looker, views []GapView) error {
	var ids []string
	for _, g := range views {
		ids = append(ids, g.Incident)
	}
	incidents, err := store.Visible[models.Incident](l).Where("id IN ?", ids).Find(l.Context())
	if err != nil {
		return err
	}
	refs := map[string]string{}
	for _, i := range incidents {
		refs[i.ID] = i.Ref
	}
	rows, err := store.Visible[models.Report](l).Select("id", "title").Where("id IN ?", reportsOf(views)).Find(l.Context())
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, r := range rows {
		titles[r.ID] = r.Title
	}
	for i, g := range views {
		views[i].IncidentRef = refs[g.Incident]
		if len(g.Reports) > 0 {
			views[i].IncidentTitle = titles[g.Reports[0]]
		}
	}
	return nil
}

func reportsOf(views []GapView) (ids []string) {
	for _, g := range views {
		ids = append(ids, g.Reports...)
	}
	return ids
}

// rows are the gaps that pass the query, of those the looker sees.
func (q GapQuery) rows(l store.Looker) gorm.ChainInterface[models.Gap] {
	rows := store.Visible[models.Gap](l)
	if q.ID != "" {
		rows = rows.Where("id = ?", q.ID)
	}
	if q.Incident != "" {
		rows = rows.Where("(incident = ? OR incident_b = ?)", q.Incident, q.Incident)
	}
	if q.Code != "" {
		rows = rows.Where("code = ?", q.Code)
	}
	if q.Severity != "" {
		rows = rows.Where("severity = ?", q.Severity)
	}
	if q.Partner != "" {
		rows = rows.Where("(partner_a = ? OR partner_b = ?)", q.Partner, q.Partner)
	}
	switch q.State {
	case "":
		rows = rows.Where("state <> ?", models.GapSuperseded)
	case "open":
		rows = rows.Where("state IN ?", gapOpen)
	case "ALL":
	default:
		rows = rows.Where("state = ?", q.State)
	}
	if q.Owner != "" {
		rows = rows.Where("',' || owner || ',' LIKE ?", "%,"+q.Owner+",%")
	}
	if q.Late {
		rows = rows.Where("due_at < ? AND state IN ?", l.Moment(), gapOpen)
	}
	if q.Turn != "" {
		rows = rows.Where(`(EXISTS (SELECT 1 FROM proposals p JOIN participants t ON t.incident = gaps.incident AND t.partner = ?
			WHERE p.gap_id = gaps.id AND p.state = 'WAITING' AND (p.needs LIKE ? OR NOT EXISTS (SELECT 1 FROM positions s WHERE s.subject = p.id AND s.partner = t.partner AND s.void_at IS NULL)))
			OR state IN ? AND NOT EXISTS (SELECT 1 FROM proposals p WHERE p.gap_id = gaps.id AND p.state = 'WAITING')
			AND NOT (awaits_until IS NOT NULL AND awaits_until > ?)
			AND (partner_a = ? OR partner_b = ?) AND EXISTS (SELECT 1 FROM participants t WHERE t.incident = gaps.incident AND t.partner = ?)
			AND NOT (relation = 'MISSING' AND EXISTS (SELECT 1 FROM reports r WHERE r.id = gaps.report_a AND r.partner = ?)))`,
			q.Turn, `%"partner":"`+q.Turn+`"%`, gapOpen, l.Moment(), q.Turn, q.Turn, q.Turn, q.Turn)
	}
	return q.ofFamily(rows)
}

// GapFamilies are the groups of fields that gaps are listed by, as the compare page
// groups its rows; what is in none is PROCEDURE.
var GapFamilies = []string{"HARM", "TIME", "PLACE", "MEANS", "RESPONSIBILITY", "ASSESSMENT", "PROCEDURE"}

func (q GapQuery) ofFamily(rows gorm.ChainInterface[models.Gap]) gorm.ChainInterface[models.Gap] {
	switch q.Family {
	case "HARM":
		return rows.Where("field LIKE 'casualties%'")
	case "TIME":
		return rows.Where("field IN ('started', 'ended')")
	case "PLACE":
		return rows.Where("(field = 'place' OR field LIKE 'place/%')")
	case "MEANS":
		return rows.Where("(field = 'category' OR field LIKE 'means/%')")
	case "RESPONSIBILITY":
		return rows.Where("(field = 'own_involvement' OR field LIKE 'responsibility%')")
	case "ASSESSMENT":
		return rows.Where("(field LIKE 'assessment/%' OR field = 'law_concern')")
	case "PROCEDURE":
		return rows.Where(`NOT (field LIKE 'casualties%' OR field IN ('started', 'ended', 'place', 'category', 'own_involvement', 'law_concern') OR field LIKE 'place/%'
			OR field LIKE 'means/%' OR field LIKE 'responsibility%' OR field LIKE 'assessment/%')`)
	}
	return rows
}

// familyOf is the family of one field.
func familyOf(field string) string {
	head, _, _ := strings.Cut(field, "/")
	switch head {
	case "casualties":
		return "HARM"
	case "started", "ended":
		return "TIME"
	case "place":
		return "PLACE"
	case "category", "means":
		return "MEANS"
	case "responsibility", "own_involvement":
		return "RESPONSIBILITY"
	case "assessment", "law_concern":
		return "ASSESSMENT"
	}
	return "PROCEDURE"
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
	out := []CourseStep{{At: v.RaisedAt, Kind: "RAISED"}}
	for _, s := range rows {
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

// concernedOf are the parties that each gap concerns.
func concernedOf(l store.Looker, gaps []models.Gap, partaking map[string][]string) (map[string][]string, error) {
	d, err := partnersFor(l)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, g := range gaps {
		ids = append(ids, g.ReportA, g.ReportB)
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
	out := make(map[string][]string, len(gaps))
	for _, g := range gaps {
		out[g.ID] = concerned(g, partaking[g.Incident], []models.Report{byID[g.ReportA], byID[g.ReportB]}, d.partners)
	}
	return out, nil
}

func viewGaps(l store.Looker, rows []models.Gap) ([]GapView, error) {
	ids := make([]string, len(rows))
	incidents := make([]string, len(rows))
	for i, g := range rows {
		ids[i], incidents[i] = g.ID, g.Incident
	}
	proposals, err := store.Visible[models.Proposal](l).Where("gap_id IN ?", ids).Order("at, id").Find(l.Context())
	if err != nil {
		return nil, err
	}
	participants, err := store.All[models.Participant](l).Where("incident IN ?", incidents).Order("partner").Find(l.Context())
	if err != nil {
		return nil, err
	}
	partaking := map[string][]string{}
	for _, p := range participants {
		partaking[p.Incident] = append(partaking[p.Incident], p.Partner)
	}
	parties, err := concernedOf(l, rows, partaking)
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
			case models.StepEnded:
				v.Changes = []models.GapChange{}
			}
		}
		if g.State == models.GapDissentRecorded {
			v.Dissent = dissentOf(v)
		}
		v.WaitingOn = waitingOn(v, parties[g.ID], l.Moment())
		out = append(out, v)
	}
	return out, nil
}

// citedItems are the items of evidence that each proposal names.
func citedItems(l store.Looker, proposals []models.Proposal) (map[string][]CitedItem, error) {
	var ids []string
	by := map[string][]string{}
	for _, p := range proposals {
		if p.Evidence == "" {
			continue
		}
		by[p.ID], _ = ProposalFacts{Evidence: json.RawMessage(p.Evidence)}.cites()
		ids = append(ids, by[p.ID]...)
	}
	out := map[string][]CitedItem{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := store.Visible[models.Evidence](l).Select("id", "title", "partner").Where("id IN ?", ids).Find(l.Context())
	for proposal, named := range by {
		for _, e := range rows {
			if slices.Contains(named, e.ID) {
				out[proposal] = append(out[proposal], CitedItem{e.ID, e.Title, e.Partner})
			}
		}
	}
	return out, err
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

func positionsOnProposals(l store.Looker, proposals []models.Proposal) ([]models.Position, error) {
	ids := make([]string, len(proposals))
	for i, p := range proposals {
		ids[i] = p.ID
	}
	return store.All[models.Position](l).Where("subject IN ?", ids).Order("at, partner").Find(l.Context())
}

func viewProposal(p models.Proposal, parties []string, positions []models.Position) ProposalView {
	v := ProposalView{ID: p.ID, Gap: p.GapID, Outcome: p.Outcome, Value: p.Value, Min: p.Min, Max: p.Max, Rationale: p.Rationale,
		By: p.ByName, Partner: p.Partner, At: p.At, State: p.State, Digest: p.Digest(), Positions: []PositionView{}, Cited: []CitedItem{}}
	if p.Evidence != "" {
		v.Evidence = json.RawMessage(p.Evidence)
	}
	v.Until, v.Downward, v.Needs = p.UntilAt, p.Below, []models.Need{}
	if p.State == "WAITING" && len(p.Needs) > 0 {
		_ = json.Unmarshal([]byte(p.Needs), &v.Needs) // written by stillNeeded, as this type
	}
	if v.Needs == nil {
		v.Needs = []models.Need{}
	}
	for _, party := range parties {
		s := PositionView{Partner: party, Stance: "NO_POSITION"}
		for _, row := range positions {
			if row.Subject == p.ID && row.Partner == party {
				s = PositionView{Partner: party, Stance: row.Stance, By: row.ByName, At: &row.At, Reasons: row.Reasons, Void: row.VoidAt != nil, VoidReason: row.VoidFor}
			}
		}
		v.Positions = append(v.Positions, s)
	}
	return v
}

// ReadProposal is one proposal with the positions on it.
func ReadProposal(l store.Looker, id string) (ProposalView, error) {
	p, err := store.Visible[models.Proposal](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		return ProposalView{}, missing(err)
	}
	g, err := ReadGap(l, p.GapID)
	if err != nil {
		return ProposalView{}, err
	}
	for _, v := range g.Proposals {
		if v.ID == id {
			return v, nil
		}
	}
	return ProposalView{}, models.ErrMissing
}
