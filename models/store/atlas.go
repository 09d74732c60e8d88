package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"

	"concord/models"
	"concord/models/access"
	"concord/models/points"

	"github.com/google/uuid"
)

// atlas keeps what maps and timelines count of every report in memory: a walk over
// a million rows there costs milliseconds, in the database a second.
type atlas struct {
	mu         sync.RWMutex
	generation int64 // of the log when the rows were read
	points     *points.Atlas
}

// mostChanged is how many entries are followed one by one; after more than that
// everything is read again.
const mostChanged = 20_000

const atlasColumns = "seq, incident, partner, sharing, shared_with, category, status, lat, lon, started_from, started_to, sort_at"

// Frame is what the map shows of what the query finds (points.Atlas.Frame).
func (db *DB) Frame(ctx context.Context, who models.Actor, q Query, zoom, most int) (out points.Frame, err error) {
	err = db.onAtlas(ctx, who, q, func(a *points.Atlas, ask points.Ask) { out = a.Frame(ask, zoom, most) })
	return out, err
}

// Bars is the timeline of what the query finds (points.Atlas.Bars).
func (db *DB) Bars(ctx context.Context, who models.Actor, q Query, by string) (taken string, bars []points.Bar, without int, err error) {
	err = db.onAtlas(ctx, who, q, func(a *points.Atlas, ask points.Ask) { taken, bars, without = a.Bars(ask, by) })
	return taken, bars, without, err
}

// onAtlas asks the atlas when it stands where the store does. What its rows do not
// hold is looked up in the database first.
func (db *DB) onAtlas(ctx context.Context, who models.Actor, q Query, f func(*points.Atlas, points.Ask)) error {
	ask := points.Ask{Boxes: q.boxes(), Sees: func(k points.Kind) bool {
		return access.SeesReport(who, k.Partner, k.Sharing, k.SharedWith) &&
			(q.Partner == "" || k.Partner == q.Partner) && (q.Category == "" || k.Category == q.Category) && (q.Status == "" || k.Status == q.Status)
	}}
	if q.From != nil {
		from := q.From.UnixMicro()
		ask.From = &from
	}
	if q.To != nil {
		to := q.To.UnixMicro()
		ask.To = &to
	}
	if q.Near != nil || q.Polygon != nil {
		ask.Holds = func(lat, lon float64) bool { return q.holds(&lat, &lon) }
	}
	if q.Filter != nil || q.KilledMin != nil || q.Incident != "" || q.Case != "" || q.Gaps != "" {
		found, err := db.seqs(ctx, who, q)
		if err != nil {
			return err
		}
		ask.Only = found.has
	}
	if err := db.bringUpToDate(ctx); err != nil {
		return err
	}
	db.atlas.mu.RLock()
	defer db.atlas.mu.RUnlock()
	f(db.atlas.points, ask)
	return nil
}

// set is row numbers.
type set []uint64

func (s set) has(seq uint32) bool { return int(seq/64) < len(s) && s[seq/64]>>(seq%64)&1 == 1 }

