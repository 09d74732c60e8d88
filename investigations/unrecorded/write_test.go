package unrecorded

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// written is a study as people read it, its line breaks taken out.
func written(t *testing.T, s Study) string {
	t.Helper()
	var b strings.Builder
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if letters(line) > lineLength+30 || strings.Contains(line, "%!") || strings.Contains(line, "NaN") || strings.Contains(line, "Inf") {
			t.Errorf("line %q", line)
		}
	}
	return b.String()
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// some is three lists of a world with districts and months, and uncertain links.
func some(incidents int) Study {
	r, chances := happened(21, 3, incidents, func(i, _ int) (float64, Report) {
		return 0.5, Report{Killed: float64(i % 30), District: []string{"Tarn", "Kessel"}[i%2], Month: fmt.Sprintf("2031-%02d", 1+i%3)}
	})
	for i := range r.Links {
		r.Links[i].Probability = 0.5 + chances.Float64()/2
	}
	return Of(r)
}

var aNumber = regexp.MustCompile(`[Aa]bout [\d,]+ \([\d,]+ to [\d,]+\)|[Aa]bout [\d,]+ incidents`)

// No number stands in a part of the text that does not say what it rests on: all six
// caveats, in full at the first and in short at every further one.
func TestNoNumberWithoutCaveats(t *testing.T) {
	text := written(t, some(900))
	parts := regexp.MustCompile(`(?m)^[A-Z][A-Z ?()]+$`).Split(text, -1)
	numbers := 0
	for _, part := range parts {
		if !aNumber.MatchString(part) {
			continue
		}
		numbers++
		for i := 1; i <= 6; i++ {
			if !strings.Contains(part, fmt.Sprintf("(%d)", i)) {
				t.Errorf("a number without caveat (%d):\n%s", i, part)
			}
		}
	}
	if numbers < 6 {
		t.Errorf("%d parts have a number:\n%s", numbers, text)
	}
	for _, say := range []string{
		"each partner records without regard", "share sources", "same kind of incident, in the same area and the same time", "cannot be checked",
		"fewer than 7 incidents in common", "nothing of how many people were harmed",
		"odds × 4", "m·P/R", "Other ways to ask the same lists", "single models from",
	} {
		if !strings.Contains(flat(text), say) {
			t.Errorf("%q is not said in\n%s", say, text)
		}
	}
}

// Where there is no number the reason stands in its place, and the caveats with it.
func TestReasonInsteadOfANumber(t *testing.T) {
	r, _ := happened(22, 2, 20, func(int, int) (float64, Report) { return 0.3, report(0) })
	text := written(t, Of(r))
	if aNumber.MatchString(text) {
		t.Errorf("a number of so few:\n%s", text)
	}
	for _, say := range []string{"No number can be given. Only", "it takes 7.", "(6) It counts incidents", "it is not stated, too many to part them"} {
		if !strings.Contains(flat(text), say) {
			t.Errorf("%q is not said in\n%s", say, text)
		}
	}
}

// Of Kosovo the text says that no model fits and how far they lie apart.
func TestKosovoInWords(t *testing.T) {
	a := LogLinear(kosovo())
	s := Study{Estimate: a.Estimate, Linked: kosovo(), Drawn: kosovo(), Average: a, Bound: Chao(kosovo()), Dependent: byDependence(a.Estimate)}
	for _, name := range kosovo().Lists {
		s.Lists = append(s.Lists, List{Name: name})
	}
	for _, p := range Pairs(kosovo()) {
		s.Pairs = append(s.Pairs, PairStudy{Pair: p, Linked: p.M, Drawn: p.M, Dependent: byDependence(p.Estimate), ByLinks: byLinks(p, p.M, Quality{})})
	}
	text := flat(written(t, s))
	for _, say := range []string{
		"4,400 incidents are recorded by somebody", "About 14,343 incidents in all", "THE FIT IS POOR", "No model of how the lists depend describes these counts, so the interval is too narrow.",
		"weight 0.985, deviance 39.9 on 5 df, chance of so poor a fit below 0.001",
		"EXH:ABA, EXH:OSCE, EXH:HRW, ABA:OSCE and OSCE:HRW depend: about 14,342", "64 models have a number: from 7,285 to 14,402",
		"EXH and ABA: about 7,231", "standard error 274", "At least about 8,591", "the form of 1987, for many lists of equal reach, says 10,270",
	} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(say)) {
			t.Errorf("%q is not said in\n%s", say, text)
		}
	}
	if good := LogLinear(expected(2000, 0.4, 0.3, 0.5, 0.3)).judged(); !strings.Contains(good, "fit is good") {
		t.Errorf("of independent lists it says %q", good)
	}
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		x    float64
		want string
	}{{0, "0"}, {7, "7"}, {6.94, "6.9"}, {6.96, "7"}, {999.5, "999.5"}, {1000.4, "1,000"}, {14342.3, "14,342"}, {1234567, "1,234,567"}, {2e15, "2e+15"}, {-1234, "-1,234"}} {
		if got := number(tt.x); got != tt.want {
			t.Errorf("%v is written %q, want %q", tt.x, got, tt.want)
		}
	}
}
