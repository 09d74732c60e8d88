package matrix

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/handlers"
	"concord/models"
	"concord/models/access"
	. "concord/tests/harness"
)

// allowed is who may do what, in plain words and written apart from the policy.
// "staff" is every role of a partner.
var allowed = map[string]string{
	"POST /api/v1/reports":                        "clerk lead",
	"GET /api/v1/reports":                         "staff auditor",
	"POST /api/v1/reports/nearby":                 "staff auditor",
	"GET /api/v1/reports/:id":                     "staff auditor",
	"PUT /api/v1/reports/:id":                     "clerk lead investigator",
	"GET /api/v1/reports/:id/versions":            "staff auditor",
	"POST /api/v1/reports/:id/share":              "clerk lead",
	"POST /api/v1/reports/:id/withdraw":           "clerk lead",
	"POST /api/v1/reports/:id/identities":         "clerk lead investigator victims",
	"GET /api/v1/reports/:id/identities":          "staff",
	"PUT /api/v1/identities/:id":                  "clerk lead investigator victims",
	"POST /api/v1/identities/:id/openings":        "victims investigator legal",
	"POST /api/v1/identities/:id/erasure":         "victims legal",
	"GET /api/v1/export/:kind":                    "staff auditor",
	"POST /api/v1/imports":                        "clerk lead",
	"GET /api/v1/imports/:id":                     "clerk lead",
	"GET /api/v1/imports":                         "clerk lead",
	"GET /api/v1/imports/:id/rejects":             "clerk lead",
	"POST /api/v1/imports/:id/undo":               "clerk lead",
	"POST /api/v1/imports/preview":                "clerk lead",
	"GET /api/v1/mappings":                        "clerk lead",
	"GET /api/v1/views":                           "staff",
	"POST /api/v1/views":                          "staff",
	"PUT /api/v1/views/:id":                       "staff",
	"DELETE /api/v1/views/:id":                    "staff",
	"GET /api/v1/reports/:id/counterparts":        "staff auditor",
	"GET /api/v1/matching":                        "staff auditor",
	"POST /api/v1/matching/runs":                  "lead",
	"POST /api/v1/matching/runs/cancel":           "lead",
	"GET /api/v1/reports/:id/diff":                "staff auditor",
	"GET /api/v1/fields":                          "staff auditor admin",
	"POST /api/v1/uploads":                        "clerk lead investigator",
	"GET /api/v1/uploads/:id":                     "clerk lead investigator",
	"PATCH /api/v1/uploads/:id":                   "clerk lead investigator",
	"DELETE /api/v1/uploads/:id":                  "clerk lead investigator",
	"POST /api/v1/evidence":                       "clerk lead investigator",
	"GET /api/v1/evidence":                        "staff auditor",
	"GET /api/v1/evidence/:id":                    "staff auditor",
	"GET /api/v1/evidence/:id/content":            "staff",
	"GET /api/v1/evidence/:id/custody":            "staff auditor",
	"POST /api/v1/evidence/:id/custody":           "lead investigator legal",
	"POST /api/v1/evidence/:id/share":             "lead investigator",
	"POST /api/v1/evidence/:id/existence":         "lead investigator legal",
	"POST /api/v1/evidence/:id/hold":              "legal",
	"GET /api/v1/incidents":                       "staff auditor",
	"GET /print/incident/:id":                     "staff auditor",
	"GET /api/v1/incidents/:id":                   "staff auditor",
	"GET /api/v1/incidents/map":                   "staff auditor",
	"GET /api/v1/incidents/timeline":              "staff auditor",
	"GET /api/v1/incidents/:id/compare":           "staff auditor",
	"POST /api/v1/incidents/:id/investigation":    "clerk lead",
	"GET /api/v1/matches":                         "staff auditor",
	"POST /api/v1/matches":                        "clerk lead",
	"POST /api/v1/matches/decisions":              "lead",
	"GET /api/v1/matches/:id":                     "staff auditor",
	"POST /api/v1/matches/:id/decisions":          "lead",
	"GET /api/v1/gaps":                            "staff auditor",
	"GET /api/v1/gaps/:id":                        "staff auditor",
	"GET /api/v1/gaps/rules":                      "staff auditor",
	"PUT /api/v1/gaps/rules":                      "authority",
	"POST /api/v1/gaps/rules/preview":             "authority",
	"POST /api/v1/gaps/rules/:id/positions":       "authority",
	"POST /api/v1/gaps/rules/:id/withdraw":        "authority",
	"GET /api/v1/gaps/runs":                       "staff auditor",
	"POST /api/v1/gaps/runs":                      "authority",
	"POST /api/v1/gaps/runs/cancel":               "authority",
	"GET /api/v1/gaps/agreement":                  "staff auditor",
	"GET /api/v1/gaps/agreement/incidents":        "staff auditor",
	"GET /api/v1/gaps/totals":                     "staff auditor",
	"POST /api/v1/gaps/:id/proposals":             "lead investigator legal approver",
	"POST /api/v1/gaps/:id/explanations":          "clerk liaison lead investigator legal approver",
	"POST /api/v1/proposals/:id/withdrawal":       "lead investigator legal approver",
	"GET /print/compare/:id":                      "staff auditor",
	"GET /api/v1/proposals/:id":                   "staff auditor",
	"POST /api/v1/proposals/:id/positions":        "lead investigator legal approver",
	"GET /api/v1/investigations":                  "staff auditor",
	"GET /api/v1/investigations/:id":              "staff auditor",
	"POST /api/v1/investigations/:id/transitions": "lead investigator legal approver",
	"GET /api/v1/transitions/:id":                 "staff auditor",
	"POST /api/v1/transitions/:id/positions":      "lead investigator legal approver",
	"POST /api/v1/statements":                     "pa",
	"GET /api/v1/statements":                      "staff auditor",
	"GET /api/v1/statements/:id":                  "staff auditor",
	"PUT /api/v1/statements/:id":                  "pa",
	"POST /api/v1/statements/:id/approvals":       "approver",
	"POST /api/v1/statements/:id/release":         "pa",
	"GET /api/v1/audit":                           "auditor",
	"GET /api/v1/audit/checkpoint":                "staff auditor admin",
	"GET /api/v1/audit/proof/:entry":              "auditor",
	"GET /api/v1/events":                          "staff auditor",
	"GET /api/v1/me":                              "staff auditor admin",
	"GET /api/v1/readings":                        "staff auditor admin",
	"DELETE /api/v1/session":                      "staff auditor admin",
}