// seqs is the row numbers of the reports that a query finds among those the person
// may see.
func (db *DB) seqs(ctx context.Context, who models.Actor, q Query) (set, error) {
	l, err := db.listing(ctx, who, q)
	if err != nil {
		return nil, err
	}
	text, args := l.statementOf("reports.seq", "", "")
	rows, err := l.query(ctx, text, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found set
	for rows.Next() {
		var seq uint32
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		for int(seq/64) >= len(found) {
			found = append(found, make(set, 1+len(found))...)
		}
		found[seq/64] |= 1 << (seq % 64)
	}
	return found, rows.Err()
}

// Warm reads the places of all reports, so that the first map does not wait for it.
func (db *DB) Warm(ctx context.Context) error { return db.bringUpToDate(ctx) }

// bringUpToDate follows the log: whatever changes where a report stands or who sees
// it has an entry there, whichever program wrote it.
func (db *DB) bringUpToDate(ctx context.Context) error {
	now, err := db.Generation()
	if err != nil {
		return err
	}
	db.atlas.mu.RLock()
	current := db.atlas.points != nil && db.atlas.generation >= now
	db.atlas.mu.RUnlock()
	if current {
		return nil
	}
	db.atlas.mu.Lock()
	defer db.atlas.mu.Unlock()
	switch {
	case db.atlas.points != nil && db.atlas.generation >= now:
		return nil
	case db.atlas.points == nil || now-db.atlas.generation > mostChanged:
		if err := db.readAtlas(ctx); err != nil {
			return err
		}
	default:
		if err := db.followLog(ctx, db.atlas.generation, now); err != nil {
			return err
		}
	}
	db.atlas.generation = now
	return nil
}

// readAtlas reads every report.
func (db *DB) readAtlas(ctx context.Context) error {
	fresh := points.NewAtlas()
	err := db.eachAtlasRow(ctx, "", nil, func(r atlasRow) { fresh.Put([]points.Row{r.Row}, []points.Kind{r.Kind}) })
	if err == nil {
		fresh.Gather()
		db.atlas.points = fresh
	}
	return err
}

// followLog reads again the reports that entries from one number on are about, and
// all those that share an incident with them now or did before.
func (db *DB) followLog(ctx context.Context, from, to int64) error {
	touched, err := db.touched(ctx, from, to)
	if err != nil {
		return err
	}
	again := map[uint32]atlasRow{}
	incidents := map[string]bool{} // before and now
	note := func(r atlasRow) { again[r.Seq], incidents[r.incident] = r, true }
	if err := db.eachAtlasRow(ctx, "id", touched, note); err != nil {
		return err
	}
	var members []any
	for seq := range again {
		if before, known := db.atlas.points.Incident(seq); known {
			incidents[uuid.UUID(before).String()] = true
			for _, other := range db.atlas.points.Together(seq) {
				members = append(members, other)
			}
		}
	}
	if err := db.eachAtlasRow(ctx, "seq", members, note); err != nil {
		return err
	}
	var names []any
	var keys [][16]byte
	for id := range incidents {
		names, keys = append(names, id), append(keys, incidentKey(id))
	}
	if err := db.eachAtlasRow(ctx, "incident", names, note); err != nil {
		return err
	}
	var rows []points.Row
	var kinds []points.Kind
	for _, r := range again {
		rows, kinds = append(rows, r.Row), append(kinds, r.Kind)
	}
	db.atlas.points.Put(rows, kinds, keys...)
	return nil
}

// touched is the ids of the reports that entries are about.
func (db *DB) touched(ctx context.Context, from, to int64) (ids []any, err error) {
	var subjects, decided []string
	err = db.reader.WithContext(ctx).Raw("SELECT subject FROM entries WHERE seq >= ? AND seq < ? AND kind = 'report'", from, to).Scan(&subjects).Error
	if err != nil {
		return nil, err
	}
	err = db.reader.WithContext(ctx).Raw(`SELECT report_a FROM matches WHERE id IN (SELECT subject FROM entries WHERE seq >= ? AND seq < ? AND kind = 'match')
 UNION SELECT report_b FROM matches WHERE id IN (SELECT subject FROM entries WHERE seq >= ? AND seq < ? AND kind = 'match')`, from, to, from, to).Scan(&decided).Error
	for i, subject := range subjects {
		subjects[i], _, _ = strings.Cut(subject, "#")
	}
	all := append(subjects, decided...)
	slices.Sort(all)
	for _, id := range slices.Compact(all) {
		ids = append(ids, id)
	}
	return ids, err
}

// atlasRow is a report as it is read for the atlas.
type atlasRow struct {
	points.Row
	points.Kind
	incident string
}

// incidentKey is an incident's id as rows of the atlas hold it.
func incidentKey(id string) [16]byte {
	parsed, _ := uuid.Parse(id) // ours always parse
	return parsed
}

// eachAtlasRow reads all reports, or those with one of the values in a column.
func (db *DB) eachAtlasRow(ctx context.Context, column string, values []any, f func(atlasRow)) error {
	if column == "" {
		return db.atlasRows(ctx, "SELECT "+atlasColumns+" FROM reports", nil, f)
	}
	for some := range slices.Chunk(values, 400) {
		text := "SELECT " + atlasColumns + " FROM reports WHERE " + column + " IN (" + strings.Repeat(", ?", len(some))[2:] + ")"
		if err := db.atlasRows(ctx, text, some, f); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) atlasRows(ctx context.Context, text string, args []any, f func(atlasRow)) error {
	found, err := db.readerSQL.QueryContext(ctx, db.numbered(text), args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var r atlasRow
		var lat, lon sql.NullFloat64
		var from, to sql.NullInt64
		if err := found.Scan(&r.Seq, &r.incident, &r.Partner, &r.Sharing, &r.SharedWith, &r.Category, &r.Status, &lat, &lon, &from, &to, &r.Started); err != nil {
			return err
		}
		r.Incident = incidentKey(r.incident)
		r.Lat, r.Lon, r.Placed = lat.Float64, lon.Float64, lat.Valid && lon.Valid
		r.From, r.To, r.Timed = from.Int64, to.Int64, from.Valid && to.Valid
		f(r)
	}
	return found.Err()
}
