package gaps

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"concord/geo"
	"concord/models"
)

// Incident finds the gaps of all reports of one incident and of what bears on it: those
// between every two partners, of each report by itself, of partners that should have one,
// of reports from outside, and of requests, transfers, statements and responses. It is a
// function of its arguments alone, and their order makes no difference.
func Incident(ctx Context, accounts []Account, beside Beside) []models.Finding {
	accounts = slices.Clone(accounts)
	for i, a := range accounts {
		accounts[i] = a.counted()
	}
	slices.SortFunc(accounts, func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Partner, b.Partner), cmp.Compare(a.Report, b.Report))
	})
	var found []models.Finding
	live := Standing(accounts)
	for i, a := range live {
		found = append(found, Alone(ctx, a)...)
		for _, b := range live[i+1:] {
			if a.Partner != b.Partner && !ctx.observer(a) && !ctx.observer(b) {
				found = append(found, Pair(ctx, a, b, live...)...)
			}
		}
	}
	found = append(found, Missing(ctx, accounts)...)
	found = append(found, Twice(ctx, live)...)
	found = append(found, Outside(ctx, live)...)
	found = append(found, beside.find(ctx, accounts)...)
	return sorted(found)
}

// Standing are the accounts that were not withdrawn.
func Standing(accounts []Account) []Account {
	return slices.DeleteFunc(slices.Clone(accounts), func(a Account) bool { return a.Withdrawn })
}

func (c Context) observer(a Account) bool { return c.Partners[a.Partner].Observer }

// Missing finds partners that should have a report of an incident and have none (G01),
// once each: those named in another account, whose ground it was, or whose report was
// withdrawn. One whose supporting role nobody explains has a gap for that too (G06).
func Missing(ctx Context, accounts []Account) []models.Finding {
	live := Standing(accounts)
	s := &group{ctx: ctx, live: live}
	var absent []string
	for _, a := range accounts {
		if a.Withdrawn {
			absent = append(absent, a.Partner)
		}
		absent = append(append(absent, actors(a)...), a.Facts.GroundOwner)
	}
	slices.Sort(absent)
	for _, partner := range slices.Compact(absent) {
		p, known := ctx.Partners[partner]
		present := slices.ContainsFunc(live, func(a Account) bool { return a.Partner == partner })
		withdrew := slices.ContainsFunc(accounts, func(a Account) bool { return a.Withdrawn && a.Partner == partner })
		if known && !p.Observer && !present {
			s.missing(partner, withdrew)
		}
	}
	return sorted(s.found)
}

// group is the search for what is missing among accounts of one incident.
type group struct {
	ctx   Context
	live  []Account
	found []models.Finding
}

func (s *group) missing(partner string, withdrew bool) {
	var by *Account // the account that implicates it
	var roles []string
	for i := range s.live {
		a := &s.live[i]
		if r := rolesOf(a.Facts, partner); len(r) > 0 || a.Facts.GroundOwner == partner {
			if by == nil || len(roles) == 0 && len(r) > 0 {
				by = a
			}
			roles = append(roles, r...)
		}
	}
	slices.Sort(roles)
	roles = slices.Compact(roles)
	name := s.ctx.name(partner)
	title := fmt.Sprintf("%s has no report of this incident", name)
	switch {
	case by == nil && (!withdrew || len(s.live) == 0):
		return // nobody who stands by an account implicates it
	case by == nil:
		by = &s.live[0]
		title += ": it has withdrawn the one it had."
	case len(roles) > 0:
		title += fmt.Sprintf(", although %s's account gives it the role %s.", s.ctx.name(by.Partner), plain(roles...))
	default:
		title += fmt.Sprintf(", although %s's account says that it owned the ground.", s.ctx.name(by.Partner))
	}
	s.add(models.Finding{Code: "G01", Field: "report/" + partner, Relation: models.MissingRecord, Title: title}, *by, partner, nil)
	for _, r := range roles {
		if slices.Contains(supporting, r) {
			s.add(models.Finding{Code: "G06", Field: "responsibility/" + partner, Relation: models.MissingRecord,
				Title: fmt.Sprintf("%s's account shows %s in the role %s, which %s does not explain.", s.ctx.name(by.Partner), name, plain(r), name)}, *by, partner, roles)
			return
		}
	}
}

// add keeps A the partner whose code sorts first; the one without a report has no
// report id.
func (s *group) add(f models.Finding, by Account, partner string, stated any) {
	f.PartnerA, f.ReportA, f.PartnerB, f.ValueA = by.Partner, by.Report, partner, stated
	if partner < by.Partner {
		f.PartnerA, f.ReportA, f.ValueA = partner, "", nil
		f.PartnerB, f.ReportB, f.ValueB = by.Partner, by.Report, stated
	}
	s.ctx.score(&f, nil, s.live...)
	s.found = append(s.found, f)
}

// Twice finds two reports of one partner under one incident: one told twice (G80), or
// two where another partner has one (G82).
func Twice(ctx Context, live []Account) []models.Finding {
	var found []models.Finding
	for i, a := range live {
		for _, b := range live[i+1:] {
			if a.Partner != b.Partner {
				continue
			}
			f := models.Finding{PartnerA: a.Partner, ReportA: a.Report, PartnerB: b.Partner, ReportB: b.Report}
			others := slices.ContainsFunc(live, func(c Account) bool { return c.Partner != a.Partner })
			switch {
			case toldTwice(a, b):
				f.Code, f.Field, f.Relation = "G80", "report/"+a.Partner, models.Compatible
				f.Title = fmt.Sprintf("%s has two reports here that agree in time, place and numbers: they may be one.", ctx.name(a.Partner))
			case others:
				f.Code, f.Field, f.Relation = "G82", "incident", models.Different
				f.Title = fmt.Sprintf("%s tells of two incidents where another partner tells of one.", ctx.name(a.Partner))
			default:
				continue
			}
			ctx.score(&f, nil, a, b)
			found = append(found, f)
		}
	}
	return found
}

