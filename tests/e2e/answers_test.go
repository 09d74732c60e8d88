package e2e

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"concord/models"
	"concord/models/store"
	. "concord/tests/harness"
)

// An answer that is taken back is gone for both partners and the pair is what it was;
// the log keeps that it was given and that it was taken back.
func TestAnAnswerIsTakenBack(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, other := w.As(t, "orl.lead"), w.As(t, "var.lead")
		_, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		path := "/api/v1/matches/" + match
		read := func(p *Person) (m M) {
			t.Helper()
			p.Want(200, "GET", path, nil, &m)
			return m
		}
		before := read(other)
		for _, tt := range []struct{ verdict, state string }{{"not_same", "refused"}, {"same", "provisional"}, {"unsure", "provisional"}} {
			orl.Want(200, "POST", path+"/decisions", M{"verdict": tt.verdict, "reason": "another quay"}, nil)
			if m := read(other); Text(m, "state") != tt.state || Text(m, "verdicts.0.verdict") != tt.verdict {
				t.Errorf("after %s the other partner reads %v, %v", tt.verdict, m["state"], m["verdicts"])
			}
			orl.Want(200, "POST", path+"/decisions", M{"verdict": "withdrawn"}, nil)
			after := read(other)
			if after["state"] != before["state"] || after["band"] != before["band"] || len(after["verdicts"].([]any)) != 0 || len(after["waiting_on"].([]any)) != 2 {
				t.Errorf("%s was taken back, and the other partner reads %v, %v, %v, waiting on %v", tt.verdict, after["state"], after["band"], after["verdicts"], after["waiting_on"])
			}
			if mine := read(orl); len(mine["verdicts"].([]any)) != 0 {
				t.Errorf("%s was taken back, and its own partner reads %v", tt.verdict, mine["verdicts"])
			}
		}
		// What is not there cannot be taken back, and what another partner said is not one's own.
		orl.Want(409, "POST", path+"/decisions", M{"verdict": "withdrawn"}, nil)
		orl.Want(200, "POST", path+"/decisions", M{"verdict": "same"}, nil)
		other.Want(409, "POST", path+"/decisions", M{"verdict": "withdrawn"}, nil)
		if m := read(other); len(m["verdicts"].([]any)) != 1 {
			t.Errorf("one partner took back what the other said: %v", m["verdicts"])
		}
		// A link that both confirmed comes apart, and the other partner's answer stays.
		other.Want(200, "POST", path+"/decisions", M{"verdict": "same"}, nil)
		if m := read(other); Text(m, "state") != "confirmed" || m["a"].(M)["incident"] != m["b"].(M)["incident"] {
			t.Fatalf("both have said same, and the pair is %v", m["state"])
		}
		orl.Want(200, "POST", path+"/decisions", M{"verdict": "withdrawn"}, nil)
		if m := read(other); m["state"] != before["state"] || len(m["verdicts"].([]any)) != 1 || Text(m, "verdicts.0.partner") != "VAR" || m["a"].(M)["incident"] == m["b"].(M)["incident"] {
			t.Errorf("one took its same back, and the pair is %v with %v", m["state"], m["verdicts"])
		}
		var refused Problem
		orl.Want(422, "POST", path+"/decisions", M{"verdict": "perhaps"}, &refused)
		if len(refused.Errors) != 1 || !strings.Contains(refused.Errors[0].Detail, "withdrawn") {
			t.Errorf("an unknown verdict is told %v", refused.Errors)
		}
		said := string(w.As(t, "auditor").Want(200, "GET", "/api/v1/audit?limit=200", nil, nil).Body)
		if given, back := strings.Count(said, "another quay"), strings.Count(said, `withdrawn`); given < 3 || back < 3 {
			t.Errorf("the log tells of %d answers and %d taken back, want 3 of each", given, back)
		}
		var matching M
		orl.Want(200, "GET", "/api/v1/matching", nil, &matching)
		if n := Get(matching, "labels.unsure"); n != float64(0) {
			t.Errorf("%v answers that were taken back still count as not sure", n)
		}
	})
}

