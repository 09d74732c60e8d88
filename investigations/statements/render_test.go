package statements

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"

	"pgregory.net/rapid"
)

func TestTokensPrintAgreedValuesInEachLanguage(t *testing.T) {
	want := map[string][]string{
		"en": {"4 to 14", "20 to 25", "3", "Tarn Quay, Quayside", "3 to 4 March 2031", "Orland", "a guided bomb dropped from the air"},
		"fr": {"de 4 à 14", "de 20 à 25", "3", "Tarn Quay, Quayside", "du 3 au 4 mars 2031", "Orland", "une bombe guidée larguée d'un aéronef"},
		"ar": {"من 4 إلى 14", "من 20 إلى 25", "3", "Tarn Quay، Quayside", "من 3 إلى 4 مارس 2031", "Orland", "قنبلة موجهة أُلقيت من الجو"},
	}
	for lang, texts := range want {
		for i, token := range Tokens(settled(t), lang) {
			if !token.Agreed || token.Text != texts[i] || token.AgreedAt == nil || token.Name != tokenNames[i] {
				t.Errorf("%s %s: %q, want %q (%s)", lang, token.Name, token.Text, texts[i], token.Reason)
			}
		}
	}
}

func TestTokensSayWhyTheyAreNotAgreed(t *testing.T) {
	want := []string{
		"ORL says 4 to 6, VAR says 11 to 14; the partners have not agreed on a value.",
		"Only VAR gives it (20 to 25); the partners have not agreed on it.",
		"Only VAR gives it (3); the partners have not agreed on it.",
		"ORL says Tarn Quay, VAR says Tarn Quay; the partners have not agreed on a value.",
		"ORL says 4 March 2031 (UTC), VAR says 3 to 4 March 2031; the partners have not agreed on a value.",
		"Only ORL gives it (Orland (fired)); the partners have not agreed on it.",
		"Only ORL gives it (a guided bomb dropped from the air); the partners have not agreed on it.",
	}
	for i, token := range Tokens(tarnQuay(), "en") {
		if token.Agreed || token.Text != "" || token.AgreedAt != nil || token.Reason != want[i] {
			t.Errorf("%s: %q, want %q", token.Name, token.Reason, want[i])
		}
	}
}

func TestTokenTexts(t *testing.T) {
	at := func(s string) *time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return &v
	}
	tests := []struct {
		name, field, token string
		value              any
		want               string // "" is not agreed
	}{
		{"at least", killedField, "killed", models.Count{Min: n(3)}, "at least 3"},
		{"at most", killedField, "killed", models.Count{Max: n(3)}, "at most 3"},
		{"none", killedField, "killed", models.Count{Min: n(0), Max: n(0)}, "0"},
		{"best alone", killedField, "killed", models.Count{Best: n(7)}, "7"},
		{"not known", killedField, "killed", models.Count{}, ""},
		{"agreed that it is not known", killedField, "killed", nil, ""},
		{"a total over statuses is no count of civilians", "casualties/KILLED", "killed", models.Count{Min: n(9), Max: n(9)}, ""},
		{"a local day", "started", "date", geo.Window{Earliest: at("2031-04-27T23:20:00Z"), Latest: at("2031-04-27T23:20:59Z"), Precision: "MINUTE", UTCOffsetMin: n(180)}, "28 April 2031"},
		{"a clock not known", "started", "date", geo.Window{Earliest: at("2031-04-27T23:20:00Z"), Precision: "MINUTE"}, "27 April 2031 (UTC)"},
		{"a day", "started", "date", geo.Window{Earliest: at("2031-06-30T00:00:00Z"), Latest: at("2031-06-30T23:59:59Z"), Precision: "DAY"}, "30 June 2031"},
		{"over a new year", "started", "date", geo.Window{Earliest: at("2031-12-31T00:00:00Z"), Latest: at("2032-01-01T23:59:59Z"), Precision: "DAYS_2_6"}, "31 December 2031 to 1 January 2032"},
		{"a month", "started", "date", geo.Window{Earliest: at("2031-06-01T00:00:00Z"), Latest: at("2031-06-30T23:59:59Z"), Precision: "MONTH"}, "June 2031"},
		{"coordinates only", "place", "place", geo.Place{MGRS: "31N BA 56521 45610", Precision: "EXACT"}, ""},
		{"an address", "place", "place", geo.Place{Name: "12 Harbour Street", Admin2: "Quayside"}, "Quayside"},
		{"coordinates as a name", "place", "place", geo.Place{Name: "0.41235, 0.81240", Admin2: "Quayside"}, "Quayside"},
		{"an actor with roles as rows", "responsibility/VAR", "actor", []map[string]string{{"role": "ORDERED", "claim": "ASSERTED"}}, "Varsenna"},
		{"an adviser", "responsibility/ORL", "actor", "PRESENT_ADVISER", "Orland (present with advisers)"},
		{"unknown means", meansField, "means", "UNKNOWN", ""},
		{"two means", meansField, "means", []string{"ROCKET", "MORTAR"}, "a rocket and mortar fire"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, token := range Tokens(tarnQuay().agree(t, tt.field, tt.value), "en") {
				if token.Name == tt.token && (token.Text != tt.want || token.Agreed != (tt.want != "")) {
					t.Errorf("%q, want %q (%s)", token.Text, tt.want, token.Reason)
				}
			}
		})
	}
}

