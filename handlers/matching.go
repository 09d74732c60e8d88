package handlers

import (
	"concord/investigations"

	"github.com/gofiber/fiber/v2"
)

// matching handles GET /api/v1/matching.
func (a *API) matching(c *fiber.Ctx) error {
	v, err := investigations.Standing(a.db.Read(c.UserContext(), actor(c)))
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// runMatching handles POST /api/v1/matching/runs: the run goes on beside the request.
func (a *API) runMatching(c *fiber.Ctx) error {
	if _, err := optionalBody[struct{}](c); err != nil {
		return err
	}
	work, err := a.options.Matcher.StartRun(c.UserContext(), actor(c))
	if err != nil {
		return err
	}
	v, err := investigations.Standing(a.db.Read(c.UserContext(), actor(c)))
	Go("matching run", work)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(v)
}

// cancelMatching handles POST /api/v1/matching/runs/cancel.
func (a *API) cancelMatching(c *fiber.Ctx) error {
	if _, err := optionalBody[struct{}](c); err != nil {
		return err
	}
	if err := a.options.Matcher.CancelRun(c.UserContext(), actor(c)); err != nil {
		return err
	}
	return a.matching(c)
}

// counterpartList is the answer of GET /api/v1/reports/{id}/counterparts.
type counterpartList struct {
	Items []investigations.Counterpart `json:"items"`
}

// counterparts handles GET /api/v1/reports/{id}/counterparts.
func (a *API) counterparts(c *fiber.Ctx) error {
	items, err := investigations.Counterparts(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	return tagged(c, counterpartList{items})
}
