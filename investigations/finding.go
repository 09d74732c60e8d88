package investigations

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// hanging is what is compared together: the reports of some incidents, what is linked
// with them, and what stands beside that.
type hanging struct {
	core    map[string]bool       // reports of the incidents asked for: all their gaps are found
	members map[string][]*account // of those incidents, and of each that a provisional link reaches
	pairs   []models.Match        // that hold, of any of these reports
	issued  map[string]bool       // incidents of which a statement has been released
	signing map[string]bool       // incidents whose case waits for signatures (domain.md 3.4, T8)
}

// gathered reads what hangs together with incidents. Accounts that are held are not
// read again, and those that are read are held.
func gathered(l store.Looker, held map[string]*account, incidents []string) (h hanging, err error) {
	h = hanging{core: map[string]bool{}, members: map[string][]*account{}}
	asked, err := h.join(l, held, incidents)
	if err != nil {
		return h, err
	}
	for _, id := range asked {
		h.core[id] = true
	}
	near, err := linksOf(l, held, asked)
	if err != nil {
		return h, err
	}
	reached := map[string]bool{}
	for _, m := range near {
		reached[held[m.ReportA].Incident], reached[held[m.ReportB].Incident] = true, true
	}
	for id := range h.members {
		delete(reached, id)
	}
	beside, err := h.join(l, held, slices.Sorted(maps.Keys(reached)))
	if err != nil {
		return h, err
	}
	far, err := linksOf(l, held, beside) // who else has a report there tells whose is missing
	if err != nil {
		return h, err
	}
	links := map[string]models.Match{}
	for _, m := range append(near, far...) {
		links[m.ID] = m
	}
	for _, id := range slices.Sorted(maps.Keys(links)) {
		h.pairs = append(h.pairs, links[id])
	}
	incidents = slices.Sorted(maps.Keys(h.members))
	if h.issued, err = issuedOf(l, incidents); err != nil {
		return h, err
	}
	h.signing, err = signingOf(l, incidents)
	return h, err
}

// join adds the reports of incidents and gives their ids. Of reports only what finding
// gaps looks at is read here and below: reading all of them takes longer than finding.
func (h *hanging) join(l store.Looker, held map[string]*account, incidents []string) (ids []string, err error) {
	incidents = slices.Clone(incidents)
	slices.Sort(incidents)
	for some := range slices.Chunk(slices.Compact(incidents), 400) {
		rows, err := store.Visible[models.Report](l).Select("seq, id, partner, incident, version, version_seq, status, sharing, shared_with, logged_at, shared_at").Where("incident IN ?", some).Order("seq").Find(l.Context())
		if err != nil {
			return nil, err
		}
		if err := hold(l, held, slices.Clone(rows)); err != nil {
			return nil, err
		}
		for _, r := range rows {
			h.members[r.Incident] = append(h.members[r.Incident], held[r.ID])
			ids = append(ids, r.ID)
		}
	}
	return ids, nil
}

// holding are the states of matches that hold.
var holding = []string{models.Confirmed, models.Provisional}

// linksOf are the confirmed and provisional matches of reports, where both ends
// stand; the other ends are held too.
func linksOf(l store.Looker, held map[string]*account, ids []string) (links []models.Match, err error) {
	seen := map[string]bool{}
	var ends []string
	for some := range slices.Chunk(ids, 400) {
		rows, err := store.Visible[models.Match](l).Select("id", "report_a", "report_b", "partner_a", "partner_b", "state").
			Where("(report_a IN ? OR report_b IN ?) AND (state || '') IN ?", some, some, holding).Find(l.Context()) // by its index SQLite would read all of a state
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			if !seen[m.ID] {
				seen[m.ID] = true
				links, ends = append(links, m), append(ends, m.ReportA, m.ReportB)
			}
		}
	}
	ends = slices.DeleteFunc(ends, func(id string) bool { return held[id] != nil })
	slices.Sort(ends)
	for some := range slices.Chunk(slices.Compact(ends), 400) {
		rows, err := store.Visible[models.Report](l).Select("seq, id, partner, incident, version, version_seq, status, sharing, shared_with, logged_at, shared_at").Where("id IN ?", some).Find(l.Context())
		if err != nil {
			return nil, err
		}
		if err := hold(l, held, rows); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(links, func(m models.Match) bool {
		a, b := held[m.ReportA], held[m.ReportB]
		return a == nil || b == nil || !a.live() || !b.live()
	}), nil
}

// issuedOf tells for which incidents a statement has been released.
func issuedOf(l store.Looker, incidents []string) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(incidents, 400) {
		rows, err := store.Visible[models.Statement](l).Select("incident").Where("incident IN ? AND released_at IS NOT NULL", some).Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, s := range rows {
			out[s.Incident] = true
		}
	}
	return out, nil
}

// signingOf tells which incidents have a case in joint review: its packet is frozen, and
// the clock of the signatures runs until the case leaves it. One that is late runs on.
func signingOf(l store.Looker, incidents []string) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(incidents, 400) {
		rows, err := store.Visible[models.Investigation](l).Select("incident").Where("incident IN ? AND state = ?", some, models.JointReview).Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, c := range rows {
			out[c.Incident] = true
		}
	}
	return out, nil
}

