package e2e

import (
	"context"
	"slices"
	"testing"
	"time"

	"concord/models"
	"concord/models/store"
	. "concord/tests/harness"
)

// foundAnew waits until no run over all gaps is under way.
func foundAnew(t testing.TB, p *Person) (v M) {
	t.Helper()
	for range 600 {
		v = nil
		p.Want(200, "GET", "/api/v1/gaps/runs", nil, &v)
		if v["running"] == nil {
			return v
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the run does not end")
	return nil
}

// propose puts rules forward as a person and gives how they then stand.
func propose(t testing.TB, p *Person, status int, config M, reason string) (v M) {
	t.Helper()
	tag := p.Want(200, "GET", "/api/v1/gaps/rules", nil, nil).Header.Get("ETag")
	p.Want(status, "PUT", "/api/v1/gaps/rules", M{"config": config, "reason": reason}, &v, "If-Match", tag)
	return v
}

// gapOf is the open gap of a code that a person sees.
func gapOf(t testing.TB, p *Person, code string) M {
	t.Helper()
	var v M
	p.Want(200, "GET", "/api/v1/gaps?state=open&code="+code, nil, &v)
	items := v["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("%d gaps %s", len(items), code)
	}
	return items[0].(M)
}

// Rules come into force when every partner but the observers has concurred, and then
// every gap is found anew under them; silence is not consent.
func TestRulesNeedEveryPartner(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		orl, var_, tri := w.As(t, "orl.authority"), w.As(t, "var.authority"), w.As(t, "tri.authority")
		before := gapOf(t, orl, "G10")
		config := M{"base": M{"G10": 20}, "due_days": M{"G10": 5}}

		var preview M
		orl.Want(200, "POST", "/api/v1/gaps/rules/preview", M{"config": config}, &preview)
		if Get(preview, "total.severity") != float64(1) || Get(preview, "total.due") != float64(1) || Get(preview, "total.new") != float64(0) || Get(preview, "total.gone") != float64(0) ||
			Text(preview, "codes.0.code") != "G10" || Text(preview, "examples.severity.0.before.severity") != Text(before, "severity") {
			t.Errorf("preview: %v", preview)
		}

		v := propose(t, orl, 202, config, "Disjoint counts are many here, and most are soon settled.")
		id := Text(v, "waiting.id")
		if Get(v, "version") != float64(0) || id == "" || len(Get(v, "waiting.positions").([]any)) != 3 {
			t.Fatalf("after one partner: %v", v)
		}
		for _, p := range Get(v, "waiting.positions").([]any) {
			if want := map[string]string{"ORL": "CONCUR", "VAR": "NO_POSITION", "TRI": "NO_POSITION"}[Text(p, "partner")]; Text(p, "stance") != want {
				t.Errorf("%s stands at %s, want %s", Text(p, "partner"), Text(p, "stance"), want)
			}
		}
		for who, want := range map[*models.Actor]bool{
			{Name: "var.clerk", Partner: "VAR", Roles: []models.Role{models.CellClerk}}: true,
			{Name: "auditor", Roles: []models.Role{models.Auditor}}:                     true,
			{Name: "admin", Roles: []models.Role{models.Admin}}:                         false,
		} {
			changes, _, err := w.Server.DB.Changes(context.Background(), *who, -1, 100_000)
			told := slices.ContainsFunc(changes, func(c store.Change) bool { return c.Kind == "rules" && c.ID == id })
			if err != nil || told != want {
				t.Errorf("%s hears of rules that wait: %v, want %v (%v)", who.Name, told, want, err)
			}
		}
		if Get(gapOf(t, orl, "G10"), "score") != before["score"] {
			t.Error("rules that wait already hold")
		}
		var p Problem
		tag := var_.Want(200, "GET", "/api/v1/gaps/rules", nil, nil).Header.Get("ETag")
		var_.Want(409, "PUT", "/api/v1/gaps/rules", M{"config": M{"base": M{"G10": 30}}, "reason": "otherwise"}, &p, "If-Match", tag)
		orl.Want(409, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "CONCUR"}, nil) // its own
		var_.Want(412, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "CONCUR"}, nil, "If-Match", `"another"`)
		orl.Want(412, "POST", "/api/v1/gaps/rules/"+id+"/withdraw", M{"reason": "otherwise"}, nil, "If-Match", `"another"`)
		var_.Want(202, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "CONCUR"}, &v, "If-Match", tag)
		if Get(v, "version") != float64(0) {
			t.Fatal("two of three partners put rules in force")
		}
		w.As(t, "ir.authority").Want(403, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "CONCUR"}, nil)
		tri.Want(200, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "CONCUR_WITH_COMMENT", "reasons": "to be looked at again in spring"}, &v)
		if Get(v, "version") != float64(1) || v["waiting"] != nil || Text(v, "history.0.state") != "ADOPTED" || len(Get(v, "history.0.positions").([]any)) != 3 {
			t.Fatalf("after all partners: %v", v)
		}
		run := foundAnew(t, orl)
		if Get(run, "behind") != float64(0) || Text(run, "last.state") != "DONE" || Get(run, "last.version") != float64(1) {
			t.Errorf("the run: %v", run)
		}
		after := gapOf(t, orl, "G10")
		if after["score"].(float64) != before["score"].(float64)-40 || Text(after, "severity") == Text(before, "severity") || after["id"] != before["id"] || after["raised_at"] != before["raised_at"] {
			t.Errorf("before %v %v, after %v %v", before["score"], before["severity"], after["score"], after["severity"])
		}
		raised, _ := time.Parse(time.RFC3339, Text(after, "raised_at"))
		due, _ := time.Parse(time.RFC3339, Text(after, "due_at"))
		if due.Sub(raised) != 5*24*time.Hour {
			t.Errorf("raised %v and due %v", raised, due)
		}
	})
}

