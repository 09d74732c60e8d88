// Package browser walks the interface in a real Chromium as several people.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium starts one browser for a test, with a fresh profile.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CONCORD_REQUIRE_TOOLS") != "" {
			t.Fatal("there is no Chromium here, and here it must be")
		}
		t.Skip("there is no Chromium on this machine, so the interface is not walked")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// Pages are left for good, and nothing is drawn in three dimensions.
		chromedp.Flag("disable-back-forward-cache", true), chromedp.Flag("disable-software-rasterizer", true))
	if os.Getenv("CONCORD_FULL") == "" { // motion is for people; it makes every wait longer
		options = append(options, chromedp.Flag("force-prefers-reduced-motion", true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// page is one person's window, with cookies of its own.
type page struct {
	t    *testing.T
	ctx  context.Context
	base string
	who  string
}

// open gives a person a window and signs in through the page; "" stays outside.
func open(t *testing.T, browser context.Context, base, who, password string) *page {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &page{t: t, ctx: ctx, base: base, who: who}
	p.size(1366, 900)
	if who == "" {
		return p
	}
	p.visit("/sign-in")
	p.fill(`input[name="username"]`, who)
	p.fill(`input[name="password"]`, password)
	p.run(`document.querySelector('input[name="password"]').form.requestSubmit()`)
	p.wait("the interface after signing in", `location.pathname === "/" && document.querySelector("main h1")`)
	return p
}

func (p *page) size(w, h int64) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(w, h)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) visit(path string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(p.base+path)); err != nil {
		p.t.Fatalf("%s: %s: %v", p.who, path, err)
	}
}

// run evaluates script and throws its value away.
func (p *page) run(script string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[*bool](`(() => {`+script+`; return true})()`)); err != nil {
		p.t.Fatalf("%s: %s: %v", p.who, script, err)
	}
}

// is evaluates a condition.
func (p *page) is(condition string) bool {
	p.t.Helper()
	yes, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`Boolean(`+condition+`)`))
	return err == nil && yes
}

// wait waits until a condition holds: never longer than the deadline, never a
// fixed sleep.
func (p *page) wait(what, condition string) {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(40 * time.Millisecond) {
		if p.is(condition) {
			return
		}
	}
	p.t.Fatalf("%s waited in vain for %s on %s. The page says:\n%s", p.who, what, p.text("location.href"), p.text("document.body.innerText.slice(0, 3000)"))
}

func (p *page) text(expression string) string {
	p.t.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`String(`+expression+`)`))
	if err != nil {
		return err.Error()
	}
	return s
}

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }

// hook is the selector of a control by its data-test name.
func hook(name string) string { return `[data-test="` + name + `"]` }

// see waits until something is there to be seen.
func (p *page) see(selector string) {
	p.t.Helper()
	p.wait(selector, `[...document.querySelectorAll(`+quoted(selector)+`)].some((e) => e.getClientRects().length)`)
}

// press clicks a control that a person could click.
func (p *page) press(selector string) {
	p.t.Helper()
	p.see(selector)
	p.wait(selector+" to be free", `[...document.querySelectorAll(`+quoted(selector)+`)].some((e) => e.getClientRects().length && !e.disabled && e.getAttribute("aria-disabled") !== "true")`)
	p.run(`const e = [...document.querySelectorAll(` + quoted(selector) + `)].find((e) => e.getClientRects().length); e.scrollIntoView({ block: "center" }); e.click()`)
}

// fill pastes text into a field.
func (p *page) fill(selector, value string) {
	p.t.Helper()
	p.see(selector)
	p.run(`const e = document.querySelector(` + quoted(selector) + `); e.focus();
		Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), "value").set.call(e, ` + quoted(value) + `);
		e.dispatchEvent(new Event("input", { bubbles: true })); e.dispatchEvent(new Event("change", { bubbles: true }))`)
}

// shows waits for words anywhere on the page.
func (p *page) shows(words string) {
	p.t.Helper()
	p.wait(fmt.Sprintf("the words %q", words), `document.body.innerText.replace(/\s+/g, " ").includes(`+quoted(words)+`)`)
}

// api asks the program as this person does, through the page's own session.
func (p *page) api(path string) map[string]any {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`fetch("/api/v1`+path+`").then((r) => r.text())`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %s: %v", p.who, path, err)
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		p.t.Fatalf("%s: %s: %v in %s", p.who, path, err, text)
	}
	return v
}

// sight is a way to look at a page.
type sight struct {
	theme, dir string
	width      int64
}

// looks are the ways every state of a screen is looked at: each theme, direction and
// width once; with CONCORD_FULL, or where pictures are kept, so that every two of them
// meet. All eight would say no more.
func looks() []sight {
	all := []sight{{"light", "ltr", 1366}, {"dark", "rtl", 390}, {"light", "rtl", 1366}, {"dark", "ltr", 1366}, {"light", "ltr", 390}}
	if os.Getenv("CONCORD_FULL") == "" && os.Getenv("CONCORD_SCREENSHOTS") == "" {
		return all[:2]
	}
	return all
}

// keep stores a picture where CONCORD_SCREENSHOTS names a folder.
func (p *page) keep(name string) {
	dir := os.Getenv("CONCORD_SCREENSHOTS")
	if dir == "" {
		return
	}
	p.whole()
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		os.WriteFile(dir+"/"+strings.NewReplacer("/", "-", "#", "").Replace(name)+".png", picture, 0o600)
	}
}

// whole draws what lies off the screen too, which a browser leaves out until somebody comes
// near it: what is looked at from outside is looked at in full.
func (p *page) whole() {
	p.t.Helper()
	p.run(`(() => { const all = new CSSStyleSheet(); all.replaceSync("* { content-visibility: visible !important }"); document.adoptedStyleSheets = [all] })()`)
}
