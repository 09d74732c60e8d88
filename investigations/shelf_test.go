package investigations

import (
	"fmt"
	"testing"
	"time"

	"concord/geo"
	"concord/investigations/matching"
	"concord/models"
)

// Whose a report is and who reads it stay with the report, in whatever order reports
// are read and happened: otherwise one partner's would be compared for another.
func TestKindsFollowTheirReports(t *testing.T) {
	var all []packed
	for n := range 40 {
		from := time.Date(2031, 3, 1+(n*17)%28, n%24, 0, 0, 0, time.UTC)
		lat, lon := 0.4, 0.8
		partner := []string{"ORL", "VAR"}[n%2]
		record := matching.Pack(fmt.Sprintf("r%02d", n), partner, models.ReportFacts{
			Started: &geo.Window{Earliest: &from, Precision: "HOUR"}, Place: &geo.Place{Lat: &lat, Lon: &lon}})
		all = append(all, packed{record, label{kind: kind{partner, models.Named, fmt.Sprintf("P%02d", n)}}})
	}
	s := newShelf(all, &matching.Vocabulary{})
	for n := range 40 {
		id := fmt.Sprintf("r%02d", n)
		if got := s.labelOf(id); got.SharedWith != fmt.Sprintf("P%02d", n) || s.index.Records[s.at[id]].Report != id {
			t.Errorf("%s is read by %s", id, got.SharedWith)
		}
	}
}
