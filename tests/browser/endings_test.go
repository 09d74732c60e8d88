package browser

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/models"
	"concord/models/directory"
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
	e.sound("resolve-wrong", looks()[0])
	e.meant("status of 422")
	e.press(hook("outcome-NEW"))
	e.fill(hook("proposal-reason"), "Both lists were laid side by side.")
	e.fill(hook("proposal-note"), "Both partners agree on 9 to 12 people killed.")
	e.press(hook("proposal-submit"))
	e.see(hook("public-note"))

	var g M
	w.As(t, "orl.investigator").Want(200, "GET", "/api/v1/gaps/"+gap, nil, &g)
	w.As(t, "var.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(g, "proposals.0.id")+"/positions", M{"stance": "CONCUR"}, nil)
	e.see(hook("ending-hash"))
	if hash := e.text(`document.querySelector('[data-test="ending-hash"]').innerText.trim()`); len(hash) != 64 {
		t.Errorf("the hash on the screen is %q, want it whole", hash)
	}
	e.shows("Both partners agree on 9 to 12 people killed.")
	e.sound("ending", looks()[0])
	e.press(hook("reverse"))
	if e.is(`!(document.querySelector('[data-test="reverse-reason"]').maxLength > 0)`) {
		t.Error("the reason to take an ending back has no limit")
	}
	e.fill(hook("reverse-reason"), "no")
	e.press(hook("reverse-send")) // the server knows this rule
	e.wait("what the server says to stand at the reason", invalid("#reverse-reason"))
	e.meant("status of 422")
	e.fill(hook("reverse-reason"), "One name stood there twice.")
	e.press(hook("reverse-send"))
	e.wait("the gap to be open again", `document.querySelector('[data-test="resolve-here"]')`)
	e.homed(gap, "after an ending was taken back")
	for name, part := range map[string]string{"reversed": "Orland took the ending back (orl.investigator, ", "taken-back-by": "Taken back by Orland"} {
		e.see(hook(name))
		if said := e.text(`document.querySelector('` + hook(name) + `').parentElement.innerText.replace(/\s+/g, " ")`); !strings.Contains(said, part) || !strings.Contains(said, "orl.investigator") || !strings.Contains(said, "One name stood there twice.") {
			t.Errorf("%s says %q", name, said)
		}
	}
	e.sound("ending-taken-back", looks()[0])
	e.quiet()
}

// meant forgets what the browser complained of and a test has brought about.
func (e *explorer) meant(words string) {
	e.lock.Lock()
	defer e.lock.Unlock()
	e.troubles = slices.DeleteFunc(e.troubles, func(text string) bool { return strings.Contains(text, words) })
}

// homed waits until focus, whose button is gone, rests on the panel of the gap.
func (e *explorer) homed(gap, when string) {
	e.t.Helper()
	e.wait("focus on the gap "+when+" and not on "+e.text(`document.activeElement.outerHTML.slice(0, 200)`), `document.activeElement?.id === "panel-`+gap+`"`)
}

// Where the button that was pressed goes with what it did, focus stays with the gap; a
// message about evidence leads to the evidence, also where none is on file.
func TestFocusStaysWithTheGap(t *testing.T) {
	browser := chromium(t)
	w, incident, _, _ := compared(t, Facts(nil), Other(nil))
	gap := gapOf(t, w, incident, "G10")
	propose := func(who string, body M) (p M) {
		t.Helper()
		body["rationale"] = "The lists of both were laid side by side."
		w.As(t, who).Want(201, "POST", "/api/v1/gaps/"+gap+"/proposals", body, &p)
		return p
	}
	e := watch(open(t, browser, w.Server.Address(), "var.investigator", Password))
	e.visit("/#/i/" + incident + "/compare?gap=" + gap + "&resolve=1")
	e.press(hook("outcome-NEW"))
	e.fill(hook("resolve-value-min"), "40")
	e.fill(hook("resolve-value-max"), "50")
	e.fill(hook("proposal-reason"), "Both lists were laid side by side.")
	e.press(hook("proposal-submit"))
	e.press(hook("error-summary") + ` a[href="#resolve-evidence"]`)
	e.wait("focus on the evidence", `document.activeElement?.id === "resolve-evidence" && document.activeElement.getAttribute("aria-invalid") === "true"`)
	e.sound("resolve-evidence", looks()[0])
	e.press(hook("proposal-cancel"))

	propose("var.investigator", M{"outcome": "AGREED_RANGE", "min": 6, "max": 12})
	e.visit("/#/i/" + incident + "/compare?gap=" + gap)
	e.see(hook("take-back"))
	e.wait("focus on the gap it came for", `document.activeElement?.closest(".gap-work")`)
	e.run(`document.querySelector('[data-test="take-back"]').focus()`)
	e.keys("\r")
	e.see(hook("resolve-here"))
	e.homed(gap, "after the proposal was taken back")

	propose("orl.investigator", M{"outcome": "AGREED_RANGE", "min": 6, "max": 12})
	e.visit("/#/i/" + incident + "/compare?gap=" + gap)
	e.see(hook("concur"))
	e.wait("focus on the gap it came for", `document.activeElement?.closest(".gap-work")`)
	e.run(`document.querySelector('[data-test="concur"]').focus()`)
	e.keys("\r")
	e.see(hook("concur-send"))
	e.run(`document.querySelector('[data-test="concur-send"]').focus()`)
	e.keys("\r")
	e.see(hook("ending-hash"))
	e.homed(gap, "after it was concurred in")
	e.quiet()
}

