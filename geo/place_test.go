package geo_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"concord/geo"

	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

// tarnQuay is a place with everything there.
func tarnQuay() geo.Place {
	return geo.Place{
		Lat: ptr(0.41235), Lon: ptr(0.81240), MGRS: "31N BA 56521 45610", RadiusM: ptr(5.0),
		Precision: "EXACT", Method: "WEAPON_SYSTEM", Stated: "31N BA 56521 45610", Name: "Tarn Quay", Site: "FUEL",
	}
}

func TestPlaceCompleteReports(t *testing.T) {
	tests := []struct {
		name   string
		change func(*geo.Place)
		broken []string // fields, in order
		says   string
	}{
		{"as given", func(p *geo.Place) {}, nil, ""},
		{"only a name", func(p *geo.Place) { *p = geo.Place{Name: "Tarn Quay"} }, nil, ""},
		{"only a grid reference", func(p *geo.Place) { *p = geo.Place{MGRS: "31nba5652145610"} }, nil, ""},
		{"only a point", func(p *geo.Place) { *p = geo.Place{Lat: ptr(-90.0), Lon: ptr(180.0)} }, nil, ""},
		{"nothing", func(p *geo.Place) { *p = geo.Place{Name: " "} }, []string{""}, "at least a name"},
		{"lat too large", func(p *geo.Place) { p.Lat = ptr(91.0) }, []string{"/lat"}, "lat must be between -90 and 90; 91 was given"},
		{"lat not a number", func(p *geo.Place) { p.Lat = ptr(math.NaN()) }, []string{"/lat"}, "NaN was given"},
		{"lon infinite", func(p *geo.Place) { p.Lon = ptr(math.Inf(1)) }, []string{"/lon"}, "lon must be between"},
		{"lat without lon", func(p *geo.Place) { p.Lon = nil }, []string{"/lon"}, "send both"},
		{"lon without lat", func(p *geo.Place) { p.Lat = nil }, []string{"/lat"}, "send both"},
		{"no radius at all", func(p *geo.Place) { p.RadiusM = ptr(0.0) }, []string{"/radius_m"}, "0 was given"},
		{"a radius beyond the earth", func(p *geo.Place) { p.RadiusM = ptr(20_040_001.0) }, []string{"/radius_m"}, "at most 20040000"},
		{"the largest radius", func(p *geo.Place) { p.RadiusM = ptr(20_040_000.0) }, nil, ""},
		{"radius not a number", func(p *geo.Place) { p.RadiusM = ptr(math.NaN()) }, []string{"/radius_m"}, "NaN"},
		{"an unknown precision", func(p *geo.Place) { p.Precision = "ROUGH" }, []string{"/precision"}, "EXACT, GRID_1M"},
		{"an unknown method", func(p *geo.Place) { p.Method = "GUESS" }, []string{"/method"}, "GPS_ON_SITE"},
		{"an unknown site", func(p *geo.Place) { p.Site = "BAKERY" }, []string{"/site"}, "MARKET"},
		{"a reference that cannot be read", func(p *geo.Place) { p.MGRS = "BA 56521 45610" }, []string{"/mgrs"}, "zone and band are missing"},
		{"a point next to its cell", func(p *geo.Place) { p.Lat = ptr(0.41235 + 1.4/110_574) }, nil, ""},
		{"a point farther than a cell away", func(p *geo.Place) { p.Lat = ptr(0.41235 + 3.0/110_574) }, []string{"/mgrs"}, "correct one of them or send only one"},
		{"the same in a coarse cell", func(p *geo.Place) { p.Lat = ptr(0.41235 + 3.0/110_574); p.MGRS = "31N BA 5652 4561" }, nil, ""},
		{"far apart", func(p *geo.Place) { p.Lat = ptr(45.0) }, []string{"/mgrs"}, "km apart"},
		{"every problem at once", func(p *geo.Place) {
			p.Lat, p.Lon, p.RadiusM, p.MGRS, p.Method = ptr(91.0), nil, ptr(-1.0), "?", "GUESS"
		}, []string{"/method", "/radius_m", "/lon", "/lat", "/mgrs"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			place := tarnQuay()
			tt.change(&place)
			_, problems := place.Complete()
			checkProblems(t, problems, tt.broken, tt.says)
		})
	}
}

func checkProblems(t *testing.T, problems []geo.Problem, fields []string, says string) {
	t.Helper()
	var got []string
	var text strings.Builder
	for _, p := range problems {
		got = append(got, p.Field)
		text.WriteString(p.Detail + "\n")
	}
	if !reflect.DeepEqual(got, fields) {
		t.Errorf("problems = %v, want fields %q", problems, fields)
	}
	if !strings.Contains(text.String(), says) {
		t.Errorf("details = %q, want %q", text.String(), says)
	}
}

