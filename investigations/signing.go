package investigations

import (
	"slices"
	"strings"

	"concord/investigations/gaps"
	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// signer is one person who concurs with a proposal.
type signer struct {
	models.Signature
	roles []models.Role
}

// signers are those who concur with a proposal, a person each: what somebody took
// back, and what others of the partner answered since, changes nothing for them.
func signers(steps []models.GapStep, proposal string) []signer {
	var out []signer
	without := func(name string) {
		out = slices.DeleteFunc(out, func(s signer) bool { return s.By == name })
	}
	for _, s := range steps {
		if s.Proposal != proposal {
			continue
		}
		switch s.Kind {
		case models.StepProposed, models.StepAnswered:
			without(s.ByName)
			if (Stance{Stance: s.Stance}).Concurs() {
				one := signer{Signature: models.Signature{Partner: s.Partner, By: s.ByName, At: s.At}}
				for _, r := range csv(s.Roles) {
					one.roles = append(one.roles, models.Role(r))
				}
				out = append(out, one)
			}
		case models.StepPositionWithdrawn: // the partner takes back its position, whoever of it signed
			out = slices.DeleteFunc(out, func(x signer) bool { return x.Partner == s.Partner })
		}
	}
	slices.SortStableFunc(out, func(a, b signer) int {
		if a.Partner != b.Partner {
			return strings.Compare(a.Partner, b.Partner)
		}
		return a.At.Compare(b.At.Time)
	})
	return out
}

func signaturesOf(all []signer) []models.Signature {
	out := make([]models.Signature, len(all))
	for i, s := range all {
		out[i] = s.Signature
	}
	return out
}

// senior sign for every gap beside those whom the catalogue names.
var senior = []models.Role{models.LegalAdviser, models.Approver}

// resolving are the roles whose signature ends a serious gap: those of the catalogue
// that can sign at all, and the senior ones.
func resolving(code string) []models.Role {
	var roles []models.Role
	for _, r := range gaps.Roles(code) {
		if slices.Contains(access.Policy[access.TakePosition], r) {
			roles = append(roles, r)
		}
	}
	if len(roles) == 0 {
		return access.Policy[access.TakePosition]
	}
	for _, r := range senior {
		if !slices.Contains(roles, r) {
			roles = append(roles, r)
		}
	}
	return roles
}

// needsOf are the signatures a proposal still lacks beside one position a party: of
// the roles that resolve such a gap where one value is adopted or the gap is critical,
// of the legal advisers where a minimum goes below every one stated, of the leads
// where a link is undone. A partner that has nobody in such a role is not held up.
func needsOf(tx *store.Tx, p *models.Proposal, g models.Gap, parties []string, signed []signer) ([]models.Need, error) {
	var needs []models.Need
	add := func(party string, roles []models.Role, why string) error {
		for _, s := range signed {
			if s.Partner == party && slices.ContainsFunc(s.roles, func(r models.Role) bool { return slices.Contains(roles, r) }) {
				return nil
			}
		}
		there, err := anybody(tx, party, roles)
		if err == nil && there {
			needs = append(needs, models.Need{Partner: party, Roles: roles, Why: why})
		}
		return err
	}
	ends := p.Outcome != "AWAITING_INFORMATION" && p.Outcome != models.Reopen
	critical := ends && g.Severity == "CRITICAL"
	for _, party := range parties {
		if critical || strings.HasPrefix(p.Outcome, "ADOPT_") {
			if err := add(party, resolving(g.Code), "RESOLVER"); err != nil {
				return nil, err
			}
		}
		if p.Below {
			if err := add(party, []models.Role{models.LegalAdviser}, "DOWNWARD"); err != nil {
				return nil, err
			}
		}
		if p.Outcome == "NOT_SAME_INCIDENT" {
			if err := add(party, []models.Role{models.CellLead}, "UNLINK"); err != nil {
				return nil, err
			}
		}
	}
	if critical && len(parties) == 1 && len(signed) < 2 { // no single person for both signatures
		needs = append(needs, models.Need{Partner: parties[0], Roles: resolving(g.Code), Why: "SECOND_PERSON"})
	}
	return needs, nil
}

// anybody tells whether a partner has somebody who can sign in one of these roles.
func anybody(tx *store.Tx, partner string, roles []models.Role) (bool, error) {
	people, err := gorm.G[models.User](tx.DB).Select("roles").Where("partner = ? AND active", partner).Find(tx.Ctx)
	return slices.ContainsFunc(people, func(u models.User) bool {
		return slices.ContainsFunc(csv(u.Roles), func(r string) bool { return slices.Contains(roles, models.Role(r)) })
	}), err
}
