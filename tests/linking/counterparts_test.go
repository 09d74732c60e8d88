package linking

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"concord/models"
	. "concord/tests/harness"
)

// counterpart is what a person is told of one partner's account of a report.
func counterpart(t *testing.T, p *Person, report, partner string) M {
	t.Helper()
	var v M
	p.Want(200, "GET", "/api/v1/reports/"+report+"/counterparts", nil, &v)
	for _, one := range v["items"].([]any) {
		if Text(one, "partner") == partner {
			return one.(M)
		}
	}
	return nil
}

// Every reason why a report has no counterpart, and the match where it has one.
func TestCounterparts(t *testing.T) {
	clock := func() time.Time { return time.Date(2031, 9, 1, 12, 0, 0, 0, time.UTC) }
	Each(t, func(t *testing.T, w *World) {
		orl := w.As(t, "orl.lead")
		log := func(by string, change M) string {
			t.Helper()
			var r M
			p := w.As(t, strings.ToLower(by)+".clerk")
			p.Want(201, "POST", "/api/v1/reports", Facts(change), &r)
			p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "joint"}, nil)
			return Text(r, "id")
		}
		on := func(day string) M { return M{"earliest": day + "T01:10:00Z", "precision": "MINUTE"} }
		at := func(lat, lon float64) M {
			return M{"lat": lat, "lon": lon, "precision": "EXACT", "name": "Tarn Quay"}
		}
		is := func(report, partner, code, says string) {
			t.Helper()
			c := counterpart(t, orl, report, partner)
			if Text(c, "reason.code") != code || !strings.Contains(Text(c, "reason.text"), says) || c["match"] != nil {
				t.Errorf("%s: %v, want %s with %q", partner, c, code, says)
			}
		}

		mine := log("ORL", M{"started": on("2031-03-04"), "place": at(10, 20)})
		is(mine, "VAR", "NOT_ACTIVE", "VAR has shared no report within 100 km and 30 days")
		log("VAR", M{"started": on("2031-03-24"), "place": at(10.4, 20.4), "category": "RAID", "means": []M{{"cause": "SMALL_ARMS", "weapon": "SMALL_ARM"}}})
		is(mine, "VAR", "NO_CANDIDATE", "near it in place and time")
		log("VAR", M{"title": "Search of a house", "started": on("2031-03-04"), "place": at(10.05, 20.05), "category": "RAID", "casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 60, "max": 60, "basis": "ESTIMATE"}}, "responsibility": nil, "means": []M{{"cause": "SMALL_ARMS", "weapon": "SMALL_ARM"}}})
		is(mine, "VAR", "BELOW_THRESHOLD", "too unlike")
		log("VAR", M{"started": on("2031-03-04"), "place": at(10, 20), "own_involvement": "NOT_INVOLVED"})
		c := counterpart(t, orl, mine, "VAR")
		if Text(c, "match.state") != "provisional" || Text(c, "match.band") != "auto" || Get(c, "match.probability").(float64) < 0.95 || c["reason"] != nil {
			t.Errorf("two accounts alike: %v", c)
		}
		// one more of ours, a little less like theirs
		second := log("ORL", M{"title": "Strike", "started": on("2031-03-04"), "place": M{"lat": 10.03, "lon": 20.03, "precision": "VILLAGE", "name": "Oster Bridge"}, "casualties": nil, "means": nil, "responsibility": nil})
		lost := counterpart(t, orl, second, "VAR")
		if Text(lost, "reason.code") != "LOST_TO_RIVAL" || Text(lost, "reason.match") != Text(c, "match.id") {
			t.Errorf("a report whose counterpart goes with another: %v, want to be shown %s", lost, Text(c, "match.id"))
		}
		w.As(t, "var.lead").Want(200, "POST", "/api/v1/matches/"+Text(c, "match.id")+"/decisions", M{"verdict": "not_same", "reason": "two places"}, nil)
		is(mine, "VAR", "BELOW_THRESHOLD", "was said not to be the same")

		if counterpart(t, orl, mine, "IR") != nil {
			t.Error("an observer that has shared nothing is listed")
		}
		log("IR", M{"started": on("2031-03-24"), "place": at(-30, 20)})
		if counterpart(t, orl, mine, "IR") == nil {
			t.Error("an observer that has shared a report is not listed")
		}

		fresh := log("ORL", M{"started": on("2031-08-25"), "place": at(-10, 20)})
		is(fresh, "TRI", "TOO_RECENT", "30 days are taken")
		for i := range 20 {
			day := time.Date(2031, 8, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -i/19)
			log("TRI", M{"started": on(day.Format("2006-01-02")), "place": at(50, float64(i))})
		}
		is(fresh, "TRI", "NOT_ACTIVE", "TRI has shared no report")
		log("TRI", M{"started": on("2031-07-01"), "place": at(51, 20)})
		log("TRI", M{"started": on("2031-07-01"), "place": at(52, 20)})
		is(fresh, "TRI", "TOO_RECENT", "TRI shares 95 in 100 of its reports within 63 days")

		w.As(t, "orl.lead").Want(404, "GET", "/api/v1/reports/"+models.NewID()+"/counterparts", nil, nil)
	}, WithClock(clock), Unlimited)
}

