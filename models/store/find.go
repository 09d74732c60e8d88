package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"concord/geo"
	"concord/models"
	"concord/models/access"
)

// Query is what a list of reports is asked for. Empty fields ask for nothing.
type Query struct {
	Text      []string // folded words, all of which must occur in title, references or place
	Partner   string
	From, To  *models.Instant // the incident's window must touch [From, To]
	Boxes     []geo.Box       // the point must lie in one of them
	Near      *Circle         // the point must lie in it
	Category  string
	KilledMin *int
	Status    string
	Incident  string
	Each      bool   // one report for each incident, the one that comes first in the order
	Case      string // the state of the incident's case, with Each
	Gaps      string // open or critical: incidents with such a gap, with Each
	Ascending bool   // by start, oldest first; else newest first
	Limit     int
	Cursor    string
	Total     bool
}

// Circle is a point and a distance around it in metres.
type Circle struct{ Lat, Lon, Metres float64 }

// holds tells whether a report's point lies in the circle; a report without a
// point lies in none.
func (c *Circle) holds(s Stored) bool {
	return c == nil || s.Lat != nil && geo.Distance(c.Lat, c.Lon, *s.Lat, *s.Lon) <= c.Metres
}

// Page is one page of a list; Next is "" on the last.
type Page[T any] struct {
	Items []T
	Next  string
	Total *int64
}

// where builds the condition and its arguments from constants of this file.
func (q Query) where() (string, []any) {
	var b strings.Builder
	var args []any
	add := func(condition string, values ...any) {
		b.WriteString(" AND " + condition)
		args = append(args, values...)
	}
	for _, word := range q.Text {
		add(`reports.search LIKE ? ESCAPE '\'`, "%"+likeEscape.Replace(word)+"%")
	}
	if q.Partner != "" {
		add("reports.partner = ?", q.Partner)
	}
	if q.From != nil {
		add("reports.started_to >= ?", q.From.UnixMicro())
	}
	if q.To != nil {
		add("reports.started_from <= ?", q.To.UnixMicro())
	}
	boxes := q.Boxes
	if q.Near != nil && len(boxes) == 0 { // the box around the circle, through the index; the circle itself is tested row by row
		boxes = geo.Around(q.Near.Lat, q.Near.Lon, q.Near.Metres)
	}
	if len(boxes) > 0 {
		b.WriteString(" AND (1 = 0")
		for _, box := range boxes {
			b.WriteString(" OR (reports.lat BETWEEN ? AND ? AND reports.lon BETWEEN ? AND ?)")
			args = append(args, box.South, box.North, box.West, box.East)
		}
		b.WriteString(")")
	}
	if q.Category != "" {
		add("reports.category = ?", q.Category)
	}
	if q.KilledMin != nil {
		add("(reports.killed_max >= ? OR reports.killed_max IS NULL AND reports.killed_min >= ?)", *q.KilledMin, *q.KilledMin)
	}
	if q.Status != "" {
		add("reports.status = ?", q.Status)
	}
	if q.Incident != "" {
		add("reports.incident = ?", q.Incident)
	}
	return b.String(), args
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

// leading keeps, of the reports that pass the filters, the first of each incident.
func leading(scope access.Scope, where string, args []any, ascending bool) (string, []any) {
	later := ">"
	if ascending {
		later = "<"
	}
	condition := strings.ReplaceAll(scope.SQL+where, "reports.", "earlier.")
	return " AND NOT EXISTS (SELECT 1 FROM reports AS earlier WHERE earlier.incident = reports.incident AND (earlier.sort_at, earlier.id) " + later +
		" (reports.sort_at, reports.id) AND " + condition + ")", append(append([]any(nil), scope.Args...), args...)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

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

// Reports lists the reports the person may see, a page at a time by keyset.
func (db *DB) Reports(ctx context.Context, who models.Actor, q Query) (Page[Stored], error) {
	var page Page[Stored]
	scope := access.Of("reports", who)
	where, filters := q.where()
	args := append(append([]any(nil), scope.Args...), filters...)
	counted := "COUNT(*)"
	text := scope.SQL + where
	if q.Each {
		counted = "COUNT(DISTINCT reports.incident)"
		about, more := q.ofIncident(who)
		text, args = text+about, append(args, more...)
	}
	if q.Total {
		total, err := db.count(ctx, "SELECT "+counted+" FROM reports WHERE "+text, args)
		if q.Near != nil {
			total, err = db.countNear(ctx, text, args, q)
		}
		if err != nil {
			return page, err
		}
		page.Total = &total
	}
	if q.Each {
		first, more := leading(scope, where, filters, q.Ascending)
		text, args = text+first, append(args, more...)
	}
	text = "SELECT " + storedColumns + text
	after, order := " AND (reports.sort_at, reports.id) < (?, ?)", " ORDER BY reports.sort_at DESC, reports.id DESC"
	if q.Ascending {
		after, order = " AND (reports.sort_at, reports.id) > (?, ?)", " ORDER BY reports.sort_at, reports.id"
	}
	if q.Cursor != "" {
		c, err := decodeCursor(q.Cursor)
		if err != nil {
			return page, err
		}
		text += after
		args = append(args, c.At, c.ID)
	}
	most := q.Limit + 1
	if q.Near != nil {
		most = 1 << 30 // rows outside the circle are passed over, and reading stops when the page is full
	}
	stmt, err := db.statement(text + order + " LIMIT ?")
	if err != nil {
		return page, err
	}
	rows, err := stmt.Query(append(args, most)...)
	if err != nil {
		return page, err
	}
	defer rows.Close()
	page.Items = make([]Stored, 0, q.Limit)
	for rows.Next() {
		s, err := scanStored(rows.Scan)
		if err != nil {
			return page, err
		}
		if !q.Near.holds(s) {
			continue
		}
		if len(page.Items) == q.Limit {
			last := page.Items[q.Limit-1]
			page.Next = cursor{last.SortAt.UnixMicro(), last.ID}.encode()
			break
		}
		page.Items = append(page.Items, s)
	}
	return page, rows.Err()
}

func (db *DB) count(ctx context.Context, text string, args []any) (n int64, err error) {
	stmt, err := db.statement(text)
	if err != nil {
		return 0, err
	}
	err = stmt.QueryRowContext(ctx, args...).Scan(&n)
	return n, err
}

// countNear counts what lies in the circle itself and not only in its box.
func (db *DB) countNear(ctx context.Context, where string, args []any, q Query) (n int64, err error) {
	stmt, err := db.statement("SELECT " + storedColumns + where)
	if err != nil {
		return 0, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	incidents := map[string]bool{}
	for rows.Next() {
		s, err := scanStored(rows.Scan)
		if err != nil {
			return 0, err
		}
		if q.Near.holds(s) {
			incidents[s.Incident] = true
			n++
		}
	}
	if q.Each {
		n = int64(len(incidents))
	}
	return n, rows.Err()
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
