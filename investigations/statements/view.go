package statements

import (
	"encoding/json"
	"errors"
	"slices"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// View is a statement as its parties read it.
type View struct {
	ID          string            `json:"id"`
	Ref         string            `json:"ref"`
	Incident    string            `json:"incident"`
	IncidentRef *string           `json:"incident_ref"`
	Title       string            `json:"title"`
	Partner     string            `json:"partner"`
	Kind        string            `json:"kind"`
	Audience    string            `json:"audience"`
	State       string            `json:"state"`
	Version     int               `json:"version"`
	Digest      string            `json:"digest"`
	Bodies      map[string]string `json:"bodies"`
	Rendered    map[string]string `json:"rendered"`
	Claims      []Claim           `json:"claims"`
	Checks      []Check           `json:"checks"`
	Tokens      []Token           `json:"tokens"`
	Approvals   []Approval        `json:"approvals"`
	Voided      []Approval        `json:"voided"`
	WaitingOn   []string          `json:"waiting_on"`
	Versions    []Text            `json:"versions"`
	CreatedBy   string            `json:"created_by"`
	CreatedAt   models.Instant    `json:"created_at"`
	ReleasedAt  *models.Instant   `json:"released_at"`
	ReleasedBy  string            `json:"released_by,omitempty"`
	PublicURL   *string           `json:"public_url"`
}

// Approval is a party's position on one digest.
type Approval struct {
	Partner string         `json:"partner"`
	Stance  string         `json:"stance"`
	Digest  string         `json:"digest"`
	By      string         `json:"by"`
	At      models.Instant `json:"at"`
	Reasons string         `json:"reasons,omitempty"`
	Reason  string         `json:"reason,omitempty"` // why it was voided
}

// Text is one version.
type Text struct {
	Version int               `json:"version"`
	At      models.Instant    `json:"at"`
	By      string            `json:"by"`
	Bodies  map[string]string `json:"bodies"`
}

// Read is one statement the looker may see, checked against the record as it is
// at this moment.
func Read(l store.Looker, id string) (View, error) {
	s, err := store.Visible[models.Statement](l).Where("id = ?", id).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return View{}, models.ErrMissing
	}
	if err != nil {
		return View{}, err
	}
	return view(l, s)
}

// Find lists the statements the looker may see, the newest first.
func Find(l store.Looker, incident, state string, limit int, cursor string) ([]View, string, error) {
	q := store.Visible[models.Statement](l).Order("created_at DESC, id DESC").Limit(limit + 1)
	if incident != "" {
		q = q.Where("incident = ?", incident)
	}
	if state != "" {
		q = q.Where("state = ?", state)
	}
	if cursor != "" {
		at, id, err := store.DecodeCursor(cursor)
		if err != nil {
			return nil, "", err
		}
		q = q.Where("(created_at, id) < (?, ?)", at, id)
	}
	rows, err := q.Find(l.Context())
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > limit {
		rows = rows[:limit]
		next = store.EncodeCursor(rows[limit-1].CreatedAt.UnixMicro(), rows[limit-1].ID)
	}
	out := make([]View, 0, len(rows))
	for _, s := range rows {
		v, err := view(l, s)
		if err != nil {
			return nil, "", err
		}
		out = append(out, v)
	}
	return out, next, nil
}

func view(l store.Looker, s models.Statement) (View, error) {
	texts, err := store.Visible[models.StatementVersion](l).Where("statement_id = ?", s.ID).Order("version DESC").Find(l.Context())
	if err != nil || len(texts) == 0 {
		return View{}, err
	}
	v := View{ID: s.ID, Ref: s.Ref, Incident: s.Incident, Partner: s.Partner, Kind: texts[0].Kind, Audience: texts[0].Audience, State: s.State, Version: s.Version,
		Digest: s.Digest, Approvals: []Approval{}, Voided: []Approval{}, WaitingOn: []string{}, CreatedBy: s.CreatedBy, CreatedAt: s.CreatedAt, ReleasedAt: s.ReleasedAt, ReleasedBy: s.ReleasedBy}
	for _, t := range texts {
		one := Text{Version: t.Version, At: t.At, By: t.ByName}
		if err := json.Unmarshal(t.Bodies, &one.Bodies); err != nil {
			return v, err
		}
		v.Versions = append(v.Versions, one)
	}
	v.Bodies = v.Versions[0].Bodies
	r, err := record(l, s.Incident)
	if err != nil {
		return v, err
	}
	v.Rendered, v.Claims, v.Checks, v.Tokens = Render(v.Bodies, r), Claims(v.Bodies, r), Checks(v.Bodies, v.Kind, v.Audience, r), Tokens(r, "en")
	v.Title = titleOf(r)
	if s.ReleasedAt != nil {
		var p Published
		if err := json.Unmarshal(s.Published, &p); err != nil {
			return v, err
		}
		address := "/public/statements/" + s.Ref
		v.Rendered, v.Title, v.PublicURL = p.Text, p.Title, &address
	}
	return v, v.positions(l, s, r.Parties)
}

func (v *View) positions(l store.Looker, s models.Statement, parties []string) error {
	rows, err := store.All[models.Position](l).Where("subject = ?", s.ID).Order("at, partner").Find(l.Context())
	if err != nil {
		return err
	}
	approved := []string{}
	for _, p := range rows {
		a := Approval{Partner: p.Partner, Stance: p.Stance, Digest: p.Digest, By: p.ByName, At: p.At, Reasons: p.Reasons, Reason: p.VoidFor}
		if p.VoidAt != nil {
			v.Voided = append(v.Voided, a)
			continue
		}
		v.Approvals = append(v.Approvals, a)
		approved = append(approved, p.Partner)
	}
	if s.ReleasedAt == nil {
		for _, party := range parties {
			if !slices.Contains(approved, party) {
				v.WaitingOn = append(v.WaitingOn, party)
			}
		}
	}
	i, err := store.Visible[models.Incident](l).Where("id = ?", s.Incident).Limit(1).Find(l.Context())
	if err == nil && len(i) > 0 && i[0].Ref != "" {
		v.IncidentRef = &i[0].Ref
	}
	if v.Claims == nil {
		v.Claims = []Claim{}
	}
	if v.Checks == nil {
		v.Checks = []Check{}
	}
	return err
}
