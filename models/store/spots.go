package store

import (
	"context"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
)

// Spot is what is shown of one report on a map.
type Spot struct {
	Seq                                   uint32
	Incident, Report, Partner, Title, Ref string
	Lat, Lon, RadiusM                     *float64
	KilledMin, KilledMax                  *int
	From, To                              *models.Instant
}

const spotColumns = `reports.seq, reports.incident, reports.id, reports.partner, reports.title, COALESCE((SELECT incidents.ref FROM incidents WHERE incidents.id = reports.incident), ''),
 reports.lat, reports.lon, reports.radius_m, reports.killed_min, reports.killed_max, reports.started_from, reports.started_to`

// Spots reads the reports with these row numbers, those that the person may see.
func (db *DB) Spots(ctx context.Context, who models.Actor, seqs []uint32) ([]Spot, error) {
	scope := access.Of("reports", who)
	out := make([]Spot, 0, len(seqs))
	for some := range slices.Chunk(seqs, 500) {
		args := make([]any, 0, 500+len(scope.Args))
		for _, seq := range some {
			args = append(args, seq)
		}
		for len(args) < 500 { // one statement for any number
			args = append(args, -1)
		}
		stmt, err := db.statement("SELECT " + spotColumns + " FROM reports WHERE reports.seq IN (" + strings.Repeat(", ?", 500)[2:] + ") AND " + scope.SQL)
		if err != nil {
			return nil, err
		}
		rows, err := stmt.QueryContext(ctx, append(args, scope.Args...)...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var s Spot
			if err = rows.Scan(&s.Seq, &s.Incident, &s.Report, &s.Partner, &s.Title, &s.Ref, &s.Lat, &s.Lon, &s.RadiusM, &s.KilledMin, &s.KilledMax, &s.From, &s.To); err != nil {
				break
			}
			out = append(out, s)
		}
		rows.Close()
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Generation changes with every write, whoever makes it. It is for remembering
// answers and is never told: it would count what one may not see.
func (db *DB) Generation() (size int64, err error) {
	stmt, err := db.statement("SELECT size FROM tree_heads WHERE id = 1")
	if err == nil {
		err = stmt.QueryRow().Scan(&size)
	}
	return size, err
}

// Sight is whose eyes an answer is for: people with the same sight see the same.
func Sight(who models.Actor) string {
	s := access.Of("reports", who)
	text := s.SQL
	for _, a := range s.Args {
		if code, ok := a.(string); ok {
			text += "\x00" + code
		}
	}
	return text
}
