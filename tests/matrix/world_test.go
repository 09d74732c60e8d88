// Package matrix proves what each person may see and do: every route, every
// person, every way a record can be shared, with a random canary in every
// protected field and a search of every response byte. The oracle is a table in
// plain data, written apart from the policy it checks.
package matrix

import (
	"crypto/rand"
	"encoding/hex"
	"testing"
	"time"

	. "concord/tests/harness"
)

// canary is a random token that only some people may ever receive.
type canary struct {
	token string
	what  string   // the record and field it was put into
	seen  []string // partners whose staff may see it; the auditor sees all
	shut  bool     // sealed: nobody sees it, but who opens it
}

// world is a running program whose records hold canaries, with the ids that
// routes take.
type world struct {
	*World
	canaries []canary
	ids      map[string][]string // path parameter to try, by kind of record
}

func (w *world) plant(what string, seen ...string) string {
	var b [10]byte
	rand.Read(b[:])
	c := canary{token: "ca" + hex.EncodeToString(b[:]), what: what, seen: seen}
	w.canaries = append(w.canaries, c)
	return c.token
}

// everyone who works with an owner's report at a sharing level.
func audience(owner, level string) []string {
	switch level {
	case "joint":
		return []string{"ORL", "VAR", "TRI"}
	case "public":
		return []string{"ORL", "VAR", "TRI", "IR"}
	case "named":
		other := map[string]string{"ORL": "VAR", "VAR": "ORL"}[owner]
		return []string{owner, other}
	}
	return []string{owner}
}

// build fills a world: reports of both partners at every sharing level, standing
// and withdrawn, a linked pair with gap, proposal, case, move and statement.
func build(t *testing.T, kind string) *world {
	t.Helper()
	w := &world{World: Start(t, kind, Unlimited), ids: map[string][]string{}}
	for i, owner := range []string{"ORL", "VAR"} {
		for j, level := range []string{"origin", "named", "joint", "public"} {
			w.report(t, owner, level, i*10+j, false)
		}
		w.report(t, owner, "joint", i*10+5, true)
	}
	for _, owner := range []string{"ORL", "VAR"} {
		for _, level := range []string{"origin", "named", "joint"} {
			w.exhibit(t, owner, level)
		}
	}
	w.uploading(t, "orl.clerk")
	w.uploading(t, "var.clerk")
	w.imported(t)
	w.viewed(t, "orl.clerk")
	w.viewed(t, "var.clerk")
	w.linked(t)
	for _, owner := range []string{"ORL", "VAR"} {
		w.sealed(t, owner)
	}
	w.ran(t)
	return w
}

