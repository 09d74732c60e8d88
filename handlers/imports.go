package handlers

import (
	"bytes"
	"encoding/json"
	"errors"

	"concord/models"
	"concord/models/formats"
	"concord/models/reports"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"
)

// importFile handles POST /api/v1/imports: a multipart form with file and format.
// A file with a bad cell adds nothing and answers 422 with every bad cell.
func (a *API) importFile(c *fiber.Ctx) error {
	header, err := c.FormFile("file")
	if err != nil {
		return models.Invalid(models.FieldError{Pointer: "/file", Detail: "Send a multipart form with the file in the field named file."})
	}
	f, err := header.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	var content bytes.Buffer
	if _, err := content.ReadFrom(f); err != nil {
		return err
	}
	format := c.FormValue("format")
	if format == "" {
		format = formats.Detect(firstBytes(content.Bytes()))
	}
	dry := c.FormValue("dry_run")
	sum, err := reports.Import(c.UserContext(), a.db, actor(c), reports.File{Name: header.Filename, Format: format, Content: &content, DryRun: dry == "1" || dry == "true" || dry == "on", Share: reports.ParseWith(c.FormValue("share"))})
	if err != nil {
		return err
	}
	if sum.Rejected > 0 {
		return c.Status(fiber.StatusUnprocessableEntity).JSON(sum)
	}
	c.Status(fiber.StatusCreated)
	if sum.DryRun || sum.Added+sum.Changed == 0 {
		c.Status(fiber.StatusOK)
	}
	return c.JSON(sum)
}

// firstBytes is as much of a file as tells its format.
func firstBytes(b []byte) []byte { return b[:min(len(b), 16<<10)] }

// readImport handles GET /api/v1/imports/{id}.
func (a *API) readImport(c *fiber.Ctx) error {
	r := a.db.Read(c.UserContext(), actor(c))
	i, err := store.Visible[models.Import](r).Where("id = ?", c.Params("id")).Take(r.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrMissing
	}
	if err != nil {
		return err
	}
	var sum models.ImportSummary
	if err := json.Unmarshal(i.Summary, &sum); err != nil {
		return err
	}
	return tagged(c, fiber.Map{"id": i.ID, "name": i.Name, "format": i.Format, "sha256": i.SHA256, "at": i.At, "by": i.ByName, "summary": sum})
}
