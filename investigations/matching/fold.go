package matching

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FoldPlace is the consonant skeleton of a place name, one key for its many
// spellings: حلب, Halab and Ḥalab are "hlb", Харків and Kharkov "hrkv". Letters
// of Arabic, Hebrew and Cyrillic script are spelled in Latin ones, sounds that
// transcriptions write differently are made one (matching.md 3.3), articles,
// doubled letters and vowels inside a word are dropped. An initial vowel stays as
// "a", since scripts that leave out vowels still write that there is one.
func FoldPlace(name string) string {
	_, bones := foldName(name)
	return bones
}

// foldName is a name in one spelling with its vowels, for comparing names that are
// written with them, and its skeleton: "Tarn Quay" is "tarn kuai" and "trn k".
func foldName(name string) (full, bones string) {
	words := placeWords(name)
	full = strings.Join(words, " ")
	for i, w := range words {
		words[i] = skeleton(w)
	}
	return full, strings.Join(words, " ")
}

// placeWords are the words of a name in one spelling, without articles.
func placeWords(name string) []string {
	words := strings.Fields(latin(name))
	kept := words[:0]
	for i, w := range words {
		if articles[w] && i < len(words)-1 {
			continue
		}
		kept = append(kept, oneSpelling(w))
	}
	return kept
}

// articles in the forms that Latin transcriptions of Arabic give them.
var articles = map[string]bool{"al": true, "el": true, "ul": true, "ar": true, "as": true, "ash": true,
	"at": true, "ath": true, "ez": true, "ed": true, "es": true, "er": true, "et": true, "en": true,
	"ad": true, "adh": true, "an": true, "az": true}

// latin spells text in lower-case Latin letters, digits and single spaces. An
// apostrophe, which stands for a glottal sound or softness, joins its neighbours;
// letters of scripts without a table are kept as they are.
func latin(text string) string {
	if plain, ok := latinASCII(text); ok {
		return plain
	}
	return latinAny(text)
}

// latinASCII is latin for the text that most reports are in; false for any other.
func latinASCII(text string) (string, bool) {
	b := make([]byte, 0, len(text)+8)
	gap := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			return "", false
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c == '\'' || c == '`':
			continue
		default:
			gap = true
			continue
		}
		if gap && len(b) > 0 {
			b = append(b, ' ')
		}
		gap = false
		b = append(b, c)
	}
	return string(b), true
}

func latinAny(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	write := func(s string) {
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteString(s)
	}
	runes := []rune(norm.NFKC.String(strings.ToLower(text)))
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		atStart := b.Len() == 0 || gap
		if atStart && r == 'ا' && i+3 < len(runes) && runes[i+1] == 'ل' && unicode.IsLetter(runes[i+2]) && unicode.IsLetter(runes[i+3]) {
			i++ // the Arabic article is written with its word
			continue
		}
		if r == 'פ' && !atStart {
			write("f")
			continue
		}
		s, ok := spelling[r]
		if !ok && unicode.IsLetter(r) {
			r = bare(r)
			s, ok = spelling[r]
		}
		if ok {
			if s != "" {
				write(s)
			}
			continue
		}
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			write(string(r))
		case silent(r):
		case unicode.IsDigit(r):
			write(string('0' + digitValue(r)))
		case unicode.IsLetter(r):
			write(string(r))
		default:
			gap = true
		}
	}
	return b.String()
}

// silent marks do not part a word: combining marks, apostrophes, joiners.
func silent(r rune) bool {
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Lm, r) ||
		r == '\'' || r == '’' || r == '‘' || r == '`' || r == '´'
}

// digitValue of a decimal digit in any script: their blocks begin at zero.
func digitValue(r rune) rune {
	n := rune(0)
	for n < 9 && unicode.IsDigit(r-n-1) {
		n++
	}
	return n
}

// bare is a letter without its marks.
func bare(r rune) rune {
	first, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	return first
}

// oneSpelling makes one of the ways in which one sound is written.
func oneSpelling(word string) string {
	word = sounds.Replace(word)
	b := make([]rune, 0, len(word))
	for _, r := range word {
		if len(b) > 0 && b[len(b)-1] == r && !unicode.IsDigit(r) {
			continue
		}
		b = append(b, r)
	}
	if n := len(b); n > 2 && b[n-1] == 'h' {
		b = b[:n-1]
	}
	return string(b)
}

// sounds: the longest spelling of each comes first. After it "c" is the sound of
// sh and ch and nothing else.
var sounds = strings.NewReplacer(
	"shch", "c", "tsch", "c", "sch", "c", "tch", "c", "sh", "c", "ch", "c",
	"kh", "h", "gh", "g", "ph", "f", "dh", "d", "th", "t", "dj", "g", "dzh", "g", "zh", "g", "j", "g",
	"ck", "k", "ce", "se", "ci", "si", "cy", "si", "c", "k", "q", "k",
	"ou", "u", "oo", "u", "ee", "i", "y", "i", "w", "u", "x", "ks", "ts", "s", "tz", "s",
)

// skeleton drops the vowels of a word in one spelling, but for the first letter.
func skeleton(word string) string {
	b := make([]rune, 0, len(word))
	for i, r := range word {
		if !strings.ContainsRune("aeiou", r) {
			if len(b) == 0 || b[len(b)-1] != r || unicode.IsDigit(r) {
				b = append(b, r)
			}
		} else if i == 0 {
			b = append(b, 'a')
		}
	}
	return string(b)
}