// hold reads the facts of reports that are not held yet. What is read is decoded on all
// processors: it is most of what finding gaps costs.
func hold(l store.Looker, held map[string]*account, rows []models.Report) error {
	rows = slices.DeleteFunc(rows, func(r models.Report) bool { return held[r.ID] != nil })
	for some := range slices.Chunk(rows, 400) {
		seqs := make([]int64, len(some))
		byVersion := make(map[int64]models.Report, len(some))
		for i, r := range some {
			seqs[i], byVersion[r.VersionSeq] = r.VersionSeq, r
		}
		versions, err := store.Visible[models.ReportVersion](l).Select("seq", "facts").Where("seq IN ?", seqs).Find(l.Context())
		if err != nil {
			return err
		}
		read := make([]*account, len(versions))
		err = decodeAll(len(versions), func(i int) error {
			facts, err := models.DecodeFacts(versions[i].Facts)
			read[i] = &account{Report: byVersion[versions[i].Seq], Facts: facts}
			return err
		})
		if err != nil {
			return err
		}
		for _, a := range read {
			held[a.ID] = a
		}
	}
	return nil
}

// few is how many things are sooner done one after the other.
const few = 16

// decodeAll does n things that can fail, on all processors where they are many.
func decodeAll(n int, do func(i int) error) error {
	failed := make([]error, n)
	together(n, func(i int) { failed[i] = do(i) })
	return errors.Join(failed...)
}

// together does n things, on all processors where they are many.
func together(n int, do func(i int)) {
	if n >= few {
		inParallel(n, do)
		return
	}
	for i := range n {
		do(i)
	}
}

// ruled finds gaps under rules. It holds all that finding looks at, so that what a
// write finds, what a run finds and what a preview says cannot differ.
type ruled struct {
	rules    rules
	contexts [4]gaps.Context // with and without a released statement, and a case that waits for signatures
	held     map[string]*account
	now      models.Instant
}

func newRuled(r rules, partners map[string]models.Partner, held map[string]*account, now models.Instant) *ruled {
	f := &ruled{rules: r, held: held, now: now}
	known := make(map[string]gaps.Partner, len(partners))
	for code, p := range partners {
		known[code] = gaps.Partner{Code: code, Name: p.Name, UTCOffsetMin: p.UTCOffsetMin, Observer: p.Role == "OBSERVER"}
	}
	for i := range f.contexts {
		f.contexts[i] = gaps.Context{Config: r.config, Partners: known, StatementIssued: i&1 != 0, T8Running: i&2 != 0}
	}
	return f
}

// context is what weighs on the gaps of incidents that hang together.
func (f *ruled) context(h hanging, incidents ...string) gaps.Context {
	i := 0
	for _, id := range incidents {
		if h.issued[id] {
			i |= 1
		}
		if h.signing[id] {
			i |= 2
		}
	}
	return f.contexts[i]
}

// all finds the gaps of what hangs together: those between linked reports of which one
// is of the core, those of every report by itself and of partners that have none, and of
// the core's incidents those of two reports of one partner and of reports from outside.
func (f *ruled) all(h hanging) []models.Gap {
	linked := h.linked()
	var pairs []models.Match
	for _, m := range h.pairs {
		if (h.core[m.ReportA] || h.core[m.ReportB]) && !f.outside(m.PartnerA) && !f.outside(m.PartnerB) {
			pairs = append(pairs, m)
		}
	}
	incidents := slices.Sorted(maps.Keys(h.members))
	parts := make([][]models.Gap, len(pairs)+len(incidents))
	do := func(i int) {
		if i < len(pairs) {
			parts[i] = f.between(h, pairs[i])
		} else {
			incident := incidents[i-len(pairs)]
			parts[i] = f.within(h, incident, linked[incident])
		}
	}
	together(len(parts), do)
	return slices.Concat(parts...)
}

// outside tells whether a partner only reports from outside.
func (f *ruled) outside(partner string) bool { return f.contexts[0].Partners[partner].Observer }

// between finds the gaps of a linked pair.
func (f *ruled) between(h hanging, m models.Match) (out []models.Gap) {
	a, b := f.held[m.ReportA], f.held[m.ReportB]
	var beside []gaps.Account
	if a.Incident == b.Incident {
		beside = gaps.Standing(compared(h.members[a.Incident]))
	}
	for _, one := range gaps.Pair(f.context(h, a.Incident, b.Incident), a.compared(), b.compared(), beside...) {
		out = append(out, f.gap(one, m.State == models.Provisional))
	}
	return out
}

