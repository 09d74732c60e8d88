package store

import (
	"context"

	"concord/models"

	"gorm.io/gorm"
)

// EvidenceEntries is what the log says of evidence and its custody, the oldest first.
func (db *DB) EvidenceEntries(ctx context.Context) ([]models.Entry, error) {
	return gorm.G[models.Entry](db.reader).Where("kind IN ('evidence', 'custody')").Order("seq").Find(ctx)
}

// EvidenceHistory is what the log says of one item, the oldest first. Its caller has
// seen through the scope that the item may be read.
func (db *DB) EvidenceHistory(ctx context.Context, id string) ([]models.Entry, error) {
	return gorm.G[models.Entry](db.reader).Where("subject = ? AND kind = 'evidence'", id).Order("seq").Find(ctx)
}

// EachEvidence gives every item with its original and its custody in order.
func (db *DB) EachEvidence(ctx context.Context, f func(models.Evidence, models.Original, []models.Custody, []models.EvidenceShare)) error {
	rows, err := gorm.G[models.Evidence](db.reader).Order("seq").Find(ctx)
	if err != nil {
		return err
	}
	for _, e := range rows {
		originals, err := gorm.G[models.Original](db.reader).Where("evidence = ?", e.ID).Find(ctx)
		if err != nil {
			return err
		}
		custody, err := gorm.G[models.Custody](db.reader).Where("evidence = ?", e.ID).Order("n").Find(ctx)
		if err != nil {
			return err
		}
		shares, err := gorm.G[models.EvidenceShare](db.reader).Where("evidence = ?", e.ID).Order("partner").Find(ctx)
		if err != nil {
			return err
		}
		f(e, append(originals, models.Original{})[0], custody, shares)
	}
	return nil
}

// UncheckedEvidence are the items whose files were last compared before a moment, the
// longest ago first.
func (db *DB) UncheckedEvidence(ctx context.Context, before models.Instant, limit int) ([]models.Original, error) {
	return gorm.G[models.Original](db.reader).Where("checked_at < ?", before).Order("checked_at, evidence").Limit(limit).Find(ctx)
}

// EvidenceByID is an item whoever may see it, for the program's own checks.
func (db *DB) EvidenceByID(ctx context.Context, id string) (models.Evidence, models.Original, error) {
	e, err := gorm.G[models.Evidence](db.reader).Where("id = ?", id).Take(ctx)
	if err != nil {
		return e, models.Original{}, translate(err)
	}
	o, err := gorm.G[models.Original](db.reader).Where("evidence = ?", id).Take(ctx)
	return e, o, translate(err)
}

// CheckedEvidence remembers when an item's files were last compared.
func (db *DB) CheckedEvidence(ctx context.Context, id string) error {
	now := models.At(db.now())
	return db.maintain(ctx, func(g *gorm.DB) error {
		_, err := gorm.G[models.Original](g).Where("evidence = ?", id).Update(ctx, "checked_at", now)
		return err
	})
}

// FilesInUse are the SHA-256 of every file that some item stands on, by partner.
func (db *DB) FilesInUse(ctx context.Context) (map[string]bool, error) {
	rows, err := gorm.G[models.Original](db.reader).Select("partner", "sha256").Where("sha256 <> '' AND destroyed_at IS NULL").Find(ctx)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	for _, o := range rows {
		used[o.Partner+"/"+o.SHA256] = true
	}
	copies, err := gorm.G[models.Evidence](db.reader).Select("partner", "copy_sha256").Where("copy_sha256 <> ''").Find(ctx)
	for _, e := range copies {
		used[e.Partner+"/"+e.CopySHA256] = true
	}
	return used, err
}
