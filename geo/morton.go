package geo

import (
	"cmp"
	"slices"
)

// axisBits is how finely Morton divides each axis: 2³¹ steps of 2 cm or less.
const axisBits = 31

// Morton is a point's place on a Z-order curve: 31 bits each of latitude and
// longitude, interleaved. Near points mostly have near numbers, so a plain index
// on one integer column answers a box as a few ranges, on any database. It is
// never negative; degrees out of range count as the edge.
func Morton(lat, lon float64) int64 {
	return interleave(step(lat, 90), step(lon, 180))
}

// MortonRanges covers a box with at most limit closed ranges [first, last], sorted
// and disjoint: every point in the box has its Morton in one of them. Fewer ranges
// take in more of what is outside, so compare the coordinates too. Nil if the box
// is empty.
func MortonRanges(b Box, limit int) [][2]int64 {
	if !(b.South <= b.North && b.West <= b.East) {
		return nil
	}
	want := steps{step(b.South, 90), step(b.West, 180), step(b.North, 90), step(b.East, 180)}
	// On the curve no point of a box lies before its south-west corner or after its
	// north-east one.
	first, last := interleave(want.south, want.west), interleave(want.north, want.east)

	var ranges [][2]int64
	for _, q := range want.cover(limit) {
		start := interleave(q.lat, q.lon)
		end := start + int64(q.side)*int64(q.side) - 1
		ranges = append(ranges, [2]int64{max(start, first), min(end, last)})
	}
	slices.SortFunc(ranges, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	return join(ranges)
}

// steps is a box in the curve's own units.
type steps struct{ south, west, north, east uint64 }

// quad is a square of the curve: all points from lat, lon on for side steps, which
// are one unbroken stretch of numbers.
type quad struct{ lat, lon, side uint64 }

// cover is at most limit quads that together hold the box, cut finer, largest
// first, for as long as there is room.
func (b steps) cover(limit int) []quad {
	var done []quad
	open := []quad{{side: 1 << axisBits}}
	for len(open) > 0 {
		q := open[0]
		parts := b.quarters(q)
		if b.holds(q) || len(done)+len(open)-1+len(parts) > limit {
			done = append(done, q)
		} else {
			open = append(open, parts...)
		}
		open = open[1:]
	}
	return done
}

// quarters are those quarters of a quad that the box touches; none of one step.
func (b steps) quarters(q quad) []quad {
	var parts []quad
	half := q.side / 2
	for _, lat := range []uint64{q.lat, q.lat + half} {
		for _, lon := range []uint64{q.lon, q.lon + half} {
			if lat <= b.north && lat+half > b.south && lon <= b.east && lon+half > b.west {
				parts = append(parts, quad{lat, lon, half})
			}
		}
	}
	return parts
}

func (b steps) holds(q quad) bool {
	return q.lat >= b.south && q.lat+q.side-1 <= b.north && q.lon >= b.west && q.lon+q.side-1 <= b.east
}

// join makes one range of those that follow each other without a gap.
func join(ranges [][2]int64) [][2]int64 {
	joined := ranges[:1]
	for _, r := range ranges[1:] {
		if end := &joined[len(joined)-1]; r[0] <= end[1]+1 {
			end[1] = max(end[1], r[1])
		} else {
			joined = append(joined, r)
		}
	}
	return joined
}

// step numbers a coordinate between -limit and limit degrees; it never decreases,
// so edges of a box are edges of its steps.
func step(deg, limit float64) uint64 {
	const last = 1<<axisBits - 1
	switch part := (deg + limit) / (2 * limit) * (1 << axisBits); {
	case !(part > 0):
		return 0
	case part >= last:
		return last
	default:
		return uint64(part)
	}
}

// interleave puts the bits of lat above those of lon.
func interleave(lat, lon uint64) int64 { return int64(spread(lat)<<1 | spread(lon)) }

// spread moves each of 31 bits to twice its place.
func spread(v uint64) uint64 {
	v = (v | v<<16) & 0x0000ffff0000ffff
	v = (v | v<<8) & 0x00ff00ff00ff00ff
	v = (v | v<<4) & 0x0f0f0f0f0f0f0f0f
	v = (v | v<<2) & 0x3333333333333333
	return (v | v<<1) & 0x5555555555555555
}
