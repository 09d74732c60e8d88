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
