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
}

// GapQuery is what a list of gaps is asked for. State "" is every gap there is,
// "open" those that still ask for something, "ALL" also those that are no longer
// there, for the history.
type GapQuery struct {
	ID, Incident, Code, State, Severity, Partner string
	Limit                                        int
	Cursor                                       string
}

// ReadGaps lists gaps the looker sees, the most serious first.
func ReadGaps(l store.Looker, q GapQuery) (store.Page[GapView], error) {
	var page store.Page[GapView]
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
	if q.Cursor != "" {
		score, id, err := store.DecodeCursor(q.Cursor)
		if err != nil {
			return page, err
		}
		rows = rows.Where("(score < ? OR score = ? AND id > ?)", score, score, id)
	}
	found, err := rows.Order("score DESC, id").Limit(q.Limit + 1).Find(l.Context())
	if err != nil {
		return page, err
	}
	if len(found) > q.Limit {
		found = found[:q.Limit]
		last := found[q.Limit-1]
		page.Next = store.EncodeCursor(int64(last.Score), last.ID)
	}
	page.Items, err = viewGaps(l, found)
	return page, err
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
	return page.Items[0], nil
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
	parties := map[string][]string{}
	for _, p := range participants {
		parties[p.Incident] = append(parties[p.Incident], p.Partner)
	}
	positions, err := positionsOnProposals(l, proposals)
	if err != nil {
		return nil, err
	}
	anchors, err := anchorPartners(l, rows)
	if err != nil {
		return nil, err
	}
	out := make([]GapView, 0, len(rows))
	for _, g := range rows {
		v := GapView{ID: g.ID, Code: g.Code, Incident: g.Incident, IncidentB: g.IncidentB, Title: g.Title, Field: g.Field,
			A: GapSide{g.PartnerA, g.ReportA, g.ValueA}, B: GapSide{g.PartnerB, g.ReportB, g.ValueB},
			Relation: g.Relation, Magnitude: g.Magnitude, Score: g.Score, Severity: g.Severity, Reasons: g.Reasons, Diagnosis: listed(g.Diagnosis),
			State: g.State, Owners: csv(g.Owner), WaitingOn: []string{}, Provisional: g.Provisional, RaisedAt: g.RaisedAt, DueAt: g.DueAt, ClosedAt: g.ClosedAt,
			Reports: []string{g.ReportA}, Proposals: []ProposalView{}}
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
				v.Proposals = append(v.Proposals, viewProposal(p, parties[g.Incident], positions))
			}
		}
		v.WaitingOn = waitingOn(v, parties[g.Incident])
		out = append(out, v)
	}
	return out, nil
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

// waitingOn names whose turn it is: those without a position on the proposal
// that waits, else the partner whose report is missing, else everybody.
func waitingOn(v GapView, parties []string) []string {
	if !slices.Contains(gapOpen, v.State) {
		return []string{}
	}
	for _, p := range v.Proposals {
		if p.State != "WAITING" {
			continue
		}
		out := []string{}
		for _, s := range p.Positions {
			if s.Stance == "NO_POSITION" {
				out = append(out, s.Partner)
			}
		}
		return out
	}
	if v.Relation == models.MissingRecord {
		for _, side := range []GapSide{v.A, v.B} {
			if side.Report == "" && side.Partner != "" {
				return []string{side.Partner}
			}
		}
	}
	out := []string{}
	for _, p := range []string{v.A.Partner, v.B.Partner} {
		if slices.Contains(parties, p) && !slices.Contains(out, p) {
			out = append(out, p)
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
		By: p.ByName, Partner: p.Partner, At: p.At, State: p.State, Digest: p.Digest(), Positions: []PositionView{}}
	if p.Evidence != "" {
		v.Evidence = json.RawMessage(p.Evidence)
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
