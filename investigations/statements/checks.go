package statements

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"concord/models"
)

// Severities of a check.
const (
	Block = "BLOCK"
	Warn  = "WARN"
	Info  = "INFO"
)

// Check is one thing to know before a statement is approved. BLOCK stands in the
// way of approval and release, WARN and INFO do not.
type Check struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Text     string `json:"text"`
	Sentence int    `json:"sentence"` // from 1; 0 is the text as a whole
	Language string `json:"language"` // "" is all of them
}

// review is one pass over a statement.
type review struct {
	Record
	kind   string
	tokens map[string]Token // in English, for what the checks say
	out    []Check
}

func (v *review) say(severity, code string, s sentence, format string, args ...any) {
	c := Check{code, severity, fmt.Sprintf(format, args...), s.no, s.lang}
	if !slices.Contains(v.out, c) {
		v.out = append(v.out, c)
	}
}

// Checks compares a statement with the record: what is not agreed, what
// contradicts an agreed value or a report, what denies what a report carries,
// what names a place or a person too finely, and what a good statement would
// add (domain.md 5, G60 to G63). The worst come first.
func Checks(bodies map[string]string, kind, audience string, r Record) []Check {
	v := &review{Record: r, kind: kind, tokens: map[string]Token{}, out: []Check{}}
	for _, t := range Tokens(r, "en") {
		v.tokens[t.Name] = t
	}
	texts := map[string][]sentence{}
	for _, lang := range slices.Sorted(maps.Keys(bodies)) {
		list := sentences(bodies[lang], lang)
		if len(list) == 0 {
			v.say(Block, "EMPTY", sentence{lang: lang}, "The text in %q is empty; write it or take the language out.", lang)
			continue
		}
		texts[lang] = list
		if lang != "en" && lang != "fr" && lang != "ar" {
			v.say(Warn, "LANGUAGE_NOT_READ", sentence{lang: lang}, "Denials and number words in %q are not known to these checks; somebody who reads it compares it with the other languages.", lang)
		}
		for i, s := range list {
			v.sentence(s, list, i)
		}
		v.out = append(v.out, r.missingParts(kind, list)...)
	}
	if len(bodies) == 0 {
		v.say(Block, "EMPTY", sentence{}, "The statement has no text; write one.")
	}
	v.sameTokens(bodies)
	v.caseBehind()
	rank := map[string]int{Block: 0, Warn: 1, Info: 2}
	slices.SortStableFunc(v.out, func(a, b Check) int {
		return cmp.Or(cmp.Compare(rank[a.Severity], rank[b.Severity]), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Sentence, b.Sentence))
	})
	return v.out
}

func (v *review) sentence(s sentence, list []sentence, i int) {
	v.marks(s)
	v.characters(s)
	v.denials(s, list, i)
	for _, c := range counts(s) {
		v.count(s, c)
	}
	v.certainty(s)
	v.actors(s)
	v.typed(s)
	v.fineness(s)
	v.words(s)
}

// marks checks the tokens as written.
func (v *review) marks(s sentence) {
	for _, name := range tokensIn(s.raw) {
		t, known := v.tokens[name]
		switch {
		case !known:
			v.say(Block, "UNKNOWN_TOKEN", s, "[[%s]] is not a token; use one of %s.", name, strings.Join(tokenNames, ", "))
		case !t.Agreed:
			v.say(Block, "UNAGREED_TOKEN", s, "[[%s]] has no agreed value. %s Agree on it first, or take it out.", name, t.Reason)
		}
	}
	rest := fold(tokenMark.ReplaceAllString(s.raw, " "))
	if strings.Contains(rest, "[[") || strings.Contains(rest, "]]") {
		v.say(Block, "UNKNOWN_TOKEN", s, "Double brackets that close no token would be printed as they are; write a token such as [[killed]] or take them out.")
	}
	for _, at := range tokenMark.FindAllStringIndex(s.raw, -1) {
		if touches(s.raw, at[0], at[1]) {
			v.say(Block, "TOKEN_ALTERED", s, "A digit or letter touches %s and would change the value it prints; put a space between them or take it out.", s.raw[at[0]:at[1]])
		}
	}
}

// characters looks for letters that are not what they seem.
func (v *review) characters(s sentence) {
	if strings.ContainsFunc(s.raw, hidden) {
		v.say(Warn, "HIDDEN_CHARACTERS", s, "The sentence holds characters that do not show; type it anew so that what is approved is what is read.")
	}
	if disguised(s.raw) {
		v.say(Warn, "HIDDEN_CHARACTERS", s, "A word mixes letters of two alphabets that look alike; type it anew.")
	}
}

// sameTokens: each language prints the same facts.
func (v *review) sameTokens(bodies map[string]string) {
	all := printedTokens(bodies)
	for _, lang := range slices.Sorted(maps.Keys(bodies)) {
		here := printedTokens(map[string]string{lang: bodies[lang]})
		var absent []string
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if !here[name] {
				absent = append(absent, "[["+name+"]]")
			}
		}
		if len(absent) > 0 {
			v.say(Block, "TOKEN_SET_DIFFERS", sentence{lang: lang}, "The text in %q lacks %s, which another language prints; every language tells the same facts.", lang, strings.Join(absent, ", "))
		}
	}
}

