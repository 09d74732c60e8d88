package reports

import (
	"bytes"
	"strings"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"

	"slices"
)

// storeIn stores some rows: new ones are logged, known ones amended where the
// file says something else. It gives the versions it made of known reports.
func (i *importing) storeIn(tx *store.Tx, rows []models.ReportFacts, sum *models.ImportSummary) (map[string]int, error) {
	known, err := knownByRef(tx, rows)
	if err != nil {
		return nil, err
	}
	made := map[string]int{}
	fresh := make([]models.ReportFacts, 0, len(rows))
	for _, facts := range rows {
		report, found := known[facts.LocalRef]
		if !found {
			fresh = append(fresh, facts)
			continue
		}
		changed, err := reimport(tx, &report, facts, i.file.Share)
		if err != nil {
			return nil, err
		}
		if changed {
			sum.Changed++
			made[report.ID] = report.Version
		} else {
			sum.Unchanged++
		}
	}
	sum.Added += len(fresh)
	return made, logAll(tx, fresh, sum.ID, i.file.Share)
}

func knownByRef(tx *store.Tx, rows []models.ReportFacts) (map[string]models.Report, error) {
	refs := make([]string, 0, len(rows))
	for _, f := range rows {
		refs = append(refs, f.LocalRef)
	}
	known := make(map[string]models.Report)
	for some := range slices.Chunk(refs, 500) {
		found, err := gorm.G[models.Report](tx.DB).Where("partner = ? AND local_ref IN ?", tx.Actor.Partner, some).Find(tx.Ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			known[r.LocalRef] = r
		}
	}
	return known, nil
}

// reimport amends a known report when the file says something else than the
// newest version, and shares it as the import says. A withdrawn report stays as
// it is, unless it was the undoing of an import that withdrew it.
func reimport(tx *store.Tx, report *models.Report, facts models.ReportFacts, with *With) (bool, error) {
	text, err := facts.Encode()
	if err != nil {
		return false, err
	}
	current, err := inForce(tx, *report)
	if err != nil {
		return false, err
	}
	reason := ""
	if report.Status == "WITHDRAWN" {
		if !strings.HasPrefix(current.Reason, undone) {
			return false, nil
		}
		reason = "Imported again"
	}
	changed := false
	if reason != "" || !bytes.Equal(text, current.Facts) {
		if changed, err = amendIn(tx, report, facts, reason); err != nil {
			return false, err
		}
	}
	if with != nil && (report.Sharing != with.Level || report.SharedWith != strings.Join(with.Partners, ",")) {
		changed = true
		err = shareIn(tx, report, *with)
	}
	return changed, err
}

// logAll stores many new reports with a few statements.
func logAll(tx *store.Tx, rows []models.ReportFacts, importID string, with *With) error {
	if len(rows) == 0 {
		return nil
	}
	all := make([]store.Fresh, len(rows))
	for i, facts := range rows {
		var err error
		if all[i].Report, all[i].Version, all[i].Incident, err = draft(tx, facts, importID, with); err != nil {
			return err
		}
		all[i].Terms = indexed(all[i].Report, facts).Terms
	}
	if err := tx.LogAll(all); err != nil {
		return err
	}
	if with == nil || with.Level != models.Named {
		return nil
	}
	shares := make([]models.Share, 0, len(all)*len(with.Partners))
	for _, f := range all {
		for _, code := range with.Partners {
			shares = append(shares, models.Share{ReportID: f.Report.ID, Partner: code})
		}
	}
	return gorm.G[models.Share](tx.DB).CreateInBatches(tx.Ctx, &shares, 400)
}
