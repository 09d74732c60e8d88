package handlers

import (
	"slices"
	"strings"

	"concord/investigations"
	"concord/models"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
)

// findGaps handles GET /api/v1/gaps.
func (a *API) findGaps(c *fiber.Ctx) error {
	q, err := gapQuery(c)
	if err != nil {
		return err
	}
	if q.Total, err = total(c); err != nil {
		return err
	}
	page, err := investigations.FindGaps(a.db.Read(c.UserContext(), actor(c)), q)
	if err != nil {
		return err
	}
	return c.JSON(page)
}

// gapQuery reads the filters of a list of gaps.
func gapQuery(c *fiber.Ctx, more ...string) (q investigations.GapQuery, err error) {
	if err := known(c, append(more, "incident", "code", "state", "severity", "partner", "family", "turn", "owner", "late", "sort")...); err != nil {
		return q, err
	}
	n, err := limit(c)
	if err != nil {
		return q, err
	}
	severities := []string{"LOW", "MEDIUM", "HIGH", "CRITICAL"}
	if s := c.Query("severity"); s != "" && !slices.Contains(severities, s) {
		return q, badQuery("severity", "Use one of "+strings.Join(severities, ", ")+".")
	}
	states := []string{"open", "ALL", models.GapOpen, models.GapExplained, models.GapInResolution, models.GapResolved, models.GapDissentRecorded, models.GapSuperseded}
	if s := c.Query("state"); s != "" && !slices.Contains(states, s) {
		return q, badQuery("state", "Use one of "+strings.Join(states, ", ")+".")
	}
	if s := c.Query("family"); s != "" && !slices.Contains(investigations.GapFamilies, s) {
		return q, badQuery("family", "Use one of "+strings.Join(investigations.GapFamilies, ", ")+".")
	}
	if s := c.Query("late"); s != "" && s != "yes" {
		return q, badQuery("late", "Use yes, or leave it out.")
	}
	if s := c.Query("sort"); s != "" && s != "raised" {
		return q, badQuery("sort", "Use raised for the oldest first, or leave it out for the most serious first.")
	}
	owners, err := gapOwners(c.Query("owner"))
	if err != nil {
		return q, err
	}
	return investigations.GapQuery{Incident: c.Query("incident"), Code: c.Query("code"), Family: c.Query("family"), Turn: c.Query("turn"), Owners: owners, Late: c.Query("late") != "",
		Oldest: c.Query("sort") != "", State: c.Query("state"), Severity: c.Query("severity"), Partner: c.Query("partner"), Limit: n, Cursor: c.Query("cursor")}, nil
}

// gapOwners reads roles with commas between.
func gapOwners(text string) (owners []models.Role, err error) {
	if text == "" {
		return nil, nil
	}
	for role := range strings.SplitSeq(text, ",") {
		if !slices.Contains(models.Roles, models.Role(role)) {
			var names []string
			for _, r := range models.Roles {
				names = append(names, string(r))
			}
			return nil, badQuery("owner", "Use one or several of "+strings.Join(names, ", ")+", with commas between.")
		}
		owners = append(owners, models.Role(role))
	}
	return owners, nil
}

