package matching

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"concord/models"
)

const maxReferences = 64

// packReferences gives what ties reports together by name: the report's own reference
// and lot numbers, the references its text mentions, and where its sources lie, each
// sorted. Sources that are kept back do not count: both partners read why a pair scores,
// and it must not tell either what the other holds.
func packReferences(f models.ReportFacts) (own, mentions, locators []key) {
	own = appendReference(own, f.LocalRef)
	for _, m := range f.Means {
		if m.Lot != nil {
			own = appendReference(own, *m.Lot)
		}
	}
	texts := []string{f.Title, f.Narrative}
	for _, s := range f.Sources {
		if s.Shared != nil && !*s.Shared {
			continue
		}
		texts = append(texts, s.Title)
		for _, t := range []*string{s.Locator, s.Origin} {
			if t != nil {
				texts = append(texts, *t)
				if at := locator(*t); at != "" {
					locators = append(locators, keyOf(at))
				}
			}
		}
	}
	for _, text := range texts {
		if !digitsIn(text) {
			continue
		}
		for w := range strings.FieldsSeq(text) {
			if digitsIn(w) {
				mentions = appendReference(mentions, w)
			}
		}
	}
	return tidy(own), tidy(mentions), tidy(locators)
}

// digitsIn tells whether a text holds two digits, as any reference does.
func digitsIn(text string) bool {
	n := 0
	for _, r := range text {
		if r >= '0' && r <= '9' || r > unicode.MaxASCII && unicode.IsDigit(r) {
			if n++; n == 2 {
				return true
			}
		}
	}
	return false
}

func tidy(keys []key) []key {
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return keys[:min(len(keys), maxReferences)]
}

// appendReference adds a word that looks like a reference: five characters or
// more, with at least two digits, and letters or a mark besides, so that a year
// or a number of dead is none.
func appendReference(keys []key, word string) []key {
	word = reference(word)
	if word == "" {
		return keys
	}
	return append(keys, keyOf(word))
}

func reference(word string) string {
	word = strings.ToLower(strings.TrimFunc(strings.TrimSpace(word), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	digits, rest := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r) || strings.ContainsRune("-/._", r):
			rest++
		default:
			return ""
		}
	}
	if digits < 2 || rest == 0 || digits+rest < 5 {
		return ""
	}
	return word
}

// locator is a web address or archive reference in one spelling, "" if it names
// only a site and not a page.
func locator(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" {
		return reference(text)
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	if path == "" && u.RawQuery == "" {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.") + path + "?" + u.RawQuery
}

// Reference levels.
const (
	noReference = iota
	namesOther  // one report's own reference stands in the other's text
	sameLot     // the same lot number
	sameSource  // a source at the same address: also a sign that both copy one source
	referenceLevels
)

var referenceBits = [referenceLevels]float64{namesOther: 9, sameLot: 4, sameSource: 6}

func (a *text) referenceLevel(b *text) int {
	ownA, mentionsA, locatorsA := a.parts()
	ownB, mentionsB, locatorsB := b.parts()
	switch {
	case shared(ownA, mentionsB) || shared(ownB, mentionsA):
		return namesOther
	case shared(locatorsA, locatorsB):
		return sameSource
	case shared(ownA, ownB):
		return sameLot
	}
	return noReference
}

// shared tells whether two sorted lists have a key in common.
func shared(a, b keys) bool {
	for i, j := 0, 0; i < a.len() && j < b.len(); {
		switch x, y := a.at(i), b.at(j); {
		case x < y:
			i++
		case x > y:
			j++
		default:
			return true
		}
	}
	return false
}
