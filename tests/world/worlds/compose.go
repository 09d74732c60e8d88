package worlds

import (
	"slices"
	"strings"
	"time"
)

// Columns of the files: those of concord-csv (api.md section 4) that are used here,
// a coded attribute with a taxonomy, and when the report came in.
var Columns = []string{
	"local_ref", "title", "narrative", "category", "start_earliest", "start_latest", "time_precision", "utc_offset_min",
	"lat", "lon", "radius_m", "place_precision", "place_name", "admin1", "admin2",
	"killed_civilian_min", "killed_civilian_max", "killed_combatant_min", "killed_combatant_max", "killed_min", "killed_max",
	"injured_civilian_min", "injured_civilian_max", "injured_min", "injured_max",
	"actor", "actor_role", "weapon", "cause", "own_involvement", "assessment_status", "source_kind", "source_reliability", "source_url",
	"x_method", "received_at",
}

var columnAt = func() map[string]int {
	at := map[string]int{}
	for i, c := range Columns {
		at[c] = i
	}
	return at
}()

// record is a row in the making.
type record struct {
	*account
	w     *world
	c     chances
	p     *profile
	cells []string
	early []string
	class int // the stated precision, a place in Precisions
	press string
}

func (r *record) set(column, value string) { r.cells[columnAt[column]] = value }

// first is the incident that a record is mainly about.
func (a *account) first() *Incident { return a.incidents[0] }

func (r *record) town() *town { return &r.w.ground.towns[r.first().Town] }

// compose writes an account down as its partner would.
func (w *world) compose(a *account) Report {
	r := &record{account: a, w: w, p: &profiles[a.partner], cells: make([]string, len(Columns))}
	r.c.about(w.options.Seed, forRecords, a.partner, a.number)
	r.set("local_ref", ref(a.partner, a.number))
	r.where()
	r.when()
	r.whom()
	r.how()
	r.tell()
	r.set("own_involvement", r.p.role)
	r.set("assessment_status", []string{"NOT_ASSESSED", "INITIAL_REVIEW", "CREDIBLE"}[r.c.n(3)])
	r.set("source_kind", r.p.sources[r.c.n(len(r.p.sources))])
	r.set("source_reliability", string("ABCDF"[r.c.n(5)]))
	r.set("received_at", Start.Add(time.Duration(a.received)*time.Minute).Format(time.RFC3339))
	r.revise()
	report := Report{Partner: r.p.code, Ref: r.cells[0], Cells: r.cells, Early: r.early, Precision: Precisions[r.class], Copied: r.press, Marks: a.marks}
	for _, i := range a.incidents {
		report.Incidents = append(report.Incidents, i.ID)
	}
	return report
}

// revise makes the earlier version of a record: lower counts, as first heard, and
// less of the text.
func (r *record) revise() {
	killed, _, _ := r.killed()
	told := slices.ContainsFunc(tolls, func(c string) bool { return r.cells[columnAt[c]] != "" })
	if killed == 0 || !told || !r.strikesAt(r.w, &r.c, Revised, r.p.early) {
		return
	}
	r.early = slices.Clone(r.cells)
	share := 0.2 + mul(0.6, r.c.unit())
	for _, column := range tolls {
		at := columnAt[column]
		r.early[at] = lowered(r.cells[at], share)
	}
	words := strings.Fields(r.cells[columnAt["narrative"]])
	r.early[columnAt["narrative"]] = strings.Join(words[:(len(words)+1)/2], " ")
}
