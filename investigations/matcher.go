package investigations

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"concord/investigations/matching"
	"concord/models/store"
)

// Matcher links reports as they come. It holds those that stand in memory, follows
// the log like the map does, and decides within each write. One process has one.
type Matcher struct {
	db *store.DB

	mu     sync.Mutex // held while the memory is read or changed; never while waiting for a connection
	memory *memory    // nil until it is first needed
	next   *memory    // read by a run, for weights that come into force

	seeks  atomic.Int64 // how often counterparts were looked for
	sought atomic.Int64 // and how long that took, in nanoseconds
	finds  atomic.Int64 // how often gaps were found anew
	found  atomic.Int64 // and how long that took, in nanoseconds

	job    sync.Mutex // of what follows: the run of this process
	cancel context.CancelCauseFunc
	ended  chan struct{}
}

// NewMatcher is a matcher for a store; its React must be registered there.
func NewMatcher(db *store.DB) *Matcher {
	return &Matcher{db: db}
}

// Warm reads all reports and follows the log, outside of any write, so that a write
// finds little to do.
func (m *Matcher) Warm(ctx context.Context) error {
	return m.db.OnSource(ctx, func(s store.Source) error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if shared, err := m.needed(s); err != nil || !shared {
			return err
		}
		w, err := inForce(s)
		if err != nil {
			return err
		}
		size, err := s.LogSize()
		if err != nil {
			return err
		}
		return m.catchUp(s, w, size, nil)
	})
}

// needed tells whether there is anything to compare: while nothing is shared, no
// report can be read by two partners, and none is held in memory.
func (m *Matcher) needed(s store.Source) (bool, error) {
	if m.memory != nil {
		return true, nil
	}
	return s.AnyShared()
}

// catchUp makes the memory one of these weights and brings it to where the log is;
// m.mu must be held.
func (m *Matcher) catchUp(s store.Source, w *weights, size int64, except map[string]bool) error {
	if m.next != nil && m.next.weights.base == w.base {
		if m.memory == nil || m.memory.weights.base != w.base {
			m.memory = m.next
		}
		m.next = nil
	}
	if m.memory != nil && m.memory.weights.base == w.base {
		m.memory.weights = w
		if m.memory.size >= size && len(m.memory.behind) == 0 {
			return nil
		}
		if again, err := m.memory.follow(s, size, except); err != nil || !again {
			return err
		}
	}
	fresh, _, err := readMemory(s, w, except, func(int) error { return nil })
	if err != nil {
		return err
	}
	m.memory = fresh
	return nil
}

// Sought is how often counterparts were looked for since the program began, and how
// long that took: following the log, finding candidates and comparing them.
func (m *Matcher) Sought() (times int64, took time.Duration) {
	return m.seeks.Load(), time.Duration(m.sought.Load())
}

// Found is how often gaps were found anew within a write since the program began, and
// how long that took: reading what hangs together, comparing, and writing what changed.
func (m *Matcher) Found() (times int64, took time.Duration) {
	return m.finds.Load(), time.Duration(m.found.Load())
}

// check holds what is in memory against what was read anew. What is held otherwise than
// the store has it is forgotten as a whole, to be read again when it is next needed.
func (m *Matcher) check(s store.Source, fresh *memory) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.memory == nil || m.memory.size > fresh.size {
		return nil // it has followed later writes
	}
	strayed, err := m.memory.strayed(s, fresh)
	if len(strayed) > 0 {
		slog.Error("reports in memory were not as the store has them; all are read again", "reports", len(strayed))
		m.memory = nil
	}
	return err
}

// offer is memory under weights that are about to come into force.
func (m *Matcher) offer(fresh *memory) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next = fresh
}

// bench is the reports that writes of one transaction have changed: they are not in
// the log yet, and the memory must not hold what may be taken back.
type bench struct {
	*shelf
	weights *weights
	seen    map[string]bool // also those that are gone
}

// bench gives the reports that this transaction has changed so far, as they are now.
func (d *desk) bench() (*bench, error) {
	b, there := d.tx.Kept().(*bench)
	own := d.tx.Reported()
	ids := own
	if !there || b.weights.id != d.weights.id {
		b = &bench{newShelf(nil, &d.weights.model.Vocabulary), d.weights, map[string]bool{}}
		ids = append(ids, d.tx.Earlier()...)
	} else {
		for _, id := range d.tx.Earlier() {
			if !b.seen[id] {
				ids = append(ids, id)
			}
		}
	}
	if err := d.load(ids...); err != nil {
		return nil, err
	}
	for _, id := range ids {
		a := d.accounts[id]
		b.seen[id] = true
		if a == nil || !a.live() {
			b.drop(id)
			continue
		}
		b.put(packed{*d.record(a), label{kind: a.kind()}})
	}
	d.tx.Keep(b)
	return b, nil
}

// likeness is a pair in one of the bands.
type likeness struct {
	a, b string
	matching.Score
}

// seek looks for counterparts of accounts, among all reports as this transaction
// sees them, and gives the pairs that are like enough to be shown.
func (m *Matcher) seek(d *desk, accounts []*account) ([]likeness, error) {
	beside, err := d.bench()
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	defer func(began time.Time) {
		m.seeks.Add(1)
		m.sought.Add(int64(time.Since(began)))
	}(time.Now())
	if shared, err := m.needed(d.tx.Source()); err != nil || !shared {
		return nil, err
	}
	if err := m.catchUp(d.tx.Source(), d.weights, d.tx.LogSize(), beside.seen); err != nil {
		return nil, err
	}
	var out []likeness
	var buffer []int32
	for _, a := range accounts {
		r, own := d.record(a), a.kind()
		compare := func(o *matching.Record, k kind) {
			if !d.either(own, k) {
				return
			}
			if s := d.weights.compare(r, o); s.Band != "" {
				out = append(out, likeness{a.ID, o.Report, s})
			}
		}
		for _, s := range []*shelf{m.memory.shared, m.memory.kept} {
			buffer, _ = s.candidates(r, buffer, func(o *matching.Record, k kind) {
				if !beside.seen[o.Report] {
					compare(o, k)
				}
			})
		}
		buffer, _ = beside.candidates(r, buffer, compare)
	}
	return out, nil
}
