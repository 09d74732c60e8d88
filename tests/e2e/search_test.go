package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	. "concord/tests/harness"
)

// told is a report of the search story and what a test needs to know of it.
type told struct {
	id, weapon, category, title string
	killed                      int // -1 for not known
	lat, lon                    float64
	at                          time.Time
	keeps, shared, ngo          bool
}

// Everything that a filter can ask is answered as a walk over all reports would,
// page by page, on both databases; what a partner keeps back is found by nobody else.
func TestFindingIsWhatALookAtEveryReportWouldGive(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk, other := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
		random := rand.New(rand.NewPCG(1, 2))
		weapons, categories, words := []string{"CLUSTER", "MORTAR", "IED"}, []string{"AIR_STRIKE", "RAID"}, []string{"bridge", "hôpital", "المدرسة", "школа"}
		var all []told
		for i := range 120 {
			r := told{weapon: weapons[random.IntN(3)], category: categories[random.IntN(2)], title: "Report about " + words[random.IntN(4)], killed: random.IntN(8) - 1,
				lat: random.Float64()*2 - 1, lon: 179 + random.Float64()*2, at: time.Date(2031, 3, 1+random.IntN(20), 1, 10, 0, 0, time.UTC), // many in the same minute
				keeps: random.IntN(3) == 0, shared: random.IntN(2) == 0, ngo: random.IntN(2) == 0}
			if r.lon > 180 {
				r.lon -= 360
			}
			sources := []M{{"kind": "UN", "title": "Register"}}
			if r.ngo {
				sources = append(sources, M{"kind": "NGO", "title": "Fisherman's list", "shared": !r.keeps})
			}
			casualties := []M{}
			if r.killed >= 0 {
				casualties = append(casualties, M{"outcome": "KILLED", "status": "CIVILIAN", "min": r.killed, "max": r.killed + 2})
			}
			var got M
			clerk.Want(201, "POST", "/api/v1/reports", Facts(M{"title": r.title, "category": r.category, "casualties": casualties, "sources": sources,
				"means": []M{{"weapon": r.weapon}}, "place": M{"lat": r.lat, "lon": r.lon, "radius_m": 10},
				"started": M{"earliest": r.at.Format(time.RFC3339), "precision": "MINUTE"}}), &got)
			r.id = Text(got, "id")
			if r.shared {
				clerk.Want(200, "POST", "/api/v1/reports/"+r.id+"/share", M{"with": "joint"}, nil)
			}
			if i%10 == 0 { // amended: found by what it says now and not by what it said
				r.title = "Report about a ferry"
				clerk.Want(200, "PUT", "/api/v1/reports/"+r.id, Facts(M{"local_ref": Text(got, "local_ref"), "title": r.title, "category": r.category, "casualties": casualties, "sources": sources,
					"means": []M{{"weapon": r.weapon}}, "place": M{"lat": r.lat, "lon": r.lon, "radius_m": 10},
					"started": M{"earliest": r.at.Format(time.RFC3339), "precision": "MINUTE"}}), nil, "If-Match", clerk.Want(200, "GET", "/api/v1/reports/"+r.id, nil, nil).Header.Get("ETag"))
			}
			all = append(all, r)
		}
		has := func(part string) func(told, bool) bool {
			return func(r told, _ bool) bool { return strings.Contains(r.title, part) }
		}
		tests := []struct {
			query string
			want  func(r told, own bool) bool
		}{
			{"q=bridge", has("bridge")},
			{"q=hopital", has("hôpital")},
			{"q=" + url.QueryEscape("والمدرسة"), has("المدرسة")},
			{"q=" + url.QueryEscape("школа"), has("школа")},
			{"q=ferry", has("ferry")},
			{"q=report+about", func(told, bool) bool { return true }},
			{"q=report+brid", has("bridge")},
			{"q=fisherman", func(r told, own bool) bool { return r.ngo && (own || !r.keeps) }},
			{"filter=source%3DNGO", func(r told, own bool) bool { return r.ngo && (own || !r.keeps) }},
			{"filter=not+source%3DNGO", func(r told, own bool) bool { return !(r.ngo && (own || !r.keeps)) }},
			{"filter=weapon%3DCLUSTER,IED+and+not+category%3DRAID", func(r told, _ bool) bool { return r.weapon != "MORTAR" && r.category != "RAID" }},
			{"filter=killed%3E%3D5", func(r told, _ bool) bool { return r.killed >= 0 && r.killed+2 >= 5 }},
			{"filter=killed%3C2", func(r told, _ bool) bool { return r.killed >= 0 && r.killed < 2 }},
			{"filter=killed%3Dunknown", func(r told, _ bool) bool { return r.killed < 0 }},
			{"filter=killed!%3D3", func(r told, _ bool) bool { return r.killed < 0 || r.killed > 3 || r.killed+2 < 3 }},
			{"filter=killed%3Dunknown+or+weapon%3DIED", func(r told, _ bool) bool { return r.killed < 0 || r.weapon == "IED" }},
			{"filter=(killed%3E6+or+source%3DNGO)+and+%22report%22", func(r told, own bool) bool {
				return r.killed+2 > 6 || r.ngo && (own || !r.keeps)
			}},
			{"filter=started%3E%3D2031-03-10+and+started%3C2031-03-15", func(r told, _ bool) bool { return r.at.Day() >= 10 && r.at.Day() < 15 }},
			{"filter=started%3D2031-03-10", func(r told, _ bool) bool { return r.at.Day() == 10 }},
			{"q=bridge&filter=weapon%3DIED&category=RAID", func(r told, _ bool) bool {
				return strings.Contains(r.title, "bridge") && r.weapon == "IED" && r.category == "RAID"
			}},
			{"polygon=179.5+-0.5,-179.5+-0.5,-179.5+0.5,179.5+0.5", func(r told, _ bool) bool {
				return r.lat > -0.5 && r.lat < 0.5 && (r.lon > 179.5 || r.lon < -179.5)
			}},
			{"bbox=179.5,-0.5,-179.5,0.5&q=report", func(r told, _ bool) bool {
				return r.lat > -0.5 && r.lat < 0.5 && (r.lon > 179.5 || r.lon < -179.5)
			}},
			{"bbox=179.5,-0.5,-179.5,0.5", func(r told, _ bool) bool {
				return r.lat > -0.5 && r.lat < 0.5 && (r.lon > 179.5 || r.lon < -179.5)
			}},
		}
		for _, tt := range tests {
			for _, p := range []*Person{clerk, other} {
				own := p == clerk
				var want []string
				for _, r := range all {
					if (own || r.shared) && tt.want(r, own) {
						want = append(want, r.id)
					}
				}
				for _, way := range []string{"-started", "started"} {
					got, total := walk(p, "/api/v1/reports?limit=7&sort="+way+"&"+tt.query)
					if !sort.StringsAreSorted(times(all, got, way == "started")) {
						t.Errorf("%s sorted by %s is out of order", tt.query, way)
					}
					slices.Sort(got)
					slices.Sort(want)
					if !slices.Equal(got, want) || total != len(want) {
						t.Errorf("%s by own=%v sort %s: %d found, total %d, want %d", tt.query, own, way, len(got), total, len(want))
					}
				}
				if got, total := walk(p, "/api/v1/incidents?limit=7&"+tt.query); len(got) != len(want) || total != len(want) { // nothing is linked: an incident a report
					t.Errorf("%s by own=%v: %d incidents, total %d, want %d", tt.query, own, len(got), total, len(want))
				}
			}
		}
		clerk.Want(400, "GET", "/api/v1/reports?filter=wepon%3DX", nil, nil)
		clerk.Want(400, "GET", "/api/v1/reports?polygon=1+2,3+4", nil, nil)
		clerk.Want(400, "GET", "/api/v1/reports?q=%21%21", nil, nil)
	}, Unlimited)
}

