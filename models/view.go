package models

// SavedView is a list with its filters, kept under a name: for the person who made
// it, or for everybody of the partner.
type SavedView struct {
	Seq     int64 `gorm:"primaryKey"`
	ID      string
	Partner string
	UserID  string // who made it and alone may change it
	ByName  string
	Name    string
	Screen  string // one of Screens
	Query   string // as the address of the screen has it, without a question mark
	Shared  bool   // with the whole partner
	At      Instant
}

func (SavedView) TableName() string { return "saved_views" }

// Screens are the lists that can be kept as a view.
var Screens = []string{"incidents", "map", "timeline", "reports", "gaps", "matches", "board", "statements"}
