package formats

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"concord/models"
)

const maxTextHeld = 128 << 20 // bytes of all texts of a workbook, which a sheet refers to by number

// parsing is an XML part being read: no document type, no instructions that could
// stand for something else, bounded nesting.
type parsing struct {
	*xml.Decoder
	part  *pieces
	name  string // in a message, such as: The part "xl/workbook.xml"
	depth int
}

func (w *workbook) parse(name string) (*parsing, io.Closer, error) {
	r, err := w.open(name)
	if err != nil {
		return nil, nil, err
	}
	return &parsing{Decoder: xml.NewDecoder(r), part: r, name: "The part " + partName(name)}, r, nil
}

// token is the next one; io.EOF after the last.
func (p *parsing) token() (xml.Token, error) {
	p.part.used = 0
	t, err := p.Token()
	if err != nil {
		var ours *models.Error
		if err == io.EOF || errors.As(err, &ours) {
			return nil, err
		}
		return nil, unreadable("%s is not well-formed XML (%s); save the file again.", p.name, err)
	}
	switch t.(type) {
	case xml.Directive:
		return nil, unreadable("%s declares a document type, which can hide and multiply text; save the file again without one.", p.name)
	case xml.StartElement:
		if p.depth++; p.depth > maxDepth {
			return nil, unreadable("%s is nested deeper than %d elements; save the file again.", p.name, maxDepth)
		}
	case xml.EndElement:
		p.depth--
	}
	return t, nil
}

// attr is an attribute by its name without prefix; "" where there is none.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name   string `json:"name"`
	Hidden bool   `json:"hidden"`
	part   string
}

// book is what the parts around the sheets say.
type book struct {
	sheets   []Sheet
	date1904 bool
	dates    []dateKind // by number of the cell's style
	texts    *texts
}

