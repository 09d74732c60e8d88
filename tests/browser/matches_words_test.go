package browser

import (
	"strings"
	"testing"

	. "concord/tests/harness"
)

// What the program says of a pair is on the screen as the answer has it: the sentence,
// that both texts come from one source, how probable no counterpart is, and that a
// report logged again was refused before.
func TestMatchesSayWhatTheProgramKnows(t *testing.T) {
	browser := chromium(t)
	w := Start(t, "", Unlimited)
	orl, other := w.As(t, "orl.lead"), w.As(t, "var.lead")
	text := M{"narrative": "Residents told the reporter that a fuel depot beside the quay burned through the night while the harbour master counted those who were missing. " +
		"Two boats had left before dark, a third lay at the pier with its crew asleep, and the watchman heard nothing until the windows broke. " +
		"The hospital received the first of the wounded shortly before three, carried on doors and carts because the road was cut."}
	_, theirs, id := w.Pair(t, orl, other, Facts(text), Other(text))
	e := watch(open(t, browser, w.Server.Address(), "orl.lead", Password))
	m := e.api("/matches/" + id)
	e.visit("/#/matches?state=all&pair=" + id)
	e.shown()
	if got, want := e.text(`document.querySelector('[data-test="sentence"]').textContent`), Text(m, "sentence"); got != want || want == "" {
		t.Errorf("the sentence is %q, the answer has %q", got, want)
	}
	if m["common_source"] != true {
		t.Fatalf("two texts alike are no common source: %v", m["explanation"])
	}
	e.see(hook("common-source"))
	e.shows("Both texts come from one source.")
	e.see(hook("no-counterpart"))
	if got := e.text(`document.querySelector('[data-test="no-counterpart"]').textContent`); !strings.Contains(got, "No counterpart at") || !strings.Contains(got, "%") {
		t.Errorf("what else it could be says %q of no counterpart", got)
	}
	if e.is(`!!document.querySelector('[data-test="told-again"]')`) {
		t.Error("a pair of which no twin was refused has the remark")
	}

	other.Want(200, "POST", "/api/v1/matches/"+id+"/decisions", M{"verdict": "not_same", "reason": "another depot"}, nil)
	var again M
	orl.Want(201, "POST", "/api/v1/reports", Facts(M{"narrative": text["narrative"], "local_ref": "again"}), &again)
	orl.Want(200, "POST", "/api/v1/reports/"+Text(again, "id")+"/share", M{"with": "joint"}, nil)
	pair := ""
	for _, m := range list(e.api("/matches?state=proposed"), "items") {
		if Text(m, "told_again.match") == id {
			pair = Text(m, "id")
		}
	}
	if pair == "" {
		t.Fatal("the report logged again is no question")
	}
	e.visit("/#/matches?pair=" + pair)
	e.shown()
	e.see(hook("told-again"))
	e.shows("has logged this before")
	e.keep("matches-told-again")
	e.press(hook("told-again-pair"))
	e.wait("the refused pair", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(id))

	// On the page of an incident each partner without a report of it has the reason
	// beside its empty place, and the nearest pair.
	e.visit("/#/i/" + Text(again, "incident"))
	e.see(hook("sentence"))
	e.see(hook("common-source"))
	e.see(hook("told-again"))
	var apart M
	other.Want(200, "GET", "/api/v1/reports/"+theirs, nil, &apart)
	e.visit("/#/i/" + Text(m, "a.incident"))
	e.see(hook("why-none-VAR") + `[data-code="BELOW_THRESHOLD"]`)
	e.shows("was said not to be the same incident.")
	e.see(hook("why-none-TRI") + `[data-code]`)
	e.press(hook("why-none-VAR") + " a")
	e.wait("the refused pair again", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(id))
	e.quiet()
}
