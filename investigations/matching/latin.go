package matching

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

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
