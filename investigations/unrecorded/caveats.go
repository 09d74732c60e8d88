package unrecorded

import "fmt"

// caveats are what the number rests on (matching.md section 5, 1 to 6). They stand
// below it wherever it is printed.
func (s Study) caveats() []string {
	alike := "So the number is too low."
	tested := "With two lists nothing of this can be tested."
	if len(s.Lists) > 2 {
		alike = "So a number without dependence is too low; models with pairs that depend make up for part of it, and can make up for too much."
		tested = "Pairs of three lists or more can be tested against each other, all lists together cannot."
	}
	return []string{
		"It supposes that each partner records without regard to what the others record. In truth all see large incidents more easily: in one comparison of two lists 94 % of events with 20 or more people killed were in both, and 17 % of single killings. " + alike + " The strata below show how much it matters; within each the same holds.",
		"Partners who share sources, copy from each other or work side by side depend on each other still more, and the true number is higher still. " + tested,
		"All lists must cover the same kind of incident, in the same area and the same time, and none may come or go meanwhile. Where a partner never goes, what the lists share says nothing: such places and times are left out and named below.",
		"What it supposes cannot be checked: suppositions under which the same counts are equally likely give any other number. \"If the lists depend\" shows how far it moves.",
		fmt.Sprintf("Of fewer than %d incidents in common, or where a list is empty, no number is given. Where one stands close to that, it is hardly better than none.", LeastShared),
		"It counts incidents of the kind that these lists hold. It says nothing of how many people were harmed, and must not be multiplied to say so.",
	}
}

// reminder are the same in short, for every further number.
const reminder = "Read with (1) to (6): too low where partners see the same large incidents (1) or share sources (2); one kind, area and time (3); not testable (4); none of fewer than 7 in common (5); incidents, never people harmed (6)."