// relations reads a part's relations: id → target. One that leads out of the file
// is refused unless it is a plain hyperlink, which nothing follows.
func (w *workbook) relations(of string) (map[string]string, map[string]string, error) {
	name := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	if _, there := w.parts[strings.ToLower(name)]; !there {
		return nil, nil, nil
	}
	p, c, err := w.parse(name)
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	targets, kinds := map[string]string{}, map[string]string{}
	for {
		t, err := p.token()
		if err == io.EOF {
			return targets, kinds, nil
		}
		if err != nil {
			return nil, nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			continue
		}
		kind := path.Base(attr(e, "Type"))
		if strings.EqualFold(attr(e, "TargetMode"), "External") && kind != "hyperlink" {
			return nil, nil, unreadable("The workbook refers to %s outside of it (%s); break the link and save the file again, or save the sheet as CSV.", kind, quote(attr(e, "Target")))
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(path.Dir(of), target)
		}
		targets[attr(e, "Id")], kinds[attr(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/"), kind
	}
}

// readBook reads the list of sheets, the date system, the styles and the texts.
func (w *workbook) readBook() (*book, error) {
	if err := w.plainTypes(); err != nil {
		return nil, err
	}
	main := "xl/workbook.xml"
	if roots, kinds, err := w.relations(""); err != nil {
		return nil, err
	} else {
		for id, kind := range kinds {
			if kind == "officeDocument" {
				main = roots[id]
			}
		}
	}
	targets, kinds, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	b := &book{}
	if err := b.readSheets(w, main, targets); err != nil {
		return nil, err
	}
	for id, kind := range kinds {
		switch kind {
		case "styles":
			err = b.readStyles(w, targets[id])
		case "sharedStrings":
			b.texts, err = readTexts(w, targets[id])
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// plainTypes refuses a workbook whose types say that it holds macros, whatever its
// parts are called.
func (w *workbook) plainTypes() error {
	const name = "[Content_Types].xml"
	if _, there := w.parts[strings.ToLower(name)]; !there {
		return nil
	}
	p, c, err := w.parse(name)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		t, err := p.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			kind := strings.ToLower(attr(e, "ContentType"))
			for _, bad := range []string{"macroenabled", "vbaproject", "activex", "oleobject"} {
				if strings.Contains(kind, bad) && attr(e, "PartName") != "" {
					return unreadable("The workbook holds macros or embedded objects (%s); save the sheet alone as .xlsx or as CSV.", partName(attr(e, "PartName")))
				}
			}
		}
	}
}

func (b *book) readSheets(w *workbook, main string, targets map[string]string) error {
	p, c, err := w.parse(main)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		t, err := p.token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			b.date1904 = v == "1" || v == "true"
		case "sheet":
			s := Sheet{Name: attr(e, "name"), Hidden: attr(e, "state") != "" && attr(e, "state") != "visible", part: targets[attr(e, "id")]}
			if b.sheets = append(b.sheets, s); len(b.sheets) > maxSheetCount {
				return unreadable("The workbook has more than %d sheets; send the one with the reports.", maxSheetCount)
			}
		}
	}
	if len(b.sheets) == 0 {
		return unreadable("The workbook lists no sheet; save it again as .xlsx or as CSV.")
	}
	return nil
}

// choose is the sheet of a name, or the first that is not hidden.
func (b *book) choose(name string) (Sheet, error) {
	i := slices.IndexFunc(b.sheets, func(s Sheet) bool {
		return name == "" && !s.Hidden || name != "" && strings.EqualFold(s.Name, name)
	})
	switch {
	case i >= 0:
		return b.sheets[i], nil
	case name == "":
		return Sheet{}, unreadable("Every sheet of the workbook is hidden: %s. Show the one with the reports, or name it.", b.names())
	}
	return Sheet{}, unreadable("The workbook has no sheet %s; it has %s.", quote(name), b.names())
}

// names lists the sheets in words.
func (b *book) names() string {
	var names []string
	for i, s := range b.sheets {
		if i == 20 {
			names = append(names, "and "+strconv.Itoa(len(b.sheets)-i)+" more")
			break
		}
		if n := quote(s.Name); s.Hidden {
			names = append(names, n+" (hidden)")
		} else {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// texts are the strings that cells refer to by number, one after the other.
type texts struct {
	all  []byte
	ends []uint32
}

func (t *texts) at(i int) (string, bool) {
	if t == nil || i < 0 || i >= len(t.ends) {
		return "", false
	}
	begin := uint32(0)
	if i > 0 {
		begin = t.ends[i-1]
	}
	return string(t.all[begin:t.ends[i]]), true
}

func readTexts(w *workbook, name string) (*texts, error) {
	p, c, err := w.parse(name)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	t := &texts{}
	for {
		token, err := p.token()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "si" {
			text, err := p.richText()
			if err != nil {
				return nil, err
			}
			t.all = append(t.all, text...)
			if t.ends = append(t.ends, uint32(len(t.all))); len(t.all) > maxTextHeld {
				return nil, unreadable("The texts of the workbook come to more than %d MiB; save the sheet as CSV, or in parts.", maxTextHeld>>20)
			}
		}
	}
}

// richText is the text of the element that was just opened: its runs put together,
// without the reading aids of East Asian scripts.
func (p *parsing) richText() (string, error) {
	var b strings.Builder
	inText, aside := 0, 0
	for open := 1; open > 0; {
		token, err := p.token()
		if err != nil {
			return "", p.cut(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			open++
			switch t.Name.Local {
			case "t":
				inText = open
			case "rPh":
				aside = open
			}
		case xml.EndElement:
			if open == inText {
				inText = 0
			}
			if open == aside {
				aside = 0
			}
			open--
		case xml.CharData:
			if inText == open && aside == 0 {
				if b.Len()+len(t) > maxCell {
					return "", unreadable("A text of the workbook is longer than %d bytes; at most that is read of one cell.", maxCell)
				}
				b.Write(t)
			}
		}
	}
	return unescapeText(b.String()), nil
}

// cut says that a part ends in the middle of something.
func (p *parsing) cut(err error) error {
	if err == io.EOF {
		return unreadable("%s ends too early; save the file again.", p.name)
	}
	return err
}

// unescapeText reads the characters that a workbook writes as _x000A_, since XML
// cannot hold them.
func unescapeText(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || i+7 > len(s) {
			break
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || s[i+6] != '_' || n == 0 {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteRune(rune(n))
		s = s[i+7:]
	}
	b.WriteString(s)
	return b.String()
}
