package models

import (
	"encoding/json"
	"time"

	"concord/geo"
)

// ReportFacts is what one partner asserts about one event in which civilians
// may have been harmed. It is the only part of a report a person types in,
// imports, amends, compares or exports; everything else is the system's own.
//
// "" and null are not known. Counts are closed intervals in persons, times are
// windows in UTC with the offset as stated, a place is a point with a radius in
// metres (api.md section 3, domain.md 2.3).
type ReportFacts struct {
	LocalRef         string           `json:"local_ref" validate:"max=120,line"` // unique within the partner; made up when empty
	Title            string           `json:"title" validate:"required,max=120,line"`
	Narrative        string           `json:"narrative" validate:"max=20000"`
	Category         string           `json:"category" validate:"required,code=INCIDENT_CAT"`
	OperationContext string           `json:"operation_context" validate:"code=OPERATION_CONTEXT"`
	ReceivedAt       *time.Time       `json:"received_at"`
	AwareAt          *time.Time       `json:"aware_at"`
	Started          *geo.Window      `json:"started" validate:"required"`
	Ended            *geo.Window      `json:"ended"`
	Place            *geo.Place       `json:"place" validate:"required"`
	OwnInvolvement   string           `json:"own_involvement" validate:"required,code=INVOLVEMENT"`
	Casualties       []Casualty       `json:"casualties" validate:"max=200,dive"`
	ObjectHarm       []ObjectHarm     `json:"object_harm" validate:"max=100,dive"`
	Responsibility   []Responsibility `json:"responsibility" validate:"max=50,dive"`
	Means            []Means          `json:"means" validate:"max=50,dive"`
	Sources          []Source         `json:"sources" validate:"max=100,dive"`
	Assessment       *Assessment      `json:"assessment"`
	LawConcern       string           `json:"law_concern" validate:"code=LAW_CONCERN"`
	MRM              []string         `json:"mrm" validate:"max=6,dive,code=MRM_VIOLATION"`

	// What follows is asked for when there is time; it is absent, not null, where
	// nothing is said, so that the shortest report stays short.
	MRMVerification   string      `json:"mrm_verification,omitempty" validate:"code=MRM_VERIFICATION"`
	InDeclaredTheatre *bool       `json:"in_declared_theatre,omitempty"`
	GroundOwner       string      `json:"ground_owner,omitempty" validate:"max=200,line"` // partner code or words: who owned the battlespace
	HarmDirect        string      `json:"harm_direct,omitempty" validate:"code=HARM_DIRECT"`
	Confidence        string      `json:"confidence,omitempty" validate:"code=CONFIDENCE"`
	ConfidenceReason  string      `json:"confidence_reason,omitempty" validate:"max=2000"` // needed with Confidence
	Places            []Place     `json:"places,omitempty" validate:"max=20,dive"`         // beside the main one
	People            []Person    `json:"people,omitempty" validate:"max=500,dive"`        // by pseudonym only
	Knowledge         []Knowledge `json:"knowledge,omitempty" validate:"max=200,dive"`     // who knew what, when
	Told              []Told      `json:"told,omitempty" validate:"max=200,dive"`          // who was told what, when

	// Extra keeps the columns of an imported file that no field of ours holds.
	Extra map[string]string `json:"extra,omitempty" validate:"max=200"`
}

// ObjectHarm is damage to one kind of object; Min and Max count objects.
type ObjectHarm struct {
	Object      string   `json:"object" validate:"required,code=SITE_TYPE"`
	Damage      string   `json:"damage" validate:"code=DAMAGE"`
	Min         *int     `json:"min" validate:"omitempty,gte=0"`
	Max         *int     `json:"max" validate:"omitempty,gte=0"`
	ServiceLost []string `json:"service_lost" validate:"max=8,dive,code=SERVICE"`

	Emblem      *bool `json:"emblem,omitempty"`                                                 // a protective emblem was shown
	AffectedMin *int  `json:"affected_min,omitempty" validate:"omitempty,gte=0,lte=1000000000"` // persons who lost the service
	AffectedMax *int  `json:"affected_max,omitempty" validate:"omitempty,gte=0,lte=1000000000"`
	DaysMin     *int  `json:"days_min,omitempty" validate:"omitempty,gte=0,lte=100000"` // days without it
	DaysMax     *int  `json:"days_max,omitempty" validate:"omitempty,gte=0,lte=100000"`
}

