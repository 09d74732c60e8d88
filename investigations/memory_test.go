package investigations

import (
	"fmt"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
	"concord/models/directory"
	"concord/models/reports"
	"concord/models/store"
)

// What is held in memory is checked against the store when a run reads it: a report that
// is held otherwise than it stands, or not at all, is found; one that changed since the
// memory followed the log is not taken for one that strayed.
func TestMemoryIsCheckedAgainstTheStore(t *testing.T) {
	ctx := t.Context()
	db, err := store.Open(ctx, store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	clerk := models.Actor{Name: "clerk", Partner: "ORL", Roles: []models.Role{models.CellClerk}}
	if err := directory.AddPartner(ctx, db, models.Partner{Code: "ORL", Name: "Orland", Kind: "STATE_FORCES", Role: "ASSISTING", StandardOfProof: "NOT_STATED"}); err != nil {
		t.Fatal(err)
	}
	lat, lon := 0.4, 0.8
	log := func(n int) string {
		from := time.Date(2031, 3, n, 9, 0, 0, 0, time.UTC)
		r, err := reports.Log(ctx, db, clerk, models.ReportFacts{Title: fmt.Sprintf("Harm to civilians %d", n), Category: "AIR_STRIKE", OwnInvolvement: "UNDER_CHECK",
			Started: &geo.Window{Earliest: &from, Precision: "HOUR"}, Place: &geo.Place{Lat: &lat, Lon: &lon}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reports.Share(ctx, db, clerk, r.ID, reports.With{Level: models.Joint}); err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	first, _ := log(1), log(2)
	tests := []struct {
		name  string
		spoil func(*memory)
		kept  bool
	}{
		{"as it stands", func(*memory) {}, true},
		{"for other eyes", func(m *memory) { m.shared.labels[m.shared.at[first]].Sharing = models.Public }, false},
		{"as it was", func(m *memory) { m.shared.labels[m.shared.at[first]].says++ }, false},
		{"not at all", func(m *memory) { m.shared.drop(first) }, false},
	}
	for n, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := NewMatcher(db)
			if err := m.Warm(ctx); err != nil {
				t.Fatal(err)
			}
			tt.spoil(m.memory)
			log(3 + n) // after the memory has followed
			err := db.OnSource(ctx, func(s store.Source) error {
				fresh, _, err := readMemory(s, m.memory.weights, nil, func(int) error { return nil })
				if err == nil {
					err = m.check(s, fresh)
				}
				return err
			})
			if err != nil || (m.memory != nil) != tt.kept {
				t.Errorf("kept %v and error %v, want kept %v", m.memory != nil, err, tt.kept)
			}
		})
	}
}
