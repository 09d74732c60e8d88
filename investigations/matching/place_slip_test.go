package matching

import "testing"

// Coordinates that were exchanged, or lost a sign, are seen for what they are; a place
// that is merely elsewhere is not.
func TestMistakenCoordinates(t *testing.T) {
	at := func(lat, lon float64) place {
		radius := 500.0
		p := *spot(t, "", "STREET", lat, lon)
		p.RadiusM = &radius
		return packPlace(p)
	}
	here := at(33.5, 44.4)
	for _, tt := range []struct {
		name     string
		lat, lon float64
		want     int
	}{
		{"exchanged", 44.4, 33.5, mistaken},
		{"south for north", -33.5, 44.4, mistaken},
		{"west for east", 33.5, -44.4, mistaken},
		{"both signs", -33.5, -44.4, mistaken},
		{"elsewhere", 36.3, 43.1, elsewhere},
		{"exchanged and elsewhere", 46.4, 33.5, elsewhere},
	} {
		other := at(tt.lat, tt.lon)
		for range 2 {
			if got, _ := here.levels(&other); got != tt.want {
				t.Errorf("%s: level %d, want %d", tt.name, got, tt.want)
			}
			here, other = other, here
		}
		here = at(33.5, 44.4)
	}
}
