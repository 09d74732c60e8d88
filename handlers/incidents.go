package handlers

import (
	"errors"
	"slices"

	"concord/investigations"
	"concord/models"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"
)

// list answers a page of a list.
func list[T any](c *fiber.Ctx, items []T, next string, total *int64) error {
	page := fiber.Map{"items": items, "next": nil}
	if next != "" {
		page["next"] = next
	}
	if total != nil {
		page["total"] = *total
	}
	return c.JSON(page)
}

// findIncidents handles GET /api/v1/incidents.
func (a *API) findIncidents(c *fiber.Ctx) error {
	q, err := incidentQuery(c)
	if err != nil {
		return err
	}
	page, err := investigations.FindIncidents(a.db, a.db.Read(c.UserContext(), actor(c)), q)
	if err != nil {
		return err
	}
	return list(c, page.Items, page.Next, page.Total)
}

// incidentQuery reads the filters of a list of incidents.
func incidentQuery(c *fiber.Ctx, more ...string) (store.Query, error) {
	q, err := query(c, append(more, "q", "filter", "polygon", "partner", "from", "to", "bbox", "near", "category", "killed_min", "status", "state", "gaps", "sort")...)
	if err != nil {
		return q, err
	}
	q.Case, q.Gaps = c.Query("state"), c.Query("gaps")
	if q.Gaps != "" && q.Gaps != "open" && q.Gaps != "critical" {
		return q, badQuery("gaps", "Use open or critical.")
	}
	if q.Case != "" && !slices.Contains(models.States, models.State(q.Case)) {
		return q, badQuery("state", "Use one of the states of a case, such as JOINT_REVIEW.")
	}
	return q, nil
}

// readIncident handles GET /api/v1/incidents/{id}.
func (a *API) readIncident(c *fiber.Ctx) error {
	v, err := investigations.ReadIncident(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// compareIncident handles GET /api/v1/incidents/{id}/compare.
func (a *API) compareIncident(c *fiber.Ctx) error {
	v, err := investigations.Compare(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// findMatches handles GET /api/v1/matches.
func (a *API) findMatches(c *fiber.Ctx) error {
	if err := known(c, "band", "state", "sort"); err != nil {
		return err
	}
	q := investigations.MatchQuery{Band: c.Query("band"), State: c.Query("state"), Review: c.Query("sort") == "review", Cursor: c.Query("cursor")}
	var err error
	if q.Limit, err = limit(c); err != nil {
		return err
	}
	if q.Total, err = total(c); err != nil {
		return err
	}
	if s := c.Query("state"); s != "" && !slices.Contains([]string{models.Proposed, models.Provisional, models.Confirmed, models.Refused}, s) {
		return badQuery("state", "Use proposed, provisional, confirmed or refused.")
	}
	if b := c.Query("band"); b != "" && b != "auto" && b != "review" {
		return badQuery("band", "Use auto or review.")
	}
	if s := c.Query("sort"); s != "" && s != "review" {
		return badQuery("sort", "Use review, or leave it out for the likeliest first.")
	}
	page, err := investigations.FindMatches(a.db.Read(c.UserContext(), actor(c)), q)
	if err != nil {
		return err
	}
	return c.JSON(page)
}

// readMatch handles GET /api/v1/matches/{id}.
func (a *API) readMatch(c *fiber.Ctx) error { return a.answerMatch(c, c.Params("id")) }

func (a *API) answerMatch(c *fiber.Ctx, id string) error {
	r := a.db.Read(c.UserContext(), actor(c))
	m, err := store.Visible[models.Match](r).Where("id = ?", id).Take(r.Ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.ErrMissing
	}
	if err != nil {
		return err
	}
	v, err := investigations.ViewMatch(r, m)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// pairing is the body of POST /api/v1/matches.
type pairing struct {
	Reports []string `json:"reports"`
	Reason  string   `json:"reason"`
}

// proposeMatch handles POST /api/v1/matches.
func (a *API) proposeMatch(c *fiber.Ctx) error {
	given, err := body[pairing](c)
	if err != nil {
		return err
	}
	m, err := investigations.ProposeMatch(c.UserContext(), a.db, actor(c), given.Reports, given.Reason)
	if err != nil {
		return err
	}
	c.Location(v1 + "/matches/" + m.ID)
	c.Status(fiber.StatusCreated)
	return a.answerMatch(c, m.ID)
}

// decision is a verdict on one match, or on those in IDs: same, not_same, unsure, or
// withdrawn, which takes back what the partner has said.
type decision struct {
	IDs     []string `json:"ids"`
	Verdict string   `json:"verdict"`
	Reason  string   `json:"reason"`
}

// decideMatch handles POST /api/v1/matches/{id}/decisions. An If-Match is honoured.
func (a *API) decideMatch(c *fiber.Ctx) error {
	given, err := body[decision](c)
	if err != nil {
		return err
	}
	said := investigations.Decision{Verdict: given.Verdict, Reason: given.Reason}
	if tags := condition(c); tags != "" {
		said.Still = func(v investigations.MatchView) error {
			_, tag, err := tagOf(v)
			if err != nil {
				return err
			}
			return anyTag(tags, tag)
		}
	}
	if _, err := investigations.Decide(c.UserContext(), a.db, actor(c), c.Params("id"), said); err != nil {
		return err
	}
	return a.answerMatch(c, c.Params("id"))
}

// decideMatches handles POST /api/v1/matches/decisions.
func (a *API) decideMatches(c *fiber.Ctx) error {
	given, err := body[decision](c)
	if err != nil {
		return err
	}
	if condition(c) != "" {
		return &models.Error{Kind: models.Unreadable, Detail: "If-Match names one match, and here several are decided. Leave it out, or decide each at /api/v1/matches/{id}/decisions."}
	}
	decided, err := investigations.DecideMany(c.UserContext(), a.db, actor(c), given.IDs, investigations.Decision{Verdict: given.Verdict, Reason: given.Reason})
	if err != nil {
		return err
	}
	views, err := investigations.ViewMatches(a.db.Read(c.UserContext(), actor(c)), decided)
	if err != nil {
		return err
	}
	return list(c, views, "", nil)
}
