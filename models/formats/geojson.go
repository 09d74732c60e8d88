package formats

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/geo"

	"github.com/go-json-experiment/json/jsontext"
)

// maxShapes is how many points, lines and areas one feature may have: the main
// place and those that a report may have beside it.
const maxShapes = 21

// geoJSON reads an RFC 7946 FeatureCollection, or one Feature.
type geoJSON struct {
	json    *jsontext.Decoder
	guard   *guard
	table   *table // of rejected features, one a row; nil for GeoJSON itself
	inList  bool
	ended   bool
	kind    string
	alone   map[string]jsontext.Value // the members of a file that is one Feature
	current record
}

func openGeoJSON(r io.Reader) (features, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	begins, _ := in.Peek(256)
	switch text := strings.TrimLeft(strings.TrimPrefix(string(begins), "\xEF\xBB\xBF"), " \t\r\n"); {
	case isUTF16(begins):
		return nil, unreadable("The file is written in UTF-16; save it as UTF-8 and send it again.")
	case text == "":
		return nil, unreadable("The file is empty; send a FeatureCollection.")
	case text[0] == '{':
	default:
		t, err := open(in)
		if err != nil {
			return nil, err
		}
		if err := t.readHeader(&layout{required: []string{objectColumn}}); err != nil {
			return nil, unreadable("The file does not begin as GeoJSON; send a FeatureCollection.")
		}
		return &geoJSON{table: t}, nil
	}
	if bytes.HasPrefix(begins, []byte("\xEF\xBB\xBF")) {
		in.Discard(3)
	}
	g := &guard{r: in}
	return &geoJSON{json: jsontext.NewDecoder(g, jsontext.AllowDuplicateNames(true)), guard: g, alone: map[string]jsontext.Value{}}, nil
}

func (g *geoJSON) next() (*record, error) {
	if g.table != nil {
		return g.rejected()
	}
	for !g.ended {
		g.guard.used = 0
		if g.inList {
			if g.json.PeekKind() != ']' {
				value, err := g.json.ReadValue()
				if err != nil {
					return nil, g.broken(err)
				}
				return g.feature(value)
			}
			g.inList = false
		}
		t, err := g.json.ReadToken()
		if err == io.EOF && g.json.StackDepth() == 0 {
			return nil, unreadable("The file ends before a FeatureCollection does; send the whole file.")
		}
		if err != nil {
			return nil, g.broken(err)
		}
		switch {
		case t.Kind() == '}' && g.json.StackDepth() == 0:
			g.ended = true
			if f, err := g.end(); f != nil || err != nil {
				return f, err
			}
		case t.Kind() == '"' && g.json.StackDepth() == 1:
			if err := g.member(t.String()); err != nil {
				return nil, err
			}
		}
	}
	return nil, io.EOF
}

// member reads one member of the file's outer object.
func (g *geoJSON) member(name string) error {
	if name == "features" {
		if g.json.PeekKind() != '[' {
			return unreadable("The member features is no list; send a FeatureCollection as RFC 7946 has it.")
		}
		g.inList = true
		_, err := g.json.ReadToken()
		return g.broken(err)
	}
	if !slices.Contains([]string{"type", "crs", "geometry", "properties", "id"}, name) {
		return g.broken(g.json.SkipValue())
	}
	value, err := g.json.ReadValue()
	if err != nil {
		return g.broken(err)
	}
	switch name {
	case "crs":
		return checkCRS(value)
	case "type":
		g.kind, _ = jsonText(value)
		if g.kind != "FeatureCollection" && g.kind != "Feature" {
			return unreadable("The file is a %s; send a FeatureCollection.", quote(g.kind))
		}
	}
	g.alone[name] = value.Clone()
	return nil
}

// end gives the one feature of a file that is no collection.
func (g *geoJSON) end() (*record, error) {
	if _, err := g.json.ReadToken(); err != io.EOF {
		return nil, unreadable("Something follows the FeatureCollection after byte %d; send one alone.", g.json.InputOffset())
	}
	switch g.kind {
	case "Feature":
		text, err := json.Marshal(g.alone)
		if err != nil {
			return nil, err
		}
		return g.feature(text)
	case "":
		return nil, unreadable("The file does not say that it is a FeatureCollection; send GeoJSON as RFC 7946 has it.")
	}
	return nil, nil
}

