package mgrs_test

import (
	"testing"

	"concord/geo/mgrs"
)

// golden are references that GeoConvert 2.1.2 gives, so that the exceptions are
// tested where it is not installed.
var golden = []struct {
	name     string
	lat, lon float64
	want     string
}{
	{"the example of the manual", 0.41235, 0.81240, "31N BA 56521 45610"},
	{"31V ends at 3 east", 60, 2.999999, "31V DG 99999 51411"},
	{"32V begins at 3 east", 60, 3, "32V JM 65640 66593"},
	{"32V at its southern edge", 56, 3, "32V JH 26049 22336"},
	{"south of V nothing is moved", 55.999999, 3, "31U EC 00000 06079"},
	{"32V at its northern edge", 63.999999, 5.5, "32V LS 28872 01713"},
	{"north of V nothing is moved", 64, 3, "31W EL 00000 97014"},
	{"31X reaches to 9 east", 72, 8.999999, "31X GV 06636 99233"},
	{"33X begins at 9 east", 72, 9, "33X TV 93363 99233"},
	{"33X reaches to 21 east", 78, 20.999999, "33X XG 39026 65496"},
	{"35X begins at 21 east", 78, 21, "35X LG 60973 65496"},
	{"35X reaches to 33 east", 78, 32.999999, "35X PG 39026 65496"},
	{"37X begins at 33 east", 78, 33, "37X CG 60973 65496"},
	{"37X ends at 42 east", 78, 41.999999, "37X EG 69600 60152"},
	{"38X is as elsewhere", 78, 42, "38X MM 30399 60152"},
	{"zone 32 south of X", 71.999999, 10, "32W NE 34489 89218"},
	{"X reaches to 84 north", 83.999999, 20, "33X WP 58278 30624"},
	{"84 north is polar", 84, 20, "Z CA 28034 73480"},
	{"the north pole", 90, 0, "Z AH 00000 00000"},
	{"the south pole", -90, 0, "B AN 00000 00000"},
	{"80 south is band C", -80, -179, "01C DM 61235 17747"},
	{"south of 80 is polar", -80.000001, -179, "A ZA 80576 87218"},
	{"where equator and Greenwich cross", 0, 0, "31N AA 66021 00000"},
	{"a centimetre south of the equator", -0.0000001, 0, "31M AV 66021 99999"},
	{"the antimeridian from the west", 0, 180, "01N AA 66021 00000"},
	{"the antimeridian from the east", 0, -180, "01N AA 66021 00000"},
	{"west of Greenwich in the north is Y", 85, -0.0001, "Y ZB 99999 44542"},
	{"the antimeridian in the north is Z", 85, 180, "Z AN 00000 55457"},
	{"west in the south is A", -85, -90, "A SN 44542 00000"},
	{"east in the south is B", -85, 90, "B HN 55457 00000"},
	{"near the north pole", 88, -135, "Y YJ 42973 57026"},
	{"band P begins at 8 north", 8, 3, "31P EJ 00000 84297"},
	{"band N ends at 8 north", 7.999999, 3, "31N EJ 00000 84297"},
	{"the southern hemisphere", -33.8568, 151.2153, "56H LH 34900 52288"},
}

func TestGolden(t *testing.T) {
	for _, tt := range golden {
		t.Run(tt.name, func(t *testing.T) {
			ref, err := mgrs.From(tt.lat, tt.lon, 5)
			if err != nil || ref.String() != tt.want {
				t.Fatalf("From(%v, %v) = %s, %v, want %s", tt.lat, tt.lon, ref, err, tt.want)
			}
			again, err := mgrs.Parse(tt.want)
			if err != nil || again != ref {
				t.Errorf("Parse(%s) = %s, %v", tt.want, again, err)
			}
		})
	}
}

// Centres that GeoConvert gives, to the last figure it prints.
func TestGoldenCentres(t *testing.T) {
	tests := []struct {
		ref      string
		lat, lon float64
	}{
		{"31N BA 56521 45610", 0.41234967, 0.81239913},
		{"31N BA 56 52", 0.47463531, 0.81218776},
		{"31N AA", 0.45168020, -0.14386948},
		{"1N AA", 0.45168020, 179.85613052},
		{"60C WU", -77.91682084, 179.14010792},
		{"31V FF", 59.06295368, 5.61606551},
		{"Z AA", 84.13302906, 4.39870535},
	}
	for _, tt := range tests {
		ref, err := mgrs.Parse(tt.ref)
		if err != nil {
			t.Fatal(err)
		}
		lat, lon := ref.Centre()
		if d := max(lat-tt.lat, tt.lat-lat, lon-tt.lon, tt.lon-lon); d > 0.6e-8 {
			t.Errorf("centre of %s = %.8f, %.8f, want %.8f, %.8f", tt.ref, lat, lon, tt.lat, tt.lon)
		}
	}
}
