package reports

import (
	"bytes"
	"context"
	"errors"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// Amend makes facts the next version of a report of the actor's partner. The
// version before stays as it is. expected is the version the person worked
// from; when another has been made since, nothing changes and the error is of
// kind Stale.
func Amend(ctx context.Context, db *store.DB, who models.Actor, id string, expected int, facts models.ReportFacts) (models.Report, error) {
	var report models.Report
	err := db.Write(ctx, who, access.AmendReport, func(tx *store.Tx) error {
		complete, err := facts.Complete()
		if err != nil {
			return err
		}
		if report, err = own(tx, id, expected); err != nil {
			return err
		}
		if report.Status == "WITHDRAWN" {
			return models.Refuse("A withdrawn report cannot be amended.", "log a new report")
		}
		_, err = amendIn(tx, &report, complete, "")
		return err
	})
	return report, err
}

// amendIn makes the next version; false when the facts are those in force.
func amendIn(tx *store.Tx, report *models.Report, facts models.ReportFacts, reason string) (bool, error) {
	if facts.LocalRef == "" {
		facts.LocalRef = report.LocalRef
	}
	text, err := facts.Encode()
	if err != nil {
		return false, err
	}
	current, err := inForce(tx, *report)
	if err != nil {
		return false, err
	}
	if bytes.Equal(text, current.Facts) && reason == "" {
		return false, nil
	}
	before := *report
	derive(report, facts)
	if report.Status != "DRAFT" {
		report.Status = "AMENDED"
	}
	if err := nextVersion(tx, report, "AMEND", reason, text); err != nil {
		return false, err
	}
	return true, tx.Reindex(before, indexed(*report, facts))
}

// nextVersion makes the next version of a report and stores both.
func nextVersion(tx *store.Tx, report *models.Report, action, reason string, facts []byte) error {
	report.Version++
	report.AmendedAt, report.AmendedBy = &tx.Now, tx.Actor.Name
	version := versionOf(*report, action, reason, tx, facts)
	if err := tx.RecordReport(&version); err != nil {
		return err
	}
	report.VersionSeq = version.Seq
	_, err := gorm.G[models.Report](tx.DB).Where("seq = ?", report.Seq).Select("*").Updates(tx.Ctx, *report)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return takenRef(report.LocalRef)
	}
	tx.Touch("report", report.ID)
	return err
}

// own finds a report of the actor's partner by id. One that the actor can only
// read is Forbidden, one that it cannot see is Missing. expected 0 means any.
func own(tx *store.Tx, id string, expected int) (models.Report, error) {
	report, err := store.Visible[models.Report](tx).Where("id = ?", id).Take(tx.Ctx)
	if err != nil {
		return report, err
	}
	if report.Partner != tx.Actor.Partner {
		return report, models.Deny("This report belongs to " + report.Partner + "; only its own staff can change it.")
	}
	if expected != 0 && expected != report.Version {
		return report, &models.Error{Kind: models.Stale, Detail: "Someone saved this report first. Nothing of yours was lost: read it again, compare and save."}
	}
	return report, nil
}

// inForce is the version a report stands on.
func inForce(tx *store.Tx, r models.Report) (models.ReportVersion, error) {
	return gorm.G[models.ReportVersion](tx.DB).Where("report_id = ? AND version = ?", r.ID, r.Version).Take(tx.Ctx)
}
