package formats

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/models"
)

// Limits of one file. A quote left open swallows what follows it, so a row is
// bounded and not only its cells.
const (
	maxCell    = 1 << 20 // bytes
	maxRow     = 8 << 20 // bytes
	maxColumns = 400
	maxUnknown = 200 // columns kept with the report, as models.ReportFacts.Extra allows
)

// ProblemColumn is the last column of a file of rejected rows: what is wrong with
// the row. It is passed over, so that the corrected file can be sent as it is.
const ProblemColumn = "concord_problem"

var errRowTooLong = errors.New("row too long")

// table is rows of cells under a header.
type table struct {
	rows    source
	csv     *csv.Reader // of a file of commas, else nil
	number  int         // of the row last read; the header is 1
	first   []string    // a first record that is not a header, read but not yet given
	columns *columns
	returns bool // the file is one of rejected rows, whose cells were masked once more
}

// next is the next row; its slice is used again by the one after.
func (t *table) next() ([]string, error) {
	if t.first != nil {
		cells := t.first
		t.first = nil
		return cells, nil
	}
	cells, err := t.rows.next()
	if err != nil {
		return nil, err
	}
	t.number = t.rows.number()
	if t.returns {
		for i, c := range cells {
			cells[i] = unmask(c)
		}
	}
	return cells, nil
}

func (t *table) close() {
	if t.rows != nil {
		t.rows.close()
	}
}

// columns is a header: the names of the columns, in the file's order.
type columns struct {
	names   []string
	at      map[string]int
	unknown []int // places of the columns that are kept as they are
}

// columnName is how a header cell is compared: the case and spaces around do not count.
func columnName(cell string) string { return strings.ToLower(strings.TrimSpace(cell)) }

func (t *table) readHeader(l *layout) error {
	first, err := t.next()
	if err == io.EOF {
		return unreadable("The file is empty; its first row must name the columns.")
	}
	if err != nil {
		return err
	}
	if l.bare != nil && bareUCDP(first) {
		t.first = slices.Clone(first)
		return t.name(l, l.bare)
	}
	if len(first) == 1 && strings.ContainsAny(first[0], ";\t\r") {
		return unreadable("The first row names one column only, %q; separate the columns by commas and end lines with a line feed.", clip(first[0]))
	}
	return t.name(l, first)
}

// name takes names as the header, or says which columns are missing or twice.
func (t *table) name(l *layout, names []string) error {
	c := &columns{at: make(map[string]int, len(names))}
	var problems []models.FieldError
	for i, cell := range names {
		name := columnName(cell)
		if newer, old := l.aliases[name]; old {
			name = newer
		}
		if _, twice := c.at[name]; twice && name != "" {
			problems = append(problems, models.FieldError{Pointer: "/file", Detail: fmt.Sprintf("The column %s stands in the header twice; keep one or rename it.", name)})
		}
		if name != "" {
			c.at[name] = i
		}
		c.names = append(c.names, name)
	}
	for _, name := range l.required {
		if _, there := c.at[name]; !there {
			problems = append(problems, models.FieldError{Pointer: "/file", Detail: fmt.Sprintf("The column %s is missing; the header must name it.", name)})
		}
	}
	for i, name := range c.names {
		if name != "" && name != ProblemColumn && l.keeps(name) {
			c.unknown = append(c.unknown, i)
		}
	}
	if len(c.unknown) > maxUnknown {
		problems = append(problems, models.FieldError{Pointer: "/file", Detail: fmt.Sprintf("There are %d columns without a meaning here; at most %d are kept with a report.", len(c.unknown), maxUnknown)})
	}
	t.columns = c
	_, t.returns = c.at[ProblemColumn]
	return models.Invalid(problems...)
}

func unreadable(format string, args ...any) error {
	return &models.Error{Kind: models.Unreadable, Detail: fmt.Sprintf(format, args...)}
}
