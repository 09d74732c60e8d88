package geo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// angle is one coordinate as typed.
type angle struct {
	deg  float64 // degrees
	step float64 // degrees, the value of one in the last figure typed
}

// signs takes the many ways to write a degree, minute, second or minus to one each.
var signs = strings.NewReplacer(
	"º", "°", "˚", "°", "′′", `"`, "’’", `"`, "''", `"`, "″", `"`, "”", `"`, "“", `"`, "′", "'", "’", "'", "‘", "'", "`", "'", "´", "'",
	"−", "-", "–", "-", "‐", "-", "，", ",", "；", ";",
)

// plainAngles is the text in capitals with plain signs and plain spaces.
func plainAngles(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return ' '
		}
		return unicode.ToUpper(c)
	}, signs.Replace(s))
	return strings.TrimSpace(s)
}

// readAngle makes one coordinate of one to three numbers: degrees, minutes and
// seconds. Only the last may have a fraction, and only the first a sign.
func readAngle(numbers []string) (angle, error) {
	if len(numbers) == 0 || len(numbers) > 3 {
		return angle{}, fmt.Errorf("%d numbers do not make one coordinate", len(numbers))
	}
	var a angle
	unit := 1.0
	for i, text := range numbers {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || strings.ContainsAny(text, "XPINF_") || len(text) > 20 {
			return angle{}, fmt.Errorf("%q is not a number", clip(text))
		}
		_, fraction, _ := strings.Cut(text, ".")
		switch {
		case i > 0 && (v < 0 || v >= 60 || strings.ContainsAny(text, "+-")):
			return angle{}, fmt.Errorf("minutes and seconds must be from 0 to below 60; %s was given", text)
		case i < len(numbers)-1 && strings.Contains(text, "."):
			return angle{}, fmt.Errorf("%s has a fraction and more follows it", text)
		}
		a.deg += math.Abs(v) / unit
		a.step = math.Pow10(-len(fraction)) / unit
		unit *= 60
	}
	if strings.HasPrefix(numbers[0], "-") {
		a.deg = 0 - a.deg // never a negative zero
	}
	return a, nil
}

// checkMarks refuses a sign that does not fit the number it follows: minutes
// without degrees, or seconds straight after them. Each coordinate of the text has
// per numbers.
func checkMarks(text string, per int) error {
	numbers, inNumber := 0, false
	for _, c := range text {
		figure := c < 128 && isFigure(byte(c)) || c == '.'
		if figure && !inNumber {
			numbers++
		}
		inNumber = figure
		place := map[rune]int{'°': 1, '\'': 2, '"': 3}[c]
		if place > 0 && (numbers == 0 || (numbers-1)%per+1 != place) {
			return fmt.Errorf("the sign %c stands where it does not fit; degrees °, minutes ' and seconds \" follow in this order", c)
		}
	}
	return nil
}

// numbersOf are the numbers between spaces and signs of degree, minute and second.
func numbersOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(` °'":;`, c) })
}
