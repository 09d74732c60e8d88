package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/investigations/gaps"
	. "concord/tests/harness"
)

// pairOf is two partners' column of a matrix; nil where there is none.
func pairOf(v M, list, a, b string) M {
	for _, p := range v[list].([]any) {
		if Text(p, "a") == a && Text(p, "b") == b {
			return p.(M)
		}
	}
	return nil
}

// elsewhere is a place and time of its own for each number.
func elsewhere(n int) M {
	return M{"place": M{"lat": 3.4 + float64(n)/2, "lon": 1.2, "precision": "LANDMARK", "name": fmt.Sprintf("Quay %d", n)},
		"started": M{"earliest": fmt.Sprintf("2031-%02d-11T01:10:00Z", n+4), "precision": "MINUTE", "utc_offset_min": 0}}
}

func with(facts M, more ...M) M {
	for _, m := range more {
		for k, v := range m {
			facts[k] = v
		}
	}
	return facts
}

// The matrix counts fields by pair of partners and family, each cell opens the list of
// its incidents, and an observer's account stands in columns of its own.
func TestAgreement(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.lead"), w.As(t, "var.lead")
		var empty M
		orl.Want(200, "GET", "/api/v1/gaps/agreement", nil, &empty)
		if len(empty["pairs"].([]any))+len(empty["observers"].([]any)) != 0 || empty["incidents"] != float64(0) {
			t.Errorf("an empty store: %v", empty)
		}
		_, _, match := w.Pair(t, orl, var_, Facts(nil), Other(nil))
		for _, p := range []*Person{orl, var_} {
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		published, _, _ := w.Pair(t, orl, var_, Facts(elsewhere(1)), with(Other(nil), elsewhere(1), M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 4, "max": 6}}}))
		orl.Want(200, "POST", "/api/v1/reports/"+published+"/share", M{"with": "public"}, nil)
		var r, observed M
		ir := w.As(t, "ir.lead")
		ir.Want(201, "POST", "/api/v1/reports", with(Other(nil), elsewhere(1), M{"own_involvement": "UNKNOWN"}), &r)
		ir.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "public"}, nil)
		ir.Want(201, "POST", "/api/v1/matches", M{"reports": []string{published, Text(r, "id")}, "reason": "It is the same depot."}, &observed)
		for _, p := range []*Person{orl, ir} {
			p.Want(200, "POST", "/api/v1/matches/"+Text(observed, "id")+"/decisions", M{"verdict": "same"}, nil)
		}

		var v M
		orl.Want(200, "GET", "/api/v1/gaps/agreement", nil, &v)
		pair := pairOf(v, "pairs", "ORL", "VAR")
		if pair == nil || len(v["pairs"].([]any)) != 1 {
			t.Fatalf("pairs: %v", v["pairs"])
		}
		if pair["incidents"] != float64(2) || pair["provisional"] != float64(1) {
			t.Errorf("%v incidents, %v provisional", pair["incidents"], pair["provisional"])
		}
		if Get(pair, "families.HARM.different.fields") != float64(1) || Get(pair, "families.HARM.agreed.fields") != float64(1) || Get(pair, "families.TIME.agreed.fields") != float64(2) {
			t.Errorf("families: %v", pair["families"])
		}
		for _, p := range v["pairs"].([]any) {
			if Text(p, "a") == "IR" || Text(p, "b") == "IR" {
				t.Error("an observer is among the partners")
			}
		}
		if pairOf(v, "observers", "IR", "ORL") == nil {
			t.Errorf("the observer has no column: %v", v["observers"])
		}
		for _, family := range gaps.Families {
			for _, kind := range gaps.Kinds {
				cell := Get(pair, "families."+family+"."+kind).(M)
				var list M
				orl.Want(200, "GET", "/api/v1/gaps/agreement/incidents?total=exact&"+cell["query"].(string), nil, &list)
				fields := 0
				for _, i := range list["items"].([]any) {
					for _, f := range Get(i, "fields").([]any) {
						fields++
						if Text(f, "family") != family || Text(f, "kind") != kind {
							t.Errorf("the list of %s %s has %v", family, kind, f)
						}
					}
				}
				if float64(len(list["items"].([]any))) != cell["incidents"] || list["total"] != cell["incidents"] || float64(fields) != cell["fields"] {
					t.Errorf("%s %s: the cell says %v fields of %v incidents, its list has %d of %d", family, kind, cell["fields"], cell["incidents"], fields, len(list["items"].([]any)))
				}
			}
		}
		// pages meet without a seam
		var first, second M
		orl.Want(200, "GET", "/api/v1/gaps/agreement/incidents?pair=VAR,ORL&limit=1", nil, &first)
		orl.Want(200, "GET", "/api/v1/gaps/agreement/incidents?pair=VAR,ORL&limit=1&cursor="+Text(first, "next"), nil, &second)
		if len(first["items"].([]any)) != 1 || len(second["items"].([]any)) != 1 || Text(first, "items.0.id") == Text(second, "items.0.id") || second["next"] != nil {
			t.Errorf("pages: %v then %v", first, second)
		}
		// the filters are those of the list of incidents
		var march M
		orl.Want(200, "GET", "/api/v1/gaps/agreement?from=2031-03-01&to=2031-03-31", nil, &march)
		if got := pairOf(march, "pairs", "ORL", "VAR"); got == nil || got["incidents"] != float64(1) || Get(got, "families.HARM.agreed.fields") != float64(0) {
			t.Errorf("of March: %v", got)
		}
		for path, pointer := range map[string]string{"agreement?frm=2031-01-01": "/frm", "agreement/incidents?family=HARM": "/pair", "agreement/incidents?pair=ORL,VAR&family=WEATHER": "/family",
			"agreement/incidents?pair=ORL,VAR&kind=alike": "/kind", "agreement/incidents?pair=ORL,ORL": "/pair", "totals?from=yesterday": "/from"} {
			var p Problem
			orl.Want(400, "GET", "/api/v1/gaps/"+path, nil, &p)
			if len(p.Errors) != 1 || p.Errors[0].Pointer != pointer {
				t.Errorf("%s: %+v", path, p.Errors)
			}
		}
		orl.Want(400, "GET", "/api/v1/gaps/agreement/incidents?pair=ORL,VAR&cursor=x", nil, nil)
	})
}

