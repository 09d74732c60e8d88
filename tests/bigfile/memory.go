package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"
)

// watch looks at the memory of a process, pages of files left out, until the function
// it gives is called, which tells the most there was, in bytes.
func watch(pid int) (peak func() int64) {
	if pid == os.Getpid() {
		debug.FreeOSMemory() // what was held before is not counted again
	}
	ended, most := make(chan struct{}), make(chan int64)
	go func() {
		var seen int64
		for {
			seen = max(seen, anonymous(pid))
			select {
			case <-ended:
				most <- seen
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 { close(ended); return <-most }
}

func anonymous(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		var kb int64
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kb); n == 1 {
			return kb * 1024
		}
	}
	return 0
}
