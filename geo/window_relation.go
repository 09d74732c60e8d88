package geo

import "time"

// WindowRelation is how two statements of a time stand to each other.
type WindowRelation struct {
	Overlap    bool    `json:"overlap"`     // both may mean the same moment
	GapMinutes float64 `json:"gap_minutes"` // between the nearest ends; 0 if they overlap
	Vague      bool    `json:"vague"`       // overlapping, but one is 10 or more times longer
}

// finestWindow is the length below which shorter says nothing more: clocks are
// read to the minute.
const finestWindow = time.Minute

// CompareWindows relates two windows. Since Latest counts to the end of its second,
// a window that ends at 01:10:59 and one that begins at 01:11:00 adjoin: the gap is
// 0, but they do not overlap, for no moment lies in both. From 01:10:59 to 01:12:00
// the gap is 1 minute. False if either window lacks an end.
func CompareWindows(a, b Window) (WindowRelation, bool) {
	if a.Earliest == nil || a.Latest == nil || b.Earliest == nil || b.Latest == nil {
		return WindowRelation{}, false
	}
	endA, endB := a.end(), b.end()
	var r WindowRelation
	switch {
	case !a.Earliest.Before(endB):
		r.GapMinutes = a.Earliest.Sub(endB).Minutes()
	case !b.Earliest.Before(endA):
		r.GapMinutes = b.Earliest.Sub(endA).Minutes()
	default:
		r.Overlap = true
		lengthA := max(endA.Sub(*a.Earliest), finestWindow)
		lengthB := max(endB.Sub(*b.Earliest), finestWindow)
		r.Vague = max(lengthA, lengthB) >= vagueRatio*min(lengthA, lengthB)
	}
	return r, true
}

// end is the first moment after the window.
func (w Window) end() time.Time {
	return w.Latest.Truncate(time.Second).Add(time.Second)
}
