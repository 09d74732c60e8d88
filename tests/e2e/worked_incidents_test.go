package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	. "concord/tests/harness"
)

// The worked incidents of domain.md section 8 as partners log them: linked by both,
// each has exactly the gaps of the table that need no transfer, request or statement of
// before, and nothing else.
func TestWorkedIncidents(t *testing.T) {
	civil := func(min, max int, more ...string) M {
		row := M{"outcome": "KILLED", "status": "CIVILIAN", "min": min, "max": max}
		for i := 0; i+1 < len(more); i += 2 {
			row[more[i]] = more[i+1]
		}
		return row
	}
	hurt := func(min, max int, more ...string) M {
		row := civil(min, max, more...)
		row["outcome"] = "INJURED"
		return row
	}
	at := func(earliest, latest, precision string) M {
		w := M{"earliest": earliest, "precision": precision, "utc_offset_min": 0}
		if latest != "" {
			w["latest"] = latest
		}
		return w
	}
	point := func(lat, lon float64, precision string) M {
		return M{"lat": lat, "lon": lon, "precision": precision, "method": "GPS_ON_SITE"}
	}
	mrm := []string{"KILLING_MAIMING"}
	plain := M{"responsibility": nil, "means": nil, "assessment": nil, "own_involvement": "UNKNOWN"}
	with := func(change M) M {
		out := M{}
		for k, v := range plain {
			out[k] = v
		}
		for k, v := range change {
			out[k] = v
		}
		return Facts(out)
	}
	bothHurt := []M{civil(0, 0), hurt(2, 2), hurt(2, 2, "age", "CHILD_UNSPECIFIED")}
	tests := []struct {
		name string
		a, b M
		want string
	}{
		{"Tarn Quay", with(M{"title": "Tarn Quay fuel depot", "casualties": []M{civil(4, 6)}, "means": []M{{"cause": "HEAVY_WEAPONS", "weapon": "AIR_BOMB_GUIDED", "fire_mode": "DELIBERATE"}}, "assessment": M{"status": "CREDIBLE", "standard": "MORE_LIKELY_THAN_NOT"}}),
			with(M{"title": "Tarn Quay, people killed at night", "started": at("2031-03-03T20:00:00Z", "2031-03-04T03:00:00Z", "PART_OF_DAY"), "place": point(0.415, 0.819, "VILLAGE"), "means": []M{{"cause": "HEAVY_WEAPONS", "weapon": "UNKNOWN"}},
				"casualties": []M{civil(11, 14), civil(3, 3, "age", "CHILD_UNSPECIFIED"), hurt(20, 25)}, "mrm": mrm, "assessment": M{"status": "CREDIBLE"}, "sources": []M{{"kind": "MEDICAL", "title": "Hospital list", "risk": "HIGH", "shared": false}}}),
			"G10 100 CRITICAL; G13 60 HIGH; G42 60 HIGH"}, // the injured weigh ten more once the press line is there, which is a statement
		{"Kessel Farm", with(M{"title": "Night raid at Kessel Farm", "category": "RAID", "started": at("2031-04-27T23:20:00Z", "", "MINUTE"), "place": point(0.33120, 1.10450, "EXACT"), "assessment": M{"status": "NOT_CREDIBLE_COMBATANTS_ONLY", "reasons": []string{"NO_ACTIVITY_IN_AREA"}},
			"casualties": []M{{"outcome": "KILLED", "status": "DIRECT_PARTICIPANT", "sex": "MALE", "age": "ADULT_UNSPECIFIED", "min": 5, "max": 5}}}),
			with(M{"title": "Raid at Kessel Farm", "category": "RAID", "started": at("2031-04-27T23:20:00Z", "", "MINUTE"), "place": point(0.33150, 1.10480, "GRID_100M"), "assessment": M{"status": "CREDIBLE"}, "mrm": mrm,
				"casualties": []M{civil(5, 5), civil(2, 2, "sex", "FEMALE", "age", "ADULT_UNSPECIFIED"), civil(2, 2, "sex", "MALE", "age", "ADULT_UNSPECIFIED"), civil(1, 1, "age", "CHILD_UNSPECIFIED")}}),
			"G02 70 HIGH; G15 70 HIGH TOTAL_EQUAL_STATUS_SPLIT; G16 90 CRITICAL"},
		{"Ridge Road", with(M{"title": "Drone strike at Ridge Road", "started": at("2031-05-11T21:30:00Z", "", "MINUTE"), "place": point(0.60500, 1.20010, "EXACT"), "casualties": []M{civil(2, 2)}}),
			with(M{"title": "Ridge Road, drone", "started": at("2031-05-11T18:30:00Z", "", "MINUTE"), "place": point(0.60480, 1.20050, "WITHIN_100M"), "casualties": []M{civil(2, 2)}}),
			"G25 30 LOW TZ_SLIP; G26 30 LOW"},
		{"Sandhaven", with(M{"title": "Sandhaven apartment block", "started": at("2031-06-30T00:00:00Z", "", "DAY"), "place": point(0.25, 0.5, "NEIGHBOURHOOD"), "casualties": []M{civil(8, 8, "basis", "NAMED_LIST")}}),
			with(M{"title": "Apartment block at Sandhaven", "started": at("2031-06-30T00:00:00Z", "", "DAY"), "place": point(0.256, 0.505, "LANDMARK"), "casualties": []M{civil(6, 12), hurt(20, 25)}}),
			"G11 40 MEDIUM; G13 50 MEDIUM"},
		{"Grensund", with(M{"title": "Grensund field, remnants", "category": "IED_MINE", "started": at("2031-08-02T00:00:00Z", "", "DAY"), "place": point(0.80010, 1.30020, "GRID_10M"), "law_concern": "SUSPECTED_WAR_CRIME",
			"means": []M{{"cause": "PLANTED_EXPLOSIVE_UXO", "submunition": "SUSPECTED", "lot": "KX-77-0412"}}, "casualties": bothHurt, "mrm": mrm}),
			with(M{"title": "Grensund field", "category": "IED_MINE", "started": at("2031-08-02T00:00:00Z", "", "DAY"), "place": point(0.80040, 1.30060, "WITHIN_100M"), "means": []M{{"cause": "PLANTED_EXPLOSIVE_UXO", "submunition": "NO"}}, "casualties": bothHurt, "mrm": mrm}),
			"G31 100 CRITICAL"},
	}
	Each(t, func(t *testing.T, w *World) {
		for _, tt := range tests {
			var ra, rb, m M
			a, b := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
			a.Want(201, "POST", "/api/v1/reports", tt.a, &ra)
			b.Want(201, "POST", "/api/v1/reports", tt.b, &rb)
			for p, r := range map[*Person]M{a: ra, b: rb} {
				p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
			}
			w.As(t, "orl.lead").Do("POST", "/api/v1/matches", M{"reports": []string{Text(ra, "id"), Text(rb, "id")}, "reason": "the same place and day"})
			var list M
			w.As(t, "orl.lead").Want(200, "GET", "/api/v1/matches?limit=200", nil, &list)
			match := ""
			for _, item := range list["items"].([]any) {
				ends := []string{Text(item, "a.report"), Text(item, "b.report")}
				if slices.Contains(ends, Text(ra, "id")) && slices.Contains(ends, Text(rb, "id")) {
					match = Text(item, "id")
				}
			}
			for _, lead := range []string{"orl.lead", "var.lead"} {
				w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "the same"}, &m)
			}
			incident := Text(m, "a.incident")
			if got := gapsOf(t, w, incident); got != tt.want {
				t.Errorf("%s: gaps =\n %s\nwant\n %s", tt.name, got, tt.want)
			}
			if tt.name != "Sandhaven" {
				continue
			}
			// a report that goes is missed once, and what lay between the two goes with it
			b.Want(200, "POST", "/api/v1/reports/"+Text(rb, "id")+"/withdraw", M{"reason": "logged by mistake"}, nil)
			if got := gapsOf(t, w, incident); !strings.HasPrefix(got, "G01 ") || strings.Contains(got, ";") {
				t.Errorf("after a withdrawal: %s, want one G01", got)
			}
		}
	})
}

