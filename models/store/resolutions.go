package store

import (
	"context"

	"concord/models"

	"gorm.io/gorm"
)

// KeptResolution is the rows that say how a gap ended.
type KeptResolution struct {
	Proposal  models.Proposal
	Gap       models.Gap // as it stands; the zero one where it is gone
	Agreed    []models.AgreedValue
	Positions []models.Position
	Steps     []models.GapStep // of the gap
}

// Resolutions are all endings that are kept, and by proposal what the log has of them.
func (db *DB) Resolutions(ctx context.Context) (kept []KeptResolution, recorded map[string][]byte, err error) {
	rows, err := gorm.G[models.Proposal](db.reader).Where("hash <> ''").Order("seq").Find(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range rows {
		one := KeptResolution{Proposal: p}
		gap, err := gorm.G[models.Gap](db.reader).Where("id = ?", p.GapID).Find(ctx)
		if err != nil {
			return nil, nil, err
		}
		if len(gap) > 0 {
			one.Gap = gap[0]
			if one.Agreed, err = gorm.G[models.AgreedValue](db.reader).Where("incident = ? AND field = ?", one.Gap.Incident, one.Gap.Field).Find(ctx); err != nil {
				return nil, nil, err
			}
		}
		if one.Positions, err = gorm.G[models.Position](db.reader).Where("subject = ?", p.ID).Order("partner").Find(ctx); err != nil {
			return nil, nil, err
		}
		if one.Steps, err = gorm.G[models.GapStep](db.reader).Where("gap_id = ?", p.GapID).Order("seq").Find(ctx); err != nil {
			return nil, nil, err
		}
		kept = append(kept, one)
	}
	recorded = map[string][]byte{}
	entries, err := gorm.G[models.Entry](db.reader).Where("kind = 'resolution'").Find(ctx)
	for _, e := range entries {
		recorded[e.Subject] = e.Body
	}
	return kept, recorded, err
}

// Courses goes through the steps of all gaps in the order of the store, then through
// what the log has of them, in its order.
func (db *DB) Courses(ctx context.Context, stored func(models.GapStep), logged func(gap string, body []byte)) error {
	var steps []models.GapStep
	err := db.reader.WithContext(ctx).FindInBatches(&steps, 1000, func(*gorm.DB, int) error {
		for _, s := range steps {
			stored(s)
		}
		return nil
	}).Error
	if err != nil {
		return err
	}
	var entries []models.Entry
	return db.reader.WithContext(ctx).Where("kind = 'gap'").FindInBatches(&entries, 1000, func(*gorm.DB, int) error {
		for _, e := range entries {
			logged(e.Subject, e.Body)
		}
		return nil
	}).Error
}
