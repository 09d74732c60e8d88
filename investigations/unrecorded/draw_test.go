package unrecorded

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// report is one of a list that states nothing.
func report(list int) Report { return Report{List: list, Killed: math.NaN()} }

// shares are how often incidents are in each set of lists, on average over drawings.
func shares(r Records) (mean Table, each []counts, l *linked) {
	l = link(r)
	each = l.drawings()
	tables := make([]Table, len(each))
	for i, n := range each {
		tables[i] = l.table(n, 0)
	}
	return averageTable(tables), each, l
}

// A link holds as often as it is probable, alone and beside rivals of either side.
func TestDrawingsKeepProbabilities(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lists []int // of the reports
		links []Link
		want  float64 // incidents in both
	}{
		{"one link", []int{0, 1}, []Link{{0, 1, 0.7}}, 0.7},
		{"one that is open", []int{0, 1}, []Link{{0, 1, 0.2}}, 0.2},
		{"a sure one", []int{0, 1}, []Link{{0, 1, 1}}, 1},
		{"one that cannot be", []int{0, 1}, []Link{{0, 1, 0}}, 0},
		{"two rivals", []int{0, 1, 1}, []Link{{0, 1, 0.6}, {0, 2, 0.35}}, 0.95},
		{"three rivals", []int{0, 1, 1, 1}, []Link{{0, 1, 0.4}, {0, 2, 0.3}, {0, 3, 0.2}}, 0.9},
		{"a chain", []int{0, 1, 0, 1}, []Link{{0, 1, 0.7}, {2, 1, 0.2}, {2, 3, 0.6}}, 1.5},
		{"the same link said twice", []int{0, 1}, []Link{{0, 1, 0.3}, {1, 0, 0.7}}, 0.7},
	} {
		var r Records
		r.Lists = []string{"A", "B"}
		const copies = 60 // of the same, so that chance has no say
		for c := range copies {
			for _, list := range tt.lists {
				r.Reports = append(r.Reports, report(list))
			}
			for _, l := range tt.links {
				shift := c * len(tt.lists)
				r.Links = append(r.Links, Link{l.A + shift, l.B + shift, l.Probability})
			}
		}
		mean, _, _ := shares(r)
		if got := mean.In(0b11) / copies; math.Abs(got-tt.want) > 0.02 {
			t.Errorf("%s: %.3f in both, want %.3f", tt.name, got, tt.want)
		}
	}
}

// What three lists tell together falls apart together: each two of it hold as often as
// their link is probable.
func TestDrawingsOfThreeLists(t *testing.T) {
	r := Records{Lists: []string{"A", "B", "C"}}
	const copies = 60
	for c := range copies {
		r.Reports = append(r.Reports, report(0), report(1), report(2))
		at := 3 * c
		r.Links = append(r.Links, Link{at, at + 1, 0.9}, Link{at, at + 2, 0.7}, Link{at + 1, at + 2, 0.7})
	}
	mean, _, _ := shares(r)
	for set, want := range map[int]float64{0b111: 0.7, 0b011: 0.2, 0b101: 0, 0b110: 0, 0b100: 0.3, 0b001: 0.1} {
		if got := mean.Counts[set] / copies; math.Abs(got-want) > 0.02 {
			t.Errorf("%s: %.3f, want %.2f", mean.Name(set), got, want)
		}
	}
}

// drawRecords draws two to four lists with links of every kind.
func drawRecords(t *rapid.T) Records {
	lists := rapid.IntRange(2, 4).Draw(t, "lists")
	r := Records{Lists: []string{"A", "B", "C", "D"}[:lists]}
	for range rapid.IntRange(2, 60).Draw(t, "reports") {
		r.Reports = append(r.Reports, Report{
			List:     rapid.IntRange(0, lists-1).Draw(t, "list"),
			Killed:   rapid.SampledFrom([]float64{math.NaN(), 0, 1, 3.5, 30}).Draw(t, "killed"),
			District: rapid.SampledFrom([]string{"", "Tarn", "Kessel"}).Draw(t, "district"),
			Month:    rapid.SampledFrom([]string{"", "2031-01", "2031-02", "2031-04"}).Draw(t, "month"),
		})
	}
	place := rapid.IntRange(0, len(r.Reports)-1)
	for range rapid.IntRange(0, 80).Draw(t, "links") {
		if a, b := place.Draw(t, "a"), place.Draw(t, "b"); a != b {
			r.Links = append(r.Links, Link{a, b, rapid.Float64Range(0, 1).Draw(t, "probability")})
		}
	}
	return r
}

