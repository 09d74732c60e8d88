package formats

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"concord/models"
)

// Mapping says how the columns of somebody's own table stand for those of
// concord-csv. A column that is not named keeps its own meaning, if its name is one
// of ours, or is kept with the report as it is.
type Mapping struct {
	Columns      map[string]string            `json:"columns"`       // column of the file → field; "" keeps it as it is
	Constants    map[string]string            `json:"constants"`     // field → what every row says, or those whose cell is empty
	Values       map[string]map[string]string `json:"values"`        // field → what the file writes → our code
	Dates        string                       `json:"dates"`         // YMD, DMY or MDY: the order where a date is not ISO 8601
	DecimalComma bool                         `json:"decimal_comma"` // 0,41 is 0.41
	Sheet        string                       `json:"sheet,omitempty"`
}

// Field is a column of concord-csv that a column of a file may stand for.
type Field struct {
	Name     string   `json:"name"`
	Required bool     `json:"required"`
	Codes    []string `json:"codes,omitempty"` // what it may say, where that is a code
}

// Fields are the columns of concord-csv, in their order.
func Fields() []Field {
	fields := make([]Field, len(ConcordColumns))
	for i, name := range ConcordColumns {
		fields[i] = Field{name, slices.Contains(concordCSV.required, name), codeFields[name]}
	}
	return fields
}

// Mappable tells whether the columns of a format may be given a meaning.
func Mappable(format string) bool { return slices.Contains(mappable, format) }

// mappable are the formats whose rows a mapping may name: tables and features.
var mappable = []string{"concord-csv", "xlsx", "geojson", "kml"}

// ReadMapped is Read through a mapping, so that any table can be read as the
// columns of concord-csv. The table may have semicolons or tabs between its
// columns, or be a sheet of a workbook. Bad cells are named by the file's columns.
func ReadMapped(format string, m Mapping, r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	return reading{emit: emit, problem: problem}.read(format, m, r)
}

// onlySheet tells that a mapping changes no column.
func (m Mapping) onlySheet() bool {
	return len(m.Columns) == 0 && len(m.Constants) == 0 && len(m.Values) == 0 && m.Dates == "" && !m.DecimalComma
}

// Check reports what of a mapping cannot be used, by its place in it.
func (m Mapping) Check() error {
	var problems []models.FieldError
	known := func(place, field string) {
		if !slices.Contains(ConcordColumns, field) && field != restColumn {
			problems = append(problems, models.FieldError{Pointer: place, Detail: fmt.Sprintf("%s is not a field; use one of %s.", quote(field), strings.Join(ConcordColumns, ", "))})
		}
	}
	taken := map[string]string{}
	for _, column := range slices.Sorted(maps.Keys(m.Columns)) {
		field := m.Columns[column]
		place := "/mapping/columns/" + column
		if field == "" {
			continue
		}
		known(place, field)
		if other, twice := taken[field]; twice {
			problems = append(problems, models.FieldError{Pointer: place, Detail: fmt.Sprintf("%s stands for %s already; give each field one column.", quote(other), field)})
		}
		taken[field] = column
	}
	for field := range m.Constants {
		known("/mapping/constants/"+field, field)
	}
	for field := range m.Values {
		known("/mapping/values/"+field, field)
	}
	if m.Dates != "" && !slices.Contains([]string{"YMD", "DMY", "MDY"}, m.Dates) {
		problems = append(problems, models.FieldError{Pointer: "/mapping/dates", Detail: fmt.Sprintf("%s is not an order of dates; use YMD, DMY or MDY.", quote(m.Dates))})
	}
	return models.Invalid(problems...)
}

// mapper is a mapping ready for use on rows.
type mapper struct {
	mapping   Mapping
	fields    map[string]string            // column of the file, as compared → field
	constants []string                     // the fields that have one, in order
	values    map[string]map[string]string // field → folded text → code
	fix       []func(string) string        // by column; nil leaves a cell as it is
	always    []int                        // place of each constant's column
	out       []string
}

