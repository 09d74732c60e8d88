package investigations

import (
	"encoding/json"
	"slices"
	"strings"

	"concord/models"
	"concord/models/store"
)

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values only
	}
	return string(b)
}

// CaseView is a case as its parties and the auditor read it.
type CaseView struct {
	ID           string            `json:"id"`
	Ref          string            `json:"ref"`
	Incident     string            `json:"incident"`
	IncidentRef  *string           `json:"incident_ref"`
	Title        string            `json:"title"`
	State        models.State      `json:"state"`
	Flags        []string          `json:"flags"`
	Version      int               `json:"version"`
	Participants []string          `json:"participants"`
	WaitingOn    []string          `json:"waiting_on"`
	Allowed      []AllowedMove     `json:"allowed"`
	Positions    []PositionView    `json:"positions"`
	Pending      []TransitionView  `json:"pending"`
	History      []TransitionView  `json:"history"`
	Clocks       []ClockView       `json:"clocks"`
	Packet       *PacketView       `json:"packet"`
	Gaps         map[string]int    `json:"gaps"`
	OpenedAt     models.Instant    `json:"opened_at"`
	OpenedBy     string            `json:"opened_by"`
	Statements   []StatementInCase `json:"statements"`
}

// AllowedMove is a move that the workflow knows from here and what it still needs.
type AllowedMove struct {
	To        models.State  `json:"to"`
	NeedsBoth bool          `json:"needs_both"`
	Missing   []string      `json:"missing"`
	Means     string        `json:"means"`
	Signers   []models.Role `json:"signers"`
	Reason    bool          `json:"reason"` // a reason is needed
}

// PositionView is a partner's position; a party without one is NO_POSITION.
type PositionView struct {
	Partner    string          `json:"partner"`
	Stance     string          `json:"stance"`
	By         string          `json:"by,omitempty"`
	At         *models.Instant `json:"at"`
	Reasons    string          `json:"reasons,omitempty"`
	On         string          `json:"on,omitempty"` // the move it is about
	Void       bool            `json:"void"`
	VoidReason string          `json:"void_reason,omitempty"`
}

// TransitionView is a move, taken or waiting.
type TransitionView struct {
	ID         string          `json:"id"`
	From       models.State    `json:"from"`
	To         models.State    `json:"to"`
	Reason     string          `json:"reason"`
	By         string          `json:"by"`
	ProposedBy string          `json:"proposed_by"`
	Partner    string          `json:"partner"`
	At         models.Instant  `json:"at"`
	TakenAt    *models.Instant `json:"taken_at"`
	State      string          `json:"state"`
	Digest     string          `json:"digest"`
	VoidReason string          `json:"void_reason,omitempty"`
	Positions  []PositionView  `json:"positions"`
}

// ClockView is a time limit that runs against a party.
type ClockView struct {
	Clock     string         `json:"clock"`
	Partner   string         `json:"partner"`
	StartedAt models.Instant `json:"started_at"`
	DueAt     models.Instant `json:"due_at"`
	Paused    bool           `json:"paused"`
	Late      bool           `json:"late"`
}

// PacketView is the frozen packet with the digest that signatures mean.
type PacketView struct {
	Packet
	Version int    `json:"version"`
	Digest  string `json:"digest"`
	Current bool   `json:"current"` // the facts are still those that were frozen
}

// StatementInCase names a statement about the same incident.
type StatementInCase struct {
	ID    string `json:"id"`
	Ref   string `json:"ref"`
	State string `json:"state"`
}

// ReadCase is one case the looker takes part in.
func ReadCase(l store.Looker, id string) (CaseView, error) {
	c, err := store.Visible[models.Investigation](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		return CaseView{}, missing(err)
	}
	return viewCase(l, c)
}

// ReadCases lists the cases the looker takes part in, the newest first.
func ReadCases(l store.Looker, state string, limit int, before string) ([]CaseView, string, error) {
	q := store.Visible[models.Investigation](l).Order("opened_at DESC, id DESC").Limit(limit + 1)
	if state != "" {
		q = q.Where("state = ?", state)
	}
	if before != "" {
		at, id, err := store.DecodeCursor(before)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("(opened_at, id) < (?, ?)", at, id)
	}
	rows, err := q.Find(l.Context())
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = store.EncodeCursor(rows[limit-1].OpenedAt.UnixMicro(), rows[limit-1].ID)
	}
	out := make([]CaseView, 0, len(rows))
	for _, c := range rows {
		v, err := viewCase(l, c)
		if err != nil {
			return nil, "", err
		}
		out = append(out, v)
	}
	return out, next, nil
}

