package investigations

import (
	"cmp"
	"runtime"
	"slices"

	"concord/investigations/matching"
	"concord/models"
	"concord/models/store"
)

// part is how many reports of a run are compared between two words on how far it is.
const part = 20_000

// compare finds every pair in a band, in memory and on all processors.
func (r *run) compare(fresh *memory) ([][2]string, error) {
	d, err := partnersFor(r.m.db.Whole(r.ctx))
	if err != nil {
		return nil, err
	}
	all := len(fresh.shared.index.Records)
	kept := len(fresh.kept.index.Records)
	workers := runtime.GOMAXPROCS(0)
	pairs, cut := make([][][2]string, workers), make([]int, workers)
	for from := 0; from < all+kept; from += part {
		if err := r.tell(stageComparing, from, all+kept); err != nil {
			return nil, err
		}
		until := min(from+part, all+kept)
		inParallel(workers, func(w int) {
			var buffer []int32
			for i := from + w; i < until; i += workers {
				s, at := fresh.shared, i
				if i >= all { // what its partner alone reads is compared with what is shared
					s, at = fresh.kept, i-all
				}
				own, k := &s.index.Records[at], s.labels[at].kind
				var left int
				buffer, left = fresh.shared.candidates(own, buffer, func(o *matching.Record, ko kind) {
					if d.either(k, ko) && fresh.weights.compare(own, o).Band != "" {
						pairs[w] = append(pairs[w], [2]string{own.Report, o.Report})
					}
				})
				cut[w] += left
			}
		})
	}
	var out [][2]string
	for w := range workers {
		out = append(out, pairs[w]...)
		r.result.Cut += cut[w]
	}
	return out, nil
}

// order is the reports that are to be linked anew: all that are in a likely pair or
// in one that is kept, those that hang together beside each other, so that few
// groups are decided twice.
func (r *run) order(pairs [][2]string) ([]string, error) {
	if err := r.tell(stageDeciding, 0, len(pairs)); err != nil {
		return nil, err
	}
	kept, err := r.m.db.Paired(r.ctx)
	if err != nil {
		return nil, err
	}
	above := map[string]string{}
	root := func(id string) string {
		for {
			up, there := above[id]
			if !there || up == id {
				return id
			}
			if higher, there := above[up]; there {
				above[id] = higher
			}
			id = up
		}
	}
	for _, list := range [][][2]string{pairs, kept} {
		for _, p := range list {
			for _, id := range p {
				if _, there := above[id]; !there {
					above[id] = id
				}
			}
			if a, b := root(p[0]), root(p[1]); a != b {
				above[max(a, b)] = min(a, b)
			}
		}
	}
	ids := make([]string, 0, len(above))
	roots := make(map[string]string, len(above))
	for id := range above {
		ids = append(ids, id)
	}
	for _, id := range ids {
		roots[id] = root(id)
	}
	slices.Sort(ids)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(roots[a], roots[b]) })
	return ids, r.tell(stageDeciding, len(ids), len(ids))
}

// partnersFor is a desk that knows the partners and nothing else.
func partnersFor(l store.Looker) (*desk, error) {
	rows, err := store.All[models.Partner](l).Find(l.Context())
	d := &desk{partners: make(map[string]models.Partner, len(rows))}
	for _, p := range rows {
		d.partners[p.Code] = p
	}
	return d, err
}
