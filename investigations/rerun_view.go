package investigations

import (
	"encoding/json"
	"errors"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// runResult is what a run counted, by whose reports they are and who reads them, so
// that each reader is told of what that reader may see.
type runResult struct {
	Reports []reportTally     `json:"reports"`
	Pairs   []store.PairTally `json:"pairs"`
	Cut     int               `json:"cut"`
	Judged  []Judged          `json:"judged"`
}

type reportTally struct {
	Kind kind `json:"kind"`
	N    int  `json:"n"`
}

// reports counts what is held in memory.
func (r *runResult) reports(m *memory) {
	n := map[kind]int{}
	for _, s := range []*shelf{m.shared, m.kept} {
		for _, at := range s.at {
			n[s.labels[at].kind]++
		}
	}
	r.Reports = nil
	for k, count := range n {
		r.Reports = append(r.Reports, reportTally{k, count})
	}
}

func (r *runResult) labels() []models.Label {
	out := make([]models.Label, len(r.Judged))
	for i, j := range r.Judged {
		out[i] = j.Label
	}
	return out
}

// MatchingView is how matching stands, as far as a reader may know.
type MatchingView struct {
	Model        ModelInForce `json:"model"`
	Running      *RunUnderWay `json:"running"`
	Last         *RunEnded    `json:"last"`
	Labels       LabelCounts  `json:"labels"`
	LabelsNeeded int          `json:"labels_needed"`
	MayRun       bool         `json:"may_run"`
}

// ModelInForce is the weights that hold; At is null for the stated ones.
type ModelInForce struct {
	ModelView
	At *models.Instant `json:"at"`
}

// RunUnderWay is how far a run is. Of is the reader's own part of what it goes
// through, and Done that part of it.
type RunUnderWay struct {
	Stage     string         `json:"stage"`
	Done      int64          `json:"done"`
	Of        int64          `json:"of"`
	StartedAt models.Instant `json:"started_at"`
}

// RunEnded is what the last run came to. Counts are of what the reader may see; Cut,
// the candidates that were left out because a report had too many, is for the auditor.
type RunEnded struct {
	EndedAt     models.Instant `json:"ended_at"`
	State       string         `json:"state"`
	Reports     int            `json:"reports"`
	Pairs       int            `json:"pairs"`
	Auto        int            `json:"auto"`
	Review      int            `json:"review"`
	Cut         *int           `json:"cut"`
	Refused     bool           `json:"refused"`
	Cancelled   bool           `json:"cancelled"`
	Why         string         `json:"why"`
	By          string         `json:"by"`
	Reliability []Reliability  `json:"reliability"`
}

// LabelCounts are the verdicts of people on matches that the reader may see.
type LabelCounts struct {
	Same    int64 `json:"same"`
	NotSame int64 `json:"not_same"`
	Unsure  int64 `json:"unsure"`
}

// Standing is how matching stands.
func Standing(l store.Looker) (MatchingView, error) {
	v := MatchingView{LabelsNeeded: labelsNeeded, MayRun: access.May(l.Person(), access.RunMatching), Model: ModelInForce{ModelView: ModelView{Version: stated.id, How: stated.how}}}
	row, err := store.All[models.MatchModel](l).Select("id", "how", "calibration", "made_at").Where("adopted > 0").Order("adopted DESC").Take(l.Context())
	if err == nil {
		v.Model = ModelInForce{modelView(row), &row.MadeAt}
	} else if !errors.Is(err, gorm.ErrRecordNotFound) {
		return v, err
	}
	if v.Running, err = runUnderWay(l); err != nil {
		return v, err
	}
	if v.Last, err = lastRun(l); err != nil {
		return v, err
	}
	v.Labels, err = countLabels(l)
	return v, err
}

// runUnderWay shows the run that goes on, in shares of what the reader may see.
func runUnderWay(l store.Looker) (*RunUnderWay, error) {
	row, err := store.All[models.MatchRun](l).Where("state = ?", models.RunRunning).Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := &RunUnderWay{Stage: row.Stage, StartedAt: row.StartedAt}
	v.Of, err = store.Visible[models.Report](l).Where("status NOT IN ('WITHDRAWN', 'DRAFT')").Count(l.Context(), "id")
	if row.Total > 0 {
		v.Done = min(v.Of, v.Of*row.Done/row.Total)
	}
	return v, err
}

func lastRun(l store.Looker) (*RunEnded, error) {
	row, err := store.All[models.MatchRun](l).Where("state <> ?", models.RunRunning).Order("seq DESC").Take(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var result runResult
	if err := json.Unmarshal(row.Result, &result); err != nil {
		return nil, err
	}
	v := &RunEnded{State: row.State, Refused: row.State == models.RunRefused, Cancelled: row.State == models.RunCancelled, By: row.ByName, Why: plainWhy[row.State]}
	if row.EndedAt != nil {
		v.EndedAt = *row.EndedAt
	}
	who := l.Person()
	if who.Partner == "" && who.Has(models.Auditor) {
		v.Why, v.Cut = row.Why, &result.Cut // with its counts
	}
	for _, t := range result.Reports {
		if access.SeesReport(who, t.Kind.Partner, t.Kind.Sharing, t.Kind.SharedWith) {
			v.Reports += t.N
		}
	}
	for _, t := range result.Pairs {
		if !access.SeesReport(who, t.PartnerA, t.SharingA, t.WithA) || !access.SeesReport(who, t.PartnerB, t.SharingB, t.WithB) {
			continue
		}
		v.Pairs += t.Pairs
		switch t.Band {
		case "auto":
			v.Auto += t.Pairs
		case "review":
			v.Review += t.Pairs
		}
	}
	v.Reliability, err = seenReliability(l, result.Judged)
	return v, err
}

// plainWhy says without counts how a run ended: they would tell of reports that the
// reader may not see.
var plainWhy = map[string]string{
	models.RunDone:        "Weights were estimated from the reports that are shared, and everything was linked anew.",
	models.RunRefused:     "What was estimated could not be trusted, so the weights in force stay; everything was linked anew under them.",
	models.RunCancelled:   "It was cancelled; what had been linked anew until then stays.",
	models.RunInterrupted: interruptedWhy,
	models.RunFailed:      "It stopped by a fault here; tell the operator. What had been linked anew until then stays.",
}

// seenReliability judges the probabilities of the pairs that the reader may see.
func seenReliability(l store.Looker, judged []Judged) ([]Reliability, error) {
	seen := map[string]bool{}
	ids := make([]string, len(judged))
	for i, j := range judged {
		ids[i] = j.Match
	}
	for len(ids) > 0 {
		n := min(400, len(ids))
		rows, err := store.Visible[models.Match](l).Select("id").Where("id IN ?", ids[:n]).Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			seen[m.ID] = true
		}
		ids = ids[n:]
	}
	var mine []Judged
	for _, j := range judged {
		if seen[j.Match] {
			mine = append(mine, j)
		}
	}
	if len(mine) == 0 {
		return []Reliability{}, nil
	}
	return reliability(mine), nil
}

// countLabels counts verdicts on matches that the reader may see.
func countLabels(l store.Looker) (c LabelCounts, err error) {
	for verdict, into := range map[string]*int64{"same": &c.Same, "not_same": &c.NotSame, "unsure": &c.Unsure} {
		if *into, err = store.VerdictsSeen(l, verdict); err != nil {
			return c, err
		}
	}
	return c, nil
}
