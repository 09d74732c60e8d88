package formats

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"concord/tests/fixtures"
)

// Every real event is read, and none of them fails a rule of ours.
func TestRealUCDP(t *testing.T) {
	rows, bad := read(t, "ucdp-ged", fixtures.RealUCDP(t))
	if len(rows) != 1000 || len(bad) != 0 {
		t.Fatalf("%d of 1000 events, bad cells %v", len(rows), bad)
	}
	crossed := 0
	for _, r := range rows {
		f := r.Facts
		count := func(column string) int {
			n, err := strconv.Atoi(f.Extra[column])
			if err != nil {
				t.Fatalf("%s of %s: %v", column, f.LocalRef, err)
			}
			return n
		}
		low, best, high := count("low"), count("best"), count("high")
		total := f.Casualties[0]
		if *total.Min != min(low, best, high) || *total.Max != max(low, best, high) || *total.Best != best || total.Status != "" {
			t.Errorf("%s: total %+v of low %d, best %d, high %d", f.LocalRef, total, low, best, high)
		}
		if low > best || best > high {
			crossed++
		}
		parts := 0
		for _, part := range f.Casualties[1:] {
			if part.Status == "" || part.Min != nil || part.Max != nil || *part.Best == 0 {
				t.Errorf("%s: part %+v, want a status and best alone", f.LocalRef, part)
			}
			parts += *part.Best
		}
		if want := count("deaths_a") + count("deaths_b") + count("deaths_civilians") + count("deaths_unknown"); parts != want {
			t.Errorf("%s: parts add up to %d, want %d", f.LocalRef, parts, want)
		}
		if !strings.HasPrefix(f.Title, "UCDP "+f.LocalRef) || f.Category != "UNKNOWN" || f.OwnInvolvement != "UNKNOWN" || f.Place.RadiusM == nil {
			t.Errorf("%s: title %q, %s, %s, radius %v", f.LocalRef, f.Title, f.Category, f.OwnInvolvement, f.Place.RadiusM)
		}
		if blamed := len(f.Responsibility) > 0; blamed != (f.Extra["type_of_violence"] == "3") {
			t.Errorf("%s: violence of type %s names who acted: %v", f.LocalRef, f.Extra["type_of_violence"], blamed)
		}
	}
	if crossed != 13 {
		t.Errorf("%d events break low ≤ best ≤ high, the file has 13", crossed)
	}
	if first := rows[0].Facts; first.Title != "UCDP 300380, Rami village" || first.Sources[0].Title != "Thursday 3 January 2013" {
		t.Errorf("first event: title %q, sources %+v", first.Title, first.Sources)
	}
}

// A release without a header is read in the documented order; its first row is
// an event. Columns of a release with a header may stand anywhere.
func TestUCDPWithoutHeader(t *testing.T) {
	_, bare, _ := strings.Cut(fixtures.RealUCDP(t), "\n")
	named, _ := read(t, "ucdp-ged", fixtures.RealUCDP(t))
	rows, bad := read(t, "ucdp-ged", bare)
	if len(rows) != 1000 || len(bad) != 0 || rows[0].Number != 1 {
		t.Fatalf("%d events, bad cells %v", len(rows), bad)
	}
	for i := range rows {
		if !sameJSON(t, rows[i].Facts, named[i].Facts) {
			t.Fatalf("event %d differs without the header", i)
		}
	}
}

func TestUCDPPrecisions(t *testing.T) {
	tests := []struct{ prec, place, class, radius string }{
		{"1", "Rami village", "VILLAGE", "1000"}, {"1", "Aleppo town", "TOWN", "3000"}, {"1", "Damascus city", "CITY", "8000"},
		{"1", "Qaboun neighbourhood", "NEIGHBOURHOOD", "750"}, {"1", "Camp Bastion", "VILLAGE", "1000"},
		{"2", "Rami village", "SUBDISTRICT", "25000"}, {"3", "Ariha district", "DISTRICT", "30000"}, {"4", "Idlib governorate", "PROVINCE", "80000"},
		{"5", "Hindu Kush", "UNKNOWN", "100000"}, {"6", "Syria", "COUNTRY", "500000"}, {"7", "Gulf of Aden", "UNKNOWN", "500000"}, {"", "x", "", "1000"},
	}
	for _, tt := range tests {
		rows, bad := read(t, "ucdp-ged", "id,date_start,latitude,longitude,best,where_prec,where_coordinates\n1,2013-01-03,35.7,36.5,1,"+tt.prec+","+tt.place+"\n")
		if len(bad) > 0 || len(rows) != 1 {
			t.Fatalf("where_prec %s: %v", tt.prec, bad)
		}
		p := rows[0].Facts.Place
		if want, _ := strconv.ParseFloat(tt.radius, 64); p.Precision != tt.class || math.Abs(*p.RadiusM-want) > 0 {
			t.Errorf("where_prec %s, %s: %s with %v m, want %s with %s m", tt.prec, tt.place, p.Precision, *p.RadiusM, tt.class, tt.radius)
		}
	}
}

func TestBadUCDPCells(t *testing.T) {
	const head = "id,date_start,date_end,latitude,longitude,best,low,where_prec,date_prec\n"
	tests := []struct{ row, column string }{
		{"1,2013-02-30,,35.7,36.5,1,1,1,1", "date_start"},
		{"1,,,35.7,36.5,1,1,1,1", "date_start"},
		{"1,2013-02-03,2013-02-01,35.7,36.5,1,1,1,1", "date_end"},
		{"1,2013-02-03 00:00:00.000,soon,35.7,36.5,1,1,1,1", "date_end"},
		{"1,2013-02-03,,95.7,36.5,1,1,1,1", "latitude"},
		{"1,2013-02-03,,35.7,east,1,1,1,1", "longitude"},
		{"1,2013-02-03,,,,1,1,1,1", "latitude"},
		{"1,2013-02-03,,35.7,36.5,some,1,1,1", "best"},
		{"1,2013-02-03,,35.7,36.5,1,-1,1,1", "low"},
		{"1,2013-02-03,,35.7,36.5,1,1,9,1", "where_prec"},
		{"1,2013-02-03,,35.7,36.5,1,1,1,day", "date_prec"},
		{",2013-02-03,,35.7,36.5,1,1,1,1", "id"},
	}
	for _, tt := range tests {
		rows, bad := read(t, "ucdp-ged", head+tt.row+"\n")
		if len(rows) != 0 || len(bad) != 1 || bad[0].Column != tt.column || bad[0].Row != 2 {
			t.Errorf("%s: %d rows, bad cells %+v, want row 2, %s alone", tt.row, len(rows), bad, tt.column)
		}
	}
}
