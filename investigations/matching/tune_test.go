package matching

import (
	"fmt"
	"math"
	"os"
	"testing"
)

func inReach(a, b *Record) bool {
	if d, _, _ := a.place.levels(&b.place); d == outOfReach { return false }
	return a.time.level(&b.time) != outOfTime
}

func shifted(r invented, days int64) invented {
	s := days * day
	r.time.from += s; r.time.to += s; r.time.until += s
	return r
}

func evaluate(a, b []invented) (p, r, rr, best float64, bestAt float64, cands int) {
	var pairs []Pair
	truth := map[[2]int]bool{}
	matchedAuto, auto, review, total := 0, 0, 0, 0
	_ = review
	for i := range a {
		for j := range b {
			same := a[i].same(b[j])
			if same { total++; truth[[2]int{i, j}] = true }
			if !inReach(&a[i].Record, &b[j].Record) { continue }
			cands++
			s := Compare(&a[i].Record, &b[j].Record)
			if s.Band != "" || s.Bits > -6 {
				pairs = append(pairs, Pair{A: fmt.Sprint(i), B: fmt.Sprint(j), PartnerA: "A", PartnerB: "B", Bits: s.Bits, Probability: s.Probability, Band: s.Band})
			}
		}
	}
	inRev := 0
	out := Assign(pairs)
	type sc struct{ p float64; ok bool }
	var all []sc
	for _, p := range out {
		var i, j int
		fmt.Sscan(p.A, &i); fmt.Sscan(p.B, &j)
		ok := truth[[2]int{i, j}]
		all = append(all, sc{p.Probability, ok})
		if p.Band == Auto { auto++; if ok { matchedAuto++ } }
		if p.Band != "" && ok { inRev++ }
		if p.Band == Review { review++ }
	}
	for _, th := range []float64{.02,.05, .1, .15, .2, .3, .4, .5, .6, .7, .8, .9, .95} {
		tp, n := 0, 0
		for _, s := range all { if s.p >= th { n++; if s.ok { tp++ } } }
		f := 2 * float64(tp) / float64(n+total)
		if f > best { best, bestAt = f, th }
	}
	// one-to-one: greedy by p
	return float64(matchedAuto) / float64(auto), float64(matchedAuto) / float64(total), float64(inRev) / float64(total), best, bestAt, cands
}

func TestTune(t *testing.T) {
	for _, d := range []int64{365, 120, 36, 12} {
		a, b := readWorld(t, d)
		for prior = -3.5; prior > -4; prior -= 1 {
		p, r, rr, f, at, c := evaluate(a, b)
		fmt.Printf("prior %.1f ", prior)
		fmt.Printf("days %d: auto P %.3f R %.3f, with review R %.3f, best F %.3f at %.2f, candidates %d\n", d, p, r, rr, f, at, c)
}
	}
	if os.Getenv("TABLES") == "" { return }
	a, b := readWorld(t, 365)
	const N = 80
	type hist struct{ m, u [N]float64 }
	h := map[string]*hist{}
	put := func(name string, level int, match bool, w float64) {
		if h[name] == nil { h[name] = &hist{} }
		if match { h[name].m[level] += w } else { h[name].u[level] += w }
	}
	nm, nu := 0.0, 0.0
	note := func(x, y *Record, match bool, w float64) {
		if match { nm += w } else { nu += w }
		d, n, c := x.place.levels(&y.place)
		put("dist", d, match, w); put("name", n, match, w)
		put(fmt.Sprintf("dist/class%d", c), d, match, w)
		if d < 9 { put(fmt.Sprintf("name/dist%d", d), n, match, w) }
		put("class", c, match, w)
		tl := x.time.level(&y.time)
		put("time", tl, match, w)
		if tl == overlap { cl := []int{x.time.class, y.time.class}; put("overlap", min(cl[0], cl[1])*5+max(cl[0], cl[1]), match, w) }
		put("killed", x.killed.level(&y.killed), match, w)
		put("injured", x.injured.level(&y.injured), match, w)
		put("actor", x.actors.level(&y.actors), match, w)
		put("means", x.means.level(&y.means), match, w)
		put("words", x.words.level(y.words), match, w)
	}
	miss := 0
	prior = -3.5
	if os.Getenv("RESID") != "" {
		for i := range a { for j := range b { if a[i].same(b[j]) {
			s := Compare(&a[i].Record, &b[j].Record)
			if s.Band != Auto {
				fmt.Printf("%.1f", s.Bits)
				for _, r := range Explain(&a[i].Record, &b[j].Record) { if r.Feature != "prior" { fmt.Printf(" | %s %.1f %s [%s/%s]", r.Feature, r.Bits, r.Text, r.A, r.B) } }
				fmt.Println()
			}
		}}}
	}
	for i := range a {
		for j := range b {
			if a[i].same(b[j]) {
				if inReach(&a[i].Record, &b[j].Record) { note(&a[i].Record, &b[j].Record, true, 1) } else { miss++ }
				continue
			}
			if inReach(&a[i].Record, &b[j].Record) { note(&a[i].Record, &b[j].Record, false, 1) }
		}
		for _, s := range []int64{-13, -9, -7, -5, 5, 7, 9, 13} {
			x := shifted(a[i], s)
			for j := range b {
				if !a[i].same(b[j]) && inReach(&x.Record, &b[j].Record) { note(&x.Record, &b[j].Record, false, 1) }
			}
		}
	}
	fmt.Println("matches", nm, "missed", miss, "decoys and others", nu)
	for _, name := range []string{"dist", "class", "dist/class0", "dist/class1", "dist/class2", "dist/class3", "dist/class4", "name", "name/dist0", "name/dist1", "name/dist2", "name/dist3", "name/dist4", "name/dist5", "name/dist6", "time", "overlap", "killed", "injured", "actor", "means", "words"} {
		x := h[name]
		if x == nil { continue }
		fmt.Println(name)
		for l := range N {
			if x.m[l]+x.u[l] > 0 {
				fmt.Printf("   %2d m %5.0f (%.3f) u %6.0f (%.4f) bits %+.2f\n", l, x.m[l], x.m[l]/nm, x.u[l], x.u[l]/nu, math.Log2((x.m[l]+.5)/nm/((x.u[l]+.5)/nu)))
			}
		}
	}
}