// readyFor is nil for an empty mapping.
func (m Mapping) readyFor(format string) (*mapper, error) {
	if m.onlySheet() {
		return nil, nil
	}
	if !slices.Contains(mappable, format) {
		return nil, models.Invalid(models.FieldError{Pointer: "/mapping", Detail: fmt.Sprintf("The columns of %s have their own meaning; leave the mapping out, or read the file as one of %s.", quote(format), strings.Join(mappable, ", "))})
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	p := &mapper{mapping: m, fields: map[string]string{}, constants: slices.Sorted(maps.Keys(m.Constants)), values: map[string]map[string]string{}}
	for column, field := range m.Columns {
		p.fields[columnName(tidy(column, maxLine))] = field
	}
	for field, pairs := range m.Values {
		p.values[field] = map[string]string{}
		for theirs, ours := range pairs {
			if ours != "" {
				p.values[field][models.Fold(theirs)] = ours
			}
		}
	}
	return p, nil
}

// columns names the columns of a header by field. Constants are columns after it.
func (p *mapper) columns(l *layout, header []string) *columns {
	c := &columns{at: make(map[string]int, len(header))}
	p.fix, p.always = p.fix[:0], p.always[:0]
	chosen := map[string]bool{}
	for _, field := range p.fields {
		chosen[field] = true
	}
	for i, title := range header {
		name := columnName(title)
		field, listed := p.fields[name]
		switch ours := !l.keeps(name) || name == ProblemColumn; {
		case field != "":
		case ours && !listed && !chosen[name]:
			field = name
		}
		if field == "" { // kept as it is, even under a name that is one of ours
			c.unknown = append(c.unknown, i)
			c.names, p.fix = append(c.names, name), append(p.fix, nil)
			if l.keeps(name) {
				c.at[name] = i
			}
			continue
		}
		c.at[field] = i
		c.names, p.fix = append(c.names, field), append(p.fix, p.fixFor(field))
	}
	for _, field := range p.constants {
		i, there := c.at[field]
		if !there {
			i = len(c.names)
			c.at[field] = i
			c.names, p.fix = append(c.names, field), append(p.fix, p.fixFor(field))
		}
		p.always = append(p.always, i)
	}
	return c
}

// missing names the columns that nothing stands for.
func (p *mapper) missing(l *layout, c *columns, header []string) error {
	var problems []models.FieldError
	for _, name := range l.required {
		if _, there := c.at[name]; !there {
			problems = append(problems, models.FieldError{Pointer: "/mapping/columns", Detail: fmt.Sprintf("No column of the file stands for %s; choose one, or give a constant.", name)})
		}
	}
	if len(header) <= maxColumns && len(c.unknown) > maxUnknown {
		problems = append(problems, models.FieldError{Pointer: "/file", Detail: fmt.Sprintf("There are %d columns without a meaning here; at most %d are kept with a report.", len(c.unknown), maxUnknown)})
	}
	return models.Invalid(problems...)
}

// cells are a row's cells as our own columns would have them, constants included.
func (p *mapper) cells(c *columns, raw []string) []string {
	p.out = append(p.out[:0], raw...)
	for len(p.out) < len(c.names) {
		p.out = append(p.out, "")
	}
	for n, i := range p.always {
		if strings.TrimSpace(p.out[i]) == "" {
			p.out[i] = p.mapping.Constants[p.constants[n]]
		}
	}
	for i, fix := range p.fix {
		if fix != nil && i < len(p.out) {
			p.out[i] = fix(p.out[i])
		}
	}
	return p.out
}

// named gives problems the name of the file's column instead of the field's.
func (p *mapper) named(r *row, header []string, problem func(models.RowError)) func(models.RowError) {
	return func(e models.RowError) {
		if i, there := r.columns.at[e.Column]; there && i < len(header) {
			e.Column = header[i]
		}
		problem(e)
	}
}