// A decision may name the match as it was read: one that has changed since is not
// decided unseen.
func TestADecisionNamesWhatWasRead(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, other := w.As(t, "orl.lead"), w.As(t, "var.lead")
		_, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		path := "/api/v1/matches/" + match
		tag := func() string { return orl.Want(200, "GET", path, nil, nil).Header.Get("ETag") }
		read := tag()
		other.Want(200, "POST", path+"/decisions", M{"verdict": "not_same"}, nil)
		orl.Want(412, "POST", path+"/decisions", M{"verdict": "same"}, nil, "If-Match", read)
		var m M
		orl.Want(200, "GET", path, nil, &m)
		if n := len(m["verdicts"].([]any)); n != 1 {
			t.Errorf("what was answered unseen was kept: %v", m["verdicts"])
		}
		a := orl.Want(200, "POST", path+"/decisions", M{"verdict": "same"}, nil, "If-Match", `"other", `+tag())
		if got := a.Header.Get("ETag"); got != tag() {
			t.Errorf("the answer has the tag %s, the match %s", got, tag())
		}
		orl.Want(200, "POST", path+"/decisions", M{"verdict": "unsure"}, nil, "If-Match", "*")
		orl.Want(200, "POST", path+"/decisions", M{"verdict": "same"}, nil)
		orl.Want(400, "POST", "/api/v1/matches/decisions", M{"ids": []string{match}, "verdict": "same"}, nil, "If-Match", tag())
	})
}

// The queue says how long it is, where a page of it begins and what waits; what it does
// not have, or is told twice, it refuses by name.
func TestTheQueueIsCounted(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, b := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
		var ids []string
		for _, day := range []string{"04", "09", "14"} {
			at := M{"started": M{"earliest": "2031-03-" + day + "T01:10:00Z", "precision": "MINUTE", "utc_offset_min": 0}, "local_ref": "R-" + day}
			_, _, id := w.Pair(t, a, b, Facts(at), Other(at))
			ids = append(ids, id)
		}
		orl := w.As(t, "orl.lead")
		say := func(id, verdict string) {
			orl.Want(200, "POST", "/api/v1/matches/"+id+"/decisions", M{"verdict": verdict}, nil)
		}
		say(ids[0], "unsure")
		say(ids[1], "same")
		say(ids[1], "withdrawn")
		counts := func(p *Person, path string, want ...float64) (page M) {
			t.Helper()
			p.Want(200, "GET", "/api/v1/matches?total=exact&"+path, nil, &page)
			for i, name := range []string{"total", "before", "unanswered", "unsure"} {
				if page[name] != want[i] {
					t.Errorf("%s reads %s?%s as %v, want %v", p.Name, name, path, page[name], want[i])
				}
			}
			return page
		}
		counts(orl, "sort=review", 3, 0, 2, 1)
		first := counts(orl, "sort=review&limit=2", 3, 0, 2, 1)
		counts(orl, "sort=review&limit=2&cursor="+Text(first, "next"), 3, 2, 2, 1)
		counts(w.As(t, "var.lead"), "state=provisional", 3, 0, 3, 0)
		counts(orl, "state=refused", 0, 0, 0, 0)
		counts(w.As(t, "ir.clerk"), "", 0, 0, 0, 0)
		var plain M
		orl.Want(200, "GET", "/api/v1/matches", nil, &plain)
		if _, there := plain["total"]; there {
			t.Error("a total is told that nobody asked for")
		}
		for path, pointer := range map[string]string{
			"total=about": "/total", "states=proposed": "/states", "state=proposed&state=refused": "/state", "band=auto&band=auto": "/band", "limit=1&limit=2": "/limit",
		} {
			var p Problem
			orl.Want(400, "GET", "/api/v1/matches?"+path, nil, &p)
			if len(p.Errors) != 1 || p.Errors[0].Pointer != pointer || p.Errors[0].Detail == "" {
				t.Errorf("%s is told %v, want one error at %s", path, p.Errors, pointer)
			}
		}
	})
}

