package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// marks is how many incidents the marks on the map stand for.
const marks = `[...document.querySelectorAll('[data-test="map-cluster"]')].reduce((n, e) => n + Number(e.dataset.count), 0) + document.querySelectorAll('[data-test="map-point"]').length`

// listTotal is the number above the list.
const listTotal = `parseInt((document.querySelector('[data-test="total"]')?.textContent ?? "").replace(/\D/g, ""))`

// sameEverywhere waits until the map, its foot, the list's total and the API agree on
// how many incidents are in the frame, and gives the address they agree on: a map that
// still moves agrees with itself only where it stops.
func (e *explorer) sameEverywhere() (n float64, at string) {
	e.t.Helper()
	for range 20 {
		e.wait("a frame in the address", `location.hash.includes("bbox=")`)
		e.see(hook("map") + `[data-ready="yes"]`)
		at = e.text("location.hash")
		n = e.total()
		e.wait(fmt.Sprintf("%v incidents on the map and in the list, or another frame", n),
			fmt.Sprintf(`location.hash !== %s || %s === %v && Number(document.querySelector('[data-test="map-total"]')?.dataset.count) === %v && `+listTotal+` === %v`, quoted(at), marks, n, n, n))
		if e.text("location.hash") == at {
			return n, at
		}
	}
	e.t.Fatal("the map never comes to rest")
	return 0, ""
}

// width is how many degrees of longitude the frame in the address spans.
const width = `(() => { const [w, , e] = new URLSearchParams(location.hash.split("?")[1]).get("bbox").split(",").map(Number); return e - w + (e < w ? 360 : 0) })()`

// zooms does something that looks closer, or from farther, and waits until the frame is
// that much smaller or larger: a frame that only shifts as the map changes its size is
// not it yet.
func (e *explorer) zooms(closer bool, act func()) {
	e.t.Helper()
	before := e.text(width)
	act()
	than := map[bool]string{true: " < 0.75 * ", false: " > 1.5 * "}[closer]
	e.wait("the frame to be another size", width+than+before)
}

// moves does something that moves the map and waits until it has.
func (e *explorer) moves(act func()) {
	e.t.Helper()
	before := e.text("location.hash")
	act()
	e.wait("the map to move", `location.hash !== `+quoted(before)+` && location.hash.includes("bbox=")`)
}

// What is in the frame is what is listed, whatever the frame.
func TestMapShowsWhatTheListLists(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/map")
	all, _ := e.sameEverywhere()
	if all == 0 {
		t.Fatal("nothing is on the map")
	}

	for range 2 { // closer, by a cluster, and back by the button
		e.zooms(true, func() { e.press(hook("map-cluster")) })
		e.sameEverywhere()
	}
	e.zooms(false, func() { e.press(hook("zoom-out")) })
	few, frame := e.sameEverywhere()
	if few >= all {
		t.Errorf("a part of the map holds %v incidents, all of it %v", few, all)
	}
	listed := e.text(`[...document.querySelectorAll('[data-test="incidents"] tbody tr')].length`)
	if few <= 50 && listed != fmt.Sprint(few) {
		t.Errorf("%v are in the frame and %s are listed", few, listed)
	}

	// The address alone brings the same frame back.
	e.visit("/" + frame)
	if again, at := e.sameEverywhere(); again != few || at != frame {
		t.Errorf("after a reload %v incidents are in the frame %s, before %v in %s", again, at, few, frame)
	}

	// Another view of the same list keeps filters and frame.
	e.press(hook("view-table"))
	e.wait("the table", `location.hash.startsWith("#/incidents?") && document.querySelector('[data-test="incidents"] thead')`)
	if n := e.total(); n != few {
		t.Errorf("the table lists %v incidents of a frame of %v", n, few)
	}
	e.press(hook("view-map"))
	e.press(hook("fit"))
	e.wait("all incidents in the frame", fmt.Sprintf(`%s === %v`, marks, all))
}

