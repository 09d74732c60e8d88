package matching

import (
	"testing"
	"time"

	"concord/geo"
	"concord/models"
)

func num(n int) *int { return &n }

// tester is a test, a benchmark or a drawn case.
type tester interface {
	Helper()
	Fatal(...any)
}

// at is a window from a time to the last second before another, in UTC.
func at(t tester, earliest, latest, precision string, offsetMin int) *geo.Window {
	t.Helper()
	w := geo.Window{Precision: precision, UTCOffsetMin: &offsetMin}
	for _, end := range []struct {
		text string
		in   **time.Time
	}{{earliest, &w.Earliest}, {latest, &w.Latest}} {
		if end.text == "" {
			continue
		}
		parsed, err := time.Parse(time.RFC3339, end.text)
		if err != nil {
			t.Fatal(err)
		}
		*end.in = &parsed
	}
	w, problems := w.Complete()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return &w
}

func spot(t tester, name, precision string, lat, lon float64) *geo.Place {
	t.Helper()
	p, problems := geo.Place{Name: name, Precision: precision, Lat: &lat, Lon: &lon}.Complete()
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return &p
}

func harmed(outcome, status string, lo, hi int) models.Casualty {
	return models.Casualty{Outcome: outcome, Status: status, Count: models.Count{Min: &lo, Max: &hi}}
}

// told is one side of a worked incident of domain.md section 8.
type told struct {
	title, category string
	started         *geo.Window
	place           *geo.Place
	casualties      []models.Casualty
	weapon          string
}

func (s told) pack(partner string) *Record {
	f := models.ReportFacts{Title: s.title, Category: s.category, Started: s.started, Place: s.place,
		Casualties: s.casualties, OwnInvolvement: "UNDER_CHECK"}
	if s.weapon != "" {
		f.Means = []models.Means{{Weapon: s.weapon}}
	}
	r := Pack(partner+"/"+s.title, partner, f)
	return &r
}

// worked are the incidents that both partners recorded, each as bare as the table
// of domain.md leaves it: titles share no more than the name of the place.
func worked(t tester) map[string][2]told {
	civilians := func(lo, hi int) models.Casualty { return harmed("KILLED", "CIVILIAN", lo, hi) }
	child := harmed("KILLED", "CIVILIAN", 3, 3)
	child.Age = "CHILD"
	return map[string][2]told{
		"1 Tarn Quay": {
			{"Air strike at Tarn Quay fuel depot", "AIR_STRIKE", at(t, "2031-03-04T01:10:00Z", "", "MINUTE", 0),
				spot(t, "Tarn Quay", "EXACT", 0.41235, 0.81240), []models.Casualty{civilians(4, 6)}, "AIR_BOMB_GUIDED"},
			{"Explosions at Tarn Quay", "AIR_STRIKE", at(t, "2031-03-03T20:00:00Z", "2031-03-04T03:00:00Z", "PART_OF_DAY", 180),
				spot(t, "Tarn Quay", "VILLAGE", 0.41500, 0.81900), []models.Casualty{civilians(11, 14), child, harmed("INJURED", "CIVILIAN", 20, 25)}, "UNKNOWN"},
		},
		"4 Kessel Farm": {
			{"Night raid at Kessel Farm", "RAID", at(t, "2031-04-27T23:20:00Z", "", "MINUTE", 0),
				spot(t, "Kessel Farm", "EXACT", 0.33120, 1.10450), []models.Casualty{harmed("KILLED", "DIRECT_PARTICIPANT", 5, 5)}, ""},
			{"Family killed, Kessel Farm", "RAID", at(t, "2031-04-27T23:20:00Z", "", "MINUTE", 180),
				spot(t, "Kessel Farm", "GRID_100M", 0.33150, 1.10480), []models.Casualty{civilians(5, 5)}, ""},
		},
		"5 Ridge Road": {
			{"Drone strike, Ridge Road", "AIR_STRIKE", at(t, "2031-05-11T21:30:00Z", "", "MINUTE", 0),
				spot(t, "Ridge Road", "EXACT", 0.60500, 1.20010), []models.Casualty{civilians(2, 2)}, ""},
			{"Two dead on Ridge Road", "AIR_STRIKE", at(t, "2031-05-11T18:30:00Z", "", "MINUTE", 180),
				spot(t, "Ridge Road", "WITHIN_100M", 0.60480, 1.20050), []models.Casualty{civilians(2, 2)}, ""},
		},
		"7 Sandhaven": {
			{"Sandhaven apartment", "AIR_STRIKE", at(t, "2031-06-30T00:00:00Z", "", "DAY", 0),
				spot(t, "Sandhaven", "NEIGHBOURHOOD", 0.25000, 0.50000), []models.Casualty{civilians(8, 8)}, ""},
			{"Building hit in Sandhaven", "AIR_STRIKE", at(t, "2031-06-29T21:00:00Z", "", "DAY", 180),
				spot(t, "Sandhaven", "LANDMARK", 0.25600, 0.50500), []models.Casualty{civilians(6, 12), harmed("INJURED", "CIVILIAN", 20, 25)}, ""},
		},
		"9 Grensund": {
			{"Grensund field, remnants", "UXO", at(t, "2031-08-02T00:00:00Z", "", "DAY", 0),
				spot(t, "Grensund", "GRID_10M", 0.80010, 1.30020), []models.Casualty{civilians(0, 0), harmed("INJURED", "CIVILIAN", 2, 2)}, ""},
			{"Two children hurt at Grensund", "UXO", at(t, "2031-08-01T21:00:00Z", "", "DAY", 180),
				spot(t, "Grensund", "WITHIN_100M", 0.80040, 1.30060), []models.Casualty{civilians(0, 0), harmed("INJURED", "CIVILIAN", 2, 2)}, ""},
		},
	}
}

