package statements

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/geo"
	"concord/models"
)

// count checks one number of people against the agreed value and the reports.
func (v *review) count(s sentence, c counted) {
	if v.kind == "HOLDING" {
		v.say(Block, "HOLDING_COUNT", s, "A holding statement carries no count and no denial; take the number of people out.")
	}
	if c.token != "" {
		v.counting(s, c)
		return
	}
	if c.hi != nil && *c.hi == 0 {
		if _, denied := denies(s); denied {
			return // said as a denial
		}
	}
	typed := c.count()
	agreed, ok := v.agreedTotal(c.field)
	switch {
	case ok && same(typed, agreed):
		v.say(Warn, "NUMBER_TYPED", s, "%q is typed by hand and equals the agreed value; use %s, so that the text follows the record.", c.said, tokenFor(c.field))
	case ok && within(agreed, typed):
		v.say(Warn, "NUMBER_TYPED", s, "%q is typed by hand and says less than the agreed %s; use %s.", c.said, agreed.Text(), tokenFor(c.field))
	case ok:
		v.say(Block, "CONTRADICTS_RECORD", s, "%q contradicts the value of %s on which the partners agreed, %s; use %s.", c.said, inWords(c.field), agreed.Text(), tokenFor(c.field))
	default:
		v.unagreed(s, c, typed)
	}
}

// unagreed judges a number typed where nothing is agreed.
func (v *review) unagreed(s sentence, c counted, typed models.Count) {
	var said, outside []string
	for _, a := range v.Reports {
		of, ok := a.total(c.field)
		if !ok {
			continue
		}
		said = append(said, v.called(a.Partner)+" says "+of.Text())
		if !meet(typed, of) {
			outside = append(outside, v.called(a.Partner)+", whose report says "+of.Text())
		}
		if v.kind == "FINDINGS_WITH_DISSENT" && same(typed, of) && v.attributes(s, a.Partner) {
			v.say(Info, "PARTNER_VALUE", s, "%q is given as what %s found; it is not an agreed value.", c.said, v.called(a.Partner))
			return
		}
	}
	switch {
	case c.vague && len(outside) == 0 && len(said) > 0:
		v.say(Warn, "NUMBER_TYPED", s, "%q stands for a number the partners have not agreed on (%s); say that the number is not agreed, or agree on it and use %s.", c.said, strings.Join(said, "; "), tokenFor(c.field))
	case len(outside) > 0:
		v.say(Block, "CONTRADICTS_RECORD", s, "%q for %s contradicts %s; agree on a value and use %s.", c.said, inWords(c.field), strings.Join(outside, " and "), tokenFor(c.field))
	case len(said) > 0:
		v.say(Block, "CONTRADICTS_RECORD", s, "%q is typed for %s, on which the partners have not agreed (%s); agree on a value and use %s.", c.said, inWords(c.field), strings.Join(said, "; "), tokenFor(c.field))
	default:
		v.say(Block, "CONTRADICTS_RECORD", s, "%q is typed for %s, but no report of a partner carries such a number; take it out, or report it and agree on it first.", c.said, inWords(c.field))
	}
}

// counting checks that a count token is used for what it counts and as it is.
func (v *review) counting(s sentence, c counted) {
	own := tokenFields[c.token]
	if c.altered != "" {
		v.say(Block, "TOKEN_ALTERED", s, "%q before [[%s]] changes the agreed value; take it out.", c.altered, c.token)
	}
	if c.field != own && c.field != "casualties" && !(c.token == "children_killed" && c.field == killedField) {
		v.say(Block, "TOKEN_MISPLACED", s, "[[%s]] stands where the sentence counts %s; it prints %s.", c.token, inWords(c.field), inWords(own))
	}
	if agreed, ok := v.agreedCount(own); ok {
		if _, hi := agreed.Interval(); hi != nil && *hi == 0 {
			d := denial{killed: own != injuredField, injured: own == injuredField, children: own == childrenField}
			if who, carries := v.carrier(d); carries {
				v.say(Block, "DENIES_RECORD", s, "[[%s]] prints none, but %s. Amend the report or agree anew.", c.token, who)
			}
		}
	}
}

