package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/investigations"
	. "concord/tests/harness"
)

// linkedBy lets both leads say that two reports are the same, and gives the match.
func linkedBy(t *testing.T, w *World, a, b, leadA, leadB string) (m M) {
	t.Helper()
	var list M
	lead := w.As(t, leadA)
	lead.Do("POST", "/api/v1/matches", M{"reports": []string{a, b}, "reason": "the same"})
	lead.Want(200, "GET", "/api/v1/matches?limit=200", nil, &list)
	for _, item := range list["items"].([]any) {
		ends := []string{Text(item, "a.report"), Text(item, "b.report")}
		if slices.Contains(ends, a) && slices.Contains(ends, b) {
			for _, l := range []string{leadA, leadB} {
				w.As(t, l).Want(200, "POST", "/api/v1/matches/"+Text(item, "id")+"/decisions", M{"verdict": "same", "reason": "the same"}, &m)
			}
			return m
		}
	}
	t.Fatalf("no match of the two: %v", list)
	return nil
}

// third adds an account of Trimark's to a disputed incident, linked with Orland's; with
// is whom it is shared with.
func (d *disputed) third(with any) (report string) {
	d.t.Helper()
	var r M
	p := d.w.As(d.t, "tri.clerk")
	p.Want(201, "POST", "/api/v1/reports", Facts(M{"title": "Strike on the depot at Tarn Quay", "responsibility": nil, "own_involvement": "UNKNOWN", "casualties": killed(71, 73)["casualties"]}), &r)
	report = Text(r, "id")
	p.Want(200, "POST", "/api/v1/reports/"+report+"/share", M{"with": with}, nil)
	linkedBy(d.t, d.w, d.reportA, report, "orl.lead", "tri.lead")
	return report
}

// between is the gap of a code that lies between two partners.
func (d *disputed) between(who, code, a, b string) M {
	d.t.Helper()
	var found M
	d.w.As(d.t, who).Want(200, "GET", "/api/v1/gaps?incident="+d.id+"&code="+code, nil, &found)
	for _, g := range found["items"].([]any) {
		if Text(g, "a.partner") == a && Text(g, "b.partner") == b {
			return g.(map[string]any)
		}
	}
	d.t.Fatalf("%s sees no %s between %s and %s", who, code, a, b)
	return nil
}

// A partner that takes part by a report kept from one side of a gap is neither asked nor
// named there, holds nothing up and undoes nothing; it counts from when it shows itself,
// and what was signed before stays.
func TestHiddenPartnerIsNotAskedOfAGap(t *testing.T) {
	for _, shows := range []string{"by sharing", "by speaking"} {
		t.Run(shows, func(t *testing.T) {
			Each(t, func(t *testing.T, w *World) {
				d := dispute(t, w, killed(9, 10), nil)
				hidden := d.third([]string{"ORL"})
				gap := Text(d.between("var.lead", "G10", "ORL", "VAR"), "id")
				silent := func(when string) {
					t.Helper()
					for _, path := range []string{"/api/v1/gaps/" + gap, "/api/v1/gaps?turn=TRI", "/api/v1/incidents/" + d.id, "/api/v1/incidents/" + d.id + "/compare", "/print/compare/" + d.id} {
						body := string(w.As(t, "var.lead").Want(200, "GET", path, nil, nil).Body)
						if path == "/api/v1/gaps?turn=TRI" && strings.Contains(body, gap) || path != "/api/v1/gaps?turn=TRI" && (strings.Contains(body, `"TRI"`) || strings.Contains(body, "Trimark") || strings.Contains(body, "tri.")) {
							t.Errorf("%s Varsenna reads of Trimark at %s: %s", when, path, body)
						}
					}
				}
				stances := func(who string, p M) string {
					t.Helper()
					var v M
					w.As(t, who).Want(200, "GET", "/api/v1/proposals/"+Text(p, "id"), nil, &v)
					var out []string
					for _, s := range v["positions"].([]any) {
						out = append(out, Text(s, "partner")+" "+Text(s, "stance"))
					}
					return strings.Join(out, ", ")
				}
				silent("before anybody spoke")
				p := d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12})
				for _, who := range []string{"orl.lead", "var.lead", "tri.lead", "auditor"} {
					if got := stances(who, p); got != "ORL CONCUR, VAR NO_POSITION" {
						t.Errorf("%s reads the positions %s", who, got)
					}
				}
				silent("while it waits")
				if got := fmt.Sprint(d.read(gap)["waiting_on"]); got != "[VAR]" {
					t.Errorf("it waits on %s", got)
				}
				p = d.answer("var.investigator", p, 200, "CONCUR", "")
				g := d.stands(gap, "RESOLVED", "with the signatures of all that each may know of")
				if got := fmt.Sprint(g["course"].([]any)[len(g["course"].([]any))-1].(map[string]any)["signatures"]); strings.Contains(got, "TRI") || !strings.Contains(got, "VAR") {
					t.Errorf("it is signed by %s", got)
				}
				silent("when it has ended")
				w.As(t, "tri.lead").Want(403, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", M{"reason": "We were not asked."}, nil)

				if shows == "by sharing" {
					w.As(t, "tri.clerk").Want(200, "POST", "/api/v1/reports/"+hidden+"/share", M{"with": "joint"}, nil)
				}
				d.stands(gap, "RESOLVED", "after Trimark shared its report")
				if got := stances("var.lead", p); got != "ORL CONCUR, VAR CONCUR" {
					t.Errorf("what was signed without it reads %s", got)
				}
				var again M
				if shows == "by sharing" {
					again = d.propose("orl.investigator", gap, 201, M{"outcome": "REOPEN"})
				} else {
					again = d.propose("tri.investigator", gap, 201, M{"outcome": "REOPEN"})
				}
				if got := stances("var.lead", again); !strings.Contains(got, "TRI ") || !strings.Contains(got, "VAR NO_POSITION") {
					t.Errorf("once it has shown itself the positions are %s", got)
				}
				d.stands(gap, "RESOLVED", "while others have not agreed to open it")
				var turn M
				for who, want := range map[string]int{"VAR": 1, "TRI": map[string]int{"by sharing": 1}[shows]} {
					w.As(t, "var.lead").Want(200, "GET", "/api/v1/gaps?code=G10&total=exact&turn="+who+"&incident="+d.id, nil, &turn)
					n := 0
					for _, g := range turn["items"].([]any) {
						if Text(g, "id") == gap {
							n++
						}
					}
					if n != want || turn["total"] != float64(len(turn["items"].([]any))) {
						t.Errorf("it is the turn of %s in %d, want %d, of %v: %v", who, n, want, turn["total"], turn["items"])
					}
				}
			}, Unlimited)
		})
	}
}

