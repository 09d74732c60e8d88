package unrecorded

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// happened is a world of so many incidents; reach says how probable it is that each
// list holds the i-th, and what the report says.
func happened(seed uint64, lists, incidents int, reach func(i, list int) (float64, Report)) (Records, *rand.Rand) {
	chances := rand.New(rand.NewPCG(seed, 7))
	r := Records{Lists: []string{"A", "B", "C"}[:lists]}
	for i := range incidents {
		var of []int
		for list := range lists {
			p, report := reach(i, list)
			if report.List = list; chances.Float64() < p {
				of = append(of, len(r.Reports))
				r.Reports = append(r.Reports, report)
			}
		}
		for x, a := range of {
			for _, b := range of[x+1:] {
				r.Links = append(r.Links, Link{a, b, 1})
			}
		}
	}
	return r, chances
}

// Where links are missed and false, the corrected number is near the truth and the
// uncorrected is not; the interval holds the truth nine times in ten.
func TestErrorsOfLinkingAreCorrected(t *testing.T) {
	const truth, seeds = 1500, 60
	linked, corrected, held := 0.0, 0.0, 0
	for seed := range uint64(seeds) {
		r, chances := happened(seed, 2, truth, func(int, int) (float64, Report) { return 0.4, report(0) })
		s := Of(blurred(r, chances))
		p := s.Pairs[0]
		linked += Chapman(p.N1, p.N2, p.Linked).N / seeds
		corrected += s.N / seeds
		if s.Low <= truth && truth <= s.High {
			held++
		}
		if sure := Chapman(p.N1, p.N2, p.M); s.High-s.Low <= sure.High-sure.Low {
			t.Errorf("seed %d: uncertain links make %.0f to %.0f no wider than %.0f to %.0f", seed, s.Low, s.High, sure.Low, sure.High)
		}
		if math.Abs(p.Drawn-p.M) > 2.5 {
			t.Errorf("seed %d: m·P/R is %.1f, the mean of drawings %.1f", seed, p.M, p.Drawn)
		}
	}
	t.Logf("truth %d: as linked %.0f, corrected %.0f; %d of %d intervals hold it", truth, linked, corrected, held, seeds)
	if near(linked, truth, 0.15) || !near(corrected, truth, 0.03) || held < seeds*9/10 {
		t.Errorf("as linked %.0f, corrected %.0f, truth %d; %d of %d intervals hold it", linked, corrected, truth, held, seeds)
	}
}

// blurred makes links uncertain, as a matcher that knows how sure it is: of those of
// each probability that share is true. Among the sure ones some are false, and many
// true ones are not sure.
func blurred(r Records, chances *rand.Rand) Records {
	linked := map[int]bool{}
	for _, l := range r.Links {
		linked[l.A], linked[l.B] = true, true
	}
	var alone [2][]int
	for i, report := range r.Reports {
		if !linked[i] {
			alone[report.List] = append(alone[report.List], i)
		}
	}
	var links []Link
	for _, l := range r.Links {
		level := []float64{0.97, 0.97, 0.97, 0.97, 0.97, 0.97, 0.7, 0.3, 0.3, 0.3}[chances.IntN(10)]
		links = append(links, Link{l.A, l.B, level})
		if n := min(len(alone[0]), len(alone[1])); n > 0 && chances.Float64() < (1-level)/level {
			links = append(links, Link{alone[0][n-1], alone[1][n-1], level})
			alone[0], alone[1] = alone[0][:n-1], alone[1][:n-1]
		}
		if (1-level)/level > 1 { // more false than true ones: the rest of them
			if n := min(len(alone[0]), len(alone[1])); n > 0 && chances.Float64() < (1-level)/level-1 {
				links = append(links, Link{alone[0][n-1], alone[1][n-1], level})
				alone[0], alone[1] = alone[0][:n-1], alone[1][:n-1]
			}
		}
	}
	r.Links = links
	return r
}

// The same records give the same study, to the last bit.
func TestStudyIsRepeatable(t *testing.T) {
	r, chances := happened(3, 2, 400, func(i, _ int) (float64, Report) {
		return 0.5, Report{Killed: float64(i % 7), District: "Tarn", Month: "2031-01"}
	})
	r = blurred(r, chances)
	var one, two strings.Builder
	a, b := Of(r), Of(r)
	if err := a.Write(&one); err != nil {
		t.Fatal(err)
	}
	if err := b.Write(&two); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) || one.String() != two.String() {
		t.Error("two studies of the same records differ")
	}
}

