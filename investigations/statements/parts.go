package statements

import (
	"regexp"
	"slices"
	"strings"
)

// part is something a good statement contains (domain.md 5.1), found in folded text.
type part struct {
	what  string
	found *regexp.Regexp
	info  bool // worth saying, never more
}

var parts = []part{
	{"an acknowledgement of the harm or condolences to the families", regexp.MustCompile(`condol|sorr(y|ow)|regret|sympath|grief|mourn|acknowledg|apolog|deuil|compassion|pardon|تعازي|نعزي|نعرب عن|ناسف|نعتذر|مواساه`), false},
	{"the methods used and those that were not possible", regexp.MustCompile(`method|imagery|interview|site visit|visited|satellite|witness|records? (was|were)|video|logs?\b|examin|forensic|review of|reviewed|methode|entretien|images|temoin|visite|examen|registre|صور|شهود|زياره|مقابلات|سجلات|فحص`), false},
	{"what happens next, with a date", nil, false},
	{"how families and witnesses can reach each partner safely", regexp.MustCompile(`contact|e-?mail|telephone|phone|hotline|write to|reach us|call us|get in touch|joindre|ecrire a|courriel|numero|تواصل|اتصال|الاتصال|هاتف|بريد`), false},
	{"the standard of proof in plain words", regexp.MustCompile(`more likely than not|reasonable grounds|reasonabl|standard of proof|beyond reasonable doubt|clear and convincing|balance of prob|plus probable|motifs raisonnables|niveau de preuve|معيار|ارجح|اسباب معقوله`), true},
	{"what is not known or not settled", regexp.MustCompile(`not (yet )?(known|settled|agreed|clear|established|determined)|unknown|do not know|continue to (assess|review|investigate)|remains? (open|unclear)|not all|on ignore|pas (encore )?(connu|etabli|determine)|reste a|غير معروف|لم يحدد|لا نعرف|ما زال|نواصل`), true},
}

var next = regexp.MustCompile(`\b(will|next|until|plan|expect)\b|\bby [\d\[]|\bby the (end|beginning)\b|prochain|d'ici|publier|sera|seront|avant le|سوف|القادم|قبل|سينشر|سننشر|ستنشر`)

// parted are the kinds that tell of an incident and so owe the parts above.
var parted = []string{"AWARENESS", "UPDATE", "FINDINGS_AGREED", "FINDINGS_WITH_DISSENT", "FAMILY_LETTER", "CORRECTION"}

// missingParts lists what a text of a kind lacks.
func (r Record) missingParts(kind string, list []sentence) []Check {
	lang := list[0].lang
	var out []Check
	say := func(info bool, what string) {
		severity := "INFO"
		if strings.HasPrefix(kind, "FINDINGS") && !info {
			severity = "WARN"
		}
		out = append(out, Check{"MISSING_PART", severity, "The text does not say " + what + "; add a sentence that does, or leave it out knowingly.", 0, lang})
	}
	var whole strings.Builder
	for _, s := range list {
		whole.WriteString(s.text + " ")
	}
	text := whole.String()
	if kind == "HOLDING" {
		if !parts[3].found.MatchString(text) {
			say(true, parts[3].what)
		}
		return out
	}
	if !slices.Contains(parted, kind) {
		return nil
	}
	if !slices.ContainsFunc(list, func(s sentence) bool { return r.names(s) }) {
		say(false, "who speaks and for which forces")
	}
	for _, p := range parts {
		found := p.found != nil && p.found.MatchString(text)
		if p.found == nil {
			found = slices.ContainsFunc(list, func(s sentence) bool { return next.MatchString(s.text) && len(dates(s)) > 0 })
		}
		if !found {
			say(p.info, p.what)
		}
	}
	return out
}

// names tells whether a sentence names a partner at all.
func (r Record) names(s sentence) bool {
	if slices.Contains(tokensIn(s.raw), "actor") {
		return true
	}
	for _, n := range r.actorNames() {
		for i := range s.words {
			if startsWith(s.words[i:], n.words) {
				return true
			}
		}
	}
	return false
}
