package matching

import "slices"

// sketch is what tells copied text: of all runs of five words the four whose hashes
// are lowest, which two texts share as far as they share runs (Broder 1997). All zero
// for a text too short to tell.
type sketch [4]uint32

const (
	runWords     = 5
	copiedWords  = 12 // words of a text, from which on it can be told for a copy
	copiedShared = 3  // of the four, from which on it is one
)

// telling5 reads a text word by word.
type telling5 struct {
	last   [runWords]uint32
	n      int
	lowest sketch
}

func (t *telling5) add(word uint32) {
	t.last[t.n%runWords] = word
	t.n++
	if t.n < runWords {
		return
	}
	h := uint32(2166136261)
	for i := range runWords {
		h = (h ^ t.last[(t.n+i)%runWords]) * 16777619
		h ^= h >> 15
	}
	h = max(h, 1)
	if slices.Contains(t.lowest[:], h) {
		return
	}
	for i, other := range t.lowest {
		if other == 0 || h < other {
			t.lowest[i], h = h, other
			if h == 0 {
				return
			}
		}
	}
}

func (t *telling5) sketch() sketch {
	if t.n < copiedWords {
		return sketch{}
	}
	return t.lowest
}

// copied tells whether two texts are one text: taken from one source, so that what
// they share is said once and not twice (matching.md 3.3).
func (r *Record) copied(o *Record) bool {
	mine, theirs := r.text.sketch(), o.text.sketch()
	if mine[len(mine)-1] == 0 || theirs[len(theirs)-1] == 0 {
		return false
	}
	n := 0
	for _, h := range mine {
		if slices.Contains(theirs[:], h) {
			n++
		}
	}
	return n >= copiedShared
}

// wordsLevel of two records: words of copied text count as a few words in common do,
// for that both print one text says that they tell of one incident, but only once.
func (r *Record) wordsLevel(o *Record) int {
	if r.shared(o) == 0 {
		if level, certain := r.weighty.unlike(&o.weighty); certain {
			return level
		}
	}
	level := r.wordsInCommon(o)
	if level >= share24 && level < share10 && r.copied(o) {
		return share10
	}
	return level
}
