package worlds

import (
	"math"
	"strings"
	"testing"
)

// told makes a record of a tiny truth: "A1 1" is A's record 1 of incident 1, "A2 1 2"
// is of both.
func tiny(t *testing.T, rows string, incidents ...Happened) Truth {
	t.Helper()
	truth := Truth{Incidents: incidents}
	for _, row := range strings.Split(rows, "; ") {
		cells := strings.Fields(row)
		r := Record{Partner: cells[0][:1], Ref: cells[0], Precision: "gps"}
		for _, i := range cells[1:] {
			r.Incidents = append(r.Incidents, int(number(t, i)))
		}
		truth.Records = append(truth.Records, r)
	}
	return truth
}

// links reads "A1 B1 0.9; A2 B2 0.4": from 0.5 on they are of the band auto.
func linked(t *testing.T, rows string) (links []Link) {
	t.Helper()
	for _, row := range strings.Split(rows, "; ") {
		if row == "" {
			continue
		}
		c := strings.Fields(row)
		p := number(t, c[2])
		links = append(links, Link{FileA: c[0][:1], RefA: c[0], FileB: c[1][:1], RefB: c[1], Probability: p, Auto: p >= 0.5})
	}
	return links
}

func TestEvaluate(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name         string
		truth, links string
		want         Score
	}{
		{"all found", "A1 1; B1 1; A2 2; B2 2; A3 3", "A1 B1 1; B2 A2 1",
			Score{True: 2, Links: 2, Precision: 1, Recall: 1, F: 1, Seen: 1, OneP: 1, OneR: 1, OneF: 1, CubeP: 1, CubeR: 1, CubeF: 1, ECE: 0, Brier: 0, LogLoss: 0}},

		// Auto holds one true of two, review the other true one. One to one, A1-B1 and
		// A2-B3 come before nothing else. Clusters {A1 B1} {A2 B3} {B2}, truly {A1 B1}
		// {A2 B2} {B3}: precision (1+1+½+1+½)/5, recall (1+1+½+½+1)/5. Gaps of the bins,
		// one link each: .2 .4 .4 of three.
		{"one false, one for review", "A1 1; B1 1; A2 2; B2 2; B3 3", "A1 B1 0.8; A2 B3 0.6; A2 B2 0.4",
			Score{True: 2, Links: 3, Precision: 1. / 2, Recall: 1. / 2, F: 1. / 2, Seen: 1, OneP: 1. / 2, OneR: 1. / 2, OneF: 1. / 2,
				CubeP: 4. / 5, CubeR: 4. / 5, CubeF: 4. / 5, ECE: (.2 + .6 + .6) / 3, Brier: (.04 + .36 + .36) / 3, LogLoss: -(math.Log(.8) + math.Log(.4) + math.Log(.4)) / 3}},

		// A1 is of incidents 1 and 2: two true pairs, of which one to one allows one. Of
		// both links one is chosen, which is all there is to choose.
		{"a merged record", "A1 1 2; B1 1; B2 2", "A1 B1 0.9; A1 B2 0.8",
			Score{True: 2, Links: 2, Precision: 1, Recall: 1, F: 1, Seen: 1, OneP: 1, OneR: 1, OneF: 1, CubeP: 1, CubeR: 1, CubeF: 1,
				ECE: .15, Brier: (.01 + .04) / 2, LogLoss: -(math.Log(.9) + math.Log(.8)) / 2}},

		// Two records that both merged incidents 1 and 2 are one pair, not two.
		{"both merged the same", "A1 1 2; B1 1 2", "A1 B1 1",
			Score{True: 1, Links: 1, Precision: 1, Recall: 1, F: 1, Seen: 1, OneP: 1, OneR: 1, OneF: 1, CubeP: 1, CubeR: 1, CubeF: 1}},

		// B wrote incident 1 down twice: two true pairs; the missed one costs recall, and
		// one to one nothing. Clusters {A1 B1} {B2} of the true {A1 B1 B2}: recall
		// (⅔+⅔+⅓)/3.
		{"a record twice", "A1 1; B1 1; B2 1", "A1 B1 1",
			Score{True: 2, Links: 1, Precision: 1, Recall: 1. / 2, F: 2. / 3, Seen: 1. / 2, OneP: 1, OneR: 1, OneF: 1,
				CubeP: 1, CubeR: 5. / 9, CubeF: 2 * (5. / 9) / (14. / 9)}},

		// Two of the three pairs of a triple, and a record tied in wrongly. Three partners
		// make three pairs of lists, with three to choose; A1-B1, B1-C1 and A2-C1? C1 has
		// its counterpart of A free, so A2-C1 is chosen, wrongly. One cluster of four, true
		// {A1 B1 C1} {A2}: precision (3·¾+¼)/4 = ⅝.
		{"three partners", "A1 1; B1 1; C1 1; A2 2", "A1 B1 1; B1 C1 1; A2 C1 0.5",
			Score{True: 3, Links: 3, Precision: 2. / 3, Recall: 2. / 3, F: 2. / 3, Seen: 2. / 3, OneP: 2. / 3, OneR: 2. / 3, OneF: 2. / 3,
				CubeP: 5. / 8, CubeR: 1, CubeF: 2 * (5. / 8) / (13. / 8), ECE: .5 / 3, Brier: .25 / 3, LogLoss: math.Log(2) / 3}},

		// A link within a file is no pair; it ties the cluster {A1 A2}, which is untrue as
		// no record of another partner holds them together.
		{"a link within a file", "A1 1; A2 1; B1 2", "A1 A2 0.9",
			Score{Precision: nan, Recall: nan, F: nan, Seen: nan, OneP: nan, OneR: nan, OneF: nan, CubeP: 2. / 3, CubeR: 1, CubeF: .8, ECE: nan, Brier: nan, LogLoss: nan}},

		{"no links", "A1 1; B1 1", "",
			Score{True: 1, Precision: nan, Recall: 0, F: 0, Seen: 0, OneP: nan, OneR: 0, OneF: 0, CubeP: 1, CubeR: 1. / 2, CubeF: 2. / 3, ECE: nan, Brier: nan, LogLoss: nan}},

		// B1 and B2 both belong to A1, B1 to A2 as well: taking the best first gives one,
		// the largest choice is two (A1-B2, A2-B1).
		{"the best first is not the most", "A1 1 2; B1 1; A2 1; B2 2", "A1 B1 1; A2 B1 0.9",
			Score{True: 3, Links: 2, Precision: 1, Recall: 2. / 3, F: 4. / 5, Seen: 2. / 3, OneP: 1, OneR: 1. / 2, OneF: 2. / 3,
				CubeP: 1, CubeR: (3*3./4 + 1./4) / 4, CubeF: 2 * .625 / 1.625, ECE: .05, Brier: .005, LogLoss: -math.Log(.9) / 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := Evaluate(tiny(t, tt.truth), linked(t, tt.links))
			if err != nil {
				t.Fatal(err)
			}
			got, _ := e.Of("all")
			tt.want.Part = "all"
			if !same(got, tt.want) {
				t.Errorf("\ngot  %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func same(a, b Score) bool {
	shares := func(s Score) []float64 {
		return []float64{s.Precision, s.Recall, s.F, s.Seen, s.OneP, s.OneR, s.OneF, s.CubeP, s.CubeR, s.CubeF, s.ECE, s.Brier, s.LogLoss}
	}
	x, y := shares(a), shares(b)
	for i := range x {
		if math.IsNaN(x[i]) != math.IsNaN(y[i]) || math.Abs(x[i]-y[i]) > 1e-9 {
			return false
		}
	}
	return a.Part == b.Part && a.True == b.True && a.Links == b.Links
}

// A pair counts where its shared incident lies, a false one with the larger and
// denser of its two, and both with the coarser precision and either's noise.
func TestEvaluateByPart(t *testing.T) {
	truth := tiny(t, "A1 1; B1 1; A2 2; B2 2; B3 3", Happened{1, 10, 5}, Happened{25, 12, 5}, Happened{3, 90, 5})
	truth.Records[1].Precision = "town"
	truth.Records[3].Marks = 1 << GrossError
	e, err := Evaluate(truth, linked(t, "A1 B1 1; A2 B3 1"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		part        string
		true, links int
		recall      float64
	}{
		{"all", 2, 2, 0.5},
		{"killed 1", 1, 1, 1},
		{"killed 2–4", 0, 0, math.NaN()}, // record B3, of no pair
		{"killed ≥20", 1, 1, 0},
		{"precision gps", 1, 1, 0},
		{"precision town", 1, 1, 1},
		{"near 0", 0, 0, math.NaN()},
		{"near 1–2", 2, 2, 0.5}, // incidents 1 and 2 are two days apart in one town
		{"noise gross_error", 1, 0, 0},
	}
	if len(e) != len(tests) {
		t.Errorf("%d parts, want %d", len(e), len(tests))
	}
	for _, tt := range tests {
		got, there := e.Of(tt.part)
		if !there || got.True != tt.true || got.Links != tt.links || math.Abs(got.Recall-tt.recall) > 1e-9 || math.IsNaN(got.Recall) != math.IsNaN(tt.recall) {
			t.Errorf("%s: %v %+v, want %d true, %d links, recall %v", tt.part, there, got, tt.true, tt.links, tt.recall)
		}
	}
}

// Ten bins of equal count: of 20 links at .05, .15 … .95, two each, of which the
// upper ten are true, each bin is .05, .15 … .45, .45 … .05 off.
func TestCalibration(t *testing.T) {
	var guesses []guess
	for i := range 20 {
		guesses = append(guesses, guess{float64(i/2)/10 + 0.05, i >= 10})
	}
	ece, brier, _ := calibration(guesses)
	if want := 0.25; math.Abs(ece-want) > 1e-9 {
		t.Errorf("ECE %v, want %v", ece, want)
	}
	if want := 2 * (.05*.05 + .15*.15 + .25*.25 + .35*.35 + .45*.45) / 10; math.Abs(brier-want) > 1e-9 {
		t.Errorf("Brier %v, want %v", brier, want)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	tests := []struct{ name, truth, links, says string }{
		{"a record that is not there", "A1 1; B1 1", "A1 B9 1", "link 1: A A1 and B B9 are not both in the truth"},
		{"a pair twice", "A1 1; B1 1", "A1 B1 1; B1 A1 1", "link 2: B B1 and A A1 are linked twice"},
		{"a record with itself", "A1 1", "A1 A1 1", "to themselves"},
	}
	for _, tt := range tests {
		if _, err := Evaluate(tiny(t, tt.truth), linked(t, tt.links)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v does not say %q", tt.name, err, tt.says)
		}
	}
	if _, err := Evaluate(tiny(t, "A1 2", Happened{}), nil); err == nil {
		t.Error("a truth of another world is taken")
	}
}

// The truth of a made world, read from its files and linked as it says, scores one
// in everything, in every part.
func TestPerfectLinksScoreOne(t *testing.T) {
	files, err := InMemory(with(func(o *Options) { o.Incidents, o.Partners, o.Density, o.Reporting = 3000, 3, "siege", "even" }))
	if err != nil {
		t.Fatal(err)
	}
	truth, err := TruthOf(files)
	if err != nil {
		t.Fatal(err)
	}
	var links strings.Builder
	links.WriteString("file_a,ref_a,file_b,ref_b,probability,bits,band\n")
	for a, x := range truth.Records {
		for _, y := range truth.Records[a+1:] {
			if x.Partner != y.Partner && overlap(x.Incidents, y.Incidents) {
				links.WriteString("some/" + x.Partner + ".csv," + x.Ref + "," + y.Partner + "," + y.Ref + ",1,12.5,auto\n")
			}
		}
	}
	list, err := LinksFrom(strings.NewReader(links.String()))
	if err != nil {
		t.Fatal(err)
	}
	e, err := Evaluate(truth, list)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range e {
		for what, x := range map[string]float64{"P": s.Precision, "R": s.Recall, "F": s.F, "R+review": s.Seen, "B3 P": s.CubeP, "B3 R": s.CubeR} {
			if s.True > 0 && x != 1 {
				t.Errorf("%s: %s is %v", s.Part, what, x)
			}
		}
		if s.True > 0 && (s.OneP != 1 || s.OneR < 0.97) { // taking the best first may leave one out
			t.Errorf("%s: one to one P %v, R %v", s.Part, s.OneP, s.OneR)
		}
	}
	if all, _ := e.Of("all"); all.True < 1000 || len(e) < 30 {
		t.Errorf("%d true pairs in %d parts; the world is too small to tell", all.True, len(e))
	}
	var table strings.Builder
	if err := e.Write(&table); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(table.String(), "\n"), "\n")
	for _, l := range lines {
		if len([]rune(l)) != len([]rune(lines[0])) {
			t.Errorf("%q is not aligned with %q", l, lines[0])
		}
	}
}

func overlap(a, b []int) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

func TestReadLinksRefuses(t *testing.T) {
	tests := []struct{ name, file, says string }{
		{"a column missing", "file_a,ref_a,file_b,ref_b,probability\n", "no column band"},
		{"a probability above one", "file_a,ref_a,file_b,ref_b,probability,band\nA,1,B,1,1.5,auto\n", "row 2: probability \"1.5\""},
		{"a band of no name", "file_a,ref_a,file_b,ref_b,probability,band\nA,1,B,1,0.5,maybe\n", "band \"maybe\""},
		{"an empty file", "", "EOF"},
	}
	for _, tt := range tests {
		if _, err := LinksFrom(strings.NewReader(tt.file)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v does not say %q", tt.name, err, tt.says)
		}
	}
}
