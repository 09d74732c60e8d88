package matching

import (
	"strings"
	"unique"

	"concord/geo"
)

// area is the district and province a report names. It counts for little where
// both sides have coordinates, which say the same thing better.
type area struct {
	admin1, admin2 bitmap
	district       key // of the folded admin2, 0 for none
}

var noArea = unique.Make(area{})

func packArea(p geo.Place) unique.Handle[area] {
	if p.Admin1 == "" && p.Admin2 == "" {
		return noArea
	}
	return areas.of(p.Admin1+"\x00"+p.Admin2, func(both string) unique.Handle[area] {
		first, second, _ := strings.Cut(both, "\x00")
		district := FoldPlace(second)
		return unique.Make(area{bigrams(FoldPlace(first)), bigrams(district), keyOf(district)})
	})
}

var areas memo[unique.Handle[area]]

// Area levels.
const (
	areaUnknown = iota
	sameDistrict
	sameProvince
	otherDistrict // of the same province, or of a province not named
	otherProvince
	areaLevels
)

// areaBits by level: without, and with coordinates on both sides.
var areaBits = [areaLevels][2]float64{
	areaUnknown: {0, 0}, sameDistrict: {1.5, 0.3}, sameProvince: {0.5, 0.1}, otherDistrict: {-1.2, -0.3}, otherProvince: {-2.5, -0.5},
}

// sameArea is how alike names must be, in sixteenths, to be one name.
const sameArea = 11

func areaLevel(of, other unique.Handle[area]) int {
	if of == noArea || other == noArea {
		return areaUnknown
	}
	a, b := of.Value(), other.Value()
	provinces := !a.admin1.empty() && !b.admin1.empty()
	districts := !a.admin2.empty() && !b.admin2.empty()
	switch {
	case provinces && alike(a.admin1, b.admin1) < sameArea:
		return otherProvince
	case districts && alike(a.admin2, b.admin2) >= sameArea:
		return sameDistrict
	case districts:
		return otherDistrict
	case provinces:
		return sameProvince
	}
	return areaUnknown
}
