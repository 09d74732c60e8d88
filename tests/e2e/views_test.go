package e2e

import (
	"strings"
	"testing"

	. "concord/tests/harness"
)

// A view is kept for oneself or for the partner, changed by whoever made it, and
// seen by nobody else; what is wrong with one is said all at once.
func TestSavedViews(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		lead, clerk, other := w.As(t, "orl.lead"), w.As(t, "orl.clerk"), w.As(t, "var.lead")
		names := func(p *Person) string {
			t.Helper()
			var m M
			p.Want(200, "GET", "/api/v1/views", nil, &m)
			var all []string
			for _, item := range m["items"].([]any) {
				all = append(all, Text(item, "name"))
			}
			return strings.Join(all, ",")
		}
		var private, shared M
		lead.Want(201, "POST", "/api/v1/views", M{"name": "  Raids  of March ", "screen": "incidents", "query": "category=RAID&q=%D9%82%D8%B5%D9%81"}, &private)
		lead.Want(201, "POST", "/api/v1/views", M{"name": "Open gaps", "screen": "gaps", "query": "state=OPEN", "shared": true}, &shared)
		if private["name"] != "Raids of March" || private["mine"] != true || private["shared"] != false || private["by"] != "orl.lead" {
			t.Errorf("saved: %v", private)
		}
		if a, b, c := names(lead), names(clerk), names(other); a != "Open gaps,Raids of March" || b != "Open gaps" || c != "" {
			t.Errorf("the lead sees %q, the clerk %q, the other partner %q", a, b, c)
		}
		clerk.Want(404, "PUT", "/api/v1/views/"+Text(private, "id"), M{"name": "Mine", "screen": "incidents"}, nil)
		clerk.Want(403, "PUT", "/api/v1/views/"+Text(shared, "id"), M{"name": "Mine", "screen": "gaps"}, nil)
		clerk.Want(403, "DELETE", "/api/v1/views/"+Text(shared, "id"), nil, nil)
		other.Want(404, "DELETE", "/api/v1/views/"+Text(shared, "id"), nil, nil)
		lead.Want(422, "POST", "/api/v1/views", M{"name": "Open gaps", "screen": "gaps"}, nil)
		clerk.Want(201, "POST", "/api/v1/views", M{"name": "Open gaps", "screen": "gaps"}, nil) // another person's name takes none away
		bad := clerk.Want(422, "POST", "/api/v1/views", M{"name": " ", "screen": "cellar", "query": "a=%zz"}, nil)
		for _, pointer := range []string{"/name", "/screen", "/query"} {
			if !strings.Contains(string(bad.Body), `"`+pointer+`"`) {
				t.Errorf("%s is not named in %s", pointer, bad.Body)
			}
		}
		lead.Want(200, "PUT", "/api/v1/views/"+Text(shared, "id"), M{"name": "Open gaps", "screen": "gaps", "query": "state=OPEN", "shared": false}, nil)
		if b := names(clerk); b != "Open gaps" { // the clerk's own
			t.Errorf("after it was no longer shared the clerk sees %q", b)
		}
		lead.Want(204, "DELETE", "/api/v1/views/"+Text(shared, "id"), nil, nil)
		lead.Want(404, "DELETE", "/api/v1/views/"+Text(shared, "id"), nil, nil)
		if a := names(lead); a != "Raids of March" {
			t.Errorf("after one was removed: %q", a)
		}
		w.As(t, "auditor").Want(403, "GET", "/api/v1/views", nil, nil)
	})
}
