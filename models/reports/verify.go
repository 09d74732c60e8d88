package reports

import (
	"context"
	"fmt"
	"reflect"

	"concord/models"
	"concord/models/audit"
	"concord/models/store"
)

// Verify checks the audit log and everything it covers, and that each report
// stands where its newest version says: what lists and matching read is derived
// from the versions again and compared.
func Verify(ctx context.Context, db *store.DB, heads ...audit.Head) (int64, []audit.Fault, error) {
	entries, faults, err := db.Verify(ctx, heads...)
	if err != nil {
		return entries, faults, err
	}
	err = db.EachReport(ctx, func(r models.Report, v models.ReportVersion) {
		if fault := stands(r, v); fault != "" {
			faults = append(faults, audit.Fault{Where: "report " + r.ID + " (" + r.Ref + ")", What: fault})
		}
	})
	if err != nil {
		faults = append(faults, audit.Fault{Where: "the reports", What: "could not be read: " + err.Error()})
	}
	return entries, faults, nil
}

// stands compares a report's row with its newest version; "" when they agree.
func stands(r models.Report, v models.ReportVersion) string {
	if v.Version == 0 {
		return "has no version"
	}
	if r.Version != v.Version || r.VersionSeq != v.Seq {
		return fmt.Sprintf("was put back: it stands on version %d, the newest recorded is %d", r.Version, v.Version)
	}
	facts, err := models.DecodeFacts(v.Facts)
	if err != nil {
		return "its facts cannot be read: " + err.Error()
	}
	want := r
	derive(&want, facts)
	want.Status, want.Sharing, want.SharedWith = v.Status, v.Sharing, v.SharedWith
	if !reflect.DeepEqual(want, r) {
		return "its row was altered: it no longer follows from its newest version"
	}
	return ""
}