// Place is a further place of the incident: where bodies were found, where fire
// came from, the road or the quarter. The main one is ReportFacts.Place.
type Place struct {
	Role string `json:"role" validate:"required,code=PLACE_ROLE"`
	geo.Place
}

// Person is someone killed, harmed or heard, under a pseudonym. The name and
// everything else that identifies lies in a sealed object of its own that only
// the partner's named roles can open; Sealed is its id. A person is kept from
// other partners unless Shared is true.
type Person struct {
	Pseudonym  string `json:"pseudonym" validate:"required,max=40,line"` // "V-07", unique within the report
	Role       string `json:"role" validate:"required,code=PERSON_ROLE"`
	Outcome    string `json:"outcome,omitempty" validate:"code=OUTCOME"`
	Status     string `json:"status,omitempty" validate:"code=PERSON_STATUS"`
	Sex        string `json:"sex,omitempty" validate:"code=SEX"`
	Age        string `json:"age,omitempty" validate:"code=AGE_GROUP"` // at the time of the incident
	Family     string `json:"family,omitempty" validate:"max=40,line"` // a group's label, never a name
	Consent    string `json:"consent,omitempty" validate:"code=CONSENT"`
	InformedOn string `json:"informed_on,omitempty" validate:"omitempty,datetime=2006-01-02"`
	Sealed     string `json:"sealed,omitempty" validate:"max=40,line"`
	Shared     *bool  `json:"shared,omitempty"`
}

// Knowledge is one row of who knew what and when.
type Knowledge struct {
	At     *time.Time `json:"at" validate:"required"`
	Who    string     `json:"who" validate:"required,max=200,line"` // office or post, not a name
	What   string     `json:"what" validate:"required,max=2000"`
	Source *int       `json:"source,omitempty" validate:"omitempty,gte=1"` // number of the source, from 1
}

// Told is one row of which authority or family was told what and when.
type Told struct {
	At   *time.Time `json:"at" validate:"required"`
	Whom string     `json:"whom" validate:"required,max=200,line"`
	Kind string     `json:"kind" validate:"required,code=TOLD_KIND"`
	What string     `json:"what" validate:"required,max=2000"`
	By   string     `json:"by,omitempty" validate:"max=200,line"`
}

// Responsibility says who, by this account, did what: a role, never a share.
type Responsibility struct {
	Actor      string `json:"actor" validate:"required,max=200,line"` // a partner's code or free words
	ActorKind  string `json:"actor_kind" validate:"required,code=ACTOR_KIND"`
	Role       string `json:"role" validate:"required,code=ACT_ROLE"`
	Claim      string `json:"claim" validate:"code=CLAIM"`
	Confidence string `json:"confidence" validate:"code=CONFIDENCE"`
	Basis      string `json:"basis,omitempty" validate:"max=2000"`             // on what knowledge
	Support    string `json:"support,omitempty" validate:"max=400"`            // which support, lot or intelligence
	Sources    []int  `json:"sources,omitempty" validate:"max=100,dive,gte=1"` // numbers of sources, from 1
}