// A report that is hidden from the reader changes no byte of the answer, whatever it
// says and however near it lies.
func TestHiddenReportsChangeNoCounterpart(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		var mine M
		orl, tri := w.As(t, "orl.clerk"), w.As(t, "tri.clerk")
		orl.Want(201, "POST", "/api/v1/reports", Facts(nil), &mine)
		orl.Want(200, "POST", "/api/v1/reports/"+Text(mine, "id")+"/share", M{"with": "joint"}, nil)
		path := "/api/v1/reports/" + Text(mine, "id") + "/counterparts"
		readers := []*Person{orl, tri}
		var before [][]byte
		for _, p := range readers {
			before = append(before, p.Want(200, "GET", path, nil, nil).Body, p.Want(200, "GET", "/api/v1/matching", nil, nil).Body)
		}
		for i := range 25 { // as many as make a lag known, and one alike in all
			var hidden M
			v := w.As(t, "var.clerk")
			v.Want(201, "POST", "/api/v1/reports", Facts(M{"started": M{"earliest": fmt.Sprintf("2031-03-%02dT01:10:00Z", 1+i), "precision": "MINUTE"}}), &hidden)
			if i == 7 {
				v.Want(200, "POST", "/api/v1/reports/"+Text(hidden, "id")+"/share", M{"with": []string{"IR"}}, nil)
			}
		}
		var after [][]byte
		for _, p := range readers {
			after = append(after, p.Want(200, "GET", path, nil, nil).Body, p.Want(200, "GET", "/api/v1/matching", nil, nil).Body)
		}
		for i := range before {
			if !bytes.Equal(before[i], after[i]) {
				t.Errorf("answer %d was %s and is %s", i, before[i], after[i])
			}
		}
		w.As(t, "var.clerk").Want(200, "GET", path, nil, nil)
		var own M
		w.As(t, "var.clerk").Want(200, "GET", path, nil, &own)
		if len(own["items"].([]any)) == 0 {
			t.Error("who holds reports is told of nobody")
		}
	}, Unlimited)
}

// The review queue asks first for what is most open and concerns most people, page
// by page, and a pair says what it is compared under, in a sentence, with its rivals.
func TestReviewQueue(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		logAll(t, w.Server.DB, invent(2, 30))
		orl := w.As(t, "orl.lead")
		orl.Want(400, "GET", "/api/v1/matches?sort=likely", nil, nil)
		var all, page M
		orl.Want(200, "GET", "/api/v1/matches?sort=review&limit=200", nil, &all)
		items := all["items"].([]any)
		before, rivals := 1e9, 0
		for _, m := range items {
			first, p := Get(m, "asks_first").(float64), Get(m, "probability").(float64)
			if first > before {
				t.Errorf("%v asks after %v", first, before)
			}
			before = first
			killed := 0.0
			for _, side := range []string{"a", "b"} {
				for _, end := range []string{"min", "max"} {
					if n, ok := Get(m, side+".killed."+end).(float64); ok {
						killed = max(killed, n)
					}
				}
			}
			if want := p * (1 - p) * (1 + killed); first-want > 1e-5 || want-first > 1e-5 {
				t.Errorf("asks_first %v, want %v", first, want)
			}
			if Text(m, "sentence") == "" || len(Text(m, "model.version")) != 16 || Text(m, "model.how") != "stated" || Get(m, "model.calibrated") != false || Get(m, "common_source") != false {
				t.Errorf("a match says %v %v %v", m.(M)["sentence"], m.(M)["model"], m.(M)["common_source"])
			}
			for _, r := range m.(M)["rivals"].([]any) {
				rivals++
				if Text(r, "ref") == "" || Text(r, "title") == "" || Text(r, "partner") == "" || Text(r, "state") == "" || Text(r, "of") != "a" && Text(r, "of") != "b" || Get(r, "bits") == nil {
					t.Errorf("a rival says %v", r)
				}
			}
		}
		if len(items) < 12 || rivals == 0 {
			t.Fatalf("%d matches with %d rivals show nothing", len(items), rivals)
		}
		var seen []string
		cursor := ""
		for {
			page = nil
			orl.Want(200, "GET", "/api/v1/matches?sort=review&limit=5&cursor="+cursor, nil, &page)
			for _, m := range page["items"].([]any) {
				seen = append(seen, Text(m, "id"))
			}
			if cursor = Text(page, "next"); cursor == "" {
				break
			}
		}
		for i, m := range items {
			if i >= len(seen) || seen[i] != Text(m, "id") {
				t.Fatalf("page by page the queue is another: %d of %d", i, len(items))
			}
		}
	})
}

// Two accounts that cite one page are not independent, and say so.
func TestCommonSource(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		cites := []M{{"kind": "LOCAL_MEDIA", "title": "News", "locator": "https://news.example/2031/tarn-quay"}}
		_, _, match := w.Pair(t, w.As(t, "orl.clerk"), w.As(t, "var.clerk"), Facts(M{"sources": cites}), Other(M{"sources": cites}))
		var m M
		w.As(t, "orl.lead").Want(200, "GET", "/api/v1/matches/"+match, nil, &m)
		if Get(m, "common_source") != true {
			t.Errorf("both cite one page: %v", m["explanation"])
		}
	})
}
