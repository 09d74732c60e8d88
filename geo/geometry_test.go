package geo

import (
	"encoding/json"
	"testing"
)

func TestGeometryKeepsItsRules(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		problems   int
		unreadable bool
	}{
		{"a road", `{"type":"LineString","coordinates":[[0.8,0.4],[0.9,0.5]]}`, 0, false},
		{"a quarter with a hole", `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[0.4,0.4],[0.6,0.4],[0.6,0.6],[0.4,0.4]]]}`, 0, false},
		{"one position is no line", `{"type":"LineString","coordinates":[[0.8,0.4]]}`, 1, false},
		{"an open ring", `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}`, 1, false},
		{"lat and lon swapped off the earth", `{"type":"LineString","coordinates":[[10,100],[10,101]]}`, 1, false},
		{"a point", `{"type":"Point","coordinates":[0,0]}`, 0, true},
		{"words for numbers", `{"type":"LineString","coordinates":[["a","b"]]}`, 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var g Geometry
			err := json.Unmarshal([]byte(tt.text), &g)
			if (err != nil) != tt.unreadable {
				t.Fatalf("read: %v", err)
			}
			if got := len(g.check()); !tt.unreadable && got != tt.problems {
				t.Errorf("%d problems, want %d: %v", got, tt.problems, g.check())
			}
			if tt.unreadable || tt.problems > 0 {
				return
			}
			again, err := json.Marshal(g)
			if err != nil || string(again) != canonical(t, tt.text) {
				t.Errorf("written as %s (%v), want %s", again, err, tt.text)
			}
		})
	}
}

// canonical is the text as the encoder orders its keys.
func canonical(t *testing.T, text string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func TestPolygonHolds(t *testing.T) {
	ring := func(at ...[2]float64) [][2]float64 { return append(at, at[0]) }
	square := &Geometry{"Polygon", [][][2]float64{ring([2]float64{0, 0}, [2]float64{2, 0}, [2]float64{2, 2}, [2]float64{0, 2}),
		ring([2]float64{0.5, 0.5}, [2]float64{1, 0.5}, [2]float64{1, 1}, [2]float64{0.5, 1})}}
	across := &Geometry{"Polygon", [][][2]float64{ring([2]float64{179, -1}, [2]float64{-179, -1}, [2]float64{-179, 1}, [2]float64{179, 1})}}
	for _, tt := range []struct {
		name     string
		g        *Geometry
		lat, lon float64
		want     bool
	}{
		{"inside", square, 1.5, 1.5, true},
		{"in the hole", square, 0.7, 0.7, false},
		{"outside", square, 3, 1, false},
		{"across the antimeridian, east of it", across, 0, -179.5, true},
		{"across the antimeridian, west of it", across, 0, 179.5, true},
		{"the other side of the earth", across, 0, 0, false},
	} {
		if got := tt.g.Holds(tt.lat, tt.lon); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestPlaceWithAnAreaGetsItsCircle(t *testing.T) {
	p := Place{Name: "Ridge Road", Geometry: &Geometry{"LineString", [][][2]float64{{{179.9, 0}, {-179.9, 0}}}}}
	done, problems := p.Complete()
	if len(problems) > 0 || done.Lat == nil || done.RadiusM == nil {
		t.Fatalf("completed to %+v with %v", done, problems)
	}
	if *done.Lat != 0 || (*done.Lon != 180 && *done.Lon != -180) || *done.RadiusM < 11_000 || *done.RadiusM > 11_200 {
		t.Errorf("circle at %v, %v of %v m", *done.Lat, *done.Lon, *done.RadiusM)
	}
}
