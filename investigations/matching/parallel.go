package matching

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
)

// parallel runs f for each of so many parts on as many goroutines as there are
// processors, and returns when all are done. A panic in a part goes on in the caller.
func parallel(parts int, f func(part int)) {
	var wg sync.WaitGroup
	var once sync.Once
	var failed any
	next := make(chan int, parts)
	for part := range parts {
		next <- part
	}
	close(next)
	for range min(parts, runtime.GOMAXPROCS(0)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { failed = fmt.Sprintf("%v\n%s", p, debug.Stack()) })
				}
			}()
			for part := range next {
				f(part)
			}
		}()
	}
	wg.Wait()
	if failed != nil {
		panic(failed)
	}
}

// partSize is how many records one part of a pass goes through.
const partSize = 4096

// inParts cuts n into parts and runs f over each, with its bounds.
func inParts(n int, f func(part, from, to int)) (parts int) {
	parts = (n + partSize - 1) / partSize
	parallel(parts, func(part int) { f(part, part*partSize, min(n, (part+1)*partSize)) })
	return parts
}

// sortInParallel sorts a list in two halves at once and merges them.
func sortInParallel[T any](list []T, compare func(a, b T) int) {
	half := len(list) / 2
	parallel(2, func(part int) {
		slices.SortFunc([][]T{list[:half], list[half:]}[part], compare)
	})
	left := slices.Clone(list[:half])
	right := list[half:]
	for at := range list {
		if len(left) == 0 {
			return
		}
		if len(right) > 0 && compare(right[0], left[0]) < 0 {
			list[at], right = right[0], right[1:]
		} else {
			list[at], left = left[0], left[1:]
		}
	}
}
