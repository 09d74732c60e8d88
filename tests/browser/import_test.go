package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// give drops a file on the page, as from a folder.
func (e *explorer) give(name, text string) {
	e.t.Helper()
	e.see(hook("drop"))
	e.run(`const d = new DataTransfer(); d.items.add(new File([` + quoted(text) + `], ` + quoted(name) + `, { lastModified: 1 }));
		document.querySelector('[data-test="drop"]').dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: d }))`)
}

// numbers waits for what an import did or would do.
func (e *explorer) numbers(test string, want map[string]int) {
	e.t.Helper()
	for name, n := range want {
		e.wait(fmt.Sprintf("%d %s", n, name), fmt.Sprintf(`document.querySelector('[data-test=%q] [data-number=%q] .number')?.textContent.replace(/\D/g, "") === "%d"`, test, name, n))
	}
}

// held is how many reports the person's partner has.
func (e *explorer) held(query string) float64 {
	e.t.Helper()
	n, ok := e.api("/reports?limit=1&total=exact&" + query)["total"].(float64)
	if !ok {
		e.t.Fatalf("no total for %s", query)
	}
	return n
}

const ownTable = "local_ref,title,start_earliest,lat,lon,killed_civilian_min,killed_civilian_max\n"

// A file with bad cells: they are shown in words before anything is stored, the good
// rows go in, the bad ones come back as a file, the corrected file is taken, and the
// first import is undone as one.
func TestImportOfAFileWithBadCells(t *testing.T) {
	e := explore(t, "orl.clerk")
	e.visit("/#/incidents")
	e.press(hook("nav-import"))
	e.see(hook("drop"))
	before := e.held("")
	e.give("week.csv", ownTable+"W-1,Strike at the mill,2031-03-04T02:00:00Z,0.41,0.81,3,5\nW-2,Strike at the bridge,2031-03-05,0.42,east,1,2\nW-3,Fire on the road,2031-03-06,0.43,0.83,5,2\nW-4,Raid on the farm,2031-03-07,0.44,0.84,,\n")
	e.shows("2 of them need attention.")
	e.shows("Strike at the mill")
	e.wait("the bad cells to be marked", `[...document.querySelectorAll(".preview tr")].flatMap((r) => [...r.querySelectorAll(".cell.bad")].map((c) => r.dataset.row + c.dataset.label)).join() === "3lon,4killed_civilian_max"`)
	e.keep("import-columns-bad")
	if n := e.held(""); n != before {
		t.Fatalf("looking at a file stored %v reports", n-before)
	}
	e.press(hook("check"))
	e.numbers("trial", map[string]int{"added": 2, "rejected": 2})
	e.shows("2 rows need attention")
	e.keep("import-check-bad")
	if n := e.held(""); n != before {
		t.Fatalf("checking a file stored %v reports", n-before)
	}
	e.press(hook("run"))
	e.numbers("result", map[string]int{"added": 2, "rejected": 2})
	e.see(`[data-test="import"][data-state="DONE"]`)
	e.keep("import-done-bad")
	if n := e.held(""); n != before+2 {
		t.Errorf("%v reports are held, want %v", n, before+2)
	}

	// The rejected rows, corrected, are taken as they are.
	rejects, err := chromedp.Run(e.ctx, chromedp.Evaluate[string](`fetch(document.querySelector('[data-test="rejects"]').href).then((r) => r.text())`, chromedp.EvalAwaitPromise))
	if err != nil || !strings.Contains(rejects, "concord_problem") {
		t.Fatalf("the file of rejected rows: %v\n%s", err, rejects)
	}
	first := e.text("location.hash")
	e.press(hook("another-file"))
	e.give("corrected.csv", strings.NewReplacer("east", "0.82", "5,2", "2,5").Replace(rejects))
	e.shows("All of them can be read.")
	e.press(hook("check"))
	e.numbers("trial", map[string]int{"added": 2})
	e.press(hook("run"))
	e.numbers("result", map[string]int{"added": 2})
	if n := e.held(""); n != before+4 {
		t.Errorf("%v reports are held, want %v", n, before+4)
	}

	// Undone as one, with a reason, by whoever may.
	e.visit("/" + first)
	e.press(hook("undo-import"))
	e.see("dialog[open]")
	e.run(`document.querySelector('[data-test="undo-do"]').click()`)
	if !e.is(`document.querySelector("dialog[open]")`) {
		t.Error("an import was undone without a reason")
	}
	e.fill(hook("undo-reason"), "The wrong week")
	e.press(hook("undo-do"))
	e.shows("2 reports were withdrawn.")
	e.see(`[data-test="import"][data-state="UNDONE"]`)
	e.keep("import-undone")
	if n := e.held("status=WITHDRAWN&q=mill"); n != 1 {
		t.Errorf("%v reports of the mill are withdrawn, want 1", n)
	}
	e.visit("/#/import")
	e.see(hook("imports"))
	e.wait("both imports in the list", `document.querySelectorAll('[data-test="imports"] tbody tr').length === 2`)
	e.keep("import-list")
}

