package points

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Every incident is in exactly one cluster at every zoom, whatever the order, and
// no two circles touch by their middles.
func TestClustersCountEveryIncidentOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	places := make([]Place, 3_000)
	for i := range places {
		places[i] = Place{Lat: random.Float64()*4 - 2, Lon: random.Float64()*4 - 2, Partners: []string{"ORL", "VAR"}[:1+i%2]}
	}
	places = append(places, Place{Lat: 90, Lon: 180, Partners: []string{"ORL"}}, Place{Lat: -90, Lon: -180, Partners: []string{"VAR"}})
	for zoom := range 19 {
		clusters := Clusters(places, zoom)
		total, orl := 0, 0
		for _, c := range clusters {
			total, orl = total+c.Count, orl+c.Partners["ORL"]
			if c.Lat < c.BBox[1]-1e-9 || c.Lat > c.BBox[3]+1e-9 || c.Lon < c.BBox[0]-1e-9 || c.Lon > c.BBox[2]+1e-9 {
				t.Fatalf("zoom %d: a middle lies outside its members: %+v", zoom, c)
			}
		}
		if total != len(places) || orl != 3_001 {
			t.Errorf("zoom %d: %d incidents in clusters, %d of ORL; want %d and 3001", zoom, total, orl, len(places))
		}
		mixed := slices.Clone(places)
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		again := Clusters(mixed, zoom)
		if len(again) != len(clusters) {
			t.Fatalf("zoom %d: %d clusters in another order, %d before", zoom, len(again), len(clusters))
		}
		for i := range again {
			if again[i].Count != clusters[i].Count || math.Abs(again[i].Lat-clusters[i].Lat) > 1e-6 {
				t.Fatalf("zoom %d: cluster %d depends on the order", zoom, i)
			}
		}
	}
	if n := len(Clusters(places, 0)); n > 4 {
		t.Errorf("%d clusters of the whole world", n)
	}
}

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
			all = append(all, Begun{At: at(d), Partners: []string{"ORL"}})
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
