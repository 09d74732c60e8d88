package geo_test

import (
	"math"
	"strings"
	"testing"

	"concord/geo"
	"concord/geo/mgrs"
)

type pair struct{ lat, lon float64 }

func TestParseCoordinates(t *testing.T) {
	tests := []struct {
		name, in string
		want     []pair
	}{
		{"decimal", "0.41235, 0.81240", []pair{{0.41235, 0.8124}}},
		{"decimal with a space", "0.41235 0.81240", []pair{{0.41235, 0.8124}}},
		{"decimal with a semicolon", "0.41235; 0.81240", []pair{{0.41235, 0.8124}}},
		{"signs", "-33.8568,+151.2153", []pair{{-33.8568, 151.2153}}},
		{"a true minus sign", "−33.8568, 151.2153", []pair{{-33.8568, 151.2153}}},
		{"ISO 6709", "+12.5-033.25/", []pair{{12.5, -33.25}}},
		{"letters after", "0.41235N 0.81240E", []pair{{0.41235, 0.8124}}},
		{"letters before", "n0.41235, e0.81240", []pair{{0.41235, 0.8124}}},
		{"longitude first with letters", "151.2153E 33.8568S", []pair{{-33.8568, 151.2153}}},
		{"west and south", "33.8568 S, 70.5 W", []pair{{-33.8568, -70.5}}},
		{"degrees, minutes, seconds", `0°24'44"N 0°48'44"E`, []pair{{0.4122222, 0.8122222}}},
		{"typographic signs", `0° 24′ 44.5″ S, 0º 48’ 44” W`, []pair{{-0.4123611, -0.8122222}}},
		{"without letters", `0°24'44" 0°48'44"`, []pair{{0.4122222, 0.8122222}}},
		{"only spaces", "0 24 44 0 48 44", []pair{{0.4122222, 0.8122222}}},
		{"colons", "0:24:44N 0:48:44E", []pair{{0.4122222, 0.8122222}}},
		{"decimal minutes", "10 20.5 -30 40.25", []pair{{10.3416667, -30.6708333}}},
		{"a grid reference", "31nba5652145610", []pair{{0.4123497, 0.8123991}}},
		{"only the other order is possible", "120.5 45", []pair{{45, 120.5}}},
		{"whole degrees", "10,20", []pair{{10, 20}}},
		{"decimal commas", "0,41235 0,81240", []pair{{0.41235, 0.8124}}},
		{"decimal commas and a separating one", "0,41235, 0,81240", []pair{{0.41235, 0.8124}}},
		{"decimal commas with letters", "0,41235N, 0,81240E", []pair{{0.41235, 0.8124}}},
		{"commas that may be either", "12,5 7,5", []pair{{12.5, 7.5}, {12.0833333, 7.0833333}}},
		{"four numbers and three commas", "10,20,30,40", []pair{{10.2, 30.4}, {10.3333333, 30.6666667}}},
		{"three numbers and two commas", "1,5,2", []pair{{1, 5.2}, {1.5, 2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := geo.ParseCoordinates(tt.in)
			if err != nil || len(got) != len(tt.want) {
				t.Fatalf("%+v, %v, want %v", got, err, tt.want)
			}
			for i, r := range got {
				if math.Abs(r.Lat-tt.want[i].lat) > 1e-7 || math.Abs(r.Lon-tt.want[i].lon) > 1e-7 {
					t.Errorf("reading %d is %v, %v, want %v", i, r.Lat, r.Lon, tt.want[i])
				}
				if ref, err := mgrs.Parse(r.MGRS); err != nil || !ref.Within(r.Lat, r.Lon, 0) || r.Text == "" {
					t.Errorf("reading %d has mgrs %q, text %q", i, r.MGRS, r.Text)
				}
			}
		})
	}
}

func TestParseCoordinatesRefuses(t *testing.T) {
	tests := []struct{ name, in, says string }{
		{"nothing", " ", "missing"},
		{"one number", "5", "1 numbers"},
		{"words", "near the bridge", "grid reference"},
		{"one letter", "0.5N 0.4", "both coordinates need one letter"},
		{"two norths", "0.5N 0.4N", "N or S and the other E or W"},
		{"a letter and a sign", "-0.5S 0.4E", "leave one out"},
		{"latitude out of range", "95, 195", "latitude must be between"},
		{"longitude out of range", "5, 195", "longitude must be between"},
		{"60 minutes", "5 60 7 10", "below 60"},
		{"a fraction of a degree with minutes", "5.5 10 7 10", "more follows"},
		{"minutes without degrees", "24'N 48'E", "does not fit"},
		{"minutes before degrees", "24'0°N 48'0°E", "does not fit"},
		{"ouest or Ost", "45 30N 12O", "write W or E"},
		{"a reference without zone", "BA 56521 45610", "zone and band are missing"},
		{"an odd reference", "31N BA 565 4561", "3 and 4 digits"},
		{"an exponent", "1e1 2", "both coordinates need one letter"},
		{"no number at all", "..., ,.", ""},
		{"too long", strings.Repeat("1", 300), "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := geo.ParseCoordinates(tt.in)
			if err == nil || len(got) > 0 {
				t.Fatalf("read as %+v", got)
			}
			if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), mgrs.Example) {
				t.Errorf("says %q, want %q and an example", err, tt.says)
			}
		})
	}
}

// The radius is what the last figure leaves open.
func TestReadingRadius(t *testing.T) {
	tests := []struct {
		in     string
		metres float64
	}{
		{"0.41235, 0.81240", 0.79},
		{"0.41, 0.81", 786},
		{"0.4123512345 0.8124012345", 0.71},
		{"10 20 30 40", 1310},
		{"31N BA 56 45", 707},
	}
	for _, tt := range tests {
		got, err := geo.ParseCoordinates(tt.in)
		if err != nil || math.Abs(got[0].RadiusM-tt.metres) > 0.01*tt.metres {
			t.Errorf("%s: %+v, %v, want radius %v m", tt.in, got, err, tt.metres)
		}
	}
}

func FuzzParseCoordinates(f *testing.F) {
	for _, s := range []string{"0.41235, 0.81240", `0°24'44"N 0°48'44"E`, "1,5,2", "N E", "NS", ",,,", "1,2,3,4,5,6,7,8", "-", "°'\"", "31NBA", "NE1", "1NE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := geo.ParseCoordinates(s)
		if (err == nil) != (len(got) > 0) {
			t.Fatalf("%q: %+v, %v", s, got, err)
		}
		for _, r := range got {
			_, problems := geo.Place{Lat: &r.Lat, Lon: &r.Lon, MGRS: r.MGRS, RadiusM: &r.RadiusM}.Complete()
			if len(problems) > 0 {
				t.Fatalf("%q is %+v: %v", s, r, problems)
			}
		}
	})
}
