package formats

import (
	"io"

	"concord/geo"
	"concord/models"
)

// airwarsMap reads the public map feed of Airwars: JSON objects with the least that
// a point on a map needs. Whether it is in the export too, that has its code, is for
// matching to say.
var airwarsMap = &layout{
	held:   []string{"post_id", "date", "latitude", "longitude", "permalink", "civilians_killed_min", "civilians_killed_max", "civilians_injured_min", "civilians_injured_max", "militants_killed_min", "militants_killed_max"},
	ref:    "post_id",
	facts:  airwarsPoint,
	column: airwarsMapColumn,
}

func readAirwarsMap(r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	return readObjects(r, airwarsMap, nil, emit, problem)
}

// airwarsMapCounts are the counts of the feed. A militant is a DIRECT_PARTICIPANT, as
// a combatant is in our own columns: the word says that a person fought.
var airwarsMapCounts = []airwarsGroup{
	{"civilians_killed", models.Casualty{Outcome: "KILLED", Status: "CIVILIAN"}, true},
	{"civilians_injured", models.Casualty{Outcome: "INJURED", Status: "CIVILIAN"}, true},
	{"militants_killed", models.Casualty{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT"}, true},
}

func airwarsPoint(r *row) models.ReportFacts {
	id := r.line("post_id", 120)
	title := "Airwars " + id
	if where := r.at("country"); where != "" {
		title += ", " + where
	}
	f := models.ReportFacts{
		LocalRef: id, Title: tidy(title, 120), Category: "UNKNOWN", OwnInvolvement: "UNKNOWN",
		Started: airwarsStarted(r), Sources: airwarsSources(r, id),
		Place: &geo.Place{
			Lat: r.decimal("latitude", "degrees"), Lon: r.decimal("longitude", "degrees"), Precision: r.accuracy("geolocation_accuracy"),
			Name: tidy(r.at("country"), maxLine), Admin0: countryOf(r.at("country")).iso,
		},
		Extra: r.extra(),
	}
	f.Confidence, f.ConfidenceReason = airwarsConfidence(r.at("grading"))
	for _, g := range airwarsMapCounts {
		c := g.class
		if c.Min, c.Max = r.count(g.name+"_min"), r.count(g.name+"_max"); c.Known() {
			f.Casualties = append(f.Casualties, c)
		}
	}
	return f
}

func airwarsMapColumn(pointer string, f models.ReportFacts) string {
	if column, ok := map[string]string{
		"/started/earliest": "date", "/started/latest": "date", "/place": "country", "/place/name": "country", "/place/lat": "latitude", "/place/lon": "longitude",
	}[pointer]; ok {
		return column
	}
	if class, end, ok := casualtyAt(pointer, f); ok {
		for _, g := range airwarsMapCounts {
			if g.class.Cell() == class && (end == "min" || end == "max") {
				return g.name + "_" + end
			}
		}
	}
	return "post_id"
}
