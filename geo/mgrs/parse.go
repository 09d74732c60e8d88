package mgrs

import (
	"fmt"
	"strings"
	"unicode"
)

// Parse reads a reference as people write it: spaces anywhere, lower case, zone
// with one or two figures, 0 to 5 digits for each axis. It refuses what has no
// zone and band, an odd number of digits, I or O, letters the zone does not have,
// or a band in which the cell does not lie. Every error says what a valid
// reference looks like.
//
// A cell a little outside its zone is accepted, because neighbours work on one
// grid across the edge; one more than 100 km outside is taken for a slip.
func Parse(s string) (Ref, error) {
	p, err := split(s)
	if err != nil {
		return Ref{}, fmt.Errorf("%s; a grid reference looks like %s", err, Example)
	}
	resolve := utmRef
	if p.zone == 0 {
		resolve = polarRef
	}
	r, err := resolve(p)
	if err != nil {
		return Ref{}, fmt.Errorf("%s; a grid reference looks like %s", err, Example)
	}
	return r, nil
}

// parts is a reference taken apart, its letters not yet checked against the zone.
type parts struct {
	zone              int // 0 when the reference has none
	band, col, row    byte
	digits            int
	easting, northing int32 // metres within the square
}

func split(s string) (parts, error) {
	text, err := tidy(s)
	if err != nil {
		return parts{}, err
	}
	figures := run(text, isDigit)
	if figures == len(text) {
		return parts{}, fmt.Errorf("there are only digits, and zone, band and square letters are missing")
	}
	letters := run(text[figures:], isLetter)
	rest := text[figures+letters:]
	if run(rest, isDigit) != len(rest) {
		return parts{}, fmt.Errorf("there is a letter among the digits")
	}
	p, err := head(text[:figures], text[figures:figures+letters])
	if err != nil {
		return parts{}, err
	}
	if len(rest)%2 != 0 {
		return parts{}, fmt.Errorf("it has %d digits, and easting and northing need as many each", len(rest))
	}
	if len(rest) > 10 {
		return parts{}, fmt.Errorf("it has %d digits for each axis, and 5 are the most", len(rest)/2)
	}
	p.digits = len(rest) / 2
	p.easting = metres(rest[:p.digits])
	p.northing = metres(rest[p.digits:])
	return p, nil
}

// head reads what comes before the digits: zone, band and square.
func head(zone, letters string) (parts, error) {
	switch {
	case len(zone) > 2:
		return parts{}, fmt.Errorf("it begins with %d digits, and a zone has one or two", len(zone))
	case zone == "" && len(letters) == 2:
		return parts{}, fmt.Errorf("zone and band are missing before square %s, and the same letters repeat every few degrees", letters)
	case zone == "" && len(letters) == 3 && !strings.Contains("ABYZ", letters[:1]):
		return parts{}, fmt.Errorf("the zone is missing before band %s, and the same letters repeat in other zones", letters[:1])
	case len(letters) < 3 && zone != "":
		return parts{}, fmt.Errorf("%s%s is not band and square: three letters must follow the zone", zone, letters)
	case len(letters) != 3:
		return parts{}, fmt.Errorf("%q is not band and square, which are three letters", letters)
	}
	p := parts{band: letters[0], col: letters[1], row: letters[2]}
	for i := range len(zone) {
		p.zone = 10*p.zone + int(zone[i]-'0')
	}
	if zone != "" && (p.zone < 1 || p.zone > 60) {
		return parts{}, fmt.Errorf("zone %s does not exist, they run from 1 to 60", zone)
	}
	return p, nil
}

// tidy takes out spaces and lower case and refuses what no reference holds.
func tidy(s string) (string, error) {
	out := make([]byte, 0, 16)
	for _, c := range s {
		switch {
		case unicode.IsSpace(c):
			continue
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		}
		if c == 'I' || c == 'O' {
			return "", fmt.Errorf("it has the letter %c, which grid references leave out because it is read as a digit", c)
		}
		if c > unicode.MaxASCII || !isDigit(byte(c)) && !isLetter(byte(c)) {
			return "", fmt.Errorf("it has %q, and only letters, digits and spaces belong there", c)
		}
		if len(out) == 20 {
			return "", fmt.Errorf("it is too long")
		}
		out = append(out, byte(c))
	}
	if len(out) == 0 {
		return "", fmt.Errorf("it is empty")
	}
	return string(out), evenGroups(s)
}

// evenGroups refuses "5652 145610": ten digits, but whoever wrote two groups of
// four and six has lost or gained one on each side.
func evenGroups(s string) error {
	tail := s[strings.LastIndexFunc(s, unicode.IsLetter)+1:]
	groups := strings.Fields(tail)
	if len(groups) == 2 && len(groups[0]) != len(groups[1]) {
		return fmt.Errorf("easting %s and northing %s have %d and %d digits, and need as many each",
			groups[0], groups[1], len(groups[0]), len(groups[1]))
	}
	return nil
}

func metres(digits string) int32 {
	var m int32
	for i := range len(digits) {
		m = 10*m + int32(digits[i]-'0')
	}
	return m * cellOf(len(digits))
}

// run is how many bytes at the start of s are of a kind.
func run(s string, kind func(byte) bool) int {
	n := 0
	for n < len(s) && kind(s[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }
