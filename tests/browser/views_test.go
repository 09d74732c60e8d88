package browser

import (
	"testing"

	. "concord/tests/harness"
)

// Filters kept under a name come back with it, for a colleague too once shared; a
// view that was removed comes back with undo.
func TestSavedViewsInTheExplorer(t *testing.T) {
	browser := chromium(t)
	w := Start(t, "")
	a := w.As(t, "orl.lead")
	a.Want(201, "POST", "/api/v1/reports", Facts(M{"title": "Strike on the depot"}), nil)
	a.Want(201, "POST", "/api/v1/reports", Facts(M{"title": "Raid at the mill", "category": "RAID", "local_ref": "R-2"}), nil)
	p := open(t, browser, w.Server.Address(), "orl.lead", Password)
	p.visit("/#/incidents?category=RAID")
	p.shows("Raid at the mill")
	p.press(hook("views"))
	p.shows("No view has been saved yet")
	p.press(hook("save-view"))
	p.fill(hook("view-name"), "Raids")
	p.press(hook("view-shared"))
	p.keep("views-dialog")
	p.press(hook("keep-view"))
	p.shows("The view was saved.")
	p.wait("the name on the button", `document.querySelector('[data-test="views"]').textContent.includes("Raids")`)

	c := open(t, browser, w.Server.Address(), "orl.clerk", Password)
	c.visit("/#/incidents")
	c.shows("Strike on the depot")
	c.press(hook("views"))
	c.keep("views-menu")
	c.press(hook("view-Raids"))
	c.wait("the filters of the view", `location.hash.includes("category=RAID") && !document.body.textContent.includes("Strike on the depot")`)
	c.press(hook("views"))
	if c.is(`!!document.querySelector('[data-test="remove-view"]')`) {
		t.Error("a colleague's view can be removed")
	}

	p.press(hook("views"))
	p.press(hook("remove-view"))
	p.shows("The view Raids was removed.")
	p.press(hook("undo"))
	p.wait("the view again", `document.querySelector('[data-test="views"]').textContent.includes("Raids")`)
}
