package unrecorded

import (
	"fmt"
	"slices"
	"strings"
)

// namedWithout is how many strata without a number are named for each reason.
const namedWithout = 12

func (by Parted) write(p *page) {
	p.head("By " + by.By)
	if len(by.Strata) == 0 {
		p.say(2, 2, "%s", by.Sum.Why)
		return
	}
	width := 0
	known := 0
	for _, s := range by.Strata {
		if s.Known() {
			known++
			width = max(width, letters(s.Name))
		}
	}
	for _, s := range by.Strata {
		if s.Known() {
			p.row(width, s.Name, fmt.Sprintf("recorded %s, in all %s", whole(s.Recorded), s.text()))
		}
	}
	by.writeWithout(p)
	if by.Rest.Known() {
		known++
		p.say(2, 2, "The %d without a number, where every list covers them, taken together: recorded %s, in all %s.", by.Together, whole(by.Rest.N-by.Rest.Hidden), by.Rest.text())
	}
	if by.Sum.Known() {
		p.say(2, 2, "Sum of all that every list covers: %s.", by.Sum.text())
	} else {
		p.say(2, 2, "%s", by.Sum.Why)
	}
	if by.Unstated > 0 {
		p.say(2, 2, "Of %s recorded incidents it is not stated; they are spread over the strata as those in the same lists are.", number(by.Unstated))
	}
	if known > 0 {
		p.say(2, 2, reminder)
	}
}

// writeWithout names the strata that have no number, those with the same reason
// together.
func (by Parted) writeWithout(p *page) {
	var reasons []string
	named := map[string][]string{}
	for _, s := range by.Strata {
		if s.Known() {
			continue
		}
		why := s.Why
		if strings.HasPrefix(why, "Only ") {
			why = fmt.Sprintf("Fewer than %d incidents in common.", LeastShared)
		}
		if !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
		named[why] = append(named[why], s.Name)
	}
	for _, why := range reasons {
		names := named[why]
		more := ""
		if len(names) > namedWithout {
			more = fmt.Sprintf(" and %d more", len(names)-namedWithout)
			names = names[:namedWithout]
		}
		p.say(2, 6, "No number for %s%s: %s", strings.Join(names, ", "), more, why)
	}
}

func (s Study) writeUncovered(p *page) {
	if len(s.Uncovered) == 0 {
		return
	}
	p.head("Left out")
	p.say(2, 2, "%s incidents, recorded where or when a list covers nothing. For these places and times there is no number.", whole(s.Outside))
	for _, u := range s.Uncovered {
		p.say(2, 6, "%s %s: %s", u.Way, u.Name, u.Why())
	}
}
