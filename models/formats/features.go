package formats

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
)

// record is one feature of a map file: named values and a shape. Its number is the
// row it would have in a table, so the first is 2; messages call it Feature 1.
type record struct {
	number int
	names  []string // as the file spells them
	cells  []string
	shape  shape
	faults []models.RowError
	id     string // the file's own; "" where it gives none
	source string // the feature as written; "" where the file is not GeoJSON
}

func (f *record) refuse(column, message string) {
	f.faults = append(f.faults, models.RowError{Row: f.number, Column: column, Message: message})
}

func (f *record) add(name, cell string) {
	f.names, f.cells = append(f.names, name), append(f.cells, cell)
}

// features is a map file, read feature by feature.
type features interface {
	next() (*record, error) // io.EOF after the last; used again by the one after
}

// featureFormats are the map files that can be read.
var featureFormats = map[string]func(io.Reader) (features, error){"geojson": openGeoJSON, "kml": openKML}

// otherNames are what map files call some of our columns. They count where the
// column itself is not there.
var otherNames = map[string]string{
	"name": "title", "description": "narrative", "when": "start_earliest", "begin": "start_earliest", "end": "start_latest", "precision_class": "place_precision",
}

// exported are the properties that our own export adds for those who look at the
// map; concord_facts says it all.
var exported = []string{"id", "ref", "partner", "incident", "started", "killed", "injured"}

// geometryColumn is what bad cells call the shape of a feature.
const geometryColumn = "geometry"

// readFeatures reads the features of a map file as rows of concord-csv.
func (to reading) readFeatures(open func(io.Reader) (features, error), r io.Reader, m *mapper) error {
	file, err := open(r)
	if err != nil {
		return err
	}
	var f *record
	own := false
	problem := func(e models.RowError) {
		e.Message = "Feature " + itoa(e.Row-1) + ": " + e.Message
		to.problem(e)
	}
	l := *concordCSV
	l.masked = false
	l.holds = func(name string) bool { return own && slices.Contains(exported, name) }
	l.facts = func(r *row) models.ReportFacts { return withShape(readConcord(r), f.shape, r) }
	l.column = func(pointer string, facts models.ReportFacts) string {
		if f.shape.point == nil && f.shape.main == nil { // the place is in its values
			return concordColumn(pointer, facts)
		}
		return featureColumn(pointer, facts)
	}
	current := &row{layout: &l}
	seen := newRefs()
	for {
		if f, err = file.next(); err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if to.seen != nil {
			if err := to.seen(f.number, f.names, f.cells); err != nil {
				return err
			}
		}
		own = slices.Contains(f.names, restColumn)
		current.columns, current.problem = f.columns(&l, m), problem
		current.begin(f.number, f.cells)
		if m != nil {
			current.cells, current.problem = m.cells(current.columns, f.cells), m.named(current, f.names, problem)
		}
		f.place(current)
		for _, wrong := range f.faults {
			current.refuse(wrong.Column, "%s", wrong.Message)
		}
		if err := to.take(current, seen); err != nil {
			return err
		}
	}
}

// columns names the values of a feature by column.
func (f *record) columns(l *layout, m *mapper) *columns {
	if m != nil {
		c := m.columns(l, f.names)
		f.alias(c)
		return c
	}
	c := &columns{at: make(map[string]int, len(f.names))}
	for i, spelt := range f.names {
		name := columnName(spelt)
		c.names = append(c.names, name)
		c.at[name] = i
		if l.keeps(name) && name != ProblemColumn {
			c.unknown = append(c.unknown, i)
		}
	}
	f.alias(c)
	return c
}

// alias reads a value by the name that map files give it, where nothing has ours.
func (f *record) alias(c *columns) {
	for i, name := range c.names {
		ours, known := otherNames[name]
		if _, there := c.at[ours]; !known || there {
			continue
		}
		c.at[ours], c.names[i] = i, ours
		c.unknown = slices.DeleteFunc(c.unknown, func(u int) bool { return u == i })
	}
}

// place adds what a feature says beside its values: the point, and the reference.
func (f *record) place(r *row) {
	set := func(column, cell string) {
		i, there := r.columns.at[column]
		if there && i < len(f.cells) && f.cells[i] != "" { // a property of that name is another thing
			r.columns.unknown = append(r.columns.unknown, i)
			r.columns.names[i] = column
		}
		r.columns.at[column] = len(r.cells)
		r.columns.names = append(r.columns.names, column)
		r.cells = append(r.cells, cell)
	}
	for len(r.columns.names) < len(r.cells) {
		r.columns.names = append(r.columns.names, "")
	}
	if p := f.shape.point; p != nil {
		set("lat", decimal(&p[1]))
		set("lon", decimal(&p[0]))
	}
	f.fill(r)
	if r.at("local_ref") == "" {
		if f.id == "" {
			f.id = f.digest()
		}
		r.columns.at["local_ref"] = len(r.cells)
		r.columns.names, r.cells = append(r.columns.names, "local_ref"), append(r.cells, f.id)
	}
}