// A value that both partners have signed is agreed, whatever their reports say.
func TestSignedIsAgreed(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.lead"), w.As(t, "var.lead")
		_, _, match := w.Pair(t, orl, var_, Facts(nil), Other(nil))
		for _, p := range []*Person{orl, var_} {
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		g := gapOf(t, orl, "G10")
		var p M
		w.As(t, "orl.investigator").Want(201, "POST", "/api/v1/gaps/"+Text(g, "id")+"/proposals", M{"outcome": "AGREED_RANGE", "min": 6, "max": 11, "rationale": "between both"}, &p)
		w.As(t, "var.investigator").Want(200, "POST", "/api/v1/proposals/"+Text(p, "id")+"/positions", M{"stance": "CONCUR"}, nil)
		var v M
		orl.Want(200, "GET", "/api/v1/gaps/agreement", nil, &v)
		if pair := pairOf(v, "pairs", "ORL", "VAR"); Get(pair, "families.HARM.agreed.fields") != float64(1) || Get(pair, "families.HARM.different.fields") != float64(0) {
			t.Errorf("after both have signed: %v", Get(pair, "families.HARM"))
		}
	})
}

// Nobody learns from a matrix or a total of a report that one may not read.
func TestAgreementTellsNothingHidden(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.lead"), w.As(t, "var.lead")
		named := func(p *Person, facts M, with ...string) {
			var r M
			p.Want(201, "POST", "/api/v1/reports", facts, &r)
			if len(with) > 0 {
				p.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": with}, nil)
			}
		}
		named(orl, Facts(nil), "VAR")
		named(var_, Other(nil), "ORL")
		named(orl, with(Facts(nil), elsewhere(3))) // ORL's alone
		for _, name := range []string{"tri.lead", "ir.lead"} {
			for _, path := range []string{"agreement", "agreement/incidents?pair=ORL,VAR&total=exact", "totals"} {
				a := w.As(t, name).Want(200, "GET", "/api/v1/gaps/"+path, nil, nil)
				if s := string(a.Body); strings.Contains(s, "ORL") || strings.ContainsAny(strings.NewReplacer(`"total":0`, "", `"incidents":0`, "").Replace(s), "123456789") {
					t.Errorf("%s reads at %s: %s", name, path, s)
				}
			}
		}
		total := func(name string) M {
			var v M
			w.As(t, name).Want(200, "GET", "/api/v1/gaps/totals", nil, &v)
			return v
		}
		if v := total("orl.lead"); v["min"] != float64(4+4) || v["incidents_max"] != float64(3) || v["incidents_min"] != float64(2) {
			t.Errorf("ORL: %v", v)
		}
		if v := total("var.lead"); v["min"] != float64(4) || v["incidents_max"] != float64(2) {
			t.Errorf("VAR: %v", v)
		}
	})
}

