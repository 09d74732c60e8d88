package matching

import (
	"strings"
	"sync"
)

// memo remembers what was made of texts that many reports repeat, as the names of
// places and actors. It stops remembering when it is full, not answering.
type memo[V any] struct {
	mu sync.RWMutex
	by map[string]V
}

const memoSize = 1 << 15

func (m *memo[V]) of(text string, of func(string) V) V {
	m.mu.RLock()
	v, seen := m.by[text]
	m.mu.RUnlock()
	if seen {
		return v
	}
	v = of(text)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by == nil {
		m.by = map[string]V{}
	}
	if len(m.by) < memoSize {
		m.by[strings.Clone(text)] = v // it is a piece of something longer
	}
	return v
}
