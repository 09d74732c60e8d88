package matrix

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/handlers"
	"concord/models"
	"concord/models/access"
	. "concord/tests/harness"
)

// readers are one person of every role and partner, the auditor, the
// administrator and nobody.
var readers = []string{"orl.clerk", "orl.lead", "orl.investigator", "orl.legal", "orl.approver", "orl.pa", "orl.liaison", "orl.victims", "orl.authority",
	"var.clerk", "var.lead", "tri.clerk", "tri.approver", "ir.clerk", "ir.lead", "auditor", "admin", ""}

// few are enough to notice a scope that is gone.
var few = []string{"orl.clerk", "var.clerk", "tri.clerk", "ir.clerk", "auditor", "admin", ""}

func partnerOf(name string) string {
	code, _, ok := strings.Cut(name, ".")
	if !ok {
		return ""
	}
	return strings.ToUpper(code)
}

// may is the oracle: in plain words, who may receive a canary.
func may(name string, c canary) bool {
	if name == "auditor" {
		return true
	}
	if name == "admin" || name == "" {
		return false
	}
	return slices.Contains(c.seen, partnerOf(name))
}

// paths gives every address of a GET route, with every id it can take and with
// every filter that names a record.
func (w *world) paths(route handlers.Route) []string {
	kinds := map[string]string{"/reports/": "reports", "/incidents/": "incidents", "/matches/": "matches", "/gaps/": "gaps", "/proposals/": "proposals",
		"/investigations/": "investigations", "/transitions/": "transitions", "/statements/": "statements", "/imports/": "imports", "/proof/": "entries"}
	if strings.HasPrefix(route.Path, "/public/statements/") {
		return fill(route.Path, w.ids["refs"])
	}
	if route.Path == "/api/v1/export/:kind" {
		return []string{"/api/v1/export/reports?format=csv", "/api/v1/export/reports?format=json", "/api/v1/export/reports?format=geojson", "/api/v1/export/incidents?format=csv",
			"/api/v1/export/incidents?format=json", "/api/v1/export/gaps?format=csv", "/api/v1/export/gaps?format=json"}
	}
	if strings.Contains(route.Path, ":") {
		for part, kind := range kinds {
			if strings.Contains(route.Path, part+":") {
				return fill(route.Path, append(slices.Clone(w.ids[kind]), "not-an-id", models.NewID()))
			}
		}
		return fill(route.Path, []string{"x"})
	}
	out := []string{route.Path}
	switch route.Path {
	case "/api/v1/reports", "/api/v1/incidents":
		out = append(out, route.Path+"?limit=200&total=exact", route.Path+"?bbox=-180,-90,180,90", route.Path+"?near=10,20,2000", route.Path+"?q=tarn", route.Path+"?partner=ORL", route.Path+"?partner=VAR&sort=started")
		if route.Path == "/api/v1/reports" {
			for _, id := range w.ids["incidents"] {
				out = append(out, route.Path+"?incident="+id)
			}
		} else {
			out = append(out, route.Path+"?gaps=open", route.Path+"?gaps=critical", route.Path+"?state=INITIAL_REVIEW")
		}
	case "/api/v1/gaps":
		out = append(out, route.Path+"?limit=200&state=ALL", route.Path+"?severity=CRITICAL")
		for _, id := range w.ids["incidents"] {
			out = append(out, route.Path+"?state=ALL&incident="+id)
		}
	case "/api/v1/matches":
		out = append(out, route.Path+"?limit=200", route.Path+"?band=review", route.Path+"?state=confirmed")
	case "/api/v1/statements":
		for _, id := range w.ids["incidents"] {
			out = append(out, route.Path+"?incident="+id)
		}
	case "/api/v1/audit":
		out = append(out, route.Path+"?limit=200")
	}
	return out
}

func fill(path string, values []string) []string {
	start := strings.Index(path, ":")
	end := start + strings.IndexAny(path[start:]+"/", "/")
	var out []string
	for _, v := range values {
		out = append(out, path[:start]+v+path[end:])
	}
	return out
}

// nearby is what somebody types who stands beside every report.
func nearby(n int) M {
	return Facts(M{"place": M{"lat": 10 + float64(n), "lon": 20, "precision": "VILLAGE"}, "started": M{"earliest": "2031-05-01T00:00:00Z", "precision": "DAY"}})
}

// sweep asks for everything as each person and lists every canary that came
// where it may not, and every one that never came where it may.
func (w *world) sweep(t *testing.T, people []string) (faults []string, requests int) {
	for _, name := range people {
		p := w.As(t, name)
		var received bytes.Buffer
		look := func(what string, a Answer) {
			requests++
			received.Write(a.Body)
			for key, values := range a.Header {
				fmt.Fprintln(&received, key, values)
			}
			text := string(a.Body) + fmt.Sprint(a.Header)
			for _, c := range w.canaries {
				if !may(name, c) && strings.Contains(text, c.token) && !strings.Contains(what, c.token) {
					faults = append(faults, fmt.Sprintf("%q received %s through %s", name, c.what, what))
				}
			}
			if a.Status >= 500 {
				faults = append(faults, fmt.Sprintf("%q: %s answers %d", name, what, a.Status))
			}
		}
		for _, route := range handlers.Routes {
			if route.Method != "GET" || route.Path == "/api/v1/events" {
				continue
			}
			for _, path := range w.paths(route) {
				look("GET "+path, p.Do("GET", path, nil))
			}
		}
		for n := range 20 {
			look("POST nearby", p.Do("POST", "/api/v1/reports/nearby", nearby(n)))
		}
		for _, c := range w.canaries {
			if may(name, c) && !bytes.Contains(received.Bytes(), []byte(c.token)) && name != "auditor" {
				faults = append(faults, fmt.Sprintf("%q never received %s", name, c.what))
			}
			if name == "auditor" && !bytes.Contains(received.Bytes(), []byte(c.token)) && !strings.HasPrefix(c.what, "import") {
				faults = append(faults, fmt.Sprintf("%q never received %s", name, c.what))
			}
		}
	}
	return faults, requests
}

func TestEveryoneSeesExactlyWhatTheyMay(t *testing.T) {
	for _, kind := range Databases(t) {
		t.Run(kind, func(t *testing.T) {
			w := build(t, kind)
			faults, requests := w.sweep(t, readers)
			for _, f := range faults {
				t.Error(f)
			}
			t.Logf("%d requests by %d people, each byte searched for %d canaries", requests, len(readers), len(w.canaries))
		})
	}
}

// The matrix is believed because it fails when a scope is taken out, either way.
func TestMatrixNoticesEveryScopeThatIsGone(t *testing.T) {
	w := build(t, "sqlite")
	for table, scope := range access.Scopes {
		for what, instead := range map[string]access.Scope{"opened": {SQL: "1 = 1"}, "closed": {SQL: "1 = 0"}} {
			access.Scopes[table] = func(models.Actor) access.Scope { return instead }
			faults, _ := w.sweep(t, few)
			access.Scopes[table] = scope
			if len(faults) == 0 {
				t.Errorf("nobody notices that the scope of %s is %s", table, what)
			}
		}
	}
}
