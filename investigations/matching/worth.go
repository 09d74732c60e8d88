package matching

import "math"

// mostBits is the most that one level may be worth: what was never seen is not
// impossible.
const mostBits = 14

// worst is how much, in bits, one level of a feature may speak against a pair. Codes
// are wrong in one record of ten or twenty whatever a crowded year makes of it, and a
// wrong weapon brings a wrong category and a wrong coded method along, which must not
// count three times.
func worst(f Feature) float64 {
	switch f {
	case Actor, Means, Site, Area:
		return 4
	case Category, Columns:
		return 2.5
	}
	return mostBits
}

// alternative says which levels of a feature are alternatives: those that can be reached
// when the same sides state the same things. That something is not stated weighs
// nothing (matching.md 3.3); a group of one level is therefore worth 0.
func alternative(f Feature, level int) int {
	switch f {
	case Place:
		return 2*when(level/nameLevels == unmeasured) + when(level%nameLevels == nameUnknown)
	case Precision:
		return level / zones
	case Area:
		if level/2 == areaUnknown {
			return 2
		}
		return level % 2
	case Harm:
		return 2*when(level/harmLevels == harmUnknown) + when(level%harmLevels == harmUnknown)
	case Category:
		if level/2 == kindUnknown {
			return 2
		}
		return level % 2
	case References:
		return 0
	}
	return when(level == 0) // the others begin with the level for not known
}

// worth is the table of a feature: for each level how much more often true pairs
// show it (m, counted) than decoys do (u, counted), among the levels of its group.
// Where little was seen it is drawn towards what was stated, and what should not
// rise along an order does not.
func worth(f Feature, m, u, stated []float64) []float64 {
	groups := map[int][]int{}
	most := 0
	for level := range u {
		g := alternative(f, level)
		groups[g] = append(groups[g], level)
		most = max(most, g)
	}
	out := make([]float64, len(u))
	for g := range most + 1 {
		levels := groups[g]
		if len(levels) < 2 {
			continue
		}
		sumU, sumM, statedM := 0.0, 0.0, 0.0
		for _, i := range levels {
			sumU, sumM = sumU+u[i], sumM+m[i]
		}
		trust := min(sumU, sumM) / (min(sumU, sumM) + stoutness)
		chance := make([]float64, len(u))
		for _, i := range levels {
			chance[i] = (u[i] + 1/float64(len(levels))) / (sumU + 1)
			statedM += chance[i] * math.Exp2(stated[i])
		}
		for _, i := range levels {
			if m[i]+u[i] == 0 {
				out[i] = stated[i] // never met, as what is sought farther than decoys are
				continue
			}
			expected := chance[i] * math.Exp2(stated[i]) / statedM
			seen := math.Log2((m[i] + stoutness*expected) / (sumM + stoutness) / chance[i])
			out[i] = max(-worst(f), min(mostBits, trust*seen+(1-trust)*stated[i]))
		}
	}
	if f == Precision {
		conditional(out, m, u)
	}
	for _, chain := range chains(f) {
		falling(out, chain, m)
	}
	return out
}

// conditional takes from what a zone is worth within a precision class what it is
// worth in all, for that much is in the table of distances already.
func conditional(out, m, u []float64) {
	var inM, inU [zones]float64
	sumM, sumU := 0.0, 0.0
	for level := range out {
		if zone := level % zones; zone != zoneBeyond {
			inM[zone], inU[zone] = inM[zone]+m[level], inU[zone]+u[level]
			sumM, sumU = sumM+m[level], sumU+u[level]
		}
	}
	for level := range out {
		zone := level % zones
		if zone == zoneBeyond || sumM == 0 || sumU == 0 {
			out[level] = 0
			continue
		}
		out[level] -= math.Log2((inM[zone] + 1) / (sumM + zones) / ((inU[zone] + 1) / (sumU + zones)))
	}
}

// chains are the orders along which a table may not rise: from what agrees best to
// what agrees least.
func chains(f Feature) (all [][]int) {
	switch f {
	case Place:
		for name := range nameLevels {
			var chain []int
			for distance := withinHalf; distance <= elsewhere; distance++ {
				chain = append(chain, distance*nameLevels+name)
			}
			all = append(all, chain)
		}
		for distance := range distanceLevels {
			var chain []int
			for name := nameSame; name <= nameOther; name++ {
				chain = append(chain, distance*nameLevels+name)
			}
			all = append(all, chain)
		}
	case Time:
		all = append(all, []int{within4h, within12h, within30h, withinTenDays, withinMonth, outOfTime})
	case Harm:
		order := []int{agree20, agree8, agree3, agree1, gapOne, gapHalf, gapMore}
		for other := range harmLevels {
			var killed, injured []int
			for _, level := range order {
				killed, injured = append(killed, level*harmLevels+other), append(injured, other*harmLevels+level)
			}
			all = append(all, killed, injured)
		}
	case Words:
		all = append(all, []int{share24, share17, share10, share5, shareLittle})
	case Actor:
		all = append(all, []int{sameActor, akinActor, otherActor})
	case Means:
		all = append(all, []int{sameRareWeapon, sameWeapon, sameFamily, sameBranch, otherWeapon})
	}
	return all
}

// falling makes a chain of levels fall or stay, by giving neighbours that rise their
// weighed mean (pool adjacent violators; Ayer et al. 1955).
func falling(bits []float64, chain []int, weight []float64) {
	type block struct {
		value, weight float64
		n             int
	}
	var blocks []block
	for _, i := range chain {
		blocks = append(blocks, block{bits[i], weight[i] + 1, 1})
		for n := len(blocks); n > 1 && blocks[n-2].value < blocks[n-1].value; n = len(blocks) {
			a, b := blocks[n-2], blocks[n-1]
			blocks = append(blocks[:n-2], block{(a.value*a.weight + b.value*b.weight) / (a.weight + b.weight), a.weight + b.weight, a.n + b.n})
		}
	}
	at := 0
	for _, b := range blocks {
		for range b.n {
			bits[chain[at]] = b.value
			at++
		}
	}
}
