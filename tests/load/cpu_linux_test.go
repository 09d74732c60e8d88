package load

import (
	"syscall"
	"time"
	"unsafe"
)

// cpuOf is the CPU time a process has used so far, in user and kernel together,
// to the nanosecond: the process's own clock (clock_getcpuclockid(3)), where
// /proc/PID/stat counts ticks of 10 ms.
func cpuOf(pid int) (time.Duration, bool) {
	const sched = 2
	var at syscall.Timespec
	_, _, no := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(^pid<<3|sched), uintptr(unsafe.Pointer(&at)), 0)
	return time.Duration(at.Nano()), no == 0
}
