package geo_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"concord/geo"

	"pgregory.net/rapid"
)

func utc(s string) *time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return &t
}

func TestWindowCompleteFillsLatest(t *testing.T) {
	tests := []struct {
		precision, earliest string
		offset              *int
		latest              string
	}{
		{"MINUTE", "2031-03-04T01:10:00Z", nil, "2031-03-04T01:10:59Z"},
		{"MINUTE", "2031-03-04T01:10:30Z", nil, "2031-03-04T01:11:29Z"},
		{"QUARTER_HOUR", "2031-03-04T01:15:00Z", nil, "2031-03-04T01:29:59Z"},
		{"HOUR", "2031-03-04T01:00:00Z", nil, "2031-03-04T01:59:59Z"},
		{"PART_OF_DAY", "2031-03-04T18:00:00Z", nil, "2031-03-04T23:59:59Z"},
		{"DAY", "2031-03-03T21:00:00Z", ptr(180), "2031-03-04T20:59:59Z"},
		{"DAYS_2_6", "2031-03-04T00:00:00Z", nil, "2031-03-09T23:59:59Z"},
		{"WEEK", "2031-03-04T00:00:00Z", nil, "2031-03-10T23:59:59Z"},
		{"MONTH", "2031-02-01T00:00:00Z", nil, "2031-02-28T23:59:59Z"},
		{"MONTH", "2031-01-31T00:00:00Z", nil, "2031-02-27T23:59:59Z"},
		{"MONTH", "2031-02-28T21:00:00Z", ptr(180), "2031-03-31T20:59:59Z"}, // March on the local calendar
		{"YEAR", "2031-01-01T00:00:00Z", nil, "2031-12-31T23:59:59Z"},
		{"YEAR", "2032-02-29T00:00:00Z", nil, "2033-02-27T23:59:59Z"},
		{"DAY", "2031-03-04T00:00:00+03:00", nil, "2031-03-04T20:59:59Z"},
	}
	for _, tt := range tests {
		t.Run(tt.precision+" "+tt.earliest, func(t *testing.T) {
			got, problems := geo.Window{Earliest: utc(tt.earliest), Precision: tt.precision, UTCOffsetMin: tt.offset}.Complete()
			if len(problems) > 0 || got.Latest == nil || got.Latest.Format(time.RFC3339) != tt.latest {
				t.Errorf("%v, %v, want %s", got.Latest, problems, tt.latest)
			}
			if !got.Earliest.Equal(*utc(tt.earliest)) || got.Earliest.Location() != time.UTC {
				t.Errorf("earliest %s", got.Earliest)
			}
		})
	}
}

func TestWindowCompleteReports(t *testing.T) {
	first, second := utc("2031-03-04T01:10:00Z"), utc("2031-03-04T01:10:59Z")
	tests := []struct {
		name   string
		in     geo.Window
		broken []string
		says   string
	}{
		{"as given", geo.Window{Earliest: first, Latest: second, Precision: "MINUTE", UTCOffsetMin: ptr(0)}, nil, ""},
		{"the future", geo.Window{Earliest: utc("2199-01-01T00:00:00Z"), Precision: "DAY"}, nil, ""},
		{"unknown with neither", geo.Window{Precision: "UNKNOWN"}, nil, ""},
		{"unknown with both", geo.Window{Earliest: first, Latest: second, Precision: "UNKNOWN"}, nil, ""},
		{"unknown with earliest", geo.Window{Earliest: first, Precision: "UNKNOWN"}, []string{"/latest"}, "both"},
		{"unknown with latest", geo.Window{Latest: first, Precision: "UNKNOWN"}, []string{"/earliest"}, "both"},
		{"no precision", geo.Window{Earliest: first}, []string{"/precision"}, "MINUTE, QUARTER_HOUR"},
		{"a precision nobody knows", geo.Window{Earliest: first, Precision: "SOON"}, []string{"/precision"}, "MINUTE, QUARTER_HOUR"},
		{"nothing", geo.Window{}, []string{"/precision", "/earliest"}, "2031-03-04T01:10:00Z"},
		{"no earliest", geo.Window{Latest: first, Precision: "DAY"}, []string{"/earliest"}, "earliest is missing"},
		{"words where the time should be", geo.Window{Stated: "around noon", Precision: "HOUR"}, []string{"/earliest"}, "date-time group"},
		{"words beside the time", geo.Window{Stated: "around noon", Earliest: first, Precision: "HOUR"}, nil, ""},
		{"ends before it begins", geo.Window{Earliest: second, Latest: first, Precision: "MINUTE"}, []string{"/latest"}, "lies before earliest"},
		{"the third millennium BC", geo.Window{Earliest: utc("0031-03-04T01:10:00Z"), Precision: "DAY"}, []string{"/earliest", "/latest"}, "1900 to 2200"},
		{"the year 2201", geo.Window{Earliest: first, Latest: utc("2201-01-01T00:00:00Z"), Precision: "DAY"}, []string{"/latest"}, "2201 was given"},
		{"an offset too far east", geo.Window{Earliest: first, Precision: "DAY", UTCOffsetMin: ptr(841)}, []string{"/utc_offset_min"}, "-720 and 840"},
		{"an offset too far west", geo.Window{Earliest: first, Precision: "DAY", UTCOffsetMin: ptr(-721)}, []string{"/utc_offset_min"}, "-720 and 840"},
		{"Nepal", geo.Window{Earliest: first, Precision: "DAY", UTCOffsetMin: ptr(345)}, nil, ""},
		{"a local group without its offset", geo.Window{Stated: "040110JMAR31", Precision: "MINUTE"}, []string{"/utc_offset_min"}, "local clock"},
		{"every problem at once", geo.Window{UTCOffsetMin: ptr(2000), Precision: "SOON"}, []string{"/precision", "/utc_offset_min", "/earliest"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := tt.in.Complete()
			checkProblems(t, problems, tt.broken, tt.says)
		})
	}
}

