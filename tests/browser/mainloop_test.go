package browser

import (
	"strings"
	"testing"

	"concord/app/demo"

	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The main loop in the demonstration as the people who do it: two differing
// reports in, both leads say same, gaps in words, one case, both sign, a joint
// statement out on the public page.
func TestMainLoop(t *testing.T) {
	browser := chromium(t)
	at := demonstration(t)
	as := map[string]*page{}
	person := func(name string) *page {
		t.Helper()
		if as[name] == nil {
			as[name] = open(t, browser, at, name, demo.Password)
		}
		return as[name]
	}

	report := func(name, title, min, max, place string) (ref, incident string) {
		t.Helper()
		p := person(name)
		p.visit("/#/log")
		p.fill(hook("title"), title)
		p.fill(hook("category"), "AIR_STRIKE")
		p.fill(hook("when-text"), "151340Z DEC 31")
		p.fill(hook("where-text"), place)
		p.fill(hook("where-name"), "Tarn Quay")
		p.fill(hook("killed-min"), min)
		p.fill(hook("killed-max"), max)
		p.shows("15 Dec 2031") // what was pasted is understood and echoed
		p.press(hook("save"))
		p.see(hook("saved-ref"))
		ref = p.text(`document.querySelector('` + hook("saved-ref") + `').textContent.trim()`)
		incident = p.text(`document.querySelector('` + hook("open-incident") + `').href.split("/i/")[1]`)
		return ref, incident
	}
	share := func(name string) {
		t.Helper()
		p := person(name)
		p.press(hook("share-joint"))
		p.press(hook("share-now"))
		p.wait("the report to be shared", `!document.querySelector('`+hook("share-now")+`')`)
	}

	_, incident := report("orl.clerk", "Air strike on the quay at noon", "4", "6", "31N BA 56521 45610")
	if hidden := person("var.clerk").api("/incidents/" + incident); hidden["status"] != float64(404) {
		t.Fatalf("before it is shared the other partner sees the incident: %v", hidden)
	}
	share("orl.clerk")
	_, other := report("var.clerk", "People killed on the quay at noon", "11", "14", "31N BA 565 456")
	share("var.clerk")

	for i, lead := range []string{"orl.lead", "var.lead"} {
		p := person(lead)
		at := incident
		if i == 1 {
			at = other
		}
		p.visit("/#/i/" + at)
		p.press(hook("verdict-same"))
		partner := strings.ToUpper(lead[:3])
		kept := false
		for range 100 {
			if kept = said(p, incident, partner) || said(p, other, partner); kept {
				break
			}
		}
		if !kept {
			t.Fatalf("%s said same, and it was not kept", lead)
		}
		if n := len(list(person("orl.lead").api("/incidents/"+incident), "reports")); n != i+1 {
			t.Fatalf("after %s said same the incident holds %d reports, want %d", lead, n, i+1)
		}
	}

	p := person("orl.investigator")
	p.visit("/#/i/" + incident + "/compare")
	p.shows("4 to 6")
	p.shows("11 to 14")
	p.shows("The ranges do not overlap")
	p.keep("compare")

	p = person("orl.clerk")
	p.visit("/#/i/" + incident)
	p.press(hook("open-investigation"))
	p.see(hook("open-case") + "," + hook("case-state"))
	id := ""
	for range 200 {
		if id = get(p.api("/incidents/"+incident), "investigation"); id != "" {
			break
		}
	}
	state := func() string { return get(person("var.lead").api("/investigations/"+id), "state") }
	move := func(name, to, reason string) {
		t.Helper()
		p := person(name)
		p.visit("/#/case/" + id)
		p.press(hook("move-to"))
		p.press(hook("move-" + to))
		if reason != "" {
			p.fill(hook("move-reason"), reason)
		}
		p.press(hook("move-submit"))
		p.wait("the dialog to close", `!document.querySelector('dialog[open]')`)
	}
	sign := func(name string) {
		t.Helper()
		p := person(name)
		p.visit("/#/case/" + id)
		p.press(hook("sign-concur"))
		p.press(hook("sign-concur-send"))
		p.wait("the dialog to close", `!document.querySelector('dialog[open]')`)
	}
	expect := func(want, after string) {
		t.Helper()
		if got := state(); got != want {
			t.Fatalf("%s the case is %s, want %s", after, got, want)
		}
	}
	move("orl.lead", "INITIAL_REVIEW", "")
	move("var.lead", "ASSESSMENT", "")
	expect("ASSESSMENT", "after both leads' moves")

	resolveAll(t, person, incident)

	move("orl.investigator", "JOINT_REVIEW", "")
	expect("ASSESSMENT", "while one investigator has not signed")
	sign("var.investigator")
	expect("JOINT_REVIEW", "after both investigators")
	move("orl.approver", "AGREED", "")
	expect("JOINT_REVIEW", "while one approver has not signed")
	sign("var.approver")
	expect("AGREED", "after both approvers")
	person("var.approver").keep("case")

	p = person("orl.pa")
	p.visit("/#/st/new?incident=" + incident)
	p.fill("#body", "On [[date]] an air strike killed [[killed]] civilians at [[place]]. We offer our condolences to the families.")
	p.press(hook("statement-create"))
	p.see(hook("statement-state"))
	statement := p.text(`location.hash.split("/st/")[1].split("?")[0]`)
	p.shows("6 to 12 civilians")
	p.keep("statement")
	for _, name := range []string{"orl.approver", "var.approver"} {
		a := person(name)
		a.visit("/#/st/" + statement)
		a.press(hook("statement-approve"))
		a.press(hook("statement-approve-send"))
		a.wait("the dialog to close", `!document.querySelector('dialog[open]')`)
	}
	p.visit("/#/st/" + statement)
	p.press(hook("statement-release"))
	p.press(hook("statement-release-send"))
	p.see(hook("public-page"))
	address := p.text(`new URL(document.querySelector('` + hook("public-page") + `').href).pathname`)

	public := open(t, browser, at, "", "")
	public.visit(address)
	public.shows("killed 6 to 12 civilians at Tarn Quay")
	public.keep("public")
	if text := public.text("document.documentElement.outerHTML"); strings.Contains(text, "BA 56521") || strings.Contains(text, "orl.pa") {
		t.Error("the public page shows what is not for the public")
	}
}

// resolveAll works every serious gap to its end through the page: the count by an
// agreed range, the rest as what cannot be determined.
func resolveAll(t *testing.T, person func(string) *page, incident string) {
	t.Helper()
	for range 12 {
		p := person("orl.investigator")
		var gap map[string]any
		for _, g := range list(p.api("/gaps?state=OPEN&incident="+incident), "items") {
			if s := get(g, "severity"); gap == nil && (s == "HIGH" || s == "CRITICAL") {
				gap = g.(map[string]any)
			}
		}
		if gap == nil {
			return
		}
		id := get(gap, "id")
		p.visit("/#/i/" + incident + "/compare?gap=" + id + "&resolve=1")
		p.see(hook("resolve-form"))
		if get(gap, "code") == "G10" {
			p.press(hook("outcome-NEW"))
			p.fill(`[data-test="resolve-form"] [data-test$="-min"]`, "6")
			p.fill(`[data-test="resolve-form"] [data-test$="-max"]`, "12")
		} else {
			p.run(`document.querySelector(".more-ways").open = true`)
			p.press(hook("outcome-CANNOT_BE_DETERMINED"))
		}
		p.fill(hook("proposal-reason"), "The hospital list was checked.")
		p.press(hook("proposal-submit"))
		p.wait("the proposal to be made", `!document.querySelector('`+hook("resolve-form")+`')`)
		if s := get(p.api("/gaps/"+id), "state"); s == "RESOLVED" {
			t.Fatal("one partner alone resolved a gap")
		}
		q := person("var.investigator")
		q.visit("/#/i/" + incident + "/compare?gap=" + id)
		q.press(hook("concur"))
		q.press(hook("concur-send"))
		q.wait("the dialog to close", `!document.querySelector('dialog[open]')`)
		if s := get(q.api("/gaps/"+id), "state"); s != "RESOLVED" {
			t.Fatalf("after both concurred the gap is %s", s)
		}
	}
	t.Fatal("the gaps do not come to an end")
}

func said(p *page, incident, partner string) bool {
	for _, m := range list(p.api("/incidents/"+incident), "matches") {
		for _, v := range list(m, "verdicts") {
			if get(v, "partner") == partner && get(v, "verdict") == "same" {
				return true
			}
		}
	}
	return false
}

// get reads text at a path of a JSON value; "" where there is none.
func get(v any, path ...string) string {
	for _, step := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[step]
	}
	s, _ := v.(string)
	return s
}

func list(v any, key string) []any {
	m, _ := v.(map[string]any)
	out, _ := m[key].([]any)
	return out
}

// Who goes on while the first screen is only just drawn, before its frame was painted,
// arrives: a window that listened from the next frame on stayed where it was.
func TestAddressIsFollowedFromTheFirstDrawing(t *testing.T) {
	e := explore(t, "orl.lead")
	frame := `globalThis.requestAnimationFrame = (f) => setTimeout(f, 500);
		new MutationObserver((_, watching) => {
			if (document.querySelector("main h1")?.textContent !== "Keys") return;
			watching.disconnect();
			location.hash = "#/incidents";
		}).observe(document, { childList: true, subtree: true })`
	if _, err := chromedp.Call(e.ctx, paper.AddScriptToEvaluateOnNewDocument, paper.AddScriptToEvaluateOnNewDocumentParams{Source: frame}); err != nil {
		t.Fatal(err)
	}
	e.visit("/#/keys")
	e.see(hook("incidents"))
	e.quiet()
}
