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

// label is what is known of a packed report beside what is compared.
type label struct {
	kind
	says uint64 // a hash of its facts, to tell whether it is held as it stands
}

// packed is a report read and packed.
type packed struct {
	record matching.Record
	label
}

// shelf is packed reports among which candidates are looked for.
type shelf struct {
	index  *matching.Index
	at     map[string]int32 // report → its number
	labels []label          // by number
}

// newShelf takes reports. The index puts records into an order of its own, and each
// label follows its report.
func newShelf(all []packed, v *matching.Vocabulary) *shelf {
	records, of := make([]matching.Record, len(all)), make(map[string]int32, len(all))
	for i, p := range all {
		records[i], of[p.record.Report] = p.record, int32(i)
	}
	s := &shelf{index: matching.NewIndex(records, v), at: make(map[string]int32, len(all)), labels: make([]label, len(all))}
	for i := range s.index.Records {
		report := s.index.Records[i].Report
		s.at[report], s.labels[i] = int32(i), all[of[report]].label
	}
	return s
}

// put adds a report or puts its newer version in the place of the older.
func (s *shelf) put(p packed) {
	s.drop(p.record.Report)
	i := s.index.Add(p.record)
	for len(s.labels) <= int(i) {
		s.labels = append(s.labels, label{})
	}
	s.at[p.record.Report], s.labels[i] = i, p.label
}

// labelOf is the label of a report, the zero one where it is not there.
func (s *shelf) labelOf(report string) label {
	if i, there := s.at[report]; there {
		return s.labels[i]
	}
	return label{}
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
		f(&s.index.Records[i], s.labels[i].kind)
	}
	return found, cut
}