// A dissent ends what was put forward; so does its own partner, and nobody else.
func TestRulesAreDeclinedAndWithdrawn(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.authority"), w.As(t, "var.authority")
		id := Text(propose(t, orl, 202, M{"tolerances": M{"people": 1}}, "Counts differ by one where a person died later."), "waiting.id")
		var p Problem
		var_.Want(422, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "DISSENT"}, &p)
		if len(p.Errors) != 1 || p.Errors[0].Pointer != "/reasons" {
			t.Errorf("a dissent without reasons: %+v", p)
		}
		var v M
		var_.Want(200, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "DISSENT", "reasons": "One person is one person."}, &v)
		if v["waiting"] != nil || Text(v, "history.0.state") != "DECLINED" || Text(v, "history.0.why") != "One person is one person." || Get(v, "version") != float64(0) {
			t.Errorf("after a dissent: %v", v)
		}
		w.As(t, "tri.authority").Want(409, "POST", "/api/v1/gaps/rules/"+id+"/positions", M{"stance": "CONCUR"}, nil)

		id = Text(propose(t, orl, 202, M{"tolerances": M{"minutes": 5}}, "Clocks differ."), "waiting.id")
		var_.Want(403, "POST", "/api/v1/gaps/rules/"+id+"/withdraw", M{"reason": "no"}, nil)
		orl.Want(422, "POST", "/api/v1/gaps/rules/"+id+"/withdraw", M{"reason": " "}, nil)
		orl.Want(200, "POST", "/api/v1/gaps/rules/"+id+"/withdraw", M{"reason": "Ten minutes are needed."}, &v)
		if v["waiting"] != nil || Text(v, "history.0.state") != "WITHDRAWN" {
			t.Errorf("after it was withdrawn: %v", v)
		}
	})
}

