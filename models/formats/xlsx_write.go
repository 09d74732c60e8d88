package formats

import (
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"concord/models"

	"github.com/xuri/excelize/v2"
)

// sheetChars is how many UTF-16 units one cell of a sheet can hold.
const sheetChars = 32_767

// XLSXTable writes a table as a workbook: one sheet with the header frozen and
// numbers as numbers, and a sheet README. Rows are not held; excelize puts them in
// a temporary file that Close removes.
type XLSXTable struct {
	w       io.Writer
	file    *excelize.File
	rows    *excelize.StreamWriter
	name    string
	numbers []bool // columns whose cells are numbers
	count   int
	readme  [][2]string
	more    func() error // writes further sheets before the end; nil for none
}

// WriteXLSX begins a workbook with one table. The columns named in numbers are
// written as numbers where their cells are. readme are pairs of a heading and words,
// such as the filter.
func WriteXLSX(w io.Writer, sheet string, header []string, numbers []string, readme ...[2]string) (*XLSXTable, error) {
	x := &XLSXTable{w: w, file: excelize.NewFile(), name: sheet, readme: readme}
	if err := x.file.SetSheetName(x.file.GetSheetName(0), sheet); err != nil {
		return nil, err
	}
	var err error
	if x.rows, err = x.file.NewStreamWriter(sheet); err != nil {
		return nil, err
	}
	for _, name := range header {
		x.numbers = append(x.numbers, slices.Contains(numbers, name))
	}
	if err := x.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	cells := make([]any, len(header))
	for i, name := range header {
		cells[i] = excelize.Cell{StyleID: bold, Value: sheetText(Mask(name))}
	}
	return x, x.set(cells)
}

func (x *XLSXTable) set(cells []any) error {
	if x.count++; x.count > lastRow {
		return models.Invalid(models.FieldError{Pointer: "/format", Detail: "A sheet ends at row " + strconv.Itoa(lastRow) + "; narrow the filter, or export as CSV, which has no end."})
	}
	return x.rows.SetRow("A"+strconv.Itoa(x.count), cells)
}

// Write adds a row. Cells that a spreadsheet would take for a formula are masked as
// in CSV; what a cell cannot hold is left out of it, see sheetText.
func (x *XLSXTable) Write(cells []string) error {
	values := make([]any, len(cells))
	for i, c := range cells {
		switch {
		case c == "":
		case i < len(x.numbers) && x.numbers[i]:
			values[i] = numberOrText(c)
		default:
			values[i] = sheetText(Mask(lineFeeds(c)))
		}
	}
	return x.set(values)
}

// numberOrText is a number where the cell is one.
func numberOrText(c string) any {
	if f, err := strconv.ParseFloat(c, 64); err == nil && plainNumber(c) == c {
		return f
	}
	return sheetText(Mask(lineFeeds(c)))
}

// sheetNumber is a number with the 15 figures that a sheet keeps of one.
func sheetNumber(c string) string {
	f, err := strconv.ParseFloat(c, 64)
	if err != nil || plainNumber(c) != c {
		return c
	}
	return plainNumber(strconv.FormatFloat(f, 'g', 15, 64))
}

// inSheet is what comes back of a cell that was written to a sheet.
func inSheet(column, c string) string {
	if slices.Contains(numberFields, column) {
		return sheetNumber(c)
	}
	return unmask(sheetText(Mask(lineFeeds(c))))
}

// Close writes the workbook.
func (x *XLSXTable) Close() error {
	defer x.file.Close()
	if err := x.rows.Flush(); err != nil {
		return err
	}
	if x.more != nil {
		if err := x.more(); err != nil {
			return err
		}
	}
	if err := x.writeReadme(); err != nil {
		return err
	}
	return x.file.Write(x.w)
}

