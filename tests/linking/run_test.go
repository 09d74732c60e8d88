package linking

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"concord/investigations"
	"concord/models"
	"concord/models/reports"
	"concord/models/store"
	. "concord/tests/harness"

	"gorm.io/gorm"
)

func lead(partner string) models.Actor {
	return models.Actor{Name: strings.ToLower(partner) + ".lead", Partner: partner, Roles: []models.Role{models.CellLead}}
}

// spread puts the invented incidents into a year, so that decoys can be told from
// them and weights can be estimated.
func spread(seed uint64, incidents int) []told {
	var all []told
	for part := range 12 {
		for _, one := range invent(seed+uint64(part)*100, incidents/12) {
			began := one.facts.Started.Earliest.AddDate(0, part, part)
			window := *one.facts.Started
			window.Earliest = &began
			one.facts.Started = &window
			one.facts.LocalRef = fmt.Sprintf("%s/%d", one.facts.LocalRef, part)
			all = append(all, one)
		}
	}
	return all
}

// ranOut waits until no run is under way and gives how matching then stands.
func ranOut(t testing.TB, p *Person) (v M) {
	t.Helper()
	for range 600 {
		v = nil
		p.Want(200, "GET", "/api/v1/matching", nil, &v)
		if v["running"] == nil {
			return v
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the run does not end")
	return nil
}

// A run estimates weights, puts them in force and links everything under them; what
// people decided stays, and a decision is replayed under the weights it was made by.
func TestRun(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		db := w.Server.DB
		imported(t, w, spread(3, 240))
		orl, auditor := w.As(t, "orl.lead"), w.As(t, "auditor")

		var before M
		orl.Want(200, "GET", "/api/v1/matching", nil, &before)
		if Text(before, "model.how") != "stated" || before["last"] != nil || Get(before, "may_run") != true || Get(before, "labels_needed") != float64(200) {
			t.Errorf("before any run: %v", before)
		}
		same, apart := judgeTwo(t, w)
		stated := pairs(t, db)

		w.As(t, "orl.clerk").Want(403, "POST", "/api/v1/matching/runs", nil, nil)
		var begun, after M
		orl.Want(202, "POST", "/api/v1/matching/runs", nil, &begun)
		after = ranOut(t, orl)
		if Get(after, "last.refused") != false || Get(after, "last.state") != "DONE" || Text(after, "last.by") != "orl.lead" {
			t.Fatalf("the run: %v", after)
		}
		if Text(after, "model.version") == Text(before, "model.version") || Text(after, "model.how") == "stated" || Get(after, "model.calibrated") != false {
			t.Errorf("the model after the run: %v", after["model"])
		}
		if Get(after, "labels.same") != float64(2) || Get(after, "labels.not_same") != float64(1) {
			t.Errorf("labels: %v", after["labels"])
		}
		anew := pairs(t, db)
		changed := 0
		for key, m := range anew {
			if m.Model != Text(after, "model.version") {
				t.Errorf("%s stands under %s", key, m.Model)
			}
			if old, there := stated[key]; there && old.Bits != m.Bits {
				changed++
			}
		}
		if changed == 0 {
			t.Error("other weights changed nothing")
		}
		l := db.Whole(context.Background())
		for id, want := range map[string]string{same: models.Confirmed, apart: models.Refused} {
			m, err := store.Visible[models.Match](l).Where("id = ?", id).Take(l.Context())
			if err != nil || m.State != want {
				t.Errorf("what was decided is %s after the run, want %s (%v)", m.State, want, err)
			}
		}
		replayed(t, db, same)

		// counts are the reader's own
		var all M
		auditor.Want(200, "GET", "/api/v1/matching", nil, &all)
		if Get(all, "last.reports").(float64) <= Get(after, "last.reports").(float64) || Get(all, "last.cut") == nil || Get(after, "last.cut") != nil {
			t.Errorf("the auditor is told of %v, a partner of %v", all["last"], after["last"])
		}
		if !strings.Contains(Text(all, "last.why"), "pairs") || strings.ContainsAny(Text(after, "last.why"), "0123456789") {
			t.Errorf("why: %q and %q", Text(all, "last.why"), Text(after, "last.why"))
		}
	})
}

