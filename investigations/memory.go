package investigations

import (
	"errors"
	"hash/maphash"
	"maps"
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"
)

// memory is every report that stands, packed for comparison under some weights, as
// the log had it at one size. What its partner alone reads is kept apart: it is
// compared for that partner with what others share, never counted, and cannot take
// the place of a shared one where there are too many candidates.
type memory struct {
	weights *weights
	size    int64 // of the log up to which it follows
	shared  *shelf
	kept    *shelf
	behind  map[string]bool // reports to be read again: a write under way had changed them
}

// mostFollowed is how many reports are read again one by one; after more than that
// everything is.
const mostFollowed = 50_000

// readMemory reads every report but those that the transaction of the source has
// changed itself. Without weights the words are counted first, over what is shared,
// for weights that are to be made; counted is then what was counted.
func readMemory(s store.Source, w *weights, except map[string]bool, told func(done int) error) (m *memory, counted *matching.Vocabulary, err error) {
	m = &memory{weights: w, behind: maps.Clone(except)}
	if m.size, err = s.LogSize(); err != nil {
		return nil, nil, err
	}
	var shared, kept []packed
	done := 0
	err = s.EachHeld(func(page []store.Held) error {
		page = slices.DeleteFunc(page, func(h store.Held) bool { return except[h.ID] })
		all, err := packAll(page, w)
		for _, p := range all {
			if p.kind.Sharing == models.Origin {
				kept = append(kept, p)
			} else {
				shared = append(shared, p)
			}
		}
		if err != nil {
			return err
		}
		done += len(page)
		return told(done)
	})
	if err != nil {
		return nil, nil, err
	}
	if w != nil {
		counted = &w.model.Vocabulary
	} else {
		v := matching.CountEach(len(shared), func(i int) *matching.Record { return &shared[i].record })
		counted = &v
		for _, all := range [][]packed{shared, kept} {
			for i := range all {
				counted.Weigh(&all[i].record)
			}
		}
	}
	m.shared, m.kept = newShelf(shared, counted), newShelf(kept, counted)
	return m, counted, nil
}

// hashed is how facts are hashed while this program runs.
var hashed = maphash.MakeSeed()

// strayed are the reports that are held otherwise than another memory, which was read
// later, has them; what changed in between is left out.
func (m *memory) strayed(s store.Source, later *memory) ([]string, error) {
	changed, err := s.Reported(m.size, later.size)
	if err != nil {
		return nil, err
	}
	since := map[string]bool{}
	maps.Copy(since, m.behind)
	for _, id := range changed {
		since[id] = true
	}
	var out []string
	for _, both := range [][2]*shelf{{m.shared, later.shared}, {m.kept, later.kept}} {
		for n, one := range both {
			for id := range one.at {
				if other := both[1-n]; !since[id] && one.labelOf(id) != other.labelOf(id) {
					out = append(out, id)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// packAll packs reports on all processors; what only an explanation needs is left out.
func packAll(page []store.Held, w *weights) ([]packed, error) {
	out, failed := make([]packed, len(page)), make([]error, len(page))
	inParallel(len(page), func(i int) {
		h := page[i]
		facts, err := models.DecodeFacts(h.Facts)
		if err != nil {
			failed[i] = err
			return
		}
		r := matching.PackBare(h.ID, h.Partner, facts, nil)
		if w != nil {
			w.model.Vocabulary.Weigh(&r)
		}
		out[i] = packed{r, label{kind{h.Partner, h.Sharing, h.SharedWith}, maphash.Bytes(hashed, h.Facts)}}
	})
	return out, errors.Join(failed...)
}

// follow brings the memory to where the log is. Reports that the transaction of the
// source has changed are left for the next time: only what is committed is held.
// It tells whether so much has changed that everything had better be read again.
func (m *memory) follow(s store.Source, size int64, except map[string]bool) (again bool, err error) {
	ids, err := s.Reported(m.size, size)
	if err != nil || len(ids) > mostFollowed {
		return len(ids) > mostFollowed, err
	}
	for id := range m.behind {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	behind := map[string]bool{}
	ids = slices.DeleteFunc(ids, func(id string) bool {
		if except[id] {
			behind[id] = true
		}
		return except[id]
	})
	held, err := s.Held(ids)
	if err != nil {
		return false, err
	}
	all, err := packAll(held, m.weights)
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		m.shared.drop(id)
		m.kept.drop(id)
	}
	for _, p := range all {
		if p.kind.Sharing == models.Origin {
			m.kept.put(p)
		} else {
			m.shared.put(p)
		}
	}
	m.size, m.behind = size, behind
	return false, nil
}
