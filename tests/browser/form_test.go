package browser

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// post sends JSON as this person does, through the page's own session, and gives the
// answer's status with its body.
func (p *page) post(method, path string, body any) (status float64, answer map[string]any) {
	p.t.Helper()
	text, _ := json.Marshal(body)
	got, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`fetch("/api/v1`+path+`", { method: `+quoted(method)+`, headers: { "Content-Type": "application/json", "Idempotency-Key": String(Math.random()) }, body: `+quoted(string(text))+` })
		.then(async (r) => JSON.stringify({ status: r.status, body: JSON.parse((await r.text()) || "{}") }))`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %s %s: %v", p.who, method, path, err)
	}
	var all struct {
		Status float64        `json:"status"`
		Body   map[string]any `json:"body"`
	}
	if err := json.Unmarshal([]byte(got), &all); err != nil {
		p.t.Fatalf("%s: %s %s: %v in %s", p.who, method, path, err, got)
	}
	return all.Status, all.Body
}

// log enters a report of the person's partner through the API.
func (p *page) log(facts map[string]any) (report map[string]any) {
	p.t.Helper()
	status, report := p.post("POST", "/reports", facts)
	if status != 201 {
		p.t.Fatalf("%s: logging by the API gave %v: %v", p.who, status, report)
	}
	return report
}

// least is the least that can be logged (api.md section 3).
func least(title string) map[string]any {
	return map[string]any{"title": title, "category": "UNKNOWN", "own_involvement": "UNDER_CHECK",
		"started": map[string]any{"earliest": "2026-03-11T23:40:00Z", "precision": "MINUTE"}, "place": map[string]any{"mgrs": "31N BA 56521 45610", "precision": "GRID_1M"}}
}

// typist enters a report by keyboard alone and counts: an input is a field filled or a
// choice or command given. Tab only moves and is counted by itself.
type typist struct {
	*explorer
	inputs, moves int
}

// to moves to a control with Tab alone.
func (k *typist) to(selector string) {
	k.t.Helper()
	for range 60 {
		if k.is(`document.activeElement?.matches(` + quoted(selector) + `)`) {
			return
		}
		k.keys(kb.Tab)
		k.moves++
	}
	k.t.Fatalf("Tab does not lead to %s; it stands at %s", selector, k.text("document.activeElement.outerHTML.slice(0, 300)"))
}

// paste fills the focused field at once, as from a clipboard.
func (k *typist) paste(selector, text string) {
	k.t.Helper()
	k.to(selector)
	if _, err := chromedp.Call(k.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		k.t.Fatal(err)
	}
	k.inputs++
}

// choose gives one key, or the first letters of a choice, to the focused control.
func (k *typist) choose(selector string, letters ...string) {
	k.t.Helper()
	k.to(selector)
	k.keys(letters...)
	k.inputs++
}

