package formats

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"concord/models"
)

// Suggest guesses how a table is to be read, from its header and some of its rows:
// a known format with an empty mapping, or concord-csv with the columns, codes and
// ways of writing that can be recognised. What is not recognised stays open.
func Suggest(header []string, sample [][]string) (format string, m Mapping) {
	if known := formatOf(header); known != "" {
		return known, Mapping{}
	}
	m = Mapping{Columns: map[string]string{}, Constants: map[string]string{}, Values: map[string]map[string]string{}}
	taken := map[string]bool{}
	for _, column := range header {
		field := fieldNamed(column)
		if taken[field] {
			field = ""
		}
		m.Columns[column], taken[field] = field, field != ""
	}
	for i, column := range header {
		field := m.Columns[column]
		cells := columnOf(sample, i)
		switch _, coded := codeFields[field]; {
		case coded:
			if pairs := suggestCodes(field, cells); len(pairs) > 0 {
				m.Values[field] = pairs
			}
		case field == "start_earliest", field == "start_latest":
			if order := orderOf(cells); order != "" {
				m.Dates = order
			}
		case field == "lat", field == "lon", field == "radius_m":
			m.DecimalComma = m.DecimalComma || slices.ContainsFunc(cells, func(c string) bool {
				return decimalComma.MatchString(westernDigits(strings.TrimSpace(c)))
			})
		}
	}
	return "concord-csv", m
}

var decimalComma = regexp.MustCompile(`^[-+]?\d+,\d+$`)

func columnOf(rows [][]string, i int) (cells []string) {
	for _, r := range rows {
		if i < len(r) && strings.TrimSpace(r[i]) != "" {
			cells = append(cells, r[i])
		}
	}
	return cells
}

// fieldNamed is the field that a column's name means in English, French or Arabic;
// "" for none. What stands in brackets, such as a unit, may be left out.
func fieldNamed(column string) string {
	if name := columnName(column); slices.Contains(ConcordColumns, name) {
		return name
	}
	if field := fieldNames[models.Fold(column)]; field != "" {
		return field
	}
	before, _, _ := strings.Cut(column, "(")
	return fieldNames[models.Fold(before)]
}

// fieldNames are the names of fields, folded.
var fieldNames = func() map[string]string {
	names := map[string]string{}
	for _, field := range ConcordColumns {
		names[models.Fold(field)] = field
	}
	for field, list := range fieldWords {
		for _, name := range strings.Split(list, "|") {
			names[models.Fold(name)] = field
		}
	}
	return names
}()

// orderOf is the order of dates in figures that the cells show; DMY where nothing
// tells it from MDY, and "" where all are ISO 8601 or there are none.
func orderOf(cells []string) (order string) {
	for _, c := range cells {
		s := strings.TrimSpace(westernDigits(c))
		if _, wrong := parseSpan(s, nil); wrong == "" {
			continue
		}
		m := foreignDate.FindStringSubmatch(s)
		if m == nil || !digits(m[1]) || !digits(m[2]) {
			continue
		}
		first, _ := strconv.Atoi(m[1])
		second, _ := strconv.Atoi(m[2])
		switch {
		case len(m[1]) == 4:
			return "YMD"
		case first > 12:
			return "DMY"
		case second > 12:
			return "MDY"
		}
		order = "DMY"
	}
	return order
}

// suggestCodes pairs what the cells say with codes; "" where none is known.
func suggestCodes(field string, cells []string) map[string]string {
	pairs := map[string]string{}
	for _, c := range cells {
		text := tidy(c, maxLine)
		if slices.Contains(codeFields[field], strings.ToUpper(text)) || len(pairs) >= 50 {
			continue
		}
		pairs[text] = asCode(text, codeNames[field], codeFields[field])
		if !slices.Contains(codeFields[field], pairs[text]) {
			pairs[text] = ""
		}
	}
	return pairs
}

// codeNames are the words for codes, folded, by field.
var codeNames = func() map[string]map[string]string {
	names := map[string]map[string]string{}
	for field, codes := range codeWords {
		names[field] = map[string]string{}
		for code, list := range codes {
			for _, name := range strings.Split(list, "|") {
				names[field][models.Fold(name)] = code
			}
		}
	}
	return names
}()
