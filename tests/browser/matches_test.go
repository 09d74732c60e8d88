package browser

import (
	"fmt"
	"testing"

	. "concord/tests/harness"

	"github.com/chromedp/chromedp/kb"
)

// pairsWorld is a world with some pairs of two partners' reports, days and places
// apart, and one second report of Varsenna that competes for the first of Orland.
func pairsWorld(t *testing.T, n int) (*World, []string) {
	t.Helper()
	w := Start(t, "", Unlimited)
	a, b := w.As(t, "orl.lead"), w.As(t, "var.lead")
	var ids []string
	for i := range n {
		change := func(lat float64, ref string) M {
			return M{"started": M{"earliest": fmt.Sprintf("2031-03-%02dT01:10:00Z", 4+5*i), "precision": "MINUTE", "utc_offset_min": 0}, "local_ref": ref,
				"place": M{"lat": lat, "lon": 0.8, "precision": "LANDMARK", "name": fmt.Sprintf("Quay %d", i)}}
		}
		_, _, id := w.Pair(t, a, b, Facts(change(0.41+float64(i)/5, fmt.Sprintf("O-%d", i))), Other(change(0.411+float64(i)/5, fmt.Sprintf("V-%d", i))))
		ids = append(ids, id)
	}
	var second M
	b.Want(201, "POST", "/api/v1/reports", Other(M{"title": "Fire at the quay", "local_ref": "V-second",
		"started": M{"earliest": "2031-03-04T02:00:00Z", "precision": "HOUR", "utc_offset_min": 0},
		"place":   M{"lat": 0.412, "lon": 0.801, "precision": "VILLAGE", "name": "Quay 0"}}), &second)
	b.Want(200, "POST", "/api/v1/reports/"+Text(second, "id")+"/share", M{"with": "joint"}, nil)
	return w, ids
}

// shown is the pair that the screen shows, once both reports have come: by then it
// listens to the keys.
func (e *explorer) shown() string {
	e.t.Helper()
	e.see(hook("match") + "[data-id]")
	e.wait("both reports", `document.querySelector(".pair .pair-text") && !document.querySelector(".pair .bone")`)
	return e.text(`document.querySelector('[data-test="match"]').dataset.id`)
}

// verdictOf is what a partner has said of a pair, and why.
func (p *page) verdictOf(id, partner string) (verdict, reason string) {
	p.t.Helper()
	for _, v := range list(p.api("/matches/"+id), "verdicts") {
		if Text(v, "partner") == partner {
			return Text(v, "verdict"), Text(v, "reason")
		}
	}
	return "", ""
}

// keeps waits until a partner's verdict is what it should be.
func (p *page) keeps(id, partner, want string) {
	p.t.Helper()
	got := ""
	for range 200 {
		if got, _ = p.verdictOf(id, partner); got == want {
			return
		}
	}
	p.t.Fatalf("%s has said %q of %s, want %q", partner, got, id, want)
}

// One pair after the other by 1 2 3: each answer is kept, the next pair that waits on
// us comes by itself, u takes the answer back and brings the pair back, and focus
// stays where it was.
func TestMatchesByKeyboard(t *testing.T) {
	browser := chromium(t)
	w, ids := pairsWorld(t, 3)
	e := watch(open(t, browser, w.Server.Address(), "orl.lead", Password))
	e.visit("/#/matches?state=all")
	first := e.shown()
	e.wait("the pair in the address", `location.hash.includes("pair=" + `+quoted(first)+`)`)
	position := func(words string) {
		t.Helper()
		e.wait("the position "+words, `document.querySelector('[data-test="position"][role="status"]').textContent.includes(`+quoted(words)+`)`)
	}
	position(fmt.Sprintf("Pair 1 of %v · ", e.api("/matches?total=exact&limit=1")["total"]))
	position("wait on you")

	e.keys("1")
	e.wait("the next pair", `document.querySelector('[data-test="match"]')?.dataset.id !== `+quoted(first))
	e.keeps(first, "ORL", "same")
	e.shows("Recorded: same incident.")
	second := e.shown()
	position("Pair 2 of ")

	e.keys("2")
	e.wait("another pair", `document.querySelector('[data-test="match"]')?.dataset.id !== `+quoted(second))
	e.keeps(second, "ORL", "not_same")
	if state := e.api("/matches/" + second)["state"]; state != "refused" {
		t.Errorf("after different the pair is %v, want refused", state)
	}
	e.keys("u")
	e.wait("the pair that was taken back", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(second))
	e.keeps(second, "ORL", "")

	// A reason goes with the answer; digits typed into it answer nothing.
	e.keys("r")
	e.wait("the focus in the reason", `document.activeElement?.matches('[data-test="verdict-reason"]')`)
	e.keys("2", " ", "d", "a", "y", "s")
	if got, _ := e.verdictOf(second, "ORL"); got != "" {
		t.Errorf("a digit typed into the reason answered %q", got)
	}
	e.keys(kb.Escape, "2")
	e.keeps(second, "ORL", "not_same")
	if _, reason := e.verdictOf(second, "ORL"); reason != "2 days" {
		t.Errorf("the reason kept is %q", reason)
	}

	// The button that was pressed keeps the focus while the next pair comes.
	third := e.shown()
	if third == second {
		t.Fatal("the pair that was answered is still shown")
	}
	e.run(`document.querySelector('[data-test="verdict-unsure"]').focus()`)
	e.keys(kb.Enter)
	e.keeps(third, "ORL", "unsure")
	e.wait("the focus on the button", `document.activeElement?.matches('[data-test="verdict-unsure"]')`)

	// j and k walk through all of them.
	e.visit("/#/matches?state=all&pair=" + first)
	if got := e.shown(); got != first {
		t.Errorf("the link shows %s, want %s", got, first)
	}
	e.keys("j")
	e.wait("the pair after it", `document.querySelector('[data-test="match"]')?.dataset.id !== `+quoted(first))
	e.keys("k")
	e.wait("the first pair again", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(first))
	if len(ids) != 3 {
		t.Fatalf("%d pairs, want 3", len(ids))
	}
	e.quiet()
}

