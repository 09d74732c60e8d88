package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

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
