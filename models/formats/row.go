package formats

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/models"

	"golang.org/x/text/unicode/norm"
)

// Lengths in characters. Extra cells are kept as they are, up to the length of a narrative.
const (
	maxLine  = 400
	maxExtra = 20_000
	maxCount = 10_000_000  // persons, as models.Count allows
	maxRef   = 4 * maxLine // bytes of a reference that is remembered; a longer one is refused
)

// row is the row being read: its cells by column name and what is wrong with it.
type row struct {
	columns *columns
	layout  *layout
	problem func(models.RowError)
	number  int
	cells   []string
	bad     []string // columns refused in this row
	width   int      // columns of the header, where a mapping adds others after them; 0 for all

	// Every row of a table is asked for the same columns in the same order, so the
	// places found for one row are found again for the next without looking.
	steady bool // the columns stay the same from row to row
	trail  []asked
	step   int

	facts models.ReportFacts // of this row, used again by the next

	wholes   []int // numbers given out one by one, made many at a time
	decimals []float64
}

// asked is a column that was asked for, and its place; -1 where it is not there.
type asked struct {
	column string
	place  int
}

func (r *row) begin(number int, cells []string) {
	r.number, r.cells, r.bad, r.step = number, cells, r.bad[:0], 0
}

// place is where a column stands; false where it does not.
func (r *row) place(column string) (int, bool) {
	if r.step < len(r.trail) && r.trail[r.step].column == column {
		i := r.trail[r.step].place
		r.step++
		return i, i >= 0
	}
	i, there := r.columns.at[column]
	if !there {
		i = -1
	}
	if r.steady {
		if r.step == len(r.trail) {
			r.trail = append(r.trail, asked{})
		}
		r.trail[r.step] = asked{column, i}
		r.step++
	}
	return i, there
}

const slab = 128 // numbers made at a time

func (r *row) int(n int) *int {
	if len(r.wholes) == cap(r.wholes) {
		r.wholes = make([]int, 0, slab)
	}
	r.wholes = append(r.wholes, n)
	return &r.wholes[len(r.wholes)-1]
}

func (r *row) float(f float64) *float64 {
	if len(r.decimals) == cap(r.decimals) {
		r.decimals = make([]float64, 0, slab)
	}
	r.decimals = append(r.decimals, f)
	return &r.decimals[len(r.decimals)-1]
}

// refuse names a bad cell. A column is named once a row: what follows from a
// cell that cannot be read is not a second fault.
func (r *row) refuse(column, format string, args ...any) {
	if r.refused(column) {
		return
	}
	r.bad = append(r.bad, column)
	r.problem(models.RowError{Row: r.number, Column: column, Message: fmt.Sprintf(format, args...)})
}

func (r *row) refused(columns ...string) bool {
	return slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(r.bad, c) })
}

// fits refuses a row whose cells cannot belong to the columns above them. Empty
// cells past the last column, which spreadsheets add, are dropped.
func (r *row) fits() bool {
	names := r.columns.names
	if r.width > 0 {
		names = names[:r.width]
	}
	for len(r.cells) > len(names) && strings.TrimSpace(r.cells[len(r.cells)-1]) == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	switch {
	case len(r.cells) > len(names):
		r.refuse(names[len(names)-1], "The row has %d cells and the header %d; put cells that hold a comma in quotes.", len(r.cells), len(names))
	case len(r.cells) < len(names):
		r.refuse(names[len(r.cells)], "The row has %d cells and the header %d; add the missing cells, empty if not known.", len(r.cells), len(names))
	}
	for i, name := range names {
		if len(r.bad) == 0 && name == "" && strings.TrimSpace(r.cells[i]) != "" {
			r.refuse("", "Cell %d, %q, stands under no column name; name the column or empty the cell.", i+1, clip(r.cells[i]))
		}
	}
	return len(r.bad) == 0
}

// checkRef refuses a reference that is missing or that an earlier row has.
func (r *row) checkRef(seen *refs) {
	ref := r.at(r.layout.ref)
	if ref == "" {
		r.refuse(r.layout.ref, "The cell is empty; give each row a reference of its own.")
		return
	}
	if len(ref) > maxRef {
		return
	}
	if earlier, twice := seen.add(ref, r.number); twice {
		r.refuse(r.layout.ref, "%q is the reference of row %d already; give each row a reference of its own.", clip(ref), earlier)
	}
}

// at is the text of a cell as it is stored: composed (NFC), without spaces around
// it; "" where there is no such column.
func (r *row) at(column string) string { return composed(r.raw(column)) }

func (r *row) atPlace(i int) string { return composed(r.rawAt(i)) }

// composed is the NFC form; plain letters are in it already.
func composed(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return norm.NFC.String(s)
		}
	}
	return s
}

// raw is a cell as written, but for the spaces around it.
func (r *row) raw(column string) string {
	i, there := r.place(column)
	if !there {
		return ""
	}
	return r.rawAt(i)
}

func (r *row) rawAt(i int) string {
	s := r.cells[i]
	if r.layout.masked {
		s = unmask(s) // before the spaces go, which may be what was masked
	}
	return strings.TrimSpace(s)
}

