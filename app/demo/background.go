package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/reports"
	"concord/models/store"
)

const (
	invented = 400 // incidents beside the worked ones
	both     = 250 // of them, recorded by both partners
)

var (
	heads     = []string{"Al", "Bren", "Cor", "Dal", "Es", "Fen", "Gar", "Hol", "Ing", "Kel", "Lor", "Mar", "Nor", "Ost", "Per", "Quil", "Ros", "Sel", "Tor", "Ul", "Ven", "Wel"}
	tails     = []string{"by", "dal", "fell", "grund", "haven", "mark", "ness", "ost", "port", "rick", "sund", "tor", "vik", "wick"}
	happening = []struct {
		category, title, weapon, cause, delivery string
	}{
		{"AIR_STRIKE", "Air strike near %s", "AIR_BOMB_GUIDED", "HEAVY_WEAPONS", "AIR_CREWED"},
		{"AIR_STRIKE", "Drone strike at %s", "MISSILE_AIR", "HEAVY_WEAPONS", "AIR_UNCREWED"},
		{"INDIRECT_FIRE", "Shelling of %s", "ARTILLERY", "HEAVY_WEAPONS", "ARTILLERY"},
		{"INDIRECT_FIRE", "Mortar rounds at %s", "MORTAR", "HEAVY_WEAPONS", "MORTAR"},
		{"DIRECT_FIRE", "Shooting at %s", "SMALL_ARM", "SMALL_ARMS", "GROUND_DIRECT"},
		{"CHECKPOINT", "Checkpoint at %s", "SMALL_ARM", "SMALL_ARMS", "GROUND_DIRECT"},
		{"RAID", "Search of houses in %s", "SMALL_ARM", "SMALL_ARMS", "GROUND_DIRECT"},
		{"IED_MINE", "Roadside explosion near %s", "IED", "PLANTED_EXPLOSIVE_UXO", "EMPLACED"},
		{"TRAFFIC_ACCIDENT", "Convoy accident in %s", "VEHICLE", "CONFLICT_ACCIDENT", "OTHER"},
	}
	details = []string{"beside the well", "in the lower market", "on the road to the river", "behind the mill", "near the school", "at the ferry landing", "in two houses", "at a wedding", "in an orchard", "by the bus stop"}
	witness = []string{"neighbours carried the wounded to the clinic", "the village elder gave a list", "a teacher telephoned the cell", "video shows smoke over the roofs", "the unit reported it at once", "a driver saw it from the bridge"}
)

// background are the invented incidents, scattered over the year and the sea.
func (w *world) background() []event {
	r := rand.New(rand.NewPCG(seed, 1))
	var events []event
	for i := range invented {
		events = append(events, w.invent(r, i)...)
	}
	return events
}

// invent makes one incident: what happened, who recorded it and how.
func (w *world) invent(r *rand.Rand, i int) []event {
	started := time.Date(2031, 1, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(350*24*60)) * time.Minute)
	what := happening[r.IntN(len(happening))]
	name := heads[r.IntN(len(heads))] + tails[r.IntN(len(tails))]
	lat, lon := 0.05+1.9*r.Float64(), 0.05+2.4*r.Float64()
	killed := 0
	if r.IntN(4) > 0 {
		killed = 1 + int(3*r.ExpFloat64())
	}
	injured := killed + r.IntN(6)
	actor := []string{"ORL", "VAR"}[r.IntN(2)]
	detail, seen := details[r.IntN(len(details))], witness[r.IntN(len(witness))]

	facts := func(side string) models.ReportFacts {
		f := models.ReportFacts{LocalRef: fmt.Sprintf("%s-31-B%03d", side, i), Title: fmt.Sprintf(what.title, name), Category: what.category,
			Narrative: fmt.Sprintf("%s, %s; %s.", fmt.Sprintf(what.title, name), detail, seen), OwnInvolvement: "NOT_INVOLVED",
			Means: []models.Means{{Cause: what.cause, Weapon: what.weapon, Delivery: what.delivery}}, Responsibility: []models.Responsibility{fired(actor)},
			Assessment: &models.Assessment{Status: []string{"CREDIBLE", "ASSESSING", "NOT_ASSESSED", "INITIAL_REVIEW"}[r.IntN(4)]},
			Sources:    []models.Source{{Kind: []string{"OWN_UNIT_REPORT", "WITNESS", "LOCAL_AUTHORITY", "MEDICAL"}[r.IntN(4)], Reliability: string("ABCD"[r.IntN(4)]), Credibility: n(1 + r.IntN(4)), Risk: "LOW"}}}
		if actor == side {
			f.OwnInvolvement = "INVOLVED"
		}
		return f
	}
	orl, var_ := facts("ORL"), facts("VAR")
	orl.Started, orl.Place = w.exact(started), point(lat, lon, "EXACT", "WEAPON_SYSTEM", name)
	orl.Casualties = []models.Casualty{count("KILLED", "CIVILIAN", n(killed), n(killed+r.IntN(3)), "ESTIMATE")}
	var_.Started = w.roughly(r, started)
	var_.Place = point(lat+0.006*(r.Float64()-0.5), lon+0.006*(r.Float64()-0.5), []string{"LANDMARK", "VILLAGE", "NEIGHBOURHOOD"}[r.IntN(3)], "WITNESS_SKETCH", name)
	more := killed
	if r.IntN(3) == 0 {
		more += 1 + r.IntN(5)
	}
	var_.Casualties = []models.Casualty{count("KILLED", "CIVILIAN", n(more), n(more), "WITNESS"), count("INJURED", "CIVILIAN", n(injured), n(injured+2), "HOSPITAL")}
	if r.IntN(2) == 0 {
		orl.Casualties = append(orl.Casualties, count("INJURED", "CIVILIAN", n(injured), n(injured+2), "ESTIMATE"))
	}
	return w.record(r, i, started, orl, var_)
}

