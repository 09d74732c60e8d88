package handlers

import (
	"maps"
	"slices"

	"concord/investigations"
	"concord/investigations/statements"
	"concord/models"

	"github.com/gofiber/fiber/v2"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// newStatement is the body of POST /api/v1/statements.
type newStatement struct {
	Incident string            `json:"incident"`
	Kind     string            `json:"kind"`
	Audience string            `json:"audience"`
	Bodies   map[string]string `json:"bodies"`
}

// draftStatement handles POST /api/v1/statements.
func (a *API) draftStatement(c *fiber.Ctx) error {
	given, err := body[newStatement](c)
	if err != nil {
		return err
	}
	s, err := statements.Draft(c.UserContext(), a.db, actor(c), given.Incident, models.StatementFacts{Kind: given.Kind, Audience: given.Audience, Bodies: given.Bodies})
	if err != nil {
		return err
	}
	c.Location(v1 + "/statements/" + s.ID)
	c.Status(fiber.StatusCreated)
	return a.answerStatement(c, s.ID)
}

func (a *API) answerStatement(c *fiber.Ctx, id string) error {
	v, err := statements.Read(a.db.Read(c.UserContext(), actor(c)), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, etag(v.Version))
	return c.JSON(v)
}

// readStatement handles GET /api/v1/statements/{id}.
func (a *API) readStatement(c *fiber.Ctx) error { return a.answerStatement(c, c.Params("id")) }

// findStatements handles GET /api/v1/statements.
func (a *API) findStatements(c *fiber.Ctx) error {
	if err := known(c, "incident", "state"); err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	views, next, err := statements.Find(a.db.Read(c.UserContext(), actor(c)), c.Query("incident"), c.Query("state"), n, c.Query("cursor"))
	if err != nil {
		return err
	}
	return list(c, views, next, nil)
}

// reviseStatement handles PUT /api/v1/statements/{id}.
func (a *API) reviseStatement(c *fiber.Ctx) error {
	given, err := body[models.StatementFacts](c)
	if err != nil {
		return err
	}
	current, err := statements.Read(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	if err := ifMatch(c, etag(current.Version)); err != nil {
		return err
	}
	if _, err := statements.Revise(c.UserContext(), a.db, actor(c), current.ID, current.Version, given); err != nil {
		return err
	}
	return a.answerStatement(c, current.ID)
}

// approveStatement handles POST /api/v1/statements/{id}/approvals.
func (a *API) approveStatement(c *fiber.Ctx) error {
	given, err := body[investigations.Stance](c)
	if err != nil {
		return err
	}
	if _, err := statements.Approve(c.UserContext(), a.db, actor(c), c.Params("id"), given); err != nil {
		return err
	}
	return a.answerStatement(c, c.Params("id"))
}

// releaseStatement handles POST /api/v1/statements/{id}/release.
func (a *API) releaseStatement(c *fiber.Ctx) error {
	if _, err := statements.Release(c.UserContext(), a.db, actor(c), c.Params("id")); err != nil {
		return err
	}
	return a.answerStatement(c, c.Params("id"))
}