func (x *XLSXTable) writeReadme() error {
	if len(x.readme) == 0 {
		return nil
	}
	if _, err := x.file.NewSheet("README"); err != nil {
		return err
	}
	out, err := x.file.NewStreamWriter("README")
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, 2, 40); err != nil {
		return err
	}
	for i, line := range x.readme {
		if err := out.SetRow("A"+strconv.Itoa(i+1), []any{sheetText(Mask(line[0])), sheetText(Mask(lineFeeds(line[1])))}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// XLSXWriter writes reports as a workbook that Read gives back unchanged. What is
// too long for a cell of concord_facts goes to a sheet of that name.
type XLSXWriter struct {
	w      io.Writer
	readme [][2]string
	rows   reportRows
	table  *XLSXTable
	over   *excelize.StreamWriter
	parts  int // rows of the sheet of long texts
	long   int
}

// WriteReportsXLSX begins a workbook of reports; readme are pairs of a heading and
// words, such as the filter.
func WriteReportsXLSX(w io.Writer, readme ...[2]string) *XLSXWriter {
	return &XLSXWriter{w: w, readme: readme, rows: reportRows{fit: inSheet}}
}

// Columns adds columns for kept cells of imported files, as CSVWriter.Columns does.
func (x *XLSXWriter) Columns(names ...string) { x.rows.columns(names) }

// Write adds one report, without what may never leave.
func (x *XLSXWriter) Write(facts models.ReportFacts) error {
	if err := x.begin(); err != nil {
		return err
	}
	cells, err := x.rows.cells(facts)
	if err != nil {
		return err
	}
	last := len(cells) - 1
	cells[last] = sheetJSON(cells[last])
	if units(Mask(cells[last])) > sheetChars {
		if cells[last], err = x.aside(cells[last]); err != nil {
			return err
		}
	}
	return x.table.Write(cells)
}

// Close ends the workbook; without reports it is a header alone.
func (x *XLSXWriter) Close() error {
	if err := x.begin(); err != nil {
		return err
	}
	return x.table.Close()
}

func (x *XLSXWriter) begin() (err error) {
	if x.table != nil {
		return nil
	}
	x.table, err = WriteXLSX(x.w, "reports", x.rows.begin(), numberFields, x.readme...)
	if err == nil {
		x.table.more = func() error {
			if x.over == nil {
				return nil
			}
			return x.over.Flush()
		}
	}
	return err
}

// aside puts a long text into the sheet of long texts and gives its name.
func (x *XLSXWriter) aside(text string) (name string, err error) {
	set := func(cells ...any) error {
		x.parts++
		return x.over.SetRow("A"+strconv.Itoa(x.parts), cells)
	}
	if x.over == nil {
		if _, err := x.table.file.NewSheet(restSheet); err != nil {
			return "", err
		}
		if x.over, err = x.table.file.NewStreamWriter(restSheet); err != nil {
			return "", err
		}
		if err := set("name", "part"); err != nil {
			return "", err
		}
	}
	x.long++
	name = restSheet + "!" + strconv.Itoa(x.long)
	for len(text) > 0 {
		n := min(len(text), sheetChars/3) // bytes: never more units than these, even masked
		for n < len(text) && !utf8.RuneStart(text[n]) {
			n--
		}
		if err := set(name, Mask(text[:n])); err != nil {
			return "", err
		}
		text = text[n:]
	}
	return name, nil
}

// unitsOf is how many units of UTF-16 a character takes.
func unitsOf(c rune) int {
	if c > 0xFFFF {
		return 2
	}
	return 1
}

func units(s string) (n int) {
	for _, c := range s {
		n += unitsOf(c)
	}
	return n
}

// escaped is what a sheet reads as a character that XML cannot hold.
var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4}_)`)

// sheetText is what a cell can hold of a text: 32,767 units of UTF-16, without the
// characters that XML cannot have, and with nothing that reads as an escape of one.
func sheetText(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0xFFFE, c == 0xFFFF:
			return utf8.RuneError
		}
		return c
	}, s)
	if strings.Contains(s, "_x") {
		s = escaped.ReplaceAllString(s, "_ x$1")
	}
	if len(s) <= sheetChars || units(s) <= sheetChars {
		return s
	}
	n := 0
	for i, c := range s {
		if n += unitsOf(c); n > sheetChars {
			return s[:i]
		}
	}
	return s
}

// sheetJSON writes JSON so that a cell holds it whole, but for its length.
func sheetJSON(s string) string {
	return strings.NewReplacer("_x", `\u005fx`, "\uFFFE", `\ufffe`, "\uFFFF", `\uffff`).Replace(s)
}
