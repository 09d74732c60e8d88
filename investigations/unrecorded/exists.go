package unrecorded

import "math"

// exists tells whether the counts are likeliest for terms that are finite. They are
// not where the terms can run off in some direction without making any cell that was
// seen less likely, while some that were not seen fade away (Fienberg and Rinaldo
// 2012). Almost always every direction changes some cell that was seen, and no more
// has to be asked.
func (f *fitting) exists() bool {
	var seen, unseen [][]float64
	for s := 1; s < len(f.counts); s++ {
		row := make([]float64, len(f.terms))
		for i, term := range f.terms {
			if s&term == term {
				row[i] = 1
			}
		}
		if f.counts[s] >= nothing {
			seen = append(seen, row)
		} else {
			unseen = append(unseen, row)
		}
	}
	if len(unseen) == 0 {
		return true
	}
	free := nullSpace(seen, len(f.terms))
	if len(free) == 0 {
		return true
	}
	for c, row := range unseen {
		effect := make([]float64, len(free))
		for d, direction := range free {
			for i := range row {
				effect[d] += row[i] * direction[i]
			}
		}
		unseen[c] = effect
	}
	return !falls(unseen)
}

const negligible = 1e-9 // of numbers that are sums of a few ones

// nullSpace is a base of the vectors that all rows of n numbers map to 0.
func nullSpace(rows [][]float64, n int) (base [][]float64) {
	pivots := []int{}
	for column := range n {
		at := len(pivots)
		best := at
		for r := at; r < len(rows); r++ {
			if math.Abs(rows[r][column]) > math.Abs(rows[best][column]) {
				best = r
			}
		}
		if at == len(rows) || math.Abs(rows[best][column]) < negligible {
			continue
		}
		rows[at], rows[best] = rows[best], rows[at]
		clearColumn(rows, at, column)
		pivots = append(pivots, column)
	}
	next := 0
	for column := range n {
		if next < len(pivots) && pivots[next] == column {
			next++
			continue
		}
		v := make([]float64, n)
		v[column] = 1
		for r, p := range pivots {
			v[p] = -rows[r][column]
		}
		base = append(base, v)
	}
	return base
}

// clearColumn makes rows[at][column] 1 and every other number of the column 0.
func clearColumn(rows [][]float64, at, column int) {
	by := rows[at][column]
	for j := range rows[at] {
		rows[at][j] /= by
	}
	for r := range rows {
		if by := rows[r][column]; r != at && by != 0 {
			for j := range rows[r] {
				rows[r][j] -= by * rows[at][j]
			}
		}
	}
}

// falls tells whether some x makes no row·x positive and some negative: the greatest
// -Σ row·x under -1 ≤ row·x ≤ 0 is then above 0. It is a linear programme, solved by
// the simplex method from x = 0; Bland's rule (1977) keeps it from going in circles.
// x is the difference of two vectors that are not negative.
func falls(rows [][]float64) bool {
	n, slack := len(rows[0]), 2*len(rows)
	width := 2*n + slack + 1
	table := make([][]float64, slack+1) // the last row is the goal, the last column the value
	for i := range table {
		table[i] = make([]float64, width)
	}
	goal := table[slack]
	for i, row := range rows {
		for j, a := range row {
			table[2*i][j], table[2*i][n+j] = a, -a
			table[2*i+1][j], table[2*i+1][n+j] = -a, a
			goal[j] += a // to be raised: -Σ; entries below 0 improve it
			goal[n+j] -= a
		}
		table[2*i][2*n+2*i], table[2*i+1][2*n+2*i+1] = 1, 1
		table[2*i+1][width-1] = 1
	}
	basis := make([]int, slack)
	for i := range basis {
		basis[i] = 2*n + i
	}
	for {
		if goal[width-1] > negligible {
			return true
		}
		enter := 0
		for enter < width-1 && goal[enter] > -negligible {
			enter++
		}
		if enter == width-1 {
			return false
		}
		leave, least := -1, math.Inf(1)
		for i := range basis {
			if table[i][enter] < negligible {
				continue
			}
			ratio := table[i][width-1] / table[i][enter]
			if ratio < least-negligible || ratio < least+negligible && basis[i] < basis[leave] {
				leave, least = i, min(ratio, least)
			}
		}
		if leave < 0 {
			return true // without bound; every row is bounded, so this is not reached
		}
		clearColumn(table, leave, enter)
		basis[leave] = enter
	}
}