// However links are drawn, every unit is in one incident, no list is twice in one, and
// the strata of each kind hold all incidents that are covered.
func TestDrawingsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecords(t)
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		_, each, l := shares(r)
		units := make([]float64, len(r.Lists))
		for _, u := range l.units {
			units[u.list]++
		}
		outside := len(l.uncovered()) > 0
		for _, n := range append(each[:5], l.asItStands()) {
			table := l.table(n, 0)
			for list := range r.Lists {
				if got := table.In(1 << list); !outside && got != units[list] {
					t.Fatalf("list %d holds %v incidents of %v", list, got, units[list])
				}
			}
			for way := range ways {
				sum := l.table(n, l.first[way]).Recorded()
				for s := range l.names[way] {
					sum += l.table(n, l.first[way]+s+1).Recorded()
				}
				spread := 0.0
				for _, t := range l.spread(way, n) {
					spread += t.Recorded()
				}
				if sum != table.Recorded() || spread > 0 && !near(spread, sum, 1e-9) {
					t.Fatalf("by %s %v, spread %v, in all %v", wayNames[way], sum, spread, table.Recorded())
				}
			}
		}
	})
}

// A report told twice in a list counts once, whatever else is linked to either.
func TestDuplicatesCountOnce(t *testing.T) {
	r := Records{Lists: []string{"A", "B"}, Reports: []Report{report(0), report(0), report(0), report(1)},
		Links: []Link{{0, 1, 0.97}, {1, 2, 0.97}, {2, 3, 0.9}, {0, 3, 0.8}}}
	l := link(r)
	if len(l.units) != 2 || len(l.links) != 1 || l.links[0].Probability != 0.9 {
		t.Errorf("%d units, links %v; want two units and their likeliest link", len(l.units), l.links)
	}
	if got := l.table(l.asItStands(), 0).Counts; got[0b11] != 1 || got[0b01] != 0 || got[0b10] != 0 {
		t.Errorf("counts %v, want one incident in both", got)
	}
}

// No list may tell of an incident twice: of two links above one half for one report
// the likelier holds.
func TestOneCounterpartInAList(t *testing.T) {
	r := Records{Lists: []string{"A", "B", "C"}, Reports: []Report{report(0), report(1), report(2), report(0)},
		Links: []Link{{0, 1, 0.9}, {1, 2, 0.8}, {2, 3, 0.7}}}
	l := link(r)
	if len(l.made) != 2 || len(l.open) != 1 {
		t.Errorf("made %v, open %v; want the last one open", l.made, l.open)
	}
	if q := l.quality(0b101); q.Links != 0 || q.Precision != 0 {
		t.Errorf("between A and C %+v", q)
	}
	if q := l.quality(0b011); q.Links != 1 || q.Precision != 0.9 || q.Recall != 1 {
		t.Errorf("between A and B %+v", q)
	}
}

func TestRecordsRefused(t *testing.T) {
	good := Records{Lists: []string{"A", "B"}, Reports: []Report{report(0), report(1)}}
	for _, tt := range []struct {
		name   string
		change func(*Records)
	}{
		{"one list", func(r *Records) { r.Lists = r.Lists[:1] }},
		{"seven lists", func(r *Records) { r.Lists = make([]string, 7) }},
		{"a list that is not there", func(r *Records) { r.Reports = []Report{report(2)} }},
		{"a link to nothing", func(r *Records) { r.Links = []Link{{0, 2, 0.5}} }},
		{"a link to itself", func(r *Records) { r.Links = []Link{{1, 1, 0.5}} }},
		{"more than sure", func(r *Records) { r.Links = []Link{{0, 1, 1.01}} }},
		{"not a number", func(r *Records) { r.Links = []Link{{0, 1, math.NaN()}} }},
	} {
		bad := good
		tt.change(&bad)
		if bad.Check() == nil {
			t.Errorf("%s is let through", tt.name)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}
