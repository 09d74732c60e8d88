package e2e

import (
	"slices"
	"strings"
	"testing"

	. "concord/tests/harness"
)

// A refused pair stays refused however the reports change, and only the partner
// that refused it can take that back.
func TestNotSameIsDurable(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.lead"), w.As(t, "var.lead")
		reportA, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		decide := func(p *Person, verdict string) string {
			t.Helper()
			var m M
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": verdict, "reason": "checked"}, &m)
			return Text(m, "state")
		}
		if got := decide(orl, "not_same"); got != "refused" {
			t.Fatalf("after one not_same: %s", got)
		}
		if got := decide(var_, "same"); got != "refused" {
			t.Errorf("the other partner's same revived it: %s", got)
		}
		var r, m M
		a := w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+reportA, nil, &r)
		w.As(t, "orl.clerk").Want(200, "PUT", "/api/v1/reports/"+reportA, Facts(M{"title": "Air strike at Tarn Quay, corrected"}), nil, "If-Match", a.Header.Get("ETag"))
		orl.Want(200, "GET", "/api/v1/matches/"+match, nil, &m)
		if got := Text(m, "state"); got != "refused" {
			t.Errorf("an amendment revived it: %s", got)
		}
		if got := decide(orl, "unsure"); got == "refused" {
			t.Error("the partner that refused could not take it back")
		}
	})
}

// Unlinking gives each report its own incident back; while linked the younger
// incident answers with where it went.
func TestLinkAndUnlink(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.lead"), w.As(t, "var.lead")
		reportA, reportB, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		incident := func(id string) string {
			var r M
			orl.Want(200, "GET", "/api/v1/reports/"+id, nil, &r)
			return Text(r, "incident")
		}
		homeA, homeB := incident(reportA), incident(reportB)
		for _, p := range []*Person{orl, var_} {
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		if incident(reportA) != homeA || incident(reportB) != homeA {
			t.Fatalf("linked under %s and %s, want the older %s", incident(reportA), incident(reportB), homeA)
		}
		var i M
		var_.Want(200, "GET", "/api/v1/incidents/"+homeB, nil, &i)
		if Text(i, "merged_into") != homeA {
			t.Errorf("the younger incident answers merged_into %v", i["merged_into"])
		}
		var_.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "not_same", "reason": "another day"}, nil)
		if incident(reportA) != homeA || incident(reportB) != homeB {
			t.Errorf("after unlinking the reports lie under %s and %s, want %s and %s", incident(reportA), incident(reportB), homeA, homeB)
		}
		var_.Want(200, "GET", "/api/v1/incidents/"+homeB, nil, &i)
		if i["merged_into"] != nil {
			t.Errorf("after unlinking merged_into is %v", i["merged_into"])
		}
		var gaps M
		orl.Want(200, "GET", "/api/v1/gaps?incident="+homeA, nil, &gaps)
		for _, g := range gaps["items"].([]any) {
			if len(Get(g, "reports").([]any)) > 1 {
				t.Errorf("a gap of the pair is left: %v", g)
			}
		}
	})
}

// Nothing can be agreed on while a link is only provisional.
func TestProvisionalGapsTakeNoProposal(t *testing.T) {
	w := Start(t, "sqlite")
	reportA, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
	var m, r, gaps M
	orl := w.As(t, "orl.investigator")
	orl.Want(200, "GET", "/api/v1/matches/"+match, nil, &m)
	if Text(m, "state") != "provisional" {
		t.Fatalf("two close accounts are %s, want provisional (%v bits)", Text(m, "state"), m["bits"])
	}
	orl.Want(200, "GET", "/api/v1/reports/"+reportA, nil, &r)
	orl.Want(200, "GET", "/api/v1/gaps?code=G10&incident="+Text(r, "incident"), nil, &gaps)
	gap := Text(gaps, "items.0.id")
	if gap == "" || Get(gaps, "items.0.provisional") != true {
		t.Fatalf("the provisional pair shows no provisional G10: %v", gaps)
	}
	orl.Want(409, "POST", "/api/v1/gaps/"+gap+"/proposals", M{"outcome": "AGREED_RANGE", "min": 5, "max": 12, "rationale": "x"}, nil)
}