// A word without an end, in whatever people wrote, stays within the page, on the screen
// and on paper; everybody who signed for a partner is named.
func TestLongWordsAndEverySigner(t *testing.T) {
	browser := chromium(t)
	w, incident, _, _ := compared(t, Facts(M{"casualties": []M{{"outcome": "KILLED", "status": "DIRECT_PARTICIPANT", "min": 5, "max": 5}}}), Other(M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 5, "max": 5}}}))
	gap := gapOf(t, w, incident, "G16")
	word := strings.Repeat("unbroken", 60)
	w.As(t, "orl.clerk").Want(201, "POST", "/api/v1/gaps/"+gap+"/explanations", M{"text": word}, nil)
	var p M
	w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/gaps/"+gap+"/proposals", M{"outcome": "CANNOT_BE_DETERMINED", "rationale": "Nobody who saw it can be reached any more. " + word, "public_note": word}, &p)
	e := watch(open(t, browser, w.Server.Address(), "orl.investigator", Password))
	narrow := func(state string) {
		t.Helper()
		for _, wide := range []int64{360, 1280} {
			e.size(wide, 844)
			for _, path := range []string{"/#/i/" + incident + "/compare?gap=" + gap, "/print/compare/" + incident, "/print/incident/" + incident} {
				e.visit(path)
				if strings.HasPrefix(path, "/#") {
					e.see(hook("proposal"))
					e.run(`document.querySelectorAll(".gap-panel details").forEach((d) => (d.open = true))`)
					e.see(hook("course-steps"))
				}
				if e.is("document.documentElement.scrollWidth > innerWidth") {
					t.Errorf("%s at %d px: %s scrolls sideways by %s", state, wide, path, e.text("document.documentElement.scrollWidth - innerWidth"))
				}
			}
		}
	}
	narrow("proposed")
	for _, who := range []string{"orl.legal", "var.investigator", "var.legal"} {
		w.As(t, who).Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, nil)
	}
	narrow("ended")
	e.visit("/#/i/" + incident + "/compare?gap=" + gap)
	e.see(hook("signers"))
	signed := e.text(`document.querySelector('[data-test="signers"]').innerText`)
	for _, who := range []string{"orl.investigator", "orl.legal", "var.investigator", "var.legal"} {
		if !strings.Contains(signed, who) {
			t.Errorf("%s signed and is not among %q", who, signed)
		}
	}
	e.quiet()
}

