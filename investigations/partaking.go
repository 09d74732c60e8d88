package investigations

import (
	"maps"
	"slices"

	"concord/models"
	"concord/models/store"
)

// partaking is who takes part in an incident, and who of them may know of whom. A
// partner that takes part by a report which another party may not read is named nowhere
// to that one, and nothing waits for it: what waited would tell of the report. It counts
// like any other as soon as it shares its report, or does something that the other sees:
// moves or signs the case, drafts or approves a statement, speaks on a gap that both read.
type partaking struct {
	parties  []string
	partners map[string]models.Partner
	accounts []*account // all under the incident; nil where every party may read each of them
	acted    []string   // partners that have shown themselves to all parties
	spoke    []spoken   // what partners did where those see it who read two reports
}

// spoken is that a partner did something on a gap of these reports.
type spoken struct {
	partner string
	reports []string
}

// partake finds out who takes part, whoever looks. acting is a partner that is about to
// show itself, or "".
func partake(l store.Looker, incident string, partners map[string]models.Partner, acting string) (*partaking, error) {
	found, err := partakeIn(l, []string{incident}, partners)
	if err != nil {
		return nil, err
	}
	p := found[incident]
	p.acted = append(p.acted, acting)
	return p, nil
}

// partakeIn is partake for many incidents at once.
func partakeIn(l store.Looker, incidents []string, partners map[string]models.Partner) (map[string]*partaking, error) {
	out := map[string]*partaking{}
	for _, id := range incidents {
		out[id] = &partaking{partners: partners}
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(out)), 400) {
		rows, err := store.All[models.Participant](l).Where("incident IN ?", some).Order("partner").Find(l.Context())
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.Incident].parties = append(out[r.Incident].parties, r.Partner)
		}
		if err := weighKept(l, some, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// weighKept reads the accounts of those incidents in which one is kept from a party or
// from the looker.
func weighKept(l store.Looker, incidents []string, out map[string]*partaking) error {
	all := store.Whole(l)
	rows, err := store.Visible[models.Report](all).Select("id", "incident", "partner", "version_seq", "status", "sharing", "shared_with").Where("incident IN ?", incidents).Find(l.Context())
	if err != nil {
		return err
	}
	under := map[string][]models.Report{}
	for _, r := range rows {
		under[r.Incident] = append(under[r.Incident], r)
	}
	var kept []models.Report
	var in []string
	for _, id := range incidents {
		if slices.ContainsFunc(under[id], func(r models.Report) bool { return out[id].kept(&account{Report: r}, l.Person().Partner) }) {
			kept, in = append(kept, under[id]...), append(in, id)
		}
	}
	if len(in) == 0 {
		return nil
	}
	byID := map[string]*account{}
	if err := withFacts(all, kept, byID); err != nil {
		return err
	}
	for _, a := range byID {
		out[a.Incident].accounts = append(out[a.Incident].accounts, a)
	}
	for _, id := range in {
		if out[id].acted, err = shownThemselves(all, id); err == nil {
			out[id].spoke, err = spokeOnGaps(all, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// kept tells whether an account is kept from one of the parties, or from who looks.
func (p *partaking) kept(a *account, looker string) bool {
	return slices.ContainsFunc(append(slices.Clone(p.parties), looker), func(code string) bool { return code != "" && !a.readableBy(p.partners[code]) })
}

// spokenKinds are the steps in the course of a gap that a partner takes by itself; the
// others come of what its report says, or of another step.
var spokenKinds = []string{models.StepExplained, models.StepExplanationWithdrawn, models.StepProposed, models.StepAnswered,
	models.StepPositionWithdrawn, models.StepProposalWithdrawn, models.StepReversed}

// spokeOnGaps is what partners did on the gaps of an incident.
func spokeOnGaps(all store.Looker, incident string) (out []spoken, err error) {
	ctx := all.Context()
	rows, err := store.Visible[models.Gap](all).Select("id", "report_a", "report_b").
		Where("(incident = ? OR incident_b = ?) AND EXISTS (SELECT 1 FROM gap_steps WHERE gap_steps.gap_id = gaps.id AND gap_steps.kind IN ?)", incident, incident, spokenKinds).Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	reports := map[string][]string{}
	for _, g := range rows {
		reports[g.ID] = []string{g.ReportA}
		if g.ReportB != "" {
			reports[g.ID] = append(reports[g.ID], g.ReportB)
		}
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(reports)), 400) {
		steps, err := store.Visible[models.GapStep](all).Select("gap_id", "partner").Where("gap_id IN ? AND kind IN ?", some, spokenKinds).Find(ctx)
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			out = append(out, spoken{s.Partner, reports[s.GapID]})
		}
	}
	return out, nil
}

// shownThemselves are the partners that did something with the case or a statement of an
// incident, which every party sees.
func shownThemselves(all store.Looker, incident string) (codes []string, err error) {
	ctx := all.Context()
	cases, err := store.Visible[models.Investigation](all).Select("id").Where("incident = ?", incident).Find(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(cases))
	for i, c := range cases {
		ids[i] = c.ID
	}
	moves, err := store.Visible[models.Transition](all).Select("id", "partner").Where("investigation IN ?", ids).Find(ctx)
	if err != nil {
		return nil, err
	}
	statements, err := store.Visible[models.Statement](all).Select("id", "partner").Where("incident = ?", incident).Find(ctx)
	if err != nil {
		return nil, err
	}
	var subjects []string
	for _, m := range moves {
		subjects, codes = append(subjects, m.ID), append(codes, m.Partner)
	}
	for _, s := range statements {
		subjects, codes = append(subjects, s.ID), append(codes, s.Partner)
	}
	positions, err := store.All[models.Position](all).Where("subject IN ?", subjects).Find(ctx)
	for _, s := range positions {
		codes = append(codes, s.Partner)
	}
	return codes, err
}

// hides tells whether a party takes part by what another may not read, and by nothing else.
func (p *partaking) hides(party, from string) bool {
	if p.accounts == nil || party == from || slices.Contains(p.acted, party) && slices.Contains(p.parties, from) {
		return false
	}
	var reads []*account
	for _, a := range p.accounts {
		if a.readableBy(p.partners[from]) {
			reads = append(reads, a)
		}
	}
	if len(reads) == len(p.accounts) {
		return false
	}
	seen := func(report string) bool {
		return slices.ContainsFunc(reads, func(a *account) bool { return a.ID == report })
	}
	if told(reads, party) || slices.ContainsFunc(p.spoke, func(s spoken) bool {
		return s.partner == party && !slices.ContainsFunc(s.reports, func(id string) bool { return !seen(id) })
	}) {
		return false
	}
	reporting := partnersOf(p.accounts) // while there is one, others take part because they were told
	return len(reporting) > 1 || slices.Contains(reporting, party)
}

// signing are the parties whose positions a joint step takes: those that every other
// party may know of.
func (p *partaking) signing() []string { return p.among(p.parties) }

// among are those of some parties that every other of them may know of.
func (p *partaking) among(parties []string) []string {
	return slices.DeleteFunc(slices.Clone(parties), func(party string) bool {
		return slices.ContainsFunc(parties, func(other string) bool { return p.hides(party, other) })
	})
}

// concerned are the parties that a gap concerns: those it lies between, and of the others
// those that may read both reports. One that may not see a gap cannot hold it up.
func (p *partaking) concerned(g models.Gap, reports ...models.Report) (out []string) {
	for _, code := range p.parties {
		reads := !slices.ContainsFunc(reports, func(r models.Report) bool {
			return (r.ID == g.ReportA || r.ID == g.ReportB) && !(&account{Report: r}).readableBy(p.partners[code])
		})
		if reads || sideOfGap(g, code) {
			out = append(out, code)
		}
	}
	return out
}

func sideOfGap(g models.Gap, partner string) bool {
	return partner != "" && (partner == g.PartnerA || partner == g.PartnerB)
}

// asked are those of whom a gap concerns whose positions an outcome takes: those that
// every other of them may know of. That two reports tell of two incidents is for the two
// partners to say whose reports they are, as they alone say that they are the same: each
// could part them without asking anybody (domain.md 3.1, 4.4).
func (p *partaking) asked(g models.Gap, concerned []string, outcome string) []string {
	known := p.among(concerned)
	return slices.DeleteFunc(slices.Clone(concerned), func(code string) bool {
		return !sideOfGap(g, code) && (outcome == "NOT_SAME_INCIDENT" || !slices.Contains(known, code))
	})
}

// names tells whether a person may know that a partner has to do with a gap it reads.
func (p *partaking) names(g models.Gap, partner string, who models.Actor) bool {
	return who.Partner == "" || partner == "" || sideOfGap(g, partner) || !p.hides(partner, who.Partner)
}

// shown are the parties that a person may know of.
func (p *partaking) shown(who models.Actor) []string {
	out := []string{}
	for _, party := range p.parties {
		if who.Partner == "" || !p.hides(party, who.Partner) {
			out = append(out, party)
		}
	}
	return out
}

// Signing are the parties of an incident that sign what is said or done jointly.
func Signing(l store.Looker, incident string) ([]string, error) {
	d, err := partnersFor(l)
	if err != nil {
		return nil, err
	}
	p, err := partake(l, incident, d.partners, "")
	if err != nil {
		return nil, err
	}
	return p.signing(), nil
}