// gapsOf are the open gaps of an incident by code, with score, severity and diagnoses.
func gapsOf(t *testing.T, w *World, incident string) string {
	t.Helper()
	var list M
	w.As(t, "orl.investigator").Want(200, "GET", "/api/v1/gaps?state=open&incident="+incident, nil, &list)
	var out []string
	for _, g := range list["items"].([]any) {
		text := fmt.Sprintf("%s %v %s", Text(g, "code"), Get(g, "score"), Text(g, "severity"))
		for _, d := range g.(map[string]any)["diagnosis"].([]any) {
			text += " " + Text(d, "code")
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// What a report from outside differs from is said of each partner's report by itself: it
// shows neither what another partner keeps back nor what partners agreed on, and a party
// that may not see a report is named nowhere beside it and holds nothing up.
func TestOutsideAndThirdPartiesLearnNothing(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		log := func(person string, min, max int, with ...string) string {
			var r M
			p := w.As(t, person)
			p.Want(201, "POST", "/api/v1/reports", Facts(M{"responsibility": nil, "means": nil, "own_involvement": "UNKNOWN", "casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": min, "max": max}}}), &r)
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": with}, nil)
			return Text(r, "id")
		}
		link := func(a, b, leadA, leadB string) string {
			var list, m M
			lead := w.As(t, leadA)
			lead.Do("POST", "/api/v1/matches", M{"reports": []string{a, b}, "reason": "the same"})
			lead.Want(200, "GET", "/api/v1/matches?limit=200", nil, &list)
			for _, item := range list["items"].([]any) {
				ends := []string{Text(item, "a.report"), Text(item, "b.report")}
				if slices.Contains(ends, a) && slices.Contains(ends, b) {
					for _, l := range []string{leadA, leadB} {
						w.As(t, l).Want(200, "POST", "/api/v1/matches/"+Text(item, "id")+"/decisions", M{"verdict": "same", "reason": "the same"}, &m)
					}
				}
			}
			return Text(m, "a.incident")
		}
		orl := log("orl.clerk", 4, 6, "VAR", "TRI")
		varsenna := log("var.clerk", 11, 14, "ORL")
		incident := link(orl, varsenna, "orl.lead", "var.lead")
		hidden := log("tri.clerk", 71, 73, "ORL")
		link(orl, hidden, "orl.lead", "tri.lead")

		var seen M
		w.As(t, "var.lead").Want(200, "GET", "/api/v1/incidents/"+incident, nil, &seen)
		if got := fmt.Sprint(seen["parties"]); got != "[ORL VAR]" {
			t.Errorf("Varsenna, who may not see Trisk's report, reads the parties %s", got)
		}
		var list M
		w.As(t, "var.lead").Want(200, "GET", "/api/v1/gaps?incident="+incident, nil, &list)
		for _, g := range list["items"].([]any) {
			if strings.Contains(fmt.Sprint(g), "TRI") || strings.Contains(fmt.Sprint(g), "71 to 73") {
				t.Errorf("Varsenna reads of what is kept from it: %v", g)
			}
		}
		w.As(t, "orl.investigator").Want(200, "GET", "/api/v1/gaps?state=open&incident="+incident, nil, &list)
		ended := 0
		for _, g := range list["items"].([]any) {
			if Text(g, "code") != "G10" || Text(g, "a.partner")+Text(g, "b.partner") != "ORLTRI" {
				continue
			}
			var p M
			w.As(t, "orl.legal").Want(201, "POST", "/api/v1/gaps/"+Text(g, "id")+"/proposals", M{"outcome": "AGREED_RANGE", "min": 6, "max": 71, "rationale": "both lists were read"}, &p)
			w.As(t, "tri.legal").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, &p)
			if ended++; Text(p, "state") != "AGREED" {
				t.Errorf("both whom the gap concerns have signed, and it is %s: %v", Text(p, "state"), p)
			}
		}
		if ended != 1 {
			t.Fatalf("%d gaps of killed between Orland and Trisk, want one: nothing is shown", ended)
		}
		keptApart(t, w, incident)
	})
}

