package formats

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/models"
)

// reading is who is told what a file holds.
type reading struct {
	emit    func(Row) error
	problem func(models.RowError)
	seen    func(number int, columns, cells []string) error // each row as it came, before it is read; nil if nobody looks
	header  func([]string)                                  // the columns of a table as written; nil if nobody looks
	nowhere bool                                            // a report may do without a place
}

// errEnough ends a reading that has seen what it wanted.
var errEnough = errors.New("enough rows")

// read reads a file of a format, through a mapping unless it is empty.
func (to reading) read(format string, m Mapping, r io.Reader) error {
	p, err := m.readyFor(format)
	if err != nil {
		return err
	}
	if read, features := featureFormats[format]; features {
		return to.readFeatures(read, r, p)
	}
	if read, own := readers[format]; own {
		return read(r, to.emit, to.problem)
	}
	l, known := layouts[format]
	if !known && format != "xlsx" {
		return models.Invalid(models.FieldError{Pointer: "/format", Detail: fmt.Sprintf("%q is not a format that can be read; use one of %s.", format, strings.Join(Formats, ", "))})
	}
	t, err := openTable(r, m.Sheet, p != nil)
	if err != nil {
		return err
	}
	if l == nil {
		l, err = t.layout(p)
	}
	if err != nil {
		t.close()
		return err
	}
	return to.readTable(t, l, p)
}

// layout is the format whose columns a table of any of them has: ours, unless its
// header is another's.
func (t *table) layout(m *mapper) (*layout, error) {
	if m != nil {
		return concordCSV, nil
	}
	first, err := t.next()
	if err == io.EOF {
		return concordCSV, nil // which says that it is empty
	}
	if err != nil {
		return nil, err
	}
	t.first = slices.Clone(first)
	if l, known := layouts[formatOf(first)]; known {
		return l, nil
	}
	return concordCSV, nil
}

// readTable reads the rows of a table by a layout, through a mapping where there
// is one.
func (to reading) readTable(t *table, l *layout, m *mapper) error {
	defer t.close()
	header, err := t.header(l, m)
	if err != nil {
		return err
	}
	if to.header != nil {
		to.header(header)
	}
	current := &row{columns: t.columns, layout: l, problem: to.problem, steady: true}
	if m != nil {
		current.width, current.problem = len(header), m.named(current, header, to.problem)
	}
	seen := newRefs()
	for first := true; ; first = false {
		cells, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if first && hashtags(cells) {
			continue
		}
		if to.seen != nil {
			if err := to.seen(t.number, header, cells); err != nil {
				return err
			}
		}
		current.begin(t.number, cells)
		if !current.fits() {
			continue
		}
		if m != nil {
			current.cells = m.cells(t.columns, current.cells)
		}
		for _, f := range t.rows.faults() {
			current.refuse(t.columns.names[f.cell], "The cell %s.", f.message)
		}
		if err := to.take(current, seen); err != nil {
			return err
		}
	}
}

// noName stands for the name of a place while one that has none is checked.
const noName = "–"

// take reads the facts of a row whose cells are there and hands them on, if every
// rule is kept.
func (to reading) take(r *row, seen *refs) error {
	r.checkRef(seen)
	read := r.layout.facts(r)
	placeless := to.nowhere && read.Place != nil && read.Place.Lat == nil && read.Place.Lon == nil && read.Place.MGRS == "" && read.Place.Name == ""
	if placeless {
		read.Place.Name = noName
	}
	facts, ok := r.finish(read)
	if !ok {
		return nil
	}
	if placeless {
		if facts.Place.Name = ""; facts.Place.Admin0 == "" && facts.Place.Admin1 == "" && facts.Place.Admin2 == "" && facts.Place.Site == "" {
			facts.Place = nil
		}
	}
	return to.emit(Row{Number: r.number, Facts: facts})
}

// header reads the first row and names the columns; it gives the names as written.
func (t *table) header(l *layout, m *mapper) ([]string, error) {
	if m == nil {
		if err := t.readHeader(l); err != nil {
			return nil, err
		}
		return t.columns.names, nil
	}
	first, err := t.next()
	if err == io.EOF {
		return nil, unreadable("The file is empty; its first row must name the columns.")
	}
	if err != nil {
		return nil, err
	}
	header := columnTitles(first)
	t.columns = m.columns(l, header)
	_, t.returns = t.columns.at[ProblemColumn]
	return header, m.missing(l, t.columns, header)
}

// columnTitles are the cells of a header with a name for those that have none, and
// a number for those that another column has: a foreign sheet need not be tidy.
func columnTitles(first []string) []string {
	titles := make([]string, 0, len(first))
	for i, cell := range first {
		title := tidy(cell, maxLine)
		if columnName(title) == "" {
			title = "column " + columnLetters(i+1)
		}
		same := func(other string) bool { return columnName(other) == columnName(title) }
		for n := 2; slices.ContainsFunc(titles, same); n++ {
			title = tidy(cell, maxLine) + " (" + itoa(n) + ")"
		}
		titles = append(titles, title)
	}
	return titles
}
