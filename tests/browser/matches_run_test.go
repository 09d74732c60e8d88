package browser

import (
	"context"
	"testing"
	"time"

	"concord/models"
	"concord/models/store"
	. "concord/tests/harness"

	"gorm.io/gorm"
)

// A comparison of all is started from the screen and its end is said there.
func TestMatchingIsStarted(t *testing.T) {
	browser := chromium(t)
	w, _ := pairsWorld(t, 2)
	e := watch(open(t, browser, w.Server.Address(), "orl.lead", Password))
	e.visit("/#/matches?state=all")
	e.see(hook("matching") + `[data-running="no"]`)
	e.shows("not yet all together")
	e.press(hook("start-matching"))
	e.shows("Answers that people have given stay as they are.")
	e.press(hook("start-matching-do"))
	e.shows("The new weights did not hold and were refused; the earlier ones stay.")
	e.see(hook("matching") + `[data-running="no"]`)
	if last := e.api("/matching")["last"].(map[string]any); last["by"] != "orl.lead" {
		t.Errorf("the run is by %v", last["by"])
	}
	e.quiet()

	c := watch(open(t, browser, w.Server.Address(), "orl.clerk", Password))
	c.visit("/#/matches?state=all")
	c.see(hook("matching"))
	if c.is(`!!document.querySelector('[data-test="start-matching"]')`) {
		t.Error("a clerk is offered to start a comparison")
	}
	c.quiet()
}

// How far a comparison is shows as it goes on, and cancelling asks it to end. The one
// here is that of another program on the store, so that it waits for the test.
func TestMatchingIsFollowedAndCancelled(t *testing.T) {
	browser := chromium(t)
	w, _ := pairsWorld(t, 2)
	row := models.MatchRun{ID: models.NewID(), State: models.RunRunning, Stage: "comparing", Done: 1, Total: 5, Result: []byte("{}"), ByName: "var.lead", Partner: "VAR"}
	write := func(f func(tx *store.Tx) error) {
		t.Helper()
		if err := w.Server.DB.System(context.Background(), "RUN_MATCHING", func(tx *store.Tx) error {
			if err := f(tx); err != nil {
				return err
			}
			return tx.Record("matching", row.ID, map[string]any{"stage": row.Stage})
		}); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error {
		row.StartedAt, row.SeenAt = tx.Now, tx.Now
		return gorm.G[models.MatchRun](tx.DB).Create(tx.Ctx, &row)
	})
	e := watch(open(t, browser, w.Server.Address(), "orl.lead", Password))
	e.visit("/#/matches?state=all")
	e.see(hook("matching") + `[data-running="yes"]`)
	e.see(hook("matching-progress"))
	e.shows("Comparing pairs")
	share := `(({ value, max }) => value / max)(document.querySelector('[data-test="matching-progress"] progress'))`
	e.wait("a fifth of the way", share+` === 0.2`)
	if e.is(`!!document.querySelector('[data-test="start-matching"]')`) {
		t.Error("a second comparison is offered while one runs")
	}
	write(func(tx *store.Tx) error {
		row.Done, row.SeenAt = 5, tx.Now
		_, err := gorm.G[models.MatchRun](tx.DB).Where("id = ?", row.ID).Select("done", "seen_at").Updates(tx.Ctx, row)
		return err
	})
	e.wait("the whole way", share+` === 1`)
	e.press(hook("cancel-matching"))
	asked := func() bool {
		l := w.Server.DB.Whole(context.Background())
		runs, err := store.All[models.MatchRun](l).Where("id = ?", row.ID).Find(l.Context())
		if err != nil || len(runs) != 1 {
			t.Fatalf("%d runs, %v", len(runs), err)
		}
		return runs[0].Cancel
	}
	for deadline := time.Now().Add(20 * time.Second); !asked(); time.Sleep(40 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the run is not asked to end")
		}
	}
	write(func(tx *store.Tx) error {
		row.State, row.EndedAt = models.RunCancelled, &tx.Now
		_, err := gorm.G[models.MatchRun](tx.DB).Where("id = ?", row.ID).Select("state", "ended_at").Updates(tx.Ctx, row)
		return err
	})
	e.see(hook("matching") + `[data-running="no"]`)
	e.shows("The last comparison was cancelled")
	e.quiet()
}
