package investigations

import (
	"maps"
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"
)

// Two reports of one partner are one logged twice when they score at least twinBits, as
// the engine asks (matching.md 3.5), and hardly less than each would with itself: whoever
// refuses the wrong one of two like reports must not thereby hold up the right one.
const (
	twinBits = 5
	twinLess = 4 // bits; another hour of the day or one person more costs some three
)

// twins tells of reports whether one partner has logged the same twice.
type twins struct {
	weights *weights
	record  func(report string) *matching.Record // nil where it cannot be read
	known   map[[2]string]bool
}

func newTwins(w *weights, record func(string) *matching.Record) *twins {
	return &twins{w, record, map[[2]string]bool{}}
}

// same tells whether two reports of one partner are one or tell the same.
func (t *twins) same(a, b string) bool {
	if a == b {
		return true
	}
	k := [2]string{min(a, b), max(a, b)}
	yes, asked := t.known[k]
	if !asked {
		yes = t.alike(t.record(a), t.record(b))
		t.known[k] = yes
	}
	return yes
}

func (t *twins) alike(a, b *matching.Record) bool {
	if a == nil || b == nil {
		return false
	}
	bits := func(a, b *matching.Record) float64 { return t.weights.model.Compare(a, b).Bits }
	return bits(a, b) >= max(twinBits, bits(a, a)-twinLess, bits(b, b)-twinLess)
}

// again finds the refused pair that a pair repeats: of the same two partners, with
// the same reports or such as tell the same.
func (t *twins) again(m models.Match, refused []models.Match) (models.Match, bool) {
	for _, r := range refused {
		if r.ID != m.ID && r.PartnerA == m.PartnerA && r.PartnerB == m.PartnerB && t.same(m.ReportA, r.ReportA) && t.same(m.ReportB, r.ReportB) {
			return r, true
		}
	}
	return models.Match{}, false
}

// toldAgain finds, for those of matches that are proposed, the refused pair that each
// repeats, as far as the reader sees it.
func toldAgain(l store.Looker, ms []models.Match, accounts map[string]*account) (map[string]*ToldAgain, error) {
	if !slices.ContainsFunc(ms, func(m models.Match) bool { return m.State == models.Proposed }) {
		return nil, nil
	}
	refused, err := refusedAmong(l, accounts)
	if err != nil || len(refused) == 0 {
		return nil, err
	}
	w, err := inForce(l)
	if err != nil {
		return nil, err
	}
	t := newTwins(w, func(report string) *matching.Record {
		a := accounts[report]
		if a == nil {
			return nil
		}
		if a.packed == nil {
			r := w.pack(a.ID, a.Partner, a.Facts)
			a.packed = &r
		}
		return a.packed
	})
	out := map[string]*ToldAgain{}
	for _, m := range ms {
		if m.State != models.Proposed {
			continue
		}
		if r, found := t.again(m, refused); found {
			told := accounts[r.ReportA]
			if r.ReportA == m.ReportA {
				told = accounts[r.ReportB]
			}
			out[m.ID] = &ToldAgain{Match: r.ID, Report: told.ID, Ref: told.Ref, Partner: told.Partner}
		}
	}
	return out, nil
}

// refusedAmong are the refused pairs that have both ends among reports.
func refusedAmong(l store.Looker, among map[string]*account) ([]models.Match, error) {
	var out []models.Match
	for some := range slices.Chunk(slices.Sorted(maps.Keys(among)), 400) {
		rows, err := store.Visible[models.Match](l).Where("state = ? AND report_a IN ?", models.Refused, some).Order("id").Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, m := range rows {
			if among[m.ReportB] != nil {
				out = append(out, m)
			}
		}
	}
	return out, nil
}
