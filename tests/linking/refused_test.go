package linking

import (
	"context"
	"fmt"
	"testing"
	"time"

	"concord/geo"
	"concord/investigations"
	"concord/models"
	"concord/models/reports"
	"concord/models/store"
	. "concord/tests/harness"
)

// three partners tell of one incident, alike in all; match gives the pair of two.
func three(t *testing.T, w *World) (ids map[string]string, match func(a, b string) models.Match) {
	t.Helper()
	ids = map[string]string{}
	base := invent(7, 1)[0].facts
	for _, by := range []string{"ORL", "VAR", "TRI"} {
		f := base
		f.LocalRef = by + "-1"
		ids[by] = enter(t, w.Server.DB, told{by, models.Joint, f}).ID
	}
	return ids, func(a, b string) models.Match {
		t.Helper()
		if b < a {
			a, b = b, a
		}
		l := w.Server.DB.Whole(context.Background())
		m, err := store.Visible[models.Match](l).Where("id = ?", models.DerivedID("match", ids[a], ids[b])).Take(l.Context())
		if err != nil {
			t.Fatalf("%s and %s: %v", a, b, err)
		}
		return m
	}
}

func decide(t *testing.T, w *World, m models.Match, partner, verdict string, status int) {
	t.Helper()
	w.As(t, map[string]string{"ORL": "orl.lead", "VAR": "var.lead", "TRI": "tri.lead"}[partner]).
		Want(status, "POST", "/api/v1/matches/"+m.ID+"/decisions", M{"verdict": verdict, "reason": "looked at both"}, nil)
}

// A refusal lasts through runs and new versions, holds over a third report, and only
// the partner that said it takes it back.
func TestNotSameLasts(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		ids, match := three(t, w)
		for _, pair := range [][2]string{{"ORL", "VAR"}, {"ORL", "TRI"}, {"TRI", "VAR"}} {
			if m := match(pair[0], pair[1]); m.State != models.Provisional {
				t.Fatalf("before anybody speaks %v is %s", pair, m.State)
			}
		}
		decide(t, w, match("ORL", "VAR"), "VAR", "not_same", 200)
		upheld := func(when string) {
			t.Helper()
			if m := match("ORL", "VAR"); m.State != models.Refused {
				t.Errorf("%s the refused pair is %s", when, m.State)
			}
			linked := 0
			for _, other := range []string{"ORL", "VAR"} {
				m := match(other, "TRI")
				if m.State == models.Provisional {
					linked++
				} else if m.State != models.Proposed || m.Band != "review" {
					t.Errorf("%s %s and TRI are %s in band %q, want a question", when, other, m.State, m.Band)
				}
			}
			if linked != 1 {
				t.Errorf("%s the third report is linked with %d of two that are not the same", when, linked)
			}
		}
		upheld("after the refusal")
		work, err := investigations.NewMatcher(w.Server.DB).StartRun(context.Background(), lead("ORL"))
		if err != nil {
			t.Fatal(err)
		}
		work()
		upheld("after a run")
		l := w.Server.DB.Whole(context.Background())
		r, err := store.Visible[models.Report](l).Where("id = ?", ids["TRI"]).Take(l.Context())
		if err != nil {
			t.Fatal(err)
		}
		again := invent(7, 1)[0].facts
		again.LocalRef, again.Narrative = r.LocalRef, "Told again with more words."
		if _, err := reports.Amend(context.Background(), w.Server.DB, clerk("TRI"), r.ID, r.Version, again); err != nil {
			t.Fatal(err)
		}
		upheld("after a new version")

		decide(t, w, match("ORL", "VAR"), "ORL", "same", 200)
		decide(t, w, match("ORL", "VAR"), "ORL", "unsure", 200)
		upheld("after the other partner has said what it likes")
		decide(t, w, match("ORL", "VAR"), "VAR", "unsure", 200)
		for _, pair := range [][2]string{{"ORL", "VAR"}, {"ORL", "TRI"}, {"TRI", "VAR"}} {
			if m := match(pair[0], pair[1]); m.State != models.Provisional {
				t.Errorf("after it is taken back %v is %s", pair, m.State)
			}
		}
	})
}

// No incident holds two reports of which a partner has said that they are not the
// same: not by a later confirmation, and not by earlier ones over a third report.
func TestNotSamePartsIncidents(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		ids, match := three(t, w)
		incident := func(by string) string {
			l := w.Server.DB.Whole(context.Background())
			r, err := store.Visible[models.Report](l).Where("id = ?", ids[by]).Take(l.Context())
			if err != nil {
				t.Fatal(err)
			}
			return r.Incident
		}
		for _, other := range []string{"ORL", "VAR"} {
			decide(t, w, match(other, "TRI"), other, "same", 200)
			decide(t, w, match(other, "TRI"), "TRI", "same", 200)
		}
		if incident("ORL") != incident("VAR") || incident("ORL") != incident("TRI") {
			t.Fatal("two confirmed links did not put three reports together")
		}
		decide(t, w, match("ORL", "VAR"), "VAR", "not_same", 200)
		apart := func(when string) {
			t.Helper()
			if incident("ORL") == incident("VAR") {
				t.Errorf("%s two reports that are not the same lie under one incident", when)
			}
			if tri := incident("TRI"); tri != incident("ORL") && tri != incident("VAR") {
				t.Errorf("%s the third lies with neither", when)
			}
		}
		apart("after the refusal")
		work, err := investigations.NewMatcher(w.Server.DB).StartRun(context.Background(), lead("ORL"))
		if err != nil {
			t.Fatal(err)
		}
		work()
		apart("after a run")
		decide(t, w, match("ORL", "VAR"), "VAR", "unsure", 200)
		if incident("ORL") != incident("VAR") {
			t.Error("after it is taken back they do not lie together again")
		}
	})
}