// record decides who reports and what came of it.
func (w *world) record(r *rand.Rand, i int, started time.Time, orl, var_ models.ReportFacts) []event {
	first, second := started.Add(6*time.Hour), started.Add(time.Duration(10+r.IntN(30))*time.Hour)
	decided, opened := i%3 == 0, i%9 == 0
	if i >= both {
		side, f := "orl.clerk", orl
		if i%2 == 0 {
			side, f = "var.clerk", var_
		}
		share := "joint"
		if i%5 == 0 {
			share = "" // not shared yet
		}
		return []event{{first, func() { w.log(side, f, share) }}}
	}
	var a, b models.Report
	return []event{
		{first, func() { a = w.log("orl.clerk", orl, "joint") }},
		{second, func() { b = w.log("var.clerk", var_, "joint") }},
		{second.Add(20 * time.Hour), func() {
			if decided && w.paired(a, b) {
				w.same(a, b)
			}
		}},
		{second.Add(26 * time.Hour), func() {
			if opened && decided && w.paired(a, b) {
				id := w.open("orl.clerk", a)
				w.move("orl.lead", id, models.InitialReview, "")
				if i%2 == 0 {
					w.move("var.lead", id, models.Assessing, "")
				}
			}
		}},
	}
}

// paired tells whether the two reports came up as a match: a world in which the
// engine misses one must still be a world.
func (w *world) paired(a, b models.Report) bool {
	if w.err != nil {
		return false
	}
	if b.Partner < a.Partner {
		a, b = b, a
	}
	l := w.db.Read(w.ctx, w.actors["orl.lead"])
	count, err := store.Visible[models.Match](l).Where("id = ?", models.DerivedID("match", a.ID, b.ID)).Count(w.ctx, "id")
	w.keep(err, "look for a match")
	return count > 0
}

func (w *world) exact(t time.Time) *geo.Window {
	t = t.Truncate(time.Minute)
	offset := 0
	return &geo.Window{Earliest: &t, Precision: "MINUTE", Stated: geo.FormatDTG(t, 0), UTCOffsetMin: &offset}
}

// roughly is the same time as people on the ground give it.
func (w *world) roughly(r *rand.Rand, t time.Time) *geo.Window {
	offset := 180
	from, precision := t.Truncate(time.Hour), "HOUR"
	switch r.IntN(3) {
	case 0:
		local := t.Add(3 * time.Hour).Truncate(24 * time.Hour)
		from, precision = local.Add(-3*time.Hour), "DAY"
	case 1:
		from, precision = t.Add(-2*time.Hour).Truncate(time.Hour), "PART_OF_DAY"
	}
	return &geo.Window{Earliest: &from, Precision: precision, UTCOffsetMin: &offset}
}

// share lets both partners read a report that was kept back.
func (w *world) share(who string, report models.Report) {
	if w.err != nil {
		return
	}
	_, err := reports.Share(w.ctx, w.db, w.actors[who], report.ID, reports.With{Level: models.Joint})
	w.keep(err, who+" shares "+report.Title)
}
