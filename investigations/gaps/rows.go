package gaps

import (
	"fmt"
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
)

// Row is one field side by side, as the compare page shows it.
type Row struct {
	Group    string // HARM, TIME, PLACE, MEANS, RESPONSIBILITY, ASSESSMENT or PROCEDURE
	Field    string
	Values   []RowValue // one for each account, in their order
	Relation models.Relation
	Look     string // conflict, missing, near or agree
	Why      string // one sentence
}

// RowValue is what one report says of a field; nil is nothing.
type RowValue struct {
	Partner, Report string
	Value           any
	Basis           string
}

// Rows lists every comparable field that at least one account states.
func Rows(ctx Context, accounts []Account) []Row {
	var rows []Row
	add := func(group, field string, of func(Account) any, basis func(Account) string) {
		row := Row{Group: group, Field: field}
		any := false
		for _, a := range accounts {
			v := RowValue{Partner: a.Partner, Report: a.Report, Value: of(a)}
			if v.Value != nil {
				any = true
				if basis != nil {
					v.Basis = basis(a)
				}
			}
			row.Values = append(row.Values, v)
		}
		if !any {
			return
		}
		row.judge(ctx)
		rows = append(rows, row)
	}
	for _, cell := range cellsOf(accounts) {
		add("HARM", cell.Path(), func(a Account) any {
			if c, ok := a.total(cell); ok && c.Known() {
				return c
			}
			return nil
		}, func(a Account) string { return basisOf(a.Facts.Casualties, cell) })
	}
	add("TIME", "started", func(a Account) any { return windowOf(a.Facts.Started) }, nil)
	add("TIME", "ended", func(a Account) any { return windowOf(a.Facts.Ended) }, nil)
	add("PLACE", "place", func(a Account) any {
		if a.Facts.Place == nil {
			return nil
		}
		return a.Facts.Place
	}, func(a Account) string { return a.Facts.Place.Method })
	add("PLACE", "place/site", func(a Account) any { return value(site(a.Facts)) }, nil)
	add("MEANS", "category", func(a Account) any { return value(a.Facts.Category) }, nil)
	add("MEANS", "means/weapon", func(a Account) any { return oneOr(known(a.Facts, weapon)) }, nil)
	add("MEANS", "means/delivery", func(a Account) any { return oneOr(known(a.Facts, delivery)) }, nil)
	add("MEANS", "means/submunition", func(a Account) any { return oneOr(known(a.Facts, submunition)) }, nil)
	for _, actor := range actors(accounts...) {
		add("RESPONSIBILITY", "responsibility/"+actor, func(a Account) any { return listed(rolesOf(a.Facts, actor)) }, nil)
	}
	add("RESPONSIBILITY", "own_involvement", func(a Account) any { return value(a.Facts.OwnInvolvement) }, nil)
	add("ASSESSMENT", "assessment/status", func(a Account) any { return value(status(a.Facts)) }, nil)
	add("ASSESSMENT", "assessment/standard", func(a Account) any { return value(standard(a.Facts)) }, nil)
	add("ASSESSMENT", "law_concern", func(a Account) any { return value(a.Facts.LawConcern) }, nil)
	return rows
}

func windowOf(w *geo.Window) any {
	if w == nil || w.Earliest == nil {
		return nil
	}
	return w
}

// cellsOf lists the cells that any account states, in a fixed order, and the
// civilians of each outcome that any of them counts.
func cellsOf(accounts []Account) []models.Cell {
	var cells []models.Cell
	for _, a := range accounts {
		for c := range models.Cells(a.Facts.Casualties) {
			if !slices.Contains(cells, c) {
				cells = append(cells, c)
			}
		}
	}
	slices.SortFunc(cells, func(x, y models.Cell) int {
		if d := slices.Index(outcomes, x.Outcome) - slices.Index(outcomes, y.Outcome); d != 0 {
			return d
		}
		return strings.Compare(x.Path(), y.Path())
	})
	return cells
}