func TestPlaceCompleteFills(t *testing.T) {
	tests := []struct {
		name   string
		in     geo.Place
		mgrs   string
		lat    *float64 // to 1e-7 degrees
		radius *float64 // metres, to 1 mm
	}{
		{"the reference of a point", geo.Place{Lat: ptr(0.41235), Lon: ptr(0.8124), Precision: "EXACT"}, "31N BA 56521 45610", ptr(0.41235), ptr(5.0)},
		{"the centre of a 1 m cell", geo.Place{MGRS: "31n ba 56521 45610"}, "31N BA 56521 45610", ptr(0.4123497), ptr(0.707)},
		{"the centre of a 1 km cell", geo.Place{MGRS: "31N BA 56 45"}, "31N BA 56 45", ptr(0.4113506), ptr(707.107)},
		{"the precision before the cell", geo.Place{MGRS: "31N BA 56 45", Precision: "VILLAGE"}, "31N BA 56 45", ptr(0.4113506), ptr(1000.0)},
		{"the radius sent before either", geo.Place{MGRS: "31N BA 56 45", Precision: "VILLAGE", RadiusM: ptr(3.0)}, "31N BA 56 45", ptr(0.4113506), ptr(3.0)},
		{"a point in a coarse cell takes its radius", geo.Place{Lat: ptr(0.41235), Lon: ptr(0.8124), MGRS: "31N BA 56 45"}, "31N BA 56 45", ptr(0.41235), ptr(707.107)},
		{"a bare point says nothing of its radius", geo.Place{Lat: ptr(0.41235), Lon: ptr(0.8124)}, "31N BA 56521 45610", ptr(0.41235), nil},
		{"nor does a reference that repeats it", geo.Place{Lat: ptr(0.41235), Lon: ptr(0.8124), MGRS: "31NBA5652145610"}, "31N BA 56521 45610", ptr(0.41235), nil},
		{"unknown is taken at its word", geo.Place{MGRS: "31N BA 56 45", Precision: "UNKNOWN"}, "31N BA 56 45", ptr(0.4113506), nil},
		{"a name has the radius of its precision", geo.Place{Name: "Tarn Quay", Precision: "TOWN"}, "", nil, ptr(3000.0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.in.Stated = " as\twritten "
			got, problems := tt.in.Complete()
			if len(problems) > 0 || got.MGRS != tt.mgrs || got.Stated != tt.in.Stated {
				t.Errorf("mgrs %q, stated %q, problems %v", got.MGRS, got.Stated, problems)
			}
			if !near(got.Lat, tt.lat, 1e-7) || !near(got.RadiusM, tt.radius, 1e-3) {
				t.Errorf("lat %v, radius %v, want %v, %v", show(got.Lat), show(got.RadiusM), show(tt.lat), show(tt.radius))
			}
		})
	}
}

func near(a, b *float64, within float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) <= within
}

func show(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func drawPlace(t *rapid.T) geo.Place {
	maybe := func(name string, low, high float64) *float64 {
		if rapid.Bool().Draw(t, "has "+name) {
			return ptr(rapid.Float64Range(low, high).Draw(t, name))
		}
		return nil
	}
	codes := []string{"", "EXACT", "VILLAGE", "GRID_1KM", "UNKNOWN", "ROUGH"}
	return geo.Place{
		Lat: maybe("lat", -95, 95), Lon: maybe("lon", -185, 185), RadiusM: maybe("radius", -1, 1e5),
		MGRS:      rapid.SampledFrom([]string{"", "31nba5652145610", "31N BA 56 45", "31N BA", "Z AH 00000 00000", "31N BI", " "}).Draw(t, "mgrs"),
		Precision: rapid.SampledFrom(codes).Draw(t, "precision"),
		Name:      rapid.SampledFrom([]string{"", "Tarn Quay"}).Draw(t, "name"),
	}
}

func TestPlaceCompleteIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, problems := drawPlace(t).Complete()
		twice, again := once.Complete()
		if !reflect.DeepEqual(once, twice) || !reflect.DeepEqual(problems, again) {
			t.Fatalf("once %+v %v, twice %+v %v", once, problems, twice, again)
		}
	})
}

// Any point keeps its own reference, wherever zones and bands meet.
func TestEveryPointAgreesWithItsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Place{
			Lat: ptr(rapid.Float64Range(-90, 90).Draw(t, "lat")),
			Lon: ptr(rapid.Float64Range(-180, 180).Draw(t, "lon")),
		}
		p, problems := p.Complete()
		if _, again := p.Complete(); len(problems)+len(again) > 0 {
			t.Fatalf("%v %v", problems, again)
		}
		fromGrid, problems := geo.Place{MGRS: p.MGRS}.Complete()
		if len(problems) > 0 || geo.Distance(*p.Lat, *p.Lon, *fromGrid.Lat, *fromGrid.Lon) > 0.75 {
			t.Fatalf("%s reads back %v away: %v", p.MGRS, fromGrid, problems)
		}
	})
}

func TestPlaceCompleteLeavesTheCallersValue(t *testing.T) {
	place := geo.Place{MGRS: "31nba5652145610"}
	place.Complete()
	if !reflect.DeepEqual(place, geo.Place{MGRS: "31nba5652145610"}) {
		t.Errorf("changed to %+v", place)
	}
}

func TestPlaceJSON(t *testing.T) {
	const text = `{"lat":0.41235,"lon":0.8124,"mgrs":"31N BA 56521 45610","radius_m":5,"precision":"EXACT","method":"WEAPON_SYSTEM","stated":"31N BA 56521 45610","name":"Tarn Quay","admin0":"","admin1":"","admin2":"","site":"FUEL"}`
	var place geo.Place
	if err := json.Unmarshal([]byte(text), &place); err != nil || !reflect.DeepEqual(place, tarnQuay()) {
		t.Errorf("read %+v, %v", place, err)
	}
	if got, err := json.Marshal(tarnQuay()); err != nil || string(got) != text {
		t.Errorf("wrote %s, %v", got, err)
	}
}

func TestDefaultRadius(t *testing.T) {
	if r, ok := geo.DefaultRadius("VILLAGE"); r != 1000 || !ok {
		t.Errorf("VILLAGE = %v, %v", r, ok)
	}
	for _, code := range []string{"UNKNOWN", "", "village"} {
		if r, ok := geo.DefaultRadius(code); r != 0 || ok {
			t.Errorf("%q = %v, %v", code, r, ok)
		}
	}
}
