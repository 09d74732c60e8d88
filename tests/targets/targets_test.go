package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"concord/investigations/matching"
	"concord/tests/world/worlds"
)

func TestMain(m *testing.M) {
	if isChild() { // the test's program stands in for the command
		os.Exit(runChild(os.Args[2:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// T1: three partners' files are linked without a fault, in every order alike. How
// fast depends on the machine and is for the command to say.
func TestCrashes(t *testing.T) {
	at := crashFolder()
	if at == "" {
		t.Skip("the labelled data (shared/data/meltt_crashMD) is not beside this checkout")
	}
	r, err := linkCrashes(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("P %.4f, R %.4f, %d for review, %d orders alike, %v", r.precision, r.recall, r.review, r.orders, r.took)
	if r.precision < crashTrue || r.recall < crashTrue || r.orders != 6 {
		t.Errorf("P %.4f, R %.4f, %d of 6 orders alike; want .99, .99 and all", r.precision, r.recall, r.orders)
	}
}

// T10 on a few seeds: the order in which reports come makes no difference.
func TestOrders(t *testing.T) {
	for seed := 1; seed <= 3; seed++ {
		for _, o := range orderWorlds(seed) {
			r, err := arrive(o)
			if err != nil {
				t.Fatal(err)
			}
			if r.differs != "" {
				t.Errorf("seed %d, %s, %d partners: %s", seed, o.Density, o.Partners, r.differs)
			}
			if r.reports < 300 || r.pairs < 100 {
				t.Errorf("seed %d, %s, %d partners: %d reports and %d pairs are too few to tell", seed, o.Density, o.Partners, r.reports, r.pairs)
			}
		}
	}
}

// Answers that differ in a band, a probability or a pair are told apart: the control
// of the test above.
func TestDifferencesAreSeen(t *testing.T) {
	o := orderWorlds(1)[0]
	files, err := worlds.InMemory(o)
	if err != nil {
		t.Fatal(err)
	}
	records, err := packed(o, inMemory(files))
	if err != nil {
		t.Fatal(err)
	}
	l := matching.Link(records)
	bulk := found{l.Pairs, l.Duplicates}
	changes := map[string]func(*found){
		"a pair less":           func(f *found) { f.pairs = f.pairs[1:] },
		"another band":          func(f *found) { f.pairs[0].Band = "review" },
		"another probability":   func(f *found) { f.pairs[0].Probability -= 0.001 },
		"another counterpart":   func(f *found) { f.pairs[0].B += "0" },
		"a duplicate less":      func(f *found) { f.duplicates = f.duplicates[1:] },
		"nothing but the order": func(f *found) { f.pairs[0], f.pairs[1] = f.pairs[1], f.pairs[0] },
	}
	for name, change := range changes {
		other := found{slices.Clone(bulk.pairs), slices.Clone(bulk.duplicates)}
		change(&other)
		if said, same := bulk.against(other, "it"), name == "nothing but the order"; (said == "") != same {
			t.Errorf("%s: it is said %q", name, said)
		}
	}
}

// Every target is measured and printed at a small size, with its children, nothing
// that counts at that size is missed, and accuracy has floors, a little below what was
// reached.
func TestSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	b := newBench()
	b.makeSmall()
	b.orderSeeds = 1 // TestOrders has more
	var out bytes.Buffer
	missed, err := b.run(nil, &out)
	t.Logf("\n%s", out.String())
	if err != nil || missed > 0 {
		t.Fatalf("%d missed: %v", missed, err)
	}
	for _, g := range groups {
		if !strings.Contains(out.String(), "\n"+g.name+": ") {
			t.Errorf("%s is not printed", g.name)
		}
	}
	if strings.Contains(out.String(), "NaN") {
		t.Error("a share of nothing is printed as a number")
	}
	for _, tt := range []struct {
		noise, density string
		one, seen      float64
	}{{"plain", "sparse", 0.945, 0.98}, {"plain", "war", 0.92, 0.98}, {"usual", "sparse", 0.91, 0.90}, {"usual", "war", 0.92, 0.96}} {
		err := b.each(tt.noise, tt.density, func(r *run) {
			if s := r.all(); s.OneF < tt.one || s.Seen < tt.seen {
				t.Errorf("%s noise, %s: 1-1 F %.4f and R+review %.4f, want %.3f and %.3f", tt.noise, tt.density, s.OneF, s.Seen, tt.one, tt.seen)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.run([]string{"T99"}, &out); err == nil {
		t.Error("a target of no name is measured")
	}
}
