package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

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
	fault := func(where, what string) { faults = append(faults, audit.Fault{Where: where, What: what}) }
	err = db.EachReport(ctx, func(r models.Report, first, newest models.ReportVersion, shares []string) {
		if what := stands(r, first, newest, shares); what != "" {
			fault("report "+r.ID+" ("+r.Ref+")", what)
		}
	})
	if err != nil {
		fault("the reports", "could not be read: "+err.Error())
	}
	lostReports, lostStatements, err := db.Orphans(ctx)
	if err != nil {
		fault("the records", "could not be read: "+err.Error())
	}
	damage, err := db.Damage(ctx)
	if err != nil {
		fault("the database file", "could not be read: "+err.Error())
	}
	for _, what := range damage {
		fault("the database file", "is damaged: "+what)
	}
	strays, err := db.Strays(ctx)
	if err != nil {
		fault("the incidents", "could not be read: "+err.Error())
	}
	for _, id := range strays {
		fault("report "+id, "stands under an incident that does not exist")
	}
	for _, id := range lostReports {
		fault("report "+id, "was removed: its versions are there, the report is not")
	}
	for _, id := range lostStatements {
		fault("statement "+id, "was removed: its versions are there, the statement is not")
	}
	return entries, append(faults, released(ctx, db)...), nil
}

// released compares what the public reads with what was recorded at the release.
func released(ctx context.Context, db *store.DB) (faults []audit.Fault) {
	published, recorded, err := db.Releases(ctx)
	if err != nil {
		return []audit.Fault{{Where: "the statements", What: "could not be read: " + err.Error()}}
	}
	for ref, body := range recorded {
		var entry struct {
			Published json.RawMessage `json:"published"`
		}
		if json.Unmarshal(body, &entry) != nil || !bytes.Equal(entry.Published, published[ref]) {
			faults = append(faults, audit.Fault{Where: "statement " + ref, What: "what the public reads is not what was released"})
		}
	}
	for ref := range published {
		if recorded[ref] == nil {
			faults = append(faults, audit.Fault{Where: "statement " + ref, What: "is public, and no release is recorded"})
		}
	}
	return faults
}

// stands compares a report's row with its versions; "" when they agree.
func stands(r models.Report, first, newest models.ReportVersion, shares []string) string {
	if newest.Version == 0 {
		return "has no version"
	}
	if r.Version != newest.Version || r.VersionSeq != newest.Seq {
		return fmt.Sprintf("was put back: it stands on version %d, the newest recorded is %d", r.Version, newest.Version)
	}
	facts, err := models.DecodeFacts(newest.Facts)
	if err != nil {
		return "its facts cannot be read: " + err.Error()
	}
	want := r
	derive(&want, facts)
	want.Partner, want.LoggedAt, want.LoggedBy = first.Partner, first.At, first.ByName
	want.AmendedAt, want.AmendedBy = nil, ""
	if newest.Version > 1 {
		want.AmendedAt, want.AmendedBy = &newest.At, newest.ByName
	}
	want.Status, want.Sharing, want.SharedWith = newest.Status, newest.Sharing, newest.SharedWith
	if newest.Ref != "" {
		want.Ref, want.HomeIncident = newest.Ref, newest.Home
	}
	if !reflect.DeepEqual(want, r) {
		return "its row was altered: it no longer follows from its versions"
	}
	if strings.Join(shares, ",") != r.SharedWith {
		return "who may read it was altered: that no longer follows from its versions"
	}
	return ""
}
