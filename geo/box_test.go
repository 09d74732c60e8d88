package geo_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"concord/geo"

	"pgregory.net/rapid"
)

// destination is where one comes from a point on a bearing: degrees and metres.
func destination(lat, lon, bearing, metres float64) (float64, float64) {
	const deg = math.Pi / 180
	sinLat, cosLat := math.Sincos(lat * deg)
	sin, cos := math.Sincos(metres / geo.MeanRadius)
	sinB, cosB := math.Sincos(bearing * deg)
	to := math.Asin(min(1, max(-1, sinLat*cos+cosLat*sin*cosB)))
	dlon := math.Atan2(sinB*sin*cosLat, cos-sinLat*math.Sin(to))
	return to / deg, math.Remainder(lon+dlon/deg, 360)
}

func TestAroundHoldsTheCircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := drawPoint(t, "centre")
		radius := math.Pow(10, rapid.Float64Range(0, 7.35).Draw(t, "log radius"))
		part := rapid.SampledFrom([]float64{1, 0.999, 0.5}).Draw(t, "part")
		pLat, pLon := destination(lat, lon, rapid.Float64Range(0, 360).Draw(t, "bearing"), radius*part)
		if geo.Distance(lat, lon, pLat, pLon) > radius {
			return
		}
		boxes := geo.Around(lat, lon, radius)
		if !slices.ContainsFunc(boxes, func(b geo.Box) bool { return b.Contains(pLat, pLon) }) {
			t.Fatalf("%v, %v is within %v m of %v, %v and not in %+v", pLat, pLon, radius, lat, lon, boxes)
		}
		for _, b := range boxes {
			if b.South > b.North || b.West > b.East || b.South < -90 || b.North > 90 || b.West < -180 || b.East > 180 {
				t.Fatalf("box %+v", b)
			}
		}
	})
}

func TestAround(t *testing.T) {
	degree := geo.MeanRadius * math.Pi / 180
	tests := []struct {
		name             string
		lat, lon, radius float64
		want             []geo.Box // to 1e-6 degrees
	}{
		{"on the equator", 0, 10, degree, []geo.Box{{-1, 9, 1, 11}}},
		{"wider in the north", 60, 10, degree, []geo.Box{{59, 7.999695, 61, 12.000305}}},
		{"across the antimeridian eastward", 0, 179.5, degree, []geo.Box{{-1, 178.5, 1, 180}, {-1, -180, 1, -179.5}}},
		{"across the antimeridian westward", 0, -179.5, degree, []geo.Box{{-1, 179.5, 1, 180}, {-1, -180, 1, -178.5}}},
		{"over the north pole", 89.5, 10, degree, []geo.Box{{88.5, -180, 90, 180}}},
		{"over the south pole", -90, 0, degree, []geo.Box{{-90, -180, -89, 180}}},
		{"the whole earth", 0, 0, 20_040_000, []geo.Box{{-90, -180, 90, 180}}},
		{"no number", math.NaN(), 0, 5, nil},
		{"out of range", 0, 200, 5, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := geo.Around(tt.lat, tt.lon, tt.radius)
			if len(got) != len(tt.want) {
				t.Fatalf("%+v, want %+v", got, tt.want)
			}
			for i, g := range got {
				w := tt.want[i]
				if off := max(math.Abs(g.South-w.South), math.Abs(g.West-w.West), math.Abs(g.North-w.North), math.Abs(g.East-w.East)); off > 1e-6 {
					t.Errorf("%+v, want %+v", g, w)
				}
			}
		})
	}
}

func TestParseBox(t *testing.T) {
	tests := []struct {
		name, in string
		want     []geo.Box // nil is refused
	}{
		{"GeoJSON order", "0.5,0.2,1.5,0.9", []geo.Box{{South: 0.2, West: 0.5, North: 0.9, East: 1.5}}},
		{"with spaces", " -1, -2, 3, 4 ", []geo.Box{{South: -2, West: -1, North: 4, East: 3}}},
		{"across the antimeridian", "170,-10,-170,10", []geo.Box{{-10, 170, 10, 180}, {-10, -180, 10, -170}}},
		{"one point", "1,2,1,2", []geo.Box{{2, 1, 2, 1}}},
		{"the whole earth", "-180,-90,180,90", []geo.Box{{-90, -180, 90, 180}}},
		{"upside down", "0,5,1,4", nil},
		{"three numbers", "0,5,1", nil},
		{"a word", "0,5,1,north", nil},
		{"nothing", "", nil},
		{"not a number", "NaN,0,1,1", nil},
		{"infinite", "-Inf,0,1,1", nil},
		{"latitude out of range", "0,0,1,91", nil},
		{"longitude out of range", "-181,0,1,1", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := geo.ParseBox(tt.in)
			if !reflect.DeepEqual(got, tt.want) || (err == nil) != (tt.want != nil) {
				t.Errorf("%+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

func TestMortonRangesCoverTheBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat1, lon1 := drawPoint(t, "a")
		lat2, lon2 := lat1+rapid.Float64Range(0, 1).Draw(t, "height"), lon1+rapid.Float64Range(0, 1).Draw(t, "width")
		if rapid.Bool().Draw(t, "large") {
			lat2, lon2 = drawPoint(t, "b")
		}
		box := geo.Box{South: min(lat1, lat2), West: min(lon1, lon2), North: max(lat1, lat2), East: max(lon1, lon2)}
		lat := rapid.Float64Range(box.South, box.North).Draw(t, "lat")
		lon := rapid.Float64Range(box.West, box.East).Draw(t, "lon")

		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		ranges := geo.MortonRanges(box, limit)
		if len(ranges) == 0 || len(ranges) > limit {
			t.Fatalf("%d ranges, at most %d wanted", len(ranges), limit)
		}
		z := geo.Morton(lat, lon)
		if !slices.ContainsFunc(ranges, func(r [2]int64) bool { return r[0] <= z && z <= r[1] }) {
			t.Fatalf("%v, %v is %d and not in %v", lat, lon, z, ranges)
		}
		for i, r := range ranges {
			if r[0] > r[1] || r[0] < 0 || i > 0 && r[0] <= ranges[i-1][1]+1 {
				t.Fatalf("ranges %v are not sorted and apart", ranges)
			}
		}
	})
}

func TestMorton(t *testing.T) {
	tests := []struct {
		name     string
		lat, lon float64
		want     int64
	}{
		{"the south-west end", -90, -180, 0},
		{"the north-east end", 90, 180, 1<<62 - 1},
		{"the middle", 0, 0, 3 << 60},
		{"latitude is the higher bit", 0, -180, 2 << 60},
		{"out of range is the edge", -100, -200, 0},
		{"not a number is an edge", math.NaN(), -180, 0},
	}
	for _, tt := range tests {
		if got := geo.Morton(tt.lat, tt.lon); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	if geo.MortonRanges(geo.Box{South: 1, North: 0}, 8) != nil {
		t.Error("an empty box has ranges")
	}
}

// More ranges leave out more of what is outside: eight suffice for a small box
// across the middle of the curve, where one range would be half the earth.
func TestMortonRangesAreTight(t *testing.T) {
	box := geo.Box{South: -0.5, West: -0.5, North: 0.5, East: 0.5}
	var total int64
	for _, r := range geo.MortonRanges(box, 8) {
		total += r[1] - r[0] + 1
	}
	if share := float64(total) / (1 << 62); share > 100.0/(180*360) {
		t.Errorf("eight ranges hold %.4f of the earth", share)
	}
}
