// Package uploads takes files in chunks over lines that break: what was acknowledged
// is on disk, what was not is sent again from where it stopped. A finished upload
// becomes evidence or is imported; one that nobody finishes goes after a day.
package uploads

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/store"
	"concord/models/vault"

	"gorm.io/gorm"
)

// Limits of uploads under way.
const (
	MostChunk  = 8 << 20        // bytes of one chunk
	Kept       = 24 * time.Hour // after the last chunk
	mostOf     = 10             // uploads of one person
	mostWithin = 50             // of one partner
	filesOf    = 4              // bytes of one person, in largest files
	filesIn    = 16             // bytes of one partner, in largest files
)

// Purposes of an upload.
const (
	ForEvidence = "evidence"
	ForImport   = "import"
)

// Facts is what begins an upload; Size is in bytes.
type Facts struct {
	Name    string `json:"name" validate:"required,max=200,line"`
	Size    int64  `json:"size"`
	Purpose string `json:"purpose"`
}

func (f Facts) check(most int64) error {
	problems := models.CheckTags(f)
	switch {
	case f.Size < 1:
		problems = append(problems, models.FieldError{Pointer: "/size", Detail: "Give the size of the file in bytes; an empty file holds nothing."})
	case f.Size > most:
		problems = append(problems, models.FieldError{Pointer: "/size", Detail: fmt.Sprintf("The file has %d bytes; at most %d are taken.", f.Size, most)})
	}
	if f.Purpose != ForEvidence && f.Purpose != ForImport {
		problems = append(problems, models.FieldError{Pointer: "/purpose", Detail: "Use evidence or import."})
	}
	return models.Invalid(problems...)
}

// beginning lets one person after the other count what is there and begin.
var beginning sync.Mutex

// Begin begins an upload of a file of at most so many bytes.
func Begin(ctx context.Context, db *store.DB, who models.Actor, facts Facts, most int64) (models.Upload, error) {
	var none models.Upload
	if err := access.Check(who, access.Upload); err != nil {
		return none, err
	}
	if err := facts.check(most); err != nil {
		return none, err
	}
	beginning.Lock()
	defer beginning.Unlock()
	if err := room(ctx, db, who, facts.Size, most); err != nil {
		return none, err
	}
	now := models.At(db.Now())
	u := models.Upload{ID: models.NewID(), UserID: who.UserID, Partner: who.Partner, Purpose: facts.Purpose, Name: facts.Name, Size: facts.Size, Started: now, Seen: now}
	if err := vault.In(db.Dir()).Begin(u.Partner, u.ID); err != nil {
		return none, err
	}
	if err := db.BeginUpload(ctx, u); err != nil {
		return none, errors.Join(err, vault.In(db.Dir()).Drop(u.Partner, u.ID))
	}
	return u, nil
}

// room refuses what would go over the limits of a person or partner.
func room(ctx context.Context, db *store.DB, who models.Actor, size, most int64) error {
	all, err := db.UploadsOf(ctx, who.Partner)
	if err != nil {
		return err
	}
	var own, within int
	ownBytes, withinBytes := size, size
	for _, u := range all {
		within++
		withinBytes += u.Size
		if u.UserID == who.UserID {
			own++
			ownBytes += u.Size
		}
	}
	const way = "Finish or delete an upload under way, or wait: one that is not finished goes a day after its last chunk."
	switch {
	case own >= mostOf:
		return models.Refuse(fmt.Sprintf("You have %d uploads under way, which is the most.", own), way)
	case ownBytes > filesOf*most:
		return models.Refuse("Your uploads under way are as large as they may be together.", way)
	case within >= mostWithin, withinBytes > filesIn*most:
		return models.Refuse("Your partner has as many uploads under way as it may.", way)
	}
	return nil
}

// Find is an upload of the person's own.
func Find(ctx context.Context, db *store.DB, who models.Actor, id string) (models.Upload, error) {
	if err := access.Check(who, access.Upload); err != nil {
		return models.Upload{}, err
	}
	r := db.Read(ctx, who)
	u, err := store.Visible[models.Upload](r).Where("id = ? AND user_id = ?", id, who.UserID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.ErrMissing
	}
	return u, err
}

