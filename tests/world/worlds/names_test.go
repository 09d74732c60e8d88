package worlds

import (
	"testing"
)

func TestNamesInThreeScripts(t *testing.T) {
	khair := name{sounds: "Xair", article: true}
	tests := []struct {
		name  string
		of    name
		style style
		want  string
	}{
		{"Latin", khair, style{}, "Al-khair"},
		{"el-", khair, style{rules: ruleEl}, "El-khair"},
		{"no article, kh as h, i as y", khair, style{rules: ruleBare | ruleHard | ruleI}, "Hayr"},
		{"Arabic leaves short vowels out", khair, style{script: arabicScript}, "الخر"},
		{"Cyrillic", khair, style{script: cyrillicScript}, "Аль-хаир"},
		{"q as k, u as ou", name{sounds: "qUSut"}, style{rules: ruleQ | ruleU}, "Koushout"},
		{"sh as ch", name{sounds: "SoCan"}, style{rules: ruleSh}, "Chotchan"},
		{"long vowels doubled", name{sounds: "bAf"}, style{rules: ruleLong}, "Baaf"},
		{"a consonant between vowels doubled", name{sounds: "mira"}, style{rules: ruleDouble}, "Mirra"},
		{"h after a final vowel", name{sounds: "mira"}, style{rules: ruleFinal}, "Mirah"},
		{"an Arabic word does not begin with nothing", name{sounds: "ilba"}, style{script: arabicScript}, "الب"},
	}
	for _, tt := range tests {
		if got := tt.of.write(tt.style); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Every word of a language is another, spelled in Latin letters.
func TestWordsDiffer(t *testing.T) {
	for n, tongue := range tongues {
		seen := map[string]int{}
		for i := range mostWords {
			w := spell(tongue.spoken(i), style{})
			if before, again := seen[w]; again {
				t.Fatalf("language %d: words %d and %d are both %s", n, before, i, w)
			}
			seen[w] = i
		}
	}
}

// A translation gives common words anew and keeps proper names, in other letters.
func TestTranslation(t *testing.T) {
	common, proper := 7, properFrom+9 // of the first language, as 909 is a multiple of three
	if a, b := word(0, common, false), word(2, common, false); a == b || spell(tongues[0].spoken(common), style{script: cyrillicScript}) == b {
		t.Errorf("the common word is %s and %s", a, b)
	}
	sounds := tongues[proper%3].spoken(properAt + proper - properFrom)
	if got, want := word(2, proper, false), capital(spell(sounds, style{script: cyrillicScript})); got != want {
		t.Errorf("the name is %s in Cyrillic, want %s", got, want)
	}
	if word(0, common, true) == word(0, common, false) || word(0, proper, true) == word(0, proper, false) {
		t.Error("a synonym is the word itself")
	}
}

func TestDroppedKeepsTheFirstLetter(t *testing.T) {
	c := about(1, forNames)
	for range 100 {
		if got := []rune(c.dropped("خانيونس")); len(got) != 6 || got[0] != 'خ' {
			t.Fatalf("%q", string(got))
		}
		if got := c.dropped("Ban"); got != "Ban" {
			t.Fatalf("%q: too short to lose a letter", got)
		}
	}
}