// Who has refused first is not talked into one incident by confirming a third.
func TestNoConfirmationAgainstARefusal(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		_, match := three(t, w)
		decide(t, w, match("ORL", "VAR"), "VAR", "not_same", 200)
		decide(t, w, match("ORL", "TRI"), "ORL", "same", 200)
		decide(t, w, match("ORL", "TRI"), "TRI", "same", 200)
		decide(t, w, match("VAR", "TRI"), "TRI", "same", 200)
		decide(t, w, match("VAR", "TRI"), "VAR", "same", 409)
	})
}

// What is taken back with its write leaves nothing: neither in the memory nor for
// the writes that shared its transaction.
func TestARolledBackReportIsNoCandidate(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		ctx, db := context.Background(), w.Server.DB
		base := invent(7, 1)[0].facts
		fail := make(chan error, 40)
		for i := range 40 { // beside each other, so that on SQLite they share transactions
			go func() {
				f := base
				f.LocalRef = fmt.Sprintf("VAR-%d", i%8) // the second of a reference is refused
				_, err := reports.Log(ctx, db, clerk("VAR"), f)
				fail <- err
			}()
		}
		logged := 0
		for range 40 {
			if err := <-fail; err == nil {
				logged++
			}
		}
		if logged != 8 {
			t.Fatalf("%d of 8 were logged", logged)
		}
		f := base
		f.LocalRef = "ORL-1"
		enter(t, db, told{"ORL", models.Joint, f})
		if got := len(pairs(t, db)); got != 8 {
			t.Errorf("one report beside 8 has %d pairs", got)
		}
		// a write that is undone after its reactions
		before := pairs(t, db)
		err := db.System(ctx, "LOG_REPORT", func(tx *store.Tx) error {
			tx.Touch("report", reportOf(t, db, "ORL-1"))
			return nil // records nothing, and is taken back for it
		})
		if err == nil {
			t.Fatal("a write without an entry was kept")
		}
		alike(t, "after a write was taken back", before, pairs(t, db))
		f.LocalRef = "ORL-2"
		enter(t, db, told{"ORL", models.Joint, f})
		if got := len(pairs(t, db)); got != 16 {
			t.Errorf("two reports beside 8 have %d pairs", got)
		}
	})
}

