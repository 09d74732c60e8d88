package matching

import "math/bits"

// bitmap holds the pairs of neighbouring letters of a short name, a bit each, the
// ends of words included. Different pairs may share a bit: for names of up to
// thirty letters that is rare enough.
type bitmap [2]uint64

// bigrams of a folded name; the zero bitmap stands for no name.
func bigrams(folded string) bitmap {
	var m bitmap
	if folded == "" {
		return m
	}
	last := ' '
	add := func(r rune) {
		bit := (uint32(last)*0x9E3779B1 ^ uint32(r)*0x85EBCA6B) * 0xC2B2AE35 >> 25
		m[bit>>6] |= 1 << (bit & 63)
		last = r
	}
	for _, r := range folded {
		add(r)
	}
	add(' ')
	return m
}

func (m bitmap) empty() bool { return m[0]|m[1] == 0 }

func (m bitmap) and(o bitmap) bitmap { return bitmap{m[0] & o[0], m[1] & o[1]} }

func (m bitmap) size() int { return bits.OnesCount64(m[0]) + bits.OnesCount64(m[1]) }

// alike is the Dice coefficient of two bitmaps in sixteenths: 16 the same letters,
// 0 none in common.
func alike(a, b bitmap) int {
	both := a.and(b).size()
	total := a.size() + b.size()
	if total == 0 {
		return 0
	}
	return 32 * both / total
}
