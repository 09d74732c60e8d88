package e2e

import (
	"fmt"
	"testing"

	. "concord/tests/harness"
)

// What is said of a gap or a proposal may name what its writer had read (If-Match; api.md
// section 2): where somebody said something since, it is refused and nothing is kept.
func TestSaidOfWhatWasRead(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		d := dispute(t, w, killed(9, 10), nil)
		gap := d.gap("G10")
		path := "/api/v1/gaps/" + gap
		orl, other := w.As(t, "orl.investigator"), w.As(t, "var.investigator")
		tag := func(p *Person, path string) string { return p.Want(200, "GET", path, nil, nil).Header.Get("ETag") }
		course := func() string { return fmt.Sprint(d.read(gap)["course"]) }

		read := tag(orl, path)
		d.explain("var.investigator", gap, 201, "We counted those who died in hospital too.")
		before := course()
		orl.Want(412, "POST", path+"/explanations", M{"text": "Ours is of the same day."}, nil, "If-Match", read)
		body := M{"outcome": "AGREED_RANGE", "min": 9, "max": 10, "rationale": "The lists of both were laid side by side."}
		orl.Want(412, "POST", path+"/proposals", body, nil, "If-Match", read)
		if now := course(); now != before {
			t.Errorf("refused, and yet kept: %s", now)
		}
		orl.Want(201, "POST", path+"/explanations", M{"text": "Ours is of the same day."}, nil, "If-Match", tag(orl, path))
		var p M
		orl.Want(201, "POST", path+"/proposals", body, &p, "If-Match", `"other", `+tag(orl, path))

		proposal := "/api/v1/proposals/" + Text(p, "id")
		read = tag(other, proposal)
		d.answer("orl.approver", p, 200, "CONCUR", "")
		before = course()
		other.Want(412, "POST", proposal+"/positions", M{"stance": "CONCUR"}, nil, "If-Match", read)
		orl.Want(412, "POST", proposal+"/withdrawal", nil, nil, "If-Match", read)
		if now := course(); now != before {
			t.Errorf("refused, and yet kept: %s", now)
		}
		other.Want(200, "POST", proposal+"/positions", M{"stance": "CONCUR_WITH_COMMENT", "reasons": "As our list has it."}, nil, "If-Match", tag(other, proposal))
	})
}
