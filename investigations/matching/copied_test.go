package matching

import (
	"slices"
	"strings"
	"testing"
	"time"

	"concord/geo"
	"concord/models"
)

const press = "Residents of the harbour quarter said that two shells fell beside the Halcyon bakery shortly after dawn, and that the Meridian clinic took in nine people."

// Text that both took from one source is told for what it is, and its words count no
// more than a few in common; texts that merely tell of the same are not.
func TestCopiedText(t *testing.T) {
	changed := strings.Replace(press, "nine people", "several people", 1)
	own := "Shells hit the quarter by the harbour at first light; the bakery Halcyon was damaged and the clinic called Meridian treated several who were hurt."
	for _, tt := range []struct {
		name, other string
		copied      bool
	}{
		{"word for word", press, true},
		{"with two words changed at the end", changed, true},
		{"told in other words", own, false},
		{"too short to tell", "Two shells fell beside the Halcyon bakery.", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := press
			if len(tt.other) < 60 {
				text = tt.other
			}
			a := packed(t, "ORL", func(f *models.ReportFacts) { f.Narrative = text })
			b := packed(t, "VAR", func(f *models.ReportFacts) { f.LocalRef, f.Narrative = "V-9", tt.other })
			reasons := Stated.Explain(a, b)
			said := slices.ContainsFunc(reasons, func(r models.MatchReason) bool { return r.Feature == "copied" })
			if got := a.copied(b); got != tt.copied || said != tt.copied || b.copied(a) != got {
				t.Errorf("copied %v and said %v, want %v", got, said, tt.copied)
			}
			if level := a.wordsLevel(b); tt.copied && level < share10 {
				t.Errorf("copied words are worth level %d, more than a few in common", level)
			} else if tt.copied && a.wordsInCommon(b) >= share10 {
				t.Error("the words alone would be worth no more: nothing was capped")
			}
		})
	}
}

// One partner wrote down two incidents as one, with the people killed of both. The
// other's second report is shown to people although the first took the place; with
// other numbers it is not.
func TestTwoInOne(t *testing.T) {
	report := func(partner, ref string, hour, killed int, weapon, site string) Record {
		from := time.Date(2031, 3, 4, hour, 0, 0, 0, time.UTC)
		lat, lon, radius := 0.41, 0.81, 3000.0
		return Pack(ref, partner, models.ReportFacts{LocalRef: ref, Started: &geo.Window{Earliest: &from, Precision: "HOUR"},
			Place:      &geo.Place{Lat: &lat, Lon: &lon, RadiusM: &radius, Name: "Tarn Quay", Site: site},
			Means:      []models.Means{{Weapon: weapon}},
			Casualties: []models.Casualty{{Outcome: "KILLED", Status: "CIVILIAN", Count: models.Count{Min: &killed, Max: &killed}}}})
	}
	shown := func(second int) bool {
		all := []Record{report("ORL", "both", 8, 30, "ARTILLERY", "MARKET"), report("VAR", "first", 8, 22, "ARTILLERY", "MARKET"), report("VAR", "second", 9, second, "EDGED", "ROAD")}
		for _, p := range Link(all).Pairs {
			if p.A == "both" && p.B == "second" {
				return p.Band == Review
			}
		}
		return false
	}
	if !shown(8) {
		t.Error("8 and 22 are the 30 of the other, and nobody is asked")
	}
	if shown(1) {
		t.Error("1 and 22 are not 30, and people are asked all the same")
	}
}
