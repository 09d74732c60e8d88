package reports

import (
	"context"
	"errors"
	"fmt"

	"concord/models"
	"concord/models/access"
	"concord/models/search"
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

// logIn is Log inside a write.
func logIn(tx *store.Tx, facts models.ReportFacts) (models.Report, error) {
	var p ready
	for tries := 0; ; tries++ {
		var err error
		if p, err = prepare(tx.Actor.Partner, tx.Now.Year(), facts); err != nil {
			return p.report, err
		}
		if facts.LocalRef != "" || tries == 9 {
			break
		}
		// Where there are a million, one in a hundred that is made up is taken.
		taken, err := gorm.G[models.Report](tx.DB).Where("partner = ? AND local_ref = ?", p.report.Partner, p.facts.LocalRef).Count(tx.Ctx, "seq")
		if err != nil {
			return p.report, err
		}
		if taken == 0 {
			break
		}
	}
	f := p.draft(tx, "", nil)
	if err := tx.RecordReport(&f.Version); err != nil {
		return f.Report, err
	}
	f.Report.VersionSeq = f.Version.Seq
	if err := gorm.G[models.Incident](tx.DB).Create(tx.Ctx, &f.Incident); err != nil {
		return f.Report, err
	}
	if err := gorm.G[models.Report](tx.DB).Create(tx.Ctx, &f.Report); err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return f.Report, takenRef(f.Report.LocalRef)
		}
		return f.Report, err
	}
	tx.Touch("report", f.Report.ID)
	return f.Report, tx.Index([]store.Indexed{{Report: f.Report, Terms: f.Terms}})
}

// ready is a new report worked out as far as that needs no transaction.
type ready struct {
	facts  models.ReportFacts
	text   []byte // the facts as they are stored
	report models.Report
	terms  string
}

// newRef makes references up.
var newRef = models.NewRef

// prepare works a new report of a partner out; year is used where the facts name
// no time.
func prepare(partner string, year int, facts models.ReportFacts) (ready, error) {
	if facts.Started != nil && facts.Started.Earliest != nil {
		year = facts.Started.Earliest.Year()
	}
	incident := models.NewID()
	r := models.Report{ID: models.NewID(), Ref: newRef("R", year), Partner: partner,
		Incident: incident, HomeIncident: incident, Version: 1, Status: "SUBMITTED", Sharing: models.Origin}
	if facts.LocalRef == "" {
		facts.LocalRef = r.Ref
	}
	derive(&r, facts)
	text, err := facts.Encode()
	return ready{facts, text, r, search.Terms(partner, r.Ref, facts)}, err
}

// draft makes the rows of a new report without storing them; with says who else
// may read it from the first moment, nil nobody.
func (p ready) draft(tx *store.Tx, importID string, with *With) store.Fresh {
	r := p.report
	r.LoggedAt, r.LoggedBy, r.ImportID = tx.Now, tx.Actor.Name, importID
	if with != nil {
		setSharing(tx, &r, *with)
	}
	return store.Fresh{Report: r, Version: versionOf(r, "LOG", "", tx, p.text), Incident: models.Incident{ID: r.Incident, CreatedAt: tx.Now}, Terms: p.terms}
}

// versionOf is the immutable row for the state a report has come into.
func versionOf(r models.Report, action, reason string, tx *store.Tx, facts []byte) models.ReportVersion {
	return models.ReportVersion{
		ReportID: r.ID, Version: r.Version, Ref: r.Ref, Home: r.HomeIncident, Partner: r.Partner, Action: action, At: tx.Now, ByName: tx.Actor.Name, Reason: reason,
		Status: r.Status, Sharing: r.Sharing, SharedWith: r.SharedWith, Facts: facts,
	}
}

func takenRef(ref string) error {
	return models.Invalid(models.FieldError{Pointer: "/local_ref", Detail: fmt.Sprintf("Your partner has a report %q already; amend that one or use another reference.", ref)})
}
