package models

// State of a case (domain.md 3.3).
type State string

const (
	Intake           State = "INTAKE"
	Notified         State = "NOTIFIED"
	InitialReview    State = "INITIAL_REVIEW"
	Assessing        State = "ASSESSMENT"
	Investigating    State = "INVESTIGATION"
	ReferredCriminal State = "REFERRED_CRIMINAL"
	AccessHold       State = "ACCESS_HOLD"
	JointReview      State = "JOINT_REVIEW"
	Agreed           State = "AGREED"
	AgreedInPart     State = "AGREED_IN_PART"
	DissentRecorded  State = "DISSENT_RECORDED"
	Responding       State = "RESPONSE"
	Closed           State = "CLOSED"
	ClosedNoAction   State = "CLOSED_NO_ACTION"
	Reopened         State = "REOPENED"
	MergedCase       State = "MERGED"
	SplitCase        State = "SPLIT"
	NotSameCase      State = "NOT_SAME"
)

// States is every state of a case.
var States = []State{Intake, Notified, InitialReview, Assessing, Investigating, ReferredCriminal, AccessHold, JointReview, Agreed, AgreedInPart,
	DissentRecorded, Responding, Closed, ClosedNoAction, Reopened, MergedCase, SplitCase, NotSameCase}

// Investigation is the one shared case of an incident, seen by all its parties.
type Investigation struct {
	Seq          int64  `gorm:"primaryKey"`
	ID           string `gorm:"unique"`
	Ref          string // C-2031-0041702
	Incident     string // the incident it is under now
	HomeIncident string // the one it was opened for
	State        State
	HeldFrom     State // the state an ACCESS_HOLD returns to, else ""
	Flags        string
	Version      int // +1 on each change; an approval names the version it means
	OpenedAt     Instant
	OpenedBy     string
	EnteredAt    Instant // when it came into State
	Packet       []byte  // JSON of the frozen packet while in JOINT_REVIEW and after
	PacketDigest string  // SHA-256 of Packet, hex
}

// Participant is a party of an incident: a partner that reports on it, is named
// in it, or was told of it and is asked for its account. Observers never are.
type Participant struct {
	Incident string `gorm:"primaryKey"`
	Partner  string `gorm:"primaryKey"`
}

// Transition is a move of a case, taken at once or waiting for every party.
type Transition struct {
	Seq           int64  `gorm:"primaryKey"`
	ID            string `gorm:"unique"`
	Investigation string
	FromState     State
	ToState       State
	Reason        string
	ByName        string
	Partner       string // "" where a rule took the step
	At            Instant
	State         string // PROPOSED, TAKEN, DECLINED, VOID
	TakenAt       *Instant
	Digest        string // of what is signed: the move, the case version and the packet
	VoidReason    string
}
