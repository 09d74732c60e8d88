package handlers

import (
	"encoding/json"

	"concord/investigations"
	"concord/investigations/exports"
	"concord/models"
	"concord/models/reports"
	"concord/models/store"
	"concord/static"

	"github.com/gofiber/fiber/v2"
)

// printIncident handles GET /print/incident/{id}: the incident on paper, as its
// reader may see it. That it was printed is recorded before the page leaves.
func (a *API) printIncident(c *fiber.Ctx) error {
	l := a.db.Read(c.UserContext(), actor(c))
	v, err := investigations.ReadIncident(l, c.Params("id"))
	if err != nil {
		return err
	}
	page := static.PrintPage{ID: v.ID, Ref: v.ID[:8], Title: v.Title, By: actor(c).Name, At: a.db.Now(), Waiting: v.Gaps.Open}
	if v.Ref != nil {
		page.Ref = *v.Ref
	}
	if page.Records, err = a.printedRecords(c, v.ID); err != nil {
		return err
	}
	for _, field := range sorted(v.Agreed) {
		page.Agreed = append(page.Agreed, static.PrintLine{Label: field, Text: printed(v.Agreed[field].Value)})
	}
	gaps, err := investigations.ReadGaps(l, investigations.GapQuery{Incident: v.ID, Limit: 200})
	if err != nil {
		return err
	}
	partners, err := a.partners(c)
	if err != nil {
		return err
	}
	for _, g := range gaps.Items {
		switch {
		case g.State == models.GapDissentRecorded:
			page.Dissents = append(page.Dissents, printedGap(g, partners))
		case g.State != models.GapResolved:
			page.Gaps = append(page.Gaps, static.PrintGap{Code: g.Code, Title: g.Title, Severity: g.Severity, WaitingOn: g.WaitingOn})
		}
	}
	if err := exports.Note(c.UserContext(), a.db, actor(c), "print", exports.Request{Format: "paper", Filter: "incident " + v.ID}); err != nil {
		return err
	}
	return a.page(c, fiber.StatusOK, static.Print, page)
}

func (a *API) printedRecords(c *fiber.Ctx, incident string) ([]static.PrintRecord, error) {
	partners, err := a.partners(c)
	if err != nil {
		return nil, err
	}
	found, err := a.db.Reports(c.UserContext(), actor(c), store.Query{Incident: incident, Ascending: true, Limit: 200})
	if err != nil {
		return nil, err
	}
	var out []static.PrintRecord
	for _, s := range found.Items {
		facts, err := models.DecodeFacts(s.Facts)
		if err != nil {
			return nil, err
		}
		if s.Partner != actor(c).Partner && !actor(c).Has(models.Auditor) {
			facts = facts.ForOthers()
		}
		p := static.PrintRecord{Ref: s.Ref, Partner: s.Partner, Slot: "E", Title: facts.Title, Version: s.Version, By: s.LoggedBy, At: s.LoggedAt.Time}
		if known, is := partners[s.Partner]; is {
			p.Partner, p.Slot = known.Name, known.Slot
		}
		if s.AmendedAt != nil {
			p.By, p.At = s.AmendedBy, s.AmendedAt.Time
		}
		for _, line := range reports.InWords(facts) {
			p.Lines = append(p.Lines, static.PrintLine(line))
		}
		out = append(out, p)
	}
	return out, nil
}

// partners are all partners by code, whose names everybody may know.
func (a *API) partners(c *fiber.Ctx) (map[string]models.Partner, error) {
	all, err := store.All[models.Partner](a.db.Read(c.UserContext(), actor(c))).Find(c.UserContext())
	by := map[string]models.Partner{}
	for _, p := range all {
		by[p.Code] = p
	}
	return by, err
}

// printed is an agreed value in words: a range, or the value as it is.
func printed(value json.RawMessage) string {
	var n models.Count
	if json.Unmarshal(value, &n) == nil && n.Known() {
		return n.Text()
	}
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
