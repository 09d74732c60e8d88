package worlds

import "strconv"

// tolls are the columns that say how many were harmed.
var tolls = []string{"killed_civilian_min", "killed_civilian_max", "killed_combatant_min", "killed_combatant_max", "killed_min", "killed_max",
	"injured_civilian_min", "injured_civilian_max", "injured_min", "injured_max"}

const (
	killedSpread   = 0.3 // deviations of the logarithm
	injuredSpread  = 0.5
	injuredMissing = 0.15
	openEnded      = 0.2 // of ranges say only "at least"
)

// whom writes how many people were killed and injured.
func (r *record) whom() {
	c, w := &r.c, r.w
	killed, fighters, injured := r.killed()
	if p := r.pressed(); p != nil { // the text that is copied gives its own toll
		killed = p.killed
		fighters = min(fighters, killed)
	} else if r.strikes(w, c, TollOff) {
		killed = rounded(mul(float64(killed), c.lognormal(killedSpread)))
		fighters = min(fighters, killed)
	}
	total := c.happens(r.p.totalsOnly) || w.plain
	r.injuredPeople(rounded(mul(float64(injured), c.lognormal(injuredSpread))), total)
	if r.strikes(w, c, TollMissing) {
		return
	}
	if killed > 0 && !total && r.strikes(w, c, StatusConfused) {
		if fighters > 0 {
			fighters = 0
		} else {
			fighters = 1 + c.n(killed)
		}
	}
	low, spread, open := killed, 0, false
	if r.strikes(w, c, TollRange) {
		spread = 1 + killed/5
		open = c.happens(openEnded) && !w.plain
		low = max(0, killed-c.n(spread+1))
	}
	most := func(n int) string {
		if open {
			return ""
		}
		return strconv.Itoa(n)
	}
	if total {
		r.set("killed_min", strconv.Itoa(low))
		r.set("killed_max", most(killed+spread))
		return
	}
	civilians := killed - fighters
	r.set("killed_civilian_min", strconv.Itoa(max(0, civilians-(killed-low))))
	r.set("killed_civilian_max", most(civilians+spread))
	if fighters > 0 {
		r.set("killed_combatant_min", strconv.Itoa(fighters))
		r.set("killed_combatant_max", strconv.Itoa(fighters))
	}
}

func (r *record) injuredPeople(n int, total bool) {
	if r.c.happens(injuredMissing) && !r.w.plain {
		return
	}
	of := "injured_civilian"
	if total {
		of = "injured"
	}
	r.set(of+"_min", strconv.Itoa(n))
	r.set(of+"_max", strconv.Itoa(n))
}

// lowered is a count as it was first heard; "" stays.
func lowered(cell string, share float64) string {
	n, err := strconv.Atoi(cell)
	if err != nil {
		return cell
	}
	return strconv.Itoa(int(mul(float64(n), share)))
}
