package geo

import (
	"errors"
	"fmt"
	"strings"
)

// lettered reads two coordinates that each have a hemisphere letter, in either
// order, the letters before or after: "0.41235N 0.81240E", "N 0 24 44 E 0 48 44".
// The letters leave nothing to choose, so a comma within a number is a decimal one.
func lettered(text string) ([]Reading, error) {
	if strings.Contains(text, "O") {
		return nil, errors.New("the letter O is west in French and Spanish and east in German; write W or E")
	}
	first, second, err := halves(text)
	if err != nil {
		return nil, err
	}
	a, letterA, err := hemisphere(first)
	if err != nil {
		return nil, err
	}
	b, letterB, err := hemisphere(second)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune("EW", letterA) {
		a, b, letterA, letterB = b, a, letterB, letterA
	}
	if !strings.ContainsRune("NS", letterA) || !strings.ContainsRune("EW", letterB) {
		return nil, errors.New("one coordinate needs N or S and the other E or W")
	}
	r, err := pairReading(a, b, "")
	if err != nil {
		return nil, err
	}
	return []Reading{r}, nil
}

// halves cuts the text into its two coordinates: after the first letter if letters
// follow their numbers, before the second if they lead.
func halves(text string) (first, second string, err error) {
	const letters = "NSEW"
	one := strings.IndexAny(text, letters)
	two := strings.LastIndexAny(text, letters)
	if one == two || strings.Count(text, "N")+strings.Count(text, "S")+strings.Count(text, "E")+strings.Count(text, "W") != 2 {
		return "", "", errors.New("both coordinates need one letter: N or S, and E or W")
	}
	switch {
	case one == 0 && two < len(text)-1:
		return text[:two], text[two:], nil
	case one > 0 && two == len(text)-1:
		return text[:one+1], text[one+1:], nil
	}
	return "", "", errors.New("put both letters before their numbers, or both after")
}

// hemisphere reads one coordinate with its letter, which takes the place of a sign.
func hemisphere(text string) (angle, rune, error) {
	at := strings.IndexAny(text, "NSEW")
	letter := rune(text[at])
	text = strings.Trim(text[:at]+text[at+1:], " ,;/")
	if strings.ContainsAny(text, "+-") {
		return angle{}, 0, fmt.Errorf("%s has both a sign and the letter %c; leave one out", text, letter)
	}
	text = strings.ReplaceAll(text, ",", ".")
	if err := checkMarks(text, 3); err != nil {
		return angle{}, 0, err
	}
	a, err := readAngle(numbersOf(text))
	if letter == 'S' || letter == 'W' {
		a.deg = 0 - a.deg
	}
	return a, letter, err
}
