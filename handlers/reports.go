package handlers

import (
	"strconv"
	"strings"

	"concord/geo"
	"concord/investigations"
	"concord/models"
	"concord/models/reports"
	"concord/models/search"

	"github.com/gofiber/fiber/v2"
)

// logReport handles POST /api/v1/reports.
func (a *API) logReport(c *fiber.Ctx) error {
	facts, err := body[models.ReportFacts](c)
	if err != nil {
		return err
	}
	report, err := reports.Log(c.UserContext(), a.db, actor(c), facts)
	if err != nil {
		return err
	}
	c.Location(v1 + "/reports/" + report.ID)
	c.Status(fiber.StatusCreated)
	return a.answerReport(c, report.ID)
}

// readReport handles GET /api/v1/reports/{id}.
func (a *API) readReport(c *fiber.Ctx) error {
	if err := known(c, "as_of"); err != nil {
		return err
	}
	at, err := moment(c, "as_of", true)
	if err != nil {
		return err
	}
	if at == nil {
		return a.answerReport(c, c.Params("id"))
	}
	who := actor(c)
	s, err := a.db.Report(c.UserContext(), who, c.Params("id"))
	if err != nil {
		return err
	}
	if s, err = reports.AsOf(a.db.Read(c.UserContext(), who), s, at.Time); err != nil {
		return err
	}
	text, err := reports.AppendJSON(nil, s, who)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}

// diffReport handles GET /api/v1/reports/{id}/diff?from=1&to=3: without to the newest
// version, without from the one before.
func (a *API) diffReport(c *fiber.Ctx) error {
	if err := known(c, "from", "to"); err != nil {
		return err
	}
	var ends [2]int
	for i, name := range []string{"from", "to"} {
		if c.Query(name) == "" {
			continue
		}
		n, err := strconv.Atoi(c.Query(name))
		if err != nil || n < 1 {
			return badQuery(name, "Use the number of a version, from 1.")
		}
		ends[i] = n
	}
	d, err := reports.Diff(a.db.Read(c.UserContext(), actor(c)), c.Params("id"), ends[0], ends[1])
	if err != nil {
		return err
	}
	return c.JSON(d)
}

// fields handles GET /api/v1/fields: what a filter can name.
func (a *API) fields(c *fiber.Ctx) error {
	return c.JSON(fiber.Map{"items": search.Fields, "next": nil})
}

func (a *API) answerReport(c *fiber.Ctx, id string) error {
	who := actor(c)
	s, err := a.db.Report(c.UserContext(), who, id)
	if err != nil {
		return err
	}
	text, err := reports.AppendJSON(make([]byte, 0, len(s.Facts)+640), s, who)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, etag(s.Version))
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}

// amendReport handles PUT /api/v1/reports/{id}.
func (a *API) amendReport(c *fiber.Ctx) error {
	facts, err := body[models.ReportFacts](c)
	if err != nil {
		return err
	}
	current, err := a.db.Report(c.UserContext(), actor(c), c.Params("id"))
	if err != nil {
		return err
	}
	if err := ifMatch(c, etag(current.Version)); err != nil {
		return err
	}
	if _, err := reports.Amend(c.UserContext(), a.db, actor(c), current.ID, current.Version, facts); err != nil {
		return err
	}
	return a.answerReport(c, current.ID)
}

// sharing is the body of POST /api/v1/reports/{id}/share.
type sharing struct {
	With reports.With `json:"with"`
}

// shareReport handles POST /api/v1/reports/{id}/share.
func (a *API) shareReport(c *fiber.Ctx) error {
	given, err := body[sharing](c)
	if err != nil {
		return err
	}
	if err := a.matchIfGiven(c); err != nil {
		return err
	}
	if given.With.Level == "" {
		return models.Invalid(models.FieldError{Pointer: "/with", Detail: "Say \"joint\" or list partner codes."})
	}
	if _, err := reports.Share(c.UserContext(), a.db, actor(c), c.Params("id"), given.With); err != nil {
		return err
	}
	return a.answerReport(c, c.Params("id"))
}

// reasoned is a body that holds only a reason.
type reasoned struct {
	Reason string `json:"reason"`
}

