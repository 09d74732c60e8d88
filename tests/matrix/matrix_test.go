package matrix

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"concord/handlers"
	"concord/models"
	"concord/models/access"
	"concord/models/store"
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
	if c.shut {
		return false
	}
	if maker, ok := strings.CutPrefix(c.what, viewOf); ok {
		return name == maker
	}
	if name == "auditor" {
		return !strings.HasPrefix(c.what, sharedView)
	}
	if name == "admin" || name == "" {
		return false
	}
	if sender, ok := strings.CutPrefix(c.what, uploadOf); ok {
		return name == sender
	}
	return slices.Contains(c.seen, partnerOf(name))
}

// paths gives every address of a GET route, with every id it can take and with
// every filter that names a record.
func (w *world) paths(route handlers.Route) []string {
	kinds := map[string]string{"/reports/": "reports", "/incidents/": "incidents", "/matches/": "matches", "/gaps/": "gaps", "/proposals/": "proposals",
		"/investigations/": "investigations", "/transitions/": "transitions", "/statements/": "statements", "/imports/": "imports", "/proof/": "entries", "/evidence/": "evidence", "/uploads/": "uploads", "/print/incident/": "incidents", "/print/compare/": "incidents"}
	if strings.HasPrefix(route.Path, "/public/statements/") {
		return fill(route.Path, w.ids["refs"])
	}
	if route.Path == "/api/v1/export/:kind" {
		return []string{"/api/v1/export/reports?format=csv", "/api/v1/export/reports?format=json", "/api/v1/export/reports?format=geojson", "/api/v1/export/incidents?format=csv", "/api/v1/export/incidents?format=geojson",
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
		out = append(out, route.Path+"?limit=200&state=ALL", route.Path+"?severity=CRITICAL", route.Path+"?total=exact&turn=VAR&family=HARM", route.Path+"?late=yes&sort=raised&total=exact")
		for _, id := range w.ids["incidents"] {
			out = append(out, route.Path+"?state=ALL&incident="+id)
		}
	case "/api/v1/gaps/agreement/incidents":
		out = []string{route.Path + "?pair=ORL,VAR&limit=200&total=exact", route.Path + "?pair=IR,ORL", route.Path + "?pair=ORL,VAR&family=PLACE&kind=different"}
	case "/api/v1/gaps/agreement", "/api/v1/gaps/totals":
		out = append(out, route.Path+"?partner=ORL", route.Path+"?from=2031-01-01&to=2031-12-31")
	case "/api/v1/matches":
		out = append(out, route.Path+"?limit=200", route.Path+"?band=review", route.Path+"?state=confirmed", route.Path+"?sort=review&limit=200")
	case "/api/v1/statements":
		for _, id := range w.ids["incidents"] {
			out = append(out, route.Path+"?incident="+id)
		}
	case "/api/v1/evidence":
		out = append(out, route.Path+"?limit=200")
		for _, id := range w.ids["incidents"] {
			out = append(out, route.Path+"?incident="+id)
		}
		for _, id := range w.ids["reports"] {
			out = append(out, route.Path+"?report="+id)
		}
	case "/api/v1/audit":
		out = append(out, route.Path+"?limit=200", route.Path+"?limit=200&action=SEAL_IDENTITY") // further back than the prints and openings of this sweep
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
				if what == "the scope of report_versions" && strings.Contains(c.what, "unshared source") {
					continue // kept back within a version: the operation takes it out, which the routes above show
				}
				if what == "the scope of custody" && strings.Contains(c.what, "custody words") || what == "the scope of evidence" && strings.Contains(c.what, " tie: ") {
					continue // the operation takes the words of the item's partner out, and ids of what one may not see, which the routes show
				}
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
				a := p.Do("GET", path, nil)
				look("GET "+path, a)
				faults = append(faults, w.status(name, route, path, a.Status)...)
			}
		}
		for table, text := range w.rows(t, name) {
			look("the scope of "+table, Answer{Body: text})
			if table == "sealed_identities" && name == "auditor" && len(text) > 0 {
				faults = append(faults, "the auditor reads rows of sealed identities, not only what the log says of them")
			}
		}
		faults = append(faults, w.openings(p, look)...)
		for n := range 20 {
			look("POST nearby", p.Do("POST", "/api/v1/reports/nearby", nearby(n)))
		}
		for _, c := range w.canaries {
			if may(name, c) && !bytes.Contains(received.Bytes(), []byte(c.token)) && name != "auditor" {
				faults = append(faults, fmt.Sprintf("%q never received %s", name, c.what))
			}
			if name == "auditor" && may(name, c) && !bytes.Contains(received.Bytes(), []byte(c.token)) && !strings.HasPrefix(c.what, "import") {
				faults = append(faults, fmt.Sprintf("%q never received %s", name, c.what))
			}
		}
	}
	return faults, requests
}

