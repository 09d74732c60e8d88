package investigations

import (
	"slices"
	"strings"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// GapQuery is what a list of gaps is asked for. State "" is every gap there is,
// "open" those that still ask for something, "ALL" also those that are no longer
// there, for the history.
type GapQuery struct {
	ID, Incident, Code, State, Severity, Partner string
	Family                                       string        // of fields: HARM, TIME, …
	Turn                                         string        // code of a partner whose turn it is
	Owners                                       []models.Role // roles of which any resolves them
	Late                                         bool          // past its date
	Oldest                                       bool          // the oldest first, not the most serious
	Total                                        bool          // count them, by severity too
	Limit                                        int
	Cursor                                       string

	ranked bool     // walked in the order of the list, not found by what they are of
	thirds []string // gaps between others that wait for the partner whose turn is asked for
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
	q.ranked = q.ID == "" && q.Incident == ""
	if err := q.awaitThirds(l); err != nil {
		return page, err
	}
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
	if err := q.awaitThirds(l); err != nil {
		return page, err
	}
	page.Total, page.Counts, err = q.count(l)
	return page, err
}

// awaitThirds finds the gaps between other partners with a proposal that waits for the
// one whose turn is asked for. Who is asked beside the two is no matter of columns, so
// that these few are looked at one by one; they are never more than people have proposed.
func (q *GapQuery) awaitThirds(l store.Looker) error {
	if q.Turn == "" {
		return nil
	}
	rows, err := store.Visible[models.Gap](l).Where(`partner_a <> ? AND partner_b <> ? AND state <> ?
		AND EXISTS (SELECT 1 FROM proposals p JOIN participants t ON t.incident = gaps.incident AND t.partner = ? WHERE p.gap_id = gaps.id AND p.state = 'WAITING')`,
		q.Turn, q.Turn, models.GapSuperseded, q.Turn).Find(l.Context())
	if err != nil {
		return err
	}
	q.thirds = nil
	for some := range slices.Chunk(rows, 400) {
		views, err := viewGaps(l, some)
		if err != nil {
			return err
		}
		for _, v := range views {
			if slices.Contains(v.WaitingOn, q.Turn) {
				q.thirds = append(q.thirds, v.ID)
			}
		}
	}
	return nil
}

// count counts what passes the query, by severity and what is late, in one pass.
func (q GapQuery) count(l store.Looker) (*int64, map[string]int64, error) {
	var tallies []struct {
		Severity string
		N, Late  int64
	}
	err := q.rows(l).Select("severity, COUNT(*) AS n, SUM(CASE WHEN due_at < ? AND state IN ? THEN 1 ELSE 0 END) AS late", l.Moment(), gapOpen).
		Group("severity").Scan(l.Context(), &tallies)
	total, counts := int64(0), map[string]int64{"LATE": 0}
	for _, severity := range []string{"CRITICAL", "HIGH", "MEDIUM", "LOW"} {
		if q.Severity == "" || q.Severity == severity {
			counts[severity] = 0
		}
	}
	for _, t := range tallies {
		total += t.N
		counts[t.Severity] += t.N
		counts["LATE"] += t.Late
	}
	return &total, counts, err
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
		if q.ranked { // an index over states would have all open ones read and sorted for one page
			rows = rows.Where("(state || '') IN ?", gapOpen)
		} else {
			rows = rows.Where("state IN ?", gapOpen)
		}
	case "ALL":
	default:
		rows = rows.Where("state = ?", q.State)
	}
	rows = store.OwnedBy(rows, q.Owners)
	if q.Late {
		rows = rows.Where("due_at < ? AND state IN ?", l.Moment(), gapOpen)
	}
	if q.Turn != "" {
		rows = rows.Where(`(id IN ? OR (partner_a = ? OR partner_b = ?) AND EXISTS (SELECT 1 FROM proposals p JOIN participants t ON t.incident = gaps.incident AND t.partner = ?
			WHERE p.gap_id = gaps.id AND p.state = 'WAITING' AND (p.needs LIKE ? OR NOT EXISTS (SELECT 1 FROM positions s WHERE s.subject = p.id AND s.partner = t.partner AND s.void_at IS NULL)))
			OR state IN ? AND NOT EXISTS (SELECT 1 FROM proposals p WHERE p.gap_id = gaps.id AND p.state = 'WAITING')
			AND NOT (awaits_until IS NOT NULL AND awaits_until > ?)
			AND (partner_a = ? OR partner_b = ?) AND EXISTS (SELECT 1 FROM participants t WHERE t.incident = gaps.incident AND t.partner = ?)
			AND NOT (relation = 'MISSING' AND EXISTS (SELECT 1 FROM reports r WHERE r.id = gaps.report_a AND r.partner = ?)))`,
			q.thirds, q.Turn, q.Turn, q.Turn, `%"partner":"`+q.Turn+`"%`, gapOpen, l.Moment(), q.Turn, q.Turn, q.Turn, q.Turn)
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
