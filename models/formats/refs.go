package formats

import "hash/maphash"

// refs are the references that a file has given so far, and where. A million of them
// are kept by hash, in a sixth of the memory that the texts would take; the hash is
// keyed anew each time, so that no file can make two references look alike, and that
// two do by chance happens once in ten million files of a million rows.
type refs struct {
	key maphash.Seed
	row map[uint64]int32
}

func newRefs() refs { return refs{maphash.MakeSeed(), map[uint64]int32{}} }

// earlier is the row that gave a reference before; false for none.
func (s refs) earlier(ref string) (int, bool) {
	row, there := s.row[maphash.String(s.key, ref)]
	return int(row), there
}

func (s refs) add(ref string, row int) { s.row[maphash.String(s.key, ref)] = int32(row) }
