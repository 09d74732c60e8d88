package worlds

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// name is a proper name: its sounds, and whether an article goes before it.
type name struct {
	sounds  string
	article bool
}

// style is how a name is written: the script, and which sounds are spelled in the
// other way (a set of rules below).
type style struct {
	script script
	rules  uint16
}

// The rules of transcription by which two writers of one name differ
// (matching.md 3.3: kh-h, q-k, ou-u, sh-ch, y-i, al-/el-, doubles).
const (
	ruleHard   uint16 = 1 << iota // kh as h, gh as g
	ruleQ                         // q as k
	ruleU                         // u as ou
	ruleSh                        // sh as ch, ch as tch
	ruleI                         // i as y
	ruleLong                      // long vowels doubled
	ruleEl                        // el- for al-
	ruleBare                      // no article
	ruleDouble                    // a consonant between vowels doubled
	ruleFinal                     // h after a final vowel
	rules      = 10
)

var otherBy = [128]uint16{'X': ruleHard, 'G': ruleHard, 'q': ruleQ, 'u': ruleU, 'U': ruleU, 'S': ruleSh, 'C': ruleSh, 'i': ruleI,
	'A': ruleLong, 'I': ruleLong}

const vowels = "aiueoAIU"

// write spells a name in a style, with a capital.
func (n name) write(s style) string {
	var b strings.Builder
	if n.article && s.rules&ruleBare == 0 {
		switch s.script {
		case arabicScript:
			b.WriteString("ال")
		case cyrillicScript:
			b.WriteString("аль-")
		default:
			b.WriteString("al-")
			if s.rules&ruleEl != 0 {
				b.Reset()
				b.WriteString("el-")
			}
		}
	}
	b.WriteString(spell(n.sounds, s))
	return capital(b.String())
}

// spell writes sounds in a style.
func spell(sounds string, s style) string {
	var b strings.Builder
	for i := 0; i < len(sounds); i++ {
		c := sounds[i]
		as := soundTable[c]
		switch s.script {
		case arabicScript:
			if as.arabic == "" && i == 0 {
				b.WriteString("ا") // a word cannot begin with a short vowel unwritten
			}
			b.WriteString(as.arabic)
			continue
		case cyrillicScript:
			b.WriteString(as.cyrillic)
			continue
		}
		text := as.latin
		if s.rules&otherBy[c] != 0 {
			text = as.other
		}
		inside := i > 0 && i < len(sounds)-1 && strings.IndexByte(vowels, sounds[i-1]) >= 0 && strings.IndexByte(vowels, sounds[i+1]) >= 0
		if s.rules&ruleDouble != 0 && inside && len(text) == 1 {
			b.WriteString(text)
		}
		b.WriteString(text)
	}
	if s.script == latinScript && s.rules&ruleFinal != 0 && len(sounds) > 0 && strings.IndexByte(vowels, sounds[len(sounds)-1]) >= 0 {
		b.WriteByte('h')
	}
	return b.String()
}

// capital makes the first letter one; Arabic has none.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// varied adds none, one or two rules to a style.
func (c *chances) varied(s style) style {
	for range c.n(3) {
		s.rules ^= 1 << c.n(rules)
	}
	return s
}

// dropped leaves one letter out, never the first.
func (c *chances) dropped(s string) string {
	runes := []rune(s)
	if len(runes) < 4 {
		return s
	}
	at := 1 + c.n(len(runes)-1)
	return string(slices.Delete(runes, at, at+1))
}

// named makes a name of three syllables of a language.
func (c *chances) named(t tongue) name {
	return name{sounds: t.spoken(380 + c.n(mostWords-380)), article: t.article && c.happens(0.25)}
}
