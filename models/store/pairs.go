package store

import (
	"fmt"
	"slices"
	"strings"

	"concord/models"
)

// pairFields are the columns of a match, but for why it scores as it does.
const pairFields = "seq, id, report_a, report_b, partner_a, partner_b, state, band, bits, probability, by_hand, compared_at, model, version_a, version_b, asks_first"

// PairsOf reads the pairs that are kept of these reports, without why they score as they
// do. What one write weighs in a dense week are hundreds of pairs: they are read as raw
// SQL (performance.md 1.4), by few texts, which stay prepared.
func (tx *Tx) PairsOf(reports []string) (pairs []models.Match, err error) {
	seen := map[string]bool{}
	for some := range slices.Chunk(reports, 256) {
		list, args := inList(some)
		text := "SELECT " + pairFields + " FROM matches WHERE report_a IN " + list + " OR report_b IN " + list
		rows, err := tx.DB.Statement.ConnPool.QueryContext(tx.Ctx, dialectOf(tx.DB).numbered(text), append(args, args...)...)
		if err != nil {
			return nil, fmt.Errorf("store: pairs: %w", err)
		}
		for rows.Next() {
			var m models.Match
			if err := rows.Scan(&m.Seq, &m.ID, &m.ReportA, &m.ReportB, &m.PartnerA, &m.PartnerB, &m.State, &m.Band, &m.Bits, &m.Probability, &m.ByHand, &m.ComparedAt, &m.Model, &m.VersionA, &m.VersionB, &m.AsksFirst); err != nil {
				rows.Close()
				return nil, fmt.Errorf("store: pairs: %w", err)
			}
			if !seen[m.ID] {
				seen[m.ID] = true
				pairs = append(pairs, m)
			}
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("store: pairs: %w", err)
		}
		rows.Close()
	}
	return pairs, nil
}

// Reweigh stores what pairs weigh beside their rivals; why they score as they do stays.
func (tx *Tx) Reweigh(pairs []models.Match) error {
	const text = "UPDATE matches SET state = ?, band = ?, probability = ?, asks_first = ? WHERE id = ?"
	for _, m := range pairs {
		if _, err := tx.DB.Statement.ConnPool.ExecContext(tx.Ctx, dialectOf(tx.DB).numbered(text), m.State, m.Band, m.Probability, m.AsksFirst, m.ID); err != nil {
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
