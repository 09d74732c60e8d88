package geo_test

import (
	"math"
	"testing"

	"concord/geo"

	"pgregory.net/rapid"
)

func drawPoint(t *rapid.T, name string) (lat, lon float64) {
	return rapid.Float64Range(-90, 90).Draw(t, name+" lat"), rapid.Float64Range(-180, 180).Draw(t, name+" lon")
}

func TestDistance(t *testing.T) {
	half := math.Pi * geo.MeanRadius
	tests := []struct {
		name                   string
		lat1, lon1, lat2, lon2 float64
		want, within           float64 // metres
	}{
		{"the same point", 12.3, 45.6, 12.3, 45.6, 0, 0},
		{"pole to pole", 90, 0, -90, 77, half, 1e-6},
		{"antipodes on the equator", 0, 0, 0, 180, half, 1e-6},
		{"nearly antipodes", 10, 20, -10, -160 + 1e-7, half - 0.01095, 1e-4},
		{"a hair", 0, 0, 0, 1e-9, 1.1119e-4, 1e-8},
		{"across the antimeridian", 0, 179.5, 0, -179.5, half / 180, 1e-6},
		{"Tarn Quay", 0.41235, 0.81240, 0.41500, 0.81900, 791, 0.5},
		{"Kessel Farm", 0.33120, 1.10450, 0.33150, 1.10480, 47, 0.5},
		{"Ridge Road", 0.60500, 1.20010, 0.60480, 1.20050, 50, 0.5},
		{"Sandhaven", 0.25000, 0.50000, 0.25600, 0.50500, 868, 0.5},
		{"Grensund field", 0.80010, 1.30020, 0.80040, 1.30060, 56, 0.5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := geo.Distance(tt.lat1, tt.lon1, tt.lat2, tt.lon2); math.Abs(got-tt.want) > tt.within {
				t.Errorf("%.9f m, want %.9f", got, tt.want)
			}
		})
	}
}

func TestDistanceIsAMetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		aLat, aLon := drawPoint(t, "a")
		bLat, bLon := drawPoint(t, "b")
		cLat, cLon := drawPoint(t, "c")
		ab, ba := geo.Distance(aLat, aLon, bLat, bLon), geo.Distance(bLat, bLon, aLat, aLon)
		if ab != ba || !(ab >= 0) {
			t.Fatalf("a to b %v, b to a %v", ab, ba)
		}
		ac, cb := geo.Distance(aLat, aLon, cLat, cLon), geo.Distance(cLat, cLon, bLat, bLon)
		if ab > ac+cb+1e-6 {
			t.Fatalf("a to b %v, by way of c %v", ab, ac+cb)
		}
	})
}

func at(lat, lon, radius float64) geo.Place {
	return geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius}
}

// The worked incidents of the domain notes, section 8.
func TestCompare(t *testing.T) {
	tests := []struct {
		name              string
		a, b              geo.Place
		compatible, vague bool
	}{
		{"exact within a village", at(0.41235, 0.81240, 5), at(0.41500, 0.81900, 1000), true, true},
		{"exact and a 100 m grid", at(0.33120, 1.10450, 5), at(0.33150, 1.10480, 71), true, true},
		{"neighbourhood and landmark", at(0.25, 0.5, 750), at(0.256, 0.505, 250), true, false},
		{"ten times coarser", at(0, 0, 10), at(0, 0, 100), true, true},
		{"just under ten times", at(0, 0, 10.1), at(0, 0, 100), true, false},
		{"apart", at(0.25, 0.5, 5), at(0.256, 0.505, 5), false, false},
		{"apart and coarse is not vague", at(0.25, 0.5, 5), at(1.256, 0.505, 500), false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, ok := geo.Compare(tt.a, tt.b)
			mirrored, _ := geo.Compare(tt.b, tt.a)
			if !ok || r.Compatible != tt.compatible || r.Vague != tt.vague || r != mirrored {
				t.Errorf("%+v, %v; mirrored %+v", r, ok, mirrored)
			}
			if r.Compatible != (r.Ratio <= 1) {
				t.Errorf("ratio %v", r.Ratio)
			}
		})
	}
}

func TestCompareNeedsPointAndRadius(t *testing.T) {
	whole := at(0, 0, 5)
	for name, lacking := range map[string]geo.Place{
		"no point":  {Name: "Tarn Quay", RadiusM: ptr(5.0)},
		"no radius": {Lat: ptr(0.0), Lon: ptr(0.0)},
		"radius 0":  at(0, 0, 0),
	} {
		if _, ok := geo.Compare(whole, lacking); ok {
			t.Errorf("%s compares", name)
		}
	}
}

func TestAWiderRadiusNeverMakesPlacesDistant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		aLat, aLon := drawPoint(t, "a")
		bLat, bLon := drawPoint(t, "b")
		a := at(aLat, aLon, rapid.Float64Range(1, 1e7).Draw(t, "radius a"))
		b := at(bLat, bLon, rapid.Float64Range(1, 1e7).Draw(t, "radius b"))
		wider := at(aLat, aLon, *a.RadiusM*rapid.Float64Range(1, 10).Draw(t, "times"))
		before, _ := geo.Compare(a, b)
		if after, _ := geo.Compare(wider, b); before.Compatible && !after.Compatible {
			t.Fatalf("before %+v, after %+v", before, after)
		}
	})
}

func BenchmarkDistance(b *testing.B) {
	for b.Loop() {
		geo.Distance(0.41235, 0.81240, 0.41500, 0.81900)
	}
}
