package matching

import (
	"slices"

	"concord/models"
)

// kind is the category of the incident and the kind of site it hit, as one more
// than the place of the code in its vocabulary; 0 is not known.
type kind struct{ category, site uint8 }

func packKind(f models.ReportFacts) kind {
	k := kind{category: codeNumber("INCIDENT_CAT", f.Category)}
	if f.Place != nil {
		k.site = codeNumber("SITE_TYPE", f.Place.Site)
	}
	return k
}

// codeNumber takes UNKNOWN and OTHER, which say nothing of likeness, for not known.
func codeNumber(vocabulary, code string) uint8 {
	if code == "UNKNOWN" || code == "OTHER" {
		return 0
	}
	return uint8(slices.Index(models.Codes[vocabulary], code) + 1)
}

// Kind levels, for category and site alike.
const (
	kindUnknown = iota
	sameKind
	akinKind
	otherKind
	kindLevels
)

// categoryBits: without, and with the weapons of both sides known, which say
// half of it already.
var categoryBits = [kindLevels][2]float64{sameKind: {1.3, 0.6}, akinKind: {0.2, 0.1}, otherKind: {-1.5, -0.7}}

var siteBits = [kindLevels]float64{sameKind: 0.9, akinKind: 0.3, otherKind: -0.3}

// akinCategories are groups that two partners may tell of one incident: what fell
// on people, what was shot, what lay in the ground, who was taken. Attacks on
// schools and health, and loss of property, go with any of them.
var akinCategories = groups("INCIDENT_CAT",
	[]string{"AIR_STRIKE", "INDIRECT_FIRE", "NAVAL_FIRE"},
	[]string{"DIRECT_FIRE", "RAID", "CHECKPOINT", "ESCALATION_OF_FORCE", "EXECUTION"},
	[]string{"IED_MINE", "UXO"},
	[]string{"DETENTION", "CUSTODY_TRANSFER", "DISAPPEARANCE", "RAID", "EXECUTION"},
	[]string{"CHECKPOINT", "TRAFFIC_ACCIDENT"},
)

var withAnything = groups("INCIDENT_CAT", []string{"ATTACK_ON_SCHOOL", "ATTACK_ON_HEALTH", "PROPERTY", "DISPLACEMENT", "ACCESS_DENIAL"})[0]

var akinSites = groups("SITE_TYPE",
	[]string{"DWELLING", "APARTMENT_BLOCK", "CAMP_IDP", "FARM"},
	[]string{"HOSPITAL", "CLINIC", "AID_FACILITY"},
	[]string{"ROAD", "VEHICLE", "CONVOY", "BRIDGE"},
	[]string{"FUEL", "INDUSTRY", "POWER", "WATER", "TELECOM"},
	[]string{"GOVERNMENT", "MILITARY", "DETENTION"},
)

// groups turns lists of codes into bit sets by code number.
func groups(vocabulary string, lists ...[]string) []uint64 {
	sets := make([]uint64, len(lists))
	for i, list := range lists {
		for _, code := range list {
			sets[i] |= 1 << codeNumber(vocabulary, code)
		}
	}
	return sets
}

func kindLevel(a, b uint8, akin []uint64) int {
	switch {
	case a == 0 || b == 0:
		return kindUnknown
	case a == b:
		return sameKind
	}
	both := uint64(1)<<a | 1<<b
	for _, set := range akin {
		if set&both == both {
			return akinKind
		}
	}
	return otherKind
}

func (k *kind) categoryLevel(o *kind) int {
	level := kindLevel(k.category, o.category, akinCategories)
	if level == otherKind && withAnything&(1<<k.category|1<<o.category) != 0 {
		return akinKind
	}
	return level
}

func (k *kind) siteLevel(o *kind) int { return kindLevel(k.site, o.site, akinSites) }
