package browser

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	. "concord/tests/harness"

	"github.com/chromedp/cdproto/emulation"
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
	for _, look := range looks() {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(look.theme) + `)`)
		for _, v := range views {
			name := fmt.Sprintf("compare-%s-%d-%s-%s", v.name, look.width, look.theme, look.dir)
			e.size(look.width, 844)
			e.visit("/?dir=" + look.dir + v.path)
			e.see(v.ready)
			if v.name == "corrected" && e.is(`(([a, b]) => Math.max(a.left, b.left) - Math.min(a.right, b.right) < 6)([...document.querySelectorAll(".time-figure .scale-ends bdi")].slice(0, 2).map((x) => x.getBoundingClientRect()))`) {
				t.Errorf("%s: the two ends of the band of time run into one another", name)
			}
			e.sound(name, look)
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

// What a gap can come to, each looked at: both views of a dissent, information that is
// awaited, a gap that opened again, a proposal that lacks signatures, and the forms of
// the endings that ask for more.
func TestGapStatesLook(t *testing.T) {
	browser := chromium(t)
	w, incident, _, reportB := compared(t, Facts(nil), Other(M{"assessment": M{"status": "NOT_CREDIBLE_INSUFFICIENT_INFO", "standard": "REASONABLE_CERTAINTY"}, "means": []M{{"cause": "HEAVY_WEAPONS", "weapon": "ROCKET", "delivery": "AIR_CREWED"}}}))
	orl, var_ := w.As(t, "orl.investigator"), w.As(t, "var.investigator")
	end := func(code string, body M, by ...string) string {
		t.Helper()
		gap := gapOf(t, w, incident, code)
		for _, p := range []*Person{orl, var_} {
			p.Want(201, "POST", "/api/v1/gaps/"+gap+"/explanations", M{"text": "What " + p.Name + " knows of it, in a sentence or two that go on for a little."}, nil)
		}
		var p M
		body["rationale"] = "Both were read side by side by the two cells."
		orl.Want(201, "POST", "/api/v1/gaps/"+gap+"/proposals", body, &p)
		for _, who := range by {
			w.As(t, who).Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		}
		return gap
	}
	dissent := end("G30", M{"outcome": "RECORDED_DISSENT"}, "var.investigator")
	soon := w.Server.DB.Now().AddDate(0, 0, 10).Format("2006-01-02")
	awaited := end("G43", M{"outcome": "AWAITING_INFORMATION", "until": soon}, "var.investigator")
	lacking := end("G02", M{"outcome": "ADOPT_A"})
	again := end("G10", M{"outcome": "AGREED_RANGE", "min": 6, "max": 12}, "var.investigator")
	clerk := w.As(t, "var.clerk")
	tag := clerk.Want(200, "GET", "/api/v1/reports/"+reportB, nil, nil).Header.Get("ETag")
	clerk.Want(200, "PUT", "/api/v1/reports/"+reportB, Other(M{"assessment": M{"status": "NOT_CREDIBLE_INSUFFICIENT_INFO", "standard": "REASONABLE_CERTAINTY"}, "means": []M{{"cause": "HEAVY_WEAPONS", "weapon": "ROCKET", "delivery": "AIR_CREWED"}},
		"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 13, "max": 15, "basis": "HOSPITAL"}}}), nil, "If-Match", tag)
	e := watch(open(t, browser, w.Server.Address(), "orl.investigator", Password))
	at := "#/i/" + incident + "/compare?gap="
	for _, look := range looks() {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(look.theme) + `)`)
		e.size(look.width, 844)
		show := func(name, path, ready string) {
			t.Helper()
			e.visit("/?dir=" + look.dir + path)
			e.see(ready)
			e.sound(fmt.Sprintf("gap-%s-%d-%s-%s", name, look.width, look.theme, look.dir), look)
		}
		show("dissent", at+dissent, hook("dissent"))
		show("awaited", at+awaited, ".gap-panel")
		e.shows("wait for information until")
		show("lacking", at+lacking, hook("needs"))
		show("again", at+again, hook("reopened"))
		e.press(hook("course"))
		e.see(hook("course-steps"))
		e.sound(fmt.Sprintf("gap-course-%d-%s-%s", look.width, look.theme, look.dir), look)
		show("form", at+again+"&resolve=1", hook("resolve-form"))
		for _, outcome := range []string{"AWAITING_INFORMATION", "DEFINITION_DIFFERENCE"} {
			e.run(`document.querySelector(".more-ways").open = true`)
			e.press(hook("outcome-" + outcome))
			e.sound(fmt.Sprintf("gap-form-%s-%d-%s-%s", outcome, look.width, look.theme, look.dir), look)
		}
		show("incident", "#/i/"+incident, hook("disagreement"))
		e.shows("said 11 to 14, now says 13 to 15")
	}
	// On paper both views of a dissent stand as on the screen.
	e.visit("/" + at + dissent)
	e.see(hook("dissent"))
	if _, err := chromedp.Call(e.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if n := e.text(`[...document.querySelectorAll('[data-test="dissent"] > li')].filter((v) => v.checkVisibility()).length`); n != "2" {
		t.Errorf("%s views of a dissent stand on paper, want both", n)
	}
	e.quiet()
}
