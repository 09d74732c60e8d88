package handlers

import (
	"bufio"
	"strings"

	"concord/investigations/exports"
	"concord/models"

	"github.com/gofiber/fiber/v2"
)

// export handles GET /api/v1/export/{kind}?format=: what the person may see, as
// a file. Bounded by what fits an answer; the command line writes any size.
func (a *API) export(c *fiber.Ctx) error {
	format := c.Query("format", "csv")
	kind, known := exports.Kinds[c.Params("kind")]
	if !known {
		return models.ErrMissing
	}
	kindOf, ok := exports.Types[format]
	if !ok {
		return badQuery("format", "Use csv, json or geojson.")
	}
	var b strings.Builder
	w := bufio.NewWriter(&b)
	if err := kind(a.db, a.db.Read(c.UserContext(), actor(c)), format, w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kindOf)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+c.Params("kind")+"."+format+`"`)
	return c.SendString(b.String())
}
