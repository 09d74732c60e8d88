// Package access says who may do what and who may see what. Doing is a table,
// seeing is one scope a record type; both can be read in one sitting.
package access

import (
	"slices"

	"concord/models"
)

// Action is something a person can ask for. It is also the name the audit log
// files a write under.
type Action string

const (
	SignedIn          Action = "SIGNED_IN" // whatever every signed-in person may do
	LogReport         Action = "LOG_REPORT"
	AmendReport       Action = "AMEND_REPORT"
	ShareReport       Action = "SHARE_REPORT"
	WithdrawReport    Action = "WITHDRAW_REPORT"
	ReadReports       Action = "READ_REPORTS"
	Import            Action = "IMPORT"
	Export            Action = "EXPORT"
	KeepViews         Action = "KEEP_VIEWS"
	Upload            Action = "UPLOAD"
	AddEvidence       Action = "ADD_EVIDENCE"
	ReadEvidence      Action = "READ_EVIDENCE" // what it is, not what it shows
	OpenEvidence      Action = "OPEN_EVIDENCE" // the file itself; each opening is a custody event
	RecordCustody     Action = "RECORD_CUSTODY"
	ShareEvidence     Action = "SHARE_EVIDENCE"
	SetExistence      Action = "SET_EXISTENCE"
	ChangeHold        Action = "CHANGE_HOLD"
	CheckEvidence     Action = "CHECK_EVIDENCE" // the program itself, when a file is damaged or whole again
	ReadIncidents     Action = "READ_INCIDENTS"
	ReadMatches       Action = "READ_MATCHES"
	ProposeMatch      Action = "PROPOSE_MATCH"
	DecideMatch       Action = "DECIDE_MATCH"
	RunMatching       Action = "RUN_MATCHING"
	ReadGaps          Action = "READ_GAPS"
	SetGapRules       Action = "SET_GAP_RULES" // what the partners settle for finding gaps
	ExplainGap        Action = "EXPLAIN_GAP"
	ProposeResolution Action = "PROPOSE_RESOLUTION"
	TakePosition      Action = "TAKE_POSITION"
	OpenInvestigation Action = "OPEN_INVESTIGATION"
	ReadCases         Action = "READ_CASES"
	ProposeTransition Action = "PROPOSE_TRANSITION"
	SignTransition    Action = "SIGN_TRANSITION"
	ReadStatements    Action = "READ_STATEMENTS"
	DraftStatement    Action = "DRAFT_STATEMENT"
	ApproveStatement  Action = "APPROVE_STATEMENT"
	ReleaseStatement  Action = "RELEASE_STATEMENT"
	ReadAudit         Action = "READ_AUDIT"
	ReadEvents        Action = "READ_EVENTS"
	ManagePeople      Action = "MANAGE_PEOPLE"
	SealIdentity      Action = "SEAL_IDENTITY"
	ReadIdentities    Action = "READ_IDENTITIES" // that they are held, not what they hold
	OpenIdentity      Action = "OPEN_IDENTITY"
	EraseIdentity     Action = "ERASE_IDENTITY"
	ReadMetrics       Action = "READ_METRICS"
	Anyone            Action = "ANYONE" // no sign-in: the public pages, health, signing in itself
)

// staff is everyone who works on content; ADMIN is not among them: who runs the
// machine reads nothing of what it holds.
var staff = []models.Role{models.CellClerk, models.CellLead, models.Investigator, models.LegalAdviser, models.Approver,
	models.PublicAffairs, models.Liaison, models.VictimLiaison, models.ArrangementAuthority}

var readers = append(slices.Clone(staff), models.Auditor)

// resolvers are those who work gaps and cases to an end (domain.md 3.2, 4.2).
var resolvers = []models.Role{models.CellLead, models.Investigator, models.LegalAdviser, models.Approver}