// toldTwice tells whether two reports of one partner may be the same one.
func toldTwice(a, b Account) bool {
	if a.Facts.Started != nil && b.Facts.Started != nil {
		if r, ok := geo.CompareWindows(*a.Facts.Started, *b.Facts.Started); ok && !r.Overlap {
			return false
		}
	}
	if a.Facts.Place != nil && b.Facts.Place != nil {
		if r, ok := geo.Compare(*a.Facts.Place, *b.Facts.Place); ok && !r.Compatible {
			return false
		}
	}
	ka, okA := a.total(models.Cell{Outcome: "KILLED"})
	kb, okB := b.total(models.Cell{Outcome: "KILLED"})
	if okA && okB && ka.Known() && kb.Known() {
		r, _ := relate(ka, kb)
		return r != models.Disjoint
	}
	return true
}

// mergedSecond tells whether the two reports of one side add up to the one of the other:
// it may have told of both strikes at once.
func mergedSecond(one Account, two []Account, outcome string) bool {
	cell := models.Cell{Outcome: outcome}
	whole, ok := one.total(cell)
	sum := models.Count{}
	for _, a := range two {
		c, stated := a.total(cell)
		if !stated || !c.Known() {
			return false
		}
		sum = models.Added(sum, c)
	}
	if !ok || !whole.Known() {
		return false
	}
	r, _ := relate(whole, sum)
	return r != models.Disjoint
}

// Outside finds where reports of observers, civil society among them, say something else
// than a partner: their own column, never one side of the partners' disagreement (G70).
// Each is held against each partner's report by itself, so that whoever may read the two
// reports may read all that the gap says: not what another partner keeps back, nor what
// partners have agreed on.
func Outside(ctx Context, live []Account) []models.Finding {
	var found []models.Finding
	for _, o := range live {
		for _, p := range live {
			if ctx.observer(o) && !ctx.observer(p) {
				found = append(found, outside(ctx, p, o)...)
			}
		}
	}
	return found
}

func outside(ctx Context, p, o Account) (found []models.Finding) {
	add := func(field string, ours, theirs any, relation models.Relation, magnitude float64, title string) {
		f := models.Finding{Code: "G70", Field: field, Relation: relation, Magnitude: magnitude, Title: title,
			PartnerA: p.Partner, ReportA: p.Report, ValueA: ours, PartnerB: o.Partner, ReportB: o.Report, ValueB: theirs}
		if o.Partner < p.Partner {
			f.PartnerA, f.ReportA, f.ValueA, f.PartnerB, f.ReportB, f.ValueB = f.PartnerB, f.ReportB, f.ValueB, f.PartnerA, f.ReportA, f.ValueA
		}
		ctx.score(&f, nil, p, o)
		found = append(found, f)
	}
	for _, outcome := range outcomes {
		cell := models.Cell{Outcome: outcome, Status: "CIVILIAN"}
		theirs, said := o.total(cell)
		ours, known := p.total(cell)
		if !said || !theirs.Known() || !known || !ours.Known() {
			cell.Status = ""
			theirs, said = o.total(cell)
			ours, known = p.total(cell)
		}
		if !said || !theirs.Known() || !known || !ours.Known() {
			continue
		}
		if r, m := relate(ours, theirs); r == models.Disjoint && (m > float64(ctx.Config.Tolerances.People) || zero(ours) || zero(theirs)) {
			add(cell.Path(), ours, theirs, r, m, fmt.Sprintf("%s counts %s, %s %s.", ctx.name(o.Partner), counted(theirs, called(cell)), ctx.name(p.Partner), ours.Text()))
		}
	}
	if p.Facts.Place != nil && o.Facts.Place != nil {
		if r, ok := geo.Compare(*p.Facts.Place, *o.Facts.Place); ok && r.Distance > r.Sum+float64(ctx.Config.Tolerances.Metres) {
			add("place", p.Facts.Place, o.Facts.Place, models.Distant, math.Round(r.Distance), fmt.Sprintf("%s places it %s from where %s does.", ctx.name(o.Partner), metres(r.Distance), ctx.name(p.Partner)))
		}
	}
	if p.Facts.Started != nil && o.Facts.Started != nil {
		if r, ok := geo.CompareWindows(*p.Facts.Started, *o.Facts.Started); ok && !r.Overlap && r.GapMinutes >= float64(ctx.Config.Tolerances.Minutes) {
			add("started", p.Facts.Started, o.Facts.Started, models.Disjoint, math.Round(r.GapMinutes), fmt.Sprintf("The time that %s gives does not meet that of %s.", ctx.name(o.Partner), ctx.name(p.Partner)))
		}
	}
	theirs := causers(o.Facts)
	if own := causers(p.Facts); len(theirs) > 0 && len(own) > 0 && !slices.ContainsFunc(theirs, func(a string) bool { return slices.Contains(own, a) }) {
		add("responsibility", own, theirs, models.Different, 0, fmt.Sprintf("%s names others as having done it than %s.", ctx.name(o.Partner), ctx.name(p.Partner)))
	}
	return found
}
