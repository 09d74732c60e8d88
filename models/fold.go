package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes text comparable for searching: words of small letters and digits,
// one space between them, in one spelling for the forms that people do not tell
// apart when they type. The same text goes into the index and into the question,
// on every database.
//
// Latin: marks are dropped, ligatures and barred letters opened (hôpital, Łódź,
// œuvre). Cyrillic: і ї и й, е є ё and г ґ are one each, an apostrophe inside a
// word goes. Arabic: forms of alef and hamza, alef maqsura and ya, ta marbuta and
// ha, Persian and Kurdish kaf and ya are one each; tatweel and harakat go; and so
// do a leading waw (and), al- and lil- where enough of the word is left. Digits of
// every script are the digits 0 to 9.
func Fold(text string) string {
	if plain, ok := foldASCII(text); ok {
		return plain
	}
	var b strings.Builder
	b.Grow(len(text))
	var word []rune
	end := func() {
		if len(word) == 0 {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range withoutParticles(word) {
			b.WriteRune(r)
		}
		word = word[:0]
	}
	before := ' '
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r), r == 'ـ', r == '\u200c', r == '\u200d': // marks, tatweel, joiners
			continue
		case strings.ContainsRune("'’ʼ`", r):
			if !unicode.Is(unicode.Cyrillic, before) {
				end()
			}
			continue
		case unicode.IsLetter(r):
			word = appendLetter(word, unicode.ToLower(r))
		case unicode.IsNumber(r):
			word = append(word, digit(r))
		default:
			end()
		}
		before = r
	}
	end()
	return b.String()
}

// foldASCII is Fold for text that is ASCII throughout, as most is.
func foldASCII(text string) (string, bool) {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= 0x80:
			return "", false
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case len(b) > 0 && b[len(b)-1] != ' ':
			b = append(b, ' ')
		}
	}
	if len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return string(b), true
}

// letters are those that one writes for another; "" drops the letter.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h", 'ŋ': "n",
	'є': "е", 'і': "и", 'ґ': "г", 'ѝ': "и", 'ј': "и",
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ٱ': "ا", 'ء': "", 'ؤ': "و", 'ئ': "ي", 'ى': "ي", 'ة': "ه", 'ی': "ي", 'ې': "ي", 'ے': "ي",
	'ک': "ك", 'ڪ': "ك", 'ە': "ه", 'ہ': "ه", 'ھ': "ه", 'ۀ': "ه", 'ۆ': "و", 'ێ': "ي",
}

func appendLetter(word []rune, r rune) []rune {
	if other, ok := letters[r]; ok {
		return append(word, []rune(other)...)
	}
	return append(word, r)
}

// digit is the digit 0 to 9 for a decimal digit of any script; other numbers stay.
func digit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 { // the digits of a script stand together, in blocks of ten
		zero--
	}
	return '0' + (r-zero)%10
}

// withoutParticles drops what Arabic writes as part of the word: waw for and,
// al- for the, lil- for to the. Enough must be left that the rest is a word: the
// waw of وزير and the lam of لليل belong to them.
func withoutParticles(word []rune) []rune {
	if len(word) == 0 || !unicode.Is(unicode.Arabic, word[0]) {
		return word
	}
	if word[0] == 'و' && (len(word) >= 6 && word[1] == 'ا' && word[2] == 'ل' || len(word) >= 5) {
		word = word[1:]
	}
	switch {
	case len(word) >= 5 && word[0] == 'ا' && word[1] == 'ل':
		word = word[2:]
	case len(word) >= 5 && word[0] == 'ل' && word[1] == 'ل':
		word = word[2:]
	}
	return word
}
