package handlers

import (
	"slices"
	"strings"

	"concord/investigations"
	"concord/investigations/gaps"
	"concord/models/store"

	"github.com/gofiber/fiber/v2"
)

// readRules handles GET /api/v1/gaps/rules.
func (a *API) readRules(c *fiber.Ctx) error {
	v, err := investigations.ReadRules(a.db.Read(c.UserContext(), actor(c)))
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// changedRules is the body of PUT /api/v1/gaps/rules.
type changedRules struct {
	Config gaps.Config `json:"config"`
	Reason string      `json:"reason"`
}

// proposeRules handles PUT /api/v1/gaps/rules: 200 when they are in force, 202 while
// they wait for another partner.
func (a *API) proposeRules(c *fiber.Ctx) error {
	given, err := body[changedRules](c)
	if err != nil {
		return err
	}
	tags := condition(c)
	if tags == "" {
		return ifMatch(c, "")
	}
	change := investigations.RulesChange{Config: given.Config, Reason: given.Reason, Still: func(v investigations.RulesView) error {
		_, tag, err := tagOf(v)
		if err != nil {
			return err
		}
		return anyTag(tags, tag)
	}}
	if err := investigations.ProposeRules(c.UserContext(), a.db, actor(c), change); err != nil {
		return err
	}
	return a.settled(c)
}

// settled answers how the rules stand after a step, and lets gaps be found anew where
// the step put others in force.
func (a *API) settled(c *fiber.Ctx) error {
	Go("finding gaps anew", a.options.Finder.Work)
	v, err := investigations.ReadRules(a.db.Read(c.UserContext(), actor(c)))
	if err != nil {
		return err
	}
	if v.Waiting != nil {
		c.Status(fiber.StatusAccepted)
	}
	return tagged(c, v)
}

// previewedRules is the body of POST /api/v1/gaps/rules/preview.
type previewedRules struct {
	Config gaps.Config `json:"config"`
}

// previewRules handles POST /api/v1/gaps/rules/preview.
func (a *API) previewRules(c *fiber.Ctx) error {
	given, err := body[previewedRules](c)
	if err != nil {
		return err
	}
	v, err := a.options.Finder.Preview(c.UserContext(), actor(c), given.Config)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func readRulesOf(l store.Looker, _ string) (any, error) { return investigations.ReadRules(l) }

// answerRules handles POST /api/v1/gaps/rules/{id}/positions. An If-Match is honoured, here
// and where they are withdrawn.
func (a *API) answerRules(c *fiber.Ctx) error {
	given, err := body[investigations.Stance](c)
	if err != nil {
		return err
	}
	if err := investigations.AnswerRules(c.UserContext(), a.db, actor(c), c.Params("id"), given, stillAs(c, readRulesOf)...); err != nil {
		return err
	}
	return a.settled(c)
}

// withdrawRules handles POST /api/v1/gaps/rules/{id}/withdraw.
func (a *API) withdrawRules(c *fiber.Ctx) error {
	given, err := body[reasoned](c)
	if err != nil {
		return err
	}
	if err := investigations.WithdrawRules(c.UserContext(), a.db, actor(c), c.Params("id"), given.Reason, stillAs(c, readRulesOf)...); err != nil {
		return err
	}
	return a.settled(c)
}

// gapRuns handles GET /api/v1/gaps/runs.
func (a *API) gapRuns(c *fiber.Ctx) error {
	v, err := investigations.GapRuns(a.db.Read(c.UserContext(), actor(c)))
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// startGapRun handles POST /api/v1/gaps/runs: the run goes on beside the request.
func (a *API) startGapRun(c *fiber.Ctx) error {
	if _, err := optionalBody[struct{}](c); err != nil {
		return err
	}
	if err := investigations.StartGapRun(c.UserContext(), a.db, actor(c)); err != nil {
		return err
	}
	v, err := investigations.GapRuns(a.db.Read(c.UserContext(), actor(c)))
	Go("finding gaps anew", a.options.Finder.Work)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(v)
}

// cancelGapRun handles POST /api/v1/gaps/runs/cancel.
func (a *API) cancelGapRun(c *fiber.Ctx) error {
	if _, err := optionalBody[struct{}](c); err != nil {
		return err
	}
	if err := investigations.CancelGapRun(c.UserContext(), a.db, actor(c)); err != nil {
		return err
	}
	return a.gapRuns(c)
}

// agreement handles GET /api/v1/gaps/agreement, with the filters of the list of incidents.
func (a *API) agreement(c *fiber.Ctx) error {
	q, err := incidentQuery(c)
	if err != nil {
		return err
	}
	v, err := investigations.Agreement(a.db, a.db.Read(c.UserContext(), actor(c)), q)
	if err != nil {
		return err
	}
	return tagged(c, v)
}

// agreementIncidents handles GET /api/v1/gaps/agreement/incidents?pair=&family=&kind=
// with the filters of the list of incidents.
func (a *API) agreementIncidents(c *fiber.Ctx) error {
	q, err := incidentQuery(c, "pair", "family", "kind")
	if err != nil {
		return err
	}
	cell := investigations.Cell{Family: c.Query("family"), Kind: c.Query("kind")}
	first, second, two := strings.Cut(c.Query("pair"), ",")
	if !two || first == "" || second == "" || first == second || strings.Contains(second, ",") {
		return badQuery("pair", "Name two partners, such as ORL,VAR.")
	}
	cell.A, cell.B = min(first, second), max(first, second)
	if cell.Family != "" && !slices.Contains(gaps.Families, cell.Family) {
		return badQuery("family", "Use one of "+strings.Join(gaps.Families, ", ")+", or leave it out for all.")
	}
	if cell.Kind != "" && !slices.Contains(gaps.Kinds, cell.Kind) {
		return badQuery("kind", "Use one of "+strings.Join(gaps.Kinds, ", ")+", or leave it out for all.")
	}
	page, err := investigations.AgreementIncidents(a.db, a.db.Read(c.UserContext(), actor(c)), q, cell)
	if err != nil {
		return err
	}
	return c.JSON(page)
}

// gapTotals handles GET /api/v1/gaps/totals, with the filters of the list of incidents.
func (a *API) gapTotals(c *fiber.Ctx) error {
	q, err := incidentQuery(c)
	if err != nil {
		return err
	}
	v, err := investigations.KilledInAll(a.db, a.db.Read(c.UserContext(), actor(c)), q)
	if err != nil {
		return err
	}
	return tagged(c, v)
}
