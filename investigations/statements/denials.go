package statements

import (
	"slices"
	"strings"
)

// denial is what a sentence says did not happen.
type denial struct {
	killed, injured bool // outcomes it speaks of
	children        bool // only of children
	limited         bool // of further or other people only
	unaware         bool // says not to know of any, instead of that there were none
	mild            bool // says that it is not said, or corrects an earlier denial
	combatants      bool // says that only fighters were among the dead
}

// denies finds the denial a sentence makes, if any. It leans towards finding
// one: a sentence that can be read as a denial is better put otherwise.
func denies(s sentence) (denial, bool) {
	for _, words := range readings(s) {
		if d, ok := deniesIn(words); ok {
			return d, true
		}
	}
	return denial{}, false
}

// readings are the words of a sentence, and, where it holds characters that do
// not show, also its words with these as spaces.
func readings(s sentence) [][]string {
	out := [][]string{s.words}
	if spaced := strings.Map(func(r rune) rune {
		if hidden(r) {
			return ' '
		}
		return r
	}, s.raw); spaced != s.raw {
		out = append(out, wordsOf(spaced))
	}
	return out
}

func deniesIn(w []string) (denial, bool) {
	for _, find := range []func([]string) (int, int, bool){onlyFighters, noneOf, harmedNone, notHarmed, harmThenNone, notAware, refused, calledFalse, avoidedHarm, freeOfHarm} {
		from, to, ok := find(w)
		if !ok {
			continue
		}
		d := scope(w, from, to)
		d.limited = hasAny(w[from:to], limiting) && !d.combatants
		d.mild = disclaimed(w[:from])
		return d, true
	}
	return denial{}, false
}

// scope reads which outcome and whom a denial is about.
func scope(w []string, from, to int) denial {
	span := w[from:to]
	d := denial{killed: hasAny(span, dead), injured: hasAny(span, hurt)}
	if hasAny(span, harmed) || !d.killed && !d.injured {
		d.killed, d.injured = true, true
	}
	d.children = hasAny(span, children) && !hasAny(span, civilian) && !slices.Contains(span, "one")
	d.unaware = slices.Contains(span, "aware") || slices.Contains(span, "unaware") || slices.Contains(span, "knowledge") || slices.Contains(span, "connaissance") || slices.Contains(span, "علم")
	d.combatants = (hasAny(span, fighters) || military(span)) && hasAny(w, all)
	return d
}

// disclaimed: "we do not say that …", "we cannot confirm that …".
func disclaimed(before []string) bool {
	for i, w := range before {
		if !has(not, w) {
			continue
		}
		for _, next := range before[i+1 : min(i+4, len(before))] {
			if has(disclaim, next) {
				return true
			}
		}
	}
	return false
}

// noneOf: "no civilian casualties", "no civilians are believed to have died",
// "aucun civil n'a été tué", "لم يقتل أي مدني", "no civilians were in the area".
func noneOf(w []string) (int, int, bool) {
	for i := range w {
		if !none(w, i) {
			continue
		}
		person := false
	scan:
		for j := i + 1; j < len(w) && j <= i+12; j++ {
			switch {
			case intended(w, j):
				break scan
			case harm(w[j]):
				return i, j + 1, true
			case person && has(presence, w[j]):
				return i, j + 1, true
			case has(people, w[j]):
				person = true
			case !has(between, w[j]) && !has(negative, w[j]):
				break scan
			}
		}
	}
	return 0, 0, false
}

// none tells whether the word at i says that there is none. French "pas" and
// English "not" do only before what there is none of; "personne" only with "n'".
func none(w []string, i int) bool {
	next := func(k int) string {
		if i+k < len(w) {
			return w[i+k]
		}
		return ""
	}
	switch {
	case w[i] == "0" && (next(1) == "to" || next(1) == "-" || next(1) == "or" || next(1) == "a"):
		return false // the lower end of a range
	case w[i] == "nor" && next(1) == "those":
		return false
	case has(negative, w[i]):
		arabic := w[i][0] >= 0xD8
		return !arabic || !hasAny(w[i+1:min(i+4, len(w))], open)
	case w[i] == "not":
		return next(1) == "any" || next(1) == "one" || next(1) == "a" && next(2) == "single"
	case w[i] == "pas":
		return !has(open, next(1)) && !theseOnes[next(1)]
	case w[i] == "personne":
		return next(1) == "n" || next(1) == "ne"
	}
	return false
}

// intended: "no harm was intended" speaks of intent.
func intended(w []string, j int) bool {
	return slices.ContainsFunc(w[j:min(j+4, len(w))], func(s string) bool { return s == "intended" || s == "meant" })
}

// harmedNone: "killed no civilians", "n'a tué aucun civil", "claimed no lives".
func harmedNone(w []string) (int, int, bool) {
	for i := range w {
		if !harm(w[i]) && w[i] != "claimed" && w[i] != "took" && w[i] != "left" {
			continue
		}
		for j := i + 1; j < len(w) && j <= i+2; j++ {
			if !none(w, j) {
				continue
			}
			for k := j + 1; k < len(w) && k <= j+3; k++ {
				if has(people, w[k]) {
					return i, k + 1, true
				}
			}
		}
	}
	return 0, 0, false
}

