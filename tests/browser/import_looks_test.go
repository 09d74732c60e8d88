package browser

import (
	"fmt"
	"testing"
)

// Every step of an import, and an incident on paper, in light and dark, on a phone
// and a desk, read from the left and from the right: nothing that axe finds, nothing
// beyond the edge, no violation of the content policy and no script error.
func TestImportLooks(t *testing.T) {
	e := explore(t, "orl.clerk")
	e.visit("/#/import")
	e.give("week.csv", ownTable+"W-1,Strike at the mill,2031-03-04T02:00:00Z,0.41,0.81,3,5\nW-2,Strike at the bridge,2031-03-05,0.42,east,1,2\nW-3,Fire on the road,2031-03-06,0.43,0.83,5,2\nW-4,Strike at the mill again,2031-03-04,0.41,0.81,3,5\n")
	e.see(hook("preview"))
	e.fill(hook("column-title"), "narrative")
	e.press(hook("add-constant"))
	e.fill(hook("constant-field"), "category")
	e.fill(hook("constant-category"), "AIR_STRIKE")
	e.wait("the rows to be read", `!document.querySelector('.import-columns[aria-busy="true"]')`)

	e.press(hook("check"))
	e.see(hook("checked"))
	checked := e.text("location.hash")
	e.press(hook("run"))
	e.see(`[data-test="import"][data-state="DONE"]`)
	done := e.text("location.hash")
	// The upload went with the import; the columns are looked at with another.
	e.visit("/#/import")
	e.give("again.csv", "Number;What;Day;Dead;Means\nM-1;Strike at the mill;04.03.2031;3;snop\nM-2;Strike at the ford;05.03.2031;many;snop\n")
	e.see(hook("preview"))
	e.fill(hook("column-Day"), "start_earliest")
	e.see(".bad-list")
	columns := e.text("location.hash")
	incident := e.api("/incidents?limit=1")["items"].([]any)[0].(map[string]any)["id"].(string)

	views := []struct{ name, path, ready string }{
		{"file", "#/import", hook("imports")},
		{"columns", columns, hook("preview")},
		{"check", checked, hook("checked")},
		{"done", done, hook("result")},
		{"print", "/print/incident/" + incident, "h1"},
	}
	for _, l := range looks() {
		e.visit("/#/keys")
		e.run(`localStorage.setItem("concord.theme", ` + quoted(l.theme) + `)`)
		for _, v := range views {
			l := l
			name := fmt.Sprintf("import-%s-%d-%s-%s", v.name, l.width, l.theme, l.dir)
			path := "/?dir=" + l.dir + v.path
			if v.name == "print" { // it stands by itself, in the language of who asks
				path, l.dir = v.path, "ltr"
			}
			e.size(l.width, 844)
			e.visit(path)
			e.see(v.ready)
			e.sound(name, l)
		}
	}
	e.lock.Lock()
	defer e.lock.Unlock()
	for _, text := range e.troubles {
		t.Errorf("the browser says: %s", text)
	}
}
