package handlers

import (
	"concord/models"
	"concord/models/views"

	"github.com/gofiber/fiber/v2"
)

// viewAnswer is a saved view as its reader sees it.
type viewAnswer struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Shared bool           `json:"shared"`
	Mine   bool           `json:"mine"`
	Screen string         `json:"screen"`
	Query  string         `json:"query"`
	By     string         `json:"by"`
	At     models.Instant `json:"at"`
}

func viewOf(v models.SavedView, who models.Actor) viewAnswer {
	return viewAnswer{v.ID, v.Name, v.Shared, v.UserID == who.UserID, v.Screen, v.Query, v.ByName, v.At}
}

// listViews handles GET /api/v1/views.
func (a *API) listViews(c *fiber.Ctx) error {
	rows, err := views.List(a.db.Read(c.UserContext(), actor(c)))
	if err != nil {
		return err
	}
	items := make([]viewAnswer, len(rows))
	for i, v := range rows {
		items[i] = viewOf(v, actor(c))
	}
	return list(c, items, "", nil)
}

// saveView handles POST /api/v1/views.
func (a *API) saveView(c *fiber.Ctx) error {
	given, err := body[views.Given](c)
	if err != nil {
		return err
	}
	v, err := views.Save(c.UserContext(), a.db, actor(c), given)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(viewOf(v, actor(c)))
}

// changeView handles PUT /api/v1/views/{id}.
func (a *API) changeView(c *fiber.Ctx) error {
	given, err := body[views.Given](c)
	if err != nil {
		return err
	}
	v, err := views.Change(c.UserContext(), a.db, actor(c), c.Params("id"), given)
	if err != nil {
		return err
	}
	return c.JSON(viewOf(v, actor(c)))
}

// removeView handles DELETE /api/v1/views/{id}.
func (a *API) removeView(c *fiber.Ctx) error {
	if err := views.Remove(c.UserContext(), a.db, actor(c), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
