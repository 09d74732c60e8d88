package models

// Import is one file read in, so that it can be followed, shown and undone as one.
type Import struct {
	ID      string `gorm:"primaryKey"`
	Partner string
	Format  string
	Name    string
	SHA256  string
	At      Instant
	ByName  string
	State   string // one of the import states
	Summary []byte // JSON of ImportSummary
	Rejects []byte // the rejected rows as a file, with a column that says why; nil for none
	Changed []byte // JSON of map report id → the version the import made of it
}

// States of an import. A TRIED one was only tried, and stored nothing. A REFUSED
// one added nothing because of its bad cells; an INTERRUPTED one stopped with the
// service, after what its summary says.
const (
	ImportRunning     = "RUNNING"
	ImportTried       = "TRIED"
	ImportDone        = "DONE"
	ImportRefused     = "REFUSED"
	ImportFailed      = "FAILED"
	ImportInterrupted = "INTERRUPTED"
	ImportUndone      = "UNDONE"
)

// ImportSummary is what an import did. With any error nothing was added, unless
// the bad rows were to be left out.
type ImportSummary struct {
	ID         string      `json:"id,omitempty"`
	Format     string      `json:"format,omitempty"`
	DryRun     bool        `json:"dry_run,omitempty"`
	Rows       int         `json:"rows"`
	Added      int         `json:"added"`
	Changed    int         `json:"changed"`
	Unchanged  int         `json:"unchanged"`
	Rejected   int         `json:"rejected"`
	Errors     []RowError  `json:"errors"`
	Duplicates []Duplicate `json:"duplicates,omitempty"` // of a dry run: rows that may tell of something held already
	Matches    int         `json:"matches"`
	Gaps       int         `json:"gaps"`
	Problem    string      `json:"problem,omitempty"` // why it stopped, of one that failed
}

// Duplicate is a row that may repeat an earlier row of its file, OfRow, or a
// report of the same partner, Ref.
type Duplicate struct {
	Row   int    `json:"row"`
	OfRow int    `json:"of_row,omitempty"`
	Ref   string `json:"ref,omitempty"`
	ID    string `json:"report,omitempty"`
	Why   string `json:"why"`
}

// RowError names a bad cell: its row (1 is the header), its column, what is
// wrong with it and what would be right.
type RowError struct {
	Row     int    `json:"row"`
	Column  string `json:"column"`
	Message string `json:"message"`
}

// SavedMapping is how a partner reads the columns of one source, by its name.
type SavedMapping struct {
	Partner string `gorm:"primaryKey"`
	Name    string `gorm:"primaryKey"`
	Format  string
	Mapping []byte // JSON of formats.Mapping
	ByName  string
	At      Instant
}

func (SavedMapping) TableName() string { return "mappings" }
