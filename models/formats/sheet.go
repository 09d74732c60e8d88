package formats

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// What a sheet of a workbook can hold by its own format.
const (
	lastRow    = 1_048_576
	lastColumn = 16_384
)

// sheet reads the rows of one sheet as they come, one at a time. Row numbers are
// the sheet's own.
type sheet struct {
	book     *book
	of       *workbook
	part     *parsing
	unpacked io.Closer
	name     string
	last     int // number of the row last read
	cells    []string
	bad      []fault
	extent   extent
	header   int               // number of the first row that is not empty, 0 before it
	over     map[string]string // texts too long for a cell
	width    int               // cells of the header
	rest     int               // the column that may name one, -1 for none
}

// extent is the range of cells that a sheet says it uses; zero if it says nothing.
type extent struct{ columns, rows int }

func openSheet(r io.Reader, in *bufio.Reader, name string) (*table, error) {
	w, err := openWorkbook(r, in)
	if err != nil {
		return nil, err
	}
	s, err := w.sheet(name)
	if err != nil {
		w.close()
		return nil, err
	}
	return &table{rows: s}, nil
}

func (w *workbook) sheet(name string) (*sheet, error) {
	b, err := w.readBook()
	if err != nil {
		return nil, err
	}
	for _, s := range b.sheets { // a link out of the file is refused wherever it stands
		if _, _, err := w.relations(s.part); err != nil {
			return nil, err
		}
	}
	chosen, err := b.choose(name)
	if err != nil {
		return nil, err
	}
	s := &sheet{book: b, of: w, name: chosen.Name}
	if s.over, err = w.overflow(b); err != nil {
		return nil, err
	}
	if s.part, s.unpacked, err = w.parse(chosen.part); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *sheet) number() int     { return s.last }
func (s *sheet) faults() []fault { return s.bad }

func (s *sheet) close() {
	s.unpacked.Close()
	s.of.close()
}

// next is the next row with anything in it.
func (s *sheet) next() ([]string, error) {
	for {
		t, err := s.part.token()
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "dimension":
			err = s.declares(attr(e, "ref"))
		case "mergeCell":
			err = s.merged(attr(e, "ref"))
		case "row":
			var any bool
			if any, err = s.row(e); err == nil && any {
				s.putBack()
				return s.cells, nil
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// declares checks the range that the sheet says it uses. Programs that write "A1"
// for every sheet say nothing by it.
func (s *sheet) declares(ref string) error {
	_, to, _ := strings.Cut(ref, ":")
	if to == "" {
		return nil
	}
	column, row, ok := cellRef(to)
	if !ok || column > lastColumn || row > lastRow {
		return unreadable("The sheet %s says it reaches to %s, past the last cell a sheet has (XFD1048576); save it again as .xlsx or as CSV.", quote(s.name), quote(to))
	}
	s.extent = extent{column, row}
	return nil
}

// merged refuses cells put together where the table is: only the first of them has
// the value, the others would read as not known.
func (s *sheet) merged(ref string) error {
	from, _, _ := strings.Cut(ref, ":")
	column, row, ok := cellRef(from)
	switch {
	case ok && (row > s.last || column > maxColumns):
		return nil
	case ok && row == s.header:
		return unreadable("The header of the sheet %s has merged cells (%s); unmerge them and name each column in its own cell.", quote(s.name), clip(ref))
	}
	return unreadable("The sheet %s has merged cells (%s), of which only the first holds a value; unmerge them and fill each cell.", quote(s.name), clip(ref))
}

// row reads the cells of a row; false if they are all empty.
func (s *sheet) row(e xml.StartElement) (any bool, err error) {
	number := s.last + 1
	if r := attr(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < number {
			return false, unreadable("The sheet %s has row %s after row %d; rows must come in order. Save it again as .xlsx or as CSV.", quote(s.name), quote(r), s.last)
		}
		number = n
	}
	if number > lastRow {
		return false, unreadable("The sheet %s has row %d; a sheet ends at row %d. Save it as CSV.", quote(s.name), number, lastRow)
	}
	if s.extent.rows > 0 && number > s.extent.rows {
		return false, unreadable("The sheet %s has row %d, but says it ends at row %d; save it again as .xlsx or as CSV.", quote(s.name), number, s.extent.rows)
	}
	s.last, s.cells, s.bad = number, s.cells[:0], s.bad[:0]
	size := 0
	for {
		t, err := s.part.token()
		if err != nil {
			return false, s.part.cut(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return any, nil
		case xml.StartElement:
			if t.Name.Local != "c" {
				if err := s.part.skip(); err != nil {
					return false, err
				}
				continue
			}
			i, err := s.place(attr(t, "r"))
			if err != nil {
				return false, err
			}
			text, wrong, err := s.cell(t)
			if err != nil {
				return false, err
			}
			if text != "" || wrong != "" {
				any = true
			} else if i >= maxColumns {
				continue // formatted and empty, far to the right
			}
			if i >= maxColumns {
				return false, unreadable("Row %d of the sheet %s has a value in column %s; at most %d columns are read.", number, quote(s.name), columnLetters(i+1), maxColumns)
			}
			if size += len(text); size > maxRow {
				return false, unreadable("Row %d of the sheet %s is longer than %d MiB; at most that is read of a row.", number, quote(s.name), maxRow>>20)
			}
			for len(s.cells) < i {
				s.cells = append(s.cells, "")
			}
			s.cells = append(s.cells, text)
			if wrong != "" {
				s.bad = append(s.bad, fault{i, wrong})
			}
		}
	}
}

// place is the column of a cell, from 0. Cells come in order and lie in the row
// they are in.
func (s *sheet) place(ref string) (int, error) {
	if ref == "" {
		return len(s.cells), nil
	}
	column, row, ok := cellRef(ref)
	switch {
	case !ok || row != s.last || column > lastColumn:
		return 0, unreadable("Row %d of the sheet %s has a cell called %s; save the file again as .xlsx or as CSV.", s.last, quote(s.name), quote(ref))
	case column <= len(s.cells):
		return 0, unreadable("Row %d of the sheet %s has the cell %s out of order or twice; save the file again as .xlsx or as CSV.", s.last, quote(s.name), quote(ref))
	case s.extent.columns > 0 && column > s.extent.columns:
		return 0, unreadable("The sheet %s has the cell %s, but says it ends at column %s; save it again as .xlsx or as CSV.", quote(s.name), quote(ref), columnLetters(s.extent.columns))
	}
	return column - 1, nil
}

// cellRef reads "AB12" as column 28, row 12.
func cellRef(ref string) (column, row int, ok bool) {
	ref = strings.ReplaceAll(ref, "$", "")
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return column, row, err == nil && i > 0 && row > 0 && ref[i] != '+'
}

func columnLetters(n int) (letters string) {
	for ; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}

// Sheets lists the sheets of a workbook, hidden ones too; none for another file.
func Sheets(r io.Reader) ([]Sheet, error) {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(4); string(mark) != "PK\x03\x04" {
		return nil, nil
	}
	w, err := openWorkbook(r, in)
	if err != nil {
		return nil, err
	}
	defer w.close()
	b, err := w.readBook()
	if err != nil {
		return nil, err
	}
	return b.sheets, nil
}
