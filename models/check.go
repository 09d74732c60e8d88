package models

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"concord/geo"

	"github.com/go-playground/validator/v10"
)

// checker is the one table-driven validator that the API, forms and imports use.
var checker = newChecker()

func newChecker() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	must := func(err error) {
		if err != nil {
			panic(err) // a rule that cannot be registered is a programming error
		}
	}
	must(v.RegisterValidation("code", func(fl validator.FieldLevel) bool {
		s := fl.Field().String()
		return s == "" || slices.Contains(Codes[fl.Param()], s)
	}))
	must(v.RegisterValidation("line", func(fl validator.FieldLevel) bool { return oneLine(fl.Field().String()) }))
	return v
}

// oneLine refuses what cannot be seen or turns the reading direction in a name
// or title: control characters, separators of lines and paragraphs, bidirectional
// overrides and isolates.
func oneLine(s string) bool {
	if printable(s) {
		return true
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r >= 0x2028 && r <= 0x202E || r >= 0x2066 && r <= 0x2069
	})
}

// printable tells that every byte is a visible ASCII character or a space.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// CheckTags reports every rule in v's validate tags that v breaks.
func CheckTags(v any) []FieldError {
	err := checker.Struct(v)
	if err == nil {
		return nil
	}
	broken, ok := err.(validator.ValidationErrors)
	if !ok {
		return []FieldError{{Pointer: "", Detail: err.Error()}}
	}
	problems := make([]FieldError, 0, len(broken))
	for _, b := range broken {
		problems = append(problems, FieldError{Pointer: pointer(b.Namespace()), Detail: sentence(b)})
	}
	return problems
}

// pointer turns the validator's "ReportFacts.casualties[0].Count.max" into
// "/casualties/0/max". Embedded structs have no JSON name and leave no step.
func pointer(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	var b strings.Builder
	for _, step := range strings.Split(path, ".") {
		if step == "" || step == "Count" {
			continue
		}
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step))
	}
	return b.String()
}

// sentence says what to do about one broken rule.
func sentence(b validator.FieldError) string {
	switch b.Tag() {
	case "required":
		return "This is needed; give a value."
	case "code":
		return fmt.Sprintf("%q is not one of the codes; use one of %s.", b.Value(), strings.Join(Codes[b.Param()], ", "))
	case "line":
		return "Use one line of plain text without control or direction characters."
	case "max":
		if b.Kind() == reflect.String {
			return fmt.Sprintf("This is too long; use at most %s characters.", b.Param())
		}
		return fmt.Sprintf("There are too many; send at most %s.", b.Param())
	case "gte":
		return fmt.Sprintf("%v is too small; use %s or more.", deref(b.Value()), b.Param())
	case "lte":
		return fmt.Sprintf("%v is too large; use %s or less.", deref(b.Value()), b.Param())
	case "datetime":
		return fmt.Sprintf("%q is not a day; write it like 2031-03-04.", b.Value())
	case "len", "hexadecimal":
		return "Use the 64 hexadecimal digits of the SHA-256, or leave it out."
	case "min":
		return fmt.Sprintf("Give at least %s.", b.Param())
	}
	return "This cannot be used; see the description of the field."
}

func deref(v any) any {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && !r.IsNil() {
		return r.Elem().Interface()
	}
	return v
}

// Complete fills in what follows from the facts (coordinates from the grid
// reference and back, the radius from the precision, the window's end) and
// reports every broken rule at once. What was stated is kept as stated.
func (f ReportFacts) Complete() (ReportFacts, error) {
	err := f.Finish()
	return f, err
}

// Finish is Complete in place, for whoever makes very many. What the facts point to
// is not changed, but replaced.
func (f *ReportFacts) Finish() error {
	var problems []FieldError
	if !f.keepsTags() {
		problems = CheckTags(*f)
	}
	under := func(place string, ps []geo.Problem) {
		for _, p := range ps {
			problems = append(problems, FieldError{Pointer: place + p.Field, Detail: p.Detail})
		}
	}
	if f.Started != nil {
		w, ps := f.Started.Complete()
		under("/started", ps)
		f.Started = &w
		if len(ps) == 0 && w.Earliest == nil && w.Latest == nil && w.Precision != "UNKNOWN" {
			problems = append(problems, FieldError{"/started/earliest", "Say when it began, as roughly as needed, or give precision UNKNOWN."})
		}
	}
	if f.Ended != nil {
		w, ps := f.Ended.Complete()
		under("/ended", ps)
		f.Ended = &w
	}
	if f.Place != nil {
		p, ps := f.Place.Complete()
		under("/place", ps)
		if p.RadiusM == nil && p.Lat != nil && len(ps) == 0 {
			r := defaultRadiusM
			p.RadiusM = &r
		}
		f.Place = &p
	}
	f.Places = slices.Clone(f.Places)
	for i, further := range f.Places {
		p, ps := further.Place.Complete()
		under(fmt.Sprintf("/places/%d", i), ps)
		f.Places[i].Place = p
	}
	for i, c := range f.Casualties {
		for _, p := range c.Count.check() {
			problems = append(problems, FieldError{fmt.Sprintf("/casualties/%d%s", i, p.Pointer), p.Detail})
		}
		if c.Grade != "" && c.Outcome != "INJURED" {
			problems = append(problems, FieldError{fmt.Sprintf("/casualties/%d/grade", i), "A grade of injury belongs to people injured; leave it out here."})
		}
	}
	problems = append(problems, f.checkRows()...)
	if len(problems) == 0 { // sums of wrong numbers would only repeat what is said already
		problems = addUp(f.Casualties)
	}
	return Invalid(problems...)
}

// defaultRadiusM is the radius of a point of which nothing else is said (api.md section 4).
const defaultRadiusM = 1000.0

// check reports ends that cross. Values themselves are checked by the tags.
func (c Count) check() []FieldError {
	var problems []FieldError
	if c.Min != nil && c.Max != nil && *c.Max < *c.Min {
		problems = append(problems, FieldError{"/max", fmt.Sprintf("At most must be %d or more; %d was given.", *c.Min, *c.Max)})
	}
	if c.Best != nil && c.Min != nil && *c.Best < *c.Min || c.Best != nil && c.Max != nil && *c.Best > *c.Max {
		problems = append(problems, FieldError{"/best", fmt.Sprintf("The best estimate must lie between min and max; %d does not.", *c.Best)})
	}
	return problems
}
