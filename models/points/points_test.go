package points

import (
	"testing"
	"time"
)

func TestBars(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, tt := range []struct {
		name, by, want string
		days           []string
		bars           int
		first          Bar
	}{
		{"nothing", "auto", "month", nil, 0, Bar{}},
		{"a fortnight by days, the empty ones too", "auto", "day", []string{"2031-03-01", "2031-03-14", "2031-03-14"}, 14, Bar{From: "2031-03-01", To: "2031-03-01", Count: 1}},
		{"a year by weeks", "auto", "week", []string{"2031-01-01", "2031-12-30"}, 53, Bar{From: "2030-12-30", To: "2031-01-05", Count: 1}},
		{"ten years by months", "auto", "month", []string{"2031-01-31", "2040-11-01"}, 119, Bar{From: "2031-01-01", To: "2031-01-31", Count: 1}},
		{"as asked", "year", "year", []string{"2031-01-31", "2033-11-01"}, 3, Bar{From: "2031-01-01", To: "2031-12-31", Count: 1}},
		{"a leap day", "month", "month", []string{"2032-02-29"}, 1, Bar{From: "2032-02-01", To: "2032-02-29", Count: 1}},
	} {
		var all []Begun
		for _, d := range tt.days {
			all = append(all, Begun{At: at(d), Count: 1, Partners: []string{"ORL"}})
		}
		by, bars := Bars(all, tt.by)
		if by != tt.want || len(bars) != tt.bars {
			t.Errorf("%s: %d bars by %s, want %d by %s", tt.name, len(bars), by, tt.bars, tt.want)
			continue
		}
		if tt.bars > 0 && (bars[0].From != tt.first.From || bars[0].To != tt.first.To || bars[0].Count != tt.first.Count) {
			t.Errorf("%s: the first bar is %+v", tt.name, bars[0])
		}
		total := 0
		for _, b := range bars {
			total += b.Count
		}
		if total != len(tt.days) {
			t.Errorf("%s: %d counted of %d", tt.name, total, len(tt.days))
		}
	}
}
