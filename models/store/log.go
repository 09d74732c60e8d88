package store

import (
	"context"
	"errors"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/audit"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"
)

// Entries reads the log backwards from before, for those who may read it.
func (db *DB) Entries(ctx context.Context, who models.Actor, subject, action, by string, before int64, limit int) ([]models.Entry, error) {
	if err := access.Check(who, access.ReadAudit); err != nil {
		return nil, err
	}
	q := gorm.G[models.Entry](db.reader).Where("seq < ?", before)
	if subject != "" {
		q = q.Where("(subject = ? OR subject LIKE ? ESCAPE '\\')", subject, likeEscape.Replace(subject)+"#%")
	}
	if action != "" {
		q = q.Where("action = ?", action)
	}
	if by != "" {
		q = q.Where("by_name = ?", by)
	}
	return q.Order("seq DESC").Limit(limit).Find(ctx)
}

// InclusionProof shows that a leaf is in the tree of a size and root.
type InclusionProof struct {
	Size   int64
	Root   tlog.Hash
	Leaf   tlog.Hash
	Hashes tlog.RecordProof
}

// Proof proves that entry n is in the log as it stands.
func (db *DB) Proof(ctx context.Context, who models.Actor, n int64) (p InclusionProof, err error) {
	if err := access.Check(who, access.ReadAudit); err != nil {
		return p, err
	}
	e, err := gorm.G[models.Entry](db.reader).Where("seq = ?", n).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return p, models.ErrMissing
	}
	if err != nil {
		return p, err
	}
	head, err := audit.Current(ctx, db.reader)
	if err != nil {
		return p, err
	}
	p.Size, p.Root = head.Size, head.Root
	copy(p.Leaf[:], e.Leaf)
	p.Hashes, err = tlog.ProveRecord(head.Size, n, audit.Reader(ctx, db.reader))
	return p, err
}

// LastMoment is when the newest entry of the log was made; zero for none.
func (db *DB) LastMoment(ctx context.Context) (models.Instant, error) {
	rows, err := gorm.G[models.Entry](db.reader).Select("at").Order("seq DESC").Limit(1).Find(ctx)
	if err != nil || len(rows) == 0 {
		return models.Instant{}, err
	}
	return rows[0].At, nil
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
