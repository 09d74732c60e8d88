package e2e

import (
	"testing"

	. "concord/tests/harness"
)

// The map and the timeline count what the list with the same filter lists, for
// each partner what it may see, and follow every change at once.
func TestMapCountsWhatTheListLists(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, b := w.As(t, "orl.lead"), w.As(t, "var.lead")
		reportA, _, match := w.Pair(t, a, b, Facts(nil), Other(nil))
		a.Want(201, "POST", "/api/v1/reports", Facts(M{"title": "By name alone", "place": M{"name": "Ridge Road"}}), nil)
		a.Want(201, "POST", "/api/v1/reports", Facts(M{"title": "At an unknown time", "started": M{"precision": "UNKNOWN"}}), nil)
		frame := func(p *Person, query string) (total, without int, points []any) {
			t.Helper()
			var m M
			p.Want(200, "GET", "/api/v1/incidents/map?"+query, nil, &m)
			return int(m["total"].(float64)), int(m["without_place"].(float64)), m["points"].([]any)
		}
		if total, without, points := frame(a, "zoom=4"); total != 3 || without != 1 || len(points) != 3 {
			t.Errorf("Orland's map: %d placed, %d not, %d points", total, without, len(points))
		}
		if total, without, _ := frame(b, "zoom=4"); total != 2 || without != 0 {
			t.Errorf("Varsenna's map: %d placed, %d not", total, without)
		}
		for _, p := range []*Person{a, b} {
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "The same depot."}, nil)
		}
		_, _, points := frame(b, "zoom=4&category=AIR_STRIKE")
		if len(points) != 1 || len(points[0].(map[string]any)["reports"].([]any)) != 2 || Text(points[0], "ref") == "" {
			t.Errorf("after both said same: %v", points)
		}
		if total, _, _ := frame(b, "zoom=4&bbox=10,10,11,11"); total != 0 {
			t.Errorf("an empty frame holds %d", total)
		}
		a.Want(200, "POST", "/api/v1/reports/"+reportA+"/share", M{"with": "origin"}, nil)
		if _, _, points := frame(b, "zoom=4"); len(points) != 1 || len(points[0].(map[string]any)["reports"].([]any)) != 1 {
			t.Errorf("after it was narrowed Varsenna's map shows %v", points)
		}
		bars := func(p *Person) (n, without int) {
			t.Helper()
			var m M
			p.Want(200, "GET", "/api/v1/incidents/timeline", nil, &m)
			for _, bar := range m["bars"].([]any) {
				n += int(bar.(map[string]any)["count"].(float64))
			}
			return n, int(m["without_time"].(float64))
		}
		if n, without := bars(a); n != 2 || without != 1 {
			t.Errorf("Orland's timeline: %d and %d without time", n, without)
		}
		if n, without := bars(b); n != 1 || without != 0 {
			t.Errorf("Varsenna's timeline: %d and %d without time", n, without)
		}
		tag := a.Want(200, "GET", "/api/v1/incidents/map?zoom=3", nil, nil).Header.Get("ETag")
		a.Want(304, "GET", "/api/v1/incidents/map?zoom=3", nil, nil, "If-None-Match", tag)
		a.Want(400, "GET", "/api/v1/incidents/map?zoom=40", nil, nil)
		a.Want(400, "GET", "/api/v1/incidents/timeline?by=hour", nil, nil)
	})
}
