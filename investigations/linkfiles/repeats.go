package linkfiles

import "concord/investigations/matching"

// repeats finds rows of a file that compare alike, where so many do that comparing each
// with each would never end: an export that repeats itself, or a default in every cell.
type repeats struct {
	times []uint8           // how often, by a hash; different rows may share a count
	first map[uint64]string // of what was seen many times, the report that is compared for the others
}

// many is how many rows may compare alike before the others are left out.
const many = 50

func newRepeats() *repeats { return &repeats{make([]uint8, 1<<21), map[uint64]string{}} }

// of is the report that is compared in the place of a record, "" where that is its own.
func (s *repeats) of(r *matching.Record) string {
	hash := r.Likeness()
	if times := &s.times[hash>>43]; *times < many {
		*times++
		return ""
	}
	first, known := s.first[hash]
	if !known {
		s.first[hash] = r.Report
	}
	return first
}
