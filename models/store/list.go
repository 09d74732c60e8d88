package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"concord/geo"
	"concord/models"
	"concord/models/access"
	"concord/models/search"
)

// condition is SQL over reports and its arguments. Every text of it is made of
// constants of this package; what people send is an argument.
type condition struct {
	text string
	args []any
}

func (c *condition) and(text string, args ...any) {
	c.text += " AND " + text
	c.args = append(c.args, args...)
}

// listing is a query taken apart: what finds the rows, and what they must meet.
type listing struct {
	db    *DB
	who   models.Actor
	q     Query
	terms *search.Node // found through the search index, or nil
	near  bool         // found through the points, of which few lie in the boxes
	meets condition    // the scope and every other condition
}

func (db *DB) listing(ctx context.Context, who models.Actor, q Query) (listing, error) {
	l := listing{db: db, who: who, q: q}
	terms, rest := search.Split(q.Filter)
	l.terms = terms
	scope := access.Of("reports", who)
	l.meets = condition{scope.SQL, slices.Clone(scope.Args)}
	l.meets.and("1 = 1"+q.plain(), q.plainArgs()...)
	if rest != nil {
		c := db.tree(rest, who)
		l.meets.and(c.text, c.args...)
	}
	if q.Case != "" || q.Gaps != "" {
		about, more := q.ofIncident(who)
		l.meets.text += about
		l.meets.args = append(l.meets.args, more...)
	}
	if terms != nil || len(q.boxes()) == 0 {
		return l, nil
	}
	n, err := db.countPoints(ctx, q.boxes())
	l.near = n <= fewPoints
	return l, err
}

// plain and plainArgs are the conditions of the fields that stand alone.
func (q Query) plain() string    { return q.fields().text }
func (q Query) plainArgs() []any { return q.fields().args }
func (q Query) fields() condition {
	var c condition
	if q.Partner != "" {
		c.and("reports.partner = ?", q.Partner)
	}
	if q.From != nil {
		c.and("reports.started_to >= ?", q.From.UnixMicro())
	}
	if q.To != nil {
		c.and("reports.started_from <= ?", q.To.UnixMicro())
	}
	if boxes := q.boxes(); len(boxes) > 0 {
		text, args := "(1 = 0", []any(nil)
		for _, box := range boxes {
			text += " OR (reports.lat BETWEEN ? AND ? AND reports.lon BETWEEN ? AND ?)"
			args = append(args, box.South, box.North, box.West, box.East)
		}
		c.and(text+")", args...)
	}
	if q.Category != "" {
		c.and("reports.category = ?", q.Category)
	}
	if q.KilledMin != nil {
		c.and("(reports.killed_max >= ? OR reports.killed_max IS NULL AND reports.killed_min >= ?)", *q.KilledMin, *q.KilledMin)
	}
	if q.Status != "" {
		c.and("reports.status = ?", q.Status)
	}
	if q.Incident != "" {
		c.and("reports.incident = ?", q.Incident)
	}
	return c
}

// tree writes a condition on any field as SQL over reports.
func (db *DB) tree(n *search.Node, who models.Actor) condition {
	if terms, rest := search.Split(n); rest == nil && terms != nil {
		return condition{"reports.seq IN (SELECT " + seqOfKey + " FROM report_search WHERE " + db.dialect.match + ")", []any{db.matching(terms, who)}}
	}
	switch n.Op {
	case search.Column:
		return columnTest(*n.Test)
	case search.Not:
		c := db.tree(n.Kids[0], who)
		return condition{"NOT COALESCE(" + c.text + ", FALSE)", c.args}
	}
	word := " AND "
	if n.Op == search.Or {
		word = " OR "
	}
	var texts []string
	var c condition
	for _, k := range n.Kids {
		kid := db.tree(k, who)
		texts = append(texts, "COALESCE("+kid.text+", FALSE)")
		c.args = append(c.args, kid.args...)
	}
	c.text = "(" + strings.Join(texts, word) + ")"
	return c
}

