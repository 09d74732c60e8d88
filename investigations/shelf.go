package investigations

import (
	"slices"
	"strings"

	"concord/investigations/matching"
	"concord/models"
)

// kind is whose a report is and who reads it: all that decides whether two reports
// may be compared.
type kind struct{ Partner, Sharing, SharedWith string }

// readableBy tells which partners may read a report, as access.Reports does in SQL:
// the two are compared in a test.
func (k kind) readableBy(p models.Partner) bool {
	switch {
	case k.Partner == p.Code || k.Sharing == models.Public:
		return true
	case k.Sharing == models.Joint:
		return p.Role != "OBSERVER"
	case k.Sharing == models.Named:
		return slices.Contains(strings.Split(k.SharedWith, ","), p.Code)
	}
	return false
}

// shelf is packed reports among which candidates are looked for.
type shelf struct {
	index *matching.Index
	at    map[string]int32 // report → its number
	kinds []kind           // by number
}

// newShelf takes records with their kinds. The index puts records into an order of its
// own, and each kind follows its report.
func newShelf(records []matching.Record, kinds []kind, v *matching.Vocabulary) *shelf {
	of := make(map[string]kind, len(records))
	for i, r := range records {
		of[r.Report] = kinds[i]
	}
	s := &shelf{index: matching.NewIndex(records, v), at: make(map[string]int32, len(records)), kinds: make([]kind, len(records))}
	for i := range s.index.Records {
		report := s.index.Records[i].Report
		s.at[report], s.kinds[i] = int32(i), of[report]
	}
	return s
}

// put adds a report or puts its newer version in the place of the older.
func (s *shelf) put(r matching.Record, k kind) {
	s.drop(r.Report)
	i := s.index.Add(r)
	for len(s.kinds) <= int(i) {
		s.kinds = append(s.kinds, kind{})
	}
	s.at[r.Report], s.kinds[i] = i, k
}

func (s *shelf) drop(report string) {
	if i, there := s.at[report]; there {
		s.index.Remove(i)
		delete(s.at, report)
	}
}

// candidates gives each report that may be of one incident with r, and how many were
// left out because there are too many.
func (s *shelf) candidates(r *matching.Record, buffer []int32, f func(*matching.Record, kind)) (found []int32, cut int) {
	found, cut = s.index.Candidates(r, matching.Others, buffer)
	for _, i := range found {
		f(&s.index.Records[i], s.kinds[i])
	}
	return found, cut
}
