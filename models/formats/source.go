package formats

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// source is where the rows of a table come from: a file of commas, or a sheet.
type source interface {
	next() ([]string, error) // used again by the row after; io.EOF after the last
	number() int             // of that row, the header being 1
	faults() []fault         // cells of that row that hold no value
	close()
}

// fault is a cell that cannot be a value of anything, such as the #REF! of a
// spreadsheet; message is half a sentence after the cell.
type fault struct {
	cell    int
	message string
}

// commas reads records of RFC 4180.
type commas struct {
	csv   *csv.Reader
	guard *guard
	count int
}

// guard stops reading when one record has used up its bytes, and remembers how far
// the file was seen to hold something else than plain text.
type guard struct {
	r      io.Reader
	used   int
	at     int64 // bytes read of the file
	unsure int64 // everything before it may hold NUL or broken letters
}

func (g *guard) Read(p []byte) (int, error) {
	if g.used > maxRow {
		return 0, errRowTooLong
	}
	n, err := g.r.Read(p[:min(len(p), 64<<10)]) // a decoder that doubles its buffer would read a row twice as long
	g.used += n
	g.at += int64(n)
	if bytes.IndexByte(p[:n], 0) >= 0 || !utf8.Valid(p[:n]) { // a letter cut by the end of p counts too
		g.unsure = g.at
	}
	return n, err
}

// open begins to read a table: the first sheet of a workbook, or a file of commas.
func open(r io.Reader) (*table, error) { return openTable(r, "", false) }

// openTable is open for a named sheet, and where any mark may stand between the
// columns.
func openTable(r io.Reader, sheet string, anyMark bool) (*table, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	mark, _ := in.Peek(8) // a shorter file has no mark
	switch {
	case bytes.HasPrefix(mark, []byte("PK\x03\x04")):
		return openSheet(r, in, sheet)
	case bytes.HasPrefix(mark, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return nil, unreadable("The file is an old spreadsheet (.xls) or one locked with a password; take the password off and save it as .xlsx or CSV.")
	case bytes.HasPrefix(mark, []byte("\xEF\xBB\xBF")):
		in.Discard(3)
	case bytes.HasPrefix(mark, []byte("\xFF\xFE")), bytes.HasPrefix(mark, []byte("\xFE\xFF")):
		return nil, unreadable("The file is written in UTF-16; save it as UTF-8 and send it again.")
	}
	g := &guard{r: in}
	c := csv.NewReader(bufio.NewReaderSize(g, 32<<10))
	c.FieldsPerRecord, c.ReuseRecord = -1, true
	if anyMark {
		beginning, _ := in.Peek(16 << 10)
		c.Comma = markOf(beginning)
	}
	return &table{rows: &commas{csv: c, guard: g}, csv: c}, nil
}

// markOf is what stands between the columns of the first line: the mark that is
// there most often.
func markOf(beginning []byte) rune {
	line, _, _ := bytes.Cut(beginning, []byte("\n"))
	mark, most := ',', 0
	for _, m := range ",;\t|" {
		if n := bytes.Count(line, []byte(string(m))); n > most {
			mark, most = m, n
		}
	}
	return mark
}

func (c *commas) number() int     { return c.count }
func (c *commas) faults() []fault { return nil }
func (c *commas) close()          {}

func (c *commas) next() ([]string, error) {
	c.guard.used = 0
	from := c.csv.InputOffset()
	cells, err := c.csv.Read()
	if err != nil {
		return nil, c.broken(err)
	}
	c.count++
	if from < c.guard.unsure || c.csv.InputOffset()-from > maxCell {
		if err := c.checkCells(cells); err != nil {
			return nil, err
		}
	}
	if len(cells) > maxColumns {
		line, _ := c.csv.FieldPos(0)
		return nil, unreadable("Line %d has %d cells; at most %d are read.", line, len(cells), maxColumns)
	}
	return cells, nil
}

func (c *commas) checkCells(cells []string) error {
	for i, cell := range cells {
		what := ""
		switch {
		case len(cell) > maxCell:
			what = fmt.Sprintf("is %d bytes long; at most %d are read. A quote may be missing before it", len(cell), maxCell)
		case strings.IndexByte(cell, 0) >= 0:
			what = "holds a NUL byte, which is no text; take it out"
		case !utf8.ValidString(cell):
			what = "is not UTF-8; save the file as UTF-8 and send it again"
		}
		if what != "" {
			line, _ := c.csv.FieldPos(i)
			return unreadable("Line %d, cell %d %s.", line, i+1, what)
		}
	}
	return nil
}

// broken says what is wrong with the file where a record cannot be read.
func (c *commas) broken(err error) error {
	var p *csv.ParseError
	switch {
	case err == io.EOF:
		return err
	case errors.Is(err, errRowTooLong):
		return unreadable("Row %d is longer than %d MiB; a quote may be open from there on.", c.count+1, maxRow>>20)
	case errors.As(err, &p) && p.Err == csv.ErrBareQuote:
		return unreadable("Line %d, byte %d: a quote stands inside a cell that does not begin with one; put the whole cell in quotes and double those inside.", p.Line, p.Column)
	case errors.As(err, &p):
		return unreadable("The row that begins on line %d has a quote that is not closed, noticed on line %d; close it, and double the quotes inside a cell.", p.StartLine, p.Line)
	}
	return fmt.Errorf("reading the file: %w", err)
}
