// Package statements is what partners say in public together: texts whose facts
// are bound to agreed values, checked against every report of the incident,
// approved by each party as one digest and only then released.
//
// Texts name facts by tokens such as [[killed]]. Nothing in this file or the
// checks looks anything up: the Record is all they know.
package statements

import (
	"encoding/json"
	"slices"
	"strings"

	"concord/geo"
	"concord/models"
)

// Record is what the case carries: the agreed values and every live report of
// the incident a statement is about, as far as the reader may see them.
type Record struct {
	Agreed          map[string]models.AgreedValue // by field path, such as casualties/KILLED/CIVILIAN
	Reports         []Account
	Case            models.State
	Parties         []string          // codes
	Names           map[string]string // partner code to name; an account's PartnerName serves where it is absent
	PublicPrecision string            // what may be printed of a place: EXACT, ADMIN2 (also ""), ADMIN1 or COUNTRY
}

// Account is one partner's report.
type Account struct {
	Partner     string
	PartnerName string
	Report      string
	Facts       models.ReportFacts
}

// Token is one fact a text may name, with what it prints. Whether it is agreed,
// and its text, follow from agreed values alone, never from who reads; Sources
// are the reports the reader may see.
type Token struct {
	Name     string          `json:"name"`
	Field    string          `json:"field"`
	Text     string          `json:"text"`
	Agreed   bool            `json:"agreed"`
	AgreedAt *models.Instant `json:"agreed_at"`
	Reason   string          `json:"reason"` // why it is not agreed, in words
	Sources  []TokenSource   `json:"sources"`
}

// TokenSource is what one partner's report says of a token's field.
type TokenSource struct {
	Partner string `json:"partner"`
	Text    string `json:"text"`
}

// Fields the tokens stand for. A count is of civilians: the total over statuses
// would print fighters as civilians.
const (
	killedField   = "casualties/KILLED/CIVILIAN"
	injuredField  = "casualties/INJURED/CIVILIAN"
	childrenField = "casualties/KILLED/CIVILIAN/age=CHILD"
	actorField    = "responsibility"
	meansField    = "means/weapon"
)

// tokenNames are all tokens in the order they are listed (api.md section 3).
var tokenNames = []string{"killed", "injured", "children_killed", "place", "date", "actor", "means"}

var tokenFields = map[string]string{
	"killed": killedField, "injured": injuredField, "children_killed": childrenField,
	"place": "place", "date": "started", "actor": actorField, "means": meansField,
}

// Tokens lists every token with its text in a language: en, fr or ar, else en.
func Tokens(r Record, lang string) []Token {
	out := make([]Token, 0, len(tokenNames))
	for _, name := range tokenNames {
		t := Token{Name: name, Field: tokenFields[name], Sources: []TokenSource{}}
		switch name {
		case "place":
			t.Text, t.Reason = r.placeText(lang)
		case "date":
			t.Text, t.Reason = r.dateText(lang)
		case "actor":
			t.Text, t.Reason = r.actorText(lang)
		case "means":
			t.Text, t.Reason = r.meansText(lang)
		default:
			t.Text, t.Reason = r.countText(t.Field, lang)
		}
		for _, a := range r.Reports {
			if text := a.says(t.Field, lang, r); text != "" {
				t.Sources = append(t.Sources, TokenSource{a.Partner, text})
			}
		}
		if t.Agreed = t.Text != ""; t.Agreed {
			t.AgreedAt = r.agreedAt(t.Field)
		} else if t.Reason == "" {
			t.Reason = notAgreed(t.Sources)
		}
		out = append(out, t)
	}
	return out
}

// notAgreed says in words why a field has no agreed value.
func notAgreed(said []TokenSource) string {
	switch len(said) {
	case 0:
		return "No report gives it, so there is nothing to agree on yet."
	case 1:
		return "Only " + said[0].Partner + " gives it (" + said[0].Text + "); the partners have not agreed on it."
	}
	parts := make([]string, len(said))
	for i, s := range said {
		parts[i] = s.Partner + " says " + s.Text
	}
	return strings.Join(parts, ", ") + "; the partners have not agreed on a value."
}

// agreedAt is when the last of the values a field stands for was agreed.
func (r Record) agreedAt(field string) *models.Instant {
	var last *models.Instant
	for key, v := range r.Agreed {
		if key == field || field == actorField && strings.HasPrefix(key, actorField+"/") {
			if last == nil || v.At.After(last.Time) {
				at := v.At
				last = &at
			}
		}
	}
	return last
}

// value reads an agreed value of a field; false when there is none to print.
func value[T any](r Record, field string) (T, bool) {
	var v T
	a, ok := r.Agreed[field]
	if !ok || len(a.Value) == 0 || strings.TrimSpace(string(a.Value)) == "null" {
		return v, false
	}
	return v, json.Unmarshal(a.Value, &v) == nil
}

// agreedCount is the agreed count of a field, if one is known.
func (r Record) agreedCount(field string) (models.Count, bool) {
	c, ok := value[models.Count](r, field)
	return c, ok && c.Known()
}

func (r Record) countText(field, lang string) (string, string) {
	c, ok := r.agreedCount(field)
	if !ok {
		return "", ""
	}
	return countPhrase(c, lang), ""
}