func TestRender(t *testing.T) {
	bodies := map[string]string{"en": "[[killed]] and [[injured]], [[x]].", "fr": "[[killed]]"}
	r := tarnQuay().agree(t, killedField, models.Count{Min: n(4), Max: n(14)})
	got := Render(bodies, r)
	if got["en"] != "4 to 14 and [injured: not agreed], [x: unknown]." || got["fr"] != "de 4 à 14" {
		t.Errorf("%q", got)
	}
	for _, body := range Render(en(good), settled(t)) {
		if strings.Contains(body, "[") || strings.Contains(body, "31N") {
			t.Errorf("%s", body)
		}
	}
}

func TestClaims(t *testing.T) {
	const text = "We confirm that [[killed]] civilians were killed. We assess that 20 people were injured. Reports indicate that Orland forces struck Tarn Quay on 4 March 2031. No children were killed."
	type claim struct {
		sentence         int
		field, certainty string
		value            string
	}
	want := []claim{
		{1, killedField, Confirmed, `{"min":4,"max":14,"best":null}`},
		{2, injuredField, Assessed, `{"min":20,"max":20,"best":null}`},
		{3, "started", Reported, `"2031-03-04"`},
		{3, "place", Reported, `"Tarn Quay"`},
		{3, "responsibility/ORL", Reported, `"FIRED"`},
		{4, childrenField, Denied, `{"min":0,"max":0,"best":null}`},
	}
	var got []claim
	for _, c := range Claims(en(text), settled(t)) {
		value, err := json.Marshal(c.Value)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, claim{c.Sentence, c.Field, c.Certainty, string(value)})
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// An approval binds to a digest: the text, the kind, the audience and every
// agreed value that is printed change it; nothing else does.
func TestDigestFollowsTextAndPrintedValues(t *testing.T) {
	bodies := func() map[string]string {
		return map[string]string{"en": "On [[date]] at [[place]] [[actor]] killed [[killed]], [[children_killed]], injured [[injured]] with [[means]].", "fr": "[[killed]]"}
	}
	base := Digest("UPDATE", "PUBLIC", bodies(), settled(t))
	if len(base) != 64 {
		t.Fatalf("digest %q", base)
	}
	changes := map[string]any{
		killedField: models.Count{Min: n(5), Max: n(14)}, injuredField: models.Count{Min: n(20), Max: n(26)}, childrenField: models.Count{Min: n(4), Max: n(4)},
		"place": geo.Place{Name: "Oster Bridge"}, "started": geo.Window{Precision: "DAY"}, "responsibility/ORL": "ORDERED", "responsibility/VAR": "FIRED", meansField: "ROCKET",
	}
	for field, v := range changes {
		if Digest("UPDATE", "PUBLIC", bodies(), settled(t).agree(t, field, v)) == base {
			t.Errorf("%s changed, the digest did not", field)
		}
		gone := settled(t)
		if _, agreed := gone.Agreed[field]; agreed {
			delete(gone.Agreed, field)
			if Digest("UPDATE", "PUBLIC", bodies(), gone) == base {
				t.Errorf("%s is no longer agreed, the digest is the same", field)
			}
		}
	}
	same := []string{
		Digest("UPDATE", "PUBLIC", bodies(), settled(t).agree(t, "assessment/status", "CREDIBLE")),
		Digest("UPDATE", "PUBLIC", bodies(), spaced(settled(t))),
	}
	for i, d := range same {
		if d != base {
			t.Errorf("case %d changed the digest though nothing printed changed", i)
		}
	}
	other := []string{
		Digest("HOLDING", "PUBLIC", bodies(), settled(t)), Digest("UPDATE", "FAMILY", bodies(), settled(t)),
		Digest("UPDATEP", "UBLIC", bodies(), settled(t)), Digest("UPDATE", "PUBLIC", map[string]string{"en": bodies()["en"]}, settled(t)),
		Digest("UPDATE", "PUBLIC", map[string]string{"en": bodies()["fr"], "fr": bodies()["en"]}, settled(t)),
	}
	for i, d := range other {
		if d == base {
			t.Errorf("case %d left the digest the same", i)
		}
	}
}

// spaced is the same record with its values written with other spaces.
func spaced(r Record) Record {
	for field, v := range r.Agreed {
		v.Value = []byte(strings.NewReplacer(",", " ,\n ", ":", " : ").Replace(string(v.Value)))
		if json.Valid(v.Value) && !strings.HasPrefix(string(v.Value), `"`) && field != "started" && field != "place" {
			r.Agreed[field] = v
		}
	}
	return r
}

func TestDigestProperties(t *testing.T) {
	fields := []string{killedField, injuredField, childrenField}
	tokens := []string{"[[killed]]", "[[injured]]", "[[children_killed]]"}
	rapid.Check(t, func(rt *rapid.T) {
		langs := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"en", "fr", "ar", "de"}), 1, 4, rapid.ID[string]).Draw(rt, "langs")
		which := rapid.IntRange(0, 2).Draw(rt, "which")
		bodies := map[string]string{}
		for _, lang := range langs {
			bodies[lang] = rapid.String().Draw(rt, "text") + tokens[which]
		}
		lo, wider := rapid.IntRange(0, 50).Draw(rt, "lo"), rapid.IntRange(0, 50).Draw(rt, "wider")
		r := settled(t).agree(t, fields[which], models.Count{Min: &lo, Max: n(lo + wider)})
		before := Digest("UPDATE", "PUBLIC", bodies, r)

		again := map[string]string{} // filled in another order
		for _, lang := range slices.Backward(langs) {
			again[lang] = bodies[lang]
		}
		if Digest("UPDATE", "PUBLIC", again, r) != before {
			rt.Fatal("the order of languages changed the digest")
		}
		if Digest("UPDATE", "PUBLIC", bodies, r.agree(t, fields[which], models.Count{Min: &lo, Max: n(lo + wider + 1)})) == before {
			rt.Fatal("a printed value changed, the digest did not")
		}
	})
}