// WrongOffset is a chunk that does not begin where the upload stands.
type WrongOffset struct {
	error
	Offset int64 // where it stands
}

func (w *WrongOffset) Unwrap() error { return w.error }

func wrongOffset(at int64) error {
	return &WrongOffset{models.Refuse(fmt.Sprintf("The upload stands at byte %d.", at), fmt.Sprintf("Go on with the chunk that begins at byte %d.", at)), at}
}

// Append adds the chunk that begins at a byte. It is on disk before it counts.
func Append(ctx context.Context, db *store.DB, who models.Actor, id string, at int64, chunk []byte) (models.Upload, error) {
	defer alone(id)()
	u, err := Find(ctx, db, who, id)
	if err != nil {
		return u, err
	}
	switch to := at + int64(len(chunk)); {
	case at != u.Received:
		return u, wrongOffset(u.Received)
	case len(chunk) > MostChunk:
		return u, &models.Error{Kind: models.TooLarge, Detail: fmt.Sprintf("The chunk has %d bytes; send at most %d.", len(chunk), MostChunk)}
	case len(chunk) == 0 && !u.Done():
		return u, models.Invalid(models.FieldError{Detail: "The chunk is empty; send the bytes from the offset on."})
	case to > u.Size:
		return u, models.Invalid(models.FieldError{Detail: fmt.Sprintf("The chunk ends at byte %d, the file at %d as it was announced; begin a new upload with the true size.", to, u.Size)})
	case len(chunk) == 0:
		return u, nil
	}
	if err := vault.In(db.Dir()).Write(u.Partner, u.ID, at, chunk); err != nil {
		return u, err
	}
	moved, err := db.MoveUpload(ctx, u.ID, at, at+int64(len(chunk)))
	if err != nil {
		return u, err
	}
	if !moved {
		if u, err = Find(ctx, db, who, id); err != nil {
			return u, err
		}
		return u, wrongOffset(u.Received)
	}
	u.Received += int64(len(chunk))
	return u, nil
}

// Finished is an upload of the person's own with every byte, for one purpose.
func Finished(ctx context.Context, db *store.DB, who models.Actor, id, purpose string) (models.Upload, error) {
	u, err := Find(ctx, db, who, id)
	switch {
	case models.KindOf(err) == models.Missing:
		return u, models.Invalid(models.FieldError{Pointer: "/upload", Detail: "There is no such upload of yours; begin one with POST /api/v1/uploads."})
	case err != nil:
		return u, err
	case u.Purpose != purpose:
		return u, models.Invalid(models.FieldError{Pointer: "/upload", Detail: "This file was uploaded with the purpose " + u.Purpose + "; upload it with the purpose " + purpose + "."})
	case !u.Done():
		return u, models.Refuse(fmt.Sprintf("The upload is not finished: %d of %d bytes have come.", u.Received, u.Size), fmt.Sprintf("Go on with the chunk that begins at byte %d.", u.Received))
	}
	return u, nil
}

// Open reads a finished upload that is to be imported.
func Open(ctx context.Context, db *store.DB, who models.Actor, id string) (content io.ReadSeekCloser, name string, size int64, err error) {
	u, err := Finished(ctx, db, who, id, ForImport)
	if err != nil {
		return nil, "", 0, err
	}
	content, err = vault.In(db.Dir()).Part(u.Partner, u.ID, u.Size)
	return content, u.Name, u.Size, err
}

// Drop removes an upload of the person's own, finished or not.
func Drop(ctx context.Context, db *store.DB, who models.Actor, id string) error {
	defer alone(id)()
	u, err := Find(ctx, db, who, id)
	if err != nil {
		return err
	}
	return end(ctx, db, u)
}

// end forgets an upload before its file goes: what is left of a stop in between is a
// file that belongs to nothing, which the next start removes.
func end(ctx context.Context, db *store.DB, u models.Upload) error {
	if err := db.EndUpload(ctx, u.ID); err != nil {
		return err
	}
	return vault.In(db.Dir()).Drop(u.Partner, u.ID)
}
