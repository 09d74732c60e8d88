package matching

import (
	"math"
	"testing"
)

// What people say of doubtful pairs makes the weights better for doubtful pairs that
// nobody has judged; what is said wrongly makes them worse, which is the control.
func TestLabelsTeach(t *testing.T) {
	a, b := readWorld(t, 120)
	var all []Record
	of := map[string]invented{}
	for _, r := range append(a, b...) {
		all = append(all, r.Record)
		of[r.Report] = r
	}
	v := Count(all)
	for i := range all {
		v.Weigh(&all[i])
	}
	x := NewIndex(all, &v)
	plain := x.Learn()
	if plain.Kept {
		t.Fatal(plain.Why)
	}
	var taught, asked []Labelled
	var buffer []int32
	for i := range x.Records {
		r := &x.Records[i]
		if r.Partner != a[0].Partner {
			continue
		}
		buffer, _ = x.Candidates(r, Others, buffer)
		for _, j := range buffer {
			o := &x.Records[j]
			if s := plain.Model.Compare(r, o); math.Abs(s.Bits) > 5 {
				continue
			}
			l := Labelled{A: *r, B: *o, Same: of[r.Report].same(of[o.Report])}
			if (i+int(j))%2 == 0 {
				taught = append(taught, l)
			} else {
				asked = append(asked, l)
			}
		}
	}
	loss := func(m *Model) (sum float64) {
		for _, l := range asked {
			p := m.Compare(&l.A, &l.B).Probability
			if !l.Same {
				p = 1 - p
			}
			sum -= math.Log(max(p, 1e-9))
		}
		return sum / float64(len(asked))
	}
	wrong := make([]Labelled, len(taught))
	for i, l := range taught {
		l.Same = !l.Same
		wrong[i] = l
	}
	before, after, misled := loss(plain.Model), loss(x.Learn(taught...).Model), loss(x.Learn(wrong...).Model)
	t.Logf("%d pairs judged, %d asked of: log loss %.4f, with labels %.4f, with wrong ones %.4f", len(taught), len(asked), before, after, misled)
	if len(taught) < 100 {
		t.Fatalf("%d doubtful pairs are too few to tell", len(taught))
	}
	if after >= before || misled <= before {
		t.Errorf("log loss of doubtful pairs %.4f; taught %.4f, want less; misled %.4f, want more", before, after, misled)
	}
}