// Each button of the queue states the number that was counted or none; every kind of gap
// can be chosen; ages go by when a gap was raised, the oldest first where that is asked.
func TestQueueCountsAndAges(t *testing.T) {
	browser := chromium(t)
	clock := time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC)
	w, incident, _, report := compared(t, Facts(nil), Other(nil), WithClock(func() time.Time { return clock }))
	gap := gapOf(t, w, incident, "G10")
	clock = clock.AddDate(0, 0, 200)
	for _, who := range []string{"orl.investigator", "var.investigator", "var.clerk"} { // their sessions have ended
		w.As(t, who).Want(201, "POST", "/api/v1/session", M{"username": who, "password": Password}, nil)
	}
	var p M
	w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/gaps/"+gap+"/proposals", M{"outcome": "AGREED_RANGE", "min": 6, "max": 12, "rationale": "The lists of both were laid side by side."}, &p)
	w.As(t, "var.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, nil)
	tag := w.As(t, "var.clerk").Want(200, "GET", "/api/v1/reports/"+report, nil, nil).Header.Get("ETag")
	w.As(t, "var.clerk").Want(200, "PUT", "/api/v1/reports/"+report, Other(M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 13, "max": 15}}, "assessment": M{"status": "NOT_CREDIBLE_INSUFFICIENT_INFO", "standard": "REASONABLE_CERTAINTY"}}), nil, "If-Match", tag)

	e := watch(open(t, browser, w.Server.Address(), "orl.investigator", Password))
	for sort, want := range map[string]string{"raised": "Older than three months|Less than a week old", "": "Less than a week old|Older than three months"} {
		e.visit("/#/gaps?group=age&sort=" + sort)
		e.see(hook("gaps") + " .cmp-group")
		if got := e.text(`[...document.querySelectorAll(".queue .cmp-group th")].map((h) => h.firstChild.data.trim()).join("|")`); got != want {
			t.Errorf("sorted by %q the groups are %s, want %s", sort, got, want)
		}
		if got := e.text(`document.querySelector('.queue tr[data-id="` + gap + `"]').parentElement.querySelector("th").innerText`); !strings.Contains(got, "Older than three months") {
			t.Errorf("a gap that was raised 200 days ago stands under %q", got)
		}
	}
	e.visit("/#/gaps?severity=HIGH")
	e.see(hook("count-HIGH") + " .number")
	if e.is(`document.querySelector('[data-test="count-LOW"] .number, [data-test="count-MEDIUM"] .number, [data-test="count-CRITICAL"] .number')`) {
		t.Error("a number stands on a button whose gaps were not counted")
	}
	if got, want := e.text(`[...document.querySelectorAll('[data-test="filter-code"] option')].map((o) => o.value).filter(Boolean).join()`), codesOf(list(e.api("/gaps/rules"), "catalogue")); got != want {
		t.Errorf("kinds to choose from are %s, want %s", got, want)
	}
	e.quiet()

	// Whoever has two roles finds what either resolves.
	hash, err := directory.Hash(Password, directory.Cost{MemoryKiB: 64, Time: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := directory.AddUser(context.Background(), w.Server.DB, directory.Person{Name: "orl.both", Partner: "ORL", Roles: []models.Role{models.Liaison, models.Investigator}, PasswordHash: hash}); err != nil {
		t.Fatal(err)
	}
	both := watch(open(t, browser, w.Server.Address(), "orl.both", Password))
	both.visit("/#/gaps?turn=role")
	both.see(hook("gaps") + ` tr[data-id="` + gap + `"]`)
	both.quiet()
}

// codesOf are the codes of a catalogue in their order.
func codesOf(catalogue []any) string {
	var codes []string
	for _, r := range catalogue {
		codes = append(codes, Text(r, "code"))
	}
	slices.Sort(codes)
	return strings.Join(codes, ",")
}

// In the narrow columns of the queue nothing is written over its neighbour, and a count
// of what is on one page says so.
func TestQueueAtADesk(t *testing.T) {
	e := explore(t, "orl.lead")
	e.size(1280, 844)
	for _, path := range []string{"/#/gaps?state=ALL", "/#/gaps?group=age&sort=raised"} {
		e.visit(path)
		e.see(hook("gaps") + " tbody tr[data-id]")
		if over := e.text(`[...document.querySelectorAll(".queue tbody td *")].filter((x) => x.getBoundingClientRect().right > x.closest("td").getBoundingClientRect().right + 1).map((x) => x.innerText).join("|")`); over != "" {
			t.Errorf("%s: beyond their columns stand %s", path, over)
		}
		paged := e.is(`document.querySelector('[data-test="page-next"]')`)
		counts := e.text(`[...document.querySelectorAll('[data-test="group-count"]')].map((c) => c.innerText).join("|")`)
		if strings.Contains(counts, "on this page") != paged {
			t.Errorf("%s: the groups say %s; there are more pages: %v", path, counts, paged)
		}
	}
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
