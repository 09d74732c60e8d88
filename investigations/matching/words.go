package matching

import (
	"cmp"
	"slices"
	"strings"

	"concord/models"
)

// words are the telling words of title and narrative, sorted. A word is its key
// with the lowest byte replaced by its weight and by whether it is part of the
// report's own place name.
type words []uint32

const (
	maxWords   = 48
	ownPlace   = 0x80
	noOther    = 0x40 // no other partner uses the word: that it is missing there says nothing
	weightMask = 0x3f
	flagMask   = 0xff
)

// packWords keeps the weightiest words. Which are kept depends on the words alone, so
// that two reports keep the same ones.
func packWords(f models.ReportFacts, room []uint32) (list words, s sketch) {
	var place [12]uint32
	n := 0
	if p := f.Place; p != nil {
		for _, text := range []string{p.Name, p.Admin1, p.Admin2} {
			for w := range strings.FieldsSeq(latin(text)) {
				if n < len(place) {
					place[n] = short(w) &^ flagMask
					n++
				}
			}
		}
	}
	list = room
	var told telling5
	for _, text := range []string{f.Title, f.Narrative} {
		for w := range strings.FieldsSeq(latin(text)) {
			h := short(w)
			told.add(h)
			weight := wordWeight(w)
			if weight == 0 {
				continue
			}
			packed := h&^flagMask | weight
			if slices.Contains(place[:n], packed&^flagMask) {
				packed |= ownPlace
			}
			list = append(list, packed)
		}
	}
	slices.Sort(list)
	list = slices.CompactFunc(list, func(a, b uint32) bool { return (a^b)&^flagMask == 0 })
	if len(list) > maxWords {
		slices.SortFunc(list, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(b&weightMask, a&weightMask), cmp.Compare(a, b))
		})
		list = list[:maxWords]
		slices.Sort(list)
	}
	return list, told.sketch()
}

// spellings are the words of a text by their keys, for explanations.
func spellings(f models.ReportFacts) map[uint32]string {
	spelled := map[uint32]string{}
	for _, text := range []string{f.Title, f.Narrative} {
		for w := range strings.FieldsSeq(latin(text)) {
			if _, seen := spelled[short(w)&^flagMask]; !seen && wordWeight(w) > 0 {
				spelled[short(w)&^flagMask] = w
			}
		}
	}
	return spelled
}

// wordWeight stands in, in bits, for how rare a word is, as long as no corpus is
// counted: long words are rarer than short ones (Zipf's law of abbreviation),
// numbers of four digits and more are mostly names of things. Years, and words
// that most reports of harm contain, say nothing.
func wordWeight(w string) uint32 {
	n := len([]rune(w))
	if w[0] >= '0' && w[0] <= '9' {
		if n < 4 || n == 4 && (w[:2] == "19" || w[:2] == "20") {
			return 0
		}
		return 5
	}
	if n < 3 || stopWords[w] {
		return 0
	}
	if reportWords[w] {
		return 1
	}
	return uint32(min(n, 8)) - 1
}

// Word levels: how much the shared words weigh together (matching.md 3.3).
const (
	wordsUnknown = iota
	share24
	share17
	share10
	share5
	shareLittle
	wordLevels
)

var wordBits = [wordLevels]float64{share24: 9.0, share17: 7.5, share10: 5.5, share5: 2.6, shareLittle: -1.6}

// heaviest is the most that a word weighs: as rare as words are taken to be, or as long.
const heaviest = max(rarest, 7)

// enoughWords is the weight of text below which having nothing in common says
// nothing.
const enoughWords = 12

// byChance: one part in so many of the shorter text is shared by any two texts on
// such incidents, and is not counted.
const byChance = 12

// common is the weight of the words that stand in both, and what it would say of each
// if the other had none of them. A word that is part of both place names counts there
// and not here; one that is boilerplate of either is no evidence for the other.
func (a words) common(b words) (both, missedA, missedB uint32) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		w, v := a[i], b[j]
		x, y := w&^flagMask, v&^flagMask
		if x == y && w&weightMask != 0 && v&weightMask != 0 {
			if w&v&ownPlace == 0 {
				both += min(w&weightMask, v&weightMask)
			}
			missedA, missedB = missedA+missed(w), missedB+missed(v)
		}
		nextI, nextJ := i+1, j+1 // which comes first cannot be foretold, so it is no branch
		if x <= y {
			i = nextI
		}
		if y <= x {
			j = nextJ
		}
	}
	return both, missedA, missedB
}

