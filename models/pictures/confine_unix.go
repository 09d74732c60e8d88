//go:build unix

package pictures

import (
	"runtime/debug"
	"syscall"
)

// confine gives the process its share and no more: memory, processor time, no file to
// write and no core that would keep the picture.
func confine() error {
	debug.SetMemoryLimit(memory * slack / 4 * 3) // where the collector begins to work hard
	for _, limit := range []struct {
		what int
		most uint64
	}{{syscall.RLIMIT_DATA, memory * slack}, {syscall.RLIMIT_CPU, seconds}, {syscall.RLIMIT_FSIZE, 0}, {syscall.RLIMIT_CORE, 0}} {
		l := syscall.Rlimit{}
		if err := syscall.Getrlimit(limit.what, &l); err != nil {
			return err
		}
		l.Cur = min(l.Max, limit.most)
		l.Max = l.Cur
		if err := syscall.Setrlimit(limit.what, &l); err != nil {
			return err
		}
	}
	return nil
}
