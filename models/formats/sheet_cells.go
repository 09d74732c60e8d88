package formats

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// cell reads the value of the cell that was just opened: as text, and what is wrong
// with it as half a sentence. A formula counts by the value it last had.
func (s *sheet) cell(e xml.StartElement) (text, wrong string, err error) {
	kind, style := attr(e, "t"), attr(e, "s")
	value, inline, formula := "", "", false
	for open := 1; open > 0; {
		t, err := s.part.token()
		if err != nil {
			return "", "", s.part.cut(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			open--
		case xml.StartElement:
			switch t.Name.Local {
			case "v":
				value, err = s.part.richValue()
			case "is":
				inline, err = s.part.richText()
			default:
				formula = formula || t.Name.Local == "f"
				err = s.part.skip()
			}
			if err != nil {
				return "", "", err
			}
		}
	}
	if value == "" && formula && kind != "str" && kind != "s" {
		return "", "holds a formula that was never calculated; open the file in a spreadsheet, save it and send it again", nil
	}
	return s.book.value(kind, style, value, inline)
}

// richValue is the text of <v>.
func (p *parsing) richValue() (string, error) {
	var b strings.Builder
	for {
		t, err := p.token()
		if err != nil {
			return "", p.cut(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			if b.Len()+len(t) > maxCell {
				return "", unreadable("%s has a value longer than %d bytes; at most that is read of one cell.", p.name, maxCell)
			}
			b.Write(t)
		case xml.EndElement:
			return b.String(), nil
		case xml.StartElement:
			if err := p.skip(); err != nil {
				return "", err
			}
		}
	}
}

// skip passes over the rest of an element.
func (p *parsing) skip() error {
	for open := 1; open > 0; {
		t, err := p.token()
		if err != nil {
			return p.cut(err)
		}
		switch t.(type) {
		case xml.StartElement:
			open++
		case xml.EndElement:
			open--
		}
	}
	return nil
}

// value is a cell as text, by its kind.
func (b *book) value(kind, style, value, inline string) (text, wrong string, err error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err == nil {
			var there bool
			if text, there = b.texts.at(n); there {
				return text, "", nil
			}
		}
		return "", "", unreadable("A cell refers to text number %s, which the workbook does not have; save it again as .xlsx or as CSV.", quote(value))
	case "inlineStr":
		return inline, "", nil
	case "str":
		return unescapeText(value), "", nil
	case "b":
		switch strings.TrimSpace(value) {
		case "1", "true":
			return "TRUE", "", nil
		case "0", "false":
			return "FALSE", "", nil
		}
		return value, "", nil
	case "e":
		return value, "holds the error " + quote(value) + " of a formula; correct the formula, or write the value", nil
	case "d":
		return strings.TrimSpace(value), "", nil
	}
	value = strings.TrimSpace(value)
	if value == "" {
		return "", "", nil
	}
	if kind := b.dateKind(style); kind != notDate {
		text, wrong = b.date(value, kind)
		return text, wrong, nil
	}
	return plainNumber(value), "", nil
}

// plainNumber is a number as a person would type it, however the cell shows it:
// 0.41234999999999999 is 0.41235, 1E3 is 1000.
func plainNumber(value string) string {
	if digits(value) {
		return value
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) > 1e21 {
		return value
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// dateKind is what a style shows of a number: a day, a time of day, both, or neither.
type dateKind uint8

const (
	notDate dateKind = iota
	dayOnly
	timeOnly
	dayAndTime
)

func (b *book) dateKind(style string) dateKind {
	if style == "" {
		return notDate
	}
	i, err := strconv.Atoi(style)
	if err != nil || i < 0 || i >= len(b.dates) {
		return notDate
	}
	return b.dates[i]
}

// lastSerial is 31 December 9999, the last day that a spreadsheet has.
const lastSerial = 2_958_465

// date is a serial number as a day, 2031-03-04, or a local time, 2031-03-04T01:10:00.
// Days count from 1900, which spreadsheets take for a leap year, or from 1904.
func (b *book) date(value string, kind dateKind) (text, wrong string) {
	serial, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value, ""
	}
	if b.date1904 {
		serial += 1462
	}
	if !(serial >= 0 && serial < lastSerial+1) {
		return value, "holds " + quote(value) + ", which no calendar of a spreadsheet has; write the date as 2031-03-04"
	}
	days := math.Floor(serial)
	clock := time.Duration(math.Round((serial-days)*86_400_000)) * time.Millisecond
	if days < 60 && !b.date1904 {
		days++ // before the 29 February 1900 that never was
	}
	at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Add(clock)
	switch {
	case kind == timeOnly && serial < 1:
		return at.Format("15:04:05"), ""
	case kind == dayOnly && clock == 0, kind == timeOnly && clock == 0:
		return at.Format(time.DateOnly), ""
	case kind == dayAndTime && clock == 0:
		return at.Format("2006-01-02T15:04:05"), ""
	}
	return at.Format("2006-01-02T15:04:05.999"), ""
}

// readStyles finds which styles show a number as a date or a time.
func (b *book) readStyles(w *workbook, name string) error {
	p, c, err := w.parse(name)
	if err != nil {
		return err
	}
	defer c.Close()
	custom := map[string]string{}
	inCells := false
	for {
		t, err := p.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			inCells = inCells && t.Name.Local != "cellXfs"
		case xml.StartElement:
			switch {
			case t.Name.Local == "numFmt":
				custom[attr(t, "numFmtId")] = attr(t, "formatCode")
			case t.Name.Local == "cellXfs":
				inCells = true
			case t.Name.Local == "xf" && inCells:
				id := attr(t, "numFmtId")
				if code, own := custom[id]; own {
					b.dates = append(b.dates, dateCode(code))
				} else {
					b.dates = append(b.dates, builtinDate(id))
				}
			}
		}
	}
}

// builtinDate tells of the formats that have a number and no code (ECMA-376 part 1,
// 18.8.30), those of East Asian calendars too.
func builtinDate(id string) dateKind {
	n, _ := strconv.Atoi(id)
	switch {
	case n >= 14 && n <= 17, n >= 27 && n <= 31, n == 36, n >= 50 && n <= 54, n == 57, n == 58:
		return dayOnly
	case n >= 18 && n <= 21, n >= 32 && n <= 35, n == 45, n == 46, n == 47, n == 55, n == 56:
		return timeOnly
	case n == 22:
		return dayAndTime
	}
	return notDate
}

// dateCode tells what a format code shows, by its letters outside of quotes,
// brackets and escapes. An m alone, or beside y or d, is the month.
func dateCode(code string) dateKind {
	code, _, _ = strings.Cut(code, ";")
	var day, clock, m bool
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case code[i] == '\\', code[i] == '_', code[i] == '*':
			i++
		case code[i] == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return notDate
			}
			switch in := strings.ToLower(code[i+1 : i+end]); in {
			case "h", "hh", "m", "mm", "s", "ss":
				clock = true
			}
			i += end
		case strings.HasPrefix(strings.ToLower(code[i:]), "general"):
			return notDate
		case c == 'y', c == 'd', c == 'e' && day, c == 'b' && day:
			day = true
		case c == 'h', c == 's':
			clock = true
		case c == 'm':
			m = true
		case c == '0', c == '#', c == '?':
			if !clock && !day {
				return notDate
			}
		}
	}
	switch {
	case day && clock:
		return dayAndTime
	case clock:
		return timeOnly
	case day || m:
		return dayOnly
	}
	return notDate
}
