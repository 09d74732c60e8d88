// Package investigations is what partners do with each other's reports: link
// those of one incident, compare them, work each difference to an end both sign
// and move one shared case to its conclusion.
package investigations

import (
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// account is a report with the facts in force.
type account struct {
	models.Report
	Facts  models.ReportFacts
	packed *matching.Record
}

// live tells whether the account counts: neither withdrawn nor a draft.
func (a *account) live() bool { return a.Status != "WITHDRAWN" && a.Status != "DRAFT" }

func (a *account) kind() kind { return kind{a.Partner, a.Sharing, a.SharedWith} }

func (a *account) readableBy(p models.Partner) bool { return a.kind().readableBy(p) }

// desk is the memory of one write's reactions: what was read once is not read
// again, so that an import of thousands costs a few statements.
type desk struct {
	tx       *store.Tx
	weights  *weights // in force
	stored   bool     // they are, as this write knows
	partners map[string]models.Partner
	accounts map[string]*account
	known    map[string]*account // without their facts: what is only weighed beside others
	joining  []models.Participant
	counters map[string]int64

	otherGaps []string // incidents of which a gap is new, gone or another now
	moved     []string // pairs that hold otherwise than before, or of other accounts; not those that only weigh otherwise
	parted    []string // reports whose provisional link is gone with its row
}

func newDesk(tx *store.Tx) (*desk, error) {
	partners, err := gorm.G[models.Partner](tx.DB).Find(tx.Ctx)
	if err != nil {
		return nil, err
	}
	w, err := inForce(tx)
	if err != nil {
		return nil, err
	}
	d := &desk{tx: tx, weights: w, partners: make(map[string]models.Partner, len(partners)), accounts: map[string]*account{}, known: map[string]*account{}, counters: map[string]int64{}}
	for _, p := range partners {
		d.partners[p.Code] = p
	}
	return d, nil
}

// load reads the accounts of these report ids that are not on the desk yet.
func (d *desk) load(ids ...string) error {
	absent := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == "" || d.accounts[id] != nil })
	for some := range slices.Chunk(absent, 400) {
		rows, err := gorm.G[models.Report](d.tx.DB).Where("id IN ?", some).Find(d.tx.Ctx)
		if err != nil {
			return err
		}
		if err := d.place(rows); err != nil {
			return err
		}
	}
	return nil
}

// know reads whose the reports of pairs are, who reads them and how many people they
// count as killed, but not what else they say.
func (d *desk) know(pairs map[string]models.Match) error {
	var ids []string
	for _, m := range pairs {
		for _, id := range []string{m.ReportA, m.ReportB} {
			if d.accounts[id] == nil && d.known[id] == nil {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	rows, err := d.tx.EndsOf(slices.Compact(ids))
	for _, r := range rows {
		d.known[r.ID] = &account{Report: r}
	}
	return err
}

// end is a report of a pair that is on the desk or known.
func (d *desk) end(id string) *account {
	if a := d.accounts[id]; a != nil {
		return a
	}
	return d.known[id]
}

// place puts reports on the desk with their facts.
func (d *desk) place(rows []models.Report) error { return hold(d.tx.Whole(), d.accounts, rows) }

// mutual tells whether each of two reports may be read by the other's partner.
func (d *desk) mutual(a, b *account) bool {
	return a.readableBy(d.partners[b.Partner]) && b.readableBy(d.partners[a.Partner])
}

// either tells whether at least one of two partners may read both reports: a pair
// that nobody may see is not made.
func (d *desk) either(a, b kind) bool {
	return a.readableBy(d.partners[b.Partner]) || b.readableBy(d.partners[a.Partner])
}

// record is an account packed under the weights in force.
func (d *desk) record(a *account) *matching.Record {
	if a.packed == nil {
		r := d.weights.pack(a.ID, a.Partner, a.Facts)
		a.packed = &r
	}
	return a.packed
}