// Policy is who may do what. What is not in it is refused to everyone.
var Policy = map[Action][]models.Role{
	LogReport:         {models.CellClerk, models.CellLead},
	AmendReport:       {models.CellClerk, models.CellLead, models.Investigator},
	ShareReport:       {models.CellClerk, models.CellLead},
	WithdrawReport:    {models.CellClerk, models.CellLead},
	ReadReports:       readers,
	Import:            {models.CellClerk, models.CellLead},
	Export:            readers,
	KeepViews:         staff,
	Upload:            {models.CellClerk, models.CellLead, models.Investigator},
	AddEvidence:       {models.CellClerk, models.CellLead, models.Investigator},
	ReadEvidence:      readers,
	OpenEvidence:      staff,
	RecordCustody:     {models.CellLead, models.Investigator, models.LegalAdviser},
	ShareEvidence:     {models.CellLead, models.Investigator},
	SetExistence:      {models.CellLead, models.Investigator, models.LegalAdviser},
	ChangeHold:        {models.LegalAdviser},
	ReadIncidents:     readers,
	ReadMatches:       readers,
	ProposeMatch:      {models.CellClerk, models.CellLead},
	DecideMatch:       {models.CellLead},
	RunMatching:       {models.CellLead},
	ReadGaps:          readers,
	SetGapRules:       {models.ArrangementAuthority},
	ExplainGap:        append([]models.Role{models.CellClerk, models.Liaison}, resolvers...),
	ProposeResolution: resolvers,
	TakePosition:      resolvers,
	OpenInvestigation: {models.CellClerk, models.CellLead},
	ReadCases:         readers,
	ProposeTransition: resolvers,
	SignTransition:    resolvers,
	ReadStatements:    readers,
	DraftStatement:    {models.PublicAffairs},
	ApproveStatement:  {models.Approver},
	ReleaseStatement:  {models.PublicAffairs},
	ReadAudit:         {models.Auditor},
	ReadEvents:        readers,
	ManagePeople:      {models.Admin},
	SealIdentity:      {models.CellClerk, models.CellLead, models.Investigator, models.VictimLiaison},
	ReadIdentities:    staff,
	OpenIdentity:      {models.VictimLiaison, models.Investigator, models.LegalAdviser},
	EraseIdentity:     {models.VictimLiaison, models.LegalAdviser},
	ReadMetrics:       {models.Admin},
	SignedIn:          models.Roles,
}

// byHand is what no program may do with a token, whoever it acts for: a token lies
// in a file and nobody is asked for a reason (security.md 2.1).
var byHand = map[Action]bool{OpenIdentity: true, EraseIdentity: true}

// May tells whether who may do action. Whoever signed in as a partner's staff
// must belong to one: staff roles without a partner do nothing.
func May(who models.Actor, action Action) bool {
	if action == Anyone {
		return true
	}
	if who.Program && byHand[action] {
		return false
	}
	for _, role := range Policy[action] {
		if who.Has(role) && (who.Partner != "" || role == models.Auditor || role == models.Admin) {
			return true
		}
	}
	return false
}

// Check is May as an error that says which roles can.
func Check(who models.Actor, action Action) error {
	if May(who, action) {
		return nil
	}
	if len(who.Roles) == 0 {
		return &models.Error{Kind: models.SignIn, Detail: "Sign in first."}
	}
	if who.Program && byHand[action] {
		return models.Deny("A program cannot do this with a token. Sign in with your password and do it yourself.")
	}
	detail := "Your roles do not include this."
	if roles := Policy[action]; len(roles) > 0 {
		detail += " It can be done by:"
		for i, r := range roles {
			if i > 0 {
				detail += ","
			}
			detail += " " + string(r)
		}
		detail += "."
	}
	return models.Deny(detail)
}

// Allowed lists what who may do, for the interface to show only that.
func Allowed(who models.Actor) []Action {
	var can []Action
	for action := range Policy {
		if May(who, action) {
			can = append(can, action)
		}
	}
	slices.Sort(can)
	return can
}
