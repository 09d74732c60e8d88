package uploads

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"concord/models"
	"concord/models/store"
	"concord/models/vault"
)

var (
	clerk  = models.Actor{UserID: "u1", Name: "orl.clerk", Partner: "ORL", Roles: []models.Role{models.CellClerk}}
	mate   = models.Actor{UserID: "u2", Name: "orl.lead", Partner: "ORL", Roles: []models.Role{models.CellLead}}
	spokes = models.Actor{UserID: "u3", Name: "orl.pa", Partner: "ORL", Roles: []models.Role{models.PublicAffairs}}
)

// clock is a store with a clock of the test's.
func clock(t *testing.T) (*store.DB, *time.Time) {
	t.Helper()
	now := time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)
	db, err := store.Open(context.Background(), store.Config{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, &now
}

func begin(t *testing.T, db *store.DB, size int64, purpose string) models.Upload {
	t.Helper()
	u, err := Begin(context.Background(), db, clerk, Facts{"a.csv", size, purpose}, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestOnlyItsSenderOpensAFinishedImport(t *testing.T) {
	ctx := context.Background()
	db, _ := clock(t)
	u := begin(t, db, 5, ForImport)
	if _, _, _, err := Open(ctx, db, clerk, u.ID); models.KindOf(err) != models.Conflict {
		t.Errorf("an unfinished upload: %v", err)
	}
	if _, err := Append(ctx, db, clerk, u.ID, 0, []byte("12345")); err != nil {
		t.Fatal(err)
	}
	content, name, size, err := Open(ctx, db, clerk, u.ID)
	if err != nil || name != "a.csv" || size != 5 {
		t.Fatalf("opened as %q, %d: %v", name, size, err)
	}
	if b, _ := io.ReadAll(content); string(b) != "12345" {
		t.Errorf("it holds %q", b)
	}
	content.Close()
	if _, _, _, err := Open(ctx, db, mate, u.ID); models.KindOf(err) != models.Malformed {
		t.Errorf("a colleague: %v", err)
	}
	if _, _, _, err := Open(ctx, db, spokes, u.ID); models.KindOf(err) != models.Forbidden {
		t.Errorf("who may not upload: %v", err)
	}
	if _, err := Finished(ctx, db, clerk, u.ID, ForEvidence); models.KindOf(err) != models.Malformed {
		t.Errorf("for another purpose: %v", err)
	}
	if err := Drop(ctx, db, clerk, u.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := Open(ctx, db, clerk, u.ID); models.KindOf(err) != models.Malformed {
		t.Errorf("after it was dropped: %v", err)
	}
	if items, err := vault.In(db.Dir()).Items(); err != nil || len(items) != 0 {
		t.Errorf("the vault holds %+v, %v", items, err)
	}
}

// An upload goes a day after its last chunk, not after its first.
func TestSweep(t *testing.T) {
	ctx := context.Background()
	db, now := clock(t)
	old, kept := begin(t, db, 10, ForImport), begin(t, db, 10, ForImport)
	*now = now.Add(23 * time.Hour)
	if _, err := Append(ctx, db, clerk, kept.ID, 0, []byte("1")); err != nil {
		t.Fatal(err)
	}
	there := func(id string) bool { _, err := Find(ctx, db, clerk, id); return err == nil }
	for _, tt := range []struct {
		later     time.Duration
		old, kept bool
	}{{0, true, true}, {2 * time.Hour, false, true}, {23 * time.Hour, false, false}} {
		*now = now.Add(tt.later)
		if err := Sweep(ctx, db); err != nil {
			t.Fatal(err)
		}
		if there(old.ID) != tt.old || there(kept.ID) != tt.kept {
			t.Errorf("%v later: old %v, kept %v", tt.later, there(old.ID), there(kept.ID))
		}
	}
	if items, err := vault.In(db.Dir()).Items(); err != nil || len(items) != 0 {
		t.Errorf("the vault holds %+v, %v", items, err)
	}
}

// What comes from one person and from one partner has its limits, in number and size.
func TestLimits(t *testing.T) {
	const most = 1000
	tests := []struct {
		name  string
		begun []Facts // by the clerk and the colleague in turn
		want  models.Kind
	}{
		{"the first", nil, models.Internal},
		{"three of the largest", []Facts{{"a", most, ForImport}, {}, {"b", most, ForImport}, {}, {"c", most, ForImport}}, models.Internal},
		{"four of the largest and one more", []Facts{{"a", most, ForImport}, {}, {"b", most, ForImport}, {}, {"c", most, ForImport}, {}, {"d", most, ForImport}}, models.Conflict},
		{"a colleague's do not count as mine", []Facts{{}, {"a", most, ForImport}, {}, {"b", most, ForImport}, {}, {"c", most, ForImport}, {}, {"d", most, ForImport}}, models.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, _ := clock(t)
			for i, f := range tt.begun {
				if f.Name == "" {
					continue
				}
				if _, err := Begin(context.Background(), db, []models.Actor{clerk, mate}[i%2], f, most); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Begin(context.Background(), db, clerk, Facts{"last", most, ForEvidence}, most)
			if tt.want == models.Internal && err != nil || tt.want != models.Internal && models.KindOf(err) != tt.want {
				t.Errorf("err = %v", err)
			}
		})
	}
}

// Of two who send the same chunk at once one is told that it is there.
func TestChunksDoNotRace(t *testing.T) {
	ctx := context.Background()
	db, _ := clock(t)
	u := begin(t, db, 4, ForImport)
	results := make(chan error, 8)
	for range cap(results) {
		go func() { _, err := Append(ctx, db, clerk, u.ID, 0, []byte("1234")); results <- err }()
	}
	taken := 0
	for range cap(results) {
		var wrong *WrongOffset
		switch err := <-results; {
		case err == nil:
			taken++
		case !errors.As(err, &wrong) || wrong.Offset != 4 || models.KindOf(err) != models.Conflict:
			t.Errorf("err = %v", err)
		}
	}
	if taken != 1 {
		t.Errorf("%d were taken", taken)
	}
}