// A pair that a person puts up for review is in the review band, however unlike the
// two reports are, and stays there when they are compared again.
func TestAPairProposedByHandIsUnderReview(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, b := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
		var mine, theirs, m, list M
		a.Want(201, "POST", "/api/v1/reports", Facts(nil), &mine)
		b.Want(201, "POST", "/api/v1/reports", Other(M{"started": M{"earliest": "2031-09-20T01:10:00Z", "precision": "MINUTE", "utc_offset_min": 0},
			"place": M{"lat": 40.0, "lon": 50.0, "precision": "LANDMARK", "name": "Elsewhere"}}), &theirs)
		for p, r := range map[*Person]M{a: mine, b: theirs} {
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
		}
		lead := w.As(t, "orl.lead")
		lead.Want(201, "POST", "/api/v1/matches", M{"reports": []string{Text(mine, "id"), Text(theirs, "id")}, "reason": "the same witness"}, &m)
		reviewed := func(when string) {
			t.Helper()
			lead.Want(200, "GET", "/api/v1/matches/"+Text(m, "id"), nil, &m)
			if Text(m, "state") != "proposed" || Text(m, "band") != "review" {
				t.Errorf("%s the pair is %v in band %q, want proposed in review", when, m["state"], m["band"])
			}
			for band, want := range map[string]int{"review": 1, "auto": 0} {
				lead.Want(200, "GET", "/api/v1/matches?band="+band, nil, &list)
				if n := len(list["items"].([]any)); n != want {
					t.Errorf("%s %d pairs are listed in band %s, want %d", when, n, band, want)
				}
			}
		}
		reviewed("after it was proposed")
		kept, err := store.Visible[models.Match](w.Server.DB.Whole(context.Background())).Where("id = ?", Text(m, "id")).Take(context.Background())
		if err != nil || kept.AsksFirst <= 0 {
			t.Errorf("it stands at %v in the queue (%v), behind all that is decided", kept.AsksFirst, err)
		}
		tag := a.Do("GET", "/api/v1/reports/"+Text(mine, "id"), nil).Header.Get("ETag")
		a.Want(200, "PUT", "/api/v1/reports/"+Text(mine, "id"), Facts(M{"title": "Air strike, corrected"}), nil, "If-Match", tag)
		reviewed("after a report was amended")
	})
}

// A pair that is proposed by hand weighs on its rivals at once, as a run over everything
// weighs it, and they on it.
func TestAPairProposedByHandIsWeighedAtOnce(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, b, lead := w.As(t, "orl.clerk"), w.As(t, "var.clerk"), w.As(t, "orl.lead")
		logged := func(p *Person, facts M) string {
			var r M
			p.Want(201, "POST", "/api/v1/reports", facts, &r)
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
			return Text(r, "id")
		}
		mine := logged(a, Facts(nil))
		logged(b, Other(nil))
		far := logged(b, Other(M{"title": "Air strike at a depot", "place": M{"lat": 0.9, "lon": 1.6, "precision": "VILLAGE", "name": "Tarn Quay fuel depot"}}))
		weights := func() map[string]string {
			var list M
			lead.Want(200, "GET", "/api/v1/matches", nil, &list)
			out := map[string]string{}
			for _, m := range list["items"].([]any) {
				out[Text(m, "id")] = fmt.Sprint(Get(m, "probability"), Get(m, "band"), Get(m, "state"))
			}
			return out
		}
		before := weights()
		var m M
		lead.Want(201, "POST", "/api/v1/matches", M{"reports": []string{mine, far}, "reason": "the same witness"}, &m)
		proposed := weights()
		if proposed[Text(m, "id")] == "" || len(proposed) != len(before)+1 {
			t.Fatalf("of %v and the pair proposed these are listed: %v", before, proposed)
		}
		lead.Want(202, "POST", "/api/v1/matching/runs", nil, nil)
		for v := (M{"running": true}); v["running"] != nil; {
			time.Sleep(5 * time.Millisecond)
			v = nil
			lead.Want(200, "GET", "/api/v1/matching", nil, &v)
		}
		if after := weights(); !maps.Equal(proposed, after) {
			t.Errorf("as proposed the pairs weigh %v, after a run %v", proposed, after)
		}
	})
}

// Starting and ending a run takes no body, or an empty one, and refuses what it would
// pass over.
func TestARunTakesNoBody(t *testing.T) {
	w := Start(t, "sqlite")
	lead := w.As(t, "orl.lead")
	for _, path := range []string{"/api/v1/matching/runs", "/api/v1/matching/runs/cancel"} {
		for _, body := range []string{"{", `{"model":"stated"}`, `[]`, `"x"`} {
			lead.Want(400, "POST", path, []byte(body), nil)
		}
	}
	for _, body := range []any{nil, M{}} {
		if a := lead.Do("POST", "/api/v1/matching/runs", body); a.Status != 202 && a.Status != 409 { // 409: the one before still runs
			t.Errorf("a run with the body %v is answered %d: %s", body, a.Status, a.Body)
		}
	}
	if a := lead.Do("POST", "/api/v1/matching/runs/cancel", M{}); a.Status != 200 && a.Status != 409 {
		t.Errorf("ending a run is answered %d: %s", a.Status, a.Body)
	}
}
