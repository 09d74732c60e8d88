package e2e

import (
	"testing"

	. "concord/tests/harness"
)

// However a link is undone, the partner that is left without a record of the other's
// incident is told so in the same write: not only when that report is next touched.
func TestUndoneLinkLeavesAMissingRecordAtOnce(t *testing.T) {
	elsewhere := Facts(M{"place": M{"lat": -30.5, "lon": 60.25, "precision": "EXACT", "name": "Far away"}, "title": "Another strike on another day",
		"started": M{"earliest": "2031-09-14T01:10:00Z", "precision": "MINUTE", "utc_offset_min": 0}})
	for _, tt := range []struct {
		name      string
		confirmed bool
		undo      func(t *testing.T, w *World, reportA, match string)
	}{
		{"a provisional link is refused", false, refuse},
		{"a confirmed link is refused", true, refuse},
		{"the other report is amended to tell of something else", false, func(t *testing.T, w *World, reportA, _ string) {
			p := w.As(t, "orl.clerk")
			tag := p.Want(200, "GET", "/api/v1/reports/"+reportA, nil, nil).Header.Get("ETag")
			p.Want(200, "PUT", "/api/v1/reports/"+reportA, elsewhere, nil, "If-Match", tag)
		}},
		{"the other report is withdrawn", false, func(t *testing.T, w *World, reportA, _ string) {
			w.As(t, "orl.clerk").Want(200, "POST", "/api/v1/reports/"+reportA+"/withdraw", M{"reason": "It is of another incident."}, nil)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			Each(t, func(t *testing.T, w *World) {
				reportA, reportB, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
				if tt.confirmed {
					for _, lead := range []string{"orl.lead", "var.lead"} {
						w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
					}
				}
				missing := func() (n int) {
					var r, list M
					w.As(t, "var.clerk").Want(200, "GET", "/api/v1/reports/"+reportB, nil, &r)
					w.As(t, "var.clerk").Want(200, "GET", "/api/v1/gaps?state=open&code=G01&incident="+Text(r, "incident"), nil, &list)
					return len(list["items"].([]any))
				}
				if n := missing(); n != 0 {
					t.Fatalf("while the two are linked %d records are missing: nothing is shown", n)
				}
				tt.undo(t, w, reportA, match)
				if n := missing(); n != 1 {
					t.Errorf("at once there are %d missing records, want Orland's", n)
				}
			})
		})
	}
}

func refuse(t *testing.T, w *World, _, match string) {
	w.As(t, "orl.lead").Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "not_same", "reason": "another day"}, nil)
}
