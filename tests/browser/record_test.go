package browser

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/app/demo"
	"concord/tests/harness"

	"github.com/chromedp/chromedp"
)

// attach gives a file to a file input, as choosing it does.
func (p *page) attach(selector, name string, content []byte) (sum string) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.see(selector)
	if err := chromedp.Do(p.ctx, chromedp.SetUploadFiles(selector, []string{path})); err != nil {
		p.t.Fatal(err)
	}
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// another is a window of someone else on the same program.
func (e *explorer) another(who string) *page {
	e.t.Helper()
	return open(e.t, e.ctx, e.base, who, demo.Password)
}

// A photograph goes in through the page, keeps its hash, stays covered until asked for,
// and reaches the other partner as a working copy without what the camera wrote.
func TestEvidenceOnTheIncidentPage(t *testing.T) {
	e := explore(t, "orl.lead")
	report := e.log(least("Fire at the fuel depot"))
	incident := get(report, "incident")
	if status, answer := e.post("POST", "/reports/"+get(report, "id")+"/share", map[string]any{"with": "joint"}); status != 200 {
		t.Fatal(answer)
	}
	e.visit("/#/i/" + incident + "?tab=evidence")
	e.shows("No evidence has been entered.")
	e.press(hook("add-evidence"))
	e.press(hook("evidence-send")) // nothing yet: said beside each field, and the dialog stays
	for _, name := range []string{"file", "title", "kind"} {
		e.wait("what is missing beside "+name, `document.getElementById("evidence-`+name+`-error")`)
	}
	sum := e.attach(hook("evidence-file"), "site.jpg", harness.Photo("Camera of a witness"))
	e.wait("the kind to be guessed from the file", `document.querySelector('`+hook("evidence-kind")+`').value === "PHOTO"`)
	e.set("evidence-title", "Crater beside the second tank")
	e.press(hook("evidence-send"))
	e.wait("the dialog to close", `!document.querySelector("dialog[open]")`)
	e.see(hook("exhibit"))
	for _, words := range []string{"Crater beside the second tank", "Photograph", "Preserved", "Held", sum} {
		e.shows(words)
	}
	if e.is(`document.querySelector('` + hook("exhibit-picture") + `')`) {
		t.Error("the picture is shown before anybody asked for it")
	}
	items := list(e.api("/evidence?incident="+incident), "items")
	if len(items) != 1 || get(items[0], "sha256") != sum {
		t.Fatalf("the evidence of the incident is %v, want one of %s", items, sum)
	}
	e.press(hook("exhibit-look"))
	e.wait("the picture", `document.querySelector('`+hook("exhibit-picture")+`')?.naturalWidth > 0`)
	e.wait("the look in the custody", `document.querySelector('`+hook("custody")+`').innerText.includes("Viewed")`)
	e.keep("evidence")

	e.press(hook("exhibit-custody"))
	e.set("custody-action", "TRANSFERRED")
	e.set("custody-to", "Forensic laboratory")
	e.set("act-reason", "To be examined")
	e.press(hook("custody-do"))
	e.wait("the handing over in the custody", `document.querySelector('`+hook("custody")+`').innerText.includes("Forensic laboratory")`)

	other := e.another("var.lead")
	other.visit("/#/i/" + incident + "?tab=evidence")
	other.shows("No evidence has been entered.") // not shared yet
	e.press(hook("exhibit-share"))
	e.press(hook("share-joint"))
	e.press(hook("share-do"))
	e.shows("Shared with all partners that take part.")
	other.visit("/#/i/" + incident + "?tab=evidence")
	other.press(hook("exhibit") + " button")
	other.press(hook("exhibit-look"))
	other.wait("the working copy", `document.querySelector('`+hook("exhibit-picture")+`')?.naturalWidth > 0`)
	other.shows("A working copy without metadata.")
	for _, secret := range []string{"Camera of a witness", "site.jpg", sum} {
		if other.is(`document.documentElement.outerHTML.includes(` + quoted(secret) + `)`) {
			t.Errorf("the other partner's page holds %q", secret)
		}
	}
	if other.is(`document.querySelector('` + hook("exhibit-custody") + `, ` + hook("exhibit-share") + `')`) {
		t.Error("the other partner is offered what only the own one may do")
	}

	legal := e.another("orl.legal")
	legal.visit("/#/i/" + incident + "?tab=evidence")
	legal.press(hook("exhibit") + " button")
	legal.press(hook("exhibit-lift"))
	legal.set("act-reason", "Entered twice")
	legal.press(hook("lift-do"))
	legal.shows("The hold is lifted.")
	if held := get(list(e.api("/evidence?incident="+incident), "items")[0], "hold"); held != "false" && held != "" {
		t.Errorf("after lifting the item is held: %q", held)
	}
}

