package statements

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"concord/models"
)

// Certainties of a claim. A plain assertion asks to be believed like a confirmed
// one, so it counts as CONFIRMED.
const (
	Confirmed = "CONFIRMED"
	Assessed  = "ASSESSED"
	Reported  = "REPORTED"
	Denied    = "DENIED"
)

// Claim is one assertion a sentence makes about a field of the record.
type Claim struct {
	Sentence  int    `json:"sentence"`
	Field     string `json:"field"`
	Value     any    `json:"value"`
	Certainty string `json:"certainty"` // CONFIRMED, ASSESSED, REPORTED or DENIED
	Language  string `json:"language"`
}

// Claims derives what every sentence asserts, from its tokens and from its words,
// in the order of languages and sentences (domain.md 5.2).
func Claims(bodies map[string]string, r Record) []Claim {
	out := []Claim{}
	for _, lang := range slices.Sorted(maps.Keys(bodies)) {
		for _, s := range sentences(bodies[lang], lang) {
			out = append(out, r.claims(s)...)
		}
	}
	return out
}

func (r Record) claims(s sentence) []Claim {
	var out []Claim
	sure := certainty(s)
	add := func(field string, v any, certainty string) {
		out = append(out, Claim{Sentence: s.no, Field: field, Value: v, Certainty: certainty, Language: s.lang})
	}
	for _, name := range tokensIn(s.raw) {
		if field, known := tokenFields[name]; known {
			add(field, r.agreedAny(field), sure)
		}
	}
	d, denied := denies(s)
	if denied && !d.mild && !d.limited {
		zero := 0
		for _, field := range d.fields() {
			add(field, models.Count{Min: &zero, Max: &zero}, Denied)
		}
	}
	for _, c := range counts(s) {
		if c.token == "" && !(denied && c.hi != nil && *c.hi == 0) {
			add(c.field, c.count(), sure)
		}
	}
	for _, date := range dates(s) {
		add("started", date.Format("2006-01-02"), sure)
	}
	for _, name := range r.placesIn(s) {
		add("place", name, sure)
	}
	for _, a := range r.actorsIn(s) {
		role := "FIRED"
		certain := sure
		if a.denied {
			certain = Denied
		}
		add(actorField+"/"+a.code, role, certain)
	}
	slices.SortStableFunc(out, func(a, b Claim) int { return cmp.Compare(a.Sentence, b.Sentence) })
	return out
}

// fields are the count fields a denial puts at none.
func (d denial) fields() []string {
	if d.children {
		if d.killed {
			return []string{childrenField}
		}
		return []string{"casualties/INJURED/CIVILIAN/age=CHILD"}
	}
	var out []string
	if d.killed {
		out = append(out, killedField)
	}
	if d.injured {
		out = append(out, injuredField)
	}
	return out
}

// agreedAny is the agreed value of a field as JSON values, nil when there is none.
func (r Record) agreedAny(field string) any {
	if field != actorField {
		v, ok := value[json.RawMessage](r, field)
		if !ok {
			return nil
		}
		return v
	}
	out := map[string][]string{}
	for _, actor := range r.agreedActors() {
		if codes := r.codes(actorField + "/" + actor); len(codes) > 0 {
			out[actor] = codes
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// tokensIn lists the names between double brackets, once each, in order.
func tokensIn(raw string) []string {
	var out []string
	for _, m := range tokenMark.FindAllStringSubmatch(raw, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// certainty is how sure a sentence says to be: the strongest word counts.
func certainty(s sentence) string {
	if word := sureness(s.words); word != "" {
		return word
	}
	return Confirmed
}

// sureness is the certainty of the strongest word of certainty, "" without any.
func sureness(w []string) string {
	assessed, reported := false, false
	for i, word := range w {
		before := w[max(0, i-4):i]
		negated := hasAny(before, not) || slices.Contains(before, "unable") || slices.Contains(before, "yet")
		ahead := i > 0 && (w[i-1] == "will" || w[i-1] == "being" || w[i-1] == "to" && (i < 2 || w[i-2] != "is" && w[i-2] != "are"))
		switch {
		case has(confirming, word) && !negated && !ahead:
			return Confirmed
		case has(assessing, word) && !negated && !ahead:
			assessed = true
		case has(reporting, word):
			reported = true
		}
	}
	switch {
	case assessed:
		return Assessed
	case reported:
		return Reported
	}
	return ""
}

// placesIn lists the place names of the record that a sentence writes by hand.
func (r Record) placesIn(s sentence) []string {
	var out []string
	text := " " + strings.Join(s.words, " ") + " "
	for _, name := range r.placeNames() {
		words := strings.Join(wordsOf(name), " ")
		if len([]rune(words)) >= 3 && strings.Contains(text, " "+words+" ") && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// placeNames are the names the reports give the place, and the agreed one.
func (r Record) placeNames() []string {
	var out []string
	for _, a := range r.Reports {
		if p := a.Facts.Place; p != nil && strings.TrimSpace(p.Name) != "" && !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	slices.Sort(out)
	return out
}