// within finds the gaps of one incident's reports. linked are those of other incidents
// that are provisionally linked with one of them.
func (f *ruled) within(h hanging, incident string, linked []*account) (out []models.Gap) {
	group := h.members[incident]
	ctx := f.context(h, incident)
	own := compared(group)
	found := gaps.Missing(ctx, slices.Concat(own, compared(linked)))
	found = slices.DeleteFunc(found, func(one models.Finding) bool { // what the other incident's reports implicate is its own
		of := one.ReportA
		if of == "" {
			of = one.ReportB
		}
		return f.held[of].Incident != incident
	})
	live := gaps.Standing(own)
	for _, a := range live {
		found = append(found, gaps.Alone(ctx, a)...)
	}
	if len(group) > 0 && h.core[group[0].ID] {
		found = slices.Concat(found, gaps.Twice(ctx, live), gaps.Outside(ctx, live))
	}
	for _, one := range found {
		out = append(out, f.gap(one, false))
	}
	return out
}

// linked are the reports that are provisionally linked with one of an incident, by
// incident: none of their partners is missing there.
func (h hanging) linked() map[string][]*account {
	out := map[string][]*account{}
	whose := map[string]*account{}
	for _, group := range h.members {
		for _, a := range group {
			whose[a.ID] = a
		}
	}
	for _, m := range h.pairs {
		a, b := whose[m.ReportA], whose[m.ReportB]
		if m.State == models.Provisional && a != nil && b != nil && a.Incident != b.Incident {
			out[a.Incident], out[b.Incident] = append(out[a.Incident], b), append(out[b.Incident], a)
		}
	}
	return out
}

// compared are accounts as the rules take them, without drafts.
func compared(group []*account) (out []gaps.Account) {
	for _, a := range group {
		if a.Status != "DRAFT" {
			out = append(out, a.compared())
		}
	}
	return out
}

func (a *account) compared() gaps.Account {
	c := gaps.Account{Report: a.ID, Partner: a.Partner, Version: a.Version, Withdrawn: a.Status == "WITHDRAWN", Facts: a.Facts, LoggedAt: a.LoggedAt.Time}
	if a.SharedAt != nil {
		c.SharedAt = &a.SharedAt.Time
	}
	return c
}

// gap makes the row of a finding.
func (f *ruled) gap(found models.Finding, provisional bool) models.Gap {
	g := models.Gap{
		Code: found.Code, Field: found.Field, PartnerA: found.PartnerA, PartnerB: found.PartnerB, ReportA: found.ReportA, ReportB: found.ReportB,
		ValueA: plainJSON(found.ValueA), ValueB: plainJSON(found.ValueB), Relation: found.Relation, Magnitude: found.Magnitude, Score: found.Score,
		Severity: found.Severity, Reasons: plainJSON(found.Reasons), Diagnosis: plainJSON(found.Diagnosis), Title: found.Title, State: models.GapOpen,
		Provisional: provisional, RaisedAt: f.now, RuleVersion: gaps.RuleVersion, Config: f.rules.version,
	}
	if g.ReportA == "" { // the missing record's partner sorts first: the report that is there anchors the gap
		g.ReportA, g.ReportB = found.ReportB, ""
	}
	var roles []string
	for _, r := range found.Owner {
		roles = append(roles, string(r))
	}
	g.Owner = strings.Join(roles, ",")
	a := f.held[g.ReportA]
	g.Incident = a.Incident
	g.VersionA = a.Version
	if b := f.held[g.ReportB]; b != nil {
		g.VersionB = b.Version
		if b.Incident != a.Incident {
			g.IncidentB = b.Incident
		}
	}
	if due := f.rules.config.Due(found.Code, found.Severity); due > 0 {
		at := models.At(f.now.Add(due))
		g.DueAt = &at
	}
	g.ID = models.DerivedID("gap", found.PartnerA, found.ReportA, found.PartnerB, found.ReportB, found.Code, found.Field)
	return g
}

var nullJSON = []byte("null")

func plainJSON(v any) []byte {
	if v == nil {
		return nullJSON
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // findings hold plain values only
	}
	return b
}

// keptGaps are the gaps that are kept of what was found anew: all of the core, and
// beside it those that one report has by itself.
func (d *desk) keptGaps(h hanging) (map[string]models.Gap, error) {
	kept := map[string]models.Gap{}
	keep := func(rows []models.Gap, err error) error {
		for _, g := range rows {
			kept[g.ID] = g
		}
		return err
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(h.core)), 400) {
		if err := keep(gorm.G[models.Gap](d.tx.DB).Where("report_a IN ? OR report_b IN ?", some, some).Find(d.tx.Ctx)); err != nil {
			return nil, err
		}
	}
	var beside []string
	for _, group := range h.members {
		for _, a := range group {
			if !h.core[a.ID] {
				beside = append(beside, a.ID)
			}
		}
	}
	slices.Sort(beside)
	alone := func(rows []models.Gap, err error) ([]models.Gap, error) {
		return slices.DeleteFunc(rows, func(g models.Gap) bool { return g.ReportB != "" }), err
	}
	for some := range slices.Chunk(beside, 400) {
		if err := keep(alone(gorm.G[models.Gap](d.tx.DB).Where("report_a IN ?", some).Find(d.tx.Ctx))); err != nil {
			return nil, err
		}
	}
	return kept, nil
}
