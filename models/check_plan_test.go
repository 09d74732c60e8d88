package models

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"concord/geo"
)

// The plan and the validator agree on every report, whatever is wrong with it: a
// plan that let something through would let it into the store.
func FuzzPlanAgreesWithTags(f *testing.F) {
	for seed := range uint64(400) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		facts := soundFacts()
		for range r.IntN(4) {
			spoil(r, reflect.ValueOf(&facts).Elem())
		}
		problems := CheckTags(facts)
		if kept := facts.keepsTags(); kept != (len(problems) == 0) {
			t.Errorf("the plan says %v, the validator %v\n%+v", kept, problems, facts)
		}
	})
}

// Every field with a rule can be broken so that the plan sees it.
func TestPlanSeesEveryField(t *testing.T) {
	left := map[string]bool{}
	for _, where := range tagged(reflect.TypeFor[ReportFacts](), "") {
		left[where] = true
	}
	for seed := range uint64(200_000) {
		if len(left) == 0 {
			break
		}
		r := rand.New(rand.NewPCG(seed, 2))
		facts := soundFacts()
		where := spoil(r, reflect.ValueOf(&facts).Elem())
		if !facts.keepsTags() {
			delete(left, where)
			if CheckTags(facts) == nil {
				t.Fatalf("the plan refuses %s and the validator does not: %+v", where, facts)
			}
		}
	}
	for where := range left {
		t.Errorf("nothing breaks %s", where)
	}
}

// tagged lists the fields that have a rule, by the path that spoil gives.
func tagged(t reflect.Type, at string) (paths []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		inner := f.Type
		if tag := f.Tag.Get("validate"); tag != "" {
			paths = append(paths, at+"/"+f.Name)
		}
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && inner != reflect.TypeFor[time.Time]() {
			paths = append(paths, tagged(inner, at+"/"+f.Name)...)
		}
	}
	return paths
}

// spoil sets one field somewhere in v to something, wrong or right, and says where.
func spoil(r *rand.Rand, v reflect.Value) string {
	i := r.IntN(v.NumField())
	f, name := v.Field(i), "/"+v.Type().Field(i).Name
	deeper := r.IntN(4) > 0
	switch {
	case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct && f.Len() > 0 && deeper:
		return name + spoil(r, f.Index(r.IntN(f.Len())))
	case f.Kind() == reflect.Pointer && f.Type().Elem().Kind() == reflect.Struct && !f.IsNil() && deeper && f.Type() != reflect.TypeFor[*time.Time]():
		return name + spoil(r, f.Elem())
	case f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[time.Time]():
		return name + spoil(r, f)
	}
	f.Set(something(r, f.Type()))
	return name
}

var someTexts = []string{"", "x", "UNKNOWN", "KILLED", "CIVILIAN", "HIGH", "B", "a\nb", "\u202e", "é", "2031-03-04", "2031-13-04", strings.Repeat("0a", 32), strings.Repeat("g", 64),
	"0x" + strings.Repeat("0", 62), strings.Repeat("é", 120), strings.Repeat("x", 121), strings.Repeat("é", 401), strings.Repeat("x", 2001), strings.Repeat("x", 4001), strings.Repeat("x", 20_001)}

// something is any value of a type, of those that rules tell apart.
func something(r *rand.Rand, t reflect.Type) reflect.Value {
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.String:
		v.SetString(someTexts[r.IntN(len(someTexts))])
	case reflect.Int:
		v.SetInt([]int64{-1, 0, 1, 2, 6, 7, 100_001, 1_000_001, 10_000_001, 1_000_000_001}[r.IntN(10)])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Float64:
		v.SetFloat(r.Float64())
	case reflect.Pointer:
		if r.IntN(4) > 0 {
			v.Set(reflect.New(t.Elem()))
			v.Elem().Set(something(r, t.Elem()))
		}
	case reflect.Slice:
		n := []int{0, 1, 2, 7, 201, 501}[r.IntN(6)]
		v.Set(reflect.MakeSlice(t, n, n))
		for i := range n {
			v.Index(i).Set(something(r, t.Elem()))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		for i := range []int{0, 1, 14, 51, 201}[r.IntN(5)] {
			key := something(r, t.Key())
			if i > 2 {
				key = reflect.ValueOf(strings.Repeat("k", i))
			}
			v.SetMapIndex(key, something(r, t.Elem()))
		}
	}
	return v
}

// soundFacts keep every rule and have something in every list.
func soundFacts() ReportFacts {
	n, at := 1, time.Date(2031, 3, 4, 0, 0, 0, 0, time.UTC)
	return ReportFacts{
		Title: "T", Category: "AIR_STRIKE", OwnInvolvement: "INVOLVED", Started: &geo.Window{}, Place: &geo.Place{}, Ended: &geo.Window{},
		Casualties: []Casualty{{Outcome: "KILLED", Count: Count{Min: &n}}}, ObjectHarm: []ObjectHarm{{Object: "SCHOOL", Min: &n}},
		Responsibility: []Responsibility{{Actor: "ORL", ActorKind: "PARTNER", Role: "FIRED"}}, Means: []Means{{Weapon: "MORTAR"}},
		Sources: []Source{{Kind: "WITNESS", Claims: map[string]string{"a": "b"}}}, Assessment: &Assessment{Methods: map[string]string{"SITE_VISIT": "NO"}, Reasons: []string{"WITNESS"}},
		MRM: []string{"ABDUCTION"}, Places: []Place{{Role: "AREA"}}, People: []Person{{Pseudonym: "V-1", Role: "VICTIM"}},
		Knowledge: []Knowledge{{At: &at, Who: "w", What: "x"}}, Told: []Told{{At: &at, Whom: "w", Kind: "FAMILY", What: "x"}}, Extra: map[string]string{"a": "b"},
	}
}
