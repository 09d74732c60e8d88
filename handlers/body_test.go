package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"concord/models"

	strict "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// sample is a report as a form sends it, some 2 KB.
const sample = `{"local_ref":"ORL-31-0417","title":"Strike on the fuel depot at Tarn Quay","narrative":"A planned strike on the fuel depot at Tarn Quay. Video taken after it shows people beside the second tank. ` +
	`The duty officer asked for a second look at 03:40; the hospital was called at 04:10 and lists eleven people brought in, of whom four had died.","category":"AIRSTRIKE","operation_context":"DELIBERATE","received_at":"2031-03-04T04:30:00Z","aware_at":null,` +
	`"started":{"earliest":"2031-03-04T01:10:00Z","latest":"2031-03-04T01:12:00Z","precision":"MINUTE","stated":"about ten past three","utc_offset_min":120},"ended":null,` +
	`"place":{"lat":0.41234,"lon":0.81234,"mgrs":"","radius_m":50,"precision":"","method":"","stated":"the quay, second tank","name":"Tarn Quay","admin0":"","admin1":"","admin2":"","site":""},"own_involvement":"CONFIRMED",` +
	`"casualties":[{"outcome":"KILLED","status":"CIVILIAN","min":4,"max":6,"best":4,"basis":"ESTIMATE"},{"outcome":"INJURED","status":"CIVILIAN","min":7,"max":null,"best":null},{"outcome":"KILLED","status":"CIVILIAN","age":"CHILD","min":1,"max":2,"best":null}],` +
	`"object_harm":[{"object":"FUEL","damage":"DESTROYED","min":1,"max":2,"service_lost":["POWER"]}],"responsibility":[{"actor":"ORL","actor_kind":"PARTNER","role":"STRUCK","claim":"CLAIMED","confidence":"HIGH"}],` +
	`"means":[{"cause":"AIR_DELIVERED","weapon":"GUIDED_BOMB","delivery":"FIXED_WING","submunition":"","lot":"A-7781"}],"sources":[{"kind":"MISSION_REPORT","reliability":"B","credibility":2,"title":"Mission report 417","locator":null,"origin":"wing","risk":"LOW","shared":false},` +
	`{"kind":"HOSPITAL","reliability":"A","credibility":1,"title":"Admissions of the night","locator":"https://hospital.example/417","origin":null,"risk":"HIGH"}],"assessment":{"status":"CREDIBLE","reasons":["VIDEO"],"standard":"MORE_LIKELY","methods":{"VIDEO":"USED","INTERVIEW":"NOT_USED"}},"law_concern":"","mrm":[]}`

