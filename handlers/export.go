package handlers

import (
	"bufio"
	"io"
	"os"

	"concord/investigations/exports"
	"concord/models"

	"github.com/gofiber/fiber/v2"
)

// export handles GET /api/v1/export/{kind}?format=&hxl= with the filters of the
// list of that kind: exactly what that list shows, as a file. That it was taken
// stands in the log before the first byte leaves.
func (a *API) export(c *fiber.Ctx) error {
	kind := c.Params("kind")
	write, known := exports.Kinds[kind]
	if !known {
		return models.ErrMissing
	}
	r, err := exportRequest(c, kind)
	if err != nil {
		return err
	}
	mediaType, ok := exports.Types[r.Format]
	if !ok {
		return badQuery("format", "Use csv, xlsx, json or geojson.")
	}
	r.Filter = string(c.Context().QueryArgs().QueryString())
	if err := exports.Note(c.UserContext(), a.db, actor(c), kind, r); err != nil {
		return err
	}
	file, size, err := spool(a.db.Dir(), func(w io.Writer) error {
		return write(a.db, a.db.Read(c.UserContext(), actor(c)), r, w)
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mediaType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+kind+"."+r.Format+`"`)
	return c.SendStream(file, size)
}

func exportRequest(c *fiber.Ctx, kind string) (r exports.Request, err error) {
	r.Format = c.Query("format", "csv")
	switch c.Query("hxl") {
	case "", "0", "false":
	case "1", "true":
		r.HXL = true
	default:
		return r, badQuery("hxl", "Use 1, or leave it out.")
	}
	switch kind {
	case "gaps":
		r.Gaps, err = gapQuery(c, "format", "hxl")
	default:
		r.Find, err = incidentQuery(c, "format", "hxl", "incident")
	}
	r.Find.Cursor, r.Gaps.Cursor = "", "" // the whole list, not a page of it
	return r, err
}

// spool writes a file that has no name and is gone when it is closed, so that an
// export of any size needs no memory and a broken one is an error and not half a file.
func spool(dir string, write func(io.Writer) error) (*os.File, int, error) {
	f, err := os.CreateTemp(dir, "export-*")
	if err != nil {
		return nil, 0, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, 0, err
	}
	w := bufio.NewWriterSize(f, 256<<10)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	size, seekErr := f.Seek(0, io.SeekCurrent)
	if err == nil {
		err = seekErr
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, int(size), nil
}