// What is wrong is said at its place and all at once; a change names what it was made
// from; who does not speak for a partner changes nothing.
func TestRulesAreRefused(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl := w.As(t, "orl.authority")
		tag := orl.Want(200, "GET", "/api/v1/gaps/rules", nil, nil).Header.Get("ETag")
		bad := M{"tolerances": M{"metres": -1, "people": 6}, "base": M{"G10": 101, "G99": 1}, "due_days": M{"G10": 0}}
		want := []string{"/config/base/G10", "/config/base/G99", "/config/due_days/G10", "/config/tolerances/metres", "/config/tolerances/people"}
		check := func(p Problem, want ...string) {
			t.Helper()
			var got []string
			for _, e := range p.Errors {
				got = append(got, e.Pointer)
			}
			if len(got) != len(want) {
				t.Fatalf("wrong: %v, want %v", got, want)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("wrong: %v, want %v", got, want)
				}
			}
		}
		var p, q, same Problem
		orl.Want(422, "PUT", "/api/v1/gaps/rules", M{"config": bad, "reason": ""}, &p, "If-Match", tag)
		check(p, append(want, "/reason")...)
		orl.Want(422, "POST", "/api/v1/gaps/rules/preview", M{"config": bad}, &q)
		check(q, want...)
		orl.Want(422, "PUT", "/api/v1/gaps/rules", M{"config": M{"base": M{"G11": 30}}, "reason": "as printed"}, &same, "If-Match", tag)
		check(same, "/config")
		orl.Want(400, "PUT", "/api/v1/gaps/rules", M{"config": M{"weights": M{}}, "reason": "x"}, nil, "If-Match", tag)

		fine := M{"config": M{"base": M{"G11": 35}}, "reason": "They need an eye."}
		orl.Want(428, "PUT", "/api/v1/gaps/rules", fine, nil)
		orl.Want(412, "PUT", "/api/v1/gaps/rules", fine, nil, "If-Match", `"another"`)
		for _, name := range []string{"orl.lead", "orl.approver", "auditor", "admin", "ir.authority"} {
			w.As(t, name).Want(403, "PUT", "/api/v1/gaps/rules", fine, nil, "If-Match", "*")
			w.As(t, name).Want(403, "POST", "/api/v1/gaps/rules/preview", M{"config": M{}}, nil)
			w.As(t, name).Want(403, "POST", "/api/v1/gaps/runs", nil, nil)
		}
		w.As(t, "admin").Want(403, "GET", "/api/v1/gaps/rules", nil, nil)
		var v M
		w.As(t, "ir.clerk").Want(200, "GET", "/api/v1/gaps/rules", nil, &v)
		if v["may_set"] != false || len(v["catalogue"].([]any)) < 20 || Text(v, "catalogue.0.code") != "G01" {
			t.Errorf("an observer reads %v", v["may_set"])
		}
		orl.Want(404, "POST", "/api/v1/gaps/rules/nothing/positions", M{"stance": "CONCUR"}, nil)
	})
}

// A preview counts what its reader may see and nothing else.
func TestPreviewTellsNothingHidden(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		named := func(p *Person, facts M, with string) {
			var r M
			p.Want(201, "POST", "/api/v1/reports", facts, &r)
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": []string{with}}, nil)
		}
		elsewhere := M{"place": M{"lat": 1.2, "lon": 2.3, "precision": "LANDMARK"}, "started": M{"earliest": "2031-06-01T01:10:00Z", "precision": "MINUTE", "utc_offset_min": 0}}
		named(w.As(t, "orl.clerk"), Facts(elsewhere), "VAR")
		named(w.As(t, "var.clerk"), Other(elsewhere), "ORL")
		count := func(name string) (gaps, severity any) {
			var v M
			w.As(t, name).Want(200, "POST", "/api/v1/gaps/rules/preview", M{"config": M{"base": M{"G10": 0}}}, &v)
			return v["gaps"], Get(v, "total.severity")
		}
		visible := func(name string) float64 {
			var v M
			w.As(t, name).Want(200, "GET", "/api/v1/gaps?limit=200", nil, &v)
			return float64(len(v["items"].([]any)))
		}
		for name, want := range map[string]float64{"orl.authority": 2, "var.authority": 2, "tri.authority": 1} {
			gaps, severity := count(name)
			if severity != want || gaps != visible(name) {
				t.Errorf("%s is told of %v changes among %v gaps, want %v among %v", name, severity, gaps, want, visible(name))
			}
		}
		var stored M
		w.As(t, "auditor").Want(200, "GET", "/api/v1/gaps/rules", nil, &stored)
		if stored["waiting"] != nil || len(stored["history"].([]any)) != 0 {
			t.Error("a preview stored something")
		}
	})
}
