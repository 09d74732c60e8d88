package matching

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
)

// learn is the estimation proper. u comes from decoys and stays; m of each level is
// what the pairs of one incident show, weighed by how probable each pattern makes
// it; both are drawn towards what was stated where little was seen.
func learn(start *Model, seen, decoys, judgedSame, judgedApart []Pattern, decoyWeight, lambda, most float64) (*Model, float64) {
	patterns, counts := perPattern(seen, decoys, judgedSame, judgedApart)
	n, moved, same, apart := counts[0], counts[1], counts[2], counts[3]
	var u [features][]float64
	for f := range u {
		u[f] = make([]float64, len(start.Tables[f]))
	}
	model := *start
	all := float64(len(seen))
	for i, p := range patterns {
		same[i], apart[i] = labelWeight*same[i], labelWeight*apart[i]
		for f, level := range p {
			u[f][level] += moved[i] + apart[i]
		}
	}
	for range emRounds {
		var m [features][]float64
		for f := range m {
			m[f] = make([]float64, len(u[f]))
		}
		prior := math.Log2(lambda / (1 - lambda))
		parts := make([][features][]float64, chunks)
		found := make([]float64, chunks)
		parallel(chunks, func(part int) {
			into := &parts[part]
			for f := range into {
				into[f] = make([]float64, len(u[f]))
			}
			for i := part * len(patterns) / chunks; i < (part+1)*len(patterns)/chunks; i++ {
				w := n[i] * probability(model.bits(patterns[i])-model.Prior+prior)
				found[part] += w
				for f, level := range patterns[i] {
					into[f][level] += w + same[i]
				}
			}
		})
		linked := 0.0
		for part := range parts {
			linked += found[part]
			for f := range m {
				for level, w := range parts[part][f] {
					m[f][level] += w
				}
			}
		}
		next := min(linked/all, most)
		change := math.Abs(next - lambda)
		lambda = max(next, 1e-9)
		for f := range model.Tables {
			model.Tables[f] = worth(Feature(f), m[f], u[f], start.Tables[f])
		}
		if change < 1e-7 {
			break
		}
	}
	model.Prior = math.Log2(lambda / (1 - lambda))
	for i := range moved {
		moved[i] *= decoyWeight
	}
	lambda = refine(&model, patterns, n, moved, same, apart, lambda, most)
	return &model, lambda
}

// perPattern gives the patterns of some lists, each once and in an order of their own, for
// sums of fractions depend on it; and of each list how often it holds each.
func perPattern(lists ...[]Pattern) (patterns []Pattern, counts [][]float64) {
	var _ [12]uint8 = Pattern{} // two numbers in the order of its levels
	type one struct {
		first uint64
		last  uint32
		list  int32
	}
	var all []one
	for list, some := range lists {
		all = slices.Grow(all, len(some))
		for i := range some {
			p := &some[i]
			all = append(all, one{binary.BigEndian.Uint64(p[:8]), binary.BigEndian.Uint32(p[8:]), int32(list)})
		}
	}
	sortInParallel(all, func(a, b one) int {
		if a.first != b.first {
			return cmp.Compare(a.first, b.first)
		}
		return cmp.Compare(a.last, b.last)
	})
	n := 0
	for i := range all {
		n += when(i == 0 || all[i].first != all[i-1].first || all[i].last != all[i-1].last)
	}
	patterns = make([]Pattern, 0, n)
	for range lists {
		counts = append(counts, make([]float64, n))
	}
	for i := range all {
		o := &all[i]
		if i == 0 || o.first != all[i-1].first || o.last != all[i-1].last {
			var p Pattern
			binary.BigEndian.PutUint64(p[:8], o.first)
			binary.BigEndian.PutUint32(p[8:], o.last)
			patterns = append(patterns, p)
		}
		counts[o.list][len(patterns)-1]++
	}
	return patterns, counts
}
