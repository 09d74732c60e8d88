package matching

import (
	"math"
	"slices"
)

// moments is a list that grows: records by how long their windows are, each part by
// when it begins.
type moments [durations][]moment

type moment struct {
	from int32 // minutes since 1970
	at   int32 // which record
}

// put adds a record, keeping the list in order; equal beginnings stand by number.
func (c *moments) put(m *mark, at int32) {
	list := &c[durationOf(m)]
	i, _ := slices.BinarySearchFunc(*list, moment{m.from, at}, compareMoments)
	*list = slices.Insert(*list, i, moment{m.from, at})
}

// remove takes a record out and tells whether the list is empty then.
func (c *moments) remove(m *mark, at int32) bool {
	list := &c[durationOf(m)]
	if i, found := slices.BinarySearchFunc(*list, moment{m.from, at}, compareMoments); found {
		*list = slices.Delete(*list, i, i+1)
	}
	return len(c[0])+len(c[1])+len(c[2]) == 0
}

func compareMoments(a, b moment) int {
	switch {
	case a.from != b.from && a.from < b.from, a.from == b.from && a.at < b.at:
		return -1
	case a == b:
		return 0
	}
	return 1
}

// meeting gives every record of the first durations whose window may come within
// gap minutes of m.
func (c *moments) meeting(m *mark, gap int64, shortest int, found func(int32)) {
	for class, list := range c[:shortest] {
		earliest := int64(m.from) - gap - durationCuts[class]
		i, _ := slices.BinarySearchFunc(list, moment{int32(max(math.MinInt32, earliest)), math.MinInt32}, compareMoments)
		for ; i < len(list) && int64(list[i].from) <= int64(m.until)+gap; i++ {
			found(list[i].at)
		}
	}
}