// checkCRS refuses coordinates that are not longitude and latitude on WGS 84: read
// as such they would lie elsewhere.
func checkCRS(value jsontext.Value) error {
	name := string(value)
	if value.Kind() == 'n' {
		return nil
	}
	var crs struct {
		Properties struct{ Name string }
	}
	if json.Unmarshal(value, &crs) == nil && crs.Properties.Name != "" {
		name = crs.Properties.Name
	}
	switch upper := strings.ToUpper(name); {
	case strings.HasSuffix(upper, "CRS84"), strings.HasSuffix(upper, "EPSG:4326"), strings.HasSuffix(upper, "EPSG::4326"):
		return nil
	}
	return unreadable("The file uses the coordinate system %s; save it in WGS 84 (EPSG:4326), which is what GeoJSON means.", quote(name))
}

// feature reads one Feature.
func (g *geoJSON) feature(value jsontext.Value) (*record, error) {
	f := &g.current
	*f = record{number: max(f.number, 1) + 1, names: f.names[:0], cells: f.cells[:0], source: string(value)}
	var raw struct {
		Type       string          `json:"type"`
		ID         json.RawMessage `json:"id"`
		Geometry   json.RawMessage `json:"geometry"`
		Properties json.RawMessage `json:"properties"`
	}
	switch deep := depth(value); {
	case deep > maxDepth:
		f.refuse(geometryColumn, fmt.Sprintf("The feature is nested %d deep; at most %d are read.", deep, maxDepth))
		return f, nil
	case json.Unmarshal(value, &raw) != nil || raw.Type != "Feature":
		f.refuse(geometryColumn, `This is no feature; give each as {"type": "Feature", "geometry": …, "properties": …}.`)
		return f, nil
	}
	if len(raw.ID) > 0 {
		f.id, _ = jsonText(jsontext.Value(raw.ID))
	}
	f.readProperties(jsontext.Value(raw.Properties))
	f.readGeometry(jsontext.Value(raw.Geometry))
	return f, nil
}

func (f *record) readProperties(value jsontext.Value) {
	if len(value) == 0 || value.Kind() == 'n' {
		return
	}
	d := jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowDuplicateNames(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		f.refuse("properties", "The properties are no object; give them as {\"name\": value, …}.")
		return
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			break
		}
		name := t.String()
		value, err := d.ReadValue()
		if err != nil {
			break
		}
		same := func(other string) bool { return columnName(other) == columnName(name) }
		switch {
		case columnName(name) == "" || len(name) > maxKey || strings.ContainsFunc(name, unseen):
			f.refuse(clip(name), fmt.Sprintf("The feature has a property of %d bytes that cannot be used; name it in plain text of 1 to %d bytes.", len(name), maxKey))
		case slices.ContainsFunc(f.names, same):
			f.refuse(name, "The property stands in the feature twice; keep one of them.")
		case len(f.names) == maxColumns:
			f.refuse(name, fmt.Sprintf("The feature has more than %d properties; at most %d are read.", maxColumns, maxColumns))
			return
		default:
			text, wrong := jsonText(value)
			if wrong != "" {
				f.refuse(name, "The value "+wrong)
			}
			if value.Kind() == '0' {
				text = plainNumber(text)
			}
			f.add(strings.Clone(name), text)
		}
	}
}

// readGeometry reads a geometry of any kind.
func (f *record) readGeometry(value jsontext.Value) {
	if len(value) == 0 || value.Kind() == 'n' {
		return
	}
	parts, err := shapesOf(value, 0)
	for _, p := range parts {
		if err == nil {
			err = p.check()
		}
		f.shape.add(p.point, p.shape)
	}
	if err == nil && len(parts) > maxShapes {
		err = fmt.Errorf("has %d parts; at most %d are read of one feature", len(parts), maxShapes)
	}
	if err != nil {
		f.shape = shape{}
		f.refuse(geometryColumn, "The geometry "+err.Error()+".")
	}
}

