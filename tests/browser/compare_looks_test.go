package browser

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	. "concord/tests/harness"

	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// incidentCalled is the incident of the demonstration with a report of that title.
func (e *explorer) incidentCalled(title string) string {
	e.t.Helper()
	for _, i := range list(e.api("/incidents?limit=200&q="+strings.ReplaceAll(title, " ", "+")), "items") {
		if strings.Contains(get(i, "title"), title) || title == "" {
			return get(i, "id")
		}
	}
	e.t.Fatalf("no incident is called %s", title)
	return ""
}

// looksRight fails where axe finds something or the page scrolls sideways, and keeps a
// picture.
func (e *explorer) looksRight(name string) {
	e.t.Helper()
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		e.t.Fatal(err)
	}
	e.run(string(axe))
	found, err := chromedp.Run(e.ctx, chromedp.Evaluate[string](`axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")).join("\n"))`, chromedp.EvalAwaitPromise))
	if err != nil {
		e.t.Fatal(err)
	}
	if found != "" {
		e.t.Errorf("%s: axe finds\n%s", name, found)
	}
	if e.is("document.documentElement.scrollWidth > innerWidth") {
		e.t.Errorf("%s: the page scrolls sideways by %s", name, e.text("document.documentElement.scrollWidth - innerWidth"))
	}
	e.keep(name)
}

// Compare, the queue and the incident's own summary in every state, in light and dark,
// on a desk and a phone, read from the left and from the right: axe finds nothing,
// nothing goes beyond the edge, the browser complains of nothing.
func TestCompareLooks(t *testing.T) {
	e := explore(t, "orl.legal")
	gap := func(incident, code string) string {
		return Text(e.api("/gaps?incident="+incident+"&code="+code), "items.0.id")
	}
	tarn, kessel, ridge, sand, oster, grensund := e.incidentCalled("Tarn Quay"), e.incidentCalled("Kessel Farm"), e.incidentCalled("Ridge Road"), e.incidentCalled("Sandhaven"), e.incidentCalled("Oster Bridge"), e.incidentCalled("Grensund")
	views := []struct{ name, path, ready string }{
		{"three", "#/i/" + tarn + "/compare", ".cmp-row"},
		{"resolving", "#/i/" + tarn + "/compare?gap=" + gap(tarn, "G10") + "&resolve=1", hook("resolve-form")},
		{"open-only", "#/i/" + tarn + "/compare?only=gaps", ".cmp-row"},
		{"answering", "#/i/" + kessel + "/compare?gap=" + gap(kessel, "G16"), hook("proposal")},
		{"corrected", "#/i/" + ridge + "/compare", hook("time-figure")},
		{"agreed", "#/i/" + sand + "/compare?gap=" + gap(sand, "G11"), ".agreed"},
		{"missing", "#/i/" + oster + "/compare", ".cmp-row"},
		{"law", "#/i/" + grensund + "/compare?gap=" + gap(grensund, "G31"), ".gap-panel"},
		{"queue", "#/gaps", hook("gaps")},
		{"queue-age", "#/gaps?group=age&sort=raised&turn=ORL", hook("gaps")},
		{"queue-none", "#/gaps?code=G14&late=yes", hook("empty")},
		{"incident", "#/i/" + tarn, hook("disagreement")},
	}
	for _, look := range []struct {
		theme, dir string
		width      int64
	}{{"light", "ltr", 1366}, {"light", "rtl", 390}, {"dark", "ltr", 390}, {"dark", "rtl", 1366}} {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(look.theme) + `)`)
		for _, v := range views {
			name := fmt.Sprintf("compare-%s-%d-%s-%s", v.name, look.width, look.theme, look.dir)
			e.size(look.width, 844)
			e.visit("/?dir=" + look.dir + v.path)
			e.see(v.ready)
			e.looksRight(name)
		}
	}
	e.size(320, 844)
	e.visit("/#/i/" + tarn + "/compare?gap=" + gap(tarn, "G10") + "&resolve=1")
	e.see(hook("resolve-form"))
	if e.is("document.documentElement.scrollWidth > innerWidth") {
		t.Errorf("at 320 px the page scrolls sideways by %s", e.text("document.documentElement.scrollWidth - innerWidth"))
	}

	e.size(1366, 900)
	e.visit("/print/compare/" + tarn)
	e.shows("Civilians killed")
	e.shows("Different")
	e.keep("compare-print")
	printed, err := chromedp.Call(e.ctx, paper.PrintToPDF, paper.PrintToPDFParams{})
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("CONCORD_SCREENSHOTS"); dir != "" {
		os.WriteFile(dir+"/compare.pdf", printed.Data, 0o600)
	}
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed.Data, -1)); n < 1 || n > 8 {
		t.Errorf("the comparison takes %d pages", n)
	}
	e.quiet()
}