// readGap handles GET /api/v1/gaps/{id}.
func (a *API) readGap(c *fiber.Ctx) error {
	v, err := investigations.ReadGap(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	return tagged(c, v)
}

func readGapOf(l store.Looker, id string) (any, error) { return investigations.ReadGap(l, id) }
func readProposalOf(l store.Looker, id string) (any, error) {
	return investigations.ReadProposal(l, id)
}

// stillAs honours an If-Match on what a POST adds to: when the write begins, it must be
// as the sender read it.
func stillAs(c *fiber.Ctx, read func(l store.Looker, id string) (any, error)) []investigations.Still {
	tags, id := condition(c), strings.Clone(c.Params("id"))
	if tags == "" {
		return nil
	}
	return []investigations.Still{func(l store.Looker) error {
		v, err := read(l, id)
		if err != nil {
			return err
		}
		_, tag, err := tagOf(v)
		if err != nil {
			return err
		}
		return anyTag(tags, tag)
	}}
}

// proposeResolution handles POST /api/v1/gaps/{id}/proposals. An If-Match is honoured,
// here and where it is answered, explained or taken back.
func (a *API) proposeResolution(c *fiber.Ctx) error {
	given, err := body[investigations.ProposalFacts](c)
	if err != nil {
		return err
	}
	p, err := investigations.Propose(c.UserContext(), a.db, actor(c), c.Params("id"), given, stillAs(c, readGapOf)...)
	if err != nil {
		return err
	}
	c.Location(v1 + "/proposals/" + p.ID)
	c.Status(fiber.StatusCreated)
	return a.answerProposalView(c, p.ID)
}

// explainGap handles POST /api/v1/gaps/{id}/explanations.
func (a *API) explainGap(c *fiber.Ctx) error {
	given, err := body[investigations.ExplanationFacts](c)
	if err != nil {
		return err
	}
	if err := investigations.Explain(c.UserContext(), a.db, actor(c), c.Params("id"), given, stillAs(c, readGapOf)...); err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return a.readGap(c)
}

// takingBack is the body of POST /api/v1/proposals/{id}/withdrawal.
type takingBack struct {
	Reason string `json:"reason"`
}

// takeBack handles POST /api/v1/proposals/{id}/withdrawal.
func (a *API) takeBack(c *fiber.Ctx) error {
	var given takingBack
	if len(c.BodyRaw()) > 0 {
		var err error
		if given, err = body[takingBack](c); err != nil {
			return err
		}
	}
	if _, err := investigations.TakeBack(c.UserContext(), a.db, actor(c), c.Params("id"), given.Reason, stillAs(c, readProposalOf)...); err != nil {
		return err
	}
	return a.answerProposalView(c, c.Params("id"))
}

// readProposal handles GET /api/v1/proposals/{id}.
func (a *API) readProposal(c *fiber.Ctx) error { return a.answerProposalView(c, c.Params("id")) }

func (a *API) answerProposalView(c *fiber.Ctx, id string) error {
	v, err := investigations.ReadProposal(a.db.Read(c.UserContext(), actor(c)), id)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// answerProposal handles POST /api/v1/proposals/{id}/positions.
func (a *API) answerProposal(c *fiber.Ctx) error {
	given, err := body[investigations.Stance](c)
	if err != nil {
		return err
	}
	if _, err := investigations.Answer(c.UserContext(), a.db, actor(c), c.Params("id"), given, stillAs(c, readProposalOf)...); err != nil {
		return err
	}
	return a.answerProposalView(c, c.Params("id"))
}

// openCase handles POST /api/v1/incidents/{id}/investigation.
func (a *API) openCase(c *fiber.Ctx) error {
	opened, fresh, err := investigations.Open(c.UserContext(), a.db, actor(c), c.Params("id"))
	if err != nil {
		return err
	}
	if fresh {
		c.Status(fiber.StatusCreated)
	}
	c.Location(v1 + "/investigations/" + opened.ID)
	return a.answerCase(c, opened.ID)
}

// findCases handles GET /api/v1/investigations.
func (a *API) findCases(c *fiber.Ctx) error {
	if err := known(c, "state"); err != nil {
		return err
	}
	n, err := limit(c)
	if err != nil {
		return err
	}
	views, next, err := investigations.ReadCases(a.db.Read(c.UserContext(), actor(c)), c.Query("state"), n, c.Query("cursor"))
	if err != nil {
		return err
	}
	return list(c, views, next, nil)
}

// readCase handles GET /api/v1/investigations/{id}.
func (a *API) readCase(c *fiber.Ctx) error { return a.answerCase(c, c.Params("id")) }

func (a *API) answerCase(c *fiber.Ctx, id string) error {
	v, err := investigations.ReadCase(a.db.Read(c.UserContext(), actor(c)), id)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// step is the body of POST /api/v1/investigations/{id}/transitions.
type step struct {
	To     models.State `json:"to"`
	Reason string       `json:"reason"`
}

// moveCase handles POST /api/v1/investigations/{id}/transitions.
func (a *API) moveCase(c *fiber.Ctx) error {
	given, err := body[step](c)
	if err != nil {
		return err
	}
	t, err := investigations.Move(c.UserContext(), a.db, actor(c), c.Params("id"), given.To, given.Reason)
	if err != nil {
		return err
	}
	c.Location(v1 + "/transitions/" + t.ID)
	c.Status(fiber.StatusCreated)
	return a.answerTransition(c, t.ID)
}

// readTransition handles GET /api/v1/transitions/{id}.
func (a *API) readTransition(c *fiber.Ctx) error { return a.answerTransition(c, c.Params("id")) }

func (a *API) answerTransition(c *fiber.Ctx, id string) error {
	v, err := investigations.ViewTransition(a.db.Read(c.UserContext(), actor(c)), id)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// signTransition handles POST /api/v1/transitions/{id}/positions.
func (a *API) signTransition(c *fiber.Ctx) error {
	given, err := body[investigations.Stance](c)
	if err != nil {
		return err
	}
	if _, err := investigations.Sign(c.UserContext(), a.db, actor(c), c.Params("id"), given); err != nil {
		return err
	}
	return a.answerTransition(c, c.Params("id"))
}