func basisOf(rows []models.Casualty, cell models.Cell) string {
	for _, r := range rows {
		if r.Cell() == cell {
			return r.Basis
		}
	}
	return ""
}

// judge relates the values of a row. Own involvement differs by nature: each side
// states its own.
func (r *Row) judge(ctx Context) {
	var stated []RowValue
	for _, v := range r.Values {
		if v.Value != nil {
			stated = append(stated, v)
		}
	}
	if len(stated) < 2 {
		r.Relation, r.Look, r.Why = models.OneSided, "missing", fmt.Sprintf("Only %s states it.", ctx.name(stated[0].Partner))
		if len(r.Values) == 1 {
			r.Look, r.Why = "near", "There is one report so far."
		}
		return
	}
	r.Relation, r.Look, r.Why = models.Equal, "agree", "The same on all sides."
	if r.Field == "own_involvement" {
		r.Relation, r.Look, r.Why = models.Compatible, "near", "Each partner states its own involvement."
		return
	}
	for i, v := range stated {
		for _, w := range stated[i+1:] {
			if relation, look, why := compare(v.Value, w.Value); rank(look) > rank(r.Look) {
				r.Relation, r.Look, r.Why = relation, look, why
			}
		}
	}
	if r.Look == "agree" && len(stated) < len(r.Values) {
		r.Why = "The same where it is stated."
	}
}

func rank(look string) int { return slices.Index([]string{"agree", "near", "conflict"}, look) }

func compare(a, b any) (models.Relation, string, string) {
	switch x := a.(type) {
	case models.Count:
		return compareCounts(x, b.(models.Count))
	case *geo.Window:
		y := b.(*geo.Window)
		w, ok := geo.CompareWindows(*x, *y)
		switch {
		case !ok:
			return models.Compatible, "near", "One side leaves the time open."
		case !w.Overlap:
			return models.Disjoint, "conflict", "The windows do not meet."
		case x.Earliest.Equal(*y.Earliest) && x.Latest.Equal(*y.Latest):
			return models.Equal, "agree", "The same on all sides."
		case w.Vague:
			return models.CompatibleButVague, "near", "The windows meet; one is much wider than the other."
		}
		return models.Compatible, "near", "The windows meet."
	case *geo.Place:
		y := b.(*geo.Place)
		p, ok := geo.Compare(*x, *y)
		switch {
		case !ok:
			return models.Compatible, "near", "One side gives no point with a precision."
		case !p.Compatible:
			return models.Distant, "conflict", fmt.Sprintf("%s apart, more than the %s their precision allows.", metres(p.Distance), metres(p.Sum))
		case p.Distance == 0 && *x.RadiusM == *y.RadiusM:
			return models.Equal, "agree", "The same on all sides."
		case p.Vague:
			return models.CompatibleButVague, "near", fmt.Sprintf("%s apart, within stated precision; one is much coarser.", metres(p.Distance))
		}
		return models.Compatible, "near", fmt.Sprintf("%s apart, within stated precision.", metres(p.Distance))
	}
	x, y := codes(a), codes(b)
	switch {
	case slices.Equal(x, y):
		return models.Equal, "agree", "The same on all sides."
	case slices.ContainsFunc(x, func(v string) bool { return slices.Contains(y, v) }):
		return models.Compatible, "near", "They share a part."
	}
	return models.Different, "conflict", fmt.Sprintf("One says %s, the other %s.", plain(x...), plain(y...))
}

func codes(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []string:
		return x
	}
	return nil
}

func compareCounts(a, b models.Count) (models.Relation, string, string) {
	r, m := relate(a, b)
	switch r {
	case models.Equal:
		return r, "agree", "The same on all sides."
	case models.Disjoint:
		return r, "conflict", fmt.Sprintf("The ranges do not overlap: %s against %s, %g apart.", a.Text(), b.Text(), m)
	case models.Nested:
		return r, "near", fmt.Sprintf("One range lies within the other: %s and %s.", a.Text(), b.Text())
	}
	return r, "near", fmt.Sprintf("The ranges overlap: %s and %s.", a.Text(), b.Text())
}
