package mgrs_test

import (
	"math"
	"strings"
	"testing"

	"concord/geo/mgrs"

	"pgregory.net/rapid"
)

func point(t *rapid.T) (lat, lon float64) {
	return rapid.Float64Range(-90, 90).Draw(t, "lat"), rapid.Float64Range(-180, 180).Draw(t, "lon")
}

// The cell of a point holds it, at every precision, and reads back as itself.
func TestFromHoldsThePointAndReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := point(t)
		ref, err := mgrs.From(lat, lon, rapid.IntRange(0, 5).Draw(t, "digits"))
		if err != nil {
			t.Fatal(err)
		}
		if !ref.Within(lat, lon, 0) {
			t.Fatalf("%s does not hold %v, %v", ref, lat, lon)
		}
		again, err := mgrs.Parse(ref.String())
		if err != nil || again != ref {
			t.Fatalf("%s of %v, %v reads back as %s, %v", ref, lat, lon, again, err)
		}
	})
}

// A finer reference begins with the coarser one: digits are cut off, never rounded.
func TestFromTruncates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := point(t)
		fine, _ := mgrs.From(lat, lon, 5)
		coarse, _ := mgrs.From(lat, lon, 2)
		f, c := strings.Fields(fine.String()), strings.Fields(coarse.String())
		n := len(f)
		want := append(f[:n-2:n-2], f[n-2][:2], f[n-1][:2])
		if strings.Join(c, " ") != strings.Join(want, " ") {
			t.Fatalf("1 m is %s, 1 km is %s", fine, coarse)
		}
	})
}

// A centre is its own cell again. At zone edges the cell may belong to the
// neighbour, which is why the projected position decides and not the letters.
func TestCentreStaysInTheCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := point(t)
		ref, _ := mgrs.From(lat, lon, 5)
		if lat, lon = ref.Centre(); !ref.Within(lat, lon, -0.4) {
			t.Fatalf("the centre of %s is not in its middle", ref)
		}
		if lat, lon = ref.Corner(); !ref.Within(lat, lon, 1e-6) || ref.Within(lat, lon, -1e-3) {
			t.Fatalf("the corner of %s is not its corner", ref)
		}
	})
}

func TestFromRefuses(t *testing.T) {
	tests := []struct {
		name     string
		lat, lon float64
		digits   int
	}{
		{"north of the pole", 90.1, 0, 5},
		{"beyond the antimeridian", 0, 180.1, 5},
		{"not a number", math.NaN(), 0, 5},
		{"an infinite longitude", 0, math.Inf(-1), 5},
		{"a negative precision", 0, 0, -1},
		{"finer than a metre", 0, 0, 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if ref, err := mgrs.From(tt.lat, tt.lon, tt.digits); err == nil || ref.String() != "" {
				t.Errorf("From = %q, %v", ref, err)
			}
		})
	}
}

func TestWithinMeasuresAcrossAZoneEdge(t *testing.T) {
	ref, _ := mgrs.From(10, 5.9999999, 5)
	if !ref.Within(10, 6.0000001, 1) {
		t.Errorf("%s: a point 2 cm across the edge of the zone is taken for distant", ref)
	}
	if ref.Within(10, 6.001, 1) {
		t.Errorf("%s: a point 110 m away is taken for near", ref)
	}
	if ref.Within(-10, -174, 1e6) {
		t.Errorf("%s: the antipode is taken for near", ref)
	}
}

func TestCell(t *testing.T) {
	for digits, want := range []float64{100_000, 10_000, 1000, 100, 10, 1} {
		if ref, _ := mgrs.From(0.5, 0.5, digits); ref.Cell() != want || ref.Digits() != digits {
			t.Errorf("%d digits: cell %v, digits %d", digits, ref.Cell(), ref.Digits())
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := mgrs.Parse("31N BA 56521 45610"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFrom(b *testing.B) {
	for b.Loop() {
		if _, err := mgrs.From(0.41235, 0.81240, 5); err != nil {
			b.Fatal(err)
		}
	}
}
