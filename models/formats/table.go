package formats

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

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

// table reads records of RFC 4180.
type table struct {
	csv     *csv.Reader
	guard   *guard
	number  int      // of the record last read; the header is 1
	first   []string // a first record that is not a header, read but not yet given
	columns *columns
}

// guard stops reading when one record has used up its bytes.
type guard struct {
	r    io.Reader
	used int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.used > maxRow {
		return 0, errRowTooLong
	}
	n, err := g.r.Read(p)
	g.used += n
	return n, err
}

func open(r io.Reader) (*table, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	mark, _ := in.Peek(3) // a shorter file has no mark
	switch {
	case len(mark) == 3 && string(mark) == "\xEF\xBB\xBF":
		in.Discard(3)
	case len(mark) >= 2 && (string(mark[:2]) == "\xFF\xFE" || string(mark[:2]) == "\xFE\xFF"):
		return nil, unreadable("The file is written in UTF-16; save it as UTF-8 and send it again.")
	}
	g := &guard{r: in}
	c := csv.NewReader(g)
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	return &table{csv: c, guard: g}, nil
}

// next is the next record; its slice is used again by the one after.
func (t *table) next() ([]string, error) {
	if t.first != nil {
		cells := t.first
		t.first = nil
		return cells, nil
	}
	t.guard.used = 0
	cells, err := t.csv.Read()
	if err != nil {
		return nil, t.broken(err)
	}
	t.number++
	return cells, t.checkCells(cells)
}

func (t *table) checkCells(cells []string) error {
	for i, c := range cells {
		what := ""
		switch {
		case len(c) > maxCell:
			what = fmt.Sprintf("is %d bytes long; at most %d are read. A quote may be missing before it", len(c), maxCell)
		case strings.IndexByte(c, 0) >= 0:
			what = "holds a NUL byte, which is no text; take it out"
		case !utf8.ValidString(c):
			what = "is not UTF-8; save the file as UTF-8 and send it again"
		}
		if what != "" {
			line, _ := t.csv.FieldPos(i)
			return unreadable("Line %d, cell %d %s.", line, i+1, what)
		}
	}
	if len(cells) > maxColumns {
		line, _ := t.csv.FieldPos(0)
		return unreadable("Line %d has %d cells; at most %d are read.", line, len(cells), maxColumns)
	}
	return nil
}

// broken says what is wrong with the file where a record cannot be read.
func (t *table) broken(err error) error {
	var p *csv.ParseError
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, errRowTooLong):
		return unreadable("Row %d is longer than %d MiB; a quote may be open from there on.", t.number+1, maxRow>>20)
	case errors.As(err, &p) && p.Err == csv.ErrBareQuote:
		return unreadable("Line %d, byte %d: a quote stands inside a cell that does not begin with one; put the whole cell in quotes and double those inside.", p.Line, p.Column)
	case errors.As(err, &p):
		return unreadable("The row that begins on line %d has a quote that is not closed, noticed on line %d; close it, and double the quotes inside a cell.", p.StartLine, p.Line)
	}
	return fmt.Errorf("reading the file: %w", err)
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
		if name != "" && name != ProblemColumn && !slices.Contains(l.held, name) {
			c.unknown = append(c.unknown, i)
		}
	}
	if len(c.unknown) > maxUnknown {
		problems = append(problems, models.FieldError{Pointer: "/file", Detail: fmt.Sprintf("There are %d columns without a meaning here; at most %d are kept with a report.", len(c.unknown), maxUnknown)})
	}
	t.columns = c
	return models.Invalid(problems...)
}

func unreadable(format string, args ...any) error {
	return &models.Error{Kind: models.Unreadable, Detail: fmt.Sprintf(format, args...)}
}