// deep makes JSON of n levels.
func deep(n int) string {
	return `{"mrm":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
}

// F17 and every other way JSON can say two things or too much. Where loose is
// named, the same text passes once that one rule is taken out.
func TestStrictJSON(t *testing.T) {
	limits := Limits{}.orDefault()
	more := func(change func(*Limits)) func() (Limits, []strict.Options) {
		return func() (Limits, []strict.Options) { l := limits; change(&l); return l, nil }
	}
	option := func(o strict.Options) func() (Limits, []strict.Options) {
		return func() (Limits, []strict.Options) { return limits, []strict.Options{o} }
	}
	tests := []struct {
		name   string
		text   string
		broken []string // pointers
		loose  func() (Limits, []strict.Options)
	}{
		{"a report", sample, nil, nil},
		{"an empty object", `{}`, nil, nil},
		{"an unknown field", `{"titel":"x"}`, []string{"/titel"}, option(strict.RejectUnknownMembers(false))},
		{"an unknown field deep inside", `{"casualties":[{"outcome":"KILLED","mn":4}]}`, []string{"/casualties/0/mn"}, option(strict.RejectUnknownMembers(false))},
		{"a field of the system's own", `{"title":"x","version":7}`, []string{"/version"}, option(strict.RejectUnknownMembers(false))},
		{"the same key twice", `{"title":"a","title":"b"}`, []string{"/title"}, option(jsontext.AllowDuplicateNames(true))},
		{"the same key in two spellings", `{"title":"a","t\u0069tle":"b"}`, []string{"/title"}, option(jsontext.AllowDuplicateNames(true))},
		{"the same key twice in a map", `{"extra":{"a":"1","a":"2"}}`, []string{"/extra/a"}, option(jsontext.AllowDuplicateNames(true))},
		{"a key in other case", `{"Title":"a"}`, []string{"/Title"}, option(strict.MatchCaseInsensitiveNames(true))},
		{"a key without its underline", `{"localref":"a"}`, []string{"/localref"}, option(strict.MatchCaseInsensitiveNames(true))},
		{"33 levels", deep(33), []string{"/mrm" + strings.Repeat("/0", 31)}, nil},
		{"10,001 values", `{"extra":{` + manyKeys(10_000) + `}}`, []string{"/extra/k9998"}, more(func(l *Limits) { l.Elements = 20_000 })},
		{"9,998 values in an object", `{"extra":{` + manyKeys(9_997) + `}}`, nil, nil},
		{"a text over 64 KiB", `{"narrative":"` + strings.Repeat("a", 64<<10+1) + `"}`, []string{"/narrative"}, more(func(l *Limits) { l.String = 1 << 20 })},
		{"a text of 64 KiB", `{"narrative":"` + strings.Repeat("a", 64<<10) + `"}`, nil, nil},
		{"20,000 letters as escapes", `{"narrative":"` + strings.Repeat(`\u062d`, 20_000) + `"}`, nil, nil},
		{"22,000 letters as escapes, 66,000 bytes in UTF-8", `{"narrative":"` + strings.Repeat(`\u20ac`, 22_000) + `"}`, []string{"/narrative"}, nil},
		{"a long key", `{"` + strings.Repeat("a", 64<<10+1) + `":1}`, []string{"/" + strings.Repeat("a", 64<<10+1)}, nil},
		{"a second value", `{} {}`, []string{""}, nil},
		{"words after the value", `{} x`, []string{""}, nil},
		{"nothing", ``, []string{""}, nil},
		{"spaces", ` `, []string{""}, nil},
		{"null", `null`, []string{""}, nil},
		{"a list", `[]`, []string{""}, nil},
		{"text", `"title"`, []string{""}, nil},
		{"a byte order mark", "\xef\xbb\xbf{}", []string{""}, nil},
		{"a number for text", `{"title":7}`, []string{"/title"}, nil},
		{"text for a number", `{"casualties":[{"outcome":"KILLED","min":"4"}]}`, []string{"/casualties/0/min"}, option(strict.StringifyNumbers(true))},
		{"a broken number of persons", `{"casualties":[{"min":4.5}]}`, []string{"/casualties/0/min"}, nil},
		{"a number no integer holds", `{"casualties":[{"min":99999999999999999999}]}`, []string{"/casualties/0/min"}, nil},
		{"a number no float holds", `{"place":{"lat":1e999}}`, []string{"/place/lat"}, nil},
		{"a list for an object", `{"place":[1,2]}`, []string{"/place"}, nil},
		{"an object for a list", `{"casualties":{"a":[{}]}}`, []string{"/casualties"}, nil},
		{"a time without a zone", `{"received_at":"2031-03-04T04:30:00"}`, []string{"/received_at"}, nil},
		{"NaN", `{"place":{"lat":NaN}}`, []string{"/place/lat"}, nil},
		{"infinity", `{"place":{"lat":-Infinity}}`, []string{"/place/lat"}, nil},
		{"a comma too many", `{"title":"a",}`, []string{""}, nil},
		{"a remark", `{/* a */"title":"a"}`, []string{""}, nil},
		{"single quotes", `{'title':'a'}`, []string{""}, nil},
		{"cut off", `{"title":"a`, []string{"/title"}, nil},
		{"bytes that are not UTF-8", "{\"title\":\"a\xff\"}", []string{"/title"}, option(jsontext.AllowInvalidUTF8(true))},
		{"half a surrogate", `{"title":"\ud800"}`, []string{"/title"}, option(jsontext.AllowInvalidUTF8(true))},
		{"NUL, escaped", `{"title":"a\u0000b"}`, []string{"/title"}, nil},
		{"a backslash before u0000", `{"title":"a\\u0000b"}`, nil, nil},
		{"every problem at once", `{"titel":1,"title":7,"place":{"lat":"x","lng":2},"casualties":[{"min":"4"},{"Max":4}],"aware_at":5}`,
			[]string{"/titel", "/title", "/place/lat", "/place/lng", "/casualties/0/min", "/casualties/1/Max", "/aware_at"}, nil},
		{"a problem and then broken JSON", `{"titel":1,"title":"a" "b"}`, []string{"/titel"}, nil},
		{"more than is worth telling", `{` + manyKeys(500) + `}`, keysUpTo(mostProblems), nil},
		{"much of it, and large", `{"narrative":"` + strings.Repeat("a", 50_000) + `",` + manyKeys(500) + `}`, keysUpTo(5), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := decode[models.ReportFacts]([]byte(tt.text), limits)
			var got []string
			var e *models.Error
			if errors.As(err, &e) {
				for _, f := range e.Fields {
					got = append(got, f.Pointer)
					if f.Detail == "" || strings.Contains(f.Detail, "Go ") || strings.Contains(f.Detail, "json:") {
						t.Errorf("%s: detail %q", f.Pointer, f.Detail)
					}
				}
			}
			if !reflect.DeepEqual(got, tt.broken) || err != nil && models.KindOf(err) != models.Unreadable {
				t.Errorf("broken at %q, want %q (%v)", got, tt.broken, err)
			}
			if tt.loose != nil {
				l, options := tt.loose()
				if _, err := decode[models.ReportFacts]([]byte(tt.text), l, options...); err != nil {
					t.Errorf("control: without the rule: %v", err)
				}
			}
		})
	}
	if _, err := decode[struct {
		MRM any `json:"mrm"`
	}]([]byte(deep(32)), limits); err != nil {
		t.Errorf("32 levels: %v", err)
	}
	l := limits
	l.Depth = 33
	if _, err := decode[struct {
		MRM any `json:"mrm"`
	}]([]byte(deep(33)), l); err != nil {
		t.Errorf("control: 33 levels where they are allowed: %v", err)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":"v"`, i)
	}
	return b.String()[1:]
}

