package matching

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"

	"pgregory.net/rapid"
)

// Where no more will come, a report finds beside itself in its lists what looking them up
// finds where more may: whatever it is called by, however long it lasted, and also when it
// is moved by days.
func TestCalledFindsWhatListsFind(t *testing.T) {
	hours := []int{0, 0, 0, 5, 30, 24 * 6, 24 * 8, 24 * 20}
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SampledFrom([][]string{{"Tarn Quay"}, {"", "Tarn Quay", "Oster", "Velm"}}).Draw(t, "names")
		said := strings.Fields("bakery cistern lantern orchard wharf granary tannery")[:rapid.IntRange(1, 7).Draw(t, "words")]
		days := rapid.SampledFrom([]int{10, 60, 400}).Draw(t, "days")
		var all []Record
		for n := range rapid.IntRange(2, 120).Draw(t, "records") {
			from := time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 24*days).Draw(t, "hour")) * time.Hour)
			to := from.Add(time.Duration(rapid.SampledFrom(hours).Draw(t, "hours")) * time.Hour)
			lat, lon, radius := 10+float64(rapid.IntRange(0, 3).Draw(t, "north")), 20.0, rapid.SampledFrom([]float64{100, 100, 50_000}).Draw(t, "radius")
			f := models.ReportFacts{Started: &geo.Window{Earliest: &from, Latest: &to, Precision: "HOUR"},
				Place:     &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius, Name: rapid.SampledFrom(names).Draw(t, "name")},
				Narrative: strings.Join(rapid.SliceOfN(rapid.SampledFrom(said), 0, 6).Draw(t, "narrative"), " ")}
			if rapid.IntRange(0, 3).Draw(t, "no point") == 0 {
				f.Place.Lat, f.Place.Lon = nil, nil
			}
			all = append(all, Pack(fmt.Sprintf("r%03d", n), rapid.SampledFrom([]string{"A", "B"}).Draw(t, "partner"), f))
		}
		vocabulary := Count(all)
		vocabulary.WeighAll(all)
		bulk, growing := newIndex(slices.Clone(all), &vocabulary, false), newIndex(slices.Clone(all), &vocabulary, true)
		for i := range int32(len(all)) {
			for _, moved := range []int64{0, -9, 5} {
				r := bulk.Records[i]
				r.time.from += moved * day
				self := bulk.markOf(&r, bulk.marks[i].partner)
				for _, exact := range []bool{false, moved == 0 && !self.vague} {
					others := func(x *Index) []int32 {
						return slices.DeleteFunc(x.seek(&seeking{}, &r, &self, i, exact), func(j int32) bool { return j == i })
					}
					if got, want := others(bulk), others(growing); !slices.Equal(got, want) {
						t.Fatalf("record %d, moved by %d days, exact %v: found beside it %v, looked up %v", i, moved, exact, got, want)
					}
				}
			}
		}
	})
}
