package unrecorded

import (
	"math"
	"strconv"
	"strings"
)

// number writes a count for people: whole, with commas; a fraction below 1,000 is
// kept, for it says that links were weighed.
func number(x float64) string {
	if math.Abs(x) < 1000 && math.Abs(x-math.Round(x)) >= 0.05 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return whole(x)
}

// whole is a count rounded to one incident, with commas.
func whole(x float64) string {
	if math.Abs(x) > 1e15 {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	s := strconv.FormatFloat(math.Round(math.Abs(x)), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if math.Round(x) < 0 {
		return "-" + s
	}
	return s
}

// incidents is a count with its noun.
func incidents(n float64) string {
	if number(n) == "1" {
		return "1 incident is"
	}
	return number(n) + " incidents are"
}

// join names as a sentence does.
func join(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
