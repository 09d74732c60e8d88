package worlds

import (
	"errors"
	"slices"
)

// scoring is the truth as the evaluation asks for it, and the parts that are scored.
type scoring struct {
	records  []Record
	partner  []int   // of each record
	partners int     // how many there are
	telling  [][]int // of each incident, less 1, the records that tell of it
	killed   []int   // of each incident
	near     []int   // of each incident: others in its town within three days
	known    bool    // whether killed and near are
	parts    []*part
	scratch  []*part // what partsOf gave last
}

func newScoring(t Truth) (*scoring, error) {
	s := &scoring{records: t.Records, known: t.Incidents != nil}
	incidents := len(t.Incidents)
	code := map[string]int{}
	for _, r := range t.Records {
		if _, there := code[r.Partner]; !there {
			code[r.Partner] = len(code)
		}
		s.partner = append(s.partner, code[r.Partner])
		for _, i := range r.Incidents {
			if s.known && i > incidents {
				return nil, errors.New("truth.csv tells of an incident that is not in incidents.csv; both must be of one world")
			}
			if !s.known {
				incidents = max(incidents, i)
			}
		}
	}
	s.partners = len(code)
	s.telling = make([][]int, incidents)
	for n, r := range t.Records {
		for _, i := range r.Incidents {
			s.telling[i-1] = append(s.telling[i-1], n)
		}
	}
	s.crowd(t.Incidents)
	s.makeParts()
	return s, nil
}

const nearDays = 3

// crowd counts for each incident those that one could take for it.
func (s *scoring) crowd(incidents []Happened) {
	on := map[[2]int]int{}
	for _, i := range incidents {
		on[[2]int{i.Town, i.Days}]++
	}
	for _, i := range incidents {
		n := -1 // itself
		for d := -nearDays; d <= nearDays; d++ {
			n += on[[2]int{i.Town, i.Days + d}]
		}
		s.killed = append(s.killed, i.Killed)
		s.near = append(s.near, n)
	}
}

// shared is the first incident that two records both tell of; 0 if there is none.
func (s *scoring) shared(a, b int) int {
	for _, i := range s.records[a].Incidents {
		if slices.Contains(s.records[b].Incidents, i) {
			return i
		}
	}
	return 0
}

// partnersIn gives the records of another partner that a record truly belongs with,
// each once.
func (s *scoring) partnersIn(a, partner int, found []int) []int {
	for _, i := range s.records[a].Incidents {
		for _, b := range s.telling[i-1] {
			if s.partner[b] == partner && s.shared(a, b) == i {
				found = append(found, b)
			}
		}
	}
	return found
}

// truePairs counts the true pairs of each part.
func (s *scoring) truePairs() {
	s.eachPair(func(a, b int) {
		for _, part := range s.partsOfPair(a, b) {
			part.truth++
		}
	})
}

// Pairs are the true pairs, each by the places of its two records.
func (t Truth) Pairs() ([][2]int, error) {
	s, err := newScoring(t)
	if err != nil {
		return nil, err
	}
	var pairs [][2]int
	s.eachPair(func(a, b int) { pairs = append(pairs, [2]int{a, b}) })
	return pairs, nil
}

func (s *scoring) eachPair(f func(a, b int)) {
	var found []int
	for a := range s.records {
		for p := range s.partners {
			if p == s.partner[a] {
				continue
			}
			found = s.partnersIn(a, p, found[:0])
			for _, b := range found {
				if a > b {
					continue
				}
				f(a, b)
			}
		}
	}
}
