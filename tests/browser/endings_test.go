package browser

import (
	"slices"
	"strings"
	"testing"

	. "concord/tests/harness"
)

// The form that ends a gap marks each field that is wrong, with what is wrong beside it,
// also where the server says so; the ending shows its note and its hash, and one partner
// takes it back with a reason.
func TestEndingInTheBrowser(t *testing.T) {
	browser := chromium(t)
	w, incident, _, _ := compared(t, Facts(M{"responsibility": nil, "casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 9, "max": 10}}}), Other(M{"responsibility": nil}))
	gap := gapOf(t, w, incident, "G10")
	at := "/#/i/" + incident + "/compare?gap=" + gap + "&resolve=1"
	e := watch(open(t, browser, w.Server.Address(), "orl.investigator", Password))
	e.visit(at)
	e.see(hook("resolve-form"))
	invalid := func(selector string) string {
		return `(() => { const f = document.querySelector('` + selector + `'); return f.getAttribute("aria-invalid") === "true" && f.getAttribute("aria-describedby").split(" ").some((id) => document.getElementById(id)?.innerText.trim()); })()`
	}
	e.press(hook("proposal-submit"))
	e.wait("the outcome to be marked", invalid("#resolve-outcome"))
	e.wait("the reason to be marked", invalid("#resolve-reason"))
	e.press(hook("outcome-NEW"))
	e.press(hook("proposal-submit"))
	e.wait("the value to be marked", invalid("#resolve-value-min"))
	e.fill(hook("resolve-value-min"), "9")
	e.fill(hook("resolve-value-max"), "12")
	e.run(`document.querySelector(".more-ways").open = true`)
	e.press(hook("outcome-CANNOT_BE_DETERMINED"))
	e.fill(hook("proposal-reason"), "unknown")
	e.press(hook("proposal-submit")) // the server knows this rule
	e.wait("what the server says to stand at the reason", invalid("#resolve-reason"))
	e.shows("Say what was tried")
	e.looksRight("resolve-wrong")
	e.lock.Lock()
	e.troubles = slices.DeleteFunc(e.troubles, func(text string) bool { return strings.Contains(text, "status of 422") }) // that was meant
	e.lock.Unlock()
	e.press(hook("outcome-NEW"))
	e.fill(hook("proposal-reason"), "Both lists were laid side by side.")
	e.fill(hook("proposal-note"), "Both partners agree on 9 to 12 people killed.")
	e.press(hook("proposal-submit"))
	e.see(hook("public-note"))

	var g M
	w.As(t, "orl.investigator").Want(200, "GET", "/api/v1/gaps/"+gap, nil, &g)
	w.As(t, "var.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(g, "proposals.0.id")+"/positions", M{"stance": "CONCUR"}, nil)
	e.see(hook("ending-hash"))
	e.shows("Both partners agree on 9 to 12 people killed.")
	e.looksRight("ending")
	e.press(hook("reverse"))
	e.fill(hook("reverse-reason"), "One name stood there twice.")
	e.press(hook("reverse-send"))
	e.wait("the gap to be open again", `document.querySelector('[data-test="resolve-here"]')`)
	e.quiet()
}

// The queue says how many gaps a filter has found; what waits for a partner's agreement
// on the rules stands in its authority's work; dates are isolated from the text around.
func TestQueueSaysWhatItFound(t *testing.T) {
	browser := chromium(t)
	w, _, _, _ := compared(t, Facts(nil), Other(M{"assessment": M{"status": "NOT_CREDIBLE_INSUFFICIENT_INFO", "standard": "REASONABLE_CERTAINTY"}}))
	e := watch(open(t, browser, w.Server.Address(), "var.authority", Password))
	e.visit("/#/gaps")
	e.see(hook("gaps") + " tbody tr[data-id]")
	said := `[...document.querySelectorAll('[role="status"]')].map((s) => s.innerText || s.textContent).join("\n")`
	e.press(hook("count-CRITICAL"))
	e.wait("how many are critical", said+`.includes("1 gap found.")`)
	e.press(hook("count-late"))
	e.wait("that none is late", said+`.includes("No gap found.")`)
	e.press(hook("clear-filters"))
	e.wait("how many there are", `/[2-9] gaps found/.test(`+said+`)`)
	e.wait("dates to be isolated", `[...document.querySelectorAll('.queue bdi, .queue [dir="auto"]')].length > 0 && [...document.querySelectorAll('.queue .under')].every((u) => !/\b20\d\d\b/.test([...u.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("")))`)

	tag := w.As(t, "orl.authority").Want(200, "GET", "/api/v1/gaps/rules", nil, nil).Header.Get("ETag")
	w.As(t, "orl.authority").Want(202, "PUT", "/api/v1/gaps/rules", M{"config": M{"base": M{"G10": 55}}, "reason": "Disjoint counts are many here."}, nil, "If-Match", tag)
	e.visit("/#/work")
	e.see(hook("work-rules"))
	e.shows("Disjoint counts are many here.")
	e.press(hook("work-rules") + " .button")
	e.see(hook("rules-concur"))
	e.quiet()
}
