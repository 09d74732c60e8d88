package gaps

import (
	"cmp"
	"slices"

	"concord/models"
)

// Pair finds the differences between two partners' reports of one incident. The
// order of the arguments makes no difference: A is the partner whose code sorts
// first. beside are the other reports of the incident: where one side has two, they tell
// why the numbers differ.
func Pair(ctx Context, a, b Account, beside ...Account) []models.Finding {
	if cmp.Or(cmp.Compare(a.Partner, b.Partner), cmp.Compare(a.Report, b.Report)) > 0 {
		a, b = b, a
	}
	p := &pair{ctx: ctx, a: a.counted(), b: b.counted(), beside: beside}
	for _, find := range []func(){p.assessment, p.standing, p.responsibility, p.involvement, p.support, p.harm, p.place, p.site, p.time, p.means, p.submunition, p.quantity, p.standard, p.grades, p.definitions} {
		find()
	}
	p.unshared()
	return sorted(p.found)
}

// pair is one comparison under way.
type pair struct {
	ctx    Context
	a, b   Account
	beside []Account
	found  []models.Finding
}

// add scores a finding between the two and keeps it.
func (p *pair) add(f models.Finding, extra ...models.Points) {
	f.PartnerA, f.PartnerB, f.ReportA, f.ReportB = p.a.Partner, p.b.Partner, p.a.Report, p.b.Report
	p.ctx.score(&f, extra, p.a, p.b)
	p.found = append(p.found, f)
}

func sorted(fs []models.Finding) []models.Finding {
	slices.SortStableFunc(fs, func(x, y models.Finding) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Field, y.Field), cmp.Compare(x.PartnerB, y.PartnerB), cmp.Compare(x.PartnerA, y.PartnerA))
	})
	return fs
}

func (p *pair) nameA() string { return p.ctx.name(p.a.Partner) }
func (p *pair) nameB() string { return p.ctx.name(p.b.Partner) }
