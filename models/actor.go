package models

import (
	"slices"
	"strings"
)

// Role is what a person does in the joint work (domain.md 3.2).
type Role string

const (
	CellClerk            Role = "CELL_CLERK"
	CellLead             Role = "CELL_LEAD"
	Investigator         Role = "INVESTIGATOR"
	LegalAdviser         Role = "LEGAL_ADVISER"
	Approver             Role = "APPROVER"
	PublicAffairs        Role = "PUBLIC_AFFAIRS"
	Liaison              Role = "LIAISON"
	VictimLiaison        Role = "VICTIM_LIAISON"
	ArrangementAuthority Role = "ARRANGEMENT_AUTHORITY"
	Auditor              Role = "AUDITOR"
	Admin                Role = "ADMIN"
)

// Roles lists every role a person can hold.
var Roles = []Role{CellClerk, CellLead, Investigator, LegalAdviser, Approver, PublicAffairs,
	Liaison, VictimLiaison, ArrangementAuthority, Auditor, Admin}

// Actor is the person on whose behalf something happens. Nothing happens on
// nobody's behalf; what the program does by itself is done by System.
type Actor struct {
	UserID  string
	Name    string // the name signed in with, such as orl.clerk
	Partner string // partner code; "" for auditors and administrators
	Kind    string // the partner's role in the arrangement: ASSISTING, ASSISTED, CO_EQUAL, OBSERVER
	Roles   []Role
	Program bool // a program acts for the person, with a token
}

// System acts where a rule and not a person takes the step, such as INTAKE to
// NOTIFIED. It has no rights of its own: it writes inside a person's transaction.
var System = Actor{Name: "system"}

// Has tells whether the actor holds any of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// Observer tells whether the actor's partner only reports from outside.
func (a Actor) Observer() bool { return a.Kind == "OBSERVER" }

// SplitRoles reads role codes separated by commas.
func SplitRoles(text string) []Role {
	var roles []Role
	for _, r := range strings.Split(text, ",") {
		if r != "" {
			roles = append(roles, Role(r))
		}
	}
	return roles
}
