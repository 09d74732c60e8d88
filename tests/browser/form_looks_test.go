package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"concord/tests/harness"

	"github.com/chromedp/chromedp"
)

// everyLook walks through the ways to look, and gives each a name.
func everyLook(visit func(name string, l sight)) {
	for _, l := range looks() {
		visit(fmt.Sprintf("%d-%s-%s", l.width, l.theme, l.dir), l)
	}
}

// still waits until nothing is under way on the page.
func (p *page) still() {
	p.t.Helper()
	p.wait("the page to be still", `document.fonts.status === "loaded" && !document.querySelector('.skeleton, [aria-busy="true"]')`)
	p.wait("no transition", `document.getAnimations().every((a) => a.playState !== "running")`)
}

// watch adds what the browser says of another window to what it says of the first.
func (e *explorer) watch(p *page) {
	e.t.Helper()
	err := chromedp.Listen(p.ctx, func(ev any) {
		if kind := fmt.Sprintf("%T", ev); strings.HasSuffix(kind, "log.EventEntryAdded") || strings.HasSuffix(kind, "runtime.EventExceptionThrown") {
			text, _ := json.Marshal(ev)
			e.lock.Lock()
			defer e.lock.Unlock()
			e.troubles = append(e.troubles, string(text))
		}
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

// violations is what axe finds on the page as it stands, "" for nothing.
func (p *page) violations() string {
	p.t.Helper()
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		p.t.Fatal(err)
	}
	p.run(string(axe))
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).join(" | ")).join("\n"))`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// sound fails where axe finds anything, where the page scrolls sideways, or where it is
// read the wrong way; it keeps a picture.
func (p *page) sound(name string, l sight) {
	p.t.Helper()
	p.whole()
	if found := p.violations(); found != "" {
		p.t.Errorf("%s: axe finds\n%s", name, found)
	}
	if p.is("document.documentElement.scrollWidth > innerWidth") {
		p.t.Errorf("%s: the page scrolls sideways: %s", name, p.text(`[...document.querySelectorAll("main *")].filter((x) => x.getBoundingClientRect().right > innerWidth + 1 || x.getBoundingClientRect().left < -1).slice(0, 5).map((x) => x.outerHTML.slice(0, 120)).join(" | ")`))
	}
	if got := p.text(`getComputedStyle(document.querySelector("main")).direction`); got != l.dir {
		p.t.Errorf("%s is read %s", name, got)
	}
	if n := p.text(`document.querySelectorAll("h1").length`); n != "1" {
		p.t.Errorf("%s has %s headings of the first order", name, n)
	}
	p.keep(name)
}

// Logging, amending and the incident in light and dark, on a phone and a desk, read from
// the left and from the right: nothing that axe finds, nothing beyond the edge, no script
// error and no violation of the content policy.
func TestFormAndIncidentLooks(t *testing.T) {
	e := explore(t, "orl.investigator") // sees what evidence and people hold
	lead := e.another("orl.lead")
	e.watch(lead)
	report := lead.log(rich())
	id, incident := get(report, "id"), get(report, "incident")
	if status, answer := lead.post("POST", "/reports/"+id+"/identities", map[string]any{"pseudonym": "V-01", "role": "VICTIM", "identity": map[string]any{"names": []string{"Amra Tesfane"}}}); status != 201 {
		t.Fatal(answer)
	}
	lead.visit("/#/i/" + incident + "?tab=evidence")
	lead.press(hook("add-evidence"))
	lead.attach(hook("evidence-file"), "site.jpg", harness.Photo("Camera"))
	lead.set("evidence-title", "Crater beside the second tank")
	lead.press(hook("evidence-send"))
	lead.see(hook("exhibit"))
	demoIncident := get(list(lead.api("/incidents?q=Tarn&limit=1"), "items")[0], "id")

	unfolded := func(p *page) {
		p.unfold()
		for _, name := range []string{"casualties", "object_harm", "places", "means", "responsibility", "sources", "people", "knowledge", "told"} {
			p.press(hook("add-" + name))
		}
	}
	at := "#/i/" + incident
	pages := []struct {
		name        string
		who         *page
		hash, ready string
		then        func(p *page)
	}{
		{"log", lead, "#/log", hook("log-form"), nil},
		{"log-refused", lead, "#/log", hook("log-form"), func(p *page) { p.press(hook("save")); p.see(hook("error-summary")) }},
		{"log-more", lead, "#/log", hook("log-form"), unfolded},
		{"amend", lead, "#/r/" + id + "/amend", hook("amend-form"), (*page).unfold},
		{"incident", e.page, at, hook("record-ORL"), nil},
		{"incident-two", e.page, "#/i/" + demoIncident, hook("record-ORL"), nil},
		{"evidence", e.page, at + "?tab=evidence", hook("exhibit"), func(p *page) {
			p.press(hook("exhibit") + " button")
			p.see(hook("custody"))
		}},
		{"evidence-add", e.page, at + "?tab=evidence", hook("exhibit"), func(p *page) {
			p.press(hook("add-evidence"))
			p.run(`document.querySelector("dialog details").open = true`)
			p.press(hook("evidence-send"))
		}},
		{"people", e.page, at + "?tab=people", hook("identity-open"), nil},
		{"logs", e.page, at + "?tab=logs", hook("told-log"), nil},
		{"history", e.page, at + "?tab=history", hook("history"), nil},
		{"as-of", e.page, at + "?as_of=2020-01-01", hook("as-of-notice"), nil},
	}
	everyLook(func(name string, l sight) {
		for _, s := range pages {
			p := s.who
			p.size(l.width, 844)
			if strings.HasPrefix(s.name, "log") || s.name == "amend" { // what was typed before is no longer there
				p.visit("/#/keys")
				p.run(`Object.keys(localStorage).filter((k) => k.startsWith("concord.draft")).forEach((k) => localStorage.removeItem(k))`)
			}
			p.run(`localStorage.setItem("concord.theme", ` + quoted(l.theme) + `)`)
			p.visit("/?dir=" + l.dir + s.hash)
			p.see(s.ready)
			p.still()
			if s.then != nil {
				s.then(p)
				p.still()
			}
			p.sound(s.name+"-"+name, l)
		}
	})
	e.lock.Lock()
	defer e.lock.Unlock()
	for _, text := range e.troubles {
		if !strings.Contains(text, "as_of=2020-01-01") { // that day is meant to have nothing
			t.Errorf("the browser says: %s", text)
		}
	}
}

// The control of the above: a field without its label and pale words are found.
func TestAxeFindsWhatIsWrong(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/log")
	e.see(hook("log-form"))
	e.still()
	if found := e.violations(); found != "" {
		t.Fatalf("on a sound page: %s", found)
	}
	e.run(`document.querySelector('label[for="title"]').remove(); document.getElementById("title").placeholder = "";
		const p = document.createElement("p"); p.textContent = "pale"; p.style.color = "#ddd"; document.querySelector("main form").append(p)`)
	found := e.violations()
	for _, rule := range []string{"label: #title", "color-contrast: "} {
		if !strings.Contains(found, rule) {
			t.Errorf("not found: %s in %q", rule, found)
		}
	}
}

// rich is a report that says something of everything.
func rich() map[string]any {
	f := least("Fire at the fuel depot")
	for name, v := range map[string]any{
		"category": "AIR_STRIKE", "narrative": "An air strike hit the depot at night. Two houses beside it burned.",
		"casualties": []any{map[string]any{"outcome": "KILLED", "status": "CIVILIAN", "min": 4, "max": 9, "basis": "HOSPITAL", "sources": []int{1}},
			map[string]any{"outcome": "KILLED", "status": "CIVILIAN", "age": "CHILD", "min": 1, "max": 2}, map[string]any{"outcome": "INJURED", "status": "CIVILIAN", "min": 12}},
		"object_harm":    []any{map[string]any{"object": "CLINIC", "damage": "SEVERE", "min": 1, "max": 1, "emblem": true, "service_lost": []string{"HEALTH"}, "affected_min": 400, "affected_max": 900}},
		"places":         []any{map[string]any{"role": "ROUTE", "lat": 0.42, "lon": 0.82, "precision": "EXACT", "geometry": map[string]any{"type": "LineString", "coordinates": [][]float64{{0.82, 0.42}, {0.84, 0.43}}}}},
		"means":          []any{map[string]any{"weapon": "AIR_BOMB_GUIDED", "cause": "HEAVY_WEAPONS", "lot": "LOT-77/B", "quantity_min": 2, "quantity_max": 2, "delivery": "AIR_CREWED"}},
		"responsibility": []any{map[string]any{"actor": "VAR", "actor_kind": "PARTNER", "role": "FIRED", "claim": "ASSERTED", "confidence": "LOW"}},
		"sources": []any{map[string]any{"kind": "NGO", "title": "Field visit", "reliability": "B", "credibility": 2, "origin": "Visit of 5 March", "shared": false},
			map[string]any{"kind": "LOCAL_MEDIA", "origin": "Visit of 5 March"}},
		"assessment": map[string]any{"status": "CREDIBLE", "standard": "MORE_LIKELY_THAN_NOT", "reasons": []string{"IMAGERY"}, "methods": map[string]string{"SITE_VISIT": "NOT_POSSIBLE"}},
		"mrm":        []string{"KILLING_MAIMING"}, "mrm_verification": "PENDING",
		"people":    []any{map[string]any{"pseudonym": "V-01", "role": "VICTIM", "outcome": "KILLED", "age": "CHILD_5_11"}},
		"knowledge": []any{map[string]any{"at": "2031-03-04T02:00:00Z", "who": "Air operations centre", "what": "A strike near the quay", "source": 1}},
		"told":      []any{map[string]any{"at": "2031-03-08T10:00:00Z", "whom": "The families", "kind": "FAMILY", "by": "Liaison office", "what": "That an assessment is under way"}},
	} {
		f[name] = v
	}
	return f
}
