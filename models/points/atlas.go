package points

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"concord/geo"
)

// Kind is what rows have in common that decides who may see them and which of the
// common filters find them.
type Kind struct{ Partner, Sharing, SharedWith, Category, Status string }

// Row is one report as an atlas keeps it, in 80 bytes.
type Row struct {
	Incident [16]byte
	Lat, Lon float64 // degrees, where Placed
	Started  int64   // unix microseconds, where Timed: where it stands in lists
	From, To int64   // its window in unix microseconds, where Timed
	z        uint64  // place on the curve over the map, the highest where not Placed
	Seq      uint32  // row number of the report
	kind     uint32
	Placed   bool // it has a point
	Timed    bool // when it began is known
	together bool // others tell of the same incident
	gone     bool // another row has taken its place
}

// Atlas holds every report of a store in the order of a curve over the map, so that
// a frame is a few stretches of it. It is asked and changed under the lock of its
// keeper: no two changes, and no change while it is asked.
type Atlas struct {
	rows     []Row    // by z, then by Seq
	late     []Row    // put in since the rows were put in order
	at       []uint32 // by Seq: one more than the place in rows, or in late behind them; 0 where there is none
	kinds    []Kind
	number   map[Kind]uint32
	together map[[16]byte][]uint32 // incidents of several reports: their Seqs, rising
	gathered bool
}

// mostLate is how many rows may stand out of order.
const mostLate = 8_192

// NewAtlas is an atlas without rows.
func NewAtlas() *Atlas {
	return &Atlas{number: map[Kind]uint32{}, together: map[[16]byte][]uint32{}}
}

// Put takes the rows, each with its kind, in the place of those with the same Seq.
// Where an incident is named, all of its rows must be among them.
func (a *Atlas) Put(rows []Row, kinds []Kind, incidents ...[16]byte) {
	named := map[[16]byte][]uint32{}
	for _, i := range incidents {
		named[i] = nil
	}
	for n := range rows {
		r := &rows[n]
		r.kind, r.z = a.kindOf(kinds[n]), math.MaxUint64
		if r.Placed {
			r.z = curve(r.Lat, r.Lon)
		}
		if _, asked := named[r.Incident]; asked {
			named[r.Incident] = append(named[r.Incident], r.Seq)
		}
		for int(r.Seq) >= len(a.at) {
			a.at = append(a.at, make([]uint32, 1+len(a.at))...)
		}
		if old := a.row(r.Seq); old != nil {
			old.gone = true
		}
		a.late = append(a.late, *r)
		a.at[r.Seq] = uint32(len(a.rows) + len(a.late))
	}
	if a.gathered && len(a.late) > mostLate {
		a.settle()
	}
	for incident, seqs := range named {
		for _, seq := range seqs {
			a.row(seq).together = len(seqs) > 1
		}
		if delete(a.together, incident); len(seqs) > 1 {
			slices.Sort(seqs)
			a.together[incident] = seqs
		}
	}
}

// Gather puts the first rows in order and finds the incidents of several reports.
func (a *Atlas) Gather() {
	a.gathered = true
	a.settle()
	order := make([]uint32, len(a.rows))
	for i := range order {
		order[i] = uint32(i)
	}
	less := func(x, y uint32) int {
		r, s := &a.rows[x], &a.rows[y]
		for i := range r.Incident {
			if r.Incident[i] != s.Incident[i] {
				return cmp.Compare(r.Incident[i], s.Incident[i])
			}
		}
		return cmp.Compare(r.Seq, s.Seq)
	}
	slices.SortFunc(order, less)
	clear(a.together)
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && a.rows[order[to]].Incident == a.rows[order[from]].Incident {
			to++
		}
		if to-from > 1 {
			seqs := make([]uint32, 0, to-from)
			for _, i := range order[from:to] {
				a.rows[i].together = true
				seqs = append(seqs, a.rows[i].Seq)
			}
			a.together[a.rows[order[from]].Incident] = seqs
		}
		from = to
	}
}

// Incident is the incident a row stands under; false where there is no such row.
func (a *Atlas) Incident(seq uint32) ([16]byte, bool) {
	if r := a.row(seq); r != nil {
		return r.Incident, true
	}
	return [16]byte{}, false
}