// The other partner reads the answer and its reason before giving its own, and is told
// what each answer does; who may not answer is told who can.
func TestMatchesShowWhatTheOtherSaid(t *testing.T) {
	browser := chromium(t)
	w, ids := pairsWorld(t, 1)
	orl := w.As(t, "orl.lead")
	say := func(verdict, reason string) {
		orl.Want(200, "POST", "/api/v1/matches/"+ids[0]+"/decisions", M{"verdict": verdict, "reason": reason}, nil)
	}
	v := watch(open(t, browser, w.Server.Address(), "var.lead", Password))

	// Somebody answers while one looks: the pair stays, with what it is now.
	state := v.api("/matches/" + ids[0])["state"].(string)
	v.visit("/#/matches?state=" + state + "&pair=" + ids[0])
	v.shown()
	say("not_same", "")
	v.wait("the pair with its new state", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(ids[0])+` && document.querySelector('[data-test="said-ORL"]').textContent.includes("says different")`)
	v.shows("This pair is not on this page of the list. Its state: Different")
	say("same", "The same quay.")

	v.visit("/#/matches?state=all&pair=" + ids[0])
	v.see(hook("said-ORL"))
	v.shows("The same quay.")
	v.shows("A link at once: Orland has said the same.")
	v.shows("Both partners see your answer, your name and your reason.")
	v.wait("our own side first", `document.querySelector('[data-test^="side-"]').dataset.test === "side-VAR"`)
	v.wait("facts that nobody stated to be said so", `[...document.querySelectorAll('[data-test="side-ORL"] dd')].some((e) => e.textContent === "Not known")`)
	v.see(hook("waterfall"))
	if steps, want := v.text(`document.querySelectorAll('[data-test="waterfall"] tbody tr').length`), len(list(v.api("/matches/"+ids[0]), "explanation")); steps < fmt.Sprint(want) {
		t.Errorf("the waterfall has %s steps, the explanation %d", steps, want)
	}
	v.shows("apart: Orland places it")
	v.shows("Both give the same time.")
	v.run(`document.querySelector('[data-test="pair-map"]').scrollIntoView({ block: "center" })`)
	v.see(hook("pair-map") + " .mark-still")

	// Another candidate opens its own pair.
	v.see(hook("rival"))
	v.run(`document.querySelector('[data-test="rival"]').focus()`)
	v.keys(kb.Enter)
	v.wait("the other pair", `document.querySelector('[data-test="match"]')?.dataset.id !== `+quoted(ids[0])+` && location.hash.includes(document.querySelector('[data-test="match"]')?.dataset.id)`)
	v.focused("after a link that went with its pair")

	v.visit("/#/matches?state=all&pair=" + ids[0])
	v.shown()
	v.keys("1")
	v.keeps(ids[0], "VAR", "same")
	if state = v.api("/matches/" + ids[0])["state"].(string); state != "confirmed" {
		t.Errorf("after both said the same the pair is %v", state)
	}
	v.quiet()

	c := watch(open(t, browser, w.Server.Address(), "orl.clerk", Password))
	c.visit("/#/matches?state=all&pair=" + ids[0])
	c.see(hook("who-answers"))
	if c.is(`!!document.querySelector('[data-test="verdict-same"]')`) {
		t.Error("a clerk is offered an answer")
	}
	c.visit("/#/matches?state=refused&band=auto")
	c.shows("No pair matches these 2 filters.")
	c.press(hook("unfilter-band"))
	c.shows("No pair matches this filter.")
	c.quiet()
}
