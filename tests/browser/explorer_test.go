package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"concord/app/demo"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// explorer is a person's window on S2 that keeps what the browser complains about.
type explorer struct {
	*page
	lock     sync.Mutex
	troubles []string
}

// explore starts the demonstration and gives a person a window on it.
func explore(t *testing.T, who string) *explorer {
	t.Helper()
	browser := chromium(t)
	return watch(open(t, browser, demonstration(t), who, demo.Password))
}

// shared is a folder for what all tests have in common.
var shared string

func TestMain(m *testing.M) {
	var err error
	if shared, err = os.MkdirTemp("", "concord-browser"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(shared)
	os.Exit(code)
}

// filled is the data of the demonstration as it begins, made once.
var filled = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(shared, "demo")
	server, err := demo.Start(context.Background(), dir, "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return dir, server.Close()
})

// demonstration serves the demonstration to one test, from a copy of its own, and gives
// its address.
func demonstration(t *testing.T) string {
	t.Helper()
	from, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error { // nobody else's to read, as they were
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	server, err := demo.Start(context.Background(), dir, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server.Address()
}

// watch keeps what the browser complains about in a window.
func watch(p *page) *explorer {
	p.t.Helper()
	e := &explorer{page: p}
	err := chromedp.Listen(e.ctx, func(ev any) {
		// Violations of the content policy and script errors, by the names of the protocol.
		if kind := fmt.Sprintf("%T", ev); strings.HasSuffix(kind, "log.EventEntryAdded") || strings.HasSuffix(kind, "runtime.EventExceptionThrown") {
			text, _ := json.Marshal(ev)
			e.lock.Lock()
			defer e.lock.Unlock()
			e.troubles = append(e.troubles, string(text))
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return e
}

// keys presses keys one after the other, as on a keyboard.
func (e *explorer) keys(all ...string) {
	e.t.Helper()
	for _, k := range all {
		if err := chromedp.Do(e.ctx, chromedp.KeyEvent(k)); err != nil {
			e.t.Fatal(err)
		}
	}
}

// tabTo walks with Tab until the focused element is the one, and fails where it is
// not on the way.
func (e *explorer) tabTo(selector string) {
	e.t.Helper()
	for range 80 {
		if e.is(`document.activeElement?.matches(` + quoted(selector) + `)`) {
			return
		}
		e.keys(kb.Tab)
	}
	e.t.Fatalf("Tab does not lead to %s", selector)
}

// total is how many incidents the API counts for the address of the page.
func (e *explorer) total() float64 {
	e.t.Helper()
	_, query, _ := strings.Cut(e.text("location.hash"), "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		e.t.Fatal(err)
	}
	for _, name := range []string{"sel", "cols", "by", "cursor", "sort"} {
		values.Del(name)
	}
	values.Set("limit", "1")
	values.Set("total", "exact")
	n, ok := e.api("/incidents?" + values.Encode())["total"].(float64)
	if !ok {
		e.t.Fatalf("no total for %s", values.Encode())
	}
	return n
}

// settled waits until the number above the list is the one of the API.
func (e *explorer) settled() {
	e.t.Helper()
	e.wait("the total to be counted", `/^[\d,]+ incident/.test(document.querySelector('[data-test="total"]')?.textContent ?? "")`)
	want := e.total()
	e.wait(fmt.Sprintf("a total of %v", want), fmt.Sprintf(`parseInt(document.querySelector('[data-test="total"]').textContent.replace(/\D/g, "")) === %v`, want))
}

// Filters, a condition on any field among them, stand in the address: a reload shows
// the same; each can be taken away by itself; where nothing is left they are offered
// there.
func TestExplorerFiltersSurviveReload(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/incidents")
	e.settled()
	all := e.total()

	e.press(hook("add-filter"))
	e.fill(`dialog input[name="killed_min"]`, "2")
	e.press(hook("add-condition-0"))
	e.fill(hook("field-0-0"), "partner")
	e.fill(hook("value-0-0"), "VAR")
	e.press(hook("add-group-0"))
	e.fill(hook("field-0-1-0"), "injured")
	e.fill(hook("relation-0-1-0"), ">=")
	e.fill(hook("value-0-1-0"), "2")
	e.press(hook("apply-filters"))
	e.wait("the filters in the address", `location.hash.includes("killed_min=2") && new URLSearchParams(location.hash.split("?")[1]).get("filter") === "partner=VAR and injured>=2"`)
	e.settled()
	if n := e.total(); n == 0 || n >= all {
		t.Fatalf("%v of %v incidents pass the filters, want some and not all", n, all)
	}
	chips := `[...document.querySelectorAll(".filters .filter-chip")].map((c) => c.innerText.trim()).join("|")`
	before := e.text(chips)
	if want := "People killed: at least 2|Recorded by: Varsenna|People injured: at least 2"; before != want {
		t.Errorf("the chips say %q, want %q", before, want)
	}
	rows := `[...document.querySelectorAll('[data-test="incidents"] tbody tr')].map((r) => r.dataset.id).join()`
	list := e.text(rows)

	address := e.text("location.hash")
	e.visit("/" + address)
	e.settled()
	if after := e.text(chips); after != before {
		t.Errorf("after a reload the chips say %q, before %q", after, before)
	}
	if after := e.text(rows); after != list {
		t.Errorf("after a reload the list is\n%s\nbefore\n%s", after, list)
	}
	e.keep("explorer-filters")

	// Every export is of exactly this: as many rows as the list has in all.
	e.press(hook("export"))
	for _, format := range []string{"csv", "hxl", "xlsx", "geojson", "json"} {
		status, err := chromedp.Run(e.ctx, chromedp.Evaluate[float64](`fetch(document.querySelector('[data-test="export-`+format+`"]').href).then((r) => r.status)`, chromedp.EvalAwaitPromise))
		if err != nil || status != 200 {
			t.Errorf("the export as %s answers %v, %v", format, status, err)
		}
	}
	lines, err := chromedp.Run(e.ctx, chromedp.Evaluate[float64](`fetch(document.querySelector('[data-test="export-csv"]').href).then((r) => r.text()).then((t) => t.trim().split("\r\n").join("\n").split("\n").length - 1)`, chromedp.EvalAwaitPromise))
	if err != nil || lines != e.total() {
		t.Errorf("the file has %v rows, the list %v (%v)", lines, e.total(), err)
	}
	e.keys(kb.Escape)

	e.press(hook("unfilter-filter-0"))
	e.wait("one condition to be left", `new URLSearchParams(location.hash.split("?")[1]).get("filter") === "injured>=2"`)
	e.settled()

	e.visit("/#/incidents?killed_min=2&q=nothingofthekind")
	e.shows("No incidents match these 2 filters.")
	e.press(".empty " + hook("unfilter-q"))
	e.see(hook("incidents"))

	// What cannot be read is said, and the filter is still there to be corrected.
	e.visit("/#/incidents?filter=" + url.QueryEscape("weapon=NOSUCHTHING and killed>=1"))
	e.shows("NOSUCHTHING")
	e.press(".filters " + hook("unfilter-filter-0"))
	e.see(hook("incidents"))
}

// From a filter to an opened incident with the keyboard alone.
func TestExplorerByKeyboardAlone(t *testing.T) {
	e := explore(t, "orl.lead")
	e.visit("/#/incidents")
	e.settled()
	e.tabTo(hook("add-filter"))
	e.keys(kb.Enter)
	e.see("dialog[open]")
	e.tabTo(`dialog input[name="killed_min"]`)
	e.keys("3", kb.Enter)
	e.wait("the dialog to close and the filter to hold", `!document.querySelector("dialog[open]") && location.hash.includes("killed_min=3")`)
	e.settled()
	if !e.is(`document.activeElement?.matches('[data-test="add-filter"]')`) {
		t.Errorf("after the dialog the focus is on %s, want the button that opened it", e.text("document.activeElement?.outerHTML"))
	}

	third := e.text(`document.querySelectorAll('[data-test="incidents"] tbody tr')[2].dataset.id`)
	e.keys("j", "j", "j")
	e.wait("the third row to be selected", `document.querySelector('[data-test="incidents"] tr.selected')?.dataset.id === `+quoted(third))
	e.see(hook("pane"))
	e.keys("x")
	e.shows("1 incident selected")
	e.keys(kb.Enter)
	e.wait("the incident to open", `location.hash === "#/i/" + `+quoted(third))
}

// A change elsewhere is announced and waits: the list does not move under the hand.
func TestExplorerSaysWhatChanged(t *testing.T) {
	e := explore(t, "orl.clerk")
	e.visit("/#/incidents")
	e.settled()
	rows := `document.querySelectorAll('[data-test="incidents"] tbody tr')[0].dataset.id`
	before := e.text(rows)
	logged, err := chromedp.Run(e.ctx, chromedp.Evaluate[float64](`fetch("/api/v1/reports", { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": "explorer-says-what-changed" }, body: JSON.stringify({
		title: "Air strike on the quay", category: "AIR_STRIKE", own_involvement: "INVOLVED", started: { earliest: "2031-12-20T10:00:00Z", latest: "2031-12-20T10:59:59Z", precision: "HOUR" }, place: { name: "Tarn Quay", lat: 0.41, lon: 0.81, radius_m: 1000, precision: "VILLAGE" } }) }).then((r) => r.status)`, chromedp.EvalAwaitPromise))
	if err != nil || logged != 201 {
		t.Fatalf("the report was not logged: %v, %v", logged, err)
	}
	e.see(hook("changes"))
	if after := e.text(rows); after != before {
		t.Error("the list moved before anybody asked it to")
	}
	e.press(hook("changes"))
	e.wait("the new incident at the head of the list", `!document.querySelector('[data-test="changes"]') && `+rows+` !== `+quoted(before))
}

// Each view in light and dark, on a phone and a desk, read from the left and from
// the right: no violation of the content policy, no script error, nothing beyond the
// edge, and nothing that axe finds.
func TestExplorerLooks(t *testing.T) {
	e := explore(t, "orl.lead")
	views := []struct{ name, hash, ready string }{
		{"table", "#/incidents?killed_min=1", hook("incidents")},
		{"map", "#/map", hook("map") + `[data-ready="yes"]`},
		{"timeline", "#/timeline", hook("bars")},
	}
	for _, l := range looks() {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(l.theme) + `)`)
		for _, v := range views {
			name := fmt.Sprintf("explorer-%s-%d-%s-%s", v.name, l.width, l.theme, l.dir)
			e.size(l.width, 844)
			e.visit("/?dir=" + l.dir + v.hash)
			e.see(v.ready)
			e.settled()
			e.sound(name, l)
		}
	}
	e.lock.Lock()
	defer e.lock.Unlock()
	for _, text := range e.troubles {
		t.Errorf("the browser says: %s", text)
	}
}

// Budgets of ux.md section 17, as the browser counts them: the first screen with all
// its scripts, and what the map adds before the finer outlines.
func TestExplorerBudgets(t *testing.T) {
	e := explore(t, "orl.lead")
	sum := func(what string) float64 {
		t.Helper()
		n, err := chromedp.Run(e.ctx, chromedp.Evaluate[float64](`performance.getEntriesByType("resource").filter((r) => `+what+`).reduce((n, r) => n + r.encodedBodySize, 0)`))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	const scripts = `new URL(r.name).pathname.endsWith(".js")`
	if err := chromedp.Do(e.ctx, chromedp.Navigate(e.base+"/#/incidents")); err != nil {
		t.Fatal(err)
	}
	e.visit("/#/incidents")
	e.settled()
	first := sum(scripts)
	e.press(hook("view-map"))
	e.see(hook("map") + `[data-ready="yes"]`)
	e.wait("the coarse outlines", `performance.getEntriesByType("resource").some((r) => r.name.includes("world-110m") && r.responseEnd > 0)`)
	for deadline := time.Now().Add(10 * time.Second); sum(`r.name.includes("world-50m")`) == 0 && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
	}
	for _, b := range []struct {
		what       string
		got, limit float64
	}{
		{"scripts of the first screen", first, 70_000},
		{"scripts that the map adds", sum(`r.name.includes("mapengine")`), 60_000},
		{"outlines before the finer ones", sum(`r.name.includes("world-110m")`), 40_000},
		{"finer outlines, when idle", sum(`r.name.includes("world-50m")`), 230_000},
	} {
		t.Logf("%s: %.0f of %.0f bytes", b.what, b.got, b.limit)
		if b.got == 0 || b.got > b.limit {
			t.Errorf("%s: %.0f bytes, limit %.0f", b.what, b.got, b.limit)
		}
	}
}
