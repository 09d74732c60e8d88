package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"concord/models"

	"gorm.io/gorm"
)

// Indexed is a report and the terms it is found by (search.Terms).
type Indexed struct {
	Report models.Report
	Terms  string
}

// seqBits are the low bits of a search key that hold the report's row number;
// above them stands the minute it began. Keys therefore sort as lists do, and the
// newest of many thousand hits are read without the others.
const seqBits = 30

const seqMask = 1<<seqBits - 1

// firstMinute is the minute that key 0 stands for: that of models.BeforeAll.
const firstMinute = -1_035_593_280

func searchKey(r models.Report) int64 { return keyFor(r.SortAt.UnixMicro(), r.Seq) }

func keyFor(sortAt, seq int64) int64 {
	return max(0, sortAt/60_000_000-firstMinute)<<seqBits | seq&seqMask
}

// In SQL: the row number of a report from its key, and the key from its row.
const (
	seqOfKey = "report_search.docid % 1073741824"
	keyOfRow = "((reports.sort_at / 60000000 + 1035593280) * 1073741824 + reports.seq % 1073741824)"
)

// Index makes reports, whose Seq must be known, findable by their terms.
func (tx *Tx) Index(docs []Indexed) error {
	slices.SortFunc(docs, func(a, b Indexed) int { return int(min(1, max(-1, searchKey(a.Report)-searchKey(b.Report)))) }) // the index takes rising keys several times faster
	for some := range slices.Chunk(docs, 100) {
		var args []any
		for _, d := range some {
			args = append(args, searchKey(d.Report), d.Terms)
		}
		row := ", (?, " + dialectOf(tx.DB).terms + ")"
		if err := tx.DB.Exec("INSERT INTO report_search (docid, body) VALUES "+strings.Repeat(row, len(some))[2:], args...).Error; err != nil {
			return fmt.Errorf("store: search index: %w", err)
		}
	}
	return nil
}

// Reindex puts the terms of a report that was before in the place of the old.
func (tx *Tx) Reindex(before models.Report, now Indexed) error {
	if err := tx.DB.Exec("DELETE FROM report_search WHERE docid = ?", searchKey(before)).Error; err != nil {
		return fmt.Errorf("store: search index: %w", err)
	}
	return tx.Index([]Indexed{now})
}

// Refresh derives again what reports are listed and found by, in a store that an
// older program left: derive gives the row and the terms for a report and the
// facts in force. It changes nothing that people recorded. edition counts the
// ways of deriving; a store of this edition is left alone.
func (db *DB) Refresh(ctx context.Context, edition int64, derive func(models.Report, []byte) (Indexed, error)) error {
	var have int64
	if err := db.reader.WithContext(ctx).Raw("SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = 'derived'").Scan(&have).Error; err != nil || have >= edition {
		return err
	}
	for after := int64(0); ; {
		var rows []models.Report
		err := db.maintain(ctx, func(g *gorm.DB) error {
			var err error
			if rows, err = gorm.G[models.Report](g).Where("seq > ?", after).Order("seq").Limit(500).Find(ctx); err != nil {
				return err
			}
			tx := &Tx{DB: g, Ctx: ctx}
			for _, r := range rows {
				v, err := gorm.G[models.ReportVersion](g).Where("seq = ?", r.VersionSeq).Take(ctx)
				if err != nil {
					return err
				}
				now, err := derive(r, v.Facts)
				if err != nil {
					return err
				}
				if _, err := gorm.G[models.Report](g).Where("seq = ?", r.Seq).Select("*").Updates(ctx, now.Report); err != nil {
					return err
				}
				if err := tx.Reindex(r, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		after = rows[len(rows)-1].Seq
	}
	return db.maintain(ctx, func(g *gorm.DB) error {
		return g.Exec("INSERT INTO counters (name, value) VALUES ('derived', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", edition).Error
	})
}
