package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"concord/models"
	"concord/models/access"
	"concord/models/pictures"
	"concord/models/store"
	"concord/models/uploads"
	"concord/models/vault"

	"gorm.io/gorm"
)

// File is where an item's file comes from: the bytes of a small one, or a finished
// upload of the person's own. The zero File is none.
type File struct {
	Name    string
	Content []byte
	Upload  string
}

func (f File) there() bool { return f.Upload != "" || f.Content != nil }

// placing is held together by all who put files in place until their rows are
// committed, and alone by who removes files that no row stands on.
var placing sync.RWMutex

// copying is how long somebody waits for the working copy of a picture.
const copying = 3 * time.Minute

// Add enters an item of evidence of the actor's partner. Its file is on disk before
// anything of it is recorded, and it is on hold from then on.
func Add(ctx context.Context, db *store.DB, who models.Actor, facts models.EvidenceFacts, from File) (models.Evidence, error) {
	var e models.Evidence
	r, err := allowed(ctx, db, who, access.AddEvidence)
	if err != nil {
		return e, err
	}
	facts, problems := facts.Complete(from.there(), who.Partner)
	incident, more, err := belongs(r, facts)
	if err != nil {
		return e, err
	}
	if problems, err = holder(r, facts, append(problems, more...)); err != nil {
		return e, err
	}
	if err := models.Invalid(problems...); err != nil {
		return e, err
	}
	placing.RLock()
	defer placing.RUnlock()
	o, c, err := place(ctx, db, who, from)
	if err != nil {
		return e, err
	}
	err = db.Write(ctx, who, access.AddEvidence, func(tx *store.Tx) error {
		if _, gone, err := belongs(tx, facts); err != nil || len(gone) > 0 {
			return errorOr(err, gone)
		}
		e = models.Evidence{ID: models.NewID(), Partner: who.Partner, Incident: incident, Report: facts.Report, Kind: facts.Kind, Title: facts.Title, CollectedAt: facts.CollectedAt,
			Existence: facts.Existence, Holder: facts.Holder, Hold: true, HoldUntil: facts.HoldUntil, Sharing: models.Origin, AddedAt: tx.Now, AddedBy: tx.Actor.Name,
			CopySHA256: c.sum.SHA256, CopySize: c.sum.Size, CopyChunks: c.sum.Chunks, CopyType: c.mediaType}
		o.Evidence, o.Partner, o.CheckedAt = e.ID, e.Partner, tx.Now
		o.CollectedBy, o.Method, o.OriginalLocation, o.DeviceOrURL = facts.CollectedBy, facts.Method, facts.OriginalLocation, facts.DeviceOrURL
		if err := gorm.G[models.Evidence](tx.DB).Create(tx.Ctx, &e); err != nil {
			return err
		}
		if err := gorm.G[models.Original](tx.DB).Create(tx.Ctx, &o); err != nil {
			return err
		}
		if err := received(tx, &e, o, facts.CollectedBy, facts.Method); err != nil {
			return err
		}
		if err := used(tx, from.Upload); err != nil {
			return err
		}
		return record(tx, e, o, facts.Reason)
	})
	if err == nil {
		dropped(db, who, from)
	}
	return e, err
}

// dropped removes an upload's name after its file became an item's. The item is on
// record: what fails here is left to the next start.
func dropped(db *store.DB, who models.Actor, from File) {
	if from.Upload == "" {
		return
	}
	if err := vault.In(db.Dir()).Drop(who.Partner, from.Upload); err != nil {
		slog.Error("a used upload was not removed", "upload", from.Upload, "err", err)
	}
}

func errorOr(err error, problems []models.FieldError) error {
	if err != nil {
		return err
	}
	return models.Invalid(problems...)
}

