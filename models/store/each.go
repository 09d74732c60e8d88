package store

import (
	"context"

	"concord/models"

	"gorm.io/gorm"
)

// EachReport walks every report with its newest version, for the check of the
// whole store. A report without one comes with a zero version.
func (db *DB) EachReport(ctx context.Context, f func(models.Report, models.ReportVersion)) error {
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
		newest := make(map[string]models.ReportVersion, len(rows))
		for _, v := range versions {
			newest[v.ReportID] = v
		}
		for _, r := range rows {
			f(r, newest[r.ID])
			after = r.Seq
		}
	}
}
