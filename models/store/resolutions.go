package store

import (
	"context"
	"encoding/json"

	"concord/models"

	"gorm.io/gorm"
)

// KeptResolution is the rows that say how a gap ended.
type KeptResolution struct {
	Proposal  models.Proposal
	Code      string // of the gap
	Positions []models.Position
	Steps     []models.GapStep
}

// Resolutions are all endings that are kept, and by proposal the hashes in the log.
func (db *DB) Resolutions(ctx context.Context) (kept []KeptResolution, recorded map[string]string, err error) {
	rows, err := gorm.G[models.Proposal](db.reader).Where("hash <> ''").Order("seq").Find(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range rows {
		one := KeptResolution{Proposal: p}
		gap, err := gorm.G[models.Gap](db.reader).Select("code").Where("id = ?", p.GapID).Find(ctx)
		if err != nil {
			return nil, nil, err
		}
		if len(gap) > 0 {
			one.Code = gap[0].Code
		}
		if one.Positions, err = gorm.G[models.Position](db.reader).Where("subject = ?", p.ID).Order("partner").Find(ctx); err != nil {
			return nil, nil, err
		}
		if one.Steps, err = gorm.G[models.GapStep](db.reader).Where("gap_id = ?", p.GapID).Order("seq").Find(ctx); err != nil {
			return nil, nil, err
		}
		kept = append(kept, one)
	}
	recorded = map[string]string{}
	entries, err := gorm.G[models.Entry](db.reader).Where("kind = 'resolution'").Find(ctx)
	for _, e := range entries {
		var body struct {
			Hash string `json:"hash"`
		}
		_ = json.Unmarshal(e.Body, &body) // one that is none gives no hash, and is named
		recorded[e.Subject] = body.Hash
	}
	return kept, recorded, err
}
