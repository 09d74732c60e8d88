package investigations

import (
	"concord/geo"
	"concord/investigations/gaps"
	"concord/models"
)

// finer is, of compatible values, the one that says most: the smallest radius,
// the shortest window, the narrowest count. Nothing is averaged.
func finer(values []gaps.RowValue) any {
	var best any
	size := 0.0
	for _, v := range values {
		s, ok := extent(v.Value)
		if v.Value != nil && (best == nil || ok && s < size) {
			best, size = v.Value, s
		}
	}
	return best
}

// extent is how much a value leaves open: metres, seconds or persons.
func extent(v any) (float64, bool) {
	const open = 1e18
	switch x := v.(type) {
	case *geo.Place:
		if x == nil || x.RadiusM == nil {
			return open, true
		}
		return *x.RadiusM, true
	case geo.Place:
		return extent(&x)
	case *geo.Window:
		if x == nil || x.Earliest == nil || x.Latest == nil {
			return open, true
		}
		return x.Latest.Sub(*x.Earliest).Seconds(), true
	case geo.Window:
		return extent(&x)
	case models.Count:
		lo, hi := x.Interval()
		if hi == nil {
			return open, true
		}
		return float64(*hi - lo), true
	case *models.Count:
		return extent(*x)
	}
	return 0, false
}