// What was signed stands aside while one partner denies the link, and comes back with it as
// it was signed: how a gap ended with its value and signatures, and what the approvers signed
// in the case. Where a fact that was signed is another by then, the gap is open again.
func TestEndingComesBackWithTheLink(t *testing.T) {
	for _, amended := range []bool{false, true} {
		t.Run(fmt.Sprintf("amended %v", amended), func(t *testing.T) {
			Each(t, func(t *testing.T, w *World) {
				d := dispute(t, w, M{"casualties": killed(9, 10)["casualties"], "means": nil}, M{"means": nil, "own_involvement": "SUPPORTED"})
				gap := d.gap("G10")
				p := d.everybody(d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12}), "var.investigator")
				var c, tr M
				w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/incidents/"+d.id+"/investigation", nil, &c)
				path := "/api/v1/investigations/" + Text(c, "id")
				for _, to := range []string{"INITIAL_REVIEW", "ASSESSMENT"} {
					w.As(t, "orl.lead").Want(201, "POST", path+"/transitions", M{"to": to}, nil)
				}
				for _, s := range []struct{ to, post string }{{"JOINT_REVIEW", "investigator"}, {"AGREED", "approver"}} {
					w.As(t, "orl."+s.post).Want(201, "POST", path+"/transitions", M{"to": s.to}, &tr)
					w.As(t, "var."+s.post).Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, &tr)
				}
				agreed := func() M {
					var i M
					w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/incidents/"+d.id, nil, &i)
					return i["agreed"].(map[string]any)
				}
				signed := agreed()
				if len(signed) < 2 || signed["casualties/KILLED/CIVILIAN"] == nil {
					t.Fatalf("agreed are %v, want the range and what both say alike", signed)
				}
				match := linkedBy(t, w, d.reportA, d.reportB, "orl.lead", "var.lead")
				say := func(who, verdict string) {
					t.Helper()
					w.As(t, who).Want(200, "POST", "/api/v1/matches/"+Text(match, "id")+"/decisions", M{"verdict": verdict, "reason": "looked again"}, nil)
				}
				exported := func() string {
					return string(w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/export/gaps?format=csv", nil, nil).Body)
				}
				if !strings.Contains(exported(), Text(p, "hash")) {
					t.Errorf("the ending is not exported:\n%s", exported())
				}
				say("var.lead", "not_same")
				d.stands(gap, "SUPERSEDED", "while one denies the link")
				if table := exported(); strings.Contains(table, Text(p, "hash")) || strings.Contains(table, "AGREED_RANGE") {
					t.Errorf("what nobody agrees on now is exported as agreed:\n%s", table)
				}
				if got := agreed(); len(got) != 0 {
					t.Errorf("while it stands aside the incident says %v", got)
				}
				if amended {
					d.amend("var.clerk", d.reportB, Other(M{"casualties": killed(20, 24)["casualties"], "means": nil, "own_involvement": "SUPPORTED"}))
				}
				say("var.lead", "withdrawn") // which leaves a provisional link
				g := d.read(gap)
				if Text(g, "state") == "RESOLVED" || len(agreed()) != 0 || Text(g, "state") == "OPEN" && Text(g, "outcome") != "" {
					t.Errorf("while the link is provisional the gap is %v (%v), agreed are %v", g["state"], g["outcome"], agreed())
				}
				say("var.lead", "same")
				if amended {
					g = d.stands(gap, "OPEN", "with the link back and other facts")
					if got := agreed(); got["casualties/KILLED/CIVILIAN"] != nil || Text(g, "outcome") != "" {
						t.Errorf("it says %v and agreed is %v", g["outcome"], got)
					}
					return
				}
				g = d.stands(gap, "RESOLVED", "with the link back")
				if got := kindsOf(g["course"]); !strings.HasSuffix(got, "ENDED GONE STANDS_AGAIN") || Text(g, "outcome") != "AGREED_RANGE" {
					t.Errorf("the course is %s, the outcome %v", got, g["outcome"])
				}
				if got := agreed(); fmt.Sprint(got) != fmt.Sprint(signed) {
					t.Errorf("agreed are\n%v, were\n%v", got, signed)
				}
				var q, now M
				w.As(t, "var.lead").Want(200, "GET", "/api/v1/proposals/"+Text(p, "id"), nil, &q)
				if Text(q, "state") != "AGREED" || Text(q, "hash") != Text(p, "hash") || Get(q, "positions.1.stance") != "CONCUR" {
					t.Errorf("the proposal is %v", q)
				}
				w.As(t, "orl.clerk").Want(200, "GET", path, nil, &now)
				if Text(now, "state") != "AGREED" {
					t.Errorf("the case is %v", now["state"])
				}
				if faults, err := investigations.VerifyResolutions(context.Background(), w.Server.DB); err != nil || len(faults) > 0 {
					t.Errorf("after all that: %v, %v", faults, err)
				}
			}, Unlimited)
		})
	}
}

