// Package reports is what one partner does with its own accounts: log, amend,
// share, withdraw, find and import them.
package reports

import (
	"slices"
	"strings"
	"time"

	"concord/models"
)

// longSpan is the window beyond which a report is looked for by time alone.
const longSpan = 8 * 24 * time.Hour

// wideRadius is the same for places, in metres.
const wideRadius = 30_000

// beforeAll sorts what has no known time before everything else.
var beforeAll = models.At(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))

// derive fills the columns that repeat facts for lists, filters and matching.
// The audit check derives them again and compares.
func derive(r *models.Report, f models.ReportFacts) {
	r.LocalRef, r.Title, r.Category, r.OwnInvolvement = f.LocalRef, f.Title, f.Category, f.OwnInvolvement
	r.AssessStatus = ""
	if f.Assessment != nil {
		r.AssessStatus = f.Assessment.Status
	}
	r.StartedFrom, r.StartedTo, r.SortAt = nil, nil, beforeAll
	if f.Started != nil && f.Started.Earliest != nil {
		from := models.At(*f.Started.Earliest)
		to := from
		if f.Started.Latest != nil {
			to = models.At(*f.Started.Latest)
		}
		r.StartedFrom, r.StartedTo, r.SortAt = &from, &to, from
	}
	r.Lat, r.Lon, r.RadiusM, r.PlaceKey = nil, nil, nil, ""
	if p := f.Place; p != nil {
		r.Lat, r.Lon, r.RadiusM, r.PlaceKey = p.Lat, p.Lon, p.RadiusM, models.Fold(p.Name)
	}
	searchable(r)
	killed := f.Killed()
	r.KilledMin, r.KilledMax = nil, nil
	if killed.Known() {
		lo, hi := killed.Interval()
		r.KilledMin, r.KilledMax = &lo, hi
	}
	others := f.ForOthers()
	r.HasUnshared = len(others.Sources) != len(f.Sources) || len(f.People) > 0 || slices.ContainsFunc(f.Sources, func(s models.Source) bool { return s.Sealed != "" })
	r.Search = searchText(*r, f)
}

// searchable decides through which index matching finds a report; one without a
// known time is found through none.
func searchable(r *models.Report) {
	r.StartedDay, r.WideFrom, r.LongTo = nil, nil, nil
	switch {
	case r.StartedFrom == nil:
	case r.StartedTo.Sub(r.StartedFrom.Time) > longSpan:
		r.LongTo = r.StartedTo
	case r.Lat == nil || r.RadiusM == nil || *r.RadiusM >= wideRadius:
		r.WideFrom = r.StartedFrom
	default:
		day := r.StartedFrom.Unix() / 86400
		r.StartedDay = &day
	}
}

func searchText(r models.Report, f models.ReportFacts) string {
	parts := []string{r.Title, r.Ref, r.LocalRef}
	if f.Place != nil {
		parts = append(parts, f.Place.Name, f.Place.Admin1, f.Place.Admin2)
	}
	return models.Fold(strings.Join(parts, " "))
}
