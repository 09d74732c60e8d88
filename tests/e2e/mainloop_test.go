// Package e2e tells whole stories over HTTP: who does what, what follows, and
// what must not be possible.
package e2e

import (
	"strings"
	"testing"

	. "concord/tests/harness"
)

// The whole way: two differing reports are linked by both, the gap is agreed on
// by both, the case is agreed on by both, and what is stated in public is what
// both approved.
func TestFromTwoReportsToOneStatement(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl := func(post string) *Person { return w.As(t, "orl."+post) }
		var_ := func(post string) *Person { return w.As(t, "var."+post) }
		reportA, _, match := w.Pair(t, orl("clerk"), var_("clerk"), Facts(nil), Other(nil))

		var m, incident, gaps M
		orl("lead").Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "place and time"}, &m)
		if got := Text(m, "state"); got != "provisional" && got != "proposed" {
			t.Errorf("after one partner said same: %s", got)
		}
		var_("lead").Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, &m)
		if got := Text(m, "state"); got != "confirmed" {
			t.Fatalf("after both said same: %s", got)
		}
		if Text(m, "a.incident") != Text(m, "b.incident") {
			t.Fatalf("the reports lie under two incidents: %v", m)
		}
		id := Text(m, "a.incident")
		orl("clerk").Want(200, "GET", "/api/v1/incidents/"+id, nil, &incident)
		if !strings.HasPrefix(Text(incident, "ref"), "JI-2031-") {
			t.Errorf("ref = %v", incident["ref"])
		}

		orl("investigator").Want(200, "GET", "/api/v1/gaps?incident="+id, nil, &gaps)
		killed := ""
		for _, g := range gaps["items"].([]any) {
			if Text(g, "code") == "G10" {
				killed = Text(g, "id")
				if Text(g, "severity") != "CRITICAL" || Get(g, "score") != float64(90) {
					t.Errorf("G10 = %v %v, want 60+20 for a distance of 5 and 10 for ten or more people: 90 CRITICAL", Get(g, "severity"), Get(g, "score"))
				}
			}
		}
		if killed == "" {
			t.Fatalf("no G10 between 4 to 6 and 11 to 14 killed: %v", gaps)
		}

		var c, tr M
		orl("clerk").Want(201, "POST", "/api/v1/incidents/"+id+"/investigation", nil, &c)
		var again M
		var_("clerk").Want(200, "POST", "/api/v1/incidents/"+id+"/investigation", nil, &again)
		if Text(c, "id") != Text(again, "id") {
			t.Fatal("a second case was opened for one incident")
		}
		if got := Text(c, "state"); got != "NOTIFIED" {
			t.Fatalf("a new case is %s", got)
		}
		move := func(p *Person, to, reason string, status int) M {
			t.Helper()
			tr = M{}
			p.Want(status, "POST", "/api/v1/investigations/"+Text(c, "id")+"/transitions", M{"to": to, "reason": reason}, &tr)
			return tr
		}
		state := func() string {
			t.Helper()
			var now M
			orl("clerk").Want(200, "GET", "/api/v1/investigations/"+Text(c, "id"), nil, &now)
			return Text(now, "state")
		}
		move(orl("lead"), "CLOSED", "no", 409)
		move(orl("lead"), "INITIAL_REVIEW", "", 201)
		move(var_("lead"), "ASSESSMENT", "", 201)
		move(orl("investigator"), "JOINT_REVIEW", "", 201)
		if got := state(); got != "ASSESSMENT" {
			t.Fatalf("one investigator alone moved the case to %s", got)
		}
		var_("investigator").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		if got := state(); got != "JOINT_REVIEW" {
			t.Fatalf("after both investigators: %s", got)
		}
		blocked := move(orl("approver"), "AGREED", "", 409)
		if !strings.Contains(strings.Join(words(blocked["missing"]), " "), "1 serious gap is open") {
			t.Errorf("a case with an open critical gap can be agreed on: %v", blocked)
		}

		var p M
		orl("investigator").Want(422, "POST", "/api/v1/gaps/"+killed+"/proposals", M{"outcome": "AGREED_VALUE", "value": 40, "rationale": "more"}, nil)
		orl("investigator").Want(201, "POST", "/api/v1/gaps/"+killed+"/proposals", M{"outcome": "AGREED_RANGE", "min": 6, "max": 12, "rationale": "hospital list checked"}, &p)
		var_("investigator").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, &p)
		if got := Text(p, "state"); got != "AGREED" {
			t.Fatalf("proposal = %s", got)
		}
		resolveRest(t, w, id)
		move(orl("investigator"), "ASSESSMENT", "the packet is older than the agreement", 201)
		move(var_("investigator"), "JOINT_REVIEW", "", 201)
		orl("investigator").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)

		move(orl("approver"), "AGREED", "", 201)
		orl("approver").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		if got := state(); got != "JOINT_REVIEW" {
			t.Fatalf("one approver signing twice moved the case to %s", got)
		}
		var_("approver").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		if got := state(); got != "AGREED" {
			t.Fatalf("after both approvers: %s", got)
		}

		var s M
		text := "On [[date]] [[means]] was used at [[place]]. [[killed]] civilians were killed. We offer our condolences to the families."
		orl("pa").Want(201, "POST", "/api/v1/statements", M{"incident": id, "kind": "FINDINGS_AGREED", "audience": "PUBLIC", "bodies": M{"en": text}}, &s)
		path := "/api/v1/statements/" + Text(s, "id")
		orl("pa").Want(409, "POST", path+"/release", nil, nil)
		orl("approver").Want(200, "POST", path+"/approvals", M{"stance": "CONCUR"}, nil)
		orl("pa").Want(409, "POST", path+"/release", nil, nil)
		var_("approver").Want(409, "POST", path+"/approvals", M{"stance": "CONCUR", "digest": "another"}, nil)
		var_("approver").Want(200, "POST", path+"/approvals", M{"stance": "CONCUR", "digest": Text(s, "digest")}, &s)
		if got := Text(s, "state"); got != "PARTNER_CONCURRED" {
			t.Fatalf("after both approvals: %s %v", got, s["approvals"])
		}
		public := w.As(t, "")
		if a := public.Do("GET", "/public/statements/"+Text(s, "ref"), nil); a.Status != 404 {
			t.Errorf("before release the public page is %d", a.Status)
		}
		orl("pa").Want(200, "POST", path+"/release", nil, &s)
		var weighed M
		orl("investigator").Want(200, "GET", "/api/v1/gaps/"+killed, nil, &weighed)
		if got := Get(weighed, "score"); got != float64(100) {
			t.Errorf("after a statement was released the gap weighs %v, want 90 and 10 for it", got)
		}
		page := public.Want(200, "GET", "/public/statements/"+Text(s, "ref"), nil, nil)
		if !strings.Contains(string(page.Body), "6 to 12 civilians were killed") {
			t.Errorf("the public page does not say what was agreed: %s", page.Body)
		}
		for _, secret := range []string{reportA, "hospital list checked", "orl.pa", "BA 56521"} {
			if strings.Contains(string(page.Body), secret) {
				t.Errorf("the public page shows %q", secret)
			}
		}
	})
}

func words(v any) []string {
	var out []string
	list, _ := v.([]any)
	for _, x := range list {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}

// resolveRest ends every other serious gap of an incident as explained by both.
func resolveRest(t *testing.T, w *World, incident string) {
	t.Helper()
	var gaps, p M
	w.As(t, "orl.investigator").Want(200, "GET", "/api/v1/gaps?state=open&incident="+incident, nil, &gaps)
	for _, g := range gaps["items"].([]any) {
		w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/gaps/"+Text(g, "id")+"/proposals", M{"outcome": "EXPLAINED_COMPATIBLE", "rationale": "explained"}, &p)
		w.As(t, "var.legal").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, nil)
	}
}
