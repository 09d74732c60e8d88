package models

// States of a configuration for finding gaps (GapSettings.State).
const (
	SettingsWaiting   = "WAITING"   // for each partner's authority
	SettingsAdopted   = "ADOPTED"   // in force, or it was: the one with the highest Version is
	SettingsDeclined  = "DECLINED"  // a partner's authority dissented
	SettingsWithdrawn = "WITHDRAWN" // by the partner that proposed it
)

// GapSettings is a configuration for finding gaps that somebody proposed. Config,
// Reason and who proposed it never change; it comes into force when each partner that
// is no observer has concurred.
type GapSettings struct {
	Seq     int64  `gorm:"primaryKey"`
	ID      string `gorm:"unique"`
	Config  []byte // JSON of the gaps.Config
	Reason  string
	ByName  string
	Partner string
	At      Instant
	State   string
	Version int      // 1 for the first that came into force, then 2 …; 0 never
	EndedAt *Instant // when it came into force, was declined or withdrawn
	Why     string   // it was declined or withdrawn
}

// Overtaken is a run whose rules are no longer in force: another has begun.
const Overtaken = "OVERTAKEN"

// GapRun finds all gaps anew under the rules in force. It is kept with how far it is,
// so that it goes on where it was when the program ends. At most one is RUNNING.
type GapRun struct {
	Seq       int64  `gorm:"primaryKey"`
	ID        string `gorm:"unique"`
	State     string // as of MatchRun, or OVERTAKEN
	Version   int    // of the rules it began under
	DoneTo    int64  // the number of the report up to which it is done
	Done      int64  // reports of Total
	Total     int64
	Cancel    bool   // somebody asks it to end
	Holder    string // names the program that is at it, "" while none is
	Why       string // it ended as it did
	ByName    string
	Partner   string
	StartedAt Instant
	SeenAt    Instant // when it last said that it goes on
	EndedAt   *Instant

	RuleVersion int // of the program's catalogue that it finds gaps by
}