// That two reports tell of two incidents is for the two to say whose reports they are: a
// third that takes part is not asked and holds nothing up.
func TestTwoPartTheirReportsWithoutAThird(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		d.third("joint")
		gap := Text(d.between("var.lead", "G10", "ORL", "VAR"), "id")
		if p := d.propose("orl.investigator", gap, 201, M{"outcome": "AGREED_RANGE", "min": 9, "max": 12}); len(p["positions"].([]any)) != 3 {
			t.Fatalf("of a range %v are asked: nothing is shown", p["positions"])
		} else {
			w.As(t, "orl.lead").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/withdrawal", nil, nil)
		}
		refused := d.propose("tri.lead", gap, 403, M{"outcome": "NOT_SAME_INCIDENT"})
		if !strings.Contains(Text(refused, "detail"), "two partners") {
			t.Errorf("a third is refused as %v", refused)
		}
		p := d.propose("orl.lead", gap, 201, M{"outcome": "NOT_SAME_INCIDENT", "rationale": "The second strike came an hour later."})
		w.As(t, "tri.approver").Want(403, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		if got := fmt.Sprint(d.read(gap)["waiting_on"]); got != "[VAR]" {
			t.Errorf("it waits on %s", got)
		}
		for _, who := range []string{"orl.approver", "var.approver", "var.lead"} {
			if Text(p, "state") == "WAITING" {
				p = d.answer(who, p, 200, "CONCUR", "")
			}
		}
		d.stands(gap, "RESOLVED", "with the signatures of both")
		var a, b M
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+d.reportA, nil, &a)
		w.As(t, "orl.clerk").Want(200, "GET", "/api/v1/reports/"+d.reportB, nil, &b)
		if Text(a, "incident") == Text(b, "incident") {
			t.Error("the two reports still lie under one incident")
		}
	})
}