// notHarmed: "did not kill", "civilians were not hurt", "did not cause harm".
func notHarmed(w []string) (int, int, bool) {
	for i := range w {
		if !has(not, w[i]) {
			continue
		}
		for j := i + 1; j < len(w) && j <= i+5; j++ {
			if definite(w, j) || has(open, w[j]) || w[j] == ";" || w[j] == "aware" || w[j] == "connaissance" {
				break
			}
			if harm(w[j]) {
				return max(0, i-4), min(j+5, len(w)), true
			}
			if !has(causing, w[j]) {
				continue
			}
			for k := j + 1; k < len(w) && k <= j+8; k++ {
				if harm(w[k]) || has(civilian, w[k]) {
					return i, k + 1, true
				}
				if has(open, w[k]) && w[k] != "all" {
					break
				}
			}
		}
		before := w[max(0, i-6):i]
		if i+1 < len(w) && has(happened, last(w[i+1:min(i+4, len(w))], happened)) && hasAny(before, harmed) {
			return max(0, i-6), min(i+4, len(w)), true
		}
		if i+1 < len(w) && (hasAny(before, civilian) || hasAny(before, children)) {
			next := w[i+1 : min(i+4, len(w))]
			if !hasAny(next, open) && hasAny(next, presence) {
				return max(0, i-6), min(i+4, len(w)), true
			}
		}
	}
	return 0, 0, false
}

// theseOnes are French words for certain people: "nous n'oublions pas les personnes
// tuées" denies nothing.
var theseOnes = set("les le la l ces leurs nos ceux celles")

// definite tells whether certain people are meant from word j on: "we do not
// ignore those killed".
func definite(w []string, j int) bool {
	if w[j] == "the" {
		return j+1 < len(w) && (has(people, w[j+1]) || has(dead, w[j+1]) || has(hurt, w[j+1]))
	}
	return theseOnes[w[j]] || w[j] == "those"
}

// last is the last of the words that a set holds, or "".
func last(words []string, s map[string]bool) string {
	for i := len(words) - 1; i >= 0; i-- {
		if has(s, words[i]) {
			return words[i]
		}
	}
	return ""
}

// harmThenNone: "Civilian casualties: none", "killed: 0", "deaths were nil".
func harmThenNone(w []string) (int, int, bool) {
	for i := range w {
		if !harm(w[i]) {
			continue
		}
		for j := i + 1; j < len(w) && j <= i+4; j++ {
			if w[j] == "none" || w[j] == "nil" || w[j] == "zero" || w[j] == "0" || w[j] == "aucun" || w[j] == "aucune" || w[j] == "neant" || w[j] == "صفر" || w[j] == "لا" {
				if j+1 == len(w) || !slices.Contains([]string{"to", "-", "or", "a", "of"}, w[j+1]) {
					return max(0, i-2), min(j+2, len(w)), true
				}
			}
			if !has(between, w[j]) && !has(people, w[j]) && !harm(w[j]) && w[j] != "-" {
				break
			}
		}
	}
	return 0, 0, false
}

// notAware: "we are not aware of any civilian casualties", "no knowledge of".
func notAware(w []string) (int, int, bool) {
	for i := range w {
		aware := w[i] == "unaware" ||
			(w[i] == "aware" || w[i] == "connaissance" || w[i] == "علم" || w[i] == "knowledge" || w[i] == "received" || w[i] == "recu") &&
				hasAny(w[max(0, i-4):i], set("not no never pas aucune sans without ليس لا لم"))
		if !aware {
			continue
		}
		for j := i + 1; j < len(w) && j <= i+14; j++ {
			if has(open, w[j]) && w[j] != "all" || w[j] == ";" {
				break
			}
			if harm(w[j]) {
				return max(0, i-3), j + 1, true
			}
		}
	}
	return 0, 0, false
}

// refused: "we deny that civilians were killed", "rejects claims of casualties".
func refused(w []string) (int, int, bool) {
	for i := range w {
		if !has(refusing, w[i]) || hasAny(w[max(0, i-3):i], set("not never cannot pas لا لم")) {
			continue
		}
		object := false
		for j := i + 1; j < len(w) && j <= i+12 && w[j] != "where" && w[j] != "access"; j++ {
			object = object || has(claiming, w[j]) || has(civilian, w[j]) || slices.Contains([]string{"that", "any", "having", "que", "causing", "avoir", "ان", "اي"}, w[j])
			if harm(w[j]) && (object || j <= i+2) {
				return i, j + 1, true
			}
		}
	}
	return 0, 0, false
}

