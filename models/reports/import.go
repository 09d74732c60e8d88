package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/formats"
	"concord/models/store"

	"gorm.io/gorm"
)

// File is an import as asked for.
type File struct {
	Name    string
	Format  string // one of formats.Formats
	Content io.Reader
	DryRun  bool
	Share   *With // who else may read the reports from the first moment; nil nobody
}

// maxRowErrors bounds how many bad cells one answer names; the count is exact.
const maxRowErrors = 10_000

// batch is how many rows travel to the database in one statement's company.
const batch = 2_000

// Import reads a file of reports of the actor's partner in one transaction: all
// of it or nothing. Rows are known again by their local reference: the same
// facts change nothing, other facts become the next version. With any bad cell
// nothing is stored, and every one is named by row and column.
func Import(ctx context.Context, db *store.DB, who models.Actor, file File) (models.ImportSummary, error) {
	if err := access.Check(who, access.Import); err != nil {
		return models.ImportSummary{}, err
	}
	if !slices.Contains(formats.Formats, file.Format) {
		return models.ImportSummary{}, models.Invalid(models.FieldError{Pointer: "/format", Detail: fmt.Sprintf("%q is not a format that can be read; use one of %v.", file.Format, formats.Formats)})
	}
	sum := models.ImportSummary{ID: models.NewID(), Format: file.Format, DryRun: file.DryRun, Errors: []models.RowError{}}
	rows, digest, err := readAll(file, &sum)
	if err != nil || sum.Rejected > 0 {
		return sum, err
	}
	var done *store.Tx
	err = db.Write(ctx, who, access.Import, func(tx *store.Tx) error {
		done = tx
		again := sum // the write may run more than once
		again.Added, again.Changed, again.Unchanged = 0, 0, 0
		if file.Share != nil {
			if err := access.Check(who, access.ShareReport); err != nil {
				return err
			}
			codes, err := named(tx, *file.Share)
			if err != nil {
				return err
			}
			file.Share.Partners = codes
		}
		if err := importIn(tx, rows, file.Share, &again); err != nil {
			return err
		}
		sum = again
		if sum.DryRun || sum.Added+sum.Changed == 0 {
			return store.ErrNothing
		}
		return keepImport(tx, sum, file, digest)
	})
	if errors.Is(err, store.ErrNothing) {
		return sum, nil
	}
	if err == nil {
		err = countFollowing(db.Read(ctx, who), done.Touched("report"), &sum)
	}
	return sum, err
}

// countFollowing counts the matches and gaps that the imported reports have, as
// far as the importer sees them.
func countFollowing(l store.Looker, ids []string, sum *models.ImportSummary) error {
	for some := range slices.Chunk(ids, 400) {
		n, err := store.Visible[models.Match](l).Where("report_a IN ? OR report_b IN ?", some, some).Count(l.Context(), "id")
		if err != nil {
			return err
		}
		g, err := store.Visible[models.Gap](l).Where("(report_a IN ? OR report_b IN ?) AND state = 'OPEN'", some, some).Count(l.Context(), "id")
		if err != nil {
			return err
		}
		sum.Matches, sum.Gaps = sum.Matches+int(n), sum.Gaps+int(g)
	}
	return nil
}

// readAll reads and checks every row before the transaction begins, so that a
// file with bad cells never holds up anybody's write.
func readAll(file File, sum *models.ImportSummary) ([]models.ReportFacts, string, error) {
	hash := sha256.New()
	var rows []models.ReportFacts
	bad := map[int]bool{}
	err := formats.Read(file.Format, io.TeeReader(file.Content, hash), func(r formats.Row) error {
		rows = append(rows, r.Facts)
		sum.Rows++
		return nil
	}, func(e models.RowError) {
		if !bad[e.Row] {
			bad[e.Row] = true
			sum.Rejected++
		}
		if len(sum.Errors) < maxRowErrors {
			sum.Errors = append(sum.Errors, e)
		}
	})
	sum.Rows += sum.Rejected
	return rows, hex.EncodeToString(hash.Sum(nil)), err
}