// Partners who all see the large incidents more easily make the number too low; by
// people killed it comes nearer the truth, and that of what all see alike is right.
func TestStrataBringItNearer(t *testing.T) {
	const truth = 4000
	r, _ := happened(5, 2, truth, func(i, _ int) (float64, Report) {
		killed := []float64{1, 1, 1, 30}[i%4]
		p := 0.15
		if killed > 20 {
			p = 0.8
		}
		return p, Report{Killed: killed, District: "Tarn", Month: "2031-01"}
	})
	for i := range r.Reports {
		if i%5 == 0 {
			r.Reports[i].Killed = math.NaN()
		}
	}
	s := Of(r)
	of := map[string]Stratum{}
	for _, stratum := range s.Strata[byKilled].Strata {
		of[stratum.Name] = stratum
	}
	t.Logf("in all %.0f; one killed %.0f, 20 and more %.0f", s.N, of["1"].N, of["20 and more"].N)
	if s.N > 0.6*truth {
		t.Errorf("without strata %.0f of %d", s.N, truth)
	}
	if one, many := of["1"], of["20 and more"]; !near(one.N, 3000, 0.15) || !near(many.N, 1000, 0.05) {
		t.Errorf("one killed %.0f of 3000, twenty and more %.0f of 1000", one.N, many.N)
	}
	if s.Strata[byKilled].Unstated == 0 {
		t.Error("nothing is said of what is not stated")
	}
	if e := of["2 to 4"]; e.Known() || !strings.Contains(e.Why, "holds no incident here") {
		t.Errorf("an empty stratum: %+v", e)
	}
	if sum := s.Strata[byKilled].Sum; sum.Known() || !strings.Contains(sum.Why, "3 of 5 strata have no number") {
		t.Errorf("a sum although strata are empty: %+v", sum)
	}
	if sum := s.Strata[byMonth].Sum; !sum.Known() || !near(sum.N, s.N, 0.01) {
		t.Errorf("one month for all sums up to %+v, in all %.0f", sum, s.N)
	}
}

// Districts too small by themselves are taken together, so that there is a sum.
func TestSmallDistrictsTogether(t *testing.T) {
	r, _ := happened(6, 2, 2000, func(i, _ int) (float64, Report) {
		district := "Tarn"
		if i%2 == 0 {
			district = fmt.Sprintf("D%03d", i/20)
		}
		return 0.4, Report{Killed: 1, District: district, Month: "2031-01"}
	})
	by := Of(r).Strata[byDistrict]
	tarn := by.Strata[len(by.Strata)-1]
	if got, want := by.Sum.SE, math.Hypot(tarn.SE, by.Rest.SE); tarn.Name != "Tarn" || !near(got, want, 1e-9) || !near(by.Sum.N, tarn.N+by.Rest.N, 1e-9) {
		t.Errorf("%s %+v and %+v make %+v", tarn.Name, tarn.Estimate, by.Rest, by.Sum)
	}
	if by.Together < 80 || !by.Rest.Known() || !by.Sum.Known() || !near(by.Sum.N, 2000, 0.1) {
		t.Errorf("%d together, %+v; sum %+v", by.Together, by.Rest, by.Sum)
	}
}

// A place or time in which a partner records nothing is left out with its reason, and
// what is left gives the number of the rest.
func TestWhereAPartnerIsNot(t *testing.T) {
	world := func(present func(i, list int) bool) Study {
		r, _ := happened(8, 2, 3000, func(i, list int) (float64, Report) {
			p := 0.4
			if !present(i, list) {
				p = 0
			}
			return p, Report{Killed: 1, District: []string{"Tarn", "Kessel", "Oster"}[i%3], Month: fmt.Sprintf("2031-%02d", 1+i/300)}
		})
		return Of(r)
	}
	for _, tt := range []struct {
		name    string
		present func(i, list int) bool
		left    []string // "way name"
		truth   float64  // of the rest
	}{
		{"everywhere", func(int, int) bool { return true }, nil, 3000},
		{"B never goes to Oster", func(i, list int) bool { return list == 0 || i%3 != 2 }, []string{"district Oster: B"}, 2000},
		{"B comes in April, A leaves in October", func(i, list int) bool { return list == 0 && i < 2700 || list == 1 && i >= 900 },
			[]string{"month 2031-01: B", "month 2031-02: B", "month 2031-03: B", "month 2031-10: A"}, 1800},
	} {
		s := world(tt.present)
		var left []string
		for _, u := range s.Uncovered {
			left = append(left, u.Way+" "+u.Name+": "+join(u.Lists))
		}
		if !reflect.DeepEqual(left, tt.left) {
			t.Errorf("%s: left out %v, want %v", tt.name, left, tt.left)
		}
		if !near(s.N, tt.truth, 0.07) || (s.Outside > 0) != (tt.left != nil) {
			t.Errorf("%s: %.0f (%v left out), want %.0f", tt.name, s.N, s.Outside, tt.truth)
		}
		if sum := s.Strata[byDistrict].Sum; !sum.Known() || !near(sum.N, tt.truth, 0.07) {
			t.Errorf("%s: the districts that both cover sum up to %+v", tt.name, sum)
		}
		for _, by := range s.Strata {
			for _, stratum := range by.Strata {
				for _, gone := range tt.left {
					if strings.HasPrefix(gone, by.By+" "+stratum.Name+":") && (stratum.Known() || !strings.Contains(stratum.Why, "recorded nothing here")) {
						t.Errorf("%s: %s has %+v", tt.name, stratum.Name, stratum.Estimate)
					}
				}
			}
		}
	}
	// Of a month with two reports nothing can be said, of ten such in a row it can.
	late, _ := happened(14, 2, 1200, func(i, list int) (float64, Report) {
		if month := i / 5; list == 1 && (month < 10 || month == 100) {
			return 0, report(0)
		}
		return 0.4, Report{Killed: 1, District: "Tarn", Month: fmt.Sprintf("%04d", i/5)}
	})
	for _, u := range Of(late).Uncovered {
		if u.Name > "0009" {
			t.Errorf("month %s is left out for want of %v", u.Name, u.Lists)
		}
	}
	if n := len(Of(late).Uncovered); n < 8 {
		t.Errorf("%d of the ten months before B came are left out", n)
	}
	// Written otherwise and linked is not absent; a district of four is chance.
	r, _ := happened(9, 2, 1000, func(i, list int) (float64, Report) {
		if i < 8 {
			return 0.5 * float64(1-list), Report{Killed: 1, District: "Quay", Month: "2031-01"}
		}
		return 0.5, Report{Killed: 1, District: [][]string{{"Tarn", "Kessel"}, {"Tarn", "Kisil"}}[list][i%2], Month: "2031-01"}
	})
	if s := Of(r); len(s.Uncovered) > 0 {
		t.Errorf("left out %v", s.Uncovered)
	}
}

