package e2e

import (
	"strings"
	"testing"

	. "concord/tests/harness"
)

// An incident on paper holds what its reader may see, in words, and nothing else;
// that it was printed stands in the log.
func TestIncidentOnPaper(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, b := w.As(t, "orl.lead"), w.As(t, "var.lead")
		reportA, reportB, match := w.Pair(t, a, b, Facts(M{"narrative": "Seen from the ridge <b>twice</b>."}), Other(nil))
		var one, two M
		b.Want(200, "GET", "/api/v1/reports/"+reportB, nil, &two)
		a.Want(200, "GET", "/api/v1/reports/"+reportA, nil, &one)
		path := "/print/incident/" + Text(one, "incident")
		page := string(a.Want(200, "GET", path, nil, nil).Body)
		for _, want := range []string{"Orland", Text(one, "ref"), "Printed by orl.lead", "What happened", "Seen from the ridge &lt;b&gt;twice&lt;/b&gt;.", "No value has been agreed yet", "Not for release"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if strings.Contains(page, Text(two, "ref")) || strings.Contains(page, "<script") {
			t.Error("before both said same the page holds the other record, or a script")
		}
		for _, p := range []*Person{a, b} {
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "The same depot."}, nil)
		}
		a.Want(200, "GET", "/api/v1/reports/"+reportA, nil, &one)
		path = "/print/incident/" + Text(one, "incident")
		if page := string(b.Want(200, "GET", path, nil, nil).Body); !strings.Contains(page, Text(one, "ref")) || !strings.Contains(page, Text(two, "ref")) || !strings.Contains(page, "Open gaps") {
			t.Error("after both said same the page lacks one of the records")
		}
		a.Want(200, "POST", "/api/v1/reports/"+reportA+"/share", M{"with": "origin"}, nil)
		if page := string(b.Want(200, "GET", path, nil, nil).Body); strings.Contains(page, Text(one, "ref")) || strings.Contains(page, "ridge") {
			t.Error("what is no longer shared is still on the other partner's paper")
		}
		w.As(t, "tri.lead").Want(200, "GET", path, nil, nil) // the control: Varsenna's record is shared with all
		b.Want(200, "POST", "/api/v1/reports/"+reportB+"/share", M{"with": "origin"}, nil)
		w.As(t, "tri.lead").Want(404, "GET", path, nil, nil)
		a.Want(404, "GET", "/print/incident/00000000-0000-4000-8000-000000000000", nil, nil)
		var log M
		w.As(t, "auditor").Want(200, "GET", "/api/v1/audit?limit=100", nil, &log)
		printed := 0
		for _, entry := range log["items"].([]any) {
			if Text(entry, "action") == "EXPORT" && Text(entry, "kind") == "export" {
				printed++
			}
		}
		if printed != 4 {
			t.Errorf("the log has %d printings, want the 4 that were answered", printed)
		}
	})
}