// matching writes a condition on terms in the database's language.
func (db *DB) matching(n *search.Node, who models.Actor) string {
	return db.dialect.language.Match(n, who, func(text string) bool {
		if db.dialect.name != "sqlite" { // there an alternative costs nothing
			return true
		}
		if keeps, err := db.keepsBack(who.Partner); err == nil && !keeps {
			return false // a look for a word that is not there reads its neighbours, which may be in a million reports
		}
		n, err := db.count(context.Background(), "SELECT COUNT(*) FROM (SELECT 1 FROM report_search WHERE "+db.dialect.match+" LIMIT 1)", []any{text})
		return err != nil || n > 0
	})
}

// keepsBack tells whether some report of a partner, or of any for "", holds a part
// that the others do not read.
func (db *DB) keepsBack(partner string) (bool, error) {
	text, args := "SELECT COUNT(*) FROM (SELECT 1 FROM reports WHERE has_unshared LIMIT 1)", []any(nil)
	if partner != "" {
		text, args = "SELECT COUNT(*) FROM (SELECT 1 FROM reports WHERE has_unshared AND partner = ? LIMIT 1)", []any{partner}
	}
	n, err := db.count(context.Background(), text, args)
	return n > 0, err
}

// ranges are the columns that hold the ends of a range, one column for a value
// that is exact. What is not known is NULL in the first.
var ranges = map[string][2]string{
	"killed":   {"reports.killed_min", "COALESCE(reports.killed_max, reports.killed_min)"},
	"injured":  {"reports.injured_min", "COALESCE(reports.injured_max, reports.injured_min)"},
	"children": {"reports.children_min", "COALESCE(reports.children_max, reports.children_min)"},
	"radius_m": {"reports.radius_m", "reports.radius_m"}, "version": {"reports.version", "reports.version"},
	"started": {"reports.started_from", "reports.started_to"}, "logged_at": {"reports.logged_at", "reports.logged_at"},
}

// columnTest passes when some value of what the report holds does.
func columnTest(t search.Test) condition {
	switch {
	case t.Kind == search.Code || t.Kind == search.Word:
		return condition{"reports." + map[string]string{"partner": "partner", "ref": "ref", "status": "status"}[t.Column] + " = ?", []any{t.Text}}
	case t.Unknown:
		return condition{ranges[t.Column][0] + " IS NULL", nil}
	}
	low, high := ranges[t.Column][0], ranges[t.Column][1]
	first, last := t.Number, t.Number
	if t.Kind == search.Time {
		last = t.Last
	}
	switch t.Compare {
	case "<":
		return condition{low + " < ?", []any{first}}
	case "<=":
		return condition{low + " <= ?", []any{last}}
	case ">":
		return condition{high + " > ?", []any{last}}
	case ">=":
		return condition{high + " >= ?", []any{first}}
	}
	return condition{"(" + low + " <= ? AND " + high + " >= ?)", []any{last, first}}
}

// spans is the number of stretches of the curve that a search by point looks
// through, always the same so that the statement is.
const spans = 16

// fewPoints is how many points a box may hold to be read first and sorted after.
const fewPoints = 4_000

func spansOf(boxes []geo.Box) (args []any) {
	each := max(1, spans/len(boxes))
	for _, b := range boxes[:min(len(boxes), spans)] {
		for _, r := range geo.MortonRanges(b, each) {
			args = append(args, r[0], r[1])
		}
	}
	for len(args) < 2*spans {
		args = append(args, int64(-1), int64(-2)) // holds nothing
	}
	return args
}

var spansTable = "(VALUES " + strings.Repeat(", (CAST(? AS BIGINT), CAST(? AS BIGINT))", spans)[2:] + ") AS spans"

// countPoints counts the points of all reports in the boxes, no further than
// fewPoints and one: it only chooses a way and is told to nobody.
func (db *DB) countPoints(ctx context.Context, boxes []geo.Box) (n int64, err error) {
	return db.count(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM "+spansTable+" CROSS JOIN reports WHERE reports.morton BETWEEN spans.column1 AND spans.column2 LIMIT "+strconv.Itoa(fewPoints+1)+") AS those", spansOf(boxes))
}

