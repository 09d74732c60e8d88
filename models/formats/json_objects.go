package formats

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"concord/models"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits of one JSON object beside those of a row (security.md 4.2).
const (
	maxDepth = 32
	maxKey   = 200 // bytes
)

// objects reads reports that are flat JSON objects: a list of them, one alone, or
// one a line. The cells of a row are the values by key, in small letters; numbers
// stay as they are written, null is empty, what is nested is kept as JSON. The first
// object is row 2, as though below a header: the table of rejected objects has one.
type objects struct {
	json   *jsontext.Decoder
	bytes  *bounded
	inList bool
	number int // of the object last read, from 1
	row    row
	spelt  map[string]string // a key in small letters → as the file spells it
}

// spell is a key as the file spells it, or as the format does where it is not there.
func (o *objects) spell(name string) string {
	if spelt, known := o.spelt[name]; known {
		return spelt
	}
	if name == "publicuuid" {
		return "publicUUID"
	}
	return name
}

// text is the object again, its values as they were read.
func (o *objects) text() (string, error) {
	var out bytes.Buffer
	e := jsontext.NewEncoder(&out)
	err := e.WriteToken(jsontext.BeginObject)
	for i, name := range o.row.columns.names {
		cell := o.row.cells[i]
		if cell == "" {
			continue
		}
		err = errors.Join(err, e.WriteToken(jsontext.String(o.spell(name))))
		if nested := jsontext.Value(cell); strings.ContainsAny(cell[:1], "[{") && nested.IsValid() {
			err = errors.Join(err, e.WriteValue(nested))
		} else {
			err = errors.Join(err, e.WriteToken(jsontext.String(cell)))
		}
	}
	err = errors.Join(err, e.WriteToken(jsontext.EndObject))
	return strings.TrimSpace(out.String()), err
}

// openObjects is nil for a file that does not begin as JSON does.
func openObjects(in *bufio.Reader) (*objects, error) {
	begins, err := in.Peek(256)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch text := strings.TrimLeft(strings.TrimPrefix(string(begins), "\xEF\xBB\xBF"), " \t\r\n"); {
	case len(begins) == 0:
		return nil, unreadable("The file is empty; send a list of objects, one object, or one object a line.")
	case isUTF16(begins):
		return nil, unreadable("The file is written in UTF-16; save it as UTF-8 and send it again.")
	case text == "" || text[0] != '{' && text[0] != '[':
		return nil, nil
	}
	if string(begins[:min(3, len(begins))]) == "\xEF\xBB\xBF" {
		in.Discard(3)
	}
	return newObjects(in), nil
}

// isUTF16 knows the encoding by its mark, or by the empty half of plain letters.
func isUTF16(begins []byte) bool {
	return len(begins) >= 2 && (string(begins[:2]) == "\xFF\xFE" || string(begins[:2]) == "\xFE\xFF" || begins[0] == 0 || begins[1] == 0)
}

func newObjects(r io.Reader) *objects {
	b := &bounded{r: r}
	return &objects{json: jsontext.NewDecoder(b, jsontext.AllowDuplicateNames(true)), bytes: b, spelt: map[string]string{}}
}

// bounded stops reading when one object has used up the bytes of a row.
type bounded struct {
	r    io.Reader
	used int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.used > maxRow {
		return 0, errRowTooLong
	}
	n, err := b.r.Read(p[:min(len(p), 64<<10)])
	b.used += n
	return n, err
}

// begin prepares for objects of a layout; bad cells go to problem by the key as
// the file spells it.
func (o *objects) begin(l *layout, problem func(models.RowError)) {
	o.row = row{layout: l, columns: &columns{at: map[string]int{}}, problem: func(e models.RowError) {
		e.Column = o.spell(e.Column)
		e.Message = "Object " + itoa(o.number) + ": " + e.Message
		problem(e)
	}}
}

// next reads the next object into o.row; io.EOF after the last.
func (o *objects) next() error {
	for {
		o.bytes.used = 0
		switch o.json.PeekKind() {
		case '[':
			if o.inList || o.number > 0 {
				return o.notAnObject()
			}
			o.inList = true
			if _, err := o.json.ReadToken(); err != nil {
				return o.broken(err)
			}
		case ']':
			if _, err := o.json.ReadToken(); err != nil {
				return o.broken(err)
			}
			if o.json.PeekKind() != 0 {
				return unreadable("Something follows the list of objects after byte %d; send one list.", o.json.InputOffset())
			}
		case '{':
			o.number++
			return o.broken(o.object())
		case 0: // the end, or what is no JSON
			_, err := o.json.ReadToken()
			return o.broken(err)
		default:
			return o.notAnObject()
		}
	}
}

