package formats

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"concord/models"

	"github.com/go-json-experiment/json/jsontext"
)

// envelope is what our own export writes around the facts of a report. It is the
// program's, so what a file says there is passed over.
var envelope = []string{"id", "ref", "partner", "incident", "version", "status", "sharing", "logged_at", "logged_by", "amended_at"}

// reportObjects reads reports that are JSON objects: a list of them, one alone, or
// one a line; or the rows of a file of rejected ones. The first is row 2.
type reportObjects struct {
	json   *jsontext.Decoder
	guard  *guard
	table  *table // of rejected objects; nil for JSON itself
	inList bool
	number int // of the object last read, from 1
}

func openReportObjects(r io.Reader) (*reportObjects, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	begins, _ := in.Peek(256)
	text := strings.TrimLeft(strings.TrimPrefix(string(begins), "\xEF\xBB\xBF"), " \t\r\n")
	switch {
	case isUTF16(begins):
		return nil, unreadable("The file is written in UTF-16; save it as UTF-8 and send it again.")
	case text == "":
		return nil, unreadable("The file is empty; send a list of reports.")
	case text[0] != '[' && text[0] != '{':
		t, err := open(in)
		if err != nil {
			return nil, err
		}
		if err := t.readHeader(&layout{required: []string{objectColumn}}); err != nil {
			return nil, unreadable("The file does not begin as JSON; send a list of reports.")
		}
		return &reportObjects{table: t}, nil
	}
	if bytes.HasPrefix(begins, []byte("\xEF\xBB\xBF")) {
		in.Discard(3)
	}
	g := &guard{r: in}
	o := &reportObjects{json: jsontext.NewDecoder(g, jsontext.AllowDuplicateNames(true)), guard: g, inList: text[0] == '['}
	if o.inList {
		if _, err := o.json.ReadToken(); err != nil {
			return nil, o.broken(err)
		}
	}
	return o, nil
}

// next gives one object as it is written; io.EOF after the last.
func (o *reportObjects) next() (jsontext.Value, error) {
	if o.table != nil {
		cells, err := o.table.next()
		if err != nil {
			return nil, err
		}
		o.number = o.table.number - 1
		if at := o.table.columns.at[objectColumn]; at < len(cells) && jsontext.Value(cells[at]).IsValid(jsontext.AllowDuplicateNames(true)) {
			return jsontext.Value(cells[at]), nil
		}
		return jsontext.Value("null"), nil
	}
	o.guard.used = 0
	if o.inList && o.json.PeekKind() == ']' {
		o.inList = false
		if _, err := o.json.ReadToken(); err != nil {
			return nil, o.broken(err)
		}
		if _, err := o.json.ReadToken(); err != io.EOF {
			return nil, unreadable("Something follows the list after byte %d; send one list alone.", o.json.InputOffset())
		}
		return nil, io.EOF
	}
	value, err := o.json.ReadValue()
	if err == io.EOF && !o.inList && o.json.StackDepth() == 0 {
		return nil, io.EOF
	}
	o.number++
	return value, o.broken(err)
}

func (o *reportObjects) broken(err error) error {
	if err == nil {
		return nil
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return (&objects{json: o.json, number: max(o.number, 1), inList: true}).broken(err)
}

// readReportObjects reads reports as the program itself writes and takes them.
func readReportObjects(r io.Reader, emit func(Row) error, problem func(models.RowError)) error {
	o, err := openReportObjects(r)
	if err != nil {
		return err
	}
	seen := newRefs()
	for {
		value, err := o.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		good := true
		refuse := func(column, message string) {
			good = false
			problem(models.RowError{Row: o.number + 1, Column: column, Message: "Report " + itoa(o.number) + ": " + message})
		}
		facts := reportOf(value, refuse)
		if facts.LocalRef != "" && len(facts.LocalRef) <= maxRef {
			if earlier, twice := seen.add(facts.LocalRef, o.number); twice {
				refuse("local_ref", fmt.Sprintf("%q is the reference of report %d already; give each report a reference of its own.", clip(facts.LocalRef), earlier))
			}
		}
		if !good {
			continue
		}
		if err := emit(Row{Number: o.number + 1, Facts: facts}); err != nil {
			return err
		}
	}
}

// reportOf is one object as complete facts; whatever is wrong with it is refused at
// the field where it stands.
func reportOf(value jsontext.Value, refuse func(column, message string)) (facts models.ReportFacts) {
	if deep := depth(value); deep > maxDepth {
		refuse("", fmt.Sprintf("The report is nested %d deep; at most %d are read.", deep, maxDepth))
		return facts
	}
	members, twice := membersOf(value)
	if members == nil {
		refuse("", `This is no report; give each as an object such as {"local_ref": "A-1", "title": …}.`)
		return facts
	}
	for _, name := range twice {
		refuse(tidy(name, 60), "The key stands in the report twice; keep one of them.")
	}
	var broken []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		switch {
		case slices.Contains(envelope, name):
		case name == ProblemColumn:
		case !slices.Contains(factFields, name):
			refuse(tidy(name, 60), "A report has no such field; take it out, or put it into extra as text.")
		default:
			faults, lost := readField(&facts, name, members[name])
			if lost {
				broken = append(broken, name)
			}
			if len(faults) > 0 {
				refuse(name, "The value cannot be read ("+strings.Join(faults, "; ")+"); give it as POST /reports takes it.")
			}
		}
	}
	whole, err := facts.Complete()
	var wrong *models.Error
	if errors.As(err, &wrong) {
		for _, f := range wrong.Fields {
			column := strings.TrimPrefix(f.Pointer, "/")
			top, _, _ := strings.Cut(column, "/")
			if !slices.Contains(broken, top) { // what could not be read is named already
				refuse(column, f.Detail)
			}
		}
	} else if err != nil {
		refuse("", err.Error())
	}
	if facts.LocalRef == "" && !slices.Contains(broken, "local_ref") {
		refuse("local_ref", "The field is empty; give each report a reference of its own.")
	}
	if err != nil {
		return facts
	}
	return whole
}

// rawReportObjects gives each object as a row of one column.
func rawReportObjects(r io.Reader, each func(number int, cells []string) error) error {
	o, err := openReportObjects(r)
	if err != nil {
		return err
	}
	if err := each(1, []string{objectColumn}); err != nil {
		return err
	}
	for {
		value, err := o.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(o.number+1, []string{string(value)}); err != nil {
			return err
		}
	}
}