// from is the tables of a listing and the condition that joins them.
func (l listing) from() (string, condition) {
	switch {
	case l.terms != nil:
		return "report_search CROSS JOIN reports", condition{l.db.dialect.match + " AND reports.seq = " + seqOfKey, []any{l.db.matching(l.terms, l.who)}}
	case l.near:
		return spansTable + " CROSS JOIN reports", condition{"reports.morton BETWEEN spans.column1 AND spans.column2", spansOf(l.q.boxes())}
	}
	return "reports", condition{"1 = 1", nil}
}

// statementOf puts a SELECT together; the arguments stand in the order of the text.
func (l listing) statementOf(columns, joins, tail string, tailArgs ...any) (string, []any) {
	tables, join := l.from()
	text := "SELECT " + columns + " FROM " + tables + joins + " WHERE " + join.text + " AND " + l.meets.text + tail
	return text, slices.Concat(join.args, l.meets.args, tailArgs)
}

// query runs a statement; those of a shape that people make up are not kept.
func (l listing) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	if _, rest := search.Split(l.q.Filter); rest != nil {
		return l.db.readerSQL.QueryContext(ctx, l.db.numbered(text), args...)
	}
	stmt, err := l.db.statement(text)
	if err != nil {
		return nil, err
	}
	return stmt.Query(args...)
}

// Reports lists the reports the person may see, a page at a time by keyset. With
// words it goes through the search index in the order of the list, so that the
// newest of very many hits cost no more than few do.
func (db *DB) Reports(ctx context.Context, who models.Actor, q Query) (Page[Stored], error) {
	page := Page[Stored]{Items: make([]Stored, 0, min(q.Limit, 200))}
	l, err := db.listing(ctx, who, q)
	if err != nil {
		return page, err
	}
	if q.Total {
		total, err := l.total(ctx)
		if err != nil {
			return page, err
		}
		page.Total = &total
	}
	var after *place
	if q.Cursor != "" {
		if after, err = l.placeOf(ctx, q.Cursor); err != nil {
			return page, err
		}
	}
	for chunk := q.Limit + 1; ; chunk = min(2*chunk, 4_096) { // rows that only look as if they belonged make a chunk too short
		rows, err := l.rows(ctx, after, chunk)
		if err != nil {
			return page, err
		}
		for _, s := range rows {
			belongs := q.holds(s.Lat, s.Lon)
			if belongs && q.Each {
				if belongs, err = l.leads(ctx, s); err != nil {
					return page, err
				}
			}
			if !belongs {
				continue
			}
			if len(page.Items) == q.Limit {
				last := page.Items[q.Limit-1]
				page.Next = cursor{last.SortAt.UnixMicro(), last.ID}.encode()
				return page, nil
			}
			page.Items = append(page.Items, s)
		}
		if len(rows) < chunk {
			return page, nil
		}
		last := rows[len(rows)-1]
		after = &place{last.SortAt.UnixMicro(), last.ID, last.Seq}
	}
}

// place is a row's place in the order of a list.
type place struct {
	at  int64
	id  string
	seq int64
}

func (l listing) placeOf(ctx context.Context, text string) (*place, error) {
	c, err := decodeCursor(text)
	if err != nil {
		return nil, err
	}
	p := &place{at: c.At, id: c.ID}
	if l.terms == nil {
		return p, nil
	}
	scope := access.Of("reports", l.who)
	stmt, err := l.db.statement("SELECT reports.seq FROM reports WHERE reports.id = ? AND " + scope.SQL)
	if err != nil {
		return nil, err
	}
	err = stmt.QueryRow(append([]any{c.ID}, scope.Args...)...).Scan(&p.seq)
	if err == sql.ErrNoRows { // unshared since: go on from its minute
		return p, nil
	}
	return p, err
}