// weighty holds what of a text weighs anything, a bit each; different words may share
// a bit. The words of its own place name stand here, for they count only beside others'.
type weighty struct {
	own        bitmap
	references uint32 // those of the report
	missed     uint16 // what it would say if the other text had none of the words
	hidden     uint8  // words whose bit another word of the text has set already
}

// hint sets the bits of a report's words, which must have been weighed, and references.
func (r *Record) hint() {
	var s weighty
	var others bitmap
	refs := r.text.references()
	for i := range refs.len() {
		s.references |= 1 << (uint64(refs.at(i)) * 0x9E3779B97F4A7C15 >> 59)
	}
	for _, w := range r.text.words() {
		if w&weightMask == 0 {
			continue
		}
		s.missed += uint16(missed(w))
		at := w &^ flagMask * 0x9E3779B1 >> 25
		bit := uint64(1) << (at & 63)
		if (s.own[at>>6]|others[at>>6])&bit != 0 {
			s.hidden++
		}
		if w&ownPlace != 0 {
			s.own[at>>6] |= bit
		} else {
			others[at>>6] |= bit
		}
	}
	r.weighty, r.others = s, others
}

// shared is how many bits two texts share of words in common that weigh anything: 0 tells,
// for many that have none, that they have none.
func (r *Record) shared(o *Record) int {
	p, q := &r.weighty.own, &o.weighty.own
	return bitmap{r.others[0]&(o.others[0]|q[0]) | p[0]&o.others[0], r.others[1]&(o.others[1]|q[1]) | p[1]&o.others[1]}.size()
}

// atBest is the best level that two texts which share so many bits can reach by their
// words, unless it is that of texts too short to tell: as if each word in common weighed
// as much as a word can, and what they do not share as little.
func (s *weighty) atBest(o *weighty, shared int) int {
	common := uint32(shared) + uint32(min(s.hidden, o.hidden))
	both := heaviest * common
	places := heaviest * (uint32(s.own.and(o.own).size()) + uint32(min(s.hidden, o.hidden)))
	alone := uint32(min(s.missed, o.missed))
	telling := both - min(both, (both+alone-min(alone, both+places))/byChance)
	return shareOf(telling)
}

// unlike is the level of two texts of which that is known, and whether it is certain:
// the words of a place name that both have stand against neither.
func (s *weighty) unlike(o *weighty) (level int, certain bool) {
	if s.missed < enoughWords || o.missed < enoughWords {
		return wordsUnknown, true
	}
	return shareLittle, s.own[0]&o.own[0]|s.own[1]&o.own[1] == 0
}

// missed is what it says that the other text lacks a word.
func missed(w uint32) uint32 {
	if w&noOther != 0 {
		return 0
	}
	return w & weightMask
}

// wordsInCommon is the level of two texts by their words.
func (r *Record) wordsInCommon(o *Record) int {
	both, missedA, missedB := r.text.words().common(o.text.words())
	onlyA, onlyB := uint32(r.weighty.missed)-missedA, uint32(o.weighty.missed)-missedB
	telling := both - min(both, (both+min(onlyA, onlyB))/byChance)
	if level := shareOf(telling); level < shareLittle || both+onlyA >= enoughWords && both+onlyB >= enoughWords {
		return level
	}
	return wordsUnknown
}

// shareOf is the level of words in common that weigh so much.
func shareOf(telling uint32) int {
	switch {
	case telling >= 24:
		return share24
	case telling >= 17:
		return share17
	case telling >= 10:
		return share10
	case telling >= 5:
		return share5
	}
	return shareLittle
}

// compareWord orders packed words by their key alone.
func compareWord(x, y uint32) int { return cmp.Compare(x&^flagMask, y&^flagMask) }
