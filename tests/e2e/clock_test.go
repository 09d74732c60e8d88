package e2e

import (
	"strings"
	"testing"

	. "concord/tests/harness"
)

// While a case waits for signatures (T8) the gaps of its incident that weigh by what is
// at stake weigh ten points more, whoever reads them; before and afterwards they do not.
// The packet that is signed stays the same through it, and what could be signed can be.
func TestClockOfSignaturesWeighs(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		rows := func(min, max int, more ...M) M {
			return M{"responsibility": nil, "own_involvement": "UNKNOWN", "casualties": append([]M{{"outcome": "KILLED", "status": "CIVILIAN", "min": min, "max": max}}, more...)}
		}
		d := dispute(t, w, rows(8, 8), rows(6, 12, M{"outcome": "INJURED", "status": "CIVILIAN", "min": 20, "max": 25}))
		injured, people := d.gap("G13"), d.gap("G11")
		ended := d.everybody(d.propose("orl.investigator", people, 201, M{"outcome": "AGREED_VALUE", "value": 8}), "var.investigator")
		says := func() (score float64, severity string, clock bool) {
			t.Helper()
			g := d.read(injured)
			for _, r := range g["reasons"].([]any) {
				clock = clock || strings.Contains(Text(r, "text"), "time for signatures")
			}
			return g["score"].(float64), Text(g, "severity"), clock
		}
		before, was, clock := says()
		if was != "MEDIUM" || clock {
			t.Fatalf("before the packet is frozen it has %v points and is %s", before, was)
		}
		var c, tr M
		w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/incidents/"+d.id+"/investigation", nil, &c)
		path := "/api/v1/investigations/" + Text(c, "id")
		move := func(who, to string, signs ...string) {
			t.Helper()
			w.As(t, who).Want(201, "POST", path+"/transitions", M{"to": to, "reason": "as agreed"}, &tr)
			for _, s := range signs {
				w.As(t, s).Want(200, "POST", "/api/v1/transitions/"+Text(tr, "id")+"/positions", M{"stance": "CONCUR"}, &tr)
			}
			if Text(tr, "state") != "TAKEN" {
				t.Fatalf("the move to %s is %s", to, Text(tr, "state"))
			}
		}
		current := func(when string) {
			t.Helper()
			if w.As(t, "var.lead").Want(200, "GET", path, nil, &c); Get(c, "packet.current") != true {
				t.Errorf("%s the packet is not what was frozen", when)
			}
		}
		move("orl.lead", "INITIAL_REVIEW")
		move("orl.lead", "ASSESSMENT")
		move("orl.investigator", "JOINT_REVIEW", "var.investigator")
		if during, severity, clock := says(); during != before+10 || severity != "HIGH" || !clock {
			t.Errorf("while signatures are awaited it has %v points of %v before, and is %s", during, before, severity)
		}
		if Text(d.read(people), "severity") != "MEDIUM" {
			t.Error("a gap of 50 points is not medium")
		}
		current("with the clock running")
		move("orl.investigator", "ASSESSMENT")
		if back, _, clock := says(); back != before || clock {
			t.Errorf("taken back it has %v points, before it had %v", back, before)
		}
		move("orl.investigator", "JOINT_REVIEW", "var.investigator")
		move("orl.approver", "AGREED", "var.approver") // the injured were no serious gap when the packet was frozen
		if after, severity, clock := says(); after != before || severity != was || clock {
			t.Errorf("after it was signed it has %v points and is %s, before %v", after, severity, before)
		}
		current("after it was signed")

		var p Problem // an ending that the approvers have signed with the case is no longer one partner's to take back
		w.As(t, "var.lead").Want(409, "POST", "/api/v1/proposals/"+Text(ended, "id")+"/withdrawal", M{"reason": "One name stood there twice."}, &p)
		if !strings.Contains(p.Detail, "signed the case") {
			t.Errorf("refused as %q", p.Detail)
		}
	})
}