// What is known of and not here is entered without a file, with who says so; when it is
// found the file comes to it and its history stays.
func TestEvidenceThatIsNotHere(t *testing.T) {
	e := explore(t, "orl.lead")
	incident := get(e.log(least("Fire at the fuel depot")), "incident")
	e.visit("/#/i/" + incident + "?tab=evidence")
	e.press(hook("add-evidence"))
	e.set("evidence-there", "no")
	e.set("evidence-existence", "DECLARED_DESTROYED")
	e.set("evidence-kind", "VIDEO")
	e.set("evidence-title", "Video of the aircraft")
	e.press(hook("evidence-send")) // who says so is missing: the server says it, beside its field
	e.wait("the reason to be asked for", `document.getElementById("evidence-reason-error")?.textContent.includes("Say who declared this")`)
	e.set("evidence-reason", "The unit, in a letter of 9 March")
	e.press(hook("evidence-send"))
	e.wait("the dialog to close", `!document.querySelector("dialog[open]")`)
	e.shows("Declared destroyed")
	e.shows("There is no file here.")

	e.press(hook("exhibit-existence"))
	sum := e.attach(hook("existence-file"), "video.mp4", bytes.Repeat([]byte("frame "), 4000))
	e.set("act-reason", "Found on another disk")
	e.press(hook("existence-do"))
	e.wait("the dialog to close", `!document.querySelector("dialog[open]")`)
	e.shows(sum)
	for _, words := range []string{"What was said of its existence", "Found later", "The unit, in a letter of 9 March", "Found on another disk"} {
		e.shows(words)
	}
	e.same(list(e.api("/evidence?incident="+incident), "items")[0].(map[string]any), map[string]any{"existence": "FOUND_LATER", "holder": "ORL", "sha256": sum})
	e.keep("evidence-found")
}

// A file of several chunks whose line breaks twice, once before a chunk arrived and once
// after: it goes on where it stood and arrives whole.
func TestUploadGoesOn(t *testing.T) {
	e := explore(t, "orl.lead")
	incident := get(e.log(least("Fire at the fuel depot")), "incident")
	e.visit("/#/i/" + incident + "?tab=evidence")
	e.press(hook("add-evidence"))
	content := bytes.Repeat([]byte("0123456789abcdef"), 10_000_000/16)
	content[5_000_000]++ // no chunk is like another
	sum := e.attach(hook("evidence-file"), "log.bin", content)
	e.set("evidence-title", "Flight log")
	e.set("evidence-kind", "LOG")
	e.run(`const real = window.fetch; window.chunks = []; let n = 0;
		window.fetch = async (url, options = {}) => {
			if (options.method !== "PATCH") return real(url, options);
			window.chunks.push([options.headers["Upload-Offset"], options.body.size].join("+"));
			n++;
			if (n === 2) throw new TypeError("the line is down");
			const answer = await real(url, options);
			if (n === 3) throw new TypeError("the answer is lost");
			return answer;
		}`)
	e.press(hook("evidence-send"))
	e.wait("the dialog to close", `!document.querySelector("dialog[open]")`)
	e.shows("Flight log")
	sent, stands := e.text("window.chunks.join(' ')"), 0
	for i, chunk := range strings.Fields(sent) { // how large each is follows the pace of the line
		var at, size int
		fmt.Sscanf(chunk, "%d+%d", &at, &size)
		if at != stands || size > 8<<20 {
			t.Errorf("chunk %d of %s begins elsewhere than the file stood, or is too large", i+1, sent)
		}
		if i != 1 { // the one that never arrived is sent again; the one whose answer was lost is not
			stands = at + size
		}
	}
	if stands != len(content) {
		t.Errorf("sent %s, which is %d bytes of %d", sent, stands, len(content))
	}
	if got := get(list(e.api("/evidence?incident="+incident), "items")[0], "sha256"); got != sum {
		t.Errorf("what arrived has the hash %s, want %s", got, sum)
	}
	if e.is(`JSON.stringify(localStorage).includes("log.bin") || Object.keys(localStorage).some((k) => k.includes(".upload."))`) {
		t.Error("the device keeps something of an upload that is done")
	}
}

