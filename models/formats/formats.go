// Package formats reads and writes reports as files: our own and those of others come
// in as completed facts, every bad cell named by row and column. It stores nothing and
// holds no more than one row at a time, but for the repeat sheet of a form.
package formats

import (
	"io"
	"slices"
	"strings"

	"concord/models"
)

// Row is one report of a file. Facts are complete and keep every rule.
type Row struct {
	Number int // records from the start of the file, the header being 1; quoted line breaks do not count
	// The first object of a JSON file is 2, as though it stood below a header.
	Facts models.ReportFacts

	// Contact is who reported, where the file says so: for the caller to seal, and
	// nowhere in Facts. nil where the file names nobody.
	Contact *models.Identity `json:"-"`
}

// Formats are the formats that can be read, by the names of the command line.
var Formats = []string{"concord-csv", "ucdp-ged", "acled", "airwars", "airwars-map", "kobo", "intake", "xlsx", "geojson", "kml", "concord-json"}

// layout is what differs between the formats.
type layout struct {
	required []string          // columns without which the file is not of this format
	aliases  map[string]string // older names of columns
	held     []string          // columns that fields hold in full; all others are kept as they are
	holds    func(string) bool // further columns that fields hold; nil if there are none
	bare     []string          // the order of the columns of files without a header; nil if there are none
	ref      string            // the column that names a report, unique in the file
	masked   bool              // cells may carry the apostrophe of our own export

	facts  func(*row) models.ReportFacts
	column func(pointer string, facts models.ReportFacts) string
}

// keeps tells whether a column has no field of its own, so that it is kept as it is.
func (l *layout) keeps(column string) bool {
	return !slices.Contains(l.held, column) && (l.holds == nil || !l.holds(column))
}

var layouts = map[string]*layout{"concord-csv": concordCSV, "ucdp-ged": ucdpGED, "acled": acled, "airwars": airwars}

// readers are the formats that are more than one table of commas.
var readers = map[string]func(r io.Reader, emit func(Row) error, problem func(models.RowError)) error{
	"airwars-map": readAirwarsMap, "kobo": readKobo, "intake": readIntake, "concord-json": readReportObjects,
}

// raws give their rows as a table that the same format reads, without what names
// the people who reported: a file of rejected rows is kept.
var raws = map[string]func(r io.Reader, each func(number int, cells []string) error) error{
	"airwars-map": func(r io.Reader, each func(int, []string) error) error { return rawObjects(r, airwarsMap, nil, each) },
	"intake":      rawIntake, "kobo": rawKobo, "concord-json": rawReportObjects,
}

// Read streams a file: rows without fault to emit, every bad cell to problem, as
// many as a row has. Memory grows by the references of the rows alone, which must
// be unique in the file: by 15 to 19 bytes a row.
//
// The error is for the file as a whole: not UTF-8, no header, columns missing or
// twice, quotes that do not close (with the line), or what emit answered. Rows
// read until then have been emitted, so a caller stores nothing before the end.
func Read(format string, r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	return reading{emit: emit, problem: problem}.read(format, Mapping{}, r)
}

// ReadToLink is Read of concord-csv for reports that are to be linked and not kept:
// they may do without a place (api.md section 4).
func ReadToLink(r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	return reading{emit: emit, problem: problem, nowhere: true}.read("concord-csv", Mapping{}, r)
}

// NamesSender tells whether a format can say who reported, see Row.Contact.
func NamesSender(format string) bool { return format == "intake" || format == "kobo" }

// Detect guesses the format from the beginning of a file, which must hold the
// first line; "" if it is none of ours.
func Detect(beginning []byte) string {
	if format := detectFeatures(beginning); format != "" {
		return format
	}
	if format := detectObjects(beginning); format != "" {
		return format
	}
	switch {
	case koboZip(beginning):
		return "kobo"
	case workbookZip(beginning):
		return "xlsx"
	case strings.HasPrefix(string(beginning), "PK"):
		return ""
	}
	t, err := open(strings.NewReader(string(beginning)))
	if err != nil {
		return ""
	}
	if semicolons(beginning) {
		t.csv.Comma = ';'
	}
	first, err := t.next()
	if err != nil {
		return ""
	}
	if slices.Contains(first, objectColumn) {
		return detectRejected(t, first)
	}
	return formatOf(first)
}

// formatOf guesses the format of a table from its first row.
func formatOf(first []string) string {
	names := make([]string, len(first))
	for i, c := range first {
		names[i] = columnName(c)
	}
	has := func(all ...string) bool {
		return !slices.ContainsFunc(all, func(n string) bool { return !slices.Contains(names, n) })
	}
	switch {
	case has("local_ref"):
		return "concord-csv"
	case has("event_id_cnty"), has("event_date", "event_type", "actor1"):
		return "acled"
	case has("id", "date_start", "where_prec"), has("id", "date_start", "type_of_violence"), bareUCDP(first):
		return "ucdp-ged"
	case has("code", "civilian_non_combatants_killed_min"):
		return "airwars"
	case has("_uuid", "_index"), has("_uuid", "_submission_time"):
		return "kobo"
	}
	return ""
}

// hashtags tells whether a row is the line of HXL tags that files from the
// Humanitarian Data Exchange carry below the header.
func hashtags(cells []string) bool {
	tags := 0
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		if c[0] != '#' {
			return false
		}
		tags++
	}
	return tags > 1
}