// agreedTotal is the agreed value a typed number is compared with; killed and
// injured together where the text says casualties.
func (v *review) agreedTotal(field string) (models.Count, bool) {
	if field != "casualties" {
		return v.agreedCount(field)
	}
	killed, ok := v.agreedCount(killedField)
	injured, both := v.agreedCount(injuredField)
	return sum(killed, injured), ok && both
}

// total is the same of an account.
func (a Account) total(field string) (models.Count, bool) {
	if field != "casualties" {
		return a.count(field)
	}
	killed, ok := a.count(killedField)
	injured, both := a.count(injuredField)
	return sum(killed, injured), ok && both
}

func sum(a, b models.Count) models.Count {
	aLo, aHi := a.Interval()
	bLo, bHi := b.Interval()
	lo := aLo + bLo
	c := models.Count{Min: &lo}
	if aHi != nil && bHi != nil {
		hi := *aHi + *bHi
		c.Max = &hi
	}
	return c
}

// same tells whether two counts assert the same.
func same(a, b models.Count) bool { return within(a, b) && within(b, a) }

// within tells whether a lies inside b.
func within(a, b models.Count) bool {
	aLo, aHi := a.Interval()
	bLo, bHi := b.Interval()
	return aLo >= bLo && (bHi == nil || aHi != nil && *aHi <= *bHi)
}

// meet tells whether two counts can both be true.
func meet(a, b models.Count) bool {
	aLo, aHi := a.Interval()
	bLo, bHi := b.Interval()
	return (aHi == nil || bLo <= *aHi) && (bHi == nil || aLo <= *bHi)
}

// tokenFor is what to write instead of a number.
func tokenFor(field string) string {
	for _, name := range tokenNames {
		if tokenFields[name] == field {
			return "[[" + name + "]]"
		}
	}
	switch {
	case field == "casualties":
		return "[[killed]] and [[injured]]"
	case strings.Contains(field, "CIVILIAN") && strings.Contains(field, "KILLED"):
		return "[[killed]]"
	case strings.Contains(field, "CIVILIAN") && strings.Contains(field, "INJURED"):
		return "[[injured]]"
	}
	return "words without a number"
}

// inWords names a count field.
func inWords(field string) string {
	if field == "casualties" {
		return "people killed and injured"
	}
	cell, _ := models.CellAt(field)
	who := "civilians"
	switch {
	case cell.Age == "CHILD":
		who = "children"
	case cell.Sex == "FEMALE":
		who = "women"
	case cell.Sex == "MALE":
		who = "men"
	case cell.Status == "DIRECT_PARTICIPANT":
		who = "fighters"
	}
	return who + " " + strings.ToLower(cell.Outcome)
}

// attributes tells whether a sentence gives something as one partner's finding.
func (v *review) attributes(s sentence, partner string) bool {
	for _, n := range v.actorNames() {
		if n.code != partner {
			continue
		}
		for i := range s.words {
			if startsWith(s.words[i:], n.words) {
				return true
			}
		}
	}
	return false
}

// touches tells whether a letter or digit stands directly beside a token.
func touches(raw string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(raw[:from])
	after, _ := utf8.DecodeRuneInString(raw[to:])
	if unicode.Is(unicode.Arabic, before) && unicode.IsLetter(before) {
		before = ' ' // a particle is written together with what follows
	}
	return unicode.IsLetter(before) || unicode.IsDigit(before) || unicode.IsLetter(after) || unicode.IsDigit(after)
}

// certainty: "confirmed" needs agreement, "assesses" a report that is credible
// (domain.md 5.2). A sentence that asserts nothing about the incident is let be.
func (v *review) certainty(s sentence) {
	sure := sureness(s.words)
	if sure == "" || sure == Reported {
		return
	}
	var open []string
	about := false
	for _, c := range v.claims(s) {
		about = true
		if c.Certainty != Denied && !v.agreedField(c.Field) && !slices.Contains(open, c.Field) {
			open = append(open, c.Field)
		}
	}
	if !about && slices.ContainsFunc(s.words, harm) {
		about = true
		if _, ok := v.agreedCount(killedField); !ok {
			open = append(open, killedField)
		}
	}
	credible := slices.ContainsFunc(v.Reports, func(a Account) bool {
		return a.Facts.Assessment != nil && a.Facts.Assessment.Status == "CREDIBLE"
	})
	switch {
	case !about && sure == Confirmed && !v.concluded():
		v.say(Warn, "CERTAINTY", s, "\"Confirmed\" is for what the partners agreed, and this sentence names no agreed fact; say what is reported, or by which partner.")
	case !about || len(open) == 0:
	case sure == Confirmed:
		v.say(Block, "CERTAINTY", s, "\"Confirmed\" needs agreement, and the partners have not agreed on %s; say \"reports indicate\", or agree first.", strings.Join(open, ", "))
	case sure == Assessed && !credible:
		v.say(Block, "CERTAINTY", s, "\"Assessed\" needs a report assessed as CREDIBLE, and none is; say \"reports indicate\".")
	}
}

