package investigations

import (
	"errors"
	"maps"
	"slices"

	"concord/models"
	"concord/models/store"
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