// Whatever the two partners dispute about them, these are linked at once.
func TestWorkedIncidentsAreLinked(t *testing.T) {
	for name, sides := range worked(t) {
		a, b := sides[0].pack("ORL"), sides[1].pack("VAR")
		if s := Stated.Compare(a, b); s.Band != Auto {
			t.Errorf("%s: %.1f bits, band %q, want %q", name, s.Bits, s.Band, Auto)
			for _, r := range Stated.Explain(a, b) {
				t.Logf("  %-9s %+.1f  %s  [%s | %s]", r.Feature, r.Bits, r.Text, r.A, r.B)
			}
		} else {
			t.Logf("%s: %.1f bits: %s", name, s.Bits, Sentence(Stated.Explain(a, b)))
		}
	}
}

// What only resembles an incident is not linked to it.
func TestDifferentIncidentsAreNotLinked(t *testing.T) {
	tests := []struct {
		name   string
		change func(*told)
		most   string // the highest band allowed
	}{
		{"three days later in the same town", func(s *told) { s.started = at(t, "2031-07-02T21:00:00Z", "", "DAY", 180) }, ""},
		{"the same day 200 km away", func(s *told) { s.place = spot(t, "Port Amary", "VILLAGE", 2.05, 0.5) }, ""},
		{"the same day 200 km away in a town of the same name", func(s *told) { s.place = spot(t, "Sandhaven", "VILLAGE", 2.05, 0.5) }, ""},
		{"the same day 6 km away, another place, cause and number", func(s *told) {
			s.place = spot(t, "Old Mill", "LANDMARK", 0.30, 0.52)
			s.category, s.weapon = "CHECKPOINT", "SMALL_ARM"
			s.casualties = []models.Casualty{harmed("KILLED", "CIVILIAN", 1, 1)}
		}, ""},
		{"the next day in the same town, another number and cause", func(s *told) {
			s.started = at(t, "2031-07-01T08:00:00Z", "", "HOUR", 180)
			s.category, s.weapon = "IED_MINE", "IED"
			s.casualties = []models.Casualty{harmed("KILLED", "CIVILIAN", 1, 1)}
		}, Review},
	}
	base := worked(t)["7 Sandhaven"]
	base[0].weapon, base[1].weapon = "AIR_BOMB_GUIDED", "AIR_BOMB_GUIDED"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := base[1]
			tt.change(&other)
			a, b := base[0].pack("ORL"), other.pack("VAR")
			s := Stated.Compare(a, b)
			if s.Band == Auto || tt.most == "" && s.Band != "" {
				t.Errorf("%.1f bits, band %q, want at most %q: %s", s.Bits, s.Band, tt.most, Sentence(Stated.Explain(a, b)))
			}
		})
	}
}
