package models

// Upload is a file that comes in chunks. It is its sender's alone, for a day after
// the last chunk, and is no record: nothing of it is in the log until it becomes
// evidence or is imported.
type Upload struct {
	ID       string `gorm:"primaryKey"`
	UserID   string // the only person who may know of it
	Partner  string // whose folder it lies in
	Purpose  string // evidence or import
	Name     string // of the file
	Size     int64  // bytes in all
	Received int64  // bytes on disk and acknowledged
	Started  Instant
	Seen     Instant // of the last chunk
}

// Done tells whether every byte has come.
func (u Upload) Done() bool { return u.Received == u.Size }
