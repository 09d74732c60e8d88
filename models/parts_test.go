package models

import (
	"math/rand/v2"
	"testing"
)

// Where no row is a part of another nothing can contradict: what is passed over is
// what the whole check would have found nothing in.
func TestPartsArePassedOverOnlyWhereThereAreNone(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	passed, broken := 0, 0
	for range 50_000 {
		rows := make([]Casualty, 1+r.IntN(5))
		for i := range rows {
			low := r.IntN(4)
			high := low + r.IntN(3)
			rows[i] = Casualty{Outcome: pick("KILLED", "INJURED"), Status: pick("", "CIVILIAN", "DIRECT_PARTICIPANT"), Sex: pick("", "UNKNOWN", "FEMALE", "MALE"),
				Age: pick("", "CHILD", "ADULT", "INFANT_0_4"), Protected: pick("", "", "HEALTH"), Count: Count{Min: &low, Max: &high}}
		}
		if brokenDown(rows) {
			broken += len(addUp(rows))
			continue
		}
		if passed++; len(partsAndTotals(rows)) != 0 {
			t.Fatalf("passed over: %+v", rows)
		}
	}
	if passed < 1000 || broken < 1000 {
		t.Errorf("%d passed over, %d contradictions found: too few to tell", passed, broken)
	}
}
