package main

import (
	"fmt"
	"time"
)

// table prints a row as soon as it is known.
type table struct{ missed int }

func (t *table) head(reports int) {
	fmt.Printf("%d reports\n\n| what | target | measured | |\n|---|---|---|---|\n", reports)
}

func (t *table) row(what, target string, held bool, measured string) {
	word := "held"
	switch {
	case target == "":
		word = ""
	case !held:
		word = "**missed**"
		t.missed++
	}
	fmt.Printf("| %s | %s | %s | %s |\n", what, target, measured, word)
}

// limit is a target for a time: p50 or p99, 0 for none.
type limit struct{ p50, p99 time.Duration }

func (l limit) String() string {
	switch {
	case l.p50 > 0 && l.p99 > 0:
		return fmt.Sprintf("p50 ≤ %v, p99 ≤ %v", l.p50, l.p99)
	case l.p50 > 0:
		return fmt.Sprintf("p50 ≤ %v", l.p50)
	case l.p99 > 0:
		return fmt.Sprintf("p99 ≤ %v", l.p99)
	}
	return ""
}

func (t *table) times(what string, want limit, all timed, more string) {
	p50, p99 := all.at(0.5), all.at(0.99)
	held := (want.p50 == 0 || p50 <= want.p50) && (want.p99 == 0 || p99 <= want.p99)
	t.row(what, want.String(), held, fmt.Sprintf("p50 %v, p99 %v%s", short(p50), short(p99), more))
}

func short(d time.Duration) time.Duration {
	switch {
	case d < time.Millisecond:
		return d.Round(time.Microsecond)
	case d < 100*time.Millisecond:
		return d.Round(10 * time.Microsecond)
	}
	return d.Round(time.Millisecond)
}