// fill gives a feature of our own export the columns that its values leave out, as
// concord_facts has them. A point that was moved is without its old reference.
func (f *record) fill(r *row) {
	kept, err := models.DecodeFacts([]byte(r.raw(restColumn)))
	if err != nil || r.raw(restColumn) == "" {
		return // what cannot be read is named where the facts are
	}
	moved := f.shape.point != nil && (kept.Place == nil || !kept.Place.HasPoint() || *kept.Place.Lon != f.shape.point[0] || *kept.Place.Lat != f.shape.point[1])
	for i, cell := range concordCells(kept) {
		column := ConcordColumns[i]
		if _, there := r.columns.at[column]; there || moved && column == "mgrs" {
			continue
		}
		r.columns.at[column] = len(r.cells)
		r.columns.names, r.cells = append(r.columns.names, column), append(r.cells, cell)
	}
}

// digest is the reference of a feature that has none: the same for the same
// feature, so that the same file read again adds nothing.
func (f *record) digest() string {
	text, _ := json.Marshal([]any{f.names, f.cells, f.shape.point, f.shape.main, f.shape.more}) // strings and numbers alone
	sum := sha256.Sum256(text)
	return "MAP-" + strings.ToUpper(hex.EncodeToString(sum[:6]))
}

// featureColumn names the shape for what is wrong with it.
func featureColumn(pointer string, f models.ReportFacts) string {
	switch {
	case strings.HasPrefix(pointer, "/place/geometry"), strings.HasPrefix(pointer, "/places/"), pointer == "/place", pointer == "/place/lat", pointer == "/place/lon":
		return geometryColumn
	}
	return concordColumn(pointer, f)
}

// shape is where a feature lies: a point, or a line or area, and further ones.
type shape struct {
	point *[2]float64 // lon, lat in degrees
	main  *geo.Geometry
	more  []models.Place
}

// add puts one more point, line or area into the shape; the first is the main one.
func (s *shape) add(point *[2]float64, g *geo.Geometry) {
	switch {
	case s.point == nil && s.main == nil:
		s.point, s.main = point, g
	case g == nil:
		lat, lon := point[1], point[0]
		s.more = append(s.more, models.Place{Role: "OTHER", Place: geo.Place{Lat: &lat, Lon: &lon}})
	case g.Type == "LineString":
		s.more = append(s.more, models.Place{Role: "ROUTE", Place: geo.Place{Geometry: g}})
	default:
		s.more = append(s.more, models.Place{Role: "AREA", Place: geo.Place{Geometry: g}})
	}
}

// withShape gives facts the lines and areas of the feature, unless they have them
// already from our own export.
func withShape(f models.ReportFacts, s shape, r *row) models.ReportFacts {
	if s.main != nil && (f.Place == nil || f.Place.Geometry == nil || !sameShape(f.Place.Geometry, s.main)) {
		p := geo.Place{}
		if f.Place != nil {
			p = *f.Place
		}
		p.Geometry = s.main
		if r.at(restColumn) != "" { // moved since it was exported
			p.Lat, p.Lon, p.MGRS, p.RadiusM = nil, nil, "", nil
		}
		f.Place = &p
	}
	if r.at(restColumn) == "" {
		f.Places = append(f.Places, s.more...)
	}
	return f
}

func sameShape(a, b *geo.Geometry) bool {
	return a.Type == b.Type && slices.EqualFunc(a.Lines, b.Lines, func(x, y [][2]float64) bool { return slices.Equal(x, y) })
}

// geoJSON is the feature as a GeoJSON Feature, as it came.
func (f *record) geoJSON() (string, error) {
	if f.source != "" {
		return f.source, nil
	}
	out := feature{Type: "Feature", ID: f.id, Properties: map[string]any{}}
	for i, name := range f.names {
		out.Properties[name] = f.cells[i]
	}
	out.Geometry = f.shape.geometry()
	text, err := json.Marshal(out)
	return string(text), err
}

// geometry is the shape as GeoJSON: one part, or a collection; nil for none.
func (s shape) geometry() any {
	var all []any
	add := func(p *[2]float64, g *geo.Geometry) {
		if p != nil {
			all = append(all, map[string]any{"type": "Point", "coordinates": *p})
		}
		if g != nil {
			all = append(all, *g)
		}
	}
	add(s.point, s.main)
	for _, p := range s.more {
		if p.HasPoint() {
			add(&[2]float64{*p.Lon, *p.Lat}, nil)
		}
		add(nil, p.Geometry)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return map[string]any{"type": "GeometryCollection", "geometries": all}
}
