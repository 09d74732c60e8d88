package store

import (
	"time"

	"concord/geo"
	"concord/models"
)

// Window is where and when counterparts of a report are looked for. No boxes
// means anywhere.
type Window struct {
	From, To time.Time
	Boxes    []geo.Box
	Wide     bool // the report itself spans too much to be found by day and latitude
}

// longestSpan is, in days, the longest window a report found by day can have
// (models/reports derives started_day with the same bound).
const longestSpan = 8

// Candidates are the reports of other partners in the window that stand and are
// no drafts, each with the facts in force. Narrow ones are found by day and
// latitude, those that span much by time alone, both through an index.
func (tx *Tx) Candidates(partner string, w Window) ([]models.Report, error) {
	const live = "partner <> ? AND status NOT IN ('WITHDRAWN', 'DRAFT')"
	from, to := models.At(w.From), models.At(w.To)
	if w.Wide || len(w.Boxes) == 0 {
		var all []models.Report
		err := tx.DB.Raw("SELECT * FROM reports WHERE "+live+" AND started_from <= ? AND started_to >= ?", partner, to, from).Scan(&all).Error
		return all, err
	}
	var found []models.Report
	err := tx.DB.Raw("SELECT * FROM reports WHERE "+live+" AND started_day IS NULL AND started_from <= ? AND started_to >= ?", partner, to, from).Scan(&found).Error
	if err != nil {
		return nil, err
	}
	first, last := w.From.Unix()/86400-longestSpan, w.To.Unix()/86400 // one that began before may still go on
	days := make([]int64, 0, last-first+1)
	for d := first; d <= last; d++ {
		days = append(days, d)
	}
	for _, b := range w.Boxes {
		var some []models.Report
		err := tx.DB.Raw("SELECT * FROM reports WHERE "+live+" AND started_day IN ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND started_from <= ? AND started_to >= ?",
			partner, days, b.South, b.North, b.West, b.East, to, from).Scan(&some).Error
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// Near are the reports in a window that the looker's person may see, own ones
// included; at most 2,000 of them.
func Near(l Looker, w Window) ([]models.Report, error) {
	from, to := models.At(w.From), models.At(w.To)
	rows := Visible[models.Report](l).Where("started_from <= ? AND started_to >= ? AND status <> 'WITHDRAWN'", to, from).Limit(2000)
	if w.Wide || len(w.Boxes) == 0 {
		return rows.Find(l.Context())
	}
	b := w.Boxes[0]
	condition, args := "started_day IS NULL OR lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?", []any{b.South, b.North, b.West, b.East}
	for _, b := range w.Boxes[1:] { // the window crosses the antimeridian
		condition += " OR lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?"
		args = append(args, b.South, b.North, b.West, b.East)
	}
	return rows.Where("("+condition+")", args...).Find(l.Context())
}
