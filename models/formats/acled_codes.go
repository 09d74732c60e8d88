package formats

import (
	"strings"

	"concord/models"
)

// acledEvent is what a kind of event says in our codes. role is what actor1 did
// to others by ACLED's own coding; "" where both sides acted.
type acledEvent struct {
	category string
	means    models.Means
	role     string
}

// acledSubEvents by name in small letters, with the names of older codebooks. A
// class that ACLED does not state, such as the weapon of an attack, stays open.
var acledSubEvents = map[string]acledEvent{
	"armed clash":                         {category: "DIRECT_FIRE"},
	"government regains territory":        {category: "DIRECT_FIRE"},
	"non-state actor overtakes territory": {category: "DIRECT_FIRE"},

	"air/drone strike":                  {"AIR_STRIKE", models.Means{Cause: "HEAVY_WEAPONS"}, "FIRED"},
	"shelling/artillery/missile attack": {"INDIRECT_FIRE", models.Means{Cause: "HEAVY_WEAPONS"}, "FIRED"},
	"remote explosive/landmine/ied":     {"IED_MINE", models.Means{Cause: "PLANTED_EXPLOSIVE_UXO", Delivery: "EMPLACED"}, "FIRED"},
	"suicide bomb":                      {"IED_MINE", models.Means{Weapon: "IED"}, "FIRED"},
	"grenade":                           {"DIRECT_FIRE", models.Means{Weapon: "GRENADE"}, "FIRED"},
	"chemical weapon":                   {"OTHER", models.Means{Cause: "CBRN", Weapon: "CHEMICAL"}, "FIRED"},

	"attack":                         {category: "UNKNOWN", role: "FIRED"},
	"sexual violence":                {category: "SEXUAL_VIOLENCE", role: "OTHER"},
	"abduction/forced disappearance": {category: "DISAPPEARANCE", role: "DETAINED"},

	"excessive force against protesters": {category: "ESCALATION_OF_FORCE"},
	"protest with intervention":          {category: "ESCALATION_OF_FORCE"},
	"arrests":                            {category: "DETENTION"},
	"looting/property destruction":       {category: "PROPERTY"},
}

// acledKind falls back on the event type, which very old files state alone.
func acledKind(event, sub string) acledEvent {
	if kind, known := acledSubEvents[strings.ToLower(sub)]; known {
		return kind
	}
	switch strings.ToLower(event) {
	case "battles", "battle-no change of territory", "battle-government regains territory", "battle-non-state actor overtakes territory":
		return acledEvent{category: "DIRECT_FIRE"}
	case "protests", "riots", "riots/protests", "strategic developments", "strategic development":
		return acledEvent{category: "OTHER"}
	}
	return acledEvent{category: "UNKNOWN"}
}

// acledActorKinds by inter code, as a number or in the words that replaced it.
var acledActorKinds = map[string]string{
	"1": "OTHER_STATE", "state forces": "OTHER_STATE",
	"2": "ARMED_GROUP", "rebel group": "ARMED_GROUP", "rebel groups": "ARMED_GROUP", "rebel forces": "ARMED_GROUP",
	"3": "ARMED_GROUP", "political militia": "ARMED_GROUP", "political militias": "ARMED_GROUP",
	"4": "ARMED_GROUP", "identity militia": "ARMED_GROUP", "identity militias": "ARMED_GROUP",
}

// acledResponsibility names actor1 where the kind of event says that one side
// acted. External forces (inter 8) are a state's where their name says so.
func acledResponsibility(r *row, role string) []models.Responsibility {
	actor := r.at("actor1")
	if role == "" || actor == "" || strings.HasPrefix(strings.ToLower(actor), "unidentified") {
		return nil
	}
	kind, known := acledActorKinds[strings.ToLower(r.at("inter1"))]
	if strings.HasPrefix(actor, "Military Forces of ") || strings.HasPrefix(actor, "Police Forces of ") {
		kind, known = "OTHER_STATE", true
	}
	if !known {
		kind = "UNKNOWN_ACTOR"
	}
	return []models.Responsibility{{Actor: tidy(actor, 200), ActorKind: kind, Role: role, Claim: "ASSERTED"}}
}

// acledSources makes a source of each name in the cell. The scale is of all of
// them together, so it gives a kind only where it names one.
func acledSources(r *row) []models.Source {
	kind := "OTHER"
	switch strings.ToLower(r.at("source_scale")) {
	case "local", "subnational", "national", "regional":
		kind = "LOCAL_MEDIA"
	case "international":
		kind = "INTERNATIONAL_MEDIA"
	case "new media":
		kind = "SOCIAL_MEDIA"
	}
	var sources []models.Source
	for _, name := range list(r.at("source")) {
		if len(sources) < maxSources {
			sources = append(sources, models.Source{Kind: kind, Title: tidy(name, 2000)})
		}
	}
	return sources
}
