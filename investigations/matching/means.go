package matching

import "concord/models"

// means is the weapon a report names, or at least the class of cause.
type means struct {
	n    uint8
	list [maxMeans]weapon
}

const maxMeans = 3

// weapon is a WEAPON code with its family and branch, and the CAUSE; 0 not known.
type weapon struct{ code, family, branch, cause uint8 }

func packMeans(rows []models.Means) means {
	var m means
	for _, r := range rows {
		w := weapons[r.Weapon]
		w.cause = causes[r.Cause]
		if m.n < maxMeans && (w.code != 0 || w.cause != 0) {
			m.list[m.n] = w
			m.n++
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

var weapons = numbered([]string{
	"AIR_BOMB_GUIDED", "AIR_BOMB_UNGUIDED", "MISSILE_AIR", "DRONE_LOITERING", "MISSILE_SURFACE", "ROCKET", "ARTILLERY",
	"MORTAR", "TANK_GUN", "NAVAL_GUN", "CLUSTER", "MINE", "IED", "GRENADE", "SMALL_ARM", "MACHINE_GUN", "SNIPER",
	"INCENDIARY", "CHEMICAL", "VEHICLE", "EDGED",
}, map[string]weapon{
	"AIR_BOMB_GUIDED": {family: fromAir, branch: blast}, "AIR_BOMB_UNGUIDED": {family: fromAir, branch: blast},
	"MISSILE_AIR": {family: fromAir, branch: blast}, "DRONE_LOITERING": {family: fromAir, branch: blast},
	"MISSILE_SURFACE": {family: indirect, branch: blast}, "ROCKET": {family: indirect, branch: blast},
	"ARTILLERY": {family: indirect, branch: blast}, "MORTAR": {family: indirect, branch: blast},
	"TANK_GUN": {family: indirect, branch: blast}, "NAVAL_GUN": {family: indirect, branch: blast},
	"CLUSTER": {family: indirect, branch: blast}, "MINE": {family: planted, branch: blast}, "IED": {family: planted, branch: blast},
	"GRENADE": {family: bullets, branch: blast}, "SMALL_ARM": {family: bullets, branch: shot},
	"MACHINE_GUN": {family: bullets, branch: shot}, "SNIPER": {family: bullets, branch: shot},
	"INCENDIARY": {family: poison, branch: blast}, "CHEMICAL": {family: poison, branch: other},
	"VEHICLE": {family: blade, branch: other}, "EDGED": {family: blade, branch: other},
})

func numbered(codes []string, families map[string]weapon) map[string]weapon {
	for i, code := range codes {
		w := families[code]
		w.code = uint8(i + 1)
		families[code] = w
	}
	return families
}

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
		c[weapons[code].code] = true
	}
	return c
}()

func (m *means) known() bool { return m.n > 0 }

// level is the best that any two named means reach.
func (m *means) level(o *means) int {
	best := meansUnknown
	for i := range m.n {
		for j := range o.n {
			if l := m.list[i].level(o.list[j]); l != meansUnknown && (best == meansUnknown || l < best) {
				best = l
			}
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
	case w.code != 0 && v.code != 0 && w.family == v.family:
		return sameFamily
	case w.code != 0 && v.code != 0 && w.branch == v.branch:
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
