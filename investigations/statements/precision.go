package statements

import (
	"regexp"
	"unicode"
)

// What names a place more finely than the public may learn it (G63), read in
// folded text: decimal degrees, degrees and minutes, grid references, map links,
// location codes and addresses.
var (
	finePlaces = []struct {
		what  string
		shape *regexp.Regexp
	}{
		{"coordinates", regexp.MustCompile(`[-+]?\d{1,3}[.]\d{2,}\s*°?\s*[nsew]?\s*[,;/ ]\s*[-+]?\d{1,3}[.]\d{2,}`)},
		{"coordinates", regexp.MustCompile(`\b(lat|latitude|lon|long|longitude|latitud|lng)\b\W{0,4}[-+]?\d`)},
		{"coordinates", regexp.MustCompile(`\d{1,3}\s*(°|deg\b|degrees?\b|degres?\b)\s*\d{0,2}\W{0,3}\d{0,2}([.]\d+)?\W{0,3}(n|s|e|w|o|north|south|east|west|nord|sud|est|ouest)\b`)},
		{"coordinates", regexp.MustCompile(`\b\d{1,2}[.]\d{2,}\s*°?\s*[ns]\b`)},
		{"coordinates", regexp.MustCompile(`(خط العرض|خط الطول|دايره عرض)\W{0,4}\d`)},
		{"a grid reference", regexp.MustCompile(`\b\d{1,2}\s?[c-hj-np-x]\s?[a-hj-np-z]{2}(\s?\d{2,5}\s?\d{2,5}|\s?\d{2})\b`)},
		{"a grid reference", regexp.MustCompile(`\b(grid|mgrs|utm)\b(\s(reference|square|ref|coordinates?))?\W{0,3}[a-z]{0,2}\s?\d{2,}`)},
		{"a map link", regexp.MustCompile(`\b(geo:|goo[.]gl/maps|maps[.]app|maps[.]google|google[.]\w+/maps|openstreetmap[.]org|osm[.]org|what3words|w3w[.]co)|///\p{L}+[.]\p{L}+[.]\p{L}+`)},
		{"a location code", regexp.MustCompile(`\b[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b`)},
		{"an address", address},
	}
	address = regexp.MustCompile(`\b\d{1,4}[a-z]?,?\s+(\p{L}+\s+){1,3}(street|road|avenue|lane|rd|ave|boulevard|alley|crescent)\b` +
		`|\b(house|apartment|apt|flat|villa|plot)\s+(no\.?\s*|number\s+)?\d{1,4}\b` +
		`|\b\d{1,4}\s*,?\s+(bis\s+|ter\s+)?(rue|avenue|boulevard|impasse|allee|chemin)\s` +
		`|(شارع|زقاق)\s+\S+(\s\S+)?\s+(رقم\s+)?\d{1,4}|(منزل|شقه)\s+(رقم\s+)?\d{1,4}`)
	aged = regexp.MustCompile(`\b(aged|age|agee?s? de)\s+\d{1,3}\b|\b\d{1,3}[- ](year|month)s?[- ]old\b|\b(mr|mrs|ms|miss|mme|mlle)[. ]\s*\p{L}|(السيد|السيده)\s+\p{L}|(عمره|عمرها)\s+\d`)
)

// coordinates names what in folded text gives a place finely, or "".
func coordinates(text string) string {
	for _, f := range finePlaces {
		if f.shape.MatchString(text) {
			return f.what
		}
	}
	return ""
}

// hidden tells whether a character does not show, beyond those that scripts and
// line breaking need.
func hidden(r rune) bool {
	switch r {
	case '\u00ad', '\u200c', '\u200d', '\u200e', '\u200f', '\u061c', '\u2066', '\u2067', '\u2068', '\u2069':
		return false
	}
	return unicode.Is(unicode.Cf, r) || r == '\u034f' || r == '\u115f' || r == '\u3164'
}

// disguised tells whether a word mixes Latin with look-alike letters of another
// alphabet.
func disguised(text string) bool {
	latin, other := false, false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.In(r, unicode.Cyrillic, unicode.Greek):
			other = true
		case !unicode.IsLetter(r) && !unicode.In(r, unicode.Mn, unicode.Cf):
			latin, other = false, false
		}
		if latin && other {
			return true
		}
	}
	return false
}
