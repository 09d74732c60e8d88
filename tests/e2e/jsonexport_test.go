package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"concord/tests/fixtures"
	. "concord/tests/harness"
)

// What one store exports as JSON comes into another as the same facts, to the byte;
// the second time nothing changes, and what comes out of the second store is what
// went in.
func TestJSONExportMovesToAnotherStore(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		clerk.Want(201, "POST", "/api/v1/reports", Facts(nil), nil)
		clerk.Want(201, "POST", "/api/v1/reports", Other(M{"narrative": "=as it was told\n\u0639\u0631\u0628\u064a", "extra": M{"note": "-1"}}), nil)
		bring(t, clerk, 201, "ged.csv", fixtures.RealUCDP(t), "ucdp-ged")
		const export = "/api/v1/export/reports?format=json"
		file := string(clerk.Want(200, "GET", export, nil, nil).Body)

		other := Start(t, "sqlite")
		there := other.As(t, "orl.clerk")
		for _, format := range []string{"concord-json", ""} { // named, then recognised
			want, added, unchanged := 201, float64(1002), float64(0)
			if format == "" {
				want, added, unchanged = 200, 0, 1002
			}
			sum := bring(t, there, want, "reports.json", file, format)
			if sum["rows"] != float64(1002) || sum["added"] != added || sum["changed"] != float64(0) || sum["unchanged"] != unchanged || sum["rejected"] != float64(0) {
				t.Fatalf("as %q: %v", format, sum)
			}
		}
		before, after := factsByRef(t, file), factsByRef(t, string(there.Want(200, "GET", export, nil, nil).Body))
		if len(before) != 1002 || len(after) != 1002 {
			t.Fatalf("%d reports went out and %d came in", len(before), len(after))
		}
		for ref, facts := range before {
			if after[ref] != facts {
				t.Errorf("%s was\n%s\nand is\n%s", ref, facts, after[ref])
			}
		}
		if sum := bring(t, there, 201, "edited.json", strings.Replace(file, "Air strike at Tarn Quay fuel depot", "Air strike at the depot", 1), "concord-json"); sum["changed"] != float64(1) || sum["unchanged"] != float64(1001) {
			t.Errorf("with one title edited: %v", sum) // the control: what differs is seen
		}
	})
}

// factsByRef are exported reports without what the program writes around them.
func factsByRef(t *testing.T, file string) map[string]string {
	t.Helper()
	var list []map[string]json.RawMessage
	if err := json.Unmarshal([]byte(file), &list); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, report := range list {
		for _, name := range []string{"id", "ref", "partner", "incident", "version", "status", "sharing", "logged_at", "logged_by", "amended_at"} {
			if report[name] == nil {
				t.Errorf("the export has no %s", name)
			}
			delete(report, name)
		}
		text, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		all[string(report["local_ref"])] = string(text)
	}
	return all
}
