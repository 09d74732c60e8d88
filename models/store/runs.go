package store

import (
	"context"
	"slices"
	"time"

	"concord/models"
	"concord/models/access"

	"gorm.io/gorm"
)

// RunGoesOn keeps how far a run of matching is, and that it goes on. It tells whether
// somebody has asked it to end, in whichever process. It leaves no entry in the log.
func (db *DB) RunGoesOn(ctx context.Context, id, stage string, done, total int64) (cancelled bool, err error) {
	err = db.maintain(ctx, func(g *gorm.DB) error {
		err := g.Exec("UPDATE match_runs SET stage = ?, done = ?, total = ?, seen_at = ? WHERE id = ? AND state = 'RUNNING'",
			stage, done, total, models.At(db.now()), id).Error
		if err != nil {
			return err
		}
		return g.Raw("SELECT cancel FROM match_runs WHERE id = ?", id).Scan(&cancelled).Error
	})
	return cancelled, err
}

// PairTally is how many pairs there are of two kinds of reports in a band. What a
// person may see is told by the kinds alone.
type PairTally struct {
	PartnerA, SharingA, WithA string
	PartnerB, SharingB, WithB string
	Band                      string
	Pairs                     int
}

// PairTallies counts all pairs that nobody has refused.
func (db *DB) PairTallies(ctx context.Context) (out []PairTally, err error) {
	err = db.reader.WithContext(ctx).Raw(`SELECT a.partner AS partner_a, a.sharing AS sharing_a, a.shared_with AS with_a,
 b.partner AS partner_b, b.sharing AS sharing_b, b.shared_with AS with_b, matches.band AS band, COUNT(*) AS pairs
 FROM matches JOIN reports a ON a.id = matches.report_a JOIN reports b ON b.id = matches.report_b WHERE matches.state <> 'refused'
 GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`).Scan(&out).Error
	return out, err
}

// Paired lists the two reports of every pair that is kept.
func (db *DB) Paired(ctx context.Context) (ends [][2]string, err error) {
	rows, err := db.readerSQL.QueryContext(ctx, "SELECT report_a, report_b FROM matches")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var pair [2]string
		if err := rows.Scan(&pair[0], &pair[1]); err != nil {
			return nil, err
		}
		ends = append(ends, pair)
	}
	return ends, rows.Err()
}

// VerdictsSeen counts the verdicts of a kind on matches that the person may see.
func VerdictsSeen(l Looker, verdict string) (n int64, err error) {
	s := access.Of("matches", l.Person())
	err = l.rows().WithContext(l.Context()).Raw("SELECT COUNT(*) FROM verdicts WHERE verdict = ? AND EXISTS (SELECT 1 FROM matches WHERE matches.id = verdicts.match_id AND "+s.SQL+")",
		append([]any{verdict}, s.Args...)...).Scan(&n).Error
	return n, err
}

// Shared tells whether other processes may serve the same store: on SQLite none do.
func (db *DB) Shared() bool { return db.dialect.name != "sqlite" }

// Whole looks at everything outside of any write, for what the program itself weighs;
// as with Tx.Whole, what is read may be compared and never answered.
func (db *DB) Whole(ctx context.Context) *Reader { return db.Read(ctx, whole{}.Person()) }

// BehindCatalogue tells whether open gaps were found by an earlier catalogue than that of
// this version, and no run has been begun by it.
func (db *DB) BehindCatalogue(ctx context.Context, version int) (bool, error) {
	begun, err := db.count(ctx, "SELECT COUNT(*) FROM gap_runs WHERE rule_version >= ?", []any{version})
	if err != nil || begun > 0 {
		return false, err
	}
	n, err := db.count(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM gaps WHERE rule_version < ? AND state IN ('OPEN', 'EXPLAINED', 'IN_RESOLUTION') LIMIT 1) AS one", []any{version})
	return n > 0, err
}

// TakeGapRun gives a run over all gaps to a program, by its name: one that nobody is
// at, that was left silent for so long, or any where no other program can be there.
func (db *DB) TakeGapRun(ctx context.Context, holder string, silent time.Duration, alone bool) (run models.GapRun, took bool, err error) {
	waits, err := db.count(ctx, "SELECT COUNT(*) FROM gap_runs WHERE state = 'RUNNING'", nil)
	if err != nil || waits == 0 { // mostly; it is asked every other second
		return run, false, err
	}
	err = db.maintain(ctx, func(g *gorm.DB) error {
		now := db.now()
		done := g.Exec("UPDATE gap_runs SET holder = ?, seen_at = ? WHERE state = 'RUNNING' AND (holder = '' OR holder = ? OR seen_at < ? OR ?)",
			holder, models.At(now), holder, models.At(now.Add(-silent)), alone)
		if done.Error != nil || done.RowsAffected == 0 {
			return done.Error
		}
		took = true
		run, err = gorm.G[models.GapRun](g).Where("state = 'RUNNING'").Take(ctx)
		return err
	})
	return run, took, err
}

// LeaveGapRun gives a run back that a program is at, for the next to go on with.
func (db *DB) LeaveGapRun(ctx context.Context, id, holder string) error {
	return db.maintain(ctx, func(g *gorm.DB) error {
		return g.Exec("UPDATE gap_runs SET holder = '' WHERE id = ? AND holder = ?", id, holder).Error
	})
}

// First is an incident with the number of the first report under it.
type First struct {
	Seq      int64
	Incident string
}

// IncidentsAfter lists incidents by their first reports, those after a number.
func (db *DB) IncidentsAfter(ctx context.Context, seq int64, limit int) (out []First, err error) {
	err = db.reader.WithContext(ctx).Raw(`SELECT seq, incident FROM reports WHERE seq > ?
 AND NOT EXISTS (SELECT 1 FROM reports AS earlier WHERE earlier.incident = reports.incident AND earlier.seq < reports.seq) ORDER BY seq LIMIT ?`, seq, limit).Scan(&out).Error
	return out, err
}

// LinkedIncidents are the incidents that provisional links lead to from some, and the
// number of the first report of each.
func (db *DB) LinkedIncidents(ctx context.Context, incidents []string) (out []First, err error) {
	g := db.reader.WithContext(ctx)
	for some := range slices.Chunk(incidents, 400) {
		var ends []struct{ ReportA, ReportB string }
		// by its index SQLite would read all that is provisional
		err := g.Raw(`SELECT report_a, report_b FROM matches WHERE report_a IN (SELECT id FROM reports WHERE incident IN ?) AND (state || '') = 'provisional'
 UNION ALL SELECT report_a, report_b FROM matches WHERE report_b IN (SELECT id FROM reports WHERE incident IN ?) AND (state || '') = 'provisional'`, some, some).Scan(&ends).Error
		if err != nil {
			return nil, err
		}
		var ids []string
		for _, e := range ends {
			ids = append(ids, e.ReportA, e.ReportB)
		}
		slices.Sort(ids)
		for few := range slices.Chunk(slices.Compact(ids), 800) {
			var part []First
			err := g.Raw("SELECT incident, MIN(seq) AS seq FROM reports WHERE incident IN (SELECT incident FROM reports WHERE id IN ?) GROUP BY incident", few).Scan(&part).Error
			if err != nil {
				return nil, err
			}
			out = append(out, part...)
		}
	}
	return out, nil
}

// LastReport is the number of the newest report.
func (db *DB) LastReport(ctx context.Context) (n int64, err error) {
	return db.count(ctx, "SELECT COALESCE(MAX(seq), 0) FROM reports", nil)
}