// withdrawReport handles POST /api/v1/reports/{id}/withdraw.
func (a *API) withdrawReport(c *fiber.Ctx) error {
	given, err := body[reasoned](c)
	if err != nil {
		return err
	}
	if err := a.matchIfGiven(c); err != nil {
		return err
	}
	if _, err := reports.Withdraw(c.UserContext(), a.db, actor(c), c.Params("id"), given.Reason); err != nil {
		return err
	}
	return a.answerReport(c, c.Params("id"))
}

// matchIfGiven honours an If-Match that a POST may carry.
func (a *API) matchIfGiven(c *fiber.Ctx) error {
	if c.Get(fiber.HeaderIfMatch) == "" {
		return nil
	}
	current, err := a.db.Report(c.UserContext(), actor(c), c.Params("id"))
	if err != nil {
		return err
	}
	return ifMatch(c, etag(current.Version))
}

// reportVersions handles GET /api/v1/reports/{id}/versions.
func (a *API) reportVersions(c *fiber.Ctx) error {
	versions, err := reports.Versions(a.db.Read(c.UserContext(), actor(c)), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"items": versions, "next": nil})
}

// findReports handles GET /api/v1/reports.
func (a *API) findReports(c *fiber.Ctx) error {
	q, err := query(c, "q", "filter", "polygon", "partner", "from", "to", "bbox", "near", "category", "killed_min", "status", "incident", "sort")
	if err != nil {
		return err
	}
	who := actor(c)
	page, err := a.db.Reports(c.UserContext(), who, q)
	if err != nil {
		return err
	}
	size := 128
	for _, s := range page.Items {
		size += len(s.Facts) + 640
	}
	text := append(make([]byte, 0, size), `{"items":[`...)
	for i, s := range page.Items {
		if i > 0 {
			text = append(text, ',')
		}
		if text, err = reports.AppendJSON(text, s, who); err != nil {
			return err
		}
	}
	text = append(text, `],"next":`...)
	if page.Next == "" {
		text = append(text, "null"...)
	} else {
		text = strconv.AppendQuote(text, page.Next)
	}
	if page.Total != nil {
		text = strconv.AppendInt(append(text, `,"total":`...), *page.Total, 10)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(append(text, '}'))
}

// nearby handles POST /api/v1/reports/nearby: it stores nothing.
func (a *API) nearby(c *fiber.Ctx) error {
	facts, err := body[models.ReportFacts](c)
	if err != nil {
		return err
	}
	found, err := investigations.FindNearby(a.db.Read(c.UserContext(), actor(c)), facts)
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"items": found})
}

// readings handles GET /api/v1/readings: how typed words are understood.
func (a *API) readings(c *fiber.Ctx) error {
	if place := c.Query("place"); place != "" {
		found, err := geo.ParseCoordinates(place)
		if err != nil {
			return models.Invalid(models.FieldError{Pointer: "/place", Detail: err.Error()})
		}
		return c.JSON(fiber.Map{"place": found})
	}
	offset, err := strconv.Atoi(c.Query("offset", "0"))
	if err != nil {
		return badQuery("offset", "Give the offset from UTC in minutes.")
	}
	read, err := geo.ParseDTG(c.Query("when"))
	if err != nil {
		return models.Invalid(models.FieldError{Pointer: "/when", Detail: err.Error()})
	}
	at := read.Time
	switch {
	case read.Local:
		at = read.At(offset)
	case read.OffsetMin != nil && c.Query("offset") == "":
		offset = *read.OffsetMin
	}
	window, problems := geo.Window{Earliest: &at, Precision: "MINUTE", Stated: c.Query("when"), UTCOffsetMin: &offset}.Complete()
	if len(problems) > 0 {
		return models.Invalid(models.FieldError{Pointer: "/when", Detail: problems[0].Detail})
	}
	return c.JSON(fiber.Map{"when": fiber.Map{"window": window, "utc": at.UTC().Format("2006-01-02 15:04"),
		"local": at.UTC().Add(minutes(offset)).Format("2006-01-02 15:04") + " (UTC" + signed(offset) + ")", "dtg": strings.ReplaceAll(geo.FormatDTG(at, 0), " ", "")}})
}
