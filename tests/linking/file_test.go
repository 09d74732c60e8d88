// Package linking proves what matching promises of a whole program: that arrival
// makes no difference, that what people said lasts, that a run can be followed,
// ended and survived, and that nothing hidden shows.
package linking

import (
	"bytes"
	"context"
	"testing"

	"concord/models"
	"concord/models/formats"
	"concord/models/reports"
	. "concord/tests/harness"
)

// importRows enters facts as one file of a partner.
func importRows(t testing.TB, w *World, by, level string, rows []models.ReportFacts) {
	t.Helper()
	var b bytes.Buffer
	file := formats.WriteJSON(&b)
	for _, facts := range rows {
		complete, err := facts.Complete()
		if err == nil {
			err = file.Write(complete)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	f := reports.File{Name: "rows.json", Format: "concord-json", Content: bytes.NewReader(b.Bytes())}
	if level != models.Origin {
		f.Share = &reports.With{Level: level}
	}
	sum, err := reports.Import(context.Background(), w.Server.DB, clerk(by), f)
	if err != nil || sum.Added != len(rows) {
		t.Fatalf("%d of %d rows of %s were added: %v %v", sum.Added, len(rows), by, err, sum.Errors)
	}
}