// Show 1 of the issue: an incident logged from the keyboard alone in at most twelve
// inputs, the time and the grid reference pasted as somebody sent them.
func TestLogByKeyboardInTwelveInputs(t *testing.T) {
	e := explore(t, "var.lead") // three hours ahead of UTC
	other := e.log(least("Fire at the fuel depot"))
	k := &typist{explorer: e}
	e.visit("/#/incidents")
	e.see(hook("incidents"))
	e.settled()

	k.keys("c") // from anywhere
	k.inputs++
	e.see(hook("log-form"))
	k.paste(hook("when-text"), "112340Z MAR 26")
	for _, echo := range []string{"12 Mar 2026, 02:40 UTC+3", "11 Mar 2026, 23:40 UTC", "112340ZMAR26"} {
		e.shows(echo)
	}
	k.paste(hook("where-text"), "31N BA 56521 45610")
	for _, echo := range []string{"31N BA 56521 45610", "0.41235, 0.81240", "10-figure grid, as written"} {
		e.shows(echo)
	}
	e.shows("1 incident near in time and place")
	e.shows("Fire at the fuel depot")
	k.choose(hook("nearby-not_same"), " ")
	k.paste(hook("killed-min"), "7")
	e.wait("one number to fill both ends", `document.querySelector('`+hook("killed-max")+`').value === "7"`)
	k.paste(hook("killed-max"), "9")
	k.paste(hook("injured-min"), "5")
	k.choose(hook("category"), "A", "i", "r")
	k.paste(hook("narrative"), "An air strike hit the depot at night. Two houses beside it burned.")
	k.choose(hook("source"), "N", "o", "n", "-", "g")
	k.choose(`[name="actor"]`, kb.ArrowRight)
	chord(e, "Enter", chromedp.ModifierCtrl)
	k.inputs++
	e.see(hook("saved-ref"))
	t.Logf("%d inputs, and Tab %d times", k.inputs, k.moves)
	if k.inputs > 12 {
		t.Errorf("%d inputs, at most 12 are wanted", k.inputs)
	}

	ref := e.text(`document.querySelector('` + hook("saved-ref") + `').textContent.trim()`)
	incident := e.text(`document.querySelector('` + hook("open-incident") + `').href.split("/i/")[1]`)
	report := list(e.api("/incidents/"+incident), "reports")[0]
	if get(report, "ref") != ref {
		t.Fatalf("the page says %s, the record is %v", ref, report)
	}
	e.same(e.api("/reports/"+get(report, "id")), map[string]any{
		"title": "Air strike at 31N BA 56521 45610", "category": "AIR_STRIKE", "own_involvement": "UNDER_CHECK", "narrative": "An air strike hit the depot at night. Two houses beside it burned.",
		"started":        map[string]any{"earliest": "2026-03-11T23:40:00Z", "precision": "MINUTE", "stated": "112340Z MAR 26"},
		"place":          map[string]any{"mgrs": "31N BA 56521 45610", "precision": "GRID_1M", "stated": "31N BA 56521 45610"},
		"casualties":     []any{map[string]any{"outcome": "KILLED", "status": "CIVILIAN", "min": 7., "max": 9.}, map[string]any{"outcome": "INJURED", "status": "CIVILIAN", "min": 5., "max": 5.}},
		"sources":        []any{map[string]any{"kind": "NGO"}},
		"responsibility": []any{map[string]any{"actor": "ORL", "actor_kind": "PARTNER", "role": "FIRED", "claim": "ASSERTED"}},
	})
	if get(other, "incident") == incident {
		t.Error("what was called not the same became the same incident")
	}
}

// The control of the above: time, place and a press are enough, the title makes itself
// and what nobody said is not claimed.
func TestLeastIsEnough(t *testing.T) {
	e := explore(t, "orl.clerk")
	k := &typist{explorer: e}
	e.visit("/#/incidents")
	e.see(hook("incidents"))
	e.settled()
	k.keys("c")
	e.see(hook("log-form"))
	e.run(`requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = true; }))`)
	e.wait("the first frames", "window.painted === true") // from then on keys are heard
	chord(e, "Enter", chromedp.ModifierCtrl)              // with nothing at all it is refused, beside the fields and in the summary
	e.see(hook("error-summary"))
	for _, id := range []string{"when-error", "where-error"} {
		if !e.is(`document.getElementById(` + quoted(id) + `)?.textContent && document.querySelector('` + hook("error-summary") + `').textContent.includes(document.getElementById(` + quoted(id) + `).textContent)`) {
			t.Errorf("%s is not both beside its field and in the summary", id)
		}
	}
	if !e.is(`document.activeElement.matches('` + hook("error-summary") + `')`) {
		t.Error("the summary does not take the focus")
	}
	k.inputs = 1
	k.paste(hook("when-text"), "112340Z MAR 26")
	k.paste(hook("where-text"), "31N BA 56521 45610")
	chord(e, "Enter", chromedp.ModifierCtrl)
	e.see(hook("saved-ref"))
	incident := e.text(`document.querySelector('` + hook("open-incident") + `').href.split("/i/")[1]`)
	report := e.api("/reports/" + get(list(e.api("/incidents/"+incident), "reports")[0], "id"))
	want := least("Incident at 31N BA 56521 45610")
	want["casualties"], want["sources"], want["responsibility"], want["assessment"] = []any{}, []any{}, []any{}, nil
	e.same(report, want)
}

