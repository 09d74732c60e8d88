package e2e

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"concord/investigations"
	"concord/models"
	"concord/models/store"
	. "concord/tests/harness"
)

// Why a match scores as it does is told of that match alone, also where it goes while it
// is read and another pair, of a report that the reader may not see, comes in its place:
// SQLite gives the row number of what was deleted last to what comes next.
func TestReasonsAreOfTheMatchThatIsRead(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, other := w.As(t, "orl.clerk"), w.As(t, "var.clerk")
		logged := func(p *Person, facts M, with any) M {
			var r M
			p.Want(201, "POST", "/api/v1/reports", facts, &r)
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": with}, nil)
			return r
		}
		wharf := M{"title": "Shelling of Secret Wharf", "started": M{"earliest": "2031-06-10T05:10:00Z", "precision": "MINUTE", "utc_offset_min": 0},
			"place": M{"lat": 2.5, "lon": 3.5, "precision": "EXACT", "method": "WEAPON_SYSTEM", "name": "Secret Wharf"}}
		hidden := M{"own_involvement": "NOT_INVOLVED", "casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 77, "max": 78, "basis": "HOSPITAL"}}}
		for k, v := range wharf {
			hidden[k] = v
		}
		mine := logged(orl, Facts(nil), "joint")
		logged(other, Other(nil), "joint")
		logged(other, Facts(hidden), []string{"ORL"})
		amend := func(facts M) {
			tag := orl.Do("GET", "/api/v1/reports/"+Text(mine, "id"), nil).Header.Get("ETag")
			orl.Want(200, "PUT", "/api/v1/reports/"+Text(mine, "id"), facts, nil, "If-Match", tag)
		}
		ctx := context.Background()
		third := w.Server.DB.Read(ctx, models.Actor{Name: "tri.clerk", Partner: "TRI", Roles: []models.Role{models.CellClerk}})
		read := func(l store.Looker) []models.Match {
			t.Helper()
			ms, err := store.Visible[models.Match](l).Order("seq").Find(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return ms
		}
		before := read(third)
		if views, err := investigations.ViewMatches(third, before); err != nil || len(views) != 1 || len(views[0].Explanation) == 0 {
			t.Fatalf("of the one match the third partner sees %d views are made: %v", len(views), err)
		}
		amend(Facts(wharf)) // between what is read of a match and why it scores so
		all := read(w.Server.DB.Whole(ctx))
		if len(all) != 1 || all[0].ID == before[0].ID || w.Server.DB.Shared() == (all[0].Seq == before[0].Seq) {
			t.Fatalf("another match has come in place of %v: %v", before, all) // the control: on SQLite under its number
		}
		views, err := investigations.ViewMatches(third, before)
		if text, _ := json.Marshal(views); err != nil || len(views) > 0 || strings.Contains(string(text), "Secret") {
			t.Errorf("a match that is gone is shown as %s, %v", text, err)
		}
		if _, err := investigations.ViewMatch(third, before[0]); err != models.ErrMissing {
			t.Errorf("one that is gone is answered with %v, want that it is missing", err)
		}
		if reasons, err := store.ReasonsOf(third, []string{all[0].ID}); err != nil || len(reasons) > 0 {
			t.Errorf("the third partner is told of %v, %v", reasons, err)
		}
		if reasons, err := store.ReasonsOf(w.Server.DB.Whole(ctx), []string{all[0].ID}); err != nil || len(reasons) != 1 {
			t.Errorf("everything looked at has %v, %v", reasons, err)
		}
	})
}
