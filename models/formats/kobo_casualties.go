package formats

import (
	"slices"
	"strings"

	"concord/models"
)

// koboCasualties are the rows of people harmed of one main row, still as cells.
type koboCasualties struct {
	main *row
	rows []harmedRow
}

// harmedRow is one of them: which row of which sheet it was, and what it says.
type harmedRow struct {
	sheet   string
	number  int
	columns *columns
	cells   []string
}

func (k *koboCasualties) add(sheet string, number int, c *columns, cells []string) {
	k.rows = append(k.rows, harmedRow{sheet, number, c, cells})
}

// read adds the rows to the facts. A bad cell is named at the main row, which is the
// report that is not read for it, with the sheet and the row where it stands.
func (k *koboCasualties) read(f *models.ReportFacts) {
	indexes := map[string]int{}
	for i, h := range k.rows {
		where := "Row " + itoa(h.number) + " of " + h.sheet + ": "
		r := &row{columns: h.columns, layout: &layout{}, problem: func(e models.RowError) {
			k.main.refuse(h.sheet+"/"+itoa(h.number)+"/"+e.Column, "%s", where+e.Message)
		}}
		r.begin(h.number, h.cells)
		if !r.fits() {
			continue
		}
		if index := r.at("_index"); index != "" {
			if earlier, twice := indexes[index]; twice {
				r.refuse("_index", "%s is the _index of row %d already; keep one of the two.", quote(index), earlier)
			}
			indexes[index] = h.number
		}
		if parent := r.at("_parent_index"); parent != "" && k.main.at("_index") != "" && parent != k.main.at("_index") {
			r.refuse("_parent_index", "%s is not the _index %s of the row that _submission__uuid names; correct one of them.", quote(parent), k.main.at("_index"))
		}
		if c, ok := readHarmed(r); ok {
			f.Casualties = append(f.Casualties, c)
		}
		for n, name := range r.columns.names {
			if cell := strings.TrimSpace(r.cells[n]); cell != "" && !harmedColumn(name) {
				f.Extra = keep(f.Extra, casualtySheet+"/"+itoa(i+1)+"/"+name, cell)
			}
		}
	}
}

// harmedColumn tells whether a column is read, or joins the sheets.
func harmedColumn(name string) bool {
	return strings.HasPrefix(name, "_") || slices.Contains([]string{"outcome", "status", "sex", "age", "protected", "min", "max", "basis"}, name)
}

func readHarmed(r *row) (models.Casualty, bool) {
	c := models.Casualty{Outcome: r.choice("outcome"), Status: r.choice("status"), Sex: r.choice("sex"), Age: r.choice("age"),
		Protected: r.choice("protected"), Basis: r.choice("basis")}
	c.Min, c.Max = r.count("min"), r.count("max")
	if c.Min != nil && c.Max != nil && *c.Max < *c.Min {
		r.refuse("max", "At most must be %d or more; %d was given.", *c.Min, *c.Max)
	}
	if c.Outcome == "" {
		if !r.refused("outcome") {
			r.refuse("outcome", "The cell is empty; say what happened to them, such as KILLED or INJURED.")
		}
		return c, false
	}
	return c, len(r.bad) == 0
}
