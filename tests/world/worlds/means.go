package worlds

import (
	"fmt"
	"strconv"
)

const actorsEach = 4 // groups in a theatre

// weapons by how often they are used, the most used first, each with the codes that
// go with it and its family: kinds of one family are taken for each other.
var weapons = []struct{ code, cause, category, family string }{
	{"SMALL_ARM", "SMALL_ARMS", "DIRECT_FIRE", "direct fire"},
	{"MORTAR", "HEAVY_WEAPONS", "INDIRECT_FIRE", "indirect fire"},
	{"ARTILLERY", "HEAVY_WEAPONS", "INDIRECT_FIRE", "indirect fire"},
	{"IED", "PLANTED_EXPLOSIVE_UXO", "IED_MINE", "planted"},
	{"AIR_BOMB_UNGUIDED", "HEAVY_WEAPONS", "AIR_STRIKE", "from the air"},
	{"DRONE_LOITERING", "HEAVY_WEAPONS", "AIR_STRIKE", "from the air"},
	{"ROCKET", "HEAVY_WEAPONS", "INDIRECT_FIRE", "indirect fire"},
	{"MACHINE_GUN", "SMALL_ARMS", "DIRECT_FIRE", "direct fire"},
	{"MINE", "PLANTED_EXPLOSIVE_UXO", "IED_MINE", "planted"},
	{"AIR_BOMB_GUIDED", "HEAVY_WEAPONS", "AIR_STRIKE", "from the air"},
}

// how writes who did it and by what means, as far as the partner knows.
func (r *record) how() {
	c, w := &r.c, r.w
	theatre := r.town().theatre
	if !r.strikesAt(w, c, ActorUnknown, r.p.nobody) {
		actor := r.first().Actor
		if r.strikes(w, c, ActorWrong) {
			actor = (actor + 1 + c.n(actorsEach-1)) % actorsEach
		}
		r.set("actor", w.group(theatre, actor, r.p.style.rules))
		r.set("actor_role", "FIRED")
	}
	weapon, method := r.first().Weapon, r.first().Method
	if r.strikesAt(w, c, WeaponUnknown, r.p.nothing) {
		r.set("category", "UNKNOWN")
		if c.happens(0.5) && !w.plain {
			r.set("category", weapons[weapon].category)
		}
		return
	}
	if r.strikes(w, c, WeaponWrong) {
		weapon = c.mistaken(weapon)
	}
	of := weapons[weapon]
	if w.plain {
		r.set("category", "UNKNOWN")
		r.set("weapon", of.code)
		return
	}
	r.set("category", of.category)
	r.set("cause", of.cause)
	r.set("weapon", of.code)
	r.set("x_method", r.p.methods.code(weapon, method))
}

// mistaken is another weapon, half the time of the same family.
func (c *chances) mistaken(weapon int) int {
	if c.happens(0.5) {
		for i := range weapons {
			at := (weapon + 1 + i) % len(weapons)
			if at != weapon && weapons[at].family == weapons[weapon].family {
				return at
			}
		}
	}
	return (weapon + 1 + c.n(len(weapons)-1)) % len(weapons)
}

// group is the name of an armed group as a partner spells it: its own name and what
// it calls itself, which two of a theatre's four have in common.
func (w *world) group(theatre, actor int, rules uint16) string {
	banners := []string{"Front", "Front", "Column", "Guard"}
	return name{sounds: w.ground.actors[theatre][actor].sounds}.write(style{rules: rules}) + " " + banners[actor]
}

// coding is a partner's own code list of methods: how fine it is, and its prefix.
type coding struct {
	prefix string
	level  int // 1: each weapon in two ways; 2: each weapon; 3: families
}

var (
	fine      = coding{"M", 1}
	byKind    = coding{"K", 2}
	byFamily  = coding{"F", 3}
	otherFine = coding{"S", 1}
)

func (k coding) code(weapon, method int) string {
	n := 2*weapon + method + 1
	switch k.level {
	case 2:
		n = weapon + 1
	case 3:
		for n = 1; families[n-1] != weapons[weapon].family; n++ {
		}
	}
	return fmt.Sprintf("%s%02d", k.prefix, n)
}

var families = []string{"direct fire", "indirect fire", "planted", "from the air"}

// Taxonomy is x_method.taxonomy.csv: what the codes of all partners mean, finest
// level first. A coarse code stands at the level it knows from its first column on.
func (o Options) Taxonomy() [][]string {
	rows := [][]string{{"value", "level1", "level2", "level3"}}
	for p := range o.Partners {
		k := profiles[p].methods
		for weapon, of := range weapons {
			for method := range 2 {
				kind := of.code
				finest := kind + " " + strconv.Itoa(method+1)
				levels := []string{finest, kind, of.family}
				for i := range k.level - 1 {
					levels[i] = levels[k.level-1]
				}
				row := append([]string{k.code(weapon, method)}, levels...)
				if !taken(rows, row[0]) {
					rows = append(rows, row)
				}
			}
		}
	}
	return rows
}

func taken(rows [][]string, value string) bool {
	for _, r := range rows {
		if r[0] == value {
			return true
		}
	}
	return false
}
