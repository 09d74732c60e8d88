package matching

import (
	"maps"
	"slices"

	"concord/models"
)

// means are the weapons a report names, or at least the classes of cause; the list ends
// with the first that is neither.
type means [maxMeans]weapon

const maxMeans = 3

// weapon is a WEAPON code and the CAUSE; 0 not known.
type weapon struct{ code, cause uint8 }

func packMeans(rows []models.Means) means {
	var m means
	n := 0
	for _, r := range rows {
		if w := (weapon{weapons[r.Weapon], causes[r.Cause]}); n < maxMeans && w != (weapon{}) {
			m[n] = w
			n++
		}
	}
	return m
}

// Families of weapons that are mistaken for each other, and branches of families
// whose effects look alike from the ground.
const (
	_ = iota
	fromAir
	indirect
	planted
	bullets
	poison
	blade
)

const (
	_ = iota
	blast
	shot
	other
)

// effect is to what family and branch a weapon belongs.
type effect struct{ family, branch uint8 }

var effects = map[string]effect{
	"AIR_BOMB_GUIDED": {fromAir, blast}, "AIR_BOMB_UNGUIDED": {fromAir, blast}, "MISSILE_AIR": {fromAir, blast}, "DRONE_LOITERING": {fromAir, blast},
	"MISSILE_SURFACE": {indirect, blast}, "ROCKET": {indirect, blast}, "ARTILLERY": {indirect, blast}, "MORTAR": {indirect, blast},
	"TANK_GUN": {indirect, blast}, "NAVAL_GUN": {indirect, blast}, "CLUSTER": {indirect, blast},
	"MINE": {planted, blast}, "IED": {planted, blast},
	"GRENADE": {bullets, blast}, "SMALL_ARM": {bullets, shot}, "MACHINE_GUN": {bullets, shot}, "SNIPER": {bullets, shot},
	"INCENDIARY": {poison, blast}, "CHEMICAL": {poison, other},
	"VEHICLE": {blade, other}, "EDGED": {blade, other},
}

// weapons are the numbers of codes, effectOf what each belongs to.
var weapons, effectOf = func() (numbers map[string]uint8, of [32]effect) {
	numbers = map[string]uint8{}
	for i, code := range slices.Sorted(maps.Keys(effects)) {
		numbers[code], of[i+1] = uint8(i+1), effects[code]
	}
	return numbers, of
}()

var causes = func() map[string]uint8 {
	m := map[string]uint8{}
	for i, code := range models.Codes["CAUSE"] {
		if code != "UNKNOWN" {
			m[code] = uint8(i + 1)
		}
	}
	return m
}()

// Means levels.
const (
	meansUnknown = iota
	sameRareWeapon
	sameWeapon
	sameFamily
	sameBranch
	sameCause // no weapon on one side, the same class of cause
	otherCause
	otherWeapon
	meansLevels
)

var meansBits = [meansLevels]float64{
	sameRareWeapon: 2.6, sameWeapon: 1.6, sameFamily: 0.4, sameBranch: -1.0, sameCause: 0.4, otherCause: -1.0, otherWeapon: -1.8,
}

// commonWeapons are named so often that sharing one says less.
var commonWeapons = func() (c [32]bool) {
	for _, code := range []string{"SMALL_ARM", "MACHINE_GUN", "ARTILLERY", "MORTAR", "AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "IED", "ROCKET"} {
		c[weapons[code]] = true
	}
	return c
}()

func (m *means) known() bool { return m[0] != weapon{} }

// level is the best that any two named means reach.
func (m *means) level(o *means) int {
	best := meansUnknown
	for i := 0; i < maxMeans && m[i] != (weapon{}); i++ {
		for j := 0; j < maxMeans && o[j] != (weapon{}); j++ {
			if l := m[i].level(o[j]); l != meansUnknown && (best == meansUnknown || l < best) {
				best = l
			}
		}
	}
	return best
}

// best is the best level that means can reach, whatever they are compared with.
func (m *means) best() int {
	best := meansUnknown
	for _, w := range m {
		if l := w.level(w); l != meansUnknown && (best == meansUnknown || l < best) {
			best = l
		}
	}
	return best
}

func (w weapon) level(v weapon) int {
	switch {
	case w.code != 0 && w.code == v.code && !commonWeapons[w.code]:
		return sameRareWeapon
	case w.code != 0 && w.code == v.code:
		return sameWeapon
	case w.code != 0 && v.code != 0 && effectOf[w.code].family == effectOf[v.code].family:
		return sameFamily
	case w.code != 0 && v.code != 0 && effectOf[w.code].branch == effectOf[v.code].branch:
		return sameBranch
	case w.code != 0 && v.code != 0:
		return otherWeapon
	case w.cause == 0 || v.cause == 0:
		return meansUnknown
	case w.cause == v.cause:
		return sameCause
	}
	return otherCause
}
