package gaps

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"concord/models"

	"pgregory.net/rapid"
)

// These hold for whatever partners may write. With -rapid.checks=10000 they are the
// proof that is asked for; without, a floor of it.

func drawCount(t *rapid.T, label string) models.Count {
	if rapid.IntRange(0, 3).Draw(t, label+" unknown") == 0 {
		return models.Count{}
	}
	lo := rapid.IntRange(0, 30).Draw(t, label+" min")
	c := models.Count{Min: &lo}
	if rapid.Bool().Draw(t, label+" closed") {
		hi := lo + rapid.IntRange(0, 10).Draw(t, label+" width")
		c.Max = &hi
	}
	return c
}

var mixed = map[string]Partner{"ORL": {Code: "ORL", Name: "Orland"}, "VAR": {Code: "VAR", Name: "Varsenna", UTCOffsetMin: 180}, "TES": {Code: "TES", Name: "Tessaly", UTCOffsetMin: -60}, "IR": {Code: "IR", Name: "Isle Recorders", Observer: true}}

func drawFacts(t *rapid.T) models.ReportFacts {
	one := func(label string, codes ...string) string { return rapid.SampledFrom(codes).Draw(t, label) }
	f := models.ReportFacts{Category: "AIR_STRIKE", OwnInvolvement: one("involvement", "INVOLVED", "NOT_INVOLVED", "UNKNOWN"), LawConcern: one("law", "", "NONE_SUSPECTED", "SUSPECTED_WAR_CRIME")}
	for n := range rapid.IntRange(0, 4).Draw(t, "rows") {
		f.Casualties = append(f.Casualties, models.Casualty{Outcome: one("outcome", "KILLED", "INJURED", "MISSING"), Status: one("status", "", "CIVILIAN", "DIRECT_PARTICIPANT"),
			Sex: one("sex", "", "FEMALE", "MALE"), Age: one("age", "", "CHILD_5_11", "ADULT_18_59"), Count: drawCount(t, fmt.Sprint("count ", n))})
	}
	for range rapid.IntRange(0, 2).Draw(t, "actors") {
		f.Responsibility = append(f.Responsibility, models.Responsibility{Actor: one("actor", "ORL", "VAR", "Sable Front"), ActorKind: "PARTNER", Role: one("role", "FIRED", "ORDERED", "PROVIDED_TARGET_DATA", "PRESENT_ADVISER"), Claim: one("claim", "", "ASSERTED", "DENIED_BY_ACTOR")})
	}
	if rapid.Bool().Draw(t, "armed") {
		f.Means = []models.Means{{Weapon: one("weapon", "", "MORTAR", "ROCKET"), Delivery: one("delivery", "", "ARTILLERY", "AIR_CREWED"), Submunition: one("submunition", "", "YES", "NO")}}
	}
	if rapid.Bool().Draw(t, "assessed") {
		f.Assessment = &models.Assessment{Status: one("assessment", "CREDIBLE", "CLOSED", "ASSESSING", "NOT_CREDIBLE_NO_INVOLVEMENT"), Standard: one("standard", "", "NOT_STATED", "REASONABLE_CERTAINTY")}
	}
	hidden := rapid.Bool().Draw(t, "hidden")
	if rapid.Bool().Draw(t, "sourced") {
		f.Sources = []models.Source{{Kind: "NGO", Shared: &hidden, Reliability: one("reliability", "A", "C", "F")}}
	}
	return f
}

func drawAccount(t *rapid.T, partner string) Account {
	day := rapid.IntRange(1, 9).Draw(t, "day")
	precision := rapid.SampledFrom([]string{"MINUTE", "HOUR", "DAY"}).Draw(t, "precision")
	return account(partner, drawFacts(t), fmt.Sprintf("2031-06-%02dT%02d:00:00Z", day, rapid.IntRange(0, 23).Draw(t, "hour")), "", precision,
		rapid.Float64Range(0, 0.5).Draw(t, "lat"), rapid.Float64Range(0.9, 1.1).Draw(t, "lon"), rapid.SampledFrom([]string{"TOWN", "VILLAGE", "WITHIN_100M"}).Draw(t, "place"))
}

// mirrored is a finding with its sides in each other's place.
func mirrored(f models.Finding) string {
	return fmt.Sprintf("%s %s %s %s", f.Code, f.Severity, f.Relation, f.Field)
}

func all(fs []models.Finding, say func(models.Finding) string) (out []string) {
	for _, f := range fs {
		out = append(out, say(f))
	}
	slices.Sort(out)
	return out
}