func importIn(tx *store.Tx, rows []models.ReportFacts, with *With, sum *models.ImportSummary) error {
	for part := range slices.Chunk(rows, batch) {
		known, err := knownByRef(tx, part)
		if err != nil {
			return err
		}
		var fresh []models.ReportFacts
		for _, facts := range part {
			report, found := known[facts.LocalRef]
			if !found {
				fresh = append(fresh, facts)
				continue
			}
			changed, err := reimport(tx, report, facts, with)
			if err != nil {
				return err
			}
			if changed {
				sum.Changed++
			} else {
				sum.Unchanged++
			}
		}
		if err := logAll(tx, fresh, sum.ID, with); err != nil {
			return err
		}
		sum.Added += len(fresh)
	}
	return nil
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
// it is.
func reimport(tx *store.Tx, report models.Report, facts models.ReportFacts, with *With) (bool, error) {
	if report.Status == "WITHDRAWN" {
		return false, nil
	}
	text, err := facts.Encode()
	if err != nil {
		return false, err
	}
	current, err := inForce(tx, report)
	if err != nil {
		return false, err
	}
	changed := false
	if !bytes.Equal(text, current.Facts) {
		if changed, err = amendIn(tx, &report, facts, ""); err != nil {
			return false, err
		}
	}
	if with != nil && (report.Sharing != with.Level || report.SharedWith != strings.Join(with.Partners, ",")) {
		changed = true
		err = shareIn(tx, &report, *with)
	}
	return changed, err
}

// logAll stores many new reports with a few statements.
func logAll(tx *store.Tx, rows []models.ReportFacts, importID string, with *With) error {
	if len(rows) == 0 {
		return nil
	}
	reports := make([]models.Report, len(rows))
	versions := make([]models.ReportVersion, len(rows))
	incidents := make([]models.Incident, len(rows))
	for i, facts := range rows {
		var err error
		if reports[i], versions[i], incidents[i], err = draft(tx, facts, importID, with); err != nil {
			return err
		}
	}
	if err := tx.RecordReports(versions); err != nil {
		return err
	}
	for i := range reports {
		reports[i].VersionSeq = versions[i].Seq
	}
	if err := gorm.G[models.Incident](tx.DB).CreateInBatches(tx.Ctx, &incidents, 100); err != nil {
		return err
	}
	if err := gorm.G[models.Report](tx.DB).CreateInBatches(tx.Ctx, &reports, 25); err != nil {
		return err
	}
	docs := make([]store.Indexed, len(reports))
	for i, r := range reports {
		docs[i] = indexed(r, rows[i])
	}
	if err := tx.Index(docs); err != nil {
		return err
	}
	var shares []models.Share
	for _, r := range reports {
		tx.Touch("report", r.ID)
		if r.Sharing == models.Named {
			for _, code := range with.Partners {
				shares = append(shares, models.Share{ReportID: r.ID, Partner: code})
			}
		}
	}
	if len(shares) == 0 {
		return nil
	}
	return gorm.G[models.Share](tx.DB).CreateInBatches(tx.Ctx, &shares, 400)
}

func keepImport(tx *store.Tx, sum models.ImportSummary, file File, digest string) error {
	text, err := json.Marshal(sum)
	if err != nil {
		return err
	}
	row := models.Import{ID: sum.ID, Partner: tx.Actor.Partner, Format: file.Format, Name: file.Name, SHA256: digest, At: tx.Now, ByName: tx.Actor.Name, Summary: text}
	if err := gorm.G[models.Import](tx.DB).Create(tx.Ctx, &row); err != nil {
		return err
	}
	return tx.Record("import", sum.ID, map[string]any{"name": file.Name, "format": file.Format, "sha256": digest, "added": sum.Added, "changed": sum.Changed})
}