// part is one point, line or area.
type part struct {
	point *[2]float64
	shape *geo.Geometry
}

// check names a position that is not on the earth.
func (p part) check() error {
	if p.point != nil {
		return onEarth(*p.point)
	}
	for _, line := range p.shape.Lines {
		for _, at := range line {
			if err := onEarth(at); err != nil {
				return err
			}
		}
	}
	return nil
}

func onEarth(at [2]float64) error {
	lon, lat := at[0], at[1]
	switch {
	case lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90:
		return nil
	case lat >= -180 && lat <= 180 && lon >= -90 && lon <= 90:
		return fmt.Errorf("has the position %v, %v, whose latitude %v is past the pole; longitude comes first, so exchange the two", lon, lat, lat)
	}
	return fmt.Errorf("has the position %v, %v; longitude is from -180 to 180 and latitude from -90 to 90, in degrees on WGS 84", lon, lat)
}

// shapesOf takes a geometry apart; errors are half sentences.
func shapesOf(value []byte, level int) ([]part, error) {
	var raw struct {
		Type        string            `json:"type"`
		Coordinates json.RawMessage   `json:"coordinates"`
		Geometries  []json.RawMessage `json:"geometries"`
	}
	if err := json.Unmarshal(value, &raw); err != nil {
		return nil, errors.New(`is no geometry; give it as {"type": "Point", "coordinates": [lon, lat]}`)
	}
	var parts []part
	switch raw.Type {
	case "Point":
		at, err := positions[[]float64](raw.Coordinates)
		if err != nil || len(at) < 2 {
			return nil, errors.New("is a Point without [lon, lat]")
		}
		return []part{{point: &[2]float64{at[0], at[1]}}}, nil
	case "MultiPoint":
		all, err := positions[[][]float64](raw.Coordinates)
		for _, at := range all {
			if len(at) < 2 {
				return nil, errors.New("has a position without [lon, lat]")
			}
			parts = append(parts, part{point: &[2]float64{at[0], at[1]}})
		}
		return parts, err
	case "LineString", "Polygon":
		g := &geo.Geometry{}
		if err := json.Unmarshal(value, g); err != nil {
			return nil, errors.New("cannot be read: " + strings.TrimPrefix(err.Error(), "geometry: "))
		}
		return []part{{shape: g}}, nil
	case "MultiLineString", "MultiPolygon":
		all, err := positions[[]json.RawMessage](raw.Coordinates)
		if err != nil {
			return nil, err
		}
		for _, one := range all {
			text := fmt.Appendf(nil, `{"type":%q,"coordinates":%s}`, strings.TrimPrefix(raw.Type, "Multi"), one)
			more, err := shapesOf(text, level)
			if err != nil {
				return nil, err
			}
			parts = append(parts, more...)
		}
		return parts, nil
	case "GeometryCollection":
		if level > 3 {
			return nil, errors.New("is a collection of collections; give the shapes side by side")
		}
		for _, one := range raw.Geometries {
			more, err := shapesOf(one, level+1)
			if err != nil {
				return nil, err
			}
			parts = append(parts, more...)
		}
		return parts, nil
	}
	return nil, fmt.Errorf("is of the type %s; use Point, LineString, Polygon, or several of them", quote(raw.Type))
}

func positions[T any](coordinates []byte) (T, error) {
	var all T
	if json.Unmarshal(coordinates, &all) != nil {
		return all, errors.New("has coordinates that are no list of [lon, lat]")
	}
	return all, nil
}

func (g *geoJSON) broken(err error) error {
	o := objects{json: g.json, number: max(g.current.number, 1), inList: true}
	if err == nil {
		return nil
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return o.broken(err)
}

// rejected reads a file of rejected features, one a row.
func (g *geoJSON) rejected() (*record, error) {
	cells, err := g.table.next()
	if err != nil {
		return nil, err
	}
	g.current.number = g.table.number - 1
	text := ""
	if at := g.table.columns.at[objectColumn]; at < len(cells) {
		text = cells[at]
	}
	if !jsontext.Value(text).IsValid() {
		text = "null"
	}
	return g.feature(jsontext.Value(text))
}
