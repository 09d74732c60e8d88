package e2e

import (
	"strings"
	"testing"
	"time"

	"concord/app/server"
	. "concord/tests/harness"
)

// Every version stays, differences are told in words, and each partner reads the
// past as far as it was shared with it then.
func TestHistoryIsReadAsItStood(t *testing.T) {
	var now time.Time
	Each(t, func(t *testing.T, w *World) {
		clerk, other := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
		var r M
		first := now
		clerk.Want(201, "POST", "/api/v1/reports", Facts(M{"sources": []M{{"kind": "WITNESS", "title": "Fisherman", "shared": false}}}), &r)
		path := "/api/v1/reports/" + Text(r, "id")
		now = now.Add(5 * time.Minute)
		clerk.Want(200, "POST", path+"/share", M{"with": "joint"}, nil)
		now = now.Add(5 * time.Minute)
		clerk.Want(200, "PUT", path, Facts(M{"local_ref": Text(r, "local_ref"), "title": "Air strike at the depot",
			"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 5, "max": 9, "basis": "ESTIMATE"}, {"outcome": "KILLED", "status": "CIVILIAN", "age": "CHILD_5_11", "min": 2, "max": 2}},
			"sources":    []M{{"kind": "WITNESS", "title": "Fisherman", "shared": false, "reliability": "B"}}}), nil, "If-Match", `"2"`)
		var d M
		clerk.Want(200, "GET", path+"/diff?from=1&to=3", nil, &d)
		said := M{}
		for _, c := range d["changes"].([]any) {
			said[Text(c, "field")] = Text(c, "text")
		}
		for field, want := range map[string]string{
			"title":                      "Title: Air strike at Tarn Quay fuel depot became Air strike at the depot.",
			"casualties/KILLED/CIVILIAN": "Civilians killed: 4 to 6 (estimate) became 5 to 9 (estimate).",
			"casualties/KILLED/CIVILIAN/age=CHILD/child_5_11": "Children killed, civilian, child 5 11: 2 was added.",
			"sources/WITNESS/Fisherman":                       "Source, Fisherman: kind WITNESS, shared no became kind WITNESS, reliability B, shared no.",
			"status":                                          "Status: submitted became amended.",
		} {
			if said[field] != want {
				t.Errorf("%s: %q, want %q", field, said[field], want)
			}
		}
		if len(said) != 5 {
			t.Errorf("%d changes: %v", len(said), said)
		}
		if answer := string(other.Want(200, "GET", path+"/diff?from=2&to=3", nil, nil).Body); strings.Contains(answer, "Fisherman") || !strings.Contains(answer, "5 to 9") {
			t.Errorf("the other partner reads %s", answer)
		}
		other.Want(404, "GET", path+"/diff?from=1&to=3", nil, nil) // version 1 was never shared
		clerk.Want(400, "GET", path+"/diff?from=one&to=3", nil, nil)

		at := func(p *Person, status int, when string) (v M) {
			p.Want(status, "GET", path+"?as_of="+when, nil, &v)
			return v
		}
		if v := at(clerk, 200, first.Add(time.Minute).Format(time.RFC3339)); v["version"] != float64(1) || Text(v, "sharing.level") != "ORIGIN" {
			t.Errorf("as of the first minute: version %v, %v", v["version"], v["sharing"])
		}
		if v := at(clerk, 200, "2031-12-01T12:07:00Z"); v["version"] != float64(2) || v["title"] != "Air strike at Tarn Quay fuel depot" {
			t.Errorf("as of 12:07: version %v, %v", v["version"], v["title"])
		}
		at(clerk, 404, "2031-11-30")
		at(other, 404, "2031-12-01T12:03:00Z") // it was there, and not shared yet
		if v := at(other, 200, "2031-12-01T12:07:00Z"); v["version"] != float64(2) || v["sources"] != nil {
			t.Errorf("the other partner at 12:07: %v", v)
		}
		at(clerk, 400, "yesterday")
	}, WithClock(func() time.Time { return now }), func(*server.Config) { now = time.Date(2031, 12, 1, 12, 0, 0, 0, time.UTC) })
}
