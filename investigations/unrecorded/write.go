package unrecorded

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
)

// Write writes the study for people to read. No number stands without what it rests
// on.
func (s Study) Write(out io.Writer) error {
	p := &page{w: bufio.NewWriter(out)}
	s.writeLists(p)
	s.writeEstimate(p)
	s.writeDependence(p)
	s.writeLinks(p)
	if len(s.Lists) > 2 {
		s.writeModels(p)
		s.writePairs(p)
	}
	s.writeBound(p)
	for _, by := range s.Strata {
		by.write(p)
	}
	s.writeUncovered(p)
	return p.w.Flush()
}

// page is text in lines of no more than so many letters.
type page struct{ w *bufio.Writer }

const lineLength = 96

func (p *page) head(text string) { fmt.Fprintf(p.w, "\n%s\n\n", strings.ToUpper(text)) }

// say writes a paragraph; its lines after the first begin with as many spaces as hang.
func (p *page) say(indent, hang int, format string, args ...any) {
	line := strings.Repeat(" ", indent)
	empty := true
	for _, word := range strings.Fields(fmt.Sprintf(format, args...)) {
		if !empty && letters(line)+1+letters(word) > lineLength {
			fmt.Fprintln(p.w, line)
			line, empty = strings.Repeat(" ", hang), true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	fmt.Fprintln(p.w, line)
}

// row writes cells under each other, the first so wide.
func (p *page) row(width int, first, rest string) {
	fmt.Fprintf(p.w, "  %s%s  %s\n", first, strings.Repeat(" ", max(width-letters(first), 0)), rest)
}

func letters(s string) int { return len([]rune(s)) }

// text is an estimate in one line.
func (e Estimate) text() string {
	if !e.Known() {
		return "no number: " + e.Why
	}
	return fmt.Sprintf("about %s (%s to %s)", whole(e.N), whole(e.Low), whole(e.High))
}

func (s Study) writeLists(p *page) {
	fmt.Fprint(p.w, "HOW MANY INCIDENTS DID NOBODY RECORD?\n\n")
	width := 0
	for _, l := range s.Lists {
		width = max(width, letters(l.Name))
	}
	for _, l := range s.Lists {
		text := fmt.Sprintf("%s of %s", several(l.Reports, "report"), several(l.Incidents, "incident"))
		if twice := l.Reports - l.Incidents; twice > 0 {
			text += fmt.Sprintf(" (%s tell of one again and count once)", whole(float64(twice)))
		}
		p.row(width, l.Name, text)
	}
	fmt.Fprintln(p.w)
	p.say(2, 2, "As the links stand, %s by somebody:", recorded(s.Linked.Recorded()))
	for set := 1; set < len(s.Linked.Counts); set++ {
		if set&(set-1) != 0 {
			p.row(14, "in all of", strings.ReplaceAll(s.Linked.Name(set), ":", ", ")+" and no other: "+whole(s.Linked.Counts[set]))
			continue
		}
		p.row(14, "only in", s.Linked.Name(set)+": "+whole(s.Linked.Counts[set]))
	}
	if s.Outside > 0 {
		p.say(2, 2, "%s more lie where or when a list covers nothing; they are left out here and below (see the end).", whole(s.Outside))
	}
}

func (s Study) writeEstimate(p *page) {
	p.head("The estimate")
	if s.Known() {
		p.say(2, 2, "About %s incidents in all, of which about %s were recorded by nobody.", whole(s.N), whole(s.Hidden))
		p.say(2, 2, "95 %% interval: %s to %s, if all of (1) to (4) below were so. It holds chance in what was recorded%s and in which links are right.",
			whole(s.Low), whole(s.High), map[bool]string{true: ", how far the models lie apart,"}[len(s.Lists) > 2])
		if s.Average.bestFit() < poor {
			p.say(2, 2, "No model of how the lists depend describes these counts, so the interval is too narrow.")
		}
	} else {
		p.say(2, 2, "No number can be given. %s", s.Why)
	}
	s.writeOtherWays(p)
	fmt.Fprintln(p.w)
	for i, c := range s.caveats() {
		p.say(2, 6, "(%d) %s", i+1, c)
	}
}

// writeOtherWays says what else the same lists say: how far the ways lie apart is part
// of the number.
func (s Study) writeOtherWays(p *page) {
	var other []string
	add := func(way string, e Estimate) {
		if e.Known() {
			other = append(other, way+" "+whole(e.N))
		}
	}
	if len(s.Lists) > 2 {
		if s.Average.Known() {
			low, high := s.Average.Spread(0)
			other = append(other, fmt.Sprintf("single models from %s to %s", whole(low), whole(high)))
		}
		for _, pair := range s.Pairs {
			add(pair.A+" and "+pair.B+" alone", pair.Estimate)
		}
		add("at least (Chao)", s.Bound.Estimate)
	}
	for _, by := range s.Strata {
		add("summed by "+by.By, by.Sum)
	}
	if len(other) > 0 {
		p.say(2, 2, "Other ways to ask the same lists: %s. How far these lie apart is part of the answer.", strings.Join(other, "; "))
	}
}

// writeDependence says how the number moves with what cannot be tested.
func (s Study) writeDependence(p *page) {
	if !s.Known() {
		return
	}
	p.head("If the lists depend")
	p.say(2, 2, "The odds that a list holds an incident, for those that the other holds against those that it does not; 1 is independence, above 1 they see the same. All of these fit the counts equally well.")
	if len(s.Lists) > 2 {
		p.say(2, 2, "Here: a dependence of all lists at once, beyond those of pairs.")
	}
	for i, ratio := range Ratios {
		p.row(10, fmt.Sprintf("odds × %v", ratio), s.Dependent[i].text())
	}
	p.say(2, 2, reminder)
}

// writeLinks says what the links are worth, and how the number moves with it.
func (s Study) writeLinks(p *page) {
	p.head("If the links err")
	p.say(2, 2, "P is the share of links that are right, R the share of true pairs that are linked, both by the links' own probabilities; pairs that were never compared are missing from R. m is the incidents in both lists, corrected to m·P/R. The mean of %d drawings, in which each link holds as often as it is probable, should be about the same.", s.Drawings)
	for _, pair := range s.Pairs {
		fmt.Fprintln(p.w)
		p.say(2, 2, "%s and %s: m %s as linked, P %s, R %s, corrected %s, mean of drawings %s.",
			pair.A, pair.B, number(pair.Linked), percent(pair.Quality.Precision), percent(pair.Quality.Recall), number(pair.M), number(pair.Drawn))
		pair.writeByLinks(p, len(s.Lists) == 2)
	}
	p.say(2, 2, reminder)
}

func (pair PairStudy) writeByLinks(p *page, all bool) {
	if !pair.Known() {
		p.say(2, 2, "From these two alone no number: %s", pair.Why)
		return
	}
	if !all {
		low, high := pair.ByLinks.Range()
		p.say(2, 2, "With P and R five points up or down these two alone say %s to %s.", whole(low.N), whole(high.N))
		return
	}
	cells := func(cell func(j int) string) (line string) {
		for j := range Shifts {
			line += fmt.Sprintf("%12s", cell(j))
		}
		return line
	}
	p.row(10, "", cells(func(j int) string { return "R " + percent(shifted(pair.Quality.Recall, Shifts[j])) }))
	for i, dp := range Shifts {
		p.row(10, "P "+percent(shifted(pair.Quality.Precision, dp)), cells(func(j int) string {
			if e := pair.ByLinks[i][j]; e.Known() {
				return whole(e.N)
			}
			return "no number"
		}))
	}
}

func percent(share float64) string {
	if share == 0 || math.IsNaN(share) {
		return "unknown"
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}

// several is a number of things: "1 report", "2 reports".
func several(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return whole(float64(n)) + " " + thing + "s"
}

func recorded(n float64) string {
	if n == 1 {
		return "1 incident is recorded"
	}
	return whole(n) + " incidents are recorded"
}
