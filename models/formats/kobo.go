package formats

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"concord/models"
)

// casualtyColumn holds the rows of the repeat sheet that belong to a main row, as
// JSON: the file of rejected rows is one table.
const casualtyColumn = "concord_casualties"

// koboPeople are columns that tell who collected the answers and on which telephone.
// They go to be sealed and never into the facts.
var koboPeople = []string{"_submitted_by", "username", "email", "phonenumber", "phone_number", "deviceid", "device_id", "subscriberid", "simserial", "simid"}

var kobo = &layout{
	required: []string{"_uuid", "started_on"},
	held: append([]string{"_uuid", "title", "narrative", "started_on", "started_at", "part_of_day", "ended_on", "utc_offset_min", "point", "_point_latitude", "_point_longitude",
		"_point_altitude", "_point_precision", "place_precision", "mgrs", "place_name", "place_name_local", "admin1", "admin2", "site", "killed_min", "killed_max",
		"injured_min", "injured_max", "object_harm", "damage", "service_lost", "actor", "actor_role", "own_involvement", "category", "weapon", "cause",
		"source_kind", "source_reliability", "source_credibility", "source_consent", "_submission_time", casualtyColumn}, koboPeople...),
	holds:  func(name string) bool { _, _, choice := koboChoice(name); return choice },
	ref:    "_uuid",
	column: koboColumn,
}

// readKobo reads the main sheet alone, or it and its repeat sheet in a zip.
func readKobo(r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	sheets, err := openKobo(r)
	if err != nil {
		return err
	}
	defer sheets.close()
	return sheets.read(emit, problem)
}

// semicolons tells whether the first line of a table has semicolons between its
// columns, as exports of KoboToolbox have.
func semicolons(beginning []byte) bool {
	line, _, _ := bytes.Cut(beginning, []byte("\n"))
	return bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(","))
}

// koboTable opens one sheet and names its columns by question.
func koboTable(r io.Reader, l *layout) (*table, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	beginning, _ := in.Peek(32 << 10)
	t, err := open(in)
	if err != nil {
		return nil, err
	}
	switch {
	case t.csv == nil: // a workbook by another name
		t.close()
		return nil, unreadable("The file is no CSV; export the form as CSV.")
	case semicolons(beginning):
		t.csv.Comma = ';'
	}
	first, err := t.next()
	if err == io.EOF {
		return nil, unreadable("The file is empty; its first row must name the columns.")
	}
	if err != nil {
		return nil, err
	}
	names := make([]string, len(first))
	for i, cell := range first {
		names[i] = koboName(cell)
	}
	return t, t.name(l, names)
}

// koboName is a header cell without the groups before it, if the last step is a
// question of the form or a column that KoboToolbox adds; "what/weapon/MINE" keeps
// its question. Any other column keeps its whole path.
func koboName(cell string) string {
	name := columnName(cell)
	steps := strings.Split(name, "/")
	last := steps[len(steps)-1]
	if len(steps) > 1 {
		if choice := steps[len(steps)-2] + "/" + last; isKoboChoice(choice) {
			return choice
		}
	}
	if _, asked := koboQuestions[last]; asked || strings.HasPrefix(last, "_") || slices.Contains(koboPeople, last) {
		return last
	}
	return name
}

// koboChoice is the question and the code of a column of one choice.
func koboChoice(name string) (question, code string, is bool) {
	question, code, divided := strings.Cut(name, "/")
	q, asked := koboQuestions[question]
	code = strings.ToUpper(code)
	return question, code, divided && asked && q.kind == "select_multiple" && slices.Contains(choicesOf(q.list), code)
}

func isKoboChoice(name string) bool {
	_, _, is := koboChoice(name)
	return is
}

// read goes through the main sheet; the repeat sheet is held in memory.
func (s *koboSheets) read(emit func(Row) error, problem func(models.RowError)) error {
	t, err := koboTable(s.main, kobo)
	if err != nil {
		return s.in(s.mainName, err)
	}
	seen := newRefs()
	indexes := make(map[string]int)
	current := &row{columns: t.columns, layout: kobo, problem: problem}
	for {
		cells, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return s.in(s.mainName, err)
		}
		current.begin(t.number, cells)
		if !current.fits() {
			s.claim(current) // what belongs to a row that is named already is no orphan
			continue
		}
		current.checkRef(seen)
		if at := current.at("_index"); at != "" && s.repeat != nil {
			if earlier, twice := indexes[at]; twice {
				current.refuse("_index", "%s is the _index of row %d already; export the form again.", quote(at), earlier)
			}
			indexes[strings.Clone(at)] = t.number
		}
		facts, ok := current.finish(koboFacts(current, s.casualties(current)))
		if !ok {
			continue
		}
		if err := emit(Row{Number: t.number, Facts: facts, Contact: koboContact(current)}); err != nil {
			return err
		}
	}
	s.nameOrphans(t.number, problem)
	return nil
}

// casualties are the rows of people harmed that belong to a main row: those of the
// repeat sheet, and those of a file of rejected rows.
func (s *koboSheets) casualties(main *row) *koboCasualties {
	all := &koboCasualties{main: main}
	for _, entry := range s.claim(main) {
		all.add(s.repeatName, entry.number, s.repeat.columns, strings.Split(entry.text, cellMark))
	}
	kept := main.raw(casualtyColumn)
	if kept == "" {
		return all
	}
	var rows []map[string]string
	if err := json.Unmarshal([]byte(kept), &rows); err != nil {
		main.refuse(casualtyColumn, "%s cannot be read as the rows of people harmed; leave this column as it was written, or empty it.", quote(kept))
		return all
	}
	for i, cells := range rows {
		c := &columns{at: map[string]int{}}
		var values []string
		for name, value := range cells {
			name = koboName(name)
			if _, twice := c.at[name]; twice {
				main.refuse(casualtyColumn, "Row %d names %s twice; keep one.", i+1, quote(name))
			}
			c.at[name] = len(c.names)
			c.names, values = append(c.names, name), append(values, value)
		}
		all.add(casualtyColumn, i+1, c, values)
	}
	return all
}

// koboContact is who collected the answers; nil where no column tells.
func koboContact(r *row) *models.Identity {
	var who models.Identity
	var notes []string
	for _, column := range koboPeople {
		switch s := r.at(column); {
		case s == "":
		case column == "_submitted_by" || column == "username":
			if s = tidy(s, 200); !slices.Contains(who.Names, s) {
				who.Names = append(who.Names, s)
			}
		default:
			notes = append(notes, column+": "+cut(s, 400))
		}
	}
	if len(who.Names) == 0 && len(notes) == 0 {
		return nil
	}
	who.Contact = cut(strings.Join(notes, "\n"), 2000)
	who.Notes = "This is who collected the answers, who need not be the source of the account."
	return &who
}
