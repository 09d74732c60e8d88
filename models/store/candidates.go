package store

import (
	"slices"
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

// longestSpan is the longest window of a report without LongTo (models/reports
// derives that with the same bound).
const longestSpan = 8 * 24 * time.Hour

// Candidates are the ids of other partners' reports in the window that stand and
// are no drafts. Each kind is found through an index of its own: narrow ones by
// day and latitude, those of a wide place by their beginning, those of a long
// time by their end. A wide place is kept when it comes within five times its own
// radius, which is as far as matching looks.
func (tx *Tx) Candidates(partner string, w Window) ([]string, error) {
	from, to, before := models.At(w.From), models.At(w.To), models.At(w.From.Add(-longestSpan))
	live := "partner <> ? AND status NOT IN ('WITHDRAWN', 'DRAFT')"
	near, nearArgs := "", []any(nil)
	if len(w.Boxes) > 0 {
		near = " AND (lat IS NULL OR radius_m IS NULL"
		for _, b := range w.Boxes {
			near += " OR lat BETWEEN ? - radius_m / 22000.0 AND ? + radius_m / 22000.0"
			nearArgs = append(nearArgs, b.South, b.North)
		}
		near += ")"
	}
	var text string
	var args []any
	add := func(condition string, values ...any) {
		if text != "" {
			text += " UNION ALL "
		}
		text += "SELECT id FROM reports WHERE " + live + " AND " + condition
		args = append(append(args, partner), values...)
	}
	if w.Wide || len(w.Boxes) == 0 {
		add("started_from BETWEEN ? AND ? AND started_to >= ?"+near, append([]any{before, to, from}, nearArgs...)...)
	} else {
		add("wide_from BETWEEN ? AND ? AND started_to >= ?"+near, append([]any{before, to, from}, nearArgs...)...)
		for _, b := range w.Boxes {
			add("started_day IN ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND started_from <= ? AND started_to >= ?",
				days(before.Time, to.Time), b.South, b.North, b.West, b.East, to, from)
		}
	}
	add("long_to >= ? AND started_from <= ?"+near, append([]any{from, to}, nearArgs...)...)
	var ids []string
	err := tx.DB.Raw(text, args...).Scan(&ids).Error
	slices.Sort(ids) // in SQL it would walk the index of ids
	return slices.Compact(ids), err
}

// days lists the days from one moment to another.
func days(from, to time.Time) []int64 {
	var out []int64
	for d := from.Unix() / 86400; d <= to.Unix()/86400; d++ {
		out = append(out, d)
	}
	return out
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