// A serious gap that only some of the parties may see holds those back who see it, at
// signing as at proposing; and it is told in words. A dissent that only some may see is in
// no packet that all sign.
func TestEachSignerIsHeldToWhatItSees(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, nil, M{"casualties": Facts(nil)["casualties"], "own_involvement": "SUPPORTED"})
		d.third([]string{"ORL"})
		var c, tr M
		w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/incidents/"+d.id+"/investigation", nil, &c)
		path := "/api/v1/investigations/" + Text(c, "id") + "/transitions"
		for _, to := range []string{"INITIAL_REVIEW", "ASSESSMENT"} {
			w.As(t, "orl.lead").Want(201, "POST", path, M{"to": to}, nil)
		}
		w.As(t, "orl.investigator").Want(201, "POST", path, M{"to": "JOINT_REVIEW"}, &tr)
		w.As(t, "var.investigator").Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, &tr)
		if Text(tr, "state") != "TAKEN" {
			t.Fatalf("the case is not in joint review: %v", tr)
		}
		held := func(p Problem) {
			t.Helper()
			if words := strings.Join(p.Missing, " "); !strings.Contains(words, "1 serious gap is open: ") || strings.Contains(words, "G10") || strings.Contains(words, "casualties/") {
				t.Errorf("it is held back by %q", words)
			}
		}
		var p Problem
		w.As(t, "orl.approver").Want(409, "POST", path, M{"to": "AGREED"}, &p)
		held(p)
		w.As(t, "var.approver").Want(201, "POST", path, M{"to": "AGREED"}, &tr)
		sign := "/api/v1/transitions/" + Text(tr, "id") + "/positions"
		w.As(t, "orl.approver").Want(409, "POST", sign, M{"stance": "CONCUR"}, &p)
		held(p)
		gap := Text(d.between("orl.lead", "G10", "ORL", "TRI"), "id")
		dissent := d.propose("orl.legal", gap, 201, M{"outcome": "RECORDED_DISSENT"})
		d.answer("tri.legal", dissent, 200, "CONCUR", "We counted those in the river too.")
		d.stands(gap, "DISSENT_RECORDED", "with both views")
		w.As(t, "orl.approver").Want(200, "POST", sign, M{"stance": "CONCUR"}, &tr)
		if Text(tr, "state") != "TAKEN" {
			t.Errorf("signed by both it is %v", tr["state"])
		}
	})
}

// Nobody waits for the answer of a partner that may not read both reports of a pair.
func TestMatchWaitsForThoseWhoCanAnswer(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		reportA, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
		waits := func() string {
			var m M
			w.As(t, "orl.lead").Want(200, "GET", "/api/v1/matches/"+match, nil, &m)
			return fmt.Sprint(m["waiting_on"])
		}
		if got := waits(); got != "[ORL VAR]" {
			t.Fatalf("shared with both it waits on %s", got)
		}
		w.As(t, "orl.lead").Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "unsure"}, nil)
		w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+reportA+"/share", M{"with": []string{"TRI"}}, nil)
		w.As(t, "var.lead").Want(404, "GET", "/api/v1/matches/"+match, nil, nil)
		if got := waits(); got != "[ORL]" {
			t.Errorf("kept from Varsenna it waits on %s", got)
		}
	})
}

// A recorded dissent prints the view of each side: who concurs in it writes its own, unless
// it has explained its side, or somebody of it has written it.
func TestRecordedDissentHasBothViews(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, nil, nil) // critical: two persons of Varsenna sign
		gap := d.gap("G10")
		refusal(t, d.propose("orl.legal", gap, 422, M{"outcome": "RECORDED_DISSENT", "rationale": "no"}), "/rationale", "view")
		p := d.propose("orl.legal", gap, 201, M{"outcome": "RECORDED_DISSENT", "rationale": "Orland stands by the video."})
		before := kindsOf(d.read(gap)["course"])
		refusal(t, d.answer("var.lead", p, 422, "CONCUR", " "), "/reasons", "view")
		if now := kindsOf(d.read(gap)["course"]); now != before {
			t.Errorf("refused, and yet kept: %s", now)
		}
		d.answer("var.lead", p, 200, "CONCUR", "Each of the eleven was named.")
		d.answer("var.legal", p, 200, "CONCUR", "")
		g := d.stands(gap, "DISSENT_RECORDED", "with the view of each")
		if Text(g, "dissent.0.text") != "Orland stands by the video." || Text(g, "dissent.1.text") != "Each of the eleven was named." {
			t.Errorf("the views are %v", g["dissent"])
		}
	})
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		d.explain("var.clerk", gap, 201, "We count those who died in hospital.")
		p := d.propose("orl.legal", gap, 201, M{"outcome": "RECORDED_DISSENT", "rationale": "Orland stands by the video."})
		d.answer("var.legal", p, 200, "CONCUR", "")
		if g := d.stands(gap, "DISSENT_RECORDED", "with an explanation"); Text(g, "dissent.1.text") != "We count those who died in hospital." {
			t.Errorf("the views are %v", g["dissent"])
		}
	})
}