func viewCase(l store.Looker, c models.Investigation) (CaseView, error) {
	s, err := situate(l, c, "")
	if err != nil {
		return CaseView{}, err
	}
	v := CaseView{ID: c.ID, Ref: c.Ref, Incident: c.Incident, State: c.State, Flags: []string{}, Version: c.Version, Participants: s.shown,
		WaitingOn: []string{}, Allowed: []AllowedMove{}, Positions: []PositionView{}, Pending: []TransitionView{}, History: []TransitionView{},
		Clocks: s.clocks(), Gaps: map[string]int{"open": 0, "critical": 0, "high": 0}, OpenedAt: c.OpenedAt, OpenedBy: c.OpenedBy, Statements: []StatementInCase{}}
	v.Flags = append(v.Flags, csv(c.Flags)...)
	for _, m := range workflow {
		if slices.Contains(m.from, c.State) {
			missing := s.missing(m)
			if missing == nil {
				missing = []string{}
			}
			v.Allowed = append(v.Allowed, AllowedMove{To: m.to, NeedsBoth: m.both, Missing: missing, Means: m.means, Signers: m.signers, Reason: m.reason})
		}
	}
	for _, t := range s.moves {
		tv := s.viewMove(t)
		switch t.State {
		case "PROPOSED":
			v.Pending = append(v.Pending, tv)
			for _, p := range tv.Positions {
				if p.Stance == "NO_POSITION" && !slices.Contains(v.WaitingOn, p.Partner) {
					v.WaitingOn = append(v.WaitingOn, p.Partner)
				}
			}
			v.Positions = append(v.Positions, tv.Positions...)
		default:
			v.History = append(v.History, tv)
		}
	}
	for _, g := range s.gaps {
		if slices.Contains(gapOpen, g.State) {
			v.Gaps["open"]++
			if g.Severity == "CRITICAL" || g.Severity == "HIGH" {
				v.Gaps[strings.ToLower(g.Severity)]++
			}
		}
	}
	if c.Packet != nil {
		pv := PacketView{Version: c.Version, Digest: c.PacketDigest, Current: c.PacketDigest == s.digest}
		if err := json.Unmarshal(c.Packet, &pv.Packet); err != nil {
			return v, err
		}
		if s.seesAll(pv.Reports) {
			v.Packet = &pv
		}
	}
	return v, s.heading(l, &v)
}

// seesAll tells whether the looker sees every report a packet was made of: one
// that came later to the case does not read through it what was never shared
// with it.
func (s *situation) seesAll(reports []PacketReport) bool {
	for _, r := range reports {
		if !slices.ContainsFunc(s.members, func(a *account) bool { return a.ID == r.Report }) {
			return false
		}
	}
	return true
}

// heading fills in what the incident lends to its case.
func (s *situation) heading(l store.Looker, v *CaseView) error {
	i, err := store.Visible[models.Incident](l).Where("id = ?", s.c.Incident).Take(l.Context())
	if err != nil && models.KindOf(missing(err)) != models.Missing {
		return err
	}
	if i.Ref != "" {
		v.IncidentRef = &i.Ref
	}
	if len(s.members) > 0 {
		v.Title = s.members[0].Title
	}
	rows, err := store.Visible[models.Statement](l).Where("incident = ?", s.c.Incident).Order("created_at, id").Find(l.Context())
	for _, st := range rows {
		v.Statements = append(v.Statements, StatementInCase{st.ID, st.Ref, st.State})
	}
	return err
}

func (s *situation) viewMove(t models.Transition) TransitionView {
	v := TransitionView{ID: t.ID, From: t.FromState, To: t.ToState, Reason: t.Reason, By: t.ByName, ProposedBy: t.ByName, Partner: t.Partner,
		At: t.At, TakenAt: t.TakenAt, State: t.State, Digest: t.Digest, VoidReason: t.VoidReason, Positions: []PositionView{}}
	m, _ := find(t.FromState, t.ToState)
	for _, party := range s.shown {
		p := PositionView{Partner: party, Stance: "NO_POSITION", On: t.ID}
		taken := false
		for _, row := range s.positions {
			if row.Subject == t.ID && row.Partner == party {
				p = PositionView{Partner: party, Stance: row.Stance, By: row.ByName, At: &row.At, Reasons: row.Reasons, On: t.ID, Void: row.VoidAt != nil, VoidReason: row.VoidFor}
				taken = true
			}
		}
		if taken || m.both && slices.Contains(s.parties, party) {
			v.Positions = append(v.Positions, p)
		}
	}
	return v
}

// ViewTransition is one move with every party's position.
func ViewTransition(l store.Looker, id string) (TransitionView, error) {
	t, err := store.Visible[models.Transition](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		return TransitionView{}, missing(err)
	}
	c, err := store.Visible[models.Investigation](l).Where("id = ?", t.Investigation).Take(l.Context())
	if err != nil {
		return TransitionView{}, missing(err)
	}
	s, err := situate(l, c, "")
	if err != nil {
		return TransitionView{}, err
	}
	return s.viewMove(t), nil
}

// clocks are the limits that run in the state the case is in, for each party one may know of.
func (s *situation) clocks() []ClockView {
	out := []ClockView{}
	k, runs := clocks[s.c.State]
	if !runs {
		return out
	}
	due := models.At(s.c.EnteredAt.Add(k.due))
	for _, party := range s.shown {
		if s.c.State == models.Notified && slices.ContainsFunc(s.members, func(a *account) bool { return a.Partner == party && a.live() }) {
			continue // this one has filed its report
		}
		out = append(out, ClockView{Clock: k.name, Partner: party, StartedAt: s.c.EnteredAt, DueAt: due, Late: s.now.After(due.Time)})
	}
	return out
}
