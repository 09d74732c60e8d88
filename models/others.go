package models

import "slices"

// ForOthers is the facts as another partner may read them: without the sources
// that are kept back, without people unless they are expressly shared, and
// without the ids of sealed identities.
func (f ReportFacts) ForOthers() ReportFacts {
	var people []Person
	for _, p := range f.People {
		if p.Shared != nil && *p.Shared {
			p.Sealed = ""
			people = append(people, p)
		}
	}
	f.People = people

	f = f.keeping(func(s Source) bool { return s.Shared == nil || *s.Shared })
	f.Sources = slices.Clone(f.Sources)
	for i := range f.Sources {
		f.Sources[i].Sealed = ""
	}
	return f
}

// NeverExported is the kind of source that no file takes out of the program: what
// the ICRC was told in confidence (domain.md 2.99, SOURCE_KIND).
const NeverExported = "ICRC_CONFIDENTIAL"

// Exportable is the facts without what may never leave.
func (f ReportFacts) Exportable() ReportFacts {
	return f.keeping(func(s Source) bool { return s.Kind != NeverExported })
}

// keeping is the facts with the sources that keep says. Numbers that pointed at a
// source follow it to its new place, or go with it.
func (f ReportFacts) keeping(keep func(Source) bool) ReportFacts {
	var kept []Source
	moved := make(map[int]int, len(f.Sources)) // number before → number now
	for i, s := range f.Sources {
		if keep(s) {
			kept = append(kept, s)
			moved[i+1] = len(kept)
		}
	}
	if len(kept) == len(f.Sources) {
		return f
	}
	f.Sources = kept
	follow := func(numbers []int) (now []int) {
		for _, n := range numbers {
			if to, kept := moved[n]; kept {
				now = append(now, to)
			}
		}
		return now
	}
	f.Casualties = slices.Clone(f.Casualties)
	for i := range f.Casualties {
		f.Casualties[i].Sources = follow(f.Casualties[i].Sources)
	}
	f.Responsibility = slices.Clone(f.Responsibility)
	for i := range f.Responsibility {
		f.Responsibility[i].Sources = follow(f.Responsibility[i].Sources)
	}
	f.Knowledge = slices.Clone(f.Knowledge)
	for i, k := range f.Knowledge {
		if k.Source == nil {
			continue
		}
		f.Knowledge[i].Source = nil
		if to, kept := moved[*k.Source]; kept {
			f.Knowledge[i].Source = &to
		}
	}
	return f
}
