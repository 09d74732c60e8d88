package gaps

import (
	"errors"
	"slices"
	"testing"

	"concord/models"
)

// Every code of the catalogue has a name, an owner and days.
func TestRulesAreNamed(t *testing.T) {
	for _, r := range (Config{}).Rules() {
		if r.Name == "" || len(r.Owners) == 0 || r.DueDays < 1 || r.Points != r.DefaultPoints {
			t.Errorf("%+v is not complete", r)
		}
	}
}

// What is settled shows beside what the catalogue says; saying a default is settling nothing.
func TestConfigSame(t *testing.T) {
	changed := Config{Base: map[string]int{"G11": 35}, DueDays: map[string]int{"G10": 7}}
	for _, r := range changed.Rules() {
		if r.Code == "G11" && (r.Points != 35 || r.DefaultPoints != 30) || r.Code == "G10" && (r.DueDays != 7 || r.DefaultDueDays != 14) {
			t.Errorf("%+v", r)
		}
	}
	tests := []struct {
		name string
		a, b Config
		same bool
	}{
		{"nothing and nothing", Config{}, Config{}, true},
		{"a default said", Config{}, Config{Base: map[string]int{"G11": 30}, DueDays: map[string]int{"G10": 14}, Clocks: Clocks{Notice: 24}}, true},
		{"points", Config{}, Config{Base: map[string]int{"G11": 31}}, false},
		{"days", Config{}, Config{DueDays: map[string]int{"G10": 13}}, false},
		{"a tolerance", Config{}, Config{Tolerances: Tolerances{People: 1}}, false},
		{"a clock", Config{}, Config{Clocks: Clocks{Knowledge: 73}}, false},
	}
	for _, tt := range tests {
		if got := tt.a.Same(tt.b); got != tt.same {
			t.Errorf("%s: same is %v", tt.name, got)
		}
	}
}

// A configuration is refused at every place that is wrong, all at once.
func TestConfigCheck(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		broken []string
	}{
		{"as printed", Config{}, nil},
		{"at the bounds", Config{Tolerances: Tolerances{10_000, 1440, 5}, Base: map[string]int{"G10": 100, "G11": 0}, DueDays: map[string]int{"G10": 1, "G11": 365}, Clocks: Clocks{720, 1440, 8760}}, nil},
		{"all wrong", Config{Tolerances: Tolerances{-1, 1441, 6}, Base: map[string]int{"G10": 101, "G99": 1}, DueDays: map[string]int{"G10": 0}, Clocks: Clocks{Notice: 721}},
			[]string{"/base/G10", "/base/G99", "/clocks/knowledge", "/clocks/notice", "/due_days/G10", "/tolerances/metres", "/tolerances/minutes", "/tolerances/people"}},
		{"knowledge before notice", Config{Clocks: Clocks{Notice: 48, Knowledge: 47}}, []string{"/clocks/knowledge"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			var e *models.Error
			if errors.As(tt.config.Check(), &e) {
				for _, f := range e.Fields {
					got = append(got, f.Pointer)
				}
			}
			if !slices.Equal(got, tt.broken) {
				t.Errorf("broken fields = %v, want %v", got, tt.broken)
			}
		})
	}
}