// Totals are bounds: a hull per incident, two incidents for the upper bound of a pair
// that nobody has decided on, and open where no side gives a maximum.
func TestTotals(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		orl, var_ := w.As(t, "orl.lead"), w.As(t, "var.lead")
		total := func(query string) M {
			t.Helper()
			var v M
			orl.Want(200, "GET", "/api/v1/gaps/totals"+query, nil, &v)
			return v
		}
		want := func(v M, least, stated, open, undecided float64, most any) {
			t.Helper()
			if v["min"] != least || v["stated_max"] != stated || v["open"] != open || v["undecided"] != undecided || v["max"] != most {
				t.Errorf("totals %v; want %v to %v (stated %v), %v open, %v undecided", v, least, most, stated, open, undecided)
			}
		}
		want(total(""), 0, 0, 0, 0, float64(0))
		_, _, match := w.Pair(t, orl, var_, Facts(nil), Other(nil))
		want(total(""), 4, 20, 0, 1, float64(20)) // 4 to 6 and 11 to 14: one below, two above
		for _, p := range []*Person{orl, var_} {
			p.Want(200, "POST", "/api/v1/matches/"+match+"/decisions", M{"verdict": "same"}, nil)
		}
		want(total(""), 4, 14, 0, 0, float64(14))
		orl.Want(201, "POST", "/api/v1/reports", with(Facts(nil), elsewhere(1), M{"casualties": []M{{"outcome": "KILLED", "status": "CIVILIAN", "min": 17}}}), nil)
		want(total(""), 21, 31, 1, 0, nil)
		orl.Want(201, "POST", "/api/v1/reports", with(Facts(nil), elsewhere(2), M{"casualties": []M{{"outcome": "KILLED", "status": "DIRECT_PARTICIPANT", "min": 5, "max": 5}}}), nil)
		want(total(""), 21, 31, 1, 0, nil)
		want(total("?to=2031-03-31"), 4, 14, 0, 0, float64(14))
		var r M
		ir := w.As(t, "ir.clerk")
		ir.Want(201, "POST", "/api/v1/reports", with(Facts(nil), elsewhere(4), M{"own_involvement": "UNKNOWN", "responsibility": []M{}}), &r)
		ir.Want(200, "POST", "/api/v1/reports/"+Text(r, "id")+"/share", M{"with": "public"}, nil)
		v := total("")
		want(v, 21, 31, 1, 0, nil)
		if v["observers_only"] != float64(1) {
			t.Errorf("what only an observer tells of: %v", v["observers_only"])
		}
		if keys := []string{"min", "max", "stated_max", "open", "incidents_min", "incidents_max", "undecided", "observers_only"}; len(v) != len(keys) || slices.ContainsFunc(keys, func(k string) bool { _, there := v[k]; return !there }) {
			t.Errorf("totals have %v", v)
		}
	})
}
