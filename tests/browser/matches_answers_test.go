package browser

import (
	"fmt"
	"strings"
	"testing"

	. "concord/tests/harness"

	"github.com/chromedp/chromedp/kb"
)

// focused fails where focus has fallen to the body of the page.
func (e *explorer) focused(when string) {
	e.t.Helper()
	e.wait("focus to be somewhere "+when, `document.activeElement && document.activeElement !== document.body`)
}

// The first answer to a pair is taken back whole: the other partner reads none, the
// pair is what it was, and focus is where it was before the message.
func TestMatchesUndoOfAFirstAnswer(t *testing.T) {
	browser := chromium(t)
	w, ids := pairsWorld(t, 2)
	e := watch(open(t, browser, w.Server.Address(), "orl.lead", Password))
	before := e.api("/matches/" + ids[1])
	e.visit("/#/matches?state=all&pair=" + ids[1])
	e.shown()
	e.run(`document.querySelector('[data-test="verdict-not-same"]').focus()`)
	e.keys(kb.Enter)
	e.keeps(ids[1], "ORL", "not_same")
	e.shows("Recorded: different incidents.")
	e.tabTo(hook("undo"))
	e.keys(kb.Enter)
	e.keeps(ids[1], "ORL", "")
	e.shows("Your answer was taken back.")
	e.wait("the pair that was taken back", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(ids[1]))
	e.focused("after Undo")
	var after M
	w.As(t, "var.lead").Want(200, "GET", "/api/v1/matches/"+ids[1], nil, &after)
	if after["state"] != before["state"] || after["band"] != before["band"] || len(after["verdicts"].([]any)) != 0 {
		t.Errorf("the other partner reads %v in %v with %v, before it was %v in %v", after["state"], after["band"], after["verdicts"], before["state"], before["band"])
	}

	// Esc leaves the reason, and the keys answer at once.
	e.keys("r")
	e.wait("the focus in the reason", `document.activeElement?.matches('[data-test="verdict-reason"]')`)
	e.keys(kb.Escape)
	e.focused("after Esc")
	if e.is(`document.activeElement.matches('[data-test="verdict-reason"]')`) {
		t.Error("Esc does not leave the reason")
	}

	// An answer that stands is taken back by a button, also when no message offers it.
	e.keys("3")
	e.keeps(ids[1], "ORL", "unsure")
	e.visit("/#/matches?state=all&pair=" + ids[1])
	e.shown()
	e.run(`document.querySelector('[data-test="withdraw-verdict"]').focus()`)
	e.keys(kb.Enter)
	e.keeps(ids[1], "ORL", "")
	e.wait("the button to go", `!document.querySelector('[data-test="withdraw-verdict"]') && document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(ids[1]))
	e.focused("after the answer was taken back")
	e.quiet()
}

// An answer to a pair that the other partner has refused, or has called the same, is
// announced as what the pair became.
func TestMatchesSayWhatAnAnswerBecame(t *testing.T) {
	browser := chromium(t)
	w, ids := pairsWorld(t, 2)
	v := w.As(t, "var.lead")
	e := watch(open(t, browser, w.Server.Address(), "orl.lead", Password))
	for i, tt := range []struct{ theirs, words string }{
		{"not_same", "Recorded: same incident. But Varsenna has said different, so they are not linked."},
		{"same", "Recorded: same incident. Varsenna says so too: the two reports are linked."},
	} {
		e.visit("/#/matches?state=all&pair=" + ids[i])
		e.shown()
		v.Want(200, "POST", "/api/v1/matches/"+ids[i]+"/decisions", M{"verdict": tt.theirs}, nil)
		e.keys("1") // whether or not the page knows of it already
		e.shows(tt.words)
	}
	e.quiet()
}

// A second answer to a pair takes the place of the first, also in what can be undone; the
// heading and the position name the two reports in one order.
func TestMatchesUndoIsOfTheLastAnswer(t *testing.T) {
	browser := chromium(t)
	w, ids := pairsWorld(t, 2)
	for _, who := range []string{"orl", "var"} {
		e := watch(open(t, browser, w.Server.Address(), who+".lead", Password))
		partner := strings.ToUpper(who)
		e.visit("/#/matches?state=all&pair=" + ids[1])
		e.shown()
		e.wait("both to name the pair alike", `document.querySelector('[data-test="position"] .hidden')?.textContent.trim() === document.querySelector("#pair-title").textContent`)
		e.keys("3")
		e.keeps(ids[1], partner, "unsure")
		e.see(hook("undo"))
		e.run(`location.hash = "#/matches?state=all&pair=` + ids[1] + `"`)
		e.wait("the pair again", `document.querySelector('[data-test="match"]')?.dataset.id === `+quoted(ids[1])+` && document.querySelector('[data-test="verdict-unsure"]')?.getAttribute("aria-pressed") === "true"`)
		e.settle()
		e.keys("2")
		e.keeps(ids[1], partner, "not_same")
		e.wait("one message that offers to undo", `document.querySelectorAll('[data-test="undo"]').length === 1 && document.querySelector('[data-test="undo"]').parentElement.innerText.includes("different incidents")`)
		e.press(hook("undo"))
		e.keeps(ids[1], partner, "unsure")
		e.quiet()
	}
}

// Which pairs are listed stands in the address, and the position counts all of them;
// where there are none each filter can be taken away.
func TestMatchesFilterWalk(t *testing.T) {
	e := explore(t, "orl.lead")
	count := func(query string) int {
		n, _ := e.api("/matches?limit=1&total=exact&" + query)["total"].(float64)
		return int(n)
	}
	e.visit("/#/matches")
	for _, tt := range []struct{ state, band, query string }{
		{"proposed", "", "state=proposed"}, {"provisional", "", "state=provisional"}, {"provisional", "auto", "state=provisional&band=auto"},
		{"confirmed", "", "state=confirmed"}, {"refused", "auto", "state=refused&band=auto"}, {"all", "review", "band=review"}, {"all", "", ""},
	} {
		e.fill(hook("filter-state"), tt.state)
		e.fill(hook("filter-band"), tt.band)
		n := count(tt.query)
		if n == 0 {
			e.see(hook("empty"))
			continue
		}
		e.shown()
		e.wait(fmt.Sprintf("%d pairs for %q", n, tt.query), fmt.Sprintf(`/^Pair \d+ of %d /.test(document.querySelector('[data-test="position"]').textContent)`, n))
		if tt.state != "all" {
			if got := e.api("/matches/" + e.shown())["state"]; got != tt.state {
				t.Errorf("among %s a pair that is %v is shown", tt.state, got)
			}
		}
	}
	all := count("")
	if all <= 100 {
		t.Fatalf("%d pairs fit on one page, which shows nothing of the next", all)
	}
	e.press(hook("page-next"))
	e.wait("the next page", fmt.Sprintf(`document.querySelector('[data-test="position"]').textContent.startsWith("Pair 101 of %d")`, all))
	e.visit("/#/matches?state=refused&band=auto")
	e.press(hook("unfilter-state"))
	e.wait("one filter to be left", `location.hash.includes("band=auto") && !location.hash.includes("state=")`)
	e.quiet()
}
