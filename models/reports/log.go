package reports

import (
	"context"
	"errors"
	"fmt"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// Log records facts as a new report of the actor's partner, seen by nobody else
// until it is shared. A local_ref the partner used before is refused.
func Log(ctx context.Context, db *store.DB, who models.Actor, facts models.ReportFacts) (models.Report, error) {
	var report models.Report
	err := db.Write(ctx, who, access.LogReport, func(tx *store.Tx) error {
		complete, err := facts.Complete()
		if err != nil {
			return err
		}
		report, err = logIn(tx, complete)
		return err
	})
	return report, err
}

// logIn is Log inside a write: an import is one write around many of these.
func logIn(tx *store.Tx, facts models.ReportFacts) (models.Report, error) {
	report, version, incident, err := draft(tx, facts, "", nil)
	if err != nil {
		return report, err
	}
	if err := tx.RecordReport(&version); err != nil {
		return report, err
	}
	report.VersionSeq = version.Seq
	if err := gorm.G[models.Incident](tx.DB).Create(tx.Ctx, &incident); err != nil {
		return report, err
	}
	if err := gorm.G[models.Report](tx.DB).Create(tx.Ctx, &report); err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return report, takenRef(report.LocalRef)
		}
		return report, err
	}
	tx.Touch("report", report.ID)
	return report, tx.Index([]store.Indexed{indexed(report, facts)})
}

// draft makes the rows of a new report without storing them; with says who else
// may read it from the first moment, nil nobody.
func draft(tx *store.Tx, facts models.ReportFacts, importID string, with *With) (models.Report, models.ReportVersion, models.Incident, error) {
	year := tx.Now.Year()
	if facts.Started != nil && facts.Started.Earliest != nil {
		year = facts.Started.Earliest.Year()
	}
	incident := models.Incident{ID: models.NewID(), CreatedAt: tx.Now}
	report := models.Report{
		ID: models.NewID(), Ref: models.NewRef("R", year), Partner: tx.Actor.Partner,
		Incident: incident.ID, HomeIncident: incident.ID, Version: 1, Status: "SUBMITTED", Sharing: models.Origin,
		LoggedAt: tx.Now, LoggedBy: tx.Actor.Name, ImportID: importID,
	}
	if with != nil {
		setSharing(tx, &report, *with)
	}
	if facts.LocalRef == "" {
		facts.LocalRef = report.Ref
	}
	derive(&report, facts)
	text, err := facts.Encode()
	if err != nil {
		return report, models.ReportVersion{}, incident, err
	}
	return report, versionOf(report, "LOG", "", tx, text), incident, nil
}

// versionOf is the immutable row for the state a report has come into.
func versionOf(r models.Report, action, reason string, tx *store.Tx, facts []byte) models.ReportVersion {
	return models.ReportVersion{
		ReportID: r.ID, Version: r.Version, Partner: r.Partner, Action: action, At: tx.Now, ByName: tx.Actor.Name, Reason: reason,
		Status: r.Status, Sharing: r.Sharing, SharedWith: r.SharedWith, Facts: facts,
	}
}

func takenRef(ref string) error {
	return models.Invalid(models.FieldError{Pointer: "/local_ref", Detail: fmt.Sprintf("Your partner has a report %q already; amend that one or use another reference.", ref)})
}
