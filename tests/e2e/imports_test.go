package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"concord/tests/fixtures"
	. "concord/tests/harness"
)

func bring(t *testing.T, p *Person, want int, name, content, format string, more ...string) M {
	t.Helper()
	body, contentType := Form(t, name, content, append([]string{"format", format}, more...)...)
	var sum M
	p.Want(want, "POST", "/api/v1/imports", body, &sum, "Content-Type", contentType)
	return sum
}

// A thousand real events: all added, nothing changes the second time, all exported.
func TestRealEventsComeInOnceAndGoOut(t *testing.T) {
	text := fixtures.RealUCDP(t)
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		if sum := bring(t, clerk, 200, "ged.csv", text, "ucdp-ged", "dry_run", "true"); sum["added"] != float64(1000) {
			t.Fatalf("a dry run would add %v", sum["added"])
		}
		var list M
		clerk.Want(200, "GET", "/api/v1/reports?total=exact&limit=1", nil, &list)
		if list["total"] != float64(0) {
			t.Fatalf("a dry run stored %v reports", list["total"])
		}
		sum := bring(t, clerk, 201, "ged.csv", text, "ucdp-ged")
		if sum["rows"] != float64(1000) || sum["added"] != float64(1000) || sum["rejected"] != float64(0) {
			t.Fatalf("the first time: %v", sum)
		}
		sum = bring(t, clerk, 200, "ged.csv", text, "ucdp-ged")
		if sum["unchanged"] != float64(1000) || sum["added"] != float64(0) || sum["changed"] != float64(0) {
			t.Fatalf("the second time: %v", sum)
		}
		var out []M
		if err := json.Unmarshal(clerk.Want(200, "GET", "/api/v1/export/reports?format=json", nil, nil).Body, &out); err != nil || len(out) != 1000 {
			t.Fatalf("exported %d as JSON (%v)", len(out), err)
		}
		csv := clerk.Want(200, "GET", "/api/v1/export/reports?format=csv", nil, nil).Body
		again := bring(t, clerk, 200, "again.csv", string(csv), "concord-csv")
		if again["rows"] != float64(1000) || again["added"] != float64(0) {
			t.Errorf("the export read back: rows %v added %v changed %v errors %v", again["rows"], again["added"], again["changed"], again["errors"])
		}
	})
}

// Every bad cell is named by row and column, all of them, and nothing is added.
func TestBadCellsAreAllNamedAndNothingIsAdded(t *testing.T) {
	w := Start(t, "sqlite")
	file, want := fixtures.BadCells()
	clerk := w.As(t, "orl.clerk")
	sum := bring(t, clerk, 422, "bad.csv", file, "concord-csv")
	got := sum["errors"].([]any)
	if len(want) < 25 || len(got) != len(want) {
		t.Errorf("%d bad cells are named, want %d (at least 25)", len(got), len(want))
	}
	for i, e := range want {
		if i < len(got) && (Get(got[i], "row") != float64(e.Row) || Text(got[i], "column") != e.Column) {
			t.Errorf("error %d is row %v column %v, want %d %s", i, Get(got[i], "row"), Text(got[i], "column"), e.Row, e.Column)
		}
	}
	var list M
	clerk.Want(200, "GET", "/api/v1/reports?total=exact", nil, &list)
	if list["total"] != float64(0) {
		t.Errorf("%v reports were added", list["total"])
	}
}

// Two partners' files of the same events: links and gaps are there when the
// second import answers.
func TestImportedPartnersAreLinkedAtOnce(t *testing.T) {
	n := 1000
	if os.Getenv("CONCORD_FULL") != "" {
		n = 10_000
	}
	w := Start(t, "sqlite", Unlimited)
	var ucdp, acled bytes.Buffer
	if err := fixtures.GenerateUCDP(&ucdp, 7, n); err != nil {
		t.Fatal(err)
	}
	truth, err := fixtures.GenerateACLED(&acled, 7, n, 1)
	if err != nil {
		t.Fatal(err)
	}
	orl, var_ := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
	bring(t, orl, 201, "ucdp.csv", ucdp.String(), "ucdp-ged", "share", "joint")
	sum := bring(t, var_, 201, "acled.csv", acled.String(), "acled", "share", "joint")
	t.Logf("%v", sum)
	found := map[string]int{} // state and right or wrong
	for path := "/api/v1/matches?limit=200"; path != ""; {
		var page M
		orl.Want(200, "GET", path, nil, &page)
		for _, m := range page["items"].([]any) {
			a, b := localRef(t, orl, Text(m, "a.report")), localRef(t, orl, Text(m, "b.report"))
			found[fmt.Sprint(Text(m, "state"), " ", truth[a] == b)]++
		}
		path = ""
		if next := Text(page, "next"); next != "" {
			path = "/api/v1/matches?limit=200&cursor=" + next
		}
	}
	auto, wrong := found["provisional true"], found["provisional false"]
	t.Logf("%d events, %d true pairs: %v", n, len(truth), found)
	if seen := auto + found["proposed true"]; float64(seen) < 0.75*float64(len(truth)) {
		t.Errorf("%d of %d true pairs came up, want at least 75 in a hundred", seen, len(truth))
	}
	if auto == 0 || float64(wrong) > 0.05*float64(auto+wrong) {
		t.Errorf("%d links are right and %d wrong, want at most 5 wrong in a hundred", auto, wrong)
	}
	var gaps M
	var_.Want(200, "GET", "/api/v1/gaps?limit=200", nil, &gaps)
	if len(gaps["items"].([]any)) == 0 {
		t.Error("no gaps were found between the two partners")
	}
}

func localRef(t *testing.T, p *Person, id string) string {
	t.Helper()
	var r M
	p.Want(200, "GET", "/api/v1/reports/"+id, nil, &r)
	return Text(r, "local_ref")
}

// Every broken field of a report is named at once, each with what to do.
func TestBrokenFieldsAreAllNamed(t *testing.T) {
	w := Start(t, "sqlite")
	var p Problem
	bad := Facts(M{"title": "", "category": "air strike", "started": M{"earliest": "2031-03-04T01:10:00Z", "latest": "2031-03-03T01:10:00Z", "precision": "MINUTE"},
		"place": M{"lat": 91, "lon": 0, "precision": "NEARBY"}, "casualties": []M{{"outcome": "KILLED", "min": 5, "max": 2}, {"outcome": "HURT", "min": -1}},
		"sources": []M{{"kind": "WITNESS", "reliability": "Z", "credibility": 9}}})
	w.As(t, "orl.clerk").Want(422, "POST", "/api/v1/reports", bad, &p)
	var got []string
	for _, e := range p.Errors {
		got = append(got, e.Pointer)
		if e.Detail == "" {
			t.Errorf("%s says nothing", e.Pointer)
		}
	}
	for _, want := range []string{"/title", "/category", "/started/latest", "/place/lat", "/place/precision", "/casualties/0/max", "/casualties/1/outcome", "/casualties/1/min", "/sources/0/reliability", "/sources/0/credibility"} {
		if !strings.Contains(fmt.Sprint(got, " "), want) {
			t.Errorf("%s is not named among %v", want, got)
		}
	}
}
