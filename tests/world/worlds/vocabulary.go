package worlds

import "math"

// What is said of an incident is drawn from one vocabulary, the first words often,
// the last ones seldom. From properFrom on they are proper names (of people, streets,
// facilities), which a translation spells anew but does not replace.
const (
	vocabulary = 3000
	properFrom = 900
)

// Where the words of each kind begin among those of a language, so that no two
// kinds share one.
const (
	properAt        = 1300
	synonymAt       = 3500
	properSynonymAt = 4400
	ownAt           = 6600 // the words that a partner writes again and again
	ownEach         = 12
	pressAt         = 6800
)

// word n of the vocabulary in a language and its script: as usual, or its synonym.
func word(language, n int, synonym bool) string {
	if n < properFrom {
		if synonym {
			n += synonymAt
		}
		return plain(language, n)
	}
	at := properAt
	if synonym {
		at = properSynonymAt // a person or a street that has two names
	}
	sounds := tongues[n%len(tongues)].spoken(at + n - properFrom)
	return capital(spell(sounds, style{script: tongues[language].home}))
}

// plain is the n-th word of a language, as it is written there.
func plain(language, n int) string {
	return spell(tongues[language].spoken(n), style{script: tongues[language].home})
}

// told is how many words there are to say of an incident.
const told = 8

func (c *chances) words() (w [told]int) {
	for i := range w {
		u := c.unit()
		w[i] = int(mul(vocabulary, mul(u, math.Sqrt(u))))
	}
	return w
}