// Means is one weapon or other cause of the harm.
type Means struct {
	Cause       string  `json:"cause" validate:"code=CAUSE"`
	Weapon      string  `json:"weapon" validate:"code=WEAPON"`
	Delivery    string  `json:"delivery" validate:"code=DELIVERY"`
	FireMode    string  `json:"fire_mode,omitempty" validate:"code=FIRE_MODE"`
	Submunition string  `json:"submunition" validate:"code=SUBMUNITION"`
	Lot         *string `json:"lot" validate:"omitempty,max=120"` // lot or serial

	Munition    string `json:"munition,omitempty" validate:"max=200,line"`
	QuantityMin *int   `json:"quantity_min,omitempty" validate:"omitempty,gte=0,lte=1000000"`
	QuantityMax *int   `json:"quantity_max,omitempty" validate:"omitempty,gte=0,lte=1000000"`
	Fire        string `json:"fire,omitempty" validate:"code=FIRE"` // direct or indirect
	Confidence  string `json:"confidence,omitempty" validate:"code=CONFIDENCE"`
	Remnant     string `json:"remnant,omitempty" validate:"max=40,line"` // id of the evidence that shows it
}

// Source is where the account comes from. Reliability (A-F) and credibility
// (1-6) are two judgements; neither is ever filled in from the other. Shared
// false keeps the source from the other partners.
type Source struct {
	Kind        string  `json:"kind" validate:"required,code=SOURCE_KIND"`
	Reliability string  `json:"reliability" validate:"code=RELIABILITY"`
	Credibility *int    `json:"credibility" validate:"omitempty,gte=1,lte=6"`
	Title       string  `json:"title" validate:"max=2000"`
	Locator     *string `json:"locator" validate:"omitempty,max=2000"`
	Origin      *string `json:"origin" validate:"omitempty,max=400"` // sources with one origin count once
	Risk        string  `json:"risk" validate:"code=RISK"`
	Shared      *bool   `json:"shared,omitempty"`

	GradedBy    string            `json:"graded_by,omitempty" validate:"max=120,line"`
	GradedAt    *time.Time        `json:"graded_at,omitempty"`
	PublishedOn string            `json:"published_on,omitempty" validate:"omitempty,datetime=2006-01-02"`
	CollectedOn string            `json:"collected_on,omitempty" validate:"omitempty,datetime=2006-01-02"`
	Language    string            `json:"language,omitempty" validate:"max=12,line"`                // ISO 639-1
	SHA256      string            `json:"sha256,omitempty" validate:"omitempty,len=64,hexadecimal"` // of the archived copy
	Consent     string            `json:"consent,omitempty" validate:"code=CONSENT"`
	Protected   *bool             `json:"protected,omitempty"`                     // the identity is protected
	Sealed      string            `json:"sealed,omitempty" validate:"max=40,line"` // id of the sealed identity
	Summary     string            `json:"summary,omitempty" validate:"max=4000"`
	Claims      map[string]string `json:"claims,omitempty" validate:"max=50,dive,keys,max=120,line,endkeys,max=400"` // field → what exactly this source supports
}

// Assessment is what the partner concluded, by which standard and methods.
type Assessment struct {
	Status   string            `json:"status" validate:"code=ASSESS_STATUS"`
	Reasons  []string          `json:"reasons" validate:"max=20,dive,code=ASSESS_REASON"`
	Standard string            `json:"standard" validate:"code=PROOF_STANDARD"`
	Methods  map[string]string `json:"methods" validate:"max=13,dive,keys,code=METHOD,endkeys,code=METHOD_USE"`

	DecisionLevel      string `json:"decision_level,omitempty" validate:"code=DECISION_LEVEL"`
	ConflictOfInterest string `json:"conflict_of_interest,omitempty" validate:"code=CONFLICT"`
	PartnerIntel       *bool  `json:"partner_intel,omitempty"` // rests on the other partner's unshared material
	PartnerIntelNote   string `json:"partner_intel_note,omitempty" validate:"max=2000"`
}

// Sharing levels, from narrow to wide (security.md 2.2). JOINT reaches every
// ASSISTING, ASSISTED and CO_EQUAL partner, never an OBSERVER.
const (
	Origin = "ORIGIN"
	Named  = "NAMED"
	Joint  = "JOINT"
	Public = "PUBLIC"
)

