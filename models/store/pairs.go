package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
)

// PairsOf reads the pairs that are kept of these reports, without why they score as they
// do. What one write weighs in a dense week are hundreds of pairs: they are read as raw
// SQL (performance.md 1.4), by few texts, which stay prepared.
func (tx *Tx) PairsOf(reports []string) (pairs []models.Match, err error) {
	seen := map[string]bool{}
	err = tx.rowsOf("SELECT seq, id, report_a, report_b, partner_a, partner_b, state, band, bits, probability, by_hand, compared_at, model, version_a, version_b, asks_first FROM matches WHERE report_a IN (ids) OR report_b IN (ids)", reports, func(rows *sql.Rows) error {
		var m models.Match
		err := rows.Scan(&m.Seq, &m.ID, &m.ReportA, &m.ReportB, &m.PartnerA, &m.PartnerB, &m.State, &m.Band, &m.Bits, &m.Probability, &m.ByHand, &m.ComparedAt, &m.Model, &m.VersionA, &m.VersionB, &m.AsksFirst)
		if err == nil && !seen[m.ID] {
			seen[m.ID] = true
			pairs = append(pairs, m)
		}
		return err
	})
	return pairs, err
}

// EndsOf reads of reports whose they are, who reads them and how many people they count as
// killed: what weighs on pairs with them. Raw as PairsOf, and for the same reason.
func (tx *Tx) EndsOf(reports []string) (ends []models.Report, err error) {
	err = tx.rowsOf("SELECT id, partner, status, sharing, shared_with, killed_min, killed_max FROM reports WHERE id IN (ids)", reports, func(rows *sql.Rows) error {
		var r models.Report
		err := rows.Scan(&r.ID, &r.Partner, &r.Status, &r.Sharing, &r.SharedWith, &r.KilledMin, &r.KilledMax)
		ends = append(ends, r)
		return err
	})
	return ends, err
}

// Explained is why a match scores as it does, with the bits that its reasons add up to.
type Explained struct {
	ID      string
	Bits    float64
	Reasons []byte // JSON list of models.MatchReason
}

// ReasonsOf reads why matches score as they do, by their ids, of those that the looker's
// person may see. One statement reads the match and its reasons: a match that is gone or
// no longer seen has none, and a row number that was given to another pair tells nothing.
func ReasonsOf(l Looker, ids []string) (map[string]Explained, error) {
	scope := access.Of("matches", l.Person())
	out := make(map[string]Explained, len(ids))
	for some := range slices.Chunk(ids, 400) {
		var rows []Explained
		err := l.rows().WithContext(l.Context()).Raw("SELECT matches.id, matches.bits, match_reasons.reasons FROM matches JOIN match_reasons ON match_reasons.seq = matches.seq WHERE matches.id IN ? AND "+scope.SQL, append([]any{some}, scope.Args...)...).Scan(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("store: reasons: %w", err)
		}
		for _, r := range rows {
			out[r.ID] = r
		}
	}
	return out, nil
}

// rowsOf hands over the rows that a text finds with a list of ids wherever it says (ids).
func (tx *Tx) rowsOf(text string, ids []string, scan func(*sql.Rows) error) error {
	for some := range slices.Chunk(ids, 256) {
		list, one := inList(some)
		var args []any
		for range strings.Count(text, "(ids)") {
			args = append(args, one...)
		}
		rows, err := tx.DB.Statement.ConnPool.QueryContext(tx.Ctx, dialectOf(tx.DB).numbered(strings.ReplaceAll(text, "(ids)", list)), args...)
		if err != nil {
			return fmt.Errorf("store: pairs: %w", err)
		}
		for rows.Next() {
			if err = scan(rows); err != nil {
				break
			}
		}
		rows.Close()
		if err = errors.Join(err, rows.Err()); err != nil {
			return fmt.Errorf("store: pairs: %w", err)
		}
	}
	return nil
}

// Reweigh stores what pairs weigh beside their rivals; why they score as they do stays.
func (tx *Tx) Reweigh(pairs []models.Match) error {
	const text = "UPDATE matches SET state = ?, band = ?, probability = ?, asks_first = ? WHERE seq = ?"
	for _, m := range pairs {
		if _, err := tx.DB.Statement.ConnPool.ExecContext(tx.Ctx, dialectOf(tx.DB).numbered(text), m.State, m.Band, m.Probability, m.AsksFirst, m.Seq); err != nil {
			return fmt.Errorf("store: pairs: %w", err)
		}
	}
	return nil
}

// inList is a list of parameters for IN. Its length is a power of two, the last of the
// ids standing several times where they are fewer, so that few texts are ever prepared.
func inList(ids []string) (list string, args []any) {
	n := 1
	for n < len(ids) {
		n *= 2
	}
	for i := range n {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return "(?" + strings.Repeat(",?", n-1) + ")", args
}
