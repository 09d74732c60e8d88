package matching

import (
	"maps"
	"math"
	"math/bits"
	"runtime"
	"slices"
)

// Vocabulary is what is counted over all reports before any are compared: how rare
// words, place names and coded values are, and which words a partner writes
// everywhere. Where counterparts are sought follows from it, so that the same model
// finds the same pairs whatever else is there.
type Vocabulary struct {
	Reports     int                `json:"reports"`
	Days        float64            `json:"days"`                  // in which they happened, but for outliers
	Words       map[uint32]uint8   `json:"words,omitempty"`       // bits of rarity of each word in two reports or more, and whether one partner alone uses it
	Boilerplate map[string]wordSet `json:"boilerplate,omitempty"` // by partner: words in more than one in twenty of its reports
	Places      map[key]uint32     `json:"places,omitempty"`      // reports of each place name that is said often
	Columns     map[key]Column     `json:"columns,omitempty"`
}

type wordSet map[uint32]bool

const (
	boilerplateShare = 20 // a word in more than one in so many of a partner's reports is boilerplate
	fewReports       = 60 // of a partner, before its boilerplate can be told from its subject
	rareUncounted    = 5  // bits from which a word counts as rare while none are counted
	rarest           = 12 // bits; what is said once says no more than this
	saidOften        = 16 // reports of a place name, from which on they are counted
)

// tally is what a part of the reports says.
type tally struct {
	of     map[string]int            // partner → reports
	by     map[string]map[uint32]int // partner → word → reports
	places map[key]uint32
	began  []int64

	columns map[coded]int
}

// coded is what a partner says in coded columns; reports that say the same share it.
type coded struct {
	*extras
	partner string
}

func tallied(from, to int, record func(int) *Record) tally {
	t := tally{map[string]int{}, map[string]map[uint32]int{}, map[key]uint32{}, make([]int64, 0, to-from), map[coded]int{}}
	for i := from; i < to; i++ {
		r := record(i)
		t.of[r.Partner]++
		words := t.by[r.Partner]
		if words == nil {
			words = map[uint32]int{}
			t.by[r.Partner] = words
		}
		for _, w := range r.text.words() {
			words[w&^flagMask]++
		}
		if r.time.known() {
			t.began = append(t.began, r.time.from)
		}
		if r.extras != nil {
			t.columns[coded{r.extras, r.Partner}]++
		}
		if name := r.name.Value().key; name != 0 {
			t.places[name]++
		}
	}
	return t
}

func (t *tally) add(o tally) {
	for partner, n := range o.of {
		t.of[partner] += n
		if t.by[partner] == nil {
			t.by[partner] = o.by[partner]
			continue
		}
		for w, k := range o.by[partner] {
			t.by[partner][w] += k
		}
	}
	for name, n := range o.places {
		t.places[name] += n
	}
	t.began = append(t.began, o.began...)
	for c, n := range o.columns {
		t.columns[c] += n
	}
}

// Count goes through all reports.
func Count(records []Record) Vocabulary {
	return CountEach(len(records), func(i int) *Record { return &records[i] })
}

// CountEach is Count for so many records that do not stand in one list.
func CountEach(reports int, record func(int) *Record) Vocabulary {
	v := Vocabulary{Reports: reports, Words: map[uint32]uint8{}, Boilerplate: map[string]wordSet{}, Places: map[key]uint32{}, Columns: map[key]Column{}}
	parts := make([]tally, runtime.GOMAXPROCS(0))
	parallel(len(parts), func(part int) {
		parts[part] = tallied(reports*part/len(parts), reports*(part+1)/len(parts), record)
	})
	all := parts[0]
	for _, t := range parts[1:] {
		all.add(t)
	}
	in := map[uint32]int{}
	for _, words := range all.by {
		for w, n := range words {
			in[w] += n
		}
	}
	for partner, words := range all.by {
		set := wordSet{}
		for w, n := range words {
			if in[w] > 1 {
				v.Words[w] = v.Words[w]&noOther | rarity(in[w], reports)
				if n == in[w] {
					v.Words[w] |= noOther
				}
			}
			if all.of[partner] >= fewReports && n*boilerplateShare > all.of[partner] {
				set[w] = true
			}
		}
		v.Boilerplate[partner] = set
	}
	for name, n := range all.places {
		if n >= saidOften {
			v.Places[name] = n
		}
	}
	v.Days = daysOf(all.began)
	v.countColumns(all.columns)
	return v
}

// daysOf is in how many days most of what began at these moments did: the middle
// nine tenths, so that a wrong year stretches nothing.
func daysOf(began []int64) float64 {
	if len(began) == 0 {
		return 0
	}
	slices.Sort(began)
	cut := len(began) / 20
	return float64(began[len(began)-1-cut]-began[cut]) / float64(day) / 0.9
}

