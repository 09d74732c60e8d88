package store

import (
	"context"

	"concord/models"
	"concord/models/access"
	"concord/models/audit"
)

// Spot is what a map or a timeline needs of one report.
type Spot struct {
	Incident   string
	Partner    string
	Lat, Lon   *float64
	SortAt     models.Instant
	Known      bool // when it began is known
	SpotDetail      // of Spots with detail, else empty
}

// SpotDetail is what is shown of a report on the map when few are.
type SpotDetail struct {
	Report, Title, Ref string
	RadiusM            *float64
	KilledMin          *int
	KilledMax          *int
	From, To           *models.Instant
}

const spotColumns = "reports.incident, reports.partner, reports.lat, reports.lon, reports.sort_at, reports.started_from IS NOT NULL"

const spotDetail = ", reports.id, reports.title, (SELECT incidents.ref FROM incidents WHERE incidents.id = reports.incident), reports.radius_m, reports.killed_min, reports.killed_max, reports.started_from, reports.started_to"

// Spots gives every report that the query finds among those the person may see, in
// no order. It pages nothing: what comes is counted, not shown one by one.
func (db *DB) Spots(ctx context.Context, who models.Actor, q Query, detail bool, each func(Spot) error) error {
	q.Each = false
	l, err := db.listing(ctx, who, q)
	if err != nil {
		return err
	}
	columns := spotColumns
	if detail {
		columns += spotDetail
	}
	text, args := l.statementOf(columns, "", "")
	rows, err := l.query(ctx, text, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s Spot
		into := []any{&s.Incident, &s.Partner, &s.Lat, &s.Lon, &s.SortAt, &s.Known}
		if detail {
			into = append(into, &s.Report, &s.Title, &s.Ref, &s.RadiusM, &s.KilledMin, &s.KilledMax, &s.From, &s.To)
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if !q.holds(s.Lat, s.Lon) {
			continue
		}
		if err := each(s); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Generation changes with every write, whoever makes it. It is for remembering
// answers and is never told: it would count what one may not see.
func (db *DB) Generation(ctx context.Context) (int64, error) {
	head, err := audit.Current(ctx, db.reader)
	return head.Size, err
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
