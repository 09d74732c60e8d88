package formats

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"

	"concord/geo"
)

// kml reads the Placemarks of a KML 2.2 file. It follows no link, and what is
// written as HTML comes as plain text.
type kml struct {
	parsing
	current record
}

func openKML(r io.Reader) (features, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	begins, _ := in.Peek(256)
	switch {
	case bytes.HasPrefix(begins, []byte("PK")):
		return nil, unreadable("The file is a KMZ or another zip; unpack it and send the .kml inside.")
	case isUTF16(begins):
		return nil, unreadable("The file is written in UTF-16; save it as UTF-8 and send it again.")
	case bytes.HasPrefix(begins, []byte("\xEF\xBB\xBF")):
		in.Discard(3)
	}
	part := &pieces{ReadCloser: io.NopCloser(in), name: "The file"}
	return &kml{parsing: parsing{Decoder: xml.NewDecoder(part), part: part, name: "The file"}}, nil
}

func (k *kml) next() (*record, error) {
	for {
		t, err := k.token()
		if err == io.EOF && k.InputOffset() == 0 {
			return nil, unreadable("The file is empty; send KML with at least one Placemark.")
		}
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "Placemark":
			return k.placemark(e)
		case "NetworkLink":
			return nil, unreadable("The file fetches a part of itself over the network (NetworkLink); save the places themselves as KML and send that.")
		case "kml", "Document", "Folder":
		default:
			if k.depth == 1 {
				return nil, unreadable("The file is XML but no KML: it begins with the element %s.", quote(e.Name.Local))
			}
			if err := k.skip(); err != nil {
				return nil, err
			}
		}
	}
}

// placemark reads one Placemark, the element just opened.
func (k *kml) placemark(e xml.StartElement) (*record, error) {
	f := &k.current
	*f = record{number: max(f.number, 1) + 1, names: f.names[:0], cells: f.cells[:0], id: attr(e, "id")}
	return f, k.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name", "address", "phoneNumber":
			return k.value(f, e.Name.Local)
		case "description":
			text, err := k.text()
			f.put("description", plainText(text))
			return err
		case "TimeStamp", "TimeSpan":
			return k.each(func(e xml.StartElement) error { return k.time(f, e) })
		case "ExtendedData":
			return k.data(f)
		case "Point", "LineString", "LinearRing", "Polygon", "MultiGeometry":
			err := k.geometry(f, e)
			if n := len(f.shape.more) + 1; n > maxShapes {
				f.shape = shape{}
				f.refuse(geometryColumn, fmt.Sprintf("The Placemark has more than %d shapes; at most that many are read of one.", maxShapes))
			}
			return err
		case "Track", "MultiTrack", "Model":
			f.refuse(geometryColumn, fmt.Sprintf("The Placemark is a %s, which is not read; give a Point, LineString or Polygon.", e.Name.Local))
		}
		return k.skip()
	})
}

// each hands on the elements directly within the one just opened; do reads each to
// its end.
func (k *kml) each(do func(xml.StartElement) error) error {
	for {
		t, err := k.token()
		if err != nil {
			return k.cut(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := do(t); err != nil {
				return err
			}
		}
	}
}

// text is the text of an element, without what is nested in it.
func (k *kml) text() (string, error) {
	s, err := k.richValue()
	return strings.TrimSpace(s), err
}

func (k *kml) value(f *record, name string) error {
	text, err := k.text()
	f.put(name, text)
	return err
}

// put adds a value; a name that is there already is refused.
func (f *record) put(name, cell string) {
	if cell == "" {
		return
	}
	name = tidy(name, maxLine)
	for _, other := range f.names {
		if columnName(other) == columnName(name) {
			f.refuse(name, "The value stands in the Placemark twice; keep one of them.")
			return
		}
	}
	if len(f.names) == maxColumns {
		f.refuse(name, fmt.Sprintf("The Placemark has more than %d values; at most that many are read.", maxColumns))
		return
	}
	f.add(name, cell)
}

// time reads when, begin or end: a year, a month, a day or a time, each as exact as
// it is written.
func (k *kml) time(f *record, e xml.StartElement) error {
	text, err := k.text()
	if err != nil {
		return err
	}
	switch {
	case len(text) == len("2031") && digits(text):
		f.coarse(text+"-01-01", "YEAR", e.Name.Local)
	case len(text) == len("2031-03") && text[4] == '-':
		f.coarse(text+"-01", "MONTH", e.Name.Local)
	default:
		f.put(e.Name.Local, text)
	}
	return nil
}

// coarse puts a month or a year; the end of a span is its last day.
func (f *record) coarse(first, precision, name string) {
	if name != "end" {
		f.put(name, first)
		f.put("time_precision", precision)
		return
	}
	if from, wrong := parseSpan(first, nil); wrong == "" {
		months := 1
		if precision == "YEAR" {
			months = 12
		}
		first = from.from.AddDate(0, months, -1).Format("2006-01-02")
	}
	f.put(name, first)
}

// data reads ExtendedData: pairs of names and values.
func (k *kml) data(f *record) error {
	return k.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Data":
			name := attr(e, "name")
			return k.each(func(e xml.StartElement) error {
				if e.Name.Local != "value" {
					return k.skip()
				}
				return k.value(f, name)
			})
		case "SchemaData":
			return k.each(func(e xml.StartElement) error {
				if e.Name.Local != "SimpleData" {
					return k.skip()
				}
				return k.value(f, attr(e, "name"))
			})
		}
		return k.skip()
	})
}