func (v *review) concluded() bool {
	return v.Case == models.Agreed || v.Case == models.AgreedInPart || v.Case == models.Responding || v.Case == models.Closed
}

// agreedField tells whether a claim's field has an agreed value.
func (v *review) agreedField(field string) bool {
	if field == actorField {
		return v.tokens["actor"].Agreed
	}
	if field == "casualties" {
		_, ok := v.agreedTotal(field)
		return ok
	}
	a, ok := v.Agreed[field]
	return ok && strings.TrimSpace(string(a.Value)) != "null" && len(a.Value) > 0
}

// actors checks who is said to have caused the harm.
func (v *review) actors(s sentence) {
	for _, a := range v.actorsIn(s) {
		codes := v.codes(actorField + "/" + a.code)
		fired := slices.ContainsFunc(codes, firing)
		switch {
		case len(codes) == 0 && v.kind == "FINDINGS_WITH_DISSENT" && hasAny(s.words, reporting):
			v.say(Warn, "ACTOR_NOT_AGREED", s, "The part of %s is not agreed; the sentence must show whose finding it is, and give the other partner's beside it.", v.called(a.code))
		case len(codes) == 0:
			v.say(Block, "ACTOR_NOT_AGREED", s, "%s. %s Say that responsibility is not settled, or agree on responsibility/%s and use [[actor]].", v.actorClaim(a), v.actorSources(a.code), a.code)
		case a.denied && fired:
			v.say(Block, "ACTOR_NOT_AGREED", s, "%s, but the partners agreed that it had the role %s; use [[actor]].", v.actorClaim(a), strings.Join(codes, ", "))
		case !a.denied && !fired:
			v.say(Block, "ACTOR_NOT_AGREED", s, "%s, but the agreed role is %s; say that instead.", v.actorClaim(a), strings.Join(codes, ", "))
		}
	}
	v.hiddenActor(s)
	if !slices.Contains(tokensIn(s.raw), "actor") || !v.tokens["actor"].Agreed {
		return
	}
	for _, a := range v.Reports {
		for _, one := range a.Facts.Responsibility {
			_, settled := v.Agreed[actorField+"/"+one.Actor]
			if firing(one.Role) && one.ActorKind == "PARTNER" && !settled {
				v.say(Block, "ACTOR_NOT_AGREED", s, "[[actor]] would not name %s, whom %s's report also gives as %s and on whom nothing is agreed; agree on responsibility/%s first.", v.called(one.Actor), v.called(a.Partner), one.Role, one.Actor)
			}
		}
	}
}

func (v *review) actorClaim(a named) string {
	if a.denied {
		return fmt.Sprintf("The sentence says that %s was not responsible", v.called(a.code))
	}
	return fmt.Sprintf("The sentence says that %s caused the harm", v.called(a.code))
}

func (v *review) actorSources(code string) string {
	for _, a := range v.Reports {
		for _, one := range a.Facts.Responsibility {
			if one.Actor == code {
				return fmt.Sprintf("%s's report says %s, but nothing is agreed.", v.called(a.Partner), one.Role)
			}
		}
	}
	return "Nothing is agreed on its part."
}

