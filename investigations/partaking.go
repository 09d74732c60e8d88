package investigations

import (
	"slices"

	"concord/models"
	"concord/models/store"
)

// partaking is who takes part in an incident, and who of them may know of whom. A
// partner that takes part by a report which another party may not read is named nowhere
// to that one, and nothing waits for it: what waited would tell of the report. It counts
// like any other as soon as it shares its report, or does something that all parties see:
// moves or signs the case, drafts or approves a statement.
type partaking struct {
	parties  []string
	partners map[string]models.Partner
	accounts []*account // all under the incident; nil where every party may read each of them
	acted    []string   // partners that have shown themselves
}

// partake finds out who takes part, whoever looks. acting is a partner that is about to
// show itself, or "".
func partake(l store.Looker, incident string, partners map[string]models.Partner, acting string) (*partaking, error) {
	p := &partaking{partners: partners}
	ctx, all := l.Context(), store.Whole(l)
	rows, err := store.All[models.Participant](l).Where("incident = ?", incident).Order("partner").Find(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		p.parties = append(p.parties, r.Partner)
	}
	reports, err := store.Visible[models.Report](all).Select("id", "partner", "version_seq", "status", "sharing", "shared_with").Where("incident = ?", incident).Find(ctx)
	if err != nil || !slices.ContainsFunc(reports, func(r models.Report) bool { return p.kept(&account{Report: r}) }) {
		return p, err
	}
	byID := map[string]*account{}
	if err := withFacts(all, reports, byID); err != nil {
		return nil, err
	}
	for _, a := range byID {
		p.accounts = append(p.accounts, a)
	}
	p.acted, err = shownThemselves(all, incident)
	p.acted = append(p.acted, acting)
	return p, err
}

// kept tells whether an account is kept from one of the parties.
func (p *partaking) kept(a *account) bool {
	return slices.ContainsFunc(p.parties, func(code string) bool { return !a.readableBy(p.partners[code]) })
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
	if p.accounts == nil || party == from || slices.Contains(p.acted, party) {
		return false
	}
	var reads []*account
	for _, a := range p.accounts {
		if a.readableBy(p.partners[from]) {
			reads = append(reads, a)
		}
	}
	if told(reads, party) {
		return false
	}
	reporting := partnersOf(p.accounts) // while there is one, others take part because they were told
	return len(reporting) > 1 || slices.Contains(reporting, party)
}

// signing are the parties whose positions a joint step takes: those that every other
// party may know of.
func (p *partaking) signing() []string {
	return slices.DeleteFunc(slices.Clone(p.parties), func(party string) bool {
		return slices.ContainsFunc(p.parties, func(other string) bool { return p.hides(party, other) })
	})
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
