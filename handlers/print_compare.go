package handlers

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/geo"
	"concord/investigations"
	"concord/investigations/exports"
	"concord/models"
	"concord/static"

	"github.com/gofiber/fiber/v2"
)

// printCompare handles GET /print/compare/{id}: the accounts of an incident side by
// side in black and white, with every gap that is open and every view that is recorded.
// That it was printed is recorded before the page leaves.
func (a *API) printCompare(c *fiber.Ctx) error {
	l := a.db.Read(c.UserContext(), actor(c))
	v, err := investigations.ReadIncident(l, c.Params("id"))
	if err != nil {
		return err
	}
	compared, err := investigations.Compare(l, v.ID)
	if err != nil {
		return err
	}
	partners, err := a.partners(c)
	if err != nil {
		return err
	}
	page := static.PrintComparePage{ID: v.ID, Ref: v.ID[:8], Title: v.Title, By: actor(c).Name, At: a.db.Now(), Provisional: compared.Provisional}
	if v.Ref != nil {
		page.Ref = *v.Ref
	}
	watches := func(r investigations.ReportInIncident) int { // the parties first
		return slices.Index(compared.Observers, r.Partner)
	}
	slices.SortStableFunc(compared.Reports, func(a, b investigations.ReportInIncident) int { return watches(a) - watches(b) })
	for _, r := range compared.Reports {
		p := static.PrintColumn{Code: r.Partner, Partner: r.Partner, Slot: "E", Ref: r.Ref, Version: r.Version, By: r.LoggedBy, At: r.LoggedAt.Time, Observer: slices.Contains(compared.Observers, r.Partner)}
		if known, is := partners[r.Partner]; is {
			p.Partner, p.Slot = known.Name, known.Slot
		}
		page.Columns = append(page.Columns, p)
	}
	gapsOf := map[string]investigations.GapView{}
	for _, g := range compared.Gaps {
		gapsOf[g.ID] = g
	}
	inTable := map[string]bool{}
	for _, row := range compared.Rows {
		page.Rows = append(page.Rows, printedRow(row, compared, gapsOf, partners, inTable))
	}
	for _, g := range compared.Gaps {
		if !inTable[g.ID] {
			page.Beside = append(page.Beside, printedGap(g, partners))
		}
	}
	if err := exports.Note(c.UserContext(), a.db, actor(c), "print", exports.Request{Format: "paper", Filter: "compare " + v.ID}); err != nil {
		return err
	}
	return a.page(c, fiber.StatusOK, static.PrintCompare, page)
}

func printedRow(row investigations.CompareRow, all investigations.CompareView, gapsOf map[string]investigations.GapView, partners map[string]models.Partner, inTable map[string]bool) static.PrintCompareRow {
	out := static.PrintCompareRow{Group: row.Group, Field: row.Field, Look: row.Look, Why: row.Why}
	if who, is := strings.CutPrefix(row.Field, "responsibility/"); is {
		out.Field = "responsibility/" + nameOf(partners, who)
	}
	for _, r := range all.Reports {
		cell := static.PrintCell{}
		for _, v := range row.Values {
			if v.Report == r.ID && v.Value != nil {
				text, err := json.Marshal(v.Value)
				if err == nil {
					cell = static.PrintCell{Said: true, Text: printedValue(row.Field, text), Codes: codesOf(text), Basis: v.Basis}
				}
			}
		}
		out.Cells = append(out.Cells, cell)
	}
	if row.Agreed != nil {
		out.Agreed, out.AgreedCodes = printedValue(row.Field, row.Agreed.Value), codesOf(row.Agreed.Value)
		for _, s := range row.Agreed.Signatures {
			out.Signed = append(out.Signed, static.PrintSigned{Partner: nameOf(partners, s.Partner), By: s.By, At: s.At.Time})
		}
	}
	for _, id := range row.Gaps {
		inTable[id] = true
		out.Gaps = append(out.Gaps, printedGap(gapsOf[id], partners))
	}
	return out
}

func printedGap(g investigations.GapView, partners map[string]models.Partner) static.PrintGap {
	out := static.PrintGap{Code: g.Code, Field: g.Field, Title: g.Title, Severity: g.Severity, State: g.State}
	for _, code := range g.WaitingOn {
		out.WaitingOn = append(out.WaitingOn, nameOf(partners, code))
	}
	for _, p := range g.Proposals {
		if p.State == "AGREED" && p.Hash != "" {
			out.Note, out.Hash, out.Until = p.PublicNote, p.Hash, time.Time{}
			if p.ReversibleUntil != nil {
				out.Until = p.ReversibleUntil.Time
			}
		}
	}
	for _, d := range g.Dissent {
		view := static.PrintView{Partner: nameOf(partners, d.Partner), Text: d.Text, Value: printedValue(g.Field, d.Value), Codes: codesOf(d.Value), By: d.By}
		if d.At != nil {
			view.At = d.At.Time
		}
		out.Views = append(out.Views, view)
	}
	if len(out.Views) > 0 {
		return out
	}
	for _, code := range []string{g.A.Partner, g.B.Partner} {
		if e, said := g.Explanations[code]; said {
			out.Views = append(out.Views, static.PrintView{Partner: nameOf(partners, code), Text: e.Text, By: e.By, At: e.At.Time})
		}
	}
	return out
}

func nameOf(partners map[string]models.Partner, code string) string {
	if p, is := partners[code]; is {
		return p.Name
	}
	return code
}

// printedValue is a value of a compared field in words.
func printedValue(field string, value json.RawMessage) string {
	switch {
	case string(value) == "null" || len(value) == 0:
		return ""
	case field == "started" || field == "ended":
		var w geo.Window
		if json.Unmarshal(value, &w) == nil && w.Earliest != nil {
			text := w.Earliest.Format("2006-01-02 15:04")
			if w.Latest != nil && w.Latest.Sub(*w.Earliest).Minutes() >= 1 {
				text += " – " + w.Latest.Format("2006-01-02 15:04")
			}
			return text + " UTC"
		}
	case field == "place":
		var p geo.Place
		if json.Unmarshal(value, &p) == nil {
			return strings.Join(slices.DeleteFunc([]string{p.Name, p.MGRS, within(p)}, func(s string) bool { return s == "" }), ", ")
		}
	}
	if codesOf(value) != nil {
		return ""
	}
	return printed(value)
}

// codesOf are the codes of a value that is one or a list of them, which the page says
// in words; nil for any other value.
func codesOf(value json.RawMessage) (codes []string) {
	var one string
	if json.Unmarshal(value, &one) == nil && one != "" {
		return []string{one}
	}
	if json.Unmarshal(value, &codes) != nil {
		return nil
	}
	return codes
}

// within is the precision of a place in metres, "" where none is stated.
func within(p geo.Place) string {
	if p.RadiusM == nil {
		return ""
	}
	return "± " + strconv.FormatFloat(*p.RadiusM, 'f', 0, 64) + " m"
}