// judgeTwo confirms one pair by both partners and refuses another by one.
func judgeTwo(t testing.TB, w *World) (same, apart string) {
	t.Helper()
	var ms M
	w.As(t, "orl.lead").Want(200, "GET", "/api/v1/matches?band=auto&limit=200", nil, &ms)
	for _, m := range ms["items"].([]any) {
		if Text(m, "a.partner") != "ORL" || Text(m, "b.partner") != "VAR" {
			continue
		}
		if same == "" {
			same = Text(m, "id")
			continue
		}
		apart = Text(m, "id")
		break
	}
	if apart == "" {
		t.Fatal("there are not two pairs of ORL and VAR to decide")
	}
	w.As(t, "orl.lead").Want(200, "POST", "/api/v1/matches/"+same+"/decisions", M{"verdict": "same"}, nil)
	w.As(t, "var.lead").Want(200, "POST", "/api/v1/matches/"+same+"/decisions", M{"verdict": "same"}, nil)
	w.As(t, "var.lead").Want(200, "POST", "/api/v1/matches/"+apart+"/decisions", M{"verdict": "not_same", "reason": "two places"}, nil)
	return same, apart
}

// replayed amends a judged pair out of all likeness and finds the bits that it was
// judged at all the same.
func replayed(t testing.TB, db *store.DB, id string) {
	t.Helper()
	l := db.Whole(context.Background())
	m, err := store.Visible[models.Match](l).Where("id = ?", id).Take(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	verdicts, err := store.All[models.Verdict](l).Where("match_id = ?", id).Find(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.Visible[models.Report](l).Where("id = ?", m.ReportA).Take(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	far := invent(99, 1)[0].facts
	far.LocalRef, far.Title = r.LocalRef, "Something else altogether"
	if _, err := reports.Amend(context.Background(), db, clerk(r.Partner), r.ID, r.Version, far); err != nil {
		t.Fatal(err)
	}
	now, err := store.Visible[models.Match](l).Where("id = ?", id).Take(l.Context())
	if err != nil || now.Bits == m.Bits || now.VersionA == m.VersionA {
		t.Fatalf("the amended pair stands at %v bits and version %d, before at %v and %d (%v)", now.Bits, now.VersionA, m.Bits, m.VersionA, err)
	}
	for _, v := range verdicts {
		s, reasons, err := investigations.Replay(l, investigations.JudgedAs(m, v))
		if err != nil || s.Bits != v.Bits {
			t.Errorf("%s judged at %v bits under %s; replayed %v (%v)", v.Partner, v.Bits, v.Model, s.Bits, err)
		}
		sum := 0.0
		for _, reason := range reasons {
			sum += reason.Bits
		}
		if sum-v.Bits > 1e-9 || v.Bits-sum > 1e-9 {
			t.Errorf("the reasons replayed add up to %v, want %v", sum, v.Bits)
		}
		if v.Model == now.Model {
			t.Error("the verdict was given under the weights of now: nothing is shown")
		}
	}
}

// An estimate that cannot be trusted is refused and said so; everything is linked
// anew all the same, under the weights that stay.
func TestRunRefused(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		logAll(t, w.Server.DB, invent(1, 12))
		before := pairs(t, w.Server.DB)
		orl := w.As(t, "orl.lead")
		orl.Want(409, "POST", "/api/v1/matching/runs/cancel", nil, nil)
		orl.Want(202, "POST", "/api/v1/matching/runs", nil, nil)
		v := ranOut(t, orl)
		if Get(v, "last.refused") != true || Text(v, "model.how") != "stated" || !strings.Contains(Text(v, "last.why"), "stay") {
			t.Errorf("a run over %d pairs of a few days: %v", len(before), v)
		}
		alike(t, "after a refused run", before, pairs(t, w.Server.DB))
	})
}

// One run at a time; it ends when it is told to, and one that died with its program
// is shown as ended. What was not yet written is as it was.
func TestRunEnds(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		imported(t, w, spread(4, 240))
		before := pairs(t, w.Server.DB)
		ctx := context.Background()
		m := investigations.NewMatcher(w.Server.DB) // one whose work begins when the test says so
		work, err := m.StartRun(ctx, lead("ORL"))
		if err != nil {
			t.Fatal(err)
		}
		orl := w.As(t, "orl.lead")
		var v M
		orl.Want(200, "GET", "/api/v1/matching", nil, &v)
		if Text(v, "running.stage") != "reading" {
			t.Errorf("running: %v", v["running"])
		}
		if a := orl.Do("POST", "/api/v1/matching/runs", nil); a.Status != http.StatusConflict {
			t.Errorf("a second run beside the first: %d", a.Status)
		}
		orl.Want(200, "POST", "/api/v1/matching/runs/cancel", nil, nil)
		work()
		v = ranOut(t, orl)
		if Get(v, "last.cancelled") != true || Text(v, "last.state") != "CANCELLED" || Text(v, "model.how") != "stated" {
			t.Errorf("a cancelled run: %v", v)
		}
		alike(t, "after a cancelled run", before, pairs(t, w.Server.DB))

		if _, err := m.StartRun(ctx, lead("ORL")); err != nil { // and never works: its program died
			t.Fatal(err)
		}
		if err := silence(w.Server.DB); err != nil {
			t.Fatal(err)
		}
		w.Restart(t)
		v = ranOut(t, orl)
		if Text(v, "last.state") != "INTERRUPTED" {
			t.Errorf("a run whose program died: %v", v["last"])
		}
		orl.Want(202, "POST", "/api/v1/matching/runs", nil, nil)
		if v = ranOut(t, orl); Text(v, "last.state") != "DONE" {
			t.Errorf("a run after one that died: %v", v["last"])
		}
	})
}