func keysUpTo(n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("/k%d", i))
	}
	return out
}

// The library that Go brings takes all of these, the last key winning: why there
// is a strict decoder.
func TestOrdinaryDecoderIsLoose(t *testing.T) {
	for _, text := range []string{`{"title":"a","title":"b"}`, `{"title":"a","TITLE":"b"}`, `{"title":"b","unknown":1}`} {
		var f models.ReportFacts
		if err := json.Unmarshal([]byte(text), &f); err != nil || f.Title != "b" {
			t.Errorf("control: %s: %v, title %q", text, err, f.Title)
		}
		if _, err := decode[models.ReportFacts]([]byte(text), Limits{}.orDefault()); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
	var f models.ReportFacts
	if err := json.NewDecoder(strings.NewReader(`{"title":"a"} {"title":"b"}`)).Decode(&f); err != nil {
		t.Errorf("control: a second value: %v", err)
	}
}

// What is decoded is what was sent.
func TestBodyOverHTTP(t *testing.T) {
	const asJSON = "Content-Type: application/json"
	y := startToy(t, AppConfig{})
	tests := []struct {
		name, path, body string
		headers          []string
		want             int
	}{
		{"a report", "/facts", sample, []string{asJSON}, 200},
		{"with its charset", "/facts", sample, []string{asJSON + "; charset=UTF-8"}, 200},
		{"another charset", "/facts", sample, []string{asJSON + "; charset=utf-16"}, 415},
		{"a form", "/facts", sample, []string{"Content-Type: application/x-www-form-urlencoded"}, 415},
		{"text, as another site's form can send", "/facts", sample, []string{"Content-Type: text/plain"}, 415},
		{"no type", "/facts", sample, nil, 415},
		{"no body", "/facts", "", []string{asJSON}, 400},
		{"no body where it may be left out", "/maybe", "", nil, 200},
		{"a broken one where it may be left out", "/maybe", "{", []string{asJSON}, 400},
		{"unknown field", "/maybe", `{"a":1}`, []string{asJSON}, 400},
		{"over 256 KiB", "/facts", `{"title":"` + strings.Repeat("a", 256<<10) + `"}`, []string{asJSON}, 413},
		{"100,000 levels", "/facts", `{"mrm":` + strings.Repeat("[", 100_000), []string{asJSON}, 400},
		{"a million bytes of keys", "/facts", `{` + manyKeys(90_000) + `}`, []string{asJSON}, 413},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := y.post(t, tt.path, tt.body, tt.headers...)
			if a.status != tt.want {
				t.Errorf("%d %s, want %d", a.status, a.text, tt.want)
			}
		})
	}
	var sent, back models.ReportFacts
	if err := errors.Join(json.Unmarshal([]byte(sample), &sent), json.Unmarshal([]byte(y.post(t, "/facts", sample, asJSON).text), &back)); err != nil || !reflect.DeepEqual(sent, back) {
		t.Errorf("%v\nsent %+v\nback %+v", err, sent, back)
	}
}

