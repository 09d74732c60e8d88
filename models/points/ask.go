package points

import (
	"math"
	"time"

	"concord/geo"
)

// Ask is what a map or a timeline is asked for. Empty fields ask for nothing but
// Sees, without which nothing is found.
type Ask struct {
	Sees     func(Kind) bool             // who looks, and the filters on what kinds hold
	From, To *int64                      // unix microseconds: the window must touch [From, To]
	Boxes    []geo.Box                   // the point must lie in one of them
	Holds    func(lat, lon float64) bool // the point must pass it
	Only     func(seq uint32) bool       // what another index has found
}

// asking is an Ask made ready for one walk.
type asking struct {
	Ask
	atlas *Atlas
	kinds []bool
}

func (a *Atlas) asking(ask Ask) *asking {
	k := &asking{ask, a, make([]bool, len(a.kinds))}
	for i, kind := range a.kinds {
		k.kinds[i] = ask.Sees != nil && ask.Sees(kind)
	}
	return k
}

// passes tells whether a row is found; sure where its place is known to be asked for.
func (k *asking) passes(r *Row, sure bool) bool {
	if !k.kinds[r.kind] || r.gone || k.Only != nil && !k.Only(r.Seq) {
		return false
	}
	if k.From != nil && (!r.Timed || r.To < *k.From) || k.To != nil && (!r.Timed || r.From > *k.To) {
		return false
	}
	if !sure && len(k.Boxes) > 0 && !k.inBox(r) {
		return false
	}
	return k.Holds == nil || r.Placed && k.Holds(r.Lat, r.Lon)
}

func (k *asking) inBox(r *Row) bool {
	for _, b := range k.Boxes {
		if r.Placed && b.Contains(r.Lat, r.Lon) {
			return true
		}
	}
	return false
}

// each walks the rows that are found, each once.
func (k *asking) each(f func(*Row)) {
	walk := func(rows []Row, sure bool) {
		for i := range rows {
			if r := &rows[i]; k.passes(r, sure) {
				f(r)
			}
		}
	}
	if len(k.Boxes) == 0 {
		walk(k.atlas.rows, true)
	}
	for n, b := range k.Boxes {
		in := areaOf(b)
		before := asking{Ask: Ask{Boxes: k.Boxes[:n]}}
		k.atlas.stretch(0, len(k.atlas.rows), 0, 0, 0, in, func(lo, hi int, sure bool) {
			if sure && n == 0 {
				walk(k.atlas.rows[lo:hi], true)
				return
			}
			for i := lo; i < hi; i++ {
				if r := &k.atlas.rows[i]; r.Placed && b.Contains(r.Lat, r.Lon) && !before.inBox(r) && k.passes(r, true) {
					f(r)
				}
			}
		})
	}
	walk(k.atlas.late, false)
}

// group is the found rows of an incident that several reports tell of, by Seq.
func (k *asking) group(r *Row) (found []*Row) {
	for _, seq := range k.atlas.together[r.Incident] {
		if s := k.atlas.row(seq); s != nil && k.passes(s, false) {
			found = append(found, s)
		}
	}
	return found
}

// place gives, for a row that is found, the rows by which its incident is on the map
// when the row is the first of them that has a point; else nil.
func (k *asking) place(r *Row, alone []*Row) []*Row {
	if !r.together {
		alone[0] = r
		return alone
	}
	all := k.group(r)
	for _, s := range all {
		if s.Placed {
			if s != r {
				return nil
			}
			break
		}
	}
	return all
}

// Frame is what a map shows: the rows one by one, by Seq, when few incidents are
// found, else clusters.
type Frame struct {
	Total        int // incidents with a place
	WithoutPlace int // incidents of which no account has one
	Rows         []uint32
	Clusters     []Cluster
}

// Frame counts incidents, each once, at the place of its first report that is
// found. Up to most of them come one by one.
func (a *Atlas) Frame(ask Ask, zoom, most int) Frame {
	k := a.asking(ask)
	var out Frame
	alone := make([]*Row, 1)
	zoom = within(zoom, ask.Boxes)
	cells := newCells(zoom, a.kinds)
	k.each(func(r *Row) {
		if !r.Placed {
			if !r.together || k.nowhere(r) {
				out.WithoutPlace++
			}
			return
		}
		group := k.place(r, alone)
		if group == nil {
			return
		}
		if out.Total++; out.Total <= most {
			for _, s := range group {
				out.Rows = append(out.Rows, s.Seq)
			}
		}
		cells.add(r, group)
	})
	if out.Total > most {
		out.Rows, out.Clusters = nil, cells.clusters(zoom)
	}
	return out
}

// nowhere tells whether a row without a point is the first of an incident that has
// none at all.
func (k *asking) nowhere(r *Row) bool {
	all := k.group(r)
	for _, s := range all {
		if s.Placed {
			return false
		}
	}
	return len(all) > 0 && all[0] == r
}

// Bars counts incidents by when they began, by the earliest account that is found;
// and those of which no account says when.
func (a *Atlas) Bars(ask Ask, by string) (taken string, bars []Bar, without int) {
	k := a.asking(ask)
	const day = 24 * 60 * 60 * 1_000_000
	type key struct {
		day  int64
		kind uint32
	}
	counted := map[key]int{}
	var all []Begun
	k.each(func(r *Row) {
		switch {
		case !r.together && !r.Timed:
			without++
		case !r.together:
			counted[key{int64(math.Floor(float64(r.Started) / day)), r.kind}]++
		default:
			group := k.group(r)
			if group[0] != r {
				return
			}
			b, known := Begun{Count: 1}, false
			for _, s := range group {
				if !s.Timed {
					continue
				}
				if at := time.UnixMicro(s.Started).UTC(); !known || at.Before(b.At) {
					b.At, known = at, true
				}
				b.Partners = with(b.Partners, a.kinds[s.kind].Partner)
			}
			if known {
				all = append(all, b)
			} else {
				without++
			}
		}
	})
	for at, n := range counted {
		all = append(all, Begun{At: time.UnixMicro(at.day * day).UTC(), Count: n, Partners: []string{a.kinds[at.kind].Partner}})
	}
	taken, bars = Bars(all, by)
	return taken, bars, without
}