// Report is one partner's account of one incident, without its facts: those lie
// in its versions, which never change. Two partners describing the same incident
// keep two reports; a confirmed match puts both under one Incident, nothing
// merges them. The index columns repeat facts of the newest version so that
// lists, filters and matching read them through an index.
type Report struct {
	Seq            int64    `gorm:"primaryKey"` // never leaves the database
	ID             string   `gorm:"unique"`
	Ref            string   // R-2031-0041702
	Partner        string   // code of the partner that asserts the facts
	LocalRef       string   // unique within the partner
	Incident       string   // the incident it is under now
	HomeIncident   string   // the one made for it when it was logged
	Version        int      // 1 on logging, +1 on each change
	VersionSeq     int64    // the ReportVersion that is in force
	Status         string   // RECORD_STATUS
	Sharing        string   // ORIGIN, NAMED, JOINT, PUBLIC
	SharedWith     string   // codes of the named partners, comma separated, sorted; "" unless NAMED
	SharedAt       *Instant // when another partner could first read it, nil for never
	LoggedAt       Instant  // when it entered this system
	LoggedBy       string   // name of the person
	AmendedAt      *Instant // when the version in force was made, nil for the first
	AmendedBy      string
	ImportID       string // the import that made it, or ""
	HasUnshared    bool   // some source is kept from the other partners
	Title          string
	Category       string
	SortAt         Instant // StartedFrom, or a moment before all others where not known
	StartedFrom    *Instant
	StartedTo      *Instant
	StartedDay     *int64 // of a report narrow in place and time: days since 1970 of StartedFrom, to search by day and latitude; else nil
	Lat            *float64
	Lon            *float64
	RadiusM        *float64
	Morton         *int64 // geo.Morton of the point
	PlaceKey       string // folded place name
	OwnInvolvement string
	AssessStatus   string
	KilledMin      *int // civilians and persons of status not stated, see Killed
	KilledMax      *int
	InjuredMin     *int
	InjuredMax     *int
	ChildrenMin    *int // children killed
	ChildrenMax    *int
}

// BeforeAll sorts what has no known time before everything else.
var BeforeAll = At(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))

// ReportVersion is one immutable version of a report: what was asserted or
// decided, by whom, when and why. Facts is the exact JSON that the audit log
// covers; a withdrawal or a change of sharing repeats the facts in force.
type ReportVersion struct {
	Seq        int64 `gorm:"primaryKey"`
	ReportID   string
	Version    int
	Ref        string // the report's, "" in versions made before it was kept here
	Home       string // the incident made for the report
	Partner    string
	Action     string // LOG, AMEND, SHARE, WITHDRAW
	At         Instant
	ByName     string
	Reason     string
	Status     string
	Sharing    string
	SharedWith string
	Facts      []byte
	Salt       []byte
}

// Killed is the count the lists show: civilians killed, else the total over
// statuses, else nothing.
func (f ReportFacts) Killed() Count { return f.harm("KILLED") }

// Injured is the same for people injured.
func (f ReportFacts) Injured() Count { return f.harm("INJURED") }

// ChildrenKilled is how many of them were under 18, whatever their status.
func (f ReportFacts) ChildrenKilled() Count {
	c, _ := Total(f.Casualties, Cell{Outcome: "KILLED", Age: "CHILD"})
	return c
}

func (f ReportFacts) harm(outcome string) Count {
	if c, ok := Total(f.Casualties, Cell{Outcome: outcome, Status: "CIVILIAN"}); ok {
		return c
	}
	c, _ := Total(f.Casualties, Cell{Outcome: outcome})
	return c
}

// Encode is the one JSON form of facts: what is stored, digested and answered.
func (f ReportFacts) Encode() ([]byte, error) { return json.Marshal(f) }

// DecodeFacts reads what Encode wrote.
func DecodeFacts(b []byte) (ReportFacts, error) {
	var f ReportFacts
	err := json.Unmarshal(b, &f)
	return f, err
}

// Share lets one partner read one report by name.
type Share struct {
	ReportID string `gorm:"primaryKey"`
	Partner  string `gorm:"primaryKey"`
}

func (Share) TableName() string { return "report_shares" }
