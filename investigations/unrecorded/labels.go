package unrecorded

import (
	"math"
	"slices"
)

// The ways in which incidents are parted into strata, within which partners see
// alike more nearly than over all.
const (
	byKilled = iota
	byDistrict
	byMonth
	ways
)

var wayNames = [ways]string{"people killed", "district", "month"}

// bands of people killed, by the least number of each.
var (
	bandFrom  = [...]float64{0, 1, 2, 5, 20}
	bandNames = []string{"none", "1", "2 to 4", "5 to 19", "20 and more"}
)

// labels say in which strata something lies: people killed, and places in the lists
// of districts and months. 0 and NaN are not stated.
type labels struct {
	killed          float64
	district, month int32
}

// stratum is the place of a label among those of a way, from 1; 0 is not stated.
func (l labels) stratum(way int) int {
	switch way {
	case byDistrict:
		return int(l.district)
	case byMonth:
		return int(l.month)
	}
	if math.IsNaN(l.killed) {
		return 0
	}
	people := math.Floor(l.killed + 0.5)
	for b := len(bandFrom) - 1; b > 0; b-- {
		if people >= bandFrom[b] {
			return b + 1
		}
	}
	return 1
}

// agreed is what several that tell of one incident say together: the mean of people
// killed, the district that most say, the earliest month.
func agreed(all []labels) labels {
	if len(all) == 1 {
		return all[0]
	}
	sum, stated := 0.0, 0.0
	var out labels
	most := 0
	for i, l := range all {
		if !math.IsNaN(l.killed) {
			sum, stated = sum+l.killed, stated+1
		}
		if l.month != 0 && (out.month == 0 || l.month < out.month) {
			out.month = l.month
		}
		votes := 0
		for _, other := range all[i:] {
			if l.district != 0 && other.district == l.district {
				votes++
			}
		}
		if votes > most || votes == most && votes > 0 && l.district < out.district {
			out.district, most = l.district, votes
		}
	}
	out.killed = sum / stated // NaN where nobody states it
	return out
}

// names of the strata of each way; a label of n stands for names[way][n-1].
type names [ways][]string

// namesOf collects the districts and months that reports state, sorted.
func namesOf(reports []Report) names {
	n := names{byKilled: bandNames}
	district, month := map[string]bool{}, map[string]bool{}
	for _, r := range reports {
		district[r.District], month[r.Month] = true, true
	}
	for way, seen := range map[int]map[string]bool{byDistrict: district, byMonth: month} {
		delete(seen, "")
		for name := range seen {
			n[way] = append(n[way], name)
		}
		slices.Sort(n[way])
	}
	return n
}

func (n names) of(r Report) labels {
	place := func(way int, name string) int32 {
		if name == "" {
			return 0
		}
		at, _ := slices.BinarySearch(n[way], name)
		return int32(at + 1)
	}
	return labels{r.Killed, place(byDistrict, r.District), place(byMonth, r.Month)}
}
