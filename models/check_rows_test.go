package models

import (
	"errors"
	"slices"
	"testing"
	"time"

	"concord/geo"
)

func n(v int) *int { return &v }

// kept is a report with the least that can be logged.
func kept() ReportFacts {
	at := time.Date(2031, 3, 4, 1, 10, 0, 0, time.UTC)
	return ReportFacts{Title: "Air strike at Tarn Quay", Category: "AIR_STRIKE", OwnInvolvement: "INVOLVED",
		Started: &geo.Window{Earliest: &at, Precision: "MINUTE"}, Place: &geo.Place{Name: "Tarn Quay"}}
}

func TestPartsAndTotalsAddUp(t *testing.T) {
	killed := func(status, sex, age string, lo, hi *int) Casualty {
		return Casualty{Outcome: "KILLED", Status: status, Sex: sex, Age: age, Count: Count{Min: lo, Max: hi}}
	}
	tests := []struct {
		name   string
		rows   []Casualty
		broken []string
	}{
		{"parts within the total", []Casualty{killed("CIVILIAN", "", "", n(5), n(7)), killed("CIVILIAN", "FEMALE", "", n(2), n(2)), killed("CIVILIAN", "MALE", "", n(2), n(3))}, nil},
		{"women and children are two ways to count the same people", []Casualty{killed("CIVILIAN", "", "", n(4), n(4)), killed("CIVILIAN", "FEMALE", "", n(3), n(3)), killed("CIVILIAN", "", "CHILD_5_11", n(3), n(3))}, nil},
		{"more children than people", []Casualty{killed("CIVILIAN", "", "", n(1), n(3)), killed("CIVILIAN", "", "CHILD_5_11", n(5), n(5))}, []string{"/casualties/0/max"}},
		{"at most more children than people", []Casualty{killed("CIVILIAN", "", "", n(1), n(3)), killed("CIVILIAN", "", "CHILD_5_11", nil, n(5))}, []string{"/casualties/0/max"}},
		{"parts that come to more than the total", []Casualty{killed("CIVILIAN", "", "", n(4), n(5)), killed("CIVILIAN", "FEMALE", "", n(3), n(3)), killed("CIVILIAN", "MALE", "", n(3), n(3))}, []string{"/casualties/0/max"}},
		{"a total whose least is below its parts'", []Casualty{killed("CIVILIAN", "", "", n(4), n(9)), killed("CIVILIAN", "FEMALE", "", n(3), n(3)), killed("CIVILIAN", "MALE", "", n(3), n(3))}, []string{"/casualties/0/min"}},
		{"an open total holds any part", []Casualty{killed("CIVILIAN", "", "", n(5), nil), killed("CIVILIAN", "FEMALE", "", n(2), n(90))}, nil},
		{"unknown is not zero", []Casualty{killed("CIVILIAN", "", "", nil, nil), killed("CIVILIAN", "FEMALE", "", n(2), n(2))}, nil},
		{"statuses are parts of the total over statuses", []Casualty{killed("", "", "", n(0), n(3)), killed("CIVILIAN", "", "", n(2), n(2)), killed("DIRECT_PARTICIPANT", "", "", n(2), n(2))}, []string{"/casualties/0/max"}},
		{"of another outcome", []Casualty{killed("CIVILIAN", "", "", n(1), n(1)), {Outcome: "INJURED", Status: "CIVILIAN", Age: "CHILD", Count: Count{Min: n(5)}}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := kept()
			f.Casualties = tt.rows
			if got := broken(f); !slices.Equal(got, tt.broken) {
				t.Errorf("broken: %v, want %v", got, tt.broken)
			}
		})
	}
}

func broken(f ReportFacts) (pointers []string) {
	_, err := f.Complete()
	var e *Error
	if errors.As(err, &e) {
		for _, p := range e.Fields {
			pointers = append(pointers, p.Pointer)
		}
	}
	return pointers
}

