package formats

import (
	"bufio"
	"encoding/json"
	"io"

	"concord/geo"
	"concord/models"

	"github.com/paulmach/orb"
)

// JSONWriter writes values as one JSON array, or as what stands around it, one
// value a line, without holding them.
type JSONWriter struct {
	w    *bufio.Writer
	next string // what comes before the next value
	end  string
}

// WriteJSON begins a JSON array. A report's own JSON is the one export that
// loses nothing and needs no second column to do so.
func WriteJSON(w io.Writer) *JSONWriter {
	return &JSONWriter{bufio.NewWriterSize(w, 32<<10), "[\n", "]\n"}
}

// Write adds one value.
func (j *JSONWriter) Write(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	j.w.WriteString(j.next)
	j.next = ",\n"
	_, err = j.w.Write(text) // an earlier error of the writer comes back here
	return err
}

// Close ends the array; it does not close the writer below.
func (j *JSONWriter) Close() error {
	if j.next != ",\n" {
		j.w.WriteString(j.next)
	} else {
		j.w.WriteString("\n")
	}
	j.w.WriteString(j.end)
	return j.w.Flush()
}

// GeoJSONWriter writes reports as an RFC 7946 FeatureCollection.
type GeoJSONWriter struct{ list JSONWriter }

// WriteGeoJSON begins a FeatureCollection. The points are the reports' own; what
// goes to the public needs a coarser place before it comes here.
func WriteGeoJSON(w io.Writer) *GeoJSONWriter {
	return &GeoJSONWriter{JSONWriter{bufio.NewWriterSize(w, 32<<10), `{"type":"FeatureCollection","features":[` + "\n", "]}\n"}}
}

type feature struct {
	Type       string         `json:"type"`
	ID         string         `json:"id,omitempty"`
	Geometry   any            `json:"geometry"` // null for a report that has a place name only
	Properties map[string]any `json:"properties"`
}

type point struct {
	Type        string    `json:"type"`
	Coordinates orb.Point `json:"coordinates"` // longitude first, degrees on WGS 84
}

type multiPoint struct {
	Type        string         `json:"type"`
	Coordinates orb.MultiPoint `json:"coordinates"`
}

// Write adds one report. The caller's own properties, such as an id and the
// partner, come beside those of the facts and rule over them. concord_facts has
// every fact, so that the file reads back without loss. A source told to the ICRC
// in confidence is never exported.
func (g *GeoJSONWriter) Write(facts models.ReportFacts, properties map[string]any) error {
	facts = facts.Exportable()
	f := feature{Type: "Feature", Properties: map[string]any{
		"local_ref": facts.LocalRef, "title": facts.Title, "category": facts.Category,
		"started": facts.Started, "killed": facts.Killed(), "injured": facts.Injured(), "own_involvement": facts.OwnInvolvement,
	}}
	if p := facts.Place; p != nil {
		f.Properties["place_name"], f.Properties["radius_m"], f.Properties["precision_class"] = p.Name, p.RadiusM, p.Precision
		switch {
		case p.Geometry != nil:
			f.Geometry = p.Geometry
		case p.HasPoint():
			f.Geometry = &point{"Point", orb.Point{*p.Lon, *p.Lat}}
		}
	}
	for k, v := range properties {
		f.Properties[k] = v
	}
	text, err := facts.Encode()
	if err != nil {
		return err
	}
	f.Properties[restColumn] = json.RawMessage(text)
	return g.list.Write(f)
}

// WriteIncident adds an incident by the places its reports give: none is null, one a
// Point, several a MultiPoint. It is to be looked at and does not read back.
func (g *GeoJSONWriter) WriteIncident(id string, places []geo.Place, properties map[string]any) error {
	f := feature{Type: "Feature", ID: id, Properties: properties}
	points := make(orb.MultiPoint, len(places))
	for i, p := range places {
		points[i] = orb.Point{*p.Lon, *p.Lat}
	}
	switch len(points) {
	case 0:
	case 1:
		f.Geometry = &point{"Point", points[0]}
	default:
		f.Geometry = &multiPoint{"MultiPoint", points}
	}
	return g.list.Write(f)
}

// Close ends the collection.
func (g *GeoJSONWriter) Close() error { return g.list.Close() }