// Somebody's own table: semicolons, a decimal comma, the day first, names of its own.
// What is guessed is shown, the rest is chosen, kept under a name, and the next file
// of the same source needs no choosing.
func TestImportOfAForeignTable(t *testing.T) {
	e := explore(t, "orl.clerk")
	e.visit("/#/import")
	table := "Number;What;Day;Latitude;Longitude;Dead;Means;Colour\nM-1;Strike at the mill;04.03.2031;0,41;0,81;3;snop;red\nM-2;Strike at the ford;05.03.2031;0,42;0,82;2;snop;blue\n"
	e.give("mill.csv", table)
	e.see(hook("meanings"))
	e.fill(hook("column-Number"), "local_ref")
	e.fill(hook("column-What"), "title")
	e.fill(hook("column-Day"), "start_earliest")
	e.fill(hook("column-Latitude"), "lat")
	e.fill(hook("column-Longitude"), "lon")
	e.fill(hook("column-Dead"), "killed_civilian_min")
	e.fill(hook("column-Means"), "weapon")
	e.fill(hook("value-weapon-snop"), "CLUSTER")
	e.press(hook("add-constant"))
	e.fill(hook("constant-field"), "category")
	e.fill(hook("constant-category"), "AIR_STRIKE")
	e.run(`document.querySelector('[data-test="dates"] input[value="DMY"]').click()`)
	e.run(`const c = document.querySelector('[data-test="decimal-comma"]'); if (!c.checked) c.click()`)
	e.shows("All of them can be read.")
	e.shows("4 Mar 2031")
	e.fill(hook("save-as"), "Mill office")
	e.keep("import-columns-foreign")

	// A reload keeps every choice: nothing is typed twice.
	e.run("location.reload()")
	e.wait("the choices to be there again", `document.querySelector('[data-test="column-Dead"]')?.value === "killed_civilian_min" && document.querySelector('[data-test="save-as"]')?.value === "Mill office"`)
	e.shows("All of them can be read.")
	e.press(hook("check"))
	e.numbers("trial", map[string]int{"added": 2})
	e.press(hook("share-joint"))
	e.press(hook("run"))
	e.numbers("result", map[string]int{"added": 2})
	items := e.api("/reports?q=ford")["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("%d reports tell of the ford", len(items))
	}
	report := items[0].(map[string]any)
	if report["category"] != "AIR_STRIKE" || report["sharing"].(map[string]any)["level"] != "JOINT" || !strings.HasPrefix(report["started"].(map[string]any)["earliest"].(string), "2031-03-05") {
		t.Errorf("it came in as %v", report)
	}

	e.press(hook("another-file"))
	e.give("mill-2.csv", strings.NewReplacer("M-1", "M-3", "M-2", "M-4").Replace(table))
	e.fill(hook("saved-mapping"), "Mill office")
	e.wait("the kept choices", `document.querySelector('[data-test="column-Dead"]')?.value === "killed_civilian_min" && document.querySelector('[data-test="constant-category"]')?.value === "AIR_STRIKE"`)
	e.shows("All of them can be read.")
	e.press(hook("check"))
	e.numbers("trial", map[string]int{"added": 2, "twice": 2})
	e.shows("has the same day and place under the reference M-1")
	e.keep("import-check-duplicates")

	// What cannot be read at all says so, and the way back stays.
	e.visit("/#/import")
	e.give("photo.csv", "PK\x03\x04 this is no table")
	e.see(".problem")
	e.see(hook("format"))
	e.see(hook("other-file"))
}

// A line that breaks between two chunks, and one that loses an answer: the file goes
// on from where it stopped and arrives whole.
func TestImportOverALineThatBreaks(t *testing.T) {
	e := explore(t, "orl.clerk")
	e.visit("/#/import")
	e.see(hook("drop"))
	var text strings.Builder
	text.WriteString(ownTable)
	const rows = 9000 // some chunks
	for i := range rows {
		fmt.Fprintf(&text, "L-%d,Row,2031-03-%02d,%.4f,0.8,1,2\n", i, i%28+1, float64(i)/200)
	}
	e.run(`const real = fetch; let n = 0; window.sentTwice = 0; const sent = new Map();
		window.fetch = async (url, o) => {
			if (o?.method !== "PATCH") return real(url, o);
			const at = o.headers["Upload-Offset"];
			if (sent.get(at)) window.sentTwice++;
			n++;
			if (n === 2) throw new TypeError("no line");
			const answer = await real(url, o);
			sent.set(at, answer.ok);
			if (n === 4) throw new TypeError("the answer is lost");
			return answer;
		}`)
	e.give("long.csv", text.String())
	e.shows("The line is down.")
	e.see(hook("check"))
	if e.text("window.sentTwice") != "0" {
		t.Error("a chunk that had arrived was sent again")
	}
	e.press(hook("check"))
	e.numbers("trial", map[string]int{"added": rows})
	e.press(hook("run"))
	e.wait("progress or the end", `document.querySelector('[data-test="progress"], [data-test="result"]')`)
	e.keep("import-progress")
	e.numbers("result", map[string]int{"added": rows})
}

// The first step by keyboard, on a phone's width too; and who may not import is
// offered nothing.
func TestImportIsOfferedToThoseWhoMay(t *testing.T) {
	e := explore(t, "orl.clerk")
	e.visit("/#/import")
	e.see(hook("drop"))
	e.tabTo(hook("choose-file"))
	e.run(`window.chosen = 0; document.querySelector('[data-test="file"]').addEventListener("click", (e) => { e.preventDefault(); window.chosen++ })`)
	e.keys(kb.Enter)
	e.wait("the choice of a file", "window.chosen === 1")

	browser := chromium(t)
	reader := open(t, browser, e.base, "orl.approver", "concord-demo")
	reader.wait("the menu", `document.querySelector("nav.side a")`)
	if reader.is(`[...document.querySelectorAll("nav.side a")].some((a) => a.hash === "#/import")`) {
		t.Error("somebody who may not import is offered it")
	}
	reader.visit("/#/import")
	reader.see(hook("error"))
}
