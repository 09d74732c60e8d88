package browser

import (
	"fmt"
	"testing"

	. "concord/tests/harness"
)

// A number of the matrix opens the list of exactly as many fields, filters hold in
// both, and the way back leads to the matrix.
func TestAgreementOpensItsIncidents(t *testing.T) {
	e := explore(t, "orl.lead")
	e.press(hook("nav-agreement"))
	e.see(hook("matrix"))
	e.shows("people killed")
	cell := hook("cell-ORL-VAR-HARM-different")
	e.see(cell)
	fields := Get(e.api("/gaps/agreement"), "pairs.0.families.HARM.different").(map[string]any)
	if got := e.text(`document.querySelector(` + quoted(cell) + `).querySelector(".mx-n").textContent`); got != fmt.Sprint(fields["fields"]) {
		t.Errorf("the cell shows %s, the server counts %v", got, fields["fields"])
	}
	e.run(`document.querySelector(` + quoted(cell) + `).focus()`)
	e.keys("\r")
	e.see(hook("agreement-list"))
	e.shows(fmt.Sprintf("%v incidents", fields["incidents"]))
	e.press(hook("to-matrix"))
	e.see(hook("matrix"))
	e.visit("/#/agreement?from=2020-01-01&to=2020-01-02")
	e.see(hook("empty"))
	e.shows("No incident in this selection.")
	e.press(hook("clear-filters"))
	e.see(hook("matrix"))
	e.quiet()
}

// Rules are changed with what they would do in sight, wrong numbers are all said at
// their fields, and they hold when every partner has agreed.
func TestRulesAreSettled(t *testing.T) {
	browser := chromium(t)
	w := Start(t, "", Unlimited)
	w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(nil), Other(nil))
	e := watch(open(t, browser, w.Server.Address(), "orl.authority", Password))
	e.visit("/#/gaps/rules")
	e.see(hook("rules-table"))
	e.shows("nothing else has been settled")
	points := hook("rule-config-base-G10")
	e.fill(points, "")
	e.fill(hook("rule-config-tolerances-metres"), "some")
	e.press(hook("rules-save"))
	e.see(hook("error-summary"))
	e.wait("all three at once", `document.querySelectorAll('[data-test="error-summary"] li').length === 3`)
	e.fill(hook("rule-config-tolerances-metres"), "99999")
	e.fill(points, "500")
	e.wait("what the server says of both, at their fields", `document.querySelectorAll(".rules .field-error").length >= 2 && [...document.querySelectorAll(".rules .field-error")].some((f) => f.innerText.includes("from 0 to 100"))`)
	e.shows("from 0 to 10,000")
	e.fill(hook("rule-config-tolerances-metres"), "3")
	e.fill(points, "20")
	e.see(hook("preview-severity"))
	e.wait("one gap of another severity", `document.querySelector('[data-test="preview-severity"] strong').textContent === "1"`)
	e.fill(hook("rules-reason"), "Most are soon settled here.")
	e.press(hook("rules-save"))
	e.see(hook("rules-waiting"))
	e.shows("60 points, then 20 points")
	e.shows("Distance: 0 m, then 3 m")
	e.see(hook("slot-VAR"))
	e.see(hook("rules-withdraw"))
	for i, name := range []string{"var.authority", "tri.authority"} {
		p := watch(open(t, browser, w.Server.Address(), name, Password))
		p.visit("/#/gaps/rules")
		p.see(hook("waiting-preview") + " " + hook("preview-severity")) // whoever is asked sees what it would do
		p.wait("one gap of another severity", `document.querySelector('[data-test="waiting-preview"] [data-test="preview-severity"] strong').textContent === "1"`)
		p.shows("Distance: 0 m, then 3 m")
		p.press(hook("rules-concur"))
		p.press(hook("rules-concur-send"))
		if i == 0 {
			p.wait("its own position", `document.querySelector('[data-test="slot-VAR"]').innerText.includes("Varsenna") && !document.querySelector('[data-test="slot-VAR"]').classList.contains("slot-empty")`)
		} else {
			p.shows("Version 1 is in force.")
			p.see(hook("rules-history"))
			p.see(hook("gap-run") + `[data-running="no"]`)
			p.shows("All open gaps are found under the rules in force.")
		}
		p.quiet()
	}
	e.quiet()
	c := watch(open(t, browser, w.Server.Address(), "orl.clerk", Password))
	c.visit("/#/gaps/rules")
	c.see(hook("rules-read-only"))
	if c.is(`!!document.querySelector('.rules input, [data-test="rules-save"]')`) {
		t.Error("a clerk is offered to change rules")
	}
	c.quiet()
}

// Both screens in light and dark, on a phone and a desk, read from the left and from the
// right: nothing that axe finds, nothing beyond the edge, no script error.
func TestAgreementAndRulesLook(t *testing.T) {
	e := explore(t, "orl.authority")
	views := []struct{ name, path, ready string }{
		{"matrix", "#/agreement", hook("matrix")},
		{"cell", "#/agreement?pair=ORL,VAR&family=HARM", hook("agreement-list")},
		{"none", "#/agreement?from=2020-01-01&to=2020-01-02", hook("empty")},
		{"rules", "#/gaps/rules", hook("rules-table")},
		{"changed", "#/gaps/rules", hook("rules-table")},
	}
	for _, l := range looks() {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(l.theme) + `)`)
		for _, v := range views {
			e.size(l.width, 844)
			e.visit("/?dir=" + l.dir + v.path)
			e.see(v.ready)
			if v.name == "changed" {
				e.fill(hook("rule-config-base-G10"), "5")
				e.fill(hook("rule-config-due_days-G11"), "900")
				e.wait("what is wrong", `document.querySelector(".rules .field-error")`)
				e.fill(hook("rule-config-due_days-G11"), "9")
				e.see(hook("preview-changes"))
				e.run(`document.querySelectorAll(".rules-preview details").forEach((d) => (d.open = true))`)
			}
			e.sound(fmt.Sprintf("agreement-%s-%d-%s-%s", v.name, l.width, l.theme, l.dir), l)
		}
	}
	e.size(320, 844)
	for _, v := range views[:4] {
		e.visit("/" + v.path)
		e.see(v.ready)
		if e.is("document.documentElement.scrollWidth > innerWidth") {
			t.Errorf("%s: at 320 px the page scrolls sideways by %s", v.name, e.text("document.documentElement.scrollWidth - innerWidth"))
		}
	}
	// On paper the matrix reads without colour: each number has its word.
	e.size(1366, 844)
	e.visit("/#/agreement")
	e.see(hook("matrix"))
	if e.is(`[...document.querySelectorAll(".mx-counts li")].some((li) => !/\d/.test(li.innerText) || !/[a-z]{4}/i.test(li.innerText))`) {
		t.Error("a number of the matrix stands without its word")
	}
	e.quiet()
}