func reportOf(t testing.TB, db *store.DB, ref string) string {
	l := db.Whole(context.Background())
	r, err := store.Visible[models.Report](l).Where("local_ref = ?", ref).Take(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r.ID
}

// Two programs on one PostgreSQL: what one writes is a candidate for the other at
// once, also what it changes and withdraws, and weights that one puts in force.
func TestTwoProgramsOnOneStore(t *testing.T) {
	for _, kind := range Databases(t) {
		if kind != "postgres" {
			continue
		}
		w := Start(t, kind)
		other := Again(t, w)
		all := spread(11, 120)
		for i, one := range all {
			enter(t, []*store.DB{w.Server.DB, other.Server.DB}[i%2], one)
		}
		alone := Start(t, kind)
		logAll(t, alone.Server.DB, all)
		alike(t, "by turns in two programs", pairs(t, alone.Server.DB), pairs(t, w.Server.DB))

		for i, x := range []*World{w, alone} {
			work, err := investigations.NewMatcher(x.Server.DB).StartRun(context.Background(), lead("ORL"))
			if err != nil {
				t.Fatal(err)
			}
			work()
			for n, one := range invent(12, 10) {
				one.facts.LocalRef += "-late"
				db := x.Server.DB
				if i == 0 && n%2 == 0 {
					db = other.Server.DB
				}
				enter(t, db, one)
			}
		}
		alike(t, "after a run in one of them", pairs(t, alone.Server.DB), pairs(t, w.Server.DB))
	}
}

// Of writes that share a transaction each sees what those before it have said: a
// report that one of them moves away is no candidate for the next as it was before.
func TestWritesOfOneTransactionSeeEachOther(t *testing.T) {
	w := Start(t, "sqlite")
	ctx, db := context.Background(), w.Server.DB
	base := invent(7, 1)[0].facts
	base.LocalRef = "VAR-1"
	theirs := enter(t, db, told{"VAR", models.Joint, base})
	base.LocalRef = "ORL-0"
	enter(t, db, told{"ORL", models.Joint, base}) // so that the memory holds theirs
	far := base
	began := base.Started.Earliest.AddDate(3, 0, 0)
	far.LocalRef, far.Started = "VAR-1", &geo.Window{Earliest: &began, Precision: "MINUTE"}
	done := make(chan error, 3)
	go func() { // the writer is busy, and what comes meanwhile shares the next transaction
		done <- db.System(ctx, "LOG_REPORT", func(tx *store.Tx) error {
			time.Sleep(400 * time.Millisecond)
			return tx.Record("report", "none", "busy")
		})
	}()
	time.Sleep(100 * time.Millisecond)
	go func() {
		_, err := reports.Amend(ctx, db, clerk("VAR"), theirs.ID, theirs.Version, far)
		done <- err
	}()
	time.Sleep(100 * time.Millisecond)
	go func() {
		f := base
		f.LocalRef = "ORL-1"
		_, err := reports.Log(ctx, db, clerk("ORL"), f)
		done <- err
	}()
	for range 3 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	for key := range pairs(t, db) {
		t.Errorf("%s is a pair although VAR-1 is three years away", key)
	}
}

// A report that is logged again under another reference is not linked by the program
// with a report of which its twin was said not to be the same: it comes up for review,
// and who looks at it is told of the refused pair.
func TestARefusedReportLoggedAgainIsAQuestion(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		base := invent(7, 1)[0].facts
		log := func(by, ref string) string {
			f := base
			f.LocalRef = ref
			return enter(t, w.Server.DB, told{by, models.Joint, f}).ID
		}
		id := func(a, b string) string { return models.DerivedID("match", a, b) }
		view := func(match string) (m M) {
			t.Helper()
			w.As(t, "orl.lead").Want(200, "GET", "/api/v1/matches/"+match, nil, &m)
			return m
		}
		mine, theirs := log("ORL", "ORL-1"), log("VAR", "VAR-1")
		if m := view(id(mine, theirs)); m["state"] != models.Provisional || m["told_again"] != nil {
			t.Fatalf("before anybody speaks the pair is %v, told again %v", m["state"], m["told_again"])
		}
		refused := models.Match{ID: id(mine, theirs)}
		decide(t, w, refused, "VAR", "not_same", 200)
		mineAgain := log("ORL", "ORL-1b")
		question := func(when, a, b string) {
			t.Helper()
			m := view(id(a, b))
			if m["state"] != models.Proposed || m["band"] != "review" {
				t.Errorf("%s the pair is %v in band %v, want a question", when, m["state"], m["band"])
			}
			if Text(m, "told_again.match") != refused.ID || Text(m, "told_again.ref") == "" || Text(m, "told_again.partner") != "ORL" && when != "logged again by the other" {
				t.Errorf("%s the remark is %v, want the pair %s", when, m["told_again"], refused.ID)
			}
		}
		question("logged again by one", mineAgain, theirs)
		theirsAgain := log("VAR", "VAR-1b")
		question("logged again by the other", mine, theirsAgain)
		question("logged again by both", mineAgain, theirsAgain)

		// Who may not see the twin is not told of it: this one only Orland and Varsenna read.
		w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+mine+"/share", M{"with": []string{"VAR"}}, nil)
		question("kept from a third", mineAgain, theirs)
		var m M
		w.As(t, "tri.lead").Want(200, "GET", "/api/v1/matches/"+id(mineAgain, theirs), nil, &m)
		if m["told_again"] != nil {
			t.Errorf("a third partner is told of a report that is kept from it: %v", m["told_again"])
		}

		// Taken back, it is no reason any more: one of the four goes with one of the others.
		decide(t, w, refused, "VAR", "withdrawn", 200)
		if m := view(id(mineAgain, theirs)); m["told_again"] != nil {
			t.Errorf("after it is taken back the remark is still %v", m["told_again"])
		}
	})
}

// A report that says something else than a refused one of its partner is linked as any other.
func TestAnotherReportThanTheRefusedIsLinked(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		first, second := invent(7, 1)[0].facts, invent(8, 1)[0].facts
		log := func(by, ref string, f models.ReportFacts) string {
			f.LocalRef = ref
			return enter(t, w.Server.DB, told{by, models.Joint, f}).ID
		}
		other, theirs := log("ORL", "ORL-2", second), log("VAR", "VAR-1", first)
		var m M
		lead := w.As(t, "var.lead")
		lead.Want(201, "POST", "/api/v1/matches", M{"reports": []string{other, theirs}, "reason": "the same day"}, &m)
		lead.Want(200, "POST", "/api/v1/matches/"+Text(m, "id")+"/decisions", M{"verdict": "not_same"}, nil)
		mine := log("ORL", "ORL-1", first)
		lead.Want(200, "GET", "/api/v1/matches/"+models.DerivedID("match", mine, theirs), nil, &m)
		if m["state"] != models.Provisional || m["told_again"] != nil {
			t.Errorf("the pair is %v with the remark %v, want provisional without", m["state"], m["told_again"])
		}
	})
}
