package matching

import (
	"slices"
	"testing"
)

// What somebody has said is not the same is never put together, neither by itself nor
// through a third report; without that it would be: the control.
func TestApartStaysApart(t *testing.T) {
	all := worldOf(t, 200)()
	free := Linked(slices.Clone(all), Options{})
	pair := func(l Linking, a, b string) bool {
		return slices.ContainsFunc(l.Pairs, func(p Pair) bool { return p.A == a && p.B == b })
	}
	for _, p := range free.Pairs[:5] {
		apart := func(a, b *Record) bool {
			return a.Report == p.A && b.Report == p.B || a.Report == p.B && b.Report == p.A
		}
		if held := Linked(slices.Clone(all), Options{Model: free.Estimate.Model, Apart: apart}); pair(held, p.A, p.B) {
			t.Errorf("%s and %s are together, and somebody has said that they are not", p.A, p.B)
		}
		if again := Linked(slices.Clone(all), Options{Model: free.Estimate.Model}); !pair(again, p.A, p.B) {
			t.Errorf("%s and %s are apart although nobody said so", p.A, p.B)
		}
	}
}
