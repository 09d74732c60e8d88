package formats

import (
	"slices"

	"concord/models"
)

// Each function here puts one field of the rest into the facts of the columns.
// same tells that nobody edited the columns that show it.

func restText(field string, flat *models.ReportFacts, kept models.ReportFacts, same bool) {
	if !same {
		return
	}
	switch field {
	case "local_ref":
		flat.LocalRef = kept.LocalRef
	case "title":
		flat.Title = kept.Title
	case "narrative":
		flat.Narrative = kept.Narrative
	case "category":
		flat.Category = kept.Category
	case "own_involvement":
		flat.OwnInvolvement = kept.OwnInvolvement
	}
}

func restPlace(flat *models.ReportFacts, kept models.ReportFacts, same func(...string) bool) {
	switch {
	case same("lat", "lon", "mgrs", "radius_m", "place_precision", "place_name", "admin0", "admin1", "admin2", "site"):
		flat.Place = kept.Place
	case kept.Place != nil && same("lat", "lon", "mgrs"):
		shown := *flat.Place
		*flat.Place = *kept.Place
		flat.Place.Lat, flat.Place.Lon, flat.Place.MGRS, flat.Place.RadiusM, flat.Place.Precision = shown.Lat, shown.Lon, shown.MGRS, shown.RadiusM, shown.Precision
		flat.Place.Name, flat.Place.Admin0, flat.Place.Admin1, flat.Place.Admin2, flat.Place.Site = shown.Name, shown.Admin0, shown.Admin1, shown.Admin2, shown.Site
	}
}

// restCasualties keeps the rows of every class whose columns were left alone.
func restCasualties(flat, kept []models.Casualty, same func(...string) bool) []models.Casualty {
	edited := func(c models.Casualty) bool {
		for _, column := range countColumns {
			if column.class.Cell() == c.Cell() {
				return !same(column.name+"_min", column.name+"_max")
			}
		}
		return false
	}
	untouched := func(c models.Casualty) bool { return !edited(c) }
	changed := slices.DeleteFunc(slices.Clone(flat), untouched)
	if len(changed) == 0 && !slices.ContainsFunc(kept, edited) {
		return kept
	}
	return append(changed, slices.DeleteFunc(slices.Clone(kept), edited)...)
}

func restResponsibility(flat *models.ReportFacts, kept models.ReportFacts, same bool) {
	if same || len(kept.Responsibility) == 0 {
		flat.Responsibility = kept.Responsibility
		return
	}
	flat.Responsibility = append(flat.Responsibility, kept.Responsibility[1:]...)
}

// restMeans keeps what is said of the first weapon beside the two codes.
func restMeans(flat *models.ReportFacts, kept models.ReportFacts, same bool) {
	if same || len(kept.Means) == 0 {
		flat.Means = kept.Means
		return
	}
	if len(flat.Means) > 0 {
		first := kept.Means[0]
		first.Weapon, first.Cause = flat.Means[0].Weapon, flat.Means[0].Cause
		flat.Means[0] = first
	}
	flat.Means = append(flat.Means, kept.Means[1:]...)
}

// restSources keeps title, origin and risk of the first source when only its
// grades were edited; another kind or address is another source.
func restSources(flat *models.ReportFacts, kept models.ReportFacts, same bool) {
	if same || len(kept.Sources) == 0 {
		flat.Sources = kept.Sources
		return
	}
	if len(flat.Sources) > 0 {
		first, edited := kept.Sources[0], flat.Sources[0]
		if first.Kind == edited.Kind && sameText(first.Locator, edited.Locator) {
			first.Reliability, first.Credibility = edited.Reliability, edited.Credibility
			flat.Sources[0] = first
		}
	}
	flat.Sources = append(flat.Sources, kept.Sources[1:]...)
}

func sameText(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

func restAssessment(flat *models.ReportFacts, kept models.ReportFacts, same bool) {
	if same || kept.Assessment == nil {
		flat.Assessment = kept.Assessment
		return
	}
	judged := *kept.Assessment
	judged.Status, judged.Standard = "", ""
	if flat.Assessment != nil {
		judged.Status, judged.Standard = flat.Assessment.Status, flat.Assessment.Standard
	}
	flat.Assessment = &judged
}

// restExtra keeps the cells of the other file, but for those that have a column
// here and were edited in it.
func restExtra(r *row, flat, kept map[string]string) map[string]string {
	for name, cell := range kept {
		if _, there := r.columns.at[name]; there && !slices.Contains(concordHeld, name) && even(r.at(name)) != even(cell) {
			continue // edited
		}
		if flat == nil {
			flat = make(map[string]string, len(kept))
		}
		flat[name] = cell
	}
	return flat
}
