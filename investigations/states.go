package investigations

import (
	"time"

	"concord/models"
)

// move is one line of the workflow (domain.md 3.3). The workflow is this table
// and nothing else: what is not in it is forbidden to everybody.
type move struct {
	from    []models.State
	to      models.State
	signers []models.Role // who proposes and, where both is set, who signs
	both    bool          // every party signs; silence is no position
	after   time.Duration // with both: this long after it was proposed one signature is enough
	reason  bool          // a reason is needed
	needs   []condition   // what must hold first
	means   string        // one sentence for the interface
}

// condition is a precondition and says in words what is missing; "" is nothing.
type condition func(*situation) string

var (
	leads         = []models.Role{models.CellLead}
	investigators = []models.Role{models.Investigator}
	approvers     = []models.Role{models.Approver}
)

var underWay = []models.State{models.Assessing, models.Investigating}

// Clocks of domain.md 3.4 that moves depend on.
const (
	t7 = 14 * 24 * time.Hour // joint review although one side is absent
	t8 = 10 * 24 * time.Hour // concurrence after the packet is frozen
	l3 = 15 * 24 * time.Hour // escalation to the arrangement authority
)

var workflow = []move{
	{from: []models.State{models.Notified}, to: models.InitialReview, signers: leads, needs: []condition{linkDecided},
		means: "Both partners' reports are in, or the case goes on with one side alone."},
	{from: []models.State{models.InitialReview}, to: models.Assessing, signers: leads,
		means: "Harm is possible: the reports and their differences are assessed. One partner's wish is enough."},
	{from: []models.State{models.InitialReview}, to: models.ClosedNoAction, signers: approvers, both: true, reason: true,
		means: "All parties close the case: a duplicate, no incident, or nobody's forces were involved. It can be opened again."},
	{from: []models.State{models.Assessing}, to: models.Investigating, signers: approvers, reason: true,
		means: "A joint team investigates. No partner can prevent this."},
	{from: underWay, to: models.ReferredCriminal, signers: []models.Role{models.LegalAdviser, models.Approver}, reason: true, needs: []condition{lawConcern},
		means: "The partner with jurisdiction refers it to a prosecutor; facts and response go on here."},
	{from: []models.State{models.ReferredCriminal}, to: models.Investigating, signers: approvers, reason: true,
		means: "The case goes on beside the criminal proceedings."},
	{from: underWay, to: models.AccessHold, signers: leads, reason: true,
		means: "Work waits for access to the place or to people; give the date of the next look, within 30 days."},
	{from: []models.State{models.AccessHold}, to: models.Assessing, signers: leads, reason: true, needs: []condition{heldFrom(models.Assessing)},
		means: "Work goes on where it was held."},
	{from: []models.State{models.AccessHold}, to: models.Investigating, signers: leads, reason: true, needs: []condition{heldFrom(models.Investigating)},
		means: "Work goes on where it was held."},
	{from: underWay, to: models.JointReview, signers: investigators, both: true, after: t7, needs: []condition{ownersNamed},
		means: "The findings are frozen as one packet, which the approvers of all parties then sign or dissent from."},
	{from: []models.State{models.JointReview}, to: models.Agreed, signers: approvers, both: true, needs: []condition{noOpenSerious, noDissent, standardsRecorded, packetCurrent},
		means: "All parties sign the same packet: its values become the agreed ones."},
	{from: []models.State{models.JointReview}, to: models.AgreedInPart, signers: approvers, both: true, reason: true, needs: []condition{noOpenSerious, someDissent, packetCurrent},
		means: "All parties sign what they agree on; where they differ both views are printed side by side."},
	{from: []models.State{models.JointReview}, to: models.DissentRecorded, signers: approvers, reason: true, needs: []condition{otherDissented},
		means: "One party has signed and another has dissented or given no position in time; both are printed as they are."},
	{from: []models.State{models.JointReview}, to: models.Assessing, signers: investigators, reason: true,
		means: "New evidence or a rejected finding: work goes on and every approval of this packet dies."},
	{from: []models.State{models.JointReview}, to: models.Investigating, signers: investigators, reason: true,
		means: "New evidence or a rejected finding: work goes on and every approval of this packet dies."},
	{from: []models.State{models.Agreed, models.AgreedInPart, models.DissentRecorded}, to: models.Responding, signers: leads, reason: true,
		means: "The response to those harmed is planned, or the reason why there is none is given."},
	{from: []models.State{models.Responding}, to: models.Closed, signers: approvers, both: true, after: t8, reason: true,
		means: "Statement, response and lessons are decided, or why there are none is said. The case is archived; it can be opened again."},
	{from: []models.State{models.Closed, models.ClosedNoAction}, to: models.Reopened, signers: leads, reason: true,
		means: "A new allegation or new evidence. No partner can prevent this."},
	{from: []models.State{models.Reopened}, to: models.Assessing, signers: leads,
		means: "The assessment begins again; what was found before stays readable."},
}

// closedStates ask for nothing more.
var closedStates = []models.State{models.Closed, models.ClosedNoAction, models.MergedCase, models.SplitCase, models.NotSameCase}

// clock is how long a state may take (domain.md 3.4). Late is shown, never
// closed by itself.
type clock struct {
	name string
	due  time.Duration
}

var clocks = map[models.State]clock{
	models.Notified:      {"T2", 72 * time.Hour},
	models.InitialReview: {"T3", 7 * 24 * time.Hour},
	models.Assessing:     {"T4", 30 * 24 * time.Hour},
	models.Investigating: {"T4b", 60 * 24 * time.Hour},
	models.JointReview:   {"T8", t8},
	models.AccessHold:    {"HOLD", 30 * 24 * time.Hour},
}
