package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
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

// What the ICRC was told in confidence leaves in no file, and what pointed at the
// sources after it still points at them; the partner itself goes on reading it.
func TestConfidencesAreNotExported(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		clerk := w.As(t, "orl.clerk")
		const secret = "heard behind a closed door"
		text := Facts(M{"sources": []M{{"kind": "ICRC_CONFIDENTIAL", "title": secret}, {"kind": "WITNESS", "title": "A neighbour"}},
			"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 3, "sources": []int{2}}}})
		var made struct{ ID string }
		clerk.Want(201, "POST", "/api/v1/reports", text, &made)
		for _, format := range []string{"csv", "xlsx", "geojson", "json"} {
			file := clerk.Want(200, "GET", "/api/v1/export/reports?format="+format, nil, nil).Body
			if format == "xlsx" {
				file = unzipped(t, file)
			}
			if strings.Contains(string(file), secret) || strings.Contains(string(file), "ICRC_CONFIDENTIAL") {
				t.Errorf("%s tells what the ICRC was told", format)
			}
			if !strings.Contains(string(file), "A neighbour") {
				t.Errorf("%s lacks the other source", format) // the control: sources are looked for where they stand
			}
			if format == "json" {
				var list []struct{ Casualties []struct{ Sources []int } }
				if err := json.Unmarshal(file, &list); err != nil || len(list[0].Casualties[0].Sources) != 1 || list[0].Casualties[0].Sources[0] != 1 {
					t.Errorf("the casualties point at %v, %v; want the one source left", list, err)
				}
			}
		}
		if own := clerk.Want(200, "GET", "/api/v1/reports/"+made.ID, nil, nil).Body; !strings.Contains(string(own), secret) {
			t.Error("the partner's own reading lost the source")
		}
	})
}

// unzipped is every file of a workbook, one after another.
func unzipped(t *testing.T, file []byte) (all []byte) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
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
