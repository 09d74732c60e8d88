package investigations

import (
	"encoding/json"
	"errors"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// RulesView is the catalogue with what the partners have settled, and how it came so.
type RulesView struct {
	RuleVersion int            `json:"rule_version"` // of the program's own catalogue
	Version     int            `json:"version"`      // of what is settled; 0 is the catalogue as printed
	Config      gaps.Config    `json:"config"`
	Clocks      gaps.Clocks    `json:"clocks"` // in hours, with the defaults where nothing is settled
	Catalogue   []gaps.Rule    `json:"catalogue"`
	Waiting     *SettingsView  `json:"waiting"`
	History     []SettingsView `json:"history"` // the newest first
	Partners    []string       `json:"partners"`
	MaySet      bool           `json:"may_set"`
}

// SettingsView is a configuration that was put forward, with each partner's position.
type SettingsView struct {
	ID        string          `json:"id"`
	Version   int             `json:"version"`
	State     string          `json:"state"`
	Config    gaps.Config     `json:"config"`
	Reason    string          `json:"reason"`
	By        string          `json:"by"`
	Partner   string          `json:"partner"`
	At        models.Instant  `json:"at"`
	EndedAt   *models.Instant `json:"ended_at"`
	Why       string          `json:"why"`
	Positions []PositionView  `json:"positions"`
}

// ReadRules is how finding gaps is settled. It is about the arrangement and no report,
// so that all who read gaps read it alike.
func ReadRules(l store.Looker) (RulesView, error) {
	v := RulesView{RuleVersion: gaps.RuleVersion, History: []SettingsView{}, Partners: []string{}, MaySet: access.May(l.Person(), access.SetGapRules) && setsRules(l.Person()) == nil}
	now, err := inForceRules(l)
	if err != nil {
		return v, err
	}
	v.Version, v.Config, v.Clocks, v.Catalogue = now.version, now.config, now.config.Clocks.Filled(), now.config.Rules()
	parties, err := settlers(l)
	if err != nil {
		return v, err
	}
	v.Partners = append(v.Partners, parties...)
	rows, err := store.All[models.GapSettings](l).Order("seq DESC").Limit(200).Find(l.Context())
	if err != nil {
		return v, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	positions, err := store.All[models.Position](l).Where("subject IN ?", ids).Order("at, partner").Find(l.Context())
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		one, err := viewSettings(r, parties, positions)
		if err != nil {
			return v, err
		}
		if r.State == models.SettingsWaiting {
			v.Waiting = &one
		} else {
			v.History = append(v.History, one)
		}
	}
	return v, nil
}

// viewSettings shows who has said what. Of rules that wait, those who are yet to
// answer show too; silence is never printed as consent.
func viewSettings(r models.GapSettings, parties []string, positions []models.Position) (SettingsView, error) {
	v := SettingsView{ID: r.ID, Version: r.Version, State: r.State, Reason: r.Reason, By: r.ByName, Partner: r.Partner, At: r.At, EndedAt: r.EndedAt, Why: r.Why, Positions: []PositionView{}}
	if err := json.Unmarshal(r.Config, &v.Config); err != nil {
		return v, err
	}
	said := map[string]bool{}
	for _, p := range positions {
		if p.Subject == r.ID {
			said[p.Partner] = true
			v.Positions = append(v.Positions, PositionView{Partner: p.Partner, Stance: p.Stance, By: p.ByName, At: &p.At, Reasons: p.Reasons})
		}
	}
	for _, party := range parties {
		if r.State == models.SettingsWaiting && !said[party] {
			v.Positions = append(v.Positions, PositionView{Partner: party, Stance: "NO_POSITION"})
		}
	}
	return v, nil
}

// GapRunsView is how far finding all gaps anew is.
type GapRunsView struct {
	Running *GapRunUnderWay `json:"running"`
	Last    *GapRunEnded    `json:"last"`
	Behind  int64           `json:"behind"` // gaps the reader sees that were found under earlier rules; 0 while a run is under way
	MayRun  bool            `json:"may_run"`
}

// GapRunUnderWay is how far a run is, in shares of what the reader may see.
type GapRunUnderWay struct {
	Version   int            `json:"version"`
	Done      int64          `json:"done"`
	Of        int64          `json:"of"`
	StartedAt models.Instant `json:"started_at"`
	By        string         `json:"by"`
}

// GapRunEnded is how the last run ended.
type GapRunEnded struct {
	Version int            `json:"version"`
	State   string         `json:"state"`
	Why     string         `json:"why"`
	EndedAt models.Instant `json:"ended_at"`
	By      string         `json:"by"`
}

// GapRuns is how finding all gaps anew stands.
func GapRuns(l store.Looker) (GapRunsView, error) {
	v := GapRunsView{MayRun: access.May(l.Person(), access.SetGapRules) && setsRules(l.Person()) == nil}
	row, err := store.All[models.GapRun](l).Where("state = ?", models.RunRunning).Take(l.Context())
	switch {
	case err == nil:
		v.Running = &GapRunUnderWay{Version: row.Version, StartedAt: row.StartedAt, By: row.ByName}
		v.Running.Of, err = store.Visible[models.Report](l).Where("status NOT IN ('WITHDRAWN', 'DRAFT')").Count(l.Context(), "id")
		if row.Total > 0 {
			v.Running.Done = min(v.Running.Of, v.Running.Of*row.Done/row.Total)
		}
	case errors.Is(err, gorm.ErrRecordNotFound): // it would be counted anew each second while one looks on
		v.Behind, err = behind(l)
	}
	if err != nil {
		return v, err
	}
	rows, err := store.All[models.GapRun](l).Where("state <> ?", models.RunRunning).Order("seq DESC").Limit(1).Find(l.Context())
	if err == nil && len(rows) > 0 {
		r := rows[0]
		v.Last = &GapRunEnded{Version: r.Version, State: r.State, Why: r.Why, By: r.ByName}
		if r.EndedAt != nil {
			v.Last.EndedAt = *r.EndedAt
		}
	}
	return v, err
}

// behind counts the open gaps that were found under earlier rules.
func behind(l store.Looker) (int64, error) {
	now, err := inForceRules(l)
	if err != nil {
		return 0, err
	}
	return store.Visible[models.Gap](l).Where("(config <> ? OR rule_version <> ?) AND state IN ?", now.version, gaps.RuleVersion, gapOpen).Count(l.Context(), "id")
}