func TestTheWholeDictionaryKeepsItsRules(t *testing.T) {
	at := time.Date(2031, 3, 5, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		change func(*ReportFacts)
		broken []string
	}{
		{"as given", func(*ReportFacts) {}, nil},
		{"a confidence without a reason", func(f *ReportFacts) { f.Confidence = "HIGH" }, []string{"/confidence_reason"}},
		{"a pseudonym used twice", func(f *ReportFacts) {
			f.People = []Person{{Pseudonym: "V-01", Role: "VICTIM"}, {Pseudonym: "V-01", Role: "WITNESS"}}
		}, []string{"/people/1/pseudonym"}},
		{"a source that is not there", func(f *ReportFacts) {
			f.Knowledge = []Knowledge{{At: &at, Who: "Brigade watch", What: "A video was seen.", Source: n(2)}}
		}, []string{"/knowledge/0/source"}},
		{"a row of the told log without its time", func(f *ReportFacts) { f.Told = []Told{{Whom: "Ministry", Kind: "COMMAND", What: "First report"}} }, []string{"/told/0/at"}},
		{"a further place with a bad grid", func(f *ReportFacts) {
			f.Places = []Place{{Role: "FIRED_FROM", Place: geo.Place{MGRS: "99X"}}}
		}, []string{"/places/0/mgrs"}},
		{"a further place of no kind", func(f *ReportFacts) { f.Places = []Place{{Place: geo.Place{Name: "Hill"}}} }, []string{"/places/0/role"}},
		{"a grade of injury of the dead", func(f *ReportFacts) { f.Casualties = []Casualty{{Outcome: "KILLED", Grade: "SERIOUS"}} }, []string{"/casualties/0/grade"}},
		{"days that cross", func(f *ReportFacts) { f.ObjectHarm = []ObjectHarm{{Object: "WATER", DaysMin: n(9), DaysMax: n(3)}} }, []string{"/object_harm/0/days_max"}},
		{"a digest that is none", func(f *ReportFacts) { f.Sources = []Source{{Kind: "NGO", SHA256: "abc"}} }, []string{"/sources/0/sha256"}},
		{"a verification of nothing", func(f *ReportFacts) { f.MRMVerification = "VERIFIED" }, []string{"/mrm_verification"}},
		{"every problem at once", func(f *ReportFacts) { f.Title, f.GroundOwner, f.HarmDirect = "", "a\nb", "MAYBE" }, []string{"/ground_owner", "/harm_direct", "/title"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := kept()
			tt.change(&f)
			if got := broken(f); !slices.Equal(got, tt.broken) {
				t.Errorf("broken: %v, want %v", got, tt.broken)
			}
		})
	}
}

// What a report says of people stays with its partner unless it is shared by name.
func TestPeopleAreKeptFromOthers(t *testing.T) {
	yes := true
	f := kept()
	f.People = []Person{{Pseudonym: "V-01", Role: "VICTIM", Sealed: "s1"}, {Pseudonym: "V-02", Role: "VICTIM", Sealed: "s2", Shared: &yes}}
	got := f.ForOthers().People
	if len(got) != 1 || got[0].Pseudonym != "V-02" || got[0].Sealed != "" {
		t.Errorf("others read %+v", got)
	}
	if len(f.People) != 2 || f.People[1].Sealed != "s2" {
		t.Errorf("the report itself was changed: %+v", f.People)
	}
}

// A number that points at a source kept back would tell that there is one.
func TestNumbersOfSourcesFollowThem(t *testing.T) {
	no, at := false, time.Now()
	f := kept()
	f.Sources = []Source{{Kind: "WITNESS", Shared: &no}, {Kind: "NGO", Sealed: "x"}}
	f.Casualties = []Casualty{{Outcome: "KILLED", Sources: []int{1, 2}}}
	f.Knowledge = []Knowledge{{At: &at, Who: "Watch", What: "Heard", Source: n(1)}, {At: &at, Who: "Watch", What: "Read", Source: n(2)}}
	got := f.ForOthers()
	if len(got.Sources) != 1 || got.Sources[0].Sealed != "" || !slices.Equal(got.Casualties[0].Sources, []int{1}) || got.Knowledge[0].Source != nil || *got.Knowledge[1].Source != 1 {
		t.Errorf("others read %+v", got)
	}
	if !slices.Equal(f.Casualties[0].Sources, []int{1, 2}) || *f.Knowledge[1].Source != 2 {
		t.Errorf("the report itself was changed")
	}
}
