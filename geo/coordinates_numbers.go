package geo

import (
	"errors"
	"fmt"
	"strings"
)

// unlettered reads two coordinates without hemisphere letters. A comma inside a
// run of figures may be a decimal comma or stand between two numbers; where there
// is no decimal point to tell, both are tried for each, and every way that gives
// two coordinates is a reading.
func unlettered(text string) ([]Reading, error) {
	if bad := strings.Trim(text, `0123456789.,;:/+-°'" `); bad != "" {
		return nil, fmt.Errorf("%q does not belong in coordinates", clip(text))
	}
	open := openCommas(text)
	if len(open) > 6 {
		return nil, errors.New("there are too many commas")
	}
	var found []Reading
	var firstErr error
	// All decimal first: it is what somebody who types a comma in figures means.
	for choice := 1<<len(open) - 1; choice >= 0; choice-- {
		r, err := plainPair(withCommas(text, open, choice), choice != 0)
		if err != nil {
			if firstErr == nil || choice == 0 {
				firstErr = err
			}
			continue
		}
		found = appendNew(found, r)
	}
	if len(found) == 0 {
		return nil, firstErr
	}
	return found, nil
}

// openCommas are the places of commas that might be decimal: a figure on both
// sides, and no decimal point anywhere.
func openCommas(text string) []int {
	if strings.Contains(text, ".") {
		return nil
	}
	var at []int
	for i := 1; i < len(text)-1; i++ {
		if text[i] == ',' && isFigure(text[i-1]) && isFigure(text[i+1]) {
			at = append(at, i)
		}
	}
	return at
}

// withCommas makes those open commas decimal whose bit in choice is set; the
// others, and all that were never open, part numbers.
func withCommas(text string, open []int, choice int) string {
	b := []byte(text)
	for bit, i := range open {
		if choice>>bit&1 == 1 {
			b[i] = '.'
		}
	}
	return string(b)
}

// plainPair reads 2, 4 or 6 numbers as two coordinates.
func plainPair(text string, decimalComma bool) (Reading, error) {
	first, second, err := pairOf(text)
	if err != nil {
		return Reading{}, err
	}
	a, err := readAngle(first)
	if err != nil {
		return Reading{}, err
	}
	b, err := readAngle(second)
	if err != nil {
		return Reading{}, err
	}
	note := ""
	switch {
	case decimalComma:
		note = ", with decimal commas"
	case len(first) == 2:
		note = ", from degrees and minutes"
	case len(first) == 3:
		note = ", from degrees, minutes and seconds"
	}
	if !inRange(a.deg, -90, 90) && inRange(b.deg, -90, 90) {
		return pairReading(b, a, note+", longitude first")
	}
	return pairReading(a, b, note)
}

// pairOf cuts the numbers into two coordinates of as many each. A sign begins a
// number even where nothing parts it from the one before, as in ISO 6709.
func pairOf(text string) (first, second []string, err error) {
	text = strings.NewReplacer(",", " ", "/", " ", "+", " +", "-", " -").Replace(text)
	text = strings.NewReplacer("+ ", "+", "- ", "-").Replace(text)
	numbers := numbersOf(text)
	if len(numbers) == 0 || len(numbers)%2 != 0 || len(numbers) > 6 {
		return nil, nil, fmt.Errorf("%d numbers do not make a latitude and a longitude", len(numbers))
	}
	half := len(numbers) / 2
	if err := checkMarks(text, half); err != nil {
		return nil, nil, err
	}
	return numbers[:half], numbers[half:], nil
}

// appendNew leaves out a reading that is there already, read another way.
func appendNew(found []Reading, r Reading) []Reading {
	for _, f := range found {
		if f.Lat == r.Lat && f.Lon == r.Lon {
			return found
		}
	}
	return append(found, r)
}

func isFigure(c byte) bool { return c >= '0' && c <= '9' }