// caseBehind warns when a statement calls agreed what the case has not reached.
func (v *review) caseBehind() {
	reached := []models.State{models.Agreed, models.AgreedInPart, models.Responding, models.Closed}
	if v.kind == "FINDINGS_AGREED" && !slices.Contains(reached, v.Case) {
		v.say(Warn, "CASE_NOT_AGREED", sentence{}, "The case has not reached AGREED, so findings are not agreed as a whole; publish an update, or conclude the case first.")
	}
}

// denials checks what a sentence says did not happen, alone and, where its line
// has no end, together with the next.
func (v *review) denials(s sentence, list []sentence, i int) {
	d, ok := denies(s)
	if !ok && !s.ended && i+1 < len(list) {
		next := list[i+1]
		if _, alone := denies(next); !alone {
			joined := s
			joined.raw, joined.words = s.raw+" "+next.raw, append(slices.Clone(s.words), next.words...)
			d, ok = denies(joined)
		}
	}
	if !ok {
		return
	}
	if v.kind == "HOLDING" && !d.mild {
		v.say(Block, "HOLDING_DENIAL", s, "A holding statement carries no count and no denial; say that reports are known and are being assessed.")
	}
	who, carries := v.carrier(d)
	switch {
	case d.mild || v.corrects(list, i):
		v.say(Warn, "DENIES_RECORD", s, "The sentence repeats a denial in order to correct it or not to make it; make sure that nobody can quote it as one.")
	case d.limited:
		v.say(Warn, "DENIES_RECORD", s, "The sentence says that nobody else was harmed, which the record does not carry; say what is not known instead.")
	case carries && d.unaware:
		v.say(Block, "DENIES_RECORD", s, "The sentence says that nothing is known of harm, but %s. Say that reports of harm to civilians are known and that the partners continue to assess them.", who)
	case carries:
		v.say(Block, "DENIES_RECORD", s, "The sentence denies what the record carries: %s. Say what is carried, with a token once it is agreed; until then, that reports of harm are known and that the partners continue to assess them.", who)
	case d.unaware:
	case d.combatants:
		v.say(Block, "DENIES_RECORD", s, "The sentence says that only fighters were killed, which no agreed value carries; say what is known of those killed, person by person where it differs.")
	case !v.agreedNone(d):
		v.say(Block, "DENIES_RECORD", s, "The sentence says that no civilian was harmed, but the partners have not agreed on none. Say \"we are not aware of civilian casualties, and continue to assess\".")
	case !v.onSite():
		v.say(Block, "DENIES_RECORD", s, "None is agreed, but no report used a visit to the site, a forensic examination, or witnesses together with medical records. Say \"we are not aware of civilian casualties, and continue to assess\".")
	}
}

// carrier is a report that carries what is denied, in words.
func (v *review) carrier(d denial) (string, bool) {
	var said []string
	for _, field := range d.fields() {
		for _, a := range v.Reports {
			c, ok := a.possible(field)
			if !ok {
				continue
			}
			what := "civilians"
			if d.children {
				what = "children"
			}
			verb := " killed"
			if strings.Contains(field, "INJURED") {
				verb = " injured"
			}
			said = append(said, fmt.Sprintf("%s's own report carries %s %s%s", v.called(a.Partner), c.Text(), what, verb))
		}
	}
	return strings.Join(said, "; "), len(said) > 0
}

// possible is an account's count of people who were or may have been civilians,
// where it is not none.
func (a Account) possible(field string) (models.Count, bool) {
	cell, _ := models.CellAt(field)
	for _, status := range []string{"CIVILIAN", "OTHER_PROTECTED", "UNKNOWN", ""} {
		cell.Status = status
		if status == "" && a.statesStatus(cell) {
			continue // what is left of that total are fighters
		}
		c, ok := models.Total(a.Facts.Casualties, cell)
		if !ok || !c.Known() {
			continue
		}
		if lo, hi := c.Interval(); lo > 0 || hi != nil && *hi > 0 {
			return c, true
		}
	}
	return models.Count{}, false
}

// agreedNone tells whether everything denied is agreed to be none.
func (v *review) agreedNone(d denial) bool {
	for _, field := range d.fields() {
		c, ok := v.agreedCount(field)
		if !ok {
			return false
		}
		if _, hi := c.Interval(); hi == nil || *hi != 0 {
			return false
		}
	}
	return true
}

// onSite tells whether some report looked where it happened, or had the
// equivalent: witnesses and medical records.
func (v *review) onSite() bool {
	return slices.ContainsFunc(v.Reports, func(a Account) bool {
		if a.Facts.Assessment == nil {
			return false
		}
		used := func(method string) bool { return a.Facts.Assessment.Methods[method] == "YES" }
		return used("SITE_VISIT") || used("FORENSIC_EXAM") || used("WITNESS_INTERVIEW") && used("MEDICAL_RECORDS")
	})
}

// corrects tells whether a correction or withdrawal names an earlier sentence and
// says, there or in the next sentence, that it was wrong.
func (v *review) corrects(list []sentence, i int) bool {
	if v.kind != "CORRECTION" && v.kind != "WITHDRAWAL" {
		return false
	}
	near := slices.Clone(list[i].words)
	if i+1 < len(list) {
		near = append(near, list[i+1].words...)
	}
	return hasAny(list[i].words, earlier) && hasAny(near, amended)
}

// called is a partner's name with its code.
func (v *review) called(code string) string {
	if name := v.name(code); name != code {
		return name + " (" + code + ")"
	}
	return code
}