// A withdrawn report leaves its partner without an account: that is a gap.
func TestWithdrawingRaisesAMissingRecord(t *testing.T) {
	w := Start(t, "sqlite")
	reportA, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
	for _, lead := range []string{"orl.lead", "var.lead"} {
		w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
	}
	w.As(t, "orl.clerk").Want(422, "POST", "/api/v1/reports/"+reportA+"/withdraw", M{"reason": " "}, nil)
	w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+reportA+"/withdraw", M{"reason": "logged twice"}, nil)
	var gaps M
	w.As(t, "var.lead").Want(200, "GET", "/api/v1/gaps?code=G01", nil, &gaps)
	if n := len(gaps["items"].([]any)); n != 1 {
		t.Fatalf("%d gaps G01, want exactly one: %v", n, gaps)
	}
	if got := words(Get(gaps, "items.0.waiting_on")); len(got) != 1 || got[0] != "ORL" {
		t.Errorf("G01 waits on %v, want ORL", got)
	}
}

// What is kept back is missing: no match, no count, no nearby hint tells of it.
func TestUnsharedReportsAreInvisible(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		var a, ms, list, near M
		w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/reports", Facts(nil), &a)
		w.As(t, "var.clerk").Want(201, "POST", "/api/v1/reports", Other(nil), nil)
		spy := w.As(t, "var.clerk")
		spy.Want(404, "GET", "/api/v1/reports/"+Text(a, "id"), nil, nil)
		spy.Want(200, "GET", "/api/v1/matches", nil, &ms)
		spy.Want(200, "GET", "/api/v1/incidents?total=exact", nil, &list)
		spy.Want(200, "POST", "/api/v1/reports/nearby", Other(nil), &near)
		if len(ms["items"].([]any)) != 0 {
			t.Errorf("a match tells of it: %v", ms)
		}
		if list["total"] != float64(1) {
			t.Errorf("the count is %v, want only the own incident", list["total"])
		}
		for _, n := range near["items"].([]any) {
			if Text(n, "report.report") == Text(a, "id") {
				t.Error("the nearby check tells of it")
			}
		}
		w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+Text(a, "id")+"/share", M{"with": []string{"VAR"}}, nil)
		spy.Want(200, "GET", "/api/v1/reports/"+Text(a, "id"), nil, nil)
		w.As(t, "tri.clerk").Want(404, "GET", "/api/v1/reports/"+Text(a, "id"), nil, nil)
	})
}

// Who was told of an incident is no longer asked once the report is kept back again; where
// there is a case it stays a party, for nobody takes another out of that by unsharing.
func TestUnsharingTakesNobodyOutOfACase(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk, auditor := w.As(t, "orl.clerk"), w.As(t, "auditor") // who sees all that take part
		for _, withCase := range []bool{false, true} {
			var r, shown M
			clerk.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
			incident := "/api/v1/incidents/" + Text(r, "incident")
			parties := func(when string, want ...string) {
				t.Helper()
				auditor.Want(200, "GET", incident, nil, &shown)
				if got := words(Get(shown, "parties")); !slices.Equal(got, want) {
					t.Errorf("%s (a case: %v) the parties are %v, want %v", when, withCase, got, want)
				}
			}
			parties("before it is shared", "ORL")
			if ref := Text(shown, "ref"); strings.HasPrefix(ref, "JI-") {
				t.Errorf("the incident is called %s before a second partner can see it", ref)
			}
			clerk.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": []string{"VAR"}}, nil)
			parties("shared", "ORL", "VAR")
			number := Text(shown, "ref")
			if !strings.HasPrefix(number, "JI-") {
				t.Errorf("an incident that two can see is called %q", number)
			}
			if withCase {
				clerk.Want(201, "POST", incident+"/investigation", nil, nil)
			}
			clerk.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "origin"}, nil)
			if withCase {
				parties("kept back again", "ORL", "VAR")
			} else {
				parties("kept back again", "ORL")
			}
			clerk.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
			if clerk.Want(200, "GET", incident, nil, &shown); Text(shown, "ref") != number {
				t.Errorf("the incident was %s and is %s", number, Text(shown, "ref"))
			}
		}
	})
}

