package matching

import (
	"slices"
	"sync"
)

// slab hands out pieces of larger blocks. A million reports have millions of short
// lists; each allocated alone would cost more around it than it holds.
type slab[T any] struct {
	mu   sync.Mutex
	free []T
}

const slabSize = 4096

func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if n > slabSize/8 {
		return make([]T, n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) < n {
		s.free = make([]T, slabSize)
	}
	piece := s.free[:n:n]
	s.free = s.free[n:]
	return piece
}

var (
	wordSlab slab[uint32]
	keySlab  slab[key]
)

func keepWords(list words) words {
	kept := wordSlab.take(len(list))
	copy(kept, list)
	return kept
}

func keepKeys(parts ...[]key) []key {
	all := slices.Concat(parts...)
	kept := keySlab.take(len(all))
	copy(kept, all)
	return kept
}
