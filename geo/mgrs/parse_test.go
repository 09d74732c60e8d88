package mgrs_test

import (
	"strings"
	"testing"

	"concord/geo/mgrs"
)

func TestParseIsTolerant(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as printed", "31N BA 56521 45610", "31N BA 56521 45610"},
		{"without spaces", "31NBA5652145610", "31N BA 56521 45610"},
		{"lower case", "31n ba 56521 45610", "31N BA 56521 45610"},
		{"spaces everywhere", "  3 1 N B A 5 6 5 2 1 4 5 6 1 0\t", "31N BA 56521 45610"},
		{"no-break spaces", "31N\u00a0BA\u00a056521\u00a045610", "31N BA 56521 45610"},
		{"a zone of one figure", "1n aa 5 5", "01N AA 5 5"},
		{"kilometres", "31N BA 56 45", "31N BA 56 45"},
		{"leading zeros", "31N BA 00001 00002", "31N BA 00001 00002"},
		{"a whole square", "31NBA", "31N BA"},
		{"the pole", "zah 00 00", "Z AH 00 00"},
		{"a neighbour's grid across the zone's edge", "31N AA 00000 00000", "31N AA 00000 00000"},
		{"the last metre of a band", "31N BJ 00000 00000", "31N BJ 00000 00000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if ref, err := mgrs.Parse(tt.in); err != nil || ref.String() != tt.want {
				t.Errorf("Parse(%q) = %q, %v, want %q", tt.in, ref, err, tt.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ name, in, says string }{
		{"nothing", "  ", "empty"},
		{"no zone and band", "BA 56521 45610", "zone and band are missing"},
		{"no zone", "NBA 56521 45610", "zone is missing"},
		{"no band", "31 BA 56521 45610", "three letters must follow the zone"},
		{"no square", "31N", "three letters must follow the zone"},
		{"no letters", "56521 45610", "only digits"},
		{"zone 0", "0N BA 56521 45610", "zone 0 does not exist"},
		{"zone 61", "61N BA 56521 45610", "zone 61 does not exist"},
		{"a zone of three figures", "131N BA 56521 45610", "a zone has one or two"},
		{"odd digits", "31N BA 565 4561", "3 and 4 digits"},
		{"odd digits in one group", "31NBA5654561", "7 digits"},
		{"groups of unequal length", "31N BA 5652 145610", "4 and 6 digits"},
		{"too many digits", "31N BA 565211 456101", "5 are the most"},
		{"far too long", strings.Repeat("31N BA ", 1000), "too long"},
		{"I for 1", "31N BI 56521 45610", "the letter I"},
		{"O for 0", "31N BA 56521 4561O", "the letter O"},
		{"a letter among the digits", "31N BA 5652A 45610", "letter among"},
		{"a column of another zone", "31N KA 56521 45610", "where the first letter is one of ABCDEFGH"},
		{"a row beyond V", "31N BX 56521 45610", "runs from A to V"},
		{"a band the square is not in", "31P BA 56521 45610", "band P does not match"},
		{"north of its band in the same square", "31N BJ 00000 99999", "band N does not match"},
		{"north of the equator in band M", "31M BA 56521 45610", "band M does not match"},
		{"a polar band with a zone", "31A BA 56521 45610", "polar band"},
		{"32X", "32X MG 00000 00000", "no band X"},
		{"34X", "34X MG 00000 00000", "no band X"},
		{"36X", "36X MG 00000 00000", "no band X"},
		{"far outside its zone", "31X AC 00000 00000", "km outside zone 31"},
		{"a polar column that is left out", "Z DH 00000 00000", "not in polar band Z"},
		{"a polar square beyond the cap", "Z JP 00000 00000", "where the numbered zones apply"},
		{"punctuation", "31N-BA-56521-45610", "'-'"},
		{"letters of another script", "31Ν BA 56521 45610", "'Ν'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ref, err := mgrs.Parse(tt.in)
			if err == nil {
				t.Fatalf("Parse(%q) = %s", tt.in, ref)
			}
			if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), mgrs.Example) {
				t.Errorf("Parse(%q): %q, want %q and an example", tt.in, err, tt.says)
			}
		})
	}
}

// What is accepted reads back as itself and lies where a point can.
func FuzzParse(f *testing.F) {
	for _, g := range golden {
		f.Add(g.want)
	}
	for _, s := range []string{"", "31N BA", "zah", "31NBA565", "BA 1 2", "31N BA 5652 145610", "32XMG", "\xff31N"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := mgrs.Parse(s)
		if err != nil {
			return
		}
		again, err := mgrs.Parse(ref.String())
		if err != nil || again != ref {
			t.Errorf("%q is %s, which reads back as %s, %v", s, ref, again, err)
		}
		lat, lon := ref.Centre()
		if !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
			t.Errorf("%q lies at %v, %v", s, lat, lon)
		}
		if !ref.Within(lat, lon, 0) {
			t.Errorf("%q does not hold its centre", s)
		}
	})
}
