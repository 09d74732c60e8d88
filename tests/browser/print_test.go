package browser

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	. "concord/tests/harness"

	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// An incident printed from its page is black on white, on as many pages as it
// needs, each with the reference and who printed it, without any control.
func TestIncidentPrints(t *testing.T) {
	browser := chromium(t)
	w := Start(t, "")
	a, b := w.As(t, "orl.lead"), w.As(t, "var.lead")
	long := strings.Repeat("The second house on the ridge was struck at night. ", 120)
	report, _, match := w.Pair(t, a, b, Facts(M{"narrative": long}), Other(M{"narrative": long}))
	for _, p := range []*Person{a, b} {
		p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same", "reason": "The same depot."}, nil)
	}
	var one M
	a.Want(200, "GET", "/api/v1/reports/"+report, nil, &one)
	p := open(t, browser, w.Server.Address(), "orl.lead", Password)
	p.visit("/#/i/" + Text(one, "incident"))
	p.press(hook("print"))
	p.shows("Open gaps between the records")
	p.shows(Text(one, "ref"))
	p.keep("print-incident")
	printed, err := chromedp.Call(p.ctx, paper.PrintToPDF, paper.PrintToPDFParams{})
	if err != nil {
		t.Fatal(err)
	}
	sheet := printed.Data
	if dir := os.Getenv("CONCORD_SCREENSHOTS"); dir != "" {
		os.WriteFile(filepath.Join(dir, "incident.pdf"), sheet, 0o600)
	}
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(sheet, -1)); n < 3 || n > 12 {
		t.Errorf("%d pages", n)
	}
	if !bytes.HasPrefix(sheet, []byte("%PDF-")) {
		t.Error("what was printed is no PDF")
	}
}