// Two partners that say each other's words have the same differences, with the same
// relation and the same severity, and each value on the other side.
func TestSwappingPartnersMirrors(t *testing.T) {
	ctx := Context{Partners: map[string]Partner{"ORL": {Code: "ORL"}, "VAR": {Code: "VAR"}}}
	rename := func(f models.ReportFacts) models.ReportFacts { // who is named changes sides too
		f.Responsibility = slices.Clone(f.Responsibility)
		for i, r := range f.Responsibility {
			f.Responsibility[i].Actor = map[string]string{"ORL": "VAR", "VAR": "ORL"}[r.Actor]
			if f.Responsibility[i].Actor == "" {
				f.Responsibility[i].Actor = r.Actor
			}
		}
		return f
	}
	field := func(f models.Finding) string { // the name of a partner in a field changes sides
		swap := map[string]string{"responsibility/ORL": "responsibility/VAR", "responsibility/VAR": "responsibility/ORL", "sources/ORL": "sources/VAR", "sources/VAR": "sources/ORL"}
		if to, there := swap[f.Field]; there {
			f.Field = to
		}
		f.ValueA, f.ValueB = f.ValueB, f.ValueA
		return mirrored(f)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawAccount(t, "ORL"), drawAccount(t, "VAR")
		found := Pair(ctx, a, b)
		if words(found) != words(Pair(ctx, b, a)) {
			t.Fatal("the order of the arguments changes what is found")
		}
		x, y := a, b
		x.Facts, y.Facts = rename(b.Facts), rename(a.Facts)
		if there, here := all(Pair(ctx, x, y), mirrored), all(found, field); !slices.Equal(there, here) {
			t.Fatalf("the partners change sides: %v, want %v", there, here)
		}
	})
}

// What both say alike is no difference.
func TestEqualAccountsHaveNoGaps(t *testing.T) {
	ctx := Context{Partners: mixed}
	rapid.Check(t, func(t *rapid.T) {
		a := drawAccount(t, "ORL")
		a.Facts.OwnInvolvement = "UNKNOWN" // each states its own
		for i := range a.Facts.Responsibility {
			a.Facts.Responsibility[i].Claim = ""
		}
		b := a
		b.Partner, b.Report = "VAR", "r-VAR"
		if found := Pair(ctx, a, b); len(found) > 0 {
			t.Fatalf("equal accounts have gaps: %s", words(found))
		}
	})
}

// A wider range allows more: what agreed agrees still.
func TestWideningNeverMakesAConflict(t *testing.T) {
	ctx := Context{Partners: mixed}
	conflicts := func(a, b Account) map[string]bool {
		out := map[string]bool{}
		for _, f := range Pair(ctx, a, b) {
			if f.Relation == models.Disjoint || f.Relation == models.Distant {
				out[f.Field] = true
			}
		}
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := models.Casualty{Outcome: rapid.SampledFrom([]string{"KILLED", "INJURED"}).Draw(t, "outcome"), Status: rapid.SampledFrom([]string{"", "CIVILIAN"}).Draw(t, "status")}
		a, b := drawAccount(t, "ORL"), drawAccount(t, "VAR")
		for _, x := range []*Account{&a, &b} {
			cell.Count = drawCount(t, "count")
			x.Facts = models.ReportFacts{Casualties: []models.Casualty{cell}, Started: x.Facts.Started, Place: x.Facts.Place}
		}
		before := conflicts(a, b)
		wider := a
		rows := slices.Clone(a.Facts.Casualties)
		if c := &rows[0].Count; c.Min != nil {
			lo := max(0, *c.Min-rapid.IntRange(0, 5).Draw(t, "less"))
			c.Min = &lo
			if c.Max != nil {
				hi := *c.Max + rapid.IntRange(0, 5).Draw(t, "more")
				c.Max = &hi
				if rapid.Bool().Draw(t, "open") {
					c.Max = nil
				}
			}
		}
		wider.Facts.Casualties = rows
		from, to := a.Facts.Started.Earliest.Add(-time.Duration(rapid.IntRange(0, 60).Draw(t, "earlier"))*time.Minute), a.Facts.Started.Latest.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "later"))*time.Minute)
		w := *a.Facts.Started
		w.Earliest, w.Latest = &from, &to
		radius := *a.Facts.Place.RadiusM + rapid.Float64Range(0, 5000).Draw(t, "coarser")
		p := *a.Facts.Place
		p.RadiusM = &radius
		wider.Facts.Started, wider.Facts.Place = &w, &p
		for conflict := range conflicts(wider, b) {
			if !before[conflict] {
				t.Fatalf("wider, and %s is new: before %v", conflict, slices.Sorted(maps.Keys(before)))
			}
		}
	})
}

