package linking

import (
	"context"
	"fmt"
	"testing"
	"time"

	"concord/investigations"
	"concord/models"
	"concord/models/access"
	"concord/models/store"
	. "concord/tests/harness"

	"gorm.io/gorm"
)

// keptGaps are all gaps of a store that are there now, by id.
func keptGaps(t testing.TB, db *store.DB) map[string]models.Gap {
	t.Helper()
	l := db.Whole(context.Background())
	rows, err := store.Visible[models.Gap](l).Where("state <> ?", models.GapSuperseded).Find(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]models.Gap{}
	for _, g := range rows {
		out[g.ID] = g
	}
	return out
}

// says is all of a gap that rules and reports decide.
func says(g models.Gap) string {
	due := ""
	if g.DueAt != nil {
		due = g.DueAt.Sub(g.RaisedAt.Time).String()
	}
	return fmt.Sprint(g.Code, g.Field, g.Incident, g.IncidentB, g.ReportA, g.ReportB, string(g.ValueA), string(g.ValueB), g.Score, g.Severity, string(g.Reasons), g.Title, g.State, g.Provisional, g.RaisedAt, due)
}

// settle puts rules in force with all partners, and lets no program find gaps anew
// where held: the run is another's then.
func settle(t testing.TB, w *World, version int, config string, held bool) {
	t.Helper()
	err := w.Server.DB.System(context.Background(), access.SetGapRules, func(tx *store.Tx) error {
		rules := models.GapSettings{ID: models.NewID(), Config: []byte(config), Reason: "for a test", At: tx.Now, State: models.SettingsAdopted, Version: version, EndedAt: &tx.Now}
		if err := gorm.G[models.GapSettings](tx.DB).Create(tx.Ctx, &rules); err != nil {
			return err
		}
		run := models.GapRun{ID: models.NewID(), State: models.RunRunning, Version: version, StartedAt: tx.Now, SeenAt: tx.Now}
		if held {
			run.Holder = "another"
		}
		if err := gorm.G[models.GapRun](tx.DB).Create(tx.Ctx, &run); err != nil {
			return err
		}
		return tx.Record("gap-run", run.ID, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// gapsRanOut waits until no run over all gaps is under way.
func gapsRanOut(t testing.TB, w *World) investigations.GapRunsView {
	t.Helper()
	for range 1200 {
		v, err := investigations.GapRuns(w.Server.DB.Whole(context.Background()))
		if err != nil {
			t.Fatal(err)
		}
		if v.Running == nil {
			return v
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the run does not end")
	return investigations.GapRunsView{}
}

// A run finds what writes find: under other rules and back again, every gap is what it
// was, with the rules it was found under.
func TestGapRunFindsWhatWritesFind(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		imported(t, w, spread(5, 240))
		before := keptGaps(t, w.Server.DB)
		settle(t, w, 1, `{"base":{"G10":0,"G25":0,"G20":0},"due_days":{"G11":3}}`, false)
		if v := gapsRanOut(t, w); v.Behind != 0 || v.Last.State != models.RunDone {
			t.Fatalf("the run ended as %+v, %d behind", v.Last, v.Behind)
		}
		changed := 0
		for id, g := range keptGaps(t, w.Server.DB) {
			if g.Config != 1 {
				t.Fatalf("%s %s was found under rules %d", g.Code, id, g.Config)
			}
			if says(g) != says(before[id]) {
				changed++
			}
		}
		if changed == 0 {
			t.Fatal("other rules changed nothing: nothing is shown")
		}
		settle(t, w, 2, `{}`, false)
		gapsRanOut(t, w)
		after := keptGaps(t, w.Server.DB)
		if len(after) != len(before) {
			t.Errorf("%d gaps became %d", len(before), len(after))
		}
		for id, g := range after {
			if says(g) != says(before[id]) {
				t.Errorf("%s is\n%s, and was\n%s", id, says(g), says(before[id]))
			}
		}
	})
}

// Between two steps of a run every write already works under the new rules; one who
// cancels leaves the rest as it was and says how many; a run that died with its program
// goes on where it was.
func TestGapRunEndsAndGoesOn(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		imported(t, w, spread(6, 120))
		db := w.Server.DB
		settle(t, w, 1, `{"base":{"G10":1}}`, true)
		logAll(t, db, invent(77, 6))
		under := map[int]int{}
		for _, g := range keptGaps(t, db) {
			under[g.Config]++
		}
		if under[0] == 0 || under[1] == 0 {
			t.Fatalf("gaps by rules: %v; what was written since has the new ones", under)
		}
		authority := w.As(t, "orl.authority")
		var v M
		authority.Want(409, "POST", "/api/v1/gaps/runs", nil, nil)
		authority.Want(200, "POST", "/api/v1/gaps/runs/cancel", nil, &v)
		if Text(v, "last.state") != "CANCELLED" || v["running"] != nil || Get(v, "behind") == float64(0) {
			t.Errorf("after it was cancelled: %v", v)
		}
		authority.Want(409, "POST", "/api/v1/gaps/runs/cancel", nil, nil)

		// half way, and then the program is gone
		l := db.Whole(context.Background())
		reports, err := store.Visible[models.Report](l).Order("seq").Find(l.Context())
		if err != nil {
			t.Fatal(err)
		}
		half := reports[len(reports)/2].Seq
		run := models.GapRun{ID: models.NewID(), State: models.RunRunning, Version: 1, Holder: "gone", DoneTo: half}
		err = db.System(context.Background(), access.SetGapRules, func(tx *store.Tx) error {
			run.StartedAt, run.SeenAt = tx.Now, models.At(tx.Now.Add(-time.Hour))
			if err := gorm.G[models.GapRun](tx.DB).Create(tx.Ctx, &run); err != nil {
				return err
			}
			return tx.Record("gap-run", run.ID, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		first := map[string]int64{}
		for _, r := range reports {
			if _, there := first[r.Incident]; !there {
				first[r.Incident] = r.Seq
			}
		}
		earlier := keptGaps(t, db)
		w.Restart(t)
		gapsRanOut(t, w)
		left := 0
		for id, g := range keptGaps(t, w.Server.DB) {
			late := first[g.Incident] > half || first[g.IncidentB] > half
			if late && g.Config != 1 {
				t.Errorf("%s of report %d was left behind", g.Code, first[g.Incident])
			}
			if !late && g.Config == 0 {
				left++
			}
			if !late && g.ReportB != "" && g.Config != earlier[id].Config { // those of one report come up with what it is linked with
				t.Errorf("%s of report %d was found again: the run began anew", g.Code, first[g.Incident])
			}
		}
		if left == 0 {
			t.Error("all was found again: the run began anew")
		}
		var begun M
		w.As(t, "var.authority").Want(202, "POST", "/api/v1/gaps/runs", nil, &begun)
		if v := gapsRanOut(t, w); v.Behind != 0 {
			t.Errorf("%d gaps are behind after another run", v.Behind)
		}
	})
}

// A program whose catalogue finds other gaps than those that are kept begins a run when it
// starts, by itself and once: not when it starts again, nor after somebody cancelled it.
func TestAnotherCatalogueBeginsARun(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		imported(t, w, spread(8, 60))
		earlier := func() {
			t.Helper()
			err := w.Server.DB.System(context.Background(), access.SetGapRules, func(tx *store.Tx) error {
				if err := tx.DB.Exec("UPDATE gaps SET rule_version = 1").Error; err != nil {
					return err
				}
				return tx.Record("test", "gaps", nil)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		runs := func() (n int64) {
			t.Helper()
			l := w.Server.DB.Whole(context.Background())
			n, err := store.All[models.GapRun](l).Count(l.Context(), "id")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		w.Restart(t)
		time.Sleep(50 * time.Millisecond)
		if gapsRanOut(t, w); runs() != 0 {
			t.Fatal("it begins a run although nothing was found by another catalogue")
		}
		earlier()
		w.Restart(t)
		for range 200 {
			if runs() > 0 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if v := gapsRanOut(t, w); v.Behind != 0 || v.Last == nil || v.Last.State != models.RunDone || v.Last.By != models.System.Name {
			t.Fatalf("after it came, %d gaps are behind; the run: %+v", v.Behind, v.Last)
		}
		w.Restart(t)
		time.Sleep(200 * time.Millisecond)
		if gapsRanOut(t, w); runs() != 1 {
			t.Errorf("started again, it has %d runs, want one", runs())
		}
		earlier() // as after a run that somebody cancelled
		w.Restart(t)
		time.Sleep(200 * time.Millisecond)
		if gapsRanOut(t, w); runs() != 1 {
			t.Errorf("with a run by this catalogue behind it, it has %d runs, want one", runs())
		}
	})
}

// A report that is provisionally linked with two others keeps the gaps with the one
// when the other is amended.
func TestGapsOfAnotherLinkStay(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		share := func(p *Person, facts M) string {
			var r M
			p.Want(201, "POST", "/api/v1/reports", facts, &r)
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
			return Text(r, "id")
		}
		orl := share(w.As(t, "orl.clerk"), Facts(nil))
		share(w.As(t, "var.clerk"), Other(nil))
		share(w.As(t, "tri.clerk"), Other(M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 20, "max": 22}}}))
		open := func() map[string]string {
			out := map[string]string{}
			for _, g := range keptGaps(t, w.Server.DB) {
				if g.ReportB != "" && g.State != models.GapSuperseded {
					out[g.PartnerA+g.PartnerB+g.Code+g.Field] = g.State
				}
			}
			return out
		}
		before := open()
		var r M
		tag := w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+orl, nil, &r).Header.Get("ETag")
		w.As(t, "orl.clerk").Want(200, "PUT", "/api/v1/reports/"+orl, Facts(M{"title": "Air strike at the depot of Tarn Quay"}), nil, "If-Match", tag)
		after := open()
		others := 0
		for key, state := range before {
			if key[:6] == "TRIVAR" {
				others++
			}
			if after[key] != state {
				t.Errorf("%s was %s and is %q", key, state, after[key])
			}
		}
		if others == 0 {
			t.Fatalf("no gap between the other two: nothing is shown (%v)", before)
		}
	})
}
