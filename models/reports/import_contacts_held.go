package reports

import (
	"maps"
	"slices"
	"strings"

	"concord/models"
	"concord/models/formats"
	"concord/models/store"

	"gorm.io/gorm"
)

// heldReport is a known report with the sources that are sealed with it.
type heldReport struct {
	report     models.Report
	facts      models.ReportFacts
	closed     bool // withdrawn for good: an import leaves it as it is
	identities []models.SealedIdentity
	taken      []string                          // pseudonyms
	versions   map[string][]models.SealedVersion // by identity
}

// named is the sealed identity that a source of the report names; nil for none.
func (h heldReport) named() *models.SealedIdentity {
	for _, source := range h.facts.Sources {
		for n, row := range h.identities {
			if source.Sealed != "" && source.Sealed == row.ID {
				return &h.identities[n]
			}
		}
	}
	return nil
}

// free is the first pseudonym that nobody of the report has.
func (h heldReport) free() string {
	for n := 1; ; n++ {
		if as := pseudonym(n); !slices.Contains(h.taken, as) {
			return as
		}
	}
}

// heldReports are the known reports of some rows, by reference.
func heldReports(tx *store.Tx, rows []formats.Row) (map[string]heldReport, error) {
	refs := make([]string, len(rows))
	for n, r := range rows {
		refs[n] = r.Facts.LocalRef
	}
	known, err := knownByRef(tx, refs)
	if err != nil {
		return nil, err
	}
	held := make(map[string]heldReport, len(known))
	all := slices.Collect(maps.Values(known))
	for some := range slices.Chunk(all, 500) {
		if err := hold(tx, some, held); err != nil {
			return nil, err
		}
	}
	return held, nil
}

// hold reads what some reports say now and what is sealed with them.
func hold(tx *store.Tx, reports []models.Report, held map[string]heldReport) error {
	ids, seqs := make([]string, len(reports)), make([]int64, len(reports))
	for n, r := range reports {
		ids[n], seqs[n] = r.ID, r.VersionSeq
	}
	current, err := gorm.G[models.ReportVersion](tx.DB).Where("seq IN ?", seqs).Find(tx.Ctx)
	if err != nil {
		return err
	}
	identities, err := gorm.G[models.SealedIdentity](tx.DB).Where("report_id IN ?", ids).Order("seq").Find(tx.Ctx)
	if err != nil {
		return err
	}
	sealedIDs := make([]string, len(identities))
	for n, row := range identities {
		sealedIDs[n] = row.ID
	}
	versions := map[string][]models.SealedVersion{}
	for some := range slices.Chunk(sealedIDs, 500) {
		found, err := gorm.G[models.SealedVersion](tx.DB).Where("identity IN ?", some).Order("identity, version").Find(tx.Ctx)
		if err != nil {
			return err
		}
		for _, v := range found {
			versions[v.Identity] = append(versions[v.Identity], v)
		}
	}
	for _, r := range reports {
		h := heldReport{report: r, versions: versions}
		for _, v := range current {
			if v.Seq != r.VersionSeq {
				continue
			}
			h.closed = r.Status == "WITHDRAWN" && !strings.HasPrefix(v.Reason, undone)
			if h.facts, err = models.DecodeFacts(v.Facts); err != nil {
				return err
			}
		}
		for _, row := range identities {
			if row.ReportID != r.ID {
				continue
			}
			h.taken = append(h.taken, row.Pseudonym)
			if row.Role == sourceRole {
				h.identities = append(h.identities, row)
			}
		}
		held[r.LocalRef] = h
	}
	return nil
}