func (r Record) dateText(lang string) (string, string) {
	w, ok := value[geo.Window](r, "started")
	if !ok {
		return "", ""
	}
	text := datePhrase(w, lang)
	if text == "" {
		return "", "The agreed time names no date that could be printed; agree on a narrower one."
	}
	return text, ""
}

func (r Record) placeText(lang string) (string, string) {
	p, ok := value[geo.Place](r, "place")
	if !ok {
		return "", ""
	}
	text := placePhrase(p, r.PublicPrecision, lang)
	if text == "" {
		return "", "The agreed place has no name that may be printed at the public precision, and coordinates never are; agree on one with a name or district."
	}
	return text, ""
}

func (r Record) meansText(lang string) (string, string) {
	var words []string
	for _, code := range r.codes(meansField) {
		if text := weaponPhrase(code, lang); text != "" {
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		if _, ok := r.Agreed[meansField]; ok {
			return "", "The partners agreed that the means is not known; say so in words."
		}
		return "", ""
	}
	return list(words, lang), ""
}

// actorText names the partners agreed to have fired, ordered or called fire;
// with none, those agreed in another role, with that role.
func (r Record) actorText(lang string) (string, string) {
	var fired, others []string
	any := false
	for _, actor := range r.agreedActors() {
		any = true
		roles := r.codes(actorField + "/" + actor)
		if slices.ContainsFunc(roles, firing) {
			fired = append(fired, r.name(actor))
		} else if text := rolePhrase(roles, lang); text != "" {
			others = append(others, r.name(actor)+" ("+text+")")
		}
	}
	switch {
	case len(fired) > 0:
		return list(fired, lang), ""
	case len(others) > 0:
		return list(others, lang), ""
	case any:
		return "", "The partners agreed on no actor that could be named; say so in words."
	}
	return "", ""
}

// agreedActors are the actors on whose part the partners agreed, sorted.
func (r Record) agreedActors() []string {
	var out []string
	for key := range r.Agreed {
		if actor, ok := strings.CutPrefix(key, actorField+"/"); ok && actor != "" {
			out = append(out, actor)
		}
	}
	slices.Sort(out)
	return out
}

// firing tells whether a role is that of an actor that caused the harm.
func firing(role string) bool {
	return role == "FIRED" || role == "ORDERED" || role == "CALLED_FIRE" || role == "DETAINED"
}

// codes reads an agreed value that is a code, a list of codes, or rows that hold
// one under role, code or weapon.
func (r Record) codes(field string) []string {
	v, ok := value[any](r, field)
	if !ok {
		return nil
	}
	var out []string
	var read func(any)
	read = func(v any) {
		switch x := v.(type) {
		case string:
			out = append(out, strings.Split(x, ",")...)
		case []any:
			for _, one := range x {
				read(one)
			}
		case map[string]any:
			for _, key := range []string{"role", "roles", "code", "weapon"} {
				read(x[key])
			}
		}
	}
	read(v)
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// name is how a partner is called in a text.
func (r Record) name(code string) string {
	if n := r.Names[code]; n != "" {
		return n
	}
	for _, a := range r.Reports {
		if a.Partner == code && a.PartnerName != "" {
			return a.PartnerName
		}
	}
	return code
}

// says is what an account says of a field, in words; "" when nothing.
func (a Account) says(field, lang string, r Record) string {
	switch field {
	case "place":
		if a.Facts.Place != nil {
			return placePhrase(*a.Facts.Place, r.PublicPrecision, lang)
		}
	case "started":
		if a.Facts.Started != nil {
			return datePhrase(*a.Facts.Started, lang)
		}
	case meansField:
		var words []string
		for _, m := range a.Facts.Means {
			if text := weaponPhrase(m.Weapon, lang); text != "" && !slices.Contains(words, text) {
				words = append(words, text)
			}
		}
		return list(words, lang)
	case actorField:
		var words []string
		for _, one := range a.Facts.Responsibility {
			text := r.name(one.Actor)
			if role := rolePhrase([]string{one.Role}, lang); role != "" {
				text += " (" + role + ")"
			}
			words = append(words, text)
		}
		return list(words, lang)
	default:
		if c, ok := a.count(field); ok {
			return countPhrase(c, lang)
		}
	}
	return ""
}

// count is what an account says of a count field; a total over statuses stands
// in for civilians where the account gives no status (api.md section 3).
func (a Account) count(field string) (models.Count, bool) {
	cell, ok := models.CellAt(field)
	if !ok {
		return models.Count{}, false
	}
	c, ok := models.Total(a.Facts.Casualties, cell)
	if !ok && cell.Status == "CIVILIAN" {
		cell.Status = ""
		if c, ok = models.Total(a.Facts.Casualties, cell); ok && a.statesStatus(cell) {
			return models.Count{}, false // a sum of statuses other than civilian
		}
	}
	return c, ok && c.Known()
}

// statesStatus tells whether the account breaks a cell down by status.
func (a Account) statesStatus(cell models.Cell) bool {
	return slices.ContainsFunc(a.Facts.Casualties, func(c models.Casualty) bool {
		return c.Outcome == cell.Outcome && c.Status != "" && c.Status != "UNKNOWN"
	})
}