// Whatever the strict decoder takes, the ordinary one reads alike; and it takes
// nothing that is not UTF-8, has NUL or lies outside the limits.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{sample, `{}`, `{"title":"a","title":"b"}`, `{"Title":1}`, deep(40), `{"casualties":[{"min":1}]}`, `{"received_at":"2031-03-04T04:30:00+02:00"}`, `{"a`, `[`, `{"extra":{"é":"\ud83d\ude00"}}`, "\x00", `{"place":{"lat":1e400}}`} {
		f.Add([]byte(seed))
	}
	limits := Limits{}.orDefault()
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := decode[models.ReportFacts](raw, limits)
		if err != nil {
			var e *models.Error
			if !errors.As(err, &e) || e.Kind != models.Unreadable || len(e.Fields) == 0 || len(e.Fields) > mostProblems {
				t.Fatalf("%#v", err)
			}
			return
		}
		var want models.ReportFacts
		if err := json.Unmarshal(raw, &want); err != nil || !utf8.Valid(raw) {
			t.Fatalf("taken: %q, though: %v", raw, err)
		}
		a, err1 := json.Marshal(got)
		b, err2 := json.Marshal(want)
		if err1 != nil || err2 != nil || string(a) != string(b) || strings.Contains(got.Title, "\x00") {
			t.Fatalf("%q\nstrict   %s\nordinary %s\n%v %v", raw, a, b, err1, err2)
		}
	})
}

func BenchmarkBody(b *testing.B) {
	limits := Limits{}.orDefault()
	raw := []byte(sample)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode[models.ReportFacts](raw, limits); err != nil {
			b.Fatal(err)
		}
	}
}

// The worst a stranger can send in one request of 256 KiB.
func BenchmarkBodyOfProblems(b *testing.B) {
	limits := Limits{}.orDefault()
	raw := []byte(`{` + manyKeys(9_000) + `,"title":"` + strings.Repeat("a", 60_000) + `"}`)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode[models.ReportFacts](raw, limits); err == nil {
			b.Fatal("taken")
		}
	}
}

func BenchmarkOrdinaryDecoder(b *testing.B) {
	raw := []byte(sample)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var f models.ReportFacts
		if err := json.Unmarshal(raw, &f); err != nil {
			b.Fatal(err)
		}
	}
}
