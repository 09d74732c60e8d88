package e2e

import (
	"strings"
	"testing"

	. "concord/tests/harness"
)

// What is signed rests on what every signer can see: an item nobody is known to hold is
// no evidence, and where what a proposal cites is kept back or said to be gone afterwards,
// nobody concurs with it any more. It can be answered otherwise, and taken back.
func TestWhatIsSignedRestsOnWhatIsHeld(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		for _, tt := range []struct {
			name string
			gone func(d *disputed, item string)
		}{
			{"kept back", func(d *disputed, item string) {
				d.w.As(t, "orl.lead").Want(200, "POST", "/api/v1/evidence/"+item+"/share", M{"with": "origin"}, nil)
			}},
			{"said never to have existed", func(d *disputed, item string) {
				d.w.As(t, "orl.investigator").Want(200, "POST", "/api/v1/evidence/"+item+"/existence", M{"existence": "DECLARED_NEVER_EXISTED", "reason": "There was no such list."}, nil)
			}},
		} {
			d := dispute(t, w, killed(9, 10), nil)
			gap := d.gap("G10")
			var unheld M
			w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/evidence", M{"kind": "PHOTO", "title": "A photograph", "report": d.reportA}, &unheld)
			w.As(t, "orl.lead").Want(200, "POST", "/api/v1/evidence/"+Text(unheld, "id")+"/share", M{"with": "joint"}, nil)
			outside := M{"outcome": "AGREED_VALUE", "value": 20, "evidence": []string{Text(unheld, "id")}}
			refusal(t, d.propose("orl.investigator", gap, 422, outside), "/evidence", "Nobody is known to hold")

			var held M
			w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/evidence", M{"kind": "DOCUMENT", "title": "Register of the hospital", "report": d.reportA, "existence": "HELD_BY_OTHER", "holder": "VAR"}, &held)
			item := Text(held, "id")
			w.As(t, "orl.lead").Want(200, "POST", "/api/v1/evidence/"+item+"/share", M{"with": "joint"}, nil)
			outside["evidence"] = []string{item}
			p := d.propose("orl.investigator", gap, 201, outside)
			tt.gone(d, item)
			if refused := d.answer("var.investigator", p, 409, "CONCUR", ""); !strings.Contains(Text(refused, "detail"), "kept back now, or is no longer held") {
				t.Errorf("%s: refused as %v", tt.name, refused)
			}
			d.stands(gap, "IN_RESOLUTION", "while its evidence is gone")
			d.answer("var.investigator", p, 200, "DISSENT", "We cannot see what this rests on.")
			d.stands(gap, "OPEN", "after a dissent")
		}
	})
}