// Without a mouse: into the map, closer, to a mark, into the incident; focus is never
// lost while marks come and go.
func TestMapByKeyboard(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/map")
	e.sameEverywhere()
	e.tabTo(hook("map"))
	for _, k := range []string{"+", kb.ArrowLeft, "-"} {
		e.moves(func() { e.keys(k) })
		e.sameEverywhere()
	}

	e.keys(kb.Tab)
	for range 12 { // each press looks closer, until a single incident has the focus
		if e.is(`document.activeElement?.matches('[data-test="map-point"]')`) {
			break
		}
		if !e.is(`document.activeElement?.matches('[data-test="map-cluster"]')`) {
			t.Fatalf("the focus is on %s, want a mark", e.text("document.activeElement?.outerHTML.slice(0, 300)"))
		}
		if label := e.text(`document.activeElement.getAttribute("aria-label")`); label == "" || label == "null" {
			t.Error("a mark has no words")
		}
		e.moves(func() { e.keys(kb.Enter) })
		e.sameEverywhere()
		e.wait("a mark to have the focus", `document.activeElement?.matches(".mark")`)
		if e.is(`location.hash.includes("sel=")`) { // several in one place
			break
		}
	}
	if !e.is(`location.hash.includes("sel=")`) {
		e.keys(kb.Enter)
	}
	e.wait("an incident to be selected", `location.hash.includes("sel=") && document.querySelector('[data-test="pane"]')`)
	id := e.text(`new URLSearchParams(location.hash.split("?")[1]).get("sel")`)
	e.wait("the mark to keep the focus and say that it is pressed", `document.activeElement?.matches('.mark.on[aria-pressed="true"]')`)
	e.keep("map-selected")
	e.tabTo(hook("open"))
	e.keys(kb.Enter)
	e.wait("the incident to open", `location.hash === "#/i/" + `+quoted(id))
}

// Where two incidents lie in one place and no look is close enough to part them, their
// mark selects one after the other.
func TestMapSelectsWhatLiesInOnePlace(t *testing.T) {
	e := explore(t, "orl.lead")
	there := func(title string) string {
		facts := least(title)
		facts["place"] = map[string]any{"lat": -40.125, "lon": 20.125, "precision": "EXACT"} // far from all others
		return get(e.log(facts), "incident")
	}
	one, two := there("Fire at the school"), there("Second fire at the school")
	e.visit("/#/map?bbox=20.1,-40.14,20.15,-40.11")
	e.sameEverywhere()
	selected := map[string]bool{}
	for range 12 {
		mark := hook("map-cluster")
		e.see(mark)
		before := e.text("location.hash")
		e.press(mark)
		e.wait("something to be selected, or a closer look", "location.hash !== "+quoted(before))
		e.sameEverywhere()
		if sel := e.text(`new URLSearchParams(location.hash.split("?")[1]).get("sel")`); sel != "null" {
			if !e.is(`document.querySelector('[data-test="map-cluster"].on[aria-pressed="true"]')`) {
				t.Error("the mark does not say that what it stands for is selected")
			}
			e.wait("which of them it is to be said", `[...document.querySelectorAll("[role=status]")].some((x) => /^[12] of 2: (Fire|Second fire) at the school/.test(x.textContent))`)
			if selected[sel] {
				break // all of them, and round again
			}
			selected[sel] = true
		}
	}
	// The closest look is the same after a reload.
	_, at := e.sameEverywhere()
	e.visit("/" + at)
	if _, again := e.sameEverywhere(); again != at {
		t.Errorf("a reload of %s shows %s", at, again)
	}
	if !selected[one] || !selected[two] {
		t.Errorf("pressing selects %v, want both %s and %s", selected, one, two)
	}
}

