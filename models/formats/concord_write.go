package formats

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/geo"
	"concord/models"
)

// CSVWriter writes reports as concord-csv that Read gives back unchanged. What
// no column holds goes into the column concord_facts; a row whose columns hold
// everything leaves it empty.
type CSVWriter struct {
	w     io.Writer
	table *TableWriter
	rows  reportRows
	hxl   bool
}

// WriteCSV begins a concord-csv file.
func WriteCSV(w io.Writer) *CSVWriter { return &CSVWriter{w: w} }

// Columns adds columns for kept cells of imported files (Facts.Extra), such as
// x_model, which link reads. Call it before the first Write. Names of our own
// columns, repeated ones and those that a spreadsheet would run are left out; what
// they hold is in concord_facts.
func (c *CSVWriter) Columns(names ...string) { c.rows.columns(names) }

// HXL puts the row of HXL tags under the header. Call it before the first Write.
func (c *CSVWriter) HXL() { c.hxl = true }

// Write adds one report. A source told to the ICRC in confidence is never
// exported (domain.md 2.99, SOURCE_KIND).
func (c *CSVWriter) Write(facts models.ReportFacts) error {
	if err := c.begin(); err != nil {
		return err
	}
	cells, err := c.rows.cells(facts)
	if err != nil {
		return err
	}
	return c.table.Write(cells)
}

// Close ends the file; without reports it is a header alone.
func (c *CSVWriter) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	return c.table.Close()
}

func (c *CSVWriter) begin() error {
	if c.table != nil {
		return nil
	}
	header := c.rows.begin()
	c.table = WriteTable(c.w, header)
	if c.hxl {
		return c.table.line(HXLTags(header))
	}
	return nil
}

// reportRows makes the cells of reports: those of the columns, of further ones that
// were asked for, and of concord_facts.
type reportRows struct {
	more []string
	row  *row
	fit  func(column, cell string) string // what comes back of a cell; nil for all of it
}

func (c *reportRows) columns(names []string) {
	for _, n := range names {
		n = columnName(n)
		if n != "" && n != ProblemColumn && Mask(lineFeeds(n)) == n && !slices.Contains(concordHeld, n) && !slices.Contains(c.more, n) && len(c.more) < maxUnknown {
			c.more = append(c.more, n)
		}
	}
}

// begin is the header.
func (c *reportRows) begin() []string {
	header := append(append(slices.Clone(ConcordColumns), c.more...), restColumn)
	t := &table{}
	if err := t.name(concordCSV, header); err != nil {
		panic(err) // the header is ours: columns are unique and none is missing
	}
	c.row = &row{columns: t.columns, layout: concordCSV, problem: func(models.RowError) {}}
	return header
}

// cells is one report under that header.
func (c *reportRows) cells(facts models.ReportFacts) ([]string, error) {
	facts = facts.Exportable()
	cells := concordCells(facts)
	for _, n := range c.more {
		cells = append(cells, facts.Extra[n])
	}
	if c.fit != nil {
		for i, cell := range cells {
			cells[i] = c.fit(c.row.columns.names[i], cell)
		}
	}
	rest, err := c.rest(facts, cells)
	return append(cells, rest), err
}

// concordCells is a report's cells in the order of ConcordColumns.
func concordCells(f models.ReportFacts) []string {
	cells := make([]string, 0, len(ConcordColumns)+1)
	add := func(more ...string) { cells = append(cells, more...) }
	add(f.LocalRef, f.Title, f.Narrative, f.Category)
	add(startCells(f.Started)...)
	p := geo.Place{}
	if f.Place != nil {
		p = *f.Place
	}
	add(decimal(p.Lat), decimal(p.Lon), p.MGRS, decimal(p.RadiusM), p.Precision, p.Name, p.Admin0, p.Admin1, p.Admin2, p.Site)
	for _, c := range countsOf(f.Casualties) {
		add(whole(c.Min), whole(c.Max))
	}
	var who models.Responsibility
	if len(f.Responsibility) > 0 {
		who = f.Responsibility[0]
	}
	var means models.Means
	if len(f.Means) > 0 {
		means = f.Means[0]
	}
	var judged models.Assessment
	if f.Assessment != nil {
		judged = *f.Assessment
	}
	add(who.Actor, who.Role, means.Weapon, means.Cause, f.OwnInvolvement, judged.Status, judged.Standard)
	var source models.Source
	if len(f.Sources) > 0 {
		source = f.Sources[0]
	}
	url := ""
	if source.Locator != nil {
		url = *source.Locator
	}
	add(source.Kind, source.Reliability, whole(source.Credibility), url)
	return cells
}

// countsOf is the count of each of countColumns: what the report states or, for
// people of a status, what its parts add up to. A best estimate alone stands for
// both ends. A combatant here is one of either class of those who fought.
func countsOf(rows []models.Casualty) []models.Count {
	fought := slices.Clone(rows)
	for i := range fought {
		if fought[i].Status == "ARMED_FORCES" {
			fought[i].Status = "DIRECT_PARTICIPANT"
		}
	}
	cells := models.Cells(fought)
	counts := make([]models.Count, len(countColumns))
	for i, column := range countColumns {
		class := column.class.Cell()
		c, stated := cells[class]
		if !stated && class.Status != "" && class.Age == "" {
			child := class
			child.Age = "CHILD"
			c, stated = models.Total(fought, class)
			if of, only := cells[child]; only && of == c {
				stated = false // the children alone, who have columns of their own
			}
		}
		if !stated || !c.Known() {
			continue
		}
		if c.Min == nil && c.Max == nil {
			c.Min, c.Max = c.Best, c.Best
		}
		counts[i] = c
	}
	return counts
}

// startCells is start_earliest, start_latest, time_precision and utc_offset_min:
// dates where the window was stated as dates and they still say all of it.
func startCells(w *geo.Window) []string {
	if w == nil {
		return []string{"", "", "", ""}
	}
	cells := []string{instant(w.Earliest), instant(w.Latest), w.Precision, whole(w.UTCOffsetMin)}
	from, to, _ := strings.Cut(w.Stated, dateRange)
	first, wrong := parseSpan(from, w.UTCOffsetMin)
	if wrong != "" || !first.day || w.Earliest == nil || w.Latest == nil || !first.from.Equal(*w.Earliest) {
		return cells
	}
	if to == "" {
		alone := geo.Window{Earliest: &first.from, Precision: w.Precision, UTCOffsetMin: w.UTCOffsetMin}
		if !coarserThanDay(w.Precision) {
			alone.Latest = &first.to
		}
		if done, _ := alone.Complete(); done.Latest != nil && done.Latest.Equal(*w.Latest) {
			cells[0], cells[1] = from, ""
		}
	} else if last, wrong := parseSpan(to, w.UTCOffsetMin); wrong == "" && last.day && last.to.Equal(*w.Latest) {
		cells[0], cells[1] = from, to
	}
	return cells
}

func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func decimal(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return itoa(*n)
}
