package geo_test

import (
	"testing"
	"time"

	"concord/geo"

	"pgregory.net/rapid"
)

func TestParseDTG(t *testing.T) {
	tests := []struct {
		name, in, want string // RFC 3339; "" is refused
		offset         *int
	}{
		{"as in a signal", "040110ZMAR31", "2031-03-04T01:10:00Z", ptr(0)},
		{"with spaces", "112340Z MAR 26", "2026-03-11T23:40:00Z", ptr(0)},
		{"lower case", "040110zmar31", "2031-03-04T01:10:00Z", ptr(0)},
		{"spaces everywhere", " 04 0110 Z MAR 31 ", "2031-03-04T01:10:00Z", ptr(0)},
		{"four figures of a year", "040110ZMAR1999", "1999-03-04T01:10:00Z", ptr(0)},
		{"Alpha is one hour east", "040110AMAR31", "2031-03-04T00:10:00Z", ptr(60)},
		{"India is nine", "040910IMAR31", "2031-03-04T00:10:00Z", ptr(540)},
		{"Kilo is ten, for there is no Juliett", "041010KMAR31", "2031-03-04T00:10:00Z", ptr(600)},
		{"Mike is twelve, the day before", "040110MMAR31", "2031-03-03T13:10:00Z", ptr(720)},
		{"November is one hour west", "040110NMAR31", "2031-03-04T02:10:00Z", ptr(-60)},
		{"Yankee is twelve, the year after", "312359YDEC31", "2032-01-01T11:59:00Z", ptr(-720)},
		{"Juliett is the clock on the wall", "040110JMAR31", "2031-03-04T01:10:00Z", nil},
		{"a leap day", "291200ZFEB32", "2032-02-29T12:00:00Z", ptr(0)},
		{"no leap day", "291200ZFEB31", "", nil},
		{"day 0", "001200ZFEB31", "", nil},
		{"day 31 of April", "311200ZAPR31", "", nil},
		{"hour 24", "042400ZMAR31", "", nil},
		{"minute 60", "040160ZMAR31", "", nil},
		{"no month", "040110Z", "", nil},
		{"no year", "040110ZMAR", "", nil},
		{"no zone", "040110MAR31", "", nil},
		{"no month of that name", "040110ZMAI31", "", nil},
		{"three figures of a year", "040110ZMAR031", "", nil},
		{"words", "in the night", "", nil},
		{"nothing", "", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := geo.ParseDTG(tt.in)
			if tt.want == "" {
				if err == nil {
					t.Errorf("read as %v", got)
				}
				return
			}
			if err != nil || !got.Time.Equal(*utc(tt.want)) || got.Local != (tt.offset == nil) {
				t.Fatalf("%+v, %v, want %s", got, err, tt.want)
			}
			if tt.offset != nil && *got.OffsetMin != *tt.offset {
				t.Errorf("offset %d, want %d", *got.OffsetMin, *tt.offset)
			}
		})
	}
}

func TestDTGAt(t *testing.T) {
	local, _ := geo.ParseDTG("112130JMAY31")
	if got := local.At(180); !got.Equal(*utc("2031-05-11T18:30:00Z")) {
		t.Errorf("local at UTC+3 is %s", got)
	}
	zulu, _ := geo.ParseDTG("112130ZMAY31")
	if got := zulu.At(180); !got.Equal(*utc("2031-05-11T21:30:00Z")) {
		t.Errorf("Zulu at UTC+3 is %s", got)
	}
}

func TestFormatDTG(t *testing.T) {
	tests := []struct {
		name, at string
		offset   int
		want     string
	}{
		{"Zulu", "2031-03-04T01:10:00Z", 0, "040110ZMAR31"},
		{"Charlie", "2031-03-04T01:10:00Z", 180, "040410CMAR31"},
		{"Yankee, the day before", "2031-03-01T01:10:00Z", -720, "281310YFEB31"},
		{"half an hour has no letter", "2031-03-04T01:10:00Z", 330, "040110ZMAR31"},
		{"nor have 13 hours", "2031-03-04T01:10:00Z", 780, "040110ZMAR31"},
		{"another century", "1999-03-04T01:10:00Z", 0, "040110ZMAR1999"},
	}
	for _, tt := range tests {
		if got := geo.FormatDTG(*utc(tt.at), tt.offset); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestDTGReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(60*rapid.Int64Range(-36e6, 120e6).Draw(t, "minute"), 0).UTC()
		offset := rapid.IntRange(-900, 900).Draw(t, "offset")
		text := geo.FormatDTG(at, offset)
		if got, err := geo.ParseDTG(text); err != nil || !got.Time.Equal(at) {
			t.Fatalf("%s at %d is %s, read back as %v, %v", at, offset, text, got.Time, err)
		}
	})
}

func FuzzParseDTG(f *testing.F) {
	for _, s := range []string{"040110ZMAR31", "112340Z MAR 26", "040110JMAR1999", "311200ZAPR31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := geo.ParseDTG(s)
		if err == nil && d.Local != (d.OffsetMin == nil) {
			t.Errorf("%q is %+v", s, d)
		}
	})
}
