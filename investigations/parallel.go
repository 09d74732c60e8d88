package investigations

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// inParallel runs f for every number below n on all processors and returns when all
// are done. A panic goes on in the caller, where the write or the job catches it.
func inParallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	var once sync.Once
	var failed any
	workers := min(runtime.GOMAXPROCS(0), n)
	for first := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { failed = fmt.Sprintf("%v\n%s", p, debug.Stack()) })
				}
			}()
			for i := first; i < n; i += workers {
				f(i)
			}
		}()
	}
	wg.Wait()
	if failed != nil {
		panic(failed)
	}
}