// ran links everything anew, so that what a run tells of is searched too.
func (w *world) ran(t *testing.T) {
	lead := w.As(t, "orl.lead")
	lead.Want(202, "POST", "/api/v1/matching/runs", nil, nil)
	for range 600 {
		var v M
		if lead.Want(200, "GET", "/api/v1/matching", nil, &v); v["running"] == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the run does not end")
}

func lower(code string) string {
	return map[string]string{"ORL": "orl", "VAR": "var", "TRI": "tri", "IR": "ir"}[code]
}

// report logs one report with a canary in each protected field.
func (w *world) report(t *testing.T, owner, level string, n int, withdrawn bool) {
	who, seen := audience(owner, level), owner+"/"+level
	clerk := w.As(t, lower(owner)+".clerk")
	var r M
	clerk.Want(201, "POST", "/api/v1/reports", Facts(M{
		"local_ref": w.plant(seen+" local_ref", who...), "title": w.plant(seen+" title", who...), "narrative": w.plant(seen+" narrative", who...),
		"place":   M{"lat": 10 + float64(n), "lon": 20, "precision": "VILLAGE", "name": w.plant(seen+" place", who...), "stated": w.plant(seen+" stated", who...)},
		"sources": []M{{"kind": "WITNESS", "title": w.plant(seen+" source", who...)}, {"kind": "WITNESS", "title": w.plant(seen+" unshared source", owner), "shared": false}},
		"means":   []M{{"weapon": "MORTAR", "lot": w.plant(seen+" lot", who...)}},
		"started": M{"earliest": "2031-05-01T00:00:00Z", "precision": "DAY", "stated": w.plant(seen+" when", who...)},
	}), &r)
	id := Text(r, "id")
	switch level {
	case "named":
		clerk.Want(200, "POST", "/api/v1/reports/"+id+"/share", M{"with": []string{who[1]}}, nil)
	case "joint", "public":
		clerk.Want(200, "POST", "/api/v1/reports/"+id+"/share", M{"with": level}, nil)
	}
	if withdrawn {
		clerk.Want(200, "POST", "/api/v1/reports/"+id+"/withdraw", M{"reason": w.plant(seen+" withdrawal", who...)}, nil)
	}
	// ids and references are secrets as well: they must not appear where the report does not
	w.canaries = append(w.canaries, canary{id, seen + " id", who, false}, canary{Text(r, "ref"), seen + " ref", who, false}, canary{Text(r, "incident"), seen + " incident", who, false})
	w.ids["reports"] = append(w.ids["reports"], id)
	w.ids["incidents"] = append(w.ids["incidents"], Text(r, "incident"))
}

// sealed seals an identity with a report that everybody may read.
func (w *world) sealed(t *testing.T, owner string) {
	clerk := w.As(t, lower(owner)+".clerk")
	var r, held M
	clerk.Want(201, "POST", "/api/v1/reports", Facts(M{"place": M{"lat": -40, "lon": 20, "precision": "VILLAGE", "name": "Elsewhere"}, "title": "Report with a sealed identity"}), &r)
	clerk.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "public"}, nil)
	hidden := func(what string) string {
		token := w.plant("sealed "+what+" of "+owner, owner)
		w.canaries[len(w.canaries)-1].shut = true
		return token
	}
	clerk.Want(201, "POST", "/api/v1/reports/"+Text(r, "id")+"/identities", M{"pseudonym": w.plant("sealed pseudonym of "+owner, owner), "role": "WITNESS",
		"identity": M{"names": []string{hidden("name")}, "contact": hidden("contact"), "notes": hidden("notes")}}, &held)
	w.canaries = append(w.canaries, canary{token: Text(held, "id"), what: "sealed id of " + owner, seen: []string{owner}})
	w.ids["reports"] = append(w.ids["reports"], Text(r, "id"))
	w.ids["identities "+owner] = append(w.ids["identities "+owner], Text(held, "id"))
}

// Views: whose they are stands in what the canary is called, for a private one is for
// its maker alone and no auditor reads what anybody looks for.
const (
	viewOf     = "the view of "
	sharedView = "a shared view of "
)

// viewed keeps two views of one person, one for themselves and one for the partner.
func (w *world) viewed(t *testing.T, name string) {
	p := w.As(t, name)
	p.Want(201, "POST", "/api/v1/views", M{"name": "Mine", "screen": "incidents", "query": "q=" + w.plant(viewOf+name)}, nil)
	p.Want(201, "POST", "/api/v1/views", M{"name": "Ours", "screen": "incidents", "shared": true, "query": "q=" + w.plant(sharedView+partnerOf(name), partnerOf(name))}, nil)
}

func (w *world) imported(t *testing.T) {
	name := w.plant("import name", "ORL")
	body, contentType := Form(t, name+".csv", "local_ref,start_earliest,title,lat,lon\n"+w.plant("imported local_ref", "ORL")+",2031-06-01,"+w.plant("imported title", "ORL")+",-20,30\n", "format", "concord-csv",
		"mapping", `{"columns":{"title":"title"}}`, "save_as", w.plant("mapping of ORL", "ORL"))
	var sum M
	w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/imports", body, &sum, "Content-Type", contentType)
	w.ids["imports"] = append(w.ids["imports"], Text(sum, "id"))
}

