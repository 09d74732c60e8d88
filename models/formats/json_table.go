package formats

import (
	"bufio"
	"io"
	"strings"

	"concord/models"
)

// objectColumn is the one column of a table whose rows are JSON objects: rejected
// objects are written so, to be corrected and sent again.
const objectColumn = "concord_object"

// readObjects reads a file of JSON objects, or a table of them, by a layout. before
// sees each row before its facts are read, and after what they became.
func readObjects(r io.Reader, l *layout, before func(*row), emit func(Row) error, problem func(models.RowError)) error {
	seen := newRefs()
	return eachObject(r, l, problem, func(o *objects) error {
		current := &o.row
		if before != nil {
			before(current)
		}
		current.checkRef(seen)
		facts, ok := current.finish(l.facts(current))
		if !ok {
			return nil
		}
		return emit(Row{Number: current.number, Facts: facts})
	})
}

// rawObjects gives the objects of a file as the rows of a table of one column.
// before takes out of each what must not be stored as it came.
func rawObjects(r io.Reader, l *layout, before func(*row), each func(number int, cells []string) error) error {
	if err := each(1, []string{objectColumn}); err != nil {
		return err
	}
	return eachObject(r, l, func(models.RowError) {}, func(o *objects) error {
		if before != nil {
			before(&o.row)
		}
		text, err := o.text()
		if err != nil {
			return err
		}
		return each(o.row.number, []string{text})
	})
}

// eachObject hands on the objects of a file one by one; each is used again by the
// next.
func eachObject(r io.Reader, l *layout, problem func(models.RowError), each func(*objects) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	o, err := openObjects(in)
	if err != nil {
		return err
	}
	if o == nil {
		return eachObjectOfTable(in, l, problem, each)
	}
	o.begin(l, problem)
	for {
		if err := o.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := each(o); err != nil {
			return err
		}
	}
}

func eachObjectOfTable(in io.Reader, l *layout, problem func(models.RowError), each func(*objects) error) error {
	t, err := open(in)
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.readHeader(&layout{required: []string{objectColumn}}); err != nil {
		return notObjects(err)
	}
	for {
		cells, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		at := t.columns.at[objectColumn]
		text := ""
		if at < len(cells) {
			text = cells[at]
		}
		o := newObjects(strings.NewReader(text))
		o.begin(l, problem)
		o.number = t.number - 2 // the object of row 2 is the first
		if err := o.next(); err != nil || o.row.number != t.number {
			problem(models.RowError{Row: t.number, Column: objectColumn, Message: "The cell holds no JSON object; write one as {\"key\": value, …}."})
			continue
		}
		if err := each(o); err != nil {
			return err
		}
	}
}

// notObjects says what was expected of a file that is neither; what is wrong with
// its letters or its size is said as it is.
func notObjects(err error) error {
	if models.KindOf(err) == models.Unreadable && !strings.Contains(err.Error(), "column") {
		return err
	}
	return unreadable("The file does not begin as JSON; send a list of objects, one object, or one object a line.")
}

// detectObjects guesses the format of a JSON file from the keys of its first object.
func detectObjects(beginning []byte) string {
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(beginning), "\xEF\xBB\xBF"), " \t\r\n"))
	if text == "" || text[0] != '{' && text[0] != '[' {
		return ""
	}
	has := func(keys ...string) bool {
		for _, k := range keys {
			if !strings.Contains(text, `"`+k+`"`) {
				return false
			}
		}
		return true
	}
	switch {
	case has("publicuuid"), has("start_datetime", "total_harm"):
		return "intake"
	case has("local_ref", "title"):
		return "concord-json"
	case has("post_id", "civilians_killed_min"), has("post_id", "geolocation_accuracy"):
		return "airwars-map"
	}
	return ""
}
