package mgrs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// GeoConvert of GeographicLib (Debian geographiclib-tools) is the second opinion on
// every number here; its author wrote the method this package follows.

type latLon struct{ lat, lon float64 }

// reference is 16,000 points: over the whole earth, dense where the rules have
// exceptions, and exactly on the edges of zones and bands.
func reference() []latLon {
	r := rand.New(rand.NewPCG(31, 32))
	var points []latLon
	in := func(n int, south, west, north, east float64) {
		for range n {
			points = append(points, latLon{south + r.Float64()*(north-south), west + r.Float64()*(east-west)})
		}
	}
	in(6000, -90, -180, 90, 180)
	in(2000, 55, -1, 65, 13)      // 31V and 32V
	in(2000, 71, -1, 84, 43)      // 31X to 37X
	in(1500, 83.5, -180, 90, 180) // the poles
	in(1500, -90, -180, -79.5, 180)
	in(500, -0.001, -180, 0.001, 180) // the equator
	in(500, -80, 179.999, 84, 180)    // the antimeridian
	in(500, 89.999, -180, 90, 180)    // the pole itself
	for range 1000 {
		points = append(points, latLon{float64(r.IntN(46)*4 - 90), float64(r.IntN(121)*3 - 180)})
	}
	for range 500 {
		points = append(points, latLon{float64(r.IntN(23)*8 - 88), r.Float64()*360 - 180})
	}
	return points
}

// geoConvert runs one process over all lines.
func geoConvert(t *testing.T, lines []string, args ...string) []string {
	t.Helper()
	path, err := exec.LookPath("GeoConvert")
	if err != nil {
		const sentence = "GeoConvert is not installed (Debian package geographiclib-tools), so nothing was compared with it"
		if os.Getenv("CONCORD_REQUIRE_TOOLS") != "" {
			t.Fatal(sentence)
		}
		t.Skip(sentence)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Logf("GeoConvert: %v (some lines refused)", err)
	}
	got := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(got) != len(lines) {
		t.Fatalf("GeoConvert answered %d of %d lines", len(got), len(lines))
	}
	return got
}

func pointLines(points []latLon) []string {
	lines := make([]string, len(points))
	for i, p := range points {
		lines[i] = fmt.Sprintf("%.25f %.25f", p.lat, p.lon) // no exponent: GeoConvert takes its e for east
	}
	return lines
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFromAgreesWithGeoConvert(t *testing.T) {
	points := reference()
	lines := pointLines(points)
	beside := 0
	for digits := range 6 {
		theirs := geoConvert(t, lines, "-m", "-p", strconv.Itoa(digits-5))
		for i, p := range points {
			ref, err := From(p.lat, p.lon, digits)
			if err != nil {
				t.Fatalf("%v: %v", p, err)
			}
			if strings.ReplaceAll(ref.String(), " ", "") == theirs[i] {
				continue
			}
			// Both round at 1e-9 m; a point closer than a micrometre to a line may
			// fall to either side of it.
			other, err := Parse(theirs[i])
			if err != nil || !other.Within(p.lat, p.lon, 1e-6) {
				t.Errorf("%v: %s, GeoConvert %s", p, ref, theirs[i])
			}
			beside++
		}
	}
	t.Logf("%d references compared, %d on a line between two cells", 6*len(points), beside)
}

// The projected position itself, before it is cut to a cell.
func TestProjectionAgreesWithGeoConvert(t *testing.T) {
	points := reference()
	var worst float64
	for i, line := range geoConvert(t, pointLines(points), "-u", "-p", "9") {
		p := points[i]
		f := strings.Fields(line) // "31n 256521.1 45610.2" or "n 2000000 2000000"
		zone, _ := zoneOf(p.lat, p.lon)
		if theirs, _ := strconv.Atoi(strings.TrimRight(f[0], "ns")); theirs != zone {
			t.Fatalf("%v: zone %d, GeoConvert %s", p, zone, f[0])
		}
		e, n := project(zone, p.lat >= 0, p.lat, p.lon)
		worst = max(worst, math.Abs(e-number(t, f[1])), math.Abs(n-number(t, f[2])))
	}
	t.Logf("%d points, at most %.3g m apart", len(points), worst)
	if worst > 1e-6 {
		t.Errorf("projected %.3g m away from GeoConvert, want below a micrometre", worst)
	}
}

// Back: centres and corners of cells of every size.
func TestParseAgreesWithGeoConvert(t *testing.T) {
	var refs []Ref
	var lines []string
	for i, p := range reference() {
		ref, err := From(p.lat, p.lon, i%6)
		if err != nil {
			t.Fatal(err)
		}
		if ref, err = Parse(ref.String()); err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
		lines = append(lines, strings.ReplaceAll(ref.String(), " ", ""))
	}
	for _, end := range []struct {
		name string
		of   func(Ref) (float64, float64)
		args []string
	}{
		{"centre", Ref.Centre, []string{"-g", "-p", "9"}},
		{"corner", Ref.Corner, []string{"-n", "-g", "-p", "9"}},
	} {
		var worst float64
		for i, line := range geoConvert(t, lines, end.args...) {
			f := strings.Fields(line)
			lat, lon := end.of(refs[i])
			theirLat, theirLon := number(t, f[0]), number(t, f[1])
			north := math.Abs(lat-theirLat) * 111_320
			east := math.Abs(math.Remainder(lon-theirLon, 360)) * 111_320 * math.Cos(radians(lat))
			if off := math.Hypot(north, east); off > 1e-6 {
				t.Errorf("%s of %s: %v %v, GeoConvert %s", end.name, refs[i], lat, lon, line)
			} else {
				worst = max(worst, off)
			}
		}
		t.Logf("%d %ss, at most %.3g m apart", len(refs), end.name, worst)
	}
}