// received adds the custody events with which a file begins.
func received(tx *store.Tx, e *models.Evidence, o models.Original, from, method string) error {
	if o.SHA256 == "" {
		return nil
	}
	if err := hand(tx, e, models.Custody{Action: "COLLECTED", FromWhom: from, ToWhom: e.Partner, Reason: method}); err != nil {
		return err
	}
	if err := hand(tx, e, models.Custody{Action: "HASHED", SHA256: o.SHA256}); err != nil {
		return err
	}
	if e.CopySHA256 == "" {
		return nil
	}
	return hand(tx, e, models.Custody{Action: "COPIED_WORKING", SHA256: e.CopySHA256, Reason: "Decoded and encoded again: pixels alone."})
}

// used ends an upload in the write that its file went into, so that it goes into one.
func used(tx *store.Tx, upload string) error {
	if upload == "" {
		return nil
	}
	n, err := gorm.G[models.Upload](tx.DB).Where("id = ? AND user_id = ?", upload, tx.Actor.UserID).Delete(tx.Ctx)
	if err == nil && n != 1 {
		return models.Refuse("This upload was used already.", "Upload the file again if it is needed twice.")
	}
	return err
}

// holder adds what is wrong with the partner named as holder.
func holder(l store.Looker, f models.EvidenceFacts, problems []models.FieldError) ([]models.FieldError, error) {
	if f.Holder == "" {
		return problems, nil
	}
	n, err := store.All[models.Partner](l).Where("code = ?", f.Holder).Count(l.Context(), "code")
	if err == nil && n == 0 {
		problems = append(problems, models.FieldError{Pointer: "/holder", Detail: "There is no such partner; use a partner's code."})
	}
	return problems, err
}

type copied struct {
	sum       vault.Sum
	mediaType string
}

// place puts a file into the partner's store and makes the working copy of a picture.
func place(ctx context.Context, db *store.DB, who models.Actor, from File) (o models.Original, c copied, err error) {
	files := vault.In(db.Dir())
	var sum vault.Sum
	switch {
	case from.Upload != "":
		u, err := uploads.Finished(ctx, db, who, from.Upload, uploads.ForEvidence)
		if err != nil {
			return o, c, err
		}
		o.Name = u.Name
		if sum, err = files.Adopt(who.Partner, u.ID, u.Size); err != nil {
			return o, c, err
		}
	case from.Content != nil:
		o.Name = from.Name
		if sum, err = files.Put(who.Partner, bytes.NewReader(from.Content), int64(len(from.Content))); err != nil {
			return o, c, err
		}
	default:
		return o, c, nil
	}
	o.SHA256, o.Size, o.Chunks = sum.SHA256, sum.Size, sum.Chunks
	stored, err := files.Open(who.Partner, sum)
	if err != nil {
		return o, c, err
	}
	defer stored.Close()
	beginning := make([]byte, 512)
	n, err := io.ReadFull(stored, beginning)
	if err != nil && err != io.ErrUnexpectedEOF {
		return o, c, err
	}
	o.MediaType, _, _ = strings.Cut(http.DetectContentType(beginning[:n]), ";")
	if !pictures.Is(beginning[:n]) {
		o.CopyNote = pictures.NotAPicture
		return o, c, nil
	}
	if o.Size > pictures.MostBytes {
		o.CopyNote = pictures.TooLong
		return o, c, nil
	}
	ctx, cancel := context.WithTimeout(ctx, copying)
	defer cancel()
	made, err := pictures.Make(ctx, io.MultiReader(bytes.NewReader(beginning[:n]), stored))
	if ctx.Err() != nil {
		return o, c, &models.Error{Kind: models.Busy, Detail: "Other pictures are being copied. Nothing was recorded, an upload is kept; send it again in a moment."}
	}
	if err != nil {
		return o, c, err
	}
	if o.CopyNote = made.Refusal; made.Facts != (pictures.Facts{}) {
		if o.Metadata, err = json.Marshal(made.Facts); err != nil {
			return o, c, err
		}
	}
	if made.Content != nil {
		c.mediaType = made.MediaType
		c.sum, err = files.Put(who.Partner, bytes.NewReader(made.Content), int64(len(made.Content)))
	}
	return o, c, err
}
