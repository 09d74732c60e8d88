package store

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"concord/geo"
	"concord/models"
	"concord/models/access"
	"concord/models/search"
)

// Query is what a list of reports is asked for. Empty fields ask for nothing.
type Query struct {
	Filter    *search.Node // words and conditions on any field
	Partner   string
	From, To  *models.Instant // the incident's window must touch [From, To]
	Boxes     []geo.Box       // the point must lie in one of them
	Near      *Circle         // the point must lie in it
	Polygon   *geo.Geometry   // the point must lie in it
	Category  string
	KilledMin *int
	Status    string
	Incident  string
	Each      bool   // one report for each incident, the one that comes first in the order
	Case      string // the state of the incident's case
	Gaps      string // open or critical: incidents with such a gap
	Ascending bool   // by start, oldest first; else newest first
	Limit     int
	Cursor    string
	Total     bool
}

// Circle is a point and a distance around it in metres.
type Circle struct{ Lat, Lon, Metres float64 }

// holds tells whether a point lies where the query asks, as far as a box cannot
// say; a report without a point lies nowhere.
func (q Query) holds(lat, lon *float64) bool {
	if q.Near == nil && q.Polygon == nil {
		return true
	}
	return lat != nil && lon != nil &&
		(q.Near == nil || geo.Distance(q.Near.Lat, q.Near.Lon, *lat, *lon) <= q.Near.Metres) &&
		(q.Polygon == nil || q.Polygon.Holds(*lat, *lon))
}

// boxes are the boxes that hold every point the query asks for, nil for the
// whole earth. Those of the frame go first: they alone are exact.
func (q Query) boxes() []geo.Box {
	switch {
	case len(q.Boxes) > 0:
		return q.Boxes
	case q.Near != nil:
		return geo.Around(q.Near.Lat, q.Near.Lon, q.Near.Metres)
	case q.Polygon != nil:
		return q.Polygon.Boxes()
	}
	return nil
}

// Page is one page of a list; Next is "" on the last.
type Page[T any] struct {
	Items []T
	Next  string
	Total *int64
}

// ofIncident adds the conditions on the incident, which are seen through the
// scopes of cases and gaps.
func (q Query) ofIncident(who models.Actor) (string, []any) {
	var text string
	var args []any
	if q.Case != "" {
		s := access.Of("investigations", who)
		text += " AND EXISTS (SELECT 1 FROM investigations WHERE investigations.incident = reports.incident AND investigations.state = ? AND " + s.SQL + ")"
		args = append(append(args, q.Case), s.Args...)
	}
	if q.Gaps != "" {
		s := access.Of("gaps", who)
		severity := ""
		if q.Gaps == "critical" {
			severity = " AND gaps.severity = 'CRITICAL'"
		}
		text += " AND EXISTS (SELECT 1 FROM gaps WHERE (gaps.incident = reports.incident OR gaps.incident_b = reports.incident) AND gaps.state IN ('OPEN', 'EXPLAINED', 'IN_RESOLUTION')" + severity + " AND " + s.SQL + ")"
		args = append(args, s.Args...)
	}
	return text, args
}

// cursor is where a page ends: the sort value and the id of its last row, both
// of a row the reader has seen.
type cursor struct {
	At int64
	ID string
}

func (c cursor) encode() string {
	b, _ := json.Marshal([]any{c.At, c.ID})
	return base64.RawURLEncoding.EncodeToString(b)
}

// ErrCursor is a cursor that this program did not make.
var ErrCursor = &models.Error{Kind: models.Unreadable, Detail: "The cursor is not one of ours; start again without it.",
	Fields: []models.FieldError{{Pointer: "/cursor", Detail: "Use the value of next from the page before, unchanged."}}}

func decodeCursor(text string) (c cursor, err error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return c, ErrCursor
	}
	var parts []json.RawMessage
	if json.Unmarshal(b, &parts) != nil || len(parts) != 2 ||
		json.Unmarshal(parts[0], &c.At) != nil || json.Unmarshal(parts[1], &c.ID) != nil || c.encode() != text {
		return c, ErrCursor
	}
	return c, nil
}

// EncodeCursor and DecodeCursor are for lists that page through Visible.
func EncodeCursor(at int64, id string) string { return cursor{at, id}.encode() }

// DecodeCursor gives back what EncodeCursor took, or ErrCursor.
func DecodeCursor(text string) (int64, string, error) {
	c, err := decodeCursor(text)
	return c.At, c.ID, err
}

// Published is what released statements say in public, the newest first, or the
// one with this reference.
func (db *DB) Published(ctx context.Context, ref string, limit int) ([][]byte, error) {
	where, args := "", []any{limit}
	if ref != "" {
		where, args = " AND ref = ?", []any{ref, limit}
	}
	stmt, err := db.statement("SELECT published FROM statements WHERE released_at IS NOT NULL" + where + " ORDER BY released_at DESC, seq DESC LIMIT ?")
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var text []byte
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}
