package formats

import (
	"math"
	"testing"
	"time"

	"concord/models"
)

func TestWindows(t *testing.T) {
	tests := []struct {
		name      string
		cells     []string
		from, to  string // RFC 3339
		precision string
	}{
		{"a minute", []string{"start_earliest=2031-03-04T01:10:00Z"}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE"},
		{"a day", []string{"start_earliest=2031-03-04"}, "2031-03-04T00:00:00Z", "2031-03-04T23:59:59Z", "DAY"},
		{"a local day", []string{"start_earliest=2031-03-04", "utc_offset_min=180"}, "2031-03-03T21:00:00Z", "2031-03-04T20:59:59Z", "DAY"},
		{"a day west of Greenwich", []string{"start_earliest=2031-03-04", "utc_offset_min=-300"}, "2031-03-04T05:00:00Z", "2031-03-05T04:59:59Z", "DAY"},
		{"two dates", []string{"start_earliest=2031-03-04", "start_latest=2031-03-06"}, "2031-03-04T00:00:00Z", "2031-03-06T23:59:59Z", "DAYS_2_6"},
		{"the precision of earliest", []string{"start_earliest=2031-03-04", "time_precision=WEEK"}, "2031-03-04T00:00:00Z", "2031-03-10T23:59:59Z", "WEEK"},
		{"an hour", []string{"start_earliest=2031-03-04T01:00:00Z", "time_precision=hour"}, "2031-03-04T01:00:00Z", "2031-03-04T01:59:59Z", "HOUR"},
		{"a date is its whole day however fine the precision", []string{"start_earliest=2031-03-04", "time_precision=MINUTE"}, "2031-03-04T00:00:00Z", "2031-03-04T23:59:59Z", "MINUTE"},
		{"an instant to a date", []string{"start_earliest=2031-03-04T22:00:00Z", "start_latest=2031-03-05"}, "2031-03-04T22:00:00Z", "2031-03-05T23:59:59Z", "DAYS_2_6"},
		{"an offset in the cell", []string{"start_earliest=2031-03-04T04:10:00+03:00"}, "2031-03-04T01:10:00Z", "2031-03-04T01:10:59Z", "MINUTE"},
		{"a leap day", []string{"start_earliest=2032-02-29"}, "2032-02-29T00:00:00Z", "2032-02-29T23:59:59Z", "DAY"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := one(t, append(tt.cells, "place_name=Tarn Quay")...).Started
			if w.Earliest.Format(time.RFC3339) != tt.from || w.Latest.Format(time.RFC3339) != tt.to || w.Precision != tt.precision {
				t.Errorf("window = %s to %s, %s; want %s to %s, %s", w.Earliest, w.Latest, w.Precision, tt.from, tt.to, tt.precision)
			}
		})
	}
	unknown := one(t, "start_earliest=", "time_precision=UNKNOWN", "place_name=x").Started
	if unknown.Earliest != nil || unknown.Latest != nil {
		t.Errorf("a time that is not known = %+v", unknown)
	}
	if m := one(t, "start_earliest=2031-03-04T04:10:00+03:00", "place_name=x").Started.UTCOffsetMin; m == nil || *m != 180 {
		t.Errorf("offset as stated in the cell = %v, want 180", m)
	}
}

func TestRadius(t *testing.T) {
	const at = "lat=0.41235"
	const lon = "lon=0.8124"
	tests := []struct {
		name  string
		cells []string
		want  float64 // metres
	}{
		{"as sent", []string{at, lon, "radius_m=42", "place_precision=TOWN"}, 42},
		{"of the precision class", []string{at, lon, "place_precision=TOWN"}, 3000},
		{"of the class before the grid", []string{"mgrs=31NBA565456", "place_precision=TOWN"}, 3000},
		{"of the grid digits", []string{"mgrs=31NBA565456"}, 100 * math.Sqrt2 / 2},
		{"of the grid digits beside a point", []string{"lat=0.4123", "lon=0.8124", "mgrs=31NBA5645"}, 1000 * math.Sqrt2 / 2},
		{"of the grid digits where the class has none", []string{"mgrs=31NBA565456", "place_precision=UNKNOWN"}, 100 * math.Sqrt2 / 2},
		{"of a point alone", []string{at, lon}, 1000},
		{"of a point of unknown precision", []string{at, lon, "place_precision=UNKNOWN"}, 1000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := one(t, append(tt.cells, "start_earliest=2031-03-04")...).Place
			if p.RadiusM == nil || math.Abs(*p.RadiusM-tt.want) > 1e-6 {
				t.Errorf("radius of %+v, want %v", p, tt.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	n := func(v int) *int { return &v }
	count := func(low, high *int) models.Count { return models.Count{Min: low, Max: high} }
	tests := []struct {
		name  string
		cells []string
		want  []models.Casualty
	}{
		{"nothing is known", []string{"killed_min=", "killed_max="}, nil},
		{"none were killed", []string{"killed_min=0", "killed_max=0"}, []models.Casualty{{Outcome: "KILLED", Count: count(n(0), n(0))}}},
		{"at least", []string{"killed_civilian_min=3", "killed_civilian_max="}, []models.Casualty{{Outcome: "KILLED", Status: "CIVILIAN", Count: count(n(3), nil)}}},
		{"at most", []string{"injured_max=9"}, []models.Casualty{{Outcome: "INJURED", Count: count(nil, n(9))}}},
		{"children are part of the civilians", []string{"killed_children_min=2"}, []models.Casualty{{Outcome: "KILLED", Status: "CIVILIAN", Age: "CHILD", Count: count(n(2), nil)}}},
		{"combatants fought", []string{"killed_combatant_max=2"}, []models.Casualty{{Outcome: "KILLED", Status: "DIRECT_PARTICIPANT", Count: count(nil, n(2))}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := one(t, append(tt.cells, "start_earliest=2031-03-04", "place_name=x")...).Casualties
			if !sameJSON(t, got, tt.want) {
				t.Errorf("casualties = %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestWhoHowAndWhence(t *testing.T) {
	f := one(t, "start_earliest=2031-03-04", "place_name=x", "actor=ORL", "actor_role=fired", "weapon=mortar", "cause=HEAVY_WEAPONS",
		"assessment_status=CREDIBLE", "source_reliability=b", "source_credibility=2", "source_url=https://example.org/1")
	url, two := "https://example.org/1", 2
	want := models.ReportFacts{
		Responsibility: []models.Responsibility{{Actor: "ORL", ActorKind: "PARTNER", Role: "FIRED"}},
		Means:          []models.Means{{Weapon: "MORTAR", Cause: "HEAVY_WEAPONS"}},
		Assessment:     &models.Assessment{Status: "CREDIBLE"},
		Sources:        []models.Source{{Kind: "OTHER", Reliability: "B", Credibility: &two, Locator: &url}},
	}
	got := models.ReportFacts{Responsibility: f.Responsibility, Means: f.Means, Assessment: f.Assessment, Sources: f.Sources}
	if !sameJSON(t, got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	words := one(t, "start_earliest=2031-03-04", "place_name=x", "actor=Men in a white car").Responsibility[0]
	if words.ActorKind != "UNKNOWN_ACTOR" || words.Role != "OTHER" {
		t.Errorf("an actor in words = %+v, want UNKNOWN_ACTOR in role OTHER", words)
	}
}