// chord presses a key with another held down.
func chord(e *explorer, key string, with chromedp.Modifier) {
	e.t.Helper()
	keys := map[string]string{"Enter": kb.Enter}
	if err := chromedp.Do(e.ctx, chromedp.KeyEvent(keys[key], chromedp.KeyModifiers(with))); err != nil {
		e.t.Fatal(err)
	}
}

// same fails where something wanted is not in what was got; what is not asked about may
// be anything, and null is the same as left out.
func (p *page) same(got, want map[string]any) {
	p.t.Helper()
	text, _ := json.Marshal(want) // numbers as JSON has them
	var wanted any
	_ = json.Unmarshal(text, &wanted)
	for _, d := range differences("", got, wanted) {
		p.t.Error(d)
	}
}

func differences(at string, got, want any) (all []string) {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s is %v, want %v", at, got, want)}
		}
		for name, v := range w {
			all = append(all, differences(at+"/"+name, g[name], v)...)
		}
	case []any:
		g, _ := got.([]any)
		if len(g) != len(w) {
			return []string{fmt.Sprintf("%s holds %d, want %d: %v", at, len(g), len(w), got)}
		}
		for i, v := range w {
			all = append(all, differences(fmt.Sprintf("%s/%d", at, i), g[i], v)...)
		}
	default:
		if s, ok := want.(string); ok && strings.HasPrefix(s, "…") { // any value
			if got == nil || got == "" {
				all = append(all, at+" is empty")
			}
		} else if !reflect.DeepEqual(got, want) {
			all = append(all, fmt.Sprintf("%s is %v, want %v", at, got, want))
		}
	}
	return all
}

// What is wrong stands beside its field and in the summary at once, whoever found it:
// sums while one types, the rest from the server; a press in the summary leads there
// though it was folded away. Nothing typed is lost.
func TestErrorsStandBesideTheirFields(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/log")
	e.see(hook("log-form"))
	e.set("when-text", "112340Z MAR 26")
	e.set("where-text", "31N BA 56521 45610")
	e.set("killed-min", "4")
	e.set("killed-max", "6")
	e.set("children-min", "7")
	e.wait("the sum beside the total", `document.getElementById("killed-error")?.textContent.includes("At most 6 killed in all, but up to 7 of them child")`)
	e.set("children-min", "2")
	e.set("children-max", "2")
	e.wait("the sum to be right", `!document.getElementById("killed-error")`)

	e.unfold()
	e.set("confidence", "HIGH") // without its reason
	for range 2 {
		e.press(hook("add-people"))
	}
	e.set("people-1-pseudonym", "V-01") // as the first
	e.press(hook("add-told"))
	e.set("told-0-whom", "The families") // and nothing else
	e.press(hook("add-means"))
	e.set("means-0-quantity-min", "5")
	e.set("means-0-quantity-max", "2")
	e.wait("the range beside itself", `[...document.querySelectorAll(".field-error")].some((x) => x.id.startsWith("means-") && x.textContent.includes("At most must be 5 or more"))`)
	e.set("means-0-quantity-max", "6")
	e.run(`document.querySelectorAll('` + hook("more") + ` details').forEach((d) => (d.open = false))`)
	e.press(hook("save"))
	e.see(hook("error-summary"))
	for _, field := range []string{"confidence_reason", "people-1-pseudonym", "told-0-at", "told-0-what", "told-0-kind"} {
		if !e.is(`(() => {
			const field = document.querySelector(` + quoted(hook(field)) + `), error = document.getElementById(field?.closest(".field, fieldset")?.querySelector(".field-error")?.id);
			return error && error.getClientRects().length && [...document.querySelectorAll('` + hook("error-summary") + ` a')].some((a) => a.textContent === error.textContent);
		})()`) {
			t.Errorf("what is wrong with %s is not both beside it and in the summary: %s", field, e.text(`document.querySelector('`+hook("error-summary")+`').innerText`))
		}
	}
	e.run(`document.querySelectorAll('` + hook("more") + ` details').forEach((d) => (d.open = false));
		[...document.querySelectorAll('` + hook("error-summary") + ` a')].find((a) => a.hash.includes("pseudonym")).click()`)
	e.wait("the focus in the field", `document.activeElement.matches('`+hook("people-1-pseudonym")+`')`)
	e.set("people-1-pseudonym", "V-02")
	e.wait("the error to go with the first change of its field", `![...document.querySelectorAll('`+hook("error-summary")+` a')].some((a) => a.hash.includes("pseudonym"))`)
	e.set("confidence_reason", "Two voices")
	e.press(hook("told-0-remove"))
	e.press(hook("save"))
	e.see(hook("saved-ref"))
	incident := e.text(`document.querySelector('` + hook("open-incident") + `').href.split("/i/")[1]`)
	e.same(e.reportIn(incident), map[string]any{"confidence": "HIGH", "confidence_reason": "Two voices", "people": []any{map[string]any{"pseudonym": "V-01"}, map[string]any{"pseudonym": "V-02"}}})
}