// An area filters the same whether its corners are pressed on the map or typed.
func TestMapArea(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/map")
	all, _ := e.sameEverywhere()

	e.press(hook("draw-area"))
	for _, at := range [][2]float64{{0.2, 0.2}, {0.6, 0.25}, {0.5, 0.75}} {
		e.run(fmt.Sprintf(`const m = document.querySelector('[data-test="map"]'), r = m.getBoundingClientRect(), x = r.left + r.width * %v, y = r.top + r.height * %v;
			for (const type of ["mousedown", "mouseup", "click"]) m.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: x, clientY: y, button: 0 }))`, at[0], at[1]))
	}
	e.press(hook("finish-area"))
	e.wait("the area in the address", `location.hash.includes("polygon=")`)
	drawn, _ := e.sameEverywhere()
	if drawn == 0 || drawn >= all {
		t.Fatalf("%v of %v incidents are in the area, want some and not all", drawn, all)
	}
	e.keep("map-area")

	// The dialog shows the drawn corners; used unchanged they mean the same area.
	e.press(hook("type-area"))
	e.wait("three corners", `document.querySelector('[data-test="corners"]').value.trim().split("\n").length === 3`)
	corners := e.text(`document.querySelector('[data-test="corners"]').value`)
	e.fill(hook("corners"), "0.1, 0.2\n95, 3")
	e.shows("Line 2 must be latitude and longitude")
	e.fill(hook("corners"), "")
	e.press(hook("use-area"))
	e.wait("no area", `!location.hash.includes("polygon=") && !document.querySelector("dialog[open]")`)
	if n, _ := e.sameEverywhere(); n != all {
		t.Errorf("without the area %v incidents are in the frame, want %v", n, all)
	}
	e.press(hook("type-area"))
	e.fill(hook("corners"), corners)
	e.press(hook("use-area"))
	e.wait("the area in the address", `location.hash.includes("polygon=")`)
	if n, _ := e.sameEverywhere(); n != drawn {
		t.Errorf("the typed area holds %v incidents, the drawn one %v", n, drawn)
	}
}

// The timeline counts what is listed, and two dates narrow it like dragging does.
func TestTimelineNarrows(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/timeline")
	e.see(hook("bars"))
	e.settled()
	all := e.total()
	bars := `[...document.querySelectorAll(".bar-slot")].reduce((n, b) => n + Number(b.dataset.count), 0)`
	e.wait(fmt.Sprintf("%v incidents in bars", all), fmt.Sprintf("%s === %v", bars, all))

	drag := func(from, to float64) {
		e.run(fmt.Sprintf(`const b = document.querySelector('[data-test="bars"]'), r = b.getBoundingClientRect();
			b.setPointerCapture = () => {};
			for (const [type, x] of [["pointerdown", %v], ["pointermove", %v], ["pointerup", %v]])
				b.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: r.left + r.width * x, clientY: r.top + 20 }))`, from, to, to))
	}
	drag(0.3, 0.5)
	e.wait("two dates in the address", `location.hash.includes("from=") && location.hash.includes("to=")`)
	e.settled()
	some := e.total()
	if some == 0 || some >= all {
		t.Fatalf("%v of %v incidents are in the stretch, want some and not all", some, all)
	}
	first := e.text(`document.querySelector('[data-test="timeline-from"]').value`)
	last := e.text(`document.querySelector('[data-test="timeline-to"]').value`)
	e.press(hook("timeline-table"))
	e.see(hook("bars-table"))
	e.keep("timeline-narrowed")

	e.press(hook("all-time"))
	e.wait("all time", `!location.hash.includes("from=")`)
	e.settled()
	e.fill(hook("timeline-from"), first)
	e.wait("the first date", `location.hash.includes("from=" + `+quoted(first)+`)`)
	e.fill(hook("timeline-to"), last)
	e.wait("the last date", `location.hash.includes("to=" + `+quoted(last)+`)`)
	e.settled()
	if n := e.total(); n != some {
		t.Errorf("typed, the dates hold %v incidents, dragged %v", n, some)
	}

	// On a right-to-left page time runs from the right: the same drag is another stretch.
	e.visit("/?dir=rtl#/timeline")
	e.see(hook("bars"))
	e.wait("all bars", fmt.Sprintf("%s === %v", bars, all))
	drag(0.7, 0.5)
	e.wait("the same first date", `location.hash.includes("from=" + `+quoted(first)+`)`)
}

// The list beside the map scrolls by itself: the page ends where the map does.
func TestMapEndsThePage(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/map")
	e.see(".map-list tr")
	if below := "document.documentElement.scrollHeight - Math.max(innerHeight, document.querySelector('main').getBoundingClientRect().bottom + scrollY)"; e.is(below + " > 100") {
		t.Errorf("below the map the page goes on for %s px of nothing", e.text(below))
	}
}