// An edit to what was signed voids the signature, with the reason.
func TestAmendingVoidsSignatures(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		same := Other(M{"casualties": Facts(nil)["casualties"], "own_involvement": "SUPPORTED"})
		reportA, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), same)
		for _, lead := range []string{"orl.lead", "var.lead"} {
			w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		var r, c, tr, now M
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+reportA, nil, &r)
		w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/incidents/"+Text(r, "incident")+"/investigation", nil, &c)
		path := "/api/v1/investigations/" + Text(c, "id")
		w.As(t, "orl.lead").Want(201, "POST", path+"/transitions", M{"to": "INITIAL_REVIEW"}, nil)
		w.As(t, "orl.lead").Want(201, "POST", path+"/transitions", M{"to": "ASSESSMENT"}, nil)
		w.As(t, "orl.investigator").Want(201, "POST", path+"/transitions", M{"to": "JOINT_REVIEW"}, &tr)
		w.As(t, "var.investigator").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		w.As(t, "orl.approver").Want(201, "POST", path+"/transitions", M{"to": "AGREED"}, &tr)
		if Text(tr, "state") != "PROPOSED" {
			t.Fatalf("one approver alone: %s", Text(tr, "state"))
		}
		change := Facts(M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 5, "max": 6}}})
		a := w.As(t, "orl.clerk").Do("GET", "/api/v1/reports/"+reportA, nil)
		w.As(t, "orl.clerk").Want(200, "PUT", "/api/v1/reports/"+reportA, change, nil, "If-Match", a.Header.Get("ETag"))
		w.As(t, "var.approver").Want(200, "GET", "/api/v1/transitions/"+Text(tr, "id"), nil, &now)
		if Text(now, "state") != "VOID" || !strings.Contains(Text(now, "void_reason"), "orl.clerk") {
			t.Errorf("after the edit the move is %s (%s), want VOID with who did it", Text(now, "state"), Text(now, "void_reason"))
		}
		w.As(t, "var.approver").Want(409, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		w.As(t, "var.approver").Want(200, "GET", path, nil, &now)
		if Text(now, "state") != "JOINT_REVIEW" {
			t.Errorf("the case is %s", Text(now, "state"))
		}
	})
}

// Dissent is recorded with its reasons and is a normal ending.
func TestDissentIsAnEnding(t *testing.T) {
	w := Start(t, "sqlite")
	same := Other(M{"casualties": Facts(nil)["casualties"], "own_involvement": "SUPPORTED"})
	reportA, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), same)
	for _, lead := range []string{"orl.lead", "var.lead"} {
		w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
	}
	var r, c, tr, now M
	w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+reportA, nil, &r)
	w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/incidents/"+Text(r, "incident")+"/investigation", nil, &c)
	path := "/api/v1/investigations/" + Text(c, "id")
	w.As(t, "orl.lead").Want(201, "POST", path+"/transitions", M{"to": "INITIAL_REVIEW"}, nil)
	w.As(t, "orl.lead").Want(201, "POST", path+"/transitions", M{"to": "ASSESSMENT"}, nil)
	w.As(t, "orl.investigator").Want(201, "POST", path+"/transitions", M{"to": "JOINT_REVIEW"}, &tr)
	w.As(t, "var.investigator").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, nil)
	w.As(t, "orl.approver").Want(409, "POST", path+"/transitions", M{"to": "DISSENT_RECORDED", "reason": "no"}, nil)
	w.As(t, "orl.approver").Want(201, "POST", path+"/transitions", M{"to": "AGREED"}, &tr)
	w.As(t, "var.approver").Want(422, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "DISSENT"}, nil)
	w.As(t, "var.approver").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "DISSENT", "reasons": "The hospital list names more people."}, &tr)
	if Text(tr, "state") != "DECLINED" {
		t.Fatalf("after a dissent the move is %s", Text(tr, "state"))
	}
	w.As(t, "orl.approver").Want(201, "POST", path+"/transitions", M{"to": "DISSENT_RECORDED", "reason": "Both views stand."}, nil)
	w.As(t, "var.pa").Want(200, "GET", path, nil, &now)
	if Text(now, "state") != "DISSENT_RECORDED" || !strings.Contains(string(w.As(t, "orl.pa").Do("GET", path, nil).Body), "The hospital list names more people.") {
		t.Errorf("the case is %s and does not print the dissent", Text(now, "state"))
	}
}