func (o *objects) notAnObject() error {
	return unreadable("Item %d, byte %d, is no object; give each report as {\"key\": value, …}.", o.number+1, o.json.InputOffset())
}

// object reads the members of one object.
func (o *objects) object() error {
	c := o.row.columns
	clear(c.at)
	clear(o.spelt)
	c.names, c.unknown = c.names[:0], c.unknown[:0]
	o.row.begin(o.number+1, o.row.cells[:0])
	if _, err := o.json.ReadToken(); err != nil {
		return err
	}
	for o.json.PeekKind() != '}' {
		name, err := o.json.ReadToken()
		if err != nil {
			return err
		}
		key := name.String()
		value, err := o.json.ReadValue()
		if err != nil {
			return err
		}
		o.member(key, value)
	}
	_, err := o.json.ReadToken()
	return err
}

func (o *objects) member(key string, value jsontext.Value) {
	c, name := o.row.columns, columnName(key)
	switch _, twice := c.at[name]; {
	case name == "" || len(key) > maxKey || strings.ContainsFunc(key, unseen):
		o.row.refuse(clip(strings.ToValidUTF8(key, "")), "The object has a key of %d bytes that cannot be used; name it in plain text of 1 to %d bytes.", len(key), maxKey)
		return
	case twice:
		o.row.refuse(name, "The key stands in the object twice; keep one of them.")
		return
	case len(c.names) == maxColumns:
		o.row.refuse("", "The object has more than %d keys; at most %d are read.", maxColumns, maxColumns)
		return
	}
	o.spelt[name] = key
	text, problem := jsonText(value)
	if problem != "" {
		o.row.refuse(name, "The value %s", problem)
	}
	c.at[name] = len(c.names)
	if o.row.layout.keeps(name) && len(c.unknown) == maxUnknown {
		o.row.refuse("", "The object has more than %d keys without a meaning here; at most %d are kept with a report.", maxUnknown, maxUnknown)
	} else if o.row.layout.keeps(name) {
		c.unknown = append(c.unknown, len(c.names))
	}
	c.names = append(c.names, name)
	o.row.cells = append(o.row.cells, text)
}

// jsonText is a value as a cell: the text of a string, nothing for null, JSON for
// the rest. The second value says what is wrong with it, as half a sentence.
func jsonText(value jsontext.Value) (text, problem string) {
	if len(value) > maxCell {
		return "", fmt.Sprintf("is %d bytes long; at most %d are read.", len(value), maxCell)
	}
	switch value.Kind() {
	case 'n':
		return "", ""
	case '"':
		plain, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return "", "is not UTF-8; save the file as UTF-8 and send it again."
		}
		if text = string(plain); strings.IndexByte(text, 0) >= 0 {
			return text, "holds a NUL character, which is no text; take it out."
		}
		return text, ""
	case '{', '[':
		if deep := depth(value); deep > maxDepth {
			return string(value), fmt.Sprintf("is nested %d deep; at most %d are read.", deep, maxDepth)
		}
	}
	return string(value), ""
}

// depth is how many lists and objects lie within each other in valid JSON.
func depth(value []byte) (deepest int) {
	now, quoted := 0, false
	for i := 0; i < len(value); i++ {
		switch b := value[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			now++
			deepest = max(deepest, now)
		case b == '}' || b == ']':
			now--
		}
	}
	return deepest
}

// broken says what is wrong with the file where it cannot be read as JSON.
func (o *objects) broken(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case err == nil || err == io.EOF && !o.inList:
		return err
	case errors.Is(err, errRowTooLong):
		return unreadable("Object %d is longer than %d MiB; at most that is read of one.", max(o.number, 1), maxRow>>20)
	case err == io.EOF && o.json.StackDepth() == 0:
		return err
	case errors.As(err, &syntax) && strings.Contains(err.Error(), "UTF-8"):
		return unreadable("Object %d, byte %d, is not UTF-8; save the file as UTF-8 and send it again.", max(o.number, 1), syntax.ByteOffset)
	case errors.As(err, &syntax):
		return unreadable("Object %d, byte %d: the file is not valid JSON there (%s); correct it and send it again.", max(o.number, 1), syntax.ByteOffset, syntax.Err)
	case errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF:
		return unreadable("Object %d: the file ends before it does; send the whole file.", max(o.number, 1))
	}
	return fmt.Errorf("reading the file: %w", err)
}