// status insists that a record one may see is there and one that one may not see
// is missing.
func (w *world) status(name string, route handlers.Route, path string, got int) []string {
	if name == "" || name == "admin" || !strings.HasPrefix(path, "/api/v1/") {
		return nil
	}
	for _, c := range w.canaries {
		if !strings.Contains(path, "/"+c.token) || refused(name, route) || route.Action == access.ReadIdentities && name == "auditor" || route.Action == access.Import && !strings.HasSuffix(name, "clerk") && !strings.HasSuffix(name, "lead") {
			continue
		}
		if want := map[bool]int{true: 200, false: 404}[may(name, c)]; got != want {
			return []string{fmt.Sprintf("%q: GET %s = %d, want %d (%s)", name, path, got, want, c.what)}
		}
	}
	return nil
}

// rows reads every table straight through its scope: some tables are reached
// over HTTP only after another scope has let pass, and must hold by themselves.
func (w *world) rows(t *testing.T, name string) map[string][]byte {
	if name == "" {
		return nil
	}
	who, err := w.Server.DB.Actor(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	l := w.Server.DB.Read(context.Background(), who)
	return map[string][]byte{
		"reports": dump[models.Report](t, l), "report_versions": dump[models.ReportVersion](t, l), "incidents": dump[models.Incident](t, l),
		"matches": dump[models.Match](t, l), "gaps": dump[models.Gap](t, l), "gap_steps": dump[models.GapStep](t, l), "proposals": dump[models.Proposal](t, l), "investigations": dump[models.Investigation](t, l),
		"transitions": dump[models.Transition](t, l), "statements": dump[models.Statement](t, l), "statement_versions": dump[models.StatementVersion](t, l), "imports": dump[models.Import](t, l),
		"evidence": dump[models.Evidence](t, l), "originals": dump[models.Original](t, l), "custody": dump[models.Custody](t, l), "uploads": dump[models.Upload](t, l), "sealed_identities": dump[models.SealedIdentity](t, l),
		"saved_views": dump[models.SavedView](t, l), "mappings": dump[models.SavedMapping](t, l),
	}
}

func dump[T store.Record](t *testing.T, l store.Looker) []byte {
	t.Helper()
	found, err := store.Visible[T](l).Find(l.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, row := range found {
		v := reflect.ValueOf(row)
		for i := range v.NumField() {
			if text, ok := v.Field(i).Interface().([]byte); ok {
				b.Write(text)
			} else {
				fmt.Fprint(&b, v.Field(i).Interface())
			}
			b.WriteByte(' ')
		}
	}
	return b.Bytes()
}

// openings tries to open every sealed identity: those of the own partner open for
// three roles, and everybody else gets nothing of them.
func (w *world) openings(p *Person, look func(string, Answer)) (faults []string) {
	_, post, _ := strings.Cut(p.Name, ".")
	opener := slices.Contains([]string{"victims", "investigator", "legal"}, post)
	for _, owner := range []string{"ORL", "VAR"} {
		for _, id := range w.ids["identities "+owner] {
			a := p.Do("POST", "/api/v1/identities/"+id+"/openings", M{"reason": "to see who is let in"})
			want := 403
			switch {
			case p.Name == "":
				want = 401
			case opener && partnerOf(p.Name) == owner:
				want = 200
			case opener:
				want = 404
			}
			if a.Status != want {
				faults = append(faults, fmt.Sprintf("%q opens an identity of %s: %d, want %d", p.Name, owner, a.Status, want))
			}
			if want != 200 || a.Status != 200 {
				look("POST openings", a)
				continue
			}
			for _, c := range w.canaries {
				if c.shut && c.seen[0] == owner && !strings.Contains(string(a.Body), c.token) {
					faults = append(faults, fmt.Sprintf("%q opened %s and did not receive %s", p.Name, id, c.what))
				}
			}
		}
	}
	return faults
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
