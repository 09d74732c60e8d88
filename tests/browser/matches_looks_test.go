package browser

import (
	"fmt"
	"testing"

	. "concord/tests/harness"
)

// quiet fails where the browser has complained, also of what the server refused: a page
// asks for nothing that is not there.
func (e *explorer) quiet() {
	e.t.Helper()
	e.lock.Lock()
	defer e.lock.Unlock()
	for _, text := range e.troubles {
		e.t.Errorf("the browser says: %s", text)
	}
}

// The review of pairs, in light and dark, on a phone and a desk, read from the left
// and from the right: nothing that axe finds, nothing beyond the edge, no violation
// of the content policy and no script error.
func TestMatchesLook(t *testing.T) {
	e := explore(t, "orl.lead")
	pair := e.api("/matches?state=proposed&limit=1")["items"].([]any)[0].(map[string]any)
	incident := pair["a"].(map[string]any)["incident"].(string)
	answered := Text(e.api("/matches?state=provisional&limit=1"), "items.0.id")
	e.run(`fetch("/api/v1/matches/` + answered + `/decisions", { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"verdict":"same","reason":"Both name the second tank."}' })`)
	e.keeps(answered, "ORL", "same")
	views := []struct{ name, path, ready string }{
		{"to-decide", "#/matches", hook("match") + "[data-id] .code"},
		{"provisional", "#/matches?state=provisional", hook("match") + "[data-id] .code"},
		{"answered", "#/matches?state=provisional&pair=" + answered, hook("withdraw-verdict")},
		{"none", "#/matches?state=refused&band=auto", hook("empty")},
		{"incident", "#/i/" + incident, hook("match")},
	}
	for _, look := range looks() {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(look.theme) + `)`)
		for _, v := range views {
			name := fmt.Sprintf("matches-%s-%d-%s-%s", v.name, look.width, look.theme, look.dir)
			e.size(look.width, 844)
			e.visit("/?dir=" + look.dir + v.path)
			e.see(v.ready)
			e.wait("the facts", `!document.querySelector(".pair .bone")`)
			if e.is(`!!document.querySelector('[data-test="pair-map"]')`) {
				e.run(`document.querySelector('[data-test="pair-map"]').scrollIntoView({ block: "center" })`)
				e.see(hook("pair-map") + " .mark-still")
				e.run(`scrollTo(0, 0)`)
			}
			e.sound(name, look)
		}
	}
	// The narrowest that must do (WCAG 1.4.10).
	e.size(320, 844)
	e.visit("/#/matches?state=provisional")
	e.see(hook("match") + "[data-id]")
	e.wait("the facts", `!document.querySelector(".pair .bone")`)
	if e.is("document.documentElement.scrollWidth > innerWidth") {
		t.Errorf("at 320 px the page scrolls sideways by %s", e.text("document.documentElement.scrollWidth - innerWidth"))
	}
	e.quiet()
}