// A name is typed once, leaves for the seal, and is seen again only by a role that may
// and for a reason.
func TestPeopleStaySealed(t *testing.T) {
	const name = "Amra Tesfane"
	e := explore(t, "orl.clerk") // may seal, not open
	e.visit("/#/log")
	e.see(hook("log-form"))
	e.set("when-text", "112340Z MAR 26")
	e.set("where-text", "31N BA 56521 45610")
	e.unfold()
	e.press(hook("add-people"))
	e.press(hook("people-0-seal"))
	e.set("identity-0-names", name)
	e.set("people-0-outcome", "KILLED")
	e.wait("the draft to be kept", `JSON.stringify(localStorage).includes("V-01")`)
	if e.is(`JSON.stringify(localStorage).includes(` + quoted(name) + `)`) {
		t.Error("the name is kept on the device")
	}
	e.press(hook("save"))
	e.see(hook("saved-ref"))
	if e.is(`document.querySelector('` + hook("unsealed") + `')`) {
		t.Fatal("the identity was not sealed")
	}
	incident := e.text(`document.querySelector('` + hook("open-incident") + `').href.split("/i/")[1]`)
	e.visit("/#/i/" + incident + "?tab=people")
	e.see(hook("person-V-01"))
	e.shows("Identity sealed")
	if e.is(`document.documentElement.outerHTML.includes(` + quoted(name) + `)`) {
		t.Error("the name is on the page before it was opened")
	}
	if e.is(`document.querySelector('` + hook("identity-open") + `')`) {
		t.Error("a role that may not open it is offered to")
	}

	p := e.another("orl.investigator")
	p.visit("/#/i/" + incident + "?tab=people")
	p.press(hook("identity-open"))
	if !p.is(`document.querySelector('` + hook("identity-open-do") + `').getAttribute("aria-disabled") === "true"`) {
		t.Error("it opens without a reason")
	}
	p.set("identity-reason", "Informing the family")
	p.press(hook("identity-open-do"))
	p.shows(name)
	p.keep("people")
	p.press(hook("cover"))
	p.wait("the name to be gone", `!document.documentElement.outerHTML.includes(`+quoted(name)+`)`)
}

// What became of a record between two versions, in words; how it stood on a day; both
// logs of both partners in the order of time.
func TestHistoryAndLogs(t *testing.T) {
	e := explore(t, "orl.lead")
	facts := least("Fire at the fuel depot")
	facts["casualties"] = []any{map[string]any{"outcome": "KILLED", "status": "CIVILIAN", "min": 4, "max": 6}}
	facts["told"] = []any{map[string]any{"at": "2031-03-08T10:00:00Z", "whom": "The families", "kind": "FAMILY", "what": "That it is looked into"}}
	facts["knowledge"] = []any{map[string]any{"at": "2031-03-05T10:00:00Z", "who": "Brigade", "what": "Two dead"}, map[string]any{"at": "2031-03-04T10:00:00Z", "who": "Air operations", "what": "A strike"}}
	report := e.log(facts)
	incident := get(report, "incident")
	e.visit("/#/r/" + get(report, "id") + "/amend")
	e.set("killed-min", "7")
	e.set("killed-max", "9")
	e.press(hook("save"))
	e.wait("the incident after saving", `location.hash === `+quoted("#/i/"+incident))
	e.press(hook("tab-logs"))
	e.see(hook("told-log"))
	if got := e.text(`[...document.querySelectorAll('` + hook("knowledge-log") + ` tbody th')].map((th) => th.innerText.trim()).join(", ")`); got != "Air operations, Brigade" {
		t.Errorf("the knowledge log reads %s, want it in the order of time", got)
	}
	e.press(hook("tab-history"))
	e.see(hook("field-changes"))
	change := e.text(`document.querySelector('` + hook("field-changes") + `').innerText`)
	for _, words := range []string{"4 to 6", "became", "7 to 9"} {
		if !strings.Contains(change, words) {
			t.Errorf("the changes do not say %q: %s", words, change)
		}
	}
	e.keep("history")
	e.set("as-of", "yesterday")
	e.press(hook("as-of-show"))
	e.shows("Write a day as year, month and day")
	e.set("as-of", "2020-01-01")
	e.press(hook("as-of-show"))
	e.see(hook("as-of-notice"))
	e.shows("As it stood on 1 Jan 2020.")
	e.shows("No record on that day.")
	if e.is(`document.querySelector('` + hook("record-ORL") + `')`) {
		t.Error("a record is shown as of a day before it was logged")
	}
	e.press(hook("as-of-end"))
	e.see(hook("record-ORL"))
}
