package worlds

// A name or word is kept as its sounds, one ASCII letter a sound, so that it can be
// written in three scripts: X is kh, S sh, C ch, G gh; A, I and U are long.
//
// Each sound has its usual Latin spelling, the other that transcribers use, and its
// Arabic and Cyrillic letter. Arabic writes no short vowels.
type sound struct{ latin, other, arabic, cyrillic string }

var soundTable = [128]sound{
	'b': {"b", "b", "ب", "б"}, 't': {"t", "t", "ت", "т"}, 'j': {"j", "dj", "ج", "ж"}, 'h': {"h", "h", "ح", "х"},
	'X': {"kh", "h", "خ", "х"}, 'd': {"d", "d", "د", "д"}, 'r': {"r", "r", "ر", "р"}, 'z': {"z", "z", "ز", "з"},
	's': {"s", "s", "س", "с"}, 'S': {"sh", "ch", "ش", "ш"}, 'G': {"gh", "g", "غ", "г"}, 'f': {"f", "f", "ف", "ф"},
	'q': {"q", "k", "ق", "к"}, 'k': {"k", "k", "ك", "к"}, 'l': {"l", "l", "ل", "л"}, 'm': {"m", "m", "م", "м"},
	'n': {"n", "n", "ن", "н"}, 'v': {"v", "v", "ڤ", "в"}, 'p': {"p", "p", "پ", "п"}, 'C': {"ch", "tch", "چ", "ч"},
	'a': {"a", "e", "", "а"}, 'i': {"i", "y", "", "и"}, 'u': {"u", "ou", "", "у"}, 'e': {"e", "i", "", "е"},
	'o': {"o", "u", "و", "о"}, 'A': {"a", "aa", "ا", "а"}, 'I': {"i", "ee", "ي", "и"}, 'U': {"u", "ou", "و", "у"},
	' ': {" ", " ", " ", " "},
}

// script is how a language or a partner writes.
type script int

const (
	latinScript script = iota
	arabicScript
	cyrillicScript
)

// tongue is an invented language: the syllables its names and words are made of.
type tongue struct {
	home      script
	article   bool // names may begin with an article
	syllables []string
}

// Each table has twenty syllables. They are put together so that what comes out is, as far as we can see, no real place.
var tongues = []tongue{
	{home: latinScript, syllables: []string{"vul", "tem", "bri", "lon", "dar", "fep", "nok", "sil", "kem", "tur",
		"lod", "rem", "vip", "zan", "mok", "pel", "Gla", "hut", "jor", "sef"}},
	{home: arabicScript, article: true, syllables: []string{"bAf", "rim", "XA", "das", "Sub", "qal", "rUz", "zIn", "haq", "mUd",
		"taf", "lis", "Gar", "nAS", "jUb", "fAr", "dak", "saX", "mil", "qUS"}},
	{home: cyrillicScript, syllables: []string{"vorn", "Sep", "Cul", "lop", "krid", "stam", "vez", "Gol", "prut", "zem",
		"dren", "mIS", "tolk", "ruv", "neC", "blas", "Xod", "pir", "sov", "jel"}},
}

// spoken is the n-th word of a language: two syllables for the first 380, three for
// those up to mostWords, all different, and no syllable twice in a row.
func (t tongue) spoken(n int) string {
	if n < 380 {
		n = (n*173 + 53) % 380 // 173 has no divisor in common with 380, so that each comes once
		first := n / 19
		return t.syllables[first] + t.syllables[(first+1+n%19)%20]
	}
	n = (n*2659 + 17) % mostWords
	first := n / (19 * 19)
	second := (first + 1 + n/19%19) % 20
	return t.syllables[first] + t.syllables[second] + t.syllables[(second+1+n%19)%20]
}

const mostWords = 20 * 19 * 19
