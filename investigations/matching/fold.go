package matching

import (
	"strings"
	"unicode"
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
