package store

import (
	"context"

	"concord/models"

	"gorm.io/gorm"
)

// EachReport walks every report with its first and its newest version, for the
// check of the whole store. A report without versions comes with zero ones.
func (db *DB) EachReport(ctx context.Context, f func(r models.Report, first, newest models.ReportVersion, shares []string)) error {
	for after := int64(0); ; {
		rows, err := gorm.G[models.Report](db.reader).Where("seq > ?", after).Order("seq").Limit(300).Find(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		versions, err := gorm.G[models.ReportVersion](db.reader).Where("report_id IN ?", ids).Order("version").Find(ctx)
		if err != nil {
			return err
		}
		named, err := gorm.G[models.Share](db.reader).Where("report_id IN ?", ids).Order("partner").Find(ctx)
		if err != nil {
			return err
		}
		first, newest, shares := map[string]models.ReportVersion{}, map[string]models.ReportVersion{}, map[string][]string{}
		for _, v := range versions {
			if _, known := first[v.ReportID]; !known {
				first[v.ReportID] = v
			}
			newest[v.ReportID] = v
		}
		for _, s := range named {
			shares[s.ReportID] = append(shares[s.ReportID], s.Partner)
		}
		for _, r := range rows {
			f(r, first[r.ID], newest[r.ID], shares[r.ID])
			after = r.Seq
		}
	}
}

// Orphans are the ids of reports and statements of which versions exist and the
// record itself does not.
func (db *DB) Orphans(ctx context.Context) (reports, statements []string, err error) {
	err = db.reader.WithContext(ctx).Raw("SELECT DISTINCT report_id FROM report_versions WHERE report_id NOT IN (SELECT id FROM reports) ORDER BY report_id").Scan(&reports).Error
	if err == nil {
		err = db.reader.WithContext(ctx).Raw("SELECT DISTINCT statement_id FROM statement_versions WHERE statement_id NOT IN (SELECT id FROM statements) ORDER BY statement_id").Scan(&statements).Error
	}
	return reports, statements, err
}

// Damage is what SQLite finds wrong with its own file: an index that does not say what
// its table says serves what no version holds. PostgreSQL has no such question.
func (db *DB) Damage(ctx context.Context) (found []string, err error) {
	if db.reader.Name() != "sqlite" {
		return nil, nil
	}
	err = db.reader.WithContext(ctx).Raw("PRAGMA integrity_check(20)").Scan(&found).Error
	if len(found) == 1 && found[0] == "ok" {
		found = nil
	}
	return found, err
}

// Strays are the ids of reports under an incident that does not exist, or that were
// put there from one that does not.
func (db *DB) Strays(ctx context.Context) (ids []string, err error) {
	err = db.reader.WithContext(ctx).Raw("SELECT id FROM reports WHERE incident NOT IN (SELECT id FROM incidents) OR home_incident NOT IN (SELECT id FROM incidents) ORDER BY id").Scan(&ids).Error
	return ids, err
}

// Releases are what each released statement says in public, and what the log
// recorded of its release, by reference.
func (db *DB) Releases(ctx context.Context) (published, recorded map[string][]byte, err error) {
	published, recorded = map[string][]byte{}, map[string][]byte{}
	rows, err := gorm.G[models.Statement](db.reader).Select("id", "ref", "published", "released_at").Find(ctx)
	if err != nil {
		return nil, nil, err
	}
	refs := map[string]string{}
	for _, s := range rows {
		refs[s.ID] = s.Ref
		if s.ReleasedAt != nil || s.Published != nil {
			published[s.Ref] = s.Published
		}
	}
	entries, err := gorm.G[models.Entry](db.reader).Where("kind = 'release'").Order("seq").Find(ctx)
	for _, e := range entries {
		if ref, known := refs[e.Subject]; known {
			recorded[ref] = e.Body
		} else {
			recorded[e.Subject] = e.Body
		}
	}
	return published, recorded, err
}