// walk reads every page of a list: the ids in order, and the total it states.
func walk(p *Person, path string) (ids []string, total int) {
	cursor := ""
	for {
		var page M
		p.Want(200, "GET", path+"&total=exact&cursor="+url.QueryEscape(cursor), nil, &page)
		for _, item := range page["items"].([]any) {
			ids = append(ids, Text(item, "id"))
		}
		total = int(page["total"].(float64))
		if page["next"] == nil {
			return ids, total
		}
		cursor = page["next"].(string)
	}
}

// times is the start of each report in the list, turned round for a list that
// runs backwards, so that it must be sorted.
func times(all []told, ids []string, ascending bool) []string {
	byID := map[string]told{}
	for _, r := range all {
		byID[r.id] = r
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		n := byID[id].at.Unix()
		if !ascending {
			n = 1<<40 - n
		}
		out[i] = fmt.Sprintf("%020d", n)
	}
	return out
}

// One incident with two reports is listed once, under the report that the words find.
func TestAnIncidentIsFoundByAnyOfItsReports(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		a, b := w.As(t, "orl.lead"), w.As(t, "var.lead")
		_, _, match := w.Pair(t, a, b, Facts(M{"narrative": "depot burned"}), Other(M{"narrative": "depot hit at night"}))
		a.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "The same depot."}, nil)
		b.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "The same depot."}, nil)
		for q, want := range map[string]int{"depot": 1, "burned": 1, "night": 1, "burned night": 0, "nothing": 0} {
			if got, total := walk(a, "/api/v1/incidents?q="+url.QueryEscape(q)); len(got) != want || total != want {
				t.Errorf("%q finds %d incidents (total %d), want %d", q, len(got), total, want)
			}
		}
	})
}