// line is a cell of one line of at most max characters.
func (r *row) line(column string, max int) string {
	s := r.at(column)
	if len(s) <= max && printable(s) {
		return s
	}
	if i := strings.IndexFunc(s, unseen); i >= 0 {
		c, _ := utf8.DecodeRuneInString(s[i:])
		r.refuse(column, "%s holds the character %U, which cannot be seen; use one line of plain text.", quote(s), c)
	} else if n := utf8.RuneCountInString(s); n > max {
		r.refuse(column, "%s is %d characters long; use at most %d.", quote(s), n, max)
	}
	return s
}

// printable tells that every byte is a visible ASCII character or a space.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// unseen are control characters and those that turn the direction of reading.
func unseen(c rune) bool {
	return unicode.IsControl(c) || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069
}

// text is a cell of free text, which may have several lines.
func (r *row) text(column string, max int) string {
	s := r.at(column)
	if n := utf8.RuneCountInString(s); n > max {
		r.refuse(column, "%s is %d characters long; use at most %d.", quote(s), n, max)
	}
	return s
}

// code is a cell of a vocabulary; small letters are taken for capitals.
func (r *row) code(column string, codes []string) string {
	s := r.at(column)
	if s == "" {
		return ""
	}
	if s = strings.ToUpper(s); !slices.Contains(codes, s) {
		r.refuse(column, "%s is not one of the codes; use one of %s, or leave the cell empty.", quote(r.at(column)), strings.Join(codes, ", "))
	}
	return s
}

// count is a number of people; nil is not known.
func (r *row) count(column string) *int {
	n := r.whole(column, "people")
	switch {
	case n == nil:
	case *n < 0:
		r.refuse(column, "%d is below 0; give 0 for none, or leave the cell empty if not known.", *n)
	case *n > maxCount:
		r.refuse(column, "%d is more than %d people; correct the number.", *n, maxCount)
	default:
		return n
	}
	return nil
}

// whole is a whole number of something; nil for an empty cell and for one that
// is refused.
func (r *row) whole(column, of string) *int {
	s := r.at(column)
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		r.refuse(column, "%s is not a whole number of %s; write it with digits only, or leave the cell empty if not known.", quote(s), of)
		return nil
	}
	return r.int(n)
}

// decimal is a number in a unit, with or without a fraction; nil for an empty cell and for one that
// is refused.
func (r *row) decimal(column, unit string) *float64 {
	s := r.at(column)
	if s == "" {
		return nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(s, "xX_") {
		r.refuse(column, "%s is not a number of %s; write it like 12.5, with a point, or leave the cell empty.", quote(s), unit)
		return nil
	}
	return r.float(f)
}

// extra keeps the cells of the columns that have no field of their own.
func (r *row) extra() map[string]string {
	var kept map[string]string
	for _, i := range r.columns.unknown {
		name := r.columns.names[i]
		if s := r.atPlace(i); s != "" {
			if n := utf8.RuneCountInString(s); n > maxExtra {
				r.refuse(name, "%s is %d characters long; use at most %d.", quote(s), n, maxExtra)
				continue
			}
			if kept == nil {
				kept = make(map[string]string, len(r.columns.unknown))
			}
			kept[name] = s
		}
	}
	return kept
}

// finish completes the facts and names what breaks a rule by the file's column;
// false if anything in the row was refused.
func (r *row) finish(facts models.ReportFacts) (models.ReportFacts, bool) {
	r.facts = facts
	done := &r.facts
	err := done.Finish()
	if err == nil {
		return r.facts, len(r.bad) == 0
	}
	var broken *models.Error
	if errors.As(err, &broken) {
		for _, f := range broken.Fields {
			column := r.layout.column(f.Pointer, *done)
			if r.follows(f.Pointer) || r.refused(column) && strings.HasPrefix(f.Pointer, "/place/") {
				continue
			}
			r.refuse(column, "%s", r.withValue(column, f.Detail))
		}
	}
	return r.facts, false
}

// follows tells whether a broken rule only follows from a cell refused before:
// what could not be read cannot be missed, nor compared with what could.
func (r *row) follows(pointer string) bool {
	switch {
	case pointer == "/place":
		return r.refused("lat", "lon", "mgrs", "place_name", "latitude", "longitude")
	case strings.HasPrefix(pointer, "/started"):
		return r.refused("start_earliest", "start_latest", "date_start", "date_end", "event_date")
	}
	return false
}

// withValue begins a message with the cell it is about, unless it names it already.
func (r *row) withValue(column, detail string) string {
	value := r.at(column)
	switch {
	case value == "":
		return "The cell is empty: " + detail
	case strings.Contains(detail, value):
		return detail
	}
	return quote(value) + ": " + detail
}

// quote repeats a cell, cut to what a message bears.
func quote(s string) string { return strconv.Quote(clip(s)) }

func clip(s string) string { return cut(s, 60) }

// cut keeps the first max characters of a text.
func cut(s string, max int) string {
	if utf8.RuneCountInString(s) <= max {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:max-1])) + "…"
}

// tidy makes one line of at most max characters of a foreign text: a dataset's
// own rows are never refused for how they are written.
func tidy(s string, max int) string {
	if strings.ContainsFunc(s, unseen) {
		s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return unseen(c) || c == ' ' }), " ")
	}
	return cut(s, max)
}
