package harness

import "testing"

// Facts is a valid report to start from; say only what changes, nil takes a
// field out.
func Facts(change M) M {
	f := M{
		"title": "Air strike at Tarn Quay fuel depot", "category": "AIR_STRIKE", "own_involvement": "INVOLVED",
		"started":        M{"earliest": "2031-03-04T01:10:00Z", "precision": "MINUTE", "utc_offset_min": 0},
		"place":          M{"mgrs": "31N BA 56521 45610", "precision": "EXACT", "method": "WEAPON_SYSTEM", "name": "Tarn Quay"},
		"casualties":     []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 4, "max": 6, "basis": "ESTIMATE"}},
		"responsibility": []M{{"actor": "ORL", "actor_kind": "PARTNER", "role": "FIRED", "claim": "ACCEPTED_BY_ACTOR"}},
		"means":          []M{{"cause": "HEAVY_WEAPONS", "weapon": "AIR_BOMB_GUIDED", "delivery": "AIR_CREWED"}},
		"assessment":     M{"status": "CREDIBLE", "standard": "MORE_LIKELY_THAN_NOT"},
	}
	for k, v := range change {
		if v == nil {
			delete(f, k)
		} else {
			f[k] = v
		}
	}
	return f
}

// Other is the other partner's account of the same event, differing in how many
// people were killed.
func Other(change M) M {
	f := Facts(M{
		"title": "People killed at the Tarn Quay depot", "own_involvement": "NOT_INVOLVED",
		"place":      M{"lat": 0.41240, "lon": 0.81250, "precision": "LANDMARK", "name": "Tarn Quay"},
		"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 11, "max": 14, "basis": "HOSPITAL"}},
	})
	for k, v := range change {
		if v == nil {
			delete(f, k)
		} else {
			f[k] = v
		}
	}
	return f
}

// Pair logs both accounts, shares them with all partners, and gives the two
// report ids and the match that came up.
func (w *World) Pair(t interface {
	Helper()
	Fatalf(string, ...any)
}, a, b *Person, left, right M) (reportA, reportB, match string) {
	t.Helper()
	var ra, rb, ms M
	a.Want(201, "POST", "/api/v1/reports", left, &ra)
	b.Want(201, "POST", "/api/v1/reports", right, &rb)
	reportA, reportB = Text(ra, "id"), Text(rb, "id")
	a.Want(200, "POST", "/api/v1/reports/"+reportA+"/share", M{"with": "joint"}, nil)
	b.Want(200, "POST", "/api/v1/reports/"+reportB+"/share", M{"with": "joint"}, nil)
	a.Want(200, "GET", "/api/v1/matches", nil, &ms)
	for _, m := range ms["items"].([]any) {
		x, y := Text(m, "a.report"), Text(m, "b.report")
		if x == reportA && y == reportB || x == reportB && y == reportA {
			return reportA, reportB, Text(m, "id")
		}
	}
	t.Fatalf("the two reports did not come up as a match: %v", ms)
	return
}

// Observed logs the observer's account of the event that a report of Orland tells of,
// and both sides call it the same.
func (w *World) Observed(t testing.TB, report string) {
	t.Helper()
	ir, orl := w.As(t, "ir.clerk"), w.As(t, "orl.lead")
	var r, ms M
	ir.Want(201, "POST", "/api/v1/reports", Other(M{"own_involvement": "NOT_INVOLVED", "casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 9, "max": 9, "basis": "WITNESS"}}}), &r)
	ir.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
	orl.Want(200, "POST", "/api/v1/reports/"+report+"/share", M{"with": []string{"IR", "VAR", "TRI"}}, nil)
	orl.Want(200, "GET", "/api/v1/matches?limit=200", nil, &ms)
	for _, m := range ms["items"].([]any) {
		x, y := Text(m, "a.report"), Text(m, "b.report")
		if x == Text(r, "id") && y == report || y == Text(r, "id") && x == report {
			for _, lead := range []string{"orl.lead", "ir.lead"} {
				w.As(t, lead).Want(200, "POST", "/api/v1/matches/"+Text(m, "id")+"/decisions", M{"verdict": "same"}, nil)
			}
			return
		}
	}
	t.Fatalf("the observer's report did not come up as a match: %v", ms)
}
