package unrecorded

import "math/bits"

// Bound is the least number of incidents that the lists speak for where some
// incidents are seen by all more easily than others.
type Bound struct {
	Estimate          // for lists of unequal reach
	Classic  Estimate // of the form of 1987, for many lists of equal reach
}

// Chao is the lower bound of Chao (1987): from those in one list (f1) and those in
// two (f2) it takes f1²/2f2 to be hidden. That supposes many lists of equal reach;
// with few, or with a long list beside a short one, it lies above what it should
// bound (of two alike it is twice Lincoln-Petersen). So the bound itself keeps the
// lists apart, Σ fi·fj / f2 over every two (the argument of Chao with a factor for
// each list, Rivest and Baillargeon 2007); of two lists that is Lincoln-Petersen.
func Chao(t Table) Bound {
	if why := t.empty(); why != "" {
		return Bound{without("%s", why), without("%s", why)}
	}
	if f2 := t.Held(2); f2 < LeastShared {
		w := without("Only %s in exactly two lists; it takes %d.", incidents(f2), LeastShared)
		return Bound{w, w}
	}
	return chao(t)
}

// chao is the formula; f2 must not be 0.
func chao(t Table) Bound {
	f1, f2 := t.Held(1), t.Held(2)
	products, slopes := 0.0, 0.0
	for s := 1; s < len(t.Counts); s++ {
		if bits.OnesCount(uint(s)) == 1 {
			products += t.Counts[s] * (f1 - t.Counts[s]) / 2
			slopes += t.Counts[s] * (f1 - t.Counts[s]) * (f1 - t.Counts[s])
		}
	}
	return Bound{
		bound(t.Recorded(), products/f2, slopes/(f2*f2), f2),
		bound(t.Recorded(), f1*f1/(2*f2), f1*f1*f1/(f2*f2), f2),
	}
}

// bound has a variance by the delta method: of those in one list (slopes), of those
// in two, and of the hidden themselves. For the classic form it is that of Chao.
func bound(recorded, hidden, slopes, f2 float64) Estimate {
	if hidden == 0 {
		return estimated(recorded, 0, 0)
	}
	return estimated(recorded, hidden, spreadOf(hidden, slopes+hidden*hidden/f2+hidden))
}
