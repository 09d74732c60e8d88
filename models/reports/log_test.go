package reports

import (
	"context"
	"strings"
	"testing"

	"concord/models"
	"concord/models/store"
)

// A reference that is made up is made up again where it is taken, for nobody chose it;
// one that somebody gives is refused.
func TestMadeUpReferencesGiveWay(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	made := []string{"R-2031-0000001", "R-2031-0000001", "R-2031-0000001", "R-2031-0000002"}
	newRef = func(string, int) string {
		ref := made[0]
		made = made[1:]
		return ref
	}
	t.Cleanup(func() { newRef = models.NewRef })
	who := models.Actor{Name: "orl.clerk", Partner: "ORL", Roles: []models.Role{models.CellClerk}}
	facts, err := models.DecodeFacts([]byte(`{"title":"Air strike","category":"AIR_STRIKE","own_involvement":"INVOLVED",
		"started":{"earliest":"2031-03-04T01:10:00Z","precision":"MINUTE","utc_offset_min":0},"place":{"lat":0.4,"lon":0.8,"precision":"LANDMARK","name":"Tarn Quay"}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"R-2031-0000001", "R-2031-0000002"} {
		r, err := Log(ctx, db, who, facts)
		if err != nil || r.LocalRef != want || r.Ref != want {
			t.Fatalf("the report is %q, %q (%v), want %s", r.LocalRef, r.Ref, err, want)
		}
	}
	facts.LocalRef, made = "R-2031-0000001", []string{"R-2031-0000003"}
	if _, err := Log(ctx, db, who, facts); err == nil || !strings.Contains(err.Error(), "local_ref") {
		t.Errorf("a reference given that is taken is answered with %v", err)
	}
}