// Three lists that depend in a pair: the average comes near the truth where every two
// by themselves do not.
func TestThreeListsMakeUpForAPair(t *testing.T) {
	const truth = 3000
	r, _ := happened(11, 3, truth, func(i, list int) (float64, Report) {
		p := [][]float64{{0.7, 0.2}, {0.6, 0.15}, {0.3, 0.3}}[list][i%2]
		return p, report(0)
	})
	s := Of(r)
	t.Logf("A and B %.0f, average %.0f (%.0f to %.0f)", s.Pairs[0].N, s.N, s.Low, s.High)
	if s.Pairs[0].N > 0.85*truth || s.Low > truth || s.High < truth {
		t.Errorf("A and B %.0f, average %.0f (%.0f to %.0f), truth %d", s.Pairs[0].N, s.N, s.Low, s.High, truth)
	}
	if got := s.Average.Best().name(s.Drawn); got != "A:B depend" {
		t.Errorf("the best model is %q", got)
	}
}

// What moves the number: dependence multiplies what is hidden, a link more is a
// hidden one less.
func TestSensitivity(t *testing.T) {
	r, chances := happened(12, 2, 1500, func(int, int) (float64, Report) { return 0.4, report(0) })
	s := Of(blurred(r, chances))
	for i, ratio := range Ratios {
		if got, want := s.Dependent[i].N, s.N+(ratio-1)*s.Hidden; !near(got, want, 1e-9) {
			t.Errorf("odds × %v: %.1f, want %.1f", ratio, got, want)
		}
	}
	b := s.Pairs[0].ByLinks
	if !near(b[1][1].N, s.N, 1e-9) || b[0][1].N <= s.N || b[2][1].N >= s.N || b[1][0].N >= s.N || b[1][2].N <= s.N {
		t.Errorf("%+v", b)
	}
	if low, high := b.Range(); low.N != b[2][0].N || high.N != b[0][2].N {
		t.Errorf("from %.0f to %.0f", low.N, high.N)
	}
	few := Of(Records{Lists: []string{"A", "B"}, Reports: []Report{report(0), report(1)}})
	if few.Known() || few.Dependent[3].Known() || few.Pairs[0].ByLinks[0][0].Known() || few.Bound.Known() {
		t.Errorf("a number without incidents in common: %+v", few)
	}
}

// In which order the lists of records are named changes no number.
func TestOrderOfListsOfRecords(t *testing.T) {
	r, chances := happened(13, 3, 300, func(i, list int) (float64, Report) {
		return []float64{0.5, 0.4, 0.3}[list], Report{Killed: float64(i % 4), District: "Tarn", Month: "2031-01"}
	})
	for i := range r.Links {
		r.Links[i].Probability = chances.Float64()
	}
	turned := Records{Lists: []string{"C", "A", "B"}, Links: r.Links}
	for _, report := range r.Reports {
		report.List = (report.List + 1) % 3
		turned.Reports = append(turned.Reports, report)
	}
	a, b := Of(r), Of(turned)
	if !near(a.N, b.N, 1e-9) || !near(a.High, b.High, 1e-9) || !near(a.Bound.N, b.Bound.N, 1e-9) || !near(a.Strata[byKilled].Sum.N, b.Strata[byKilled].Sum.N, 1e-9) {
		t.Errorf("%+v and %+v", a.Estimate, b.Estimate)
	}
}
