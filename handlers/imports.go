package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"concord/models"
	"concord/models/formats"
	"concord/models/reports"
	"concord/models/store"
	"concord/models/uploads"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"
)

// sent is a file to import with what its sender says about it.
type sent struct {
	name    string
	content io.ReadSeeker
	value   func(string) string
	release func()           // after a look at it
	close   func(taken bool) // at the end: what was taken is not needed any more
}

// on tells whether a form's switch is on.
func (s sent) on(name string) bool {
	v := s.value(name)
	return v == "1" || v == "true" || v == "on"
}

// uploaded is an import of a file that was sent in chunks before.
type uploaded struct {
	Upload     string          `json:"upload"`
	Format     string          `json:"format"`
	Mapping    json.RawMessage `json:"mapping"`
	SaveAs     string          `json:"save_as"`
	Saved      string          `json:"saved"`
	Share      string          `json:"share"`
	DryRun     bool            `json:"dry_run"`
	SkipBad    bool            `json:"skip_bad"`
	Background bool            `json:"background"`
}

func (u uploaded) value(name string) string {
	switch name {
	case "mapping":
		return string(u.Mapping)
	case "dry_run", "skip_bad", "background":
		return strconv.FormatBool(map[string]bool{"dry_run": u.DryRun, "skip_bad": u.SkipBad, "background": u.Background}[name])
	}
	return map[string]string{"format": u.Format, "save_as": u.SaveAs, "saved": u.Saved, "share": u.Share}[name]
}

// file reads a multipart form with the field file, or a JSON body that names a
// finished upload. An upload is dropped when its rows are stored, and stays where
// it was only tried or nothing came of it.
func (a *API) file(c *fiber.Ctx) (sent, error) {
	if strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationJSON) {
		given, err := body[uploaded](c)
		if err != nil {
			return sent{}, err
		}
		who := actor(c)
		content, name, _, err := uploads.Open(c.UserContext(), a.db, who, given.Upload)
		if err != nil {
			return sent{}, err
		}
		ctx := context.WithoutCancel(c.UserContext())
		release := func() {
			if err := content.Close(); err != nil {
				slog.WarnContext(ctx, "upload not closed", "err", err)
			}
		}
		return sent{name, content, given.value, release, func(taken bool) {
			release()
			if !taken {
				return
			}
			if err := uploads.Drop(ctx, a.db, who, given.Upload); err != nil {
				slog.WarnContext(ctx, "upload not dropped; the sweep will", "err", err)
			}
		}}, nil
	}
	header, err := c.FormFile("file")
	if err != nil {
		return sent{}, models.Invalid(models.FieldError{Pointer: "/file", Detail: "Send a multipart form with the file in the field named file, or JSON with the id of a finished upload."})
	}
	f, err := header.Open()
	if err != nil {
		return sent{}, err
	}
	defer f.Close()
	var content bytes.Buffer // the form's memory is used again after the request
	if _, err := content.ReadFrom(f); err != nil {
		return sent{}, err
	}
	values := map[string]string{}
	for _, name := range []string{"format", "mapping", "save_as", "saved", "share", "dry_run", "skip_bad", "background"} {
		values[name] = strings.Clone(c.FormValue(name))
	}
	return sent{strings.Clone(header.Filename), bytes.NewReader(content.Bytes()), func(name string) string { return values[name] }, func() {}, func(bool) {}}, nil
}

// asked is the import that a form asks for.
func (a *API) asked(s sent) (reports.File, error) {
	f := reports.File{Name: s.name, Format: s.value("format"), Content: s.content, DryRun: s.on("dry_run"), SkipBad: s.on("skip_bad"), Share: reports.ParseWith(s.value("share")), Keys: a.options.Keys}
	f.SaveAs = s.value("save_as")
	var err error
	if f.Mapping, err = reports.ParseMapping(s.value("mapping")); err != nil || f.Format != "" {
		return f, err
	}
	beginning := make([]byte, 16<<10) // tells the format
	n, err := io.ReadFull(s.content, beginning)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return f, err
	}
	f.Format = formats.Detect(beginning[:n])
	_, err = s.content.Seek(0, io.SeekStart)
	return f, err
}

