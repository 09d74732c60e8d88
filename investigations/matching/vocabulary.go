package matching

import (
	"maps"
	"math"
	"slices"
)

// Vocabulary is what is counted over all reports before any are compared: how rare
// words and coded values are, and which words a partner writes everywhere.
type Vocabulary struct {
	Reports     int                `json:"reports"`
	Words       map[uint32]uint8   `json:"words,omitempty"`       // bits of rarity of each word in two reports or more, and whether one partner alone uses it
	Boilerplate map[string]wordSet `json:"boilerplate,omitempty"` // by partner: words in more than one in twenty of its reports
	Columns     map[key]Column     `json:"columns,omitempty"`
}

type wordSet map[uint32]bool

const (
	boilerplateShare = 20 // a word in more than one in so many of a partner's reports is boilerplate
	fewReports       = 60 // of a partner, before its boilerplate can be told from its subject
	rareUncounted    = 5  // bits from which a word counts as rare while none are counted
	rarest           = 12 // bits; what is said once says no more than this
)

// Count goes through all reports.
func Count(records []Record) Vocabulary {
	v := Vocabulary{Reports: len(records), Words: map[uint32]uint8{}, Boilerplate: map[string]wordSet{}, Columns: map[key]Column{}}
	in := map[uint32]int{}
	by := map[string]map[uint32]int{}
	of := map[string]int{}
	for i := range records {
		r := &records[i]
		of[r.Partner]++
		if by[r.Partner] == nil {
			by[r.Partner] = map[uint32]int{}
		}
		for _, w := range r.words {
			in[w&^flagMask]++
			by[r.Partner][w&^flagMask]++
		}
	}
	for w, n := range in {
		if n < 2 {
			continue
		}
		v.Words[w] = rarity(n, len(records))
		for _, words := range by {
			if words[w] == n {
				v.Words[w] |= noOther
			}
		}
	}
	for partner, words := range by {
		set := wordSet{}
		for w, n := range words {
			if of[partner] >= fewReports && n*boilerplateShare > of[partner] {
				set[w] = true
			}
		}
		v.Boilerplate[partner] = set
	}
	v.countColumns(records)
	return v
}

// rarity in bits of what n of all reports say.
func rarity(n, all int) uint8 {
	return uint8(max(0, min(rarest, math.Round(math.Log2(float64(all)/float64(n))))))
}

// Weigh gives a report's words the weights that were counted. A word that was not
// seen, or once, weighs as the rarest; boilerplate of its partner nothing.
func (v *Vocabulary) Weigh(r *Record) {
	if v.Reports < fewReports {
		return
	}
	once := rarity(1, v.Reports)
	r.rareFrom = uint32(rarity(rareIn, v.Reports))
	own := v.Boilerplate[r.Partner]
	for i, w := range r.words {
		weight, seen := v.Words[w&^flagMask]
		if !seen {
			weight = once | noOther
		}
		if own[w&^flagMask] {
			weight = noOther
		}
		r.words[i] = w&^(weightMask|noOther) | uint32(weight)
	}
}

// countColumns counts coded values, and finds the finest level at which the codes
// of different partners meet: half of the reports or more have a value that another
// partner uses too.
func (v *Vocabulary) countColumns(records []Record) {
	type use struct {
		n        int
		partners map[string]int
	}
	counted := map[key][]map[key]*use{}
	for i := range records {
		for _, e := range records[i].extras {
			levels := counted[e.name]
			for len(levels) < len(e.values) {
				levels = append(levels, map[key]*use{})
			}
			counted[e.name] = levels
			for level, value := range e.values {
				u := levels[level][value]
				if u == nil {
					u = &use{partners: map[string]int{}}
					levels[level][value] = u
				}
				u.n++
				u.partners[records[i].Partner]++
			}
		}
	}
	for name, levels := range counted {
		c := Column{Finest: len(levels) - 1}
		for level, values := range levels {
			all, met := 0, 0
			for _, u := range values {
				all += u.n
				if len(u.partners) > 1 {
					met += u.n
				}
			}
			share, chance := map[key]float64{}, 0.0
			for _, value := range slices.Sorted(maps.Keys(values)) { // sums depend on their order
				share[value] = float64(values[value].n) / float64(all)
				chance += share[value] * share[value]
			}
			if level == 0 {
				c.Reports = all
			}
			c.Share, c.Chance = append(c.Share, share), chance
			if level < c.Finest && 2*met >= all {
				c.Finest = level
			}
		}
		v.Columns[name] = c
	}
}