// linked makes what two partners do with each other; Trimark and the observer
// see the two reports' own partners' sharing and nothing of the rest.
func (w *world) linked(t *testing.T) {
	pair := []string{"ORL", "VAR"}
	left := Facts(M{"title": w.plant("pair title", pair...), "responsibility": nil, "place": M{"lat": 1.0, "lon": 1.0, "precision": "EXACT", "name": "Tarn Quay"}})
	right := Other(M{"title": w.plant("pair other title", pair...), "responsibility": nil, "place": M{"lat": 1.0005, "lon": 1.0005, "precision": "LANDMARK", "name": "Tarn Quay"}})
	orl, var_ := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
	var a, b, ms M
	orl.Want(201, "POST", "/api/v1/reports", left, &a)
	var_.Want(201, "POST", "/api/v1/reports", right, &b)
	orl.Want(200, "POST", "/api/v1/reports/"+Text(a, "id")+"/share", M{"with": []string{"VAR"}}, nil)
	var_.Want(200, "POST", "/api/v1/reports/"+Text(b, "id")+"/share", M{"with": []string{"ORL"}}, nil)
	w.ids["reports"] = append(w.ids["reports"], Text(a, "id"), Text(b, "id"))
	w.ids["incidents"] = append(w.ids["incidents"], Text(a, "incident"), Text(b, "incident"))

	orl.Want(200, "GET", "/api/v1/matches?limit=200", nil, &ms)
	match := ""
	for _, m := range ms["items"].([]any) {
		if ra, rb := Text(m, "a.report"), Text(m, "b.report"); ra == Text(a, "id") && rb == Text(b, "id") {
			match = Text(m, "id")
		}
		w.ids["matches"] = append(w.ids["matches"], Text(m, "id"))
	}
	if match == "" {
		t.Fatalf("the pair did not come up as a match: %v", ms)
	}
	w.canaries = append(w.canaries, canary{match, "match id", pair, false})
	w.As(t, "orl.lead").Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": w.plant("verdict reason", pair...)}, nil)
	w.As(t, "var.lead").Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)

	var gaps, p, c, tr, s M
	orl.Want(200, "GET", "/api/v1/gaps?limit=200&incident="+Text(a, "incident"), nil, &gaps)
	for _, g := range gaps["items"].([]any) {
		w.ids["gaps"] = append(w.ids["gaps"], Text(g, "id"))
		w.canaries = append(w.canaries, canary{Text(g, "id"), "gap id", pair, false})
	}
	if len(w.ids["gaps"]) == 0 {
		t.Fatal("the pair has no gaps")
	}
	w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/gaps/"+w.ids["gaps"][0]+"/proposals", M{"outcome": "CANNOT_BE_DETERMINED", "rationale": w.plant("proposal rationale", pair...)}, &p)
	w.As(t, "var.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "DISSENT", "reasons": w.plant("dissent reasons", pair...)}, nil)
	w.ids["proposals"] = append(w.ids["proposals"], Text(p, "id"))
	w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/gaps/"+w.ids["gaps"][0]+"/explanations", M{"text": w.plant("explanation of a gap", pair...)}, nil)
	w.canaries = append(w.canaries, canary{Text(p, "id"), "proposal id", pair, false})

	orl.Want(201, "POST", "/api/v1/incidents/"+Text(a, "incident")+"/investigation", nil, &c)
	w.ids["investigations"] = append(w.ids["investigations"], Text(c, "id"))
	w.As(t, "orl.lead").Want(201, "POST", "/api/v1/investigations/"+Text(c, "id")+"/transitions", M{"to": "INITIAL_REVIEW", "reason": w.plant("move reason", pair...)}, &tr)
	w.ids["transitions"] = append(w.ids["transitions"], Text(tr, "id"))
	w.canaries = append(w.canaries, canary{Text(tr, "id"), "transition id", pair, false})
	w.canaries = append(w.canaries, canary{Text(c, "id"), "case id", pair, false}, canary{Text(c, "ref"), "case ref", pair, false})

	w.As(t, "orl.pa").Want(201, "POST", "/api/v1/statements", M{"incident": Text(a, "incident"), "kind": "UPDATE", "audience": "PUBLIC", "bodies": M{"en": w.plant("statement draft", pair...) + " is what we write."}}, &s)
	w.ids["statements"] = append(w.ids["statements"], Text(s, "id"))
	w.canaries = append(w.canaries, canary{Text(s, "id"), "statement id", pair, false}, canary{Text(s, "ref"), "statement ref", pair, false})
	w.ids["refs"] = append(w.ids["refs"], Text(s, "ref"))
	w.ids["entries"] = []string{"0", "1", "5"}
}
