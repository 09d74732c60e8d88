package matching

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
)

// extras are the coded columns of a report that another may share (api.md section 4:
// columns named x_…), sorted by name. Reports that say the same share one.
type extras struct {
	id   uint32 // one number for each that is shared, from 1; 0 for one that is not
	list []extra
}

// extra is a column's value and, where a taxonomy is given, the groups it belongs
// to, finest first.
type extra struct {
	name   key
	values []key
}

const maxExtras = 16

// Taxonomies say, column by column, to which groups a value belongs, finest first:
// partners code one thing in different words, and agree on a group.
type Taxonomies map[string]map[string][]string

// Fold is a value as taxonomies and comparison know it.
func Fold(value string) string { return strings.ToLower(strings.Join(strings.Fields(value), " ")) }

func packExtras(columns map[string]string, taxonomies Taxonomies) *extras {
	var list []extra
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		value := Fold(columns[name])
		if !strings.HasPrefix(name, "x_") || value == "" || len(list) == maxExtras {
			continue
		}
		e := extra{name: keyOf(name), values: []key{keyOf(value)}}
		for _, group := range taxonomies[name][value] {
			e.values = append(e.values, keyOf("group "+Fold(group))) // a value is not a group of the same name
		}
		list = append(list, e)
	}
	if list == nil {
		return nil
	}
	slices.SortFunc(list, func(a, b extra) int { return cmp.Compare(a.name, b.name) })
	return sharedExtras(list)
}

// known are the extras that reports share. Codes are few; where they are not, as when
// a column holds free text, each report keeps its own.
var known struct {
	sync.Mutex
	by map[string]*extras
}

const mostShared = 4096

func sharedExtras(list []extra) *extras {
	var b []byte
	for _, e := range list {
		b = binary.BigEndian.AppendUint64(b, uint64(e.name))
		for _, v := range e.values {
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		}
		b = append(b, '.')
	}
	known.Lock()
	defer known.Unlock()
	if e, there := known.by[string(b)]; there {
		return e
	}
	e := &extras{list: list}
	if len(known.by) < mostShared {
		if known.by == nil {
			known.by = map[string]*extras{}
		}
		e.id = uint32(len(known.by) + 1)
		known.by[string(b)] = e
	}
	return e
}

// all of them; nil stands for none.
func (e *extras) all() []extra {
	if e == nil {
		return nil
	}
	return e.list
}

// of is the column of that name; one without values for none.
func (e *extras) of(name string) extra {
	for _, x := range e.all() {
		if x.name == keyOf(name) {
			return x
		}
	}
	return extra{}
}

// Of a column of which nothing is counted: what an equal value and an unequal one
// are worth, and the most that all such columns are, since they often repeat each
// other.
const (
	equalBits   = 1.6
	unequalBits = -1.4
	extrasLimit = 4.5
)

// Of a counted column: how often reports of one incident agree at the finest level
// that both partners' codes have in common, at each coarser one, and not at all.
const (
	agreeFinest  = 0.90
	agreeCoarser = 0.05
	agreeNot     = 0.05
)

// Column is how often each value of a coded column is said, by level: the value
// itself, then the groups of its taxonomy.
type Column struct {
	Reports int               `json:"reports"`
	Finest  int               `json:"finest"` // the first level at which the partners' codes meet
	Share   []map[key]float64 `json:"share"`
	Chance  float64           `json:"chance"` // that two reports agree at the coarsest level
}

// agreement is the first level at which two values are the same; -1 for none.
func (e extra) agreement(o extra) int {
	for level := range min(len(e.values), len(o.values)) {
		if e.values[level] == o.values[level] {
			return level
		}
	}
	return -1
}

// Column levels: 0 where no column is shared, then whole bits from leastColumns up.
const (
	leastColumns = -8
	mostColumns  = 16
	columnLevels = mostColumns - leastColumns + 2
)

// level of the columns that both reports have, by what they are worth together.
func (v *Vocabulary) level(of, other *extras) int {
	if of == nil || other == nil {
		return 0
	}
	a, b := of.list, other.list
	counted, plain, shared := 0.0, 0.0, false
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].name < b[0].name:
			a = a[1:]
		case a[0].name > b[0].name:
			b = b[1:]
		default:
			shared = true
			if c, known := v.Columns[a[0].name]; known {
				counted += c.bits(a[0], b[0])
			} else if a[0].agreement(b[0]) >= 0 {
				plain += equalBits
			} else {
				plain += unequalBits
			}
			a, b = a[1:], b[1:]
		}
	}
	if !shared {
		return 0
	}
	sum := counted + max(-extrasLimit, min(extrasLimit, plain))
	return int(math.Round(max(leastColumns, min(mostColumns, sum)))) - leastColumns + 1
}

// bits of two values of a counted column: how much more often one incident gives
// this agreement than two of different incidents do.
func (c Column) bits(a, b extra) float64 {
	level := a.agreement(b)
	if level < 0 {
		return math.Log2(agreeNot / max(1-c.Chance, agreeNot))
	}
	m := agreeFinest
	if level > c.Finest {
		m = agreeCoarser
	}
	return math.Log2(m / max(c.Share[level][a.values[level]], 1/float64(c.Reports+1)))
}