var posts = []string{"clerk", "lead", "investigator", "legal", "approver", "pa", "liaison", "victims", "authority"}

// everybody who tries: each post of two partners, an observer, and those without a partner.
func everybody() []string {
	out := []string{"auditor", "admin", "", "ir.clerk"}
	for _, post := range posts {
		out = append(out, "orl."+post, "var."+post)
	}
	return out
}

func mayDo(name, rule string) bool {
	post := name
	if _, after, ok := strings.Cut(name, "."); ok {
		post = after
	}
	words := strings.Fields(rule)
	return slices.Contains(words, post) || slices.Contains(words, "staff") && slices.Contains(posts, post)
}

// try asks for each route as each person, with an id that does not exist and an
// empty body, so that nothing ever happens: only the permission shows.
func (w *world) try(t *testing.T, only func(handlers.Route) bool) (faults []string, tries int) {
	for _, route := range handlers.Routes {
		key := route.Method + " " + route.Path
		rule, known := allowed[key]
		if route.Action == access.Anyone || route.Action == access.ReadMetrics || !only(route) || key == "DELETE /api/v1/session" || key == "GET /api/v1/events" {
			continue
		}
		if !known {
			faults = append(faults, key+" stands in no row of the matrix")
			continue
		}
		path := route.Path
		if strings.Contains(path, ":") {
			path = fill(path, []string{models.NewID()})[0]
		}
		for _, name := range everybody() {
			tries++
			var body any
			if route.Method != "GET" {
				body = M{}
			}
			a := w.As(t, name).Do(route.Method, path, body)
			refused := a.Status == 401 || a.Status == 403
			switch {
			case name == "" && a.Status != 401:
				faults = append(faults, fmt.Sprintf("nobody: %s answers %d", key, a.Status))
			case name != "" && mayDo(name, rule) && refused:
				faults = append(faults, fmt.Sprintf("%s is refused %s (%d)", name, key, a.Status))
			case name != "" && !mayDo(name, rule) && a.Status != 403:
				faults = append(faults, fmt.Sprintf("%s may do %s (%d)", name, key, a.Status))
			}
		}
	}
	return faults, tries
}