// A report that is withdrawn is missed once, however many accounts there are.
func TestRemovingOneReportRaisesOneG01(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := Context{Partners: mixed}
		partners := rapid.SampledFrom([][]string{{"ORL", "VAR"}, {"ORL", "TES", "VAR"}, {"IR", "ORL", "VAR"}}).Draw(t, "partners")
		var accounts []Account
		for _, p := range partners {
			accounts = append(accounts, drawAccount(t, p))
		}
		missing := func() (n int) {
			for _, f := range Incident(ctx, accounts, Beside{}) {
				if f.Code == "G01" {
					n++
				}
			}
			return n
		}
		if before := missing(); before != 0 {
			t.Fatalf("every partner that is named has a report, and %d are missing", before)
		}
		gone := rapid.IntRange(0, len(accounts)-1).Draw(t, "gone")
		accounts[gone].Withdrawn = true
		want := 1
		if ctx.Partners[partners[gone]].Observer {
			want = 0 // nobody owes a report from outside
		}
		if after := missing(); after != want {
			t.Fatalf("%s withdrew its report: %d missing, want %d", partners[gone], after, want)
		}
	})
}

// The same input gives the same gaps in the same order, each under a name of its own.
func TestTwiceTheSame(t *testing.T) {
	ctx := Context{Partners: mixed, StatementIssued: true}
	name := func(f models.Finding) string {
		return models.DerivedID("gap", f.PartnerA, f.ReportA, f.PartnerB, f.ReportB, f.Code, f.Field)
	}
	rapid.Check(t, func(t *rapid.T) {
		accounts := []Account{drawAccount(t, "ORL"), drawAccount(t, "VAR"), drawAccount(t, "IR")}
		first := Incident(ctx, accounts, Beside{})
		slices.Reverse(accounts)
		again := Incident(ctx, accounts, Beside{})
		names := all(first, name)
		if words(first) != words(again) || !slices.Equal(names, all(again, name)) {
			t.Fatalf("again: %s, at first %s", words(again), words(first))
		}
		if len(slices.Compact(names)) != len(first) {
			t.Fatalf("two gaps have one name: %s", words(first))
		}
	})
}

// A report from outside never changes what lies between the partners.
func TestObserversStayOutside(t *testing.T) {
	ctx := Context{Partners: mixed}
	rapid.Check(t, func(t *rapid.T) {
		a, b, o := drawAccount(t, "ORL"), drawAccount(t, "VAR"), drawAccount(t, "IR")
		o.Facts.Responsibility = nil // whom it names may be missing
		between := func(fs []models.Finding) string {
			return words(slices.DeleteFunc(fs, func(f models.Finding) bool { return f.PartnerA == "IR" || f.PartnerB == "IR" }))
		}
		without, with := Incident(ctx, []Account{a, b}, Beside{}), Incident(ctx, []Account{a, b, o}, Beside{})
		if between(with) != words(without) {
			t.Fatalf("with a report from outside: %s, without: %s", between(with), words(without))
		}
		for _, f := range with {
			if (f.PartnerA == "IR") != (f.PartnerB == "IR") && f.PartnerB != "" && f.Code != "G70" {
				t.Fatalf("%s lies between a partner and an observer", f.Code)
			}
		}
	})
}

func BenchmarkPair(b *testing.B) {
	a := account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(4), n(6))}, Assessment: credible("")}, "2031-03-04T01:10:00Z", "", "MINUTE", 0.41, 0.81, "EXACT")
	c := account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(11), n(14)), injured(n(20), n(25))}, Assessment: credible("")}, "2031-03-03T20:00:00Z", "", "DAY", 0.415, 0.819, "VILLAGE")
	for b.Loop() {
		Pair(Context{Partners: setting}, a, c)
	}
}

// BenchmarkIncident is one write's recomputation: an incident of two partners and a
// report from outside.
func BenchmarkIncident(b *testing.B) {
	a := account("ORL", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(4), n(6))}, Assessment: credible("")}, "2031-03-04T01:10:00Z", "", "MINUTE", 0.41, 0.81, "EXACT")
	c := account("VAR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(11), n(14)), injured(n(20), n(25))}, Assessment: credible("")}, "2031-03-03T20:00:00Z", "", "DAY", 0.415, 0.819, "VILLAGE")
	o := account("IR", models.ReportFacts{Casualties: []models.Casualty{killed("CIVILIAN", n(30), nil)}}, "2031-03-04T00:00:00Z", "", "DAY", 0.9, 0.819, "VILLAGE")
	for b.Loop() {
		Incident(Context{Partners: setting}, []Account{a, c, o}, Beside{})
	}
}
