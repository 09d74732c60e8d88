package formats

import (
	"strings"

	"concord/models"
)

// airwarsKind is what a type of strike says in our codes.
type airwarsKind struct {
	category string
	means    models.Means
}

// airwarsKinds by slug or name in plain words. A type that leaves two kinds open has
// no category.
var airwarsKinds = map[string]airwarsKind{
	"airstrike":                       {"AIR_STRIKE", models.Means{Cause: "HEAVY_WEAPONS"}},
	"air strike":                      {"AIR_STRIKE", models.Means{Cause: "HEAVY_WEAPONS"}},
	"drone strike":                    {"AIR_STRIKE", models.Means{Cause: "HEAVY_WEAPONS", Delivery: "AIR_UNCREWED"}},
	"helicopter":                      {"AIR_STRIKE", models.Means{Delivery: "AIR_CREWED"}},
	"airstrike and or artillery":      {"", models.Means{Cause: "HEAVY_WEAPONS"}},
	"artillery":                       {"INDIRECT_FIRE", models.Means{Cause: "HEAVY_WEAPONS", Delivery: "ARTILLERY"}},
	"artillery mortar":                {"INDIRECT_FIRE", models.Means{Cause: "HEAVY_WEAPONS"}},
	"mortar":                          {"INDIRECT_FIRE", models.Means{Cause: "HEAVY_WEAPONS", Weapon: "MORTAR", Delivery: "MORTAR"}},
	"rocket":                          {"INDIRECT_FIRE", models.Means{Cause: "HEAVY_WEAPONS", Weapon: "ROCKET"}},
	"naval bombardment":               {"NAVAL_FIRE", models.Means{Cause: "HEAVY_WEAPONS", Delivery: "NAVAL"}},
	"small arms fire":                 {"DIRECT_FIRE", models.Means{Cause: "SMALL_ARMS"}},
	"small arms and light weapons":    {"DIRECT_FIRE", models.Means{Cause: "SMALL_ARMS"}},
	"ground operation":                {"RAID", models.Means{}},
	"counter terrorism action":        {"", models.Means{}},
	"counter terrorism action ground": {"RAID", models.Means{}},
	"ied":                             {"IED_MINE", models.Means{Cause: "PLANTED_EXPLOSIVE_UXO", Weapon: "IED", Delivery: "EMPLACED"}},
	"landmine":                        {"IED_MINE", models.Means{Cause: "PLANTED_EXPLOSIVE_UXO", Weapon: "MINE", Delivery: "EMPLACED"}},
}

// airwarsCauses are the causes of SDG 16.1.2 by a word of their names.
var airwarsCauses = []struct{ word, cause string }{
	{"planted", "PLANTED_EXPLOSIVE_UXO"}, {"unexploded", "PLANTED_EXPLOSIVE_UXO"}, {"heavy weapons", "HEAVY_WEAPONS"}, {"explosive munitions", "HEAVY_WEAPONS"},
	{"small arms", "SMALL_ARMS"}, {"incendiary", "INCENDIARY"}, {"chemical", "CBRN"}, {"nuclear", "CBRN"}, {"electromagnetic", "ELECTROMAGNETIC"},
	{"less lethal", "LESS_LETHAL"}, {"denial", "DENIAL_OF_ESSENTIALS"}, {"indispensable", "DENIAL_OF_ESSENTIALS"}, {"accident", "CONFLICT_ACCIDENT"},
	{"objects", "OTHER_OBJECTS"}, {"unknown", "UNKNOWN"},
}

// airwarsMeans is the type of strike, with the stated cause of death or injury
// ruling over the one that the type implies.
func airwarsMeans(r *row, m models.Means) []models.Means {
	stated := words(r.first("cause_of_death_injury_slug", "cause_of_death_injury_name"))
	for _, c := range airwarsCauses {
		if strings.Contains(stated, c.word) {
			m.Cause = c.cause
			break
		}
	}
	if m == (models.Means{}) {
		return nil
	}
	return []models.Means{m}
}

// airwarsConfidence is the civilian harm status where it grades the sourcing. A
// contested or discounted event is a matter of who did it and whom it hit, not of
// how sure the harm is, so it has none: the status stays in the extra cells.
func airwarsConfidence(status string) (code, reason string) {
	switch words(status) {
	case "confirmed":
		return "HIGH", "Airwars civilian harm status confirmed: a belligerent accepts responsibility."
	case "fair":
		return "MEDIUM", "Airwars civilian harm status fair: two or more credible sources, and likely or confirmed action nearby."
	case "weak":
		return "LOW", "Airwars civilian harm status weak: a single source."
	}
	return "", ""
}

// airwarsSources are the assessment of Airwars itself and the report it found first.
// How many sources it counted is said of its own, which names none of them.
func airwarsSources(r *row, code string) []models.Source {
	own := models.Source{Kind: "NGO", Title: tidy("Airwars "+code, 2000)}
	if link := r.line("permalink", 2000); link != "" {
		own.Locator = &link
	}
	if published := r.stamp("post_published"); published != nil {
		own.PublishedOn = published.Format("2006-01-02")
	}
	if n := r.count("num_sources"); n != nil {
		said := []string{"Airwars counted sources: " + itoa(*n)}
		for _, kind := range []struct{ column, word string }{{"twitter", "Twitter"}, {"facebook", "Facebook"}, {"telegram", "Telegram"}, {"other", "other"}} {
			if n := r.count("num_sources_" + kind.column); n != nil {
				said = append(said, kind.word+" "+itoa(*n))
			}
		}
		own.Summary = strings.Join(said, ", ") + "."
	}
	sources := []models.Source{own}
	first := models.Source{Kind: "OTHER", Title: tidy(r.at("local_first_reported_by"), 2000)}
	if link := r.line("local_first_reported_url", 2000); link != "" {
		first.Locator = &link
	}
	if at := r.stamp("local_first_reported_date_time"); at != nil {
		first.PublishedOn = at.Format("2006-01-02")
	}
	if first.Title != "" || first.Locator != nil {
		sources = append(sources, first)
	}
	return sources
}
