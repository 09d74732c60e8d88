package store

import (
	"context"
	"slices"
	"strings"

	"concord/models"

	"gorm.io/gorm"
)

// Held is a report that stands and is no draft, as matching holds it in memory.
type Held struct {
	Seq        int64
	ID         string
	Partner    string
	Sharing    string
	SharedWith string
	Facts      []byte // in force
}

// Source is where reports are read from for matching: a write's own transaction, or
// one connection of its own. It shows every row, whoever asks; what is read may be
// compared and never answered.
type Source struct {
	g   *gorm.DB
	ctx context.Context
	now models.Instant
}

// Source reads within the write.
func (tx *Tx) Source() Source { return Source{tx.DB, tx.Ctx, tx.Now} }

func (s Source) Context() context.Context { return s.ctx }
func (s Source) Moment() models.Instant   { return s.now }
func (s Source) Person() models.Actor     { return whole{}.Person() }
func (s Source) rows() *gorm.DB           { return s.g }

// OnSource runs f on one connection that is taken before and kept until f ends, so
// that writers who wait for f cannot have taken it.
func (db *DB) OnSource(ctx context.Context, f func(Source) error) error {
	return db.reader.WithContext(ctx).Connection(func(g *gorm.DB) error { return f(Source{g, ctx, models.At(db.now())}) })
}

// LogSize is how many entries the log has.
func (s Source) LogSize() (n int64, err error) {
	err = s.g.Raw("SELECT size FROM tree_heads WHERE id = 1").Scan(&n).Error
	return n, err
}

// Reported lists the reports that entries of the log are about, each once: every
// change of what a report says or of who reads it has one, whichever program wrote it.
func (s Source) Reported(from, before int64) ([]string, error) {
	var ids []string
	err := s.g.Raw("SELECT subject FROM entries WHERE seq >= ? AND seq < ? AND kind = 'report'", from, before).Scan(&ids).Error
	for i, subject := range ids {
		ids[i], _, _ = strings.Cut(subject, "#")
	}
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// AnyShared tells whether any partner lets another read a report.
func (s Source) AnyShared() (bool, error) {
	var one []string
	err := s.g.Raw("SELECT partner FROM reports WHERE sharing <> 'ORIGIN' LIMIT 1").Scan(&one).Error
	return len(one) > 0, err
}

const heldColumns = `SELECT reports.seq, reports.id, reports.partner, reports.sharing, reports.shared_with, report_versions.facts
 FROM reports JOIN report_versions ON report_versions.seq = reports.version_seq WHERE reports.status NOT IN ('WITHDRAWN', 'DRAFT') AND `

// heldPage is how many reports are read at a time.
const heldPage = 4_000

// EachHeld gives all reports that stand and are no drafts, some at a time.
func (s Source) EachHeld(f func([]Held) error) error {
	for after := int64(0); ; {
		var page []Held
		if err := s.g.Raw(heldColumns+"reports.seq > ? ORDER BY reports.seq LIMIT ?", after, heldPage).Scan(&page).Error; err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].Seq // before f, which may keep what it likes of the page
		if err := f(page); err != nil {
			return err
		}
	}
}

// Held gives those of these reports that stand and are no drafts.
func (s Source) Held(ids []string) (found []Held, err error) {
	for some := range slices.Chunk(ids, 400) {
		var page []Held
		if err := s.g.Raw(heldColumns+"reports.id IN ?", some).Scan(&page).Error; err != nil {
			return nil, err
		}
		found = append(found, page...)
	}
	return found, nil
}
