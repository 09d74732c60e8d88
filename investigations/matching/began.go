package matching

import "sort"

// began tells where, among records in the order of time, those stand that began at some
// moment: it cuts the time that they span into so many pieces as there are some records to
// each, and only one piece is searched.
type began struct {
	first []int32 // by piece, the number of the first record that began in it or later; then that of all
	from  int64   // minutes since 1970, of the first
	shift uint    // a piece is so many minutes long, as a power of two
}

// inPiece is how many records there are to a piece, or more.
const inPiece = 8

func whenBegan(sorted []mark) (b began) {
	if len(sorted) == 0 {
		return b
	}
	b.from = int64(sorted[0].from)
	for (int64(sorted[len(sorted)-1].from)-b.from)>>b.shift > int64(len(sorted)/inPiece) {
		b.shift++
	}
	for i := range sorted {
		for int64(sorted[i].from) >= b.from+int64(len(b.first))<<b.shift {
			b.first = append(b.first, int32(i))
		}
	}
	b.first = append(b.first, int32(len(sorted)))
	return b
}

// firstFrom is the number of the first sorted record that begins at that minute or later.
func (x *Index) firstFrom(minutes int64) int32 {
	b := &x.began
	piece := (minutes - b.from) >> b.shift
	switch {
	case piece < 0:
		return 0
	case piece >= int64(len(b.first))-1:
		return x.sorted
	}
	low, high := b.first[piece], b.first[piece+1]
	return low + int32(sort.Search(int(high-low), func(i int) bool { return int64(x.marks[low+int32(i)].from) >= minutes }))
}
