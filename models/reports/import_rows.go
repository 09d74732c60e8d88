package reports

import (
	"bytes"
	"slices"
	"strings"

	"concord/models"
	"concord/models/store"

	"gorm.io/gorm"
)

// storeIn stores some rows: new ones are logged, known ones amended where the
// file says something else. It gives the versions it made of known reports.
func (i *importing) storeIn(tx *store.Tx, rows []ready, sum *models.ImportSummary) (map[string]int, error) {
	known, err := knownByRef(tx, refsOf(rows))
	if err != nil {
		return nil, err
	}
	made := map[string]int{}
	fresh := make([]store.Fresh, 0, len(rows))
	for _, p := range rows {
		report, found := known[p.facts.LocalRef]
		if !found {
			fresh = append(fresh, p.draft(tx, sum.ID, i.file.Share))
			continue
		}
		changed, err := reimport(tx, &report, p, i.file.Share)
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
	return made, logAll(tx, fresh, i.file.Share)
}

func refsOf(rows []ready) []string {
	refs := make([]string, len(rows))
	for i, p := range rows {
		refs[i] = p.facts.LocalRef
	}
	return refs
}

func knownByRef(tx *store.Tx, refs []string) (map[string]models.Report, error) {
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
func reimport(tx *store.Tx, report *models.Report, p ready, with *With) (bool, error) {
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
	if reason != "" || !bytes.Equal(p.text, current.Facts) {
		if changed, err = amendIn(tx, report, p.facts, reason); err != nil {
			return false, err
		}
	}
	if with != nil && (report.Sharing != with.Level || report.SharedWith != strings.Join(with.Partners, ",")) {
		changed = true
		err = shareIn(tx, report, *with)
	}
	return changed, err
}

// logAll stores many new reports, and by whom they are read.
func logAll(tx *store.Tx, all []store.Fresh, with *With) error {
	if err := tx.LogAll(all); err != nil {
		return err
	}
	if with == nil || with.Level != models.Named || len(all) == 0 {
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
