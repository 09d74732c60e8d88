package investigations

import (
	"strings"
	"testing"

	"concord/models"
)

// What keeps a case from being agreed is said of one gap and of several, with each by name.
func TestOpenSeriousGapsAreNamed(t *testing.T) {
	one := models.Gap{Code: "G10", Title: "Orland counts 4, Varsenna 9.", Field: "casualties/KILLED/CIVILIAN", State: models.GapOpen, Severity: "HIGH", Reasons: []byte(`[{"text":"base","points":60}]`)}
	other := one
	other.Code, other.Title = "G04", "Others are named."
	low := one
	low.Reasons = []byte(`[{"text":"base","points":20}]`)
	for _, tt := range []struct {
		gaps []models.Gap
		want string
	}{
		{nil, ""}, {[]models.Gap{low}, ""},
		{[]models.Gap{one, low}, "1 serious gap is open: Orland counts 4, Varsenna 9. Agree on it"},
		{[]models.Gap{one, other}, "2 serious gaps are open: Orland counts 4, Varsenna 9; Others are named. Agree on each"},
	} {
		if got := noOpenSerious(&situation{gaps: tt.gaps}); !strings.HasPrefix(got, tt.want) || (tt.want == "") != (got == "") {
			t.Errorf("of %d gaps it is said %q, want %q", len(tt.gaps), got, tt.want)
		}
	}
}

// What two partners agreed of a gap that a third may not see is not among what all sign.
func TestPacketHoldsWhatAllSee(t *testing.T) {
	agreed := models.AgreedValue{Field: "casualties/KILLED/CIVILIAN", Value: []byte(`{"min":50,"max":50}`), Basis: "RESOLUTION", GapID: "of two"}
	for _, tt := range []struct {
		name  string
		gap   string
		shown []PacketGap
		want  int
	}{
		{"its gap is all parties' to see", "of two", []PacketGap{{Gap: "other"}, {Gap: "of two"}}, 1},
		{"its gap is not", "of two", []PacketGap{{Gap: "other"}}, 0},
		{"it came of the signed case", "", nil, 1},
	} {
		agreed.GapID = tt.gap
		s := &situation{agreed: []models.AgreedValue{agreed}}
		if got := s.findings(nil, nil, tt.shown); len(got) != tt.want {
			t.Errorf("%s: %d findings, want %d", tt.name, len(got), tt.want)
		}
	}
}