// keptApart: who takes part in a case by a report that is kept from a reader is not among its
// participants, its clocks and its positions, and holds no joint move up; who acts in the
// case shows itself.
func keptApart(t *testing.T, w *World, incident string) {
	var c, move M
	w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/incidents/"+incident+"/investigation", nil, &c)
	id := Text(c, "id")
	takePart := func(when string, want map[string]string) {
		t.Helper()
		for who, want := range want {
			var c, list M
			w.As(t, who).Want(200, "GET", "/api/v1/investigations/"+id, nil, &c)
			if got := fmt.Sprint(c["participants"]); got != want {
				t.Errorf("%s %s reads the participants %s, want %s", when, who, got, want)
			}
			for _, k := range c["clocks"].([]any) {
				if !strings.Contains(want, Text(k, "partner")) {
					t.Errorf("%s %s reads of a clock of %s", when, who, Text(k, "partner"))
				}
			}
			w.As(t, who).Want(200, "GET", "/api/v1/investigations", nil, &list)
			if who == "var.lead" && (strings.Contains(fmt.Sprint(c), "TRI") || strings.Contains(fmt.Sprint(list), "TRI")) {
				t.Errorf("%s Varsenna reads of who is kept from it: %v", when, c)
			}
		}
	}
	takePart("when it is opened", map[string]string{"orl.lead": "[ORL TRI VAR]", "var.lead": "[ORL VAR]", "tri.lead": "[ORL TRI]", "auditor": "[ORL TRI VAR]"})
	w.As(t, "orl.lead").Want(201, "POST", "/api/v1/investigations/"+id+"/transitions", M{"to": "INITIAL_REVIEW", "reason": "both reports are in"}, nil)
	var p Problem
	closing := M{"to": "CLOSED_NO_ACTION", "reason": "Nobody's forces were there."}
	w.As(t, "orl.approver").Want(409, "POST", "/api/v1/investigations/"+id+"/transitions", closing, &p)
	if len(p.Missing) != 1 || !strings.Contains(p.Missing[0], "every party may know of") {
		t.Errorf("with nobody that all may know of it is refused as %v", p.Missing)
	}
	w.As(t, "var.approver").Want(201, "POST", "/api/v1/investigations/"+id+"/transitions", closing, &move)
	takePart("after Varsenna acted", map[string]string{"orl.lead": "[ORL TRI VAR]", "var.lead": "[ORL VAR]", "tri.lead": "[ORL TRI VAR]"})
	w.As(t, "orl.approver").Want(200, "POST", "/api/v1/transitions/"+Text(move, "id")+"/positions", M{"stance": "CONCUR"}, &move)
	if Text(move, "state") != "TAKEN" {
		t.Errorf("signed by all whom every party may know of it is %s: %v", Text(move, "state"), move["positions"])
	}

	var s M
	w.As(t, "orl.pa").Want(201, "POST", "/api/v1/statements", M{"incident": incident, "kind": "UPDATE", "audience": "PUBLIC", "bodies": M{"en": "The partners are looking into what happened."}}, &s)
	for _, who := range []string{"orl.approver", "var.approver"} {
		w.As(t, who).Want(200, "GET", "/api/v1/statements/"+Text(s, "id"), nil, &s)
		if strings.Contains(fmt.Sprint(s["waiting_on"]), "TRI") {
			t.Errorf("%s reads that the statement waits on %v", who, s["waiting_on"])
		}
		w.As(t, who).Want(200, "POST", "/api/v1/statements/"+Text(s, "id")+"/approvals", M{"stance": "CONCUR"}, &s)
	}
	if Text(s, "state") != "PARTNER_CONCURRED" {
		t.Errorf("approved by all whom every party may know of, the statement is %s and waits on %v", Text(s, "state"), s["waiting_on"])
	}
}