// rows reads up to n rows of the list after a place in it.
func (l listing) rows(ctx context.Context, after *place, n int) ([]Stored, error) {
	tail, args := "", []any(nil)
	sign, order := "<", " DESC"
	if l.q.Ascending {
		sign, order = ">", ""
	}
	if l.terms != nil {
		if after != nil {
			tail, args = " AND report_search.docid "+sign+" ?", []any{keyFor(after.at, after.seq)}
		}
		tail += " ORDER BY report_search.docid" + order
	} else {
		if after != nil {
			tail, args = " AND (reports.sort_at, reports.id) "+sign+" (?, ?)", []any{after.at, after.id}
		}
		plus := "reports."
		if l.near && l.db.dialect.name == "sqlite" {
			plus = "+reports." // few rows: sort them, rather than walk the order and look for them
		}
		tail += " ORDER BY " + plus + "sort_at" + order + ", " + plus + "id" + order
	}
	text, args := l.statementOf(storedFields, " CROSS JOIN report_versions", " AND report_versions.seq = reports.version_seq"+tail+" LIMIT ?", append(args, n)...)
	rows, err := l.query(ctx, text, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]Stored, 0, min(n, 256))
	for rows.Next() {
		s, err := scanStored(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// leads tells whether a report is the first of its incident among those that the
// query finds: the others are listed under it.
func (l listing) leads(ctx context.Context, s Stored) (bool, error) {
	sign := ">"
	if l.q.Ascending {
		sign = "<"
	}
	tables, columns, found := "reports", "1, reports.lat, reports.lon", condition{"1 = 1", nil}
	if l.terms != nil {
		tables, found = "reports CROSS JOIN report_search", condition{"report_search.docid = " + keyOfRow, nil}
		if l.db.dialect.name == "sqlite" {
			columns = "report_search.body, reports.lat, reports.lon" // MATCH would go through all hits of a word to reach this row
		} else {
			found.and(l.db.dialect.match, l.db.matching(l.terms, l.who))
		}
	}
	text := "SELECT " + columns + " FROM " + tables + " WHERE reports.incident = ? AND (reports.sort_at, reports.id) " + sign + " (?, ?) AND " + found.text + " AND " + l.meets.text
	rows, err := l.query(ctx, text, slices.Concat([]any{s.Incident, s.SortAt.UnixMicro(), s.ID}, found.args, l.meets.args))
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var body any
		var lat, lon *float64
		if err := rows.Scan(&body, &lat, &lon); err != nil {
			return false, err
		}
		if !l.q.holds(lat, lon) {
			continue
		}
		words, isText := body.(string)
		if b, isBytes := body.([]byte); isBytes {
			words, isText = string(b), true
		}
		if l.terms == nil || !isText || search.Found(l.terms, setOf(words), l.who) {
			return false, rows.Err()
		}
	}
	return true, rows.Err()
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// total counts what the whole list holds: reports, or incidents with Each.
func (l listing) total(ctx context.Context) (n int64, err error) {
	what := "COUNT(*)"
	if l.q.Each {
		what = "COUNT(DISTINCT reports.incident)"
	}
	exact := l.q.Near == nil && l.q.Polygon == nil
	if !exact {
		what = "reports.incident, reports.lat, reports.lon"
	}
	text, args := l.statementOf(what, "", "")
	rows, err := l.query(ctx, text, args)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	incidents := map[string]bool{}
	for rows.Next() {
		if exact {
			return n, rows.Scan(&n)
		}
		var incident string
		var lat, lon *float64
		if err := rows.Scan(&incident, &lat, &lon); err != nil {
			return 0, err
		}
		if l.q.holds(lat, lon) && !(l.q.Each && incidents[incident]) {
			incidents[incident] = true
			n++
		}
	}
	return n, rows.Err()
}

func (db *DB) count(ctx context.Context, text string, args []any) (n int64, err error) {
	stmt, err := db.statement(text)
	if err != nil {
		return 0, err
	}
	err = stmt.QueryRowContext(ctx, args...).Scan(&n)
	return n, err
}
