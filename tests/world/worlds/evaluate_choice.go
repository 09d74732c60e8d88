package worlds

// oneToOne walks the links from the best: a link is chosen if neither record has a
// counterpart with that partner yet. Against it stands the largest choice that true
// pairs allow.
func (s *scoring) oneToOne(best []pair) {
	taken := make([]bool, len(s.records)*s.partners)
	var hits []pair
	for _, p := range best {
		forA, forB := p.a*s.partners+s.partner[p.b], p.b*s.partners+s.partner[p.a]
		if p.probability < oneFrom || taken[forA] || taken[forB] {
			continue
		}
		taken[forA], taken[forB] = true, true
		for _, part := range s.partsOfPair(p.a, p.b) {
			part.chosen++
			if p.hit {
				part.chosenTrue++
			}
		}
		if p.hit {
			hits = append(hits, p)
		}
	}
	for p := range s.partners {
		for q := p + 1; q < s.partners; q++ {
			s.largest(p, q, hits)
		}
	}
}

// largest counts a largest set of true pairs of two partners in which no record
// stands twice: a maximum matching, by augmenting paths. It begins with the pairs
// that were chosen and are true, so that of several largest sets it counts the one
// nearest to the choice, in every part.
func (s *scoring) largest(p, q int, chosen []pair) {
	with := make([]int, len(s.records)) // of each record of q its counterpart, plus 1
	tried := make([]int, len(s.records))
	placed := make([]bool, len(s.records))
	for _, c := range chosen {
		a, b := c.a, c.b
		if s.partner[a] > s.partner[b] {
			a, b = b, a
		}
		if s.partner[a] == p && s.partner[b] == q {
			with[b], placed[a] = a+1, true
		}
	}
	var place func(a, round int) bool
	place = func(a, round int) bool {
		for _, b := range s.partnersIn(a, q, nil) {
			if tried[b] == round {
				continue
			}
			tried[b] = round
			if with[b] == 0 || place(with[b]-1, round) {
				with[b] = a + 1
				return true
			}
		}
		return false
	}
	for a := range s.records {
		if s.partner[a] == p && !placed[a] {
			place(a, a+1)
		}
	}
	for b, a := range with {
		if a == 0 {
			continue
		}
		for _, part := range s.partsOfPair(a-1, b) {
			part.could++
		}
	}
}

// cubed scores clusters record by record.
func (s *scoring) cubed(across, within []pair) {
	linked, truly := newForest(len(s.records)), newForest(len(s.records))
	for _, list := range [][]pair{across, within} {
		for _, p := range list {
			if p.auto {
				linked.join(p.a, p.b)
			}
		}
	}
	var found []int
	for a := range s.records {
		for p := range s.partners {
			if p == s.partner[a] {
				continue
			}
			found = s.partnersIn(a, p, found[:0])
			for _, b := range found {
				truly.join(a, b)
			}
		}
	}
	inLinked, inTrue, inBoth := map[int]int{}, map[int]int{}, map[[2]int]int{}
	for a := range s.records {
		l, t := linked.root(a), truly.root(a)
		inLinked[l]++
		inTrue[t]++
		inBoth[[2]int{l, t}]++
	}
	for a := range s.records {
		l, t := linked.root(a), truly.root(a)
		both := float64(inBoth[[2]int{l, t}])
		for _, part := range s.partsOfRecord(a) {
			part.records++
			part.cubeP += both / float64(inLinked[l])
			part.cubeR += both / float64(inTrue[t])
		}
	}
}

// forest holds which records are tied together.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) root(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(i, j int) { f[f.root(i)] = f.root(j) }
