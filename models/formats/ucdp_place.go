package formats

import (
	"strings"

	"concord/geo"
	"concord/models"
)

// ucdpPlace reads the coordinates as those of a named place of a gazetteer.
func ucdpPlace(r *row) *geo.Place {
	p := &geo.Place{
		Lat: r.decimal("latitude", "degrees"), Lon: r.decimal("longitude", "degrees"), Method: "GAZETTEER",
		Stated: tidy(r.at("where_description"), 2000), Name: tidy(r.at("where_coordinates"), maxLine),
		Admin1: tidy(r.at("adm_1"), maxLine), Admin2: tidy(r.at("adm_2"), maxLine),
	}
	radius := 0.0
	switch prec := r.at("where_prec"); prec {
	case "1":
		p.Precision = settlement(p.Name)
	case "2": // within about 25 km of a known point
		p.Precision, radius = "SUBDISTRICT", 25_000
	case "3": // second-order division
		p.Precision = "DISTRICT"
	case "4": // first-order division
		p.Precision = "PROVINCE"
	case "5": // a landscape by name, such as a mountain range or a border
		p.Precision, radius = geo.PrecisionUnknown, 100_000
	case "6":
		p.Precision = "COUNTRY"
	case "7": // international waters or airspace
		p.Precision, radius = geo.PrecisionUnknown, 500_000
	case "":
	default:
		r.refuse("where_prec", "%s is not a place precision of UCDP; use 1 (exact) to 7 (international waters), or leave the cell empty.", quote(prec))
	}
	if radius > 0 {
		p.RadiusM = &radius
	}
	return p
}

// settlement is the class of an exact place. UCDP's exact point is the middle of
// the place it names, "Aleppo town": what happened lies somewhere in it, so the
// class is the place's own size and never a landmark's. A place of no stated kind
// is taken for a village.
func settlement(name string) string {
	for _, kind := range []struct{ word, precision string }{{"city", "CITY"}, {"town", "TOWN"}, {"neighbourhood", "NEIGHBOURHOOD"}, {"neighborhood", "NEIGHBOURHOOD"}} {
		if strings.HasSuffix(strings.ToLower(name), " "+kind.word) {
			return kind.precision
		}
	}
	return "VILLAGE"
}

// maxSources bounds the sources made of one cell; the cells themselves are kept.
const maxSources = 20

// ucdpSources makes a source of each headline where office and headline list as
// many, else one of the whole; the headline is never the report's own title.
func ucdpSources(r *row) []models.Source {
	offices, headlines := list(r.at("source_office")), list(r.at("source_headline"))
	if len(headlines) == 0 {
		headlines = []string{r.at("source_article")}
	}
	if len(offices) != len(headlines) {
		offices, headlines = []string{r.at("source_office")}, []string{strings.Join(headlines, "; ")}
	}
	var sources []models.Source
	for i, headline := range headlines {
		office := tidy(offices[i], maxLine)
		s := models.Source{Kind: "OTHER", Title: tidy(headline, 2000)}
		if office != "" {
			s.Origin = &office
		}
		if (s.Title != "" || s.Origin != nil) && len(sources) < maxSources {
			sources = append(sources, s)
		}
	}
	return sources
}

// list splits a cell of values with semicolons between them.
func list(cell string) []string {
	var values []string
	for _, v := range strings.Split(cell, ";") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	return values
}
