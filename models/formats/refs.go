package formats

import (
	"hash/maphash"
	"math/bits"
)

// refs remembers the references of a file, to find one that is used twice. Of each
// it keeps a hash seeded anew for every file, 74 bits with the part it lies in: a
// long file has millions, and their texts would take most of the memory of an
// import. That two of ten million different ones are taken for the same happens once
// in hundreds of millions of files.
type refs struct {
	one, other maphash.Seed
	parts      [1024]refPart // each grows by itself, so that little is there twice
}

type refPart struct {
	slots []refSlot
	used  int
}

// refSlot is 12 bytes: the halves of a hash, and the row.
type refSlot struct{ high, low, row uint32 } // row 0 is an empty slot: the first of a file is 1

func newRefs() *refs { return &refs{one: maphash.MakeSeed(), other: maphash.MakeSeed()} }

// add remembers that a row has a reference; if an earlier row has it, it gives that
// row and changes nothing.
func (r *refs) add(ref string, row int) (earlier int, twice bool) {
	hash := maphash.String(r.one, ref)
	s := refSlot{uint32(hash >> 32), uint32(hash), uint32(row)}
	p := &r.parts[maphash.String(r.other, ref)%uint64(len(r.parts))]
	if 5*(p.used+1) > 4*len(p.slots) {
		p.grow()
	}
	found := p.place(s)
	if found.row != 0 {
		return int(found.row), true
	}
	*found = s
	p.used++
	return 0, false
}

// place is where a reference stands, or the empty slot where it belongs.
func (p *refPart) place(s refSlot) *refSlot {
	at, _ := bits.Mul64(uint64(s.high)<<32|uint64(s.low), uint64(len(p.slots)))
	for {
		found := &p.slots[at]
		if found.row == 0 || found.high == s.high && found.low == s.low {
			return found
		}
		if at++; at == uint64(len(p.slots)) {
			at = 0
		}
	}
}

func (p *refPart) grow() {
	before := p.slots
	p.slots = make([]refSlot, max(8, len(before)+len(before)/4))
	for _, s := range before {
		if s.row != 0 {
			*p.place(s) = s
		}
	}
}