// hiddenActor: "the coalition" must not stand for partners that are known.
func (v *review) hiddenActor(s sentence) {
	w := s.words
	behind := hasAny(w, set("coalition alliance multinational التحالف")) || containsPhrase(w, "allied forces") || containsPhrase(w, "joint forces") || containsPhrase(w, "partner forces") || containsPhrase(w, "friendly forces")
	if !behind || v.names(s) || !hasAny(w, struck) && !hasAny(w, strike) && !hasAny(w, liable) && !slices.ContainsFunc(w, harm) {
		return
	}
	known := v.agreedActors()
	for _, a := range v.Reports {
		for _, one := range a.Facts.Responsibility {
			if one.ActorKind == "PARTNER" && !slices.Contains(known, one.Actor) {
				known = append(known, one.Actor)
			}
		}
	}
	if len(known) > 0 {
		v.say(Warn, "COALITION", s, "The sentence puts responsibility on a group though the record names %s; name the partner once it is agreed, or say that the part of each is not settled.", strings.Join(known, ", "))
	}
}

func containsPhrase(w []string, phrase string) bool {
	return strings.Contains(" "+strings.Join(w, " ")+" ", " "+phrase+" ")
}

// afterwards are acts that follow an incident and have dates of their own.
var afterwards = set(`received learned informed notified met opened began started published announced shared visited completed updated recu appris informe publie ouvert تلقينا تلقت نشر فتح`)

// typed checks dates and place names written by hand beside a known fact.
func (v *review) typed(s sentence) {
	about := slices.ContainsFunc(s.words, harm) || hasAny(s.words, strike) || hasAny(s.words, struck)
	later := next.MatchString(s.text) || hasAny(s.words, earlier) || hasAny(s.words, afterwards)
	agreed, _ := value[geo.Window](v.Record, "started")
	for _, day := range dates(s) {
		text := day.Format("2006-01-02")
		var fits, others []string
		for _, a := range v.Reports {
			if w := a.Facts.Started; w != nil && w.Earliest != nil {
				if holds(*w, day) {
					fits = append(fits, a.Partner)
				} else {
					others = append(others, v.called(a.Partner)+" says "+datePhrase(*w, "en"))
				}
			}
		}
		switch t := v.tokens["date"]; {
		case t.Agreed && holds(agreed, day):
			v.say(Warn, "DATE_TYPED", s, "%s is typed by hand and fits the agreed date; use [[date]], which prints %s.", text, t.Text)
		case t.Agreed && about && !later:
			v.say(Block, "CONTRADICTS_RECORD", s, "%s is not the date on which the partners agreed, %s; use [[date]].", text, t.Text)
		case len(fits) > 0:
			v.say(Warn, "DATE_TYPED", s, "%s is typed by hand, as %s has it; use [[date]] once the time is agreed.", text, strings.Join(fits, " and "))
		case len(others) > 0 && about && !later:
			v.say(Block, "CONTRADICTS_RECORD", s, "%s is the date of no report: %s; agree on the time and use [[date]].", text, strings.Join(others, ", "))
		}
	}
	for _, name := range v.placesIn(s) {
		if v.tokens["place"].Agreed {
			v.say(Warn, "PLACE_TYPED", s, "%q is typed by hand; use [[place]], which prints %q.", name, v.tokens["place"].Text)
		} else {
			v.say(Warn, "PLACE_TYPED", s, "%q is typed by hand as a report names the place; use [[place]] once it is agreed.", name)
		}
	}
}

// fineness keeps coordinates, addresses and persons out of public (G63).
func (v *review) fineness(s sentence) {
	if v.PublicPrecision != "EXACT" {
		if what := coordinates(s.text); what != "" {
			v.say(Block, "PRECISION_TOO_FINE", s, "The sentence gives %s, finer than the public precision; use [[place]], which names the place safely.", what)
		}
	}
	if aged.MatchString(s.text) {
		v.say(Warn, "NAMES_PERSON", s, "The sentence seems to name a person or give an age; leave both out unless the family consented and was told.")
	}
}

// words points out words that hide or judge, once each.
func (v *review) words(s sentence) {
	for _, l := range loaded {
		if containsPhrase(s.words, l.word) {
			v.say(Warn, "WORDS", s, "%q hides or judges; say instead: %s.", l.word, l.say)
		}
	}
	for i, w := range s.words {
		if w == "only" && i+1 < len(s.words) && strings.HasPrefix(s.words[i+1], "[[") {
			v.say(Warn, "WORDS", s, "\"only\" before a number makes little of it; leave it out.")
		}
	}
}