// Together is the row numbers of the incident that a row stands under.
func (a *Atlas) Together(seq uint32) []uint32 {
	if r := a.row(seq); r != nil && r.together {
		return a.together[r.Incident]
	}
	return []uint32{seq}
}

// Len is how many rows there are.
func (a *Atlas) Len() (n int) {
	for _, at := range a.at {
		if at > 0 {
			n++
		}
	}
	return n
}

func (a *Atlas) row(seq uint32) *Row {
	if int(seq) >= len(a.at) || a.at[seq] == 0 {
		return nil
	}
	if i := int(a.at[seq]) - 1; i < len(a.rows) {
		return &a.rows[i]
	} else {
		return &a.late[i-len(a.rows)]
	}
}

func (a *Atlas) kindOf(k Kind) uint32 {
	n, known := a.number[k]
	if !known {
		n = uint32(len(a.kinds))
		a.kinds, a.number[k] = append(a.kinds, k), n
	}
	return n
}

// settle puts all rows in order again and forgets those that are gone.
func (a *Atlas) settle() {
	gone := func(r Row) bool { return r.gone }
	late := slices.DeleteFunc(a.late, gone)
	slices.SortFunc(late, order)
	rows := slices.DeleteFunc(a.rows, gone)
	all := rows
	switch {
	case len(rows) == 0:
		all = slices.Clip(late)
	case len(late) > 0: // merged from the end, in place
		all = append(rows, late...)
		i, j := len(rows)-1, len(late)-1
		for k := len(all) - 1; j >= 0; k-- {
			if i >= 0 && order(all[i], late[j]) > 0 {
				all[k] = all[i]
				i--
			} else {
				all[k] = late[j]
				j--
			}
		}
	}
	a.rows, a.late = all, nil
	clear(a.at)
	for i := range a.rows {
		a.at[a.rows[i].Seq] = uint32(i + 1)
	}
}

func order(a, b Row) int { return cmp.Or(cmp.Compare(a.z, b.z), cmp.Compare(a.Seq, b.Seq)) }

// curve is the place of a point on the Z-order curve over the square map: 32 bits
// each way.
func curve(lat, lon float64) uint64 {
	x, y := project(lat, lon, 0)
	return spread(grid(x)) | spread(grid(y))<<1
}

func grid(v float64) uint32 { return uint32(max(0, min(math.MaxUint32, v*(1<<32/tile)))) }

func spread(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000FFFF0000FFFF
	x = (x | x<<8) & 0x00FF00FF00FF00FF
	x = (x | x<<4) & 0x0F0F0F0F0F0F0F0F
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}

// area is one box, in degrees and in steps of the grid.
type area struct {
	box            geo.Box
	x0, x1, y0, y1 uint64 // steps that the box touches, both included
}

func areaOf(b geo.Box) area {
	x0, y0 := project(b.North, b.West, 0)
	x1, y1 := project(b.South, b.East, 0)
	return area{b, uint64(grid(x0)), uint64(grid(x1)), uint64(grid(y0)), uint64(grid(y1))}
}

// stretch gives f the rows of a square of the map, rows[lo:hi], that may lie in the
// area: sure where all of them do.
func (a *Atlas) stretch(lo, hi int, depth uint, x, y uint64, in area, f func(lo, hi int, sure bool)) {
	side := uint64(1) << (32 - depth)
	switch {
	case lo == hi || x > in.x1 || y > in.y1 || x+side-1 < in.x0 || y+side-1 < in.y0:
		return
	case x > in.x0 && y > in.y0 && x+side-1 < in.x1 && y+side-1 < in.y1:
		f(lo, hi, true)
		return
	case hi-lo <= 64 || depth == 32:
		f(lo, hi, false)
		return
	}
	half := side / 2
	first := spread(uint32(x)) | spread(uint32(y))<<1
	for quarter := range uint64(4) {
		end := hi
		if quarter < 3 {
			bound := first + (quarter+1)<<(2*(31-depth))
			end = lo + sort.Search(hi-lo, func(i int) bool { return a.rows[lo+i].z >= bound })
		}
		a.stretch(lo, end, depth+1, x+half*(quarter&1), y+half*(quarter>>1), in, f)
		lo = end
	}
}