// Somebody saved first: both versions field by field, what was typed is kept, and what
// is chosen is saved. A draft survives a closed page.
func TestAmendingWhenSomeoneSavedFirst(t *testing.T) {
	e := explore(t, "orl.lead")
	facts := least("Fire at the fuel depot")
	facts["narrative"] = "First words."
	report := e.log(facts)
	id := get(report, "id")
	e.visit("/#/r/" + id + "/amend")
	e.set("narrative", "Words of the one who was slower.")
	e.set("killed-min", "3")
	e.wait("the draft to be kept", `JSON.stringify(localStorage).includes("who was slower")`)
	clerk := e.another("orl.clerk")
	clerk.visit("/#/r/" + id + "/amend")
	clerk.set("narrative", "Words of the one who was faster.")
	clerk.set("category", "AIR_STRIKE")
	clerk.press(hook("save"))
	clerk.wait("the incident after saving", `location.hash.startsWith("#/i/")`)

	e.visit("/#/r/" + id + "/amend") // the page was closed and opened again
	e.wait("the draft", `document.querySelector('`+hook("narrative")+`')?.value === "Words of the one who was slower."`)
	e.shows("This is your draft of version 1. Version 2 has been saved since")
	e.press(hook("save")) // nothing is written over what came after
	e.see(hook("conflict"))
	for _, words := range []string{"Words of the one who was slower.", "faster", "Air strike"} {
		e.shows(words)
	}
	for _, field := range []string{"take-yours-narrative", "take-theirs-category", "take-yours-casualties"} { // each has what the other did not touch
		if !e.is(`document.querySelector('` + hook(field) + `').checked`) {
			t.Errorf("%s is not what is chosen at first", field)
		}
	}
	e.keep("conflict")

	// And once more while the two versions are before one's eyes.
	clerk.visit("/#/r/" + id + "/amend")
	clerk.set("title", "Fire at the depot")
	clerk.press(hook("save"))
	clerk.wait("the incident after saving", `location.hash.startsWith("#/i/")`)
	e.press(hook("save-merged"))
	e.wait("the newest version beside what was chosen", `document.querySelector('`+hook("take-theirs-title")+`')`)
	e.press(hook("save-merged"))
	e.wait("the incident after saving", `location.hash.startsWith("#/i/")`)
	e.same(e.api("/reports/"+id), map[string]any{"title": "Fire at the depot", "narrative": "Words of the one who was slower.", "category": "AIR_STRIKE", "version": 4.,
		"casualties": []any{map[string]any{"outcome": "KILLED", "min": 3., "max": 3.}}})
	if e.is(`Object.keys(localStorage).some((k) => k.includes(".draft.") && k.includes("amend"))`) {
		t.Error("the draft is kept after saving")
	}
}