func TestEveryoneDoesExactlyWhatTheyMay(t *testing.T) {
	w := &world{World: Start(t, "sqlite", Unlimited)}
	faults, tries := w.try(t, func(handlers.Route) bool { return true })
	for _, f := range faults {
		t.Error(f)
	}
	t.Logf("%d tries", tries)
}

// Delete each row of the policy in turn, and add each role to each: the matrix
// must notice every one.
func TestMatrixNoticesEveryPolicyRowThatIsGone(t *testing.T) {
	w := &world{World: Start(t, "sqlite", Unlimited)}
	routed := map[access.Action]bool{}
	for _, r := range handlers.Routes {
		routed[r.Action] = true
	}
	delete(routed, access.Anyone)
	delete(routed, access.ReadMetrics) // loopback may read it without a sign-in
	delete(routed, access.SignedIn)    // the row is every role there is; its routes are tried above
	delete(routed, access.ReadEvents)  // a stream, tried in its own test
	mutants := 0
	for action := range routed {
		rows := access.Policy[action]
		for i, role := range rows {
			mutants++
			access.Policy[action] = slices.Delete(slices.Clone(rows), i, i+1)
			faults, _ := w.try(t, func(r handlers.Route) bool { return r.Action == action })
			access.Policy[action] = rows
			if len(faults) == 0 {
				t.Errorf("nobody notices that %s may no longer %s", role, action)
			}
		}
		for _, role := range models.Roles {
			if slices.Contains(rows, role) {
				continue
			}
			mutants++
			access.Policy[action] = append(slices.Clone(rows), role)
			faults, _ := w.try(t, func(r handlers.Route) bool { return r.Action == action })
			access.Policy[action] = rows
			if len(faults) == 0 {
				t.Errorf("nobody notices that %s may %s", role, action)
			}
		}
	}
	t.Logf("%d mutants", mutants)
}

// Each route of the running program stands in the table, with a policy row; a
// route added beside the table breaks this test.
func TestEveryRouteHasAPolicyRow(t *testing.T) {
	w := Start(t, "sqlite")
	served := map[string]bool{}
	for _, stack := range w.Server.App.Stack() {
		for _, r := range stack {
			if r.Method == "HEAD" || r.Path == "/" && r.Method != "GET" {
				continue // HEAD follows GET; "/" is where middleware hangs
			}
			served[r.Method+" "+r.Path] = true
		}
	}
	table := map[string]bool{}
	for _, r := range handlers.Routes {
		table[r.Method+" "+r.Path] = true
		if _, ok := access.Policy[r.Action]; !ok && r.Action != access.Anyone {
			t.Errorf("%s %s asks for %s, which has no policy row", r.Method, r.Path, r.Action)
		}
		if r.Words == "" || r.Tag == "" {
			t.Errorf("%s %s has no entry in the OpenAPI document", r.Method, r.Path)
		}
		if !served[r.Method+" "+r.Path] {
			t.Errorf("%s %s stands in the table and is not served", r.Method, r.Path)
		}
	}
	for route := range served {
		if !table[route] {
			t.Errorf("%s is served and stands in no row of the table", route)
		}
	}
}

// What does not exist and what one may not see give the same answer, byte for
// byte but for the request's own id.
func TestHiddenAndAbsentLookTheSame(t *testing.T) {
	w := build(t, "sqlite")
	orl := w.As(t, "orl.clerk")
	var r M
	orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &r)
	spy := w.As(t, "var.lead")
	for _, path := range []string{"/api/v1/reports/%s", "/api/v1/reports/%s/versions"} {
		same(t, spy, fmt.Sprintf(path, Text(r, "id")), fmt.Sprintf(path, models.NewID()))
	}
	for _, path := range []string{"/api/v1/incidents/%s", "/api/v1/incidents/%s/compare"} {
		same(t, spy, fmt.Sprintf(path, Text(r, "incident")), fmt.Sprintf(path, models.NewID()))
	}
}

func same(t *testing.T, p *Person, hidden, absent string) {
	t.Helper()
	a, b := p.Do("GET", hidden, nil), p.Do("GET", absent, nil)
	if a.Status != 404 || b.Status != 404 {
		t.Fatalf("%s = %d, %s = %d, want 404 both", hidden, a.Status, absent, b.Status)
	}
	if len(a.Body) != len(b.Body) {
		t.Errorf("the answers differ in length: %s and %s", a.Body, b.Body)
	}
}
