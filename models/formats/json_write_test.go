package formats

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"concord/models"
)

func TestGeoJSON(t *testing.T) {
	point := one(t, "start_earliest=2031-03-04", "lat=0.4", "lon=0.8", "killed_civilian_min=4", "title=At sea")
	named := one(t, "start_earliest=2031-03-04", "place_name=Tarn Quay")
	var out bytes.Buffer
	w := WriteGeoJSON(&out)
	for _, f := range []models.ReportFacts{point, named} {
		if err := w.Write(f, map[string]any{"partner": "ORL", "title": "ours"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Type     string
		Features []struct {
			Geometry *struct {
				Type        string
				Coordinates []float64
			}
			Properties map[string]any
		}
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, &out)
	}
	if got.Type != "FeatureCollection" || len(got.Features) != 2 {
		t.Fatalf("got %s", &out)
	}
	if g := got.Features[0].Geometry; g == nil || g.Type != "Point" || g.Coordinates[0] != 0.8 || g.Coordinates[1] != 0.4 {
		t.Errorf("geometry = %+v, want longitude first", g)
	}
	if got.Features[1].Geometry != nil {
		t.Error("a place name has no geometry")
	}
	if p := got.Features[0].Properties; p["partner"] != "ORL" || p["title"] != "ours" || p["radius_m"] != 1000.0 {
		t.Errorf("properties = %v", p)
	}
}

// The JSON export is the reports themselves, and a list of none is a list.
func TestJSONLosesNothing(t *testing.T) {
	f := one(t, "start_earliest=2031-03-04", "lat=0.4", "lon=0.8", "Remarks=kept")
	f.OperationContext = "PATROL"
	var out bytes.Buffer
	w := WriteJSON(&out)
	for range 2 {
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got []models.ReportFacts
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got) != 2 || !sameJSON(t, got[1], f) {
		t.Errorf("read again %v, %v", got, err)
	}
	out.Reset()
	if err := WriteJSON(&out).Close(); err != nil || strings.Join(strings.Fields(out.String()), "") != "[]" {
		t.Errorf("no reports are %q, %v", &out, err)
	}
}

func TestTheRestMustBeReadable(t *testing.T) {
	for _, rest := range []string{"{", "[]", `{""colour"":1}`, `{""mrm"":[]} {}`, `{""title"":7}`} {
		rows, bad := read(t, "concord-csv", oneRow("start_earliest=2031-03-04", "place_name=x", "concord_facts="+rest))
		if len(rows) != 0 || len(bad) != 1 || bad[0].Column != restColumn {
			t.Errorf("%s: %d rows, bad cells %v", rest, len(rows), bad)
		}
	}
	_, bad := read(t, "concord-csv", oneRow("start_earliest=2031-03-04", "place_name=x", `concord_facts={""law_concern"":""MAYBE""}`))
	if len(bad) != 1 || bad[0].Column != restColumn || !strings.Contains(bad[0].Message, "MAYBE") {
		t.Errorf("a code that is none: %v", bad)
	}
}
