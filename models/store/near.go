package store

import (
	"time"

	"concord/geo"
	"concord/models"
)

// Window is where and when counterparts of what is being typed are looked for. No boxes
// means anywhere.
type Window struct {
	From, To time.Time
	Boxes    []geo.Box
	Wide     bool // the report itself spans too much to be found by day and latitude
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