func TestWindowCompleteReadsADateTimeGroup(t *testing.T) {
	tests := []struct {
		name, stated string
		offset       *int
		earliest     string
		wantOffset   int
	}{
		{"Zulu", "040110ZMAR31", nil, "2031-03-04T01:10:00Z", 0},
		{"Charlie", "040410C MAR 31", nil, "2031-03-04T01:10:00Z", 180},
		{"the offset sent is kept", "040110ZMAR31", ptr(180), "2031-03-04T01:10:00Z", 180},
		{"local with its offset", "112130JMAY31", ptr(180), "2031-05-11T18:30:00Z", 180},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := geo.Window{Stated: tt.stated, Precision: "MINUTE", UTCOffsetMin: tt.offset}.Complete()
			if len(problems) > 0 || !got.Earliest.Equal(*utc(tt.earliest)) || *got.UTCOffsetMin != tt.wantOffset || got.Stated != tt.stated {
				t.Errorf("%+v, %v", got, problems)
			}
			if want := utc(tt.earliest).Add(59 * time.Second); !got.Latest.Equal(want) {
				t.Errorf("latest %s, want %s", got.Latest, want)
			}
		})
	}
}

func TestWindowCompleteIsIdempotent(t *testing.T) {
	when := func(t *rapid.T, name string) *time.Time {
		if !rapid.Bool().Draw(t, "has "+name) {
			return nil
		}
		at := time.Unix(rapid.Int64Range(-3e9, 8e9).Draw(t, name), 0).In(time.FixedZone("", 3*3600))
		return &at
	}
	rapid.Check(t, func(t *rapid.T) {
		w := geo.Window{
			Earliest: when(t, "earliest"), Latest: when(t, "latest"),
			Precision: rapid.SampledFrom(append([]string{"", "SOON"}, geo.TimePrecisions...)).Draw(t, "precision"),
			Stated:    rapid.SampledFrom([]string{"", "040110ZMAR31", "040110JMAR31", "noon"}).Draw(t, "stated"),
		}
		if rapid.Bool().Draw(t, "has offset") {
			w.UTCOffsetMin = ptr(rapid.IntRange(-800, 900).Draw(t, "offset"))
		}
		once, problems := w.Complete()
		twice, again := once.Complete()
		if !reflect.DeepEqual(once, twice) || !reflect.DeepEqual(problems, again) {
			t.Fatalf("once %+v %v, twice %+v %v", once, problems, twice, again)
		}
	})
}

func TestWindowJSON(t *testing.T) {
	const text = `{"earliest":"2031-03-04T01:10:00Z","latest":"2031-03-04T01:10:59Z","precision":"MINUTE","stated":"040110ZMAR31","utc_offset_min":0}`
	got, problems := geo.Window{Stated: "040110ZMAR31", Precision: "MINUTE"}.Complete()
	if b, err := json.Marshal(got); err != nil || string(b) != text || len(problems) > 0 {
		t.Errorf("%s, %v, %v", b, err, problems)
	}
}

func window(earliest, latest string) geo.Window {
	return geo.Window{Earliest: utc(earliest), Latest: utc(latest)}
}

func TestCompareWindows(t *testing.T) {
	minute := window("2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z")
	tests := []struct {
		name string
		a, b geo.Window
		want geo.WindowRelation
	}{
		{"the same minute", minute, minute, geo.WindowRelation{Overlap: true}},
		{"a minute in a night", minute, window("2031-03-03T20:00:00Z", "2031-03-04T03:00:00Z"), geo.WindowRelation{Overlap: true, Vague: true}},
		{"a minute in ten minutes", minute, window("2031-03-04T01:10:00Z", "2031-03-04T01:19:59Z"), geo.WindowRelation{Overlap: true, Vague: true}},
		{"a minute in nine minutes", minute, window("2031-03-04T01:10:00Z", "2031-03-04T01:18:59Z"), geo.WindowRelation{Overlap: true}},
		{"an instant counts as a minute", window("2031-03-04T01:10:00Z", "2031-03-04T01:10:00Z"), window("2031-03-04T01:10:00Z", "2031-03-04T01:14:59Z"), geo.WindowRelation{Overlap: true}},
		{"they share one second", minute, window("2031-03-04T01:10:59Z", "2031-03-04T01:11:58Z"), geo.WindowRelation{Overlap: true}},
		{"they adjoin", minute, window("2031-03-04T01:11:00Z", "2031-03-04T01:11:59Z"), geo.WindowRelation{}},
		{"a minute lies between", minute, window("2031-03-04T01:12:00Z", "2031-03-04T01:12:59Z"), geo.WindowRelation{GapMinutes: 1}},
		{"an offset of three hours taken twice", window("2031-05-11T21:30:00Z", "2031-05-11T21:30:59Z"), window("2031-05-11T18:30:00Z", "2031-05-11T18:30:59Z"), geo.WindowRelation{GapMinutes: 179}},
		{"other zones, same moment", minute, window("2031-03-04T04:10:00+03:00", "2031-03-04T04:10:59+03:00"), geo.WindowRelation{Overlap: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := geo.CompareWindows(tt.a, tt.b)
			mirrored, _ := geo.CompareWindows(tt.b, tt.a)
			if !ok || got != tt.want || got != mirrored {
				t.Errorf("%+v, %v, want %+v; mirrored %+v", got, ok, tt.want, mirrored)
			}
		})
	}
	if _, ok := geo.CompareWindows(minute, geo.Window{Earliest: minute.Earliest}); ok {
		t.Error("a window without an end compares")
	}
}