// silence lets a run have said nothing for an hour.
func silence(db *store.DB) error {
	return db.System(context.Background(), "RUN_MATCHING", func(tx *store.Tx) error {
		if _, err := gorm.G[models.MatchRun](tx.DB).Where("state = ?", models.RunRunning).Update(tx.Ctx, "seen_at", models.At(tx.Now.Add(-time.Hour))); err != nil {
			return err
		}
		return tx.Record("matching", "test", "silence")
	})
}

// Once people have judged enough pairs, a run calibrates what it estimates, and says
// how far probabilities and verdicts agree.
func TestRunCalibrates(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		db, ctx := w.Server.DB, context.Background()
		imported(t, w, spread(5, 360))
		judged := 0
		err := db.System(ctx, "DECIDE_MATCH", func(tx *store.Tx) error {
			judged = 0
			for _, m := range pairs(t, db) {
				verdict := "same"
				if m.Bits < 2 || judged%9 == 0 {
					verdict = "not_same"
				}
				if judged++; judged > 230 {
					break
				}
				v := models.Verdict{MatchID: m.ID, Partner: m.PartnerA, Verdict: verdict, ByName: "test", At: tx.Now, Model: m.Model, VersionA: m.VersionA, VersionB: m.VersionB, Bits: m.Bits}
				if err := gorm.G[models.Verdict](tx.DB).Create(tx.Ctx, &v); err != nil {
					return err
				}
			}
			return tx.Record("match", "test", "verdicts")
		})
		if err != nil || judged < 200 {
			t.Fatalf("%d pairs were judged: %v", judged, err)
		}
		auditor := w.As(t, "auditor")
		w.As(t, "orl.lead").Want(202, "POST", "/api/v1/matching/runs", nil, nil)
		v := ranOut(t, auditor)
		if Get(v, "model.calibrated") != true {
			t.Fatalf("after %d verdicts: %v", judged, v)
		}
		rows, _ := Get(v, "last.reliability").([]any)
		if len(rows) < 2 || Text(rows[0], "killed") != "all" || Get(rows[0], "pairs").(float64) < 200 {
			t.Fatalf("reliability: %v", rows)
		}
		if brier := Get(rows[0], "brier").(float64); brier >= 0.2 {
			t.Errorf("the calibrated probabilities tell nothing: Brier %.3f", brier)
		}
		var ms M
		auditor.Want(200, "GET", "/api/v1/matches?limit=200", nil, &ms)
		for _, m := range ms["items"].([]any) {
			if Get(m, "model.calibrated") != true {
				t.Fatalf("a match stands under %v", Get(m, "model"))
			}
		}
		alone := pairs(t, db)
		one := invent(8, 6)
		logAll(t, db, one) // under weights that are read from the store
		for key, m := range pairs(t, db) {
			if old, there := alone[key]; there && old.Model != m.Model {
				t.Errorf("%s stands under %s and %s", key, old.Model, m.Model)
			}
		}
	})
}