// calledFalse: "reports of civilian deaths are false", "it is untrue that …".
func calledFalse(w []string) (int, int, bool) {
	wrong := func(i int) bool {
		return has(falsity, w[i]) || (w[i] == "true" || w[i] == "truth" || w[i] == "correct" || w[i] == "vrai" || w[i] == "exact") && hasAny(w[max(0, i-3):i], set("not no never pas aucune"))
	}
	for i := range w {
		if !wrong(i) || i > 0 && has(not, w[i-1]) && has(falsity, w[i]) {
			continue
		}
		from, to := max(0, i-14), min(i+10, len(w))
		near := w[from:to]
		if !slices.ContainsFunc(near, harm) {
			continue
		}
		claimed := hasAny(w[from:i], claiming) || hasAny(w[i+1:min(i+3, len(w))], claiming)
		that := i+1 < len(w) && slices.Contains([]string{"that", "que", "qu", "ان", "to", "in"}, w[i+1])
		if claimed || that {
			return from, to, true
		}
	}
	return 0, 0, false
}

// avoidedHarm: "civilian casualties were avoided", "we rule out civilian harm".
func avoidedHarm(w []string) (int, int, bool) {
	for i := range w {
		ruledOut := (w[i] == "rule" || w[i] == "rules" || w[i] == "ruled") && i+1 < len(w) && w[i+1] == "out"
		if !ruledOut && !has(avoided, w[i]) || hasAny(w[max(0, i-4):i], could) || hasAny(w[max(0, i-4):i], not) {
			continue
		}
		from, to := max(0, i-5), min(i+7, len(w))
		if slices.ContainsFunc(w[from:to], harm) {
			return from, to, true
		}
	}
	return 0, 0, false
}

// freeOfHarm: "casualty-free", "free of civilian casualties", "bloodless".
func freeOfHarm(w []string) (int, int, bool) {
	for i := range w {
		if w[i] == "bloodless" || w[i] == "unharmed" || w[i] == "unhurt" || w[i] == "indemne" || w[i] == "indemnes" || w[i] == "uninjured" {
			return max(0, i-4), i + 1, true
		}
		if kept(w, i) {
			return max(0, i-4), min(i+4, len(w)), true
		}
		if w[i] != "free" && w[i] != "exempt" && w[i] != "exempte" {
			continue
		}
		if i > 0 && harm(w[i-1]) {
			return i - 1, i + 1, true
		}
		for j := i + 1; j < len(w) && j <= i+4; j++ {
			if harm(w[j]) {
				return i, j + 1, true
			}
		}
	}
	return 0, 0, false
}

// kept: "all civilians survived", "spared civilians", "empty of civilians".
func kept(w []string, i int) bool {
	after := w[i+1 : min(i+4, len(w))]
	switch w[i] {
	case "spared", "sparing":
		return hasAny(after, civilian) || hasAny(after, children)
	case "empty", "clear", "void", "devoid", "vide":
		return len(after) > 1 && (after[0] == "of" || after[0] == "de") && hasAny(after, civilian)
	case "survived":
		before := w[max(0, i-4):i]
		return hasAny(before, everyone) || hasAny(before, all) && hasAny(before, people)
	}
	return false
}

// everyone is all and people in one word.
var everyone = set("everyone everybody")

// allOfThem are words after which a fighter is what is counted, not what the dead
// are said to be: "all fighters who were wounded".
var allOfThem = set("all every each tous toutes جميع كل")

// military tells whether the words call the dead lawful or military: "exclusively
// military", "a legitimate target".
func military(w []string) bool {
	for i, word := range w {
		if word == "legitimate" || word == "lawful" || word == "military" && (i+1 == len(w) || set("target targets objective objectives personnel casualties losses")[w[i+1]]) {
			return true
		}
	}
	return false
}

// onlyFighters: "all those killed were fighters", "only combatants were killed",
// "the dead were militants".
func onlyFighters(w []string) (int, int, bool) {
	if !slices.ContainsFunc(w, harm) || !hasAny(w, fighters) && !military(w) {
		return 0, 0, false
	}
	for i := range w {
		counted := i+1 < len(w) && allOfThem[w[i]] && has(fighters, w[i+1])
		if has(all, w[i]) && !counted && !(i > 0 && has(not, w[i-1])) && w[i] != "both" {
			to := min(i+14, len(w))
			if (hasAny(w[i:to], fighters) || military(w[i:to])) && (slices.ContainsFunc(w[i:to], harm) || slices.ContainsFunc(w[max(0, i-4):i], harm)) && !hasAny(w[i:to], civilian) {
				return i, to, true
			}
		}
		if harm(w[i]) && !hasAny(w[max(0, i-4):i], not) {
			for j := i + 1; j < len(w) && j <= i+3; j++ {
				if has(verb, w[j]) && j+1 < len(w) && hasAny(w[j+1:min(j+5, len(w))], fighters) && !hasAny(w[j+1:min(j+6, len(w))], civilian) && !hasAny(w[j+1:min(j+3, len(w))], not) {
					return i, min(j+6, len(w)), true
				}
			}
		}
	}
	return 0, 0, false
}
