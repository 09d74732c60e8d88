package unrecorded

import (
	"runtime"
	"sync"
)

// inParts does n tasks on all processors, so many at a time. What each does must
// depend on its number alone.
func inParts(n, size int, do func(from, to int)) {
	if n <= size {
		do(0, n)
		return
	}
	next := make(chan int)
	var working sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for from := range next {
				do(from, min(from+size, n))
			}
		})
	}
	for from := 0; from < n; from += size {
		next <- from
	}
	close(next)
	working.Wait()
}
