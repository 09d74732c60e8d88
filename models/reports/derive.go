// Package reports is what one partner does with its own accounts: log, amend,
// share, withdraw, find and import them.
package reports

import (
	"context"
	"fmt"
	"slices"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/search"
	"concord/models/store"
)

// longSpan is the window beyond which a report is looked for by time alone.
const longSpan = 8 * 24 * time.Hour

// wideRadius is the same for places, in metres.
const wideRadius = 30_000

// derive fills the columns that repeat facts for lists, filters and matching.
// The audit check derives them again and compares.
func derive(r *models.Report, f models.ReportFacts) {
	r.LocalRef, r.Title, r.Category, r.OwnInvolvement = f.LocalRef, f.Title, f.Category, f.OwnInvolvement
	r.AssessStatus = ""
	if f.Assessment != nil {
		r.AssessStatus = f.Assessment.Status
	}
	r.StartedFrom, r.StartedTo, r.SortAt = nil, nil, models.BeforeAll
	if f.Started != nil && f.Started.Earliest != nil {
		from := models.At(*f.Started.Earliest)
		to := from
		if f.Started.Latest != nil {
			to = models.At(*f.Started.Latest)
		}
		r.StartedFrom, r.StartedTo, r.SortAt = &from, &to, from
	}
	r.Lat, r.Lon, r.RadiusM, r.Morton, r.PlaceKey = nil, nil, nil, nil, ""
	if p := f.Place; p != nil {
		r.Lat, r.Lon, r.RadiusM, r.PlaceKey = p.Lat, p.Lon, p.RadiusM, models.Fold(p.Name)
		if p.HasPoint() {
			m := geo.Morton(*p.Lat, *p.Lon)
			r.Morton = &m
		}
	}
	searchable(r)
	r.KilledMin, r.KilledMax = ends(f.Killed())
	r.InjuredMin, r.InjuredMax = ends(f.Injured())
	r.ChildrenMin, r.ChildrenMax = ends(f.ChildrenKilled())
	others := f.ForOthers()
	r.HasUnshared = len(others.Sources) != len(f.Sources) || len(f.People) > 0 || slices.ContainsFunc(f.Sources, func(s models.Source) bool { return s.Sealed != "" })
}

// ends is what a count says for filters: nothing, or at least and at most.
func ends(c models.Count) (low, high *int) {
	if !c.Known() {
		return nil, nil
	}
	lo, hi := c.Interval()
	return &lo, hi
}

// searchable decides whether a report is looked for by its day and latitude: not
// where its time or place is wide or not known.
func searchable(r *models.Report) {
	r.StartedDay = nil
	if r.StartedFrom == nil || r.StartedTo.Sub(r.StartedFrom.Time) > longSpan || r.Lat == nil || r.RadiusM == nil || *r.RadiusM >= wideRadius {
		return
	}
	day := r.StartedFrom.Unix() / 86400
	r.StartedDay = &day
}

// indexed is a report with what it is found by.
func indexed(r models.Report, f models.ReportFacts) store.Indexed {
	return store.Indexed{Report: r, Terms: search.Terms(r.Partner, r.Ref, f)}
}

// edition counts the ways in which derive and search.Terms have worked; raise it
// with a change of either, so that older stores are derived again.
const edition = 1

// Refresh brings the lists and the search index of an older store up to this
// program's ways.
func Refresh(ctx context.Context, db *store.DB) error {
	return db.Refresh(ctx, edition, func(r models.Report, text []byte) (store.Indexed, error) {
		facts, err := models.DecodeFacts(text)
		if err != nil {
			return store.Indexed{}, fmt.Errorf("reports: %s: %w", r.Ref, err)
		}
		derive(&r, facts)
		return indexed(r, facts), nil
	})
}