// geometry reads a shape into the record; bad positions refuse the record.
func (k *kml) geometry(f *record, e xml.StartElement) error {
	switch e.Name.Local {
	case "MultiGeometry":
		return k.each(func(e xml.StartElement) error {
			if len(f.shape.more) > maxShapes {
				return k.skip()
			}
			return k.geometry(f, e)
		})
	case "Point", "LineString", "LinearRing":
		line, err := k.coordinates(f)
		switch {
		case err != nil || len(line) == 0:
		case e.Name.Local == "Point":
			f.shape.add(&line[0], nil)
		case e.Name.Local == "LinearRing":
			f.shape.add(nil, &geo.Geometry{Type: "Polygon", Lines: [][][2]float64{line}})
		default:
			f.shape.add(nil, &geo.Geometry{Type: "LineString", Lines: [][][2]float64{line}})
		}
		return err
	case "Polygon":
		g := &geo.Geometry{Type: "Polygon"}
		err := k.each(func(e xml.StartElement) error {
			if e.Name.Local != "outerBoundaryIs" && e.Name.Local != "innerBoundaryIs" {
				return k.skip()
			}
			outer := e.Name.Local == "outerBoundaryIs"
			return k.each(func(xml.StartElement) error {
				ring, err := k.coordinates(f)
				if outer {
					g.Lines = append([][][2]float64{ring}, g.Lines...)
				} else {
					g.Lines = append(g.Lines, ring)
				}
				return err
			})
		})
		f.shape.add(nil, g)
		return err
	}
	return k.skip()
}

// coordinates reads the <coordinates> within the element just opened: "lon,lat" or
// "lon,lat,height", apart by spaces.
func (k *kml) coordinates(f *record) (line [][2]float64, err error) {
	return line, k.each(func(e xml.StartElement) error {
		if e.Name.Local != "coordinates" {
			return k.skip()
		}
		text, err := k.richValue()
		if err != nil {
			return err
		}
		for tuple := range strings.FieldsSeq(text) {
			at, problem := lonLat(tuple)
			if problem != "" {
				f.refuse(geometryColumn, problem)
				line = nil
				return nil
			}
			line = append(line, at)
		}
		return nil
	})
}

func lonLat(tuple string) (at [2]float64, problem string) {
	parts := strings.Split(tuple, ",")
	if len(parts) < 2 || len(parts) > 3 {
		return at, fmt.Sprintf("The position %s is not lon,lat; write degrees with a point and nothing around the comma.", quote(tuple))
	}
	for i := range at {
		v, err := strconv.ParseFloat(parts[i], 64)
		if err != nil {
			return at, fmt.Sprintf("The position %s is not lon,lat; write degrees with a point and nothing around the comma.", quote(tuple))
		}
		at[i] = v
	}
	if err := onEarth(at); err != nil {
		return at, "The geometry " + err.Error() + "."
	}
	return at, ""
}

var (
	lineTags = regexp.MustCompile(`(?i)<\s*(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>`)
	hidden   = regexp.MustCompile(`(?is)<\s*(?:script|style)\b.*?(?:<\s*/\s*(?:script|style)\s*>|$)|<!--.*?(?:-->|$)`)
	anyTag   = regexp.MustCompile(`<\s*/?\s*[A-Za-z][^>]*(?:>|$)`)
	blank    = regexp.MustCompile(`[ \t]*\n(?:[ \t]*\n)+`)
)

// plainText is the text of HTML: lines kept, tags and scripts gone.
func plainText(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = hidden.ReplaceAllString(s, "")
		s = lineTags.ReplaceAllString(s, "\n")
		s = html.UnescapeString(anyTag.ReplaceAllString(s, ""))
	}
	return strings.TrimSpace(blank.ReplaceAllString(lineFeeds(s), "\n\n"))
}