// importFile handles POST /api/v1/imports: a multipart form with file and format.
// A file with a bad cell adds nothing and answers 422 with every bad cell, unless
// skip_bad leaves the bad rows out; with background it answers 202 and goes on.
func (a *API) importFile(c *fiber.Ctx) error {
	s, err := a.file(c)
	if err != nil {
		return err
	}
	f, err := a.asked(s)
	if err != nil {
		s.release()
		return err
	}
	if s.on("background") {
		id, work, err := a.imports.Start(c.UserContext(), a.db, actor(c), f, s.close)
		if err != nil {
			s.release()
			return err
		}
		Go("import", work)
		c.Location(v1 + "/imports/" + id)
		return c.Status(fiber.StatusAccepted).JSON(fiber.Map{"id": id, "state": models.ImportRunning})
	}
	sum, err := reports.Import(c.UserContext(), a.db, actor(c), f)
	s.close(err == nil && reports.Taken(f, sum))
	if err != nil {
		return err
	}
	switch {
	case sum.Rejected > 0 && !f.SkipBad:
		c.Status(fiber.StatusUnprocessableEntity)
	case sum.DryRun || sum.Added+sum.Changed == 0:
		c.Status(fiber.StatusOK)
	default:
		c.Location(v1 + "/imports/" + sum.ID)
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(sum)
}

// previewImport handles POST /api/v1/imports/preview: the columns and the first
// rows as they would be read. It stores nothing.
func (a *API) previewImport(c *fiber.Ctx) error {
	s, err := a.file(c)
	if err != nil {
		return err
	}
	defer s.release()
	f, err := a.asked(s)
	if err != nil {
		return err
	}
	p, err := reports.LookAt(a.db.Read(c.UserContext(), actor(c)), f.Format, s.content, f.Mapping, s.value("saved"))
	if err != nil {
		return err
	}
	return c.JSON(p)
}

// savedMappings handles GET /api/v1/mappings.
func (a *API) savedMappings(c *fiber.Ctx) error {
	rows, err := reports.SavedMappings(a.db.Read(c.UserContext(), actor(c)))
	if err != nil {
		return err
	}
	items := make([]fiber.Map, len(rows))
	for i, m := range rows {
		items[i] = fiber.Map{"name": m.Name, "format": m.Format, "mapping": json.RawMessage(m.Mapping), "by": m.ByName, "at": m.At}
	}
	return list(c, items, "", nil)
}

// importView is an import as its partner reads it.
type importView struct {
	ID      string               `json:"id"`
	Name    string               `json:"name"`
	Format  string               `json:"format"`
	SHA256  string               `json:"sha256"`
	At      models.Instant       `json:"at"`
	By      string               `json:"by"`
	State   string               `json:"state"`
	Phase   string               `json:"phase,omitempty"` // CHECKING, COMPARING or STORING while it runs
	Done    int64                `json:"done"`
	Of      *int64               `json:"of"`             // nil while the number of rows is not known
	Read    *int64               `json:"read,omitempty"` // bytes checked of size, while it is checked
	Size    *int64               `json:"size,omitempty"`
	Rejects bool                 `json:"rejects"`
	Summary models.ImportSummary `json:"summary"`
}

func (a *API) viewImport(i models.Import) (importView, error) {
	v := importView{ID: i.ID, Name: i.Name, Format: i.Format, SHA256: i.SHA256, At: i.At, By: i.ByName, State: i.State, Rejects: len(i.Rejects) > 0}
	if job := a.imports.Of(i.ID); job != nil {
		p := job.Progress()
		v.Phase, v.Done = p.Phase, p.Done
		if p.Of > 0 {
			v.Of = &p.Of
		}
		if p.Phase == "CHECKING" {
			v.Read, v.Size = &p.Read, &p.Size
		}
	}
	return v, json.Unmarshal(i.Summary, &v.Summary)
}

func (a *API) visibleImport(c *fiber.Ctx) (models.Import, error) {
	r := a.db.Read(c.UserContext(), actor(c))
	i, err := store.Visible[models.Import](r).Where("id = ?", c.Params("id")).Take(r.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return i, models.ErrMissing
	}
	return i, err
}

// readImport handles GET /api/v1/imports/{id}.
func (a *API) readImport(c *fiber.Ctx) error {
	i, err := a.visibleImport(c)
	if err != nil {
		return err
	}
	v, err := a.viewImport(i)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// findImports handles GET /api/v1/imports, the newest first. What was only tried
// is no import.
func (a *API) findImports(c *fiber.Ctx) error {
	if err := known(c); err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	r := a.db.Read(c.UserContext(), actor(c))
	q := store.Visible[models.Import](r).Where("state <> ?", models.ImportTried).Order("at DESC, id DESC").Limit(n + 1)
	if text := c.Query("cursor"); text != "" {
		at, id, err := store.DecodeCursor(text)
		if err != nil {
			return err
		}
		q = q.Where("(at, id) < (?, ?)", at, id)
	}
	rows, err := q.Find(r.Ctx)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) > n {
		rows = rows[:n]
		next = store.EncodeCursor(rows[n-1].At.UnixMicro(), rows[n-1].ID)
	}
	views := make([]importView, len(rows))
	for i, row := range rows {
		if views[i], err = a.viewImport(row); err != nil {
			return err
		}
		views[i].Summary.Errors = nil // those of one import are read with it
	}
	return list(c, views, next, nil)
}

// importRejects handles GET /api/v1/imports/{id}/rejects: the rows that were not
// taken, with a column that says why, to be corrected and sent again.
func (a *API) importRejects(c *fiber.Ctx) error {
	i, err := a.visibleImport(c)
	if err != nil {
		return err
	}
	if len(i.Rejects) == 0 {
		return models.ErrMissing
	}
	c.Attachment("rejected-rows.csv")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return c.Send(i.Rejects)
}

// undoing is the body of POST /api/v1/imports/{id}/undo.
type undoing struct {
	Reason string `json:"reason"`
}

// undoImport handles POST /api/v1/imports/{id}/undo.
func (a *API) undoImport(c *fiber.Ctx) error {
	given, err := body[undoing](c)
	if err != nil {
		return err
	}
	done, err := reports.Undo(c.UserContext(), a.db, actor(c), c.Params("id"), given.Reason)
	if err != nil {
		return err
	}
	return c.JSON(done)
}
