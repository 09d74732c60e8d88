package investigations

import (
	"slices"

	"concord/models"
	"concord/models/store"
)

// accountsSeen reads reports with the facts the reader may see.
func accountsSeen(l store.Looker, ids []string) (map[string]*account, error) {
	out := map[string]*account{}
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), 400) {
		rows, err := store.Visible[models.Report](l).Where("id IN ?", some).Find(l.Context())
		if err != nil {
			return nil, err
		}
		if err := withFacts(l, rows, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func withFacts(l store.Looker, rows []models.Report, out map[string]*account) error {
	seqs := make([]int64, len(rows))
	bySeq := make(map[int64]models.Report, len(rows))
	for i, row := range rows {
		seqs[i], bySeq[row.VersionSeq] = row.VersionSeq, row
	}
	versions, err := store.Visible[models.ReportVersion](l).Where("seq IN ?", seqs).Find(l.Context())
	if err != nil {
		return err
	}
	read := make([]*account, len(versions))
	err = decodeAll(len(versions), func(i int) error {
		facts, err := models.DecodeFacts(versions[i].Facts)
		row := bySeq[versions[i].Seq]
		if row.Partner != l.Person().Partner && !l.Person().Has(models.Auditor) {
			facts = facts.ForOthers()
		}
		read[i] = &account{Report: row, Facts: facts}
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range read {
		out[a.ID] = a
	}
	return nil
}
