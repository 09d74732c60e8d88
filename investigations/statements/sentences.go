package statements

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// sentence is one sentence of a text, as written and as the checks read it.
type sentence struct {
	no    int
	lang  string
	raw   string
	text  string   // folded
	words []string // folded, without punctuation; a token is one word, "[[killed]]"
	ended bool     // by a full stop or its like, not by the end of a line
}

// fold evens out everything that makes equal words look different to a program
// but not to a reader: letter case, accents, compatibility and look-alike
// letters, invisible characters, kinds of space, dash, apostrophe and digit.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(html.UnescapeString(text)) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf) || r == 'ـ':
		case unicode.IsSpace(r) || unicode.IsControl(r):
			b.WriteByte(' ')
		case r > unicode.MaxASCII && unicode.IsDigit(r):
			b.WriteRune(latinDigit(r))
		default:
			r = unicode.ToLower(r)
			if same, ok := alike[r]; ok {
				b.WriteString(same)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// latinDigit writes a decimal digit of another script as 0 to 9: Unicode keeps
// each script's ten in a row, from a code point whose predecessor is no digit.
func latinDigit(r rune) rune {
	for d := rune(0); d < 10; d++ {
		if !unicode.IsDigit(r - d - 1) {
			return '0' + d
		}
	}
	return '0' + r%10
}

// alike are letters and signs that a reader takes for the one on the right.
var alike = map[rune]string{
	'а': "a", 'в': "b", 'е': "e", 'к': "k", 'м': "m", 'н': "h", 'о': "o", 'р': "p", 'с': "c", 'т': "t", 'у': "y", 'х': "x",
	'ѕ': "s", 'і': "i", 'ј': "j", 'ԁ': "d", 'ӏ': "l", 'һ': "h", 'ԛ': "q", 'ԝ': "w",
	'α': "a", 'β': "b", 'ε': "e", 'ι': "i", 'κ': "k", 'ν': "v", 'ο': "o", 'ρ': "p", 'τ': "t", 'υ': "u", 'χ': "x", 'ϲ': "c",
	'ı': "i", 'ɑ': "a", 'ɡ': "g", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l",
	'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ٱ': "ا",
	'’': "'", '‘': "'", 'ʼ': "'", '`': "'", '´': "'", '′': "'",
	'‐': "-", '‒': "-", '–': "-", '−': "-", '—': " - ", '―': " - ", '⁄': "/", '،': ",", '؛': ";", '٫': ".", '٬': ",",
}

// abbreviations after which a full stop ends no sentence.
var abbreviations = set("mr mrs ms dr st col lt sgt maj capt cpt gen brig approx eg ie vs art para fig sec jan feb mar apr jun jul aug sep sept oct nov dec mme mlle dept no nos inc ave rd km al cf resp env av u s n p e g i m")

// sentences cuts a text at full stops, question and exclamation marks of all
// three scripts and at empty lines and list items, but not inside a token, a
// decimal number or after an abbreviation.
func sentences(body, lang string) []sentence {
	var out []sentence
	rest := strings.ReplaceAll(body, "\r\n", "\n")
	start, i := 0, 0
	cut := func(end int, ended bool) {
		raw := strings.TrimSpace(rest[start:end])
		start = end
		s := sentence{no: len(out) + 1, lang: lang, raw: raw, text: fold(raw), ended: ended}
		s.words = wordsOf(listItem.ReplaceAllString(raw, ""))
		if len(s.words) > 0 {
			out = append(out, s)
		}
	}
	for i < len(rest) {
		if strings.HasPrefix(rest[i:], "[[") {
			if end := strings.Index(rest[i:], "]]"); end > 0 && end < 60 {
				i += end + 2
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(rest[i:])
		i += size
		switch r {
		case '.', '!', '?', '؟', '۔', '。', '！', '？', '…':
			for i < len(rest) && strings.ContainsRune(".!?؟…\"'”’»)]", nextRune(rest[i:])) {
				i += utf8.RuneLen(nextRune(rest[i:]))
			}
			if r != '.' || endsSentence(rest[start:i], rest[i:]) {
				cut(i, true)
			}
		case '\n':
			if next := strings.TrimLeft(rest[i:], " \t"); strings.HasPrefix(next, "\n") || listItem.MatchString(next) {
				cut(i, false)
			}
		case '\u2029':
			cut(i, false)
		}
	}
	cut(len(rest), false)
	return out
}

var listItem = regexp.MustCompile(`^([-*•–]|\d{1,2}[.)]) `)

func nextRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// endsSentence decides about a full stop by what stands before and after it.
func endsSentence(before, after string) bool {
	if after == "" {
		return true
	}
	if !unicode.IsSpace(nextRune(after)) && !unicode.Is(unicode.Arabic, nextRune(after)) {
		return false // 4.5, example.org, p.m.
	}
	fields := strings.Fields(strings.TrimRight(before, ".\"'”’»)] "))
	if len(fields) == 0 {
		return false
	}
	last := fold(strings.TrimLeft(fields[len(fields)-1], "([\"'“«"))
	if k := strings.LastIndex(last, "."); k >= 0 {
		last = last[k+1:] // u.n, e.g
	}
	next := strings.TrimSpace(after)
	switch {
	case last == "no" || last == "nos":
		return next == "" || !unicode.IsDigit(nextRune(next))
	case len(fields) == 1 && number.MatchString(last):
		return false // the number of a list item
	}
	return !abbreviations[last] || next == ""
}

var number = regexp.MustCompile(`^\d+$`)

var wordShape = regexp.MustCompile(`\[\[[a-z_]+\]\]|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+|[.,:/][0-9]+)*|;|-`)

// wordsOf reads the words of a sentence in the spelling the lexicon uses.
func wordsOf(raw string) []string {
	var out []string
	for _, w := range wordShape.FindAllString(fold(raw), -1) {
		out = append(out, apart(w)...)
	}
	return join(out)
}

// apart splits what is written together: didn't, l'attaque, casualty-free,
// 12-year-old. References, dates and ranges of digits stay whole.
func apart(w string) []string {
	if strings.HasPrefix(w, "[[") || len(w) == 1 {
		return []string{w}
	}
	first := w[0]
	if first < '0' || first > '9' {
		if k := strings.IndexAny(w, ".,:/"); k > 0 {
			return append(apart(w[:k]), apart(w[k+1:])...)
		}
	}
	switch w {
	case "cannot", "can't":
		return []string{"can", "not"}
	case "won't":
		return []string{"will", "not"}
	case "nobody", "noone":
		return []string{"no", "one"}
	}
	if base, ok := strings.CutSuffix(w, "n't"); ok {
		return []string{base, "not"}
	}
	if k := strings.IndexByte(w, '\''); k > 0 {
		if w[k+1:] == "s" {
			return apart(w[:k])
		}
		return append([]string{w[:k]}, apart(w[k+1:])...)
	}
	parts := strings.Split(w, "-")
	digits := 0
	for _, p := range parts {
		if strings.ContainsAny(p, "0123456789") {
			digits++
		}
	}
	if len(parts) > 1 && (digits == 0 || digits == 1 && number.MatchString(parts[0])) {
		return parts
	}
	return []string{w}
}

// join puts together what is one word to the lexicon.
func join(words []string) []string {
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) {
			next := words[i+1]
			switch {
			case w == "non" && strings.HasPrefix(next, "combat"):
				w, i = "noncombatant", i+1
			case w == "air" && (next == "strike" || next == "strikes" || next == "raid" || next == "raids"):
				w, i = next, i+1
			}
		}
		out = append(out, w)
	}
	return slices.Clip(out)
}

// set makes a set of the words of a line.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