// Where a name or a word in common makes two reports candidates: so long after each
// other that about as many reports with it lie between as are looked at by chance, a
// month at most (matching.md 3.2). What is seldom said leads further than what is said
// every day.
const (
	besidePlace = 20 // reports
	besideWord  = 10
	farthest    = 31 * day
	leastBeside = 3 * day // a word that does not lead so far is not looked up
)

func (v *Vocabulary) beside(most, reports float64) int64 {
	if v.Reports < fewReports || reports <= 0 {
		return farthest
	}
	return int64(min(float64(farthest), most/2*v.Days/reports*float64(day)))
}

// placeGap is how long after each other reports of that place name are candidates.
func (v *Vocabulary) placeGap(name key) int64 {
	return max(slack, v.beside(besidePlace, float64(v.Places[name])))
}

// wordGap is that of a word of so many bits; 0 for one that is not looked up.
func (v *Vocabulary) wordGap(bits uint32) int64 {
	if v.Reports < fewReports {
		if bits < rareUncounted {
			return 0
		}
		return farthest
	}
	gap := v.beside(besideWord, float64(v.Reports)*math.Exp2(-float64(bits)))
	if gap < leastBeside {
		return 0
	}
	return gap
}

// rarity in bits of what n of all reports say.
func rarity(n, all int) uint8 {
	return uint8(max(0, min(rarest, math.Round(math.Log2(float64(all)/float64(n))))))
}

// Weigh gives a report's words the weights that were counted.
func (v *Vocabulary) Weigh(r *Record) {
	own := v.Boilerplate[r.Partner]
	v.weighBy(r, func(w uint32) uint32 { return v.weight(w, own) })
}

// WeighAll is Weigh for many.
func (v *Vocabulary) WeighAll(records []Record) {
	scales := map[string]*scale{}
	for i := range records {
		if partner := records[i].Partner; (i == 0 || partner != records[i-1].Partner) && scales[partner] == nil {
			scales[partner] = v.scale(partner)
		}
	}
	inParts(len(records), func(_, from, to int) {
		for i := range records[from:to] {
			r := &records[from+i]
			v.weighBy(r, scales[r.Partner].weight)
		}
	})
}

func (v *Vocabulary) weighBy(r *Record, weight func(w uint32) uint32) {
	if v.Reports >= fewReports {
		words := r.text.words()
		for i, w := range words {
			words[i] = w&^(weightMask|noOther) | weight(w&^flagMask)
		}
	}
	r.hint()
}

// weight of a word in a report of a partner with boilerplate of its own, which weighs
// nothing. A word that was not seen, or once, weighs as the rarest.
func (v *Vocabulary) weight(w uint32, own wordSet) uint32 {
	if own[w] {
		return noOther
	}
	if weight, seen := v.Words[w]; seen {
		return uint32(weight)
	}
	return uint32(rarity(1, v.Reports)) | noOther
}

// scale holds what each word weighs in a partner's reports, to be looked up very often.
type scale struct {
	slots  []uint32 // words with their weights and a bit that says the slot is taken; their length is a power of two
	shift  int
	unseen uint32
}

const taken = ownPlace // which a weight does not have

func (v *Vocabulary) scale(partner string) *scale {
	s := &scale{unseen: uint32(rarity(1, v.Reports)) | noOther}
	own, n := v.Boilerplate[partner], slotsFor(len(v.Words)+1)
	s.slots, s.shift = make([]uint32, n), 33-bits.Len(uint(n))
	for w := range v.Words { // boilerplate among them, which many reports say
		*s.slot(w) = w | v.weight(w, own) | taken
	}
	return s
}

func (s *scale) slot(w uint32) *uint32 {
	for at := w * 0x9E3779B1 >> s.shift; ; at = (at + 1) & uint32(len(s.slots)-1) {
		if slot := &s.slots[at]; *slot == 0 || (*slot^w)&^flagMask == 0 {
			return slot
		}
	}
}

func (s *scale) weight(w uint32) uint32 {
	if slot := *s.slot(w); slot != 0 {
		return slot & (weightMask | noOther)
	}
	return s.unseen
}

// countColumns counts coded values, and finds the finest level at which the codes
// of different partners meet: half of the reports or more have a value that another
// partner uses too.
func (v *Vocabulary) countColumns(columns map[coded]int) {
	type use struct {
		n        int
		partners map[string]int
	}
	counted := map[key][]map[key]*use{}
	for c, n := range columns {
		for _, e := range c.list {
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
				u.n += n
				u.partners[c.partner] += n
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
